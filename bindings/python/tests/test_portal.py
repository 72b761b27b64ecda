# SPDX-License-Identifier: BSL-1.0
"""The main job, on both built-in storages and on one in Python."""

from __future__ import annotations

import asyncio
import email
import email.policy
import inspect
import re
import threading
import unicodedata
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import FAST, PASSWORD, Firm, Inbox, Maker, Unicode, open_portal, set_up, token_of

import parvis
import parvis.aio
from parvis import AccountKind, AccountState, Code, EventType, InviteOptions, SeatGrant


def test_a_request_is_received_proven_approved_and_signs_in(firm: Firm) -> None:
    firm.open_form()
    applicant = firm.sign_up("zoe")
    assert applicant.state is AccountState.PENDING
    assert applicant.email == "zoe@example.org"
    assert applicant.created_at.tzinfo is UTC
    assert datetime.now(UTC) - applicant.created_at < timedelta(minutes=5)
    assert applicant.decide_by is not None
    assert applicant.group is None
    page = firm.portal.list_accounts(firm.claire, count_cap=10)
    assert [one.id for one in page.items] == [applicant.id]
    assert (page.count, page.next) == (1, "")
    approved = firm.portal.approve(firm.claire, account=applicant.id, seen=applicant.revision)
    assert approved.state is AccountState.ACTIVE
    assert firm.portal.approve(firm.claire, account=applicant.id) == approved
    signed_in = firm.portal.sign_in(firm.host, identifier="zoe", password="nine amber herons dive")
    assert signed_in.id == applicant.id
    with pytest.raises(parvis.StateError) as wrong:
        firm.portal.sign_in(replace(firm.host, language="fr"), identifier="zoe", password=PASSWORD)
    assert wrong.value.code is Code.CREDENTIALS_WRONG
    assert wrong.value.message == parvis.message(Code.CREDENTIALS_WRONG, "fr")


def test_every_error_of_a_form_comes_at_once_with_its_field_code_and_message(firm: Firm) -> None:
    firm.open_form()
    with pytest.raises(parvis.RequestError) as refused:
        firm.portal.sign_up(
            replace(firm.host, language="fr"),
            first_name="",
            last_name="O'Brien",
            username="a",
            email="nobody",
            password="short",
        )
    assert refused.value.code is Code.INVALID_FORM
    told = {one.field: one.code for one in refused.value.fields}
    assert told == {
        "first_name": Code.REQUIRED,
        "username": Code.TOO_SHORT,
        "email": Code.EMAIL_INVALID,
        "password": Code.PASSWORD_TOO_SHORT,
    }
    assert refused.value.fields[0].message == "Ce champ est obligatoire."
    assert not refused.value.retryable


def test_one_of_many_threads_gets_the_last_seat(firm: Firm) -> None:
    firm.open_form()
    people = [firm.sign_up(f"guest{n}", AccountKind.COLLABORATOR) for n in range(6)]
    start = threading.Barrier(len(people))

    def approve(one: parvis.AccountView) -> AccountState:
        start.wait()
        return firm.portal.approve(firm.claire, account=one.id).state

    with ThreadPoolExecutor(len(people)) as pool:
        states = list(pool.map(approve, people))
    assert sorted(states) == [AccountState.WAITING] * 5 + [AccountState.ACTIVE]
    queue = firm.portal.search_accounts(firm.claire, sort=parvis.AccountSort.QUEUED_AT).items
    assert len(queue) == 5
    assert [one.queued_at for one in queue] == sorted(one.queued_at for one in queue if one.queued_at)
    pool_view = next(one for one in firm.portal.list_pools(firm.claire) if one.sku == "collaborators")
    assert (pool_view.capacity, pool_view.held, pool_view.waiting, pool_view.remaining) == (1, 1, 5, 0)
    assert pool_view.next_change_at is None
    assert firm.portal.grant_seats(firm.claire, SeatGrant("collaborators", 2)).held == 3


