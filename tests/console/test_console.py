# SPDX-License-Identifier: BSL-1.0
"""The operator's tool as a process: every command as text and as JSON, its exit statuses, and what it keeps to itself."""

from __future__ import annotations

import email
import email.policy
import os
import pty
import shutil
import stat
import subprocess
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
    words = ["init", "--name", "Ravel", "--url", "https://ravel.example", "--first-name", "Anne", "--last-name", "Ravel"]
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
    assert firm.do("settings", "show") == before
    changed = firm.do(
        *("settings", "set", "invite_lifetime=12h", "languages=en,fr", "when_no_seat=refuse", "mails_per_address_max=7"),
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
    made = firm.do("invite", "create", "--label", "Fair", "--max-uses", "3", "--lifetime", "30d", "--domain", "example.org")
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
    assert {mail["To"].addresses[0].addr_spec for mail in mails} == {"zoe@example.org", "amira@example.org"}
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
    assert firm.do("users", "deactivate", who)["state"] == "inactive"
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


def test_whoever_waits_is_approved_or_refused(firm: Firm) -> None:
    assert firm.do("sign-ups", "list") == {"items": [], "next": None, "count": 0}
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


def test_licenses_are_bought(firm: Firm) -> None:
    prices = firm.do("licenses", "catalog")
    prices["plans"] = [{"code": "monthly", "term": 1, "unit": "month", "currency": "EUR"}]
    prices["prices"] = [{"sku": "core", "plan": "monthly", "amount": 4900}, {"sku": "outlook", "plan": "monthly", "amount": 0}]
    file = firm.folder / "prices.json"
    file.write_text(__import__("json").dumps(prices))
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


# --- upkeep ---


def test_the_outbox_is_listed_previewed_and_drained(firm: Firm) -> None:
    firm.add_user("karim")
    (queued,) = firm.do("outbox", "list", "--state", "queued")["items"]
    assert queued["effect"] == "mail_join"
    assert firm.refused("outbox", "retry", queued["id"]) == "illegal_transition"
    preview = firm.do("outbox", "preview", "mail_welcome", "--mail-language", "fr")
    assert preview["language"] == "fr"
    assert "Cabinet Beaumont" in preview["text"]
    assert firm.do("outbox", "drain", str(firm.mails), "--from", "portal@beaumont.example", "--from-name", "Beaumont") == {
        "done": 1,
        "void": 0,
        "later": 0,
        "dead": 0,
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
    assert set(done) == {"settled", "admitted", "lapsed", "reminded", "purged", "sealed", "abandoned"}
    assert firm.refused("due", "--limit", "0") == "out_of_range"


def test_a_healthy_store_has_no_finding(firm: Firm) -> None:
    firm.add_user("karim")
    del firm.environment["PARVIS_AS"]
    report = firm.do("doctor")
    assert report["found"] == 0
    assert report["items"] == []
    assert report["sums_judged"] is True
    rows = sum(
        firm.sql(f"SELECT count(*) FROM {table}")[0][0]
        for (table,) in firm.sql("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'parvis_%'")
        if "unsealed_at" in str(firm.sql(f"PRAGMA table_info({table})")) or "revision" in str(firm.sql(f"PRAGMA table_info({table})"))
    )
    assert report["rows"] == rows


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE parvis_seat_pool SET held = held - 1 WHERE sku = 'core'", [("seats_held", "seat_pool", "held", 2, 1)]),
        ("UPDATE parvis_seat_pool SET waiting = 3 WHERE sku = 'core'", [("queue_length", "seat_pool", "waiting", 0, 3)]),
        ("UPDATE parvis_counter SET count = 4 WHERE name LIKE 'active%'", [("administrators", "counter", "count", 1, 4)]),
        ("DELETE FROM parvis_code_claim WHERE account IN (SELECT id FROM parvis_account WHERE state = 1)",
         [("code_unclaimed", "account", "code", None, None)]),
        ("UPDATE parvis_account SET state = 77 WHERE state = 1",
         [("unreadable", "account", "state", None, None), ("seats_held", "seat_pool", "held", 1, 2)]),
        ("UPDATE parvis_account SET join_by = NULL WHERE state = 1", [("misfit", "account", "join_by", None, None)]),
        ("DELETE FROM parvis_settings", [("missing", "settings", "", None, None)]),
    ],
)  # fmt: skip
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
        f"_describe() {{ print -l -- ${{known%%:*}} }}; words=({' '.join(words[:-1])} '{words[-1]}'); CURRENT={len(words)}; _parvis",
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
        *("invited", "pending", "waiting", "active", "inactive", "rejected", "lapsed", "erased")
    }
    assert {"bash", "zsh", "fish"} <= completed(firm, shell, "parvis completion ")


def test_every_command_says_what_it_is_for(firm: Firm) -> None:
    told = firm.run("--help-all")
    assert told.status == 0
    for word in ("init", "settings", "invite", "sign-ups", "approve", "reject", "users", "licenses", "outbox", "audit"):
        assert word in told.out
