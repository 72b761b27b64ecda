# SPDX-License-Identifier: BSL-1.0
"""What people may enter."""

from __future__ import annotations

from uuid import UUID

from .. import records as r
from .. import values as v
from .._convert import Block
from .._parvis import lib
from ._calls import Calls


class Access(Calls):
    def change_access(
        self,
        by: r.Caller,
        *,
        account: UUID,
        access: v.Access,
        seen: int = 0,
        notice: v.Notice = v.Notice.MAIL,
    ) -> r.AccountView:
        """Another access, its seats moved at once; when one is missing they wait for it, or there is no seat."""
        block = Block()
        request = block.struct("parvis_change_access_request", account=account, access=access, seen=seen, notice=notice)
        return self._account(lib.parvis_change_access, by, block, request)

    def ask_access(self, by: r.Caller, access: v.Access) -> r.AccountView:
        """Asks for another access for whoever acts; by asking for the one they have they ask for no other any more."""
        return self._account(lib.parvis_ask_access, by, Block(), access)

    def approve_access(
        self, by: r.Caller, *, account: UUID, access: v.Access, seen: int = 0, seen_settings: int = 0
    ) -> r.AccountView:
        """Grants the access that was asked for."""
        block = Block()
        request = block.struct(
            "parvis_approve_access_request", account=account, access=access, seen=seen, seen_settings=seen_settings
        )
        return self._account(lib.parvis_approve_access, by, block, request)

    def reject_access(
        self,
        by: r.Caller,
        *,
        account: UUID,
        access: v.Access,
        seen: int = 0,
        seen_settings: int = 0,
        reason: str = "",
        notice: v.Notice = v.Notice.MAIL,
    ) -> r.AccountView:
        """Refuses it: they keep the access they have."""
        block = Block()
        request = block.struct(
            "parvis_reject_access_request",
            account=account,
            access=access,
            seen=seen,
            seen_settings=seen_settings,
            reason=reason,
            notice=notice,
        )
        return self._account(lib.parvis_reject_access, by, block, request)