def test_links_are_made_shown_rotated_closed_reopened_and_revoked(firm: Firm) -> None:
    made = firm.portal.create_invite(firm.claire, InviteOptions(label="Fair", lifetime=timedelta(days=2), max_uses=3))
    assert made.invite.max_uses == 3
    assert made.invite.expires_at == made.invite.created_at + timedelta(days=2)
    shown = firm.portal.show_invite(firm.claire, made.invite.id)
    assert shown.link == made.link
    assert firm.portal.check_invite(firm.host, token_of(made.link)).portal_name == "Cabinet Ravel"
    rotated = firm.portal.rotate_invite(firm.claire, made.invite.id)
    with pytest.raises(parvis.RequestError, match="invite_invalid"):
        firm.portal.check_invite(firm.host, token_of(made.link))
    assert firm.portal.close_invite(firm.claire, made.invite.id).link == ""
    reopened = firm.portal.reopen_invite(firm.claire, made.invite.id, parvis.LinkFate.KEEP)
    assert reopened.link == rotated.link
    assert [one.id for one in firm.portal.invites(firm.claire, state=parvis.InviteState.OPEN)] == [made.invite.id]
    assert firm.portal.revoke_invite(firm.claire, made.invite.id).invite.state is parvis.InviteState.REVOKED


def test_bulk_commands_answer_for_each_row(firm: Firm) -> None:
    firm.open_form()
    told = firm.portal.invite_people(
        firm.claire,
        [parvis.Invitee("a@example.org", "fr"), parvis.Invitee("nobody"), parvis.Invitee("claire@example.org")],
    )
    assert [one.error and one.error.code for one in told] == [None, Code.EMAIL_INVALID, Code.EMAIL_TAKEN]
    assert told[0].invite is not None
    assert told[0].invite.type is parvis.InviteType.PERSONAL
    assert firm.portal.resend_invite(firm.claire, told[0].invite.id, parvis.LinkFate.ROTATE).link == ""
    first, second, third = (firm.sign_up(name) for name in ("ada", "bo-b", "cyd"))
    nobody = uuid.uuid4()
    rows = firm.portal.approve_each(
        firm.claire, [parvis.ApproveRequest(first.id, first.revision), parvis.ApproveRequest(nobody)]
    )
    assert rows[0].view is not None
    assert rows[0].view.state is AccountState.ACTIVE
    assert rows[1].error is not None
    assert (rows[1].account, rows[1].error.code) == (nobody, Code.NOT_FOUND)
    refused = firm.portal.reject_each(firm.claire, [parvis.RejectRequest(second.id, reason="no")])
    assert refused[0].view is not None
    assert refused[0].view.state is AccountState.REJECTED
    assert firm.portal.reopen(firm.claire, account=second.id).state is AccountState.PENDING
    assert (
        firm.portal.reject(firm.claire, account=second.id, notice=parvis.Notice.SILENT).state is AccountState.REJECTED
    )
    assert [one.account for one in firm.portal.approve_pending(firm.claire, 10)] == [third.id]


def test_people_are_looked_for_counted_and_paged(make_storage: Maker) -> None:
    firm = Firm(make_storage(), text=Unicode())
    made: dict[str, parvis.AccountView] = {}
    for name in ("Zoé", "Zacharie", "Élodie"):
        made[name] = firm.portal.add_portal_account(
            firm.claire,
            first_name=name,
            last_name="Dupont" if name != "Élodie" else "Œuvre",
            email=f"p{len(made)}@example.org",
            company="Léger SA" if name == "Zoé" else "",
        )
    look = firm.portal.search_accounts

    def names(which: parvis.AccountFilter, **how: Any) -> list[str]:
        return [one.first_name for one in firm.portal.found_accounts(firm.claire, which, limit=1, **how)]

    clients = parvis.AccountFilter(kinds=(parvis.AccountKind.CLIENT,), states=(AccountState.INVITED,))
    by_name = {"sort": parvis.AccountSort.NAME}
    assert names(clients, **by_name) == ["Zacharie", "Zoé", "Élodie"]
    assert names(clients, **by_name, direction=parvis.SortDirection.DESCENDING) == ["Élodie", "Zoé", "Zacharie"]
    assert names(replace(clients, text="ZOE dupont")) == ["Zoé"]
    assert names(replace(clients, company="leger sa")) == ["Zoé"]
    assert names(replace(clients, begins_with="Œu"), **by_name) == ["Élodie"]
    assert names(replace(clients, access=parvis.Access.COLLABORATOR)) == []
    assert look(firm.claire, clients, limit=1, count_cap=9).count == 3
    counts = firm.portal.count_accounts(firm.claire, clients)
    assert (counts.total, counts.by_state) == (3, {AccountState.INVITED: 3})
    assert firm.portal.count_accounts(firm.claire).by_state[AccountState.ACTIVE] == 1
    first = look(firm.claire, clients, limit=1)
    with pytest.raises(parvis.Error) as refused:
        look(firm.claire, limit=1, after=first.next)
    assert refused.value.code is Code.CURSOR_INVALID
    rows = firm.portal.resend_join_each(firm.claire, [made["Zoé"].id, firm.made.administrator])
    assert rows[0].view is not None
    assert rows[1].error is not None
    assert rows[1].error.code is Code.ILLEGAL_TRANSITION
    gone = firm.portal.deactivate_each(firm.claire, [parvis.DeactivateRequest(made["Zoé"].id)])
    assert gone[0].view is not None
    assert gone[0].view.state is AccountState.INACTIVE
    firm.portal.close()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Élodie", ("ELODIE", "e\u0301lodie", "Élodie")),
        ("Straße", ("STRASSE", "straße")),
        ("Ὀδυσσεύς", ("ΟΔΥΣΣΕΥΣ", "οδυσσεύς")),
        ("Пётр", ("ПЕТР", "пётр")),
        ("أحمد", ("احمد",)),
    ],
)
def test_a_name_is_found_by_what_its_host_folds_alike(name: str, typed: tuple[str, ...]) -> None:
    firm = Firm(parvis.MemoryStorage(), text=Unicode())
    who = firm.portal.add_portal_account(
        firm.claire, first_name="Given", last_name=name, email="p@example.org", company=name
    )
    for text in typed:
        for which in (parvis.AccountFilter(text=text), parvis.AccountFilter(company=text)):
            assert [one.id for one in firm.portal.found_accounts(firm.claire, which)] == [who.id]
    firm.portal.close()


