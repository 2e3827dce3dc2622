#!/usr/bin/python3
"""What every tool answers alike: help, mistakes in options, inputs that are none, output that fails.
One table over all tools; the letters and words are those of the rows that each tool's --help shows."""
import os
import re
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from captures import pcap  # noqa: E402
from checks import SOURCE, check, finish, tool_path

NAMES = ("check", "gen", "lab", "lint", "sim", "watch")
LINES_MAX, COLUMNS_MAX = 56, 80


def run(name, *arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, **options):
    done = subprocess.run([tool_path(name), *arguments], stdin=stdin, stdout=stdout,
                          stderr=subprocess.PIPE, timeout=60, **options)
    done.out = (done.stdout or b"").decode()
    done.err = done.stderr.decode()
    return done


OPERAND = {"check": "domain", "gen": "spec", "lab": "spec", "lint": "file", "sim": "file",
           "watch": "capture"}
FORMATS = ("check", "gen", "lint", "sim", "watch")
READERS = ("gen", "lint", "sim", "lab")

# Arguments, what is said of them. All are usage: exit status 2, nothing on standard output, the
# tool's name before it and the way to help behind it. {operand} is what the tool calls one.
MISTAKES = [
    ((), "no {operand} is given"),
    (("--",), "no {operand} is given"),
    (("--hepl",), "unknown option --hepl; did you mean --help?"),
    (("x", "--hepl"), "unknown option --hepl; did you mean --help?"),
    (("--hepl=x",), "unknown option --hepl; did you mean --help?"),
    (("--zzzzzzzz",), "unknown option --zzzzzzzz"),
    (("-Z",), "unknown option -Z"),
    (("-qZ",), "unknown option -Z"),
    (("--quiet", "-Zq"), "unknown option -Z"),
    (("--\033[31m",), "unknown option --\\x1b[31m"),
    (("--co=x",), "--co can be {several}--color, --completion"),
    (("--help=yes",), "--help takes no argument"),
    (("--vers=yes",), "--version takes no argument"),
    (("--color",), "--color needs an argument"),
    (("--col",), "--color needs an argument"),
    (("--color=blue",), 'unknown color "blue"; --color is auto (default), always or never'),
    (("--color", "neve"), 'unknown color "neve"; did you mean "never"?'),
    (("--color=",), 'unknown color ""; --color is auto (default), always or never'),
    (("--color=never", "--color=blue"), 'unknown color "blue"; --color is auto (default), always or never'),
    (("--completion=csh",), 'unknown shell "csh"; did you mean "zsh"?'),
    (("--completion=powershell",), 'unknown shell "powershell"; --completion is bash, zsh or fish'),
]
FORMAT_MISTAKES = [
    (("-f",), "--format needs an argument"),
    (("-f", "jsn"), 'unknown format "jsn"; did you mean "json"?'),
    (("-fjsn",), 'unknown format "jsn"; did you mean "json"?'),
    (("--format=jsn",), 'unknown format "jsn"; did you mean "json"?'),
    (("--form=JSON",), 'unknown format "JSON"; did you mean "json"?'),
    (("-f", "json", "-f", "zzzzzzzz"), 'unknown format "zzzzzzzz"; --format is '),
    (("--format=j\033son",), 'unknown format "j\\x1bson"; did you mean "json"?'),
]


def check_mistake(name, arguments, said):
    done = run(name, *arguments)
    wanted = f"mxtrap-{name}: " + \
        said.format(operand=OPERAND[name], several="--control, " if name == "check" else "")
    first, *rest = done.err.split("\n")
    holds = done.returncode == 2 and done.out == "" and \
        rest == [f"Try 'mxtrap-{name} --help'.", ""] and \
        (first == wanted or (said.endswith("--format is ") and first.startswith(wanted)))
    check(f"mxtrap-{name} {' '.join(arguments)}", holds,
          f"{done.returncode} {done.out!r} {done.err!r}")


def check_help(name):
    done = run(name, "--help")
    lines = done.out.split("\n")[:-1]
    check(f"{name} --help", done.returncode == 0 and done.err == "", done.err)
    check(f"{name} --help begins", lines[0].startswith(f"usage: mxtrap-{name} "), lines[0])
    check(f"{name} --help has {len(lines)} lines", 10 < len(lines) <= LINES_MAX)
    widest = max(len(line) for line in lines)
    check(f"{name} --help has {widest} columns", widest <= COLUMNS_MAX)
    check(f"{name} --help has no brackets in its words",
          not re.search(r"^ {28,}.*[][]|^ .{26,} .*[][]", done.out, re.M), done.out)
    for short in ("-h", "--help", "-qh"):
        check(f"{name} {short}", run(name, short).out == done.out)
    version = run(name, "--version")
    check(f"{name} --version", re.fullmatch(rf"mxtrap-{name} \d+\.\d+\.\d+\n", version.out) and
          version.returncode == 0, version.out)
    check(f"{name} -V", run(name, "-V", "--zzzzzzzz").out == version.out)
    check(f"{name} --vers", run(name, "--vers").out == version.out)
    done = run(name, "--explain", "first-not-dummy")
    check(f"{name} --explain", done.returncode == 0 and re.match(
        r"first-not-dummy \(layout\): .*\n\nWhy: .*\nFix: .*\nSource: ", done.out), done.out + done.err)
    done = run(name, "--explain=first-not-dumy")
    check(f"{name} --explain of no rule", done.returncode == 2 and
          'did you mean "first-not-dummy"?' in done.err, done.err)
    check(f"{name} --color=always --color=never -V",
          run(name, "--color=always", "--color=never", "-V").returncode == 0)


