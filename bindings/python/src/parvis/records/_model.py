# SPDX-License-Identifier: BSL-1.0
"""Who calls, and what is told of people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
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

T = TypeVar("T")


OPERATOR = UUID(int=2**128 - 1)
"""Who acts when the host itself does, for its workspace and for nobody who is signed in: the Max UUID (RFC 9562 section
5.10), which no account ever has."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, on whose behalf, and where."""

    workspace: str
    actor: UUID | None = None
    """The account that is signed in; None: nobody; `OPERATOR`: the host itself."""
    language: str = ""
    """Of messages (BCP 47); empty: the workspace's."""
    context: object = None
    """Any object for the storage and its participant; its batch is never committed together with others."""


@dataclass(frozen=True, slots=True)
class FieldRule:
    name: str
    requirement: v.Requirement = v.Requirement.OPTIONAL
    choices: tuple[str, ...] = ()
    asked_of: v.FieldAudience = v.FieldAudience.PORTAL


@dataclass(frozen=True, slots=True)
class FieldValue:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ConsentRule:
    name: str
    version: str
    requirement: v.Requirement = v.Requirement.REQUIRED


@dataclass(frozen=True, slots=True)
class Consent:
    name: str
    version: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GivenConsent:
    name: str
    version: str


def field_rules(items: Any, count: int) -> tuple[FieldRule, ...]:
    return list_of(
        items,
        count,
        lambda f: FieldRule(
            text_of(f.name),
            v.Requirement(f.requirement),
            list_of(f.choices, f.choice_count, text_of),
            v.FieldAudience(f.asked_of),
        ),
    )


def consent_rules(items: Any, count: int) -> tuple[ConsentRule, ...]:
    return list_of(
        items, count, lambda c: ConsentRule(text_of(c.name), text_of(c.version), v.Requirement(c.requirement))
    )


def put_fields(block: Block, request: Any, fields: Sequence[FieldValue]) -> None:
    def put(to: Any, one: FieldValue) -> None:
        block.put_text(to.name, one.name)
        block.put_text(to.value, one.value)

    request.fields, request.field_count = block.array("parvis_field_value", fields, put)


@dataclass(frozen=True, slots=True)
class AccountView:
    """What may be shown of an account. Never a password, nor its hash."""

    id: UUID
    revision: int
    kind: v.AccountKind
    state: v.AccountState
    access: v.Access
    email: str
    username: str
    first_name: str
    last_name: str
    language: str
    group: UUID | None
    invite: UUID | None
    created_at: datetime
    decided_by: UUID | None
    waiting_for: str
    fields: tuple[FieldValue, ...]
    consents: tuple[Consent, ...]
    decide_by: datetime | None
    """While a request is open: when it lapses."""
    seniority: str
    job_title: str
    mobile: str
    address: str
    company: str
    code: str
    """The unique one: of users, and of who was added or was given one; else empty."""
    case_role: v.CaseRole
    asked_access: v.Access | None
    """Asked for; or granted, where `waiting_for` says what is missing."""
    overrides_privacy_since: datetime | None
    must_change_password: bool
    join_by: datetime | None
    """While invited: when the newest link expires."""
    credential_epoch: int
    """A session that began under a lower one is over."""
    api_key_issued_at: datetime | None
    banned_at: datetime | None
    banned_until: datetime | None
    """While banned: when it ends; None: when somebody ends it."""
    banned_by: UUID | None
    ban_reason: str
    queued_at: datetime | None
    """While `waiting_for`: their place in the queue."""


def account_view(c: Any) -> AccountView:
    return AccountView(
        id=uuid_of(c.id),
        revision=c.revision,
        kind=v.AccountKind(c.kind),
        state=v.AccountState(c.state),
        access=v.Access(c.access),
        email=text_of(c.email),
        username=text_of(c.username),
        first_name=text_of(c.first_name),
        last_name=text_of(c.last_name),
        language=text_of(c.language),
        group=uuid_or_none(c.group),
        invite=uuid_or_none(c.invite),
        created_at=moment_of(c.created_at),
        decided_by=uuid_or_none(c.decided_by),
        waiting_for=text_of(c.waiting_for),
        fields=list_of(c.fields, c.field_count, lambda f: FieldValue(text_of(f.name), text_of(f.value))),
        consents=list_of(
            c.consents, c.consent_count, lambda g: Consent(text_of(g.name), text_of(g.version), moment_of(g.at))
        ),
        decide_by=moment_or_none(c.decide_by),
        seniority=text_of(c.seniority),
        job_title=text_of(c.job_title),
        mobile=text_of(c.mobile),
        address=text_of(c.address),
        company=text_of(c.company),
        code=text_of(c.code),
        case_role=v.CaseRole(c.case_role),
        asked_access=v.Access(c.asked_access) if c.asked_access else None,
        overrides_privacy_since=moment_or_none(c.overrides_privacy_since),
        must_change_password=bool(c.must_change_password),
        join_by=moment_or_none(c.join_by),
        credential_epoch=c.credential_epoch,
        api_key_issued_at=moment_or_none(c.api_key_issued_at),
        banned_at=moment_or_none(c.banned_at),
        banned_until=moment_or_none(c.banned_until),
        banned_by=uuid_or_none(c.banned_by),
        ban_reason=text_of(c.ban_reason),
        queued_at=moment_or_none(c.queued_at),
    )


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a list."""

    items: tuple[T, ...]
    next: str
    """Where the list goes on; empty: nowhere."""
    count: int = 0
    """Of all that pass, where it was asked for."""


@dataclass(frozen=True, slots=True)
class AccountOutcome:
    """What became of one row of a bulk command: a view, or why not."""

    account: UUID
    view: AccountView | None
    error: Error | None


def account_outcomes(c: Any) -> tuple[AccountOutcome, ...]:
    def one(row: Any) -> AccountOutcome:
        return AccountOutcome(
            uuid_of(row.account),
            account_view(row.view) if row.view else None,
            error_of(row.error) if row.error else None,
        )

    return list_of(c.items, c.item_count, one)
