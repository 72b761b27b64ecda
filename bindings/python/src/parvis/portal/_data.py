# SPDX-License-Identifier: BSL-1.0
"""Many people at once, and what is held about one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from .. import _slots
from .. import ports as p
from .. import records as r
from .. import values as v
from .._convert import Block
from .._parvis import lib
from ._calls import Calls, put_progress


class Data(Calls):
    def import_people(
        self,
        by: r.Caller,
        key: str,
        rows: Iterable[r.ImportRow],
        *,
        tell: Callable[[r.ImportOutcome], None] | None = None,
        mode: v.ImportMode = v.ImportMode.WRITE,
        invites: r.InviteOptions | None = None,
        notice: v.Notice = v.Notice.MAIL,
        administrators: v.ImportAdministrators = v.ImportAdministrators.REFUSED,
        rows_at_once: int = 500,
        total: int = 0,
        progress: p.Progress | None = None,
    ) -> r.ImportReply:
        """Adds users and people of the portal, and makes personal links, row by row; `tell` hears of each, in order.
        Run again under the same key it does what is left, and nothing twice. Neither `rows` nor `tell` may call the
        portal."""
        block = Block()
        source = block.keep(_slots.import_table(rows, tell))
        request = block.struct(
            "parvis_import_request",
            key=key,
            rows=source.table,
            mode=mode,
            invites=r.put_invite_options(block, invites) if invites is not None else None,
            notice=notice,
            administrators=administrators,
            rows_at_once=rows_at_once,
            total=total,
            progress=put_progress(block, progress),
        )
        return self._call(
            lib.parvis_import_people, "const parvis_import_reply **", by, block, request, read=r.import_reply
        )

    def export_accounts(
        self,
        by: r.Caller,
        write: Callable[[str], object],
        *,
        columns: Sequence[str] = (),
        state: v.AccountState | None = None,
        total: int = 0,
        progress: p.Progress | None = None,
    ) -> int:
        """Writes accounts as CSV (RFC 4180) that may be opened in a spreadsheet, page by page; how many. `write` is
        given whole lines that end in CRLF: a text file is opened with `newline=""`. It may not call the portal."""
        block = Block()
        sink = block.keep(_slots.sink_table(write))
        request = block.struct(
            "parvis_export_accounts_request",
            state=state,
            sink=sink.table,
            total=total,
            progress=put_progress(block, progress),
        )
        block.put_texts(request, "columns", "column_count", columns)
        return self._call(
            lib.parvis_export_accounts,
            "const parvis_export_reply **",
            by,
            block,
            request,
            read=lambda c: int(c.rows),
        )

    def export_person(self, by: r.Caller, account: UUID) -> r.PersonalData:
        """Everything that is held about somebody; also for themselves, while they are in."""
        block = Block()
        return self._call(
            lib.parvis_export_person,
            "const parvis_personal_data **",
            by,
            block,
            block.uuid(account),
            read=r.personal_data,
        )

    def erase(self, by: r.Caller, account: UUID, *, seen: int = 0) -> r.AccountView:
        """Any state → erased: one commit empties the account; `run_due` finishes what is left to be removed."""
        block = Block()
        request = block.struct("parvis_erase_request", account=account, seen=seen)
        return self._account(lib.parvis_erase, by, block, request)
