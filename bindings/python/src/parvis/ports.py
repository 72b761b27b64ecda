# SPDX-License-Identifier: BSL-1.0
"""What a host implements, and the rows its storage is asked for.

Ports may be called from several threads at once, on the thread of the call. Whatever they raise fails the call and is
the `__cause__` of the error; to choose the code, raise `parvis.Failure`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from . import values as v

Value = None | int | str | bytes
"""What one column of one row holds."""

ID_COLUMN = 0xFFFF
"""Stands for the row's id where the number of a column is asked for."""


@dataclass(frozen=True, slots=True)
class Row:
    """One stored row; `values[n]` is the column with number n, those past the end are None."""

    kind: v.Kind
    id: UUID
    revision: int
    values: Sequence[Value] = field(repr=False)
    """May hold what a password is checked with."""


@dataclass(frozen=True, slots=True)
class Key:
    """A point read: by id (`column` is ID_COLUMN, `value` 16 bytes), or by the value of a unique column."""

    kind: v.Kind
    column: int
    value: Value


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows pass. None passes no filter."""

    column: int
    op: v.FilterOp
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A filtered page in the order of (sort column, id); rows whose sort column is None are not in it."""

    kind: v.Kind
    sort: int
    descending: bool
    after: tuple[Value, UUID] | None
    filters: tuple[Filter, ...]
    limit: int
    """0 to 1,000; 0 only counts."""
    count_cap: int
    """0: do not count; otherwise all that pass, from the start, up to this many."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page."""

    rows: Sequence[Row]
    more: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class Condition:
    """On the row's own columns before the operation changes them."""

    column: int
    comparison: v.Comparison
    value: Value
    other: int | None
    """Compare with this column instead."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What a batch does to one row, or asks of it. The header says what each type means."""

    type: v.OpType
    kind: v.Kind
    id: UUID
    revision: int | None
    or_insert: bool
    set: tuple[tuple[int, Value], ...] = field(repr=False)
    add: tuple[tuple[int, int], ...]
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """All or nothing, its operations in order; the first that does not hold decides the answer."""

    id: UUID
    at: datetime
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    status: v.AnswerStatus
    op: int = 0
    reason: v.Why = v.Why.NONE
    column: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the schema."""

    name: str
    type: v.ValueType
    unique: bool
    searchable: bool
    counter: bool
    bound: int | None
    floor: int | None


@dataclass(frozen=True, slots=True)
class KindSchema:
    kind: v.Kind
    name: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class QueryShape:
    kind: v.Kind
    sort: int
    equal: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """What a storage is asked to keep, as data."""

    kinds: tuple[KindSchema, ...]
    shapes: tuple[QueryShape, ...]

    def of(self, kind: v.Kind) -> KindSchema:
        return self.kinds[kind - 1]


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one person; everything that goes into a header is one line."""

    id: UUID
    message_id: str
    date: datetime
    to: str
    to_name: str
    subject: str
    text: str = field(repr=False)
    """May hold a link, which is a secret."""
    html: str = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True)
class CaseRequest:
    """A case to be opened for an account that has just become active."""

    workspace: str
    key: UUID
    account: UUID
    kind: v.AccountKind
    first_name: str
    last_name: str
    email: str
    role: v.CaseRole


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What one line of an order costs, in the smallest unit of its money."""

    sku: str
    quantity: int
    unit_amount: int
    amount: int


@dataclass(frozen=True, slots=True)
class CheckoutRequest:
    """An order that is to be paid."""

    workspace: str
    order: UUID
    """The same each time this order is asked for: the gateway's idempotency key."""
    key: str
    currency: str
    total: int
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True, slots=True)
class Checkout:
    """How a gateway takes an order."""

    state: v.CheckoutState = v.CheckoutState.STARTED
    reference: str = ""
    """The gateway's name for it; required when started."""
    url: str = ""
    """https, for the payer; may be empty."""


class Storage(Protocol):
    """Where everything is kept. Every function takes the workspace first, and the context of the caller last."""

    def load(self, workspace: str, keys: Sequence[Key], context: object) -> Sequence[Row | None]:
        """One entry for each key, in order; all from one moment."""
        ...

    def scan(self, workspace: str, query: Query, context: object) -> Found:
        """One page, from one moment."""
        ...

    def commit(self, workspace: str, batches: Sequence[Batch], context: object) -> Sequence[Answer]:
        """One answer for each batch, in order."""
        ...


class MaintainedStorage(Storage, Protocol):
    """One that puts something off when it commits. No answer of the other functions depends on it."""

    def maintain(self, workspace: str, limit: int, context: object) -> int:
        """Does about `limit` rows of it, and says how many they were. Called by ``run_due``."""
        ...


class Participant(Protocol):
    """Writes rows of the host's own in the transaction of a built-in storage."""

    def take_part(self, context: object, connection: int, batch: Batch) -> None:
        """`connection`: the address of the `sqlite3`, 0 in memory. To raise is to roll everything back."""
        ...


class Mailer(Protocol):
    def send(self, mail: Mail) -> None:
        """To return is to have taken the mail over. The same mail may come again, with the same id."""
        ...


class Cases(Protocol):
    def open(self, request: CaseRequest) -> None:
        """To return is to have exactly one case for the key."""
        ...


class Payments(Protocol):
    def start(self, request: CheckoutRequest) -> Checkout:
        """There is exactly one checkout for the order, be it from an earlier call."""
        ...


class Clock(Protocol):
    """The host's time.

    What it ends stays ended once ``run_due`` has seen it; one that is set back before then gives links and requests
    their last hours again.
    """

    def now(self) -> datetime: ...


class Random(Protocol):
    def fill(self, size: int) -> bytes:
        """So many unpredictable octets."""
        ...


class Hasher(Protocol):
    dummy: str
    """A PHC string that no password matches and that costs as much to check as a real one."""

    def hash(self, password: str, salt: bytes) -> str:
        """A PHC string."""
        ...

    def verify(self, password: str, phc: str) -> v.PasswordVerdict: ...


class TextPolicy(Protocol):
    def nfc(self, text: str) -> str: ...

    def domain_to_ascii(self, domain: str) -> str: ...


class FoldingTextPolicy(TextPolicy, Protocol):
    """One that also says how people are looked for. With another one only ASCII folds."""

    def fold(self, text: str) -> str:
        """Without case and without accents. What it answers is stored: see `SearchKeys`."""
        ...


class Log(Protocol):
    def note(self, event: str, detail: str) -> None:
        """`detail`: ids and numbers only."""
        ...


class Progress(Protocol):
    def __call__(self, done: int, total: int, /) -> bool:
        """`total`: 0 when nobody knows. False stops the work."""
        ...
