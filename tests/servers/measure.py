"""Starts each server with the zones of zones.py, and writes what it answers: a cell a line."""

import argparse
import datetime
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import servers  # noqa: E402
import zones  # noqa: E402
from servers import HERE, KEY, KEYS, SECRET  # noqa: E402

RELEASES = {"bookworm": "12", "trixie": "13"}


def dig(name, kind, *options):
    """The status of the answer, and its records: owner, TTL, data."""
    text = subprocess.run(["dig", "+noall", "+answer", "+comments", "+tries=2", "+time=5", "+norecurse",
                           *options, f"@{HERE}", name, kind], capture_output=True, text=True, check=False).stdout
    if "malformed" in text or "bad packet" in text:
        return "malformed", []
    status = [line.split("status: ")[1].split(",")[0] for line in text.splitlines() if "status: " in line]
    rows = [line.split(None, 4) for line in text.splitlines() if line and not line.startswith(";")]
    return (status or ["no answer"])[0], [(row[0].lower().rstrip("."), int(row[1]), row[4]) for row in rows
                                          if row[3] == kind]


def whole(zone):
    """Whether each RRset of the spec is served as it is there; what differs is a reason."""
    wanted = {("@", "MX"): (3600, 4), ("trap1", "A"): (300, 1), ("trap1", "AAAA"): (300, 1),
              ("mail", "A"): (3600, 1), ("trap2", "A"): (3600, 1)}
    for (owner, kind), (ttl, count) in wanted.items():
        name = zone if owner == "@" else f"{owner}.{zone}"
        for transport in ("+notcp", "+tcp"):
            status, rows = dig(name, kind, transport)
            if status != "NOERROR" or len(rows) != count:
                return f"no: {len(rows)} of {count} {kind} records ({status})"
            if {row[1] for row in rows} != {ttl}:
                return f"no: {kind} with TTL {rows[0][1]}"
    return "yes"


def null():
    status, rows = dig("null.test", "MX")
    return "yes" if [row[2] for row in rows] == ["0 ."] else f"no: {status}"


def mixed():
    status, rows = dig("ttls.test", "MX")
    if len(rows) < 3:
        return f"{len(rows)} of 3 records ({status})"
    ttls = sorted({row[1] for row in rows})
    words = {(900,): "the first", (600,): "the smallest", (1200,): "the last (the greatest)"}
    return words.get(tuple(ttls), "each its own")


def many(count):
    status, rows = dig(f"m{count}.test", "MX", "+tcp")
    return "yes" if len(rows) == count else f"no: {status}, {len(rows)} records"


def after(form):
    """The origins and the TTL that are in force after the fragment."""
    says, ttls = [], set()
    for place in zones.PLACES:
        zone, outer = zones.included(form, place)
        names = {f"after.trap2.{zone}": "the last owner", f"after.{zone}": "the fragment's",
                 f"after.{outer}": "restored"}
        found = [(word, row[1]) for name, word in names.items() for row in dig(name, "A")[1]]
        says.append((place, found[0][0] if found else "lost"))
        ttls |= {ttl for _, ttl in found}
    words = sorted({word for _, word in says})
    if len(words) > 1:
        words = [", ".join(f"{word} ({place})" for place, word in says)]
    ttl = "restored" if ttls == {zones.TTL} else "the fragment's" if ttls == {zones.FRAGMENT_TTL} else str(sorted(ttls))
    return words[0], ttl


def blank(form):
    zone = f"blank.{form}.test"
    owners = {f"ns1.{zone}": "the owner before the fragment", f"trap2.{zone}": "the fragment's last owner"}
    for name, word in owners.items():
        if any(row[2] == zones.AFTER for row in dig(name, "A")[1]):
            return word
    return "lost"


