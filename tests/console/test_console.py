# SPDX-License-Identifier: BSL-1.0
"""The operator's tool as a process: every command as text and as JSON, its exit statuses, what it keeps to itself."""

from __future__ import annotations

import csv
import email
import email.policy
import email.utils
import json
import os
import pty
import shutil
import sqlite3
import stat
import subprocess
from contextlib import closing
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from conftest import PASSWORD, TOOL, Firm

# --- setting up ---


def test_a_workspace_is_set_up_once(empty: Firm) -> None:
    made = empty.init()
    assert made.status == 0
    assert UUID(made.json["administrator"])
    assert set(made.json["groups"]) == {"administrators", "members"}
    again = empty.init()
    assert again.status == 1
    assert again.json["error"]["code"] == "already_set_up"


def test_store_and_keys_are_for_their_owner_only(firm: Firm) -> None:
    for path in (firm.store, Path(f"{firm.store}.keys")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_keys_that_others_may_read_are_refused(firm: Firm) -> None:
    keys = Path(f"{firm.store}.keys")
    secret = keys.read_text().split()[2]
    keys.chmod(0o640)
    answer = firm.run("users", "list")
    assert answer.status == 3
    assert "others may read the keys" in answer.err
    assert secret not in answer.out + answer.err


def test_a_password_is_never_taken_from_the_command_line(empty: Firm) -> None:
    answer = empty.run("init", "--password", PASSWORD)
    assert answer.status == 2
    assert not empty.store.exists()


def test_a_password_is_asked_for_at_the_terminal_and_not_echoed(empty: Firm) -> None:
    words = [
        "init",
        "--name",
        "Ravel",
        "--url",
        "https://ravel.example",
        "--first-name",
        "Anne",
        "--last-name",
        "Ravel",
    ]
    child, terminal = pty.fork()
    if child == 0:
        os.execve(TOOL, [TOOL, *words, "--email", "anne@ravel.example", "--username", "anne"], empty.environment)
    seen = b""
    for question in (b"Password: ", b"Once more: "):
        while question not in seen:
            seen += os.read(terminal, 1000)
        os.write(terminal, PASSWORD.encode() + b"\n")
    try:
        while more := os.read(terminal, 1000):
            seen += more
    except OSError:  # Linux says so when the other end is closed
        pass
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert PASSWORD.encode() not in seen
    assert b"administrator" in seen
    os.close(terminal)


def test_a_store_that_is_not_there_is_not_made(empty: Firm) -> None:
    answer = empty.run("--json", "users", "list")
    assert (answer.status, answer.json["error"]["code"]) == (3, "not_there")
    assert not empty.store.exists()


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nothing"],
        ["users"],
        ["users", "list", "--state", "sleeping"],
        ["users", "show"],
        ["settings", "set", "colour=blue"],
        ["settings", "set", "invite_lifetime=soon"],
        ["settings", "set", "portal_name"],
        ["settings", "set", "fields=none"],
        ["invite", "show", "no-id"],
        ["approve"],
        ["licenses", "grant", "core", "many"],
        ["licenses", "grant", "core", "1", "--from", "tomorrow"],
        ["outbox", "preview", "mail_of_ours"],
        ["audit", "verify", "--through", "1"],
        ["completion", "tcsh"],
    ],
)
def test_what_is_typed_wrong_is_status_2(firm: Firm, words: list[str]) -> None:
    answer = firm.run(*words)
    assert answer.status == 2, answer
    assert answer.err != ""
    assert answer.out == ""


def test_who_acts_must_be_said(firm: Firm) -> None:
    del firm.environment["PARVIS_AS"]
    answer = firm.run("users", "list")
    assert answer.status == 2
    assert "--as" in answer.err
    for who in ("claire", "claire@beaumont.example", firm.made["administrator"]):
        assert firm.do("--as", who, "users", "list")["count"] == 1
    assert firm.refused("--as", "nobody", "users", "list") == "not_found"


def test_messages_are_in_the_language_that_is_asked_for(firm: Firm) -> None:
    answer = firm.run("--language", "fr", "users", "show", "nobody")
    assert answer.status == 1
    assert "introuvable" in answer.err or "trouv" in answer.err


# --- settings ---


