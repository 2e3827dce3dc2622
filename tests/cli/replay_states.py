"""Two states of some zones at random, for replay.py: drawn as zones, told as a spec, a fragment or a
whole zone file. What a State has is what the text says, by its maker and not by mxtrap's readers."""
import random

from dataclasses import dataclass, field

PROMISED = 3600  # seconds that a negative answer is cached where no SOA says
IGNORED = "single-real-host front-dummy-addresses"
TTLS = (0, 60, 300, 3600, 7200, 86400)
NULL = "0 ."  # a null MX
FORMS = ("spec", "spec", "fragment", "generated", "zone", "named", "mixed")


@dataclass
class Zone:
    """As a spec has it. An entry of mx is [role, host, addresses]; no addresses: kept elsewhere."""
    origin: str
    ttl: int
    minimum: int | None  # of its SOA
    soa_ttl: int
    owners: list
    mx: list
    aliases: dict = field(default_factory=dict)  # host -> its canonical name
    others: dict = field(default_factory=dict)   # names that are no exchangers -> addresses
    sets: dict = field(default_factory=dict)     # owner -> (ttl, "null", "reals" or "all" of mx)


@dataclass
class State:
    """What a text says. TTLs of a zone file are drawn for each RRset."""
    form: str
    text: str = ""
    options: list = field(default_factory=list)
    sets: dict = field(default_factory=dict)       # owner -> (ttl, {"10 host."})
    roles: dict = field(default_factory=dict)      # host -> role
    addresses: dict = field(default_factory=dict)  # host -> {"A": (ttl, {...}), "AAAA": ...}
    aliases: dict = field(default_factory=dict)    # host -> (ttl, name)
    negative: dict = field(default_factory=dict)   # zone -> seconds
    ours: set = field(default_factory=set)         # owners whose MX sets a spec put there
    is_whole: bool = True
    is_torn: bool = False  # a host has two roles


def family(address):
    return "AAAA" if ":" in address else "A"


def absolute(name, origin):
    return name if name.endswith(".") else origin + "." if name == "@" else f"{name}.{origin}."


def hosts_of(records):
    return [record.split()[1] for record in records if record != NULL]


def random_sets(rng):
    return {owner: (rng.choice(TTLS), rng.choice(["null", "reals", "all"]))
            for owner in ("s", "t") if rng.random() < 0.3}


def random_zone(rng, origin, free):
    hosts = [f"h{i}" for i in range(7)] + ["o1.other.example.", "o2.other.example."]
    rng.shuffle(hosts)
    roles = ["dummy"] * rng.randint(1, 2) + ["real"] * rng.randint(1, 2) + ["dummy"] * rng.randint(1, 2)
    mx = []
    for role in roles:
        host, count = hosts.pop(), rng.choice([1, 1, 2])
        addresses = [free.pop() for _ in range(count) if free]
        is_told = addresses and rng.random() < 0.92 and not host.endswith(".")
        mx.append([role, host, addresses if is_told else []])
    return Zone(origin, rng.choice(TTLS), rng.choice([None, None, 0, 60, 900, 7200, 86400]), rng.choice(TTLS),
                rng.choice([["@"], ["@", "w"], ["@", "w", "v"]]), mx, sets=random_sets(rng))


def small_change(rng, zones, free):
    """What postmasters do: a role, a name, a host less, other addresses, another TTL."""
    for _ in range(rng.randint(1, 3)):
        zone = rng.choice(zones)
        entry = rng.choice(zone.mx)
        what = rng.choice(["role", "host", "gone", "family", "ttl", "minimum", "owners", "told", "sets"])
        if what == "role":
            entry[0] = "dummy" if entry[0] == "real" else "real"
        elif what == "host" and not entry[1].endswith("."):
            entry[1] = f"n{rng.randint(0, 3)}{entry[1]}"
        elif what == "gone" and len(zone.mx) > 3:
            zone.mx.remove(entry)
        elif what == "family" and entry[2]:
            others = [a for a in free if family(a) != family(entry[2][0])]
            entry[2] = [rng.choice(others)] if others else entry[2]
            free[:] = [a for a in free if a not in entry[2]]
        elif what == "told" and not entry[1].endswith("."):
            entry[2] = [] if entry[2] else [free.pop()] if free else []
        elif what == "ttl":
            zone.ttl = rng.choice(TTLS)
        elif what == "sets":
            zone.sets = random_sets(rng)
        elif what == "minimum":
            zone.minimum = rng.choice([None, 30, 600, 86400])
        else:
            zone.owners = rng.choice([["@"], ["@", "w"], ["@", "v"]])


def copies(zones):
    return [Zone(z.origin, z.ttl, z.minimum, z.soa_ttl, z.owners[:], [e[:] for e in z.mx],
                 sets=dict(z.sets)) for z in zones]


