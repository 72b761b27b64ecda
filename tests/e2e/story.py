#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs the story of examples/run: story.py [--forms FILE] PROGRAM [ARGUMENT]...

It must read as examples/expected.txt, leave right mails behind, and fail when it does not go as the forms tell. With
another file of forms it only has to go as that one tells.
The command is whatever takes --forms, --store and --mails after its arguments, in whatever language it is written.
"""

import argparse
import difflib
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FORMS = ROOT / "examples/forms.jsonl"
AMIRA = '{"link": "clients", "first_name": "Amira", "last_name": "Haddad", "username": "amira",' \
        ' "email": "amira@example.org", "password": "trois cigognes au balcon"%s}\n'

# What is written in the file of forms, the exit status, and what is said of it.
BAD_FORMS = [
    (AMIRA % ', "after": "active"', 1, '!! the proof by Amira Haddad: told "active", found "pending"'),
    (AMIRA % ', "end": "rejected"', 1, '!! the end of Amira Haddad: told "rejected", found "active"'),
    (AMIRA % ', "sign_in": "account_pending"', 1, '!! the sign-in of Amira Haddad: told "account_pending", found "ok"'),
    (AMIRA % ', "expect": "invite_invalid"', 1, 'told "invite_invalid", found "received"'),
    (AMIRA % "" + AMIRA % ', "language": "fr"', 1, 'told "new", found "known"'),
    ("# a comment\n\n" + AMIRA % ', "surname": "x"', 2, 'forms.jsonl:3: unknown member "surname"'),
    (AMIRA % "" + '{"link": "clients"\n', 2, "forms.jsonl:2: not JSON"),
    (AMIRA % ', "decide": "perhaps"', 2, 'forms.jsonl:1: decide cannot be "perhaps"'),
    (AMIRA % ', "decide": ""', 2, 'forms.jsonl:1: decide cannot be ""'),
    (AMIRA % ', "end": 4', 2, 'forms.jsonl:1: not a text: "end"'),
    ('["clients"]', 2, "forms.jsonl:1: not an object"),
    ('{"email": "amira@example.org"}', 2, "forms.jsonl:1: link is missing"),
    ("\n", 2, "forms.jsonl: no form in it"),
    (None, 2, "forms.jsonl: cannot be read"),
]


def tell(command, forms, folder):
    return subprocess.run(
        [*command, "--forms", forms, "--store", folder / "portal.sqlite", "--mails", folder / "mails"],
        capture_output=True, encoding="utf-8", timeout=600,
    )


def check_reading(told):
    expected = (ROOT / "examples/expected.txt").read_text("utf-8")
    difference = difflib.unified_diff(
        expected.splitlines(True), told.stdout.splitlines(True), "examples/expected.txt", "what was told")
    return "".join(difference)


def check_story(command, forms, folder):
    told = tell(command, forms, folder)
    if forms == FORMS:
        yield check_reading(told)
    if told.returncode != 0 or told.stderr:
        yield f"exit status {told.returncode}: {told.stderr}"
    judged = subprocess.run(
        [sys.executable, ROOT / "tests/e2e/mail_check.py", "--quiet", folder / "mails"],
        capture_output=True, encoding="utf-8",
    )
    if judged.returncode != 0:
        yield judged.stdout + judged.stderr


def check_bad_forms(command, folder, written, status, said):
    forms = folder / "forms.jsonl"
    if written is not None:
        forms.write_text(written, "utf-8")
    told = tell(command, forms, folder)
    output = told.stdout + told.stderr
    if told.returncode != status or said not in output:
        yield f"exit status {told.returncode} instead of {status}, or not said: {said}\n{output}"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--forms", type=pathlib.Path, default=FORMS)
    arguments.add_argument("command", nargs=argparse.REMAINDER)
    options = arguments.parse_args()
    others = BAD_FORMS if options.forms == FORMS else []
    problems = []
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        folders = [scratch / str(number) for number in range(len(others) + 1)]
        for folder in folders:
            folder.mkdir()
        problems += filter(None, check_story(options.command, options.forms, folders[0]))
        for folder, case in zip(folders[1:], others):
            problems += check_bad_forms(options.command, folder, *case)
    print("\n".join(problems) or f"the story was told as expected, and {len(others)} other ones were not")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
