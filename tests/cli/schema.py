#!/usr/bin/python3
"""Holds the JSON Schema of the spec and the parser to the same verdicts.

Every spec of tests/specs is given to both. They may differ only where its stricter.tsv says why
the schema language cannot say what the parser says; a row that is no longer needed is a failure
too. The keys of lib/spec/keys.def must be the schema's
properties, mapping by mapping, and the keys of the manual; the ids that `ignore` takes must be
those of lib/model/rules_*.def. The same of configuration files, tests/specs/config, and their schema.

Debian: python3-jsonschema, python3-ruamel.yaml.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings

import jsonschema
from ruamel.yaml import YAML
from ruamel.yaml.resolver import BaseResolver

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from checks import SOURCE, check, finish, tool_path

SPECS = os.path.join(SOURCE, "tests/specs")
DOCS = os.path.join(SOURCE, "docs")

# A validator visits each node of a document as often as aliases repeat it.
NODES_MAX = 100000

# Where the schema has the mapping of each context that spec_keys.def names.
CONTEXTS = {
    "MX_IN_ROOT": [],
    "MX_IN_ZONE": ["$defs", "zone"],
    "MX_IN_SET": ["$defs", "set"],
    "MX_IN_LAYOUT": ["$defs", "layout"],
    "MX_IN_ENTRY": ["$defs", "exchanger"],
    "MX_IN_TTL": ["$defs", "exchanger", "properties", "ttl", "anyOf", 1],
    "MX_IN_SOA": ["$defs", "zone", "properties", "soa"],
    "MX_IN_NAME_SERVER": ["$defs", "name-server", "anyOf", 1],
    "MX_IN_SENDER": ["$defs", "sender"],
    "MX_IN_IGNORE": ["$defs", "zone", "properties", "ignore", "anyOf", 1, "items"],
}


# The same of a configuration file.
CONFIG_CONTEXTS = {
    "MX_IN_CONFIG": [],
    "MX_IN_IGNORE": ["properties", "ignore", "anyOf", 1, "items"],
}


class NotJson(Exception):
    """A document that no JSON text could be."""


class CoreResolver(BaseResolver):
    """The core schema of YAML 1.2 (10.3.2), which is less than what ruamel takes by default."""

    def __init__(self, version=None, loader=None, loadumper=None):
        super().__init__(loader or loadumper)

    @property
    def processing_version(self):
        return (1, 2)


for tag, pattern, first in [
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", list("-+0123456789")),
    ("float", r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
              r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$", list("-+.0123456789")),
    ("merge", r"^<<$", ["<"]),
]:
    CoreResolver.add_implicit_resolver_base("tag:yaml.org,2002:" + tag, re.compile(pattern), first)


def documents(path):
    """The documents of a file that are not null, as an editor has them."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Resolver = CoreResolver
    with open(path, "rb") as file:
        return [document for document in yaml.load_all(file) if document is not None]


def count_nodes(value, known, above):
    """Nodes with aliases expanded; an object is counted once and then looked up in KNOWN."""
    if not isinstance(value, (dict, list)):
        return 1
    if id(value) in above:
        raise NotJson("it holds itself")
    if id(value) not in known:
        above.add(id(value))
        if isinstance(value, dict) and not all(isinstance(key, str) for key in value):
            raise NotJson("a key is no text")
        items = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(count_nodes(item, known, above) for item in items)
        above.remove(id(value))
    return known[id(value)]


def match_as_ecma(validator, pattern, instance, schema):
    """JSON Schema's $ matches at the end alone; Python's in front of a last line end as well."""
    if isinstance(instance, str) and not re.search(re.sub(r"(?<!\\)\$", r"\\Z", pattern), instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


Validator = jsonschema.validators.extend(
    jsonschema.Draft202012Validator, {"pattern": match_as_ecma})


def schema_verdict(validator, path):
    """Whether the schema accepts the file, and why not."""
    try:
        values = documents(path)
        if sum(count_nodes(value, {}, set()) for value in values) > NODES_MAX:
            return True, f"not looked at: above {NODES_MAX} nodes"
    except Exception as error:  # ruamel raises what Python's codecs and numbers raise too
        return False, f"{type(error).__name__}: {error}".splitlines()[0]
    for value in values:
        error = jsonschema.exceptions.best_match(validator.iter_errors(value))
        if error is not None:
            return False, f"{error.json_path}: {error.message}"[:160]
    return True, "valid"


def parser_verdict(path):
    """Whether the parser accepts the file (None: it did neither), and what it said first."""
    command, folder = [tool_path("gen"), "-f", "json", os.path.abspath(path)], None
    if "/config/" in path:
        folder = tempfile.mkdtemp()
        shutil.copy(path, os.path.join(folder, ".mxtrap.yaml"))
        command = [tool_path("lint"), "-f", "gcc", "."]
    run = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
                         timeout=60, check=False)
    if folder:
        shutil.rmtree(folder)
        run.stderr = run.stdout
    said = run.stderr.decode("utf-8", "replace").splitlines()[:1]
    accepted = {0: True, 1: True, 2: False}.get(run.returncode)
    return accepted, f"exit status {run.returncode} " + "".join(said)[:160]


