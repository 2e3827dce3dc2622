#!/usr/bin/python3
"""mxtrap-gen -f spec: a spec of a zone gives the zone again.

    import.py [--count UNITS] [--seed SEED] [NAMED_COMPILEZONE]

Over the zones of zonefiles/accept/, zones/ and as many random ones as UNITS says (random_zones.py),
each that has MX sets: the spec's records, as they are computed here from its YAML, are the MX RRsets
that BIND has, and the A and AAAA RRsets at the names of their exchangers, TTLs and all. BIND reads the
same from the zones that mxtrap-gen makes of the spec, and their import is that spec again, roles
included; so is the spec of the spec. The findings of layouts and addresses are those of the zone.

A process a zone would be most of the time: random zones go through each program by the hundred.
BIND reads what they say besides their SOA records as parts of one zone.
"""
import argparse
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
PER_RUN = 250
HEAD = "%s@ %sIN SOA ns.example.net. h.example.net. 1 2h 1h 2w 300\n@ %sNS ns.example.net.\n"
# Of a zone that BIND alone reads: all others are in it, the name server's too where it is the root.
WHOLE = HEAD % ("", "600 ", "600 ") + "ns.example.net. 600 A 192.0.2.53\n"

# What the linter finds by other records than those that a spec has, or by where they were written.
OTHERS = {"roles-assumed", "target-is-cname", "target-no-address", "duplicate-record", "ttl-mismatch",
          "out-of-zone-address", "bad-owner", "too-many-records", "missing-final-dot",
          "foreign-type", "nothing-to-check", "spf-authorises-dummy", "spf-mx-lookups",
          "spf-void-lookups", "owner-outside-zone", "dummy-without-tlsa", "unknown-origin", "journal-beside",
          "zone-syntax", "unreadable", "zone-ttl"}


def run(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, timeout=600,
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


def presented(name):
    """The other way round."""
    text = ""
    while name[0]:
        label, name = name[1:1 + name[0]], name[1 + name[0]:]
        text += "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else "\\%03d" % byte
                        for byte in label) + "."
    return text or "."


def seconds(ttl):
    return ttl if isinstance(ttl, int) else int(ttl[:-1]) * UNITS[ttl[-1]]


