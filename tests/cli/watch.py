#!/usr/bin/python3
"""mxtrap-watch over captures that are written here, in simulated time: what each sender is called,
who is lost and who cannot be told, and that the same traffic gives the same report however it was
captured."""
import json
import os
import struct
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(os.path.dirname(__file__), ".."))
from captures import (ACK, LINUX, SYN, answered, attempt, ip_packet, pcap, pcapng,  # noqa: E402
                      tcp)
from checks import SOURCE, check, finish, tool_path  # noqa: E402

NOON = 1764072000  # 2025-11-25T12:00:00Z
OC9 = os.path.join(SOURCE, "examples/oc9.yaml")
D1, R1, R2, D2, D3 = "192.0.2.1", "198.51.100.25", "198.51.100.26", "192.0.2.2", "192.0.2.3"
R1_6 = "2001:db8::25"
LINUX_6_18 = (0, 1, 2, 3, 4, 5, 7, 11.3, 19.5, 35.7, 69.5)
LATER = answered(NOON + 86400, "203.0.113.250", R1)  # so that no visit is cut short
folder = None


def run(*arguments, stdin=None):
    return subprocess.run([tool_path("watch"), *arguments], input=stdin, capture_output=True,
                          timeout=60)


def written(octets, name="a.pcap"):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(octets)
    return path


def document(*arguments, octets=None, status=0):
    """The JSON of a run, of OC9 where no layout is given."""
    if octets is not None:
        arguments += (written(octets),)
    if not any(word.startswith(("--spec", "--zone")) for word in arguments):
        arguments = ("--spec", OC9) + arguments
    done = run("-f", "json", *arguments)
    check(f"status of {arguments[2:]}", done.returncode == status, done.returncode, done.stderr)
    return json.loads(done.stdout)


def report(packets, *arguments, status=0):
    return document(*arguments, octets=pcap(packets + LATER), status=status)


def seen(result):
    """Visits by behaviour, without those of LATER."""
    found = {one["behaviour"]: one["visits"] for one in result["layouts"][0]["behaviours"]}
    found["real-only"] -= 1
    return {name: visits for name, visits in found.items() if visits > 0}


def lost(result):
    return [one["source"] for one in result["layouts"][0]["lost"]]


def silent(at, source, to, until=30):
    return list(attempt(at, source, to, until=until))


def queue(source, to=D1, times=12, pause=1800):
    return [packet for i in range(times) for packet in silent(NOON + i * pause, source, to)]


def check_behaviours():
    """A sender of each kind, all of them at the same time, and each by itself."""
    us = "203.0.113.%d"
    senders = {
        "first-only": silent(NOON, us % 1, D1),
        "last-only": silent(NOON + 1, us % 2, D3),
        "last-then-first": silent(NOON + 2, us % 3, D3) + silent(NOON + 32, us % 3, D1),
        "reverse": silent(NOON, us % 4, D3) + silent(NOON + 30, us % 4, D2) +
        answered(NOON + 60, us % 4, R2),
        "in-order": silent(NOON, us % 5, D1, 131) + answered(NOON + 131, us % 5, R1),
        "real-only": answered(NOON, us % 6, R1),
        "random": silent(NOON, us % 7, D2) + answered(NOON + 30, us % 7, R1),
        "all-at-once": [packet for i, to in enumerate((D1, R1, R2, D2, D3))
                        for packet in silent(NOON + i / 100, us % 8, to, 10 if to[1] == "9" else 1)],
        "scan": list(attempt(NOON, us % 9, D2, offsets=(0,))) +
        list(attempt(NOON + 2, us % 9, D1, offsets=(0,))),
    }
    names = [row["behaviour"] for row in report([])["layouts"][0]["behaviours"]]
    check("a sender for each behaviour", sorted(names) == sorted(senders), names)
    for name, packets in senders.items():
        result = report(packets)
        check(f"{name} by itself", seen(result) == {name: 1}, seen(result))
    result = report([packet for packets in senders.values() for packet in packets])
    check("all at once", seen(result) == {name: 1 for name in senders}, seen(result))
    delay = result["layouts"][0]["delay"]
    check("delays", delay["visits"] == 4 and delay["most"] == 131 and
          30 <= delay["median"] < 30.03, delay)
    check("lost", sorted(lost(result)) == [us % 1, us % 2, us % 3, us % 9], lost(result))
    check("the sources", result["summary"]["sources"] == 10, result["summary"])
    # Monitors and programs of the same kind that are none of them.
    twice = silent(NOON, us % 1, D1) + silent(NOON + 0.2, us % 1, D1)
    check("the same dummy from two ports", seen(report(twice)) == {"first-only": 1})
    resets = document("--spec", os.path.join(SOURCE, "examples/reset.yaml"), octets=pcap([]))
    check("a spec of resets", resets["layouts"][0]["owner"] == "example.com.")


