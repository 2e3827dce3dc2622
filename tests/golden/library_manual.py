#!/usr/bin/python3
"""libmxtrap(3): what stands between its marks is made of the public headers, declarations and
comments alike, and of the program that tests/cli/install.sh builds, so that manual and code cannot differ.
Refresh: tests/golden/library_manual.py --refresh"""
import os
import re
import sys
import textwrap

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from checks import SOURCE

HEADERS = os.path.join(SOURCE, "lib/include/mxtrap")
PAGE = os.path.join(SOURCE, "docs/libmxtrap.3")
PROGRAM = os.path.join(SOURCE, "tests/cli/consumer/consumer.c")
BEGIN = '.\\" Made of the code, to be refreshed: tests/golden/library_manual.py --refresh\n'
END = '.\\" End of what is made.\n'
# Headers without anything to call, and the one of all.
LEFT_OUT = {"mxtrap.h", "export.h"}


def order():
    """The headers in the order in which mxtrap.h has them."""
    with open(os.path.join(HEADERS, "mxtrap.h"), encoding="utf-8") as text:
        return [name for name in re.findall(r"<mxtrap/(\w+\.h)>", text.read())
                if name not in LEFT_OUT]


def body(name):
    path = os.path.join(HEADERS, name)
    if not os.path.exists(path):
        path += ".in"
    with open(path, encoding="utf-8") as text:
        lines = re.sub(r"@PROJECT_VERSION\w*@", "...", text.read())
    head, rest = re.match(r"/\*(.*?)\*/\n(.*)", lines, re.S).groups()
    rest = re.sub(r"#ifdef __cplusplus\n.*?#endif\n", "", rest, flags=re.S)
    rest = re.sub(r"^(?:#(?:ifndef|include|endif|define MXTRAP_\w+_H)\b|MXTRAP_\w+_DECLS$).*\n", "",
                  rest, flags=re.M)
    return head, rest


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


def blocks(rest):
    """Comments and the declarations behind them: what blank lines divide."""
    for block in re.split(r"\n\s*\n", rest.strip("\n")):
        # A comment may have blank lines of its own: those stand as " *".
        comment = re.match(r"/\*(.*?)\*/\n?", block, re.S)
        text = comment.group(1) if comment else ""
        yield text, block[comment.end():] if comment else block


def section(name):
    head, rest = body(name)
    yield f".Ss <mxtrap/{name}>"
    yield from paragraphs(words(head))
    for comment, declarations in blocks(rest):
        if declarations.strip():
            yield from code(declaration(declarations))
        if comment:
            yield from paragraphs(words(comment))


def paragraphs(lines):
    begun = False
    for line in lines:
        if line is None:
            begun = False
            continue
        if not begun:
            yield ".Pp"
            begun = True
        yield line


def reference():
    lines = []
    for name in order():
        lines.extend(section(name))
    # mdoc: no paragraph directly behind a heading or a display that makes its own space.
    return re.sub(r"^(\.Ss .*)\n\.Pp\n", r"\1\n", "\n".join(lines) + "\n", flags=re.M)


def example():
    with open(PROGRAM, encoding="utf-8") as text:
        program = re.sub(r"^/\*.*?\*/\n", "", text.read(), flags=re.S)
    return "\n".join(code(program)) + "\n"


def main():
    with open(PAGE, encoding="utf-8") as text:
        page = text.read()
    made = iter((reference(), example()))
    wanted = re.sub(re.escape(BEGIN) + ".*?" + re.escape(END), lambda _: BEGIN + next(made) + END,
                    page, flags=re.S)
    if sys.argv[1:] == ["--refresh"]:
        with open(PAGE, "w", encoding="utf-8") as text:
            text.write(wanted)
    elif page != wanted or next(made, None) is not None:
        print("docs/libmxtrap.3 is not what the code says")
        print("to refresh: tests/golden/library_manual.py --refresh")
        return 1
    functions = set(re.findall(r"\b(mxtrap_\w+)\(", "".join(body(n)[1] for n in order())))
    missing = sorted(name for name in functions if name + "(" not in wanted)
    print(f"{len(functions)} functions", "not there:" if missing else "", *missing)
    return 1 if missing or len(functions) < 50 else 0


sys.exit(main())
