# SPDX-License-Identifier: BSL-1.0
"""The trail, and whether it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from .. import values as v
from .._convert import (
    Block,
    bytes_of,
    list_of,
    moment_of,
    text_of,
    uuid_of,
    uuid_or_none,
)
from .._parvis import ffi
from ._model import Page


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the audit trail."""

    id: UUID
    what: v.EventType
    actor: UUID | None
    subject: UUID | None
    at: datetime
    settings_revision: int
    number: int
    invite: UUID | None
    note: bytes
    position: int | None
    """In the sealed trail; None: not sealed yet."""
    hash: bytes
    note_text: str
    """Why somebody was refused, banned or sent away, or the address they left; empty: none, or it was erased."""


def event(c: Any) -> Event:
    return Event(
        id=uuid_of(c.id),
        what=v.EventType(c.what),
        actor=uuid_or_none(c.actor),
        subject=uuid_or_none(c.subject),
        at=moment_of(c.at),
        settings_revision=c.settings_revision,
        number=c.number,
        invite=uuid_or_none(c.invite),
        note=bytes_of(c.note),
        position=c.position or None,
        hash=bytes_of(c.hash),
        note_text=text_of(c.note_text),
    )


def event_page(c: Any) -> Page[Event]:
    return Page(list_of(c.items, c.item_count, event), text_of(c.next))


@dataclass(frozen=True, slots=True)
class AuditAnchor:
    """A place in the sealed trail, for the host to keep elsewhere."""

    position: int
    hash: bytes


def audit_anchor(c: Any) -> AuditAnchor:
    return AuditAnchor(c.position, bytes_of(c.hash))


def put_anchor(block: Block, anchor: AuditAnchor | None) -> Any:
    if anchor is None:
        return ffi.NULL
    return block.struct("parvis_audit_anchor", position=anchor.position, hash=anchor.hash)


@dataclass(frozen=True, slots=True)
class SealReply:
    sealed: int
    head: AuditAnchor


def seal_reply(c: Any) -> SealReply:
    return SealReply(c.sealed, audit_anchor(c.head))


@dataclass(frozen=True, slots=True)
class AuditReport:
    verified: int
    head: AuditAnchor
    defect: v.AuditDefect | None
    """Of the first bad entry; None: there is none."""
    bad_position: int
    bad_event: UUID | None


def audit_report(c: Any) -> AuditReport:
    return AuditReport(
        c.verified,
        audit_anchor(c.head),
        v.AuditDefect(c.defect) if c.defect else None,
        c.bad_position,
        uuid_or_none(c.bad_event),
    )