def check_losses():
    heads = "203.0.113.77"
    packets = queue(heads) + silent(NOON, "203.0.113.1", D1) + answered(NOON + 30, "203.0.113.1", R1)
    packets += silent(NOON + 40, "203.0.113.2", D1)
    result = report(packets, "--max-lost=2")
    first = result["layouts"][0]["lost"][0]
    check("who retries for hours is the first of the lost",
          lost(result) == [heads, "203.0.113.2"] and first["retries_as_a_queue"] and
          first["visits"] == 12 and first["attempts"] == 12 and first["name"] is None, first)
    check("its times", (first["first"], first["last"]) ==
          ("2025-11-25T12:00:00Z", "2025-11-25T17:30:15Z"), first)
    check("one that comes once is no queue",
          not result["layouts"][0]["lost"][1]["retries_as_a_queue"])
    report(packets, "--max-lost=1", status=1)
    report(packets, "--max-lost=0", status=1)
    report(answered(NOON, heads, R1), "--max-lost=0")
    check("--top", lost(report(packets, "--top=1")) == [heads])
    # Retries are a queue's from the second on, four minutes apart or more, half a day at most.
    for times, pause, expected in ((2, 1800, False), (3, 1800, True), (3, 240, True), (3, 239, False),
                                   (3, 43185, True), (3, 43216, False)):
        one = report(queue(heads, D1, times, pause) + answered(NOON + 200000, "203.0.113.3", R1))
        check(f"{times} times every {pause} s: a queue is {expected}",
              one["layouts"][0]["lost"][0]["retries_as_a_queue"] == expected, one["layouts"][0])
    # Their pauses: within a visit, between two, and none after it has delivered.
    one = report(queue(heads, D1, 3, 300) + queue("203.0.113.5", D1, 4, 1800) +
                 silent(NOON + 3600, "203.0.113.6", D1) + answered(NOON + 3630, "203.0.113.6", R1) +
                 silent(NOON + 7200, "203.0.113.6", D1) + answered(NOON + 7230, "203.0.113.6", R1))
    check("pauses", one["layouts"][0]["retries"] == [{"from": 240, "to": 480, "count": 2},
                                                     {"from": 1500, "to": 2400, "count": 3}], one["layouts"][0])
    # It delivers in the end: nothing is lost.
    check("delivered at last", lost(report(queue(heads) + answered(NOON + 30000, heads, R1))) == [])


def check_families():
    """A sender that comes by IPv4 to the dummy and by IPv6 to the real host is not lost."""
    four, six = "203.0.113.1", "2001:db8:7::%d"
    def unresolved(result):
        return result["layouts"][0]["unresolved"]
    for after, expected in ((0, 1), (30, 1), (300, 1), (301, 0)):
        result = report(silent(NOON, four, D1) + answered(NOON + after, six % 1, R1_6))
        check(f"the other family {after} s later", unresolved(result) == expected and
              len(lost(result)) == 1 - expected, result["layouts"][0])
    same = report(silent(NOON, four, D1) + answered(NOON + 30, "203.0.113.2", R1))
    check("another of the same family explains nothing", lost(same) == [four], same)
    for name, host, expected in (("the same other", lambda i: six % 1, 1),
                                 ("any other", lambda i: f"2001:db8:7:{i}::1", 0)):
        packets = queue(four, times=20)
        for i in range(20):
            packets += answered(NOON + 1800 * i + 30, host(i), R1_6)
        result = report(packets)
        check(f"{name} each time", unresolved(result) == expected and
              len(lost(result)) == 1 - expected, result["layouts"][0])
    # By IPv6 there is no dummy in this layout.
    check("the half that delivers", seen(report(answered(NOON, six % 1, R1_6))) == {"real-only": 1})
    # Hosts of one /64 are one source; of two /64, two, but with --group=network.
    pair = answered(NOON, "2001:db8:7:1::1", R1_6) + answered(NOON + 1, "2001:db8:7:1:f::2", R1_6) + \
        answered(NOON + 2, "2001:db8:7:2::1", R1_6)
    check("/64", report(pair)["summary"]["sources"] == 3)
    check("/48", report(pair, "--group=network")["summary"]["sources"] == 2)
    moved = silent(NOON, "203.0.113.1", D1) + answered(NOON + 30, "203.0.113.9", R1)
    check("a sender that moves", lost(report(moved)) == ["203.0.113.1"])
    check("a sender that moves, by its network", lost(report(moved, "--group=network")) == [] and
          seen(report(moved, "--group=network")) == {"in-order": 1})