def test_settings_are_shown_changed_and_previewed(firm: Firm) -> None:
    before = firm.do("settings", "show")
    assert before["signup_policy"] == "both"
    assert before["invite_lifetime"] == "3d"
    preview = firm.do("settings", "set", "--dry-run", "signup_policy=none")
    assert preview["impact"]["warnings"] == ["nobody_can_sign_up"]
    assert (preview["impact"]["access_requests"], preview["impact"]["capped"]) == (0, [])
    assert firm.do("settings", "show") == before
    changed = firm.do(
        *(
            "settings",
            "set",
            "invite_lifetime=12h",
            "languages=en,fr",
            "when_no_seat=refuse",
            "mails_per_address_max=7",
        ),
        *("support_contact=Ring us, daily", 'fields=[{"name":"company","requirement":"required","choices":["a","b"]}]'),
        'consents=[{"name":"terms","version":"2"}]',
    )["settings"]
    assert changed["revision"] == before["revision"] + 1
    assert changed["languages"] == ["en", "fr"]
    assert changed["fields"] == [
        {"name": "company", "requirement": "required", "asked_of": "portal", "choices": ["a", "b"]}
    ]
    assert firm.do("settings", "show") == changed
    assert firm.refused("settings", "set", "portal_url=ftp://here") == "invalid_form"
    assert "signup_policy" in firm.run("settings", "show").out


# --- links ---


def test_a_public_link_lives_and_dies(firm: Firm) -> None:
    made = firm.do(
        "invite", "create", "--label", "Fair", "--max-uses", "3", "--lifetime", "30d", "--domain", "example.org"
    )
    assert made["link"].startswith("https://portal.beaumont.example/invite?token=")
    assert firm.do("invite", "show", made["id"])["link"] == made["link"]
    rotated = firm.do("invite", "rotate", made["id"])
    assert rotated["link"] != made["link"]
    assert firm.do("invite", "close", made["id"])["link"] is None
    assert firm.do("invite", "list", "--state", "closed")["items"][0]["label"] == "Fair"
    assert firm.do("invite", "reopen", made["id"], "--keep")["link"] == rotated["link"]
    assert firm.do("invite", "revoke", made["id"])["state"] == "revoked"
    assert firm.refused("invite", "rotate", made["id"]) == "illegal_transition"
    assert made["link"] not in firm.run("invite", "list").out


