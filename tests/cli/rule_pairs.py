#!/usr/bin/python3
"""Every rule but the live ones has a pair of zones: zones/bad/RULE.zone, in which that rule finds
something and no other does, and zones/good/RULE.zone, in which nothing is found. Every rule has a
section in docs/rules.md, which "rule_pairs.py --refresh" writes from --list-rules and --explain."""
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import checks
from checks import SOURCE, check, finish, tool_path

LINT = tool_path("lint")
PAGE = os.path.join(SOURCE, "docs/rules.md")
BAD_SPECS = "tests/specs/bad.tsv"
# Rules that no file can show, and why.
WITHOUT_FILE = {"unreadable": "the file is missing or unreadable; tests/cli/lint.sh has "
                              "both cases",
                "bad-argument": "it is about a call of the library; tests/unit/test_arguments.c has some",
                "axfr-failed": "it is about a server; tests/lab/axfr.sh has some",
                "dummy-not-silenced": "it is about firewall rules; tests/cli/silence.sh has some",
                "update-too-large": "it is about nsupdate scripts; tests/cli/gen_changes.sh has some",
                "no-safe-plan": "it is about two states; tests/unit/test_plan.c has some",
                "unknown-origin": "it depends on the options; tests/cli/lint_zones.sh has such a zone",
                "roles-unknown": "it is about a state; tests/cli/cases/states has some",
                "not-in-a-spec": "it is about an import; tests/cli/cases/imports has some",
                "state-without-zone": "it is about two states; tests/cli/cases/states has some",
                "journal-beside": "it is about a second file; tests/unit/test_journal.c has some",
                "baseline-syntax": "it is about a second file; tests/cli/lint_baseline.sh has some",
                "baseline-stale": "it is about a second file; tests/cli/lint_baseline.sh has some",
                "unknown-rule": "it is about a comment; tests/cli/lint_zones.sh has some",
                "unknown-word": "it is about a comment; tests/cli/lint_zones.sh has some",
                "unused-ignore": "it is about a comment; tests/cli/lint_zones.sh has some",
                "unknown-dummy": "it is about an option; tests/cli/lint.sh has one",
                "tsig-key": "it is about a key file; tests/unit/test_tsig_key.c has some"}
# What shows rules of the groups that no file breaks.
LIVE_GROUPS = ("live", "vantage")
LIVE_TESTS = ("tests/unit/test_judge.c", "tests/lab/check_cases.sh", "tests/lab/check.sh",
              "tests/lab/vantage.sh", "tests/lab/remote.sh", "tests/lab/remote_far.sh")
EXPLAINED = re.compile(r"(\S+) \((\w+)\): (.*)\n\nWhy:    (.*)\nFix:    (.*)\nSource: (.*)\n")
INTRODUCTION = """# Rules

The rules of mxtrap-lint; mxtrap-gen runs the same rules before it writes anything. The key `ignore` of a
spec names rules to ignore, with a reason; see mxtrap-spec(5). Errors change the exit status, warnings
change it with `--strict`, and notes never change it. A rule of the group input that is an error here
means that a file could not be read; the exit status is then 2.

`tests/cli/rule_pairs.py --refresh` makes this page from `mxtrap-lint --list-rules` and `--explain`.

| rule | severity | finding |
|---|---|---|
"""


def run(*arguments):
    return subprocess.run([LINT, *arguments], cwd=SOURCE, capture_output=True, text=True)


def is_spec_rule(rule):
    return rule.startswith("spec-")


def read_rules():
    """The catalogue, in its order: a dictionary a rule."""
    rules = []
    for line in run("--list-rules").stdout.splitlines():
        rule, severity, title = line.split(None, 2)
        told = EXPLAINED.fullmatch(run("--explain", rule).stdout)
        check(f"--explain {rule}", told and told[1] == rule and told[3] == title)
        if told:
            rules.append({"id": rule, "severity": severity, "group": told[2], "title": title,
                          "why": told[4], "mend": told[5], "source": told[6]})
    check("--list-rules", rules)
    return rules


def read_bad_specs():
    """Of each rule the first bad spec that shows it."""
    shown = {}
    with open(os.path.join(SOURCE, BAD_SPECS), encoding="utf-8") as table:
        for line in table:
            fields = line.rstrip("\n").split("\t")
            if len(fields) > 2 and not line.startswith("#"):
                shown.setdefault(fields[2], fields[0])
    return shown


def live_test(rule):
    """The first of the live tests that has the rule's id in it."""
    for name in LIVE_TESTS:
        with open(os.path.join(SOURCE, name), encoding="utf-8") as test:
            if re.search(rf"\b{rule}\b", test.read()):
                return name
    return None


