#!/usr/bin/env python3
"""A plain SMTP client to prove the lab with: it owes nothing to the prober that the lab tests.

usage: greeting.py [--timeout SECONDS] [--expect STATE] ADDRESS[=STATE]...
All addresses at once, a line each: address, state, seconds and what was said. Fails unless each has
the state that is expected of it. States are those of mxtrap-check's: silent, refused, unreachable,
mute, hangup, garbled, rejects, answers; and unfinished for a server that talks on.
"""

import argparse
import concurrent.futures
import errno
import re
import socket
import time

# More than a greeting may have; what goes on and on is given up here.
MOST = 65536


def reply(connection, deadline):
    """One whole reply, as its lines, or the state that comes of there being none."""
    data = b""
    while True:
        lines = data.split(b"\n")[:-1]
        for at, line in enumerate(lines):
            if not re.match(rb"[2-5][0-9]{2}([ -]|\r?$)", line):
                return None, "garbled", data
            if line[3:4] != b"-":
                return lines[: at + 1], None, data
        left = deadline - time.monotonic()
        if left <= 0 or len(data) > MOST:
            return None, "unfinished" if data else "mute", data
        connection.settimeout(left)
        try:
            more = connection.recv(4096)
        except TimeoutError:
            continue
        except ConnectionError:
            more = b""
        if not more:
            return None, "hangup", data
        data += more


def talk(address, timeout):
    """State of an address, and the last that it said."""
    try:
        connection = socket.create_connection((address, 25), timeout)
    except TimeoutError:
        return "silent", b""
    except OSError as error:
        refused = error.errno == errno.ECONNREFUSED
        return "refused" if refused else "unreachable", error.strerror.encode()
    with connection:
        deadline = time.monotonic() + timeout
        greeting, state, data = reply(connection, deadline)
        if state:
            return state, data
        if not greeting[-1].startswith(b"2"):
            return "rejects", data
        connection.sendall(b"EHLO vantage.lab.com\r\n")
        answer, state, data = reply(connection, deadline)
        if state:
            return state, data
        if not answer[-1].startswith(b"2"):
            return "rejects", data
        connection.sendall(b"QUIT\r\n")
        return "answers", b"\n".join(greeting)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--expect")
    options.add_argument("--timeout", type=float, default=5)
    options.add_argument("addresses", nargs="+")
    options = options.parse_args()

    def meet(pair):
        address, _, expected = pair.partition("=")
        start = time.monotonic()
        state, said = talk(address, options.timeout)
        print(f"{address} {state} {time.monotonic() - start:.2f} {said[:100]}\n", end="")
        return (expected or options.expect or state) == state

    with concurrent.futures.ThreadPoolExecutor(len(options.addresses)) as clients:
        return not all(list(clients.map(meet, options.addresses)))


if __name__ == "__main__":
    raise SystemExit(main())
