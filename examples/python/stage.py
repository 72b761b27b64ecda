# SPDX-License-Identifier: BSL-1.0
"""What the chapters of the story share."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import ParamSpec, TypeVar
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import parvis

from forms import Form
from host import CaseBook, Mailbox, Opened, StoryClock

P = ParamSpec("P")
T = TypeVar("T")


class Teller:
    """Writes the story down and counts what did not go as it was told."""

    def __init__(self) -> None:
        self.chapters = 0
        self.checked = 0
        self.failed = 0

    def chapter(self, title: str) -> None:
        if self.chapters > 0:
            print()
        self.chapters += 1
        print(f"{self.chapters}. {title}\n")

    def line(self, text: str) -> None:
        print(f"   {text}")

    def expect(self, what: str, told: object, found: object) -> None:
        """Notes an expectation; one that fails gets a line of its own."""
        self.checked += 1
        if told != found:
            self.failed += 1
            print(f'   !! {what}: told "{told}", found "{found}"')


@dataclass(slots=True)
class Guest:
    """Somebody at the door, with what the story knows of them so far."""

    form: Form
    received: bool = False
    verify_token: str = field(default="", repr=False)
    continuation: str = field(default="", repr=False)
    account: UUID | None = None


@dataclass
class Stage:
    portal: parvis.Portal
    clock: StoryClock
    mails: Mailbox
    cases: CaseBook
    tell: Teller
    guests: list[Guest]
    system: parvis.Caller = parvis.Caller("beaumont")
    """A job of the host's, or a visitor."""
    vendor: parvis.Caller = parvis.Caller("beaumont", actor=parvis.OPERATOR)
    """The operator, who sells the licenses."""
    claire: parvis.Caller = system
    """The administrator."""
    karim: parvis.Caller = system
    """The approver."""
    tokens: dict[str, str] = field(default_factory=dict, repr=False)
    """Of the links: by the word in the forms."""
    labels: dict[UUID | None, str] = field(default_factory=dict)
    """What the story calls a row."""
    answers: dict[str, str] = field(default_factory=dict)
    """To a sign-up, by language: the same for every address."""

    def visitor(self, who: Form) -> parvis.Caller:
        """Whoever sits before the page, and is answered in their language."""
        return replace(self.system, language=who.language)

    def deliver(self) -> list[Opened]:
        """Sends what the outbox holds, as the host's timer would. Returns the mails nobody has read yet."""
        while True:
            sent = self.portal.drain_outbox(self.system, 100)
            self.tell.expect("mails and cases that could not be delivered", 0, sent.later + sent.dead)
            if sent.done + sent.void == 0:
                return self.mails.open_new()

    def pool(self, sku: str) -> parvis.PoolView:
        return next(one for one in self.portal.list_pools(self.claire) if one.sku == sku)

    def pools(self) -> str:
        """As in "core 2 of 2, contract 0 of 0"."""
        return ", ".join(
            f"{one.sku} {one.held} of {one.capacity}" + (f" ({one.waiting} waiting)" if one.waiting else "")
            for one in self.portal.list_pools(self.claire)
        )


# --- answers ---


def attempt(call: Callable[P, T], *given: P.args, **named: P.kwargs) -> T | parvis.Error:
    """What a call answers, or why not."""
    try:
        return call(*given, **named)
    except parvis.Error as why:
        return why


def answer(told: object, word: str = "done") -> str:
    """The name of what a call answered: a code, the state of an account, else `word`."""
    match told:
        case parvis.Error(code=code):
            return code.name.lower()
        case parvis.AccountView(state=state):
            return state.name.lower()
        case _:
            return word


# --- words ---


def name_of(who: Form) -> str:
    """As in "Amira Haddad", harmless on any terminal; or "Nobody"."""
    return shown(f"{who.first_name} {who.last_name}".strip()) or "Nobody"


def shown(text: str) -> str:
    r"""What could break a line or turn it around as "\u{a}"."""
    return "".join(one if is_harmless(one) else f"\\u{{{ord(one):x}}}" for one in text)


def is_harmless(one: str) -> bool:
    turns = unicodedata.bidirectional(one) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    return not turns and unicodedata.category(one) not in ("Cc", "Zl", "Zp")


def token_in(text: str) -> str:
    """Of the link in a mail, or of a link; or nothing."""
    link = next((word for word in text.split() if "token=" in word), "")
    return parse_qs(urlsplit(link).query).get("token", [""])[0]
