#!/usr/bin/env python3
"""A cell that a new version changes is told by tests/mta/run, here without its labs: of results that are there
(--resume), those that differ from the recorded ones are printed, and --check exits with 1."""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import checks  # noqa: E402

RECORDED = os.path.join(checks.SOURCE, "tests/mta/results.ndjson")
CELL = {"mta": "postfix", "release": "bookworm", "front": "5", "silence": "drop", "family": "ip4"}


def recorded():
    with open(RECORDED, encoding="utf-8") as lines:
        return next(result for result in map(json.loads, lines) if CELL.items() <= result.items())


def run(folder, results, *options):
    paths = {name: os.path.join(folder, name) for name in results}
    for name, path in paths.items():
        with open(path, "w", encoding="utf-8") as out:
            print(*(json.dumps(result) for result in results[name]), sep="\n", file=out)
    return subprocess.run(
        [sys.executable, os.path.join(checks.SOURCE, "tests/mta/run"), "--resume", "--servers", folder,
         "--results", paths["results"], "--recorded", paths["recorded"], "--release", results["results"][0]["release"],
         "--only", "postfix:5-drop-ip4", *options], capture_output=True, text=True, check=False)


def main():
    had = recorded()
    newer = {"version": "3.99"}
    early = newer | {"attempts": had["attempts"][:4]}
    trixie = {"release": "trixie", "version": "3.10"}
    fewer = had | trixie | {"attempts": had["attempts"][:4]}
    cases = [
        ("the same", had, [had], None),
        ("a new version that changes nothing", had | newer, [had], None),
        ("another order", had | early, [had], f"bookworm 5-drop-ip4: 3.99 differs from {had['version']}: 4 x mail1"),
        ("as mxtrap-sim predicts, not as recorded", had | newer, [had | early], "3.99 differs"),
        ("another result", had | newer | {"result": "delivered", "host": "master"}, [had], "3.99 differs"),
        ("other seconds", had | newer | {"seconds": had["seconds"] * 1.3}, [had], "3.99 differs"),
        ("seconds within a fifth", had | newer | {"seconds": had["seconds"] * 1.1}, [had], None),
        ("a release that is not recorded, as another", had | trixie, [had], None),
        ("a release that is not recorded, but otherwise", fewer, [had], "trixie 5-drop-ip4: 3.10 differs"),
        ("a release is compared with itself", had | trixie, [had | trixie, had | {"seconds": 1}], None),
    ]
    with tempfile.TemporaryDirectory() as folder:
        for name, result, before, words in cases:
            done = run(folder, {"results": [result], "recorded": before}, "--check")
            told = [words in done.stdout if words else "differs from" not in done.stdout, done.stdout, done.stderr]
            checks.check(f"{name}: status", done.returncode == (1 if words else 0), done.returncode, *told[1:])
            checks.check(f"{name}: words", *told)
        done = run(folder, {"results": [had | early], "recorded": [had]})
        checks.check("without --check it is printed", done.returncode == 0 and "3.99 differs" in done.stdout)
    return checks.finish(2 * len(cases) + 1)


if __name__ == "__main__":
    sys.exit(main())
