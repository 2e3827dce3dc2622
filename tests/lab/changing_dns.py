#!/usr/bin/python3
"""A resolver whose answers change from one question to the next, by UDP on port 53: of ANY.KIND.TTL,
where KIND is a row below, what it says of the MX set and of d1, r1 and d2 below it.
usage: changing_dns.py ADDRESS [ZONE]
ZONE: it is the name server of this zone, which the names are below."""
import ipaddress
import re
import socket
import struct
import sys

MX, A, AAAA = 15, 1, 28
TRAP = ((10, "d1"), (20, "r1"), (30, "d2"))
REAL, OTHER = "198.51.100.25", "198.51.100.26"
REAL6, OTHER6 = "2001:db8::25", "2001:db8::26"
# What is said at the 1st, 3rd ... and at the 2nd, 4th ... time. None: SERVFAIL.
STEADY = {"d1": ("192.0.2.1",), "r1": (REAL,), "d2": ("192.0.2.2",)}
SIX = {"d1": ("2001:db8::1",), "r1": (REAL6,), "d2": ("2001:db8::2",)}
KINDS = {
    "steady": ({}, {}),
    "order": ({}, {"mx": TRAP[::-1]}),
    "mx": ({}, {"mx": TRAP[1:2]}),
    "prio": ({}, {"mx": ((10, "d1"), (20, "r1"), (15, "d2"))}),
    "none": ({}, {"mx": ()}),
    "dummy": ({}, {"d1": ("192.0.2.30",)}),
    "more": ({}, {"d2": ("192.0.2.2", "192.0.2.30")}),
    "fewer": ({"d2": ("192.0.2.2", "192.0.2.1")}, {}),
    "dummy6": (SIX, SIX | {"d1": ("2001:db8::30",)}),
    "gone": ({}, {"d1": ()}),
    "pool": ({}, {"r1": (REAL, OTHER)}),
    "moved": ({}, {"r1": (OTHER,)}),
    "pool6": (SIX, SIX | {"r1": (REAL6, OTHER6)}),
    "moved6": (SIX, SIX | {"r1": (OTHER6,)}),
    "lame": ({}, {"mx": None, "d1": None}),
    "many": ({"mx": tuple((10, f"h{number}") for number in range(1500))},),
    "third": ({}, {}, {"d1": ("192.0.2.30",)}),
}
ZONE = sys.argv[2].split(".") if len(sys.argv) > 2 else []
asked = {}


def labels_of(query):
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1").lower())
        at += query[at] + 1
    return labels, struct.unpack(">H", query[at + 1:at + 3])[0], query[12:at + 5]


def wire(name, under):
    """NAME below the question's name, which is UNDER labels' bytes into the packet."""
    return bytes([len(name)]) + name.encode() + struct.pack(">H", 0xc000 | under)


def records_of(labels, kind, host):
    """What is to be said this time: the MX set, or a host's addresses."""
    turn = asked.setdefault(tuple(labels), 0)
    asked[tuple(labels)] = turn + 1
    change = KINDS[kind][turn % len(KINDS[kind])]
    if host is None:
        return change.get("mx", TRAP)
    return change.get(host, STEADY.get(host, ("192.0.2.2", "2001:db8::2")))


def answer(query):
    labels, kind_of_record, question = labels_of(query)
    if ZONE and len(labels) < 3 + len(ZONE):  # a resolver that minimises names asks for those above
        return query[:2] + struct.pack(">HHHHH", 0x8400, 1, 0, 0, 0) + question
    host = labels[0] if labels[0] in STEADY or re.fullmatch("h[0-9]+", labels[0]) else None
    domain = labels[1:] if host else labels
    ttl = int(domain[2])
    if kind_of_record not in (MX, A, AAAA) or (kind_of_record == MX) != (host is None):
        rows = ()
    else:
        rows = records_of([*labels, str(kind_of_record)], domain[1], host)
    if rows is None:
        return query[:2] + struct.pack(">HHHHH", 0x8182, 1, 0, 0, 0) + question
    data = []
    for row in rows:
        if kind_of_record == MX:
            data.append(struct.pack(">H", row[0]) + wire(row[1], 12))
        elif ipaddress.ip_address(row).version == (4 if kind_of_record == A else 6):
            data.append(ipaddress.ip_address(row).packed)
    body = b"".join(b"\xc0\x0c" + struct.pack(">HHIH", kind_of_record, 1, ttl, len(rdata)) + rdata
                    for rdata in data)
    flags = 0x8400 if ZONE else 0x8180
    return query[:2] + struct.pack(">HHHHH", flags, 1, len(data), 0, 0) + question + body


def main():
    server = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET,
                           socket.SOCK_DGRAM)
    server.bind((sys.argv[1], 53))
    while True:
        query, client = server.recvfrom(4096)
        try:
            server.sendto(answer(query), client)
        except (KeyError, IndexError, ValueError):
            server.sendto(query[:2] + b"\x81\x85" + query[4:6] + bytes(6) + query[12:], client)


if __name__ == "__main__":
    main()