def test_personal_links_are_mailed_and_shown_to_nobody(firm: Firm) -> None:
    answer = firm.run("--json", "invite", "send", "zoe@example.org", "no address", "amira@example.org")
    assert answer.status == 1
    assert [row["status"] for row in answer.json] == ["done", "email_invalid", "done"]
    invite = answer.json[0]["invite"]
    assert firm.do("invite", "show", invite)["link"] is None
    assert firm.do("invite", "resend", invite)["generation"] == 2
    assert firm.do("outbox", "drain", str(firm.mails))["done"] == 2
    mails = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in firm.mails.glob("*.eml")
    ]
    assert {email.utils.parseaddr(str(mail["To"]))[1] for mail in mails} == {"zoe@example.org", "amira@example.org"}
    for path in firm.mails.glob("*.eml"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


# --- people ---


def test_people_are_added_edited_and_moved(firm: Firm) -> None:
    karim = firm.add_user("karim", "--job-title", "Tax", "--mobile", "+33 6 12 34 56 78")
    assert (karim["state"], karim["access"], karim["mobile"]) == ("invited", ["core"], "+33612345678")
    who = "karim@example.org"
    assert firm.do("users", "edit", who, "--job-title", "", "--company", "Ravel")["job_title"] == ""
    assert firm.do("users", "show", who)["company"] == "Ravel"
    assert firm.do("users", "resend", who)["state"] == "invited"
    assert firm.refused("users", "access", who, "core,contract") == "no_seat"
    firm.do("licenses", "grant", "contract", "1")
    assert firm.do("users", "access", who, "core,contract", "--silent")["access"] == ["core", "contract"]
    assert firm.do("users", "privacy", who, "on")["overrides_privacy_since"] is not None
    assert firm.refused("users", "demand-password-change", who) == "illegal_transition"
    assert firm.do("users", "deactivate", who, "--reason", "left the firm")["state"] == "inactive"
    assert firm.do("audit", "list", "--subject", who)["items"][-1]["note_text"] == "left the firm"
    assert "left the firm" in firm.run("audit", "list").out
    assert firm.do("users", "list", "--state", "inactive")["items"][0]["email"] == who
    assert firm.do("users", "reactivate", who)["state"] == "invited"
    zoe = firm.do(
        *("users", "add", "--kind", "client", "--first-name", "Zoé", "--last-name", "O'Brien", "--email"),
        *("zoe@example.org", "--case-role", "client"),
    )
    assert (zoe["kind"], zoe["access"], zoe["case_role"]) == ("client", ["client"], "client")
    assert firm.refused("users", "deactivate", "claire") == "last_administrator"
    text = firm.run("users", "list", "--state", "invited").out
    assert "Zoé" in text
    assert "karim@example.org" in text


def test_people_are_looked_for_and_counted(firm: Firm) -> None:
    firm.add_user("karim", "--company", "Société Ravel")
    firm.do(
        *(
            "users",
            "add",
            "--kind",
            "client",
            "--first-name",
            "Zoé",
            "--last-name",
            "Ábel",
            "--email",
            "zoe@example.org",
        )
    )

    def found(*words: str) -> list[str]:
        return [account["email"].partition("@")[0] for account in firm.do("users", "list", *words)["items"]]

    assert found() == ["claire", "karim", "zoe"]
    assert found("--sort", "name") == ["zoe", "claire", "karim"]
    assert found("--sort", "email", "--descending") == ["zoe", "karim", "claire"]
    assert found("--state", "active", "--state", "pending") == ["claire"]
    assert found("--kind", "client") == ["zoe"]
    assert found("--text", "abel zo") == ["zoe"]
    assert found("--company", "societe ravel") == ["karim"]
    assert found("--group", "Members") == ["karim"]
    assert found("--access", "core", "--sort", "name", "--begins-with", "mor") == ["karim"]
    first = firm.do("users", "list", "--limit", "2")
    assert (first["count"], len(first["items"])) == (3, 2)
    assert found("--limit", "2", "--after", first["next"]) == ["zoe"]
    counts = firm.do("users", "count", "--kind", "user", "--kind", "client")
    assert counts["total"] == 3
    assert {row["state"]: row["count"] for row in counts["items"] if row["count"]} == {"active": 1, "invited": 2}
    assert "invited" in firm.run("users", "count").out


def test_groups_say_what_users_may_do(firm: Firm) -> None:
    assert [group["name"] for group in firm.do("groups", "list")] == ["Administrators", "Members"]
    made = firm.do("groups", "add", "Tax", "--permission", "tax.read", "--permission", "core.templates")
    assert (made["permissions"], made["host_permissions"], made["active"]) == ([], ["tax.read", "core.templates"], 0)
    firm.add_user("karim")
    who = "karim@example.org"
    assert firm.do("users", "group", who, "Tax")["group"] == made["id"]
    assert firm.run("--json", "users", "group", who, "Nobody").status == 2
    assert firm.refused("groups", "remove", "Tax") == "group_in_use"
    assert firm.do("groups", "edit", "Tax", "--name", "Taxes", "--manages-users")["permissions"] == ["users.manage"]
    assert firm.do("groups", "edit", "Taxes", "--manages-no-users")["permissions"] == []
    assert firm.refused("groups", "edit", "Administrators", "--manages-no-users") == "last_administrator"
    assert firm.do("users", "permissions", "claire")["permissions"] == ["users.manage", "sign_ups.decide", "core"]
    firm.do("users", "group", who, "Members")
    assert firm.do("groups", "remove", "Taxes")["name"] == "Taxes"
    assert "Administrators" in firm.run("groups", "list").out
    assert firm.do("doctor")["found"] == 0


def test_people_are_banned_and_replaced(firm: Firm) -> None:
    firm.add_user("karim")
    who = "karim@example.org"
    assert firm.run("users", "ban", who).status == 2
    banned = firm.do("users", "ban", who, "--reason", "lent the key", "--until", "2099-01-01")
    assert (banned["ban_reason"], banned["banned_until"]) == ("lent the key", "2099-01-01T00:00:00Z")
    for words, wanted in (
        (("--bans", "banned"), [who]),
        (("--bans", "not_banned"), ["claire@beaumont.example"]),
        (("--sort", "banned_at"), [who]),
        (("--bans", "not_banned", "--sort", "banned_at"), []),
    ):
        assert [one["email"] for one in firm.do("users", "list", *words)["items"]] == wanted
    assert firm.do("users", "count", "--bans", "not_banned")["total"] == 1
    assert firm.refused("users", "ban", "claire", "--reason", "tired") == "own_account"
    assert firm.do("users", "unban", who)["banned_at"] is None
    moved = firm.do(
        *("users", "replace", who, "--first-name", "Lea", "--last-name", "Roux", "--email", "lea@example.org"),
        *("--group", "Members", "--seniority", "lawyer", "--reason", "moved abroad"),
    )
    assert (moved["left"]["state"], moved["added"]["state"]) == ("inactive", "invited")
    assert "moved abroad" in [event["note_text"] for event in firm.do("audit", "list", "--subject", who)["items"]]
    assert firm.do("settings", "set", "ban_frees_seat=on")["settings"]["ban_frees_seat"] == "on"
    assert firm.do("doctor")["found"] == 0


def test_whoever_waits_is_approved_or_refused(firm: Firm) -> None:
    assert firm.do("sign-ups", "list") == {"items": [], "next": None, "count": 0, "capped": []}
    assert firm.do("approve", "--all-pending") == []
    firm.add_user("karim")
    answer = firm.run("--json", "approve", "karim@example.org", "claire")
    assert answer.status == 1
    assert [row["status"] for row in answer.json] == ["illegal_transition", "illegal_transition"]
    answer = firm.run("--json", "reject", "karim@example.org", "--reason", "unknown", "--silent")
    assert answer.status == 1
    assert answer.json[0]["error"]["code"] == "illegal_transition"
    assert firm.refused("reopen", "karim@example.org") == "illegal_transition"
    assert firm.do("sign-ups", "show", "karim@example.org")["state"] == "invited"


# --- licenses ---


def test_seats_are_granted_reserved_and_reported(firm: Firm) -> None:
    assert firm.do("licenses", "grant", "core", "2", "--until", "2099-01-01")["granted"] == 7
    grants = firm.do("licenses", "grants", "core")
    assert [grant["quantity"] for grant in grants] == [2, 5]
    assert grants[0]["ends_at"] == "2099-01-01T00:00:00Z"
    assert firm.do("licenses", "end-grant", grants[0]["id"])["granted"] == 5
    assert firm.do("licenses", "overage", "core", "3")["capacity"] == 8
    kept = firm.do("licenses", "reserve", "core", "2", "--for", "3d", "--purpose", "trainees")
    assert firm.do("licenses", "reservations", "core")[0]["purpose"] == "trainees"
    firm.add_user("karim", "--reservation", kept["id"])
    assert firm.do("licenses", "release", kept["id"])["left"] == 0
    holders = firm.do("licenses", "holders", "core")["items"]
    assert [holder["email"] for holder in holders] == ["claire@beaumont.example", "karim@example.org"]
    assert firm.do("licenses", "use", "core")[-1]["peak"] == 3
    forecast = firm.do("licenses", "preview", "--people", "core=7", "--account", "claire")
    assert forecast["items"][0]["lacks"] == 1
    pools = {pool["sku"]: pool for pool in firm.do("licenses", "pools")}
    assert pools["core"]["held"] == 2
    assert "core" in firm.run("licenses", "pools").out


def test_seats_are_granted_and_reserved_once_under_an_id(firm: Firm) -> None:
    under = ("--id", "6f1c0a53-0d3e-4c22-9a50-7a1d6d0f4c11")
    for _ in range(2):
        assert firm.do("licenses", "grant", "core", "2", *under)["granted"] == 7
        assert firm.do("licenses", "reserve", "core", "2", *under)["id"] == under[1]
    assert firm.refused("licenses", "grant", "core", "3", *under) == "key_taken"
    assert firm.refused("licenses", "reserve", "core", "3", *under) == "key_taken"
    assert firm.run("licenses", "grant", "core", "2", "--id", "six").status == 2


def test_licenses_are_bought(firm: Firm) -> None:
    prices = firm.do("licenses", "catalog")
    prices["plans"] = [{"code": "monthly", "term": 1, "unit": "month", "currency": "EUR"}]
    prices["prices"] = [
        {"sku": "core", "plan": "monthly", "amount": 4900},
        {"sku": "outlook", "plan": "monthly", "amount": 0},
    ]
    file = firm.folder / "prices.json"
    file.write_text(json.dumps(prices))
    assert firm.do("licenses", "set-catalog", str(file))["revision"] == 1
    assert firm.refused("licenses", "set-catalog", str(file)) == "stale"
    assert firm.do("licenses", "quote", "monthly", "core=2")["total"] == 9800
    order = firm.do("licenses", "order", "monthly", "core=2", "--key", "2026-17")
    assert (order["state"], order["total"]) == ("open", 9800)
    assert firm.do("licenses", "order", "monthly", "core=2", "--key", "2026-17")["id"] == order["id"]
    assert firm.refused("licenses", "order", "monthly", "core=3", "--key", "2026-17") == "key_taken"
    assert firm.do("licenses", "orders")["items"][0]["key"] == "2026-17"
    assert firm.do("licenses", "cancel-order", order["id"])["state"] == "abandoned"
    assert firm.do("licenses", "show-order", order["id"])["state"] == "abandoned"
    free = firm.do("licenses", "order", "monthly", "outlook=1", "--key", "free")
    assert free["state"] == "granted"
    file.write_text("{}")
    assert firm.run("licenses", "set-catalog", str(file)).status == 2
    assert firm.run("licenses", "set-catalog", str(firm.folder / "none.json")).status == 3


def test_an_order_that_was_paid_is_granted_once(firm: Firm) -> None:
    prices = firm.do("licenses", "catalog")
    prices["plans"] = [{"code": "monthly", "term": 1, "unit": "month", "currency": "EUR"}]
    prices["prices"] = [{"sku": "core", "plan": "monthly", "amount": 4900}]
    file = firm.folder / "prices.json"
    file.write_text(json.dumps(prices))
    firm.do("licenses", "set-catalog", str(file))
    orders = [firm.do("licenses", "order", "monthly", "core=2", "--key", key)["id"] for key in ("2026-17", "2026-18")]
    assert firm.run("licenses", "paid", orders[0]).status == 2
    for _ in range(2):
        assert firm.do("licenses", "paid", orders[0], "--reference", "transfer 4711")["state"] == "granted"
        assert {pool["sku"]: pool["granted"] for pool in firm.do("licenses", "pools")}["core"] == 7
    assert firm.refused("licenses", "paid", orders[1], "--reference", "transfer 4711") == "key_taken"
    assert firm.do("licenses", "orders")["items"][0]["id"] == orders[1]
    assert firm.do("doctor")["found"] == 0


# --- upkeep ---


def test_the_outbox_is_listed_previewed_and_drained(firm: Firm) -> None:
    firm.add_user("karim")
    (queued,) = firm.do("outbox", "list", "--state", "queued")["items"]
    assert queued["effect"] == "mail_join"
    assert firm.refused("outbox", "retry", queued["id"]) == "illegal_transition"
    preview = firm.do("outbox", "preview", "mail_welcome", "--mail-language", "fr")
    assert preview["language"] == "fr"
    assert "Cabinet Beaumont" in preview["text"]
    assert firm.do(
        "outbox", "drain", str(firm.mails), "--from", "portal@beaumont.example", "--from-name", "Beaumont"
    ) == {
        "done": 1,
        "void": 0,
        "later": 0,
        "dead": 0,
        "failed": 0,
        "error": None,
    }
    (mail,) = firm.mails.glob("*.eml")
    read = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
    assert read["From"] == "Beaumont <portal@beaumont.example>"
    assert firm.do("outbox", "list", "--state", "done")["items"][0]["id"] == queued["id"]
    assert firm.do("outbox", "list") == {"items": [], "next": None}


def test_the_trail_is_listed_sealed_and_verified(firm: Firm) -> None:
    events = firm.do("audit", "list")["items"]
    assert [event["what"] for event in events[:2]] == ["workspace_set_up", "settings_changed"]
    assert len(firm.do("audit", "list", "--limit", "1")["items"]) == 1
    assert firm.do("audit", "list", "--subject", "claire")["items"][0]["what"] == "workspace_set_up"
    sealed = firm.do("audit", "seal")
    assert sealed["sealed"] == len(events)
    report = firm.do("audit", "verify", "--through", sealed["head"]["anchor"])
    assert (report["verified"], report["first_bad"]) == (len(events), None)
    assert firm.do("audit", "verify", "--from", sealed["head"]["anchor"])["verified"] == 0
    firm.sql("UPDATE parvis_event SET number = 99 WHERE position = 2")
    answer = firm.run("--json", "audit", "verify")
    assert answer.status == 4
    assert answer.json["first_bad"] == {"position": 2, "event": events[1]["id"], "defect": "altered"}


def test_what_is_due_is_done(firm: Firm) -> None:
    done = firm.do("due")
    assert done["sealed"] >= 2
    wanted = "settled admitted lapsed reminded purged sealed abandoned unbanned erased indexed"
    assert set(done) == set(wanted.split())
    assert firm.refused("due", "--limit", "0") == "out_of_range"


def test_a_healthy_store_has_no_finding(firm: Firm) -> None:
    firm.add_user("karim")
    del firm.environment["PARVIS_AS"]
    report = firm.do("doctor")
    assert report["found"] == 0
    assert report["items"] == []
    assert report["sums_judged"] is True
    tables = [name for (name,) in firm.sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
    of_rows = [
        name for name in tables if any(column[1] == "revision" for column in firm.sql(f"PRAGMA table_info({name})"))
    ]
    rows = sum(firm.sql(f"SELECT count(*) FROM {name}")[0][0] for name in of_rows)
    assert report["rows"] == rows


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE parvis_seat_pool SET held = 1 WHERE sku = 'core'", [("seats_held", "seat_pool", "held", 2, 1)]),
        ("UPDATE parvis_seat_pool SET waiting = 3", 3 * [("queue_length", "seat_pool", "waiting", 0, 3)]),
        ("UPDATE parvis_counter SET count = 4", [("administrators", "counter", "count", 1, 4)]),
        (
            "DELETE FROM parvis_code_claim WHERE account IN (SELECT id FROM parvis_account WHERE state = 1)",
            [("code_unclaimed", "account", "code", None, None)],
        ),
        (
            "UPDATE parvis_account SET state = 77 WHERE state = 1",
            [("unreadable", "account", "state", None, None), ("seats_held", "seat_pool", "held", 1, 2)],
        ),
        ("UPDATE parvis_account SET join_by = NULL WHERE state = 1", [("misfit", "account", "join_by", None, None)]),
        ("DELETE FROM parvis_settings", [("missing", "settings", "", None, None)]),
    ],
)
def test_each_damage_is_found_and_nothing_else(
    firm: Firm, statement: str, found: list[tuple[str, str, str, int | None, int | None]]
) -> None:
    firm.add_user("karim")
    firm.sql(statement)
    answer = firm.run("--json", "doctor")
    assert answer.status == 4
    told = [(row["defect"], row["kind"], row["column"], row["expected"], row["found"]) for row in answer.json["items"]]
    assert told == found
    text = firm.run("doctor")
    assert text.status == 4
    assert found[0][0] in text.out


