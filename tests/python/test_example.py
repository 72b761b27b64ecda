# SPDX-License-Identifier: BSL-1.0
"""examples/python: its storage keeps the contract, its own rows stand or fall with the portal's, its story is the one
that is told in every language."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import parvis
import pytest
from conftest import Firm, open_portal
from parvis import Answer, AnswerStatus, Batch, Code, Filter, FilterOp, Kind, Operation, OpType, Query, SeatGrant, Why

import story
from contacts import ACCOUNT, NewContact, make_contacts
from forms import BadForms, read_forms
from storage import HostStorage

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = parvis.schema()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    make_contacts(tmp_path / "firm.sqlite")
    return tmp_path / "firm.sqlite"


@pytest.fixture
def storage(path: Path) -> Iterator[HostStorage]:
    with closing(HostStorage(path)) as opened:
        yield opened


@pytest.fixture
def firm(storage: HostStorage) -> Iterator[Firm]:
    made = Firm(storage)
    made.open_form()
    yield made
    made.portal.close()


def ask(path: Path, statement: str, *given: object) -> list[tuple[Any, ...]]:
    """As other software of the firm's would."""
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement, given).fetchall()


# --- the contract ---


def test_the_storage_keeps_the_contract(tmp_path: Path) -> None:
    stores: list[HostStorage] = []

    def reopen() -> HostStorage:
        for store in stores:
            store.close()
        stores.append(HostStorage(tmp_path / "checked.sqlite"))
        return stores[-1]

    report = parvis.check_storage(reopen(), reopen=reopen)
    assert report.passed, report.text


# --- the host's own rows ---


def insert(id: UUID, email: str) -> Operation:
    values = {"email_key": email, "first_name": "Zoé", "last_name": "Moreau"}
    set = tuple((ACCOUNT[name], value) for name, value in values.items())
    return Operation(OpType.INSERT, Kind.ACCOUNT, id, None, False, set, (), ())


def batch(*operations: Operation) -> Batch:
    return Batch(uuid4(), datetime.now(UTC), operations)


def test_a_contact_is_written_with_the_account(firm: Firm, path: Path) -> None:
    firm.sign_up("amira")
    firm.host = replace(firm.host, context=NewContact("fair"))
    zoe = firm.sign_up("zoe")
    assert ask(path, "SELECT account, email, first_name, last_name, source FROM contact") == [
        (zoe.id.bytes, "zoe@example.org", "Zoe", "Moreau", "fair")
    ]


def test_no_contact_is_written_with_a_batch_that_is_refused_or_was_applied_before(
    storage: HostStorage, path: Path
) -> None:
    fair = NewContact("fair")
    refused = batch(insert(uuid4(), "zoe@example.org"), insert(uuid4(), "zoe@example.org"))
    taken = Answer(AnswerStatus.CONFLICT, 1, Why.KEY_TAKEN, ACCOUNT["email_key"])
    assert storage.commit("ravel", [refused], fair) == [taken]
    assert ask(path, "SELECT * FROM contact") == []
    good = batch(insert(uuid4(), "zoe@example.org"))
    assert storage.commit("ravel", [good], fair) == [Answer(AnswerStatus.DONE)]
    assert storage.commit("ravel", [good], fair) == [Answer(AnswerStatus.ALREADY)]
    assert len(ask(path, "SELECT * FROM contact")) == 1


def test_no_account_is_made_when_its_contact_cannot_be_written(firm: Firm, path: Path) -> None:
    ask(path, "INSERT INTO contact VALUES('ravel', x'00', 'zoe@example.org', 'Zoe', 'Moreau', 'by hand')")
    firm.host = replace(firm.host, context=NewContact("fair"))
    with pytest.raises(parvis.HostError) as failed:
        firm.sign_up("zoe")
    assert failed.value.code is Code.UNAVAILABLE
    assert failed.value.__cause__ is not None
    assert isinstance(failed.value.__cause__.__cause__, sqlite3.IntegrityError)
    assert firm.portal.list_accounts(firm.claire).items == ()
    assert parvis.EventType.EMAIL_PROVEN not in [one.what for one in firm.portal.events(firm.claire)]

    ask(path, "DELETE FROM contact")
    zoe = firm.sign_up("zoe")
    assert ask(path, "SELECT account, source FROM contact") == [(zoe.id.bytes, "fair")]


def fail(*_: object) -> None:
    raise RuntimeError("no room in the archive")


