# SPDX-License-Identifier: BSL-1.0
"""The firm opens its portal: administrator, approver, settings, links."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import parvis
from parvis import AccountKind, ApprovalMode, CaseRole, InviteOptions, SeatGrant, SignupPolicy

from stage import Stage, answer, attempt, token_in


def open_the_portal(on: Stage) -> None:
    on.tell.chapter("The portal opens")
    set_up(on)
    join(on)
    configure(on)
    offer_link(on, "clients", InviteOptions(label="Clients", case_role=CaseRole.CLIENT))
    offer_link(on, "collaborators", InviteOptions(audience=AccountKind.COLLABORATOR, label="Collaborateurs"))
    offer_link(on, "expired", InviteOptions(label="Rentrée", lifetime=timedelta(hours=1)))
    on.tokens["tampered"] = tampered(on.tokens["clients"])
    on.tokens["open"] = ""
    on.clock.forward(timedelta(hours=2))
    on.tell.line("Two hours pass; the last link was made for one.")
    works = {"clients": "works", "collaborators": "works", "expired": "invite_invalid", "tampered": "invite_invalid"}
    for word, told in works.items():
        checked = attempt(on.portal.check_invite, on.system, on.tokens[word])
        on.tell.expect(word, told, answer(checked, "works"))


def set_up(on: Stage) -> None:
    made = on.portal.set_up(
        on.system,
        portal_name="Cabinet Beaumont",
        portal_url="https://portail.beaumont.example",
        default_language="fr",
        first_name="Claire",
        last_name="Beaumont",
        email="claire.beaumont@beaumont.example",
        username="claire.beaumont",
        password="sept lampes au-dessus du perron",
        grants=[SeatGrant("core", 2), SeatGrant("collaborators", 1)],
    )
    on.claire = replace(on.system, actor=made.administrator)
    on.labels[made.administrator] = "Claire Beaumont"
    on.labels[parvis.OPERATOR] = "the operator"
    on.tell.line(f"Claire Beaumont sets the portal up. Seats held: {on.pools()}.")
    again = attempt(
        on.portal.set_up,
        on.system,
        portal_name="",
        portal_url="",
        first_name="",
        last_name="",
        email="",
        username="",
        password="",
    )
    on.tell.expect("an empty second set-up", "invalid_form", answer(again))

    karim = on.portal.add_user(
        on.claire,
        first_name="Karim",
        last_name="Benali",
        email="karim.benali@beaumont.example",
        group=made.members,
        seniority="lawyer",
    )
    on.karim = replace(on.system, actor=karim.id)
    on.labels[karim.id] = "Karim Benali"
    on.tell.expect("Karim Benali when added", "invited", answer(karim))


def join(on: Stage) -> None:
    mails = on.deliver()
    on.tell.expect("mails about the new user", 1, len(mails))
    on.tell.line(f"She adds Karim Benali. Mail to {mails[0].to}: {mails[0].subject}.")
    request = {
        "token": token_in(mails[0].text),
        "username": "karim.benali",
        "password": "un escalier de pierre claire",
    }
    joined = attempt(on.portal.join, on.system, **request)
    on.tell.line(f"Karim Benali follows the link and joins: {answer(joined)}. Seats held: {on.pools()}.")
    on.tell.expect("joining", "active", answer(joined))
    on.tell.expect("joining once more", "link_invalid", answer(attempt(on.portal.join, on.system, **request)))


def configure(on: Stage) -> None:
    def change(by: parvis.Caller) -> str:
        return answer(attempt(on.portal.change_settings, by, wanted))

    wanted = replace(
        on.portal.view_settings(on.claire), signup_policy=SignupPolicy.CLIENTS, approval=ApprovalMode.BY_USER
    )
    on.tell.expect("approval by nobody", "invalid_form", change(on.claire))
    assert on.karim.actor is not None
    wanted = replace(wanted, approvers=(on.karim.actor,), support_contact="accueil@beaumont.example")
    on.tell.expect("settings changed by an approver", "permission_denied", change(on.karim))
    on.tell.expect("settings", "done", change(on.claire))
    on.tell.expect("settings over settings that have changed", "stale", change(on.claire))
    on.tell.line("Claire Beaumont opens sign-up to clients, and lets Karim Benali approve.")


def offer_link(on: Stage, word: str, options: InviteOptions) -> None:
    """Makes a link that the forms call `word`, and shows enough of it to be recognised."""
    made = on.portal.create_invite(on.claire, options)
    copied = on.portal.show_invite(on.claire, made.invite.id)
    on.tell.expect("the link shown again", made.link, copied.link)
    token = on.tokens[word] = token_in(made.link)
    on.labels[made.invite.id] = f'the link "{options.label}"'
    on.tell.line(f'Link "{options.label}": {made.link[: made.link.index(token) + 3]}…')


def tampered(token: str) -> str:
    """The token with one character changed."""
    middle = len(token) // 2
    return token[:middle] + ("B" if token[middle] == "A" else "A") + token[middle + 1 :]