def test_without_a_policy_that_folds_only_ascii_does() -> None:
    class Composing:
        def nfc(self, text: str) -> str:
            return unicodedata.normalize("NFC", text)

        def domain_to_ascii(self, domain: str) -> str:
            return domain.encode("idna").decode()

    for ports in ({}, {"text": Composing()}):
        firm = Firm(parvis.MemoryStorage(), **ports)
        firm.portal.add_portal_account(firm.claire, first_name="Zoé", last_name="DUPONT", email="p@example.org")
        found = {
            text: len(list(firm.portal.found_accounts(firm.claire, parvis.AccountFilter(text=text))))
            for text in ("zoé dupont", "zoe", "ZOÉ")
        }
        assert found == {"zoé dupont": 1, "zoe": 0, "ZOÉ": 0}
        firm.portal.close()


def test_users_are_added_join_are_deactivated_and_reactivated(firm: Firm) -> None:
    added = firm.portal.add_user(
        firm.claire,
        first_name="Karim",
        last_name="Benali",
        email="karim@example.org",
        group=firm.made.members,
        seniority="lawyer",
    )
    assert (added.state, added.group) == (AccountState.INVITED, firm.made.members)
    firm.portal.drain_outbox(firm.host, 100)
    joined = firm.portal.join(
        firm.host, token=firm.inbox.token("karim@example.org"), username="karim", password="nine amber herons dive"
    )
    assert joined.state is AccountState.ACTIVE
    assert firm.portal.deactivate(firm.claire, account=joined.id).state is AccountState.INACTIVE
    assert firm.portal.reactivate(firm.claire, account=joined.id).state is AccountState.ACTIVE
    with pytest.raises(parvis.StateError, match="last_administrator"):
        firm.portal.deactivate(firm.claire, account=firm.made.administrator)


