# SPDX-License-Identifier: BSL-1.0
"""Many people at once, and what is held about one."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Iterator

import pytest
from conftest import Firm, Maker

import parvis
from parvis import Code, ImportMode, ImportOutcome, ImportRow, Invitee, NewPortalAccount, NewUser
from parvis.aio import AsyncPortal

FORMULAS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"


def people(firm: Firm) -> list[ImportRow]:
    return [
        ImportRow(
            NewUser(
                first_name="Ada",
                last_name="Roy",
                email="ada@example.org",
                group=firm.made.members,
                seniority="lawyer",
            )
        ),
        ImportRow(NewPortalAccount(first_name="Zoé", last_name='="Zo"', email="zoe@example.org"), key="17"),
        ImportRow(Invitee("ines@example.org")),
        ImportRow(NewPortalAccount(first_name="Nobody", last_name="", email="nobody"), key="19"),
    ]


def test_people_are_imported_with_an_answer_a_row_and_known_again(make_storage: Maker) -> None:
    firm = Firm(make_storage())
    told: list[ImportOutcome] = []
    bar: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> bool:
        bar.append((done, total))
        return True

    dry = firm.portal.import_people(firm.claire, "people.csv", people(firm), tell=told.append, mode=ImportMode.DRY_RUN)
    imagined = [(one.fate, one.code) for one in told]
    told.clear()
    reply = firm.portal.import_people(
        firm.claire,
        "people.csv",
        iter(people(firm)),
        tell=told.append,
        rows_at_once=2,
        total=4,
        progress=progress,
    )
    assert (reply.rows, reply.made, reply.refused) == (4, 3, 1) == (dry.rows, dry.made, dry.refused)
    assert [(one.fate, one.code) for one in told] == imagined
    assert bar == [(2, 4), (4, 4)]
    assert [one.key for one in told] == ["ada@example.org", "17", "ines@example.org", "19"]
    assert told[3].error is not None and told[3].id is None
    assert [(one.field, one.code) for one in told[3].error.fields] == [
        ("last_name", Code.REQUIRED),
        ("email", Code.EMAIL_INVALID),
    ]
    again = firm.portal.import_people(firm.claire, "people.csv", people(firm))
    assert (again.already, again.made, again.refused) == (3, 0, 1)


def test_no_row_makes_an_administrator_unless_the_import_says_that_rows_may(make_storage: Maker) -> None:
    firm = Firm(make_storage())
    told: list[ImportOutcome] = []
    boss = NewUser("Ada", "Roy", "ada@example.org", group=firm.made.administrators, seniority="lawyer")
    assert firm.portal.import_people(firm.claire, "people.csv", [ImportRow(boss)], tell=told.append).refused == 1
    assert told[0].error is not None
    assert [(one.field, one.code) for one in told[0].error.fields] == [("group", Code.GROUP_NOT_ALLOWED)]
    allowed = parvis.ImportAdministrators.ALLOWED
    assert firm.portal.import_people(firm.claire, "people.csv", [ImportRow(boss)], administrators=allowed).made == 1


def test_what_a_source_raises_ends_the_import_and_is_the_cause(make_storage: Maker) -> None:
    firm = Firm(make_storage())

    def rows() -> Iterator[ImportRow]:
        yield from people(firm)[:2]
        raise OSError("the file is gone")

    with pytest.raises(parvis.HostError) as failed:
        firm.portal.import_people(firm.claire, "people.csv", rows())
    assert isinstance(failed.value.__cause__, OSError)
    assert firm.portal.import_people(firm.claire, "people.csv", people(firm)).already == 2

    def deaf(_: ImportOutcome) -> None:
        raise ValueError("nobody listens")

    with pytest.raises(parvis.HostError) as failed:
        firm.portal.import_people(firm.claire, "people.csv", people(firm), tell=deaf)
    assert isinstance(failed.value.__cause__, ValueError)
    with pytest.raises(parvis.RequestError):
        firm.portal.import_people(firm.claire, "people.csv", people(firm), progress=lambda done, total: False)


def test_what_was_imported_is_read_by_the_csv_module_and_no_cell_is_a_formula(make_storage: Maker) -> None:
    firm = Firm(make_storage())
    nasty = ["=1+1", "+33612345678", "-2", "@SUM(A1)", "\uff1dx", 'say "hello"', "a,b;c", " =1"]
    rows = (
        ImportRow(
            NewPortalAccount(
                first_name="=1+1",
                last_name="-Family",
                email=f"client{n}@example.org",
                job_title=typed,
                company=typed,
                address="1 rue de la Paix\n75002 Paris",
            )
        )
        for n, typed in enumerate(nasty)
    )
    made: list[ImportOutcome] = []
    assert firm.portal.import_people(firm.claire, "nasty.csv", rows, tell=made.append).made == len(nasty)
    for one, typed in zip(made, nasty, strict=True):
        assert one.id is not None
        firm.portal.ban(firm.claire, account=one.id, reason=typed)
    text = io.StringIO(newline="")
    assert firm.portal.export_accounts(firm.claire, text.write) == len(nasty) + 1
    table = list(csv.DictReader(io.StringIO(text.getvalue(), newline=""), strict=True))
    assert tuple(table[0]) == parvis.account_columns()
    assert text.getvalue().count("\r\n") == len(table) + 1
    for row, typed in zip(table[1:], nasty, strict=True):
        assert row["address"] == "1 rue de la Paix\n75002 Paris"
        expected = typed.strip()
        assert (row["first_name"], row["last_name"]) == ("'=1+1", "'-Family")
        for column in ("job_title", "company", "ban_reason"):
            assert row[column] in (expected, f"'{expected}")
        for cell in row.values():
            assert not cell.lstrip(" ").startswith(tuple(FORMULAS))
    part = io.StringIO(newline="")
    firm.portal.export_accounts(firm.claire, part.write, columns=["email"], state=parvis.AccountState.ACTIVE)
    assert part.getvalue() == '"email"\r\n"claire@example.org"\r\n'

    def full(_: str) -> None:
        raise OSError("the disk is full")

    with pytest.raises(parvis.HostError) as failed:
        firm.portal.export_accounts(firm.claire, full)
    assert isinstance(failed.value.__cause__, OSError)


def test_everything_about_somebody_is_told_and_then_gone(make_storage: Maker) -> None:
    firm = Firm(make_storage())
    zoe = firm.portal.add_portal_account(
        firm.claire, first_name="Zoé", last_name="Roy", email="zoe@example.org", company="Ravel"
    )
    data = firm.portal.export_person(firm.claire, zoe.id)
    sections = {one.name: one.records for one in data.sections}
    assert data.account == zoe.id
    assert sections["account"][0]["email"] == "zoe@example.org"
    assert sections["account"][0]["company"] == "Ravel"
    assert [one["what"] for one in sections["events"]] == ["portal_account_added", "person_exported"]
    assert "password" not in sections["account"][0]
    with pytest.raises(parvis.RaceError):
        firm.portal.erase(firm.claire, zoe.id, seen=zoe.revision + 1)
    gone = firm.portal.erase(firm.claire, zoe.id, seen=zoe.revision)
    assert (gone.state, gone.email, gone.company) == (parvis.AccountState.ERASED, "", "")

    async def erased_again() -> parvis.AccountView:
        return await AsyncPortal(firm.portal).erase(firm.claire, zoe.id)

    assert asyncio.run(erased_again()).state == parvis.AccountState.ERASED
    with pytest.raises(parvis.Error, match="not_found"):
        firm.portal.export_person(firm.claire, zoe.id)
    assert firm.portal.run_due(firm.host, 100).erased == 0
