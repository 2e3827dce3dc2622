#!/usr/bin/python3
"""The manuals of the library, made of the public headers, declarations and comments alike, and of the
programs in examples/library, so that manual and code cannot differ: libmxtrap(3) between its marks,
and a page for each header under docs/man3, which CMake installs under the name of each function too.
Refresh: tests/golden/library_manual.py --refresh"""
import os
import re
import sys
import textwrap

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from checks import SOURCE

HEADERS = os.path.join(SOURCE, "lib/include/mxtrap")
OVERVIEW = os.path.join(SOURCE, "docs/libmxtrap.3")
PAGES = os.path.join(SOURCE, "docs/man3")
EXAMPLES = os.path.join(SOURCE, "examples/library")
MADE = '.\\" Made of the code, to be refreshed: tests/golden/library_manual.py --refresh\n'
END = '.\\" End of what is made.\n'
# What every other header needs is in the overview.
BASICS = ["status.h", "options.h", "sink.h", "name.h", "version.h"]


def read(path):
    with open(path, encoding="utf-8") as text:
        return text.read()


def order():
    """The headers of the pages in the order in which mxtrap.h has them."""
    names = re.findall(r"#include <mxtrap/(\w+\.h)>", read(os.path.join(HEADERS, "mxtrap.h")))
    return [name for name in names if name not in BASICS and name != "export.h"]


def body(name):
    """A header's first comment, and the rest without what only a compiler needs."""
    path = os.path.join(HEADERS, name)
    if not os.path.exists(path):
        path += ".in"
    lines = re.sub(r"@PROJECT_VERSION\w*@", "...", read(path))
    head, rest = re.match(r"/\*(.*?)\*/\n(.*)", lines, re.S).groups()
    rest = re.sub(r"^(?:#(?:ifndef|include|endif|define MXTRAP_\w+_H)\b|MXTRAP_\w+_DECLS$).*\n", "",
                  rest, flags=re.M)
    return head, rest


def functions(name):
    return list(dict.fromkeys(re.findall(r"\b(mxtrap_\w+)\((?!mxtrap_\w+\))", re.sub(
        r"/\*.*?\*/|^#.*?[^\\]$|typedef [^;]*;", "", body(name)[1], flags=re.S | re.M))))


def words(comment):
    """A comment's paragraphs, as roff takes them."""
    paragraphs = re.sub(r"^\s*\*? ?", "", comment, flags=re.M).strip().split("\n\n")
    for paragraph in paragraphs:
        text = " ".join(paragraph.split()).replace("\\", "\\e")
        # A sentence a line, none beginning with what roff takes for a request.
        for sentence in re.split(r"(?<=[.:;?]) (?=[A-Z*])", text):
            for line in textwrap.wrap(sentence, 78, break_long_words=False,
                                      break_on_hyphens=False):
                yield ("\\&" if line[0] in ".'" else "") + line
        yield None


def paragraphs(comment):
    begun = False
    for line in words(comment):
        if line is None:
            begun = False
            continue
        if not begun:
            yield ".Pp"
            begun = True
        yield line


def code(lines):
    yield ".Bd -literal -offset indent"
    for line in lines.strip("\n").split("\n"):
        yield ("\\&" if line[:1] in (".", "'") else "") + line.replace("\\", "\\e")
    yield ".Ed"


def declaration(lines):
    """Without the mark of what is exported; what it pushed to the right comes back."""
    out, moved = [], False
    for line in lines.split("\n"):
        if line.startswith("MXTRAP_API "):
            line, moved = line[len("MXTRAP_API "):], True
        elif moved and line.startswith(" " * 20):
            line = line[len("MXTRAP_API "):]
        out.append(line)
    return "\n".join(out)


