#!/usr/bin/python3
"""pf's rules as mxtrap-gen writes them, held to the part of pf.conf(5)'s grammar that they need: no
pfctl runs on Linux. A table is "table <name> const {" and then addresses, each before a line's end:
behind a comma the grammar takes no line's end. A rule is "block [drop | return-rst] in [log (to
pflogN)] quick proto tcp from any to <name> port 25". Names have at most 31 letters, and a table comes
before its rule."""
import ipaddress
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from checks import SOURCE, check, finish, tool_path

GEN = tool_path("gen")
BLOCK = re.compile(r"block (drop|return-rst) in (?:log \(to pflog(\d+)\) )?quick proto tcp from any to <(\w{1,31})> port 25")


def parse(text, log=None):
    """What the rules silence: {"drop": [address], "return-rst": [address]}."""
    tables, silenced, table, logged = {}, {}, None, set()
    if not text.endswith("\n"):
        raise ValueError("no line's end at the end")
    for line in text[:-1].split("\n"):
        begin = re.fullmatch(r"table <(\w{1,31})> const \{", line)
        block = BLOCK.fullmatch(line)
        if line.startswith("#") and table is None:
            # pf goes on in the next line after a backslash, in comments too
            if line.endswith("\\"):
                raise ValueError("a comment that goes on: " + line)
        elif table is not None and re.fullmatch(r"\t[0-9a-f:.]+", line):
            tables[table].append(str(ipaddress.ip_address(line[1:])))
        elif table is not None and line == "}":
            table = None
        elif begin and table is None and begin[1] not in tables:
            table = begin[1]
            tables[table] = []
        elif block and table is None and tables.get(block[3]) and block[1] not in silenced:
            silenced[block[1]] = tables.pop(block[3])
            logged.add(block[2])
        else:
            raise ValueError("not pf: " + repr(line))
    if table is not None or tables:
        raise ValueError("a table without an end or a rule")
    return silenced if logged == {log} else {}


def generate(*specs, stdin=""):
    done = subprocess.run([GEN, "-q", "-f", "pf", *specs], cwd=SOURCE, input=stdin,
                          capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else done.stderr


WRONG = ["table <a> const {\n\t192.0.2.1,\n}\nblock drop in quick proto tcp from any to <a> port 25\n",
         "table <a> const {\n}\nblock drop in quick proto tcp from any to <a> port 25\n",
         "block drop in quick proto tcp from any to <a> port 25\n",
         "table <a> const {\n\t192.0.2.1\n}\n", "# a \\\n", "pass\n",
         "table <a> const {\n\t192.0.2.256\n}\nblock drop in quick proto tcp from any to <a> port 25\n"]


def main():
    for text in WRONG:
        try:
            check("this is not pf: " + text, parse(text) is None)
        except ValueError:
            check("", True)
    check("oc9", parse(generate("examples/oc9.yaml")) ==
          {"drop": ["192.0.2.1", "192.0.2.2", "192.0.2.3"]})
    check("dual stack", parse(generate("examples/dual-stack.yaml")) ==
          {"drop": ["192.0.2.1", "192.0.2.2", "2001:db8:0:1::1", "2001:db8:0:1::2"]})
    check("reset", parse(generate("examples/reset.yaml")) ==
          {"return-rst": ["192.0.2.1", "192.0.2.2"]})
    both = ("zones:\n- {zone: a.com, mx: [{dummy: d, address: 192.0.2.1}, {real: r}, "
            "{dummy: e, address: 192.0.2.2}], ignore: {single-real-host: x}}\n"
            "- {zone: b.com, silence: reset, mx: [{dummy: d, address: '2001:db8::1'}, {real: r}, "
            "{dummy: e, address: '::ffff:1.2.3.4'}], "
            "ignore: {single-real-host: x, special-purpose-address: x}}\n")
    check("both", parse(generate("-", stdin=both)) ==
          {"drop": ["192.0.2.1", "192.0.2.2"],
           "return-rst": [str(ipaddress.ip_address("::ffff:1.2.3.4")), "2001:db8::1"]}, generate("-", stdin=both))
    log = generate("--log=5", "-", stdin=both)
    check("--log", parse(log, "5") == parse(generate("-", stdin=both)) != {} and
          '"log (to pflog5)" in the rule that passes port 25' in log, log)
    return finish(11)


sys.exit(main())
