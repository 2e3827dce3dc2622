#!/usr/bin/python3
"""cmake/packaging: the Containerfile, the RPM spec and the port for FreeBSD parse, have CMake's version and
dependencies, and list the files that are installed.
usage: packaging.py BUILD    (what tests/cli/shipped.sh built)"""
import fnmatch
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from checks import SOURCE, check, finish

FOLDER = os.path.join(SOURCE, "cmake/packaging")
# A file of the port -> the file on Linux; mxtrap-lab and its completions are Linux only.
PORT = [("%%DATADIR%%", "share/mxtrap"), ("%%DOCSDIR%%", "share/doc/mxtrap"),
        ("%%CMAKE_BUILD_TYPE%%", "release"), ("libdata/pkgconfig", "lib/pkgconfig"), (".gz", "")]
LINUX_ONLY = r"/_?mxtrap-lab(\.fish)?$"


def text(*path):
    with open(os.path.join(SOURCE, *path)) as file:
        return file.read()


def output(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    check(" ".join(command[:2]), done.returncode == 0 and not done.stderr, done.stderr)
    return done.stdout


def installed(build, work):
    """The paths below the prefix, with the folder of libraries as lib."""
    subprocess.run(["cmake", "--install", build, "--prefix", work + "/prefix"], check=True, stdout=subprocess.DEVNULL)
    paths = []
    for folder, _, names in os.walk(work + "/prefix"):
        paths += [os.path.relpath(os.path.join(folder, name), work + "/prefix") for name in names]
    os.unlink(build + "/install_manifest.txt")  # for the target uninstall, this was no installation
    return {re.sub(r"^lib(64)?(/[^/]*-linux-[^/]*)?/", "lib/", path) for path in paths}


def containerfile(version, soname, work):
    steps = re.sub(r"\\\n", " ", re.sub(r"(?m)^#.*\n", "", text(FOLDER, "Containerfile")))
    steps = [line.split(None, 1) for line in steps.splitlines() if line.strip()]
    known = {"FROM", "WORKDIR", "COPY", "RUN", "LABEL", "USER", "CMD"}
    check("instructions", {step[0] for step in steps} <= known, steps)
    check("stages", [step[1] for step in steps if step[0] == "FROM"] == ["debian:13-slim AS build", "debian:13-slim"])
    check("the user", [step[1] for step in steps if step[0] == "USER"] == ["mxtrap"])
    check("version", f'image.version="{version}"' in text(FOLDER, "Containerfile"))
    check("the library's package", f"/libmxtrap{soname}_*.deb" in text(FOLDER, "Containerfile"))
    for name, rest in steps:
        if name == "RUN":
            check("shell: " + rest, subprocess.run(["sh", "-nc", rest]).returncode == 0)
        elif name == "COPY" and not rest.startswith("--from"):
            *sources, target = rest.split()
            for source in sources:
                path, name = os.path.join(SOURCE, source), os.path.join(work, "image", target)
                name = os.path.join(name, source) if target == "./" else name
                os.makedirs(os.path.dirname(name), exist_ok=True)
                (shutil.copytree if os.path.isdir(path) else shutil.copy)(path, name)
    # Nothing that CMake asks for has been left out.
    done = subprocess.run(["cmake", "--preset", "package"], cwd=work + "/image", capture_output=True, text=True)
    check("configure in the image", done.returncode == 0, done.stderr)


def rpm_spec(version, dependencies, paths):
    spec = os.path.join(FOLDER, "mxtrap.spec")
    parsed = output("rpmspec", "-P", "--define", "_libdir /usr/lib", spec)
    check("version of the spec", set(output("rpmspec", "-q", "--qf", "%{version}\n", spec).split()) == {version})
    check("the newest change", re.search(r"%changelog\n\* .* - (\S+)-1\n", parsed)[1] == version)
    needs = dict(re.findall(r"BuildRequires: +pkgconfig\((.*?)\) >= (\S+)", parsed))
    check("what the build needs", needs == dependencies, needs, dependencies)
    patterns = re.findall(r"(?m)^/usr/(\S+)$", parsed[parsed.index("\n%files"):])
    patterns = [pattern + "*" if pattern.endswith("/") else pattern for pattern in patterns]
    for path in sorted(paths):
        owners = [pattern for pattern in patterns if fnmatch.fnmatchcase(path, pattern)]
        check("one line has " + path, len(owners) == 1, owners)
    for pattern in patterns:
        check("something is " + pattern, fnmatch.filter(paths, pattern))


def port(version, dependencies, paths, work):
    os.mkdir(work + "/mk")
    for name in ("sys.mk", "bsd.port.mk"):  # Debian does not have those of FreeBSD
        open(os.path.join(work, "mk", name), "w").close()
    names = ["DISTVERSION", "COMMENT", "LIB_DEPENDS", "USES"]
    values = output("bmake", "-m", work + "/mk", "-f", FOLDER + "/freebsd/Makefile",
                    *(word for name in names for word in ("-V", name))).splitlines()
    values = dict(zip(names, values))
    check("version of the port", values["DISTVERSION"] == version, values)
    check("comment", 0 < len(values["COMMENT"]) <= 70)
    needs = {re.match(r"lib(.*)\.so:\w+/\w", need)[1] for need in values["LIB_DEPENDS"].split()}
    wanted = {re.sub(r"^lib|-0\.1$", "", name.replace("libevent", "event")) for name in dependencies} - {
        "seccomp", "openssl"}
    check("libraries", needs == wanted and "ssl" in values["USES"].split(), needs, wanted)
    listed = text(FOLDER, "freebsd/pkg-plist").split()
    check("sorted", listed == sorted(set(listed)))
    for port_name, name in PORT:
        listed = [path.replace(port_name, name) for path in listed]
    # The Makefile adds the manuals of functions.
    paths = {path for path in paths if not re.search(LINUX_ONLY, path)
             and not path.startswith("share/man/man3/mxtrap")}
    check("pkg-plist", set(listed) == paths, set(listed) ^ paths)


def main():
    build = sys.argv[1]
    version = re.search(r"project\(mxtrap VERSION (\S+)", text("CMakeLists.txt"))[1]
    soname = re.match(r"0\.\d+|\d+", version)[0]
    asked = text("cmake/dependencies.cmake") + text("cli/CMakeLists.txt")
    dependencies = dict(re.findall(r"(?:^ +[A-Z0-9]+=| )([a-z][\w.-]+)>=([\d.]+)", asked, re.M))
    check("dependencies", len(dependencies) == 11, dependencies)
    with tempfile.TemporaryDirectory() as work:
        paths = installed(build, work)
        check("installed", len(paths) > 200)
        containerfile(version, soname, work)
        rpm_spec(version, dependencies, paths)
        port(version, dependencies, paths, work)
    return finish(300)


sys.exit(main())
