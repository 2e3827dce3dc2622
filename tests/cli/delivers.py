#!/usr/bin/env python3
"""No example and no zone that mxtrap-lint takes for good keeps a default Postfix or Exim from the real
hosts, on a host with IPv4 and IPv6 or on one without IPv6; and where one does, mxtrap-lint says so."""
import glob
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from checks import SOURCE, check, finish, tool_path

GOOD = ("examples/*.yaml", "zones/*.db", "zones/good/*.zone")
BAD = ("zones/bad/*.zone", "tests/cli/cases/fronts/*.yaml")
# Rules that say that mail does not arrive, or may not.
SAYS = {"front-dummy-addresses", "no-real-host", "special-purpose-address", "target-no-address",
        "dummy-real-tie"}
FAMILIES = ("ipv4-host", "dual")


def run(name, *arguments):
    ran = subprocess.run([tool_path(name), *arguments], cwd=SOURCE, capture_output=True, text=True)
    return json.loads(ran.stdout) if ran.stdout.startswith("{") else None


def layouts_of(file, family):
    return (run("sim", "-f", "json", "--family", family, file) or {"layouts": []})["layouts"]


def least(file):
    """By family, the least probability with which Postfix or Exim delivers to an MX set of FILE."""
    return {family: min((walk["probability"] for layout in layouts_of(file, family)
                         for walk in layout["senders"] if walk["sender"] in ("postfix", "exim")),
                        default=None) for family in FAMILIES}


def severities(file):
    """Of the findings that say that mail may not arrive: error, warning."""
    findings = (run("lint", "-f", "json", file) or {"findings": []})["findings"]
    return {finding["severity"] for finding in findings if finding["rule"] in SAYS}


def has_own_mtas(file):
    """Whether a spec puts another MTA in the place of one of the two."""
    with open(os.path.join(SOURCE, file), encoding="utf-8") as text:
        return file.endswith(".yaml") and "sender: postfix" in text.read()


def files(patterns):
    return sorted(os.path.relpath(path, SOURCE) for pattern in patterns
                  for path in glob.glob(os.path.join(SOURCE, pattern)))


def main():
    good, walked = files(GOOD), 0
    for file in good:
        chances = least(file)
        walked += chances["ipv4-host"] is not None
        if has_own_mtas(file):
            check(f"{file}: its own MTA is warned of", "warning" in severities(file), chances)
            continue
        check(f"{file}: Postfix and Exim deliver", all(chance in (1, None) for chance in chances.values()),
              chances)
    check("the good ones have layouts", walked > 40, walked)
    for file in files(BAD):
        chance = min((chance for chance in least(file).values() if chance is not None), default=1)
        said = severities(file)
        check(f"{file}: what does not arrive is an error", chance > 0 or "error" in said, chance, said)
        check(f"{file}: what may not arrive is said", chance == 1 or said, chance, said)
    return finish(80)


if __name__ == "__main__":
    sys.exit(main())
