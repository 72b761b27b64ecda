# SPDX-License-Identifier: BSL-1.0
"""Deciding who comes in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from .. import records as r
from .. import values as v
from .._convert import Block
from .._parvis import lib
from ._calls import Calls


class Approval(Calls):
    @staticmethod
    def _approve_request(block: Block, one: r.ApproveRequest) -> Any:
        out = block.struct(
            "parvis_approve_request", account=one.account, seen=one.seen, seen_settings=one.seen_settings
        )
        r.put_reservations(block, out, one.reservations)
        return out

    @staticmethod
    def _reject_request(block: Block, one: r.RejectRequest) -> Any:
        return block.struct(
            "parvis_reject_request",
            account=one.account,
            seen=one.seen,
            seen_settings=one.seen_settings,
            reason=one.reason,
            notice=one.notice,
        )

    def approve(
        self,
        by: r.Caller,
        *,
        account: UUID,
        seen: int = 0,
        seen_settings: int = 0,
        reservations: Sequence[UUID] = (),
    ) -> r.AccountView:
        """pending → active, or → waiting when no seat is free and the workspace lets people wait."""
        block = Block()
        request = self._approve_request(block, r.ApproveRequest(account, seen, seen_settings, tuple(reservations)))
        return self._account(lib.parvis_approve, by, block, request)

    def reject(
        self,
        by: r.Caller,
        *,
        account: UUID,
        seen: int = 0,
        seen_settings: int = 0,
        reason: str = "",
        notice: v.Notice = v.Notice.MAIL,
    ) -> r.AccountView:
        """pending → rejected."""
        block = Block()
        request = self._reject_request(block, r.RejectRequest(account, seen, seen_settings, reason, notice))
        return self._account(lib.parvis_reject, by, block, request)

    def approve_each(self, by: r.Caller, requests: Sequence[r.ApproveRequest]) -> tuple[r.AccountOutcome, ...]:
        """1 to 1,000 at once, each decided for itself."""
        block = Block()
        given = block.pointers("parvis_approve_request", [self._approve_request(block, one) for one in requests])
        return self._outcomes(lib.parvis_approve_each, by, block, *given)

    def reject_each(self, by: r.Caller, requests: Sequence[r.RejectRequest]) -> tuple[r.AccountOutcome, ...]:
        """1 to 1,000 at once, each decided for itself."""
        block = Block()
        given = block.pointers("parvis_reject_request", [self._reject_request(block, one) for one in requests])
        return self._outcomes(lib.parvis_reject_each, by, block, *given)

    def approve_pending(self, by: r.Caller, limit: int) -> tuple[r.AccountOutcome, ...]:
        """Approves what is open, sign-ups and requests for another access, in the order of their deadlines."""
        return self._outcomes(lib.parvis_approve_pending, by, Block(), limit)

    def reopen(self, by: r.Caller, *, account: UUID, seen: int = 0, seen_settings: int = 0) -> r.AccountView:
        """rejected or lapsed → pending once more."""
        block = Block()
        request = self._approve_request(block, r.ApproveRequest(account, seen, seen_settings))
        return self._account(lib.parvis_reopen, by, block, request)
