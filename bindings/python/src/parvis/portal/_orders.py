# SPDX-License-Identifier: BSL-1.0
"""Buying."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from .. import records as r
from .. import values as v
from .._convert import Block
from .._parvis import lib
from ._calls import Calls, all_of


class Orders(Calls):
    def view_catalog(self, by: r.Caller) -> r.Catalog:
        """The built-in one, without plans, until one is set. No actor."""
        return self._call(lib.parvis_view_catalog, "const parvis_catalog **", by, Block(), read=r.catalog)

    def change_catalog(self, by: r.Caller, wanted: r.Catalog) -> r.Catalog:
        """The vendor's prices, by who grants seats."""
        block = Block()
        return self._call(
            lib.parvis_change_catalog,
            "const parvis_catalog **",
            by,
            block,
            r.put_catalog(block, wanted),
            read=r.catalog,
        )

    def quote_order(self, by: r.Caller, *, plan: str, lines: Sequence[r.WantedLine]) -> r.Quote:
        """What an order would cost. Changes nothing."""
        block = Block()
        request = block.struct("parvis_quote_request", plan=plan)
        _put_lines(block, request, lines)
        return self._call(lib.parvis_quote_order, "const parvis_quote **", by, block, request, read=r.quote)

    def place_order(
        self,
        by: r.Caller,
        *,
        key: str,
        catalog_revision: int,
        plan: str,
        lines: Sequence[r.WantedLine],
        renews: UUID | None = None,
    ) -> r.Order:
        """Places an order at the prices of a quote, once for each key, and asks the gateway how it is paid."""
        block = Block()
        request = block.struct(
            "parvis_place_order_request", key=key, catalog_revision=catalog_revision, plan=plan, renews=renews
        )
        _put_lines(block, request, lines)
        return self._order(lib.parvis_place_order, by, block, request)

    def view_order(self, by: r.Caller, order: UUID) -> r.Order:
        block = Block()
        return self._order(lib.parvis_view_order, by, block, block.uuid(order))

    def list_orders(
        self, by: r.Caller, *, state: v.OrderState = v.OrderState.OPEN, after: str = "", limit: int = 50
    ) -> r.Page[r.Order]:
        """A page of orders in one state. Also for the operator."""
        block = Block()
        request = block.struct("parvis_list_orders_request", state=state, after=after, limit=limit)
        return self._call(lib.parvis_list_orders, "const parvis_order_page **", by, block, request, read=r.order_page)

    def orders(self, by: r.Caller, *, state: v.OrderState = v.OrderState.OPEN, limit: int = 50) -> Iterator[r.Order]:
        """All of them, page by page."""
        return all_of(lambda after: self.list_orders(by, state=state, after=after, limit=limit))

    def cancel_order(self, by: r.Caller, order: UUID) -> r.Order:
        """Gives up an order that is not paid. A payment that comes all the same is taken."""
        block = Block()
        return self._order(lib.parvis_cancel_order, by, block, block.uuid(order))

    def take_payment_notice(
        self,
        by: r.Caller,
        *,
        key: str,
        order: UUID,
        what: v.PaymentEvent,
        amount: int = 0,
        currency: str = "",
    ) -> r.Order:
        """What the gateway tells, each notice once. No actor: the host has checked that it is the gateway."""
        block = Block()
        request = block.struct(
            "parvis_payment_notice_request", key=key, order=order, what=what, amount=amount, currency=currency
        )
        return self._order(lib.parvis_take_payment_notice, by, block, request)

    def _order(self, what: Any, by: r.Caller, block: Block, *given: Any) -> r.Order:
        return self._call(what, "const parvis_order **", by, block, *given, read=r.order)


def _put_lines(block: Block, request: Any, lines: Sequence[r.WantedLine]) -> None:
    def put(to: Any, one: r.WantedLine) -> None:
        block.put_text(to.sku, one.sku)
        to.quantity = one.quantity

    request.lines, request.line_count = block.array("parvis_wanted_line", lines, put)
