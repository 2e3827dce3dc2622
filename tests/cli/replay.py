#!/usr/bin/python3
"""mxtrap-gen --diff is safe: each plan, for pairs of states made at random from a seed, is replayed
step by step against senders whose caches are of any age. At every moment a real host that a sender
may have in an MX set has an address, and each address that it may have for it answers; no address
that it may have for a dummy answers. At the end DNS is as the new state says.
usage: replay.py [PAIRS [SEED [PAIRS OF WHICH ONE HAS ITS SCRIPTS RUN]]]"""
import collections
import json
import os
import random
import subprocess
import sys
import tempfile

import jsonschema

from replay_states import draw, hosts_of
from replay_server import Refused, Server
from replay_world import Unsafe, World

GEN = os.environ["MXTRAP_GEN"]
with open(os.path.join(os.environ["MXTRAP_SOURCE"], "docs/mxtrap-diff.schema.json"),
          encoding="utf-8") as file:
    SCHEMA = jsonschema.Draft7Validator(json.load(file), format_checker=jsonschema.FormatChecker())
PAIRS = int(sys.argv[1]) if len(sys.argv) > 1 else 500
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
SCRIPTS_EVERY = int(sys.argv[3]) if len(sys.argv) > 3 else 5  # pairs: a process a step is slow
# What forbids a plan, of the new state or of the pair; and what says that there is no safe one.
NO_PLAN = ("address-shared-with-real", "no-safe-plan")


def run(*arguments):
    return subprocess.run([GEN, "-q", *arguments], capture_output=True, text=True, check=False)


def addresses_of(state, host):
    while host in state.aliases:
        host = state.aliases[host][1]
    return state.addresses.get(host)


def uses_of(state, other, owners, later=None):
    """Whose the addresses of OWNERS' hosts are. One without addresses has those that OTHER tells;
    what LATER tells goes before all."""
    uses = collections.defaultdict(set)
    for owner in owners:
        for host in hosts_of(state.sets[owner][1]):
            told = (later and addresses_of(later, host)) or addresses_of(state, host) or \
                addresses_of(other, host) or {"A": (0, {host})}
            for _, addresses in told.values():
                for address in addresses:
                    uses[address].add(state.roles[host])
    return uses


def is_consistent(state, other):
    return not state.is_torn and all(len(roles) == 1 for roles in uses_of(state, other, state.sets).values())


def left_of(old, new):
    """The MX sets of the old state that nobody may take away."""
    return set() if new.form == "zone" else set(old.sets) - set(new.sets) - old.ours


def leads_to_other_role(old, new, host):
    """Whether HOST stays an alias of a host that is to have another role than its own."""
    name = host
    while name in old.aliases and host not in new.addresses:
        name = old.aliases[name][1]
        if new.roles.get(name, new.roles[host]) != new.roles[host]:
            return True
    return False


def adds_to_alias(old, new):
    """Whether an MX record is to come, or to get another TTL, that leads to an alias which stays."""
    for owner, (ttl, records) in new.sets.items():
        was = old.sets.get(owner, (None, set()))
        for record in records:
            host = record.split()[1]
            is_there = was[0] == ttl and record in was[1]
            if not is_there and host in old.aliases and not new.addresses.get(host) and \
                    any(owner.endswith(zone) and host.endswith("." + zone) for zone in old.negative):
                return True
    return False


def is_possible(old, new):
    """Whether what is left of the old state leaves each address and host with one role, and no record
    is to be added that a name server refuses."""
    left = left_of(old, new)
    if adds_to_alias(old, new):
        return False
    if any(leads_to_other_role(old, new, host) for host in new.roles):
        return False
    uses, rest = uses_of(new, old, new.sets), uses_of(old, new, left, later=new)
    for address, roles in uses_of(old, new, left).items():
        # A dummy would have to leave its MX set while its address goes to a real host.
        if "dummy" in roles and "real" in uses.get(address, ()):
            return False
    hosts = {host for owner in left for host in hosts_of(old.sets[owner][1])}
    return all(len(uses[address] | roles) == 1 for address, roles in rest.items() if address in uses) and \
        all(old.roles[host] == new.roles.get(host, old.roles[host]) for host in hosts)


