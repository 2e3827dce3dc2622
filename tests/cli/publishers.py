#!/usr/bin/python3
"""What octodns and dnscontrol write holds the same records as the zone fragment of the same spec, in
the form that each of the two reads. octoDNS (YAML 1.1): a mapping by name in natural order, every
mapping's keys in that order too, names relative and in lower case, one RRset as a mapping, several as
a list, "value" for one, "values" for more, hosts with a final dot. DNSControl: D_EXTEND(domain, ...)
of MX(name, preference, target, TTL), A and AAAA(name, address, TTL), targets with a final dot."""
import json
import os
import re
import subprocess
import sys
import tempfile

from ruamel.yaml import YAML

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from checks import SOURCE, check, finish, tool_path

GEN = tool_path("gen")
ODD = r"""
zone: Odd.example
ttl: 2147483647
owners: ["@", "*", "no", "123", a10, a2, "a-1", "1b", MAIL9, "a02x", "on.off", "*.null", "q'\\\"x"]
ignore: {single-real-host: x, duplicate-exchanger: x, bad-hostname: x, bad-owner: x, out-of-zone-address: x}
mx:
- {dummy: mail10, preference: 0, address: [20.0.0.1, "2a00:1:2:3:4:5:6:7", "2a00::"]}
- {real: mail9, preference: 65534, address: [20.0.0.2, 20.0.0.4]}
- {real: Mail9, preference: 65534, address: 20.0.0.2}
- {real: r.example.net., preference: 65534, address: 20.0.0.9}
- {dummy: "null", preference: 65535, address: 20.0.0.3}
"""
CALL = re.compile(r'    (MX|A|AAAA)\((.*), TTL\((\d+)\)\)')


def generate(spec, form):
    done = subprocess.run([GEN, "-q", "-f", form, spec], cwd=SOURCE, capture_output=True, text=True)
    check(f"{spec}: {form}", done.returncode == 0, done.stderr)
    return done.stdout


def absolute(name, origin):
    name = name.lower()
    return name if name.endswith(".") else (origin if name in ("@", "") else name + "." + origin)


def of_fragment(text):
    """Records as (owner, TTL, type, data), without those of hosts outside the zone."""
    records, origin, ttl = set(), None, None
    for line in text.splitlines():
        words = line.split(";")[0].split()
        if words[:1] == ["$ORIGIN"]:
            origin = words[1].lower()
        elif words[:1] == ["$TTL"]:
            ttl = int(words[1])
        elif words:
            owner, kind, data = absolute(words[0], origin), words[2], words[3:]
            data[-1] = absolute(data[-1], origin) if kind == "MX" else data[-1]
            if owner == origin or owner.endswith("." + origin):
                records.add((owner, ttl, kind, " ".join(data)))
    return records


def natural(key):
    parts = re.split(r"(\d+)", key)
    return [int(part) if index % 2 else part for index, part in enumerate(parts)]


def in_order(node):
    if isinstance(node, dict):
        keys = list(node)
        return (all(isinstance(key, str) for key in keys) and
                [natural(key) for key in keys] == sorted(natural(key) for key in keys) and
                all(in_order(value) for value in node.values()))
    return all(in_order(item) for item in node) if isinstance(node, list) else True


def octodns_values(record):
    if "values" in record:
        check("several values", len(record["values"]) > 1 or record["type"] == "MX", record)
        check("no value twice", len({str(value) for value in record["values"]}) ==
              len(record["values"]), record)
        return record["values"]
    return [record["value"]]


def of_octodns(text, origin):
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 1)
    document = yaml.load(text)
    check("octoDNS's order", in_order(document), list(document))
    records = set()
    for name, node in document.items():
        check("a name in lower case, relative", name == name.lower() and not name.endswith("."), name)
        check("several RRsets", isinstance(node, dict) or len(node) > 1, node)
        for record in [node] if isinstance(node, dict) else node:
            check("keys", set(record) in ({"ttl", "type", "value"}, {"ttl", "type", "values"}), record)
            for value in octodns_values(record):
                data = value
                if record["type"] == "MX":
                    check("a host's final dot", value["exchange"].endswith("."), value)
                    data = f"{value['preference']} {value['exchange'].lower()}"
                check("texts", isinstance(data, str), data)
                records.add((absolute(name, origin), record["ttl"], record["type"], data))
    return records


def of_dnscontrol(text):
    records = []
    for block in re.split(r"^(?=//)", text, flags=re.M)[1:]:
        shape = re.fullmatch(r'// .*\nD_EXTEND\((".*"),\n((?:    .*\n)+)\);\n\n?', block)
        check("D_EXTEND", shape, block)
        domain = json.loads(shape[1])
        check("a domain in lower case, without the dot", domain == domain.lower().rstrip("."))
        lines = shape[2].splitlines()
        for index, line in enumerate(lines):
            check("commas", line.endswith(",") == (index + 1 < len(lines)), line)
            call = CALL.fullmatch(line.rstrip(","))
            check("a record", call, line)
            name, *data = json.loads("[" + call[2] + "]")
            check("MX has a number and a target", call[1] != "MX" or
                  (isinstance(data[0], int) and data[1].endswith(".")), line)
            data[-1] = data[-1].lower()
            records.append((absolute(name, domain + "."), int(call[3]), call[1],
                            " ".join(str(part) for part in data)))
    check("no record twice", len(set(records)) == len(records))
    return set(records)


def main():
    with tempfile.TemporaryDirectory() as folder:
        odd = os.path.join(folder, "odd.yaml")
        with open(odd, "w", encoding="utf-8") as text:
            text.write(ODD)
        for spec in [odd, *(f"examples/{name}.yaml" for name in
                            ("dual-stack", "oc9", "provider", "reset", "smallest"))]:
            fragment = generate(spec, "bind")
            wanted = of_fragment(fragment)
            origin = re.search(r"^\$ORIGIN (\S+)", fragment, re.M)[1].lower()
            found = of_octodns(generate(spec, "octodns"), origin)
            check(f"{spec}: octodns", wanted and found == wanted, found ^ wanted)
            found = of_dnscontrol(generate(spec, "dnscontrol"))
            check(f"{spec}: dnscontrol", found == wanted, found ^ wanted)
        shared = "examples/shared-layout.yaml"
        wanted = of_fragment(generate(shared, "bind"))
        found = of_dnscontrol(generate(shared, "dnscontrol"))
        check(f"{shared}: dnscontrol", found == wanted, found ^ wanted)
        done = subprocess.run([GEN, "-q", "-f", "octodns", "-o", folder + "/", shared], cwd=SOURCE,
                              check=False)
        check("octodns: a file a zone", done.returncode == 0 and
              {"example.com.yaml", "example.net.yaml", "example.org.yaml"} < set(os.listdir(folder)))
        done = subprocess.run([GEN, "-q", "-f", "octodns", shared], cwd=SOURCE, capture_output=True,
                              check=False)
        check("octodns: a stream has one zone", done.returncode == 2 and not done.stdout)
    return finish(100)


sys.exit(main())
