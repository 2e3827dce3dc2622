#!/usr/bin/python3
"""Pictures have their colours in every renderer: librsvg, which knows no variables of CSS, draws them, and
some pixels are compared. A renderer that knows neither finds the colours as attributes."""
import collections
import os
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from checks import SOURCE, check, finish, tool_path

SVG = "{http://www.w3.org/2000/svg}"
WHITE, BAND, GREEN, BROWN = (255, 255, 255), (243, 245, 247), (17, 99, 41), (138, 70, 0)


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


simulation()
sys.exit(finish(40))
