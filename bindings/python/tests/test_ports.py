# SPDX-License-Identifier: BSL-1.0
"""What ports do, and what becomes of a call when they do it wrong."""

from __future__ import annotations

import gc
import secrets
import signal
import threading
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from conftest import FAST, PASSWORD, Firm, Inbox, Maker, open_portal, set_up
from plain_storage import PlainStorage, Refused, Workspace

import parvis
from parvis import Answer, AnswerStatus, Code, OpType, SeatGrant

HOST = parvis.Caller("ravel")


# --- the contract ---


def test_every_storage_keeps_the_contract(make_storage: Maker) -> None:
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> bool:
        told.append((done, total))
        return True

    report = parvis.check_storage(make_storage(), progress=progress)
    assert report.passed, report.text
    assert len(told) == len(report.clauses) > 60


def test_what_was_done_survives_reopening(tmp_path: Path) -> None:
    def reopen() -> parvis.SqliteStorage:
        return parvis.SqliteStorage(tmp_path / "checked.sqlite")

    report = parvis.check_storage(reopen(), reopen=reopen, only="what was done survives reopening")
    assert report.passed, report.text

    def failing() -> parvis.MemoryStorage:
        raise OSError("gone")

    with pytest.raises(parvis.HostError) as refused:
        parvis.check_storage(reopen(), reopen=failing, only="what was done survives reopening")
    assert isinstance(refused.value.__cause__, OSError)


def test_an_examination_stops_when_it_is_told_to() -> None:
    with pytest.raises(parvis.RequestError, match="cancelled"):
        parvis.check_storage(parvis.MemoryStorage(), progress=lambda done, total: done < 3)


class LosesAnUpdate(PlainStorage):
    @staticmethod
    def changed(row: parvis.Row | None, op: parvis.Operation) -> parvis.Row:
        assert row is not None
        return replace(PlainStorage.changed(row, op), revision=row.revision)


class IgnoresAGuard(PlainStorage):
    def guard(self, row: parvis.Row | None, op: parvis.Operation) -> None:
        super().guard(row, replace(op, conditions=()))


class AnswersAlreadyTwice(PlainStorage):
    def apply(self, space: Workspace, batch: parvis.Batch) -> Answer:
        out = super().apply(space, batch)
        if out.status is AnswerStatus.CONFLICT:
            space.applied[batch.id] = batch.at
        return out


class Oversells(PlainStorage):
    @staticmethod
    def added(row: parvis.Row, op: parvis.Operation) -> parvis.Row:
        try:
            return PlainStorage.added(row, op)
        except Refused:
            return PlainStorage.added(row, replace(op, add=()))


class AppliesHalf(PlainStorage):
    def apply(self, space: Workspace, batch: parvis.Batch) -> Answer:
        if batch.id in space.applied:
            return super().apply(space, batch)
        for n, op in enumerate(batch.operations):
            one = super().apply(space, replace(batch, operations=(op,)))
            space.applied.pop(batch.id, None)
            if one.status is not AnswerStatus.DONE:
                return replace(one, op=n)
        space.applied[batch.id] = batch.at
        return Answer(AnswerStatus.DONE)


@pytest.mark.parametrize(
    ("wrong", "clause"),
    [
        (LosesAnUpdate, "a revision is changed by one of many threads"),
        (IgnoresAGuard, "conditions compare with values"),
        (AnswersAlreadyTwice, "a refused batch may be sent again"),
        (Oversells, "the last seat goes to one of many threads"),
        (AppliesHalf, "a refused batch changes nothing"),
    ],
)
def test_a_wrong_storage_is_caught_by_the_name_of_the_clause(wrong: type[PlainStorage], clause: str) -> None:
    report = parvis.check_storage(wrong(), only=clause)
    assert [one.name for one in report.clauses if not one.passed] == [clause]
    assert clause in report.text


# --- every slot, wrong in every way ---


