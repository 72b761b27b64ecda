# SPDX-License-Identifier: BSL-1.0
"""What is to be done after a commit, and what was due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from .. import values as v
from .._convert import (
    list_of,
    moment_of,
    moment_or_none,
    text_of,
    uuid_of,
    uuid_or_none,
)
from ..errors import Error, error_of
from ._model import Page


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """Something to be done after the commit that caused it."""

    id: UUID
    revision: int
    effect: v.Effect
    state: v.OutboxState
    addressee: v.Addressee
    about: UUID | None
    recipient: UUID | None
    to: str
    language: str
    generation: int
    reason: str
    due_at: datetime | None
    tries: int
    created_at: datetime


def outbox_item(c: Any) -> OutboxItem:
    return OutboxItem(
        id=uuid_of(c.id),
        revision=c.revision,
        effect=v.Effect(c.effect),
        state=v.OutboxState(c.state),
        addressee=v.Addressee(c.addressee),
        about=uuid_or_none(c.about),
        recipient=uuid_or_none(c.recipient),
        to=text_of(c.to),
        language=text_of(c.language),
        generation=c.generation,
        reason=text_of(c.reason),
        due_at=moment_or_none(c.due_at),
        tries=c.tries,
        created_at=moment_of(c.created_at),
    )


def outbox_page(c: Any) -> Page[OutboxItem]:
    return Page(list_of(c.items, c.item_count, outbox_item), text_of(c.next))


@dataclass(frozen=True, slots=True)
class MailPreview:
    subject: str
    text: str
    html: str
    language: str


def mail_preview(c: Any) -> MailPreview:
    return MailPreview(text_of(c.subject), text_of(c.text), text_of(c.html), text_of(c.language))


@dataclass(frozen=True, slots=True)
class DrainReply:
    done: int
    void: int
    later: int
    dead: int
    failed: int
    """Of ``later`` and ``dead``, what failed now."""
    last_failure: Error | None
    """Why the last of these did."""


def drain_reply(c: Any) -> DrainReply:
    return DrainReply(c.done, c.void_, c.later, c.dead, c.failed, error_of(c.last_failure) if c.last_failure else None)


@dataclass(frozen=True, slots=True)
class RunDueReply:
    settled: int
    admitted: int
    lapsed: int
    reminded: int
    purged: int
    sealed: int
    abandoned: int
    erased: int
    unbanned: int
    indexed: int


def run_due_reply(c: Any) -> RunDueReply:
    return RunDueReply(
        c.settled, c.admitted, c.lapsed, c.reminded, c.purged, c.sealed, c.abandoned, c.erased, c.unbanned, c.indexed
    )
