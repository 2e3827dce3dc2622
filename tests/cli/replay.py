#!/usr/bin/python3
"""mxtrap-gen --diff is safe: each plan, for pairs of layouts made at random from a seed, is replayed
step by step against senders whose caches are of any age. At every moment a real host that a sender
may have in an MX set has an address, and each address that it may have for it answers; no address
that it may have for a dummy answers. At the end DNS is as the new spec says.
usage: replay.py [PAIRS [SEED]]"""
import collections
import json
import os
import random
import re
import subprocess
import sys
import tempfile

import jsonschema

GEN = os.environ["MXTRAP_GEN"]
with open(os.path.join(os.environ["MXTRAP_SOURCE"], "docs/mxtrap-diff.schema.json"),
          encoding="utf-8") as file:
    SCHEMA = jsonschema.Draft7Validator(json.load(file), format_checker=jsonschema.FormatChecker())
PAIRS = int(sys.argv[1]) if len(sys.argv) > 1 else 300
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
NEGATIVE = 3600
Version = collections.namedtuple("Version", "ttl records roles end")


class Unsafe(Exception):
    pass


def run(*arguments):
    return subprocess.run([GEN, "-q", *arguments], capture_output=True, text=True, check=False)


def layouts(path):
    """What a spec says, from its JSON: MX sets, addresses and roles."""
    done = run("-f", "json", path)
    if done.returncode != 0:
        return None
    sets, addresses, roles, ttls = {}, collections.defaultdict(set), {}, {}
    for layout in json.loads(done.stdout)["layouts"]:
        sets[layout["owner"]] = (layout["ttl"], {f"{e['preference']} {e['host']}" for e in layout["exchangers"]})
        for exchanger in layout["exchangers"]:
            roles[exchanger["host"]] = exchanger["role"]
            addresses[exchanger["host"]] |= set(exchanger["addresses"])
            ttls[layout["zone"]] = layout["ttl"]
    return sets, addresses, roles, ttls


def family(address):
    return "AAAA" if ":" in address else "A"