def reference(name):
    """Comments and the declarations after them: blank lines divide them."""
    for block in re.split(r"\n\s*\n", body(name)[1].strip("\n")):
        # A comment may have blank lines of its own: those are " *" there.
        comment = re.match(r"/\*(.*?)\*/\n?", block, re.S)
        declarations = block[comment.end():] if comment else block
        if declarations.strip():
            yield from code(declaration(declarations))
        if comment:
            yield from paragraphs(comment.group(1))


def finished(lines):
    # mdoc: no paragraph directly after a heading or a display that makes its own space.
    return re.sub(r"^(\.S[hs] .*)\n\.Pp\n", r"\1\n", "\n".join(lines) + "\n", flags=re.M)


def title(name):
    return "mxtrap_" + name[:-len(".h")]


def summary(name):
    """The first sentence of the header, as .Nd and lists have it."""
    sentence = " ".join(re.sub(r"^\s*\*? ?", "", body(name)[0], flags=re.M).split())
    sentence = re.match(r"(.*?)\.(?: |$)", sentence).group(1)
    return sentence[0].lower() + sentence[1:]


def names(page):
    return [f".Nm {name} ," for name in functions(page)[:-1]] + [f".Nm {functions(page)[-1]}"]


def page(name, date, system):
    return MADE + finished([
        date, f".Dt {title(name).upper()} 3", system, ".Sh NAME", *names(name),
        f".Nd {summary(name)}", ".Sh LIBRARY", "libmxtrap (-lmxtrap)", ".Sh SYNOPSIS",
        f".In mxtrap/{name}", ".Sh DESCRIPTION", *paragraphs(body(name)[0]), *reference(name),
        ".Sh SEE ALSO", ".Xr libmxtrap 3"])


def conventions():
    """What holds for every function: mxtrap.h says it after its first paragraph."""
    return finished([".Ss What holds for every function", *paragraphs(
        body("mxtrap.h")[0].split("What holds for every function:")[1])])


def groups():
    lines = [".Ss Pages", ".Bl -tag -width Ds"]
    for name in order():
        lines += [f".It Xr {title(name)} 3", *textwrap.wrap(summary(name), 78,
                                                               break_on_hyphens=False)]
    return finished(lines + [".El"])


def basics():
    lines = []
    for name in BASICS:
        lines += [f".Ss <mxtrap/{name}>", *paragraphs(body(name)[0]), *reference(name)]
    return finished(lines)


def example(name):
    comment, program = re.match(r"/\*(.*?)\*/\n(.*)", read(os.path.join(EXAMPLES, name)),
                                re.S).groups()
    return finished([*paragraphs(comment), *code(program)])


def overview():
    made = iter((conventions(), groups(), basics(),
                 "".join(example(name) for name in ("lint.c", "gen.c", "check.c"))))
    text = re.sub(re.escape(MADE) + ".*?" + re.escape(END), lambda _: MADE + next(made) + END,
                  read(OVERVIEW), flags=re.S)
    assert next(made, None) is None, "libmxtrap.3 lacks a mark"
    return text


def main():
    date, system = re.search(r"^(\.Dd .*)\n\.Dt .*\n(\.Os .*)", read(OVERVIEW), re.M).groups()
    wanted = {OVERVIEW: overview()}
    for name in order():
        wanted[os.path.join(PAGES, title(name) + ".3")] = page(name, date, system)
    there = {OVERVIEW, *(os.path.join(PAGES, name) for name in os.listdir(PAGES))}
    if sys.argv[1:] == ["--refresh"]:
        for path in there - set(wanted):
            os.remove(path)
        for path, text in wanted.items():
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        there = set(wanted)
    stale = there ^ set(wanted) | {path for path in there & set(wanted)
                                   if read(path) != wanted[path]}
    for path in sorted(stale):
        print(os.path.relpath(path, SOURCE), "is not what the code says")
    if stale:
        print("to refresh: tests/golden/library_manual.py --refresh")
    count = sum(len(functions(name)) for name in order() + BASICS)
    print(f"{count} functions on {len(wanted)} pages")
    return 1 if stale or count < 100 else 0


sys.exit(main())
