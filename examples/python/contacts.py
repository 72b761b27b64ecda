# SPDX-License-Identifier: BSL-1.0
"""The host's own table of people, in the same file as the portal's rows and written in the same transactions."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from os import PathLike

import parvis
from parvis import Batch, Kind, OpType

ACCOUNT = {column.name: n for n, column in enumerate(parvis.schema().of(Kind.ACCOUNT).columns)}


@dataclass(frozen=True, slots=True)
class NewContact:
    """As a caller's `context`: whoever gets an account by the call becomes a contact of the firm's."""

    source: str

    def __call__(self, within: sqlite3.Connection, workspace: str, batch: Batch) -> None:
        for op in batch.operations:
            if op.kind is Kind.ACCOUNT and op.type is OpType.INSERT:
                values = dict(op.set)
                person = [values.get(ACCOUNT[name]) for name in ("email_key", "first_name", "last_name")]
                within.execute(
                    "INSERT INTO contact(workspace, account, email, first_name, last_name, source)"
                    " VALUES(?, ?, ?, ?, ?, ?)",
                    (workspace, op.id.bytes, *person, self.source),
                )


def make_contacts(path: str | PathLike[str]) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS contact(workspace TEXT NOT NULL, account BLOB NOT NULL, email TEXT NOT NULL, "
            "first_name TEXT NOT NULL, last_name TEXT NOT NULL, source TEXT NOT NULL, "
            "PRIMARY KEY(workspace, account), UNIQUE(workspace, email)) STRICT"
        )
