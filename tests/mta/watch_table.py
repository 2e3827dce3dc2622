"""The section of docs/watch.md that says what mxtrap-watch finds of real MTAs."""

import json

import cells

BEGIN, END = "## What it says of real senders\n", "\n## "

HEAD = """
Each MTA of `mta-table.md` sent one message through the layout of oc9.com in the test lab, from a host with
IPv4, one with IPv6 and one with both; every exchanger had an address of both families. At the same time, bots of
each behaviour knocked, and tcpdump captured all of it in one file. Every bot was named as what it was, and no
MTA was listed as lost. The first number is the delay that mxtrap-watch reports, the one in brackets the time
until the real host had the connection, in seconds, as its own log says (measured {dates}, Linux {kernels}).

    tests/mta/watch --results tests/mta/watch.ndjson    # measures
    tests/mta/table.py --refresh                        # writes this section

"""

FOOT = """
A host with both families tries a dummy by one family, then by the other, and delivers by one: it is two
sources, and the one that did not deliver is `first-only`. The report does not accuse it ("not known"),
since a source of the other family delivered within five minutes.
"""
FAMILIES = ("ipv4", "ipv6", "dual")


def seconds(number):
    return f"{number:.1f}"


def words(result):
    delay = "" if result["delay"] is None else f" {seconds(result['delay'])} ({seconds(result['real'])})"
    return result["behaviour"] + delay


def cell(found):
    """Of a host: its one address, or what each of both shows."""
    if len(found) == 1:
        return words(found[0])
    return ", ".join(("IPv6 " if ":" in one["address"] else "IPv4 ") + words(one)
                     for one in sorted(found, key=lambda one: ":" in one["address"]))


def rows(results):
    for silence in cells.SILENCES:
        yield f"| dummies {silence} | host with IPv4 | host with IPv6 | host with both |"
        yield "|---|---|---|---|"
        for mta, about in cells.MTAS.items():
            by = [[one for one in results if (one["mta"], one["family"], one["silence"]) == (mta, family, silence)]
                  for family in FAMILIES]
            if all(by):
                yield f"| {about.title} | " + " | ".join(map(cell, by)) + " |"
        yield ""


def page(text, path):
    """TEXT, a page, with its section as the results at PATH say."""
    before, _, rest = text.partition(BEGIN)
    results = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    dates, kernels = ({one[key] for one in results} for key in ("date", "kernel"))
    section = HEAD.format(dates=", ".join(sorted(dates)), kernels=", ".join(sorted(kernels)))
    section += "\n".join(rows(results)) + FOOT
    return before + BEGIN + section + END + rest.partition(END)[2]
