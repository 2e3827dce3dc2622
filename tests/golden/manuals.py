#!/usr/bin/python3
"""The manuals: mandoc has nothing to say, the tools' pages have the same sections and the same words
for what is the same, every option of a tool's --help and every format stands in its page and the
reverse, and what the EXAMPLES and the README show is what comes out when it is run."""
import datetime
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from checks import SOURCE, check, finish, tool_path

TOOLS = {"mxtrap-" + name: tool_path(name) for name in ("check", "lab", "gen", "lint", "sim", "watch")}


def release():
    """The lines of each page that its footer is made of, from the newest section of CHANGELOG.md,
    which CMake's version is as well."""
    with open(os.path.join(SOURCE, "CHANGELOG.md"), encoding="utf-8") as text:
        version, date = re.search(r"^## (\S+) - (\S+)$", text.read(), re.M).groups()
    with open(os.path.join(SOURCE, "CMakeLists.txt"), encoding="utf-8") as text:
        check(f"version {version}", f"project(mxtrap VERSION {version} " in text.read())
    day = datetime.date.fromisoformat(date)
    return [f".Dd {day:%B} {day.day}, {day.year}", f".Os mxtrap {version}"]


def lint(page, footer):
    """It has the FOOTER, and not a word of mandoc's but about pages of others, which are installed or not."""
    told = subprocess.run(["mandoc", "-T", "lint", "-W", "style", page], capture_output=True,
                          text=True).stdout
    told = [line for line in told.splitlines() if "referenced manual not found" not in line]
    check(f"mandoc -T lint {page}", not told, *told)
    with open(page, encoding="utf-8") as text:
        lines = re.findall(r"^\.(?:Dd|Os)\b.*", text.read(), re.M)
    check(f"footer of {page}", lines == footer, lines)


def check_options(tool, path, page):
    told = subprocess.run([path, "--help"], capture_output=True, text=True).stdout
    helped = set(re.findall(r"--([a-z0-9-]+)", told))
    with open(page, encoding="utf-8") as text:
        documented = set(re.findall(r"^\.It .*Fl -([a-z0-9-]+)", text.read(), re.M))
    check(f"options of {tool}", helped and helped == documented, helped ^ documented)
    return told


def check_statuses(tool, told, text):
    """The exit statuses of --help are those of the manual. mxtrap-lab's are mostly its command's."""
    helped = set(re.findall(r"\b\d+\b", told.split("exit status: ")[1]))
    documented = set(re.findall(r"\d+", " ".join(re.findall(
        r"^\.It (\d.*)", part(text, ".Sh EXIT STATUS", ".Sh EXAMPLES"), re.M))))
    check(f"exit statuses of {tool}", documented == helped or
          (tool == "mxtrap-lab" and documented | {"0", "128"} == helped), helped, documented)


# In the order of mdoc(7). FILES is for those that have some.
SECTIONS = ["NAME", "SYNOPSIS", "DESCRIPTION", "ENVIRONMENT", "EXIT STATUS", "EXAMPLES", "SEE ALSO",
            "STANDARDS"]


def part(text, begin, end):
    """From the line BEGIN to the line END, that one left out; empty where either is not there."""
    found = re.search(rf"^{re.escape(begin)}\n.*?(?=^{re.escape(end)}\n)", text, re.M | re.S)
    return found.group() if found else ""


def check_page(tool, path, text, pages):
    """That a tool's page says what the others say, where they say it, and all of its formats."""
    sections = re.findall(r"^\.Sh (.*)", text, re.M)
    check(f"sections of {tool}", [name for name in sections if name in SECTIONS] == SECTIONS,
          sections)
    for statement in ("2", "4"):
        check(f"exit status {statement} of {tool}",
              f"\n.It {statement}\n" in part(text, ".Sh EXIT STATUS", ".Sh EXAMPLES"))
    seen = re.findall(r"^\.Xr (mxtrap-\w+) (\d)", part(text, ".Sh SEE ALSO", ".Sh STANDARDS"), re.M)
    check(f"{tool} sees others", {"mxtrap-spec", "mxtrap-gen", "mxtrap-lint"} - {tool} <=
          {name for name, _ in seen}, seen)
    for name, number in re.findall(r"^\.Xr (mxtrap-\w+) (\d)", text, re.M):
        check(f"{tool}: {name}({number}) is there", f"{name}.{number}" in pages)
    script = subprocess.run([path, "--completion=bash"], capture_output=True, text=True).stdout
    formats = re.search(r"-f \| --format\) .*?compgen -W '([^']*)'", script)
    for name in formats.group(1).split() if formats else []:
        check(f"{tool}: format {name}", re.search(rf"^\.(It )?Cm {name}\b", text, re.M))
    return bool(formats)


