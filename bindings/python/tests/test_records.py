# SPDX-License-Identifier: BSL-1.0
"""What holds of every record and every value, found by walking through all there are."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from conftest import Firm, token_of
from every_port import House

import parvis
from parvis import SeatGrant

RECORDS = {
    name: one
    for module in (parvis, parvis.errors, parvis.ports, parvis.portal, parvis.records, parvis.storages)
    for name, one in vars(module).items()
    if isinstance(one, type) and is_dataclass(one)
}

SECRETS = {
    "InviteView.link",
    "IssuedApiKey.key",
    "Mail.html",
    "Mail.text",
    "Operation.set",
    "RingKey.secret",
    "Row.values",
    "SignUpReply.continuation",
}


def test_records_are_frozen_and_hide_their_secrets() -> None:
    assert len(RECORDS) > 50
    assert all("__slots__" in vars(one) and one.__dataclass_params__.frozen for one in RECORDS.values())  # type: ignore[attr-defined]
    hidden = {f"{name}.{one.name}" for name, of in RECORDS.items() for one in fields(of) if not one.repr}
    assert hidden == SECRETS
    # Who adds a field with such a name hides it, or says here that it is none.
    telling = re.compile("secret|password|token|link|continuation|pepper|hash|key$")
    shown = {
        f"{name}.{f.name}" for name, of in RECORDS.items() for f in fields(of) if f.repr and telling.search(f.name)
    }
    assert shown == {
        "AccountView.must_change_password",
        "AuditAnchor.hash",
        "CaseRequest.key",
        "CheckoutRequest.key",
        "Event.hash",
        "Order.key",
        "Scrypt.peppers",  # keys of a ring, which hide theirs
        "Settings.link_pattern",
        "Settings.password_reset_lifetime",
        "SettingsImpact.dead_links",
    }


def values_in(one: object) -> Iterator[object]:
    yield one
    if is_dataclass(one):
        for f in fields(one):
            yield from values_in(getattr(one, f.name))
    elif isinstance(one, list | tuple):
        for part in one:
            yield from values_in(part)


@pytest.fixture
def seen() -> list[object]:
    """Whatever passes between the host and the library, in both directions, in a day and an evening."""
    out: list[object] = []

    def watch(of: object, name: str) -> None:
        call: Callable[..., object] = getattr(of, name)

        def through(*given: object, **named: object) -> object:
            answer = call(*given, **named)
            out.extend([*given, answer])
            return answer

        setattr(of, name, through)

    house = House()
    portal = house.portal
    for name in ("load", "scan", "commit", "send", "open", "start"):
        watch(house.ports, name)
    for name, _ in inspect.getmembers(portal, inspect.ismethod):
        if not name.startswith("_"):
            watch(portal, name)
    house.day()
    link = portal.create_invite(house.claire)
    portal.show_invite(house.claire, link.invite.id)
    portal.seal_audit(house.host, 100)
    portal.read_audit(house.claire)
    portal.verify_audit(house.claire)
    portal.list_grants(house.claire, "core")
    portal.list_outbox(house.claire, state=parvis.OutboxState.DONE)
    portal.change_settings(house.claire, portal.view_settings(house.claire))
    portal.preview_mail(house.claire, parvis.Effect.MAIL_WELCOME)
    return [*out, portal, parvis.RingKey(1, b"a secret of thirty-two octets ..")]


def test_no_secret_stands_in_a_repr(seen: list[object]) -> None:
    secrets = {"nine amber herons dive", "thirty-two"}
    for one in (value for passed in seen for value in values_in(passed)):
        match one:
            case parvis.InviteView(link=link) if link:
                secrets.add(token_of(link))
            case parvis.SignUpReply(continuation=continuation):
                secrets.add(continuation)
            case parvis.Mail(text=text) if "token=" in text:
                secrets.add(token_of(next(word for word in text.split() if "token=" in word)))
    assert len(secrets) > 5
    shown = "\n".join(repr(one) for one in seen if not isinstance(one, str))
    assert "zoe1" in shown
    assert [one for one in secrets if one in shown] == []


def test_every_moment_is_aware(seen: list[object]) -> None:
    moments = [one for passed in seen for one in values_in(passed) if isinstance(one, datetime)]
    assert len(moments) > 30
    assert {one.tzinfo for one in moments} == {UTC}


def test_a_moment_without_a_time_zone_is_refused() -> None:
    firm = Firm(parvis.MemoryStorage())
    nowhere = datetime(2031, 5, 17)
    grant = firm.portal.list_grants(firm.claire, "core")[0].id
    refused: list[Callable[[], object]] = [
        lambda: firm.portal.grant_seats(firm.claire, SeatGrant("core", 7, starts_at=nowhere)),
        lambda: firm.portal.grant_seats(firm.claire, SeatGrant("core", 7, ends_at=nowhere)),
        lambda: firm.portal.end_grant(firm.claire, grant=grant, ends_at=nowhere),
        lambda: firm.portal.view_use(firm.claire, sku="core", since=nowhere),
        lambda: firm.portal.view_use(firm.claire, sku="core", until=nowhere),
        lambda: firm.portal.ban(firm.claire, account=firm.made.administrator, reason="x", until=nowhere),
    ]
    for ask in refused:
        with pytest.raises(ValueError, match="time zone"):
            ask()
    later = datetime(2031, 5, 17, tzinfo=UTC).astimezone()
    granted = firm.portal.grant_seats(
        firm.claire, replace(SeatGrant("core", 7), starts_at=later, ends_at=later + timedelta(1))
    )
    assert granted.next_change_at == later


def test_those_are_all_the_moments_that_are_asked_for() -> None:
    asked = set()
    for name, call in inspect.getmembers(parvis.Portal, inspect.isfunction):
        for p in inspect.signature(call).parameters.values():
            if "datetime" in str(p.annotation):
                asked.add(f"{name}.{p.name}")
            for record in re.findall(r"\br\.(\w+)", str(p.annotation)):
                asked |= {f"{record}.{f.name}" for f in fields(RECORDS[record]) if "datetime" in str(f.type)}
    assert asked == {
        "SeatGrant.starts_at",
        "SeatGrant.ends_at",
        "end_grant.ends_at",
        "view_use.since",
        "view_use.until",
        "ban.until",
    }