def check_outputs(name, spec, capture):
    """A full disk, and a reader that has gone."""
    shown = [("--help",), ("--version",)] + [("--completion=" + s,) for s in ("bash", "zsh", "fish")]
    if name in ("gen", "lint", "sim"):
        shown += [("-q", "-f", "json", spec)]
    if name == "watch":
        shown += [("-q", "-f", "json", "--spec", spec, capture)]
    if name == "lint":
        shown += [("--list-rules",), ("--explain", "first-not-dummy")]
    for arguments in shown:
        for what, status, said in (
                ("full", 4, "cannot write standard output: No space left on device"),
                ("gone", -signal.SIGPIPE, ""),
                ("gone, SIGPIPE ignored", 4, "cannot write standard output: Broken pipe")):
            if what == "full":
                out = os.open("/dev/full", os.O_WRONLY)
            else:
                end, out = os.pipe()
                os.close(end)
            done = run(name, *arguments, stdout=out, restore_signals="ignored" not in what)
            os.close(out)
            wanted = f"mxtrap-{name}: {said}\n" if said else ""
            check(f"mxtrap-{name} {' '.join(arguments)}, {what}",
                  done.returncode == status and done.err == wanted, f"{done.returncode} {done.err}")


def check_inputs(name, folder):
    """No file, a folder, an empty file, "-" twice, a name that begins with a dash."""
    empty = os.path.join(folder, "empty.yaml")
    open(empty, "w", encoding="utf-8").close()
    for what, operand in (("a folder", folder), ("a folder.yaml", os.path.join(folder, "a.yaml")),
                          ("no file", os.path.join(folder, "none")), ("an empty spec", empty)):
        done = run(name, "--", operand) if name != "lab" else run(name, operand, "--", "true")
        if name == "lint" and what.startswith("a folder"):  # it reads those below
            check(f"mxtrap-lint: {what}", done.returncode == 0 and "[nothing-to-check]" in done.out,
                  f"{done.returncode} {done.out!r}")
            continue
        check(f"mxtrap-{name}: {what}", done.returncode == 2 and done.out.count("\n") <= 3 and
              operand + ":1:1: error: " in done.out + done.err,
              f"{done.returncode} {done.out!r} {done.err!r}")
    done = run(name, "-", "-")
    check(f"mxtrap-{name} - -", done.returncode == 2 and done.out == "" and
          "standard input can be read only once" in done.err, done.err)
    if name != "lab":
        done = run(name, "--", "--help")
        check(f"mxtrap-{name} -- --help", done.returncode == 2 and
              "--help:1:1: error: " in done.out + done.err, done.out + done.err)


def check_serve():
    """The far side has its own bounds, and nothing else of the check's options has a meaning there."""
    own = {"allow-special", "max", "port", "rate", "serve"}
    common = {"color", "completion", "explain", "help", "version"}
    rows = re.findall(r"^  (?:-.,|   ) --([a-z0-9-]+)(=?)", run("check", "--help").out, re.M)
    check("options of mxtrap-check", own | common < {name for name, _ in rows} and len(rows) > 35)
    for name, argument in rows:
        if name in common | {"serve"}:
            continue
        word = "json" if name == "format" else "1"
        done = run("check", "--serve", f"--{name}={word}" if argument else f"--{name}")
        if name in own:
            check(f"--serve --{name}", done.returncode == 0 and '"mxtrap.probe/1"' in done.out, done.err)
        else:
            check(f"--serve excludes --{name}", done.returncode == 2 and done.out == "" and
                  re.match(rf"mxtrap-check: (--serve excludes --{name}|--{name} needs --\S+)\n", done.err),
                  f"{done.returncode} {done.err}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "a.yaml"))
        spec = os.path.join(SOURCE, "examples/oc9.yaml")
        capture = os.path.join(folder, "none.pcap")
        with open(capture, "wb") as file:
            file.write(pcap([]))
        for name in NAMES:
            check_help(name)
            for arguments, said in MISTAKES + (FORMAT_MISTAKES if name in FORMATS else []):
                check_mistake(name, arguments, said)
            check_outputs(name, spec, capture)
            if name in READERS:
                check_inputs(name, folder)
        check_serve()
        # Options that are inputs count as well.
        for name, arguments in (("check", ("-i", "-", "--spec=-")), ("lint", ("--spec", "-", "-")),
                                ("sim", ("--spec=-", "-")), ("gen", ("-fnsupdate", "--from=-", "-")),
                                ("gen", ("--diff", "-", "-")), ("watch", ("--zone=-", "-"))):
            done = run(name, *arguments)
            check(f"mxtrap-{name} {' '.join(arguments)}", done.returncode == 2 and
                  "standard input can be read only once" in done.err, done.err)
        # Given again: the last one counts.
        done = run("sim", "-fsvg", "-f", "json", "--family=ipv6", "--fam=ipv4", spec)
        check("the last format counts", done.returncode == 0 and done.out.startswith("{"), done.out)
        done = run("gen", "-q", "-o", os.path.join(folder, "first"), "-o", "-", spec)
        check("the last output counts", done.returncode == 0 and done.out != "" and
              not os.path.exists(os.path.join(folder, "first")))
    return finish(290)


sys.exit(main())
