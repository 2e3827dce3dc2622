#!/usr/bin/python3
"""mxtrap-gen's JSON is what docs/mxtrap-gen.schema.json says, for every example and every good spec."""
import glob
import json
import os
import subprocess

import jsonschema

SOURCE = os.environ["MXTRAP_SOURCE"]

with open(os.path.join(SOURCE, "docs/mxtrap-gen.schema.json"), encoding="utf-8") as file:
    SCHEMA = json.load(file)
jsonschema.Draft7Validator.check_schema(SCHEMA)
VALIDATOR = jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.FormatChecker())

written = 0
for spec in sorted(glob.glob(SOURCE + "/examples/*.yaml") + glob.glob(SOURCE + "/tests/specs/good/*")):
    done = subprocess.run([os.environ["MXTRAP_GEN"], "-q", "-f", "json", spec], capture_output=True,
                          check=False)
    assert done.returncode in (0, 1), (spec, done)
    if done.returncode == 0:
        document = json.loads(done.stdout)
        VALIDATOR.validate(document)
        assert document["layouts"], spec
        written += 1
assert written >= 20, written

# The schema can tell a good document from a bad one.
for change in ({"schema": "mxtrap.gen/2"}, {"more": 1}, {"layouts": [{}]}):
    assert not VALIDATOR.is_valid({**document, **change}), change
document["layouts"][0]["exchangers"][0]["addresses"] = ["192.0.2.256"]
assert not VALIDATOR.is_valid(document)
print(f"{written} documents are as the schema says")
