#!/usr/bin/python3
"""Reads the text exposition format of Prometheus as strictly as its page has it and node_exporter
takes it: what is not a HELP or TYPE line, a comment or a sample is an error, a metric's lines stand
together behind its one TYPE, a label stands once in a sample, and a series once in the document.

usage: prometheus_text.py FILE...   exit status 1, with a word, where one is not valid
       prometheus_text.py --self    the reader itself, over documents that are valid and that are not"""
import re
import sys

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"')
SAMPLE = re.compile(rf"({NAME})(?:\{{(.*)\}})? (\S+)(?: (-?[0-9]+))?")
VALUE = re.compile(r"[+-]?(?:Inf|NaN|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)")
HELP = re.compile(r"(?:[^\\]|\\[\\n])*")
TYPES = ("counter", "gauge", "histogram", "summary", "untyped")


class Invalid(Exception):
    pass


def labels_of(text):
    """The labels between braces; one comma may stand behind the last."""
    labels, at = {}, 0
    while at < len(text):
        label = LABEL.match(text, at)
        if not label:
            raise Invalid(f"no label at {text[at:]!r}")
        if label[1] in labels:
            raise Invalid(f"label {label[1]} twice")
        labels[label[1]] = label[2]
        at = label.end()
        if at < len(text):
            if text[at] != ",":
                raise Invalid(f"no comma at {text[at:]!r}")
            at += 1
    return labels


class Reader:
    def __init__(self):
        self.types, self.helps, self.series = {}, set(), {}
        self.metric, self.over, self.sampled = None, set(), set()

    def enter(self, name):
        """NAME's lines begin or go on; those of a metric stand together."""
        if name != self.metric:
            if name in self.over:
                raise Invalid(f"the lines of {name} do not stand together")
            if self.metric:
                self.over.add(self.metric)
            self.metric = name

    def comment(self, line):
        words = line.split(" ", 3)
        if len(words) < 3 or words[0] != "#" or words[1] not in ("HELP", "TYPE"):
            return
        if not re.fullmatch(NAME, words[2]):
            raise Invalid(f"no metric: {words[2]!r}")
        self.enter(words[2])
        if words[1] == "HELP":
            if words[2] in self.helps or not HELP.fullmatch(words[-1]):
                raise Invalid(f"HELP of {words[2]} twice, or with a wrong escape")
            self.helps.add(words[2])
        elif len(words) < 4 or words[3] not in TYPES:
            raise Invalid(f"no type: {line!r}")
        elif words[2] in self.types or words[2] in self.sampled:
            raise Invalid(f"TYPE of {words[2]} twice, or behind a sample")
        else:
            self.types[words[2]] = words[3]

    def sample(self, line):
        found = SAMPLE.fullmatch(line)
        if not found or not VALUE.fullmatch(found[3]):
            raise Invalid(f"no sample: {line!r}")
        self.enter(found[1])
        self.sampled.add(found[1])
        key = (found[1], tuple(sorted(labels_of(found[2] or "").items())))
        if key in self.series:
            raise Invalid(f"a series twice: {line!r}")
        self.series[key] = float(found[3])


def read(text):
    """A dictionary: (metric, ((label, value), ...)) to its value. Raises Invalid."""
    reader = Reader()
    if text and not text.endswith("\n"):
        raise Invalid("the last line has no end")
    for line in text.split("\n")[:-1]:
        if line.startswith("#"):
            reader.comment(line)
        elif line:
            reader.sample(line)
    return reader.series


GOOD = (
    "",
    "a 1\n",
    "# c\na{} 1\n",
    "# HELP a x\\\\y\\n\n# TYPE a gauge\na{b=\"\\\"\\\\\\n\",c=\"d\",} -1.5e3 12\n\na{b=\"x\"} NaN\n",
    "# TYPE a gauge\na{b=\"1\"} 0\na{b=\"2\"} 0\n# TYPE b counter\nb 0.001\n",
)
BAD = (
    "a 1",
    "a\n",
    "a x\n",
    "a 0x1\n",
    " a 1\n",
    "1a 1\n",
    "a 1\na 1\n",
    "a{b=\"1\"} 1\na{b=\"1\"} 2\n",
    "a{b=\"1\",c=\"2\"} 1\na{c=\"2\",b=\"1\"} 1\n",
    "a{b=\"1\",b=\"2\"} 1\n",
    "a{b=\"1\"}1\n",
    "a{b=\"1\"} 1 x\n",
    "a{b=\"\\x\"} 1\n",
    "a{b=\"c} 1\n",
    "a{b=\"1\" c=\"2\"} 1\n",
    "a{b=1} 1\n",
    "a{,} 1\n",
    "a{0b=\"1\"} 1\n",
    "a{b=\"1\"} 1\nb 1\na{b=\"2\"} 1\n",
    "# TYPE a gauge\n# TYPE a gauge\na 1\n",
    "a 1\n# TYPE a gauge\n",
    "# TYPE a thing\na 1\n",
    "# HELP a x\n# HELP a y\na 1\n",
    "# HELP a \\x\na 1\n",
)


def is_valid(text):
    try:
        read(text)
    except Invalid:
        return False
    return True


def main():
    if sys.argv[1:] == ["--self"]:
        wrong = [text for text in GOOD if not is_valid(text)] + [text for text in BAD if is_valid(text)]
        print(*map(repr, wrong), f"{len(GOOD)} good and {len(BAD)} bad", sep="\n")
        return 1 if wrong else 0
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8", newline="") as file:
            try:
                print(path, len(read(file.read())), "series")
            except Invalid as invalid:
                print(f"{path}: {invalid}")
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
