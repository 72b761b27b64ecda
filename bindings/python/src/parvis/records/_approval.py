# SPDX-License-Identifier: BSL-1.0
"""Decisions about who asked to come in."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from .. import values as v


@dataclass(frozen=True, slots=True)
class ApproveRequest:
    account: UUID
    seen: int = 0
    seen_settings: int = 0
    reservations: tuple[UUID, ...] = ()
    """Seats that were kept for them."""


@dataclass(frozen=True, slots=True)
class RejectRequest:
    account: UUID
    seen: int = 0
    seen_settings: int = 0
    reason: str = ""
    notice: v.Notice = v.Notice.MAIL
