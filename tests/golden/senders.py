#!/usr/bin/python3
"""The senders that mxtrap-sim knows: docs/senders.md is made of --list-senders
(tests/golden/senders.py --refresh), what is listed is a spec's list of senders and simulates the same, and
the words of the rules and of the manual say the table's numbers."""
import json
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from checks import SOURCE, check, finish, tool_path

SIM = tool_path("sim")
LINT = tool_path("lint")
PAGE = os.path.join(SOURCE, "docs/senders.md")
INTRODUCTION = """# Senders

The senders that mxtrap-sim simulates, described by the keys of mxtrap-spec(5): the exchangers that a
sender tries; the unit that it shuffles among exchangers of equal preference (hosts, each with all its
addresses, or addresses); the address family that it tries first; whether it looks up AAAA records on a
host without IPv6 (each such address then fails at once, and counts); its limits; and how long it waits
for a silent address. The rows of MTAs follow the source code and the manual, for the default
configuration; most of them are measured in [mta-table.md](mta-table.md). 131 s is the timeout of Linux
(before 6.5: 127 s), which applies if an MTA's own timeout is longer. The timeout of a bot is assumed: it
is not documented anywhere, and does not change the result.

A spec can add senders, or replace these, under its key `senders`; `mxtrap-sim --list-senders` prints
all of them in that form.

`tests/golden/senders.py --refresh` makes this page from `mxtrap-sim --list-senders`.
"""
# What a sender tries at the most, and in which pace.
LIMITS = {"max-hosts": "{} hosts", "max-addresses": "{} addresses",
          "max-addresses-hard": "then one of each further preference, up to {}",
          "max-per-host": "{} addresses per host", "balance": "some of both families remain",
          "connections at once": "{} connections at once",
          "seconds between two of them": "one every {} s",
          "seconds until an address is tried again": "retries an address after {} s"}
# Where the preferred family goes first.
WITHIN = {"preference": " within a preference", "swap": ": one pass of swaps"}
AGAIN = {"tried": "tried again", "address-once": "each address once", "name-once": "each name once"}
# What it does after a host that turns it away, or about an address of its own.
CAUSES = {"greeting-421": "greeting 421", "greeting-554": "greeting 554", "closes": "closes at once",
          "ehlo-421": "421 to EHLO", "rcpt-450": "450 to RCPT", "itself": "itself", "loopback": "127.0.0.1",
          "unspecified": "0.0.0.0"}
