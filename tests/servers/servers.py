"""The name servers, a class each: how it is configured and started in a root of its own (a chroot with
the packages of one Debian release), and how a zone gets in."""

import contextlib
import shutil
import sqlite3
import subprocess
import time

# A key of each algorithm of mxtrap's, and of its name; updates use the usual one.
KEYS, KEY = tuple(f"hmac-{digest}" for digest in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")), "hmac-sha256"
SECRET = "bXh0cmFwIG14dHJhcCBteHRyYXAgbXh0cmFwIG14dA=="
HERE = "127.0.0.1"


def each(text):
    """The text once for each key, with its name in it."""
    return "".join(text.format(key=key) for key in KEYS)


class Server:
    """NAME of the row, PACKAGE of Debian, and whether it knows transfers and updates."""

    name = package = ""
    transfers = updates = True

    def __init__(self, top):
        self.top, self.root, self.process = top, top / "root", None

    def path(self, name):
        return self.root / "srv" / name

    def version(self):
        rows = dict(line.split() for line in (self.top / "versions").read_text().splitlines())
        return rows[self.package]

    @contextlib.contextmanager
    def running(self, files):
        """Serves FILES, a dictionary of names and texts, until it answers or has ended."""
        shutil.rmtree(self.root / "srv", ignore_errors=True)
        self.path("run").mkdir(parents=True)
        for name, text in files.items():
            self.path(name).write_text(text)
        self.configure([name for name in files if not name.endswith(".inc")])
        with open(self.path("log"), "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(["chroot", self.root, *self.command], stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL)
            try:
                self.wait()
                yield
            finally:
                self.process.kill()
                self.process.wait()

    def wait(self):
        """Some servers answer before they have read the last zone."""
        for name in ("whole.test", "from.test"):
            until = time.monotonic() + (60 if name == "whole.test" else 10)
            while not self.ends() and time.monotonic() < until and not self.answers(name):
                time.sleep(0.1)

    @staticmethod
    def answers(zone):
        done = subprocess.run(["dig", "+tries=1", "+time=1", "+norecurse", f"@{HERE}", zone, "SOA"],
                              capture_output=True, text=True, check=False)
        return "status: NOERROR" in done.stdout

    def ends(self):
        return self.process.poll() is not None


class Named(Server):
    name, package = "BIND", "bind9"
    command = ("named", "-g", "-c", "/srv/conf")

    def configure(self, zones):
        (self.root / "run/named").mkdir(parents=True, exist_ok=True)
        self.path("conf").write_text(
            each(f'key {{key}} {{{{ algorithm {{key}}; secret "{SECRET}"; }}}};\n') +
            f'options {{ directory "/srv"; listen-on {{ {HERE}; }}; listen-on-v6 {{ none; }}; recursion no;'
            ' dnssec-validation no; pid-file none; session-keyfile none; };\ncontrols { };\n'
            + "".join(f'zone "{zone}" {{ type primary; file "{zone}"; allow-update {{ key {KEY}; }};'
                      f' allow-transfer {{ {each("key {key}; ")}}}; }};\n' for zone in zones))


class Nsd(Server):
    name, package, updates = "NSD", "nsd", False
    command = ("nsd", "-d", "-c", "/srv/conf")

    def configure(self, zones):
        self.path("conf").write_text(
            f'server:\n ip-address: {HERE}\n username: ""\n zonesdir: "/srv"\n pidfile: ""\n'
            ' xfrdfile: "/srv/xfrd"\n zonelistfile: "/srv/list"\n server-count: 1\n'
            'remote-control:\n control-enable: no\n'
            + each(f'key:\n name: {{key}}\n algorithm: {{key}}\n secret: "{SECRET}"\n')
            + "".join(f'zone:\n name: {zone}\n zonefile: {zone}\n' + each(f' provide-xfr: {HERE} {{key}}\n')
                      for zone in zones))


class Knot(Server):
    name, package = "Knot DNS", "knot"
    command = ("knotd", "-c", "/srv/conf")

    def configure(self, zones):
        self.path("conf").write_text(
            f'server:\n  listen: {HERE}@53\n  rundir: /srv/run\n  user: root:root\n'
            'database:\n  storage: /srv/db\n'
            'key:\n' + each(f'  - id: {{key}}\n    algorithm: {{key}}\n    secret: {SECRET}\n') +
            f'acl:\n  - id: all\n    key: [{", ".join(KEYS)}]\n    action: [transfer, update]\n'
            'template:\n  - id: default\n    storage: /srv\n    acl: all\nzone:\n'
            + "".join(f'  - domain: {zone}\n    file: {zone}\n' for zone in zones))
        self.path("db").mkdir()


class PowerDns(Server):
    """Zone files get into its database by pdnsutil; the bind backend reads them in the same way."""

    name, package = "PowerDNS", "pdns-server"
    command = ("pdns_server", "--config-dir=/srv/pdns", "--guardian=no", "--daemon=no")

    def configure(self, zones):
        self.path("pdns").mkdir(exist_ok=True)
        self.path("pdns/pdns.conf").write_text(
            f"launch=gsqlite3\ngsqlite3-database=/srv/pdns/zones\nlocal-address={HERE}\nlocal-port=53\n"
            "socket-dir=/srv/pdns\ndnsupdate=yes\nallow-dnsupdate-from=127.0.0.0/8\n"
            "disable-axfr=no\nallow-axfr-ips=\nzone-cache-refresh-interval=0\n"
            "query-cache-ttl=0\ncache-ttl=0\nnegquery-cache-ttl=0\nlog-dns-details=no\n")
        schema = self.root / "usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql"
        base = sqlite3.connect(self.path("pdns/zones"))
        base.executescript(schema.read_text())
        base.close()
        for key in KEYS:
            self.util("import-tsig-key", key, key, SECRET)
        for zone in zones:
            self.util("load-zone", zone, "/srv/" + zone)
            self.util("set-meta", zone, "TSIG-ALLOW-AXFR", *KEYS)
            self.util("set-meta", zone, "TSIG-ALLOW-DNSUPDATE", KEY)

    def util(self, *words):
        subprocess.run(["chroot", self.root, "pdnsutil", "--config-dir=/srv/pdns", *words],
                       stdin=subprocess.DEVNULL, capture_output=True, check=False)


class Yadifa(Server):
    name, package = "YADIFA", "yadifa"
    command = ("yadifad", "-c", "/srv/conf")

    def configure(self, zones):
        for folder in ("zones", "keys", "xfr", "logs", "pid"):
            self.path(folder).mkdir(exist_ok=True)
        self.path("conf").write_text(
            '<main>\n daemon off\n datapath "/srv"\n keyspath "/srv/keys"\n xfrpath "/srv/xfr"\n logpath "/srv/logs"\n'
            f' pidfile "/srv/pid/yadifad.pid"\n listen {HERE}\n uid root\n gid root\n'
            ' answer-formerr-packets yes\n</main>\n'
            + each(f'<key>\n name {{key}}\n algorithm {{key}}\n secret {SECRET}\n</key>\n')
            + "".join(f'<zone>\n type primary\n domain {zone}\n file "/srv/{zone}"\n'
                      f' allow-transfer {"; ".join("key " + key for key in KEYS)}\n'
                      f' allow-update key {KEY}\n</zone>\n' for zone in zones))


class Gdnsd(Server):
    name, package, transfers, updates = "gdnsd", "gdnsd", False, False
    command = ("gdnsd", "-c", "/srv/gdnsd", "start")

    def configure(self, zones):
        self.path("gdnsd/zones").mkdir(parents=True, exist_ok=True)
        self.path("gdnsd/config").write_text(
            f'options => {{ listen => {HERE}, run_dir => /srv/run, state_dir => /srv/state }}\n')
        self.path("state").mkdir()
        for zone in zones:
            (self.path("gdnsd/zones") / zone).write_text(self.path(zone).read_text())


SERVERS = {server.name: server for server in (Named, Nsd, Knot, PowerDns, Yadifa, Gdnsd)}
