#!/usr/bin/env python3
"""SMTP servers that misbehave, one kind an address, on port 25.

usage: hostile_smtp.py ADDRESS=KIND...
"""

import asyncio
import ipaddress
import re
import sys

MIB = b"x" * (1 << 20)

# Addresses that have taken their one connection.
LIMITED = set()


async def say(writer, text):
    writer.write(text)
    await writer.drain()


async def wait_for_client(reader):
    while await reader.read(4096):
        pass


async def answers(reader, writer):
    """No misbehaviour: what the others are to be compared with."""
    await say(writer, b"220 lab.test ESMTP\r\n")
    while line := await reader.readline():
        if line.upper().startswith(b"QUIT"):
            await say(writer, b"221 bye\r\n")
            return
        await say(writer, b"250-lab.test\r\n250 PIPELINING\r\n")


async def mute(reader, _writer):
    await wait_for_client(reader)


async def hangup(_reader, _writer):
    """Closes before it has said anything."""


async def half(_reader, writer):
    """Closes in the midst of its greeting."""
    await say(writer, b"220-lab.test\r\n220 lab.te")


async def garbled(reader, writer):
    await say(writer, b"SSH-2.0-OpenSSH_9.2\r\n")
    await wait_for_client(reader)


async def binary(reader, writer):
    await say(writer, bytes(range(256)) * 4)
    await wait_for_client(reader)


async def gigabyte(_reader, writer):
    """One line without an end."""
    await say(writer, b"220 ")
    for _ in range(1024):
        await say(writer, MIB)


async def endless(_reader, writer):
    """Lines of a greeting whose last never comes."""
    lines = b"220-lab.test and so on\r\n" * 40000
    for _ in range(1024):
        await say(writer, lines)


async def slow(reader, writer):
    """A byte a second: a line is never whole in time."""
    for byte in b"220 lab.test ESMTP with a name that is long enough\r\n":
        await say(writer, bytes([byte]))
        await asyncio.sleep(1)
    await wait_for_client(reader)


async def busy(_reader, writer):
    await say(writer, b"421 4.3.2 too many connections\r\n")


async def rejects(reader, writer):
    await say(writer, b"554 5.7.1 no mail from you\r\n")
    await wait_for_client(reader)


async def late421(reader, writer):
    """Greets, then closes at EHLO."""
    await say(writer, b"220 lab.test ESMTP\r\n")
    await reader.readline()
    await say(writer, b"421 4.7.0 try again later\r\n")


async def gone(reader, writer):
    """Greets, then is gone at EHLO."""
    await say(writer, b"220 lab.test ESMTP\r\n")
    await reader.readline()


async def escapes(reader, writer):
    """What would clear a terminal, retitle it, and begin a workflow command."""
    await say(writer, b"220-\x1b[2J\x1b]0;owned\x07 \xff\xc2\x9b31m\r\n")
    await say(writer, b"220 ::error::lab\x00.test <script>&\"'\r\n")
    while line := await reader.readline():
        await say(writer, b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 ok\r\n")


async def stutters(reader, writer):
    """A greeting of many lines, each after a while: what a tarpit does to a client it doubts."""
    for _ in range(4):
        await say(writer, b"220-lab.test\r\n")
        await asyncio.sleep(0.5)
    await answers(reader, writer)


async def ahead(reader, writer):
    """Says all of its part at once, and reads nothing of the client's."""
    await say(writer, b"220 lab.test ESMTP\r\n250-lab.test\r\n250 PIPELINING\r\n221 bye\r\n")
    await wait_for_client(reader)


async def strict(reader, writer):
    """Takes full names and address literals; whoever said another name once is never taken again."""
    address = writer.get_extra_info("sockname")[0]
    await say(writer, b"220 lab.test ESMTP\r\n")
    while line := await reader.readline():
        if line.upper().startswith(b"QUIT"):
            await say(writer, b"221 bye\r\n")
            return
        name = line.decode("latin-1").split()[-1]
        literal = ipaddress.ip_address(writer.get_extra_info("peername")[0])
        tag = "IPv6:" if literal.version == 6 else ""
        if name != f"[{tag}{literal}]" and not re.fullmatch(r"([a-z0-9-]+\.)+[a-z][a-z0-9-]*", name):
            LIMITED.add(address)
        if address in LIMITED:
            await say(writer, b"550 5.7.1 <%b>: no \x1b[2J name\r\n" % name.encode())
        else:
            await say(writer, b"250-lab.test\r\n250 PIPELINING\r\n")


async def once(reader, writer):
    """Takes one connection, and resets all that come later."""
    await answers(reader, writer)


async def limits(reader, writer):
    """Takes one connection, and has no time for those that come later."""
    address = writer.get_extra_info("sockname")[0]
    kind = busy if address in LIMITED else answers
    LIMITED.add(address)
    await kind(reader, writer)


KINDS = {
    kind.__name__: kind
    for kind in (
        answers, mute, hangup, half, garbled, binary, gigabyte, endless, slow,
        busy, rejects, late421, gone, escapes, stutters, ahead, strict, once, limits,
    )
}  # fmt: skip


def server(kind, running):
    async def serve(reader, writer):
        if kind == "once":
            running[0].close()
        try:
            await KINDS[kind](reader, writer)
        except (ConnectionError, asyncio.LimitOverrunError, ValueError):
            pass
        finally:
            writer.close()

    return serve


async def main():
    running = []
    for argument in sys.argv[1:]:
        address, kind = argument.split("=")
        own = []
        own.append(await asyncio.start_server(server(kind, own), address, 25, backlog=4096))
        running += own
    await asyncio.gather(*(one.wait_closed() for one in running), asyncio.Event().wait())


if __name__ == "__main__":
    asyncio.run(main())
