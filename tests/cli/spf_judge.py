#!/usr/bin/python3
"""The rule spf-void-lookups against pyspf (python3-spf): random small zones, whose policies pyspf
evaluates for every address of a real host, with the zone's records for DNS. A family of which some
address gets a permanent error for void lookups has a finding, and no other has.

usage: spf_judge.py [ZONES [SEED]]"""
import os
import random
import re
import subprocess
import sys
import tempfile

import spf

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from checks import check, finish, tool_path

ORIGIN = "example.com"
EXCHANGERS = ("d", "r", "s", "e")
OTHERS = ("x", "y", "z")
FINDING = re.compile(r"([0-9]+\.zone):\d.*over IPv([46]): .*\[spf-void-lookups\]")
# What stands outside the zone has addresses, from which nobody sends.
OUTSIDE = {"A": "203.0.113.9", "AAAA": "2001:4860::9"}


def make_term(chance):
    hosts = EXCHANGERS + OTHERS + ("none",)
    kind = chance.choice(("a", "a", "a", "mx", "ip4", "ip6", "include", "outside"))
    sign = chance.choice(("", "", "", "-", "~", "?"))
    if kind == "a":
        return f"{sign}a:{chance.choice(hosts)}.{ORIGIN}"
    if kind == "outside":
        return f"{sign}a:h.example.net"
    if kind == "include":
        return f"{sign}include:_s.{ORIGIN}"
    if kind == "mx":
        return f"{sign}mx"
    return f"{sign}ip4:93.184.216.{chance.randrange(1, 8)}" if kind == "ip4" else \
        f"{sign}ip6:2606:2800::{chance.randrange(1, 8)}"


def make_zone(chance):
    """The records of a zone, by name and type."""
    records = {}
    for i, host in enumerate(EXCHANGERS + OTHERS, 1):
        families = chance.choice((("A",), ("A",), ("AAAA",), ("A", "AAAA")))
        for family in families:
            address = f"93.184.216.{i}" if family == "A" else f"2606:2800::{i}"
            records[f"{host}.{ORIGIN}", family] = [address]
    extra = chance.sample(OTHERS, chance.randrange(3))
    records[ORIGIN, "MX"] = [(10 * i, f"{host}.{ORIGIN}") for i, host in
                             enumerate((*EXCHANGERS[:3], *extra, EXCHANGERS[3]), 1)]
    included = [f"mx:{ORIGIN}" if "mx" in term else term for term in
                (make_term(chance) for _ in range(chance.randrange(3))) if "include" not in term]
    terms = [make_term(chance) for _ in range(chance.randrange(1, 5))]
    last = chance.choice(("-all", "-all", "~all", f"redirect=_s.{ORIGIN}"))
    records[ORIGIN, "TXT"] = [" ".join(("v=spf1", *terms, last))]
    records["_s." + ORIGIN, "TXT"] = [" ".join(("v=spf1", *included, "-all"))]
    return records


def is_real(host):
    return host.split(".")[0] not in ("d", "e")


def write_zone(records):
    lines = [f"$ORIGIN {ORIGIN}.", "$TTL 60", "@ SOA ns.example.net. h 1 2 3 4 5",
             "@ NS ns.example.net."]
    for (name, kind), values in records.items():
        for value in values:
            if kind == "MX":
                role = "real" if is_real(value[1]) else "dummy"
                lines.append(f"{name}. MX {value[0]} {value[1]}. ; mxtrap: {role}")
            else:
                lines.append(f"{name}. {kind} " + (f'"{value}"' if kind == "TXT" else value))
    return "\n".join(lines) + "\n"


def judge(records):
    """The families in which some real host's address gets an error for void lookups."""
    def look_up(name, kind, *_):
        if not name.endswith(ORIGIN):
            return [((name, kind), OUTSIDE[kind])] if kind in OUTSIDE else []
        return [((name, kind), (value.encode(),) if kind == "TXT" else value)
                for value in records.get((name, kind), [])]

    spf.DNSLookup = look_up
    found = set()
    for _, host in records[ORIGIN, "MX"]:
        for kind in ("A", "AAAA") if is_real(host) else ():
            for address in records.get((host, kind), []):
                query = spf.query(i=address, s="a@" + ORIGIN, h=ORIGIN)
                result, _, told = query.check()
                if result == "permerror" and "Void lookup" in told:
                    found.add("4" if kind == "A" else "6")
    return found


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    zones = [make_zone(chance) for _ in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        names = [f"{i}.zone" for i in range(count)]
        for name, records in zip(names, zones):
            with open(os.path.join(folder, name), "w", encoding="ascii") as file:
                file.write(write_zone(records))
        output = subprocess.run([tool_path("lint"), *names], cwd=folder, capture_output=True,
                                text=True).stdout
    told = {}
    for name, family in FINDING.findall(output):
        told.setdefault(name, set()).add(family)
    judged = [judge(records) for records in zones]
    for name, records, wanted in zip(names, zones, judged):
        check(name, told.get(name, set()) == wanted, f"pyspf: {sorted(wanted)}",
              f"mxtrap-lint: {sorted(told.get(name, set()))}", write_zone(records))
    # Both outcomes are there, in both families.
    for family in "46":
        share = sum(family in wanted for wanted in judged) / count
        check(f"IPv{family} has both outcomes", 0.02 < share < 0.98, share)
    return finish(count)


if __name__ == "__main__":
    sys.exit(main())
