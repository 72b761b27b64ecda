# SPDX-License-Identifier: BSL-1.0
"""What somebody at the door sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .. import values as v
from .._convert import (
    list_of,
    text_of,
)
from ._model import AccountView, ConsentRule, FieldRule, account_view, consent_rules, field_rules


@dataclass(frozen=True, slots=True)
class SignUpForm:
    """What a page needs to show the open form."""

    portal_name: str
    languages: tuple[str, ...]
    default_language: str
    audiences: tuple[v.AccountKind, ...]
    """The default first; none: sign-up is off."""
    fields: tuple[FieldRule, ...]
    consents: tuple[ConsentRule, ...]


def sign_up_form(c: Any) -> SignUpForm:
    return SignUpForm(
        text_of(c.portal_name),
        list_of(c.languages, c.language_count, text_of),
        text_of(c.default_language),
        list_of(c.audiences, c.audience_count, v.AccountKind),
        field_rules(c.fields, c.field_count),
        consent_rules(c.consents, c.consent_count),
    )


@dataclass(frozen=True, slots=True)
class InviteCheck:
    """What a page may show to somebody who opened a link."""

    portal_name: str
    audience: v.AccountKind
    language: str
    email: str
    fields: tuple[FieldRule, ...]
    consents: tuple[ConsentRule, ...]


def invite_check(c: Any) -> InviteCheck:
    return InviteCheck(
        text_of(c.portal_name),
        v.AccountKind(c.audience),
        text_of(c.language),
        text_of(c.email),
        field_rules(c.fields, c.field_count),
        consent_rules(c.consents, c.consent_count),
    )


@dataclass(frozen=True, slots=True)
class SignUpReply:
    """The same for every address, known or not."""

    message: str
    continuation: str = field(repr=False)
    """A secret, to be kept in the person's browser."""
    account: AccountView | None
    """Only when nothing has to be proven."""


def sign_up_reply(c: Any) -> SignUpReply:
    return SignUpReply(text_of(c.message), text_of(c.continuation), account_view(c.account) if c.account else None)
