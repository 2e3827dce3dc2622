#!/usr/bin/python3
"""mxtrap-gen --check: whether committed files are what the specs give. What it prints is a unified
diff: patch makes of the stale file what mxtrap-gen -o writes, also of random edits, and of texts that
differ more than the bound of the search."""
import os
import random
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(os.path.dirname(__file__), ".."))
from checks import SOURCE, check, finish, tool_path  # noqa: E402

GEN = tool_path("gen")
SHARED = os.path.join(SOURCE, "examples/shared-layout.yaml")
BIG = 1500


def gen(*arguments):
    done = subprocess.run([GEN, "-q", *arguments], capture_output=True, timeout=60)
    return done.returncode, done.stdout


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def patched(diff):
    done = subprocess.run(["patch", "-p0", "-s"], input=diff, capture_output=True, timeout=60)
    return done.returncode == 0


def check_repairs(name, spec, path, *options):
    """The file at PATH is stale; patch repairs it."""
    wanted = gen(*options, spec)[1]
    status, diff = gen(*options, "--check", path, spec)
    check(f"{name}: stale", status == 1 and diff.startswith(b"--- "), status, diff[:200])
    check(f"{name}: patched", patched(diff) and read(path) == wanted, diff[:2000])
    check(f"{name}: up to date", gen(*options, "--check", path, spec) == (0, b""))
    return diff


def edited(lines, chance):
    """LINES with some deleted, some repeated, some changed, some moved."""
    out = []
    for line in lines:
        if chance.random() < 0.03:
            out.append(b"; other\n")
        act = chance.randrange(40)
        if act == 0:
            continue
        out.append(line.upper() if act == 1 else line)
        if act == 2:
            out.append(line)
        if act == 3:
            out.insert(chance.randrange(len(out)), line)
    return b"".join(out)


def check_file():
    spec = os.path.join(SOURCE, "examples/oc9.yaml")
    wanted = gen(spec)[1]
    write("db", wanted)
    check("equal", gen("--check", "db", spec) == (0, b""))
    check("by the long name", gen("--check=db", spec) == (0, b""))
    write("db", wanted.replace(b"MX    8", b"MX    9"))
    diff = check_repairs("a line", spec, "db")
    check("a line, and three around it", diff.count(b"\n") == 3 + 3 + 2 + 3, diff)
    for name, data in (("empty", b""), ("no line end", wanted[:-1]), ("one line", b"\n"),
                       ("more", wanted + b"mail4 IN A 192.0.2.4"), ("doubled", wanted * 2),
                       ("begin", b"; more\n" + wanted), ("other", b"a\n" * 3000)):
        write("db", data)
        check_repairs(name, spec, "db")
    os.unlink("db")
    diff = check_repairs("missing", spec, "db")
    check("a missing file is /dev/null", diff.startswith(b"--- /dev/null\n+++ db\n@@ -0,0 +1,"), diff)
    write("db", wanted + b"a\x1b[31m\n")
    check("control characters are escaped", rb"-a\x1b[31m" in gen("--check", "db", spec)[1])
    check("nothing else is written", sorted(os.listdir(".")) == ["db"], os.listdir("."))


def check_random():
    with open("big.yaml", "w", encoding="utf-8") as file:
        file.write("layouts: {l: {mx: [dummy: a, real: b, dummy: c]}}\nzones:\n")
        file.writelines(f"  - {{zone: z{i}.example, layout: l}}\n" for i in range(BIG))
    lines = gen("big.yaml")[1].splitlines(keepends=True)
    for seed in range(30):
        chance = random.Random(seed)
        count = len(lines) if seed % 10 == 0 else 300
        write("db", edited(lines[:count], chance) + b"".join(lines[count:]))
        check_repairs(f"random {seed}", "big.yaml", "db")


def check_folder():
    os.mkdir("zones")
    check("of none", gen("-o", "zones/", SHARED)[0] == 0)
    check("a folder", gen("--check", "zones", SHARED) == (0, b""))
    check("with a slash", gen("--check", "zones/", SHARED) == (0, b""))
    wanted = {name: read("zones/" + name) for name in os.listdir("zones")}
    os.unlink("zones/db.example.net")
    write("zones/db.example.org", b"; old\n" + wanted["db.example.org"])
    status, diff = gen("--check", "zones/", SHARED)
    check("one is missing, one is stale", status == 1 and diff.count(b"\n+++ zones/db.") == 2, diff)
    check("a zone that is as it should be", gen("--check", "zones", "-z", "example.com", SHARED) ==
          (0, b""))
    check("patched", patched(diff) and wanted ==
          {name: read("zones/" + name) for name in os.listdir("zones")})
    check("a folder that is not there", gen("--check", "none/", SHARED)[0] == 1)
    check("and is not made", not os.path.exists("none"))
    for form, name in (("nftables", "mxtrap.nft"), ("octodns", "example.org.yaml")):
        options = ("-f", form, "-z", "example.org") if form == "octodns" else ("-f", form)
        gen(*options, "-o", "zones/", SHARED)
        check(form, gen(*options, "--check", "zones/", SHARED) == (0, b""))
        write("zones/" + name, b"x\n" + read("zones/" + name))
        check(form + ": stale", gen(*options, "--check", "zones/", SHARED)[0] == 1)


def check_refused():
    write("db", b"")
    write("bad.yaml", b"zone: example.com\nmx: [{dummy: a}]\n")
    check("a layout that breaks a rule", gen("--check", "db", "bad.yaml") == (1, b""))
    write("bad.yaml", b"zone: @\n")
    check("a spec that cannot be read", gen("--check", "db", "bad.yaml") == (2, b""))
    check("a file that cannot be read", gen("--check", "db/db", SHARED) == (2, b""))
    check("the spec itself", gen("--check", SHARED, SHARED) == (2, b""))
    for options in (("-o", "x"), ("-f", "nsupdate", "--from", SHARED)):
        check(f"with {options[0]}", gen("--check", "db", *options, SHARED) == (2, b""))
    check("with --diff", gen("--check", "db", "--diff", SHARED, SHARED) == (2, b""))
    check("without a name", gen("--check=", SHARED) == (2, b""))
    check("a full disk", subprocess.run([GEN, "-q", "--check", "db", SHARED], stdout=open(
        "/dev/full", "wb"), stderr=subprocess.DEVNULL, timeout=60, check=False).returncode == 4)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        check_file()
        check_random()
        check_folder()
        check_refused()
        os.chdir(SOURCE)
    return finish(60)


sys.exit(main())