def check_visits():
    """The pause that ends a visit; retransmissions and copies, which are no attempts."""
    for pause, visits in ((599.9, 1), (600, 1), (600.1, 2)):
        one = list(attempt(NOON, "203.0.113.1", D1, offsets=(0,)))
        two = answered(NOON + pause, "203.0.113.1", R1)
        result = report(one + two)
        check(f"{pause} s between attempts", result["summary"]["visits"] == visits + 1, seen(result))
    check("--gap", report(one + two, "--gap=601")["summary"]["visits"] == 2)
    long = list(attempt(NOON, "203.0.113.1", D1, offsets=LINUX_6_18))
    result = report(long)
    check("retransmissions are one attempt", result["summary"]["attempts"] == 2, result["summary"])
    check("SYN times", result["signatures"] ==
          [{"seconds": [0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 69], "attempts": 1}], result["signatures"])
    for apart, count in ((0.00012, 1), (0.099, 1), (0.1, 2)):
        copies = long + [(at + apart, packet) for at, packet in long]
        result = report(copies)
        check(f"copies {apart} s apart", result["summary"]["attempts"] == 2 and
              len(result["signatures"][0]["seconds"]) == (11 if count == 1 else 15), result)
    # What makes an attempt: port, sequence number and target, all three.
    def syn(at, to, port=1025, sequence=7):
        return NOON + at, ip_packet("203.0.113.1", to, tcp(port, 25, sequence, SYN))
    for name, more, attempts in (("the same", syn(1, D1), 1), ("another port", syn(1, D1, 1026), 2),
                                 ("another number", syn(1, D1, 1025, 8), 2),
                                 ("another target", syn(1, D2), 2)):
        result = report([syn(0, D1), more])
        check(f"{name}: attempts", result["summary"]["attempts"] == attempts + 1, result["summary"])
    for name, packets in (("sent twice", [syn(0, D1), syn(1, D1)]),
                          ("two attempts", [syn(0, D1), syn(1, D1, 1026)])):
        check(f"{name} is no scan", seen(report(packets)) == {"first-only": 1})
    wandering = [packet for i, to in enumerate((D1, D2, D3)) for packet in silent(NOON + i * 299, "203.0.113.1", to)]
    check("other targets are no retries",
          not report(wandering)["layouts"][0]["lost"][0]["retries_as_a_queue"])
    check("a real host that is slow has no signature",
          report([syn(0, R1), syn(1, R1)])["signatures"] == [])
    resets = document("--spec", os.path.join(SOURCE, "examples/reset.yaml"), octets=pcap(
        silent(NOON, "203.0.113.1", "192.0.2.1")))
    check("dummies that reset have no signature", resets["summary"]["attempts"] == 1 and
          resets["signatures"] == [], resets)
    late = [(NOON + 2, answered(NOON, "203.0.113.1", R1)[0][1])] + silent(NOON, "203.0.113.1", D1, 2)
    result = document(octets=pcap(late[:1]) + pcap(late[1:] + LATER)[24:])
    check("packets that are not in their order", seen(result) == {"in-order": 1} and
          result["layouts"][0]["delay"]["most"] == 2, result["layouts"][0])
    overlap = silent(NOON, "203.0.113.1", D1, 16) + answered(NOON + 0.3, "203.0.113.1", R1)
    result = report(overlap)
    check("streams that overlap", seen(result) == {"in-order": 1} and
          result["layouts"][0]["delay"]["most"] == 0.3, result["layouts"][0])
    many = [packet for i in range(300)
            for packet in attempt(NOON + i, "203.0.113.1", D1, offsets=(0,))]
    check("a visit of 300 SYNs", report(many)["summary"]["attempts"] == 301)
    ended = document(octets=pcap(silent(NOON, "203.0.113.1", D1)))
    check("the end of a capture accuses nobody", lost(ended) == [] and
          ended["layouts"][0]["unfinished"] == 1 and ended["layouts"][0]["unresolved"] == 0, ended)
    for at, unfinished in ((314.9, 1), (315, 0)):  # since its last SYN
        ended = document(octets=pcap(silent(NOON, "203.0.113.1", D1) +
                                     answered(NOON + at, "203.0.113.2", R1)))
        check(f"the capture ends {at} s later", ended["layouts"][0]["unfinished"] == unfinished, ended)


