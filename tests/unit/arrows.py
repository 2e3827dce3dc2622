#!/usr/bin/python3
"""Holds the code against the picture in docs/architecture.md, by its includes and, where the folders
of the objects are given, by its calls (nm): a room of lib/ knows none that stands below it, no files
make a circle, a tool knows its own folder, cli/tool/ and what the library exports.
usage: arrows.py [OBJECTS...]    the folders that CMake builds objects in: FOLDER=SOURCES"""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from checks import SOURCE

# The room of each public header; "all" includes every other.
PUBLIC = {
    "export": "base", "options": "base", "status": "base", "sink": "base", "version": "base",
    "name": "dns", "findings": "model", "format": "model", "layout": "model", "check_result": "model",
    "probe_state": "model",
    "mta_sts": "policy", "spec": "spec", "config": "spec", "zone_file": "zone", "axfr": "net", "simulate": "simulate",
    "watch": "watch", "rules": "rules", "serve": "probe", "check": "check", "change": "change",
    "write": "write",
    "findings_writer": "report", "baseline": "report", "check_writer": "report", "simulation_writer": "report",
    "watch_writer": "report",
    "mxtrap": "all",
}
# What the tools may take from inside the library, which they are linked with: words, no policy.
CLI_MAY = {"base/text.h", "base/suggest.h", "base/number.h", "base/grow.h", "base/file.h", "base/monotonic.h",
           "base/jobs.h"}

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)


def rooms_of_the_picture():
    """The rooms in the order in which docs/architecture.md lists them."""
    with open(os.path.join(SOURCE, "docs/architecture.md"), encoding="utf-8") as page:
        return re.findall(r"^\s*lib/(\w+)/\s", page.read(), re.M)


def files(folder):
    for path, _, names in os.walk(os.path.join(SOURCE, folder)):
        for name in sorted(names):
            if name.endswith((".c", ".h", ".def", ".in")):
                full = os.path.join(path, name)
                yield os.path.relpath(full, SOURCE), open(full, encoding="utf-8").read()


def room_of(path):
    parts = path.split("/")
    if parts[1] == "include":
        return PUBLIC.get(os.path.basename(path).split(".")[0], "unknown")
    return parts[1]


def included(path, kind, name):
    """The file that an include means; None for what is not ours."""
    if kind == "<":
        return "lib/include/" + name if name.startswith("mxtrap/") else None
    for folder in (os.path.dirname(path), path.split("/")[0], "lib"):
        if os.path.exists(os.path.join(SOURCE, folder, name)):
            return os.path.join(folder, name)
    return "lib/" + name


def circles(graph):
    """The sets of nodes that reach one another (Tarjan), each as a sorted list."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for after in graph.get(node, ()):
            if after not in index:
                visit(after)
                low[node] = min(low[node], low[after])
            elif after in stack:
                low[node] = min(low[node], index[after])
        if low[node] == index[node]:
            members = stack[stack.index(node):]
            del stack[stack.index(node):]
            if len(members) > 1:
                found.append(sorted(members))

    for start in sorted(graph):
        if start not in index:
            visit(start)
    return found


def scope(source):
    """Where a name that SOURCE defines is known: the library, or a tool's folder."""
    return "lib" if source.startswith("lib/") else os.path.dirname(source)


def symbols(objects, sources):
    """For each object below OBJECTS, its source, what it defines for others, and what it calls."""
    found = {}
    for path, _, names in os.walk(objects):
        for name in sorted(names):
            full = os.path.join(path, name)
            source = os.path.join(sources, os.path.relpath(full, objects)[:-2])
            # Not that of a file that was moved or deleted since.
            if name.endswith(".c.o") and os.path.exists(os.path.join(SOURCE, source)):
                found[full] = (source, set(), set())
    if found:
        listed = subprocess.run(["nm", "-A", "-P", *found], check=True, capture_output=True, text=True)
        for line in listed.stdout.splitlines():
            full, row = line.split(": ", 1)
            name, kind = row.split()[:2]
            if kind in "TDBRCU":
                found[full][2 if kind == "U" else 1].add(name)
    return found.values()


def main():
    sys.setrecursionlimit(10000)
    rooms = rooms_of_the_picture()
    wrong, graph, arrows = [], {}, {"include": 0, "call": 0}
    there = {d for d in os.listdir(os.path.join(SOURCE, "lib"))
             if os.path.isdir(os.path.join(SOURCE, "lib", d)) and d != "include"}
    wrong += [f"lib/{room}/ is not in the picture" for room in sorted(there - set(rooms))]

    def add(kind, path, target, words):
        """An arrow, which may be wrong."""
        arrows[kind] += 1
        if path.startswith("cli/"):
            tool, other = path.split("/")[1], target.split("/")[1]
            if target.startswith("cli/"):
                bad = other not in (tool, "tool")
            else:
                bad = other != "include" and kind == "include" and target[len("lib/"):] not in CLI_MAY
        else:
            room, other = room_of(path), room_of(target)
            bad = room != "all" and (target.startswith("cli/") or other not in rooms
                                     or rooms.index(other) > rooms.index(room))
        if bad:
            wrong.append(f"{path} must not know {target} ({words})")

    for folder in ("lib", "cli"):
        for path, text in files(folder):
            for kind, name in INCLUDE.findall(text):
                target = included(path, kind, name)
                if target is not None:
                    add("include", path, target, name)
                    if not path.endswith(".c"):
                        graph.setdefault(path, set()).add(target)
    calls, owners, programs = {}, {}, [word.split("=") for word in sys.argv[1:]]
    for objects, sources in programs:
        for source, defined, used in symbols(objects, sources):
            calls[source] = used
            owners.update({(scope(source), name): source for name in defined})
    for source, used in calls.items():
        for name in sorted(used):
            # Each tool has names of its own; what it does not define is of cli/tool/ or the library.
            target = next((owners[at, name] for at in (scope(source), "cli/tool", "lib")
                           if (at, name) in owners), None)
            if target is not None and target != source and name != "main":
                add("call", source, target, name + "()")
                graph.setdefault(source, set()).add(target)
    wrong += ["a circle: " + " ".join(members) for members in circles(graph)]
    if len(rooms) < 4 or arrows["include"] < 50 or programs and arrows["call"] < 50:
        wrong.append(f"read {len(rooms)} rooms and {arrows}: too few to say anything")
    print("\n".join(wrong) or
          f"{len(rooms)} rooms, {arrows['include']} includes, {arrows['call']} calls: all arrows point up")
    return 1 if wrong else 0


sys.exit(main())
