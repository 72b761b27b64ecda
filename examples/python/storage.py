# SPDX-License-Identifier: BSL-1.0
"""A storage of the host's own, over the standard sqlite3 module: the three functions of `parvis.Storage`."""

from __future__ import annotations

import operator
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from os import PathLike
from typing import Any, cast
from uuid import UUID

import parvis
from parvis import (
    Answer,
    AnswerStatus,
    Batch,
    Code,
    Comparison,
    Condition,
    Found,
    Key,
    Kind,
    Operation,
    OpType,
    Query,
    Row,
    Value,
    Why,
)

from tables import READ_BY_THE_HOST, SCHEMA, Record, make_table

HostRows = Callable[[sqlite3.Connection, str, Batch], object]
"""What the `context` of a caller may be: writes rows of the host's own in the transaction of a batch that holds.
Whatever it raises rolls back all that the call writes."""

LARGEST = (1 << 63) - 1
COMPARED: dict[Comparison, Callable[[Any, Any], bool]] = {
    Comparison.EQUAL: operator.eq,
    Comparison.LESS: operator.lt,
    Comparison.LESS_OR_EQUAL: operator.le,
    Comparison.GREATER: operator.gt,
}


class Refused(Exception):
    """An operation that does not hold."""

    def __init__(self, status: AnswerStatus, reason: Why = Why.NONE, column: int = 0) -> None:
        self.status, self.reason, self.column = status, reason, column


class HostStorage:
    """One SQLite file for any number of workspaces, threads and processes; other tables of the host's may lie in it."""

    def __init__(
        self,
        path: str | PathLike[str],
        *,
        read_by_the_host: Mapping[Kind, Sequence[str]] = READ_BY_THE_HOST,
        busy_timeout: timedelta = timedelta(seconds=5),
    ) -> None:
        """`busy_timeout`: how long a call waits for other processes."""
        self.path = path
        self.busy_timeout = busy_timeout
        self.idle: list[sqlite3.Connection] = []
        self.writing = threading.Lock()
        with self.transaction("BEGIN IMMEDIATE") as within:
            self.tables = {of.kind: make_table(within, of, read_by_the_host.get(of.kind, ())) for of in SCHEMA.kinds}
            within.execute(
                "CREATE TABLE IF NOT EXISTS portal_batch"
                "(workspace TEXT, id BLOB, at INTEGER, PRIMARY KEY(workspace, id)) STRICT, WITHOUT ROWID"
            )
            within.execute("CREATE INDEX IF NOT EXISTS portal_batch_by_at ON portal_batch(workspace, at)")

    def close(self) -> None:
        """No call may be under way."""
        while self.idle:
            self.idle.pop().close()

    # --- reading ---

    def load(self, workspace: str, keys: Sequence[Key], context: object) -> list[Row | None]:
        tables = [self.tables[key.kind] for key in keys]
        with self.transaction("BEGIN") as within:
            found = [t.find(within, workspace, key.column, key.value) for t, key in zip(tables, keys, strict=True)]
        return [None if one is None else t.row(one) for t, one in zip(tables, found, strict=True)]

    def scan(self, workspace: str, query: Query, context: object) -> Found:
        table = self.tables[query.kind]
        with self.transaction("BEGIN") as within:
            page = table.page(within, workspace, query)
            count = table.count(within, workspace, query) if query.count_cap else 0
        return Found([table.row(one) for one in page[: query.limit]], 0 < query.limit < len(page), count)

    # --- writing ---

    def commit(self, workspace: str, batches: Sequence[Batch], context: object) -> list[Answer]:
        with self.writing, self.transaction("BEGIN IMMEDIATE") as within:
            return [self.apply(within, workspace, batch, context) for batch in batches]

    def apply(self, within: sqlite3.Connection, workspace: str, batch: Batch, context: object) -> Answer:
        within.execute("SAVEPOINT batch")
        answer = self.answer(within, workspace, batch)
        if answer.status is not AnswerStatus.DONE:
            within.execute("ROLLBACK TO batch")
        elif context is not None:
            cast(HostRows, context)(within, workspace, batch)
        within.execute("RELEASE batch")
        return answer

    def answer(self, within: sqlite3.Connection, workspace: str, batch: Batch) -> Answer:
        at = int(batch.at.timestamp())
        known = "INSERT INTO portal_batch VALUES(?, ?, ?) ON CONFLICT DO NOTHING"
        if within.execute(known, (workspace, batch.id.bytes, at)).rowcount == 0:
            return Answer(AnswerStatus.ALREADY)
        for n, op in enumerate(batch.operations):
            try:
                self.operate(within, workspace, op)
            except Refused as why:
                return Answer(why.status, n, why.reason, why.column)
        day_before = int((batch.at - timedelta(hours=24)).timestamp())
        within.execute("DELETE FROM portal_batch WHERE workspace = ? AND at < ?", (workspace, day_before))
        return Answer(AnswerStatus.DONE)

    def operate(self, within: sqlite3.Connection, workspace: str, op: Operation) -> None:
        table = self.tables[op.kind]
        stored = table.get(within, workspace, op.id)
        fresh = Record(op.id, 0, table.zeros)
        match op.type:
            case OpType.ABSENT if op.set:
                self.claim(within, workspace, op, None)
            case OpType.ABSENT | OpType.INSERT if stored is not None:
                raise Refused(AnswerStatus.CONFLICT, Why.EXISTS)
            case OpType.INSERT:
                self.save(within, workspace, op, fresh)
            case OpType.CHANGE if stored is None and op.or_insert:
                self.save(within, workspace, op, fresh)
            case OpType.CHANGE:
                self.save(within, workspace, op, examined(op, stored))
            case OpType.REMOVE:
                examined(op, stored)
                table.remove(within, workspace, op.id)

    def save(self, within: sqlite3.Connection, workspace: str, op: Operation, before: Record) -> None:
        after = changed(op, before)
        self.claim(within, workspace, op, op.id)
        if after != before:
            self.tables[op.kind].save(within, workspace, after)

    def claim(self, within: sqlite3.Connection, workspace: str, op: Operation, claimant: UUID | None) -> None:
        """Asks that nobody else has the unique keys that the operation names."""
        table = self.tables[op.kind]
        for column, value in op.set:
            if column in table.unique and table.is_taken(within, workspace, column, value, claimant):
                raise Refused(AnswerStatus.CONFLICT, Why.KEY_TAKEN, column)

    # --- connections ---

    @contextmanager
    def transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        """What fails while the transaction is open has left nothing behind. If it is open no more, nobody knows what
        became of it; then the library asks for the same batches again."""
        connection = self.connection()
        begun = False
        try:
            connection.execute(begin)
            begun = True
            yield connection
            connection.execute("COMMIT")
        except Exception as why:
            code = Code.OUTCOME_UNKNOWN if begun and not connection.in_transaction else Code.UNAVAILABLE
            raise parvis.Failure(code, f"{type(why).__name__}: {why}") from why
        finally:
            connection.rollback()
            self.idle.append(connection)

    def connection(self) -> sqlite3.Connection:
        with suppress(IndexError):
            return self.idle.pop()
        try:
            opened = sqlite3.connect(
                self.path,
                timeout=self.busy_timeout.total_seconds(),
                isolation_level=None,
                check_same_thread=False,
                cached_statements=500,
            )
            enter_wal_mode(opened, self.busy_timeout)
            opened.execute("PRAGMA synchronous = FULL")
            opened.execute("PRAGMA foreign_keys = ON")
        except sqlite3.Error as why:
            raise parvis.Failure(Code.UNAVAILABLE, str(why)) from why
        return opened


