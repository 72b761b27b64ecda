# SPDX-License-Identifier: BSL-1.0
"""What a vendor writes besides a storage: small classes that stand for the software around the portal."""

from __future__ import annotations

import email.policy
import sys
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from pathlib import Path
from uuid import UUID

import parvis

MILLISECOND = timedelta(milliseconds=1)


class StoryClock:
    """The system's time, set forward when the story says that time passes. No millisecond is told twice, so that the
    audit trail, which is in the order of time, reads the same in every run."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.ahead = timedelta()
        self.last = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        with self.lock:
            real = datetime.now(UTC) + self.ahead
            whole = real.replace(microsecond=real.microsecond // 1000 * 1000)
            self.last = max(whole, self.last + MILLISECOND)
            return self.last

    def forward(self, by: timedelta) -> None:
        with self.lock:
            self.ahead += by


@dataclass(frozen=True, slots=True)
class Opened:
    """A mail that somebody has opened."""

    to: str
    subject: str
    text: str = field(repr=False)


class Mailbox:
    """The folder that the mailer writes to, as the people of the story read it. What lay there before is not theirs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen = set(folder.glob("*.eml"))
        self.opened: list[Opened] = []

    def open_new(self) -> list[Opened]:
        """The mails nobody has read yet."""
        new = sorted(set(self.folder.glob("*.eml")) - self.seen)
        self.seen.update(new)
        fresh = [opened(file) for file in new]
        self.opened += fresh
        return fresh


def opened(file: Path) -> Opened:
    mail = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(file.read_bytes())
    text = mail.get_body(("plain",))
    assert text is not None
    return Opened(parseaddr(mail["To"])[1], mail["Subject"], text.get_content())


class CaseBook:
    """The firm's cases. A request that comes twice opens one case."""

    def __init__(self) -> None:
        self.by_key: dict[UUID, parvis.CaseRequest] = {}

    def open(self, request: parvis.CaseRequest) -> None:
        self.by_key.setdefault(request.key, request)

    def opened(self) -> list[parvis.CaseRequest]:
        return list(self.by_key.values())


class ConsoleLog:
    """For the operator."""

    def note(self, event: str, detail: str) -> None:
        print("log:", event, detail, file=sys.stderr)
