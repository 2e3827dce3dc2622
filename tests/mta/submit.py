#!/usr/bin/env python3
"""Hands the message on stdin to an MTA of this host that takes mail by SMTP alone.

usage: submit.py --port PORT [--login USER --password WORD] FROM TO
With a login, over TLS; the certificate is the lab's own, so it is not verified.
"""

import argparse
import smtplib
import ssl
import sys


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--login")
    options.add_argument("--password")
    options.add_argument("sender")
    options.add_argument("recipient")
    options = options.parse_args()
    with smtplib.SMTP("127.0.0.1", options.port, local_hostname="localhost", timeout=30) as server:
        if options.login:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            server.starttls(context=context)
            server.login(options.login, options.password)
        server.sendmail(options.sender, [options.recipient], sys.stdin.read())


if __name__ == "__main__":
    main()
