"""Whole programs side by side: run in turn, so that what disturbs the machine disturbs them all."""
import collections
import os
import platform
import shlex
import statistics
import subprocess
import sys
import time

Run = collections.namedtuple("Run", "wall processor peak faults")


def measure(command, accepted=(0,)):
    """Wall and processor seconds, peak resident bytes and page faults (those without input) of a run
    and of what it waits for; its output goes nowhere."""
    with open(os.devnull, "wb") as nowhere:
        start = time.monotonic()
        child = subprocess.Popen(command, stdout=nowhere)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in accepted:
        sys.exit(f"{shlex.join(command)}: exit status {child.returncode}")
    # ru_maxrss has KiB on Linux and the BSDs, bytes on macOS.
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Run(seconds, usage.ru_utime + usage.ru_stime, peak, usage.ru_minflt)


def in_turn(commands, rounds, accepted=(0,)):
    """Each of COMMANDS (a dict) in turn, ROUNDS times after one round that does not count."""
    runs = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            run = measure(command, accepted)
            if number > 0:
                runs[name].append(run)
    return runs


def median(runs, field):
    return statistics.median(getattr(run, field) for run in runs)


def peak(runs):
    return max(run.peak for run in runs)


def line(name, runs):
    walls = [run.wall for run in runs]
    return (f"  {name:<16} wall min {min(walls):.3f}  median {statistics.median(walls):.3f}  "
            f"max {max(walls):.3f} s   processor median {median(runs, 'processor'):.3f} s   "
            f"peak {peak(runs) / 2**20:.1f} MiB   {median(runs, 'faults'):.0f} page faults")


def build(source, program, package):
    """Builds SOURCE, which needs the library PACKAGE, with the same optimisation as a release."""
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", package], check=True,
                           capture_output=True, text=True).stdout
    compiler = shlex.split(os.environ.get("CC", "gcc"))
    subprocess.run([*compiler, "-O2", "-o", program, source, *shlex.split(flags)], check=True)
    return program


def growth(points, what):
    """What each further one costs, between neighbouring sizes: a straight line has one value."""
    print("growth, from one size to the next")
    for (count, seconds, bytes_), (more_count, more_seconds, more_bytes) in zip(points, points[1:]):
        more = more_count - count
        print(f"  {count} to {more_count} {what}s: "
              f"{(more_seconds - seconds) / more * 1e6:.2f} us and "
              f"{(more_bytes - bytes_) / more:.0f} bytes of peak memory a further {what}")


def machine():
    return (f"{os.cpu_count()} cores, {processor()}; {platform.system()} {platform.release()} "
            f"{platform.machine()}")


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as cpuinfo:
            for line in cpuinfo:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
