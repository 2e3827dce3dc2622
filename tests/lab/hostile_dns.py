#!/usr/bin/python3
"""DNS servers that do not play along, by UDP and TCP on port 53.
usage: hostile_dns.py ADDRESS WAY   WAY: silent (takes, never answers), or hostile: the first label
of the name asked for says how it answers, and whether (silent)."""
import os
import random
import socket
import struct
import sys
import threading


def question(query):
    end = 12
    while query[end]:
        end += query[end] + 1
    return query[12:end + 5]


def reply(query, flags=0x8400, answers=b"", count=0, asked=None):
    return (query[:2] + struct.pack(">HHHHH", flags, 1, count, 0, 0)
            + (question(query) if asked is None else asked) + answers)


A = struct.pack(">HHIH", 1, 1, 60, 4) + bytes([192, 0, 2, 66])

WAYS = {
    "wrongid": lambda q: bytes([q[0] ^ 1]) + reply(q, answers=b"\xc0\x0c" + A, count=1)[1:],
    "wrongname": lambda q: reply(q, asked=b"\x01x\0\0\x01\0\x01", answers=b"\xc0\x0c" + A, count=1),
    "garbage": lambda q: random.Random(4).randbytes(500),
    "short": lambda q: q[:2] + b"\x84",
    "noquestion": lambda q: q[:2] + struct.pack(">HHHHH", 0x8400, 0, 0, 0, 0),
    "pointer": lambda q: reply(q, answers=b"\xc0" + bytes([len(question(q)) + 12]) + A, count=1),
    "forward": lambda q: reply(q, answers=b"\xc0\xff" + A, count=1),
    "cut": lambda q: reply(q, answers=b"\xc0\x0c" + A[:-1], count=1),
    "counts": lambda q: reply(q, answers=b"\xc0\x0c" + A, count=65535),
    "giant": lambda q: reply(q, answers=(b"\xc0\x0c" + A) * 4000, count=4000),
    "notquery": lambda q: reply(q, flags=0x0400),
    "tcponly": lambda q: reply(q, flags=0x8600),
    "tcpgarbage": lambda q: reply(q, flags=0x8600),
    "tcpclose": lambda q: reply(q, flags=0x8600),
    "tcpsilent": lambda q: reply(q, flags=0x8600),
    "noedns": lambda q: (reply(q, flags=0x8401) if q[10:12] == b"\0\1" else
                         reply(q, answers=b"\xc0\x0c" + A, count=1)),
    "notimp": lambda q: reply(q, flags=0x8404),
    "extended": lambda q: (q[:2] + struct.pack(">HHHHH", 0x8002, 1, 0, 0, 1) + question(q)
                           + b"\0" + struct.pack(">HHIH", 41, 1232, 0, 4 + 2 + 5)
                           + struct.pack(">HHH", 15, 7, 22) + b"\x1b[31m"),
}
TCP = {
    "tcponly": lambda q: reply(q, answers=b"\xc0\x0c" + A, count=1),
    "tcpgarbage": lambda q: random.Random(5).randbytes(40000),
    "giant": lambda q: reply(q, answers=(b"\xc0\x0c" + A) * 4000, count=4000),
}


def way_of(query):
    return query[13:13 + query[12]].decode("latin-1").lower()


def take(connection, way):
    with connection, connection.makefile("rb") as stream:
        # The length may come by itself (libunbound 1.26).
        query = stream.read(int.from_bytes(stream.read(2), "big"))
        if len(query) < 13:
            return
        name = way_of(query)
        if way == "silent" or name in ("silent", "tcpsilent"):
            connection.recv(1)
        if name in TCP and way != "silent":
            answer = TCP[name](query)
            connection.sendall(struct.pack(">H", len(answer)) + answer)


def by_tcp(family, address, way):
    server = socket.create_server((address, 53), family=family)
    while True:
        connection, _ = server.accept()
        threading.Thread(target=take, args=(connection, way), daemon=True).start()


def main():
    address, way = sys.argv[1:]
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    threading.Thread(target=by_tcp, args=(family, address, way), daemon=True).start()
    server = socket.socket(family, socket.SOCK_DGRAM)
    server.bind((address, 53))
    while True:
        query, client = server.recvfrom(4096)
        if "silent" in (way, way_of(query)):
            continue
        answer = WAYS.get(way_of(query), WAYS["garbage"])(query)
        if len(answer) > 60000:
            answer = reply(query, flags=0x8600)
        server.sendto(answer, client)


try:
    main()
except KeyboardInterrupt:
    os._exit(0)
