# SPDX-License-Identifier: BSL-1.0
"""The outbox, and what a timer drives."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from .. import records as r
from .. import values as v
from .._convert import Block
from .._parvis import lib
from ._calls import Calls, all_of


class Outbox(Calls):
    def list_outbox(
        self, by: r.Caller, *, state: v.OutboxState = v.OutboxState.DEAD, after: str = "", limit: int = 50
    ) -> r.Page[r.OutboxItem]:
        """A page of items. Also for the operator, who is not shown the reasons that the firm gave."""
        block = Block()
        request = block.struct("parvis_list_outbox_request", state=state, after=after, limit=limit)
        return self._call(lib.parvis_list_outbox, "const parvis_outbox_page **", by, block, request, read=r.outbox_page)

    def outbox(
        self, by: r.Caller, *, state: v.OutboxState = v.OutboxState.DEAD, limit: int = 50
    ) -> Iterator[r.OutboxItem]:
        """All of them, page by page."""
        return all_of(lambda after: self.list_outbox(by, state=state, after=after, limit=limit))

    def retry_outbox(self, by: r.Caller, item: UUID) -> r.OutboxItem:
        """Queues a dead letter once more, under the same id."""
        block = Block()
        return self._call(
            lib.parvis_retry_outbox, "const parvis_outbox_item **", by, block, block.uuid(item), read=r.outbox_item
        )

    def preview_mail(self, by: r.Caller, effect: v.Effect, language: str = "") -> r.MailPreview:
        """A mail as it would be written, with invented people and a link that opens nothing."""
        block = Block()
        request = block.struct("parvis_preview_mail_request", effect=effect, language=language)
        return self._call(
            lib.parvis_preview_mail, "const parvis_mail_preview **", by, block, request, read=r.mail_preview
        )

    def drain_outbox(self, by: r.Caller, limit: int) -> r.DrainReply:
        """Sends what is due, `limit` items at most (1 to 100), each at least once."""
        return self._call(
            lib.parvis_drain_outbox, "const parvis_drain_reply **", by, Block(), limit, read=r.drain_reply
        )

    def run_due(self, by: r.Caller, limit: int) -> r.RunDueReply:
        """Does what time has made due, `limit` items of each sort at most."""
        return self._call(lib.parvis_run_due, "const parvis_run_due_reply **", by, Block(), limit, read=r.run_due_reply)
