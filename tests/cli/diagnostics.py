#!/usr/bin/python3
"""Every bad spec, by the table bad.tsv: its exit status, and of each diagnostic the place, the
rule id, the path in the document and the word that was meant or needs quotes. Specs too large to keep as files
are made here. Every good spec is accepted."""
import collections
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from checks import SOURCE, check, finish, tool_path

GEN = tool_path("gen")
SPECS = os.path.join(SOURCE, "tests/specs")

LINE = re.compile(r"^(.+?):(\d+):(\d+): (error|warning|note): (.*) \[([a-z-]+)\]$")
PATH = re.compile(r"^((?:[A-Za-z_<.][^:\s\[]*|\[\d+\])+): ")
MEANT = re.compile(r'(?:did you mean|quotes(?: here)?: write) "([^"]+)"')


def run(spec, *options):
    """Exit status, output and the diagnostics of one run: (place, rule, path, meant)."""
    done = subprocess.run([GEN, "-f", "json", *options, spec], capture_output=True, timeout=60)
    found = []
    for line in done.stderr.decode("ascii").splitlines():
        match = LINE.match(line)
        if line.startswith("    "):
            continue  # the line that it is about, and the caret
        if not match:
            found.append(("?", line, "-", "-"))
            continue
        if match[4] != "error":
            continue
        path, meant = PATH.match(match[5]), MEANT.search(match[5])
        known = match[6].startswith("spec-") and path
        found.append((f"{match[2]}:{match[3]}", match[6], path[1] if known else "-",
                      meant[1] if meant else "-"))
    return done.returncode, done.stdout, found


