#!/usr/bin/python3
"""Random valid zones: the zone reader against BIND.

    random_zones.py ZONE_RECORDS [COUNT [SEED [NAMED_COMPILEZONE]]]

A process a zone would be most of the time, so zones are written as units of a larger one: a unit
has an origin of its own (uN.example.), sets it, and spells 5 to 20 records of its own with whatever
the format allows: any order of class and TTL, units, blank owners, parentheses, comments, quotes,
escapes, odd characters, TYPE### and \\#, $ORIGIN, $TTL, $GENERATE, $INCLUDE. PER_FILE units stand
in one file; COUNT counts units (default 10,000). What is drawn for a file as a whole and not for a
unit: where TTLs come from ($TTL, the SOA's minimum, or the last record's), its line ends and
whether the last line has one. The records of a file must be the same set for both readers, TTLs
included (see zonefiles.py); what is written is random, what it means is not computed here.

One thing is never drawn: two TTLs in an RRset of a file in which the last TTL goes on. BIND then
goes on with the RRset's first TTL, not with the last one that was written.
"""
import pathlib
import random
import sys
import tempfile

import zonefiles

PER_FILE = 250
PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
ODD = "!#%&'*+,/:<=>?[]^`{|}~"


NOISE = ("TTL set to prior TTL", "with inherited owner", "ignoring out-of-zone",
         "does not end with newline", "RFC1035 TTL semantics", "non-terminal wildcard")


