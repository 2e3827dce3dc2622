#!/usr/bin/python3
"""Compares the zone reader with BIND's over the zones of zonefiles/accept/ and zonefiles/refuse/.

    zonefiles.py ZONE_RECORDS [NAMED_COMPILEZONE]

A zone of accept/ is read by both (origin example.), and the sets of its SOA, NS, MX, A, AAAA,
CNAME, DNAME, TXT and TLSA records must be equal: owner, type and data byte for byte (BIND writes
its raw format, zone_records the wire format in hex; names are compared without case). BIND makes
the TTLs of an RRset equal and leaves out what is outside the zone: so BIND's TTL must be one of
those written, and records outside are left out on both sides. A zone named fragment-* has no SOA:
BIND gets it through a zone that includes it. Only syntax is compared: BIND's semantic checks are
switched off.

A zone of refuse/ must be refused by both.

zonefiles/differs.tsv holds what does not agree, one row a zone: file, what (bind-accepts, bind-refuses,
we-accept, we-refuse, records), why, and BIND's release where it began. A row that no longer holds is an error.

Two kinds of comments in a zone are checked as well:
    ; error lines: 3 7 sub/a.inc:2    every line that is reported, in order
    ; mx: 5:1 dummy                   place and role of an MX record, in order; all of them or none
"""
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

import large_zones

ZONES = pathlib.Path(__file__).resolve().parent / "zonefiles"
ORIGIN = b"\x07example\x00"
NAMES_FROM = {2: (0, 0), 5: (0, 0), 39: (0, 0), 15: (2, 0), 6: (0, 20)}
KEPT = {1, 2, 5, 6, 15, 16, 28, 39, 52}
SYNTAX_ONLY = ["-i", "none", "-k", "ignore", "-n", "ignore", "-m", "ignore", "-r", "ignore",
               "-M", "ignore", "-S", "ignore", "-W", "ignore"]
WRAPPER = """$TTL 3600
@ SOA wrapper. wrapper. 1 7200 3600 1209600 300
@ NS wrapper.
$INCLUDE "%s"
"""
WRAPPED = {(ORIGIN, 6), (ORIGIN, 2)}


def fold(data, rtype):
    """Lower case for the names in DATA; their length octets are no letters."""
    if rtype not in NAMES_FROM:
        return data
    head, tail = NAMES_FROM[rtype]
    end = len(data) - tail
    return data[:head] + data[head:end].lower() + data[end:]


def is_within(owner):
    while owner != b"\0":
        if owner == ORIGIN:
            return True
        owner = owner[1 + owner[0]:]
    return False


def parse_raw(raw):
    """{(owner, type): (ttls, {data})} of BIND's raw format."""
    version = struct.unpack_from(">I", raw, 4)[0]
    at = 12 if version == 0 else 24
    sets = {}
    while at < len(raw):
        total, _, rtype, _, ttl, count, length = struct.unpack_from(">IHHHIIH", raw, at)
        end, at = at + total, at + 20
        owner = raw[at:at + length].lower()
        at += length
        ttls, data = sets.setdefault((owner, rtype), (set(), set()))
        ttls.add(ttl)
        for _ in range(count):
            size = struct.unpack_from(">H", raw, at)[0]
            data.add(fold(raw[at + 2:at + 2 + size], rtype))
            at += 2 + size
        assert at == end, "raw format"
    return {key: value for key, value in sets.items() if key[1] in KEPT}


def parse_ours(text):
    sets, places = {}, []
    for line in text.splitlines():
        owner, ttl, rtype, data, row, column, role, _ = line.split(" ", 7)
        owner, rtype = bytes.fromhex(owner), int(rtype)
        if rtype == 15:
            places.append("%s:%s %s" % (row, column, role))
        if is_within(owner):
            ttls, datas = sets.setdefault((owner, rtype), (set(), set()))
            ttls.add(int(ttl))
            datas.add(fold(bytes.fromhex(data), rtype))
    return sets, places


class Tools:
    def __init__(self, zone_records, compilezone):
        self.zone_records, self.compilezone = zone_records, compilezone

    def release(self):
        """BIND's, as numbers."""
        said = subprocess.run([self.compilezone, "-v"], capture_output=True, text=True, check=True).stdout
        return numbers(said.split("-")[0])

    def bind(self, path, origin="example."):
        """The records, None where BIND refuses, and what it said."""
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder) / "zone.raw"
            run = subprocess.run([self.compilezone, *SYNTAX_ONLY, "-F", "raw", "-o", str(out),
                                  origin, str(path)],
                                 cwd=path.parent, capture_output=True, check=False, timeout=120)
            said = (run.stdout + run.stderr).decode("utf-8", "replace")
            return (parse_raw(out.read_bytes()) if run.returncode == 0 else None), said

    def bind_wrapped(self, path):
        with tempfile.TemporaryDirectory() as folder:
            wrapper = pathlib.Path(folder) / "wrapper.zone"
            wrapper.write_text(WRAPPER % path)
            sets, said = self.bind(wrapper)
        if sets is not None:
            sets = {key: value for key, value in sets.items() if key not in WRAPPED}
        return sets, said

    def ours(self, path, origin="example."):
        run, ahead = (subprocess.run([self.zone_records, *options, "--origin", origin, str(path)],
                                     capture_output=True, text=True, check=False, timeout=120,
                                     errors="surrogateescape")
                      for options in ((), ("--ahead",)))
        if (run.returncode, run.stdout, run.stderr) != (ahead.returncode, ahead.stdout,
                                                        ahead.stderr):
            raise SystemExit("%s: a scan in a thread of its own differs" % path)
        if run.returncode not in (0, 2):
            raise SystemExit("%s: zone_records exits with %d\n%s"
                             % (path, run.returncode, run.stderr))
        sets, places = parse_ours(run.stdout)
        return (sets if run.returncode == 0 else None), places, run.stderr


