# SPDX-License-Identifier: BSL-1.0
"""Which people, and how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from .. import values as v
from .._convert import (
    Block,
    list_of,
)


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Which accounts: all that is given must hold. What was erased is never found."""

    states: tuple[v.AccountState, ...] = ()
    """Any of these; empty: any."""
    kinds: tuple[v.AccountKind, ...] = ()
    """Any of these; empty: any."""
    access: v.Access = v.Access.NONE
    """They have all of this; none: any."""
    group: UUID | None = None
    invite: UUID | None = None
    """The link that brought them."""
    decided_by: UUID | None = None
    """Who approved or rejected."""
    company: str = ""
    """The whole name, as the text policy folds it."""
    text: str = ""
    """Words; each is part of name, address, username or code; 6 at most."""
    begins_with: str = ""
    """How the last name begins, or the address, by whichever it is sorted."""
    bans: v.BanFilter = v.BanFilter.ANY
    """Whether they are banned."""


def put_account_filter(block: Block, which: AccountFilter) -> Any:
    out = block.struct(
        "parvis_account_filter",
        access=which.access,
        group=which.group,
        invite=which.invite,
        decided_by=which.decided_by,
        company=which.company,
        text=which.text,
        begins_with=which.begins_with,
        bans=which.bans,
    )
    out.states, out.state_count = block.numbers(which.states)
    out.kinds, out.kind_count = block.numbers(which.kinds)
    return out


@dataclass(frozen=True, slots=True)
class AccountCounts:
    """How many accounts there are."""

    total: int
    by_state: dict[v.AccountState, int]
    """Up to the cap; those with none as well."""


def account_counts(c: Any) -> AccountCounts:
    by_state = list_of(c.by, c.by_count, lambda one: (v.AccountState(one.state), one.count))
    return AccountCounts(c.total, dict(by_state))