def check_limits():
    packets = silent(NOON, "203.0.113.1", D1) + silent(NOON + 3600, "203.0.113.2", D1)
    for argument, expected in (("--since=2025-11-25T12:59:59Z", ["203.0.113.2"]),
                               ("--until=2025-11-25T13:00:00Z", []),
                               ("--since=2025-11-26", []), ("--until=2025-11-26", ["203.0.113.1"])):
        found = lost(report(packets, argument))
        check(argument, found == expected, found)
    for bad in ("yesterday", "2025-13-01", "2025-02-29", "2025-11-25T24:00:00Z", "2025-11-25 12:00",
                "25-11-25", "1969-12-31", ""):
        done = run("--spec", OC9, f"--since={bad}", "-")
        check(f"--since={bad}", done.returncode == 2 and b"takes a time" in done.stderr, done.stderr)
    for words, said in ((("--since=2026-01-02", "--until=2026-01-01"), b"--since is not before --until"),
                        (("--since=2026-01-01", "--until=2026-01-01"), b"--since is not before --until"),
                        (("--server=192.0.2.53",), b"need a domain or --names"),
                        (("--recursive",), b"need a domain or --names")):
        done = run("--spec", OC9, *words, written(pcap([])))
        check(f"{words}", done.returncode == 2 and said in done.stderr, done.stderr)
    done = run("http://example.com/", written(pcap([])))
    check("a URL", done.returncode == 2 and b"is a URL, not a domain" in done.stderr, done.stderr)
    for bad in ("-1", "x", "", "4294967296"):
        done = run("--spec", OC9, f"--max-lost={bad}", "-")
        check(f"--max-lost={bad}", done.returncode == 2 and b"takes a number" in done.stderr)
    submission = list(attempt(NOON, "203.0.113.1", D1, port=587, until=30))
    check("another port", report(submission)["summary"]["attempts"] == 1)
    check("--port", document("--port=587", octets=pcap(submission))["summary"]["attempts"] == 1)
    crowd = [packet for i in range(200) for packet in
             attempt(NOON + i * 60, f"203.0.113.{i + 1}", D1, until=30)]
    bounded = report(crowd, "--max-sources=10")
    check("--max-sources", bounded["summary"]["dropped_sources"] == 191 and
          seen(bounded) == {"first-only": 200} and len(lost(bounded)) == 9, bounded["summary"])
    # One that was dropped may have been lost: the limit does not hold by forgetting.
    report(crowd, "--max-sources=10", "--max-lost=199", status=1)
    report(crowd, "--max-sources=10", "--max-lost=200")
    # A limit does not hold because nothing was seen.
    document("--max-lost=0", octets=pcap([]), status=1)
    document("--max-lost=9", "--since=2099-01-01", octets=pcap(LATER), status=1)
    document(octets=pcap([]))
    check("nothing seen is said",
          b"no attempt at an exchanger was seen" in run("--spec", OC9, written(pcap([]))).stderr)
    result = report(queue("203.0.113.1") + queue("203.0.113.2") + queue("198.18.0.1"), "--anonymize")
    names = [name.split(".") for name in lost(result)]
    alike = [sum(a[:n] == b[:n] for n in (1, 2, 3)) for a, b in
             ((names[0], names[1]), (names[0], names[2]), (names[1], names[2]))]
    check("--anonymize keeps prefixes", sorted(alike)[2] == 3 and sorted(alike)[1] < 3 and
          not {"203.0.113.1", "203.0.113.2"} & set(lost(result)), lost(result))


def without_packets(result):
    return {**result, "summary": {**result["summary"], "packets": 0}}