def add_aliases(rng, zone, free):
    """Some hosts of the old state are aliases: of a name that is no exchanger, of another exchanger
    of their role, of an alias, of a name in another zone."""
    for role, host, addresses in zone.mx:
        if host.endswith(".") or not addresses or rng.random() > 0.3:
            continue
        same = [h for r, h, a in zone.mx if r == role and h != host and a and h not in zone.aliases]
        kind = rng.choice(["other", "other", "chain", "exchanger", "outside"])
        if kind == "exchanger" and same:
            zone.aliases[host] = rng.choice(same)
        elif kind == "outside":
            zone.aliases[host] = f"{host}.outside.example."
        else:
            name = f"x{host}"
            zone.others[name] = addresses
            zone.aliases[host] = name
            if kind == "chain":
                zone.aliases[host], zone.aliases[f"y{host}"] = f"y{host}", name
    for entry in zone.mx:
        if entry[1] in zone.aliases:
            entry[2] = []
    assert free is not None


def add_others(rng, old, new, free):
    """Names that only the new state has as exchangers have addresses in the old one as well, or are
    aliases there."""
    hosts = {host for _, host, _ in old.mx} | set(old.aliases) | set(old.others)
    for _, host, addresses in new.mx if new.origin == old.origin else ():
        if host in hosts or host.endswith(".") or rng.random() < 0.5 or len(free) < 2:
            continue
        kind = rng.choice(["other", "other", "same", "alias"])
        if kind == "alias" and addresses:
            old.others[f"x{host}"] = [free.pop()]
            old.aliases[host] = f"x{host}"
        else:
            old.others[host] = addresses if kind == "same" and addresses else [free.pop()]


def entries_of(zone, kind):
    """Those of one more set: none is a null MX."""
    return [entry for entry in zone.mx if kind == "all" or (kind == "reals" and entry[0] == "real")]


def records_of(zone, entries):
    return {f"{10 * (i + 1)} {absolute(host, zone.origin)}" for i, (_, host, _) in enumerate(entries)} or {NULL}


def spec_text(zones):
    lines = ["zones:"]
    for zone in zones:
        lines += [f"- zone: {zone.origin}", f"  ttl: {zone.ttl}",
                  "  ignore: {single-real-host: a test, front-dummy-addresses: a test}",
                  "  owners: [" + ", ".join(f"'{owner}'" for owner in zone.owners) + "]"]
        if zone.minimum is not None:
            lines.append(f"  soa: {{minimum: {zone.minimum}}}")
        lines.append("  mx:")
        for role, host, addresses in zone.mx:
            told = ", address: [" + ", ".join(f'"{a}"' for a in addresses) + "]" if addresses else ""
            lines.append(f"  - {{{role}: {host}{told}}}")
        lines += ["  sets:"] * bool(zone.sets)
        for owner, (ttl, kind) in zone.sets.items():
            lines.append(f"  - {{owners: {owner}, ttl: {ttl}, mx: " + (
                "[" + ", ".join(f"{{{role}: {host}}}" for role, host, _ in entries_of(zone, kind)) + "]}"
                if entries_of(zone, kind) else "none}"))
    return "\n".join(lines) + "\n"


def note_hosts(state, zone, ttl_of):
    for role, host, addresses in zone.mx:
        name = absolute(host, zone.origin)
        state.is_torn = state.is_torn or state.roles.get(name, role) != role
        state.roles[name] = role
        note_addresses(state, name, addresses, ttl_of)
    for host, addresses in zone.others.items():
        note_addresses(state, absolute(host, zone.origin), addresses, ttl_of)
    for host, target in zone.aliases.items():
        state.aliases[absolute(host, zone.origin)] = (ttl_of(), absolute(target, zone.origin))


def note_addresses(state, name, addresses, ttl_of):
    if addresses:
        state.addresses[name] = {kind: (ttl_of(), {a for a in addresses if family(a) == kind})
                                 for kind in ("A", "AAAA")}


def spec_state(zones):
    state = State("spec", spec_text(zones))
    for zone in zones:
        state.negative[zone.origin + "."] = PROMISED if zone.minimum is None else zone.minimum
        for owner in zone.owners:
            state.sets[absolute(owner, zone.origin)] = (zone.ttl, records_of(zone, zone.mx))
        for owner, (ttl, kind) in zone.sets.items():
            state.sets[absolute(owner, zone.origin)] = (ttl, records_of(zone, entries_of(zone, kind)))
        note_hosts(state, zone, lambda zone=zone: zone.ttl)
    state.ours = set(state.sets)
    return state