def packed(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return AAAA if ":" in address else A, socket.inet_pton(family, address)


def add(sets, owner, rtype, ttl, data):
    ttls, datas = sets.setdefault((owner, rtype), (set(), set()))
    ttls.add(ttl)
    datas.add(data)


class Expanded:
    """What the keys of a spec stand for: {(owner, type): (ttls, {data})}, and who is a dummy."""

    def __init__(self, text):
        root = YAML(typ="safe", pure=True).load(text)
        self.layouts = root.get("layouts", {})
        self.sets, self.dummies = {}, set()
        for zone in root.get("zones", [root]):
            self.zone(zone)

    def zone(self, zone):
        origin = wire(zone["zone"].rstrip(".") + "." if zone["zone"] != "." else ".", b"\0")
        own = [dict(zone, owners=zone.get("owners", ["@"]))] if {"mx", "layout"} & set(zone) else []
        for part in own + list(zone.get("sets", [])):
            layout = self.layouts.get(part.get("layout"), part)
            ttl = seconds(part.get("ttl", layout.get("ttl", zone["ttl"])))
            entries = layout["mx"]
            for entry in [{"real": ".", "preference": 0}] if entries == "none" else entries:
                self.entry(entry, [wire(owner, origin) for owner in part["owners"]], origin, ttl)

    def entry(self, entry, owners, origin, ttl):
        host = wire(entry.get("dummy") or entry["real"], origin)
        self.dummies |= {host} if "dummy" in entry else set()
        for owner in owners:
            add(self.sets, owner, MX, ttl, entry["preference"].to_bytes(2, "big") + host)
        given, ttls = entry.get("address", []), entry.get("ttl", ttl)
        ttls = ttls if isinstance(ttls, dict) else {"a": ttls, "aaaa": ttls}
        for address in [given] if isinstance(given, str) else given:
            rtype, data = packed(address)
            add(self.sets, host, rtype, seconds(ttls.get("a" if rtype == A else "aaaa", ttl)), data)


def business(sets):
    """What is the exchangers' business of all that a zone has."""
    hosts = {data[2:] for (_, rtype), (_, datas) in sets.items() if rtype == MX for data in datas}
    return {key: value for key, value in sets.items()
            if key[1] == MX or (key[1] in (A, AAAA) and key[0] in hosts)}


def lint(*command):
    """Of each finding the rule, the severity and the message."""
    done = run(LINT, "-f", "json", *command)
    if done.returncode not in (0, 1):
        return None
    return [(found["rule"], found["severity"], found["message"])
            for found in json.loads(done.stdout)["findings"]]


def differing(findings):
    """The RRsets that have records with different TTLs."""
    for rule, _, message in findings or ():
        said = re.search(r"(\S+) has (MX|A|AAAA) records with the TTLs|"
                         r"^(\S+): the (MX|A|AAAA) record", message)
        if rule in ("ttl-mismatch", "duplicate-record") and said:
            yield wire(said[1] or said[3], b"\0"), {"MX": MX, "A": A, "AAAA": AAAA}[said[2] or said[4]]


def unlike(findings):
    """The owners that have an exchanger without an address. A spec has no addresses of it either, but
    not since there are none: senders may then get further than in the zone, or less far."""
    return {message.split(": ")[0] for rule, _, message in findings or ()
            if rule in ("target-no-address", "target-is-cname")}


def of_layouts(findings, unlike_owners):
    """Without which of the owners that share a set a message names, and what a spec cannot have."""
    return sorted({(rule, severity, "" if rule == "not-trapped" else
                    re.sub(r"^\S+: | of the real host \S+$", "", message))
                   for rule, severity, message in findings or () if rule not in OTHERS and not
                   (rule.startswith("front-") and message.split(": ")[0] in unlike_owners)})


def plain(spec):
    """A spec without comments, and without what only a spec has, or BIND's zone."""
    spec = re.sub(r"^ *#.*\n|^ *ns: .*\n", "", spec, flags=re.M)
    return re.sub(r"^( *)ignore:\n(\1  .*\n)+", "", spec, flags=re.M)


def completed(spec, accepted):
    """The spec with name servers, and with rules that its zones accept."""
    rules = ", ".join(f"{rule}: any" for rule in sorted(accepted))
    return re.sub(r"^((?:- )?)(zone: .*\n)", lambda zone: "".join(
        (zone[1], zone[2], " " * len(zone[1]), "ns: ns.example.net.\n", " " * len(zone[1]),
         "ignore: {%s}\n" % rules)), plain(spec), flags=re.M)


def zone_files(folder, spec):
    """The files of the zones of a spec, in its order."""
    files = {}
    for path in pathlib.Path(folder).iterdir():
        files[re.match(r"; (\S+) ", path.read_text(encoding="utf-8"))[1]] = path
    return [files[zone.strip('"').rstrip(".") + "."]
            for zone in re.findall(r"^(?:- )?zone: (.*)", spec, re.M)
            if zone.strip('"').rstrip(".") + "." in files]


class Import:
    def __init__(self, compilezone, folder):
        self.tools = zonefiles.Tools(None, compilezone)
        self.folder = pathlib.Path(folder)
        self.said = 0

    def check_file(self, path, origin="example.", roles=("--no-dummies",), wrapped=False):
        name = f"{path.relative_to(path.parents[1])} {' '.join(roles)}"
        bind, _ = self.tools.bind_wrapped(path) if wrapped else self.tools.bind(path, origin)
        self.check(name, [path], bind or {}, origin, ("--origin", origin), roles)

    def check(self, name, paths, bind, origin, options, roles, dummies=None):
        """Whether the spec of PATHS has what BIND has of them, and gives it again. OPTIONS are those
        that all readers of zone files get; BIND reads records of all of them in ORIGIN. A path is one
        of a zone file, or axfr:ZONE@SERVER."""
        wanted = business(bind)
        if not any(rtype == MX for _, rtype in wanted):
            return
        spec = self.folder / "spec.yaml"
        done = run(GEN, "-q", "-f", "spec", *options, *roles, "-o", spec, *paths)
        found = lint(*options, *roles, *(str(path).replace("axfr:", "--axfr=") for path in paths))
        if done.returncode == 1 and b"roles-unknown" in done.stderr:
            check(f"{name}: refused", any(rule == "roles-assumed" for rule, _, _ in found))
            return
        if done.returncode == 2:
            return  # BIND reads, without its checks, what is an error here
        check(f"{name}: imported", done.returncode == 0, done.stderr)
        if done.returncode != 0:
            return
        self.said += len(paths)
        text = spec.read_text(encoding="utf-8")
        has = Expanded(text)
        for key in differing(found):
            # Servers differ in which of an RRset's TTLs is its TTL.
            if key in wanted and key in has.sets:
                wanted[key] = (has.sets[key][0], wanted[key][1])
        check(f"{name}: the same records", has.sets == wanted,
              zonefiles.difference(has.sets, wanted))
        check(f"{name}: the same dummies", dummies in (None, has.dummies))
        before, after = (of_layouts(findings, unlike(found)) for findings in (found, lint(spec)))
        # A dummy's address may be that of a real host in another zone of the spec.
        after = [one for one in after if one in before or one[0] != "address-shared-with-real"]
        if found is None or str(paths[0]).endswith("out-of-zone.zone"):
            before = after  # an address of a host outside the zone is none of it
        check(f"{name}: the same findings", before == after,
              [one for one in before if one not in after],
              [one for one in after if one not in before])
        again = run(GEN, "-q", "-f", "spec", spec)
        check(f"{name}: the spec of the spec", plain(again.stdout.decode()) == plain(text),
              again.stderr)
        self.check_zones(name, text, wanted, origin)

    def check_zones(self, name, text, wanted, origin):
        """The zones that come of the spec; it accepts the rules that refuse them."""
        spec = self.folder / "complete.yaml"
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            accepted = ""
            for _ in range(2):
                spec.write_text(completed(text, accepted), encoding="utf-8")
                done = run(GEN, "-q", "-f", "zone", "-o", folder, spec)
                accepted = set(re.findall(r" error: .*\[([a-z-]+)\]$", done.stderr.decode(), re.M))
            check(f"{name}: zones are made of the spec", done.returncode == 0, done.stderr)
            files = zone_files(folder, text)
            made = pathlib.Path(folder, "made")
            made.write_text(WHOLE + "".join(
                re.sub(r"^@ .*IN (SOA|NS) .*\n", "", file.read_text(encoding="utf-8"), flags=re.M)
                for file in files), encoding="utf-8")
            bind, said = self.tools.bind(made, origin)
            check(f"{name}: BIND reads the same records", business(bind or {}) == wanted,
                  zonefiles.difference(business(bind or {}), wanted), said)
            again = run(GEN, "-q", "-f", "spec", *files)
        check(f"{name}: the spec of its zones", plain(again.stdout.decode()) == plain(text),
              again.stderr)

    def check_random(self, seed, first, count):
        """COUNT random zones at once, with roles of chance."""
        rng = random.Random(f"import {seed}/{first}")
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            whole, paths = write_zones(rng, folder, first, count)
            bind, said = self.tools.bind(whole)
            check(f"random {seed}/{first}: BIND reads them", bind, said)
            hosts = sorted({data[2:] for (_, rtype), (_, datas) in (bind or {}).items()
                            if rtype == MX for data in datas} - {b"\0"})
            dummies = {host for host in hosts if first // PER_RUN % 2 == 1 and rng.randrange(100) < 20}
            roles = [f"--dummy={presented(host)}" for host in sorted(dummies)] or ["--no-dummies"]
            self.check(f"random {seed}/{first}", paths, bind or {}, "example.", (), roles, dummies)


def write_zones(rng, folder, first, count):
    """Random zones, a file each, and a zone that has them all as its parts."""
    style = {"ttl": rng.choice(("directive", "directive", "minimum", "last")),
             "crlf": rng.randrange(4) == 0, "last": 600}
    directive = "$TTL 1h\n" if style["ttl"] == "directive" else ""
    ttl = "600 " if style["ttl"] == "last" else ""
    head = HEAD % (directive, ttl, ttl)
    whole, paths = head, []
    for number in range(first, first + count):
        style["last"] = 600
        unit = random_zones.Unit(rng, number, style, folder)
        unit.body(rng.randrange(2, 8), True)
        body = pathlib.Path(folder, f"u{number}.body")
        body.write_text(unit.text(), encoding="utf-8", newline="")
        included = f"$INCLUDE {body.name} {unit.origin}\n"
        whole += directive + f"u{number} {ttl}NS ns.example.net.\n" + included
        paths.append(pathlib.Path(folder, f"u{number}.zone"))
        paths[-1].write_text(f"$ORIGIN {unit.origin}\n" + head + included, encoding="utf-8")
    path = pathlib.Path(folder, "whole.zone")
    path.write_text(whole, encoding="utf-8")
    return path, paths


def soa_owner(path):
    match = re.search(r"^\$ORIGIN (\S+)", path.read_text(encoding="utf-8"), re.M)
    return match[1] if match else "example.com."


def check_corpus(imported):
    for path in sorted((zonefiles.ZONES / "accept").iterdir()):
        if path.is_file() and path.suffix == ".zone":
            imported.check_file(path, wrapped=path.name.startswith("fragment-"))
    for path in sorted(pathlib.Path(SOURCE, "zones").rglob("*.zone")) + sorted(
            pathlib.Path(SOURCE, "zones").glob("*.db")):
        imported.check_file(path, soa_owner(path))
        imported.check_file(path, soa_owner(path), ())


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("compilezone", nargs="?", default="named-compilezone")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        imported = Import(given.compilezone, folder)
        check_corpus(imported)
        for first in range(0, given.count, PER_RUN):
            imported.check_random(given.seed, first, min(PER_RUN, given.count - first))
        print(f"imported {imported.said}")
    return finish(1000)


if __name__ == "__main__":
    sys.exit(main())