def check_captures():
    """The same traffic, captured in other ways."""
    four = queue("203.0.113.1") + silent(NOON, "203.0.113.5", D1) + answered(NOON + 30, "203.0.113.5", R1)
    six = answered(NOON + 5, "2001:db8:9::1", R1_6) + LATER
    packets = four + six
    wanted = document(octets=pcap(packets))
    check("there is something to compare", lost(wanted) == ["203.0.113.1"], wanted)
    big = [(at, packet) for at, packet in packets]
    same = {
        "VLAN": pcap(packets, tags=[(0x8100, 5)]),
        "QinQ": pcap(packets, tags=[(0x88A8, 5), (0x8100, 6)]),
        "big-endian": pcap(big, order=">"), "nanoseconds": pcap(packets, nano=True),
        "pcapng": pcapng(packets), "pcapng, ms": pcapng(packets, resolution=3),
        "pcapng, ns": pcapng(packets, resolution=9),
        **{kind: pcap(packets, kind) for kind in ("sll", "sll2", "raw", "null", "loop", "pflog",
                                                  "nflog")},
        "nflog, read late": pcap(packets, "nflog", late=0.9),
        "nflog in pcapng": pcapng(packets, ("nflog",)),
    }
    for name, octets in same.items():
        check(f"{name}: the same report", document(octets=octets) == wanted, name)
    done = run("--spec", OC9, "-f", "json", "-", stdin=pcap(packets))
    check("standard input", json.loads(done.stdout) == wanted, done.stderr)
    # Two hosts, one of which has the dummies; a bridge, which has each packet twice.
    halves = [[one for one in packets if (one[1][16:20] == bytes([192, 0, 2, 1])) == dummy]
              for dummy in (True, False)]
    paths = [written(pcap(half, "sll"), f"{i}.pcap") for i, half in enumerate(halves)]
    check("two hosts", document(*paths) == wanted)
    check("two hosts, the other way round", document(*reversed(paths)) == wanted)
    # A dummy that resets costs less than a millisecond.
    reset = [(NOON + i / 10000, tcp_syn) for i, to in enumerate((D1, R1))
             for _, tcp_syn in answered(NOON, "203.0.113.5", to)]
    for kind in ("sll", "nflog"):
        paths = [written(pcap([one], kind), f"{i}.pcap") for i, one in enumerate(reset)]
        for pair in (paths, paths[::-1]):
            result = document(*pair, written(pcap(LATER)))
            check(f"{kind}: two hosts, less than a millisecond apart", seen(result) == {"in-order": 1}, result)
    check("each packet twice", without_packets(document(written(pcap(packets)), written(
        pcapng([(at + 0.00012, packet) for at, packet in packets]), "b"))) == without_packets(wanted))
    # Other packets of the same connections count as packets only.
    more = [(at, ip_packet("198.51.100.25", "203.0.113.5", tcp(25, 1025, 7, SYN | ACK)))
            for at, _ in packets] + [(NOON, ip_packet("203.0.113.5", D1, b"1234", protocol=17))]
    check("other packets", without_packets(document(octets=pcap(packets + more))) ==
          without_packets(wanted))
    extended = [(NOON, ip_packet("2001:db8:9::1", R1_6, tcp(1025, 25, 1, SYN),
                                 extensions=[(0, bytes(7)), (60, bytes(7))]))]
    check("IPv6 extension headers", document(octets=pcap(extended))["summary"]["attempts"] == 1)


def reads(octets):
    """The exit status of a capture, how many of its packets count, and what is said."""
    done = run("-q", "--spec", OC9, "-f", "json", written(octets))
    return done.returncode, json.loads(done.stdout)["summary"]["packets"], done.stderr.decode()


def check_cuts(packets):
    """A capture that ends after any octet: what came before that packet counts, and its number is said."""
    for name, octets, begin in (("pcap", pcap(packets), 24), ("pcapng", pcapng(packets), 60)):
        size = (len(octets) - begin) // len(packets)
        check(f"{name}: packets of one size", begin + size * len(packets) == len(octets), size)
        wrong = []
        for end in range(begin, len(octets) + 1):
            whole, rest = divmod(end - begin, size)
            status, count, said = reads(octets[:end])
            if (status, count) != (2 if rest else 0, whole) or (f"packet {whole + 1}: " in said) != (rest > 0):
                wrong.append((end, status, count, said))
        check(f"{name}: cut after any octet", wrong == [], wrong[:3])


def check_blocks(packets):
    """Blocks of pcapng whose lengths are wrong, or whose interface is not there, in the third packet."""
    octets, at = pcapng(packets), 60
    size = (len(octets) - at) // len(packets)
    at += 2 * size
    for name, offset, number, said in (
            ("its length", 4, 0x7FFFFFF0, "block size"), ("its length", 4, 8, "has a length of 8"),
            ("the length at its end", size - 4, 64, "don't match"),
            ("its interface", 8, 7, "no Interface Description Block"),
            ("the packet's length", 20, 0x7FFFFFFF, "bigger than snaplen")):
        damaged = bytearray(octets)
        struct.pack_into("<I", damaged, at + offset, number)
        result = reads(bytes(damaged))
        check(f"{name} is {number}", result[:2] == (2, 2) and "packet 3: " in result[2] and
              said in result[2], result)