class Ports(PlainStorage):
    """Every port in one object; `misbehave` runs in the one that is named."""

    def __init__(self) -> None:
        super().__init__()
        self.inbox = Inbox()
        self.dummy = "$plain$nobody"
        self.wrong: str | None = None
        self.misbehave: Callable[[], Any] = lambda: None
        self.calls: list[str] = []
        self.collects = False

    def ask(self, slot: str) -> Any:
        if self.collects:
            gc.collect()
        self.calls.append(slot)
        return self.misbehave() if slot == self.wrong else None

    def load(self, workspace: str, keys: Sequence[parvis.Key], context: object) -> Any:
        return self.ask("load") or super().load(workspace, keys, context)

    def scan(self, workspace: str, query: parvis.Query, context: object) -> Any:
        return self.ask("scan") or super().scan(workspace, query, context)

    def commit(self, workspace: str, batches: Sequence[parvis.Batch], context: object) -> Any:
        return self.ask("commit") or super().commit(workspace, batches, context)

    def send(self, mail: parvis.Mail) -> None:
        self.ask("send")
        self.inbox.send(mail)

    def open(self, request: parvis.CaseRequest) -> None:
        self.ask("open")

    def now(self) -> Any:
        return self.ask("now") or datetime.now(UTC)

    def fill(self, size: int) -> Any:
        return self.ask("fill") or secrets.token_bytes(size)

    def hash(self, password: str, salt: bytes) -> Any:
        return self.ask("hash") or f"$plain${password}"

    def verify(self, password: str, phc: str) -> Any:
        same = phc == f"$plain${password}"
        return self.ask("verify") or (parvis.PasswordVerdict.RIGHT if same else parvis.PasswordVerdict.WRONG)

    def nfc(self, text: str) -> Any:
        return self.ask("nfc") or text

    def domain_to_ascii(self, domain: str) -> Any:
        return self.ask("domain_to_ascii") or domain.encode("idna").decode()

    def note(self, event: str, detail: str) -> None:
        self.ask("note")


SLOTS = ["load", "scan", "commit", "send", "open", "now", "fill", "hash", "verify", "nfc", "domain_to_ascii"]


def house(ports: Ports) -> Firm:
    return Firm(
        ports, mailer=ports, cases=ports, clock=ports, random=ports, hasher=ports, text=ports, log=ports, scrypt=None
    )


def ports_of(firm: Firm) -> Ports:
    assert isinstance(firm.storage, Ports)
    return firm.storage


def one_day(firm: Firm, n: int) -> None:
    """A call of every slot."""
    link = firm.portal.create_invite(firm.claire, parvis.InviteOptions(case_role=parvis.CaseRole.CLIENT)).link
    reply = firm.portal.sign_up(
        firm.host,
        token=link.split("token=")[1],
        first_name="Zoé",
        last_name="O'Brien",
        username=f"zoe{n}",
        email=f"zoe{n}@bücher.example",
        password="nine amber herons dive",
    )
    firm.portal.drain_outbox(firm.host, 100)
    address = f"zoe{n}@xn--bcher-kva.example"
    firm.portal.prove_email(
        firm.host,
        token=ports_of(firm).inbox.token(address),
        continuation=reply.continuation,
    )
    firm.portal.drain_outbox(firm.host, 100)
    firm.portal.sign_in(firm.host, identifier=f"zoe{n}", password="nine amber herons dive")
    firm.portal.list_accounts(firm.claire)


def test_every_port_is_called_and_garbage_is_collected_in_each() -> None:
    ports = Ports()
    ports.collects = True
    firm = house(ports)
    one_day(firm, 0)
    assert set(SLOTS) <= set(ports.calls)


def raises(what: BaseException) -> Callable[[], Any]:
    def misbehave() -> Any:
        raise what

    return misbehave


NO_CODES = [cast(Code, number) for number in (0, 1, -7, 9999)]
CODES = [*(code for code in Code if code >= 400), *NO_CODES]


@pytest.mark.parametrize("slot", SLOTS)
def test_a_slot_that_raises_fails_the_call_and_is_its_cause_and_the_next_call_works(slot: str) -> None:
    ports = Ports()
    firm = house(ports)
    one_day(firm, 0)
    for n, raised in enumerate([RuntimeError("broken"), *(parvis.Failure(code, "chosen") for code in CODES)], 1):
        ports.wrong, ports.misbehave = slot, raises(raised)
        if slot in ("send", "open"):  # a mail or a case that fails is tried later: no call fails
            before = len(ports.calls)
            with pytest.raises((parvis.Error, StopIteration)):
                one_day(firm, n)
                raise StopIteration
            assert slot in ports.calls[before:]
        else:
            with pytest.raises(parvis.Error) as failed:
                one_day(firm, n)
            assert failed.value.__cause__ is raised
        ports.wrong = None
        one_day(firm, n + 100)


