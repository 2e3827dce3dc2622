#!/usr/bin/python3
"""Lints a zone that somebody sent, as lint.c, with nothing but the Python of the system.
usage: lint.py ORIGIN <ZONE    MXTRAP_LIBRARY: the library, where it is not installed"""
import ctypes
import os
import sys

OK = 0  # enum mxtrap_status


class Options(ctypes.Structure):
    """The first members of struct mxtrap_zone_file_options: its size says how many there are, and
    those that are not there have their default."""
    _fields_ = [("size", ctypes.c_size_t), ("origin", ctypes.c_char_p)]


def load():
    library = ctypes.CDLL(os.environ.get("MXTRAP_LIBRARY", "libmxtrap.so.0.2"))
    for name in ("severity_name", "finding_rule", "finding_message", "strerror"):
        getattr(library, "mxtrap_" + name).restype = ctypes.c_char_p
    for name in ("findings_count", "findings_severity_count"):
        getattr(library, "mxtrap_" + name).restype = ctypes.c_size_t
    library.mxtrap_findings_at.restype = ctypes.c_void_p
    library.mxtrap_zone_file_parse.argtypes = [
        ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p,
        ctypes.POINTER(Options), ctypes.c_void_p]
    return library


def lint(library, zone, origin):
    """The status, and the findings: dictionaries."""
    zones, findings = ctypes.c_void_p(), ctypes.c_void_p()
    options = Options(ctypes.sizeof(Options), origin)
    found = []
    try:
        status = (library.mxtrap_zones_new(ctypes.byref(zones))
                  or library.mxtrap_findings_new(ctypes.byref(findings))
                  or library.mxtrap_zone_file_parse(zones, zone, len(zone), b"zone",
                                                    ctypes.byref(options), findings)
                  or library.mxtrap_rules_run(zones, None, findings)
                  or library.mxtrap_rules_nothing(zones, b"zone", findings))
        for index in range(library.mxtrap_findings_count(findings) if findings else 0):
            finding = ctypes.c_void_p(
                library.mxtrap_findings_at(findings, ctypes.c_size_t(index)))
            severity = library.mxtrap_finding_severity(finding)
            found.append({"line": library.mxtrap_finding_line(finding),
                          "column": library.mxtrap_finding_column(finding),
                          "severity": library.mxtrap_severity_name(severity).decode(),
                          "message": library.mxtrap_finding_message(finding).decode(),
                          "rule": library.mxtrap_finding_rule(finding).decode()})
    finally:
        library.mxtrap_findings_free(findings)
        library.mxtrap_zones_free(zones)
    return status, found


def main():
    if len(sys.argv) != 2:
        print("usage: lint.py ORIGIN <ZONE", file=sys.stderr)
        return 2
    status, found = lint(load(), sys.stdin.buffer.read(), os.fsencode(sys.argv[1]))
    for finding in found:
        print("{line}:{column}: {severity}: {message} [{rule}]".format(**finding))
    return 1 if status != OK or any(f["severity"] == "error" for f in found) else 0


if __name__ == "__main__":
    sys.exit(main())
