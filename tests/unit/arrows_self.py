#!/usr/bin/python3
"""tests/unit/arrows.py itself: over a copy of the project with a wrong arrow or a circle planted in it, by an
include or by a call, it fails and names the files; over the copy as it is, it does not."""
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from checks import SOURCE, check, finish

SCRIPT = os.path.join(SOURCE, "tests/unit/arrows.py")


def copy(folder):
    for name in ("lib", "cli"):
        shutil.copytree(os.path.join(SOURCE, name), os.path.join(folder, name))
    os.mkdir(os.path.join(folder, "docs"))
    shutil.copy(os.path.join(SOURCE, "docs/architecture.md"), os.path.join(folder, "docs"))


def arrows(folder, *objects):
    """The exit status, and what was printed."""
    run = subprocess.run([sys.executable, SCRIPT, *objects], capture_output=True, text=True,
                         env={**os.environ, "MXTRAP_SOURCE": folder})
    return run.returncode, run.stdout + run.stderr


def add(folder, path, text):
    with open(os.path.join(folder, path), "a", encoding="utf-8") as file:
        file.write(text)


def compiled(folder, room, sources):
    """A folder of objects, as CMake has them, of SOURCES: name and text, which are put into ROOM."""
    objects = os.path.join(folder, "objects")
    for path, text in sources.items():
        add(folder, path, text)
        target = os.path.join(objects, os.path.relpath(path, room)) + ".o"
        os.makedirs(os.path.dirname(target), exist_ok=True)
        subprocess.run(["cc", "-c", "-o", target, os.path.join(folder, path)], check=True)
    return f"{objects}={room}"


def planted(name, words, plant):
    """What PLANT adds to a copy is found: the line has all of WORDS."""
    with tempfile.TemporaryDirectory() as folder:
        copy(folder)
        status, printed = arrows(folder, *plant(folder))
        check(f"{name}: 1, not {status}", status == 1)
        check(f"{name} is named", any(all(word in line for word in words)
                                      for line in printed.splitlines()))


def main():
    with tempfile.TemporaryDirectory() as folder:
        copy(folder)
        status, printed = arrows(folder)
        check(f"as it is: 0, not {status}: {printed}", status == 0)

    def include(folder):
        add(folder, "lib/base/text.h", '#include "zone/zone_file.h"\n')
        return []

    def headers(folder):
        add(folder, "lib/base/text.h", '#include "base/arena.h"\n')
        add(folder, "lib/base/arena.h", '#include "base/text.h"\n')
        return []

    def tool(folder):
        add(folder, "cli/lint/lint.h", '#include "gen/gen.h"\n')
        return []

    def circle(folder):
        return [compiled(folder, "lib", {
            "lib/rules/planted_a.c": "void planted_b(void); void planted_a(void) { planted_b(); }\n",
            "lib/rules/planted_b.c": "void planted_a(void); void planted_b(void) { planted_a(); }\n"})]

    def call(folder):
        return [compiled(folder, "lib", {
            "lib/base/planted.c": "void planted(void); void planted_low(void) { planted(); }\n",
            "lib/write/planted.c": "void planted(void) {}\n"})]

    planted("an include against the picture", ("lib/base/text.h", "zone/zone_file.h"), include)
    planted("a circle of headers", ("a circle", "lib/base/arena.h", "lib/base/text.h"), headers)
    planted("a tool that knows another", ("cli/lint/lint.h", "cli/gen/gen.h"), tool)
    planted("a circle of calls", ("a circle", "rules/planted_a.c", "rules/planted_b.c"), circle)
    planted("a call against the picture", ("lib/base/planted.c", "lib/write/planted.c"), call)
    return finish(11)


sys.exit(main())
