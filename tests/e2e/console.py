#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""console.py TOOL: runs what the README shows of the operator's tool, in a folder of its own that stays, and says what
came of it."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
told = ["https://portal.beaumont.example/invite?token=", "zoe@example.org", "karim@example.org", "first_bad  -", "found        0"]


def main(tool):
    shown = re.search(r"^```sh\n(export PARVIS_DB.*?)^```", (root / "README.md").read_text(), re.S | re.M)
    if shown is None:
        return "README.md shows nothing of the operator's tool"
    folder = pathlib.Path(tempfile.mkdtemp(prefix="parvis-console-"))
    (folder / "password").write_text("seven lamps above the steps\n")
    (folder / "parvis").symlink_to(pathlib.Path(tool).resolve())
    path = f"{folder}:{os.environ['PATH']}"
    run = subprocess.run(["bash", "-euxc", shown[1]], cwd=folder, env={**os.environ, "PATH": path}, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
    print(run.stdout)
    print(f"The store and the mails lie in {folder}.")
    if run.returncode != 0:
        return f"a command ended with {run.returncode}"
    missing = [line for line in told if line not in run.stdout]
    if len(list((folder / "mails").glob("*.eml"))) != 4:
        missing.append("four mails")
    return f"not told: {missing}" if missing else None


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