def write(folder, name, state):
    path = os.path.join(folder, name + (".yaml" if state.form in ("spec", "generated") else ".zone"))
    with open(path, "w", encoding="utf-8") as file:
        file.write(state.text)
    if state.form == "generated":
        done = run(path, "-o", path.replace(".yaml", ".zone"))
        return None if done.returncode != 0 else path.replace(".yaml", ".zone")
    return path


def pair(rng, folder):
    """Two states that the rules have nothing against, and what mxtrap-gen says of them."""
    while True:
        old, new = draw(rng)
        paths = [write(folder, "old", old), write(folder, "new", new)]
        if not set(old.negative) & set(new.negative):
            continue  # a state of other zones is refused
        if None in paths or not is_consistent(old, new) or not is_consistent(new, old):
            continue
        try:
            World(old, new).look()
        except Unsafe:
            continue  # the old state is at fault
        done = run("--diff", "-f", "json", *old.options, *paths)
        rules = [rule for rule in NO_PLAN if f"[{rule}]" in done.stderr]
        if done.returncode == 0 or rules:
            return paths, old, new, done


def replay(old, new, paths, done, with_scripts):
    """The plan's actions; none where there is none, and where there can be none."""
    if done.returncode != 0:
        if is_possible(old, new):
            raise Unsafe(f"there is a plan, and mxtrap-gen says {done.stderr}")
        return []
    if not is_possible(old, new):
        raise Unsafe("what is left of the old state contradicts the new one, and there is a plan")
    plan = json.loads(done.stdout)
    SCHEMA.validate(plan)
    assert not SCHEMA.is_valid({**plan, "left": [{}]})
    assert [step["step"] for step in plan["steps"]] == list(range(1, len(plan["steps"]) + 1))
    left = {(rrset["type"], rrset["owner"]) for rrset in plan["left"]}
    if {owner for kind, owner in left if kind == "MX"} != left_of(old, new):
        raise Unsafe(f"left are {left}")
    for backwards in (False, True):
        world = World(old, new)
        world.look()
        for step in plan["steps"]:
            world.step(step, backwards)
        world.end(left)
    if with_scripts:
        run_scripts(old, new, paths, plan)
    return [step["action"] for step in plan["steps"]] + \
        [f"wait {step['cache']}" for step in plan["steps"] if step["action"] == "wait"]


def run_scripts(old, new, paths, plan):
    """Each step that publishes, by its script for nsupdate."""
    world = World(old, new)
    server = Server(world)
    for step in plan["steps"]:
        world.step(step, False)
        if step["action"] == "publish":
            done = run("--diff", "-f", "nsupdate", "--step", str(step["step"]), *old.options, *paths)
            try:
                server.run(done.stdout)
                server.compare(world)
            except Refused as refused:
                raise Unsafe(f"step {step['step']}: {refused}\n{done.stdout}") from refused


def main():
    rng = random.Random(SEED)
    seen, failed = collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(PAIRS):
            paths, old, new, done = pair(rng, folder)
            seen[f"from a {old.form}"] += 1
            seen[f"to a {new.form}"] += 1
            seen["from aliases"] += bool(old.aliases)
            try:
                actions = replay(old, new, paths, done, number % SCRIPTS_EVERY == 0)
            except Unsafe as unsafe:
                failed[f"from a {old.form}"] += 1
                if failed.total() <= 3:
                    print(f"UNSAFE, pair {number} of seed {SEED}: {unsafe}\n{old.options}\n{old.text}\n"
                          f"{new.text}\n{run('--diff', *old.options, *paths).stdout}")
                continue
            seen.update(set(actions))
            seen["no plan"] += not actions and done.returncode != 0
            seen["three publications or more"] += actions.count("publish") >= 3
            seen["silence after a wait"] += "wait" in actions and \
                "silence" in actions[actions.index("wait"):]
    print(dict(seen), f"{failed.total()} of {PAIRS} are unsafe: {dict(failed)}")
    # The pairs are hard enough to say something.
    enough = all(seen[what] >= PAIRS // 25 for what in (
        "wait", "silence", "answer", "release", "publish", "three publications or more",
        "silence after a wait", "from a spec", "from a fragment", "from a generated", "from a zone",
        "from a named", "from a mixed", "to a spec", "to a zone", "from aliases", "wait mx", "wait address",
        "wait negative"))
    return 0 if failed.total() == 0 and enough else 1


sys.exit(main())
