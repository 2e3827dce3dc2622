#!/usr/bin/env python3
"""Judges what mxtrap-watch says of the captures of watch_senders.sh.

usage: watch_senders.py drop|reset FOLDER
FOLDER has the captures, `bots` and `mtas` (who was sent, by source), `attempts` (of capture.py) and
`sink` (of tests/mta/sink.py): they say how long a sender waited, and mxtrap-watch must say the same.
"""

import collections
import datetime
import ipaddress
import json
import os
import subprocess
import sys

sys.path.append(os.path.join(os.path.dirname(__file__), ".."))
from captures import answered, pcap  # noqa: E402
from checks import check, finish, tool_path  # noqa: E402

SILENCE, FOLDER = sys.argv[1:]
LAST = "198.18.250.2"  # the last packet; and, in a capture of its own, one an hour later
REALS = ("198.51.100.25", "198.51.100.26", "2001:db8::25", "2001:db8::26")
UNSUCCESSFUL = ("first-only", "last-only", "last-then-first", "scan")
SECOND = 1  # by which delays may differ, which are measured at different places


def path(name):
    return os.path.join(FOLDER, name)


def lines(name):
    with open(path(name), encoding="utf-8") as file:
        return [line.split("\t" if "\t" in line else " ") for line in file.read().splitlines()
                if not line.startswith("#")]


def watch(*captures, text=False):
    """The report: its document, or the text as it is."""
    done = subprocess.run([tool_path("watch"), "-q", "--spec", path("spec.yaml"), "-f", "json",
                           *map(path, captures), path("later.pcap")], capture_output=True)
    check(f"{captures} are read", done.returncode == 0, done.stderr.decode())
    return done.stdout if text else json.loads(done.stdout)


def select(capture, words, name):
    subprocess.run(["tcpdump", "-Z", "root", "-nr", path(capture), "-w", path(name), words],
                   check=True, capture_output=True)


def source_of(address):
    """As mxtrap-watch counts sources: an address, or a /64."""
    address = ipaddress.ip_address(address)
    return address if address.version == 4 else ipaddress.ip_network((address, 64), strict=False)


def of_source(address):
    """A report with the packets of this source, and of nobody else."""
    source = source_of(address)
    select("wire.pcap", f"src {'host' if source.version == 4 else 'net'} {source}", "one.pcap")
    return watch("one.pcap")


def behaviours(report):
    """Visits, without the one an hour later."""
    found = {row["behaviour"]: row["visits"] for row in report["layouts"][0]["behaviours"]}
    found["real-only"] -= 1
    return {name: visits for name, visits in found.items() if visits}


def waits():
    """By source: seconds from its first attempt to the first at a real host after it, as capture.py
    has them, and as the real host has it, which knows only when it was reached."""
    first, reached, connected = {}, {}, {}
    for seconds, address, sender in lines("attempts"):
        source = source_of(sender)
        first.setdefault(source, (float(seconds), address))
        if address in REALS:
            reached.setdefault(source, float(seconds))
    for *_, sender, seconds in lines("sink"):
        connected.setdefault(source_of(sender), float(seconds))
    return {source: (round(reached[source] - at, 3), round(connected.get(source, reached[source]) - at, 3))
            for source, (at, address) in first.items()
            if source in reached and address not in REALS}


