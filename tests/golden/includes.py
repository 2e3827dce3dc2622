#!/usr/bin/python3
"""What an $INCLUDE may and may not do, and what messages may say.

    confined.py ZONE_RECORDS
"""
import os
import pathlib
import subprocess
import sys
import tempfile

SECRET = "hunter2"


def make(folder):
    """root/ is the include root; beside it stands what must not get out."""
    root = folder / "root"
    (root / "sub").mkdir(parents=True)
    (root / "good.inc").write_text("good A 192.0.2.1\n")
    (root / "sub" / "up.inc").write_text("$INCLUDE ../good.inc\n")
    (root / "sub" / "bad.inc").write_text("%s\n$INCLUDE %s.inc\n$%s x\n\"%s\n" % ((SECRET,) * 4))
    (folder / "secret").write_text("%s\n" % SECRET)
    (folder / "root-beside").mkdir()
    (folder / "root-beside" / "x.inc").write_text("x A 192.0.2.2\n")
    os.symlink(folder / "secret", root / "link.inc")
    os.symlink(folder, root / "folder")
    os.symlink(root / "good.inc", root / "inner.inc")
    os.mkfifo(root / "pipe.inc")
    for i in range(25):
        text = "$INCLUDE deep%d.inc\nd%d A 192.0.2.1\n" % (i + 1, i)
        (root / ("deep%d.inc" % i)).write_text(text)
    (root / "deep25.inc").write_text("bottom A 192.0.2.1\n")
    for i in range(16):
        (root / ("fan%d.inc" % i)).write_text("$INCLUDE fan%d.inc\n" % (i + 1) * 2)
    (root / "fan16.inc").write_text("")
    return root


NOWHERE = "there is no readable file"
# (text of the zone, options, how many records, what standard error must hold)
CASES = [
    ("$INCLUDE good.inc\n", [], 1, None),
    ("$INCLUDE good.inc\n", ["--include-root", "{root}"], 1, None),
    ("$INCLUDE good.inc\n", ["--include-root", "{root}/"], 1, None),
    ("$INCLUDE good.inc\n", ["--include-root", "{root}/sub/.."], 1, None),
    ("$INCLUDE {root}/good.inc\n", ["--include-root", "{root}"], 1, None),
    ("$INCLUDE sub/up.inc\n", ["--include-root", "{root}"], 1, None),
    ("$INCLUDE inner.inc\n", ["--include-root", "{root}"], 1, None),
    ("$INCLUDE folder/root/good.inc\n", ["--include-root", "{root}"], 1, None),
    ("$INCLUDE good.inc\na A 192.0.2.1\n", ["--no-include"], 1, "not allowed here"),
    ("$INCLUDE good.inc\n", ["--include-root", "{root}/sub"], 0, NOWHERE),
    ("$INCLUDE good.inc\n", ["--include-root", "{root}/missing"], 0, NOWHERE),
    ("$INCLUDE link.inc\n", ["--include-root", "{root}"], 0, NOWHERE),
    ("$INCLUDE folder/secret\n", ["--include-root", "{root}"], 0, NOWHERE),
    ("$INCLUDE folder/no-such\n", ["--include-root", "{root}"], 0, NOWHERE),
    ("$INCLUDE ../secret\n", ["--include-root", "{root}"], 0, NOWHERE),
    ("$INCLUDE ../no-such\n", ["--include-root", "{root}"], 0, NOWHERE),
    ("$INCLUDE ../root-beside/x.inc\n", ["--include-root", "{root}"], 0, NOWHERE),
    ("$INCLUDE {root}/../secret\n", ["--include-root", "{root}"], 0, NOWHERE),
    ("$INCLUDE /dev/zero\n", ["--include-root", "{root}"], 0, NOWHERE),
    ("$INCLUDE /dev/zero\n", [], 0, "not a regular file"),
    ("$INCLUDE pipe.inc\n", [], 0, "not a regular file"),
    ("$INCLUDE sub\n", [], 0, "not a regular file"),
    ("$INCLUDE ../secret\n", [], 0, "secret:1:1: "),
    ("$INCLUDE sub/bad.inc\n", [], 0, "sub/bad.inc:2:10: $INCLUDE: No such file"),
    ("$INCLUDE deep0.inc\n", [], 20, "more than 20 files include each other"),
    ("$INCLUDE deep6.inc\n", [], 20, None),
    ("$INCLUDE fan0.inc\n", [], 0, "more than 10000 files are included"),
]


def run(tool, root, text, options):
    zone = root / "zone"
    zone.write_text("$TTL 60\n" + text.format(root=root))
    options = [option.format(root=root) for option in options]
    return subprocess.run([tool, "--origin", "example.", *options, str(zone)], capture_output=True,
                          text=True, check=False, timeout=60)


def wrong(result, records, said):
    if len(result.stdout.splitlines()) != records:
        return "%d records wanted, got:\n%s" % (records, result.stdout)
    if result.returncode != (2 if said else 0):
        return "exits with %d" % result.returncode
    if said and said not in result.stderr:
        return "%r wanted, said:\n%s" % (said, result.stderr[:2000])
    if SECRET in result.stderr:
        return "repeats what an included file says:\n%s" % result.stderr
    return None


def main():
    tool, failures = str(pathlib.Path(sys.argv[1]).resolve()), 0
    with tempfile.TemporaryDirectory() as folder:
        root = make(pathlib.Path(folder).resolve())
        for text, options, records, said in CASES:
            details = wrong(run(tool, root, text, options), records, said)
            if details:
                failures += 1
                print("%r %s: %s" % (text, options, details))
    print("%d cases, %d failures" % (len(CASES), failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
