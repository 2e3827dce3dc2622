#!/usr/bin/env python3
"""Bots of each behaviour, all at once, each from an address of its own.

usage: knock.py drop|reset
Its host has 198.18.200.0/24 and 2001:db8:200::/48. Prints what is to be said of each, once all of
them have ended: source, behaviour, name; tabs between.
"""

import ipaddress
import socket
import struct
import sys
import threading

D1, R1, R2, D2, D3 = range(5)
HOSTS = {4: ("192.0.2.1", "198.51.100.25", "198.51.100.26", "192.0.2.2", "192.0.2.3"),
         6: ("2001:db8:0:d::1", "2001:db8::25", "2001:db8::26", "2001:db8:0:d::2", "2001:db8:0:d::3")}
SOURCES = {4: "198.18.200.{}", 6: "2001:db8:200:{}::1"}
FAMILY = {4: socket.AF_INET, 6: socket.AF_INET6}
PORT = 25
IPV6_FREEBIND = 78  # binds to what is the host's by a route only, as IPv4 does
# Linux sends the SYN again after one second: a bot has a TCP that does so, a scanner has not.
PATIENCE = 2.5

WALKS = {
    "first-only": (D1,), "last-only": (D3,), "last-then-first": (D3, D1), "reverse": (D3, D2, R2),
    "in-order": (D1, R1), "real-only": (R1,), "random": (D2, R1),
}


def bound(version, source, kind=socket.SOCK_STREAM, protocol=0):
    client = socket.socket(FAMILY[version], kind, protocol)
    if version == 6:
        client.setsockopt(socket.IPPROTO_IPV6, IPV6_FREEBIND, 1)
    client.bind((source, 0))
    return client


def connect(version, source, to):
    with bound(version, source) as client:
        client.settimeout(PATIENCE)
        try:
            client.connect((to, PORT))
        except OSError:
            pass


def walk(version, source, hosts):
    for host in hosts:
        connect(version, source, HOSTS[version][host])


def at_once(version, source):
    """All of them without waiting: the calls are one after the other, and nothing is between."""
    clients = [bound(version, source) for _ in HOSTS[version]]
    for client in clients:
        client.setblocking(False)
    for client, to in zip(clients, HOSTS[version]):
        client.connect_ex((to, PORT))
    threading.Event().wait(PATIENCE)
    for client in clients:
        client.close()


def checksum(octets):
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return 0xFFFF - total


def scan(version, source):
    """A packet to each dummy that no TCP sends again."""
    for number, to in enumerate((D2, D1)):
        to = HOSTS[version][to]
        segment = struct.pack("!HHIIBBHHH", 40000 + number, PORT, 1 + number, 0, 0x50, 2, 1024, 0, 0)
        pseudo = ipaddress.ip_address(source).packed + ipaddress.ip_address(to).packed + \
            struct.pack("!II", len(segment), socket.IPPROTO_TCP)
        segment = segment[:16] + struct.pack("!H", checksum(pseudo + segment)) + segment[18:]
        with bound(version, source, socket.SOCK_RAW, socket.IPPROTO_TCP) as raw:
            raw.sendto(segment, (to, 0))


def bots(silence):
    """Name, behaviour and what it does, given its family and source."""
    for name, hosts in WALKS.items():
        yield name, name, lambda version, source, hosts=hosts: walk(version, source, hosts)
    yield "all-at-once", "all-at-once", at_once
    if silence == "drop":  # with a reset, nothing is sent again by anybody
        yield "scan", "scan", scan


def main():
    threads, told = [], []
    for version in (4, 6):
        for number, (name, behaviour, act) in enumerate(bots(sys.argv[1]), 10):
            source = SOURCES[version].format(number)
            threads.append(threading.Thread(target=act, args=(version, source)))
            told.append(f"{source}\t{behaviour}\t{name}")
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("\n".join(told))


if __name__ == "__main__":
    main()