def file_state(rng, zone, form):
    """A zone file: a fragment, or whole; roles by comments, of all MX sets or of some, or by name."""
    state = State(form, is_whole=form != "fragment")
    soa_ttl, minimum = zone.soa_ttl, PROMISED if zone.minimum is None else zone.minimum
    state.negative[zone.origin + "."] = min(soa_ttl, minimum) if state.is_whole else PROMISED
    note_hosts(state, zone, lambda: rng.choice(TTLS) if rng.random() < 0.7 else zone.ttl)
    for owner in zone.owners:
        state.sets[absolute(owner, zone.origin)] = (rng.choice(TTLS), records_of(zone, zone.mx))
    for owner, (ttl, kind) in zone.sets.items():
        state.sets[absolute(owner, zone.origin)] = (ttl, records_of(zone, entries_of(zone, kind)))
    state.ours = set(state.sets)
    if form == "named":
        state.ours = set()
        state.options = [f"--dummy={host}" for host, role in state.roles.items() if role == "dummy"]
        state.options = state.options or ["--no-dummies"]
    elif form == "mixed":
        state.ours = {min(state.sets)} | set(rng.sample(sorted(state.sets), rng.randint(1, len(state.sets))))
    state.text = file_text(rng, state, zone, soa_ttl, minimum)
    return state


def file_text(rng, state, zone, soa_ttl, minimum):
    lines = []
    for owner, (ttl, records) in state.sets.items():
        for record in records:
            host = record.split()[1]
            role = state.roles.get(host, "none")
            comment = "" if owner not in state.ours else f" ; mxtrap: {role}, ignore {IGNORED}"
            lines.append(f"{owner} {ttl} IN MX {record}{comment}")
    for host, kinds in state.addresses.items():
        for kind, (ttl, records) in kinds.items():
            for number, record in enumerate(sorted(records)):
                # TTLs of one RRset may differ in a file: the longest counts.
                own = ttl if number == 0 or rng.random() < 0.7 else rng.choice([t for t in TTLS if t <= ttl])
                lines.append(f"{host} {own} IN {kind} {record}")
    lines += [f"{host} {ttl} IN CNAME {name}" for host, (ttl, name) in state.aliases.items()]
    rng.shuffle(lines)
    head = [f"$ORIGIN {zone.origin}.", "$TTL 1h"]
    if state.is_whole:
        head += [f"@ {soa_ttl} IN SOA ns.other.example. h 1 2 3 4 {minimum}", "@ IN NS ns.other.example."]
    return "\n".join(head + lines) + "\n"


def state_of(rng, zones, form):
    if form == "spec" or len(zones) > 1:
        return spec_state(zones)
    zone = zones[0]
    if form == "generated":  # by mxtrap-gen itself: see replay.py
        state = spec_state(zones)
        state.form, state.is_whole = form, False
        state.negative[zone.origin + "."] = PROMISED
        return state
    return file_state(rng, zone, form)


def pool_of(rng):
    pool = [f"192.0.2.{i}" for i in range(1, 13)] + [f"2001:db8::{i}" for i in range(1, 7)]
    if rng.random() < 0.4:
        pool = pool[:8] + pool[-4:]
    rng.shuffle(pool)
    return pool


def whole(zone, free):
    """In a whole zone file a host of the zone without an address would be a fault."""
    for entry in zone.mx:
        if not entry[2] and not entry[1].endswith(".") and entry[1] not in zone.aliases and free:
            entry[2] = [free.pop()]


def draw(rng):
    """An old state and a new one."""
    origins = ["a.example", "b.example", "c.a.example"]
    old_form = rng.choice(FORMS)
    # --dummy speaks of both states: where it is given, the new one is a spec.
    forms = old_form, "spec" if old_form == "named" else rng.choice(["spec", "zone"])
    count = rng.randint(1, 3) if forms[0] == "spec" and forms[1] == "spec" else 1
    chosen, free = rng.sample(origins, count), pool_of(rng)
    old = [random_zone(rng, origin, free) for origin in chosen]
    if rng.random() < 0.6:
        new = copies(old)
        small_change(rng, new, free)
    else:
        if count > 1:
            chosen = rng.sample(origins, rng.randint(1, 3))
        free_for_new = pool_of(rng)
        new = [random_zone(rng, origin, free_for_new) for origin in chosen]
    for zones, form in ((old, forms[0]), (new, forms[1])):
        if form in ("zone", "named", "mixed"):
            whole(zones[0], free)
    if forms[0] in ("fragment", "zone", "named", "mixed"):
        add_aliases(rng, old[0], free)
        if len(new) == 1:
            add_others(rng, old[0], new[0], [a for a in pool_of(rng)])
    return state_of(rng, old, forms[0]), state_of(rng, new, forms[1])


if __name__ == "__main__":
    for state in draw(random.Random()):
        print(state.text)
