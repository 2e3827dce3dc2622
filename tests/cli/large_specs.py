#!/usr/bin/python3
"""Large specs: a thread of its own reads the YAML where there are two processors, and another one
writes half of the zones. The same output, to the byte, as on one processor, also where an error is
near the end."""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import checks  # noqa: E402

GEN, SIM = checks.tool_path("gen"), checks.tool_path("sim")
ZONES = 6000  # of 180 bytes each
FIRST = min(os.sched_getaffinity(0))
EXCHANGERS = "[{dummy: d}, {real: r}, {real: s}, {dummy: e}] # " + 90 * "-"

# What follows the zones, and what is said of it. The first line after them is LINE.
LINE = 2 * ZONES + 2
ENDS = [
    (b"", b""),
    (b"- {zone: last.example, mx: *nowhere}\n", b":%d:28: error: no anchor before this alias" % LINE),
    (b"- {zone: last.example, mx: [{real: r, address: [2a00::]}]}\n# " + 50000 * b"x" + b"\n",
     b"an IPv6 address needs quotes"),
    (b"- {zone: last.example, mx: [{real: @}]}\n", b"cannot begin with @ without quotes"),
    (b"-\tzone: last.example\n   mx:\n", b":%d:" % LINE),
    (b"- {zone: last.example\n", b":%d:1: error" % (LINE + 1)),
    (b"- zone: z1.example.com\n  mx: none\n", b"given twice"),
    (b"- {zone: last.example, zoen: x}\n", b"zoen"),
    (b"- !!binary eA==\n", b"a spec has no tags such as"),
    (b"- " + 40 * b"[" + 40 * b"]" + b"\n", b"more than 32 levels of nesting"),
    (b'- {zone: "a\\0b", mx: none}\n', b":%d:10: error" % LINE),
    (b"- {zone: a\xffb}\n", b":%d:" % LINE),
    (b"- {zone: a\0b}\n", b":%d:" % LINE),
    (b"- {zone: \xc3", b"error"),
    (b"- {zone: a, mx: none} # " + (17 << 20) * b"x" + b"\n", b"more than 16 MiB"),
    (b"...\n---\nzone: last.example\nmx: [{real: r}, &a {real: *a}]\n",
     b"the alias is inside its own anchor"),
    (b"...\n---\njust a text\n---\n- a list\n", b"found a text"),
]


def run(command, on_one):
    started = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, timeout=300, check=False,
        preexec_fn=(lambda: os.sched_setaffinity(0, {FIRST})) if on_one else None)
    return started.returncode, started.stdout, started.stderr


def same(name, command, status, words):
    alone, ahead = run(command, True), run(command, False)
    checks.check(name, alone[0] == status and words in alone[2], alone[0], alone[2][-500:])
    checks.check(name + ", on all processors", ahead == alone, ahead[0], ahead[2][-500:])


def write(path, end, changed=0):
    with open(path, "wb") as spec:
        spec.write(b"zones:\n")
        for i in range(ZONES):
            spec.write(f"- {{zone: z{i}.example.com, ttl: {300 if i < changed else 600}, "
                       f"mx: {EXCHANGERS}\n  }}\n".encode())
        spec.write(end)


def main():
    with tempfile.TemporaryDirectory(prefix="mxtrap-test.") as folder:
        os.chdir(folder)
        for i, (end, words) in enumerate(ENDS):
            write(f"{i}.yaml", end)
            same(repr(end[:40]), [GEN, f"{i}.yaml"], 2 if words else 0, words)
        write("other.yaml", b"", changed=2)
        same("sim", [SIM, "-q", "0.yaml"], 0, b"")
        same("diff", [GEN, "--diff", "0.yaml", "other.yaml"], 0, b"")
        for form in ("json", "octodns", "dnscontrol", "nsupdate"):
            same(form, [GEN, "-f", form, "0.yaml"], 2 if form == "octodns" else 0, b"")
        same("a zone", [GEN, "--zone", "z5000.example.com", "0.yaml"], 0, b"")
        same("two specs", [GEN, "1.yaml", "2.yaml"], 2, b"given twice")
    return checks.finish(2 * (len(ENDS) + 8))


if __name__ == "__main__":
    sys.exit(main())