def test_somebody_is_added_to_the_portal_joins_and_is_promoted(firm: Firm) -> None:
    settings = firm.portal.view_settings(firm.claire)
    assert settings.seniorities == ("partner", "consultant", "lawyer")
    assert (settings.seniority_optional, settings.access_requests) == (False, None)
    fields = (parvis.FieldRule("badge", asked_of=parvis.FieldAudience.USERS), parvis.FieldRule("file"))
    changed = firm.portal.change_settings(
        firm.claire,
        replace(settings, seniority_optional=True, access_requests=parvis.ApprovalMode.BY_USER, fields=fields),
    )
    assert changed.settings.fields == fields
    assert changed.settings.access_requests is parvis.ApprovalMode.BY_USER
    added = firm.portal.add_portal_account(
        firm.claire,
        first_name="Dora",
        last_name="Haddad",
        email="dora@example.org",
        mobile="+33 (0)6 12 34 56 78",
        address="12 rue de la Paix\r\n75002 Paris",
        case_role=parvis.CaseRole.CLIENT,
        code="C-17",
        fields=[parvis.FieldValue("file", "2026/17")],
    )
    assert (added.state, added.kind) == (AccountState.INVITED, parvis.AccountKind.CLIENT)
    assert (added.mobile, added.address) == ("+33612345678", "12 rue de la Paix\n75002 Paris")
    assert (added.code, added.fields) == ("C-17", (parvis.FieldValue("file", "2026/17"),))
    assert added.join_by is not None
    firm.portal.resend_join(firm.claire, added.id)
    with pytest.raises(parvis.RaceError, match="stale"):
        firm.portal.edit_account(firm.claire, account=added.id, seen=added.revision, company="Haddad SARL")
    edited = firm.portal.edit_account(firm.claire, account=added.id, company="Haddad SARL", mobile="", fields=[])
    assert (edited.company, edited.mobile, edited.code, edited.fields) == ("Haddad SARL", "", "C-17", ())
    with pytest.raises(parvis.RequestError) as told:
        firm.portal.edit_account(firm.claire, account=firm.made.administrator, code="c-17", mobile="1")
    assert [(one.field, one.code) for one in told.value.fields] == [
        ("mobile", Code.MOBILE_INVALID),
        ("code", Code.CODE_TAKEN),
    ]

    firm.portal.drain_outbox(firm.host, 100)
    joined = firm.portal.join(
        firm.host, token=firm.inbox.token("dora@example.org"), username="dora", password="nine amber herons dive"
    )
    assert (joined.state, joined.join_by) == (AccountState.ACTIVE, None)
    dora = replace(firm.host, actor=joined.id)
    asked = firm.portal.ask_access(dora, parvis.Access.COLLABORATOR)
    assert (asked.access, asked.asked_access) == (parvis.Access.CLIENT, parvis.Access.COLLABORATOR)
    refused = firm.portal.reject_access(
        firm.claire, account=joined.id, access=parvis.Access.COLLABORATOR, reason="No mandate"
    )
    assert refused.asked_access is None
    firm.portal.ask_access(dora, parvis.Access.COLLABORATOR)
    settings = firm.portal.view_settings(firm.claire)
    assert firm.portal.preview_settings(firm.claire, settings).access_requests == 1
    granted = firm.portal.approve_access(firm.claire, account=joined.id, access=parvis.Access.COLLABORATOR)
    assert (granted.access, granted.kind) == (parvis.Access.COLLABORATOR, parvis.AccountKind.COLLABORATOR)
    both = parvis.Access.CLIENT | parvis.Access.COLLABORATOR
    changed_access = firm.portal.change_access(firm.claire, account=joined.id, access=both, notice=parvis.Notice.SILENT)
    assert changed_access.access is both
    assert firm.portal.view_account(dora, joined.id) == changed_access
    assert firm.portal.demand_password_change(firm.claire, account=joined.id).must_change_password
    me = firm.made.administrator
    on = firm.portal.override_privacy(firm.claire, account=me, privacy=parvis.PrivacyOverride.ON)
    assert on.overrides_privacy_since is not None
    off = firm.portal.override_privacy(firm.claire, account=me, privacy=parvis.PrivacyOverride.OFF)
    assert off.overrides_privacy_since is None
    told_parts = [e.number for e in firm.portal.events(firm.claire) if e.what is parvis.EventType.ACCOUNT_EDITED]
    parts = parvis.AccountParts
    assert told_parts == [parts.COMPANY | parts.MOBILE | parts.FIELDS]


def test_settings_are_viewed_changed_and_previewed(firm: Firm) -> None:
    before = firm.portal.view_settings(firm.claire)
    wanted = replace(
        before,
        signup_policy=parvis.SignupPolicy.CLIENTS,
        languages=("fr", "en"),
        default_language="fr",
        denied_domains=("example.net",),
        reserved_usernames=("cabinet",),
        invite_lifetime=timedelta(hours=5),
        fields=(parvis.FieldRule("office", parvis.Requirement.REQUIRED, ("Lyon", "Lille")),),
        consents=(parvis.ConsentRule("terms", "2026-01"),),
    )
    assert firm.portal.preview_settings(firm.claire, wanted).pending == 0
    changed = firm.portal.change_settings(firm.claire, wanted)
    assert changed.settings == replace(wanted, revision=before.revision + 1)
    assert changed.impact.dead_links == ()
    with pytest.raises(parvis.RaceError, match="stale"):
        firm.portal.change_settings(firm.claire, wanted)
    form = firm.portal.view_sign_up_form(firm.host)
    assert form.audiences == (AccountKind.CLIENT,)
    assert form.fields == wanted.fields
    assert form.consents == wanted.consents
    firm.portal.sign_up(
        firm.host,
        first_name="Zoé",
        last_name="O'Brien",
        username="zoe",
        email="zoe@example.org",
        password="nine amber herons dive",
        fields=[parvis.FieldValue("office", "Lyon")],
        consents=[parvis.GivenConsent("terms", "2026-01")],
    )
    assert firm.portal.start_sign_up(firm.host, email="bob@example.org").message


