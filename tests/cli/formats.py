#!/usr/bin/python3
"""The reports in FOLDER/json, sarif, junit and github, all of one run, say the same; those of a good
file (FOLDER/*.good) say nothing. SARIF is held to the parts of its schema that a report has."""
import json
import sys
import urllib.parse
import xml.etree.ElementTree as tree

import jsonschema

FOLDER = sys.argv[1]
TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}},
        "additionalProperties": False}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
POSITIVE = {"type": "integer", "minimum": 1}


def closed(required, properties):
    return {"type": "object", "required": required, "properties": properties,
            "additionalProperties": False}


# OASIS SARIF 2.1.0, 3.13 and following: as strict as the standard's schema for what is used of it.
LOCATION = closed(["physicalLocation"], {"physicalLocation": closed(["artifactLocation"], {
    "artifactLocation": closed(["uri"], {"uri": {"type": "string", "format": "uri-reference"}}),
    "region": closed(["startLine"], {"startLine": POSITIVE, "startColumn": POSITIVE})})})
URI = {"type": "string", "format": "uri", "pattern": "^[a-z]+://"}
RULE = closed(["id", "helpUri"], {"id": {"type": "string"}, "helpUri": URI, "shortDescription": TEXT, "fullDescription": TEXT,
                       "help": TEXT, "defaultConfiguration": closed([], {"level": LEVEL})})
RESULT = closed(["message"], {"ruleId": {"type": "string"}, "message": TEXT, "level": LEVEL,
                              "ruleIndex": {"type": "integer", "minimum": -1},
                              "locations": {"type": "array", "items": LOCATION}})
RUN = closed(["tool"], {
    "tool": closed(["driver"], {"driver": closed(["name", "informationUri"], {
        "name": {"type": "string"}, "informationUri": URI, "version": {"type": "string"},
        "rules": {"type": "array", "items": RULE, "uniqueItems": True}})}),
    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    "results": {"type": "array", "items": RESULT}})
SARIF = closed(["version", "runs"], {"$schema": {"type": "string", "format": "uri"},
                                     "version": {"const": "2.1.0"},
                                     "runs": {"type": "array", "items": RUN}})


def load(name):
    with open(f"{FOLDER}/{name}", encoding="utf-8", errors="surrogateescape") as file:
        return file.read()


def sarif_results(name):
    document = json.loads(load(name))
    jsonschema.Draft7Validator(SARIF, format_checker=jsonschema.FormatChecker()).validate(document)
    run = document["runs"][0]
    for result in run["results"]:
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        page, part = rule["helpUri"].rsplit("/", 1)[1].split("#")
        assert part == rule["id"] and f"## {part}\n" in open(f"docs/{page}", encoding="utf-8").read()
    return run["results"]


def main():
    findings = json.loads(load("json"))["findings"]
    wanted = [(finding["rule"], finding["severity"], finding["message"]) for finding in findings]
    assert len(wanted) >= 2

    results = sarif_results("sarif")
    assert [(r["ruleId"], r["level"], r["message"]["text"]) for r in results] == wanted
    uri = results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert urllib.parse.unquote_to_bytes(uri).endswith(b'a<b>&"%:,\n\x1b\xff'), uri
    assert sarif_results("sarif.good") == []
    # Code scanning refuses a result without a location: what has none stands at the first file.
    for result in sarif_results("sarif.unplaced"):
        assert len(result["locations"]) == 1, result

    suites = tree.fromstring(load("junit"))
    assert len(suites) == 3
    for suite in suites:
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
    told = [case.get("name").split()[0] for case in suites.iter("testcase")
            if case.get("name") != "no findings"]
    assert told == [rule for rule, _, _ in wanted]
    good = tree.fromstring(load("junit.good"))
    assert [case.get("name") for case in good.iter("testcase")] == ["no findings"]

    lines = load("github").splitlines()
    assert len(lines) == len(wanted)
    for line, (rule, severity, message) in zip(lines, wanted):
        assert line.startswith("::notice " if severity == "note" else f"::{severity} "), line
        assert f",title={rule}::" in line
        assert line.endswith(message.replace("%", "%25")), line
    assert load("github.good") == ""


main()
