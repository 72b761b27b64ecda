#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""grow.py INCLUDE OUTPUT: the headers of a later library, in which every struct that may grow has grown by a member.

A library that is compiled with them is to a program that is compiled with ours what the next version will be.
"""

import pathlib
import re
import sys

STRUCT = re.compile(r"^typedef struct (parvis_\w+) \{\n  uint32_t struct_size;.*?^\} \1;", re.S | re.M)


def grown(text):
    """The text, and the names of the structs that have grown."""
    names = []

    def one(found):
        names.append(found[1])
        return found[0].removesuffix(f"}} {found[1]};") + f"  uint64_t of_a_later_version;\n}} {found[1]};"

    return STRUCT.sub(one, text), names


def main(include, output):
    names = []
    for header in sorted(include.rglob("*.h")):
        text, more = grown(header.read_text())
        names += more
        target = output / header.relative_to(include)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    listed = re.findall(r"^(parvis_\w+) \d+ growable", pathlib.Path(include, "../abi/layouts.txt").read_text(), re.M)
    if sorted(names) != sorted(listed):
        sys.exit(f"grown, or growable and not grown: {set(names) ^ set(listed)}")


if __name__ == "__main__":
    main(*map(pathlib.Path, sys.argv[1:]))
