"""The senders of the matrix, where each comes from, and the cells: layouts that one message is sent through."""

import argparse
import collections
import gzip
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys

# What each sender is called, the folder it is unpacked to (the Debian package, commas between several;
# for npm, with the module), and where it comes from.
MTA = collections.namedtuple("MTA", "title package origin")
MTAS = {
    "postfix": MTA("Postfix", "postfix", "Debian"),
    "exim": MTA("Exim", "exim4-daemon-light", "Debian"),
    "sendmail": MTA("Sendmail", "sendmail-bin", "Debian"),
    "opensmtpd": MTA("OpenSMTPD", "opensmtpd", "Debian"),
    "courier": MTA("Courier", "courier-mta", "Debian"),
    "dma": MTA("dma", "dma", "Debian"),
    "chasquid": MTA("chasquid", "chasquid", "Debian"),
    "haraka": MTA("Haraka", "haraka/Haraka", "npm"),
}
# What looks up MX itself and is no MTA.
PROGRAMS = {
    "mx-connect": MTA("mx-connect", "npm/mx-connect", "npm"),
    "npm-sendmail": MTA("npm sendmail", "npm/sendmail", "npm"),
    "nodemailer-v2": MTA("nodemailer", "npm/nodemailer", "npm"),
    "directmail": MTA("directmail", "npm/directmail", "npm"),
    "swaks": MTA("swaks", "swaks,libnet-dns-perl,libio-socket-inet6-perl,netbase", "Debian"),
    "twisted": MTA("Twisted", "python3-twisted,netbase", "Debian"),
    "pear-smtpmx": MTA("PEAR Mail", "php-mail,php-net-smtp,php8.2-cli,netbase", "Debian"),
    "horde-smtpmx": MTA("Horde_Mail", "php-horde-mail,php-net-smtp,php8.2-cli,php8.2-mbstring,netbase", "Debian"),
}
SENDERS = MTAS | PROGRAMS
# Those that try hosts in the order of the DNS answer, whatever the preferences are.
ANSWERED = ("npm-sendmail",)
# The releases whose packages are measured; npm's are the same on each.
RELEASES = {"bookworm": "Debian 12", "trixie": "Debian 13", "npm": "npm"}

# By folder. Haraka relays by a plugin that is a package of its own; mx-connect and nodemailer7 are what
# ZoneMTA 3.10.3 asks for.
NPM = {
    "haraka": ("Haraka@3.3.4", "haraka-plugin-relay@1.0.2"),
    "npm": ("mx-connect@1.5.6", "nodemailer7@npm:nodemailer@7.0.9", "sendmail@1.6.1", "nodemailer@2.7.2",
            "directmail@0.1.8"),
}

# Addresses of mail1, in front; behind a +, those of a second dummy in front.
FRONTS = ("1", "2", "4", "5", "6", "1+1")
SILENCES = ("drop", "reset")
FAMILIES = ("both", "ip4")


class Cell(collections.namedtuple("Cell", "front silence family")):
    def __str__(self):
        return f"{self.front}-{self.silence}-{self.family}"


def of(result):
    return Cell(result["front"], result["silence"], result["family"])


def here():
    """This machine's release, by its name."""
    return platform.freedesktop_os_release().get("VERSION_CODENAME", "")


def has(release, mta):
    """Whether a sender comes from a release. Programs are measured with one of Debian's."""
    if SENDERS[mta].origin == "npm" or release == "npm":
        return (SENDERS[mta].origin == "npm") == (release == "npm")
    return mta in MTAS or release == "bookworm"


def key(result):
    """What a result is a measurement of: an MTA of a release, and a cell."""
    return result["mta"], result["release"], of(result)


def matrix(releases):
    """Every sender of these releases with every cell, those that take longest first."""
    return [(mta, release, Cell(front, silence, family)) for silence in SILENCES
            for front in reversed(FRONTS) for family in FAMILIES
            for mta in SENDERS for release in releases if has(release, mta)]


