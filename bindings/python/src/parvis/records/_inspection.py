# SPDX-License-Identifier: BSL-1.0
"""What is wrong with a store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from .. import values as v
from .._convert import (
    list_of,
    text_of,
    uuid_or_none,
)


@dataclass(frozen=True, slots=True)
class StoreFinding:
    """One thing that is wrong, told without anybody's data."""

    defect: v.StoreDefect
    kind: v.Kind
    row: UUID | None
    column: str
    """Its name in the schema; may be empty."""
    expected: int
    """Of numbers: what it should be."""
    found: int
    """Of numbers: what it is."""


def store_finding(c: Any) -> StoreFinding:
    return StoreFinding(
        defect=v.StoreDefect(c.defect),
        kind=v.Kind(c.kind),
        row=uuid_or_none(c.row),
        column=text_of(c.column),
        expected=c.expected,
        found=c.found,
    )


@dataclass(frozen=True, slots=True)
class StoreReport:
    rows: int
    found: int
    """How many things are wrong."""
    findings: tuple[StoreFinding, ...]
    """The first 1,000 of them."""
    sums_judged: bool
    """False: others changed all the time what seats and queues add up from."""
    refreshed: int = 0
    """Accounts whose search keys were folded anew."""


def store_report(c: Any) -> StoreReport:
    return StoreReport(
        rows=c.rows,
        found=c.found,
        findings=list_of(c.findings, c.finding_count, store_finding),
        sums_judged=not c.sums_unjudged,
        refreshed=c.refreshed,
    )
