"""Layouts that nobody chose: at random from a seed, each as a spec and as the zone that says the same."""

import collections
import itertools
import json

# An exchanger's role, preference, numbers of IPv4 and IPv6 addresses, and whether it has an address of
# an earlier exchanger of its role in place of its first.
Exchanger = collections.namedtuple("Exchanger", "role preference four six shares")
# Where addresses come from: tests/lab/send_all.sh knows a role by them.
FOUR = {"dummy": "20.0.{}.{}", "real": "20.1.{}.{}"}
SIX = {"dummy": "2a01:4f8:26::{:x}", "real": "2a01:4f8:27::{:x}"}


def shape(rng):
    """One layout's exchangers. Most have dummies in front; one in twenty has no real host at all."""
    count = rng.randint(2, 6)
    roles = [rng.choice(("dummy", "dummy", "real")) for _ in range(count)]
    if "real" not in roles and rng.random() < 0.95:
        roles[rng.randrange(count)] = "real"
    preference, exchangers = 10, []
    for role in roles:
        four = rng.choice((0, 1, 1, 1, 1, 1, 2, 2, 2, 3, 4, 6))
        six = rng.choice((0, 0, 0, 0, 1, 1, 1, 2, 3))
        if exchangers and rng.random() < 0.75:
            preference += 10
        exchangers.append(Exchanger(role, preference, four if four + six else 1, six, rng.random() < 0.08))
    return exchangers


def take(counters, role, family):
    number = next(counters[role, family])
    if family == 4:
        return FOUR[role].format(number // 250, number % 250 + 1)
    return SIX[role].format(number + 1)


def layout(number, exchangers, silence, counters):
    """The spec's zone of one layout, with addresses that no other layout has."""
    had, rows = collections.defaultdict(list), []
    for at, one in enumerate(exchangers, 1):
        addresses = [take(counters, one.role, 4) for _ in range(one.four)] + \
            [take(counters, one.role, 6) for _ in range(one.six)]
        if one.shares and had[one.role]:
            addresses[0] = had[one.role][0]
        had[one.role] += addresses
        rows.append({one.role: f"h{at}", "preference": one.preference, "address": addresses})
    return {"zone": f"l{number}.com", "silence": silence, "mx": rows}


def generate(rng, count, copies, silence):
    """COUNT layouts, COPIES of each."""
    counters = collections.defaultdict(itertools.count)
    for at in range(count):
        exchangers = shape(rng)
        for copy in range(copies):
            yield layout(at * copies + copy, exchangers, silence, counters)


def role_of(row):
    return "real" if "real" in row else "dummy"


def label(zone):
    """D4+1, R1 = D2: dummies and real hosts with their IPv4 and IPv6 addresses, = between equals."""
    text, last = "", None
    for row in zone["mx"]:
        six = sum(":" in address for address in row["address"])
        four = len(row["address"]) - six
        between = "" if last is None else " = " if last == row["preference"] else ", "
        text += f"{between}{role_of(row)[0].upper()}{four}" + (f"+{six}" if six else "")
        last = row["preference"]
    return text


def body(zone):
    """The zone's records, without SOA and NS."""
    lines = []
    for row in zone["mx"]:
        host = row[role_of(row)]
        lines.append(f"@ MX {row['preference']} {host}")
        lines += [f"{host} {'AAAA' if ':' in address else 'A'} {address}" for address in row["address"]]
    return "\n".join(lines) + "\n"


def spec(zones):
    return json.dumps({"zones": zones})


def silent(zone):
    """The same layout with dummies that drop: then time tells what a path costs."""
    return zone | {"silence": "drop"}
