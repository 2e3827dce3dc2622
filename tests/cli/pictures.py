#!/usr/bin/python3
"""Pictures have their colours in every renderer: librsvg, which knows no variables of CSS, draws them, and
some pixels are compared. A renderer that knows neither finds the colours as attributes."""
import collections
import datetime
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import captures  # noqa: E402
from captures import pcap  # noqa: E402
from checks import SOURCE, check, finish, tool_path  # noqa: E402

SVG = "{http://www.w3.org/2000/svg}"
NOON = 1764072000  # 2025-11-25T12:00:00Z
WHITE, BAND, GREEN, BROWN, BLUE = (255, 255, 255), (243, 245, 247), (17, 99, 41), (138, 70, 0), (11, 87, 164)


class Picture:
    """What librsvg makes of an SVG file: a PNG of 8 bits a channel, without interlacing."""

    def __init__(self, svg):
        self.root = tree.fromstring(svg)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "picture.png")
            subprocess.run(["rsvg-convert", "-f", "png", "-o", path], input=svg, check=True)
            with open(path, "rb") as file:
                self.read(file.read())

    def read(self, png):
        at, packed = 8, b""
        while at < len(png):
            length, kind = struct.unpack(">I4s", png[at:at + 8])
            body = png[at + 8:at + 8 + length]
            if kind == b"IHDR":
                self.width, self.height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", body)
                assert depth == 8 and colour in (2, 6) and interlace == 0
                self.channels = 3 if colour == 2 else 4
            packed += body if kind == b"IDAT" else b""
            at += 12 + length
        self.rows = []
        data, size = zlib.decompress(packed), self.width * self.channels
        for line in range(self.height):
            begin = line * (size + 1)
            self.rows.append(self.unfilter(data[begin], bytearray(data[begin + 1:begin + 1 + size])))

    def unfilter(self, kind, row):
        above, step = self.rows[-1] if self.rows else bytes(len(row)), self.channels
        for i, value in enumerate(row):
            a, b, c = (row[i - step], above[i], above[i - step]) if i >= step else (0, above[i], 0)
            p = a + b - c
            paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            row[i] = (value + (0, a, b, (a + b) // 2, paeth)[kind]) & 255
        return row

    def pixel(self, x, y):
        return tuple(self.rows[int(y)][int(x) * self.channels:int(x) * self.channels + 3])

    def colours(self, x, y, width, height):
        """How many pixels of each colour a part of the picture has."""
        return collections.Counter(self.pixel(x + i, y + j) for j in range(int(height)) for i in range(int(width)))

    def of_class(self, name):
        return [node for node in self.root.iter() if name in node.get("class", "").split()]

    def box(self, node):
        return [float(node.get(key)) for key in ("x", "y", "width", "height")]


def attributes(name, picture):
    """Each shape and text says its colour itself, or has that of the whole picture."""
    check(name + ": colour of text", picture.root.get("fill", "").startswith("#"))
    for node in picture.root.iter():
        kind = node.tag.replace(SVG, "")
        if kind in ("rect", "circle", "polyline"):
            check(f"{name}: {kind} of {node.get('class')}", node.get("fill", "") != "")
        if kind == "line":
            check(f"{name}: line of {node.get('class')}", node.get("stroke", "").startswith("#"))


def simulation():
    done = subprocess.run([tool_path("sim"), "-f", "svg", "examples/oc9.yaml"], cwd=SOURCE, check=True,
                          capture_output=True)
    picture = Picture(done.stdout)
    attributes("simulation", picture)
    for x, y in ((2, 2), (picture.width - 3, 2), (2, picture.height - 3)):
        check(f"page at {x}, {y}", picture.pixel(x, y) == WHITE, picture.pixel(x, y))
    x, y, width, height = picture.box(picture.of_class("band")[0])
    check("band", picture.pixel(x + 2, y + height / 2) == BAND, picture.pixel(x + 2, y + height / 2))
    for node in picture.of_class("there"):
        x, y, width, height = picture.box(node)
        check("filled", picture.pixel(x + 4, y + height / 2) == GREEN, picture.pixel(x + 4, y + height / 2))
    for node in picture.of_class("stop"):
        x, y, width, height = picture.box(node)
        check("open", picture.pixel(x + 5, y + height / 2) == WHITE, picture.pixel(x + 5, y + height / 2))
        check("its edge", BROWN in picture.colours(x - 2, y + height / 2, 4, 1))
    words = "".join(node.text or "" for node in picture.root.iter(SVG + "text"))
    check("legend", "no answer" in words and "takes the mail" in words)


def watched(folder, packets, articles, spec="examples/oc9.yaml", *options):
    """The page of a capture, its pictures, and the report as JSON."""
    path = os.path.join(folder, "a.pcap")
    with open(path, "wb") as file:
        file.write(pcap(packets))
    out = []
    for form in ("html", "json"):
        done = subprocess.run([tool_path("watch"), "-f", form, *options, "--spec", spec, path], cwd=SOURCE,
                              check=True, capture_output=True)
        out.append(done.stdout.decode("ascii"))
    page = os.path.join(folder, "page.html")
    with open(page, "w", encoding="ascii") as file:
        file.write(out[0])
    done = subprocess.run([sys.executable, os.path.join(SOURCE, "tests/cli/page.py"), page, str(articles)],
                          capture_output=True)
    check("the page is whole", done.returncode == 0, done.stderr)
    return out[0], [Picture(svg.encode()) for svg in re.findall("<svg .*?</svg>", out[0], re.S)], json.loads(out[1])


def bars(name, picture):
    """The bars of each row, from the bottom of the picture up; each is drawn."""
    rows = collections.defaultdict(list)
    for node in picture.of_class("bar"):
        x, y, width, height = picture.box(node)
        rows[y + height].append((x, width, height))
        middle = picture.pixel(x + width / 2, y + height / 2)
        check(name + ": a bar is blue", middle == BLUE, middle)
    return [rows[y] for y in sorted(rows)]


def watch():
    packets = [packet for i in (0, 1, 2, 5) for packet in captures.day(NOON + i * 86400)]
    packets += [packet for i in (1, 2, 2.5) for packet in captures.day(NOON + i * 86400 + 777)]
    with tempfile.TemporaryDirectory() as folder:
        page, pictures, report = watched(folder, sorted(packets, key=lambda one: one[0]), 2)
        layout = report["layouts"][0]
        for number, name in enumerate(("days", "delays", "retries")):
            attributes(name, pictures[number])
        check("three plots", len(pictures) == 3, len(pictures))
        seen = [one["behaviour"] for one in layout["behaviours"] if one["visits"] > 0]
        days = {day["day"]: day["visits"] for day in layout["days"]}
        begin = datetime.date.fromisoformat(min(days))
        check("some day has no visit", len(days) < (datetime.date.fromisoformat(max(days)) - begin).days + 1)
        rows = bars("days", pictures[0])
        check("a row for each behaviour", len(rows) == len(seen), seen)
        for name, row in zip(seen, rows):
            counts = [visits[name] for day, visits in sorted(days.items()) if name in visits]
            heights = [height for x, width, height in row]
            check(f"heights of {name}", max(heights) == 32 and len(heights) == len(counts) and
                  all(abs(height - 32 * count / max(counts)) <= 1 for height, count in zip(heights, counts)),
                  heights, counts)
            places = [140 + 24 * (datetime.date.fromisoformat(day) - begin).days
                      for day, visits in sorted(days.items()) if name in visits]
            check(f"days of {name}", [x for x, width, height in row] == places, row, places)
        check("dates", f">{min(days)}<" in page and f">{max(days)}<" in page)
        counts = [one["count"] for one in layout["retries"]]
        rows = bars("retries", pictures[2])
        check("pauses", [width for ((x, width, height),) in rows] ==
              [round(480 * count / max(counts)) for count in counts], rows, counts)
        check("delays", sum(int(node.text) for node in pictures[1].of_class("faint")) ==
              layout["delay"]["visits"])
        check("who retries is the first of the lost", page.index(">198.18.7.25<") == min(
            page.index(f">{one['source']}<") for one in layout["lost"]))
        check("each of the lost is there", all(f"<th>{one['source']}</th>" in page for one in layout["lost"]))
        page, _, _ = watched(folder, packets, 2, "examples/oc9.yaml", "--top=2")
        check("--top", f"And {layout['lost_count'] - 2} more" in page and page.count("<tr><th>") == len(seen) + 2 + 2)  # two heads
        years = [packet for i in range(0, 1000, 9)
                 for packet in captures.answered(NOON + i * 86400, "203.0.113.5", "198.51.100.25")]
        page, pictures, _ = watched(folder, years, 1)
        row, = bars("years", pictures[0])
        check("a long time", "A bar is 7 days" in page and len(pictures) == 1 and
              all(x + width <= 620 for x, width, height in row), row)
        spec = os.path.join(folder, "hostile.yaml")
        with open(spec, "w", encoding="utf-8") as file:
            file.write('zone: a.com\nowners: ["<b>&\'\\"x"]\nmx: [{dummy: d, address: 192.0.2.1}, '
                       "{real: r, address: 198.51.100.25}]\n")
        page, _, report = watched(folder, years, 1, spec)
        check("an owner is text", "<b>" not in page and "&lt;b&gt;&amp;" in page)
        page, pictures, _ = watched(folder, [], 0)
        check("no visit", pictures == [] and "0 packets" in page)


simulation()
watch()
sys.exit(finish(100))
