"""What was measured beside what mxtrap-sim predicts: order of hosts, delivered or not, seconds."""

import collections
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import cells

SIM = os.environ.get("MXTRAP_SIM") or pathlib.Path(__file__).parents[2] / "build/dev/cli/mxtrap-sim"

# Seconds agree within this share of the prediction, or within what starting a delivery takes.
SHARE = 0.2
START = 3.0


def read(path):
    """The results in a file of tests/mta/run."""
    results = []
    for number, line in enumerate(pathlib.Path(path).read_text(encoding="utf-8").splitlines(), 1):
        try:
            results.append(json.loads(line))
            cells.key(results[-1])
        except (ValueError, KeyError, TypeError):
            sys.exit(f"{path}:{number}: this is no result of tests/mta/run")
    return results


def hosts(attempts):
    return [attempt["host"].removesuffix(".oc9.com.") for attempt in attempts]


def order(names):
    """Hosts in order, those tried several times in a row with their number: 4 x mail1, master."""
    runs = [(name, len(list(run))) for name, run in itertools.groupby(names)]
    return ", ".join(f"{count} x {name}" if count > 1 else name for name, count in runs)


def words(result):
    if result["result"] == "error":
        return result["error"]
    return f"{order(hosts(result['attempts']))}: {result['result']}, {result['seconds']:.1f} s"


def predictions(layouts):
    """What mxtrap-sim says of each cell: by MTA, its walk."""
    return {cell: simulate(cells.spec(cell), "dual")["oc9.com."] for cell in layouts}


def simulate(spec, family):
    """What mxtrap-sim says of a spec: by owner, then by sender, its walk."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "spec.yaml"
        path.write_text(spec, encoding="utf-8")
        # Warnings are about layouts that nobody would want, which are wanted here.
        out = subprocess.run([SIM, "-f", "json", "--family", family, path], check=True,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    return {layout["owner"]: {walk["sender"]: walk for walk in layout["senders"]}
            for layout in json.loads(out)["layouts"]}


def by_moment(walk):
    """Whether only the moment decides when, and if ever, it delivers: a sender that comes back to
    silent addresses while it waits for others."""
    return walk["most_seconds"] is None


def expected(result, walk):
    """The walk that a sender is held against. One that keeps the order of the DNS answer has the hosts in the
    measured order, each with all the attempts that the walk has for it."""
    if walk is None or result["mta"] not in cells.ANSWERED or result["result"] == "error":
        return walk
    at = collections.defaultdict(list)
    for host, attempt in zip(hosts(walk["attempts"]), walk["attempts"]):
        at[host] += [attempt] * (attempt["outcome"] != "answers")
    attempts = [attempt for host in dict.fromkeys(hosts(result["attempts"]))
                for attempt in at[host] or [{"host": host, "seconds": 0}]]
    return walk | {"attempts": attempts, "seconds": sum(attempt["seconds"] for attempt in attempts)}


def differs(result, walk):
    """How a result differs from the prediction, in words; None where it does not."""
    if result["result"] == "error":
        return result["error"]
    tried, expected = hosts(result["attempts"]), hosts(walk["attempts"])
    if by_moment(walk):
        early = result["result"] == "delivered" and result["seconds"] < walk["seconds"] * (1 - SHARE)
        return f"{result['seconds']:.1f} s, less than {walk['seconds']} s" if early else None
    endless = result["result"] == "unknown" and not walk["delivered"]
    # One that never gives up tries the same hosts again, until the cell's deadline.
    if endless and set(tried) == set(expected) and all(one == other for one, other in zip(tried, expected)):
        return None
    if tried != expected:
        return f"order: {order(tried)}, not {order(expected)}"
    if (result["result"] == "delivered") != walk["delivered"]:
        return f"{result['result']}, against the prediction"
    if walk["delivered"] and result["host"] != expected[-1]:
        return f"delivered at {result['host']}"
    if abs(result["seconds"] - walk["seconds"]) > max(SHARE * walk["seconds"], START):
        return f"{result['seconds']:.1f} s, not {walk['seconds']} s"
    return None


def changed(result, before, walk):
    """How a result differs from an earlier one of its cell, in words; None where it does not, and where
    only the moment, or the order of an answer, decides."""
    if walk and by_moment(walk) or result["mta"] in cells.ANSWERED:
        return None
    if result["result"] != before["result"]:
        return f"{words(result)}; it was {words(before)}"
    difference = differs(result, before | {"delivered": before["result"] == "delivered",
                                           "most_seconds": before["seconds"]})
    return difference and f"{words(result)}; it was {words(before)}"


def check_recorded(results, recorded):
    """Prints the results that differ from the recorded ones of their release, or else of another; how
    many there are."""
    said = predictions({cells.of(result) for result in results})
    wrong = 0
    for result in results:
        mta, release, cell = cells.key(result)
        had = [one for one in recorded if one["mta"] == mta and cells.of(one) == cell]
        had = [one for one in had if one["release"] == release] or had
        difference = changed(result, had[-1], said[cell].get(mta)) if had else None
        if difference:
            print(f"{mta} {release} {cell}: {result['version']} differs from {had[-1]['version']}: {difference}")
            wrong += 1
    return wrong


def check(results):
    """Prints the results that differ; how many there are."""
    said = predictions({cells.of(result) for result in results})
    wrong = 0
    for result in results:
        walk = expected(result, said[cells.of(result)].get(result["mta"]))
        difference = differs(result, walk) if walk else "mxtrap-sim does not know it"
        if difference:
            print(f"{result['mta']} {cells.of(result)}: {difference}")
            wrong += 1
    print(f"{len(results)} results, {wrong} of them not as mxtrap-sim predicts")
    return wrong
