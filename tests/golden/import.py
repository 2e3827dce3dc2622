#!/usr/bin/python3
"""mxtrap-gen -f spec: a spec of a zone gives the zone again.

    import.py [UNITS [SEED [NAMED_COMPILEZONE]]]

Over the zones of zonefiles/accept/, zones/ and as many random ones as UNITS says (random_zones.py),
each that has MX sets: the spec's records, as they are computed here from its YAML, are the MX RRsets
that BIND has, and the A and AAAA RRsets at the names of their exchangers, TTLs and all. Where the
rules let mxtrap-gen write a fragment of the spec, BIND reads the same from that. The findings of
layouts and addresses are those of the zone. A zone that is refused is one that a spec cannot say.
The spec of a spec is the same spec.
"""
import json
import pathlib
import random
import re
import socket
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
import random_zones  # noqa: E402
import zonefiles  # noqa: E402
from checks import SOURCE, check, finish, tool_path  # noqa: E402
from ruamel.yaml import YAML  # noqa: E402

GEN, LINT = tool_path("gen"), tool_path("lint")
MX, A, AAAA = 15, 1, 28
UNITS = {"d": 86400, "h": 3600, "m": 60}

# What the linter finds by other records than those that a spec has, or by where they were written.
OTHERS = {"roles-assumed", "target-is-cname", "target-no-address", "duplicate-record", "ttl-mismatch",
          "out-of-zone-address", "bad-owner", "too-many-records", "missing-final-dot",
          "foreign-type", "nothing-to-check", "spf-authorises-dummy", "spf-mx-lookups",
          "spf-void-lookups", "owner-outside-zone", "dummy-without-tlsa", "unknown-origin", "journal-beside",
          "zone-syntax", "unreadable", "zone-ttl"}


def run(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, timeout=120,
                          check=False)


def wire(text, origin):
    """A name of a spec in wire format, in lower case."""
    if text == "@":
        return origin
    labels, label, at = [], bytearray(), 0
    while at < len(text):
        if text[at] == "\\" and text[at + 1].isdigit():
            label.append(int(text[at + 1:at + 4]))
            at += 4
        elif text[at] == "\\":
            label.append(ord(text[at + 1]))
            at += 2
        elif text[at] == ".":
            labels.append(bytes(label))
            label, at = bytearray(), at + 1
        else:
            label.append(ord(text[at]))
            at += 1
    tail = b"\0" if text.endswith(".") else origin
    labels += [bytes(label)] if label else []
    return b"".join(bytes([len(part)]) + part.lower() for part in labels if part) + tail


def seconds(ttl):
    return ttl if isinstance(ttl, int) else int(ttl[:-1]) * UNITS[ttl[-1]]


