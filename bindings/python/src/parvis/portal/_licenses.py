# SPDX-License-Identifier: BSL-1.0
"""Seats: granted, kept, held and used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from .. import records as r
from .._convert import Block
from .._parvis import lib
from ._calls import Calls, all_of


class Licenses(Calls):
    def grant_seats(self, by: r.Caller, grant: r.SeatGrant) -> r.PoolView:
        """Grants seats, and admits who waited for them: by the operator, or as `licensing` says when it is opened.

        Repeated under its id, nothing is granted.
        """
        block = Block()
        return self._call(
            lib.parvis_grant_seats,
            "const parvis_pool_view **",
            by,
            block,
            r.put_seat_grant(block, grant),
            read=r.pool_view,
        )

    def end_grant(self, by: r.Caller, *, grant: UUID, ends_at: datetime | None = None) -> r.PoolView:
        """Ends a grant now or later; nobody is thrown out."""
        block = Block()
        request = block.struct("parvis_end_grant_request", grant=grant, ends_at=ends_at)
        return self._call(lib.parvis_end_grant, "const parvis_pool_view **", by, block, request, read=r.pool_view)

    def list_grants(self, by: r.Caller, sku: str) -> tuple[r.Grant, ...]:
        """The grants of a sku that have not ended, by their end."""
        block = Block()
        return self._call(
            lib.parvis_list_grants, "const parvis_grant_list **", by, block, block.text(sku), read=r.grants
        )

    def list_pools(self, by: r.Caller) -> tuple[r.PoolView, ...]:
        """Every pool of the workspace. Also for the operator."""
        return self._call(lib.parvis_list_pools, "const parvis_pool_list **", by, Block(), read=r.pools)

    def allow_overage(self, by: r.Caller, *, sku: str, seats: int) -> r.PoolView:
        """Allows seats beyond those granted, while any are."""
        block = Block()
        request = block.struct("parvis_allow_overage_request", sku=sku, seats=seats)
        return self._call(lib.parvis_allow_overage, "const parvis_pool_view **", by, block, request, read=r.pool_view)

    def check_entitlement(self, by: r.Caller, sku: str) -> r.Entitlement:
        """Whether a sku is to be had. No actor."""
        block = Block()
        return self._call(
            lib.parvis_check_entitlement,
            "const parvis_entitlement **",
            by,
            block,
            block.text(sku),
            read=r.entitlement,
        )

    def reserve_seats(
        self, by: r.Caller, *, sku: str, seats: int, lasts: timedelta, purpose: str = "", id: UUID | None = None
    ) -> r.Reservation:
        """Keeps seats for people to come, all of them or none. Repeated under its `id` while it lasts: the same."""
        block = Block()
        request = block.struct(
            "parvis_reserve_seats_request", sku=sku, seats=seats, lasts_us=lasts, purpose=purpose, id=id
        )
        return self._reservation(lib.parvis_reserve_seats, by, block, request)

    def release_reservation(self, by: r.Caller, reservation: UUID) -> r.Reservation:
        """Gives back what is left of it."""
        block = Block()
        return self._reservation(lib.parvis_release_reservation, by, block, block.uuid(reservation))

    def _reservation(self, what: Any, by: r.Caller, block: Block, *given: Any) -> r.Reservation:
        return self._call(what, "const parvis_reservation **", by, block, *given, read=r.reservation)

    def list_reservations(self, by: r.Caller, sku: str) -> tuple[r.Reservation, ...]:
        """The reservations of a sku that last, by their end."""
        block = Block()
        return self._call(
            lib.parvis_list_reservations,
            "const parvis_reservation_list **",
            by,
            block,
            block.text(sku),
            read=r.reservations,
        )

    def preview_seats(self, by: r.Caller, demands: Sequence[r.SeatDemand]) -> r.SeatForecast:
        """What commands would take, one after the other. Changes nothing."""
        block = Block()
        given = block.pointers(
            "parvis_seat_demand",
            [
                block.struct("parvis_seat_demand", account=one.account, access=one.access, people=one.people)
                for one in demands
            ],
        )
        return self._call(
            lib.parvis_preview_seats, "const parvis_seat_forecast **", by, block, *given, read=r.seat_forecast
        )

    def list_holders(self, by: r.Caller, *, sku: str, after: str = "", limit: int = 50) -> r.Page[r.SeatHolder]:
        """Who holds a seat of a sku, and since when."""
        block = Block()
        request = block.struct("parvis_list_holders_request", sku=sku, after=after, limit=limit)
        return self._call(
            lib.parvis_list_holders, "const parvis_holder_page **", by, block, request, read=r.holder_page
        )

    def holders(self, by: r.Caller, *, sku: str, limit: int = 50) -> Iterator[r.SeatHolder]:
        """All of them, page by page."""
        return all_of(lambda after: self.list_holders(by, sku=sku, after=after, limit=limit))

    def view_use(
        self, by: r.Caller, *, sku: str, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[r.SeatUse, ...]:
        """The peaks of a sku by month, the present one last. Also for the operator."""
        block = Block()
        request = block.struct("parvis_view_use_request", sku=sku, until=until)
        block.set(request, "from", since)
        return self._call(lib.parvis_view_use, "const parvis_seat_use_list **", by, block, request, read=r.seat_uses)