def table():
    rows = collections.OrderedDict()
    with open(os.path.join(SPECS, "bad.tsv"), encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                name, *expected = line.rstrip("\n").split("\t")
                rows.setdefault(name, []).append(tuple(expected))
    return rows


def check_table():
    rows = table()
    there = set(os.listdir(os.path.join(SPECS, "bad")))
    check("every bad spec is in the table", there == set(rows), sorted(there ^ set(rows)))
    for name, expected in rows.items():
        status, out, found = run(os.path.join(SPECS, "bad", name))
        check(name, (status, out, found) == (2, b"", expected), f"status {status}",
              f"expected {expected}", f"found    {found}")


def check_carets(folder):
    """The line that a diagnostic is about follows it in the tools that read specs; so does, of a
    file that is no spec at all, how to make one of it."""
    spec, zone = os.path.join(folder, "caret.yaml"), os.path.join(folder, "example.zone")
    with open(spec, "w", encoding="utf-8") as file:
        file.write("zone: example.com\nowners: [@]\n")
    with open(zone, "w", encoding="utf-8") as file:
        file.write("; comment\n\n@ 1h IN MX 10 mail\n")
    here = f'{spec}:2:10: error: a value cannot begin with @ without quotes: write "@" [spec-yaml]\n'
    there = f"{zone}:1:1: error: this is a zone file, not a spec; import it: mxtrap-gen -f spec " \
            f"--origin ZONE {zone} >zone.yaml [spec-type]\n"
    other = f"{spec}.db:1:1: error: this is a spec, not a zone file: give it by a name that ends " \
            "in .yaml or .yml [zone-syntax]\n"
    shutil.copy(os.path.join(SPECS, "..", "..", "examples", "oc9.yaml"), spec + ".db")
    for command in (["gen"], ["sim"], ["lab"], ["lint"], ["check", "--spec"]):
        tool = [tool_path(command[0]), *command[1:]]
        done = subprocess.run([*tool, spec], capture_output=True, timeout=60, text=True)
        check(f"caret of {command[0]}", done.returncode == 2 and
              done.stderr + done.stdout == here + "    owners: [@]\n             ^\n", done)
        if command[0] not in ("sim", "lint"):
            done = subprocess.run([*tool, zone], capture_output=True, timeout=60, text=True)
            check(f"zone file given to {command[0]}", done.returncode == 2 and
                  done.stderr == there + "    ; comment\n    ^\n", done)
        else:
            done = subprocess.run([*tool, spec + ".db"], capture_output=True, timeout=60, text=True)
            check(f"spec as a zone file given to {command[0]}", done.returncode == 2 and
                  (done.stderr + done.stdout).startswith(other) and
                  (done.stderr + done.stdout).count("\n") == 3, done)
    done = subprocess.run([tool_path("watch"), "--zone", os.path.join(SPECS, "../../examples/oc9.yaml"),
                           "-"], capture_output=True, timeout=60, text=True)
    check("spec given to watch as a zone file", done.returncode == 2 and
          "this is a spec, not a zone file [zone-syntax]" in done.stderr, done)
    done = subprocess.run([GEN, "axfr:example.com@192.0.2.1"], capture_output=True, timeout=60,
                          text=True)
    check("transfer given to gen", done.returncode == 2 and "mxtrap-gen -f spec axfr:" in done.stderr,
          done)


def check_good():
    for name in sorted(os.listdir(os.path.join(SPECS, "good"))):
        status, out, found = run(os.path.join(SPECS, "good", name))
        check("good/" + name, status in (0, 1) and not any(f[1].startswith("spec-") for f in found),
              f"status {status}", found)


def entries(count, address="192.0.2.1"):
    return "".join(f"  - {'real' if i == 1 else 'dummy'}: h{i}\n" for i in range(count))


def check_made(folder):
    """Specs of a size, and files that are none."""
    head = "zone: example.com\nmx:\n"
    addresses = ", ".join(f'"2600::{i:x}"' for i in range(513))
    owners = "".join(f"  - o{i}\n" for i in range(257))
    deep = "zone: example.com\nmx: " + "[" * (100 << 20)
    cases = [
        ("exchangers-1001.yaml", head + entries(1001), [("3:3", "spec-value", "mx", "-")]),
        ("addresses-513.yaml", head + f"  - dummy: a\n    address: [{addresses}]\n  - real: b\n",
         [("4:14", "spec-value", "mx[0].address", "-")]),
        ("owners-twice.yaml", head + entries(3) + "owners:\n" + owners + "  - O4\n",
         [("264:5", "spec-duplicate", "owners[257]", "-")]),
        ("layouts-2000001.yaml",
         "layouts:\n  l:\n    mx: [" + ", ".join(f"dummy: h{i}" for i in range(1000)) + "]\nzones:\n" +
         "".join(f"  - {{zone: z{i}.example, layout: l}}\n" for i in range(2001)),
         [("2005:35", "spec-alias", "zones[2000].layout", "-")]),
        ("nesting-100-MB.yaml", deep, [("2:36", "spec-yaml", "-", "-")]),
        ("scalar-100-MB.yaml", "zone: " + "a" * (100 << 20), [("1:5", "spec-yaml", "-", "-")]),
    ]
    for name, text, expected in cases:
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        status, out, found = run(path)
        check(name, (status, out, found) == (2, b"", expected), f"status {status}", found[:3])
        os.unlink(path)
    loop = os.path.join(folder, "loop.yaml")
    os.symlink(loop, loop)
    for name in (folder, loop, os.path.join(folder, "none.yaml")):
        status, out, found = run(name)
        check(name, (status, out, found) == (2, b"", [("1:1", "unreadable", "-", "-")]), found)


def check_unreadable(folder):
    """As another user where the test runs as root, who may read everything."""
    path = os.path.join(folder, "secret.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("zone: example.com\n")
    os.chmod(path, 0)
    os.chmod(folder, 0o755)
    command = [GEN, path]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=65534", "--clear-groups", "sh", "-c",
                   'exec "$0" "$1" 3<&-'] + command
        with open(GEN, "rb") as tool:  # the tool itself may stand where others cannot go
            copy = os.path.join(folder, "mxtrap-gen")
            with open(copy, "wb") as file:
                file.write(tool.read())
        os.chmod(copy, 0o755)
        command[-2] = copy
    done = subprocess.run(command, capture_output=True, timeout=60)
    check("unreadable file", done.returncode == 2 and b":1:1: error: " in done.stderr and
          b"[unreadable]" in done.stderr and done.stdout == b"", done)


def main():
    check_table()
    check_good()
    with tempfile.TemporaryDirectory() as folder:
        check_carets(folder)
        check_made(folder)
        check_unreadable(folder)
    return finish(60)


sys.exit(main())
