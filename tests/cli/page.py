#!/usr/bin/python3
"""A page of -f html is whole and needs nothing else: usage: page.py FILE ARTICLES. As XML and
by an HTML parser it has the same elements, its text has no tag of a stranger, no script, nothing to
load, and each link leads to an explanation in it. ARTICLES: how many it has, one a domain or MX set."""
import html.parser
import sys
import xml.etree.ElementTree as tree

ELEMENTS = {"html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "h3", "article", "span",
            "figure", "figcaption", "svg", "line", "circle", "rect", "path", "text", "tspan", "div", "table",
            "thead", "tbody", "tr", "th", "td", "ul", "li", "strong", "a", "code", "section", "p"}
# An attribute that runs or loads something, but for links within the page and the name of SVG.
LOADS = {"src", "href", "srcset", "data", "action", "style", "background"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.elements, self.links, self.ids = [], set(), []

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name)
            if name == "href" and tag == "a" and value.startswith("#"):
                self.links.add(value[1:])
            elif name == "id":
                self.ids.append(value)
            else:
                assert name not in LOADS, (tag, name, value)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)


with open(sys.argv[1], encoding="ascii") as file:
    text = file.read()
page = Page()
page.feed(text)
page.close()
root = tree.fromstring(text)
assert page.elements == [node.tag.split("}")[-1] for node in root.iter()]
assert set(page.elements) <= ELEMENTS, set(page.elements) - ELEMENTS
assert page.elements.count("article") == int(sys.argv[2]), page.elements.count("article")
assert sorted(page.links) == sorted(page.ids), (page.links, page.ids)
for word in ("url(", "@import"):
    assert word not in text, word
for section in root.iter("section"):
    assert len("".join(section.itertext()).split()) > 20, section.get("id")
for table in root.iter("table"):
    assert len(table.findall("tbody")) == len(table.findall("tbody/tr[1]/th"))
