#!/usr/bin/python3
"""Zones whose mail a provider takes, in the ways in which people and control panels write them: linted
with no option, each is not trapped, which is said once, and nothing else is. providers.tsv has the
MX sets."""
import json
import os
import subprocess
import sys
import tempfile

from pathlib import Path

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from checks import check, finish, tool_path

TABLE = Path(__file__).resolve().parent / "providers.tsv"
LEAST = 200


class Provider:
    def __init__(self, row, number):
        self.name, sets, self.spf = row.split("\t")
        self.number = number
        self.exchangers = [tuple(words.split()) for words in sets.split(", ")]

    def told(self, text, domain):
        """What stands in for the customer."""
        return text.replace("DASH", domain.replace(".", "-")).replace("ID", f"{1000 + self.number}")

    def records(self, domain):
        return [(preference, self.told(host, domain)) for preference, host in self.exchangers]

    def policy(self, domain, more=""):
        return f'"v=spf1 {more}{self.told(self.spf, domain)} ~all"'


def panel(provider, domain):
    """By hand: $ORIGIN, relative names, a web site and what clients look for."""
    lines = [f"$ORIGIN {domain}.", "$TTL 3600",
             "@  IN  SOA  ns1.dns-host.net. hostmaster ( 2026110101 7200 900 1209600 3600 )",
             "   IN  NS   ns1.dns-host.net.", "   IN  NS   ns2.dns-host.net.", "   IN  A    93.184.216.34"]
    lines += [f"   IN  MX   {preference} {host}." for preference, host in provider.records(domain)]
    return lines + [f"   IN  TXT  {provider.policy(domain)}",
                    '   IN  TXT  "site-verification=4f1b9d7c"', "www     IN  CNAME  @",
                    "_dmarc  IN  TXT    \"v=DMARC1; p=quarantine\"",
                    "autodiscover IN CNAME autodiscover.mail-host.net."]


def export(provider, domain):
    """As providers of DNS export it: absolute names, a TTL a record, another case here and there."""
    lines = [f";; Domain: {domain}.", f"{domain}.\t3600\tIN\tSOA\tns1.dns-host.net. "
             "hostmaster.dns-host.net. 2026110101 10000 2400 604800 3600",
             f"{domain}.\t86400\tIN\tNS\tns1.dns-host.net.", f"{domain}.\t300\tIN\tA\t93.184.216.34",
             f"www.{domain}.\t300\tIN\tCNAME\t{domain}."]
    for preference, host in provider.records(domain):
        lines.append(f"{domain.upper()}.\t300\tIN\tMX\t{preference}\t{host}.")
    return lines + [f"{domain}.\t300\tIN\tTXT\t{provider.policy(domain, 'mx a ')}"]


def with_subdomains(provider, domain):
    """Two names at the provider, one of them with its first host only, and one at another's."""
    records = provider.records(domain)
    lines = panel(provider, domain)
    lines += [f"lists  IN  MX  {preference} {host}." for preference, host in records]
    lines += [f"shop   IN  MX  {records[0][0]} {records[0][1]}."]
    return lines + ["em  IN  MX  10 mx.bounces-host.net.", '    IN  TXT "v=spf1 include:bounces-host.net -all"']


def fragment(provider, domain):
    """A file that a zone includes, without SOA record."""
    return [f"$ORIGIN {domain}.", "$TTL 1h"] + \
        [f"@ MX {preference} {host}." for preference, host in provider.records(domain)]


def root(provider, domain):
    """A dump under $ORIGIN ., as some servers write them."""
    lines = ["$ORIGIN .", "$TTL 86400\t; 1 day",
             f"{domain}\tIN SOA\tns1.dns-host.net. hostmaster.{domain}. (",
             "\t\t\t\t2026110101 ; serial", "\t\t\t\t7200 900 1209600 3600 )",
             "\t\t\tNS\tns1.dns-host.net."]
    lines += [f"\t\t\tMX\t{preference} {host}." for preference, host in provider.records(domain)]
    return lines + [f"\t\t\tTXT\t{provider.policy(domain)}", f"$ORIGIN {domain}.", "www\t\t\tA\t93.184.216.34"]


STYLES = (panel, export, with_subdomains, fragment, root)


def write_zones(folder, providers):
    """Every provider in three styles at the least; the paths."""
    paths = []
    for number, provider in enumerate(providers):
        for step in range(3 + (number % 3 == 0)):
            style = STYLES[(number + step) % len(STYLES)]
            domain = f"{('shop', 'blog', 'firm', 'verein')[step]}{number}.{('com', 'de', 'co.uk')[number % 3]}"
            paths.append(folder / f"{provider.number:03}-{style.__name__}.zone")
            paths[-1].write_text("\n".join(style(provider, domain)) + "\n", encoding="ascii")
    return paths


def main():
    rows = [line for line in TABLE.read_text(encoding="ascii").splitlines()
            if line and not line.startswith("#")]
    providers = [Provider(row, number) for number, row in enumerate(rows)]
    with tempfile.TemporaryDirectory() as folder:
        paths = write_zones(Path(folder), providers)
        check(f"{LEAST} zones or more", len(paths) >= LEAST, len(paths))
        ran = subprocess.run([tool_path("lint"), "-f", "json", *paths], capture_output=True, text=True)
        check("no error", ran.returncode == 0 and not ran.stderr, ran.returncode, ran.stderr)
        told = {}
        for finding in json.loads(ran.stdout)["findings"]:
            told.setdefault(finding["file"], []).append(f"{finding['rule']}: {finding['message']}")
        for path in paths:
            found = told.get(str(path), [])
            name = providers[int(path.name[:3])].name
            check(f"{name}, {path.name}: not trapped, said once, and nothing else",
                  len(found) == 1 and found[0].startswith("not-trapped: "), *found)
        simulated = subprocess.run([tool_path("sim"), "-q", "-f", "json", *paths[:20]],
                                   capture_output=True, text=True)
        layouts = json.loads(simulated.stdout or '{"layouts": []}')["layouts"]
        check("simulated as real hosts", simulated.returncode == 0 and layouts and
              all(layout["roles"] == "unknown" and
                  layout["summary"]["delivering"] == layout["summary"]["mtas"] and
                  all(walk["delivered"] for walk in layout["senders"]
                      if walk["sender"] != "address-record") for layout in layouts), simulated.stderr)
    return finish(LEAST)


if __name__ == "__main__":
    sys.exit(main())