def break_a_deferred_key(within: sqlite3.Connection, workspace: str, batch: Batch) -> None:
    within.execute("INSERT INTO note_of_contact VALUES(?, 'nobody@example.org')", (workspace,))


@pytest.mark.parametrize(
    ("context", "cause"),
    [(fail, RuntimeError), (break_a_deferred_key, sqlite3.IntegrityError), ("no function", TypeError)],
)
def test_whatever_the_host_raises_up_to_the_commit_rolls_everything_back(
    firm: Firm, path: Path, context: object, cause: type[Exception]
) -> None:
    ask(
        path,
        "CREATE TABLE note_of_contact(workspace, email, FOREIGN KEY(workspace, email) "
        "REFERENCES contact(workspace, email) DEFERRABLE INITIALLY DEFERRED)",
    )
    before = firm.portal.list_pools(firm.claire)
    with pytest.raises(parvis.HostError) as failed:
        firm.portal.grant_seats(replace(firm.claire, context=context), SeatGrant("core", 1))
    assert failed.value.code is Code.UNAVAILABLE
    assert failed.value.__cause__ is not None
    assert isinstance(failed.value.__cause__.__cause__, cause)
    assert firm.portal.list_pools(firm.claire) == before
    assert ask(path, "SELECT * FROM note_of_contact") == []
    firm.portal.grant_seats(firm.claire, SeatGrant("core", 1))


def test_a_host_that_ends_the_transaction_itself_has_its_batch_applied_once(firm: Firm) -> None:
    calls = []

    def commit(within: sqlite3.Connection, workspace: str, batch: Batch) -> None:
        calls.append(batch.id)
        within.execute("COMMIT")

    before = firm.portal.list_pools(firm.claire)[0]
    after = firm.portal.grant_seats(replace(firm.claire, context=commit), SeatGrant("core", 1))
    one_more = replace(before, granted=before.granted + 1, capacity=before.capacity + 1, remaining=before.remaining + 1)
    assert after == replace(one_more, moves=before.moves + 1)
    assert len(calls) == 1


# --- tables ---


def everything(storage: HostStorage) -> Mapping[tuple[Kind, UUID], object]:
    queries = [Query(kind, parvis.ID_COLUMN, False, None, (), 1000, 0) for kind in Kind]
    return {
        (row.kind, row.id): (row.revision, {n: value for n, value in enumerate(row.values) if value is not None})
        for query in queries
        for row in storage.scan("ravel", query, None).rows
    }


def test_a_column_that_the_host_begins_to_read_moves_out_of_the_rest_and_stays(path: Path) -> None:
    reads_nothing: Mapping[Kind, tuple[str, ...]] = {}
    with closing(HostStorage(path, read_by_the_host=reads_nothing)) as storage:
        firm = Firm(storage)
        firm.open_form()
        firm.sign_up("zoe")
        before = everything(storage)
    with pytest.raises(sqlite3.OperationalError, match="no such column: language"):
        ask(path, "SELECT language FROM portal_account")

    for read_by_the_host in ({Kind.ACCOUNT: ("kind", "language")}, reads_nothing):
        with closing(HostStorage(path, read_by_the_host=read_by_the_host)) as storage:
            assert everything(storage) == before
            assert ask(path, "SELECT kind, language FROM portal_account ORDER BY kind") == [
                (parvis.AccountKind.USER, "en"),
                (parvis.AccountKind.CLIENT, "en"),
            ]
            with open_portal(storage) as portal:
                assert [one.username for one in portal.list_accounts(firm.claire).items] == ["zoe"]


def test_a_counter_that_an_older_library_did_not_know_begins_at_zero(path: Path) -> None:
    with closing(HostStorage(path)) as storage:
        firm = Firm(storage)
        firm.portal.grant_seats(firm.claire, SeatGrant("core", 1))
    ask(path, "ALTER TABLE portal_seat_pool DROP COLUMN waiting")
    with closing(HostStorage(path)) as storage, open_portal(storage) as portal:
        assert [pool.waiting for pool in portal.list_pools(firm.claire)] == [0, 0, 0]
        assert portal.list_pools(firm.claire) == firm.portal.list_pools(firm.claire)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("shape", SCHEMA.shapes, ids=lambda shape: f"{shape.kind.name}-{shape.equal}-{shape.sort}")