def check_damage():
    """Captures that end early, that are cut by a snaplen, that are none."""
    packets = queue("203.0.113.1") + LATER
    whole = pcap(packets)
    record = 16 + 14 + 44
    for cut, number in ((24 + record * 10 + 5, 11), (24 + record * 10 + 20, 11), (24 + 5, 1)):
        done = run("--spec", OC9, "-f", "json", written(whole[:cut]))
        result = json.loads(done.stdout)
        check(f"a capture of {cut} octets", done.returncode == 2 and
              f"packet {number}: ".encode() in done.stderr and
              result["summary"]["packets"] == number - 1, done.stderr, result["summary"])
    check_cuts(packets[:2])
    check_blocks(packets[:5])
    damaged = bytearray(whole)
    struct.pack_into("<I", damaged, 24 + record * 4 + 8, 0x7FFFFFFF)
    done = run("--spec", OC9, "-f", "json", written(damaged))
    check("a damaged length", done.returncode == 2 and b"packet 5: " in done.stderr and
          json.loads(done.stdout)["summary"]["packets"] == 4, done.stderr)
    other = run("--spec", OC9, "-f", "json", written(whole[:100], "cut"), written(whole, "whole"))
    check("the other capture is read to its end", other.returncode == 2 and
          lost(json.loads(other.stdout)) == ["203.0.113.1"], other.stderr)
    for name, octets, said in (("text", b"zone: x\n" * 9, b"unknown file format"),
                               ("nothing", b"", b"truncated"),
                               ("Bluetooth", struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 99, 201),
                                b"packets of link type 201"),
                               ("two link types", pcapng(packets, ("ethernet", "sll")),
                                b"packet 1: an interface has a type 113 different"),
                               ("two snaplens", pcapng(packets, snaplens=(0, 96)),
                                b"packet 1: an interface has a snapshot length 96 different")):
        done = run("--spec", OC9, "-f", "json", written(octets))
        check(f"{name} is no capture", done.returncode == 2 and said in done.stderr and
              json.loads(done.stdout)["summary"]["packets"] == 0, done.stderr)
    for path in (folder, os.path.join(folder, "none")):
        done = run("--spec", OC9, path)
        check(f"{path} cannot be read", done.returncode == 2 and
              f"{path}:1:1: error: ".encode() in done.stderr, done.stderr)
    # tcpdump -s 96 of NFLOG cuts the packets when they are read again: that is said.
    done = run("--spec", OC9, "-f", "json", written(pcap(packets, "nflog", snaplen=80)))
    result = json.loads(done.stdout)["summary"]
    check("a snaplen that is too small", result["cut_packets"] == len(packets) and
          result["attempts"] == 0 and b"without their TCP header" in done.stderr, result, done.stderr)
    # nft's `snaplen 40` cuts them as well, and only IP's own length says so: of IPv6 no TCP is left.
    both = silent(NOON, "203.0.113.1", D1, 1) + answered(NOON, "2001:db8:9::1", R1_6)
    result = document(octets=pcap([(at, packet[:40]) for at, packet in both], "nflog"))["summary"]
    check("packets of 40 octets", result["cut_packets"] == 1 and result["attempts"] == 1, result)
    done = run("--spec", OC9, "-f", "json", written(pcapng(packets, simple=True)))
    result = json.loads(done.stdout)["summary"]
    far = pcapng([(1 << 62, packet) for _, packet in packets], resolution=0)
    late = document(octets=far)["summary"]
    check("a time that is no date", late["untimed_packets"] == len(packets) and late["packets"] == 0, late)
    check("Simple Packet Blocks have no time", result["untimed_packets"] == len(packets) and
          result["packets"] == 0 and b"without a time" in done.stderr, result)


