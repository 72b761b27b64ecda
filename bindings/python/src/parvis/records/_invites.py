# SPDX-License-Identifier: BSL-1.0
"""Links that let people in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from .. import values as v
from .._convert import (
    Block,
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
class InviteOptions:
    """What a link is to be like."""

    audience: v.AccountKind = v.AccountKind.CLIENT
    label: str = ""
    language: str = ""
    lifetime: timedelta | None = None
    max_uses: int | None = None
    allowed_domains: Sequence[str] = ()
    approval: v.ApprovalOverride = v.ApprovalOverride.INHERIT
    case_role: v.CaseRole = v.CaseRole.NONE
    access: v.Access | None = None
    group: UUID | None = None


def put_invite_options(block: Block, o: InviteOptions) -> Any:
    out = block.struct(
        "parvis_create_invite_request",
        audience=o.audience,
        label=o.label,
        language=o.language,
        lifetime_us=o.lifetime,
        max_uses=o.max_uses,
        approval=o.approval,
        case_role=o.case_role,
        access=o.access,
        group=o.group,
    )
    block.put_texts(out, "allowed_domains", "allowed_domain_count", o.allowed_domains)
    return out


@dataclass(frozen=True, slots=True)
class Invite:
    """A link, without the link itself."""

    id: UUID
    revision: int
    type: v.InviteType
    state: v.InviteState
    audience: v.AccountKind
    generation: int
    key_id: int
    label: str
    language: str
    uses: int
    max_uses: int | None
    expires_at: datetime | None
    allowed_domains: tuple[str, ...]
    approval: v.ApprovalOverride
    access: v.Access
    case_role: v.CaseRole
    created_by: UUID | None
    created_at: datetime
    email: str
    group: UUID | None
    vouched_by: UUID | None


def invite(c: Any) -> Invite:
    return Invite(
        id=uuid_of(c.id),
        revision=c.revision,
        type=v.InviteType(c.type),
        state=v.InviteState(c.state),
        audience=v.AccountKind(c.audience),
        generation=c.generation,
        key_id=c.key_id,
        label=text_of(c.label),
        language=text_of(c.language),
        uses=c.uses,
        max_uses=c.max_uses or None,
        expires_at=moment_or_none(c.expires_at),
        allowed_domains=list_of(c.allowed_domains, c.allowed_domain_count, text_of),
        approval=v.ApprovalOverride(c.approval),
        access=v.Access(c.access),
        case_role=v.CaseRole(c.case_role),
        created_by=uuid_or_none(c.created_by),
        created_at=moment_of(c.created_at),
        email=text_of(c.email),
        group=uuid_or_none(c.group),
        vouched_by=uuid_or_none(c.vouched_by),
    )


@dataclass(frozen=True, slots=True)
class InviteView:
    invite: Invite
    link: str = field(repr=False)
    """A secret; empty while turned off, and for a personal one."""


def invite_view(c: Any) -> InviteView:
    return InviteView(invite(c.invite), text_of(c.link))


def invite_page(c: Any) -> Page[Invite]:
    return Page(list_of(c.items, c.item_count, invite), text_of(c.next))


@dataclass(frozen=True, slots=True)
class Invitee:
    email: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class InviteOutcome:
    """What became of one invitation: an invite, or why not."""

    invite: Invite | None
    error: Error | None


def invite_outcomes(c: Any) -> tuple[InviteOutcome, ...]:
    def one(row: Any) -> InviteOutcome:
        return InviteOutcome(invite(row.invite) if row.invite else None, error_of(row.error) if row.error else None)

    return list_of(c.items, c.item_count, one)
