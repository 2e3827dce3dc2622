#!/usr/bin/env python3
"""What the lab's runs found, all together: every verdict that is inconclusive has a finding that may
say why; and, unless --reasons is given, every state of an address was seen in both families.

usage: documents.py [--reasons] FILE...
"""
import json
import sys

STATES = ("silent", "refused", "unreachable", "mute", "hangup", "garbled", "rejects", "answers",
          "unprobed")  # fmt: skip
# Findings that are about what is not known.
REASONS = {"egress-blocked", "not-determined", "lame-dns", "transparent-proxy", "egress-filtered",
           "vantage-lost", "nameservers-disagree"}


def domains(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        document = json.loads(text)
        return document["domains"] if "domains" in document else [document]
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines()]


def main():
    seen, silent = set(), 0
    paths = [path for path in sys.argv[1:] if path != "--reasons"]
    for path in paths:
        for domain in domains(path):
            told = {finding["rule"] for finding in domain["findings"]}
            if domain["verdict"] == "inconclusive" and not told & REASONS:
                print(f"{path}: {domain['domain']} is inconclusive, and nothing says why")
                silent += 1
            for exchanger in domain["exchangers"]:
                for address in exchanger["addresses"]:
                    seen.add((address["state"], ":" in address["address"]))
    if len(paths) < len(sys.argv[1:]):
        return 1 if silent else 0
    missing = [f"{state} by IPv{6 if ipv6 else 4}" for state in STATES for ipv6 in (False, True)
               if (state, ipv6) not in seen]  # fmt: skip
    print(f"{len(seen)} of {2 * len(STATES)} seen; missing: {', '.join(missing) or 'none'}")
    return 1 if missing or silent else 0


if __name__ == "__main__":
    sys.exit(main())