class World:
    """DNS and all that a cache may have of it, and what the addresses do."""

    def __init__(self, old, new):
        sets, addresses, roles, ttls = old
        self.old, self.new, self.now = old, new, 0
        self.versions = collections.defaultdict(list)
        self.does = collections.defaultdict(lambda: "either")
        for owner, (ttl, records) in sets.items():
            self.put("MX", owner, ttl, records)
        for host, role in roles.items():
            self.does[host] = "silent" if role == "dummy" else "answers"
            zone = max((zone for zone in ttls if host.endswith("." + zone)), key=len, default=None)
            for address in addresses[host]:
                self.does[address] = self.does[host]
            for kind in ("A", "AAAA"):
                records = {a for a in addresses[host] if family(a) == kind}
                if zone is not None and addresses[host]:
                    self.put(kind, host, ttls[zone], records)

    def put(self, kind, owner, ttl, records):
        versions = self.versions[kind, owner]
        before = versions[-1].roles if versions else {}
        roles = {}
        for host in (record.split()[1] for record in records) if kind == "MX" else ():
            roles[host] = before.get(host) or (self.old if not versions and self.now == 0 and
                                               host in self.old[2] and not self.started
                                               else self.new)[2][host]
        if versions:
            versions[-1] = versions[-1]._replace(end=self.now)
        versions.append(Version(ttl, frozenset(records), roles, None))

    started = False

    def may_have(self, kind, owner):
        """The versions that a cache, or the servers, may give at this moment."""
        versions = self.versions.get((kind, owner), [])
        return [v for v in versions
                if v.end is None or self.now < v.end + (v.ttl if v.records else NEGATIVE)]

    def look(self):
        for (kind, owner) in list(self.versions):
            if kind != "MX":
                continue
            for version in self.may_have("MX", owner):
                if version.records and "real" not in version.roles.values():
                    raise Unsafe(f"{owner} has no real host in {set(version.records)}")
                for host, role in version.roles.items():
                    self.look_at(host, role)

    def look_at(self, host, role):
        four, six = self.may_have("A", host), self.may_have("AAAA", host)
        if not four and not six:  # kept elsewhere
            if self.does[host] != ("answers" if role == "real" else "silent"):
                raise Unsafe(f"the {role} {host} {self.does[host]}")
        for version in four + six:
            for address in version.records:
                if self.does[address] != ("answers" if role == "real" else "silent"):
                    raise Unsafe(f"the {role} {host} at {address}: {self.does[address]}")
        if role == "real" and any(not a.records and not b.records
                                  for a in four or [Version(0, frozenset(), {}, None)]
                                  for b in six or [Version(0, frozenset(), {}, None)]) and (four or six):
            raise Unsafe(f"the real {host} has no address")

    def step(self, step, backwards):
        self.started = True
        if step["action"] == "wait":
            self.now += step["seconds"]
            self.look()
            return
        for place in step.get("addresses", ()):
            key = place["address"] or place["host"]
            self.does[key] = {"silence": "silent", "answer": "answers", "release": "either"}[step["action"]]
            self.look()
        changes = step.get("changes", [])
        zones = list(dict.fromkeys(change["zone"] for change in changes))
        for zone in reversed(zones) if backwards else zones:
            for change in changes:
                if change["zone"] == zone:
                    self.publish(change)
            self.look()

    def publish(self, change):
        versions = self.versions.get((change["type"], change["owner"]))
        if change["before"] is not None:
            now = set(versions[-1].records) if versions else set()
            if now != set(change["before"]["records"]):
                raise Unsafe(f"not what was there: {change} {now}")
        if change["before"] is None or versions or change["after"]["records"]:
            # What there was is nothing, which a cache may have; or it was kept elsewhere.
            if not versions and not (change["before"] is None and change["owner"] in self.old[2]):
                self.versions[change["type"], change["owner"]].append(
                    Version(0, frozenset(), {}, None))
            self.put(change["type"], change["owner"], change["after"]["ttl"], change["after"]["records"])

    def end(self):
        """When all caches have forgotten: DNS is the new spec's."""
        self.now += 2 ** 40
        self.look()
        sets, addresses, roles, _ = self.new
        for (kind, owner), versions in self.versions.items():
            if kind == "MX" and set(versions[-1].records) != sets.get(owner, (0, set()))[1]:
                raise Unsafe(f"{owner} MX is {versions[-1]}")
            if kind == "MX" and any(roles[host] != role for host, role in versions[-1].roles.items()):
                raise Unsafe(f"{owner} has a host of another role")
            if kind != "MX" and (addresses.get(owner) or owner not in roles):
                if set(versions[-1].records) != {a for a in addresses.get(owner, ()) if family(a) == kind}:
                    raise Unsafe(f"{owner} {kind} is {versions[-1]}")
        for owner in sets:
            assert ("MX", owner) in self.versions, owner


def random_spec(rng, pool):
    """Hosts with roles and addresses, all of which another spec may give otherwise."""
    free = pool[:]
    rng.shuffle(free)
    lines = ["zones:"]
    for zone in rng.sample(["a.example", "b.example", "c.a.example"], rng.randint(1, 3)):
        hosts = [f"h{i}" for i in range(7)]
        rng.shuffle(hosts)
        plan = ["dummy"] * rng.randint(1, 2) + ["real"] * rng.randint(1, 2) + ["dummy"] * rng.randint(1, 2)
        lines += [f"- zone: {zone}", f"  ttl: {rng.choice([60, 300, 3600, 7200])}",
                  "  ignore: {single-real-host: a test, front-dummy-addresses: a test}",
                  "  owners: [" + ", ".join(rng.choice([["'@'"], ["'@'", "w"], ["w"]])) + "]", "  mx:"]
        for role in plan:
            addresses = [free.pop() for _ in range(rng.choice([1, 1, 2])) if free]
            told = f", address: [{', '.join(json.dumps(a) for a in addresses)}]"
            lines.append(f"  - {{{role}: {hosts.pop()}{told if addresses and rng.random() < 0.92 else ''}}}")
    return "\n".join(lines) + "\n"


