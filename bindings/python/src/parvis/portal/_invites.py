# SPDX-License-Identifier: BSL-1.0
"""Links that let people in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from .. import records as r
from .. import values as v
from .._convert import Block
from .._parvis import lib
from ._calls import Calls, all_of


class Invites(Calls):
    def create_invite(self, by: r.Caller, options: r.InviteOptions | None = None) -> r.InviteView:
        """Makes a public link."""
        block = Block()
        return self._invite(
            lib.parvis_create_invite, by, block, r.put_invite_options(block, options or r.InviteOptions())
        )

    def invite_people(
        self, by: r.Caller, people: Sequence[r.Invitee], options: r.InviteOptions | None = None
    ) -> tuple[r.InviteOutcome, ...]:
        """A personal link for each, mailed to them and shown to nobody. One bad row fails nothing else."""
        block = Block()

        def put(to: Any, one: r.Invitee) -> None:
            block.put_text(to.email, one.email)
            block.put_text(to.language, one.language)

        request = block.struct(
            "parvis_invite_people_request",
            options=r.put_invite_options(block, options) if options is not None else None,
        )
        request.people, request.people_count = block.array("parvis_invitee", people, put)
        return self._call(
            lib.parvis_invite_people,
            "const parvis_invite_outcome_list **",
            by,
            block,
            request,
            read=r.invite_outcomes,
        )

    def show_invite(self, by: r.Caller, invite: UUID) -> r.InviteView:
        """The link again, the same as when it was made."""
        block = Block()
        return self._invite(lib.parvis_show_invite, by, block, block.uuid(invite))

    def list_invites(
        self,
        by: r.Caller,
        *,
        state: v.InviteState | None = None,
        email: str = "",
        key_id: int = 0,
        after: str = "",
        limit: int = 50,
    ) -> r.Page[r.Invite]:
        """One filter at most."""
        block = Block()
        request = block.struct(
            "parvis_list_invites_request", state=state, email=email, key_id=key_id, after=after, limit=limit
        )
        return self._call(
            lib.parvis_list_invites, "const parvis_invite_page **", by, block, request, read=r.invite_page
        )

    def invites(
        self,
        by: r.Caller,
        *,
        state: v.InviteState | None = None,
        email: str = "",
        key_id: int = 0,
        limit: int = 50,
    ) -> Iterator[r.Invite]:
        """All of them, page by page."""
        return all_of(
            lambda after: self.list_invites(by, state=state, email=email, key_id=key_id, after=after, limit=limit)
        )

    def rotate_invite(self, by: r.Caller, invite: UUID) -> r.InviteView:
        """A new link instead of a public one; every older one dies."""
        block = Block()
        return self._invite(lib.parvis_rotate_invite, by, block, block.uuid(invite))

    def close_invite(self, by: r.Caller, invite: UUID) -> r.InviteView:
        """Turns a link off."""
        block = Block()
        return self._invite(lib.parvis_close_invite, by, block, block.uuid(invite))

    def reopen_invite(self, by: r.Caller, invite: UUID, fate: v.LinkFate) -> r.InviteView:
        """Turns it on again."""
        block = Block()
        return self._invite(lib.parvis_reopen_invite, by, block, block.uuid(invite), int(fate))

    def revoke_invite(self, by: r.Caller, invite: UUID) -> r.InviteView:
        """Kills a link for good."""
        block = Block()
        return self._invite(lib.parvis_revoke_invite, by, block, block.uuid(invite))

    def resend_invite(self, by: r.Caller, invite: UUID, fate: v.LinkFate) -> r.InviteView:
        """Mails a personal link again."""
        block = Block()
        return self._invite(lib.parvis_resend_invite, by, block, block.uuid(invite), int(fate))

    def _invite(self, what: Any, by: r.Caller, block: Block, *given: Any) -> r.InviteView:
        return self._call(what, "const parvis_invite_view **", by, block, *given, read=r.invite_view)
