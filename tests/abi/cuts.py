#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""cuts.py [FOLDER]: every struct that may grow and that the library reads is cut at each member by a test in C."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

DECLARED = re.compile(r"\bNEW\((parvis_\w+), (\w+)\)|^ *(?:static )?(parvis_\w+) (\w+);", re.M)
CUT = re.compile(r"\bcut\w*\([^;]*?&(\w+), sizeof|\bTORTURE\(\w+, (\w+)\)")


def declared(text):
    """Each variable with its type."""
    return {new or other: kind or struct for kind, new, struct, other in DECLARED.findall(text)}


def cut_by(source):
    """The types whose sizes a source of the C tests cuts. A name means what it does within its function."""
    functions = re.findall(r"^[^\n]*\) \{\n.*?^\}", source, re.S | re.M)
    everywhere = declared(re.sub(r"\{\n.*?^\}", "", source, flags=re.S | re.M))
    for function in functions:
        here = everywhere | declared(function)
        yield from (here.get(one or other) for one, other in CUT.findall(function))


def main(folder):
    layouts = (ROOT / "capi/abi/layouts.txt").read_text()
    read = re.findall(r"^(parvis_\w+) \d+ growable, read", layouts, re.M)
    cut = {kind for path in pathlib.Path(folder).glob("*.c") for kind in cut_by(path.read_text())}
    missing = sorted(set(read) - cut)
    print("\n".join(f"{name}: never cut" for name in missing) or f"{len(read)} structs are cut")
    return 1 if missing or len(read) < 40 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:] or [ROOT / "tests/capi"]))
