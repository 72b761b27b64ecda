# SPDX-License-Identifier: BSL-1.0
"""What people type at the door, and how it is told to go on: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Every member is text, so that the same file can be read in any language; forms.jsonl says what the words mean."""

    link: str
    first_name: str = ""
    last_name: str = ""
    username: str = ""
    email: str = ""
    password: str = ""
    language: str = ""
    access: str = ""
    expect: str = "received"
    fields: str = ""
    then: str = "prove"
    username_again: str = ""
    after: str = "pending"
    decide: str = "approve"
    reason: str = ""
    end: str = "active"
    sign_in: str = ""


MEMBERS = {member.name for member in fields(Form)}
WORDS = {
    "link": ("clients", "collaborators", "open", "expired", "tampered"),
    "access": ("client", "collaborator"),
    "then": ("prove", "prove_elsewhere", "prove_twice", "prove_late", "ignore", "told"),
    "decide": ("approve", "race", "approve_last", "reject", "leave"),
}


class BadForms(Exception):
    """file:line: what is wrong."""


def read_forms(file: Path) -> list[Form]:
    """Empty lines, and lines that begin with #, are skipped."""
    try:
        lines = file.read_bytes().split(b"\n")
    except OSError as why:
        raise BadForms(f"{file}: cannot be read") from why
    found = [
        parsed(line, f"{file}:{number}")
        for number, line in enumerate(lines, 1)
        if line.strip(b" \t\r") and not line.lstrip(b" \t\r").startswith(b"#")
    ]
    if not found:
        raise BadForms(f"{file}: no form in it")
    return found


def parsed(line: bytes, where: str) -> Form:
    try:
        given = json.loads(line.decode())
        json.dumps(given, ensure_ascii=False).encode()  # half of a surrogate pair is no text
    except (ValueError, RecursionError) as why:
        raise BadForms(f"{where}: not JSON: {why}") from why
    if what := next(wrong_in(given), None):
        raise BadForms(f"{where}: {what}")
    return Form(**given)


def wrong_in(given: object) -> Iterator[str]:
    if not isinstance(given, dict):
        yield "not an object"
        return
    for name, text in given.items():
        if name not in MEMBERS:
            yield f'unknown member "{name}"'
        if not isinstance(text, str):
            yield f'not a text: "{name}"'
        if text not in WORDS.get(name, (text,)):
            yield f'{name} cannot be "{text}"'
    if not given.get("link"):
        yield "link is missing"
