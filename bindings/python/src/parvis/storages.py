# SPDX-License-Identifier: BSL-1.0
"""The storages and the mailer that come with the library, and the examination of any storage."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from . import _slots
from . import ports as p
from . import values as v
from ._convert import Block, list_of, text_of
from ._parvis import ffi, lib
from .errors import error_of, plain_error


def checked(status: int, error: Any, raised: list[BaseException]) -> None:
    """Raises what a call failed with; `error` is the pointer that the call filled."""
    urgent = next((one for one in raised if not isinstance(one, Exception)), None)
    if status == v.Code.DONE:
        if urgent is not None:
            raise urgent
        return
    why = plain_error(status) if error[0] == ffi.NULL else error_of(error[0])
    lib.parvis_free(error[0])
    if urgent is not None:
        raise urgent from why
    raise why from (raised[0] if raised else None)


class _BuiltIn:
    """A table that the library filled, destroyed when nobody uses it any more."""

    __slots__ = ("__weakref__", "_owned", "_table")

    def __init__(self, ctype: str, open_it: Callable[[Any, Any], int], participant: _slots.Table | None = None) -> None:
        self._table = ffi.new(f"{ctype} *", {"struct_size": ffi.sizeof(ctype)})
        error = ffi.new("const parvis_error **")
        checked(open_it(self._table, error), error, [])
        self._owned = (participant, ffi.gc(self._table.user_data, self._table.destroy))


class MemoryStorage(_BuiltIn):
    """Keeps everything in memory, gone with the object."""

    __slots__ = ()

    def __init__(self, *, participant: p.Participant | None = None) -> None:
        block = Block()
        part = _slots.participant_table(participant) if participant is not None else None
        options = block.struct("parvis_memory_options", participant=part.table if part else None)
        super().__init__("parvis_storage", lambda out, error: lib.parvis_memory_storage_open(options, out, error), part)


class SqliteStorage(_BuiltIn):
    """One SQLite file for any number of workspaces, threads and processes.

    ``index_parts_of_words`` makes an index of every part of the words that accounts are searched by, where the file has
    none; it stays, and is fed by ``run_due``. With ``must_exist`` a file that holds no store yet is refused and left as
    it is.
    """

    __slots__ = ()

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        synchronous: v.SqliteSynchronous = v.SqliteSynchronous.FULL,
        busy_timeout: timedelta | None = None,
        readers_max: int = 0,
        checkpoint_pages: int = 0,
        index_parts_of_words: bool = False,
        must_exist: bool = False,
        participant: p.Participant | None = None,
    ) -> None:
        block = Block()
        part = _slots.participant_table(participant) if participant is not None else None
        options = block.struct(
            "parvis_sqlite_options",
            path=os.fspath(path),
            synchronous=synchronous,
            busy_timeout_us=busy_timeout,
            readers_max=readers_max,
            checkpoint_pages=checkpoint_pages,
            flags=(lib.PARVIS_SQLITE_INDEX_PARTS_OF_WORDS if index_parts_of_words else 0)
            | (lib.PARVIS_SQLITE_EXISTING if must_exist else 0),
            participant=part.table if part else None,
        )
        super().__init__("parvis_storage", lambda out, error: lib.parvis_sqlite_storage_open(options, out, error), part)


class EmlMailer(_BuiltIn):
    """Writes each mail into a directory as "<mail id>.eml" (RFC 5322)."""

    __slots__ = ()

    def __init__(self, directory: str | os.PathLike[str], sender: str, sender_name: str = "") -> None:
        block = Block()
        options = block.struct("parvis_eml_options", directory=os.fspath(directory), from_name=sender_name)
        block.put_text(getattr(options, "from"), sender)
        super().__init__("parvis_mailer", lambda out, error: lib.parvis_eml_mailer_open(options, out, error))


AnyStorage = MemoryStorage | SqliteStorage | p.Storage
AnyMailer = EmlMailer | p.Mailer


class Borrowed:
    """A table for somebody who does not own what stands behind it."""

    __slots__ = ("kept", "table")

    def __init__(self, ctype: str, given: object, fill: Callable[[Any], _slots.Table]) -> None:
        self.kept: object
        if isinstance(given, _BuiltIn):
            self.kept = given
            self.table = ffi.new(f"{ctype} *", given._table[0])
            self.table.destroy = ffi.NULL
        else:
            made = fill(given)
            self.kept = (given, made)
            self.table = made.table


def borrowed_storage(given: AnyStorage) -> Borrowed:
    return Borrowed("parvis_storage", given, _slots.storage_table)


def borrowed_mailer(given: AnyMailer) -> Borrowed:
    return Borrowed("parvis_mailer", given, _slots.mailer_table)


@dataclass(frozen=True, slots=True)
class ClauseResult:
    name: str
    passed: bool
    explanation: str


@dataclass(frozen=True, slots=True)
class StorageReport:
    passed: bool
    text: str
    clauses: tuple[ClauseResult, ...]

    def __str__(self) -> str:
        return self.text


def check_storage(
    storage: AnyStorage,
    *,
    seed: int = 1,
    steps: int = 0,
    threads: int = 0,
    rounds: int = 0,
    workspace_prefix: str = "",
    only: str = "",
    reopen: Callable[[], AnyStorage] | None = None,
    progress: p.Progress | None = None,
) -> StorageReport:
    """Decides whether a storage is right: the whole contract, clause by clause, from several threads. It is written to,
    so give a store of its own. `reopen`: closes the store and opens it again on what it has kept."""
    block = Block()
    examined = borrowed_storage(storage)
    told = _slots.progress_table(progress) if progress is not None else None
    request = block.struct(
        "parvis_storage_check_request",
        seed=seed,
        steps=steps,
        threads=threads,
        rounds=rounds,
        workspace_prefix=workspace_prefix,
        only=only,
        progress=told.table if told else None,
    )
    again = _Reopening(reopen) if reopen is not None else None
    if again is not None:
        request.reopen = _slots.slot_of("storage_reopen")
        request.user_data = block.keep(ffi.new_handle(again))
    out = ffi.new("const parvis_storage_report **")
    error = ffi.new("const parvis_error **")
    with _slots.collected() as raised:
        status = lib.parvis_storage_check(examined.table, request, out, error)
    checked(status, error, raised)
    c = out[0]
    report = StorageReport(
        c.passed == 1,
        text_of(c.text),
        list_of(c.clauses, c.clause_count, _clause_result),
    )
    lib.parvis_free(c)
    return report


def _clause_result(c: Any) -> ClauseResult:
    return ClauseResult(text_of(c.name), c.passed == 1, text_of(c.explanation))


class _Reopening:
    """Keeps alive what replaced the storage examined."""

    def __init__(self, reopen: Callable[[], AnyStorage]) -> None:
        self.reopen = reopen
        self.kept: list[Borrowed] = []

    def into(self, replacement: Any) -> None:
        self.kept.append(borrowed_storage(self.reopen()))
        replacement[0] = self.kept[-1].table[0]


@_slots.slot("storage_reopen")
def _reopen(host: Any, replacement: Any) -> int:
    ffi.from_handle(host).into(replacement)
    return int(v.Code.DONE)
