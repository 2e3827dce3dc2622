#!/usr/bin/env python3
"""What the lab's runs found, all together: every state of an address was seen in both families.

usage: documents.py FILE...
"""
import json
import sys

STATES = ("silent", "refused", "unreachable", "mute", "hangup", "garbled", "rejects", "answers",
          "unprobed")  # fmt: skip


def domains(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        document = json.loads(text)
        return document["domains"] if "domains" in document else [document]
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines()]


def main():
    seen = set()
    for path in sys.argv[1:]:
        for domain in domains(path):
            for exchanger in domain["exchangers"]:
                for address in exchanger["addresses"]:
                    seen.add((address["state"], ":" in address["address"]))
    missing = [f"{state} by IPv{6 if ipv6 else 4}" for state in STATES for ipv6 in (False, True)
               if (state, ipv6) not in seen]  # fmt: skip
    print(f"{len(seen)} of {2 * len(STATES)} seen; missing: {', '.join(missing) or 'none'}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