class Tried:
    """Tools of the project and of BIND, with files in a folder of their own."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        for key in KEYS:
            self.file(key, f'key "{key}" {{ algorithm {key}; secret "{SECRET}"; }};\n')

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return str(path)

    def transfer(self, zone, spec, *options):
        """Whether a transfer gives what the spec has, or the server's answer."""
        done = subprocess.run([zones.TOOLS["lint"], "-q", "-f", "gcc", "--spec", self.file("spec.yaml", spec),
                               *options, "--axfr", f"{zone}@{HERE}"], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return "yes"
        first = (done.stdout + done.stderr).splitlines()[0]
        answer = re.search(r"the server answers ([A-Z]+)", first)
        return "no: " + (answer.group(1) if answer else first)

    def signed(self, zone, spec, key=KEY):
        return self.transfer(zone, spec, "--tsig-key", str(self.folder / key))

    def update(self, zone, spec, *options):
        script = zones.generate(spec, "nsupdate", *options)
        done = subprocess.run(["nsupdate", "-v", "-k", str(self.folder / KEY),
                               self.file("script", f"server {HERE}\n{script}")],
                              capture_output=True, text=True, check=False)
        if done.returncode:
            return "no: " + done.stderr.strip().splitlines()[-1].removeprefix("; ").removeprefix("update failed: ")
        return self.signed(zone, spec)

    def changed(self, zone):
        """The script of the difference between what the zone has and a new spec."""
        old = zones.spec(zone)
        return self.update(zone, old.replace("preference: 90", "preference: 95"), "--from", self.file("old.yaml", old))


def cells(server, tried):
    yield "whole", whole("whole.test")
    yield "null", null()
    for form in zones.FORMS:
        origin, ttl = after(form)
        yield f"{form} origin", origin
        yield f"{form} ttl", ttl
        yield f"{form} owner", blank(form)
    yield "ttls", mixed()
    yield "100", many(100)
    yield "101", many(101)
    if server.updates:
        yield "nsupdate", tried.update("update.test", zones.spec("update.test"))
        yield "from", tried.changed("from.test")
    spec = zones.spec("whole.test")
    if server.transfers:
        for key in KEYS:
            yield f"axfr {key}", tried.signed("whole.test", spec, key)
    yield "axfr unsigned", tried.transfer("whole.test", spec).removeprefix("no: ")


def alone(server):
    """The fragment itself in place of the zone, beside a zone that is right."""
    with server.running({"whole.test": dict(zones.files())["whole.test"],
                         "alone.test": zones.generate(zones.spec("alone.test"), "bind")}):
        if server.ends():
            return "the server does not start"
        status, rows = dig("alone.test", "MX")
        soa = len(dig("alone.test", "SOA")[1])
        return f"served without SOA: {len(rows)} MX records" if rows and not soa else f"refused ({status})"


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=servers.SERVERS, help="only this server")
    parser.add_argument("--release", action="append", choices=RELEASES, help="only this release")
    parser.add_argument("--results", metavar="FILE", type=pathlib.Path, default=zones.SOURCE / "build/servers.ndjson")
    parser.add_argument("--check", action="store_true", help="exit with 1 if an answer differs from the recorded one")
    return parser.parse_args()


def read(path):
    """What was recorded, by release, server and cell."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    return {(row["debian"], row["server"], row["cell"]): row for row in rows}


def differs(row, before):
    """Prints a cell that a new version changes."""
    if before and row["says"] != before["says"]:
        print(f"{row['debian']} {row['server']} {row['cell']}: {row['version']} differs from {before['version']}: "
              f"{row['says']}; it was {before['says']}", flush=True)
        return True
    return False


def measure(server, tried):
    with server.running(dict(zones.files())):
        if server.ends():
            raise SystemExit(f"{server.name}: {server.path('log').read_text()[-2000:]}")
        yield from cells(server, tried)
    yield "alone", alone(server)


def of_release(release, names):
    """The rows of a release's servers."""
    top = pathlib.Path(os.environ["MXTRAP_ROOTS"]) / release
    for folder in ("dev", "proc"):
        subprocess.run(["mount", "--rbind", "/" + folder, top / "root" / folder], check=True)
    for name in names:
        server = servers.SERVERS[name](top)
        with tempfile.TemporaryDirectory() as folder:
            for cell, says in measure(server, Tried(folder)):
                print(RELEASES[release], name, server.version(), f"{cell}: {says}", flush=True)
                yield {"server": name, "version": server.version(), "debian": RELEASES[release], "cell": cell,
                       "says": says, "date": datetime.date.today().isoformat()}


def main():
    asked = options()
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    recorded, rows = read(zones.SOURCE / "tests/servers/results.ndjson"), read(asked.results)
    names, releases = asked.only or list(servers.SERVERS), asked.release or list(RELEASES)
    numbers = [RELEASES[release] for release in releases]
    rows = [row for key, row in rows.items() if key[0] not in numbers or key[1] not in names]
    changed = 0
    for release in releases:
        for row in of_release(release, names):
            rows.append(row)
            changed += differs(row, recorded.get((row["debian"], row["server"], row["cell"])))
    order = list(servers.SERVERS)
    rows.sort(key=lambda row: (row["debian"], order.index(row["server"])))
    asked.results.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return 1 if asked.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