class Unit:
    """Writes one unit; STYLE is what the file decides."""

    def __init__(self, rng, number, style, folder):
        self.rng, self.number, self.style, self.folder = rng, number, style, folder
        self.origin = "u%s.example." % number
        self.lines, self.ttls, self.names, self.serial = [], {}, [], 0
        self.owner = None  # (absolute name) of the last record
        self.current = self.origin

    def chance(self, percent):
        return self.rng.randrange(100) < percent

    # Words

    def label(self):
        length = self.rng.choice((1, 2, 3, 5, 8, 12, 20, 63)) if self.chance(20) else 6
        text = "".join(self.rng.choice(PLAIN) for _ in range(length))
        self.serial += 1
        return (text + str(self.serial))[-63:]

    def spell_label(self, label):
        """The same label, some of its characters escaped."""
        out = []
        for i, char in enumerate(label):
            draw = self.rng.randrange(100)
            if draw < 4:
                out.append("\\%03d" % ord(char))
            elif draw < 6 and not char.isdigit() and not (i == 0 and char == "["):
                out.append("\\" + char)
            else:
                out.append(char)
        return "".join(out) if self.chance(20) else label

    def odd_label(self):
        """A label that nothing but a zone file could hold, as it is spelled in one."""
        self.serial += 1
        choices = ["".join(self.rng.choice(ODD) for _ in range(3)), "\\.x", "\\032", "a\\;b",
                   "\\\\", "\\\"q", "\\(", "\\@", "$d", "\\$", "\\000\\255", "gr\u00fc\u00df",
                   "x@y", "\\\u00e9"]
        odd = self.rng.choice(choices)
        prefix = "o" if odd[0] in "@$*[" or odd[0] == "\\" else ""
        return "%s%s-%d" % (prefix, odd, self.serial)

    def new_name(self):
        labels = [self.odd_label() if self.chance(8) else self.label()]
        while self.chance(25) and len(labels) < 3:
            labels.append(self.label())
        if self.chance(5):
            labels.insert(0, "*")
        return ".".join(labels)

    def spell(self, name):
        """A name relative to the unit's origin, given as text, as a word of the current origin."""
        if name == "@":
            if self.current == self.origin and self.chance(70):
                return "@"
            return self.origin
        spelled = ".".join(label if "\\" in label or label == "*" or not label.isascii()
                           else self.spell_label(label) for label in name.split("."))
        if "\\." in name:
            spelled = name
        if self.current != self.origin or self.chance(20):
            return spelled + "." + self.origin
        return spelled

    def target(self):
        draw = self.rng.randrange(100)
        if draw < 5:
            return "."
        if draw < 15:
            return "mail%d.example.net." % self.rng.randrange(9)
        if draw < 25:
            return "@" if self.current == self.origin else self.origin
        if self.names and draw < 60:
            return self.spell(self.rng.choice(self.names))
        return self.spell(self.new_name())

    def blank(self):
        return self.rng.choice((" ", "\t", "  ", " \t ")) if self.chance(20) else " "

    def comment(self):
        return self.rng.choice((";", "; text", ";; ( \" $TTL", "; mxtrap: dummy", "; \u00fc \\"))

    def seconds(self, value):
        """A number of seconds, with units or without."""
        if not self.chance(40):
            return "%d" % value
        text, left = "", value
        for unit, size in (("w", 604800), ("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
            if left >= size and (self.chance(80) or size == 1):
                text += "%d%s" % (left // size, unit.upper() if self.chance(30) else unit)
                left %= size
        return text or "0"

    # Strings

    def string(self):
        length = self.rng.choice((0, 1, 5, 20, 60, 255)) if self.chance(30) else 12
        quoted = length == 0 or self.chance(60)
        out = []
        for _ in range(length):
            draw = self.rng.randrange(100)
            if draw < 80:
                out.append(self.rng.choice(PLAIN + "=.,:+/@$!'#"))
            elif draw < 88:
                out.append("\\%03d" % self.rng.randrange(256))
            elif draw < 92:
                out.append("\\" + self.rng.choice("\";\\() ax@$"))
            elif quoted:
                out.append(self.rng.choice(" \t;()"))
            else:
                out.append(self.rng.choice(ODD))
        text = "".join(out)
        return '"%s"' % text if quoted else text

    def strings(self):
        count = self.rng.choice((1, 1, 1, 2, 3, 8))
        out = ""
        for i in range(count):
            text = self.string()
            apart = i > 0 and (not (text[0] == '"' or out.endswith('"')) or self.chance(70))
            if i > 0 and out.endswith('\\"') and not apart:
                apart = True
            out += (self.blank() if apart else "") + text
        return out

    # Data: a list of words between which anything may stand

    def digits(self, data):
        text = data.hex()
        words, at = [], 0
        while at < len(text):
            step = self.rng.choice((1, 2, 5, 8, len(text))) if self.chance(30) else len(text)
            words.append(text[at:at + step])
            at += step
        return words

    def address(self, rtype):
        if rtype == "A":
            return "198.51.%d.%d" % (self.rng.randrange(256), self.rng.randrange(256))
        parts = ["2001", "DB8" if self.chance(30) else "db8", "", "%x" % self.rng.randrange(65536)]
        return ":".join(parts) if self.chance(80) else "::ffff:192.0.2.%d" % self.rng.randrange(256)

    def data(self, rtype):
        if rtype in ("A", "AAAA"):
            return [self.address(rtype)]
        if rtype == "MX":
            return ["%s%d" % ("0" * self.rng.randrange(3) if self.chance(10) else "",
                              self.rng.choice((0, 1, 5, 10, 100, 65535))), self.target()]
        if rtype in ("NS", "CNAME", "DNAME"):
            return [self.target()]
        if rtype == "TXT":
            return [self.strings()]
        if rtype == "TLSA":
            return ["%d" % self.rng.choice((0, 1, 3, 255)), "1", "2",
                    *self.digits(self.rng.randbytes(self.rng.choice((1, 20, 32, 64))))]
        if rtype == "SRV":
            return ["0", "%d" % self.rng.randrange(65536), "25", self.target()]
        return ["0", "issue", '"ca.example.net; x=\\"y\\""']

    def generic(self, rtype):
        """The data of a few types as \\# and hex digits."""
        if rtype == "A":
            data = self.rng.randbytes(4)
        elif rtype == "MX":
            data = b"\x00\x0a\x04mail\x07example\x03net\x00"
        elif rtype == "TXT":
            data = b"\x03abc\x00\x01\xff"
        else:
            return None
        return ["\\#", str(len(data)), *self.digits(data)]

    # Records

    def join(self, words):
        """Words on one line or on several, in parentheses or not."""
        if not self.chance(15):
            return self.blank().join(words)
        out, depth = "", 0
        for i, word in enumerate(words):
            if i > 0:
                out += self.blank()
            while self.chance(30) and depth < 3:
                out += "(" + (self.blank() if self.chance(50) else "")
                depth += 1
            out += word
            if depth and self.chance(40):
                out += (" " + self.comment() if self.chance(50) else "") + "\n" + self.blank()
        return out + " " + ")" * depth if depth else out

    def ttl_words(self, key):
        """A TTL or none; what it comes to is kept for the RRset where the last one goes on."""
        if self.style["ttl"] != "last":
            return [self.seconds(self.rng.randrange(200000))] if self.chance(25) else []
        known = self.ttls.get(key)
        if known in (None, self.style["last"]) and self.chance(50):
            self.ttls[key] = self.style["last"]
            return []
        self.ttls[key] = self.style["last"] = (self.rng.randrange(200000) if known is None
                                               else known)
        return [self.seconds(self.ttls[key])]

    def record(self, name, rtype):
        data = (self.generic(rtype) if self.chance(5) else None) or self.data(rtype)
        head = self.ttl_words((name.lower(), rtype))
        if self.chance(40):
            head.insert(self.rng.randrange(len(head) + 1), self.rng.choice(("IN", "in", "CLASS1")))
        numbers = {"A": 1, "AAAA": 28, "MX": 15, "TXT": 16, "NS": 2}
        shown = "TYPE%d" % numbers[rtype] if rtype in numbers and self.chance(4) else rtype
        shown = shown.lower() if self.chance(10) else shown
        blank = self.owner == name and self.chance(60)
        owner = "" if blank else self.spell(name)
        if not blank and owner[0] not in '\\@"' and '"' not in owner and self.chance(3):
            owner = '"%s"' % owner
        line = owner + self.blank() + self.join(head + [shown] + data)
        line += self.blank() + self.comment() if self.chance(20) else ""
        self.lines.append(line)
        self.owner = name

    def new_owner(self, prefix=""):
        name = prefix + self.new_name()
        if "*" not in name:
            self.names.append(name)
        return name

    def mail(self):
        owner = "@" if self.chance(50) else self.new_owner()
        for _ in range(self.rng.randrange(1, 6)):
            self.record(owner, "MX")

    def host(self):
        owner = self.new_owner()
        for _ in range(self.rng.randrange(1, 4)):
            self.record(owner, self.rng.choice(("A", "A", "AAAA", "TXT", "SRV", "CAA")))

    def single(self):
        rtype = self.rng.choice(("CNAME", "DNAME", "NS", "TLSA"))
        owner = self.new_owner("_25._tcp." if rtype == "TLSA" else "")
        self.record(owner, rtype if "*" not in owner else "CNAME")

    def filler(self):
        for _ in range(self.rng.randrange(1, 4)):
            self.lines.append(self.rng.choice(("", "   ", "\t", "; comment", "  ; comment", "( )",
                                               "(\n)", ";(", ";\"")))

    def set_origin(self):
        if self.current == self.origin:
            self.current = "sub." + self.origin
            word = self.rng.choice(("sub", self.current, "\\115ub"))
        else:
            self.current, word = self.origin, self.origin
        self.lines.append("%s %s" % (self.rng.choice(("$ORIGIN", "$origin")), word))

    def set_ttl(self):
        if self.style["ttl"] == "directive":
            self.lines.append("$TTL " + self.seconds(self.rng.randrange(200000)))

    def generate(self):
        start = self.rng.randrange(300)
        stop = start + self.rng.randrange(40)
        step = "/%d" % self.rng.randrange(1, 9) if self.chance(30) else ""
        number = self.rng.choice(("$", "${0,3,d}", "${%d}" % self.rng.randrange(50), "${0,4,x}",
                                  "${5,0,X}", "${1,3,o}", "${0,3,n}", "${16,5,N}", "${2,2}"))
        self.serial += 1
        owner = "g%d-%s" % (self.serial, number)
        ttl = ""
        if self.chance(30):
            ttl = " " + self.seconds(77)
            self.style["last"] = 77
        rtype, data = self.rng.choice((("A", "192.0.2.1"), ("MX", '"10 mail$"'), ("MX", '"$ x"'),
                                       ("TXT", '"\\"t $ $$\\" \\$"'), ("CNAME", "host$"),
                                       ("TXT", "a$b"), ("NS", "ns${0,2,x}.example.net."),
                                       ("A", '"\\\\# 4 c0000201"'), ("AAAA", "2001:db8::$")))
        if data == '"\\\\# 4 c0000201"':
            data = '"\\# 4 c0000201"'
        self.lines.append("$GENERATE %d-%d%s %s%s%s %s %s" % (
            start, stop, step, owner, ttl, " IN" if self.chance(30) else "", rtype, data))

    def include(self):
        """Hands what was written since to a file of its own."""
        inner = Unit(self.rng, "%d-%d" % (self.number, len(self.lines)), self.style, self.folder)
        inner.origin = inner.current = "inc%d.%s" % (len(self.lines), self.origin)
        inner.body(self.rng.randrange(1, 4), False)
        name = "u%s.inc" % inner.number
        pathlib.Path(self.folder, name).write_text(inner.text(), encoding="utf-8", newline="")
        word = '"%s"' % name if self.chance(30) else name
        self.lines.append("$INCLUDE %s %s" % (word, inner.origin))

    def body(self, count, whole):
        actions = [self.mail] * 5 + [self.host] * 5 + [self.single] * 2 + [self.filler] * 2
        if whole:
            actions += [self.set_origin, self.set_ttl, self.generate, self.include]
        self.mail()
        for _ in range(count):
            self.rng.choice(actions)()

    def text(self):
        end = "\r\n" if self.style["crlf"] else "\n"
        return "\n".join(self.lines + [""]).replace("\n", end)


def write_file(rng, folder, first, count):
    """A zone of COUNT units; its path."""
    style = {"ttl": rng.choice(("directive", "directive", "minimum", "last")),
             "crlf": rng.randrange(4) == 0, "last": 600}
    end = "\r\n" if style["crlf"] else "\n"
    head = "$TTL 1h\n" if style["ttl"] == "directive" else ""
    ttl = "600 " if style["ttl"] == "last" else ""
    text = head + "@ %sIN SOA ns hostmaster ( 1\n 2h 1h ; x\n 2w 300\n)\n" % ttl
    text = (text + "@ %sNS ns.example.net.\n" % ttl).replace("\n", end)
    for number in range(first, first + count):
        unit = Unit(rng, number, style, folder)
        unit.body(rng.randrange(2, 8), True)
        text += "$ORIGIN %s%s" % (unit.origin, end) + unit.text()
    # BIND wants a line end behind a directive, but not behind a record.
    if rng.randrange(3) == 0 and not text.split(end)[-2].startswith("$"):
        text = text[:-len(end)]
    path = pathlib.Path(folder) / "zone"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def compare(tools, path):
    bind, bind_said = tools.bind(path)
    ours, _, we_said = tools.ours(path)
    if bind is None:
        bind_said = "\n".join(line for line in bind_said.splitlines()
                              if not any(noise in line for noise in NOISE))
        return "BIND refuses it (the generator is wrong):\n" + bind_said[:2000], 0
    records = sum(len(data) for _, data in bind.values())
    if ours is None:
        return "we refuse it:\n" + we_said[:2000], records
    return zonefiles.difference(ours, bind), records


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    tools = zonefiles.Tools(str(pathlib.Path(sys.argv[1]).resolve()),
                               sys.argv[4] if len(sys.argv) > 4 else "named-compilezone")
    failures = records = 0
    for first in range(0, count, PER_FILE):
        with tempfile.TemporaryDirectory() as folder:
            rng = random.Random("%d/%d" % (seed, first))
            path = write_file(rng, folder, first, min(PER_FILE, count - first))
            said, found = compare(tools, path)
            records += found
            if said:
                failures += 1
                kept = pathlib.Path(tempfile.gettempdir()) / ("random-%d-%d.zone" % (seed, first))
                kept.write_bytes(path.read_bytes())
                print("units from %d on, seed %d (kept as %s): %s" % (first, seed, kept, said))
    print("%d zones with %d records, seed %d: %d failures" % (count, records, seed, failures))
    return 1 if failures or records < count else 0


if __name__ == "__main__":
    sys.exit(main())
