# SPDX-License-Identifier: BSL-1.0
from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from plain_storage import PlainStorage

import parvis

PASSWORD = "seven violet otters swim"
FAST = parvis.Scrypt(log2_n=2, r=1, p=1)


class Inbox:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.mails: list[parvis.Mail] = []

    def send(self, mail: parvis.Mail) -> None:
        with self.lock:
            self.mails.append(mail)

    def token(self, address: str) -> str:
        mail = next(one for one in reversed(self.mails) if one.to == address and "token=" in one.text)
        return token_of(next(word for word in mail.text.split() if "token=" in word))


class Unicode:
    """A text policy of what Python itself knows."""

    def nfc(self, text: str) -> str:
        return unicodedata.normalize("NFC", text)

    def domain_to_ascii(self, domain: str) -> str:
        return domain.encode("idna").decode()

    def fold(self, text: str) -> str:
        letters = (one for one in unicodedata.normalize("NFKD", text) if unicodedata.category(one) != "Mn")
        return unicodedata.normalize("NFKC", "".join(letters).casefold())


def token_of(link: str) -> str:
    return parse_qs(urlsplit(link).query)["token"][0]


class Firm:
    """A portal that is set up, with an administrator and an inbox."""

    def __init__(self, storage: parvis.storages.AnyStorage, **ports: object) -> None:
        self.storage = storage
        self.inbox = Inbox()
        self.portal = open_portal(storage, **{"mailer": self.inbox, **ports})
        self.host = parvis.Caller("ravel")
        self.operator = replace(self.host, actor=parvis.OPERATOR)
        made = set_up(self.portal, self.host)
        self.made = made
        self.claire = replace(self.host, actor=made.administrator)

    def open_form(self, approval: parvis.ApprovalMode = parvis.ApprovalMode.BY_USER) -> None:
        wanted = replace(
            self.portal.view_settings(self.claire),
            signup_policy=parvis.SignupPolicy.BOTH,
            approval=approval,
            approvers=(self.made.administrator,),
        )
        self.portal.change_settings(self.claire, wanted)

    def sign_up(self, name: str, access: parvis.AccountKind = parvis.AccountKind.CLIENT) -> parvis.AccountView:
        """Signs up and proves the address: pending, with approval by a user."""
        email = f"{name}@example.org"
        reply = self.portal.sign_up(
            self.host,
            first_name=name.title(),
            last_name="Moreau",
            username=name,
            email=email,
            password="nine amber herons dive",
            access=access,
        )
        self.portal.drain_outbox(self.host, 100)
        return self.portal.prove_email(self.host, token=self.inbox.token(email), continuation=reply.continuation)


def open_portal(storage: parvis.storages.AnyStorage, **ports: object) -> parvis.Portal:
    given: dict[str, object] = {
        "scrypt": FAST,
        "keys": [parvis.RingKey(1, bytes(range(32)))],
        "licensing": parvis.Licensing.BY_ADMINISTRATORS,
        **ports,
    }
    return parvis.Portal(storage=storage, **given)  # type: ignore[arg-type]


def set_up(portal: parvis.Portal, by: parvis.Caller) -> parvis.SetUpReply:
    return portal.set_up(
        by,
        portal_name="Cabinet Ravel",
        portal_url="https://portal.example.org",
        first_name="Claire",
        last_name="Beaumont",
        email="claire@example.org",
        username="claire",
        password=PASSWORD,
        grants=[parvis.SeatGrant("core", 5), parvis.SeatGrant("collaborators", 1)],
    )


Maker = Callable[[], parvis.storages.AnyStorage]


@pytest.fixture(params=["memory", "sqlite", "plain"])
def make_storage(request: pytest.FixtureRequest, tmp_path: Path) -> Maker:
    made = iter(range(1000))
    makers: dict[str, Maker] = {
        "memory": parvis.MemoryStorage,
        "sqlite": lambda: parvis.SqliteStorage(tmp_path / f"{next(made)}.sqlite"),
        "plain": PlainStorage,
    }
    return makers[request.param]


@pytest.fixture
def firm(make_storage: Maker) -> Iterator[Firm]:
    made = Firm(make_storage())
    yield made
    made.portal.close()
