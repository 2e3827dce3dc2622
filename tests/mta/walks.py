"""What came of random layouts, beside what mxtrap-sim predicts of each."""

import collections
import itertools
import math

import compare
import layouts

# What a lab's vantage is to mxtrap-sim.
FAMILIES = {"dual": "dual", "ipv4": "ipv4-host", "ipv6": "ipv6-host"}

# One message: the addresses that were tried in the first run, in order, where it was delivered in that run,
# and where after all, or None; whether there was a later run.
Walk = collections.namedtuple("Walk", "tried first ever again")

# MTAs that try an address once, however many exchangers have it.
ADDRESS_ONCE = ("exim", "opensmtpd")


def measured(zones, output, mta):
    """By zone, what the output of tests/lab/send_all.sh has of it."""
    owner = {address: zone["zone"] for zone in zones for row in zone["mx"] for address in row["address"]}
    tried, at, put_off = collections.defaultdict(list), {}, set()
    for line in output.splitlines():
        fields = line.split("\t")
        if fields[0] == "attempt":
            tried[owner[fields[2]]].append(fields[2])
        if fields[0] == "delivered":
            at.setdefault(fields[2], fields[3])
        if fields[0] == "deferred":
            put_off.add(fields[1])
    return {zone["zone"]: walk_of(zone, tried[zone["zone"]], at.get(zone["zone"]),
                                  zone["zone"] in put_off, mta) for zone in zones}


def walk_of(zone, tried, at, was_put_off, mta):
    """A message's walk. It has had a later run once it was put off, or an address is tried again: the
    queue's next run, in which some MTAs pass over what failed not long ago, or a sender that goes round."""
    first = first_run(zone, tried, mta in ADDRESS_ONCE)
    again = len(first) < len(tried) or (was_put_off and at is not None)
    return Walk(first, None if again else at, at, again)


def first_run(zone, tried, once):
    """Up to the first address that is tried again. One of several exchangers may be tried for each."""
    left = collections.Counter(address for row in zone["mx"] for address in row["address"])

    def is_left(address):
        left[address] -= left[address] if once and left[address] > 0 else 1
        return left[address] >= 0

    return list(itertools.takewhile(is_left, tried))


def hosts_of(zone):
    """By address, the exchangers that have it: host and preference."""
    hosts = collections.defaultdict(list)
    for row in zone["mx"]:
        for address in row["address"]:
            hosts[address].append((row[layouts.role_of(row)], row["preference"]))
    return hosts


# Postfix keeps so many addresses. Where there are more, and enough of both families, which of them has
# the odd one is left to chance.
POSTFIX_KEEPS = 5


def is_steady(zone, walk, silent):
    """Whether chance decides neither which hosts are tried nor how often: no equal preferences, no
    address of two hosts, and with dummies that drop all paths take the same time."""
    preferences = [row["preference"] for row in zone["mx"]]
    addresses = [address for row in zone["mx"] for address in row["address"]]
    six = sum(":" in address for address in addresses)
    fewer = min(six, len(addresses) - six)
    if walk["sender"] == "postfix" and len(addresses) > POSTFIX_KEEPS and fewer > POSTFIX_KEEPS // 2:
        return False
    return (len(set(preferences)) == len(preferences) and len(set(addresses)) == len(addresses)
            and walk["probability"] in (0, 1)
            and abs(silent["seconds"] - silent["expected_seconds"]) < 0.5)


def disorder(zone, tried):
    """What no chance explains in the order of addresses, in words."""
    hosts, before = hosts_of(zone), 0
    for at, address in enumerate(tried):
        possible = [preference for _, preference in hosts[address] if preference >= before]
        if not possible:
            return f"{hosts[address][0][0]} comes after preference {before}"
        before = min(possible)
        real = any(row["real"] in dict(hosts[address]) for row in zone["mx"] if "real" in row)
        if real and at + 1 < len(tried):
            return f"{hosts[address][0][0]} answers, and others are tried after it"
    return None


def names(zone, tried):
    hosts = hosts_of(zone)
    return [hosts[address][0][0] for address in tried]


# What a message can show of the prediction: not delivered though certain, delivered in the first run
# though that is ruled out, another order, and what --copies shows.
KINDS = ("lost", "came", "order", "share")


def differs(zone, walk, silent, said):
    """How a message's walk differs from the prediction: its kind, and words; None where it does not."""
    if said["probability"] == 1 and walk.ever is None:
        return "lost", "not delivered, probability 1"
    if said["probability"] == 0 and walk.first is not None:
        return "came", "delivered, probability 0"
    odd = disorder(zone, walk.tried)
    if walk.first is not None and walk.first not in walk.tried[-1:]:
        odd = "delivered where it was not tried last"
    if odd:
        return "order", odd
    if is_steady(zone, said, silent):
        expected = [attempt["host"].partition(".")[0] for attempt in said["attempts"]
                    if attempt["outcome"] != "unreachable"]
        found = names(zone, walk.tried)
        if walk.again:
            length = min(len(found), len(expected))
            found, expected = found[:length], expected[:length]
        if found != expected:
            return "order", f"order: {compare.order(found)}, not {compare.order(expected)}"
    return None


# What came of a message, in which order it was tried, the prediction, whether that leaves the order to
# chance, and how it differs.
Judgement = collections.namedtuple("Judgement", "zone walk said by_chance difference")


def judge(zones, found, vantage, mta):
    """A judgement for each zone."""
    said = compare.simulate(layouts.spec(zones), FAMILIES[vantage])
    silent = compare.simulate(layouts.spec([layouts.silent(zone) for zone in zones]), FAMILIES[vantage])
    for zone in zones:
        mine, quiet = (walks[zone["zone"] + "."][mta] for walks in (said, silent))
        walk = found[zone["zone"]]
        yield Judgement(zone, walk, mine, not is_steady(zone, mine, quiet), differs(zone, walk, quiet, mine))


# A number of deliveries is taken for chance unless so unlikely.
UNLIKELY = 1e-5


def likelihood(delivered, count, probability):
    """Of a number of deliveries as far from the expected one as this, or farther."""
    expected = count * probability
    return sum(math.comb(count, number) * probability**number * (1 - probability)**(count - number)
               for number in range(count + 1) if abs(number - expected) >= abs(delivered - expected) - 1e-9)


def frequencies(messages, copies):
    """Of each layout's copies, one with how many were delivered, where that cannot be chance."""
    for at in range(0, len(messages), copies):
        group = messages[at:at + copies]
        delivered = sum(message["delivered"] and not message["again"] for message in group)
        probability = group[0]["probability"] or 0  # None: only the moment decides
        if 0 < probability < 1 and likelihood(delivered, len(group), probability) < UNLIKELY:
            yield group[0] | {"kind": "share",
                              "differs": f"{delivered} of {len(group)} delivered, probability "
                                         f"{probability:.3f}", "tried": "many ways"}
