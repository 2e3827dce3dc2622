#!/usr/bin/env python3
"""JSON documents, one a file or one a line of it, against a schema of docs/.

usage: valid_json.py SCHEMA FILE...
"""
import json
import sys

import jsonschema


def documents(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        return [json.loads(text)]
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines()]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    wrong = count = 0
    for path in sys.argv[2:]:
        for document in documents(path):
            count += 1
            for error in validator.iter_errors(document):
                wrong += 1
                print(f"{path}: {error.json_path}: {error.message}")
    print(f"{count} documents, {wrong} errors")
    return 0 if wrong == 0 and count > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
