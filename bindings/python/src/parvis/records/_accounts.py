# SPDX-License-Identifier: BSL-1.0
"""People who are added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from .. import values as v
from .._convert import (
    Block,
    list_of,
    text_of,
)
from ._licenses import put_reservations
from ._model import AccountView, FieldValue, Page, account_view, put_fields


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user to be added, as `Portal.add_user` takes it."""

    first_name: str
    last_name: str
    email: str
    group: UUID
    access: v.Access = v.Access.CORE
    language: str = ""
    seniority: str = ""
    job_title: str = ""
    mobile: str = ""
    address: str = ""
    company: str = ""
    code: str = ""
    fields: Sequence[FieldValue] = ()
    reservations: Sequence[UUID] = ()


def put_user(block: Block, u: NewUser) -> Any:
    out = block.struct(
        "parvis_add_user_request",
        access=u.access,
        first_name=u.first_name,
        last_name=u.last_name,
        email=u.email,
        language=u.language,
        group=u.group,
        seniority=u.seniority,
        job_title=u.job_title,
        mobile=u.mobile,
        address=u.address,
        company=u.company,
        code=u.code,
    )
    put_fields(block, out, u.fields)
    put_reservations(block, out, u.reservations)
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPortalAccount:
    """As `Portal.add_portal_account` takes it."""

    first_name: str
    last_name: str
    email: str
    access: v.Access = v.Access.CLIENT
    language: str = ""
    case_role: v.CaseRole = v.CaseRole.NONE
    job_title: str = ""
    mobile: str = ""
    address: str = ""
    company: str = ""
    code: str = ""
    fields: Sequence[FieldValue] = ()


def put_portal_account(block: Block, a: NewPortalAccount) -> Any:
    out = block.struct(
        "parvis_add_portal_account_request",
        access=a.access,
        case_role=a.case_role,
        first_name=a.first_name,
        last_name=a.last_name,
        email=a.email,
        language=a.language,
        job_title=a.job_title,
        mobile=a.mobile,
        address=a.address,
        company=a.company,
        code=a.code,
    )
    put_fields(block, out, a.fields)
    return out


@dataclass(frozen=True, slots=True)
class DeactivateRequest:
    account: UUID
    seen: int = 0
    notice: v.Notice = v.Notice.MAIL
    reason: str = ""


def account_page(c: Any) -> Page[AccountView]:
    return Page(list_of(c.items, c.item_count, account_view), text_of(c.next), c.count)