def test_what_is_no_store_is_status_3(firm: Firm) -> None:
    firm.store.write_text("no database " * 1000)
    assert firm.run("doctor").status == 3


# --- what it keeps to itself, and how it is completed ---


def test_no_secret_is_printed_but_a_link_that_was_asked_for(firm: Firm) -> None:
    key = Path(f"{firm.store}.keys").read_text().split()[2]
    firm.add_user("karim")
    firm.do("invite", "create")
    for words in (
        ["users", "list"],
        ["users", "show", "claire"],
        ["outbox", "list", "--state", "queued"],
        ["audit", "list"],
        ["invite", "list"],
        ["settings", "show"],
        ["doctor"],
    ):
        for options in ([], ["--json"]):
            answer = firm.run(*options, *words)
            assert answer.status == 0
            for secret in (key, PASSWORD, "$scrypt$", "token=i1.", "token=j1."):
                assert secret not in answer.out + answer.err, (words, secret)


def completed(firm: Firm, shell: str, line: str) -> set[str]:
    script = firm.folder / f"completion.{shell}"
    script.write_text(firm.run("completion", shell).out)
    words = line.split(" ")
    tells = {
        "bash": f"source {script}; COMP_WORDS=({' '.join(words[:-1])} '{words[-1]}'); COMP_CWORD={len(words) - 1}; "
        '_parvis; printf "%s\\n" "${COMPREPLY[@]}"',
        "fish": f"source {script}; complete -C '{line}' | string replace -r '\\t.*' ''; true",
        "zsh": f"autoload -U compinit; compinit -D; source {script}; compadd() {{ shift; print -l -- $@ }}; "
        f"_describe() {{ print -l -- ${{known%%:*}} }}; words=({' '.join(words[:-1])} '{words[-1]}'); "
        f"CURRENT={len(words)}; _parvis",
    }
    options = {"bash": ["--norc"], "fish": ["--no-config"], "zsh": ["-f"]}
    path = shutil.which(shell)
    assert path is not None, f"{shell} is missing"
    done = subprocess.run(
        [path, *options[shell], "-c", tells[shell]], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr == ""
    return set(done.stdout.split())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_what_is_typed(firm: Firm, shell: str) -> None:
    firm.environment["HOME"] = str(firm.folder)
    assert {"users", "invite", "doctor", "completion"} <= completed(firm, shell, "parvis ")
    users = completed(firm, shell, "parvis --json users ")
    assert {"list", "add", "deactivate"} <= users
    assert "doctor" not in users
    assert completed(firm, shell, "parvis users list --state ") == {
        *("invited", "pending", "waiting", "active", "inactive", "rejected", "lapsed")
    }
    assert {"bash", "zsh", "fish"} <= completed(firm, shell, "parvis completion ")


def test_every_command_says_what_it_is_for(firm: Firm) -> None:
    told = firm.run("--help-all")
    assert told.status == 0
    for word in ("init", "settings", "invite", "sign-ups", "approve", "reject", "users", "licenses", "outbox", "audit"):
        assert word in told.out


# --- another access ---


def asks_for_both(firm: Firm, name: str, decide_by: str) -> str:
    """A client who is in and asks to be a collaborator too."""
    address = f"{name}@example.org"
    words = ("--first-name", name.title(), "--last-name", "Roux", "--email", address)
    who = firm.do("users", "add", "--kind", "client", *words)["id"]
    at = int(datetime.fromisoformat(decide_by).timestamp()) * 1_000_000
    firm.sql(
        "UPDATE parvis_account SET state = 4, join_by = NULL, asked_access = 3, decide_by = ? WHERE id = ?",
        *(at, UUID(who).bytes),
    )
    return address


def test_requests_for_another_access_are_listed_granted_and_refused(firm: Firm) -> None:
    firm.do("settings", "set", "access_requests=by_user")
    late = asks_for_both(firm, "lea", "2098-01-01T00:00:00+00:00")
    early = asks_for_both(firm, "zoe", "2097-01-01T00:00:00+00:00")
    firm.add_user("karim")
    listed = firm.do("access-requests", "list")
    assert [one["email"] for one in listed["items"]] == [early, late]
    assert listed["count"] == 2
    shown = firm.run("access-requests", "list").out
    assert "client, collaborator" in shown
    assert "2097-01-01T00:00:00Z" in shown
    assert "another access" in firm.run("approve", "--help").out
    assert firm.do("settings", "set", "--dry-run", "access_requests=off")["impact"]["access_requests"] == 2

    granted = firm.do("access-requests", "approve", early)
    assert (granted["access"], granted["asked_access"]) == (["client", "collaborator"], [])
    refused = firm.do("access-requests", "reject", late, "--reason", "not now", "--silent")
    assert (refused["access"], refused["asked_access"]) == (["client"], [])
    assert firm.do("access-requests", "list")["items"] == []
    for verb in ("approve", "reject"):
        answer = firm.run("access-requests", verb, late)
        assert answer.status == 1
        assert f"{late}: asks for no other access (illegal_transition)" in answer.err


# --- many people, and what is held about one ---

HEADER = "kind,key,first_name,last_name,email,seniority,job_title\n"


def people_file(firm: Firm, count: int) -> Path:
    file = firm.folder / "people.csv"
    rows = (f'client,p{n},Given{n},"Family, the {n}th",p{n}@example.org,,\r\n' for n in range(count))
    file.write_text("\ufeff" + HEADER + "".join(rows))
    return file


def test_what_was_not_counted_to_its_end_is_said_to_be_more(firm: Firm) -> None:
    assert firm.do("import", str(people_file(firm, 9_999)), "--key", "first")["made"] == 9_999
    listed = firm.do("users", "list", "--state", "invited", "--limit", "1")
    assert (listed["count"], listed["capped"]) == (9_999, [])
    file = firm.folder / "more.csv"
    file.write_text(HEADER + "".join(f"client,m{n},Given,Family,m{n}@example.org,,\n" for n in range(2)))
    assert firm.do("import", str(file), "--key", "second")["made"] == 2

    listed = firm.do("users", "list", "--limit", "1")
    assert (listed["count"], listed["capped"]) == (10_000, ["count"])
    assert ["count", "10000 or more"] in [line.split(maxsplit=1) for line in firm.run("users", "list").out.splitlines()]
    counted = firm.do("users", "count")
    assert (counted["total"], counted["capped"]) == (10_001, ["total"])
    assert [row["state"] for row in counted["items"] if row["capped"]] == ["invited"]
    shown = [line.split(maxsplit=1) for line in firm.run("users", "count").out.splitlines()]
    assert ["total", "10001 or more"] in shown
    assert ["invited", "10000 or more"] in shown
    assert ["active", "1"] in shown


def test_no_row_makes_an_administrator_unless_it_is_said_that_rows_may(firm: Firm) -> None:
    file = firm.folder / "people.csv"
    file.write_text(HEADER + "user,karim,Karim,Moreau,karim@example.org,lawyer,\n")
    words = ("import", str(file), "--key", "2026", "--group", "Administrators")
    refused = firm.run("--json", *words)
    assert (refused.status, refused.json["items"][0]["reason"]) == (1, "invalid_form group=group_not_allowed")
    assert firm.do(*words, "--administrators")["made"] == 1


def test_people_are_imported_once(firm: Firm) -> None:
    file = people_file(firm, 20)
    with file.open("a") as more:
        more.write(
            "client,bad,No,Address,here,,\nuser,karim,Karim,Moreau,karim@example.org,lawyer,Tax\ninvite,zoe,,,zoe@example.org,,\n"
        )
    words = ("import", str(file), "--key", "2026", "--group", "Members")
    dry = firm.run("--json", *words, "--dry-run")
    assert (dry.status, dry.json["made"], dry.json["refused"]) == (1, 22, 1)
    assert firm.do("users", "list", "--state", "invited")["count"] == 0
    done = firm.run("--json", *words)
    assert done.status == 1
    told = done.json
    assert (told["key"], told["rows"], told["made"], told["refused"]) == ("2026", 23, 22, 1)
    assert [(row["number"], row["key"], row["fate"]) for row in told["items"]] == [(21, "bad", "refused")]
    assert "email=email_invalid" in told["items"][0]["reason"]
    again = firm.run("--json", *words).json
    assert (again["made"], again["already"], again["refused"]) == (0, 22, 1)
    assert firm.do("users", "list", "--state", "invited")["count"] == 21
    assert firm.do("users", "show", "p3@example.org")["last_name"] == "Family, the 3th"
    assert firm.do("invite", "list")["items"][0]["email"] == "zoe@example.org"
    assert "bad" in firm.run(*words).out
    assert firm.do("doctor")["found"] == 0


def test_keys_of_two_lists_are_not_taken_for_one_another(firm: Firm) -> None:
    files = {}
    for month in ("jan", "feb"):
        (firm.folder / month).mkdir()
        files[month] = firm.folder / month / "people.csv"
        files[month].write_text(f"kind,key,first_name,last_name,email\nclient,1,Ada,Roux,{month}@example.org\n")
        answer = firm.run("import", str(files[month]))
        assert answer.status == 2, answer
        assert "--key" in answer.err
    assert firm.sql("SELECT count(*) FROM parvis_import_run") == [(0,)]
    for month, file in files.items():
        assert firm.do("import", str(file), "--key", month)["made"] == 1
        assert firm.do("import", str(file), "--key", month)["already"] == 1
    # Without keys an address says who a row is, in whichever file it stands, and a file may be mended and run again.
    for count in (1, 2):
        rows = "".join(f"client,Ada,Roux,p{n}@example.org\n" for n in range(count))
        files["jan"].write_text("kind,first_name,last_name,email\n" + rows)
        done = firm.do("import", str(files["jan"]))
        assert (done["key"], done["made"], done["already"]) == ("people.csv", 1, count - 1)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no line of names"),
        ("email,colour\n", "colour"),
        ("email\na@example.org,b\n", "row 1"),
        ("kind,email\nghost,a@example.org\n", "row 1"),
        ('email\n"a@example.org\n', "row"),
    ],
)
def test_a_file_that_cannot_be_read_imports_nobody(firm: Firm, text: str, why: str) -> None:
    file = firm.folder / "people.csv"
    file.write_text(text)
    answer = firm.run("import", str(file), "--kind", "client")
    assert answer.status == 2, answer
    assert why in answer.err
    assert firm.run("import", str(firm.folder / "none.csv")).status == 3
    assert firm.sql("SELECT count(*) FROM parvis_import_run") == [(0,)]


