# SPDX-License-Identifier: BSL-1.0
"""Keeping people out, and having others come for them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from .. import records as r
from .. import values as v
from .._convert import Block
from .._parvis import lib
from ._calls import Calls


class Bans(Calls):
    def replace(
        self,
        by: r.Caller,
        *,
        account: UUID,
        newcomer: r.NewUser,
        seen: int = 0,
        notice: v.Notice = v.Notice.MAIL,
        reason: str = "",
    ) -> r.ReplaceReply:
        """One user goes, another comes, in one commit; seats that both have go from hand to hand. Whoever goes is told
        the reason."""
        block = Block()
        request = block.struct("parvis_replace_request", account=account, seen=seen, notice=notice, reason=reason)
        request.newcomer = r.put_user(block, newcomer)
        return self._call(lib.parvis_replace, "const parvis_replace_reply **", by, block, request, read=r.replace_reply)

    def ban(
        self,
        by: r.Caller,
        *,
        account: UUID,
        reason: str,
        until: datetime | None = None,
        seen: int = 0,
        notice: v.Notice = v.Notice.MAIL,
    ) -> r.AccountView:
        """Keeps somebody out: no sign-in, every key and link dead. They stay in the list they are in, and keep their
        seat unless the workspace has it otherwise."""
        block = Block()
        request = block.struct(
            "parvis_ban_request", account=account, reason=reason, until=until, seen=seen, notice=notice
        )
        return self._account(lib.parvis_ban, by, block, request)

    def unban(self, by: r.Caller, *, account: UUID, seen: int = 0, notice: v.Notice = v.Notice.MAIL) -> r.AccountView:
        """Whoever lost their seat by the ban takes one or waits, or there is no seat, as the workspace has it."""
        block = Block()
        request = block.struct("parvis_unban_request", account=account, seen=seen, notice=notice)
        return self._account(lib.parvis_unban, by, block, request)
