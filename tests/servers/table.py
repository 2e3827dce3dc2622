#!/usr/bin/env python3
"""Makes docs/name-servers.md from tests/servers/results.ndjson.

usage: table.py [--refresh]    without: fails unless the page is what would be written
"""

import json
import os
import pathlib
import sys

SOURCE = pathlib.Path(os.environ.get("MXTRAP_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
RESULTS = SOURCE / "tests/servers/results.ndjson"
PAGE = SOURCE / "docs/name-servers.md"

HEAD = """# Name servers and the output of mxtrap-gen

The servers of Debian 12 and 13, each in a network namespace, with zones that mxtrap-gen wrote, asked with
dig, nsupdate and mxtrap-lint. Those of Debian 13 ran with their own C library in a chroot, on one machine
with those of Debian 12.

    tests/servers/run --results tests/servers/results.ndjson    # measures, in some minutes
    tests/servers/table.py --refresh                            # writes this page

A run prints each cell that differs from the one recorded here, and exits with 1 for it with `--check`.
`--release` and `--only` measure less.

A zone of four exchangers, with IPv4 and IPv6 addresses, has one TTL for a dummy's addresses and another for
all other records. Where "yes" stands, each RRset is served as the spec has it. A zone of its own TTL (300)
includes a fragment (3600) by `$INCLUDE`, and a record follows: at the zone's own origin ("apex"), below
another origin that has a record ("used"), and below one that has none yet ("fresh").
"""

ROWS = {
    "whole": "`-f zone`",
    "null": "`-f zone`, null MX",
    "bind origin": "`-f bind` by `$INCLUDE`: `$ORIGIN` after it",
    "bind ttl": "`-f bind`: `$TTL` after it",
    "bind owner": "`-f bind`: a record without an owner name after it belongs to",
    "include origin": "`-f include` by `$INCLUDE`: `$ORIGIN` after it",
    "include ttl": "`-f include`: `$TTL` after it",
    "include owner": "`-f include`: a record without an owner name after it belongs to",
    "alone": "the fragment in place of the zone",
    "ttls": "an MX set whose TTLs differ is served with",
    "100": "100 MX records at a name",
    "101": "101 MX records at a name",
    "nsupdate": "`-f nsupdate`",
    "from": "`-f nsupdate --from`",
    **{f"axfr hmac-{digest}": f"AXFR with TSIG, hmac-{digest}"
       for digest in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")},
    "axfr unsigned": "AXFR without the key: the answer",
}

NOTES = """## What follows

- `-f include` is the form that every server reads without an effect on what follows it, except that a record
  without an owner name may belong to the last owner of the fragment: give it a name. `-f bind` sets `$ORIGIN`
  and `$TTL`. Include it at the end of the zone file, in a line after the last record.
- In NSD 4.6.1 a name after `-f bind` is lost, without a message, if the origin before the `$INCLUDE` has no
  record yet: it ends up below another owner of the fragment.
- A fragment is not a zone. PowerDNS's `pdnsutil load-zone ZONE FILE` replaces the whole zone with a fragment
  and exits with 0; the server then answers REFUSED, since the zone has no SOA record. Use
  `mxtrap-gen -f zone -o FILE` there; `-f nsupdate` changes only the MX sets and their addresses. gdnsd does
  not start if one of its zones cannot be read.
- BIND loads no zone with more than 100 records of a type at a name (max-records-per-type); named-checkzone and
  named-checkconf accept it. This is the rule `too-many-records`.
- YADIFA 2.6.4 compares the records of a prerequisite correctly only if they have equal lengths, so that
  `-f nsupdate --from` fails with NXRRSET, in any order of the records, and the zone stays as it is. DNS
  UPDATE has no other prerequisite for the contents of an RRset: use `-f nsupdate` without `--from`.
- YADIFA 3.0.2 of Debian 13 answers malformed messages for an MX set of more than one record: the counts are
  right, the records after the first cannot be read. No MX layout works there. Transfers from it are right.
- Every server that has zone transfers signs them with each of the six algorithms of mxtrap's TSIG keys. Use
  hmac-sha256, which RFC 8945 recommends; hmac-md5 must not be used, hmac-sha1 and hmac-sha224 should not.
- NSD and gdnsd do not implement dynamic updates (NOTIMP), and gdnsd has no zone transfers (NOTIMP).
  Knot DNS, PowerDNS and YADIFA answer NOTAUTH to a client that may not transfer a zone, BIND and NSD REFUSED.

dnsmasq has no format: its `mx-host` lines have no TTL and no null MX, and it is a forwarder for a local network,
not a server to which a zone is delegated.
"""


def read():
    return [json.loads(line) for line in RESULTS.read_text(encoding="utf-8").splitlines()]


def table(rows):
    servers = {row["server"]: row["version"].split(":")[-1].split("-")[0] for row in rows}
    says = {(row["server"], row["cell"]): row["says"] for row in rows}
    yield "| | " + " | ".join(f"{name} {version}" for name, version in servers.items()) + " |"
    yield "|---" * (len(servers) + 1) + "|"
    for cell, title in ROWS.items():
        yield f"| {title} | " + " | ".join(says.get((name, cell), "-") for name in servers) + " |"


def page():
    results = read()
    lines = [HEAD]
    for debian in sorted({row["debian"] for row in results}):
        rows = [row for row in results if row["debian"] == debian]
        dates = ", ".join(sorted({row["date"] for row in rows}))
        lines += [f"## Debian {debian} (measured {dates})\n", *table(rows), ""]
    return "\n".join([*lines, NOTES])


def main():
    text = page()
    if sys.argv[1:] == ["--refresh"]:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    unknown = {row["cell"] for row in read()} ^ set(ROWS)
    if unknown:
        print("cells that are only measured, or only in the page:", *unknown)
        return 1
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        print("docs/name-servers.md is not what tests/servers/table.py would write: --refresh, and look at it")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
