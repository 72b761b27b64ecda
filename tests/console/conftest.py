# SPDX-License-Identifier: BSL-1.0
"""A firm in a real SQLite file, looked after by the real tool."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

TOOL = os.environ["PARVIS_CONSOLE"]
PASSWORD = "seven lamps above the steps"


@dataclass
class Answer:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Firm:
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)

    @property
    def store(self) -> Path:
        return self.folder / "firm.sqlite"

    @property
    def mails(self) -> Path:
        return self.folder / "mails"

    def run(self, *words: str, stdin: str = "") -> Answer:
        done = subprocess.run(
            [TOOL, *words], env=self.environment, input=stdin, capture_output=True, text=True, timeout=120, check=False
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def do(self, *words: str) -> Any:
        """What a command answers as JSON; it must be done."""
        answer = self.run("--json", *words)
        assert answer.status == 0, answer
        return answer.json

    def refused(self, *words: str) -> str:
        """The name of the code by which a rule refuses it."""
        answer = self.run("--json", *words)
        assert answer.status == 1, answer
        return str(answer.json["error"]["code"])

    def init(self) -> Answer:
        return self.run(
            *("--json", "init", "--name", "Cabinet Beaumont", "--url", "https://portal.beaumont.example"),
            *("--first-name", "Claire", "--last-name", "Beaumont", "--email", "claire@beaumont.example"),
            *("--username", "claire", "--password-file", "-", "--seats", "core=5", "collaborators=1"),
            stdin=PASSWORD + "\n",
        )

    def add_user(self, name: str, *words: str) -> Any:
        return self.do(
            *("users", "add", "--first-name", name.title(), "--last-name", "Moreau", "--email", f"{name}@example.org"),
            *("--group", self.made["groups"]["members"], "--seniority", "lawyer", *words),
        )

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """As somebody who writes past the portal."""
        with closing(sqlite3.connect(self.store)) as connection, connection:
            return connection.execute(statement, values).fetchall()


@pytest.fixture
def empty(tmp_path: Path) -> Firm:
    out = Firm(tmp_path)
    out.environment = {"PATH": os.environ["PATH"], "PARVIS_DB": str(out.store), "PARVIS_AS": "claire"}
    return out


@pytest.fixture
def firm(empty: Firm) -> Firm:
    answer = empty.init()
    assert answer.status == 0, answer
    empty.made = answer.json
    empty.do("settings", "set", "signup_policy=both", "approval=by_user", "approvers=claire")
    return empty
