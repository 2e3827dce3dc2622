"""A name server that takes the scripts of a plan's steps as RFC 2136 says, for replay.py: each script
must fit what the one before left, and do what the plan says of its step."""


class Refused(Exception):
    pass


class Server:
    def __init__(self, world):
        """What WORLD has before the plan; what is kept elsewhere is not there."""
        self.sets = {key: (versions[-1].ttl, set(versions[-1].records))
                     for key, versions in world.versions.items() if versions[-1].records}
        self.sets = {(owner, kind): value for (kind, owner), value in self.sets.items()}

    def records(self, owner, kind):
        return self.sets.get((owner, kind), (0, set()))[1]

    def run(self, script):
        """Message by message; none changes anything unless all that it asks for is so."""
        asked, wanted, updates, zone = [], {}, [], None
        for line in script.splitlines():
            words = line.split()
            if line.startswith(";") or not words:
                continue
            if words[0] == "zone":
                zone = words[1]
            if words[0] == "prereq":
                asked.append(line)
                self.ask(words[1], words[2], words[4], " ".join(words[5:]), wanted)
            elif words[0] == "update":
                updates.append(words[1:])
            elif words[0] == "send":
                self.fit(wanted, asked)
                before = dict(self.sets)
                for update in updates:
                    self.update(*update)
                self.check_targets(zone, before)
                asked, wanted, updates = [], {}, []
        if asked or updates:
            raise Refused(f"nothing sends {asked} {updates}")

    def ask(self, verb, owner, kind, record, wanted):
        if kind == "SOA":
            return
        if verb == "nxrrset" and self.records(owner, kind):
            raise Refused(f"there is {owner} {kind}")
        if verb == "yxrrset":
            wanted.setdefault((owner, kind), set()).add(record)

    def fit(self, wanted, asked):
        for (owner, kind), records in wanted.items():
            if records != self.records(owner, kind):
                raise Refused(f"{owner} {kind} is {self.records(owner, kind)}, not as {asked} ask")

    def check_targets(self, zone, before):
        """BIND's check_mx() in update.c: no MX record is added whose target in the zone is an alias;
        one that is there again with another TTL is added."""
        for (owner, kind), (ttl, records) in self.sets.items():
            was = before.get((owner, kind), (0, set()))
            for record in records if kind == "MX" else ():
                target = record.split()[1]
                is_added = was[0] != ttl or record not in was[1]
                if is_added and (target, "CNAME") in self.sets and target.endswith("." + zone):
                    raise Refused(f"MX {record} of {owner} leads to an alias")

    def update(self, verb, owner, *rest):
        if verb == "delete":
            _, kind, *record = rest
            ttl, records = self.sets.pop((owner, kind), (0, set()))
            records = records - {" ".join(record)} if record else set()
        else:
            ttl, _, kind, *record = rest
            ttl, records = int(ttl), self.records(owner, kind) | {" ".join(record)}
            if any(o == owner and (k == "CNAME") != (kind == "CNAME") for o, k in self.sets):
                return  # RFC 2136 3.4.2.2: passed over without a word
        if records:
            self.sets[owner, kind] = (ttl, records)

    def compare(self, world):
        """What it has is what the plan says of DNS."""
        for (kind, owner), versions in world.versions.items():
            now = versions[-1]
            if set(now.records) != self.records(owner, kind) or \
                    (now.records and now.ttl != self.sets[owner, kind][0]):
                raise Refused(f"{owner} {kind} is {self.sets.get((owner, kind))}, not {now}")