def test_grants_begin_end_and_are_listed(firm: Firm) -> None:
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    view = firm.portal.grant_seats(firm.claire, SeatGrant("core", 7, starts_at=soon, ends_at=soon + timedelta(days=9)))
    assert view.next_change_at == soon
    listed = firm.portal.list_grants(firm.claire, "core")
    assert [(one.quantity, one.ends_at) for one in listed] == [(7, soon + timedelta(days=9)), (5, None)]
    assert firm.portal.end_grant(firm.claire, grant=listed[0].id, ends_at=soon + timedelta(days=2)).capacity == 5


def test_the_trail_is_listed_sealed_read_and_verified(firm: Firm) -> None:
    whole = list(firm.portal.events(firm.claire, limit=1))
    assert whole[0].what is EventType.WORKSPACE_SET_UP
    assert whole == list(firm.portal.events(firm.claire, limit=50))
    sealed = firm.portal.seal_audit(firm.host, 100)
    assert sealed.sealed == len(whole)
    assert [one.position for one in firm.portal.read_audit(firm.claire)] == list(range(1, len(whole) + 1))
    report = firm.portal.verify_audit(firm.claire, through=sealed.head, progress=lambda done, total: True)
    assert (report.verified, report.defect) == (len(whole), None)
    wrong = replace(sealed.head, hash=bytes(32))
    assert firm.portal.verify_audit(firm.claire, through=wrong).defect is parvis.AuditDefect.ANCHOR
    assert firm.portal.verify_audit(firm.claire, since=sealed.head).verified == 0


def test_dead_letters_are_listed_and_tried_again(make_storage: Maker) -> None:
    class Refusing(Inbox):
        def send(self, mail: parvis.Mail) -> None:
            raise parvis.Failure(Code.EMAIL_INVALID, "never")

    firm = Firm(make_storage(), mailer=Refusing())
    firm.portal.add_user(
        firm.claire,
        first_name="Karim",
        last_name="Benali",
        email="karim@example.org",
        group=firm.made.members,
        seniority="lawyer",
    )
    drained = firm.portal.drain_outbox(firm.host, 100)
    assert (drained.done, drained.dead, drained.failed) == (0, 1, 1)
    assert drained.last_failure is not None
    assert drained.last_failure.code is parvis.Code.EMAIL_INVALID
    (dead,) = firm.portal.outbox(firm.claire)
    assert (dead.effect, dead.state) == (parvis.Effect.MAIL_JOIN, parvis.OutboxState.DEAD)
    assert firm.portal.retry_outbox(firm.claire, dead.id).state is parvis.OutboxState.QUEUED
    assert firm.portal.list_outbox(firm.claire).items == ()
    assert "Cabinet Ravel" in firm.portal.preview_mail(firm.claire, parvis.Effect.MAIL_WELCOME, "fr").html
    assert firm.portal.run_due(firm.host, 100).sealed > 0


def test_a_participant_writes_in_the_same_transaction_and_may_refuse(tmp_path: Path) -> None:
    seen: list[tuple[object, int]] = []

    class Books:
        def take_part(self, context: object, connection: int, batch: parvis.Batch) -> None:
            seen.append((context, len(batch.operations)))
            if context == "refuse":
                raise RuntimeError("the books are closed")
            assert (connection != 0) == sqlite

    for sqlite in (True, False):
        books = Books()
        storage = (
            parvis.SqliteStorage(tmp_path / "books.sqlite", participant=books)
            if sqlite
            else parvis.MemoryStorage(participant=books)
        )
        firm = Firm(storage)
        seen.clear()
        by = replace(firm.claire, context={"order": 7})
        firm.portal.grant_seats(by, SeatGrant("core", 1))
        assert [one[0] for one in seen] == [{"order": 7}]
        with pytest.raises(parvis.HostError) as refused:
            firm.portal.grant_seats(replace(by, context="refuse"), SeatGrant("core", 1))
        assert refused.value.code is Code.UNAVAILABLE
        assert str(refused.value.__cause__) == "the books are closed"
        assert firm.portal.list_pools(firm.claire)[0].capacity == 6


