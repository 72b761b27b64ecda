# SPDX-License-Identifier: BSL-1.0
"""The store itself, for whoever operates it."""

from __future__ import annotations

from .. import ports as p
from .. import records as r
from .. import values as v
from .._convert import Block
from .._parvis import lib
from ._calls import Calls, put_progress


class Inspection(Calls):
    def inspect_store(
        self, by: r.Caller, *, search_keys: v.SearchKeys = v.SearchKeys.TOLD, progress: p.Progress | None = None
    ) -> r.StoreReport:
        """Reads every row and says what is not as it must be. Changes nothing but search keys, and those only if it is
        asked to. By the operator or who manages users."""
        block = Block()
        request = block.struct(
            "parvis_inspect_store_request", search_keys=search_keys, progress=put_progress(block, progress)
        )
        return self._call(
            lib.parvis_inspect_store, "const parvis_store_report **", by, block, request, read=r.store_report
        )

    def find_account(self, by: r.Caller, identifier: str) -> r.AccountView:
        """Whose e-mail address or username this is.

        For the operator, who is not told why somebody is banned, and who manages users.
        """
        block = Block()
        return self._account(lib.parvis_find_account, by, block, block.text(identifier))
