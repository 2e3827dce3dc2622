#!/usr/bin/env python3
"""Real hosts: takes all mail on port 25 of every address, and says which domain's came where.

usage: sink.py
Each line, tabs between: delivered, seconds since the machine was booted, domain, address; then
the sender's address, and the seconds when it connected.
"""

import asyncio
import re
import time


async def message(reader):
    while (line := await reader.readline()) not in (b".\r\n", b""):
        pass
    return line != b""


async def serve(reader, writer):
    connected = time.clock_gettime(time.CLOCK_BOOTTIME)
    address, sender = (writer.get_extra_info(name)[0].removeprefix("::ffff:")
                       for name in ("sockname", "peername"))
    domain = ""

    async def say(text):
        writer.write(text + b"\r\n")
        await writer.drain()

    try:
        await say(b"220 real.lab.com ESMTP")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"RCPT":
                found = re.search(rb"@([^>\s]+)", line)
                domain = found[1].decode("latin-1").lower() if found else ""
            if verb == b"DATA":
                await say(b"354 go on")
                if await message(reader):
                    now = time.clock_gettime(time.CLOCK_BOOTTIME)
                    print(f"delivered\t{now:.3f}\t{domain}\t{address}\t{sender}\t{connected:.3f}",
                          flush=True)
            await say(b"221 bye" if verb == b"QUIT" else b"250 ok")
            if verb == b"QUIT":
                break
    except (ConnectionError, ValueError):
        pass
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, None, 25, backlog=4096)
    print("# listening", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
