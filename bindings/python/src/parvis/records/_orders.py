# SPDX-License-Identifier: BSL-1.0
"""What can be bought, and what was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from .. import values as v
from .._convert import (
    Block,
    list_of,
    moment_of,
    moment_or_none,
    text_of,
    uuid_of,
    uuid_or_none,
)
from ..ports import OrderLine
from ._model import Page


@dataclass(frozen=True, slots=True)
class CatalogSku:
    code: str
    """ASCII without blanks, 1 to 64 characters; unique."""
    type: v.SkuType
    needs: tuple[str, ...] = ()
    """One of these has to be bought with it, or be had."""


@dataclass(frozen=True, slots=True)
class CatalogPlan:
    code: str
    term: int
    unit: v.TermUnit
    currency: str
    """ISO 4217."""


@dataclass(frozen=True, slots=True)
class CatalogPrice:
    sku: str
    plan: str
    amount: int
    """Of one for the whole term, in the smallest unit of the money."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """What a workspace can buy: change it by `dataclasses.replace`."""

    revision: int
    skus: tuple[CatalogSku, ...]
    plans: tuple[CatalogPlan, ...]
    prices: tuple[CatalogPrice, ...]


def catalog(c: Any) -> Catalog:
    def sku(one: Any) -> CatalogSku:
        return CatalogSku(text_of(one.code), v.SkuType(one.type), list_of(one.needs, one.need_count, text_of))

    def plan(one: Any) -> CatalogPlan:
        return CatalogPlan(text_of(one.code), one.term, v.TermUnit(one.unit), text_of(one.currency))

    def price(one: Any) -> CatalogPrice:
        return CatalogPrice(text_of(one.sku), text_of(one.plan), one.amount)

    return Catalog(
        c.revision,
        list_of(c.skus, c.sku_count, sku),
        list_of(c.plans, c.plan_count, plan),
        list_of(c.prices, c.price_count, price),
    )


def put_catalog(block: Block, given: Catalog) -> Any:
    out = block.struct("parvis_catalog", revision=given.revision)
    skus = []
    for one in given.skus:
        skus.append(block.struct("parvis_catalog_sku", code=one.code, type=one.type))
        block.put_texts(skus[-1], "needs", "need_count", one.needs)
    out.skus, out.sku_count = block.pointers("parvis_catalog_sku", skus)
    out.plans, out.plan_count = block.pointers(
        "parvis_catalog_plan",
        [
            block.struct("parvis_catalog_plan", code=one.code, term=one.term, unit=one.unit, currency=one.currency)
            for one in given.plans
        ],
    )
    out.prices, out.price_count = block.pointers(
        "parvis_catalog_price",
        [block.struct("parvis_catalog_price", sku=one.sku, plan=one.plan, amount=one.amount) for one in given.prices],
    )
    return out


@dataclass(frozen=True, slots=True)
class WantedLine:
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Quote:
    """What an order would cost."""

    catalog_revision: int
    """An order at these prices has to name it."""
    plan: str
    term: int
    unit: v.TermUnit
    currency: str
    lines: tuple[OrderLine, ...]
    total: int


def order_line(c: Any) -> OrderLine:
    return OrderLine(text_of(c.sku), c.quantity, c.unit_amount, c.amount)


def quote(c: Any) -> Quote:
    return Quote(
        c.catalog_revision,
        text_of(c.plan),
        c.term,
        v.TermUnit(c.unit),
        text_of(c.currency),
        list_of(c.lines, c.line_count, order_line),
        c.total,
    )


@dataclass(frozen=True, slots=True)
class Order:
    """A purchase."""

    id: UUID
    revision: int
    key: str
    """The host's own name for it."""
    state: v.OrderState
    plan: str
    term: int
    unit: v.TermUnit
    currency: str
    lines: tuple[OrderLine, ...]
    total: int
    returned: int
    """Of the total, paid back so far."""
    catalog_revision: int
    placed_by: UUID | None
    placed_at: datetime
    expires_at: datetime | None
    """When it is abandoned, while it can be paid."""
    renews: UUID | None
    reference: str
    """The gateway's name for the checkout; empty until it was asked."""
    checkout_url: str
    """Where to pay, while it can be paid."""
    starts_at: datetime | None
    ends_at: datetime | None
    grants: tuple[UUID, ...]


def order(c: Any) -> Order:
    return Order(
        id=uuid_of(c.id),
        revision=c.revision,
        key=text_of(c.key),
        state=v.OrderState(c.state),
        plan=text_of(c.plan),
        term=c.term,
        unit=v.TermUnit(c.unit),
        currency=text_of(c.currency),
        lines=list_of(c.lines, c.line_count, order_line),
        total=c.total,
        returned=c.returned,
        catalog_revision=c.catalog_revision,
        placed_by=uuid_or_none(c.placed_by),
        placed_at=moment_of(c.placed_at),
        expires_at=moment_or_none(c.expires_at),
        renews=uuid_or_none(c.renews),
        reference=text_of(c.reference),
        checkout_url=text_of(c.checkout_url),
        starts_at=moment_or_none(c.starts_at),
        ends_at=moment_or_none(c.ends_at),
        grants=list_of(c.grants, c.grant_count, uuid_of),
    )


def order_page(c: Any) -> Page[Order]:
    return Page(list_of(c.items, c.item_count, order), text_of(c.next))