def test_mails_are_written_as_files(tmp_path: Path) -> None:
    firm = Firm(
        parvis.MemoryStorage(), mailer=parvis.EmlMailer(tmp_path / "mails", "firm@example.org", "Cabinet Ravel")
    )
    firm.portal.add_user(
        firm.claire,
        first_name="Karim",
        last_name="Benali",
        email="karim@example.org",
        group=firm.made.members,
        seniority="lawyer",
    )
    assert firm.portal.drain_outbox(firm.host, 10).done == 1
    (written,) = (tmp_path / "mails").glob("*.eml")
    message = email.message_from_bytes(written.read_bytes(), policy=email.policy.default)
    assert (str(message["From"]), str(message["To"])) == (
        "Cabinet Ravel <firm@example.org>",
        "Karim Benali <karim@example.org>",
    )
    with pytest.raises(parvis.RequestError, match="email_invalid"):
        parvis.EmlMailer(tmp_path, "no address")


def test_what_one_portal_wrote_another_reads_from_the_file(tmp_path: Path) -> None:
    with open_portal(parvis.SqliteStorage(tmp_path / "portal.sqlite")) as portal:
        made = set_up(portal, parvis.Caller("ravel"))
    with open_portal(parvis.SqliteStorage(tmp_path / "portal.sqlite")) as portal:
        assert portal.sign_in(parvis.Caller("ravel"), identifier="claire", password=PASSWORD).id == made.administrator
    with pytest.raises(parvis.HostError):
        parvis.SqliteStorage(tmp_path / "no" / "such" / "folder.sqlite")


def test_a_file_that_must_hold_a_store_is_refused_without_one(tmp_path: Path) -> None:
    for name, code in (("absent.sqlite", "unavailable"), ("empty.sqlite", "storage_unfit")):
        (tmp_path / "empty.sqlite").touch()
        with pytest.raises(parvis.HostError, match=code):
            parvis.SqliteStorage(tmp_path / name, must_exist=True)
    assert [(file.name, file.stat().st_size) for file in tmp_path.iterdir()] == [("empty.sqlite", 0)]
    parvis.SqliteStorage(tmp_path / "portal.sqlite")
    parvis.SqliteStorage(tmp_path / "portal.sqlite", must_exist=True)


def test_a_storage_outlives_its_portals_and_serves_several() -> None:
    storage = parvis.MemoryStorage()
    with open_portal(storage) as one, open_portal(storage) as other:
        made = set_up(one, parvis.Caller("ravel"))
        assert other.view_settings(parvis.Caller("ravel", actor=made.administrator)).portal_name == "Cabinet Ravel"
    with open_portal(storage) as again, pytest.raises(parvis.StateError, match="already_set_up"):
        set_up(again, parvis.Caller("ravel"))


def test_the_portal_can_be_awaited() -> None:
    async def story() -> parvis.AccountView:
        async with parvis.aio.AsyncPortal(open_portal(parvis.MemoryStorage())) as portal:
            by = parvis.Caller("ravel")
            await portal.set_up(
                by,
                portal_name="Cabinet Ravel",
                portal_url="https://portal.example.org",
                first_name="Claire",
                last_name="Beaumont",
                email="claire@example.org",
                username="claire",
                password=PASSWORD,
                grants=[SeatGrant("core", 5)],
            )
            return (
                await asyncio.gather(*(portal.sign_in(by, identifier="claire", password=PASSWORD) for _ in range(3)))
            )[0]

    assert asyncio.run(story()).username == "claire"


def test_every_call_can_be_awaited_with_the_same_parameters() -> None:
    with open_portal(parvis.MemoryStorage()) as portal:
        awaited = vars(parvis.aio.AsyncPortal(portal))
        calls = {name: one for name, one in inspect.getmembers(portal, inspect.ismethod) if not name.startswith("_")}
        assert len(calls) > 45
        assert {name: inspect.signature(one) for name, one in calls.items()} == {
            name: inspect.signature(one) for name, one in awaited.items()
        }


