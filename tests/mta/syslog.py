#!/usr/bin/env python3
"""The /dev/log of a root: what is logged there is printed, a line a message.

usage: syslog.py SOCKET
"""

import os
import socket
import sys


def main():
    log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    log.bind(sys.argv[1])
    os.chmod(sys.argv[1], 0o666)
    while True:
        message = log.recv(65535).rstrip(b"\0\n")
        print(message.decode(errors="backslashreplace"), flush=True)


if __name__ == "__main__":
    main()