def packed(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return AAAA if ":" in address else A, socket.inet_pton(family, address)


def add(sets, owner, rtype, ttl, data):
    ttls, datas = sets.setdefault((owner, rtype), (set(), set()))
    ttls.add(ttl)
    datas.add(data)


def expand_zone(zone, sets):
    """The records that the keys of a zone stand for."""
    origin = wire(zone["zone"].rstrip(".") + "." if zone["zone"] != "." else ".", b"\0")
    own = [dict(zone, owners=zone.get("owners", ["@"]))] if "mx" in zone else []
    for part in own + list(zone.get("sets", [])):
        ttl = seconds(part.get("ttl", zone["ttl"]))
        entries = [{"real": ".", "preference": 0}] if part["mx"] == "none" else part["mx"]
        for entry in entries:
            host = wire(entry.get("dummy") or entry["real"], origin)
            for owner in part["owners"]:
                add(sets, wire(owner, origin), MX, ttl,
                    entry["preference"].to_bytes(2, "big") + host)
            given = entry.get("address", [])
            for address in [given] if isinstance(given, str) else given:
                rtype, data = packed(address)
                add(sets, host, rtype, seconds(entry.get("ttl", ttl)), data)
    return sets


def expand(text):
    """{(owner, type): (ttls, {data})} of a spec."""
    root = YAML(typ="safe", pure=True).load(text)
    sets = {}
    for zone in root.get("zones", [root]):
        expand_zone(zone, sets)
    return sets


def business(sets):
    """What is the exchangers' business of all that a zone has."""
    hosts = {data[2:] for (_, rtype), (_, datas) in sets.items() if rtype == MX for data in datas}
    return {key: value for key, value in sets.items()
            if key[1] == MX or (key[1] in (A, AAAA) and key[0] in hosts)}


def cannot_say(sets):
    """Whether a host has A and AAAA records with different TTLs."""
    return any(rtype == A and (owner, AAAA) in sets and ttls != sets[(owner, AAAA)][0]
               for (owner, rtype), (ttls, _) in sets.items())


def lint(*command):
    """Of each finding the rule, the severity and the message."""
    done = run(LINT, "-f", "json", *command)
    if done.returncode not in (0, 1):
        return None
    return {(found["rule"], found["severity"], found["message"])
            for found in json.loads(done.stdout)["findings"]}


def of_layouts(findings):
    """Without which of the owners that share a set a message names, and what a spec cannot have."""
    return sorted({(rule, severity, "" if rule == "not-trapped" else re.sub(r"^\S+: ", "", message))
                   for rule, severity, message in findings or () if rule not in OTHERS})


class Import:
    def __init__(self, compilezone, folder):
        self.tools = zonefiles.Tools(None, compilezone)
        self.folder = pathlib.Path(folder)
        self.said, self.refused, self.written = 0, 0, 0

    def check(self, path, origin="example.", roles=("--no-dummies",), wrapped=False):
        name = f"{path.relative_to(path.parents[1])} {' '.join(roles)}"
        bind, _ = self.tools.bind_wrapped(path) if wrapped else self.tools.bind(path, origin)
        wanted = business(bind or {})
        if not any(rtype == MX for _, rtype in wanted):
            return
        spec = self.folder / "spec.yaml"
        done = run(GEN, "-q", "-f", "spec", "--origin", origin, *roles, "-o", spec, path)
        if done.returncode == 1 and b"not-in-a-spec" in done.stderr:
            self.refused += 1
            check(f"{name}: refused for a reason", cannot_say(wanted) or
                  b"of another" in done.stderr, done.stderr)
            return
        found = lint("--origin", origin, *roles, path)
        if done.returncode == 1 and b"roles-unknown" in done.stderr:
            check(f"{name}: refused", any(rule == "roles-assumed" for rule, _, _ in found))
            return
        if done.returncode == 2:
            return  # BIND reads, without its checks, what is an error here
        check(f"{name}: imported", done.returncode == 0, done.stderr)
        if done.returncode != 0:
            return
        self.said += 1
        has = expand(spec.read_text(encoding="utf-8"))
        before, after = of_layouts(found), of_layouts(lint(spec))
        if found is None or path.name == "out-of-zone.zone":
            before = after  # an address of a host outside the zone is none of it
        if found is None or any(rule == "ttl-mismatch" for rule, _, _ in found):
            # Servers differ in which of an RRset's TTLs is its TTL.
            wanted, has = ({key: (set(), datas) for key, (_, datas) in sets.items()}
                           for sets in (wanted, has))
        check(f"{name}: the same records", has == wanted, zonefiles.difference(has, wanted))
        self.check_gen(name, spec, wanted, origin)
        self.check_again(name, spec)
        check(f"{name}: the same findings", before == after,
              [one for one in before if one not in after],
              [one for one in after if one not in before])

    def check_gen(self, name, spec, wanted, origin):
        done = run(GEN, "-q", spec)
        check(f"{name}: the spec is read", done.returncode in (0, 1), done.stderr)
        if done.returncode == 0:
            self.written += 1
            fragment = self.folder / "fragment"
            fragment.write_bytes(done.stdout)
            wrapper = self.folder / "wrapper.zone"
            wrapper.write_text(zonefiles.WRAPPER % fragment, encoding="utf-8")
            bind, said = self.tools.bind(wrapper, origin)
            made = business(bind or {})
            if not any(ttls for ttls, _ in wanted.values()):
                made = {key: (set(), datas) for key, (_, datas) in made.items()}
            check(f"{name}: generated", made == wanted,
                  zonefiles.difference(bind or {}, wanted), said)

    def check_again(self, name, spec):
        again = run(GEN, "-q", "-f", "spec", spec)
        without = re.compile(r" *#.*\n")
        check(f"{name}: the spec of the spec", again.returncode == 0 and
              without.sub("", again.stdout.decode()) ==
              without.sub("", spec.read_text(encoding="utf-8")), again.stderr)


def soa_owner(path):
    match = re.search(r"^\$ORIGIN (\S+)", path.read_text(encoding="utf-8"), re.M)
    return match[1] if match else "example.com."


def check_random(imported, units, seed):
    for number in range(units):
        with tempfile.TemporaryDirectory() as folder:
            rng = random.Random(f"import {seed}/{number}")
            imported.check(random_zones.write_file(rng, folder, number, 1))


def main():
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    compilezone = sys.argv[3] if len(sys.argv) > 3 else "named-compilezone"
    with tempfile.TemporaryDirectory() as folder:
        imported = Import(compilezone, folder)
        for path in sorted((zonefiles.ZONES / "accept").iterdir()):
            if path.is_file() and path.suffix == ".zone":
                imported.check(path, wrapped=path.name.startswith("fragment-"))
        for path in sorted(pathlib.Path(SOURCE, "zones").rglob("*.zone")) + sorted(
                pathlib.Path(SOURCE, "zones").glob("*.db")):
            imported.check(path, soa_owner(path), wrapped=False)
            imported.check(path, soa_owner(path), ())
        check_random(imported, units, seed)
        print(f"imported {imported.said}, written {imported.written}, refused {imported.refused}")
    return finish(60)


if __name__ == "__main__":
    sys.exit(main())
