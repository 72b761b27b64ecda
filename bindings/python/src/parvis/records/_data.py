# SPDX-License-Identifier: BSL-1.0
"""Many people at once, and what is held about one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from .. import values as v
from .._convert import (
    Block,
    list_of,
    moment_of,
    text_of,
    uuid_of,
    uuid_or_none,
)
from ..errors import Error, error_of
from ._accounts import NewPortalAccount, NewUser, put_portal_account, put_user
from ._invites import Invitee


@dataclass(frozen=True, slots=True)
class ImportRow:
    """Somebody to be imported."""

    what: NewUser | NewPortalAccount | Invitee
    key: str = ""
    """The host's own name for the row, by which it is known when the import is run again; empty: the address."""


def put_import_row(block: Block, row: ImportRow) -> Any:
    out = block.struct("parvis_import_row", key=row.key)
    match row.what:
        case NewUser():
            out.user = put_user(block, row.what)
        case NewPortalAccount():
            out.portal_account = put_portal_account(block, row.what)
        case Invitee():
            out.invited = block.struct("parvis_invitee", email=row.what.email, language=row.what.language)
    return out


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """The answer to one row."""

    number: int
    """Of the row: 1, 2, 3…"""
    key: str
    fate: v.ImportFate
    id: UUID | None
    """The account's or the link's."""
    code: str
    """The account's; of a dry run: the one it would get."""
    error: Error | None


def import_outcome(c: Any) -> ImportOutcome:
    return ImportOutcome(
        c.number,
        text_of(c.key),
        v.ImportFate(c.fate),
        uuid_or_none(c.id),
        text_of(c.code),
        error_of(c.error) if c.error else None,
    )


@dataclass(frozen=True, slots=True)
class ImportReply:
    rows: int
    made: int
    already: int
    refused: int


def import_reply(c: Any) -> ImportReply:
    return ImportReply(c.rows, c.made, c.already, c.refused)


@dataclass(frozen=True, slots=True)
class DataSection:
    """All records of one sort, each by the names of what is known."""

    name: str
    records: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Everything that is held about somebody: no secret, and nobody else's name or id."""

    account: UUID
    at: datetime
    sections: tuple[DataSection, ...]


def personal_data(c: Any) -> PersonalData:
    def record(r: Any) -> dict[str, str]:
        return {text_of(r.fields[n].name): text_of(r.fields[n].value) for n in range(r.field_count)}

    def section(s: Any) -> DataSection:
        return DataSection(text_of(s.name), list_of(s.records, s.record_count, record))

    return PersonalData(uuid_of(c.account), moment_of(c.at), list_of(c.sections, c.section_count, section))