def check_layouts():
    """Where layouts come from, and which of them a packet is for."""
    done = run(written(b""))
    check("no layout", done.returncode == 2 and b"--spec, --zone or a domain" in done.stderr)
    zone = written(b"$ORIGIN a.com.\n@ 60 SOA n h 1 1 1 1 1\n@ 60 MX 1 d\n@ 60 MX 2 r\n"
                   b"d 60 A 192.0.2.1\nr 60 A 198.51.100.25\n", "a.zone")
    result = document("--zone", zone, "--dummy=d.a.com", octets=pcap(
        silent(NOON, "203.0.113.1", D1) + LATER))
    for names, said in ((["d.a.com"], b""), (["d.a.con", "d.a.com."], b'"d.a.con", named as a dummy, is not an exchanger'
                                             b' of any zone; did you mean d.a.com.? [unknown-dummy]\n')):
        done = run("--zone", zone, *("--dummy=" + name for name in names), written(pcap(LATER)))
        check(f"dummies {names}", done.returncode == 0 and done.stderr.endswith(said) and
              (b"unknown-dummy" in done.stderr) == (said != b""), done)
    done = run("--spec", OC9, "--dummy=d.a.con", written(pcap(LATER)))
    check("a spec has its own roles", b"unknown-dummy" not in done.stderr, done)
    check("a zone file", result["layouts"][0]["owner"] == "a.com." and lost(result) != [], result)
    spec = written(b"layouts:\n  one:\n    mx:\n    - {dummy: d.x.net., address: 192.0.2.1}\n"
                   b"    - {real: r.x.net., address: 192.0.2.5}\n"
                   b"zones:\n- {zone: a.com, layout: one}\n- {zone: b.com, layout: one}\n"
                   b"- zone: c.com\n  mx:\n  - {dummy: d, address: 192.0.2.9}\n"
                   b"  - {real: r, address: 192.0.2.5}\n", "many.yaml")
    result = document("--spec", spec, octets=pcap(
        silent(NOON, "203.0.113.1", "192.0.2.9") + answered(NOON + 30, "203.0.113.1", "192.0.2.5") +
        silent(NOON, "203.0.113.2", "192.0.2.1") + answered(NOON + 30, "203.0.113.2", "192.0.2.5") +
        answered(NOON, "203.0.113.3", "192.0.2.5") + answered(NOON + 9999, "203.0.113.4", "192.0.2.5")))
    by = {one["owner"]: (one["owners"], {row["behaviour"]: row["visits"] for row in one["behaviours"]
                                         if row["visits"]}) for one in result["layouts"]}
    check("layouts that share a host", by == {"a.com.": (2, {"in-order": 1, "real-only": 2}),
                                              "c.com.": (1, {"in-order": 1})}, by)
    # One that goes on to a real host of another set, and one that knocks at sets with nothing in common.
    sets = written(b"zones:\n- zone: a.com\n  mx: [{dummy: d, address: 192.0.2.1}, {real: r, address: 192.0.2.5}]\n"
                   b"- zone: c.com\n  mx: [{real: r, address: 192.0.2.5}, {real: s, address: 192.0.2.6}]\n"
                   b"- zone: e.com\n  mx: [{real: r, address: 192.0.2.7}]\n", "sets.yaml")
    result = document("--spec", sets, octets=pcap(
        silent(NOON, "203.0.113.1", "192.0.2.1") + answered(NOON + 30, "203.0.113.1", "192.0.2.6") +
        answered(NOON + 40, "203.0.113.1", "192.0.2.7") + answered(NOON + 9999, "203.0.113.4", "192.0.2.5")))
    check("a real host of another set", lost(result) == [] and result["layouts"][0]["unresolved"] == 0, result)
    check("a source at two sets is one", result["summary"]["sources"] == 2, result["summary"])
    # The first dummy is of sets that do not explain the visit: the other family has five minutes
    # from the dummy of the one that does.
    mixed = written(b"zones:\n- {zone: a.com, mx: [{dummy: x, address: 192.0.2.1}, {real: r, address: 192.0.2.5}]}\n"
                    b"- {zone: c.com, mx: [{dummy: x, address: 192.0.2.1}, {real: s, address: 192.0.2.6}]}\n"
                    b"- {zone: e.com, mx: [{dummy: y, address: 192.0.2.9}, {real: r, address: 192.0.2.5},\n"
                    b"  {real: t, address: \"2001:db8::25\"}]}\n", "mixed.yaml")
    for after, unknown in ((199, 0), (200, 1), (500, 1), (501, 0)):
        result = document("--spec", mixed, octets=pcap(
            silent(NOON, "203.0.113.1", "192.0.2.1") + silent(NOON + 200, "203.0.113.1", "192.0.2.9") +
            answered(NOON + after, "2001:db8:7::1", R1_6) + answered(NOON + 9999, "203.0.113.4", "192.0.2.5")))
        check(f"five minutes from the dummy, {after}", [
            (one["unresolved"], one["lost_count"]) for one in result["layouts"]
            if one["owner"] == "e.com."] == [(unknown, 1 - unknown)], result["layouts"])
    # A host of more sets than are looked at: the other one decides.
    crowd = written(b"zones:\n" + b"".join(
        b"- {zone: z%d.com, mx: [{dummy: d, address: 192.0.2.%d}, {real: r, address: 192.0.2.200}]}\n" %
        (i, i) for i in range(1, 71)), "crowd.yaml")
    result = document("--spec", crowd, octets=pcap(
        answered(NOON, "203.0.113.1", "192.0.2.200") + silent(NOON + 9, "203.0.113.1", "192.0.2.70") +
        answered(NOON + 9999, "203.0.113.4", "192.0.2.200")))
    check("the rarest host decides", {one["owner"] for one in result["layouts"] if any(
        row["visits"] for row in one["behaviours"])} == {"z1.com.", "z70.com."})
    none = written(b"zone: a.com\nmx:\n- dummy: d.x.net.\n- real: r.x.net.\n", "none.yaml")
    done = run("--spec", none, written(pcap([])))
    check("no address", done.returncode == 2 and b"known address" in done.stderr, done.stderr)
    half = written(b"zone: a.com\nmx:\n- {dummy: d.x.net., address: 192.0.2.1}\n- real: r.x.net.\n", "h.yaml")
    done = run("--spec", half, written(pcap([])))
    check("a host without an address", done.returncode == 0 and
          b"1 exchangers have no known address" in done.stderr, done.stderr)
    check("--quiet", run("-q", "--spec", half, written(pcap([]))).stderr == b"")


