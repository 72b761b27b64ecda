# SPDX-License-Identifier: BSL-1.0
"""The functions behind the slots of the host tables, and the tables themselves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from . import ports as p
from . import values as v
from ._convert import Block, bytes_of, list_of, moment_of, text_of, us_of, uuid_of
from ._parvis import ffi, lib
from .errors import Error, Failure
from .records import ImportOutcome, ImportRow, import_outcome, order_line, put_import_row

# --- what slots raise ---


class _Raised(threading.local):
    """What the slots of the calls under way on this thread raised, the innermost call last."""

    def __init__(self) -> None:
        self.calls: list[list[BaseException]] = []


_raised = _Raised()


@contextmanager
def collected() -> Iterator[list[BaseException]]:
    """What the slots of one call raise."""
    raised: list[BaseException] = []
    depth = len(_raised.calls)
    _raised.calls.append(raised)
    try:
        yield raised
    finally:
        del _raised.calls[depth:]


def _note(raised: BaseException) -> None:
    if _raised.calls:
        _raised.calls[-1].append(raised)


def _failed(_type: object, raised: BaseException, _traceback: object) -> None:
    """Also for what is raised before a slot's own `try`, by a signal's handler for instance."""
    _note(raised)


def _answered(call: Any, body: Callable[[], None]) -> int:
    try:
        body()
    except (Failure, Error) as why:
        _note(why)
        return _told(call, why.code, why.detail or str(why))
    except Exception as why:
        _note(why)
        return _told(call, v.Code.HOST_FAILED, f"{type(why).__name__}: {why}")
    return int(v.Code.DONE)


def _told(call: Any, code: v.Code, detail: str) -> int:
    block = Block()
    return int(lib.parvis_call_fail(call, int(code), block.text(detail)))


# --- rows ---


def value_of(c: Any) -> p.Value:
    match c.type:
        case v.ValueType.INTEGER:
            return int(c.integer)
        case v.ValueType.TEXT:
            return bytes_of(c.bytes).decode()
        case v.ValueType.BYTES:
            return bytes_of(c.bytes)
        case _:
            return None


def put_value(block: Block, to: Any, value: p.Value) -> None:
    match value:
        case None:
            to.type = v.ValueType.NULL
        case int():
            to.type = v.ValueType.INTEGER
            to.integer = value
        case str():
            to.type = v.ValueType.TEXT
            block.put_bytes(to.bytes, value.encode())
        case bytes():
            to.type = v.ValueType.BYTES
            block.put_bytes(to.bytes, value)


def row_into(call: Any, place: int, row: p.Row) -> None:
    block = Block()
    values, count = block.array("parvis_value", row.values, lambda to, value: put_value(block, to, value))
    given = block.struct("parvis_row", kind=row.kind, id=row.id, revision=row.revision, value_count=count)
    given.values = values
    lib.parvis_call_put_row(call, place, given)


def key_of(c: Any) -> p.Key:
    return p.Key(v.Kind(c.kind), c.column, value_of(c.value))


def filter_of(c: Any) -> p.Filter:
    return p.Filter(c.column, v.FilterOp(c.op), list_of(c.values, c.value_count, value_of))


def query_of(c: Any) -> p.Query:
    return p.Query(
        kind=v.Kind(c.kind),
        sort=c.sort,
        descending=c.descending == 1,
        after=(value_of(c.after_value), uuid_of(c.after_id)) if c.has_after else None,
        filters=list_of(c.filters, c.filter_count, filter_of),
        limit=c.limit,
        count_cap=c.count_cap,
    )


def condition_of(c: Any) -> p.Condition:
    return p.Condition(c.column, v.Comparison(getattr(c, "is")), value_of(c.value), c.other if c.other >= 0 else None)


def operation_of(c: Any) -> p.Operation:
    return p.Operation(
        type=v.OpType(c.type),
        kind=v.Kind(c.kind),
        id=uuid_of(c.id),
        revision=c.revision if c.has_revision else None,
        or_insert=c.or_insert == 1,
        set=list_of(c.set, c.set_count, lambda a: (int(a.column), value_of(a.value))),
        add=list_of(c.add, c.add_count, lambda a: (int(a.column), int(a.amount))),
        conditions=list_of(c.conditions, c.condition_count, condition_of),
    )


def batch_of(c: Any) -> p.Batch:
    return p.Batch(uuid_of(c.id), moment_of(c.at), list_of(c.operations, c.operation_count, operation_of))


def schema() -> p.Schema:
    """The published schema."""
    c = lib.parvis_schema_view()

    def column(one: Any) -> p.Column:
        return p.Column(
            name=text_of(one.name),
            type=v.ValueType(one.type),
            unique=bool(one.flags & lib.PARVIS_COLUMN_UNIQUE),
            searchable=bool(one.flags & lib.PARVIS_COLUMN_SEARCHABLE),
            counter=bool(one.flags & lib.PARVIS_COLUMN_COUNTER),
            bound=one.bound if one.bound >= 0 else None,
            floor=one.floor if one.floor >= 0 else None,
        )

    def kind(one: Any) -> p.KindSchema:
        return p.KindSchema(v.Kind(one.kind), text_of(one.name), list_of(one.columns, one.column_count, column))

    def shape(one: Any) -> p.QueryShape:
        return p.QueryShape(v.Kind(one.kind), one.sort, tuple(n for n in one.equal if n != p.ID_COLUMN))

    return p.Schema(list_of(c.kinds, c.kind_count, kind), list_of(c.shapes, c.shape_count, shape))


# --- slots ---


def slot(name: str, error: int | None = 0) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return ffi.def_extern(name=f"python_{name}", error=error, onerror=_failed)  # type: ignore[no-any-return]


def slot_of(name: str) -> Any:
    """What stands in a table, and calls the function of that name."""
    return ffi.addressof(lib, f"slot_{name}")


def _context(call: Any) -> object:
    handle = lib.parvis_call_context(call)
    return ffi.from_handle(handle) if handle else None


@slot("storage_load")
def _load(host: Any, call: Any, workspace: Any, keys: Any, count: int) -> int:
    def body() -> None:
        rows = ffi.from_handle(host).load(text_of(workspace), list_of(keys, count, key_of), _context(call))
        for place, row in enumerate(rows):
            if row is not None:
                row_into(call, place, row)

    return _answered(call, body)


@slot("storage_scan")
def _scan(host: Any, call: Any, workspace: Any, query: Any) -> int:
    def body() -> None:
        found = ffi.from_handle(host).scan(text_of(workspace), query_of(query), _context(call))
        for place, row in enumerate(found.rows):
            row_into(call, place, row)
        lib.parvis_call_put_end(call, int(found.more), found.count)

    return _answered(call, body)


@slot("storage_commit")
def _commit(host: Any, call: Any, workspace: Any, batches: Any, count: int) -> int:
    def body() -> None:
        asked = list_of(batches, count, batch_of)
        for place, one in enumerate(ffi.from_handle(host).commit(text_of(workspace), asked, _context(call))):
            given = ffi.new("parvis_answer *", (int(one.status), int(one.reason), one.column, 0, one.op))
            lib.parvis_call_put_answer(call, place, given)

    return _answered(call, body)


@slot("storage_maintain")
def _maintain(host: Any, call: Any, workspace: Any, limit: int, out: Any) -> int:
    def body() -> None:
        out[0] = ffi.from_handle(host).maintain(text_of(workspace), limit, _context(call))

    return _answered(call, body)


@slot("participant_take_part")
def _take_part(host: Any, call: Any, context: Any, connection: Any, applied: Any) -> int:
    def body() -> None:
        address = int(ffi.cast("uintptr_t", connection))
        ffi.from_handle(host).take_part(ffi.from_handle(context), address, batch_of(applied))

    return _answered(call, body)


@slot("mailer_send")
def _send(host: Any, call: Any, c: Any) -> int:
    def body() -> None:
        ffi.from_handle(host).send(
            p.Mail(
                id=uuid_of(c.id),
                message_id=text_of(c.message_id),
                date=moment_of(c.date),
                to=text_of(c.to),
                to_name=text_of(c.to_name),
                subject=text_of(c.subject),
                text=text_of(c.text),
                html=text_of(c.html),
                language=text_of(c.language),
            )
        )

    return _answered(call, body)


@slot("cases_open")
def _open(host: Any, call: Any, c: Any) -> int:
    def body() -> None:
        ffi.from_handle(host).open(
            p.CaseRequest(
                workspace=text_of(c.workspace),
                key=uuid_of(c.key),
                account=uuid_of(c.account),
                kind=v.AccountKind(c.kind),
                first_name=text_of(c.first_name),
                last_name=text_of(c.last_name),
                email=text_of(c.email),
                role=v.CaseRole(c.role),
            )
        )

    return _answered(call, body)


@slot("payments_start")
def _start(host: Any, call: Any, c: Any) -> int:
    def body() -> None:
        made = ffi.from_handle(host).start(
            p.CheckoutRequest(
                workspace=text_of(c.workspace),
                order=uuid_of(c.order),
                key=text_of(c.key),
                currency=text_of(c.currency),
                total=c.total,
                lines=list_of(c.lines, c.line_count, order_line),
            )
        )
        block = Block()
        given = block.struct("parvis_checkout", state=made.state, reference=made.reference, url=made.url)
        lib.parvis_call_put_checkout(call, given)

    return _answered(call, body)


@slot("clock_now")
def _now(host: Any, call: Any, out: Any) -> int:
    def body() -> None:
        out[0] = us_of(ffi.from_handle(host).now())

    return _answered(call, body)


@slot("random_fill")
def _fill(host: Any, call: Any, out: Any, size: int) -> int:
    def body() -> None:
        octets = ffi.from_handle(host).fill(size)
        if len(octets) != size:
            raise Failure(v.Code.RANDOM_FAILED, f"{len(octets)} octets instead of {size}")
        ffi.memmove(out, octets, size)

    return _answered(call, body)


@slot("hasher_hash")
def _hash(host: Any, call: Any, password: Any, salt: Any) -> int:
    return _text_slot(call, lambda: ffi.from_handle(host).hash(text_of(password), bytes_of(salt)))


def _text_slot(call: Any, ask: Callable[[], str]) -> int:
    def body() -> None:
        text = ask()
        if not isinstance(text, str):
            raise TypeError(f"a text is asked for, not {type(text).__name__}")
        block = Block()
        lib.parvis_call_put_text(call, block.text(text))

    return _answered(call, body)


@slot("hasher_verify")
def _verify(host: Any, call: Any, password: Any, phc: Any, out: Any) -> int:
    def body() -> None:
        out[0] = int(ffi.from_handle(host).verify(text_of(password), text_of(phc)))

    return _answered(call, body)


@slot("text_nfc")
def _nfc(host: Any, call: Any, text: Any) -> int:
    return _text_slot(call, lambda: ffi.from_handle(host).nfc(text_of(text)))


@slot("text_domain_to_ascii")
def _domain_to_ascii(host: Any, call: Any, domain: Any) -> int:
    return _text_slot(call, lambda: ffi.from_handle(host).domain_to_ascii(text_of(domain)))


@slot("text_fold")
def _fold(host: Any, call: Any, text: Any) -> int:
    return _text_slot(call, lambda: ffi.from_handle(host).fold(text_of(text)))


@slot("log_note", error=None)
def _note_down(host: Any, event: Any, detail: Any) -> None:
    ffi.from_handle(host).note(text_of(event), text_of(detail))


@slot("progress_tell")
def _tell(host: Any, done: int, total: int) -> int:
    return int(v.Code.DONE) if ffi.from_handle(host)(done, total) else 0


# --- imports and exports ---


class _Source:
    """Rows that are asked for one by one, and who hears of them."""

    def __init__(self, rows: Iterable[ImportRow], tell: Callable[[ImportOutcome], None] | None) -> None:
        self.rows = iter(rows)
        self.tell = tell


@slot("import_next")
def _next_row(host: Any, call: Any) -> int:
    def body() -> None:
        for row in ffi.from_handle(host).rows:
            block = Block()
            lib.parvis_call_put_import_row(call, put_import_row(block, row))
            break

    return _answered(call, body)


@slot("import_tell")
def _tell_row(host: Any, call: Any, outcome: Any) -> int:
    def body() -> None:
        tell = ffi.from_handle(host).tell
        if tell is not None:
            tell(import_outcome(outcome))

    return _answered(call, body)


@slot("export_write")
def _write(host: Any, call: Any, csv: Any) -> int:
    def body() -> None:
        ffi.from_handle(host)(text_of(csv))

    return _answered(call, body)


# --- tables ---


class Table:
    """A host table, filled for a Python object, and what must live as long as it is used."""

    __slots__ = ("handle", "table")

    def __init__(self, ctype: str, host: object, **slots: Any) -> None:
        self.handle = ffi.new_handle(host)
        self.table = ffi.new(f"{ctype} *")
        self.table.struct_size = ffi.sizeof(ctype)
        self.table.user_data = self.handle
        for name, slot in slots.items():
            setattr(self.table, name, slot)


def storage_table(host: p.Storage) -> Table:
    flags = 0 if getattr(host, "durable", True) else lib.PARVIS_STORAGE_NOT_DURABLE
    return Table(
        "parvis_storage",
        host,
        flags=flags,
        load=slot_of("storage_load"),
        scan=slot_of("storage_scan"),
        commit=slot_of("storage_commit"),
        **({"maintain": slot_of("storage_maintain")} if hasattr(host, "maintain") else {}),
    )


def participant_table(host: p.Participant) -> Table:
    return Table("parvis_participant", host, take_part=slot_of("participant_take_part"))


def mailer_table(host: p.Mailer) -> Table:
    return Table("parvis_mailer", host, send=slot_of("mailer_send"))


def cases_table(host: p.Cases) -> Table:
    return Table("parvis_cases", host, open=slot_of("cases_open"))


def payments_table(host: p.Payments) -> Table:
    return Table("parvis_payments", host, start=slot_of("payments_start"))


def clock_table(host: p.Clock) -> Table:
    return Table("parvis_clock", host, now=slot_of("clock_now"))


def random_table(host: p.Random) -> Table:
    return Table("parvis_random", host, fill=slot_of("random_fill"))


def hasher_table(block: Block, host: p.Hasher) -> Table:
    out = Table("parvis_hasher", host, hash=slot_of("hasher_hash"), verify=slot_of("hasher_verify"))
    block.put_text(out.table.dummy, host.dummy)
    return out


def text_table(host: p.TextPolicy) -> Table:
    folding = {"fold": slot_of("text_fold")} if hasattr(host, "fold") else {}
    return Table(
        "parvis_text_policy", host, nfc=slot_of("text_nfc"), domain_to_ascii=slot_of("text_domain_to_ascii"), **folding
    )


def log_table(host: p.Log) -> Table:
    return Table("parvis_log", host, note=slot_of("log_note"))


def progress_table(host: p.Progress) -> Table:
    return Table("parvis_progress", host, tell=slot_of("progress_tell"))


def import_table(rows: Iterable[ImportRow], tell: Callable[[ImportOutcome], None] | None) -> Table:
    return Table("parvis_import_source", _Source(rows, tell), next=slot_of("import_next"), tell=slot_of("import_tell"))


def sink_table(write: Callable[[str], object]) -> Table:
    return Table("parvis_export_sink", write, write=slot_of("export_write"))
