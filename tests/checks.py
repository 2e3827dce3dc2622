"""What the tests in Python share: where the repository and the tools are, and checks that count."""
import os

SOURCE = os.path.abspath(os.environ.get("MXTRAP_SOURCE",
                                        os.path.join(os.path.dirname(__file__), "..")))
passed, failed = 0, 0


def tool_path(name):
    """The path of mxtrap-NAME."""
    return os.environ.get("MXTRAP_" + name.upper(),
                          os.path.join(SOURCE, "build/dev/cli/mxtrap-" + name))


def check(name, holds, *told):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    if not holds:
        print("FAILED:", name, *told, sep="\n  ")


def finish(least):
    """The exit status of a test: at least as many checks as given have been made, and all hold."""
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or passed < least else 0
