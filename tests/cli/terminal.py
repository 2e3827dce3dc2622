#!/usr/bin/python3
"""The tools on a terminal of 80 and of 120 columns, with and without colour: progress is never in one line with
a result, tables fit 80 columns and are aligned, and names that are cut are not alike."""
import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from checks import SOURCE, check, finish, tool_path

SEQUENCE = re.compile(rb"\x1b\[([0-9;]*)([A-Za-z])")
LONG = """zone: example.com
mx:
- {dummy: decoy-in-front-number-one, address: 30.0.0.1}
- {dummy: decoy-in-front-number-two, address: 30.0.0.2}
""" + "".join(f"- {{real: mail-server-of-site-{i}, address: 20.0.0.{i}}}\n" for i in range(1, 5)) + """
- {dummy: decoy-at-the-end, address: 30.0.0.3}
- {dummy: short, address: 30.0.0.4}
"""


class Screen:
    """The lines of a terminal, which wraps them, and each state that a line had when the next one was begun."""

    def __init__(self, columns):
        self.columns, self.lines, self.column, self.colours = columns, [""], 0, 0

    def put(self, character):
        if self.column == self.columns:
            self.lines.append("")
            self.column = 0
        line = self.lines[-1].ljust(self.column)
        self.lines[-1] = line[:self.column] + character + line[self.column + 1:]
        self.column += 1

    def feed(self, octets):
        at = 0
        while at < len(octets):
            found = SEQUENCE.match(octets, at)
            if found and found[2] == b"K":
                self.lines[-1] = self.lines[-1][:self.column]
            elif found:
                check("no sequence but of colours", found[2] == b"m", found[0])
                self.colours += 1
            elif octets[at:at + 1] == b"\r":
                self.column = 0
            elif octets[at:at + 1] == b"\n":
                self.lines.append(" " * self.column)
            else:
                self.put(chr(octets[at]))
            at = found.end() if found else at + 1

    def text(self):
        return [line.rstrip() for line in self.lines]


def show(columns, colour, tool, *arguments):
    """What the terminal shows at the end of TOOL."""
    terminal, other = pty.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {name: word for name, word in os.environ.items() if name != "NO_COLOR"}
    environment["TERM"] = "xterm"
    process = subprocess.Popen([tool_path(tool), *colour, *arguments], stdin=subprocess.DEVNULL, stdout=other,
                               stderr=other, env=environment, cwd=os.path.join(SOURCE, "examples"))
    os.close(other)
    screen = Screen(columns)
    while True:
        try:
            octets = os.read(terminal, 65536)
        except OSError:  # nobody has the other end any more
            break
        if not octets:
            break
        screen.feed(octets)
    os.close(terminal)
    process.wait()
    check(f"{tool}: colours are as asked", (screen.colours > 0) == (colour != ["--color=never"] and "json" not in arguments), screen.colours)
    return screen.text()


def check_progress(columns, colour):
    """Each domain fails at once, since nobody serves DNS at that port; the line of progress is there from the
    start, and has to make room for each result."""
    names = [f"{'x' * 50}{i}.example" for i in range(9)]
    shown = show(columns, colour, "check", "--dns", "--server=127.0.0.1@1", "--deadline=1", *names)
    text = "\n".join(shown)
    check("no progress is left", "in flight" not in text, text)
    for name in names:
        check(f"a line is {name}'s", f"{name}: inconclusive" in shown, text)
    check("the sum is a line", any(re.fullmatch("9 domains: 0 pass, 0 fail, 9 inconclusive.*", line) for line in shown),
          text)


def check_json(columns, colour):
    """What the terminal shows is the whole document, although its results have no line end."""
    text = "".join(show(columns, colour, "check", "-f", "json", "--dns", "--server=127.0.0.1@1", "--deadline=1",
                        *(f"{'x' * 50}{i}.example" for i in range(3))))
    try:
        domains = len(json.loads(text)["domains"])
    except ValueError:
        domains = 0
    check("no progress hides JSON", domains == 3, text)


def check_tables(columns, colour, long):
    for file in ("oc9.yaml", "provider.yaml", "sets.yaml", long):
        shown = show(columns, colour, "sim", file)
        check(f"{file} fits", max(map(len, shown)) <= 80, *shown)
        heads, rows = [line.split()[1:] for line in shown if line.startswith("exchanger")], \
            [line for line in shown if re.match(r"  [a-z0-9-]+ +[.0-9].* (trapped|delivered|fails|may fail|known|%) ", line)]
        check(f"{file}: no two names are alike", all(len(set(head)) == len(head) for head in heads), heads)
        ends = [{len(line) for line in table.splitlines() if line in rows} for table in
                "\n".join(shown).split("exchanger ")[1:]]
        check(f"{file}: rows are aligned", ends and all(len(end) == 1 for end in ends), *shown)
        check(f"{file}: one unit", all(line.endswith(" s") for line in rows), *rows)
        known = {line.split()[0] for line in shown if re.match(r"  \S+ \d+: \S+\.$", line)}
        cut = {name for head in heads for name in head if re.search("~$|^#", name)}
        check(f"{file}: names that are cut are explained", cut == known, cut, known)


def check_others(columns, colour):
    shown = show(columns, colour, "watch", "--spec=oc9.yaml", "oc9.pcap")
    check("mxtrap-watch fits", max(map(len, shown)) <= 80, *shown)
    shown = show(columns, colour, "lint", "../zones/bad/single-real-host.zone")
    check("mxtrap-lint: the caret is below the record", any(
        above.startswith("    ") and below.strip() == "^" and above[below.index("^")] != " "
        for above, below in zip(shown, shown[1:])), *shown)


def main():
    with tempfile.TemporaryDirectory() as folder:
        long = os.path.join(folder, "long.yaml")
        with open(long, "w", encoding="ascii") as file:
            file.write(LONG)
        seen = []
        for columns in (80, 120):
            for colour in (["--color=auto"], ["--color=never"]):
                check_progress(columns, colour)
                check_json(columns, colour)
                check_tables(columns, colour, long)
                check_others(columns, colour)
                seen.append(show(columns, colour, "sim", "oc9.yaml"))
        check("the same text", all(one == seen[0] for one in seen))
    return finish(100)


if __name__ == "__main__":
    sys.exit(main())