def read_stricter():
    rows = {}
    with open(os.path.join(SPECS, "stricter.tsv"), encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                name, why = line.rstrip("\n").split("\t")
                assert name not in rows and why, line
                rows[name] = why
    return rows


def check_faults(what, *faults):
    faults = [fault for fault in faults if fault]
    check(what, not faults, *faults)


def check_file(path, good, validator, stricter):
    name = os.path.basename(path)
    by_schema, schema_says = schema_verdict(validator, path)
    by_parser, parser_says = parser_verdict(path)
    is_stricter = stricter.pop(name, None) is not None
    check_faults(
        path,
        by_parser is None and f"neither accepted nor rejected: {parser_says}",
        by_parser is not None and by_parser != good and
        f"the parser {'accepts' if by_parser else 'rejects'} it: {parser_says}",
        by_schema and not by_parser and not is_stricter and
        f"the schema accepts it ({schema_says}), the parser does not: {parser_says}",
        by_parser and not by_schema and
        f"the schema rejects it, the parser does not: {schema_says}",
        is_stricter and not by_schema and
        f"stale in stricter.tsv, the schema rejects it: {schema_says}",
        is_stricter and by_parser and "stale in stricter.tsv, the parser accepts it")


def check_keys(contexts, schema, manual):
    """Of the CONTEXTS: a table of where SCHEMA has their keys."""
    with open(os.path.join(SOURCE, "lib/spec/keys.def"), encoding="utf-8") as file:
        table = re.findall(r'^MX_SPEC_KEY\(\w+, "([^"]+)", ([\w |]+),', file.read(), re.M)
    known = set(CONTEXTS) | set(CONFIG_CONTEXTS)
    unknown = {word for _, words in table for word in words.split(" | ")} - known
    check_faults("contexts of spec_keys.def", unknown and f"not known here: {sorted(unknown)}")
    table = [(key, words) for key, words in table if contexts.keys() & set(words.split(" | "))]
    assert table
    for context, steps in contexts.items():
        mapping = schema
        for step in steps:
            mapping = mapping[step]
        keys = {key for key, words in table if context in words.split(" | ")}
        properties = set(mapping["properties"])
        check_faults(f"keys of {context}",
                    keys - properties and f"not in the schema: {sorted(keys - properties)}",
                    properties - keys and f"not in the table: {sorted(properties - keys)}",
                    mapping.get("additionalProperties") is not False and
                    "the schema takes other keys too")
    everywhere = set(all_properties(schema))
    keys = {key for key, _ in table}
    check_faults("keys of the schema",
                everywhere ^ keys and f"in one of schema and table: {sorted(everywhere ^ keys)}")
    for key in sorted(keys):
        check_faults(f"key {key}", not re.search(rf"^\.It Ic {key}\b", manual, re.M) and
                    "not in the manual as .It Ic")


def all_properties(schema):
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "properties":
                yield from value
            yield from all_properties(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from all_properties(item)


def check_descriptions(schema, root, path="$"):
    """Editors show the description of a key: its own, or that of what it refers to."""
    if isinstance(schema, list):
        for i, item in enumerate(schema):
            check_descriptions(item, root, f"{path}[{i}]")
    if not isinstance(schema, dict):
        return
    for key, value in schema.get("properties", {}).items():
        at = value
        while isinstance(at, dict) and "description" not in at and "$ref" in at:
            step = root
            for name in at["$ref"][2:].split("/"):
                step = step[name]
            at = step
        check_faults(f"{path}.properties.{key}",
                    isinstance(at, dict) and not at.get("description") and "no description")
    for key, value in schema.items():
        check_descriptions(value, root, f"{path}.{key}")


def check_rules(schema):
    ids = set()
    for name in sorted(os.listdir(os.path.join(SOURCE, "lib/model"))):
        if re.fullmatch(r"rules_\w+\.def", name):
            with open(os.path.join(SOURCE, "lib/model", name), encoding="utf-8") as file:
                rows = re.findall(r'^MX_RULE\(\w+, "([^"]+)", (\w+), \w+, \w+,\s*(\w+),', file.read(),
                                  re.M)
            assert rows, name
            ids |= {rule for rule, group, check in rows if check != "NULL" or group == "SILENCE"}
    known = set(schema["$defs"]["rule-id"]["enum"])
    check_faults("rule ids", ids - known and f"not in the schema: {sorted(ids - known)}",
                known - ids and f"no such rule: {sorted(known - ids)}")


def check_folder(folder, schema, stricter):
    """The files of FOLDER/good and FOLDER/bad."""
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = Validator(schema, format_checker=jsonschema.FormatChecker(["ipv4", "ipv6"]))
    for kind, good in (("good", True), ("bad", False)):
        directory = os.path.join(folder, kind)
        names = sorted(name for name in os.listdir(directory) if name.endswith(".yaml"))
        check_faults(directory, not names and "no file in it")
        for name in names:
            rows = {} if good else stricter
            check_file(os.path.join(directory, name), good, validator, rows)


def read(name):
    with open(os.path.join(DOCS, name), encoding="utf-8") as file:
        return file.read()


def main():
    warnings.simplefilter("ignore")  # ruamel warns of an anchor that is given again
    schema, config = json.loads(read("mxtrap.schema.json")), json.loads(read("mxtrap-config.schema.json"))
    stricter = read_stricter()
    check_folder(SPECS, schema, stricter)
    for name in stricter:
        check_faults(name, "stale in stricter.tsv: there is no such file")
    check_folder(os.path.join(SPECS, "config"), config, {})
    check_keys(CONTEXTS, schema, read("mxtrap-spec.5"))
    check_keys(CONFIG_CONTEXTS, config, read("mxtrap-lint.1") + read("mxtrap-spec.5"))
    for one in (schema, config):
        check_descriptions(one, one)
        check_rules(one)
    return finish(300)


if __name__ == "__main__":
    sys.exit(main())