def test_whole_lists_come_one_by_one_and_an_error_ends_them() -> None:
    firm = Firm(parvis.MemoryStorage())
    for _ in range(7):
        firm.portal.create_invite(firm.claire)
    first = firm.portal.invites(firm.claire, limit=2)
    one_by_one = [next(first) for _ in range(3)]

    async def gathered() -> list[parvis.Invite]:
        return [one async for one in parvis.aio.AsyncPortal(firm.portal).invites(firm.claire, limit=3)]

    whole = asyncio.run(gathered())
    assert [one.id for one in whole[:3]] == [one.id for one in one_by_one]
    assert len({one.id for one in whole}) == 7
    firm.portal.close()
    assert next(first).id == whole[3].id  # of the page that was there
    with pytest.raises(parvis.RequestError):
        next(first)


def test_words_are_the_library_s() -> None:
    assert parvis.version() == "0.1.0"
    assert parvis.label(AccountState.ACTIVE, "fr") == "actif"
    assert parvis.label(AccountKind.CLIENT, "fr") == "client"
    assert parvis.label(parvis.CaseRole.STAFF, "en")
    assert parvis.label(parvis.Access.CORE | parvis.Access.CONTRACT, "en") != parvis.label(parvis.Access.CORE, "en")
    assert parvis.license_label("collaborators", "en")
    assert parvis.license_label("our own", "en") == "our own"
    assert parvis.built_in_language("fr-CA") == "fr"
    assert parvis.phrase(parvis.Phrase.BANNED, "fr") == "interdit"
    assert "collaborat" in parvis.message(Code.NO_SEAT, "en", "collaborators")


def test_enumerations_are_those_of_the_header() -> None:
    from parvis._parvis import lib

    prefixes = {
        "PARVIS_E": parvis.Code,
        "PARVIS_STATE": parvis.AccountState,
        "PARVIS_KIND_OF": parvis.AccountKind,
        "PARVIS_ACCESS": parvis.Access,
        "PARVIS_CASE_ROLE": parvis.CaseRole,
        "PARVIS_NOTICE": parvis.Notice,
        "PARVIS_SIGNUP": parvis.SignupPolicy,
        "PARVIS_APPROVAL": parvis.ApprovalMode,
        "PARVIS_EMAIL_PROOF": parvis.EmailProof,
        "PARVIS_NO_SEAT": parvis.NoSeatPolicy,
        "PARVIS_REAPPLICATION": parvis.Reapplication,
        "PARVIS_WARNING": parvis.SettingsWarning,
        "PARVIS_LINK": parvis.LinkFate,
        "PARVIS_OVERRIDE": parvis.ApprovalOverride,
        "PARVIS_EFFECT": parvis.Effect,
        "PARVIS_ADDRESSEE": parvis.Addressee,
        "PARVIS_OUTBOX": parvis.OutboxState,
        "PARVIS_EVENT": parvis.EventType,
        "PARVIS_FIELD_OF": parvis.FieldAudience,
        "PARVIS_PRIVACY_OVERRIDE": parvis.PrivacyOverride,
        "PARVIS_BAN_FILTER": parvis.BanFilter,
        "PARVIS_SORT_BY": parvis.AccountSort,
        "PARVIS_DIRECTION": parvis.SortDirection,
        "PARVIS_PART": parvis.AccountParts,
        "PARVIS_AUDIT": parvis.AuditDefect,
        "PARVIS_KEY": parvis.KeyState,
        "PARVIS_SECOND_FACTOR": parvis.SecondFactor,
        "PARVIS_LICENSING": parvis.Licensing,
        "PARVIS_PHRASE": parvis.Phrase,
        "PARVIS_PASSWORD": parvis.PasswordVerdict,
        "PARVIS_SQLITE": parvis.SqliteSynchronous,
        "PARVIS_VALUE": parvis.ValueType,
        "PARVIS_KIND": parvis.Kind,
        "PARVIS_FILTER": parvis.FilterOp,
        "PARVIS_IS": parvis.Comparison,
        "PARVIS_OP": parvis.OpType,
        "PARVIS_ANSWER": parvis.AnswerStatus,
        "PARVIS_WHY": parvis.Why,
        "PARVIS_SKU": parvis.SkuType,
        "PARVIS_TERM": parvis.TermUnit,
        "PARVIS_ORDER": parvis.OrderState,
        "PARVIS_PAYMENT": parvis.PaymentEvent,
        "PARVIS_CHECKOUT": parvis.CheckoutState,
        "PARVIS_IMPORT": parvis.ImportFate,
        "PARVIS_IMPORT_ADMINISTRATORS": parvis.ImportAdministrators,
        "PARVIS_IMPORT_MODE": parvis.ImportMode,
        "PARVIS_SEARCH_KEYS": parvis.SearchKeys,
        "PARVIS_DEFECT": parvis.StoreDefect,
        "PARVIS_PERMISSIONS": parvis.Permissions,
    }
    longest = sorted(prefixes, key=len, reverse=True)
    found: dict[type, dict[str, int]] = {one: {} for one in prefixes.values()}
    elsewhere = re.compile(
        r"PARVIS_(HEADER_|ABI$|ID_COLUMN|COLUMN_|STORAGE_|SQLITE_INDEX_|SQLITE_EXISTING$|OPTIONAL|REQUIRED|DONE|INVITE_)"
    )  # flags, lone constants, and two enumerations that share a prefix
    for name in dir(lib):
        if not name.startswith("PARVIS_") or elsewhere.match(name):
            continue
        prefix = next(one for one in longest if name.startswith(one + "_"))
        found[prefixes[prefix]][name.removeprefix(prefix + "_")] = getattr(lib, name)
    found[parvis.Code]["DONE"] = lib.PARVIS_DONE
    for enumeration, members in found.items():
        assert members == {name: m.value for name, m in enumeration.__members__.items()}, enumeration  # type: ignore[attr-defined]
    assert parvis.InviteType.PERSONAL == lib.PARVIS_INVITE_PERSONAL
    assert parvis.InviteState.REVOKED == lib.PARVIS_INVITE_REVOKED


