"""The section of docs/mta-table.md on layouts made at random, from tests/mta/random.ndjson."""

import json

import cells

VANTAGES = {"dual": "IPv4 and IPv6", "ipv4": "IPv4 only", "ipv6": "IPv6 only"}

HEAD = """## Layouts that nobody chose

    tests/mta/random --results tests/mta/random.ndjson                             # 300, seed 1, reset
    tests/mta/random --count 20 --silence drop --results tests/mta/random.ndjson
    tests/mta/random --seed 2 --count 40 --copies 20 --mta postfix --mta exim \\
        --deadline 600 --results tests/mta/random.ndjson
    # the first two with --release trixie as well

2 to 6 exchangers with up to 6 IPv4 and 3 IPv6 addresses each, a third of them real, a quarter of them with
the preference of the one before, some with an address of another one; one message to each, from a host
with both families, with IPv4 only, with IPv6 only. Of the messages that mxtrap-sim calls certain
(probability 1), and of those that it rules out (0), the table has how many there were and how many came out
the other way. Only the first queue run counts against a probability of 0: "later" is what was delivered
after an address had been tried again, or after the message had been deferred.

The order is compared address by address, but where chance has a part in it ("by chance": exchangers of
equal preference, one address of several exchangers, Postfix's choice of the family that keeps the odd address,
dummies whose paths take different times): there only what no draw explains counts, such as an exchanger
ahead of a lower preference, or an attempt after one that was answered. With 20 copies of each layout the
number of deliveries is compared with the probability as well (a difference that chance makes once in
100,000 times counts).
"""

FOOT = """OpenSMTPD goes round among nine or more addresses in front that refuse (not delivered within 900 s),
and mxtrap-sim gives 0. Eight it passes when a connection begins a moment early or late: all seven such
messages were delivered, after 35 to 686 s; mxtrap-sim says that it may fail.

Sendmail, Courier, dma and Haraka have no limit that cuts a layout: a set whose mail they do not deliver has no real host
of a family that they reach. With dummies that drop, a message that would take longer than the 1,500 s of its
lab is not counted as lost. There, dma was not measured, nor was OpenSMTPD on a host with one family. Copies were
measured with Debian 12's versions only.
"""


def rows_of(path):
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def count(result, kind):
    return sum(one["kind"] == kind for one in result["differing"])


def bold(number):
    return f"**{number}**" if number else "0"


def row(result):
    later = result["late"] if result["never"] else 0
    return "| " + " | ".join((
        f"{cells.MTAS[result['mta']].title} {result['version'].split('-')[0]}, {cells.RELEASES[result['release']]}",
        VANTAGES[result["vantage"]],
        f"{result['messages']}", f"{result['sure']}, {bold(count(result, 'lost'))}",
        f"{result['never']}, {bold(count(result, 'came'))}", f"{later}",
        f"{bold(count(result, 'order'))}", f"{result['by_chance']}",
        bold(count(result, "share")) if result["copies"] > 1 else "")) + " |"


def part(results, title):
    dates = ", ".join(sorted({result["date"] for result in results}))
    kernels = ", ".join(sorted({result["kernel"] for result in results}))
    yield f"{title} ({dates}, Linux {kernels}):\n"
    yield ("| MTA | its host has | messages | certain, not delivered | ruled out, delivered | later | "
           "other order | by chance | other share |")
    yield "|---" * 9 + "|"
    order = list(cells.MTAS)
    releases = list(cells.RELEASES)
    for result in sorted(results, key=lambda result: (order.index(result["mta"]), releases.index(result["release"]),
                                                      list(VANTAGES).index(result["vantage"]))):
        yield row(result)
        for one in result["differing"]:
            yield f"| | | {one['layout']}: {one['differs']} |" + " |" * 6
    yield ""


def section(path):
    results = rows_of(path)
    if not results:
        return
    yield HEAD
    for silence, copies, title in (("reset", False, "Dummies that answer with a reset"),
                                   ("drop", False, "Dummies that drop"),
                                   ("reset", True, "Copies, dummies that answer with a reset")):
        mine = [result for result in results
                if result["silence"] == silence and (result["copies"] > 1) == copies]
        if mine:
            yield from part(mine, title)
    yield FOOT
