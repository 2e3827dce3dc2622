"""DNS while a plan is carried out, all that a cache may have of it, and what stands at the addresses:
for replay.py. A cache keeps each RRset, and that there is none, as long as it was published with."""
import collections
import itertools

from replay_states import NULL, PROMISED, family, hosts_of

Version = collections.namedtuple("Version", "ttl records roles end")
KINDS = ("A", "AAAA")
DEPTH = 8  # of a chain of aliases


class Unsafe(Exception):
    pass


def behaviour(role):
    return "answers" if role == "real" else "silent"


class World:
    def __init__(self, old, new):
        self.old, self.new, self.now, self.started = old, new, 0, False
        self.versions = collections.defaultdict(list)
        self.does = collections.defaultdict(lambda: "either")
        for owner, (ttl, records) in old.sets.items():
            self.put("MX", owner, ttl, records)
        for host, (ttl, name) in old.aliases.items():
            self.put("CNAME", host, ttl, {name})
        for host, kinds in old.addresses.items():
            for kind, (ttl, records) in kinds.items():
                self.put(kind, host, ttl, records)
        for host, role in old.roles.items():
            self.set_out(host, behaviour(role), 0)

    def set_out(self, host, does, depth):
        """What stands at HOST before the plan, and where its aliases lead to."""
        self.does[host] = does
        for _, records in self.old.addresses.get(host, {}).values():
            for address in records:
                self.does[address] = does
        if host in self.old.aliases and depth < DEPTH:
            self.set_out(self.old.aliases[host][1], does, depth + 1)

    def negative(self, owner):
        """How long caches have that OWNER is not there: as the old state's SOA says."""
        zones = [zone for zone in self.old.negative if owner == zone or owner.endswith("." + zone)]
        return self.old.negative[max(zones, key=len)] if zones else PROMISED

    def put(self, kind, owner, ttl, records):
        versions = self.versions[kind, owner]
        before = versions[-1].roles if versions else {}
        roles = {}
        for host in hosts_of(records) if kind == "MX" else ():
            roles[host] = before.get(host) or (self.new if self.started else self.old).roles.get(host) \
                or self.old.roles[host]
        if versions:
            versions[-1] = versions[-1]._replace(end=self.now)
        versions.append(Version(ttl, frozenset(records), roles, None))

    def may_have(self, kind, owner):
        """The versions that a cache, or the servers, may give at this moment."""
        return [v for v in self.versions.get((kind, owner), [])
                if v.end is None or self.now < v.end + (v.ttl if v.records else self.negative(owner))]

    def is_alias_now(self, owner):
        versions = self.versions.get(("CNAME", owner), [])
        return bool(versions and versions[-1].records and versions[-1].end is None)

    def ways(self, host, root=None, depth=0):
        """Pairs of A and AAAA records that a sender may find for HOST; its name: they are kept
        elsewhere, as what a plan says of such a host names it and not what it is an alias of."""
        found = []
        for version in self.may_have("CNAME", host):
            for name in version.records if depth < DEPTH else ():
                found += self.ways(name, root or host, depth + 1)
        four, six = (self.may_have(kind, host) for kind in KINDS)
        if four or six:
            nothing = [Version(0, frozenset(), {}, None)]
            found += itertools.product([v.records for v in four or nothing], [v.records for v in six or nothing])
        elif not found:
            found = [root or host]
        return found

    def look(self):
        for kind, owner in list(self.versions):
            for version in self.may_have("MX", owner) if kind == "MX" else ():
                if NULL in version.records and len(version.records) > 1:
                    raise Unsafe(f"{owner} has more than a null MX: {set(version.records)}")
                if version.records - {NULL} and "real" not in version.roles.values():
                    raise Unsafe(f"{owner} has no real host in {set(version.records)}")
                for host, role in version.roles.items():
                    self.look_at(host, role)

    def look_at(self, host, role):
        for way in self.ways(host):
            places = [way] if isinstance(way, str) else [*way[0], *way[1]]
            for place in places:
                if self.does[place] != behaviour(role):
                    raise Unsafe(f"the {role} {host} at {place}: {self.does[place]}")
            if not places and role == "real":
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
        zones = collections.defaultdict(list)
        for change in step.get("changes", []):
            zones[change["zone"]].append(change)
        for zone in reversed(list(zones)) if backwards else zones:
            self.publish(zones[zone])
            self.look()

    def publish(self, changes):
        """One message: a zone is changed whole."""
        was_alias = {c["owner"] for c in changes if self.is_alias_now(c["owner"])}
        for change in changes:
            self.publish_set(change, was_alias)
        for owner in {change["owner"] for change in changes}:
            beside = [k for k in (*KINDS, "MX") if (v := self.versions.get((k, owner))) and v[-1].records]
            if self.is_alias_now(owner) and beside:
                raise Unsafe(f"{owner} is an alias and has {beside}")

    def publish_set(self, change, was_alias):
        kind, owner, before, after = (change[key] for key in ("type", "owner", "before", "after"))
        versions = self.versions.get((kind, owner))
        if before is not None:
            now = versions[-1] if versions else Version(0, frozenset(), {}, None)
            if now.records != set(before["records"]) or (now.records and now.ttl != before["ttl"]):
                raise Unsafe(f"not what was there: {change} {now}")
        if before is None or versions or after["records"]:
            # What there was is nothing, which a cache may have; or it was kept elsewhere, or an alias.
            is_elsewhere = before is None and owner in self.old.roles
            if not versions and not is_elsewhere and owner not in was_alias:
                self.versions[kind, owner].append(Version(0, frozenset(), {}, None))
            self.put(kind, owner, after["ttl"], after["records"])

    def end(self, left):
        """When all caches have forgotten: DNS is the new state's, but for what is LEFT of the old."""
        self.now += 2 ** 40
        self.look()
        for (kind, owner), versions in self.versions.items():
            records = set(versions[-1].records)
            if kind == "MX" and (kind, owner) not in left:
                if records != self.new.sets.get(owner, (0, set()))[1]:
                    raise Unsafe(f"{owner} MX is {versions[-1]}")
                if any(self.new.roles[host] != role for host, role in versions[-1].roles.items()):
                    raise Unsafe(f"{owner} has a host of another role")
            elif kind in KINDS and owner in self.new.addresses:
                ttl, wanted = self.new.addresses[owner][kind]
                if records != wanted or (wanted and versions[-1].ttl != ttl):
                    raise Unsafe(f"{owner} {kind} is {versions[-1]}")
        for owner, (ttl, _) in self.new.sets.items():
            if self.versions["MX", owner][-1].ttl != ttl:
                raise Unsafe(f"{owner} MX has another TTL")
        for host, kinds in self.new.addresses.items():
            for kind, (_, wanted) in kinds.items():
                if wanted and not self.versions.get((kind, host)):
                    raise Unsafe(f"{host} has no {kind}")


__all__ = ["Unsafe", "World", "family"]
