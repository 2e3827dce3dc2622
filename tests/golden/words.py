#!/usr/bin/python3
"""Plain English: words and constructions that had to be read twice, and were replaced everywhere that a
person reads. A row says which, why, and where the word is right all the same. Read are the pages, the
manuals, the examples, the texts of the rules, what --help prints, and the messages in the code."""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from checks import SOURCE, check, finish, tool_path

# A pattern, what to write instead, and lines in which it is right.
WORDS = [
    (r"\bmend(s|ed|ing)?\b", "fix", r"\bmend, source\b"),
    (r"\bhonest (mail|sender|message)", "legitimate", None),
    (r"\bin vain\b", "failed, without success", None),
    (r"\b(IPv[46]|DNS|MX|comments|names|itself|records|Linux|ipv[46]) alone\b", "only",
     r"DNS alone (proves|shows)"),
    (r"\bbehind (it|them|that|which|the (dummies|real hosts|first|last|two|final|record|role)|two|four|its|--)",
     "after", None),
    (r"\bbehind\b.{0,20}\b(dumm(y|ies)|addresses|exchangers|silent hosts)\b", "after", None),
    (r"\bof which\b", "of these, or a sentence of its own", None),
    (r"\b(is|are|was|were) told\b", "is reported, a message says", None),
    (r"\btells of\b", "reports, is about", None),
    (r"\b(of|to|for|with|by|from|on|in|at|over) what (is|was|are|were|it|they|you|he|has|had|comes|goes|stands)\b",
     "name the thing", None),
    (r"(^|[.:;] )What (is|was|are|were|it|they|has|had|comes|goes|stands|follows|differs)\b", "name the thing",
     None),
    (r"\bwhat is wrong\b", "errors", None),
    (r"\bstands? (beside|ahead|behind|where|in front|between|there|in (the|a)|alone)\b", "is, comes, occurs", None),
    (r"\bput(s|ting)? (the |your |a )?(mail|message|first message)?\s?off\b", "defer", None),
    (r"\btaken for granted\b|\btakes? nothing for granted\b", "assume", None),
    (r"\bit holds\b", "no errors found", None),
    (r"\bmay be given again\b", "repeatable", None),
    (r"\bcut short where\b", "abbreviated", None),
    (r"\bthere is no such (key|thing)\b", "unknown key, invalid argument", None),
    (r"\bgoes? on to count\b", "stays in force", None),
    (r"\bpass(es|ed)? over\b", "skip", r"port 25|passed over (it|them) by"),
    (r"\bat the (most|least)\b", "at most, at least", None),
    (r"\blook(s|ed)? at DNS alone\b", "check DNS only", None),
    (r"\bno odds\b|\bnobody else's\b", "say it plainly", None),
    (r"\bis no (domain|host name|exchanger|address|number|record type)\b", "is not a ...", r"there is no"),
]
PAGES = ["README.md", "CONTRIBUTING.md", "docs/rules.md", "docs/senders.md", "docs/mta-table.md", "docs/name-servers.md",
         "docs/mxtrap-check.1", "docs/mxtrap-gen.1", "docs/mxtrap-lab.1", "docs/mxtrap-lint.1",
         "docs/mxtrap-sim.1", "docs/mxtrap-watch.1", "docs/watch.md", "docs/vantage-points.md", "docs/performance.md",
         "docs/mxtrap-spec.5", "examples/ci/README.md"]
TOOLS = ("check", "gen", "lab", "lint", "sim", "watch")


def faults(text):
    """Each banned word in TEXT, whose lines are joined, so that no line's end hides one."""
    joined = re.sub(r"\s+", " ", re.sub(r"^\.[A-Z][a-z] ?", "", text, flags=re.M))
    for pattern, instead, right in WORDS:
        for found in re.finditer(pattern, joined, re.I):
            around = joined[max(0, found.start() - 40):found.end() + 40]
            if right is None or not re.search(right, around):
                yield f"'{found[0]}' (write: {instead}) in '...{around}...'"


def literals(path):
    """The strings of a C file as a reader sees them: adjacent ones joined, comments left out."""
    with open(path, encoding="utf-8") as source:
        code = re.sub(r"/\*.*?\*/|^#include.*?$", "", source.read(), flags=re.S | re.M)
    joined = re.sub(r'(?<!\\)"\s*"', "", code)
    return [text for text in re.findall(r'"((?:[^"\\\n]|\\.)*)"', joined) if " " in text.strip()]


def comments(path):
    """The comments of an example."""
    with open(path, encoding="utf-8") as example:
        return "\n".join(line[line.index("#") + 1:] for line in example if "#" in line)


# Rooms whose comments are held to the table as well, but for patterns that code needs ("two passes
# over", "what is known").
ROOMS = ("lib/net", "lib/probe", "lib/simulate", "lib/rules", "lib/check", "lib/report", "lib/change",
         "lib/write", "cli")
NOT_IN_COMMENTS = ("name the thing", "skip", "no errors found")


def check_comments(path):
    """The comments of a C file, each as one text."""
    with open(path, encoding="utf-8") as source:
        found = [re.sub(r"\n\s*\* ?", " ", text)
                 for text in re.findall(r"/\*.*?\*/", source.read(), re.S)]
    bad = [fault for text in found for fault in faults(text)
           if not any(f"(write: {instead})" in fault for instead in NOT_IN_COMMENTS)]
    check(f"comments of {os.path.relpath(path, SOURCE)}", not bad, *bad)


def main():
    for name, wanted in (("Mend: the line.", 1), ("A reset where it stands beside others.", 1),
                         ("IPv4\nalone", 1), ("fix the line", 0), ("DNS alone proves a fault", 0)):
        check(f"the table finds {wanted} in {name!r}", len(list(faults(name))) == wanted)
    for name in PAGES:
        with open(os.path.join(SOURCE, name), encoding="utf-8") as page:
            check(name, not (bad := list(faults(page.read()))), *bad)
    for tool in TOOLS:
        shown = subprocess.run([tool_path(tool), "--help"], capture_output=True, text=True).stdout
        check(f"mxtrap-{tool} --help", not (bad := list(faults(shown))), *bad)
    for room in ("lib", "cli"):
        for folder, _, names in os.walk(os.path.join(SOURCE, room)):
            for name in sorted(names):
                path = os.path.join(folder, name)
                if name.endswith((".c", ".def")):
                    bad = [fault for text in literals(path) for fault in faults(text)]
                    check(os.path.relpath(path, SOURCE), not bad, *bad)
    for room in ROOMS:
        for folder, _, names in os.walk(os.path.join(SOURCE, room)):
            for name in sorted(names):
                if name.endswith((".c", ".h", ".def")):
                    check_comments(os.path.join(folder, name))
    for folder, _, names in os.walk(os.path.join(SOURCE, "examples")):
        for name in sorted(names):
            path = os.path.join(folder, name)
            if not name.endswith((".md", ".pcap")):
                bad = list(faults(comments(path)))
                check(os.path.relpath(path, SOURCE), not bad, *bad)
    return finish(150)


sys.exit(main())