def test_an_import_that_is_killed_goes_on_where_it_was(firm: Firm) -> None:
    count = 1500
    file = people_file(firm, count)
    words = ["import", str(file), "--key", "2026", "--rows-at-once", "25"]
    running = subprocess.Popen([TOOL, *words], env=firm.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while firm.sql("SELECT count(*) FROM parvis_account")[0][0] < 200:
        assert running.poll() is None, "it was over before it could be killed"
    running.kill()
    running.communicate()
    done = firm.do(*words)
    assert (done["rows"], done["made"] + done["already"], done["refused"]) == (count, count, 0)
    assert 200 <= done["already"] + 1 < count
    assert firm.sql("SELECT count(*), count(DISTINCT email_key), count(DISTINCT code) FROM parvis_account") == [
        (count + 1, count + 1, count + 1)
    ]
    assert firm.do("doctor")["found"] == 0


def test_accounts_are_exported_as_a_table_that_a_spreadsheet_may_open(firm: Firm) -> None:
    firm.do(
        "users", "add", "--kind", "client", "--first-name", "=1+1", "--last-name", "Moreau", "--email", "k@example.org"
    )
    file = firm.folder / "accounts.csv"
    assert firm.do("export", str(file))["rows"] == 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with file.open(newline="", encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["email"] for row in rows] == ["claire@beaumont.example", "k@example.org"]
    assert rows[1]["first_name"] == "'=1+1"
    printed = firm.run("export", "-", "--state", "active", "--column", "email", "--column", "state")
    assert printed.out.splitlines() == ['"email","state"', '"claire@beaumont.example","active"']
    assert firm.run("--json", "export", "-").status == 2
    assert firm.refused("export", str(file), "--column", "password") == "invalid_form"


def test_a_table_begins_with_a_byte_order_mark_if_it_is_asked_for(firm: Firm) -> None:
    file = firm.folder / "accounts.csv"
    for words, begun in ((("--bom",), b'\xef\xbb\xbf"email"\r\n'), ((), b'"email"\r\n')):
        firm.do("export", str(file), "--column", "email", *words)
        assert file.read_bytes().startswith(begun)
    assert firm.run("export", "-", "--bom").out.startswith("\ufeff")
    assert firm.run("export", "-", "--bom", "--column", "password").out == ""


def test_a_person_is_told_all_and_erased(firm: Firm) -> None:
    firm.add_user("karim")
    told = firm.do("person", "export", "karim@example.org")
    assert told["sections"]["account"][0]["email"] == "karim@example.org"
    assert "karim@example.org" in firm.run("person", "export", "karim@example.org").out
    assert firm.run("person", "erase", "karim@example.org").status == 2
    assert firm.do("person", "erase", "karim@example.org", "--yes")["state"] == "erased"
    assert firm.refused("person", "export", told["account"]) == "not_found"
    assert firm.refused("person", "erase", "claire", "--yes") == "last_administrator"
    firm.do("due")
    with closing(sqlite3.connect(firm.store)) as connection:
        assert "karim@example.org" not in "\n".join(connection.iterdump())
    assert firm.do("doctor")["found"] == 0


def test_progress_is_told_to_a_terminal_only(firm: Firm) -> None:
    file = people_file(firm, 60)
    assert firm.run("import", str(file), "--key", "2026", "--dry-run").err == ""
    reading, terminal = pty.openpty()
    words = [TOOL, "import", str(file), "--key", "2026", "--rows-at-once", "20"]
    done = subprocess.run(
        words, env=firm.environment, stdout=subprocess.PIPE, stderr=terminal, timeout=120, check=False
    )
    os.close(terminal)
    assert done.returncode == 0
    assert b"rows settled: 60 of 60 [######" in os.read(reading, 100_000)
    os.close(reading)
