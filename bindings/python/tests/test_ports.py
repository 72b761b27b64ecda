# SPDX-License-Identifier: BSL-1.0
"""What ports do, and which storages are right."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from conftest import FAST, Maker, open_portal, set_up
from every_port import HOST, House, Instead, Ports
from plain_storage import PlainStorage, Refused, Workspace

import parvis
from parvis import Answer, AnswerStatus, Code, OpType, SeatGrant

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


# --- what ports do ---


def test_the_clock_of_the_host_is_the_time() -> None:
    firm = House()
    later = datetime(2031, 5, 17, 12, 30, 15, 123456, tzinfo=UTC)
    firm.misbehave("now", lambda: Instead(later))
    made = firm.portal.create_invite(firm.claire, parvis.InviteOptions(lifetime=timedelta(hours=1)))
    assert made.invite.created_at == later
    for never in (datetime(1960, 1, 1, tzinfo=UTC), datetime(2031, 5, 17)):  # before all time, and nobody knows where
        firm.misbehave("now", partial(Instead, never))
        with pytest.raises(parvis.HostError, match="clock_failed"):
            firm.portal.view_settings(firm.claire)


# --- life and death ---


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


def test_what_a_storage_puts_off_is_done_by_run_due() -> None:
    house = House()
    house.ports.put_off = [7]
    assert house.portal.run_due(house.host, 100).indexed == 7
    assert house.portal.run_due(house.host, 100).indexed == 0
    for nonsense in (None, -1, "7"):
        house.misbehave("maintain", lambda nonsense=nonsense: Instead(nonsense))  # type: ignore[misc]
        with pytest.raises(parvis.HostError) as failed:
            house.portal.run_due(house.host, 100)
        assert failed.value.code is Code.HOST_FAILED


def test_a_missing_slot_is_refused_when_the_portal_opens() -> None:
    with pytest.raises(parvis.RequestError) as refused:
        parvis.Portal(storage=parvis.MemoryStorage(), keys=[parvis.RingKey(0, bytes(32))], scrypt=FAST)
    assert refused.value.code is Code.INVALID_ARGUMENT


def test_operations_of_a_batch_come_as_they_are() -> None:
    firm = House()
    seen: list[parvis.Batch] = []
    original = firm.ports.apply

    def watch(space: Workspace, batch: parvis.Batch) -> Answer:
        seen.append(batch)
        return original(space, batch)

    firm.ports.apply = watch  # type: ignore[method-assign]
    firm.portal.grant_seats(firm.claire, SeatGrant("core", 3))
    types = {op.type for op in seen[0].operations}
    assert OpType.INSERT in types
    assert OpType.CHANGE in types
    assert seen[0].at.tzinfo is UTC
    grant = next(op for op in seen[0].operations if op.kind is parvis.Kind.GRANT)
    names = [column.name for column in parvis.schema().of(parvis.Kind.GRANT).columns]
    assert dict(grant.set)[names.index("quantity")] == 3
