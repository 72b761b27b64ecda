# SPDX-License-Identifier: BSL-1.0
"""The firm goes on: a form of its own, links by name, a second look at a refusal, seats for a while, a sealed trail."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from parvis import (
    Access,
    AccountState,
    CaseRole,
    ConsentRule,
    FieldRule,
    FieldValue,
    GivenConsent,
    Invitee,
    InviteOptions,
    Requirement,
    SeatGrant,
    SignupPolicy,
)

from contacts import NewContact
from stage import Stage, answer, attempt, token_in


def go_on(on: Stage) -> None:
    on.tell.chapter("The firm goes on")
    ask_more(on)
    invite_by_name(on)
    look_again(on)
    move_seats(on)
    seal_the_trail(on)


def ask_more(on: Stage) -> None:
    wanted = replace(
        on.portal.view_settings(on.claire),
        fields=(FieldRule("mobile", Requirement.REQUIRED),),
        consents=(ConsentRule("terms", "2026-11"),),
        signup_policy=SignupPolicy.NONE,
    )
    told = on.portal.preview_settings(on.claire, wanted)
    on.tell.line(
        "Sign-up by link only, with a mobile number and the terms of November 2026. "
        f"{told.pending} pending, {told.waiting} waiting, {len(told.dead_links)} links die."
    )
    on.portal.change_settings(on.claire, wanted)


def invite_by_name(on: Stage) -> None:
    addresses = {
        "maud@example.org": "mailed",
        "claire.beaumont@beaumont.example": "email_taken",
        "not an address": "email_invalid",
        "MAUD@example.org": "given_twice",
    }
    options = InviteOptions(language="fr", case_role=CaseRole.CLIENT)
    rows = on.portal.invite_people(on.claire, [Invitee(address) for address in addresses], options)
    for told, row in zip(addresses.values(), rows, strict=True):
        on.tell.expect("an invitation", told, answer(row.error, "mailed"))
    on.tell.line("Four invitations: one mailed; an account of the firm's, a bad address and a repeated one are named.")

    sign_up = partial(
        on.portal.sign_up,
        replace(on.system, context=NewContact("invitation")),
        token=next(token_in(mail.text) for mail in on.deliver() if mail.to == "maud@example.org"),
        first_name="Maud",
        last_name="Garnier",
        username="maud.garnier",
        email="maud@example.org",
        password="quatre chats sur le toit",
        language="fr",
    )
    on.tell.expect("a form without mobile and terms", "invalid_form", answer(attempt(sign_up)))
    sign_up = partial(
        sign_up,
        fields=[FieldValue("mobile", "+33 6 00 00 00 00")],
        consents=[GivenConsent("terms", "2026-11")],
    )
    other = attempt(sign_up, email="somebody.else@example.org")
    on.tell.expect("her link for another address", "invalid_form", answer(other))
    maud = sign_up().account
    assert maud is not None
    on.labels[maud.id] = "Maud Garnier"
    on.tell.expect("Maud Garnier", "pending", answer(maud))
    on.tell.expect("her link once more", "invite_invalid", answer(attempt(sign_up)))
    done = len(on.portal.approve_pending(on.claire, 100))
    on.tell.line(f"The mailed link makes Maud's account without another mail. Approved in one call: {done}.")


def look_again(on: Stage) -> None:
    refused = on.portal.list_accounts(on.claire, state=AccountState.REJECTED).items
    for one in refused:
        reopened = attempt(on.portal.reopen, on.claire, account=one.id)
        on.tell.line(f"Reopens the request of {one.first_name} {one.last_name}: {answer(reopened)}")
    on.clock.forward(timedelta(days=31))
    due = on.portal.run_due(on.system, 1000)
    on.tell.line(f"A month later nobody has decided: {due.lapsed} lapsed.")
    on.tell.expect("requests that lapsed", len(refused), due.lapsed)


def move_seats(on: Stage) -> None:
    month = timedelta(days=30)
    on.portal.grant_seats(on.vendor, SeatGrant("collaborators", 1, ends_at=on.clock.now() + month))
    on.tell.line(f"One more seat for thirty days. Seats held: {on.pools()}.")
    on.clock.forward(month)
    on.portal.run_due(on.system, 1000)
    on.tell.line(f"Thirty days later: {on.pools()}.")
    for mail in on.deliver():
        if mail.to == "claire.beaumont@beaumont.example":
            on.tell.line(f"Mail to Claire: {mail.subject}")
    active = on.portal.list_accounts(on.claire, state=AccountState.ACTIVE, limit=1000).items
    leaves = next((one for one in active if Access.COLLABORATOR in one.access), None)
    if leaves is not None:
        left = attempt(on.portal.deactivate, on.claire, account=leaves.id)
        on.tell.expect("a collaborator leaves", "inactive", answer(left))
        on.tell.line(f"A collaborator is deactivated: {on.pools()}.")
    assert on.claire.actor is not None
    last = attempt(on.portal.deactivate, on.claire, account=on.claire.actor)
    on.tell.expect("the last administrator", "last_administrator", answer(last))
    on.deliver()


def seal_the_trail(on: Stage) -> None:
    while on.portal.seal_audit(on.system, 1000).sealed > 0:
        pass
    anchor = on.portal.seal_audit(on.system, 1000).head
    report = on.portal.verify_audit(on.claire, through=anchor)
    on.tell.expect("entries verified", anchor.position, report.verified)
    on.tell.expect("what is wrong with the trail", "nothing", "nothing" if report.defect is None else "something")
    on.tell.line(f"The trail is sealed and verified, all {report.verified} entries of it.")
