#!/usr/bin/python3
"""Runs the commands of every cases.tsv in cases/, in the folder of that file: small inputs
that once got a wrong answer, and their neighbours. One folder a kind. A row has, between tabs: the
command; the exit status; the rules that must be reported; those that must not; an extended regular
expression that the output must match; why. "-" stands for none.

usage: cases.py [FOLDER...]"""
import os
import re
import shlex
import subprocess
import sys

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from checks import check, finish, tool_path

CASES = Path(__file__).resolve().parent / "cases"
# A bound on what hangs, far above what any case takes.
SECONDS = 120
AT_ONCE = 8
TOOLS = {f"mxtrap-{name}": tool_path(name) for name in ("check", "gen", "lab", "lint", "sim")}


def words(field):
    return [] if field == "-" else field.split()


def fails(row, folder):
    """What does not hold of a row, in words."""
    command, status, wanted, unwanted, pattern, _ = row
    try:
        ran = subprocess.run([TOOLS.get(word, word) for word in shlex.split(command)], cwd=folder,
                             stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             errors="replace", timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return [f"not ended after {SECONDS} s"]
    output = ran.stdout + ran.stderr
    told = [] if ran.returncode == int(status) else [f"exit {ran.returncode}, not {status}"]
    told += [f"no [{rule}]" for rule in words(wanted) if f"[{rule}]" not in output]
    told += [f"[{rule}]" for rule in words(unwanted) if f"[{rule}]" in output]
    if pattern != "-" and not re.search(pattern, output):
        told.append(f"no match for {pattern}")
    return told + [output] if told else []


def rows_of(folder):
    text = (folder / "cases.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    check(f"{folder.name}/cases.tsv has rows of six fields",
          rows and all(len(row) == 6 for row in rows))
    return [(row, folder) for row in rows if len(row) == 6]


def main():
    folders = [Path(name).resolve() for name in sys.argv[1:]] or \
        sorted(path.parent for path in CASES.glob("*/cases.tsv"))
    cases = [case for folder in folders for case in rows_of(folder)]
    with ThreadPoolExecutor(AT_ONCE) as pool: # some only wait, for a server that does not answer
        for (row, folder), wrong in zip(cases, pool.map(lambda case: fails(*case), cases)):
            check(f"{folder.name}: {row[0]}", not wrong, row[-1], *wrong)
    return finish(3)


if __name__ == "__main__":
    sys.exit(main())
