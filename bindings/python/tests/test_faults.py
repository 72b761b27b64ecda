# SPDX-License-Identifier: BSL-1.0
"""Every slot goes wrong in every way: the call fails with the right code and cause, and the next one works."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import tracemalloc
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from conftest import PASSWORD, Firm, open_portal, token_of
from every_port import SLOTS, House, Instead, Later, raises

import parvis
from parvis import Code, SeatGrant


def test_every_port_is_called_and_garbage_is_collected_in_each() -> None:
    firm = House()
    firm.ports.collects = True
    firm.day()
    assert set(SLOTS) <= set(firm.ports.calls)


# --- what slots raise ---

NO_CODES = [cast(Code, number) for number in (0, 1, -7, 99, 9999)]
CODES = [*(one for one in Code if one is not Code.DONE), *NO_CODES]


def ending(slot: str, chosen: Code) -> Code:
    """What a call fails with when the slot fails so."""
    code = 0 if chosen in NO_CODES else chosen
    if slot == "now":
        return Code.CLOCK_FAILED
    if slot == "fill":
        return Code.RANDOM_FAILED
    if slot == "commit":  # of nothing else it is sure that it was not applied
        return Code.UNAVAILABLE if code == Code.UNAVAILABLE else Code.OUTCOME_UNKNOWN
    if slot in ("hash", "fold", "nfc", "domain_to_ascii") and 100 <= code < 200:  # it can never succeed
        return Code.INVALID_FORM if slot in ("nfc", "domain_to_ascii") else chosen
    return chosen if code >= 400 else Code.HOST_FAILED


def fails(firm: House, slot: str, raised: BaseException, code: Code, detail: str) -> None:
    firm.misbehave(slot, raises(raised))
    if slot in ("send", "open", "start"):  # what fails there is tried later, or never: no call fails
        with pytest.raises(Later):
            firm.day()
    else:
        with pytest.raises(parvis.Error) as failed:
            firm.day()
        assert failed.value.code is ending(slot, code)
        assert failed.value.__cause__ is raised
        if failed.value.code >= 400 and slot != "commit":  # of a commit only the answers are heard
            assert failed.value.detail == detail
    firm.behave()
    firm.day()


@pytest.mark.parametrize("slot", SLOTS)
def test_a_slot_that_raises_fails_the_call_and_is_its_cause_and_the_next_call_works(slot: str) -> None:
    firm = House()
    fails(firm, slot, RuntimeError("broken"), Code.HOST_FAILED, "RuntimeError: broken")
    for code in CODES:
        fails(firm, slot, parvis.Failure(code, "chosen"), code, "chosen")


def test_a_slot_that_raises_after_it_called_another_portal_is_the_cause() -> None:
    firm, other = House(), Firm(parvis.MemoryStorage())
    broken = RuntimeError("broken")

    def misbehave() -> None:
        other.portal.view_settings(other.claire)
        raise broken

    firm.misbehave("load", misbehave)
    with pytest.raises(parvis.HostError) as failed:
        firm.portal.view_settings(firm.claire)
    assert failed.value.__cause__ is broken


def test_an_error_of_another_portal_that_a_slot_lets_out_is_the_cause() -> None:
    firm, other = House(), Firm(parvis.MemoryStorage())

    def show_none() -> None:
        other.portal.show_invite(other.claire, other.made.members)

    firm.misbehave("load", show_none)
    with pytest.raises(parvis.HostError) as failed:
        firm.portal.view_settings(firm.claire)
    assert failed.value.code is Code.HOST_FAILED  # no code of a storage
    assert isinstance(failed.value.__cause__, parvis.StateError)
    assert failed.value.__cause__.code is Code.NOT_FOUND


def test_a_log_that_raises_fails_nothing() -> None:
    firm = House()

    def give_up_and_be_noted() -> None:
        firm.misbehave("note", raises(RuntimeError("broken")))
        raise parvis.Failure(Code.EMAIL_INVALID, "never")

    firm.misbehave("send", give_up_and_be_noted)
    with pytest.raises(Later):
        firm.day()
    assert "note" in firm.ports.calls
    firm.day()


class Books:
    """A participant ready to go wrong."""

    misbehave: Callable[[], Any] = staticmethod(lambda: None)
    calls = 0

    def take_part(self, context: object, connection: int, batch: parvis.Batch) -> None:
        self.calls += 1
        self.misbehave()


@pytest.mark.parametrize(
    "raised", [RuntimeError("closed"), *(parvis.Failure(code, "closed") for code in CODES)], ids=lambda one: repr(one)
)
def test_a_participant_that_raises_rolls_back_and_is_the_cause(raised: Exception) -> None:
    books = Books()
    firm = Firm(parvis.MemoryStorage(participant=books))
    by = replace(firm.claire, context="order 7")
    books.misbehave = raises(raised)
    with pytest.raises(parvis.HostError) as failed:
        firm.portal.grant_seats(by, SeatGrant("core", 1))
    assert failed.value.code is Code.UNAVAILABLE
    assert failed.value.__cause__ is raised
    books.misbehave = lambda: None
    assert firm.portal.grant_seats(by, SeatGrant("core", 1)).capacity == 6


def many_entries(firm: Firm) -> Firm:
    """More than one page of the trail, so that there is progress to be told of."""
    for _ in range(1000):
        firm.portal.grant_seats(firm.claire, SeatGrant("core", 1))
    while firm.portal.seal_audit(firm.host, 1000).sealed:
        pass
    return firm


def test_progress_is_told_stops_the_work_and_may_raise() -> None:
    firm = many_entries(Firm(parvis.MemoryStorage()))
    told: list[tuple[int, int]] = []

    def listen(done: int, total: int) -> bool:
        told.append((done, total))
        return True

    report = firm.portal.verify_audit(firm.claire, progress=listen)
    assert report.defect is None
    assert told == [(1000, 0)]
    assert report.verified > 1000
    with pytest.raises(parvis.RequestError, match="cancelled"):
        firm.portal.verify_audit(firm.claire, progress=lambda done, total: False)
    broken = RuntimeError("broken")
    with pytest.raises(parvis.RequestError, match="cancelled") as stopped:
        firm.portal.verify_audit(firm.claire, progress=cast(parvis.Progress, lambda *told: raises(broken)()))
    assert stopped.value.__cause__ is broken
    with pytest.raises(parvis.RequestError, match="cancelled") as stopped:
        parvis.check_storage(parvis.MemoryStorage(), progress=cast(parvis.Progress, lambda *told: raises(broken)()))
    assert stopped.value.__cause__ is broken
    assert firm.portal.verify_audit(firm.claire, progress=listen) == report


# --- what slots answer ---

NONSENSE: list[object] = [None, 0, object(), -1, [7], "nonsense", "\ud800", b"x"]


@pytest.mark.parametrize(
    ("slot", "nonsense"),
    [
        (slot, one)
        for slot in ("load", "scan", "commit", "now", "fill", "hash", "verify", "nfc", "domain_to_ascii", "fold")
        for one in NONSENSE
        if not (slot in ("nfc", "hash", "fold") and one == "nonsense")  # any text may be normal, or a hash
    ],
)
def test_a_slot_that_answers_nonsense_fails_the_call(slot: str, nonsense: object) -> None:
    firm = House()
    firm.misbehave(slot, lambda: Instead(nonsense))
    with pytest.raises(parvis.Error) as failed:
        firm.day()
    expected = {ending(slot, Code.HOST_FAILED)}
    if slot == "domain_to_ascii" and nonsense == "nonsense":
        expected = {Code.INVALID_FORM}  # a domain of one label
    assert {failed.value.code} == expected
    firm.behave()
    firm.day()


def test_a_storage_that_answers_rows_nobody_asked_for_fails_the_call() -> None:
    firm = House()
    row = parvis.Row(parvis.Kind.COUNTER, firm.made.administrator, 1, [])
    firm.misbehave("load", lambda: Instead([row] * 9))
    with pytest.raises(parvis.HostError, match="host_failed"):
        firm.portal.view_settings(firm.claire)


def test_commits_that_are_answered_too_little_are_asked_again_and_then_unknown() -> None:
    firm = House()
    firm.misbehave("commit", lambda: Instead([]))
    firm.ports.calls.clear()
    with pytest.raises(parvis.HostError) as unknown:
        firm.portal.grant_seats(firm.claire, SeatGrant("core", 1))
    assert unknown.value.code is Code.OUTCOME_UNKNOWN
    assert firm.ports.calls.count("commit") == 3


# --- interrupts ---


@contextmanager
def interruptible() -> Iterator[None]:
    before = signal.signal(signal.SIGUSR1, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGUSR1, before)


def interrupt() -> None:
    signal.raise_signal(signal.SIGUSR1)


@pytest.mark.parametrize("slot", SLOTS)
def test_a_signal_that_comes_during_a_slot_is_raised_from_the_call(slot: str) -> None:
    firm = House()
    firm.misbehave(slot, interrupt)
    with interruptible(), pytest.raises(KeyboardInterrupt):
        firm.day()
    firm.behave()
    with suppress(Later):  # of what was put off
        firm.drain()
    firm.day()


def test_a_signal_that_comes_during_any_other_slot_is_raised_too() -> None:
    books = Books()
    firm = many_entries(Firm(parvis.MemoryStorage(participant=books)))
    books.misbehave = interrupt
    by = replace(firm.claire, context="order 7")

    def reopen() -> parvis.MemoryStorage:
        interrupt()
        return parvis.MemoryStorage()

    def listen(done: int, total: int) -> bool:
        interrupt()
        return True

    calls: list[Callable[[], object]] = [
        lambda: firm.portal.grant_seats(by, SeatGrant("core", 1)),
        lambda: firm.portal.verify_audit(firm.claire, progress=listen),
        lambda: parvis.check_storage(parvis.MemoryStorage(), progress=listen),
        lambda: parvis.check_storage(
            parvis.MemoryStorage(), reopen=reopen, only="what was done survives reopening", rounds=1
        ),
    ]
    for call in calls:
        with interruptible(), pytest.raises(KeyboardInterrupt):
            call()
    assert firm.portal.view_settings(firm.claire).portal_name == "Cabinet Ravel"


def test_a_signal_at_any_moment_leaves_a_portal_that_works_and_closes() -> None:
    firm = House()
    interrupted = 0
    gc.collect()  # what others have left behind is not what is interrupted
    gc.disable()
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        for n in range(400):
            try:
                signal.setitimer(signal.ITIMER_REAL, (n % 100 + 1) * 2e-6)
                firm.portal.view_settings(firm.claire)
                signal.setitimer(signal.ITIMER_REAL, 0)
            except KeyboardInterrupt:
                interrupted += 1
    finally:
        signal.signal(signal.SIGALRM, before)
        gc.enable()
    assert interrupted > 0
    firm.day()
    gone = weakref.ref(firm.ports)
    firm.portal.close()
    del firm
    gc.collect()
    assert gone() is None  # nothing that was interrupted holds the portal


# --- entering and waiting ---


@pytest.mark.parametrize("slot", SLOTS)
def test_a_portal_is_not_entered_from_its_own_slots_but_another_one_is(slot: str) -> None:
    firm, other = House(), Firm(parvis.MemoryStorage())
    told: set[object] = set()

    def enter() -> None:
        told.add(other.portal.view_settings(other.claire).portal_name)
        with pytest.raises(parvis.LibraryError) as refused:
            firm.portal.view_settings(firm.claire)
        told.add(refused.value.code)

    firm.misbehave(slot, enter)
    firm.day()
    assert told == {"Cabinet Ravel", Code.REENTRANT}


def test_a_portal_is_not_entered_by_what_takes_part_in_its_storage() -> None:
    books = Books()
    firm = Firm(parvis.MemoryStorage(participant=books))
    books.misbehave = lambda: firm.portal.view_settings(firm.claire)
    with pytest.raises(parvis.HostError) as failed:
        firm.portal.grant_seats(replace(firm.claire, context="order 7"), SeatGrant("core", 1))
    assert isinstance(failed.value.__cause__, parvis.LibraryError)
    assert failed.value.__cause__.code is Code.REENTRANT


class Gate:
    """Holds who comes through until it is opened."""

    def __init__(self) -> None:
        self.entered, self.opened = threading.Semaphore(0), threading.Event()

    def hold(self) -> None:
        self.entered.release()
        assert self.opened.wait(20)


@pytest.mark.parametrize("slot", SLOTS)
def test_a_slot_that_blocks_holds_up_nobody_else(slot: str) -> None:
    firm, gate = House(), Gate()
    firm.misbehave(slot, gate.hold)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(firm.day)
        assert gate.entered.acquire(timeout=20)
        firm.behave()
        firm.day()
        gate.opened.set()
        slow.result(20)


def test_two_portals_whose_storages_call_each_other_do_not_wait_for_each_other() -> None:
    firms = [House(), House()]
    nested = threading.local()
    calls = [0, 0]

    def ask(n: int) -> None:
        if getattr(nested, "inside", False):  # two calls deep on one thread the first portal would refuse
            return
        nested.inside = True
        try:
            other = firms[1 - n]
            assert other.portal.list_pools(other.claire)
            calls[n] += 1
        finally:
            nested.inside = False

    firms[0].misbehave("load", lambda: ask(0))
    firms[1].misbehave("load", lambda: ask(1))

    def work(firm: House) -> str:
        return [firm.portal.view_settings(firm.claire).portal_name for _ in range(50)][-1]

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(work, firms * 2, timeout=60)) == {"Cabinet Ravel"}
    assert min(calls) >= 50


# --- the end of portals, processes and interpreters ---


def test_a_portal_that_is_closed_by_several_threads_lets_those_under_way_end() -> None:
    firm, gate = House(), Gate()
    firm.misbehave("load", gate.hold)
    with ThreadPoolExecutor(8) as pool:
        under_way = [pool.submit(firm.portal.view_settings, firm.claire) for _ in range(4)]
        for _ in under_way:
            assert gate.entered.acquire(timeout=20)
        for closing in [pool.submit(firm.portal.close) for _ in range(4)]:
            closing.result(20)
        with pytest.raises(parvis.RequestError) as closed:
            firm.portal.view_settings(firm.claire)
        assert closed.value.field == "portal"
        gate.opened.set()
        assert {one.result(20).portal_name for one in under_way} == {"Cabinet Ravel"}
    firm.portal.close()


def test_a_child_process_draws_other_tokens_than_its_parent() -> None:
    firm = Firm(parvis.MemoryStorage())
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        made = firm.portal.create_invite(firm.claire)
        os.write(writing, f"{made.invite.id} {token_of(made.link)}".encode())
        os._exit(0)
    made = firm.portal.create_invite(firm.claire)
    assert os.waitpid(child, 0)[1] == 0
    id, token = os.read(reading, 1000).decode().split()
    assert id != str(made.invite.id)
    assert token != token_of(made.link)
    os.close(reading)
    os.close(writing)


LEAVING = """
import threading
from conftest import Firm
from plain_storage import PlainStorage
import parvis

