# SPDX-License-Identifier: BSL-1.0
"""A storage in plain Python, over dicts: small enough to be read in one go, and the base of those that are wrong."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import parvis
from parvis import (
    Answer,
    AnswerStatus,
    Batch,
    Comparison,
    FilterOp,
    Found,
    Key,
    Kind,
    Operation,
    OpType,
    Query,
    Row,
    Why,
)

SCHEMA = parvis.schema()
LARGEST = (1 << 63) - 1


def rank(value: parvis.Value) -> tuple[int, int, bytes]:
    """None, then integers, then text, then bytes; text and bytes by octet."""
    match value:
        case None:
            return (0, 0, b"")
        case int():
            return (1, value, b"")
        case str():
            return (2, 0, value.encode())
        case bytes():
            return (3, 0, value)


def holds(op: Comparison, left: parvis.Value, right: parvis.Value) -> bool:
    if op is Comparison.NULL:
        return left is None
    if left is None or right is None or rank(left)[0] != rank(right)[0]:
        return False
    a, b = rank(left), rank(right)
    return {
        Comparison.EQUAL: a == b,
        Comparison.LESS: a < b,
        Comparison.LESS_OR_EQUAL: a <= b,
        Comparison.GREATER: a > b,
    }[op]


class Refused(Exception):
    def __init__(self, status: AnswerStatus, reason: Why = Why.NONE, column: int = 0) -> None:
        self.answer = (status, reason, column)


Rows = dict[tuple[Kind, UUID], Row]


@dataclass
class Workspace:
    rows: Rows = field(default_factory=dict)
    applied: dict[UUID, datetime] = field(default_factory=dict)


def at(row: Row | None, column: int) -> parvis.Value:
    return row.values[column] if row is not None and column < len(row.values) else None


def changed(row: Row, sets: Sequence[tuple[int, parvis.Value]]) -> list[parvis.Value]:
    values = list(row.values)
    for column, value in sets:
        values.extend([None] * (column + 1 - len(values)))
        values[column] = value
    return values


class PlainStorage:
    durable = False

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.workspaces: dict[str, Workspace] = {}

    # --- reading ---

    def load(self, workspace: str, keys: Sequence[Key], context: object) -> list[Row | None]:
        with self.lock:
            space = self.workspaces.get(workspace, Workspace())
            return [self.find(space.rows, key) for key in keys]

    @staticmethod
    def find(rows: Rows, key: Key) -> Row | None:
        if key.value is None:
            return None
        if key.column == parvis.ID_COLUMN:
            assert isinstance(key.value, bytes)
            return rows.get((key.kind, UUID(bytes=key.value)))
        return next((r for (kind, _), r in rows.items() if kind == key.kind and at(r, key.column) == key.value), None)

    def scan(self, workspace: str, query: Query, context: object) -> Found:
        with self.lock:
            space = self.workspaces.get(workspace, Workspace())
            rows = [r for (kind, _), r in space.rows.items() if kind == query.kind]
        place = self.place(query)
        passing = sorted(
            (r for r in rows if place(r) is not None and all(self.passes(r, f) for f in query.filters)),
            key=lambda r: place(r) or (),
            reverse=query.descending,
        )
        count = min(len(passing), query.count_cap)
        if query.after is not None:
            value, id = query.after
            start = (id.bytes,) if query.sort == parvis.ID_COLUMN else (*rank(value), id.bytes)
            passing = [
                r for r in passing if ((place(r) or ()) < start if query.descending else (place(r) or ()) > start)
            ]
        return Found(passing[: query.limit], 0 < query.limit < len(passing), count)

    @staticmethod
    def place(query: Query):  # type: ignore[no-untyped-def]
        def of(row: Row) -> tuple[object, ...] | None:
            if query.sort == parvis.ID_COLUMN:
                return (row.id.bytes,)
            value = at(row, query.sort)
            return None if value is None else (*rank(value), row.id.bytes)

        return of

    @staticmethod
    def passes(row: Row, f: parvis.Filter) -> bool:
        value: parvis.Value = row.id.bytes if f.column == parvis.ID_COLUMN else at(row, f.column)
        if value is None:
            return False
        match f.op:
            case FilterOp.EQUAL | FilterOp.IN:
                return value in f.values
            case FilterOp.LESS:
                return rank(value) < rank(f.values[0])
            case FilterOp.GREATER:
                return rank(value) > rank(f.values[0])
            case FilterOp.CONTAINS:
                return isinstance(value, str) and str(f.values[0]) in value

    # --- writing ---

    def commit(self, workspace: str, batches: Sequence[Batch], context: object) -> list[Answer]:
        with self.lock:
            space = self.workspaces.setdefault(workspace, Workspace())
            return [self.apply(space, batch) for batch in batches]

    def apply(self, space: Workspace, batch: Batch) -> Answer:
        if batch.id in space.applied:
            return Answer(AnswerStatus.ALREADY)
        rows = dict(space.rows)
        for n, op in enumerate(batch.operations):
            try:
                self.operate(rows, op)
            except Refused as why:
                status, reason, column = why.answer
                return Answer(status, n, reason, column)
        space.rows = rows
        space.applied[batch.id] = batch.at
        horizon = max(space.applied.values()) - timedelta(hours=24)
        space.applied = {id: when for id, when in space.applied.items() if when >= horizon}
        return Answer(AnswerStatus.DONE)

    def operate(self, rows: Rows, op: Operation) -> None:
        row = rows.get((op.kind, op.id))
        if op.type is OpType.ABSENT and op.set:
            column, value = op.set[0]
            if value is not None and self.find(rows, Key(op.kind, column, value)):
                raise Refused(AnswerStatus.CONFLICT, Why.KEY_TAKEN, column)
            return
        if op.type in (OpType.ABSENT, OpType.INSERT) and row is not None:
            raise Refused(AnswerStatus.CONFLICT, Why.EXISTS)
        if op.type is OpType.ABSENT:
            return
        inserting = op.type is OpType.INSERT or (op.or_insert and row is None)
        if not inserting:
            self.guard(row, op)
        new = self.fresh(op) if inserting else self.changed(row, op)
        new = self.added(new, op)
        if op.type is OpType.REMOVE:
            del rows[op.kind, op.id]
            return
        self.claim(rows, new, op)
        rows[op.kind, op.id] = new

    def guard(self, row: Row | None, op: Operation) -> None:
        if row is None:
            raise Refused(AnswerStatus.CONFLICT, Why.MISSING)
        if op.revision is not None and op.revision != row.revision:
            raise Refused(AnswerStatus.CONFLICT, Why.REVISION)
        for c in op.conditions:
            right = c.value if c.other is None else at(row, c.other)
            if not holds(c.comparison, at(row, c.column), right):
                raise Refused(AnswerStatus.CONFLICT, Why.CONDITION)

    @staticmethod
    def fresh(op: Operation) -> Row:
        columns = SCHEMA.of(op.kind).columns
        empty = Row(op.kind, op.id, 1, [0 if c.counter else None for c in columns])
        return Row(op.kind, op.id, 1, changed(empty, op.set))

    @staticmethod
    def changed(row: Row | None, op: Operation) -> Row:
        assert row is not None
        return Row(row.kind, row.id, row.revision + (1 if op.set else 0), changed(row, op.set))

    @staticmethod
    def added(row: Row, op: Operation) -> Row:
        columns = SCHEMA.of(op.kind).columns
        values = list(row.values)
        for column, amount in op.add:
            of = columns[column]
            now = at(row, column)
            total = (now if isinstance(now, int) else 0) + amount
            bound = at(row, of.bound) if of.bound is not None else None
            floor = at(row, of.floor) if of.floor is not None else None
            too_much = amount > 0 and total > (bound if isinstance(bound, int) else LARGEST)
            too_little = amount < 0 and total < (floor if isinstance(floor, int) else 0)
            if too_much or too_little or not -LARGEST - 1 <= total <= LARGEST:
                raise Refused(AnswerStatus.NO_ROOM, Why.NONE, column)
            values.extend([None] * (column + 1 - len(values)))
            values[column] = total
        return Row(row.kind, row.id, row.revision, values)

    def claim(self, rows: Rows, new: Row, op: Operation) -> None:
        columns = SCHEMA.of(op.kind).columns
        for column, value in op.set:
            if column < len(columns) and columns[column].unique and value is not None:
                other = self.find(rows, Key(op.kind, column, value))
                if other is not None and other.id != new.id:
                    raise Refused(AnswerStatus.CONFLICT, Why.KEY_TAKEN, column)
