#!/usr/bin/python3
"""The target docs: each manual and document is in the index, and no link of the HTML pages, nor of the
Markdown documents in their own folder, is dead. Links to other sites are those of manuals that are not
ours."""
import os
import re
import subprocess
import sys
import tempfile
from html.parser import HTMLParser

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from checks import SOURCE, check, finish

OTHERS = re.compile(r"https://(manpages\.debian\.org|man\.openbsd\.org)/(?!(lib)?mxtrap)[\w-]+\.\d$")


class Page(HTMLParser):
    """What a page links to, and its anchors."""

    def __init__(self, path):
        super().__init__()
        self.links, self.anchors = [], set()
        with open(path, encoding="utf-8") as text:
            self.feed(text.read())

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id":
                self.anchors.add(value)
            elif name in ("href", "src"):
                self.links.append(value)


def check_html(folder):
    pages = {name: Page(os.path.join(folder, name)) for name in os.listdir(folder)
             if name.endswith(".html")}
    for name, page in pages.items():
        for link in page.links:
            file, _, anchor = link.partition("#")
            there = OTHERS.match(link) or os.path.isfile(os.path.join(folder, file or name))
            check(f"{name}: {link}", there and
                  (not anchor or anchor in pages[file or name].anchors))
    return pages


def anchors(text):
    """Of headings, as GitHub makes them."""
    return {re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
            for words in re.findall(r"^#+ (.*)", text, re.M)}


def check_markdown(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        name, _, anchor = link.partition("#")
        check(f"{path}: {link}", re.match("https?://", link) or (
            os.path.exists(os.path.join(os.path.dirname(path), name)) if name
            else anchor in anchors(text)))


def main():
    docs = os.path.join(SOURCE, "docs")
    with tempfile.TemporaryDirectory() as folder:
        html = os.path.join(folder, "html")
        done = subprocess.run(["cmake", f"-DSOURCE={SOURCE}", f"-DOUTPUT={html}", "-DVERSION=1.2.3", "-P",
                               os.path.join(SOURCE, "cmake/docs.cmake")], capture_output=True, text=True)
        check("made", done.returncode == 0 and done.stderr == "", done.stderr)
        pages = check_html(html)
        there = set(os.listdir(html)) - {"index.html"}
        manuals = {name + ".html" for folder in (docs, os.path.join(docs, "man3"))
                   for name in os.listdir(folder) if re.search(r"\.[1-8]$", name)}
        check("all manuals", manuals == {name for name in there if name.endswith(".html")})
        links = pages["index.html"].links
        check("the index has each file once", sorted(links) == sorted(there),
              set(links) ^ there)
        with open(os.path.join(html, "index.html"), encoding="utf-8") as text:
            index = text.read()
        check("each with words", "<dd></dd>" not in index and "mxtrap 1.2.3" in index, index)
    for path in [os.path.join(docs, name) for name in os.listdir(docs) if name.endswith(".md")] + \
            [os.path.join(SOURCE, name) for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]:
        check_markdown(path)
    return finish(700)


sys.exit(main())