AFTER = {"next": "goes on", "stop": "**defers**", "unknown": "unknown"}
AFTERWARDS = """
## When a host refuses the sender

How an MTA goes on after a real host has refused it: it tries the next host, or it defers the mail until its
next queue run. The last three columns are for a set in which the sender itself is an exchanger, or in which
a dummy in front has an address that every machine has. mxtrap-sim simulates only the last two, since its
real hosts answer. The rows were measured with the versions of Debian 12 and npm in
[mta-table.md](mta-table.md), except rfc5321, which follows the RFC, and qmail, which follows its source.

"""
PROGRAMS = """
What the table does not show:

- swaks tries one address and ends: at a silent dummy it fails, and its message is lost. It is a tool for tests.
- npm-sendmail does not sort the exchangers. Any set delivers in the end, but the mail may wait for each
  dummy of the set, also for those after the real hosts. It is the default of Strapi.
- mx-connect is measured without ZoneMTA, which needs MongoDB: a script calls it, and sends by nodemailer on
  the connection, as ZoneMTA's lib/sender.js does. ZoneMTA's own configuration leaves IPv6 addresses out.
- directmail tries the first exchanger only, and again 15 minutes to 75 minutes later the same one: with a dummy in
  front, mail of programs that have nodemailer 0.7 without a transport never arrives. They need a newer
  nodemailer, or a relay.
- twisted is the client of the tutorial of Twisted Mail 22.4 (Python): MXCalculator names the first exchanger, and
  the client connects to it once. With a dummy in front its mail is lost. A program that calls MXCalculator's
  markBad() for a host that fails, and then getMX() again, is given the next one.
- With Python 3 MXCalculator fails if exchangers of a domain have the same preference ("'<' not supported between
  instances of 'Record_MX' and 'Record_MX'"): nothing is sent. This is not simulated. Twisted's
  SmartHostESMTPRelayingManager fails for every domain ("'dict_keys' object has no attribute 'reverse'").
- In place of a queue, all return to their caller what they could not send. nodemailer-v2 and directmail
  try again after 15 minutes too, as long as their process runs. ZoneMTA has a queue of its own.
- pear-smtpmx and horde-smtpmx do not send to a domain without MX. PHP gives the whole timeout of a host to its
  first silent address; addresses that refuse are all tried.
"""
LIBRARIES = """
## Libraries that leave MX to their caller

- JavaMail 1.6.5 never looks up MX. It connects to `mail.smtp.host`, or to localhost. Where that is a relay,
  the relay walks the exchangers as its row says. A home-made mailer that looks up MX itself and
  names the first host fails at a silent dummy, since nobody else is tried: its mail is lost, and this is
  the failure that dummies in front are best known for. One that names the domain reaches the domain's own
  address. The correction is a relay as `mail.smtp.host`, or a loop over the exchangers.
  `findings/javamail-no-mx.sh` shows it, with Debian 12.
- pymilter 1.0.5 of Debian 12 (Python) has send_dsn(), which walks the exchangers by preference. With Python 3
  it fails before, without a look-up: "name 'reduce' is not defined".
- Perl's Net::SMTP::Server::Relay 1.1 of Debian 12 looks up the MX of its own host's domain, whatever the
  recipient's is: a slip in its code (by its source; not run).

## Testing your own layout

swaks and telnet connect to one host, and are no senders of mail: with a silent dummy in front they fail,
which shows that the dummy works, and not that mail is lost. With the versions of Debian 12:

- `swaks --to user@oc9.com` tries the first exchanger only and ends after 30 s with "connect: timeout".
  `swaks --to user@oc9.com --server master.oc9.com --quit-after RCPT` asks a real host, and sends nothing.
- `telnet mail1.oc9.com 25` waits for a dummy until the system gives up; `telnet master.oc9.com 25` shows a
  real host's greeting.

`mxtrap-check oc9.com` does all of this for each address, and says which silence was to be expected.
"""
# Whether it looks up AAAA on a host without IPv6.
LOOKUPS = {"all": "yes", "host": "no", "unknown": "unknown, simulated as yes"}
WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def read_senders(listed):
    """A dictionary a sender; what stands in comments has the key behind the '#'."""
    senders = []
    lines = listed.splitlines()
    check("--list-senders begins", lines[0] == "senders:")
    for line in lines[1:]:
        item = re.fullmatch(r"- sender: ([a-z0-9-]+)", line)
        field = re.fullmatch(r"  (?:# )?(prefer: within|[a-z0-9 -]+): (.+)", line)
        check(f"line of --list-senders: {line}", item or (field and senders))
        if item:
            senders.append({"sender": item[1]})
        elif field and field[1] == "timeout" and line.startswith("  #"):
            senders[-1]["budget"] = field[2]
        elif field:
            senders[-1][field[1]] = json.loads(field[2]) if field[2][0] == '"' else field[2]
    return senders


def row(sender):
    limits = "; ".join(words.format(sender[key]) for key, words in LIMITS.items() if key in sender)
    limits = re.sub(r"\b1 addresses", "1 address", limits)
    waits = sender["timeout"] + " s" + (" per host" if "budget" in sender else "")
    families = sender.get("prefer", "") + " first" if "prefer" in sender else ""
    families = sender["family"] + " only" if "family" in sender else families
    lookup = LOOKUPS[sender.get("lookup", "all")] if "family" not in sender else ""
    if "prefer: within" in sender:
        families += WITHIN[sender["prefer: within"]]
    return [sender["sender"], sender["order"], sender.get("ties", "hosts"), families, lookup, limits,
            waits, AGAIN[sender.get("repeated", "tried")], sender["source"]]


def causes(sender):
    return [sender["sender"], *(AFTER[sender.get(cause, "next")] for cause in CAUSES)]


