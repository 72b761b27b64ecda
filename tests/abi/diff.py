#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""diff.py: what abidiff finds between the header as last accepted (capi/abi/header.txt) and as it is.

Both are made into libraries of the same names and types by the same compiler, so nothing but the header counts: not the
compiler's version, not what it optimises. Then changes are planted, each of which must be found.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

import header

ROOT = pathlib.Path(__file__).resolve().parents[2]
FUNCTION = re.compile(r"^((?!typedef|static|enum)[\w* ]+?\bparvis_\w+\([^;{}]*\));", re.M)

# What stands in the header, and what is planted instead. The lists see nothing of the first: cffi knows no `const`.
PLANTED = [
    (r"parvis_uuid_write\(const parvis_uuid\* id", "parvis_uuid_write(parvis_uuid* id"),
    (r"parvis_phrase_text\(int32_t phrase, parvis_text language", "parvis_phrase_text(int32_t phrase, parvis_bytes language"),
    (r"parvis_time_us created_at;", "parvis_uuid created_at;"),
    (r"\(\*now\)\(void\* user_data, parvis_call\* call,", "(*now)(void* user_data,"),
    (r"uint32_t parvis_abi\(void\);", ""),
]


def library(text, folder, name):
    """A library with every function of the header, none of which does anything."""
    source = folder / f"{name}.c"
    source.write_text(FUNCTION.sub(r"\1 { __builtin_trap(); }", text))
    out = folder / f"{name}.so"
    subprocess.run(["gcc", "-g", "-shared", "-fPIC", "-o", out, source, "-Wl,-soname,libparvis_capi.so"], check=True)
    return out


def differences(before, after):
    with tempfile.TemporaryDirectory() as folder:
        old, new = (library(text, pathlib.Path(folder), name) for text, name in ((before, "old"), (after, "new")))
        done = subprocess.run(["abidiff", "--harmless", "--no-show-locs", old, new], capture_output=True, text=True)
    if done.returncode & 3:  # it was not able to tell
        sys.exit(done.stdout + done.stderr)
    return done.stdout if done.returncode else ""


def main():
    accepted = (ROOT / "capi/abi/header.txt").read_text()
    problems = [found] if (found := differences(accepted, header.flat(ROOT / "capi/include"))) else []
    for there, planted in PLANTED:
        changed, count = re.subn(there, planted, accepted, count=1)
        if not count or not differences(accepted, changed):
            problems.append(f"not found: {planted or 'without ' + there}")
    functions = len(FUNCTION.findall(accepted))
    print("\n".join(problems) or f"{functions} functions as accepted, {len(PLANTED)} planted changes found")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
