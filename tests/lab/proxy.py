#!/usr/bin/env python3
"""Something on the way that takes every connection: nft redirects port 25 to it.

usage: proxy.py dated|relay ADDRESS PORT
dated greets by itself, with the time and an id in it. relay connects on to where the connection was
meant for, as SYN proxies and tunnels do: where nobody answers there, it says nothing.
"""

import asyncio
import secrets
import socket
import struct
import sys
import time

SO_ORIGINAL_DST = 80


async def dated(reader, writer):
    greeting = f"220 proxy.isp.net ESMTP {time.time():.6f} {time.asctime()} [{secrets.token_hex(8)}]\r\n"
    writer.write(greeting.encode())
    while line := await reader.readline():
        writer.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 ok\r\n")
        await writer.drain()


async def copy(reader, writer):
    while data := await reader.read(4096):
        writer.write(data)
        await writer.drain()
    writer.close()


async def relay(reader, writer):
    end = writer.get_extra_info("socket")
    port, address = struct.unpack("!2xH4s8x", end.getsockopt(socket.SOL_IP, SO_ORIGINAL_DST, 16))
    try:
        onward = await asyncio.open_connection(socket.inet_ntoa(address), port)
    except OSError:
        await asyncio.sleep(600)
        return
    await asyncio.gather(copy(reader, onward[1]), copy(onward[0], writer))


async def serve(reader, writer):
    try:
        await KINDS[sys.argv[1]](reader, writer)
    except (ConnectionError, ValueError):
        pass
    finally:
        writer.close()


KINDS = {"dated": dated, "relay": relay}


async def main():
    server = await asyncio.start_server(serve, sys.argv[2], int(sys.argv[3]), backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
