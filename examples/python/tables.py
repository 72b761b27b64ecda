# SPDX-License-Identifier: BSL-1.0
"""How the portal's rows lie in tables of the host's own.

What is looked up, sorted or counted by, and what the host reads, has a column of its own. Everything else is packed in
one value, `rest`, by the number of its column, and so is whatever a newer library writes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import parvis
from parvis import Column, FilterOp, Kind, KindSchema, Query, Row, Value, ValueType

SCHEMA = parvis.schema()

READ_BY_THE_HOST: Mapping[Kind, Sequence[str]] = {
    Kind.ACCOUNT: ("kind", "access", "language", "active_since"),
    Kind.SEAT_POOL: ("capacity",),
    Kind.GRANT: ("quantity", "starts_at"),
    Kind.EVENT: ("what", "actor", "at"),
}
TYPES = {ValueType.INTEGER: "INTEGER", ValueType.TEXT: "TEXT", ValueType.BYTES: "BLOB"}
FILTERS = {
    FilterOp.EQUAL: "{} = ?",
    FilterOp.LESS: "{} < ?",
    FilterOp.GREATER: "{} > ?",
    FilterOp.IN: "{} IN ({})",
    FilterOp.CONTAINS: "instr({}, ?) > 0",
}


@dataclass(frozen=True, slots=True)
class Record:
    """A row as it is stored; a column that is not in `values` is None."""

    id: UUID
    revision: int
    values: Mapping[int, Value]


def pack(rest: Mapping[int, Value]) -> str | None:
    return json.dumps(rest, default=lambda octets: {"hex": octets.hex()}, ensure_ascii=False) if rest else None


def unpack(rest: str | None) -> dict[int, Value]:
    packed = json.loads(rest or "{}", object_hook=lambda o: bytes.fromhex(o["hex"]) if "hex" in o else o)
    return {int(number): value for number, value in packed.items()}


class Table:
    """The rows of one kind. `placed`: the numbers of the columns that have a place of their own."""

    def __init__(self, of: KindSchema, placed: Sequence[int]) -> None:
        self.of = of
        self.placed = placed
        self.unique = {n for n, column in enumerate(of.columns) if column.unique}
        self.zeros = {n: 0 for n, column in enumerate(of.columns) if column.counter}
        self.name = f"portal_{of.name}"
        columns = ["workspace", "id", "revision", "rest", *map(self.column, placed)]
        self.reading = f"SELECT {', '.join(columns)} FROM {self.name}"
        self.saving = (
            f"INSERT INTO {self.name}({', '.join(columns)}) VALUES({', '.join('?' * len(columns))}) "
            f"ON CONFLICT(workspace, id) DO UPDATE SET {', '.join(f'{c} = excluded.{c}' for c in columns[2:])}"
        )

    def column(self, number: int) -> str:
        return "id" if number == parvis.ID_COLUMN else f'"{self.of.columns[number].name}"'

    def record(self, found: Sequence[Any]) -> Record:
        _, id, revision, rest, *placed = found
        values = {**self.zeros, **dict(zip(self.placed, placed, strict=True)), **unpack(rest)}
        return Record(UUID(bytes=id), revision, values)

    def row(self, found: Sequence[Any]) -> Row:
        """To be given to the library."""
        try:
            record = self.record(found)
        except ValueError as why:
            raise parvis.Failure(parvis.Code.CORRUPT_ROW, self.name) from why
        values = [record.values.get(n) for n in range(max(record.values, default=-1) + 1)]
        return Row(self.of.kind, record.id, record.revision, values)

    def find(self, within: sqlite3.Connection, workspace: str, column: int, value: Value) -> Sequence[Any] | None:
        where = f" WHERE workspace = ? AND {self.column(column)} = ?"
        found: Sequence[Any] | None = within.execute(self.reading + where, (workspace, value)).fetchone()
        return found

    def get(self, within: sqlite3.Connection, workspace: str, id: UUID) -> Record | None:
        found = self.find(within, workspace, parvis.ID_COLUMN, id.bytes)
        return None if found is None else self.record(found)

    def save(self, within: sqlite3.Connection, workspace: str, record: Record) -> None:
        placed = [record.values.get(n) for n in self.placed]
        rest = {n: value for n, value in record.values.items() if n not in self.placed and value is not None}
        within.execute(self.saving, (workspace, record.id.bytes, record.revision, pack(rest), *placed))

    def remove(self, within: sqlite3.Connection, workspace: str, id: UUID) -> None:
        within.execute(f"DELETE FROM {self.name} WHERE workspace = ? AND id = ?", (workspace, id.bytes))

    def is_taken(
        self, within: sqlite3.Connection, workspace: str, column: int, value: Value, claimant: UUID | None
    ) -> bool:
        """Whether another row has this key."""
        others = f"SELECT 1 FROM {self.name} WHERE workspace = ? AND {self.column(column)} = ? AND id IS NOT ?"
        given = (workspace, value, claimant and claimant.bytes)
        return within.execute(others, given).fetchone() is not None

    # --- pages ---

    def page(self, within: sqlite3.Connection, workspace: str, query: Query) -> list[Sequence[Any]]:
        """One row more than the limit, if there is one."""
        where, given = self.passing(workspace, query)
        sort = self.column(query.sort)
        order, after = ("DESC", "<") if query.descending else ("ASC", ">")
        if query.after is not None:
            value, id = query.after
            by_id = query.sort == parvis.ID_COLUMN
            where += f" AND id {after} ?" if by_id else f" AND ({sort}, id) {after} (?, ?)"
            given += [id.bytes] if by_id else [value, id.bytes]
        page = f"{self.reading} WHERE {where} ORDER BY {sort} {order}, id {order} LIMIT ?"
        return within.execute(page, (*given, query.limit + 1)).fetchall()

    def count(self, within: sqlite3.Connection, workspace: str, query: Query) -> int:
        where, given = self.passing(workspace, query)
        count = f"SELECT count(*) FROM (SELECT 1 FROM {self.name} WHERE {where} LIMIT ?)"
        return int(within.execute(count, (*given, query.count_cap)).fetchone()[0])

    def passing(self, workspace: str, query: Query) -> tuple[str, list[Value]]:
        filters = [
            FILTERS[one.op].format(self.column(one.column), ", ".join("?" * len(one.values))) for one in query.filters
        ]
        where = " AND ".join(["workspace = ?", f"{self.column(query.sort)} IS NOT NULL", *filters])
        return where, [workspace, *(value for one in query.filters for value in one.values)]


# --- making the tables ---


def declared(column: Column) -> str:
    return f'"{column.name}" {TYPES[column.type]}' + (" NOT NULL DEFAULT 0" if column.counter else "")


def indexes(of: KindSchema) -> Iterator[tuple[str, list[int]]]:
    """What the rows are looked up and listed by. Ids need not be named: they end every index of such a table."""
    yield from (("UNIQUE INDEX", [n]) for n, column in enumerate(of.columns) if column.unique)
    for shape in SCHEMA.shapes:
        if shape.kind is of.kind:
            yield "INDEX", [n for n in (*shape.equal, shape.sort) if n != parvis.ID_COLUMN]


def make_table(within: sqlite3.Connection, of: KindSchema, read_by_the_host: Sequence[str]) -> Table:
    """The table, made if there is none; the columns that it lacks are added, and filled from `rest`."""
    there = {name for _, name, *_ in within.execute(f"PRAGMA table_info(portal_{of.name})")}
    kept = {n for n, column in enumerate(of.columns) if column.name in there}
    asked = {n for _, numbers in indexes(of) for n in numbers}
    asked |= {n for n, c in enumerate(of.columns) if c.counter or c.searchable or c.name in read_by_the_host}
    table, before = Table(of, sorted(kept | asked)), Table(of, sorted(kept))
    if not there:
        within.execute(
            f"CREATE TABLE {table.name}(workspace TEXT NOT NULL, id BLOB NOT NULL, revision INTEGER NOT NULL, "
            "rest TEXT, PRIMARY KEY(workspace, id)) STRICT, WITHOUT ROWID"
        )
    for n in sorted(asked - kept):
        within.execute(f"ALTER TABLE {table.name} ADD COLUMN {declared(of.columns[n])}")
    if asked - kept:
        for found in within.execute(before.reading).fetchall():
            table.save(within, found[0], before.record(found))
    for sort, numbers in indexes(of):
        name = "_".join([table.name, "by", *(of.columns[n].name for n in numbers)])
        columns = ", ".join(["workspace", *map(table.column, numbers)])
        within.execute(f"CREATE {sort} IF NOT EXISTS {name} ON {table.name}({columns})")
    return table