def test_every_listed_query_walks_along_an_index(
    storage: HostStorage, shape: parvis.QueryShape, descending: bool
) -> None:
    columns = SCHEMA.of(shape.kind).columns
    values: dict[parvis.ValueType, parvis.Value] = {
        parvis.ValueType.INTEGER: 1,
        parvis.ValueType.TEXT: "x",
        parvis.ValueType.BYTES: bytes(16),
    }
    filters = tuple(Filter(n, FilterOp.EQUAL, (values[columns[n].type],)) for n in shape.equal)
    place = None if shape.sort == parvis.ID_COLUMN else values[columns[shape.sort].type]
    query = Query(shape.kind, shape.sort, descending, (place, uuid4()), filters, 10, 0)
    asked: list[str] = []
    with storage.transaction("BEGIN") as within:
        within.set_trace_callback(asked.append)
    storage.scan("ravel", query, None)
    within.set_trace_callback(None)
    [page] = [one for one in asked if one.startswith("SELECT")]
    [(*_, plan)] = within.execute(f"EXPLAIN QUERY PLAN {page}")
    assert plan.startswith(f"SEARCH portal_{SCHEMA.of(shape.kind).name} USING ")


def test_a_row_that_cannot_be_read_is_corrupt(firm: Firm, path: Path) -> None:
    ask(path, "UPDATE portal_account SET rest = '{'")
    with pytest.raises(parvis.HostError) as failed:
        firm.portal.view_settings(firm.claire)
    assert failed.value.code is Code.CORRUPT_ROW


def test_a_file_that_another_process_holds_is_unavailable_and_then_is_not(path: Path) -> None:
    with closing(HostStorage(path, busy_timeout=timedelta())) as storage, closing(sqlite3.connect(path)) as other:
        firm = Firm(storage)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(parvis.HostError) as failed:
            firm.portal.grant_seats(firm.claire, SeatGrant("core", 1))
        assert failed.value.code is Code.UNAVAILABLE
        firm.portal.view_settings(firm.claire)
        other.rollback()
        firm.portal.grant_seats(firm.claire, SeatGrant("core", 1))


def test_another_process_may_be_making_the_file_at_the_same_time(tmp_path: Path) -> None:
    path = tmp_path / "firm.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("CREATE TABLE matter(id INTEGER PRIMARY KEY)")
        other.execute("BEGIN IMMEDIATE")
        lets_go = threading.Timer(0.2, other.rollback)
        lets_go.start()
        HostStorage(path).close()
        lets_go.join()


def test_a_place_where_no_file_can_be_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(parvis.Failure) as failed:
        HostStorage(tmp_path / "nowhere" / "firm.sqlite")
    assert failed.value.code is Code.UNAVAILABLE


# --- the story ---


def test_the_story_is_told_as_in_the_other_languages() -> None:
    command = [sys.executable, f"{ROOT}/tests/e2e/story.py", sys.executable, f"{ROOT}/examples/python/story.py"]
    told = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert told.returncode == 0, told.stdout + told.stderr


def test_whoever_comes_through_the_door_in_the_story_is_a_contact(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (ROOT / "examples/forms.jsonl").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "forms.jsonl").write_text("".join([one for one in lines if one.startswith("{")][:2]), "utf-8")
    (tmp_path / "mails").mkdir()
    (tmp_path / "mails" / "of another story.eml").write_text("To: amira.haddad@example.org")
    given = Namespace(forms=tmp_path / "forms.jsonl", store=tmp_path / "firm.sqlite", mails=tmp_path / "mails")
    assert story.tell(given), capsys.readouterr().out
    contacts = ask(given.store, "SELECT account, source FROM contact ORDER BY account")
    assert [source for _, source in contacts] == ["clients", "clients", "invitation"]
    clients = "SELECT id FROM portal_account WHERE kind = ? ORDER BY id"
    assert [(id,) for id, _ in contacts] == ask(given.store, clients, parvis.AccountKind.CLIENT)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"link": "open", "email": "\\ud800"}', "not JSON"),
        (b'{"link": "open", "email": "\xff"}', "not JSON"),
        (b'{"link": "open", "email": NaN}', 'not a text: "email"'),
        (b"[" * 100_000, "not JSON"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (b'{"link": ["open"]}', 'not a text: "link"'),
    ],
)
def test_forms_that_are_none_are_refused_with_their_line(tmp_path: Path, line: bytes, said: str) -> None:
    file = tmp_path / "forms.jsonl"
    file.write_bytes(b"# a comment\r\n \t\r\n" + line)
    with pytest.raises(BadForms, match=f"^{file}:3: {said}"):
        read_forms(file)
