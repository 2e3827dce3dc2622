#!/usr/bin/env python3
"""Writes the attempts to connect to port 25 that arrive at an interface, in order.

usage: capture.py INTERFACE [--sources]
Each line: seconds since the machine was booted, the address tried; with --sources after it whose
attempt it is. An attempt is one connection: a SYN that is sent again (same address, port and sequence
number) is no other.
"""

import ctypes
import ipaddress
import socket
import struct
import sys
import time

ALL_PROTOCOLS = 3
IPV4, IPV6 = 0x0800, 0x86DD
SYN, ACK = 0x02, 0x10
SO_ATTACH_FILTER, SO_TIMESTAMPNS = 26, 35
# What the kernel hands over: the first packets of TCP connections. All of them would be too many for
# a machine that is busy.
FILTER = (
    (0x28, 0, 0, 12),  # EtherType
    (0x15, 0, 7, IPV4),
    (0x30, 0, 0, 23),  # protocol
    (0x15, 0, 12, socket.IPPROTO_TCP),
    (0x28, 0, 0, 20),  # fragment offset
    (0x45, 10, 0, 0x1FFF),
    (0xB1, 0, 0, 14),  # length of the IPv4 header
    (0x50, 0, 0, 27),  # flags behind it
    (0x05, 0, 0, 4),
    (0x15, 0, 6, IPV6),
    (0x30, 0, 0, 20),  # next header
    (0x15, 0, 4, socket.IPPROTO_TCP),
    (0x30, 0, 0, 67),  # flags
    (0x54, 0, 0, SYN | ACK),
    (0x15, 0, 1, SYN),
    (0x06, 0, 0, 65535),
    (0x06, 0, 0, 0),
)


def attach_filter(capture):
    code = b"".join(struct.pack("HBBI", *row) for row in FILTER)
    kept = ctypes.create_string_buffer(code)
    program = struct.pack("HL", len(FILTER), ctypes.addressof(kept))
    capture.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)


def tcp_of(frame):
    """Destination address, TCP segment and source address of an Ethernet frame, or None."""
    (kind,) = struct.unpack_from("!H", frame, 12)
    packet = frame[14:]
    if kind == IPV4 and len(packet) >= 20 and packet[9] == socket.IPPROTO_TCP:
        return ipaddress.ip_address(packet[16:20]), packet[(packet[0] & 15) * 4 :], \
            ipaddress.ip_address(packet[12:16])
    if kind == IPV6 and len(packet) >= 40 and packet[6] == socket.IPPROTO_TCP:
        return ipaddress.ip_address(packet[24:40]), packet[40:], ipaddress.ip_address(packet[8:24])
    return None


def receive(capture):
    """A frame, and when the kernel had it, in seconds since the machine was booted: this program may
    come to it later."""
    frame, [(_, _, stamp)], _, _ = capture.recvmsg(65535, 64)
    seconds, nanoseconds = struct.unpack("ll", stamp[:struct.calcsize("ll")])
    return frame, time.clock_gettime(time.CLOCK_BOOTTIME) - (time.time() - seconds - nanoseconds / 10**9)


def main():
    capture = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_PROTOCOLS))
    attach_filter(capture)
    capture.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    capture.bind((sys.argv[1], ALL_PROTOCOLS))
    print("# seconds address", flush=True)
    seen = set()
    while True:
        frame, seconds = receive(capture)
        found = tcp_of(frame)
        if found is None or len(found[1]) < 20:
            continue
        address, segment, source = found
        own_port, port, sequence = struct.unpack_from("!HHI", segment)
        if port != 25 or segment[13] & (SYN | ACK) != SYN:
            continue
        if (address, source, own_port, sequence) not in seen:
            seen.add((address, source, own_port, sequence))
            told = f"{address} {source}" if "--sources" in sys.argv else address
            print(f"{seconds:.3f} {told}", flush=True)


if __name__ == "__main__":
    main()
