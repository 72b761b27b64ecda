# SPDX-License-Identifier: BSL-1.0
"""People sign up, open their mail and prove their address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import parvis
from parvis import AccountKind

from contacts import NewContact
from stage import Guest, Stage, answer, attempt, name_of, token_in

Proof = Callable[..., parvis.AccountView]


def sign_up(on: Stage) -> None:
    on.tell.chapter("People sign up")
    for number, who in enumerate(on.guests, 1):
        language = f" ({who.form.language})" if who.form.language else ""
        on.tell.line(f"{number}. {name_of(who.form)}{language}, {who.form.link}: {come_to_the_door(on, who)}")


def come_to_the_door(on: Stage, who: Guest) -> str:
    """From the sign-up to the proof: what is to be told of it."""
    form, name = who.form, name_of(who.form)
    told = attempt(
        on.portal.sign_up,
        on.visitor(form),
        token=on.tokens[form.link],
        first_name=form.first_name,
        last_name=form.last_name,
        username=form.username,
        email=form.email,
        password=form.password,
        language=form.language,
        access=AccountKind[form.access.upper()] if form.access else None,
    )
    on.tell.expect(f"the sign-up of {name}", form.expect, answer(told, "received"))
    on.tell.expect(f"the fields of {name}", form.fields, fields_of(told))
    if isinstance(told, parvis.Error):
        return f"refused · {words_of(told)}"

    on.tell.expect(f"the answer to {name}", on.answers.setdefault(form.language, told.message), told.message)
    who.received = True
    who.continuation = told.continuation
    mail = next((one for one in on.deliver() if one.to.casefold() == form.email.casefold()), None)
    on.tell.expect(f"a mail to {name}", "there", "not there" if mail is None else "there")
    if mail is None:
        return "received; no mail"
    who.verify_token = token_in(mail.text)
    found = "new" if who.verify_token else "known"
    on.tell.expect(f"whether the address of {name} is known", "known" if form.then == "told" else "new", found)
    return f"received · mail: {mail.subject} · " + (follow_link(on, who) if found == "new" else "no link in it")


def follow_link(on: Stage, who: Guest) -> str:
    match who.form.then:
        case "ignore":
            return "never opens it"
        case "prove_late":
            return "leaves it for tomorrow"
        case "prove_elsewhere":
            return prove_elsewhere(on, who)
    ask = with_continuation(on, who)
    out = f"follows the link: {prove(on, who, ask)}"
    if who.form.then == "prove_twice":
        again = attempt(ask, on.visitor(who.form))
        on.tell.expect("the same link once more", "link_invalid", answer(again))
        out += f" · once more: {words_of(again)}"
    return out


def with_continuation(on: Stage, who: Guest) -> Proof:
    return partial(on.portal.prove_email, token=who.verify_token, continuation=who.continuation)


def prove_elsewhere(on: Stage, who: Guest) -> str:
    """Opens the link on a device that does not know what was typed."""
    form = who.form
    ask = partial(on.portal.prove_email, token=who.verify_token)
    on.tell.expect("the proof on another device", "invalid_form", answer(attempt(ask, on.visitor(form))))
    typed = partial(
        ask,
        first_name=form.first_name,
        last_name=form.last_name,
        username=form.username,
        password=form.password,
    )
    return f"on another device, must type all again: {prove(on, who, typed)}"


def prove(on: Stage, who: Guest, ask: Proof) -> str:
    """Notes what became of a proof, and goes on with the name typed instead of one that is taken."""
    form = who.form
    by = replace(on.visitor(form), context=NewContact(form.link))
    told = attempt(ask, by)
    out = ""
    if answer(told) == "invalid_form" and form.username_again:
        on.tell.expect("a username that is taken", "username=username_taken", fields_of(told))
        out = f"{words_of(told)} · takes {form.username_again}: "
        told = attempt(ask, by, username=form.username_again)
    on.tell.expect(f"the proof by {name_of(form)}", form.after, answer(told))
    if isinstance(told, parvis.Error):
        return out + words_of(told)
    who.account = told.id
    on.labels[told.id] = name_of(form)
    return out + answer(told)


def fields_of(told: object) -> str:
    """As in "email=email_invalid password=password_common"."""
    wrong = told.fields if isinstance(told, parvis.Error) else ()
    return " ".join(f"{one.field}={one.code.name.lower()}" for one in wrong)


def words_of(told: object) -> str:
    """What a page would show: the message of each field, or the one of the whole."""
    if not isinstance(told, parvis.Error):
        return answer(told)
    if not told.fields:
        return f"{answer(told)}: {told.message}"
    return " · ".join(f"{one.field}: {one.message}" for one in told.fields)


def let_time_pass(on: Stage) -> None:
    on.tell.chapter("Nine hours pass")
    on.clock.forward(timedelta(hours=9))
    for who in on.guests:
        if who.received and who.form.then == "prove_late":
            told = prove(on, who, with_continuation(on, who))
            on.tell.line(f"{name_of(who.form)} follows the link at last: {told}")
    unproven = sum(who.received and who.account is None for who in on.guests)
    done = on.portal.run_due(on.system, 1000)
    on.tell.expect("sign-ups without proof", unproven, done.purged)
    on.tell.line(f"{done.purged} sign-ups without proof are gone.")
