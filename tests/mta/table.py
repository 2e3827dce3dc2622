#!/usr/bin/env python3
"""Makes docs/mta-table.md from tests/mta/results.ndjson, random.ndjson and what mxtrap-sim predicts, and a
section of docs/watch.md from tests/mta/watch.ndjson.

usage: table.py [--refresh]    without: fails unless the pages are what would be written
"""

import os
import pathlib
import sys

sys.dont_write_bytecode = True
import cells  # noqa: E402
import compare  # noqa: E402
import random_table  # noqa: E402
import watch_table  # noqa: E402

SOURCE = pathlib.Path(os.environ.get("MXTRAP_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
RESULTS = SOURCE / "tests/mta/results.ndjson"
RANDOM = SOURCE / "tests/mta/random.ndjson"
PAGE = SOURCE / "docs/mta-table.md"
WATCH, WATCHED = SOURCE / "docs/watch.md", SOURCE / "tests/mta/watch.ndjson"

HEAD = """# The delays of real MTAs

One message of each MTA through the layout of oc9.com in the test lab (network namespaces, real DNS
servers, real MTAs as receivers), with 1 to 6 addresses for the first exchanger, mail1, or with a
second dummy after it, mail4 ("1+1"):

    IN MX 1 mail1 (dummy)   5 master (real)   6 slave2 (real)   8 mail2 (dummy)   10 mail3 (dummy)

Every MTA has the default configuration of its package, except for its name and settings that it needs to
run. The sender's host has IPv4 and IPv6. The dummies have IPv4 addresses; they drop packets, or answer with
a TCP reset. `master` has an address of each family ("both") or only an IPv4 address ("ip4").

Attempts are the connections in a packet capture, in order. Seconds are counted from the first attempt to
delivery, or to the log line that defers the message. Only the first queue run counts. The predictions are
those of mxtrap-sim for a sender with both families: order, hosts and result must be the same, and the
seconds within 20 % (or 3 s). A result that differs from the prediction is in bold.

The versions of Debian 12 and 13 ran in one lab on one machine, each in a chroot with its own C library.
Software from npm has no release of Debian.

    tests/mta/run --release bookworm --release trixie --release npm \\
        --results tests/mta/results.ndjson          # measures; takes as long as the slowest cell
    tests/mta/table.py --refresh                    # writes this page

`--only MTA[:CELL]` and `--resume` measure less. A run prints each cell that differs from the one recorded here,
and exits with 1 for it with `--check`.
"""

# What the table does not say of itself.
NOTES = {
    "postfix": "At most five addresses (smtp_mx_address_limit). Of the family that has fewer, Postfix "
    "keeps up to half of them (smtp_balance_inet_protocols): an IPv6 address of `master` is among the "
    "five, however many IPv4 addresses come before it.",
    "exim": "At most five addresses (hosts_max_try), then one of each further preference. Its own "
    "timeout (connect_timeout) is longer than that of Linux.",
    "sendmail": "Debian's configuration sets Timeout.iconnect to 2 minutes; without it the timeout of Linux applies.",
    "opensmtpd": "Up to three connections at once to hosts of one preference, one every 2 s. An address "
    "that failed is tried again after 15 s, before a new one of the next preference. OpenSMTPD never gets "
    "past four silent addresses in front, in any arrangement, or past nine that refuse: it retries them "
    "for ever, and the message is neither delivered nor deferred. It gets past two or three silent "
    "addresses of different preferences when their timeouts happen to coincide: after 285 to 1,191 s, or "
    "not within 600 s; and past eight that refuse when a connection begins a moment early or late: after "
    "35 to 686 s. Its own timeout is longer than that of Linux.",
    "dma": "dma has no timeout of its own; that of Linux applies.",
    "chasquid": "The addresses of a host share a timeout of one minute.",
    "mx-connect": "The npm package that ZoneMTA 3.10.3 asks for, called by a script as ZoneMTA calls it "
    "(tests/mta/senders/mx_connect.sh). It has a timeout of 5 minutes; that of Linux applies.",
    "npm-sendmail": "It tries the exchangers in the order of the answer, dummies after the real hosts too. Node gives "
    "each address of a host 250 ms, except the last, for which the timeout of Linux applies.",
    "nodemailer-v2": "The addresses of a host share a timeout of two minutes.",
    "directmail": "It tries the first exchanger only, and the same one again after 15 minutes: with a dummy in front it "
    "never delivers. nodemailer 0.7 sends with it where it has no transport.",
    "swaks": "It tries the first address of the first exchanger, and ends.",
    "twisted": "The client of Twisted's tutorial (tests/mta/senders/twisted.sh): it tries the first IPv4 address of the "
    "first exchanger, and ends. sendmail() of twisted.mail.smtp tries the one host that it is given six times: "
    "with the lab's silent mail1 it gave up after 182 s.",
    "pear-smtpmx": "The first silent address of a host uses up the timeout of 10 s, and the host's other addresses "
    "are not tried.",
    "horde-smtpmx": "As PEAR Mail.",
}

PROGRAMS = """## Programs that are no MTA

Libraries and a tool for tests that look up MX themselves, each with a message through the same cells.
Where a program gave up, the message is lost unless its caller sends it again: it has no queue. The host names and seconds of npm sendmail are those of one answer from the DNS server, which may
have any order; the prediction is that of its hosts in that order.
"""

FOOT = """## The next message

    MXTRAP_SOURCE=$PWD sh tests/lab/send.sh --again 10 MTA    # MXTRAP_SERVERS: as for tests/mta/run;
                                                              # MXTRAP_MAIL: $MXTRAP_SERVERS/trixie/mail

With one silent address in front, a second message ten seconds after the delivery of the first is delayed
just as long by Postfix, Sendmail, dma, chasquid and Haraka. Exim, OpenSMTPD and Courier do not try the
silent address again so soon: the second message goes to `master` at once. The versions of Debian 12 and 13 do
the same.

## Hosts without IPv6

In Debian, Postfix has `inet_protocols = all` and Exim has no `disable_ipv6`: both look up AAAA records even on
a host without an IPv6 address or route. Each IPv6 address, of a dummy or a real host, fails at once ("Network
is unreachable") and uses up one of the five addresses that they try. The table shows how many of 20 messages
were deferred on such a host, through layouts with dummies that reset (2026-11-29, 2026-11-30), and how many
mxtrap-sim (`--family=ipv4-host`) expects. D is a dummy and R a real host, with the given numbers of IPv4 + IPv6
addresses; "," separates preferences:

| layout | Postfix 3.7.11 | 3.10.13 | expected | Exim 4.96 | 4.98.2 | expected |
|---|---|---|---|---|---|---|
| D1+1, R1+1, R1+1, D1+1 | 0 | 0 | 0 | 0 | 0 | 0 |
| D1+1, D1+1, R1+1, D1+1 | 11 | 14 | 10 | 19 | 20 | 20 |
| D1+1, D1+1, R1+1, R1+1, D1+1 | 9 | 11 | 10 | 20 | 20 | 20 |
| D2+2, R1+1, R1+1, D1 | 11 | 12 | 10 | 20 | 20 | 20 |
| D1, D3, R1+1, D1 | 20 | 20 | 20 | 20 | 20 | 20 |
| D4, R1+1, R1+1, D1 | 20 | 20 | 20 | 20 | 20 | 20 |

Postfix 3.7.11 on such a host, 8 messages each through the layout of oc9.com with a dual-stack `master`: all were
delivered with 1, 2 or 3 addresses of mail1 and with 1+1 and 2+1 IPv4 addresses, even if mail1 has an IPv6
address; 2 of 8 with 2 IPv4 and 2 IPv6 addresses of mail1; 3 of 8 with an IPv4 and an IPv6 address each of mail1
and mail4; none with 4 addresses of mail1 (the table above has 120 s, for a host with IPv6). If `master` has only
an IPv4 address, all were delivered. With `inet_protocols = ipv4`, or `disable_ipv6 = true` in Exim, none of 120
messages failed. Haraka and chasquid delivered every message that mxtrap-sim predicts.

These counts are for the first queue run. Postfix does the same in every run. Exim skips addresses that failed
recently, so that a later run may get further; this explains the one message that it delivered against the
prediction.

To avoid this, use one dummy with one address of a family in front, or real hosts with A records only. The rule
`front-dummy-addresses` finds other layouts.

## Not in the table

The table has only MTAs that look up MX records themselves and that are in Debian 12, Debian 13 or npm.

| software | reason |
|---|---|
| qmail, netqmail, notqmail | in neither; mxtrap-sim follows its source code |
| Stalwart | in neither; mxtrap-sim follows its source code |
| Citadel, masqmail | no longer in Debian 12 |
| ZoneMTA (npm: zone-mta) | needs MongoDB, which is in neither; its mx-connect is measured |
| SpamAssassin's reports to SpamCop (Perl) | go to one domain only, on port 587; all its exchangers are tried by preference |
| smtpping | connects twice to the first address of each host; it delivers after as many timeouts |
| pymilter's send_dsn(), Perl's Net::SMTP::Server::Relay | do not work in Debian 12, see [senders.md](senders.md) |
| Mail::CheckUser, Mail::Verify (Perl) | ask exchangers about an address, and deliver nothing; see `findings/` |
| JavaMail | looks up no MX, see [senders.md](senders.md) |
| nullmailer, msmtp, ssmtp, esmtp | relay to a smarthost; they look up no MX |
"""


def seconds(number):
    return f"{number:.0f}" if number >= 10 else f"{number:.1f}"


OUTCOMES = {"delivered": "", "deferred": ", deferred", "unknown": ", not delivered"}


def tried(result):
    return compare.order(compare.hosts(result["attempts"]))


def measured(result, before):
    """What came of a cell; "the same" as before it, where another release's had the same order and end."""
    if result["result"] == "error":
        return f"not measured: {result['error']}"
    within = "within " if result["result"] == "unknown" else ""
    again = before and before["result"] == result["result"] and tried(before) == tried(result)
    gave_up = result["mta"] in cells.PROGRAMS and result["result"] == "deferred"
    what = "the same" if again else tried(result) + (", gave up" if gave_up else OUTCOMES[result["result"]])
    return f"{what}: {within}{seconds(result['seconds'])} s"


def predicted(results, walk):
    """The prediction for a cell, which all releases' results of it are held to."""
    if walk is None:
        return "**no row**"
    if not results:
        return ""
    order = compare.order(compare.hosts(walk["attempts"]))
    outcome = "" if walk["delivered"] else ", not delivered"
    if any(compare.differs(result, walk) for result in results):
        return f"**{order}{outcome}: {walk['seconds']} s**"
    if compare.by_moment(walk):
        return f"{walk['seconds']} s at least, or never"
    if results[0]["result"] == "unknown":
        return f"{order} and again{outcome}"
    return f"the same: {walk['seconds']} s"


def releases(mta, results):
    """The releases that an MTA was measured of, with the version."""
    return {release: result["version"] for release in cells.RELEASES
            for (name, of, _), result in results.items() if (name, of) == (mta, release)}


def summary(results):
    """Seconds to delivery, the dummies dropping: an MTA of a release a row."""
    yield "## Seconds until delivery when dummies drop\n"
    for family, what in (("both", "master has IPv4 and IPv6"), ("ip4", "master has only IPv4")):
        yield f"| {what}: addresses in front | " + " | ".join(cells.FRONTS) + " |"
        yield "|---" * (len(cells.FRONTS) + 1) + "|"
        for mta in cells.MTAS:
            for release, version in releases(mta, results).items():
                row = []
                for front in cells.FRONTS:
                    result = results.get((mta, release, cells.Cell(front, "drop", family)))
                    row.append("" if result is None else seconds(result["seconds"])
                               if result["result"] == "delivered"
                               else OUTCOMES.get(result["result"], result["result"]).lstrip(", "))
                upstream = version.split(":")[-1].split("-")[0]
                yield f"| {cells.SENDERS[mta].title} {upstream}, {cells.RELEASES[release]} | " + " | ".join(row) + " |"
        yield ""


def columns(mta, of, cell, results, said):
    """What each release came to in a cell, and the prediction."""
    had, row = [], []
    for release in of:
        result = results.get((mta, release, cell))
        row.append(measured(result, had[0] if had else None) if result else "")
        had += [result] if result else []
    return [*row, predicted(had, compare.expected(had[0], said.get(mta))) if had else ""]


def section(mta, results, said):
    of = releases(mta, results)
    if not of:
        return
    yield f"{'###' if mta in cells.PROGRAMS else '##'} {cells.SENDERS[mta].title}\n"
    for release, version in of.items():
        mine = [result for (name, whose, _), result in results.items() if (name, whose) == (mta, release)]
        dates, kernels = (", ".join(sorted({result[what] for result in mine})) for what in ("date", "kernel"))
        yield f"{cells.RELEASES[release]}: {version} (measured {dates}, Linux {kernels})" + (
            "." if release == list(of)[-1] else ";")
    yield ""
    if mta in NOTES:
        yield NOTES[mta] + "\n"
    titles = [f"{how}: {' | '.join(cells.RELEASES[release] for release in of)} | predicted"
              for how in ("dropped", "reset")]
    yield f"| master | front | {' | '.join(titles)} |"
    yield "|---" * (4 + 2 * len(of)) + "|"
    for family in cells.FAMILIES:
        for front in cells.FRONTS:
            row = []
            for silence in cells.SILENCES:
                cell = cells.Cell(front, silence, family)
                row += columns(mta, of, cell, results, said.get(cell, {}))
            if any(row):
                yield f"| {family} | {front} | " + " | ".join(row) + " |"
    yield ""


def changes(results, said):
    """What a newer release does otherwise than the one before."""
    pairs = [(result, results[mta, "bookworm", cell], said[cell].get(mta))
             for (mta, release, cell), result in results.items()
             if release == "trixie" and (mta, "bookworm", cell) in results]
    if not pairs:
        return
    chance = [(result, before) for result, before, walk in pairs if walk and compare.by_moment(walk)]
    differing = [(result, words) for result, words in
                 ((pair[0], compare.changed(*pair)) for pair in pairs) if words]
    yield "## What changed between the releases\n"
    yield "The order of the hosts, the result, the host that has the message, and the seconds (within 20 %, or 3 s)"
    yield (f"are compared. {len(differing) or 'None'} of the {len(pairs) - len(chance)} cells measured with both releases "
           f"differ{'s' if len(differing) < 2 else ''}{':' if differing else '.'}")
    for result, words in differing:
        yield f"\n- {cells.MTAS[result['mta']].title} {result['version']}, {cells.of(result)}: {words}"
    if chance:
        yield "\nNot compared, since only the moment decides how long it takes:\n"
    for result, before in chance:
        yield (f"- {cells.MTAS[result['mta']].title}, {cells.of(result)}: {compare.words(before)} "
               f"({before['version']}); {compare.words(result)} ({result['version']})")
    yield ""


def page():
    results = {cells.key(result): result for result in compare.read(RESULTS)}
    said = compare.predictions(sorted({cell for _, _, cell in results}))
    lines = [HEAD, *summary(results), *changes(results, said)]
    for mta in cells.MTAS:
        lines += section(mta, results, said)
    lines.append(PROGRAMS)
    for program in cells.PROGRAMS:
        lines += section(program, results, said)
    lines += random_table.section(RANDOM)
    return "\n".join([*lines, FOOT])


def main():
    pages = {PAGE: page(), WATCH: watch_table.page(WATCH.read_text(encoding="utf-8"), WATCHED)}
    for path, text in pages.items():
        if sys.argv[1:] == ["--refresh"]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"docs/{path.name} is not what tests/mta/table.py would write: --refresh, and look at it")
            return 1
    return 1 if "--refresh" not in sys.argv and compare.check(compare.read(RESULTS)) else 0


if __name__ == "__main__":
    sys.exit(main())