def page(senders):
    text = INTRODUCTION
    for kind, title in (("bot", "Spam software"), ("mta", "MTAs"), ("program", "Programs that are no MTA")):
        text += (f"\n## {title}\n\n| sender | order | shuffles | family | AAAA without IPv6 | limits | timeout | repetitions |"
                 " source |\n|---|---|---|---|---|---|---|---|---|\n")
        for sender in senders:
            if sender["kind"] == kind:
                text += "| " + " | ".join(row(sender)) + " |\n"
    text += PROGRAMS + AFTERWARDS + "| MTA | " + " | ".join(CAUSES.values()) + " |\n" + "|---" * 9 + "|\n"
    for sender in senders:
        if sender["kind"] == "mta":
            text += "| " + " | ".join(causes(sender)) + " |\n"
    return text + LIBRARIES


def check_page(senders):
    text = page(senders)
    with open(PAGE, encoding="utf-8") as old:
        check("docs/senders.md is as --list-senders has it", old.read() == text,
              "to refresh: tests/golden/senders.py --refresh")


def walks(path, names):
    layouts = json.loads(run(SIM, "-f", "json", path))["layouts"]
    return {walk["sender"]: walk for walk in layouts[0]["senders"] if walk["sender"] in names}


def check_as_spec(listed, senders):
    """The list, put into a spec, takes the place of the table and changes nothing. Those that do
    what a spec has no key for are left out."""
    plain = [sender["sender"] for sender in senders
             if not {"budget", "connections at once", "prefer: within"} & sender.keys()]
    check("most senders can be written in a spec", len(plain) >= len(senders) - 9)
    for name in ("oc9", "dual-stack", "reset"):
        with open(os.path.join(SOURCE, "examples", name + ".yaml"), encoding="utf-8") as file:
            example = file.read()
        check(f"{name} has no senders of its own", not re.search("^senders:", example, re.M))
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, part) for part in ("plain.yaml", "listed.yaml")]
            for path, text in zip(paths, (example, example + "\n" + listed)):
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
            check(f"{name} with the list in it", walks(paths[0], plain) == walks(paths[1], plain)
                  and len(walks(paths[0], plain)) == len(plain))


def check_words(senders):
    """What rules and manual say of MTAs, made of the table."""
    of = {sender["sender"]: sender for sender in senders}
    postfix, stalwart = of["postfix"]["max-addresses"], of["stalwart"]["max-hosts"]
    sendmail, exim = of["sendmail"]["max-hosts"], of["exim"]["max-addresses"]
    told = {rule: run(LINT, "--explain", rule)
            for rule in ("front-dummy-addresses", "too-many-exchangers")}
    for rule, phrases in (
            ("front-dummy-addresses",
             (f"Postfix tries at most {WORDS[int(postfix)]} addresses of the set",
              f"Exim {WORDS[int(exim)]}", f"uses one of the {WORDS[int(postfix)]} up",
              f"smtp_mx_address_limit ({postfix})", f"hosts_max_try ({exim})",
              f"Stalwart tries {WORDS[int(stalwart)]} hosts",
              f"past {WORDS[int(stalwart)]} front dummies", f"maxMxHosts ({stalwart})")),
            ("too-many-exchangers",
             (f"the first {WORDS[int(postfix)]} addresses", f"smtp_mx_address_limit ({postfix})",
              f"more than {sendmail} exchangers", f"Sendmail reads only {sendmail} exchangers",
              f"MAXMXHOSTS ({sendmail})"))):
        for phrase in phrases:
            check(f"{rule}: {phrase}", phrase in told[rule], told[rule])
    with open(os.path.join(SOURCE, "docs/mxtrap-sim.1"), encoding="utf-8") as manual:
        named = set(re.findall(r"^\.(?:It )?Cm ([a-z0-9-]+)", manual.read(), re.M))
    check("mxtrap-sim(1) names every sender", of.keys() <= named, of.keys() - named)


def main():
    listed = run(SIM, "--list-senders")
    senders = read_senders(listed)
    if sys.argv[1:] == ["--refresh"]:
        with open(PAGE, "w", encoding="utf-8") as file:
            file.write(page(senders))
    check_page(senders)
    check_as_spec(listed, senders)
    check_words(senders)
    return finish(110)


sys.exit(main())
