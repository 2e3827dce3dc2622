#!/usr/bin/env python3
"""Makes docs/mta-table.md from tests/mta/results.ndjson and what mxtrap-sim predicts.

usage: table.py [--refresh]    without: fails unless the page is what would be written
"""

import os
import pathlib
import sys

sys.dont_write_bytecode = True
import cells  # noqa: E402
import compare  # noqa: E402

SOURCE = pathlib.Path(os.environ.get("MXTRAP_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
RESULTS = SOURCE / "tests/mta/results.ndjson"
PAGE = SOURCE / "docs/mta-table.md"

HEAD = """# What the layout costs real MTAs

One message of each MTA through the layout of oc9.com in the test lab (network namespaces, real DNS
servers, real MTAs as receivers), with 1 to 6 addresses for the first exchanger, mail1, or with a
second dummy behind it, mail4 ("1+1"):

    IN MX 1 mail1 (dummy)   5 master (real)   6 slave2 (real)   8 mail2 (dummy)   10 mail3 (dummy)

Every MTA is configured as its package leaves it, apart from its name and what it needs to run. The
sender's host has IPv4 and IPv6. The dummies have IPv4 addresses; they drop, or answer with a TCP
reset. `master` has an address of both families ("both") or an IPv4 address alone ("ip4").

Attempts are the connections that a capture sees, in order; seconds are from the first of them to
delivery, or to the log line that puts the message off. Only the first queue run counts. The
predictions are mxtrap-sim's for a sender with both families: order, hosts and outcome have to be the
same, seconds within 20 % (or 3 s). A result that is not as predicted is in bold.

    tests/mta/run --results tests/mta/results.ndjson    # measures; as long as its slowest cell
    tests/mta/table.py --refresh                        # writes this page

`--only MTA[:CELL]` and `--resume` measure less.
"""

# What the table does not say of itself.
NOTES = {
    "postfix": "At most five addresses (smtp_mx_address_limit). Of the family that has fewer, Postfix "
    "keeps up to half of them (smtp_balance_inet_protocols): an IPv6 address of `master` is among the "
    "five, however many IPv4 addresses stand in front of it.",
    "exim": "At most five addresses (hosts_max_try), then one of each further preference. Its own "
    "timeout (connect_timeout) is longer than Linux's.",
    "sendmail": "Debian's configuration has Timeout.iconnect at 2 minutes; without, it is Linux's.",
    "opensmtpd": "Up to three connections at once to hosts of one preference, one in 2 s. An address "
    "that failed is tried again after 15 s, before a new one of the next preference. Four silent addresses "
    "in front, in any arrangement, or eight that are refused, are never passed: it goes round among them, "
    "and the message is neither delivered nor put off. Two or three silent addresses of different "
    "preferences are passed when their time-outs happen to fall together: after 285 to 1,191 s, or not "
    "within 600 s. Its own timeout is longer than Linux's.",
    "dma": "No timeout of its own: Linux's.",
    "chasquid": "One minute for a host, which its addresses share.",
}

FOOT = """## The next message

    MXTRAP_SOURCE=$PWD sh tests/lab/send.sh --again 10 MTA    # MXTRAP_SERVERS: as for tests/mta/run

Ten seconds after a first message has come through one silent address, another waits as long again
with Postfix, Sendmail, dma, chasquid and Haraka. Exim, OpenSMTPD and Courier do not try the silent
address again so soon: the message goes to `master` at once.

## Hosts without IPv6

Debian's Postfix has `inet_protocols = all` and its Exim no `disable_ipv6`: on a host without an IPv6 address
or route both look up AAAA all the same. Each IPv6 address, of a dummy or a real host, fails at once ("Network
is unreachable") and uses up one of the five addresses that they try. 20 messages each through layouts with
dummies that reset, from such a host, 2026-11-29 (D: a dummy, R: a real host, with so many IPv4 + IPv6
addresses; "," separates preferences), put off by Postfix 3.7.11 and Exim 4.96, and how many of 20 mxtrap-sim
(`--family=ipv4-host`) expects:

| layout | Postfix | expected | Exim | expected |
|---|---|---|---|---|
| D1+1, R1+1, R1+1, D1+1 | 0 | 0 | 0 | 0 |
| D1+1, D1+1, R1+1, D1+1 | 11 | 10 | 19 | 20 |
| D1+1, D1+1, R1+1, R1+1, D1+1 | 9 | 10 | 20 | 20 |
| D2+2, R1+1, R1+1, D1 | 11 | 10 | 20 | 20 |
| D1, D3, R1+1, D1 | 20 | 20 | 20 | 20 |
| D4, R1+1, R1+1, D1 | 20 | 20 | 20 | 20 |

oc9's layout with a dual-stack `master`, 8 messages each by Postfix from such a host: with 1, 2 or 3 addresses
of mail1, and with 1+1, 2+1 IPv4 addresses, all were delivered, also where mail1 has an IPv6 address; with 2
IPv4 and 2 IPv6 addresses of mail1 2 of 8, with an IPv4 and an IPv6 address of mail1 and mail4 each 3 of 8,
with 4 addresses of mail1 none (the table above has 120 s: that is a host with IPv6). With an IPv4 address of
`master` only all were. With `inet_protocols = ipv4`, or `disable_ipv6 = true` in Exim, none of 120 messages
failed. Haraka and chasquid delivered all that mxtrap-sim says they do.

Those counts are of the first queue run. Postfix does the same in each; Exim passes over addresses that failed
not long ago, so that a later run may get further: so it was in the one message that it delivered against
expectation.

What to do: one dummy with one address of a family in front, or real hosts with A records only. The rule
`front-dummy-addresses` finds the others.

## Debian 13

17 cells with the versions of Debian 13, 2026-11-29, all as predicted: Postfix 3.10.13 (1: 30 s, 4: 120 s, 5
with "ip4": put off after 151 s), Exim 4.98.2 (1: 134 s), Sendmail 8.18.1 (1: 120 s), OpenSMTPD 7.6.0p1 (1:
135 s, 1+1: 436 s, 4: not delivered), Courier 1.4.1 (1: 60 s), dma 0.13 (1: 134 s), chasquid 1.15.0 (1: 60 s);
with a reset at once, OpenSMTPD 2 s an address.

## Not in the table

Only MTAs that look up MX records themselves and that Debian 12 or npm have can be measured.

| software | why not |
|---|---|
| qmail, netqmail, notqmail | in neither; mxtrap-sim's row is from its source |
| Stalwart | in neither; mxtrap-sim's row is from its source |
| Citadel, masqmail | no longer in Debian 12 |
| ZoneMTA (npm: zone-mta) | needs MongoDB, which neither has |
| nullmailer, msmtp, ssmtp, esmtp | relay to a smarthost; they look up no MX |
"""


def seconds(number):
    return f"{number:.0f}" if number >= 10 else f"{number:.1f}"


OUTCOMES = {"delivered": "", "deferred": ", put off", "unknown": ", not delivered"}


def measured(result):
    if result["result"] == "error":
        return f"not measured: {result['error']}"
    tried = compare.order(compare.hosts(result["attempts"]))
    within = "within " if result["result"] == "unknown" else ""
    return f"{tried}{OUTCOMES[result['result']]}: {within}{seconds(result['seconds'])} s"


def predicted(result, walk):
    if walk is None:
        return "**no row**"
    tried = compare.order(compare.hosts(walk["attempts"]))
    outcome = "" if walk["delivered"] else ", not delivered"
    if compare.differs(result, walk):
        return f"**{tried}{outcome}: {walk['seconds']} s**"
    if compare.by_moment(walk):
        return f"{walk['seconds']} s at the least, or never"
    if result["result"] == "unknown":
        return f"{tried} and again{outcome}"
    return f"the same: {walk['seconds']} s"


def summary(results):
    """Seconds to delivery, the dummies dropping: an MTA a row."""
    yield "## Seconds until delivery when dummies drop\n"
    for family, what in (("both", "master has IPv4 and IPv6"), ("ip4", "master has IPv4 alone")):
        yield f"| {what}: addresses in front | " + " | ".join(cells.FRONTS) + " |"
        yield "|---" * (len(cells.FRONTS) + 1) + "|"
        for mta in cells.MTAS:
            row = []
            for front in cells.FRONTS:
                result = results.get((mta, cells.Cell(front, "drop", family)))
                row.append("" if result is None else seconds(result["seconds"])
                           if result["result"] == "delivered"
                           else OUTCOMES.get(result["result"], result["result"]).lstrip(", "))
            yield f"| {cells.MTAS[mta].title} | " + " | ".join(row) + " |"
        yield ""


def section(mta, results, said):
    mine = {cell: result for (name, cell), result in results.items() if name == mta}
    if not mine:
        return
    some = next(iter(mine.values()))
    dates = sorted({result["date"] for result in mine.values()})
    kernels = sorted({result["kernel"] for result in mine.values()})
    yield (f"## {cells.MTAS[mta].title} {some['version']} ({cells.MTAS[mta].origin}; "
           f"measured {', '.join(dates)}, Linux {', '.join(kernels)})\n")
    if mta in NOTES:
        yield NOTES[mta] + "\n"
    yield "| master | front | dropped | predicted | reset | predicted |"
    yield "|---|---|---|---|---|---|"
    for family in cells.FAMILIES:
        for front in cells.FRONTS:
            row = []
            for silence in cells.SILENCES:
                result = mine.get(cells.Cell(front, silence, family))
                if result is None:
                    row += ["", ""]
                    continue
                row += [measured(result), predicted(result, said[cells.of(result)].get(mta))]
            if any(row):
                yield f"| {family} | {front} | " + " | ".join(row) + " |"
    yield ""


def page():
    results = {(result["mta"], cells.of(result)): result for result in compare.read(RESULTS)}
    said = compare.predictions(sorted({cell for _, cell in results}))
    lines = [HEAD, *summary(results)]
    for mta in cells.MTAS:
        lines += section(mta, results, said)
    return "\n".join([*lines, FOOT])


def main():
    text = page()
    if sys.argv[1:] == ["--refresh"]:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        print("docs/mta-table.md is not what tests/mta/table.py would write: --refresh, and look at it")
        return 1
    return 1 if compare.check(compare.read(RESULTS)) else 0


if __name__ == "__main__":
    sys.exit(main())
