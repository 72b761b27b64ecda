# SPDX-License-Identifier: BSL-1.0
"""What an operator gets wrong, or finds wrong: nothing is lost by it, and it is named."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from conftest import Firm

# --- files that are written ---


@pytest.mark.parametrize("words", [("--column", "password"), ("--as", "karim@example.org")])
def test_an_export_that_is_refused_leaves_the_file_that_was_there(firm: Firm, words: tuple[str, ...]) -> None:
    firm.add_user("karim")
    file = firm.folder / "accounts.csv"
    file.write_text("of last month")
    before = sorted(firm.folder.iterdir())
    assert firm.run("export", str(file), *words).status == 1
    assert file.read_text() == "of last month"
    assert sorted(firm.folder.iterdir()) == before


def test_an_export_takes_the_place_of_the_file_that_a_link_leads_to(firm: Firm) -> None:
    file, link = firm.folder / "accounts.csv", firm.folder / "latest.csv"
    file.write_text("of last month")
    file.chmod(0o644)
    link.symlink_to(file)
    assert firm.do("export", str(link))["rows"] == 1
    assert link.is_symlink()
    assert "claire@beaumont.example" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["/dev/null", ".", "nowhere/accounts.csv"])
def test_what_an_export_cannot_replace_is_left_as_it_is(firm: Firm, name: str) -> None:
    path = firm.folder / name
    before = path.stat().st_mode if path.exists() else None
    answer = firm.run("export", str(path))
    assert answer.status == 3
    assert str(path) in answer.err
    assert (path.stat().st_mode if path.exists() else None) == before


# --- files that are read ---


def test_names_in_quotes_may_stand_behind_a_byte_order_mark(firm: Firm) -> None:
    file = firm.folder / "people.csv"
    file.write_text('\ufeff"kind","first_name","last_name","email"\r\n"client","Lea","Roux","lea@example.org"\r\n')
    assert firm.do("import", str(file))["made"] == 1


def test_a_column_that_is_there_twice_is_named(firm: Firm) -> None:
    file = firm.folder / "people.csv"
    file.write_text("kind,email,first_name,last_name,email\nclient,a@example.org,Lea,Roux,b@example.org\n")
    answer = firm.run("import", str(file))
    assert answer.status == 2
    assert '"email"' in answer.err


def test_what_would_be_read_twice_is_no_standard_input(firm: Firm) -> None:
    answer = firm.run("import", "-", stdin="kind,email\ninvite,lea@example.org\n")
    assert answer.status == 2
    assert "from a file" in answer.err


def test_a_refused_row_says_what_of_it_is_wrong(firm: Firm) -> None:
    file = firm.folder / "people.csv"
    nobody = "6f1c0a53-0d3e-4c22-9a50-7a1d6d0f4c11"
    file.write_text(
        "kind,first_name,last_name,email,group,seniority\n"
        f"user,Karim,Moreau,karim@example.org,{nobody},lawyer\n"
        "client,Lea,Roux,here,,\n"
    )
    answer = firm.run("import", str(file))
    assert answer.status == 1
    (of_group,) = (line for line in answer.out.splitlines() if line.startswith("1 "))
    assert "group: " in of_group
    assert "not_found" in of_group
    (of_address,) = (line for line in answer.out.splitlines() if line.startswith("2 "))
    assert "email: This is not a valid e-mail address" in of_address


# --- errors ---


def test_an_error_names_the_field_that_is_meant(firm: Firm) -> None:
    firm.add_user("karim")
    words = ("users", "ban", "karim@example.org", "--reason", "lent the key", "--until", "2020-01-01")
    answer = firm.run(*words)
    assert answer.status == 1
    assert answer.err.startswith("parvis: until: ")
    assert firm.run("--json", *words).json["error"]["field"] == "until"


def test_whoever_is_not_found_is_named(firm: Firm) -> None:
    for words in (("users", "show", "nobody"), ("settings", "set", "approvers=claire,nobody")):
        answer = firm.run(*words)
        assert answer.status == 1
        assert answer.err.startswith("parvis: nobody: "), answer.err
        error = firm.run("--json", *words).json["error"]
        assert (error["code"], error["named"]) == ("not_found", "nobody")


@pytest.mark.parametrize("command", ["approve", "reject"])
def test_somebody_unknown_among_many_does_not_keep_the_others_waiting(firm: Firm, command: str) -> None:
    firm.add_user("karim")
    answer = firm.run("--json", command, "nobody", "karim@example.org", "no one")
    assert answer.status == 1
    told = [(row["named"], row["status"]) for row in answer.json]
    assert told == [("nobody", "not_found"), ("karim@example.org", "illegal_transition"), ("no one", "not_found")]
    assert [row["account"] is None for row in answer.json] == [True, False, True]
    assert answer.json[0]["error"]["code"] == "not_found"
    shown = firm.run(command, "nobody")
    assert shown.status == 1
    assert "nobody" in shown.out
    assert firm.run("--as", "nobody", command, "karim@example.org").status == 1


# --- options and cells that would mean nothing ---


@pytest.mark.parametrize(
    ("kind", "option", "value"),
    [
        ("client", "--group", "Members"),
        ("client", "--seniority", "lawyer"),
        ("collaborator", "--reservation", "6f1c0a53-0d3e-4c22-9a50-7a1d6d0f4c11"),
        ("user", "--case-role", "client"),
        ("collaborator", "--access", "client"),
        ("client", "--access", "client,collaborator"),
    ],
)
def test_an_option_that_would_mean_nothing_is_refused_and_named(firm: Firm, kind: str, option: str, value: str) -> None:
    person = ("--first-name", "Lea", "--last-name", "Roux", "--email", "lea@example.org")
    answer = firm.run("users", "add", "--kind", kind, *person, option, value)
    assert answer.status == 2
    assert option.removeprefix("--") in answer.err
    assert firm.do("users", "list")["count"] == 1


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("claire", "--all-pending"), "--all-pending"),
        (("--all-pending", "--reservation", "6f1c0a53-0d3e-4c22-9a50-7a1d6d0f4c11"), "--reservation"),
        (("claire", "--limit", "3"), "--limit"),
    ],
)
def test_all_who_wait_are_approved_or_some_by_name(firm: Firm, options: tuple[str, ...], named: str) -> None:
    answer = firm.run("approve", *options)
    assert answer.status == 2
    assert named in answer.err


@pytest.mark.parametrize(
    ("header", "row", "named"),
    [
        ("kind,email,first_name,last_name,group", "client,lea@example.org,Lea,Roux,Members", '"group"'),
        ("kind,email,first_name,last_name,seniority", "collaborator,lea@example.org,Lea,Roux,lawyer", '"seniority"'),
        ("kind,email,first_name,last_name,case_role", "user,lea@example.org,Lea,Roux,staff", '"case_role"'),
        ("kind,email,first_name", "invite,lea@example.org,Lea", '"first_name"'),
        ("kind,email,field.colour", "invite,lea@example.org,blue", '"field.colour"'),
        ("kind,email,first_name,last_name,access", "collaborator,lea@example.org,Lea,Roux,client", 'access "client"'),
    ],
)
def test_a_cell_that_would_mean_nothing_is_refused_and_named(firm: Firm, header: str, row: str, named: str) -> None:
    file = firm.folder / "people.csv"
    file.write_text(f"{header}\n{row}\n")
    answer = firm.run("import", str(file), "--group", "Members", "--seniority", "lawyer")
    assert answer.status == 2
    assert "row 1: " in answer.err
    assert named in answer.err


# --- a store whose host has no text policy ---


def test_a_store_that_was_folded_otherwise_is_looked_after_as_its_host_folds(firm: Firm) -> None:
    elodie = ("--kind", "client", "--first-name", "Élodie", "--last-name", "Straße", "--email", "elo@example.org")
    firm.do("--text-policy", "none", "users", "add", *elodie)
    told = firm.run("doctor")
    assert told.status == 4
    for way in ("--text-policy none", "doctor --refresh"):
        assert way in told.err
    assert firm.do("users", "list", "--text", "Élodie")["items"] == []

    firm.environment["PARVIS_TEXT_POLICY"] = "none"
    assert firm.run("doctor").err == ""
    assert firm.do("doctor")["found"] == 0
    assert firm.do("users", "list", "--text", "Élodie")["count"] == 1
    assert firm.do("users", "list", "--text", "elodie")["count"] == 0

    del firm.environment["PARVIS_TEXT_POLICY"]
    assert firm.do("doctor", "--refresh")["refreshed"] == 1
    assert firm.do("doctor")["found"] == 0
    assert firm.do("users", "list", "--text", "elodie strasse")["count"] == 1
    assert firm.run("--text-policy", "latin", "doctor").status == 2


def test_only_search_keys_are_said_to_be_folded_otherwise(firm: Firm) -> None:
    firm.sql("UPDATE parvis_seat_pool SET held = 9 WHERE sku = 'core'")
    assert firm.run("doctor").err == ""


# --- what is typed, and what is set up, wrong ---


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["usrs"], '"usrs"'),
        (["users", "lst"], '"lst"'),
        (["users", "list", "--sate", "active"], '"--sate"'),
        (["users", "list", "--limit", "few"], "--limit"),
        (["users"], "users"),
        (["users", "show"], "who"),
        (["approve"], "--all-pending"),
    ],
)
def test_what_is_typed_wrong_is_named_and_one_document_as_json(firm: Firm, words: list[str], named: str) -> None:
    answer = firm.run(*words)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("parvis: ")
    assert named in answer.err
    document = firm.run("--json", *words)
    assert document.status == 2
    assert document.json["error"]["code"] == "usage"
    assert named in document.json["error"]["message"]


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ("1 primary " + "ab" * 31, "key 1"),
        ("7 primary " + "no hexadecimal".replace(" ", "") * 5, "key 7"),
        ("7 primery " + "ab" * 32, "key 7"),
        ("7 primary", "a line is no key"),
        ("1 primary " + "ab" * 32 + "\n2 primary " + "cd" * 32, "keys"),
        ("", "keys"),
    ],
)
def test_a_key_that_is_none_is_status_3_and_named_but_not_shown(firm: Firm, lines: str, named: str) -> None:
    file = Path(f"{firm.store}.keys")
    file.write_text(lines + "\n")
    answer = firm.run("users", "list")
    assert answer.status == 3, answer
    assert named in answer.err
    for secret in ("abab", "cdcd", "hexadecimalno"):
        assert secret not in answer.err


def test_mails_that_cannot_be_written_are_said_to_be_and_are_not_tried(firm: Firm) -> None:
    firm.add_user("karim")
    firm.mails.write_text("no folder")
    for folder in (firm.mails, firm.mails / "below", Path("/proc/parvis")):
        answer = firm.run("outbox", "drain", str(folder))
        assert answer.status == 3, answer
        assert str(folder) in answer.err
    assert firm.do("outbox", "list", "--state", "queued")["items"][0]["tries"] == 0
    firm.mails.unlink()
    assert firm.do("outbox", "drain", str(firm.mails))["done"] == 1
    assert [path.suffix for path in firm.mails.iterdir()] == [".eml"]


def test_mails_that_cannot_be_handed_over_are_counted_and_it_is_said_why(firm: Firm) -> None:
    firm.add_user("karim")
    firm.add_user("lea")
    (first, _) = firm.do("outbox", "list", "--state", "queued")["items"]
    (firm.mails / f"{first['id']}.eml").mkdir(parents=True)
    answer = firm.run("--json", "outbox", "drain", str(firm.mails))
    assert answer.status == 5, answer
    told = answer.json
    assert (told["done"], told["later"], told["dead"], told["failed"]) == (1, 1, 0, 1)
    assert told["error"]["code"] == "unavailable"
    assert "Is a directory" in told["error"]["detail"]
    assert "1 could not be carried out" in answer.err
    assert "Is a directory" in answer.err
    # What waits for its next try was not tried now.
    again = firm.do("outbox", "drain", str(firm.mails))
    assert (again["failed"], again["error"]) == (0, None)


@pytest.mark.parametrize("change", ["order_lifetime=0h", "failures_per_source_max=0", "invite_lifetime=soon"])
def test_a_setting_that_cannot_be_is_refused_and_named(firm: Firm, change: str) -> None:
    before = firm.do("settings", "show")
    answer = firm.run("settings", "set", change)
    assert answer.status == 2
    assert change.split("=")[0] in answer.err
    assert firm.do("settings", "show") == before


# --- what is no store ---


@pytest.mark.parametrize("words", [["doctor"], ["due"], ["users", "list"], ["outbox", "list"]])
def test_an_empty_file_is_no_store_and_stays_empty(firm: Firm, words: list[str]) -> None:
    file = firm.folder / "empty.sqlite"
    file.touch()
    shutil.copy(f"{firm.store}.keys", f"{file}.keys")
    before = sorted(firm.folder.iterdir())
    answer = firm.run("--db", str(file), *words)
    assert answer.status == 3
    assert "no store" in answer.err
    assert file.stat().st_size == 0
    assert sorted(firm.folder.iterdir()) == before
    firm.environment["PARVIS_DB"] = str(file)
    assert firm.init().status == 0


@pytest.mark.parametrize("words", [["doctor"], ["due"], ["--index-words", "users", "list"]])
def test_a_database_of_another_program_is_no_store_and_is_left_as_it_is(firm: Firm, words: list[str]) -> None:
    file = firm.folder / "books.sqlite"
    with closing(sqlite3.connect(file)) as books:
        books.execute("CREATE TABLE matter(name TEXT)")
    shutil.copy(f"{firm.store}.keys", f"{file}.keys")
    before = file.read_bytes()
    answer = firm.run("--db", str(file), *words)
    assert answer.status == 3
    assert "no store" in answer.err
    assert file.read_bytes() == before
    with closing(sqlite3.connect(file)) as books:
        assert books.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_what_is_wrong_with_a_store_as_a_whole_is_said(firm: Firm) -> None:
    firm.sql("DROP TABLE parvis_seat_pool")
    answer = firm.run("doctor")
    assert answer.status == 3
    assert "SQL" in answer.err
    firm.store.write_text("no database " * 1000)
    answer = firm.run("doctor")
    assert answer.status == 3
    assert "not a database" in answer.err
