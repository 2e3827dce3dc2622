#!/usr/bin/python3
"""What mxtrap-watch measured, as senders of a spec, and what mxtrap-sim makes of them. Behaviours have the
same names in every format, schema and manual: those of one table."""
import json
import os
import re
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(os.path.dirname(__file__), ".."))
from captures import pcap  # noqa: E402
from checks import SOURCE, check, finish, tool_path  # noqa: E402

OC9, CAPTURE = "examples/oc9.yaml", "examples/oc9.pcap"
folder = None


def run(tool, *arguments, status=0):
    done = subprocess.run([tool_path(tool), *arguments], cwd=SOURCE, capture_output=True, text=True, timeout=60)
    check(f"status of {tool} {arguments}", done.returncode == status, done.returncode, done.stderr)
    return done.stdout


def written(text, name="measured.yaml"):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    return path


def summary(*arguments):
    return json.loads(run("sim", "-f", "json", *arguments))["layouts"][0]["summary"]


def check_measured():
    """The part that mxtrap-sim predicts for a layout is the part that was measured there."""
    measured = run("watch", "-f", "senders", "--spec", OC9, CAPTURE)
    behaviours = json.loads(run("watch", "-f", "json", "--spec", OC9, CAPTURE))["layouts"][0]["behaviours"]
    trapped = sum(one["visits"] - one["reached"] for one in behaviours)
    visits = sum(one["visits"] for one in behaviours)
    path = written(measured)
    found = summary("--spec", path, OC9)
    check("visits", found["visits"] == visits == 60, found)
    check("trapped", found["trapped_visits"] == trapped == 36, found)
    check("not simulated", found["not_simulated"] == [{"sender": "real-only", "visits": 12}], found)
    with open(os.path.join(SOURCE, OC9), encoding="utf-8") as file:
        both = written(file.read() + measured, "both.yaml")
    check("after a spec in one file", summary(both) == found)
    written_again = written(run("gen", "-f", "spec", both), "again.yaml")
    check("written again", summary(written_again) == found)
    check("--spec goes before the file's own", summary("--spec", path, written(
        open(both, encoding="utf-8").read().replace("visits: 28", "visits: 5"), "other.yaml")) == found)
    text = run("sim", "-q", "--spec", path, OC9)
    check("text", "\nof 60 measured visits 36 (60 %) never reach a real host\n"
          "  not simulated: real-only (12 visits)\n" in text, text)
    check("no measured visits", "visits" not in summary(OC9) and "visits" not in run("sim", OC9))
    run("gen", path, status=2)
    run("sim", path, status=2)


def check_none():
    empty = run("watch", "-f", "senders", "--spec", OC9, written(pcap([]), "empty.pcap"))
    check("nothing measured", empty == "---\n# mxtrap-watch: 0 visits\n", empty)


def check_part():
    """Where chance decides, a part of the visits; one that is nearly all is not all."""
    def measured(**visits):
        return written("senders:\n" + "".join(f"- {{sender: {name.replace('_', '-')}, visits: {count}}}\n"
                                              for name, count in visits.items()))
    found = summary("--spec", measured(random_one=100, first_only=7), OC9)
    check("chance", found["trapped_visits"] == 67 and found["visits"] == 107, found)
    check("nearly all", "of 100001 measured visits 100000 (> 99.9 %)" in
          run("sim", "--spec", measured(first_only=100000, in_order=1), OC9))
    check("none", "of 5 measured visits 0 (0 %)" in run("sim", "--spec", measured(in_order=5), OC9))
    check("all", "of 5 measured visits 5 (100 %)" in run("sim", "--spec", measured(last_only=5), OC9))
    text = run("sim", "--spec", measured(address_record=1, scan=2), OC9)
    check("what is not known", "not simulated: scan (2 visits), address-record (1 visit)\n" in text, text)


def check_names():
    """Every behaviour is simulated or said not to be, and has its name everywhere."""
    listed = json.loads(run("watch", "-f", "json", "--spec", OC9, CAPTURE))["layouts"][0]["behaviours"]
    names = [one["behaviour"] for one in listed]
    simulated = {"first-only", "last-only", "last-then-first", "in-order", "reverse"}
    check("behaviours", simulated < set(names) and len(names) == len(set(names)), names)
    path = written("senders:\n" + "".join(f"- {{sender: {name}, visits: 1}}\n" for name in names))
    found = json.loads(run("sim", "-f", "json", "--spec", path, OC9))["layouts"][0]
    walked = {walk["sender"] for walk in found["senders"] if walk.get("visits") == 1}
    rest = {one["sender"] for one in found["summary"]["not_simulated"]}
    check("simulated", walked == simulated and rest == set(names) - simulated, walked, rest)
    of = {walk["sender"]: walk["attempts"] for walk in found["senders"]}
    check("in-order is RFC 5321's", of["in-order"] == of["rfc5321"])
    senders = re.findall(r"^- sender: (.+)", run("sim", "--list-senders"), re.M)
    with open(os.path.join(SOURCE, "docs/mxtrap.schema.json"), encoding="utf-8") as file:
        known = json.load(file)["$defs"]["sender"]["then"]["properties"]["sender"]["enum"]
    check("schema of specs", sorted(known) == sorted(set(senders) | set(names)), known)
    with open(os.path.join(SOURCE, "docs/mxtrap-watch.schema.json"), encoding="utf-8") as file:
        known = json.load(file)["$defs"]["behaviour"]["enum"]
    check("schema of reports", known == names, known)
    metrics = run("watch", "-f", "prometheus", "--spec", OC9, CAPTURE)
    for metric in ("visits", "visits_reached", "attempts"):
        found = re.findall(f'^mxtrap_watch_{metric}_total{{owner="oc9.com.",behaviour="([^"]+)"}}', metrics, re.M)
        check("metrics of " + metric, found == names, found)
    line = json.loads(run("watch", "-f", "ndjson", "--spec", OC9, CAPTURE))
    check("ndjson", line["behaviours"] == listed)
    with open(os.path.join(SOURCE, "docs/mxtrap-watch.1"), encoding="utf-8") as file:
        items = re.findall(r"^\.It Li (\S+)$", file.read(), re.M)
    check("manual", [name for name in items if name in names] == names, items)


def main():
    global folder
    with tempfile.TemporaryDirectory() as folder:
        for part in (check_measured, check_none, check_part, check_names):
            part()
    return finish(45)


sys.exit(main())