def check_text():
    packets = queue("203.0.113.1") + silent(NOON, "203.0.113.5", D1, 30) + \
        answered(NOON + 30, "203.0.113.5", R1) + answered(NOON + 1, "2001:db8:9::1", R1_6) + LATER
    path = written(pcap(packets))
    done = run("--spec", OC9, path)
    for line in ("oc9.com.:", "first-only                1        12        12         0         1",
                 "12 of 15 visits (80 %) never reached a real host",
                 "delay of 1 visit from a dummy to a real host:", "  median 30.0 s, 90 % within",
                 "1 source met a dummy and never a real host",
                 "  1 of them retries as a queue does: mail may be lost",
                 "  203.0.113.1         12    12  11-25T12:00 11-25T17:30 first-only, retries",
                 "  13: 1 3 7 15"):
        check(f"text has {line}", "\n" + line in "\n" + done.stdout.decode(), done.stdout.decode())
    check("no colours", b"\033" not in done.stdout)
    check("colours", b"\033[1;31m" in run("--color=always", "--spec", OC9, path).stdout)
    metrics = os.path.join(folder, "metrics")
    done = run("--spec", OC9, "-f", "prometheus", "-o", metrics, path)
    check("--output", done.returncode == 0 and done.stdout == b"", done.stderr)
    with open(metrics, encoding="utf-8") as text:
        told = text.read()
    for line in ('mxtrap_watch_visits_total{owner="oc9.com.",behaviour="first-only"} 12',
                 'mxtrap_watch_lost_sources{owner="oc9.com.",retries="yes"} 1',
                 'mxtrap_watch_lost_sources{owner="oc9.com.",retries="no"} 0',
                 'mxtrap_watch_delay_seconds{owner="oc9.com.",quantile="1"} 30.000'):
        check(f"metrics have {line}", line in told.splitlines(), told)
    valid = subprocess.run([sys.executable, os.path.join(SOURCE, "tests/unit/prometheus_text.py"), metrics],
                           capture_output=True)
    check("the metrics are valid", valid.returncode == 0, valid.stdout, valid.stderr)
    lines = run("--spec", OC9, "-f", "ndjson", path).stdout.decode().splitlines()
    one, whole = json.loads(lines[0]), document(path)
    check("ndjson", len(lines) == 1 and one == {"schema": whole["schema"], **whole["layouts"][0],
                                                "summary": whole["summary"]}, lines)


def main():
    global folder
    with tempfile.TemporaryDirectory() as folder:
        for part in (check_behaviours, check_losses, check_families, check_visits, check_limits,
                     check_captures, check_damage, check_layouts, check_text):
            part()
    return finish(150)


sys.exit(main())