def check_alike(texts):
    """Options and environment of every tool are told in the same words."""
    for begin, end in ((".It Fl -color Ns = Ns Ar when", ".El"),
                       (".It Fl -explain Ns = Ns Ar rule", ".It Fl h , Fl -help"),
                       (".It Ev NO_COLOR", "is given."),
                       ("Long options may be abbreviated if unambiguous.", None)):
        told = {part(text, begin, end) if end else re.search(
            rf"^{re.escape(begin)}\n.*\n", text, re.M).group() for text in texts}
        check(f"all tools say the same from {begin}", len(told) == 1 and "" not in told, told)


def displays(page):
    """The literal displays of a page's EXAMPLES."""
    with open(page, encoding="utf-8") as text:
        examples = text.read().split(".Sh EXAMPLES")
    return re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed", examples[1], re.M | re.S) \
        if len(examples) > 1 else []


def unescape(text):
    return text.replace("\\e", "\\").replace("\\-", "-").replace("\\&", "")


def check_specs(page):
    """What mxtrap-spec(5) shows breaks no rule of severity error."""
    specs = [unescape(text) for text in displays(page)]
    for number, text in enumerate(specs, 1):
        done = subprocess.run([TOOLS["mxtrap-gen"], "-q", "-"], input=text, capture_output=True,
                              text=True)
        check(f"mxtrap-spec(5): example {number}", done.returncode == 0, done.stderr)
    check("mxtrap-spec(5): examples", len(specs) == 5, len(specs))


def readme():
    """The indented blocks of the README."""
    with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as text:
        blocks = re.findall(r"^((?:    .*\n|\n(?=    ))+)", text.read(), re.M)
    return [re.sub(r"^    ", "", block, flags=re.M).lstrip("\n") for block in blocks]


def timeless(text):
    """Without the seconds that a check measured: no two runs have the same."""
    return re.sub(r" +\d+\.\d s\b", " N s", text)


def run_sessions(name, texts, folder):
    """A command behind "$ ", then what it prints; "$ echo $?" tells of the command before it."""
    tools = os.pathsep.join({os.path.dirname(path) for path in TOOLS.values()})
    environment = dict(os.environ, PATH=tools + os.pathsep + os.environ["PATH"])
    sessions, status = 0, None
    for text in texts:
        for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.M):
            sessions += 1
            if command == "echo $?":
                check(f"{name}: $ {command}", output == f"{status}\n", status)
                continue
            done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            status = done.returncode
            check(f"{name}: $ {command}", timeless(done.stdout) == timeless(output), done.stdout)
    return sessions


def main():
    pages = sorted(name for name in os.listdir(os.path.join(SOURCE, "docs"))
                   if re.search(r"\.[1-8]$", name))
    footer = release()
    for page in pages:
        lint(os.path.join(SOURCE, "docs", page), footer)
    for page in os.listdir(os.path.join(SOURCE, "docs/man3")):
        lint(os.path.join(SOURCE, "docs/man3", page), footer)
    whole, with_formats = [], 0
    for tool, path in TOOLS.items():
        page = os.path.join(SOURCE, "docs", tool + ".1")
        told = check_options(tool, path, page)
        with open(page, encoding="utf-8") as text:
            whole.append(text.read())
        check_statuses(tool, told, whole[-1])
        with_formats += check_page(tool, path, whole[-1], pages)
        with tempfile.TemporaryDirectory() as folder:
            for name in os.listdir(os.path.join(SOURCE, "examples")):
                if name.endswith((".yaml", ".pcap")):
                    os.symlink(os.path.join(SOURCE, "examples", name),
                               os.path.join(folder, name))
            texts = [unescape(display) for display in displays(page)]
            check(f"{tool}: sessions", run_sessions(tool, texts, folder) >= 3)
    check("five tools have formats", with_formats == 5, with_formats)
    check_specs(os.path.join(SOURCE, "docs/mxtrap-spec.5"))
    check_alike(whole)
    check("README: sessions", run_sessions("README", readme(), SOURCE) >= 3)
    return finish(140)


sys.exit(main())