def near(one, other):
    """Whether two reports are alike, but for a few milliseconds."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(near(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(near, one, other))
    if isinstance(one, str) and isinstance(other, str) and one.endswith("Z") and other.endswith("Z"):
        seconds = [datetime.datetime.fromisoformat(text[:-1]).timestamp() for text in (one, other)]
        return abs(seconds[0] - seconds[1]) <= 1
    return one == other or (isinstance(one, float) and isinstance(other, float) and abs(one - other) < 0.02)


def check_alike():
    """Whoever captured it, it is the same report, but for the times: the kernel reads its clock anew for
    each of them. Where the times are the same, not an octet differs."""
    text = watch("wire.pcap", text=True)
    wanted = json.loads(text)
    for name in ("any.pcap", "wire.pcapng", "nflog.pcap"):
        found = watch(name)
        check(f"{name}: the same report", near(found, wanted), found, wanted)
    subprocess.run(["editcap", "-F", "pcapng", path("wire.pcap"), path("converted.pcapng")], check=True)
    check("converted: the same report", watch("converted.pcapng", text=True) == text)
    select("wire.pcap", " or ".join(f"host {host}" for host in REALS), "reals.pcap")
    select("wire.pcap", " and ".join(f"not host {host}" for host in REALS), "dummies.pcap")
    for pair in (("reals.pcap", "dummies.pcap"), ("dummies.pcap", "reals.pcap")):
        check(f"{pair} merged: the same report", watch(*pair, text=True) == text)
    check("one of two hosts is another report", watch("reals.pcap", text=True) != text)
    return wanted


def expected():
    """By source: its name, its MTA's family or None, and the behaviours that are right."""
    senders = {sender: (name, None, (behaviour,)) for sender, behaviour, name in lines("bots")}
    for sender, mta in lines("mtas"):
        name, _, family = mta.partition(":")
        # A host with both families goes on with the other one: an address of it may see a part.
        senders[sender] = (name, family, ("in-order",) if family != "dual" else
                           ("in-order", "first-only", "real-only"))
    return senders


def check_senders(whole):
    wanted, measured, sums = expected(), waits(), collections.Counter()
    unsuccessful = 0
    delivered = {source_of(sender) for *_, sender, _ in lines("sink")}
    for sender, (name, family, right) in wanted.items():
        report, source = of_source(sender), source_of(sender)
        found, delay = behaviours(report), report["layouts"][0]["delay"]
        sums.update(found)
        if not found and family == "dual":
            continue  # the half of a host that was not needed
        check(f"{name} {sender} is {right}", list(found.values()) == [1] and set(found) <= set(right), found)
        check(f"{name} {sender}: delays", delay["visits"] == (source in measured), delay, measured)
        by_packets, by_host = measured.get(source, (None, None))
        if by_packets is not None:
            check(f"{name} {sender}: {by_packets:.3f} s", abs(delay["most"] - by_packets) < 0.1, delay)
            check(f"{name} {sender}: {by_host:.3f} s until the real host has it",
                  abs(delay["most"] - by_host) < SECOND, delay)
        if family and family != "dual":
            check(f"{name} {sender}: a message that arrives", source in delivered)
        # Where all are seen, one of the other family may have delivered for it.
        if family is None:
            lost = [one["source"] for one in report["layouts"][0]["lost"]]
            check(f"{name} {sender}: lost or not", lost == [str(source)] * (right[0] in UNSUCCESSFUL), lost)
        unsuccessful += found.keys() <= set(UNSUCCESSFUL)
        if "MXTRAP_RESULTS" in os.environ and family:
            signatures = [row["seconds"] for row in report["signatures"]]
            with open(os.environ["MXTRAP_RESULTS"], "a", encoding="utf-8") as file:
                print(json.dumps({"mta": name, "family": family, "silence": SILENCE, "address": sender,
                                  "behaviour": list(found)[0], "delay": delay["most"], "measured": by_packets,
                                  "real": by_host, "syns": signatures}), file=file)
    layout = whole["layouts"][0]
    check("the lost and those of which it is not known", unsuccessful ==
          len(layout["lost"]) + layout["unresolved"], layout)
    check("all sources together", behaviours(whole) == dict(sums + collections.Counter({"real-only": 1})),
          behaviours(whole), sums)
    check("nobody else", whole["summary"]["sources"] == len(set(map(source_of, wanted))) + 1,
          whole["summary"], wanted)


def main():
    last = float(lines("attempts")[-1][0]) - float(lines("attempts")[0][0])
    with open(path("later.pcap"), "wb") as file:
        file.write(pcap(answered(os.stat(path("sink")).st_mtime + last + 3600, LAST, REALS[0])))
    whole = check_alike()
    check_senders(whole)
    return finish(len(expected()) * 3)


sys.exit(main())
