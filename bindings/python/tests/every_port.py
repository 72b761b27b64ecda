# SPDX-License-Identifier: BSL-1.0
"""A firm whose every port is one object in Python, ready to go wrong, and a day in its life that needs them all."""

from __future__ import annotations

import gc
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from conftest import Firm, Inbox, Unicode
from plain_storage import PlainStorage

import parvis

HOST = parvis.Caller("ravel")
PRICES = parvis.Catalog(
    revision=0,
    skus=(parvis.CatalogSku("core", parvis.SkuType.PRODUCT),),
    plans=(parvis.CatalogPlan("month", 1, parvis.TermUnit.MONTH, "EUR"),),
    prices=(parvis.CatalogPrice("core", "month", 100),),
)
SLOTS = [
    "load",
    "scan",
    "commit",
    "maintain",
    "send",
    "open",
    "start",
    "now",
    "fill",
    "hash",
    "verify",
    "nfc",
    "domain_to_ascii",
    "fold",
]


@dataclass
class Instead:
    """What a slot that goes wrong answers in place of its work."""

    what: object


class Ports(PlainStorage):
    """Every port; `misbehave` runs in the slot that is named, before its work or `Instead` of it."""

    def __init__(self) -> None:
        super().__init__()
        self.inbox = Inbox()
        self.dummy = "$plain$nobody"
        self.wrong: str | None = None
        self.misbehave: Callable[[], Instead | None] = lambda: None
        self.calls: list[str] = []
        self.collects = False
        self.put_off: list[int] = []

    def ask(self, slot: str, work: Callable[[], Any]) -> Any:
        if self.collects:
            gc.collect()
        self.calls.append(slot)
        told = self.misbehave() if slot == self.wrong else None
        return told.what if isinstance(told, Instead) else work()

    def load(self, workspace: str, keys: Sequence[parvis.Key], context: object) -> Any:
        return self.ask("load", lambda: PlainStorage.load(self, workspace, keys, context))

    def scan(self, workspace: str, query: parvis.Query, context: object) -> Any:
        return self.ask("scan", lambda: PlainStorage.scan(self, workspace, query, context))

    def commit(self, workspace: str, batches: Sequence[parvis.Batch], context: object) -> Any:
        return self.ask("commit", lambda: PlainStorage.commit(self, workspace, batches, context))

    def maintain(self, workspace: str, limit: int, context: object) -> Any:
        return self.ask("maintain", lambda: self.put_off.pop() if self.put_off else 0)

    def send(self, mail: parvis.Mail) -> None:
        self.ask("send", lambda: self.inbox.send(mail))

    def open(self, request: parvis.CaseRequest) -> None:
        self.ask("open", lambda: None)

    def start(self, request: parvis.CheckoutRequest) -> Any:
        return self.ask("start", lambda: parvis.Checkout(parvis.CheckoutState.PAID))

    def now(self) -> Any:
        return self.ask("now", lambda: datetime.now(UTC))

    def fill(self, size: int) -> Any:
        return self.ask("fill", lambda: secrets.token_bytes(size))

    def hash(self, password: str, salt: bytes) -> Any:
        return self.ask("hash", lambda: f"$plain${password}")

    def verify(self, password: str, phc: str) -> Any:
        right = phc == f"$plain${password}"
        return self.ask("verify", lambda: parvis.PasswordVerdict.RIGHT if right else parvis.PasswordVerdict.WRONG)

    def nfc(self, text: str) -> Any:
        return self.ask("nfc", lambda: text)

    def domain_to_ascii(self, domain: str) -> Any:
        return self.ask("domain_to_ascii", lambda: domain.encode("idna").decode())

    def fold(self, text: str) -> Any:
        return self.ask("fold", lambda: Unicode().fold(text))

    def note(self, event: str, detail: str) -> None:
        self.ask("note", lambda: None)


class House(Firm):
    """A firm on such ports."""

    def __init__(self) -> None:
        self.ports = ports = Ports()
        super().__init__(
            ports,
            mailer=ports,
            cases=ports,
            payments=ports,
            clock=ports,
            random=ports,
            hasher=ports,
            text=ports,
            log=ports,
            scrypt=None,
        )
        self.days = 0
        self.prices = self.portal.change_catalog(self.operator, PRICES).revision

    def misbehave(self, slot: str, how: Callable[[], Instead | None]) -> None:
        self.ports.wrong, self.ports.misbehave = slot, how

    def behave(self) -> None:
        self.ports.wrong = None

    def day(self) -> None:
        """A call of every slot. The first error ends it; `Later` where something outside is to be tried again."""
        self.days += 1
        name = f"zoe{self.days}"
        link = self.portal.create_invite(self.claire, parvis.InviteOptions(case_role=parvis.CaseRole.CLIENT)).link
        reply = self.portal.sign_up(
            self.host,
            token=link.split("token=")[1],
            first_name="Zoé",
            last_name="O'Brien",
            username=name,
            email=f"{name}@bücher.example",
            password="nine amber herons dive",
        )
        self.drain()
        token = self.ports.inbox.token(f"{name}@xn--bcher-kva.example")
        self.portal.prove_email(self.host, token=token, continuation=reply.continuation)
        self.drain()
        self.portal.sign_in(self.host, identifier=name, password="nine amber herons dive")
        self.portal.list_accounts(self.claire)
        ordered = self.portal.place_order(
            self.claire,
            key=f"order {self.days}",
            catalog_revision=self.prices,
            plan="month",
            lines=[parvis.WantedLine("core", 1)],
        )
        if ordered.state is not parvis.OrderState.GRANTED:
            raise Later
        self.portal.run_due(self.host, 100)

    def drain(self) -> None:
        drained = self.portal.drain_outbox(self.host, 100)
        if drained.later or drained.dead:
            raise Later


class Later(Exception):
    pass


def raises(what: BaseException) -> Callable[[], Instead | None]:
    def misbehave() -> Instead | None:
        raise what

    return misbehave
