"""What came of random layouts, beside what mxtrap-sim predicts of each."""

import collections
import itertools
import math

import compare
import layouts

# What a lab's vantage is to mxtrap-sim.
FAMILIES = {"dual": "dual", "ipv4": "ipv4-host", "ipv6": "ipv6-host"}

# One message: the addresses that were tried, in order, whether the message was delivered, and where.
Walk = collections.namedtuple("Walk", "tried delivered at")


def measured(zones, output):
    """By zone, what the output of tests/lab/send_all.sh has of it."""
    owner = {address: zone["zone"] for zone in zones for row in zone["mx"] for address in row["address"]}
    tried, at = collections.defaultdict(list), {}
    for line in output.splitlines():
        fields = line.split("\t")
        if fields[0] == "attempt":
            tried[owner[fields[2]]].append(fields[2])
        if fields[0] == "delivered":
            at.setdefault(fields[2], fields[3])
    return {name: Walk(tried[name], name in at, at.get(name)) for name in set(owner.values())}


def first_run(zone, tried):
    """Up to the first address that is tried again: a queue's next run, or a sender that goes round. One
    of several exchangers may be tried for each."""
    left = collections.Counter(address for row in zone["mx"] for address in row["address"])

    def is_left(address):
        left[address] -= 1
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


def differs(zone, walk, silent, said):
    """How a message's walk differs from the prediction, in words; None where it does not."""
    probability = said["probability"]
    if probability == 1 and not walk.delivered:
        return "not delivered, probability 1"
    if probability == 0 and walk.delivered:
        return "delivered, probability 0"
    tried = first_run(zone, walk.tried)
    odd = disorder(zone, tried)
    if walk.delivered and walk.at not in walk.tried[-1:]:
        odd = "delivered where it was not tried last"
    if odd:
        return odd
    if is_steady(zone, said, silent):
        expected = [attempt["host"].partition(".")[0] for attempt in said["attempts"]
                    if attempt["outcome"] != "unreachable"]
        found = names(zone, tried)
        if len(tried) < len(walk.tried):
            expected = expected[:len(found)]  # it has gone back before it came to the end
        if found != expected:
            return f"order: {compare.order(found)}, not {compare.order(expected)}"
    return None


def judge(zones, walks, vantage, mta):
    """Each zone with how it differs, or None."""
    said = compare.simulate(layouts.spec(zones), FAMILIES[vantage])
    silent = compare.simulate(layouts.spec([layouts.silent(zone) for zone in zones]), FAMILIES[vantage])
    for zone in zones:
        owner = zone["zone"] + "."
        yield zone, said[owner][mta], differs(zone, walks[zone["zone"]], silent[owner][mta],
                                              said[owner][mta])


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
        delivered = sum(message["delivered"] for message in group)
        probability = group[0]["probability"]
        if 0 < probability < 1 and likelihood(delivered, len(group), probability) < UNLIKELY:
            yield group[0] | {"differs": f"{delivered} of {len(group)} delivered, probability "
                                         f"{probability:.3f}", "tried": "many ways"}
