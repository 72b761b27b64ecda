# SPDX-License-Identifier: BSL-1.0
"""Looking for people."""

from __future__ import annotations

from collections.abc import Iterator

from .. import records as r
from .. import values as v
from .._convert import Block
from .._parvis import lib
from ._calls import Calls, all_of


class Search(Calls):
    def search_accounts(
        self,
        by: r.Caller,
        which: r.AccountFilter | None = None,
        *,
        sort: v.AccountSort = v.AccountSort.CREATED,
        direction: v.SortDirection = v.SortDirection.ASCENDING,
        after: str = "",
        limit: int = 50,
        count_cap: int = 0,
    ) -> r.Page[r.AccountView]:
        """Accounts by what is known of them, a page at a time."""
        block = Block()
        request = block.struct(
            "parvis_search_accounts_request",
            sort=sort,
            direction=direction,
            which=r.put_account_filter(block, which) if which is not None else None,
            after=after,
            limit=limit,
            count_cap=count_cap,
        )
        return self._call(
            lib.parvis_search_accounts, "const parvis_account_page **", by, block, request, read=r.account_page
        )

    def found_accounts(
        self,
        by: r.Caller,
        which: r.AccountFilter | None = None,
        *,
        sort: v.AccountSort = v.AccountSort.CREATED,
        direction: v.SortDirection = v.SortDirection.ASCENDING,
        limit: int = 50,
    ) -> Iterator[r.AccountView]:
        """All of them, page by page."""
        return all_of(
            lambda after: self.search_accounts(by, which, sort=sort, direction=direction, after=after, limit=limit)
        )

    def count_accounts(
        self, by: r.Caller, which: r.AccountFilter | None = None, *, count_cap: int = 1000
    ) -> r.AccountCounts:
        """How many there are in each state, up to the cap."""
        block = Block()
        request = block.struct(
            "parvis_count_accounts_request",
            which=r.put_account_filter(block, which) if which is not None else None,
            count_cap=count_cap,
        )
        return self._call(
            lib.parvis_count_accounts, "const parvis_account_counts **", by, block, request, read=r.account_counts
        )
