# SPDX-License-Identifier: BSL-1.0
"""What the library says to people. A language is a BCP 47 tag."""

from __future__ import annotations

from typing import Any

from . import values as v
from ._convert import Block, text_of
from ._parvis import ffi, lib
from .storages import checked


def version() -> str:
    """Of the library."""
    return text_of(lib.parvis_version())


def _words(status: int, out: Any, error: Any) -> str:
    checked(status, error, [])
    try:
        return text_of(out[0].text)
    finally:
        lib.parvis_free(out[0])


def message(code: v.Code, language: str, detail: str = "") -> str:
    """One sentence about a code. `detail` is read for NO_SEAT only, where it is the sku."""
    block, out, error = Block(), ffi.new("const parvis_words **"), ffi.new("const parvis_error **")
    return _words(lib.parvis_message(int(code), block.text(language), block.text(detail), out, error), out, error)


def account_columns() -> tuple[str, ...]:
    """What `Portal.export_accounts` can tell of an account, in the usual order."""
    out: list[str] = []
    while name := text_of(lib.parvis_account_column_name(len(out))):
        out.append(name)
    return tuple(out)


def license_label(sku: str, language: str) -> str:
    """What the licenses of a sku are for, in lower case."""
    block, out, error = Block(), ffi.new("const parvis_words **"), ffi.new("const parvis_error **")
    return _words(lib.parvis_license_label(block.text(sku), block.text(language), out, error), out, error)


def built_in_language(asked: str) -> str:
    """The built-in language that answers for this one."""
    block = Block()
    return text_of(lib.parvis_built_in_language(block.text(asked)))


def label(what: v.AccountState | v.AccountKind | v.Access | v.CaseRole | v.OrderState, language: str) -> str:
    """Words for a status column, in lower case."""
    block = Block()
    of: dict[type[object], Any] = {
        v.AccountState: lib.parvis_account_state_label,
        v.AccountKind: lib.parvis_account_kind_label,
        v.Access: lib.parvis_access_label,
        v.CaseRole: lib.parvis_case_role_label,
        v.OrderState: lib.parvis_order_state_label,
    }
    return text_of(of[type(what)](int(what), block.text(language)))


def phrase(what: v.Phrase, language: str) -> str:
    block = Block()
    return text_of(lib.parvis_phrase_text(int(what), block.text(language)))
