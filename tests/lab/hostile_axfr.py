#!/usr/bin/python3
"""A name server that answers transfers as no server should, or signs them as servers may. The way
is the first label of the zone that is asked for; tests/lab/axfr.sh knows what must become of each.

    hostile_axfr.py PORT KEYNAME BASE64    (the key is of hmac-sha256)
"""
import base64
import hashlib
import hmac
import socket
import struct
import sys
import threading
import time

SOA, MX, A, TXT, AXFR, TSIG = 6, 15, 1, 16, 252, 250
ALGORITHM = b"\x0bhmac-sha256\x00"


def wire(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label) \
        + b"\0"


def record(owner, rtype, rdata, klass=1, ttl=300):
    return owner + struct.pack("!HHIH", rtype, klass, ttl, len(rdata)) + rdata


def soa(zone, serial=1):
    return record(zone, SOA, wire("ns.example.") + wire("h.example.") +
                  struct.pack("!5I", serial, 7200, 900, 1209600, 300))


def layout(zone):
    """A sandwich whose last exchanger is no dummy's: it has no address."""
    records = []
    for preference, host in ((1, b"a"), (5, b"b"), (9, b"c")):
        records.append(record(zone, MX, struct.pack("!H", preference) + b"\1" + host + zone))
    for number, host in ((1, b"a"), (2, b"b")):
        records.append(record(b"\1" + host + zone, A, bytes((20, 0, 0, number))))
    return records


class Signer:
    """TSIG over the messages of one answer."""

    def __init__(self, name, secret, request_mac):
        self.name, self.secret, self.prior = wire(name), secret, request_mac
        self.pending, self.first = b"", True

    def digest(self, data):
        return hmac.new(self.secret, data, hashlib.sha256).digest()

    def leave(self, message):
        self.pending += message
        return message

    def sign(self, message, at=None, fudge=300, name=None):
        at = int(time.time()) if at is None else at
        timers = struct.pack("!HIH", at >> 32, at & 0xffffffff, fudge)
        data = struct.pack("!H", len(self.prior)) + self.prior + self.pending + message
        if self.first:
            data += self.name + struct.pack("!HI", 255, 0) + ALGORITHM + timers + bytes(4)
        else:
            data += timers
        mac = self.digest(data)
        self.prior, self.pending, self.first = mac, b"", False
        rdata = ALGORITHM + timers + struct.pack("!H", len(mac)) + mac + message[:2] + bytes(4)
        count = struct.unpack("!H", message[10:12])[0] + 1
        return message[:10] + struct.pack("!H", count) + message[12:] + \
            record(wire(name) if name else self.name, TSIG, rdata, 255, 0)


class Exchange:
    def __init__(self, connection, key_name, secret):
        self.connection = connection
        size = struct.unpack("!H", self.exactly(2))[0]
        request = self.exactly(size)
        self.id = request[:2]
        at = 12
        while request[at]:
            at += request[at] + 1
        self.zone = request[12:at + 1]
        self.question = request[12:at + 5]
        self.way = request[13:13 + request[12]].decode()
        rest = request[at + 5:]
        mac = b""
        if rest:  # name, fixed fields, algorithm, timers, size of the MAC
            begin = len(wire(key_name)) + 10 + len(ALGORITHM) + 8
            mac = rest[begin + 2:begin + 2 + struct.unpack("!H", rest[begin:begin + 2])[0]]
        self.signer = Signer(key_name, secret, mac)

    def exactly(self, size):
        data = b""
        while len(data) < size:
            got = self.connection.recv(size - len(data))
            if not got:
                raise OSError("closed")
            data += got
        return data

    def message(self, records, flags=0x8400, ident=None, question=None, count=None):
        question = self.question if question is None else question
        return (ident or self.id) + struct.pack(
            "!5H", flags, 1 if question else 0, len(records) if count is None else count, 0, 0) + \
            question + b"".join(records)

    def send(self, message):
        self.connection.sendall(struct.pack("!H", len(message)) + message)

    def fill(self, index):
        return record(b"\1t" + self.zone, TXT, b"\x04%04d" % index)


def good(x):
    x.send(x.message([soa(x.zone)] + layout(x.zone) + [soa(x.zone)]))


def noquestion(x):
    x.send(x.message([soa(x.zone)] + layout(x.zone), question=b""))
    x.send(x.message([soa(x.zone)], question=b""))


def drip(x):
    """Each byte by itself."""
    message = x.message([soa(x.zone)] + layout(x.zone) + [soa(x.zone)])
    for byte in struct.pack("!H", len(message)) + message:
        x.connection.sendall(bytes([byte]))


def single(x):
    """A message a record, as old servers do."""
    for item in [soa(x.zone)] + layout(x.zone) + [soa(x.zone)]:
        x.send(x.message([item]))


def late(x):
    """Targets stand before the MX records that name them."""
    x.send(x.message([soa(x.zone)] + layout(x.zone)[::-1] + [soa(x.zone)]))


def compressed(x):
    """Names that point to names, in owners and in data."""
    records = [soa(b"\xc0\x0c")]
    for preference, host in ((1, b"a"), (5, b"b"), (9, b"c")):
        records.append(record(b"\xc0\x0c", MX, struct.pack("!H", preference) + b"\1" + host +
                              b"\xc0\x0c"))
    for number, host in ((1, b"a"), (2, b"b")):
        records.append(record(b"\1" + host + b"\xc0\x0c", A, bytes((20, 0, 0, number))))
    x.send(x.message(records + [soa(b"\xc0\x0c")]))


def hang(_):
    time.sleep(60)


