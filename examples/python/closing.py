# SPDX-License-Identifier: BSL-1.0
"""Who may enter now, and the books."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

import parvis
from parvis import AccountState, EventType

from stage import Stage, answer, attempt, name_of


def try_to_sign_in(on: Stage) -> None:
    on.tell.chapter("At the door again")
    entered = None
    for who in on.guests:
        form = who.form
        if not form.sign_in:
            continue
        told = attempt(on.portal.sign_in, on.visitor(form), identifier=form.email, password=form.password)
        on.tell.line(f"{name_of(form)} signs in: {words_of(told)}")
        found = answer(told) if isinstance(told, parvis.Error) else "ok"
        on.tell.expect(f"the sign-in of {name_of(form)}", form.sign_in, found)
        if found == "ok" and entered is None:
            entered = form
    if entered is None:
        return
    by = on.visitor(entered)
    wrong = attempt(on.portal.sign_in, by, identifier=entered.email, password=entered.password + "!")
    unknown = attempt(on.portal.sign_in, by, identifier="nobody@example.org", password=entered.password)
    on.tell.line(f"A wrong password: {words_of(wrong)}")
    on.tell.expect("a wrong password", "credentials_wrong", answer(wrong))
    on.tell.expect("somebody unknown, next to a wrong password", words_of(wrong), words_of(unknown))


def words_of(told: object) -> str:
    return f"{answer(told)} ({told.message})" if isinstance(told, parvis.Error) else "ok"


def close_the_book(on: Stage) -> None:
    on.tell.chapter("The books")
    on.deliver()
    states = find_states(on)
    tell_states(on, states)
    tell_cases(on, states)
    tell_mails(on)
    tell_trail(on)


def find_states(on: Stage) -> dict[UUID | None, str]:
    """The state of every account that came through the door."""
    states = (AccountState.PENDING, AccountState.WAITING, AccountState.ACTIVE, AccountState.REJECTED)
    return {one.id: answer(one) for state in states for one in on.portal.accounts(on.claire, state=state, limit=1000)}


def tell_states(on: Stage, found: dict[UUID | None, str]) -> None:
    count: Counter[str] = Counter()
    for who in on.guests:
        if who.account is None:
            continue
        state = found.get(who.account, "unknown")
        on.tell.expect(f"the end of {name_of(who.form)}", who.form.end, state)
        count[state] += 1
    states = ", ".join(f"{people} {state}" for state, people in sorted(count.items()))
    on.tell.line(f"{len(on.guests)} forms made {count.total()} accounts: {states}.")
    on.tell.line(f"Seats held: {on.pools()}.")


def tell_cases(on: Stage, found: dict[UUID | None, str]) -> None:
    opened = on.cases.opened()
    told = sum(who.form.link == "clients" and found.get(who.account) == "active" for who in on.guests)
    on.tell.expect("cases", told, len(opened))
    names = ", ".join(f"{one.first_name} {one.last_name}" for one in opened)
    on.tell.line(f"{len(opened)} cases opened: {names}.")


def tell_mails(on: Stage) -> None:
    kinds = Counter(kind_of(on, mail.subject) for mail in on.mails.opened)
    on.tell.line(f"{kinds.total()} mails:")
    for subject, count in sorted(kinds.items()):
        on.tell.line(f"  {count} × {subject}")


def kind_of(on: Stage, subject: str) -> str:
    """Mails to the approver name an applicant: for the count they are all one."""
    for who in on.guests:
        if subject.endswith(name_of(who.form)):
            return subject.removesuffix(name_of(who.form)) + "…"
    return subject


def tell_trail(on: Stage) -> None:
    events = list(on.portal.events(on.claire))
    on.tell.line(f"{len(events)} entries in the audit trail:")
    for what, times in sorted(Counter(one.what.name.lower() for one in events).items()):
        on.tell.line(f"  {times} × {what}")
    on.tell.line("The last of them:")
    for one in events[-20:]:
        granted = one.what is EventType.SEATS_GRANTED
        whom = str(one.number) if granted else on.labels.get(one.subject, "a sign-up")
        on.tell.line(f"  {one.what.name.lower()}: {whom}, by {on.labels.get(one.actor, 'the system')}")
