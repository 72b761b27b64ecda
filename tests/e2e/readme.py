#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""readme.py SOURCE PROGRAM: the README shows SOURCE (examples/hello.cpp or .c) word for word, and PROGRAM, built from it,
tells what it should. What the README shows of Python and Go is what the packages' own READMEs show, and their tests run."""
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parents[2]
told = ["If this address can be registered, an e-mail has been sent to it.",
        "amira@example.org: Confirm your e-mail address for Cabinet Beaumont",
        "Amira: active"]


def shown(text, language):
    """The first piece of code in a language."""
    found = re.search(rf"^```{language}\n(.*?)^```", text, re.S | re.M)
    return found[1] if found else None


def main(source, program):
    readme = (root / "README.md").read_text()
    if shown(readme, source.rpartition(".")[2]) != (root / source).read_text().split("\n", 1)[1]:
        return f"README.md does not show {source}"
    for language in ("python", "go"):
        if shown(readme, language) != shown((root / "bindings" / language / "README.md").read_text(), language):
            return f"README.md and bindings/{language}/README.md differ"
    run = subprocess.run([program], capture_output=True, text=True, timeout=60)
    if run.returncode != 0:
        return f"{program} ended with {run.returncode}: {run.stderr}"
    missing = [line for line in told if line not in run.stdout]
    return f"not told: {missing}\n{run.stdout}" if missing else None


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
