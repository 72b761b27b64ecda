# SPDX-License-Identifier: BSL-1.0
"""The audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from .. import ports as p
from .. import records as r
from .._convert import Block
from .._parvis import lib
from ._calls import Calls, all_of, put_progress


class Audit(Calls):
    def list_events(
        self, by: r.Caller, *, subject: UUID | None = None, after: str = "", limit: int = 50
    ) -> r.Page[r.Event]:
        """A page of entries, sealed or not."""
        block = Block()
        request = block.struct("parvis_list_events_request", subject=subject, after=after, limit=limit)
        return self._call(lib.parvis_list_events, "const parvis_event_page **", by, block, request, read=r.event_page)

    def events(self, by: r.Caller, *, subject: UUID | None = None, limit: int = 50) -> Iterator[r.Event]:
        """All of them, page by page."""
        return all_of(lambda after: self.list_events(by, subject=subject, after=after, limit=limit))

    def read_audit(self, by: r.Caller, *, after: int = 0, limit: int = 50) -> tuple[r.Event, ...]:
        """Sealed entries in the order of their positions, none left out."""
        block = Block()
        request = block.struct("parvis_read_audit_request", after=after, limit=limit)
        page = self._call(lib.parvis_read_audit, "const parvis_event_page **", by, block, request, read=r.event_page)
        return page.items

    def verify_audit(
        self,
        by: r.Caller,
        *,
        since: r.AuditAnchor | None = None,
        through: r.AuditAnchor | None = None,
        progress: p.Progress | None = None,
    ) -> r.AuditReport:
        """Reads the sealed trail to its end. `since`: verified before (`from` in C). Also for the operator."""
        block = Block()
        request = block.struct(
            "parvis_verify_audit_request",
            through=r.put_anchor(block, through),
            progress=put_progress(block, progress),
        )
        setattr(request, "from", r.put_anchor(block, since))
        return self._call(
            lib.parvis_verify_audit, "const parvis_audit_report **", by, block, request, read=r.audit_report
        )

    def seal_audit(self, by: r.Caller, limit: int) -> r.SealReply:
        """Seals up to `limit` entries."""
        return self._call(lib.parvis_seal_audit, "const parvis_seal_reply **", by, Block(), limit, read=r.seal_reply)
