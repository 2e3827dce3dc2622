"""Labs side by side: each a process that writes what it measured, and that mostly waits."""

import collections
import signal
import subprocess
import sys
import time


LINES = 20


def run(commands, folder, environment, jobs, starting):
    """Runs COMMANDS, a dictionary of names and command lines, JOBS of them at once, and yields each
    name with its exit status, its output and the last lines that it said, as it ends. No more than
    STARTING have written nothing yet: to come up takes a core."""
    left, running = collections.deque(commands.items()), {}
    try:
        while left or running:
            begun = sum((folder / name).stat().st_size == 0 for name in running)
            if left and len(running) < jobs and begun < starting:
                name, command = left.popleft()
                with open(folder / name, "wb") as out, open(folder / (name + ".err"), "wb") as err:
                    running[name] = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL,
                                                     stdout=out, stderr=err)
                continue
            time.sleep(0.2)
            for name, lab in list(running.items()):
                if lab.poll() is not None:
                    del running[name]
                    said = (folder / (name + ".err")).read_text(errors="replace").strip().splitlines()
                    yield (name, lab.returncode, (folder / name).read_text(),
                           said[-LINES:] or [f"exit status {lab.returncode}"])
    finally:
        # A lab ends with its first process.
        for lab in running.values():
            lab.kill()


def main(name, measure):
    """Exit status of a program that measures; however it ends, its labs end with it."""
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return measure()
    except OSError as error:
        print(f"{name}: {error.filename or ''}: {error.strerror}", file=sys.stderr)
        return 4
    except subprocess.CalledProcessError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 4
    except KeyboardInterrupt:
        return 130