# What a binding for Python has no use for.
UNUSED = {
    "parvis_account_state_name": "enumerators have their names",
    "parvis_event_type_name": "enumerators have their names",
    "parvis_effect_name": "enumerators have their names",
    "parvis_store_defect_name": "enumerators have their names",
    "parvis_order_state_name": "enumerators have their names",
    "parvis_uuid_read": "uuid.UUID reads",
    "parvis_uuid_write": "uuid.UUID writes",
    "parvis_call_user_data": "what slots raise is kept by thread",
}


def test_every_function_of_the_header_is_used_or_has_a_reason_not_to_be() -> None:
    from parvis._parvis import lib

    sources = "".join(one.read_text() for one in Path(parvis.__file__).parent.rglob("*.py"))
    functions = {name for name in dir(lib) if name.startswith("parvis_")}
    assert functions - {name for name in functions if f"lib.{name}" in sources} == set(UNUSED)


def test_the_readme_does_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    text = (Path(__file__).parents[1] / "README.md").read_text()
    blocks = re.findall(r"```(\w+)\n(.*?)```", text, re.S)
    story = next(block for language, block in blocks if language == "python")
    exec(compile(story, "README.md", "exec"), {"__name__": "readme"})
    assert capsys.readouterr().out == next(block for language, block in blocks if language == "text")
    test = [block for language, block in blocks if language == "python"][1]
    scope: dict[str, object] = {"parvis": parvis, "MyStorage": parvis.MemoryStorage}
    exec(compile(test, "README.md", "exec"), scope)
    scope["test_my_storage"]()  # type: ignore[operator]


def test_scrypt_options_and_own_templates_reach_the_library() -> None:
    own = parvis.MailOverride(parvis.Effect.MAIL_WELCOME, "en", "Hello {first_name}", ["Come in, {name}."], "Enter")
    with open_portal(parvis.MemoryStorage(), mails=[own], scrypt=FAST, blocklist="nine amber herons dive\n") as portal:
        by = parvis.Caller("ravel")
        made = set_up(portal, by)
        claire = replace(by, actor=made.administrator)
        assert portal.preview_mail(claire, parvis.Effect.MAIL_WELCOME).subject.startswith("Hello ")
        link = portal.create_invite(claire).link
        with pytest.raises(parvis.RequestError) as common:
            portal.sign_up(
                by,
                token=token_of(link),
                first_name="Zoé",
                last_name="O'Brien",
                username="zoe",
                email="zoe@example.org",
                password="nine amber herons dive",
            )
        assert common.value.fields[0].code is Code.PASSWORD_COMMON
    with pytest.raises(parvis.RequestError, match="template_invalid"):
        open_portal(parvis.MemoryStorage(), mails=[replace(own, subject="{")])
    with pytest.raises(parvis.RequestError):
        open_portal(parvis.MemoryStorage(), keys=[])
