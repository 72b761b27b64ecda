# SPDX-License-Identifier: BSL-1.0
"""Seats: granted, kept, held and used."""

from __future__ import annotations

from collections.abc import Sequence
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
from ._model import AccountView, Page, account_view


@dataclass(frozen=True, slots=True)
class SeatGrant:
    sku: str
    quantity: int
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    id: UUID | None = None
    """Of the grant to be, so that the call may be repeated."""


def put_seat_grant(block: Block, g: SeatGrant) -> Any:
    return block.struct(
        "parvis_seat_grant", sku=g.sku, quantity=g.quantity, starts_at=g.starts_at, ends_at=g.ends_at, id=g.id
    )


@dataclass(frozen=True, slots=True)
class Grant:
    id: UUID
    revision: int
    sku: str
    quantity: int
    starts_at: datetime
    ends_at: datetime | None
    created_by: UUID | None
    created_at: datetime
    order: UUID | None
    """By which it was bought."""


def grants(c: Any) -> tuple[Grant, ...]:
    def one(g: Any) -> Grant:
        return Grant(
            id=uuid_of(g.id),
            revision=g.revision,
            sku=text_of(g.sku),
            quantity=g.quantity,
            starts_at=moment_of(g.starts_at),
            ends_at=moment_or_none(g.ends_at),
            created_by=uuid_or_none(g.created_by),
            created_at=moment_of(g.created_at),
            order=uuid_or_none(g.order),
        )

    return list_of(c.items, c.item_count, one)


@dataclass(frozen=True, slots=True)
class PoolView:
    """The licenses of one sku."""

    sku: str
    capacity: int
    held: int
    waiting: int
    remaining: int
    over_by: int
    next_change_at: datetime | None
    granted: int
    """Seats bought or given that run now."""
    overage: int
    """Allowed beyond them."""
    reserved: int
    """Of those held: for people to come."""
    peak: int
    """The most that were held at once this month."""
    moves: int
    """Rises with every change: of two views the one with more is the newer."""


def pool_view(c: Any) -> PoolView:
    return PoolView(
        text_of(c.sku),
        c.capacity,
        c.held,
        c.waiting,
        c.remaining,
        c.over_by,
        moment_or_none(c.next_change_at),
        c.granted,
        c.overage,
        c.reserved_seats,
        c.peak,
        c.moves,
    )


def pools(c: Any) -> tuple[PoolView, ...]:
    return list_of(c.items, c.item_count, pool_view)


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Whether a sku is to be had."""

    sku: str
    quantity: int
    """Granted now; 0: it is off."""
    next_change_at: datetime | None


def entitlement(c: Any) -> Entitlement:
    return Entitlement(text_of(c.sku), c.quantity, moment_or_none(c.next_change_at))


@dataclass(frozen=True, slots=True)
class Reservation:
    """Seats kept for people to come."""

    id: UUID
    sku: str
    seats: int
    left: int
    """Neither taken nor given back."""
    expires_at: datetime
    reserved_by: UUID | None
    reserved_at: datetime
    purpose: str


def reservation(c: Any) -> Reservation:
    return Reservation(
        id=uuid_of(c.id),
        sku=text_of(c.sku),
        seats=c.seats,
        left=c.left,
        expires_at=moment_of(c.expires_at),
        reserved_by=uuid_or_none(c.reserved_by),
        reserved_at=moment_of(c.reserved_at),
        purpose=text_of(c.purpose),
    )


def reservations(c: Any) -> tuple[Reservation, ...]:
    return list_of(c.items, c.item_count, reservation)


def put_reservations(block: Block, request: Any, reservations: Sequence[UUID]) -> None:
    request.reservations, request.reservation_count = block.uuids(reservations)


@dataclass(frozen=True, slots=True)
class SeatDemand:
    """What somebody would be."""

    account: UUID | None = None
    """None: `people` who are not here yet."""
    access: v.Access = v.Access.NONE
    """That they would have; none: an account's own."""
    people: int = 1


@dataclass(frozen=True, slots=True)
class PoolForecast:
    """What all demands would take of one sku."""

    sku: str
    takes: int
    frees: int
    free: int
    """Seats before."""
    lacks: int
    waiting: int
    """People who wait already, and come first."""


@dataclass(frozen=True, slots=True)
class SeatForecast:
    pools: tuple[PoolForecast, ...]
    would_wait: tuple[UUID, ...]
    without_seat: tuple[UUID, ...]
    """Accounts that could not be let in."""
    people_without_seat: int
    """Of those who are not here yet."""


def seat_forecast(c: Any) -> SeatForecast:
    def pool(f: Any) -> PoolForecast:
        return PoolForecast(text_of(f.sku), f.takes, f.frees, f.free, f.lacks, f.waiting)

    return SeatForecast(
        list_of(c.pools, c.pool_count, pool),
        list_of(c.would_wait, c.would_wait_count, uuid_of),
        list_of(c.without_seat, c.without_seat_count, uuid_of),
        c.people_without_seat,
    )


@dataclass(frozen=True, slots=True)
class SeatHolder:
    """Somebody who holds a seat: active with this access, or added and not joined yet."""

    account: AccountView
    since: datetime


def holder_page(c: Any) -> Page[SeatHolder]:
    def one(h: Any) -> SeatHolder:
        return SeatHolder(account_view(h.account), moment_of(h.since))

    return Page(list_of(c.items, c.item_count, one), text_of(c.next))


@dataclass(frozen=True, slots=True)
class SeatUse:
    """The most seats that were held at once in a month, or in several in which nothing moved."""

    sku: str
    starts_at: datetime
    ends_at: datetime
    peak: int
    capacity: int


def seat_uses(c: Any) -> tuple[SeatUse, ...]:
    def one(u: Any) -> SeatUse:
        return SeatUse(text_of(u.sku), moment_of(u.starts_at), moment_of(u.ends_at), u.peak, u.capacity)

    return list_of(c.items, c.item_count, one)