NONSENSE: list[object] = [object(), -1, [7], "nonsense", b"x"]


@pytest.mark.parametrize(
    ("slot", "nonsense"),
    [
        (slot, one)
        for slot in ("load", "scan", "commit", "now", "fill", "hash", "verify", "nfc", "domain_to_ascii")
        for one in NONSENSE
        if not (slot == "nfc" and isinstance(one, str))  # any text may be normal
    ],
)
def test_a_slot_that_answers_nonsense_fails_the_call(slot: str, nonsense: object) -> None:
    ports = Ports()
    firm = house(ports)
    ports.wrong, ports.misbehave = slot, lambda: nonsense
    with pytest.raises(parvis.Error) as failed:
        one_day(firm, 0)
    assert failed.value.code >= 100
    ports.wrong = None
    one_day(firm, 1)


def test_a_storage_that_answers_rows_nobody_asked_for_fails_the_call() -> None:
    ports = Ports()
    firm = house(ports)
    row = parvis.Row(parvis.Kind.COUNTER, firm.made.administrator, 1, [])
    ports.wrong, ports.misbehave = "load", lambda: [row] * 9
    with pytest.raises(parvis.HostError, match="host_failed"):
        firm.portal.view_settings(firm.claire)


def test_commits_that_are_answered_too_little_are_asked_again_and_then_unknown() -> None:
    ports = Ports()
    firm = house(ports)
    ports.wrong, ports.misbehave = "commit", lambda: [None][:0] or ()
    ports.calls.clear()
    ports.commit = lambda workspace, batches, context: ports.ask("commit") and []  # type: ignore[method-assign]
    with pytest.raises(parvis.HostError) as unknown:
        firm.portal.grant_seats(firm.claire, SeatGrant("core", 1))
    assert unknown.value.code is Code.OUTCOME_UNKNOWN
    assert ports.calls.count("commit") == 3


def test_a_portal_is_not_entered_from_its_own_slots_but_another_one_is() -> None:
    ports = Ports()
    firm = house(ports)
    other = Firm(parvis.MemoryStorage())
    told: list[object] = []

    def enter() -> None:
        told.append(other.portal.view_settings(other.claire).portal_name)
        with pytest.raises(parvis.LibraryError) as refused:
            firm.portal.view_settings(firm.claire)
        told.append(refused.value.code)

    ports.wrong, ports.misbehave = "load", enter
    firm.portal.view_settings(firm.claire)
    assert told[:2] == ["Cabinet Ravel", Code.REENTRANT]


def test_a_slot_that_blocks_holds_up_nobody_else() -> None:
    ports = Ports()
    firm = house(ports)
    entered, go = threading.Event(), threading.Event()

    def block() -> None:
        entered.set()
        assert go.wait(20)

    ports.wrong, ports.misbehave = "now", block
    slow = threading.Thread(target=firm.portal.view_settings, args=(firm.claire,))
    slow.start()
    assert entered.wait(20)
    ports.wrong = None
    firm.portal.view_settings(firm.claire)
    one_day(firm, 0)
    go.set()
    slow.join(20)
    assert not slow.is_alive()


def test_two_portals_whose_storages_call_each_other_do_not_wait_for_each_other() -> None:
    firms = [house(Ports()), house(Ports())]
    plain = [Firm(parvis.MemoryStorage()), Firm(parvis.MemoryStorage())]

    def ask(other: Firm) -> None:
        other.portal.list_pools(other.claire)

    for n, firm in enumerate(firms):
        ports = ports_of(firm)
        ports.wrong, ports.misbehave = "load", partial(ask, plain[1 - n])

    def work(firm: Firm) -> str:
        return [firm.portal.view_settings(firm.claire).portal_name for _ in range(50)][-1]

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(work, firms * 4, timeout=60)) == {"Cabinet Ravel"}


