#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""readme.py HELLO: the README's C++ stands in examples/hello.cpp word for word, and HELLO, built from it, tells what it should."""
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parents[2]
told = ["If this address can be registered, an e-mail has been sent to it.",
        "amira@example.org: Confirm your e-mail address for Cabinet Beaumont",
        "Amira: active"]


def main(program):
    shown = re.search(r"## Thirty lines\n.*?```cpp\n(.*?)```", (root / "README.md").read_text(), re.S)
    kept = (root / "examples/hello.cpp").read_text().split("\n", 1)[1]
    if shown is None or shown[1] != kept:
        return "README.md does not show examples/hello.cpp"
    run = subprocess.run([program], capture_output=True, text=True, timeout=60)
    if run.returncode != 0:
        return f"{program} ended with {run.returncode}: {run.stderr}"
    missing = [line for line in told if line not in run.stdout]
    return f"not told: {missing}\n{run.stdout}" if missing else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
