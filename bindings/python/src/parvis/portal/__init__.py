# SPDX-License-Identifier: BSL-1.0
"""The portal: every use case of the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from .. import _slots
from .. import ports as p
from .. import values as v
from .._convert import Block
from .._parvis import ffi, lib
from ..storages import AnyMailer, AnyStorage, Borrowed, borrowed_mailer, borrowed_storage, checked
from ._access import Access
from ._accounts import Accounts
from ._approval import Approval
from ._audit import Audit
from ._bans import Bans
from ._configuration import Configuration
from ._data import Data
from ._groups import Groups
from ._inspection import Inspection
from ._invites import Invites
from ._licenses import Licenses
from ._orders import Orders
from ._outbox import Outbox
from ._search import Search
from ._sign_in import SignIn
from ._signup import SignUp

BLOCKLIST_MAX = 256 << 20


@dataclass(frozen=True, slots=True)
class RingKey:
    """One secret of the host, 32 octets or more."""

    id: int
    secret: bytes = field(repr=False)
    state: v.KeyState = v.KeyState.PRIMARY


@dataclass(frozen=True, slots=True)
class Scrypt:
    """How passwords are hashed (RFC 7914); 0 stands for the default."""

    log2_n: int = 0
    r: int = 0
    p: int = 0
    memory_budget_bytes: int = 0
    waiters_max: int = 0
    peppers: Sequence[RingKey] = ()


@dataclass(frozen=True, slots=True)
class MailOverride:
    """The host's own words for one mail in one language."""

    effect: v.Effect
    language: str
    subject: str
    paragraphs: Sequence[str]
    button: str = ""


def _put_keys(block: Block, keys: Sequence[RingKey]) -> tuple[Any, int]:
    def put(to: Any, key: RingKey) -> None:
        to.id = key.id
        to.state = key.state
        block.put_bytes(to.secret, key.secret)

    return block.array("parvis_ring_key", keys, put)


def _put_override(block: Block, one: MailOverride) -> Any:
    out = block.struct(
        "parvis_mail_override", effect=one.effect, language=one.language, subject=one.subject, button=one.button
    )
    block.put_texts(out, "paragraphs", "paragraph_count", one.paragraphs)
    return out


def _put_scrypt(block: Block, how: Scrypt) -> Any:
    out = block.struct(
        "parvis_scrypt_options",
        log2_n=how.log2_n,
        r=how.r,
        p=how.p,
        memory_budget_bytes=how.memory_budget_bytes,
        waiters_max=how.waiters_max,
    )
    out.peppers, out.pepper_count = _put_keys(block, how.peppers)
    return out


class Portal(
    Configuration,
    Licenses,
    Orders,
    Accounts,
    Access,
    Bans,
    Groups,
    Search,
    Invites,
    SignUp,
    SignIn,
    Approval,
    Audit,
    Inspection,
    Data,
    Outbox,
):
    """An open portal; a context manager. All calls may come from several threads at once, and release the GIL."""

    def __init__(
        self,
        *,
        storage: AnyStorage,
        keys: Sequence[RingKey],
        mailer: AnyMailer | None = None,
        cases: p.Cases | None = None,
        payments: p.Payments | None = None,
        clock: p.Clock | None = None,
        random: p.Random | None = None,
        hasher: p.Hasher | None = None,
        text: p.TextPolicy | None = None,
        log: p.Log | None = None,
        second_factor: v.SecondFactor = v.SecondFactor.ABSENT,
        licensing: v.Licensing = v.Licensing.BY_OPERATOR,
        mails: Sequence[MailOverride] = (),
        blocklist: str = "",
        scrypt: Scrypt | None = None,
    ) -> None:
        block = Block()
        options = block.struct("parvis_options", second_factor=second_factor, licensing=licensing)
        block.put_text(options.blocklist, blocklist, octets_max=BLOCKLIST_MAX)
        options.keys, options.key_count = _put_keys(block, keys)
        options.mails, options.mail_count = block.pointers(
            "parvis_mail_override", [_put_override(block, one) for one in mails]
        )
        if scrypt is not None:
            options.scrypt = _put_scrypt(block, scrypt)

        kept: list[Borrowed | _slots.Table] = [borrowed_storage(storage)]
        host = block.struct("parvis_host", storage=kept[0].table)
        tables: dict[str, Borrowed | _slots.Table | None] = {
            "mailer": borrowed_mailer(mailer) if mailer is not None else None,
            "cases": _slots.cases_table(cases) if cases is not None else None,
            "payments": _slots.payments_table(payments) if payments is not None else None,
            "clock": _slots.clock_table(clock) if clock is not None else None,
            "random": _slots.random_table(random) if random is not None else None,
            "hasher": _slots.hasher_table(block, hasher) if hasher is not None else None,
            "text": _slots.text_table(text) if text is not None else None,
            "log": _slots.log_table(log) if log is not None else None,
        }
        for name, one in tables.items():
            if one is not None:
                kept.append(one)
                setattr(host, name, one.table)

        out = ffi.new("parvis_portal **")
        error = ffi.new("const parvis_error **")
        self._open: tuple[object, Any] | None = None
        with _slots.collected() as raised:
            status = lib.parvis_portal_open(options, host, out, error)
        checked(status, error, raised)
        # It closes when nobody holds it any more, as each call under way does, and the tables live as long.
        self._open = (kept, ffi.gc(out[0], lib.parvis_portal_close))

    def close(self) -> None:
        """No call may begin from now on; those under way end as they would have, and the last of them closes."""
        self._open = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _value: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self.close()
