#!/usr/bin/env python3
"""Sends SYNs to a real host of examples/oc9.yaml, as fast as it can.

usage: burst.py COUNT
Each is an attempt of its own; answers go to nobody.
"""

import socket
import struct
import sys

sys.path.append(__file__.rpartition("/lab/")[0])
from captures import SYN, tcp  # noqa: E402
from lab.knock import checksum  # noqa: E402

SOURCE, TO = "203.0.113.2", "198.51.100.25"

with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP) as raw:
    pseudo = socket.inet_aton(SOURCE) + socket.inet_aton(TO)
    for number in range(int(sys.argv[1])):
        segment = tcp(1024 + number % 60000, 25, number, SYN)
        sum = checksum(pseudo + struct.pack("!II", len(segment), socket.IPPROTO_TCP) + segment)
        raw.sendto(segment[:16] + struct.pack("!H", sum) + segment[18:], (TO, 0))
