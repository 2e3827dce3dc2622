"""The zones that every server gets, and the specs that they come from."""

import os
import pathlib
import subprocess

SOURCE = pathlib.Path(os.environ.get("MXTRAP_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
TOOLS = {name: os.environ.get(f"MXTRAP_{name.upper()}", str(SOURCE / f"build/dev/cli/mxtrap-{name}"))
         for name in ("gen", "lint")}
SPEC = """zone: {zone}
ttl: 1h
mx:
  - {{dummy: trap1, preference: 10, address: [192.0.2.1, "2001:db8::1"], ttl: 5m}}
  - {{real: mail, preference: 20, address: 198.51.100.25}}
  - {{real: mail2.example.net., preference: 20}}
  - {{dummy: trap2, preference: 90, address: 192.0.2.2}}
"""
COMPLETE = "ns: [ns1.example.net.]\n"
# A zone's own head, whose TTL is not that of the spec.
HEAD = """$ORIGIN {zone}.
$TTL 300
@ SOA ns1 hostmaster 1 3600 900 604800 60
@ NS ns1
ns1 A 192.0.2.53
"""
# Where an $INCLUDE stands: what is before it, and the origin then. The last origin has no record yet.
PLACES = {
    "apex": ("", "{zone}"),
    "used": ("$ORIGIN used.{zone}.\n@ A 192.0.2.9\n", "used.{zone}"),
    "fresh": ("$ORIGIN fresh.{zone}.\n", "fresh.{zone}"),
}
FORMS = ("bind", "include")
TTL, FRAGMENT_TTL, AFTER = 300, 3600, "192.0.2.201"


def spec(zone):
    return SPEC.format(zone=zone)


def generate(text, form, *options):
    return subprocess.run([TOOLS["gen"], "-q", "-f", form, *options, "-"], input=text, check=True,
                          capture_output=True, text=True).stdout


def included(form, place):
    """The zone, and the origin before and after the $INCLUDE."""
    zone = f"{place}.{form}.test"
    return zone, PLACES[place][1].format(zone=zone)


def exchangers(count):
    return "".join(f"@ MX {i} m{i}.example.\n" for i in range(count))


def files():
    """Names of files and what is in them; those without ".inc" are zones."""
    yield "whole.test", generate(spec("whole.test") + COMPLETE, "zone")
    yield "null.test", generate("zone: null.test\nmx: none\n" + COMPLETE, "zone")
    yield "ttls.test", (
        HEAD.format(zone="ttls.test") + "@ 900 MX 10 a.example.\n@ 600 MX 20 b.example.\n@ 1200 MX 30 c.example.\n")
    for count in (100, 101):
        yield f"m{count}.test", HEAD.format(zone=f"m{count}.test") + exchangers(count)
    for form in FORMS:
        for place, (before, _) in PLACES.items():
            zone, _ = included(form, place)
            yield zone, (HEAD + before).format(zone=zone) + f"$INCLUDE /srv/{zone}.inc\nafter A {AFTER}\n"
            yield zone + ".inc", generate(spec(zone), form)
        zone = f"blank.{form}.test"
        yield zone, HEAD.format(zone=zone) + f"$INCLUDE /srv/{zone}.inc\n\tA {AFTER}\n"
        yield zone + ".inc", generate(spec(zone), form)
    yield "update.test", HEAD.format(zone="update.test")
    yield "from.test", HEAD.format(zone="from.test") + generate(spec("from.test"), "bind")
