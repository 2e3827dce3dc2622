"""The MTAs of the matrix, where each comes from, and the cells: layouts that one message is sent through."""

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

# What each MTA is called, the folder it is unpacked to, and where it comes from.
MTA = collections.namedtuple("MTA", "title package origin")
MTAS = {
    "postfix": MTA("Postfix", "postfix", "Debian"),
    "exim": MTA("Exim", "exim4-daemon-light", "Debian"),
    "sendmail": MTA("Sendmail", "sendmail-bin", "Debian"),
    "opensmtpd": MTA("OpenSMTPD", "opensmtpd", "Debian"),
    "courier": MTA("Courier", "courier-mta", "Debian"),
    "dma": MTA("dma", "dma", "Debian"),
    "chasquid": MTA("chasquid", "chasquid", "Debian"),
    "haraka": MTA("Haraka", "haraka", "npm"),
}
# The releases whose packages are measured; npm's are the same on each.
RELEASES = {"bookworm": "Debian 12", "trixie": "Debian 13", "npm": "npm"}

# Haraka relays by a plugin that is a package of its own.
HARAKA = ("Haraka@3.3.4", "haraka-plugin-relay@1.0.2")

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
    """Whether an MTA comes from a release."""
    return (MTAS[mta].origin == "npm") == (release == "npm")


def key(result):
    """What a result is a measurement of: an MTA of a release, and a cell."""
    return result["mta"], result["release"], of(result)


def matrix(releases):
    """Every MTA of these releases with every cell, those that take longest first."""
    return [(mta, release, Cell(front, silence, family)) for silence in SILENCES
            for front in reversed(FRONTS) for family in FAMILIES
            for mta in MTAS for release in releases if has(release, mta)]


def wanted(text):
    """What MTA[:CELL] names, of any release; for argparse."""
    mta, colon, cell = text.partition(":")
    found = {key for key in matrix(RELEASES) if key[0] == mta and (not colon or str(key[2]) == cell)}
    if not found:
        raise argparse.ArgumentTypeError(
            f"{text} names no cell. MTAs: {', '.join(MTAS)}; "
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
    packages = [MTAS[mta].package for mta in mtas if MTAS[mta].origin == "Debian"]
    folder = mail(servers, release or here())
    if not all((folder / package / "complete").exists() for package in packages):
        other = ["--release", release] if folder.parent != servers else []
        subprocess.run(["sh", source / "tests/servers.sh", *other, folder.parent, *packages], check=True)
    if "haraka" in mtas and not (servers / "mail/haraka/complete").exists():
        unpack_haraka(source, servers)


def unpack_haraka(source, servers):
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        sys.exit("Haraka needs node (20 or later) and npm; without: --only for each other MTA")
    # A root with the libraries of node, which is this machine's own: Debian 12's is too old.
    subprocess.run(["sh", source / "tests/servers.sh", servers, "libstdc++6"], check=True)
    root = servers / "mail/haraka"
    shutil.rmtree(root, ignore_errors=True)
    os.rename(servers / "mail/libstdc++6", root)
    (root / "complete").unlink()
    shutil.copy(os.path.realpath(node), root / "usr/bin/node")
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts",
                    "--omit=optional", "--prefix", root / "usr/lib/haraka", *HARAKA],
                   check=True, stdout=subprocess.DEVNULL)
    (root / "complete").touch()


def version(servers, mta, release=None):
    """Version of an unpacked MTA, as its package says."""
    root = mail(pathlib.Path(servers), release or here()) / MTAS[mta].package
    if MTAS[mta].origin == "npm":
        package = root / "usr/lib/haraka/node_modules/Haraka/package.json"
        return json.loads(package.read_text())["version"]
    changelog = root / "usr/share/doc" / MTAS[mta].package / "changelog.Debian.gz"
    with gzip.open(changelog, "rt", encoding="utf-8") as text:
        return text.readline().split("(")[1].split(")")[0]
