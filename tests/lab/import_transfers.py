#!/usr/bin/python3
"""Zones that real name servers transfer, and their import (import_servers.sh).

    import_transfers.py write           zones, and the servers' lists of them, into this folder
    import_transfers.py check SERVER=PORT...

The zones are those of tests/golden/import.py, with as many random ones as are written below. BIND writes
each as all servers read it; what must come of the import is what the server transfers, as dig shows it
and BIND reads it.
"""
import collections
import importlib
import pathlib
import random
import re
import subprocess
import sys
import tempfile

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "golden")]
golden = importlib.import_module("import")
from checks import SOURCE, check, finish  # noqa: E402

RANDOM = 100
# Each server refuses some zones of the corpus.
LEAST = 150
LISTS = {
    "named.zones": 'zone "%s" { type primary; file "%s"; check-names ignore; check-mx ignore;'
                   " check-mx-cname ignore; check-srv-cname ignore; check-integrity no; };",
    "nsd.zones": 'zone:\n    name: "%s"\n    zonefile: "%s"\n    provide-xfr: 127.0.0.1 NOKEY',
    "knot.zones": '  - domain: "%s"\n    file: "%s"\n    acl: all',
    "pdns.zones": 'zone "%s" { type master; file "%s"; };'
}


def canonical(path, origin):
    """The text of a zone, every name absolute, as BIND writes it; None where it refuses."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, "out")
        done = subprocess.run(["named-compilezone", *golden.zonefiles.SYNTAX_ONLY, "-s", "full", "-o", out,
                               origin, path], cwd=path.parent, capture_output=True, check=False)
        return out.read_text(encoding="utf-8") if done.returncode == 0 else None


def zones():
    """(origin, text) of each that has MX records; those of one origin get one of their own."""
    files = sorted((golden.zonefiles.ZONES / "accept").glob("*.zone"))
    for number, path in enumerate(files):
        text = canonical(path, "example.") or ""
        yield f"c{number}.example.", re.sub(r"(^|[\s.])example\.(?=\s|$)",
                                            rf"\1c{number}.example.", text, flags=re.M)
    for path in sorted(pathlib.Path(SOURCE, "zones").rglob("*.zone")):
        yield golden.soa_owner(path), canonical(path, golden.soa_owner(path)) or ""
    with tempfile.TemporaryDirectory() as folder:
        _, paths = golden.write_zones(random.Random("transfers"), folder, 0, RANDOM)
        for path in paths:
            yield f"{path.stem}.example.", canonical(path, f"{path.stem}.example.") or ""


def write():
    chosen = {origin: text for origin, text in zones() if re.search(r"\sIN\sMX\s", text)}
    lists = {name: "" for name in LISTS}
    for number, (origin, text) in enumerate(chosen.items()):
        file = pathlib.Path(f"{number}.zone").resolve()
        file.write_text(text, encoding="utf-8")
        for name, row in LISTS.items():
            lists[name] += row % (origin, file) + "\n"
    for name, text in lists.items():
        pathlib.Path(name).write_text(text, encoding="utf-8")
    pathlib.Path("origins").write_text("\n".join(chosen), encoding="utf-8")


def transferred(tools, port, origins):
    """What a server transfers of the zones, as BIND reads it."""
    questions = pathlib.Path("questions")
    questions.write_text("".join(f"{origin} AXFR\n" for origin in origins), encoding="utf-8")
    done = subprocess.run(["dig", "+noall", "+answer", "-p", port, "@127.0.0.1", "-f", questions],
                          capture_output=True, check=False, timeout=300)
    answers = done.stdout.decode("utf-8", "replace")
    begun = collections.Counter(
        owner.lower() for owner in re.findall(r"^(\S+)\s+\d+\s+IN\s+SOA\s", answers, re.M))
    whole = pathlib.Path("whole.zone").resolve()
    whole.write_text(golden.WHOLE + "\n".join(
        line for line in answers.split("\n") if re.match(r"\S+\s+\d+\s+IN\s+(?!SOA\s)", line)) + "\n",
                     encoding="utf-8")
    bind, said = tools.bind(whole, ".")
    return [origin for origin in origins if begun[origin.lower()] == 2], bind or {}, said


def check_server(imported, server, port, origins):
    served, bind, said = transferred(imported.tools, port, origins)
    check(f"{server} transfers {len(served)} of {len(origins)} zones", len(served) >= LEAST,
          sorted(set(origins) - set(served)), said)
    check(f"{server}: BIND reads what it transfers", bind, said)
    hosts = sorted({data[2:] for (_, rtype), (_, datas) in bind.items() if rtype == golden.MX
                    for data in datas} - {b"\0"})
    dummies = set(random.Random(server).sample(hosts, len(hosts) // 5))
    sources = [f"axfr:{origin}@127.0.0.1@{port}" for origin in served]
    roles = [f"--dummy={golden.presented(host)}" for host in sorted(dummies)]
    imported.check(server, sources, bind, ".", (), roles, dummies)
    print(f"{server}: {len(served)} zones of {len(origins)}")


def main():
    if sys.argv[1] == "write":
        write()
        return 0
    origins = pathlib.Path("origins").read_text(encoding="utf-8").split("\n")
    with tempfile.TemporaryDirectory() as folder:
        imported = golden.Import("named-compilezone", folder)
        for word in sys.argv[2:]:
            check_server(imported, *word.split("="), origins)
    return finish(4 * 10)


if __name__ == "__main__":
    sys.exit(main())
