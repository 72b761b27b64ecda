# SPDX-License-Identifier: BSL-1.0
"""What is wrong in a store, and who somebody is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from conftest import Firm, Unicode, open_portal

import parvis
from parvis import Code, Kind, StoreDefect, StoreFinding


def test_a_healthy_store_has_no_finding(firm: Firm) -> None:
    firm.open_form()
    zoe = firm.sign_up("zoe")
    told: list[int] = []

    def progress(done: int, total: int) -> bool:
        told.append(done)
        return total == 0

    report = firm.portal.inspect_store(firm.operator, progress=progress)
    assert (report.found, report.findings, report.sums_judged) == (0, (), True)
    assert report.rows == told[-1] > 10
    assert firm.portal.inspect_store(firm.claire).found == 0
    with pytest.raises(parvis.StateError) as refused:
        firm.portal.inspect_store(parvis.Caller("ravel", actor=zoe.id))
    assert refused.value.code is Code.PERMISSION_DENIED
    with pytest.raises(parvis.RequestError) as stopped:
        firm.portal.inspect_store(firm.operator, progress=lambda done, total: False)
    assert stopped.value.code is Code.CANCELLED


def test_damage_is_found(tmp_path: Path) -> None:
    firm = Firm(parvis.SqliteStorage(tmp_path / "firm.sqlite"))
    with closing(sqlite3.connect(tmp_path / "firm.sqlite")) as connection, connection:
        connection.execute("UPDATE parvis_counter SET count = 3")
    report = firm.portal.inspect_store(firm.operator)
    assert [(one.defect, one.kind, one.column, one.expected, one.found) for one in report.findings] == [
        (StoreDefect.ADMINISTRATORS, Kind.COUNTER, "count", 1, 3)
    ]
    assert isinstance(report.findings[0], StoreFinding)
    firm.portal.close()


def test_search_keys_are_folded_anew_when_a_host_folds_otherwise(tmp_path: Path) -> None:
    storage = parvis.SqliteStorage(tmp_path / "firm.sqlite")
    firm = Firm(storage)
    zoe = firm.portal.add_portal_account(firm.claire, first_name="Zoé", last_name="Moreau", email="p@example.org")
    firm.portal.close()
    unicode = open_portal(parvis.SqliteStorage(tmp_path / "firm.sqlite"), text=Unicode())
    by_name = parvis.AccountFilter(text="ZOE")
    assert list(unicode.found_accounts(firm.claire, by_name)) == []
    report = unicode.inspect_store(firm.operator)
    assert [(one.defect, one.column) for one in report.findings] == [(StoreDefect.MISFIT, "search_key")]
    report = unicode.inspect_store(firm.operator, search_keys=parvis.SearchKeys.REFRESHED)
    assert (report.found, report.refreshed) == (0, 1)
    assert [one.id for one in unicode.found_accounts(firm.claire, by_name)] == [zoe.id]
    assert unicode.inspect_store(firm.operator).found == 0
    unicode.close()


def test_parts_of_words_are_found_in_an_index_that_the_timer_feeds(tmp_path: Path) -> None:
    firm = Firm(parvis.SqliteStorage(tmp_path / "firm.sqlite", index_parts_of_words=True))
    zoe = firm.portal.add_portal_account(firm.claire, first_name="Zoe", last_name="Moreau", email="p@example.org")
    by_part = parvis.AccountFilter(text="OREA")
    assert [one.id for one in firm.portal.found_accounts(firm.claire, by_part)] == [zoe.id]
    assert firm.portal.run_due(firm.host, 100).indexed == 2
    assert firm.portal.run_due(firm.host, 100).indexed == 0
    assert [one.id for one in firm.portal.found_accounts(firm.claire, by_part)] == [zoe.id]
    # Who is taken out of the index is found no more: it is what is asked.
    with closing(sqlite3.connect(tmp_path / "firm.sqlite")) as connection, connection:
        connection.execute("INSERT INTO parvis_word(parvis_word) VALUES('delete-all')")
    assert list(firm.portal.found_accounts(firm.claire, by_part)) == []
    firm.portal.close()


def test_whose_address_or_username_it_is(firm: Firm) -> None:
    for identifier in ("claire", "CLAIRE@example.org"):
        assert firm.portal.find_account(firm.operator, identifier).id == firm.made.administrator
    with pytest.raises(parvis.StateError) as refused:
        firm.portal.find_account(firm.operator, "nobody")
    assert refused.value.code is Code.NOT_FOUND
    with pytest.raises(parvis.StateError) as denied:
        firm.portal.find_account(firm.host, "claire")
    assert denied.value.code is Code.PERMISSION_DENIED
