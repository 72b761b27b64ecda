# SPDX-License-Identifier: BSL-1.0
"""What is bought, and who has the seats."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from conftest import Firm, Maker
from every_port import PRICES, House, Instead

import parvis
from parvis import Code, OrderState, PaymentEvent, WantedLine


class Till:
    """A gateway where somebody pays later."""

    def __init__(self) -> None:
        self.asked: list[parvis.CheckoutRequest] = []

    def start(self, request: parvis.CheckoutRequest) -> parvis.Checkout:
        self.asked.append(request)
        return parvis.Checkout(reference="till-1", url="https://till.example/1")


def test_an_order_is_quoted_placed_and_paid_once(make_storage: Maker) -> None:
    till = Till()
    firm = Firm(make_storage(), payments=till)
    assert [one.code for one in firm.portal.view_catalog(firm.host).skus][:2] == ["core", "contract"]
    prices = firm.portal.change_catalog(firm.operator, PRICES)
    assert replace(prices, revision=0) == PRICES
    with pytest.raises(parvis.RaceError, match="stale"):
        firm.portal.change_catalog(firm.operator, PRICES)
    lines = [WantedLine("core", 2)]
    quote = firm.portal.quote_order(firm.claire, plan="month", lines=lines)
    assert (quote.total, quote.currency, quote.lines) == (200, "EUR", (parvis.OrderLine("core", 2, 100, 200),))
    with pytest.raises(parvis.RequestError) as refused:
        firm.portal.quote_order(firm.claire, plan="month", lines=[WantedLine("gmail", 1), WantedLine("core", 0)])
    assert [(one.field, one.code) for one in refused.value.fields] == [
        ("lines.gmail", Code.NOT_FOR_SALE),
        ("lines.core", Code.OUT_OF_RANGE),
    ]

    def place(key: str = "PO-17", renews: parvis.Order | None = None) -> parvis.Order:
        return firm.portal.place_order(
            firm.claire,
            key=key,
            catalog_revision=quote.catalog_revision,
            plan="month",
            lines=lines,
            renews=renews.id if renews else None,
        )

    def tell(key: str, what: PaymentEvent = PaymentEvent.PAID, amount: int = 200) -> parvis.Order:
        return firm.portal.take_payment_notice(
            firm.host, key=key, order=order.id, what=what, amount=amount, currency="EUR"
        )

    order = place()
    assert (order.state, order.reference, order.checkout_url) == (OrderState.OPEN, "till-1", "https://till.example/1")
    assert order.expires_at == order.placed_at + timedelta(days=1)
    assert place() == order
    assert (till.asked[0].order, till.asked[0].total, till.asked[0].lines) == (order.id, 200, quote.lines)
    with pytest.raises(parvis.RequestError, match="payment_differs"):
        tell("evt_0", amount=199)
    granted = tell("evt_1")
    assert (granted.state, granted.expires_at, len(granted.grants)) == (OrderState.GRANTED, None, 1)
    assert tell("evt_1") == tell("evt_2") == granted
    assert [(one.order, one.quantity) for one in firm.portal.list_grants(firm.claire, "core")] == [
        (order.id, 2),
        (None, 5),
    ]
    assert firm.portal.check_entitlement(firm.host, "core").quantity == 7
    renewal = place("PO-18", granted)
    assert renewal.renews == order.id
    assert firm.portal.cancel_order(firm.claire, renewal.id).state is OrderState.ABANDONED
    refunded = tell("evt_3", PaymentEvent.REFUNDED)
    assert (refunded.state, refunded.returned) == (OrderState.REFUNDED, 200)
    assert firm.portal.view_order(firm.claire, order.id) == refunded
    assert list(firm.portal.orders(firm.claire, state=OrderState.REFUNDED)) == [refunded]
    assert firm.portal.check_entitlement(firm.host, "core") == parvis.Entitlement("core", 5, None)
    assert parvis.label(OrderState.REFUNDED, "en") == "refunded"


@pytest.mark.parametrize(
    "answer",
    [None, 0, "https://till.example/1", parvis.Checkout(), parvis.Checkout(reference="x", url="http://till.example")],
    ids=repr,
)
def test_a_gateway_that_answers_nonsense_leaves_the_order_open(answer: object) -> None:
    firm = House()
    firm.misbehave("start", lambda: Instead(answer))
    order = firm.portal.place_order(
        firm.claire, key="PO-17", catalog_revision=firm.prices, plan="month", lines=[WantedLine("core", 1)]
    )
    assert (order.state, order.reference) == (OrderState.OPEN, "")


def test_a_grant_and_a_reservation_are_repeated_under_their_ids(firm: Firm) -> None:
    given = parvis.SeatGrant("core", 2, id=uuid4())
    assert [firm.portal.grant_seats(firm.claire, given).granted for _ in range(2)] == [7, 7]
    assert given.id in [one.id for one in firm.portal.list_grants(firm.claire, "core")]
    with pytest.raises(parvis.RequestError) as refused:
        firm.portal.grant_seats(firm.claire, replace(given, quantity=3))
    assert (refused.value.code, refused.value.field) == (Code.KEY_TAKEN, "id")

    def keep(seats: int) -> parvis.Reservation:
        return firm.portal.reserve_seats(firm.claire, sku="core", seats=seats, lasts=timedelta(hours=1), id=given.id)

    kept = keep(2)
    assert kept.id == given.id
    assert keep(2) == kept
    with pytest.raises(parvis.RequestError):
        keep(1)
    assert firm.portal.list_reservations(firm.claire, "core") == (kept,)


def test_licenses_are_the_vendors_to_give_and_the_firms_to_buy(make_storage: Maker) -> None:
    """A vendor who says nothing of licensing keeps it."""
    storage = make_storage()
    firm = Firm(storage)
    with parvis.Portal(storage=storage, keys=[parvis.RingKey(1, bytes(range(32)))]) as sold:
        grant = uuid4()
        given = parvis.SeatGrant("core", 2, id=grant)
        for refused in (
            lambda: sold.grant_seats(firm.claire, given),
            lambda: sold.allow_overage(firm.claire, sku="core", seats=1),
            lambda: sold.change_catalog(firm.claire, PRICES),
        ):
            with pytest.raises(parvis.StateError, match="permission_denied"):
                refused()
        assert sold.grant_seats(firm.operator, given).granted == 7
        with pytest.raises(parvis.StateError, match="permission_denied"):
            sold.end_grant(firm.claire, grant=grant)
        assert sold.end_grant(firm.operator, grant=grant).granted == 5
        assert sold.allow_overage(firm.operator, sku="core", seats=1).capacity == 6
        prices = sold.change_catalog(firm.operator, PRICES)
        order = sold.place_order(
            firm.claire, key="PO-17", catalog_revision=prices.revision, plan="month", lines=[WantedLine("core", 2)]
        )
        paid = sold.take_payment_notice(
            firm.host, key="evt_1", order=order.id, what=PaymentEvent.PAID, amount=200, currency="EUR"
        )
        assert paid.state is OrderState.GRANTED
        assert sold.check_entitlement(firm.host, "core").quantity == 7


def test_seats_are_reserved_taken_and_counted(firm: Firm) -> None:
    pool = firm.portal.allow_overage(firm.claire, sku="core", seats=1)
    assert (pool.granted, pool.overage, pool.capacity, pool.held, pool.remaining) == (5, 1, 6, 1, 5)
    kept = firm.portal.reserve_seats(firm.claire, sku="core", seats=5, lasts=timedelta(hours=1), purpose="Lyon")
    assert (kept.left, kept.expires_at, kept.purpose) == (5, kept.reserved_at + timedelta(hours=1), "Lyon")
    forecast = firm.portal.preview_seats(firm.claire, [parvis.SeatDemand(access=parvis.Access.CORE, people=2)])
    assert forecast.people_without_seat == 2
    assert [(one.sku, one.takes, one.lacks, one.free) for one in forecast.pools] == [("core", 0, 2, 0)]

    def add(*reservations: parvis.Reservation) -> parvis.AccountView:
        return firm.portal.add_user(
            firm.claire,
            first_name="Karim",
            last_name="Benali",
            email="karim@example.org",
            group=firm.made.members,
            seniority="lawyer",
            reservations=[one.id for one in reservations],
        )

    with pytest.raises(parvis.StateError, match="no_seat"):
        add()
    karim = add(kept)
    assert firm.portal.list_reservations(firm.claire, "core") == (replace(kept, left=4),)
    assert firm.portal.release_reservation(firm.claire, kept.id).left == 0
    assert firm.portal.list_reservations(firm.claire, "core") == (replace(kept, left=0),)
    holders = list(firm.portal.holders(firm.claire, sku="core", limit=1))
    assert [one.account.id for one in holders] == [firm.made.administrator, karim.id]
    assert holders[1].since == karim.created_at
    month = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    (use,) = firm.portal.view_use(firm.claire, sku="core", since=month)
    assert (use.peak, use.capacity) == (6, 6)
    assert use.ends_at > datetime.now(UTC)
    assert firm.portal.view_use(firm.claire, sku="core", until=month) == ()


def test_nobody_signs_up_until_the_portal_is_bought(firm: Firm) -> None:
    firm.open_form()
    settings = firm.portal.view_settings(firm.claire)
    assert (settings.signup_requires, settings.order_lifetime) == ("", timedelta(days=1))
    firm.portal.change_settings(firm.claire, replace(settings, signup_requires="client_portal"))
    with pytest.raises(parvis.StateError, match="signup_disabled"):
        firm.sign_up("zoe")
    firm.portal.grant_seats(firm.claire, parvis.SeatGrant("client_portal", 1))
    assert firm.sign_up("zoe").state is parvis.AccountState.PENDING
