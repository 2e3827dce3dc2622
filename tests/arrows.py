#!/usr/bin/python3
"""Holds the includes against the picture in docs/architecture.md: a room of lib/ knows none that
stands below it, headers make no circle, and the tools use what the library exports."""
import os
import re
import sys

from checks import SOURCE

# Which room a public header belongs to.
PUBLIC = {
    "export": "model", "status": "model", "sink": "model", "findings": "model",
    "layout": "model", "version": "model", "state": "model", "spec": "read",
    "zone_file": "read", "axfr": "read", "mta_sts": "read", "simulate": "simulate", "rules": "rules",
    "change": "write", "write": "write", "report": "report", "results": "report", "simulations": "report", "result": "model", "check": "check", "mxtrap": "all",
}
# What the tools may take from inside the library, which they are linked with: words, no policy.
CLI_MAY = {"model/text.h", "model/similar.h"}

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)


def rooms_of_the_picture():
    """The rooms in the order in which docs/architecture.md lists them."""
    with open(os.path.join(SOURCE, "docs/architecture.md"), encoding="utf-8") as page:
        return re.findall(r"^\s*lib/(\w+)/\s", page.read(), re.M)


def files(folder, *endings):
    for path, _, names in os.walk(os.path.join(SOURCE, folder)):
        for name in names:
            if name.endswith(endings):
                full = os.path.join(path, name)
                yield os.path.relpath(full, SOURCE), open(full, encoding="utf-8").read()


def room_of(path):
    parts = path.split("/")
    if parts[1] == "include":
        return PUBLIC[os.path.basename(path).split(".")[0]]
    return parts[1]


def target_room(kind, name, rooms):
    """The room that an include points to; None for what is not ours."""
    if name.startswith("mxtrap/"):
        return PUBLIC.get(name[len("mxtrap/"):].split(".")[0], "unknown")
    if kind == '"' and "/" in name:
        return name.split("/")[0] if name.split("/")[0] in rooms else "unknown"
    return None


def circle(graph):
    """A path that comes back to where it began; None where there is none."""
    done = set()

    def walk(node, path):
        if node in path:
            return path[path.index(node):] + [node]
        if node in done:
            return None
        for after in graph.get(node, ()):
            found = walk(after, path + [node])
            if found:
                return found
        done.add(node)
        return None

    for start in graph:
        found = walk(start, [])
        if found:
            return found
    return None


def main():
    rooms = rooms_of_the_picture()
    wrong, graph, seen = [], {}, 0
    there = {d for d in os.listdir(os.path.join(SOURCE, "lib"))
             if os.path.isdir(os.path.join(SOURCE, "lib", d)) and d != "include"}
    for room in sorted(there - set(rooms)):
        wrong.append(f"lib/{room}/ is not in the picture")
    for path, text in files("lib", ".c", ".h", ".def", ".in"):
        room = room_of(path)
        for kind, name in INCLUDE.findall(text):
            target = target_room(kind, name, rooms)
            if target is None:
                continue
            seen += 1
            graph.setdefault(path, set()).add(
                "lib/include/" + name if name.startswith("mxtrap/") else "lib/" + name)
            if room != "all" and (target not in rooms or rooms.index(target) > rooms.index(room)):
                wrong.append(f"{path}: {room} must not know {name} ({target})")
    for path, text in files("cli", ".c", ".h"):
        for kind, name in INCLUDE.findall(text):
            seen += 1
            if kind == '"' and "/" in name and name not in CLI_MAY:
                wrong.append(f"{path}: a tool must not know {name}")
    found = circle(graph)
    if found:
        wrong.append("a circle: " + " -> ".join(found))
    if len(rooms) < 4 or seen < 50:
        wrong.append(f"read {len(rooms)} rooms and {seen} includes: too few to say anything")
    print("\n".join(wrong) or f"{seen} includes, {len(rooms)} rooms: all arrows point up")
    return 1 if wrong else 0


sys.exit(main())
