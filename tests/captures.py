"""Writes captures for the tests: senders that knock, in simulated time, as pcap or pcapng, with the
link layer that is asked for."""
import ipaddress
import itertools
import random
import struct
import sys

SYN, ACK, ECN = 0x02, 0x10, 0xC0
PORT = 25
LINUX = (0, 1, 3, 7, 15, 31, 63)  # tcp_syn_linear_timeouts = 0
DLT = {"ethernet": 1, "sll": 113, "sll2": 276, "raw": 101, "null": 0, "loop": 108, "nflog": 239,
       "pflog": 117}


def tcp(source_port, port, sequence, flags):
    return struct.pack("!HHIIBBHHH", source_port, port, sequence, 0, 0x60, flags, 64240, 0, 0) + \
        struct.pack("!BBH", 2, 4, 1460)


def ip_packet(source, to, segment, options=b"", extensions=(), fragment=0, protocol=6):
    """IPv4 with OPTIONS, or IPv6 with EXTENSIONS: pairs of a number and octets after the first."""
    source, to = ipaddress.ip_address(source), ipaddress.ip_address(to)
    if source.version == 4:
        words = 5 + len(options) // 4
        return struct.pack("!BBHHHBBH", 0x40 | words, 0, words * 4 + len(segment), 7, fragment, 64,
                           protocol, 0) + source.packed + to.packed + options + segment
    body, following = segment, protocol
    for number, octets in reversed(list(extensions)):
        body, following = bytes([following]) + octets + body, number
    return struct.pack("!IHBB", 6 << 28, len(body), following, 64) + source.packed + to.packed + body


def link(packet, kind="ethernet", tags=(), us=0):
    """PACKET in the frame of a link layer; TAGS are VLANs (EtherType, id)."""
    ethertype = 0x0800 if packet[0] >> 4 == 4 else 0x86DD
    if kind == "ethernet":
        tagged = b"".join(struct.pack("!HH", *tag) for tag in tags)
        return b"\2\0\0\0\0\1\2\0\0\0\0\2" + tagged + struct.pack("!H", ethertype) + packet
    if kind == "sll":
        return struct.pack("!HHHQH", 0, 1, 6, 0, ethertype) + packet
    if kind == "sll2":
        return struct.pack("!HHIHBBQ", ethertype, 0, 3, 1, 0, 6, 0) + packet
    if kind in ("null", "loop"):
        family = 2 if ethertype == 0x0800 else 30
        return struct.pack("=I" if kind == "null" else "!I", family) + packet
    if kind == "pflog":
        return bytes([61, 2]) + bytes(62) + packet
    if kind == "nflog":
        def attribute(number, octets):
            return struct.pack("=HH", len(octets) + 4, number) + octets + bytes(-len(octets) % 4)
        return struct.pack("!BBH", 2, 0, 5) + attribute(1, struct.pack("!HBB", 0x0800, 0, 0)) + \
            attribute(10, b"mxtrap\0") + \
            attribute(3, struct.pack("!QQ", us // 10**6, us % 10**6)) + attribute(9, packet)
    return packet


def attempt(at, source, to, offsets=LINUX, until=None, port=PORT, ports=itertools.count(20000),
            draw=random.Random(25)):
    """The SYNs of an attempt that begins at second AT and is given up at UNTIL seconds later."""
    source_port, sequence = 1024 + next(ports) % 60000, draw.randrange(1 << 32)
    for i, offset in enumerate(offsets):
        if until is None or offset < until:
            flags = SYN | ECN if i == 0 else SYN
            yield at + offset, ip_packet(source, to, tcp(source_port, port, sequence, flags))


def answered(at, source, to, port=PORT):
    """A connection that a real host takes: one SYN."""
    return list(attempt(at, source, to, offsets=(0,), port=port))


def pcap(packets, kind="ethernet", order="<", nano=False, snaplen=262144, late=0, tags=()):
    """The octets of a pcap file of (seconds, IP packet), which are sorted. LATE seconds pass before
    a packet of NFLOG is read."""
    octets = struct.pack(order + "IHHiIII", 0xA1B23C4D if nano else 0xA1B2C3D4, 2, 4, 0, 0, snaplen,
                         DLT[kind])
    for at, packet in sorted(packets, key=lambda one: one[0]):
        frame = link(packet, kind, tags, round(at * 10**6))
        micros = round((at + late) * 10**6)
        octets += struct.pack(order + "IIII", micros // 10**6,
                              micros % 10**6 * (1000 if nano else 1),
                              min(len(frame), snaplen), len(frame)) + frame[:snaplen]
    return octets


def block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def pcapng(packets, kinds=("ethernet",), resolution=6, simple=False, snaplens=(0,)):
    """The same as pcapng: an interface for each of KINDS and SNAPLENS; SIMPLE packet blocks have no
    time."""
    octets = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    for kind, snaplen in itertools.product(kinds, snaplens):
        octets += block(1, struct.pack("<HHI", DLT[kind], 0, snaplen) +
                        struct.pack("<HHB3x", 9, 1, resolution) + struct.pack("<HH", 0, 0))
    for at, packet in sorted(packets, key=lambda one: one[0]):
        frame = link(packet, kinds[0], (), round(at * 10**6))
        if simple:
            octets += block(3, struct.pack("<I", len(frame)) + frame)
            continue
        units = round(at * 10 ** resolution)
        octets += block(6, struct.pack("<IIIII", 0, units >> 32, units & 0xFFFFFFFF, len(frame),
                                       len(frame)) + frame)
    return octets


def day(noon=1764072000):
    """A day of examples/oc9.yaml: bots, MTAs, one that never gets past the first dummy."""
    draw, packets = random.Random(9), []
    first, real, reals, last = "192.0.2.1", "198.51.100.25", "2001:db8::25", "192.0.2.3"

    def bot(number):
        return f"203.0.113.{number}", noon - 43200 + draw.randrange(80000) + draw.random()

    for number in range(1, 19):  # the first exchanger only
        source, at = bot(number)
        packets += attempt(at, source, first, until=draw.choice((10, 30)))
    for number in range(19, 28):
        source, at = bot(number)
        packets += attempt(at, source, last, until=10)
        if number % 3 == 0:
            packets += attempt(at + 10, source, first, until=10)
    for number in range(28, 34):  # no MX looked up, or no dummy in its family
        source, at = bot(number)
        packets += answered(at, source, real)
        packets += answered(at + 7, f"2001:db8:{number}::1", reals)
    for number in range(34, 46):  # MTAs
        source, at = bot(number)
        wait = draw.choice((30, 30, 60, 131))
        packets += attempt(at, source, first, until=wait)
        packets += answered(at + wait, source, real)
    for hour in range(0, 20, 2):
        packets += attempt(noon - 43200 + hour * 3600, "198.18.7.25", first, until=60)
    return packets


if __name__ == "__main__":
    sys.stdout.buffer.write(pcap(day(), snaplen=128))