def test_a_signal_that_comes_during_a_slot_is_raised_from_the_call() -> None:
    ports = Ports()
    firm = house(ports)
    before = signal.signal(signal.SIGUSR1, signal.default_int_handler)
    try:
        ports.wrong, ports.misbehave = "load", lambda: signal.raise_signal(signal.SIGUSR1)
        with pytest.raises(KeyboardInterrupt):
            firm.portal.view_settings(firm.claire)
    finally:
        signal.signal(signal.SIGUSR1, before)
    ports.wrong = None
    firm.portal.view_settings(firm.claire)


def test_the_clock_of_the_host_is_the_time() -> None:
    ports = Ports()
    firm = house(ports)
    later = datetime(2031, 5, 17, 12, 30, 15, 123456, tzinfo=UTC)
    ports.wrong, ports.misbehave = "now", lambda: later
    made = firm.portal.create_invite(firm.claire, parvis.InviteOptions(lifetime=timedelta(hours=1)))
    assert made.invite.created_at == later
    ports.misbehave = lambda: datetime(1960, 1, 1, tzinfo=UTC)
    with pytest.raises(parvis.HostError, match="clock_failed"):
        firm.portal.view_settings(firm.claire)


# --- life and death ---


def test_a_closed_portal_refuses_calls_and_lets_those_under_way_end() -> None:
    ports = Ports()
    firm = house(ports)
    entered, go = threading.Event(), threading.Event()

    def block() -> None:
        entered.set()
        assert go.wait(20)

    ports.wrong, ports.misbehave = "load", block
    answers: list[object] = []
    slow = threading.Thread(target=lambda: answers.append(firm.portal.view_settings(firm.claire).portal_name))
    slow.start()
    assert entered.wait(20)
    firm.portal.close()
    firm.portal.close()
    with pytest.raises(parvis.RequestError) as closed:
        firm.portal.view_settings(firm.claire)
    assert closed.value.field == "portal"
    go.set()
    slow.join(20)
    assert answers == ["Cabinet Ravel"]


def test_ports_live_as_long_as_the_portal_and_no_longer() -> None:
    ports = Ports()
    gone = weakref.ref(ports)
    portal = open_portal(ports, clock=ports)
    del ports
    gc.collect()
    set_up(portal, HOST)
    portal.close()
    del portal
    gc.collect()
    assert gone() is None


def test_a_missing_slot_is_refused_when_the_portal_opens() -> None:
    with pytest.raises(parvis.RequestError) as refused:
        parvis.Portal(storage=parvis.MemoryStorage(), keys=[parvis.RingKey(0, bytes(32))], scrypt=FAST)
    assert refused.value.code is Code.INVALID_ARGUMENT


def test_texts_beyond_every_bound_are_refused_without_being_read() -> None:
    firm = Firm(parvis.MemoryStorage())
    with pytest.raises(parvis.RequestError) as refused:
        firm.portal.check_invite(firm.host, "x" * 10_000_000)
    assert (refused.value.code, refused.value.field) == (Code.INVALID_ARGUMENT, "token")
    with pytest.raises(parvis.Error):
        firm.portal.sign_in(firm.host, identifier="\x00", password=PASSWORD)
    with pytest.raises(UnicodeEncodeError):
        firm.portal.sign_in(firm.host, identifier="\ud800", password=PASSWORD)


def test_operations_of_a_batch_come_as_they_are() -> None:
    ports = Ports()
    firm = house(ports)
    seen: list[parvis.Batch] = []
    original = ports.apply

    def watch(space: Workspace, batch: parvis.Batch) -> Answer:
        seen.append(batch)
        return original(space, batch)

    ports.apply = watch  # type: ignore[method-assign]
    firm.portal.grant_seats(firm.claire, SeatGrant("core", 3))
    types = {op.type for op in seen[0].operations}
    assert OpType.INSERT in types
    assert OpType.CHANGE in types
    assert seen[0].at.tzinfo is UTC
    grant = next(op for op in seen[0].operations if op.kind is parvis.Kind.GRANT)
    names = [column.name for column in parvis.schema().of(parvis.Kind.GRANT).columns]
    assert dict(grant.set)[names.index("quantity")] == 3