def wanted(text):
    """What MTA[:CELL] names, of any release; for argparse."""
    mta, colon, cell = text.partition(":")
    found = {key for key in matrix(RELEASES) if key[0] == mta and (not colon or str(key[2]) == cell)}
    if not found:
        raise argparse.ArgumentTypeError(
            f"{text} names no cell. MTAs: {', '.join(SENDERS)}; "
            f"cells: {'|'.join(FRONTS)}-{'|'.join(SILENCES)}-{'|'.join(FAMILIES)}")
    return found


def spec(cell):
    """oc9's layout as tests/lab/send.sh makes it in the lab."""
    front, _, second = cell.front.partition("+")
    front = ["192.0.2.1"] + [f"192.0.2.{100 + more}" for more in range(1, int(front))]
    second = [f"192.0.2.{200 + more}" for more in range(1, int(second or 0) + 1)]
    master = ["198.51.100.25"] + ["2001:db8::25"] * (cell.family == "both")
    exchangers = [("dummy", "mail1", 1, front), *([("dummy", "mail4", 2, second)] if second else []),
                  ("real", "master", 5, master), ("real", "slave2", 6, ["198.51.100.26"]),
                  ("dummy", "mail2", 8, ["192.0.2.2"]), ("dummy", "mail3", 10, ["192.0.2.3"])]
    return json.dumps({"zone": "oc9.com", "silence": cell.silence,
                       "mx": [{role: host, "preference": preference, "address": addresses}
                              for role, host, preference, addresses in exchangers]})


def mail(servers, release):
    """The folder of a release's mail servers: those of this machine's are where all tests look for them."""
    return servers / "mail" if release in (here(), "npm") else servers / release / "mail"


def lab(source, servers, release, script):
    """The command that runs a lab's script with the mail servers of a release."""
    return ["env", f"MXTRAP_MAIL={mail(servers, release)}", "sh", source / "tests/lab" / script]


def environment(source, servers):
    """What a lab's script is told of the repository and the servers."""
    return os.environ | {"MXTRAP_SOURCE": str(source), "MXTRAP_SERVERS": str(servers)}


def unpack(source, servers, mtas, release=None):
    """Puts what the MTAs of a release need into the folder of servers, unless it is there. Without a
    release: this machine's, and npm's."""
    packages = [SENDERS[mta].package for mta in mtas if SENDERS[mta].origin == "Debian"]
    folder = mail(servers, release or here())
    if not all((folder / package / "complete").exists() for package in packages):
        other = ["--release", release] if folder.parent != servers else []
        subprocess.run(["sh", source / "tests/servers.sh", *other, folder.parent, *packages], check=True)
    for folder in {SENDERS[mta].package.split("/")[0] for mta in mtas if SENDERS[mta].origin == "npm"}:
        if not (servers / "mail" / folder / "complete").exists():
            unpack_npm(source, servers, folder)


def unpack_npm(source, servers, folder):
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        sys.exit(f"{NPM[folder][0]} needs node (20 or later) and npm; without: --only for each other MTA")
    # A root with the libraries of node, which is this machine's own: Debian 12's is too old.
    subprocess.run(["sh", source / "tests/servers.sh", servers, "libstdc++6"], check=True)
    root = servers / "mail" / folder
    shutil.rmtree(root, ignore_errors=True)
    os.rename(servers / "mail/libstdc++6", root)
    (root / "complete").unlink()
    shutil.copy(os.path.realpath(node), root / "usr/bin/node")
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts",
                    "--omit=optional", "--prefix", root / "usr/lib" / folder, *NPM[folder]],
                   check=True, stdout=subprocess.DEVNULL)
    (root / "complete").touch()


def version(servers, mta, release=None):
    """Version of an unpacked MTA, as its package says."""
    about = SENDERS[mta]
    folder = mail(pathlib.Path(servers), release or here())
    if about.origin == "npm":
        root, module = about.package.split("/")
        package = folder / root / "usr/lib" / root / "node_modules" / module / "package.json"
        return json.loads(package.read_text())["version"]
    changelog = folder / about.package / "usr/share/doc" / about.package.split(",")[0] / "changelog.Debian.gz"
    with gzip.open(changelog, "rt", encoding="utf-8") as text:
        return text.readline().split("(")[1].split(")")[0]