class Slow(PlainStorage):
    pause = 0.0
    def load(self, workspace, keys, context):
        if self.pause:
            inside.release()
            threading.Event().wait(self.pause)
        return super().load(workspace, keys, context)

def ask_for_ever():
    while True:
        firm.portal.view_settings(firm.claire)

def ask_a_built_in_one_for_ever():
    while True:
        other.portal.view_settings(other.claire)

inside = threading.Semaphore(0)
storage = Slow()
firm = Firm(storage)
other = Firm(parvis.MemoryStorage())
storage.pause = {pause}
for _ in range(3):
    threading.Thread(target=ask_for_ever, daemon=True).start()
    threading.Thread(target=ask_a_built_in_one_for_ever, daemon=True).start()
for _ in range(3):
    assert inside.acquire(timeout=20)
print("leaving")
"""


@pytest.mark.parametrize("pause", [1e-9, 1e-3, 60.0])
def test_an_interpreter_ends_while_other_threads_are_in_slots(pause: float) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", LEAVING.format(pause=pause)],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "leaving\n", "")


# --- what is asked ---


def test_texts_beyond_every_bound_are_refused_without_being_copied() -> None:
    firm = Firm(parvis.MemoryStorage())
    long = "x" * 50_000_000
    tracemalloc.start()
    for refuse in (
        lambda: firm.portal.check_invite(firm.host, long),
        lambda: firm.portal.sign_in(firm.host, identifier="zoe", password=long),
        lambda: firm.portal.view_settings(replace(firm.claire, workspace=long)),
        lambda: firm.portal.create_invite(firm.claire, parvis.InviteOptions(allowed_domains=[long])),
    ):
        with pytest.raises(parvis.RequestError) as refused:
            refuse()
        assert refused.value.code is Code.INVALID_ARGUMENT
        assert refused.value.field in ("token", "password", "workspace", "allowed_domains")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
    with pytest.raises(parvis.Error):
        open_portal(parvis.MemoryStorage(), keys=[parvis.RingKey(1, bytes(1_000_000))])


def test_what_is_no_text_is_refused() -> None:
    firm = Firm(parvis.MemoryStorage())
    with pytest.raises(parvis.StateError, match="credentials_wrong"):
        firm.portal.sign_in(firm.host, identifier="\x00", password=PASSWORD)
    with pytest.raises(UnicodeEncodeError):
        firm.portal.sign_in(firm.host, identifier="\ud800", password=PASSWORD)
