#!/usr/bin/python3
"""mxtrap-watch --state: runs that go on from each other's state report what one run reports; a state
that is cut, damaged or hostile is an error, and whatever ends a run leaves the old one or the new."""
import json
import os
import random
import signal
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(os.path.dirname(__file__), ".."))
from captures import answered, attempt, day, pcap  # noqa: E402
from checks import SOURCE, check, finish, tool_path  # noqa: E402

NOON = 1764072000
OC9 = os.path.join(SOURCE, "examples/oc9.yaml")
folder = None


def run(*arguments, spec=OC9):
    return subprocess.run([tool_path("watch"), "-q", "--spec", spec, *arguments], capture_output=True,
                          timeout=60)


def path(name, octets=None):
    name = os.path.join(folder, name)
    if octets is not None:
        with open(name, "wb") as file:
            file.write(octets)
    return name


def content(name):
    with open(path(name), "rb") as file:
        return file.read()


def traffic():
    """Senders of all kinds in three days: some by both families, one in a loop, queues."""
    packets = day(NOON) + day(NOON + 86400) + day(NOON + 2 * 86400)
    for i in range(30):
        packets += attempt(NOON + 3000 * i, "203.0.113.201", "192.0.2.1", until=30)
        packets += answered(NOON + 3000 * i + 30, "2001:db8:7::1", "2001:db8::25")
        packets += attempt(NOON + 3000 * i + 7, "203.0.113.202", "192.0.2.1", until=30)
    for i in range(300):
        packets += attempt(NOON + i, "203.0.113.203", "192.0.2.1", offsets=(0,))
    return sorted(packets, key=lambda one: one[0])