def difference(ours, bind):
    """None where the two agree, else a line that says where not."""
    for key in sorted(set(ours) | set(bind)):
        mine, theirs = ours.get(key, (set(), set())), bind.get(key, (set(), set()))
        if mine[1] != theirs[1]:
            return "%r: only ours %s, only BIND's %s" % (
                key, sorted(mine[1] - theirs[1]), sorted(theirs[1] - mine[1]))
        if not theirs[0] <= mine[0]:
            return "%r: TTLs %s, BIND's %s" % (key, sorted(mine[0]), sorted(theirs[0]))
    return None


def judge(tools, path, accept):
    """What differs (a word of the table), and the details."""
    fragment = path.name.startswith("fragment-")
    bind, bind_said = tools.bind_wrapped(path) if fragment else tools.bind(path)
    ours, _, we_said = tools.ours(path)
    said = "BIND:\n%sours:\n%s" % (bind_said, we_said)
    if accept:
        if bind is None:
            return "bind-refuses", said
        if ours is None:
            return "we-refuse", said
        details = difference(ours, bind)
        return ("records", details) if details else (None, "")
    if ours is not None:
        return "we-accept", said
    return ("bind-accepts", said) if bind is not None else (None, "")


def reported_lines(path, said):
    """Lines of findings: a number in the zone itself, name:number in a file it includes."""
    lines = []
    for line in said.splitlines():
        file, number = re.match(r"(.*?):(\d+):\d+: ", line).groups()
        file = str(pathlib.Path(file).relative_to(path.parent)) if "/" in file else file
        lines.append(number if file == path.name else "%s:%s" % (file, number))
    return lines


def check_comments(tools, path):
    text = path.read_bytes().decode("latin-1")
    ours, places, said = tools.ours(path)
    wanted = re.search(r"; error lines: ([^\r\n]*)", text)
    if wanted and wanted.group(1).split() != reported_lines(path, said):
        return "error lines %s wanted, reported:\n%s" % (wanted.group(1), said)
    marks = re.findall(r"; mx: (\S+ \S+)", text)
    if marks and marks != places:
        return "MX records at %s wanted, found %s" % (marks, places)
    return None


def numbers(release):
    return [int(number) for number in re.findall(r"\d+", release)]


def read_table(release):
    """The rows of a release of BIND."""
    rows = {}
    for line in (ZONES / "differs.tsv").read_text().splitlines():
        if line and not line.startswith("#"):
            file, what, why, *since = line.split("\t")
            if not since or release >= numbers(since[0]):
                rows[file] = (what, why)
    return rows


def corpus(folder):
    """(name in the table, path) of every zone; the large ones are written into FOLDER."""
    for kind, name, text in large_zones.large_zones():
        path = pathlib.Path(folder) / kind / (name + ".zone")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text)
        yield "%s/%s" % (kind, path.name), path
    for kind in ("accept", "refuse"):
        for path in sorted((ZONES / kind).glob("*.zone")):
            yield "%s/%s" % (kind, path.name), path


def check(tools, name, path, wanted):
    """What is wrong with one zone, as text; empty: nothing."""
    accept = name.startswith("accept/")
    what, details = judge(tools, path, accept)
    wrong = check_comments(tools, path)
    said = "" if what == wanted else "%s, the table says %s\n%s" % (what, wanted, details)
    return (said + (wrong or ""))[:2000]


def main():
    tools = Tools(str(pathlib.Path(sys.argv[1]).resolve()),
                  sys.argv[2] if len(sys.argv) > 2 else "named-compilezone")
    table, failures, count = read_table(tools.release()), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for name, path in corpus(folder):
            said = check(tools, name, path, table.pop(name, (None, ""))[0])
            count += 1
            if said:
                failures += 1
                print("%s: %s" % (name, said))
    for name in table:
        failures += 1
        print("%s: the table has a row for it, and there is no such zone" % name)
    if count < 190:
        failures += 1
        print("fewer zones than the corpus has: is it all there?")
    print("%d zones, %d failures" % (count, failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