def examples(rule, group, bad_specs):
    """The section's last line: where the rule is shown."""
    if group in LIVE_GROUPS:
        return f"Example: [test](../{live_test(rule)})"
    if rule in WITHOUT_FILE:
        return "Example: none as a zone file, since " + WITHOUT_FILE[rule] + "."
    if is_spec_rule(rule):
        name = bad_specs.get(rule)
        return f"Example: [bad](../tests/specs/bad/{name})"
    return f"Example: [bad](../zones/bad/{rule}.zone), [good](../zones/good/{rule}.zone)"


def page(rules, bad_specs):
    text = INTRODUCTION
    for rule in rules:
        text += f"| [{rule['id']}](#{rule['id']}) | {rule['severity']} | {rule['title']} |\n"
    for rule in rules:
        text += (f"\n## {rule['id']}\n\n{rule['title'][0].upper()}{rule['title'][1:]}.\n\n"
                 f"Group: {rule['group']}. Severity: {rule['severity']}.\n\n"
                 f"Why: {rule['why']}\n\nFix: {rule['mend']}\n\nSource: {rule['source']}\n\n"
                 f"{examples(rule['id'], rule['group'], bad_specs)}\n")
    return text


def expected_status(severities, strict, is_input):
    if is_input:
        return 2
    return 1 if "error" in severities or (strict and "warning" in severities) else 0


def policy_of(path):
    """The option that names the MTA-STS policy beside a zone, where there is one."""
    policy = os.path.splitext(path)[0] + ".txt"
    return [f"--mta-sts={policy}"] if os.path.exists(os.path.join(SOURCE, policy)) else []


def check_bad(rule, path):
    done = run("-f", "json", *policy_of(path), path)
    findings = json.loads(done.stdout or '{"findings": []}')["findings"]
    severities = {finding["severity"] for finding in findings}
    is_input = rule["group"] == "input" and rule["severity"] == "error"

    check(f"{path}: the rule and no other", {finding["rule"] for finding in findings} ==
          {rule["id"]}, done.stdout + done.stderr)
    check(f"{path}: severity", rule["severity"] in severities, severities)
    check(f"{path}: exit status", done.returncode == expected_status(severities, False, is_input),
          done.returncode)
    strict = run("--strict", *policy_of(path), path).returncode
    check(f"{path}: exit status with --strict",
          strict == expected_status(severities, True, is_input), strict)


def check_good(path):
    done = run("-f", "json", "--strict", *policy_of(path), path)
    check(f"{path}: nothing", done.returncode == 0 and not done.stderr and
          json.loads(done.stdout)["findings"] == [], done.stdout + done.stderr)


def find_pair(rule):
    """The rule's two files; a rule that no zone file can break has specs."""
    paths = {}
    for kind in ("bad", "good"):
        names = [f"zones/{kind}/{rule}.{suffix}" for suffix in ("zone", "yaml")]
        there = [name for name in names if os.path.exists(os.path.join(SOURCE, name))]
        check(f"zones/{kind} has one file for {rule}", len(there) == 1, there)
        if len(there) == 1:
            paths[kind] = there[0]
            with open(os.path.join(SOURCE, there[0]), encoding="ascii") as text:
                check(f"{there[0]}: the first line says what it shows",
                      re.match(r"[;#] \w.*\.\n", text.readline()))
    return paths


def check_strangers(rules):
    known = {rule["id"] for rule in rules}
    for kind in ("bad", "good"):
        for name in sorted(os.listdir(os.path.join(SOURCE, "zones", kind))):
            rule, suffix = os.path.splitext(name)
            check(f"zones/{kind}/{name} belongs to a rule",
                  rule in known and suffix in (".zone", ".yaml", ".txt"))
    for rule in WITHOUT_FILE:
        check(f"{rule}, which has an exception here, is a rule", rule in known)


def check_page(text):
    try:
        with open(PAGE, encoding="utf-8") as page_file:
            is_same = page_file.read() == text
    except FileNotFoundError:
        is_same = False
    check("docs/rules.md says what the catalogue says", is_same,
          f"refresh it: MXTRAP_LINT={LINT} {os.path.relpath(__file__)} --refresh")


def main():
    rules, bad_specs = read_rules(), read_bad_specs()
    text = page(rules, bad_specs)
    if sys.argv[1:] == ["--refresh"] and not checks.failed:
        with open(PAGE, "w", encoding="utf-8") as page_file:
            page_file.write(text)
    for rule in rules:
        if is_spec_rule(rule["id"]):
            check(f"{rule['id']} occurs in {BAD_SPECS}", rule["id"] in bad_specs)
        elif rule["group"] in LIVE_GROUPS:
            check(f"{rule['id']} occurs in a live test", live_test(rule["id"]))
        elif rule["id"] not in WITHOUT_FILE:
            pair = find_pair(rule["id"])
            if "bad" in pair:
                check_bad(rule, pair["bad"])
            if "good" in pair:
                check_good(pair["good"])
    check_strangers(rules)
    check_page(text)
    return finish(350)


sys.exit(main())