def check_parts(packets):
    whole = path("whole.pcap", pcap(packets))
    for form in ("json", "ndjson", "text", "prometheus"):
        for options in ((), ("--max-sources=20",), ("--gap=60",), ("--group=network",)):
            wanted = run("-f", form, *options, whole)
            for parts in (2, 7, 60):
                state = path("state")
                if os.path.exists(state):
                    os.unlink(state)
                bounds = [len(packets) * i // parts for i in range(parts + 1)]
                for first, end in zip(bounds, bounds[1:]):
                    done = run("-f", form, *options, "--state", state,
                               path("part.pcap", pcap(packets[first:end])))
                check(f"{parts} parts, {form} {options}", done.returncode == wanted.returncode == 0 and
                      done.stdout == wanted.stdout, done.stdout.decode(), wanted.stdout.decode(),
                      done.stderr)
                if form != "json":
                    break
    report = json.loads(run("-f", "json", whole).stdout)["layouts"][0]
    check("there is something to compare", report["unresolved"] > 0 and report["lost_count"] > 20 and
          report["delay"]["visits"] > 20 and len(report["days"]) > 2, report)


def refused(name, octets, said, *options, spec=OC9):
    """That a state is an error which has SAID, and stays as it is."""
    state = path("refused", octets)
    done = run("--state", state, *options, path("whole.pcap"), spec=spec)
    check(f"{name}: status 2", done.returncode == 2 and done.stdout == b"", done)
    check(f"{name}: the reason", f"{state}:".encode() in done.stderr and said in done.stderr,
          done.stderr)
    check(f"{name}: the file is untouched", content("refused") == octets)


def sum_of(octets):
    value = 0xCBF29CE484222325
    for octet in octets:
        value = (value ^ octet) * 0x100000001B3 % (1 << 64)
    return value


def summed(lines):
    """A state of these lines, with the sum that they need."""
    octets = b"".join(line + b"\n" for line in lines)
    return octets + b"end %d\n" % sum_of(octets)


def check_behaviours(lines):
    """Behaviours are stored by number: a state knows the names that the numbers stand for."""
    names = [one["behaviour"].encode() for one in
             json.loads(run("-f", "json", path("whole.pcap")).stdout)["layouts"][0]["behaviours"]]
    word, layouts, behaviours = lines[2].split()
    check("the names are in the state", int(behaviours) == sum_of(b"\0".join(names) + b"\0"), lines[2])
    names[0], names[1] = names[1], names[0]
    other = b"%s %s %d" % (word, layouts, sum_of(b"\0".join(names) + b"\0"))
    refused("other behaviours", summed(lines[:2] + [other] + lines[3:]), b"with other behaviours")


def check_refusals(packets):
    run("--state", path("good"), path("part.pcap", pcap(packets[:400])))
    good = content("good")
    check("only the owner reads it", os.stat(path("good")).st_mode & 0o777 == 0o600)
    lines = good.splitlines()[:-1]
    check("the sum is that of the file", summed(lines) == good)
    check_behaviours(lines)
    check("a state is read", run("--state", path("copy", good), path("whole.pcap")).returncode == 0)
    for length in range(len(good)):
        if length % 97 == 0 or length > len(good) - 4:
            refused(f"cut after {length}", good[:length],
                    b"the file is cut off" if length != len(good) else b"")
    draw = random.Random(18)
    for _ in range(60):
        at = draw.randrange(len(good))
        octet = bytes([draw.choice([o for o in b"0123456789 \nx" if o != good[at]])])
        refused(f"octet {at} is {octet}", good[:at] + octet + good[at + 1:], b"error: ")
    refused("more at the end", good + b"x\n", b"there is more after the last line")
    refused("a state of a later version", good.replace(b"state 1", b"state 2"), b":1:1: error: ")
    refused("no state", b"zone: oc9.com\n", b"the first line is not")
    refused("nothing", b"", b"cut off")
    refused("a long line", b"x" * 5000, b"the line is too long")
    refused("another port", good, b":2:", "--port=26")
    refused("another gap", good, b"another port, gap or group", "--gap=601")
    refused("another group", good, b"another port, gap or group", "--group=network")
    other = os.path.join(SOURCE, "examples/dual-stack.yaml")
    refused("other layouts", good, b"error: the state is of other layouts", spec=other)
    with open(OC9, encoding="utf-8") as file:
        role = path("role.yaml", file.read().replace("dummy: mail3", "real: mail3").encode())
    refused("another role", good, b"of other layouts", spec=role)


def check_hostile(packets):
    """Numbers out of range, with the right sum at the end: the line is named."""
    lines = content("good").splitlines()[:-1]
    syn = next(i for i, line in enumerate(lines) if line.startswith(b"syn "))
    source = next(i for i in range(syn, 0, -1) if lines[i].startswith(b"source "))
    alone = next(i for i, line in enumerate(lines) if line.startswith(b"source "))
    def replaced(at, field, value):
        words = lines[at].split()
        words[field] = value
        return lines[:at] + [b" ".join(words)] + lines[at + 1:]
    word, half = b"4294967296", b"65536"
    late, count = b"4294967296000", b"9007199254740992"
    first = {name: next(i for i, line in enumerate(lines) if line.startswith(name + b" "))
             for name in (b"times", b"counts", b"set", b"behaviour", b"delay", b"day", b"signature",
                          b"reached")}
    cases = [(first[b"times"], field, late) for field in (1, 2, 3)] + \
        [(first[b"counts"], field, count) for field in range(1, 10)] + \
        [(first[b"set"], 1, b"1"), (first[b"set"], 2, count), (first[b"set"], 3, count),
         (first[b"behaviour"], 1, b"1"), (first[b"behaviour"], 2, b"9"),
         (first[b"behaviour"], 5, count), (first[b"delay"], 1, b"1"),
         (first[b"delay"], 2, b"23552"), (first[b"delay"], 3, word), (first[b"day"], 1, b"1"),
         (first[b"day"], 2, b"49710"), (first[b"day"], 3, b"9"), (first[b"day"], 4, word),
         (first[b"signature"], 1, count), (first[b"signature"], 3, b"256"),
         (first[b"reached"], 1, b"2"), (first[b"reached"], 2, late), (first[b"reached"], 3, b"1"),
         (first[b"reached"], 4, b"64"), (source, 1, b"203.0.113.999"), (source, 2, b"1")] + \
        [(source, field, late) for field in (3, 4, 5)] + \
        [(source, 6, b"18446744073709551616"), (source, 7, b"1"), (source, 8, word),
         (source, 9, word), (source, 10, half), (source, 11, b"512"), (source, 12, b"9"),
         (source, 13, b"16"), (syn, 1, late), (syn, 2, word), (syn, 3, b"7"), (syn, 4, half),
         (syn, 4, b"-1"), (syn, 4, b"0x1"), (syn, 4, b""), (syn, 4, b"1 1"), (syn, 0, b"sin")]
    for at, field, value in cases:
        refused(f"{lines[at]}: {field} is {value}", summed(replaced(at, field, value)),
                b":%d:" % (at + 1))
    refused("a target of the other family", summed(replaced(syn, 3, b"2")), b":%d:" % (syn + 1))
    refused("a packet of no source", summed(lines[:alone] + [lines[syn]]), b":%d:" % (alone + 1))
    refused("a source twice", summed(lines + [lines[source]]), b"was there before")
    refused("a source without a visit", summed(replaced(source, 9, b"0")[:source + 1]),
            b"in the order of their age")
    refused("a closed visit after an open one",
            summed(lines + [b"source 198.18.9.9 0 1 1 1 0 0 1 1 0 1 0 0"]), b"order of their age")
    refused("more packets than a visit has",
            summed(lines[:syn + 1] + [b"syn %d %d 0 1" % (1764000000000 + i * 1000, i)
                                      for i in range(257)]), b"there is no source for this packet")
    refused("no layouts", summed([line for line in lines if not line.startswith(b"layouts")]),
            b"damaged")


def check_ends(packets):
    """A run that fails, or is killed, leaves a state that can be read."""
    good = content("good")
    state = path("kept", good)
    done = run("--state", state, path("cut.pcap", pcap(packets[400:])[:-10]))
    check("a capture that cannot be read whole", done.returncode == 2 and content("kept") == good and
          b"is as it was" in done.stderr, done.stderr)
    done = run("--state", state, "-o", os.path.join(folder, "none/report"), path("whole.pcap"))
    check("a report that cannot be written", done.returncode == 4 and content("kept") == good, done)
    done = run("--state", os.path.join(folder, "none/state"), path("whole.pcap"))
    check("a state that cannot be written", done.returncode == 4 and b"none/state" in done.stderr, done)
    done = run("--state=-", path("whole.pcap"))
    check("standard input is no state", done.returncode == 2 and b"--state takes" in done.stderr, done)
    # Neither the report nor the state replaces an input, or the other.
    capture, spec = path("whole.pcap"), path("input.yaml", open(OC9, "rb").read())
    before = content("whole.pcap"), content("input.yaml")
    for options in (("-o", capture), ("-o", spec), ("--state", capture), ("--state", spec)):
        done = run(*options, capture, spec=spec)
        check(f"{options} is an input", done.returncode == 2 and
              b"is both input and output" in done.stderr, done)
    check("the inputs are as they were", before == (content("whole.pcap"), content("input.yaml")))
    for name in (state, path("new")):
        done = run("-o", name, "--state", name, capture)
        check("one file for both", done.returncode == 2 and b"--state" in done.stderr, done)
    check("the state is as it was", content("kept") == good and not os.path.exists(path("new")))
    # What came before the state cannot be put in its place: that is said, and only then.
    early = "packets are older than the state"
    for name, part, is_early in (("again", path("whole.pcap"), True),
                                 ("rest", path("later.pcap", pcap(packets[400:])), False)):
        path("kept", good)
        done = subprocess.run([tool_path("watch"), "--spec", OC9, "--state", state, part], capture_output=True,
                              timeout=60, check=True)
        check(f"{name}: older packets", (early in done.stderr.decode()) == is_early, done.stderr)
    path("kept", good)
    # An interface that is not there: nothing was seen, and the last report and state stay.
    report = path("report", b"the last one")
    done = run("--state", state, "-o", report, "-i", "none/there")
    check("no interface", done.returncode == 2 and done.stdout == b"" and b"none/there:1:1: error: " in
          done.stderr and b"no attempt" not in done.stderr, done)
    check("they stay", content("report") == b"the last one" and content("kept") == good)
    # Killed at any moment: the states of both runs can be read, and there is no third.
    rest = path("rest.pcap", pcap(packets[400:]))
    run("--state", path("after", good), rest)
    allowed = {good, content("after")}
    seen = set()
    draw = random.Random(9)
    for _ in range(40):
        path("kept", good)
        child = subprocess.Popen([tool_path("watch"), "-q", "--spec", OC9, "--state", state, rest],
                                 stdout=subprocess.DEVNULL)
        try:
            child.wait(draw.random() / 20)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
        seen.add(content("kept"))
    check("killed", seen <= allowed, len(seen))


def main():
    global folder
    with tempfile.TemporaryDirectory() as folder:
        packets = traffic()
        check_parts(packets)
        check_refusals(packets)
        check_hostile(packets)
        check_ends(packets)
    return finish(500)


sys.exit(main())
