# SPDX-License-Identifier: BSL-1.0
"""Functions of the C library that no story in C calls by name. A request that is only bent shows how it is refused, not
what it brings about."""

import re
import sys
from pathlib import Path

root = Path(__file__).parents[2]
stories = [*(root / "tests/capi").glob("*.c"), *(root / "examples/c").glob("*.c")]
called = {name for story in stories for name in re.findall(r"\b(parvis_\w+)\(", story.read_text())}
functions = {line.partition(":")[0] for line in (root / "capi/abi/symbols.txt").read_text().splitlines()}
if not functions:
    sys.exit("capi/abi/symbols.txt names no function")
uncalled = sorted(functions - called)
if uncalled:
    sys.exit("\n".join(uncalled))