def small_change(rng, spec):
    """The same spec with some words changed: what postmasters do."""
    lines = spec.split("\n")
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(lines))
        line = lines[at]
        if "dummy" in line or "real" in line:
            word = rng.choice(["role", "host", "gone"])
            if word == "role":
                lines[at] = line.replace("dummy", "?").replace("real", "dummy").replace("?", "real")
            elif word == "host":
                lines[at] = line.replace(": h", f": n{rng.randint(0, 3)}h")
            else:
                del lines[at]
        elif "ttl" in line:
            lines[at] = f"  ttl: {rng.choice([30, 600, 86400])}"
    return "\n".join(lines)


def is_consistent(state, other):
    """A host without addresses has those that the other state tells: they may be no other role's."""
    uses = collections.defaultdict(set)
    for host, role in state[2].items():
        for address in state[1].get(host) or other[1].get(host, ()):
            uses[address].add(role)
    return all(len(roles) == 1 for roles in uses.values())


def zones_of(spec):
    return set(re.findall(r"zone: (\S+)", spec))


def pair(rng, folder):
    """Two specs that the rules have nothing against."""
    pool = [f"192.0.2.{i}" for i in range(1, 13)] + [f"2001:db8::{i}" for i in range(1, 7)]
    if rng.random() < 0.4:
        pool = pool[:8] + pool[-4:]
    while True:
        old = random_spec(rng, pool)
        new = small_change(rng, old) if rng.random() < 0.5 else random_spec(rng, pool)
        if not zones_of(old) & zones_of(new):
            continue  # a state of other zones is refused
        paths = []
        for name, text in (("old", old), ("new", new)):
            paths.append(os.path.join(folder, name + ".yaml"))
            with open(paths[-1], "w", encoding="utf-8") as file:
                file.write(text)
        read = [layouts(path) for path in paths]
        if None not in read and is_consistent(*read) and is_consistent(*read[::-1]):
            return paths, read, old, new


def replay(paths, read):
    done = run("--diff", "-f", "json", *paths)
    assert done.returncode == 0, done
    plan = json.loads(done.stdout)
    SCHEMA.validate(plan)
    assert plan["left"] == [] and not SCHEMA.is_valid({**plan, "left": [{}]})
    assert [step["step"] for step in plan["steps"]] == list(range(1, len(plan["steps"]) + 1))
    for backwards in (False, True):
        world = World(*read)
        world.look()
        for step in plan["steps"]:
            world.step(step, backwards)
        world.end()
    return [step["action"] for step in plan["steps"]]


def main():
    rng = random.Random(SEED)
    seen, failed = collections.Counter(), 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(PAIRS):
            paths, read, old, new = pair(rng, folder)
            try:
                actions = replay(paths, read)
            except Unsafe as unsafe:
                failed += 1
                if failed <= 3:
                    print(f"UNSAFE, pair {number} of seed {SEED}: {unsafe}\n{old}\n{new}\n"
                          f"{run('--diff', *paths).stdout}")
                continue
            seen.update(set(actions))
            seen["three publications or more"] += actions.count("publish") >= 3
            seen["silence behind a wait"] += "wait" in actions and \
                "silence" in actions[actions.index("wait"):]
    print(dict(seen), f"{failed} of {PAIRS} are unsafe")
    # The pairs are hard enough to say something.
    enough = all(seen[what] >= PAIRS // 20 for what in (
        "wait", "silence", "answer", "release", "publish", "three publications or more",
        "silence behind a wait"))
    return 0 if failed == 0 and enough else 1


sys.exit(main())