def truncated(x):
    message = x.message([soa(x.zone)] + layout(x.zone) + [soa(x.zone)])
    x.connection.sendall(struct.pack("!H", len(message)) + message[:-7])


def nosoa(x):
    x.send(x.message([soa(x.zone)] + layout(x.zone)))


def headless(x):
    x.send(x.message(layout(x.zone) + [soa(x.zone)]))


def empty(x):
    x.send(x.message([]))


def endless(x):
    x.send(x.message([soa(x.zone)] + layout(x.zone)))
    chunk = x.message([record(b"\1t" + x.zone, TXT, (b"\xff" + b"x" * 255) * 200)])
    chunk = (struct.pack("!H", len(chunk)) + chunk) * 16
    while True:
        x.connection.sendall(chunk)


def slow(x):
    """Never silent for long, and never done."""
    x.send(x.message([soa(x.zone)] + layout(x.zone)))
    while True:
        time.sleep(0.3)
        x.send(x.message([x.fill(1)]))


def outside(x):
    x.send(x.message([soa(x.zone), record(wire("a.example.net"), A, bytes(4)), soa(x.zone)]))


def othersoa(x):
    x.send(x.message([soa(x.zone), soa(b"\1s" + x.zone), soa(x.zone)]))


def wrongid(x):
    x.send(x.message([soa(x.zone), soa(x.zone)], ident=bytes((x.id[0] ^ 1, x.id[1]))))


def wrongquestion(x):
    x.send(x.message([soa(x.zone), soa(x.zone)],
                     question=wire("example.net") + struct.pack("!HH", AXFR, 1)))


def noanswer(x):
    x.send(x.message([soa(x.zone), soa(x.zone)], flags=0x0400))


def notauth(x):
    x.send(x.message([], flags=0x8409))


def notimp(x):
    x.send(x.message([], flags=0x8404))


def tcbit(x):
    x.send(x.message([soa(x.zone), soa(x.zone)], flags=0x8600))


def behind(x):
    x.send(x.message([soa(x.zone)] + layout(x.zone) + [soa(x.zone), x.fill(1)]))


def changed(x):
    x.send(x.message([soa(x.zone)] + layout(x.zone) + [soa(x.zone, 2)]))


def chaos(x):
    x.send(x.message([soa(x.zone), record(x.zone, TXT, b"\1x", 3), soa(x.zone)]))


def loop(x):
    at = 12 + len(x.question) + len(soa(x.zone))
    x.send(x.message([soa(x.zone), record(struct.pack("!H", 0xc000 | at), TXT, b"\1x"),
                      soa(x.zone)]))


def longrdata(x):
    item = record(x.zone, TXT, b"\1x")
    x.send(x.message([soa(x.zone), item[:-4] + b"\xff\xff\1x"]))


def badmx(x):
    x.send(x.message([soa(x.zone), record(x.zone, MX, b"\0\1\3ab"), soa(x.zone)]))


def manycount(x):
    x.send(x.message([soa(x.zone)], count=65535))


def short(x):
    x.send(b"\0")


def escapes(x):
    """A name that would colour a terminal."""
    x.send(x.message([soa(x.zone), record(x.zone, MX, b"\0\1\6\x1b[31m\7" + x.zone), soa(x.zone)]))


def signed(x, skip=lambda _, last: False, count=120, after=lambda x: None, **options):
    """A transfer of COUNT messages, those for which SKIP holds unsigned."""
    bodies = [[soa(x.zone)] + layout(x.zone)] + [[x.fill(i)] for i in range(count - 2)] + \
        [[soa(x.zone)]]
    for number, body in enumerate(bodies):
        message = x.message(body)
        if skip(number, count - 1):
            x.send(x.signer.leave(message))
        else:
            x.send(x.signer.sign(message, **options))


def signseldom(x):
    """As NSD: the first, the last, and one in a hundred."""
    signed(x, lambda number, last: number % 100 and number != last, 320)


def sigtooseldom(x):
    signed(x, lambda number, last: number not in (0, 101, last), 120)


def sigtail(x):
    signed(x, lambda number, last: number == last)


def sigfirst(x):
    signed(x, lambda number, last: number == 0)


def signone(x):
    signed(x, lambda number, last: True)


def sigold(x):
    signed(x, at=int(time.time()) - 1000)


def sigother(x):
    signed(x, name="other.key")


def sigforged(x):
    """One that stands in the middle without a signature is not the one that was signed."""
    x.send(x.signer.sign(x.message([soa(x.zone)])))
    x.signer.leave(x.message([x.fill(1)]))
    x.send(x.message([x.fill(2)]))
    x.send(x.signer.sign(x.message([soa(x.zone)])))


def sigdropped(x):
    """One of the middle is missing."""
    x.send(x.signer.sign(x.message([soa(x.zone)])))
    x.signer.sign(x.message(layout(x.zone)))
    x.send(x.signer.sign(x.message([soa(x.zone)])))


def sigswapped(x):
    """The first one's signature belongs to another request."""
    x.signer.prior = bytes(32)
    signed(x)


def signotlast(x):
    """The signature is not the last record."""
    message = x.signer.sign(x.message([soa(x.zone), soa(x.zone)]))
    x.send(message[:10] + b"\0\2" + message[12:] + record(b"\0", TXT, b"\1x"))


def main():
    port, key_name, secret = int(sys.argv[1]), sys.argv[2], base64.b64decode(sys.argv[3])
    listener = socket.create_server(("127.0.0.1", port))

    def serve(connection):
        with connection:
            try:
                exchange = Exchange(connection, key_name, secret)
                globals()[exchange.way](exchange)
            except OSError:
                pass

    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


main()
