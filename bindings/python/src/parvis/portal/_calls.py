# SPDX-License-Identifier: BSL-1.0
"""What every chapter of the portal calls by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from .. import _slots
from .. import ports as p
from .. import records as r
from .. import values as v
from .._convert import Block
from .._parvis import ffi, lib
from ..errors import RequestError
from ..storages import checked

T = TypeVar("T")


class Calls:
    """A portal, as far as every chapter needs it."""

    _open: tuple[object, Any] | None
    """What is kept while the portal is open, and the portal in C."""

    def _call(self, what: Any, reply: str, by: r.Caller, block: Block, *given: Any, read: Callable[[Any], T]) -> T:
        """One call; `given`: what it is asked, `read`: makes the answer of the reply, which is then freed."""
        caller = block.struct("parvis_caller", workspace=by.workspace, actor=by.actor, language=by.language)
        if by.context is not None:
            caller.context = block.keep(ffi.new_handle(by.context))
        out = ffi.new(reply)
        error = ffi.new("const parvis_error **")
        held = self._open
        if held is None:
            raise RequestError(v.Code.INVALID_ARGUMENT, "The portal is closed.", field="portal", detail="closed")
        try:
            with _slots.collected() as raised:
                status = what(held[1], caller, *given, out, error)
        finally:
            del held  # an exception may live longer than the call
        if status != v.Code.DONE or raised:
            checked(status, error, raised)
        try:
            return read(out[0])
        finally:
            lib.parvis_free(out[0])

    def _account(self, what: Any, by: r.Caller, block: Block, request: Any) -> r.AccountView:
        return self._call(what, "const parvis_account_view **", by, block, request, read=r.account_view)

    def _outcomes(self, what: Any, by: r.Caller, block: Block, *given: Any) -> tuple[r.AccountOutcome, ...]:
        return self._call(what, "const parvis_account_outcome_list **", by, block, *given, read=r.account_outcomes)


def put_progress(block: Block, progress: p.Progress | None) -> Any:
    return None if progress is None else block.keep(_slots.progress_table(progress)).table


def all_of(page_after: Callable[[str], r.Page[T]]) -> Iterator[T]:
    after = ""
    while True:
        page = page_after(after)
        yield from page.items
        if not page.next:
            return
        after = page.next