def enter_wal_mode(connection: sqlite3.Connection, busy_timeout: timedelta) -> None:
    """Several processes may try at once on a new file, and here SQLite does not wait by itself."""
    last_try = time.monotonic() + busy_timeout.total_seconds()
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > last_try:
                raise
            time.sleep(0.001)


# --- what the contract says of one operation ---


def examined(op: Operation, stored: Record | None) -> Record:
    """The row, if it is as the operation says."""
    if stored is None:
        raise Refused(AnswerStatus.CONFLICT, Why.MISSING)
    if op.revision not in (None, stored.revision):
        raise Refused(AnswerStatus.CONFLICT, Why.REVISION)
    if not all(holds(one, stored.values) for one in op.conditions):
        raise Refused(AnswerStatus.CONFLICT, Why.CONDITION)
    return stored


def holds(one: Condition, values: Mapping[int, Value]) -> bool:
    left = values.get(one.column)
    if one.comparison is Comparison.NULL:
        return left is None
    right = one.value if one.other is None else values.get(one.other)
    return left is not None and right is not None and COMPARED[one.comparison](left, right)


def changed(op: Operation, before: Record) -> Record:
    columns = SCHEMA.of(op.kind).columns
    values = {**before.values, **dict(op.set)}

    def number(column: int | None, otherwise: int) -> int:
        value = None if column is None else values.get(column)
        return value if isinstance(value, int) else otherwise

    for column, amount in op.add:
        total = number(column, 0) + amount
        too_much = amount > 0 and total > number(columns[column].bound, LARGEST)
        too_little = amount < 0 and total < number(columns[column].floor, 0)
        if too_much or too_little:
            raise Refused(AnswerStatus.NO_ROOM, column=column)
        values[column] = total
    return Record(op.id, max(1, before.revision + bool(op.set)), values)
