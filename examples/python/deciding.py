# SPDX-License-Identifier: BSL-1.0
"""The approver decides; collaborators meet at the last seat."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import parvis

from stage import Guest, Stage, answer, attempt, name_of

Revisions = dict[UUID, int]


def decide(on: Stage) -> None:
    on.tell.chapter("Karim Benali decides")
    seen = pending(on)
    on.tell.line(f"{len(seen)} people are in the list of clients.")
    on.tell.expect("people awaiting approval", sum(who.account is not None for who in on.guests), len(seen))
    if not seen:
        return
    someone, revision = next(iter(seen.items()))
    by_nobody = attempt(on.portal.approve, on.system, account=someone, seen=revision)
    on.tell.expect("approving by nobody", "permission_denied", answer(by_nobody))
    late = attempt(on.portal.approve, on.karim, account=someone, seen=revision + 1)
    on.tell.expect("approving what has changed", "stale", answer(late))
    approve_each(on, "approve", seen)
    reject_each(on, seen)
    if left := guests_to(on, "leave", seen):
        on.tell.line(f"Leaves for later: {list_of(left)}")
    on.deliver()


def pending(on: Stage) -> Revisions:
    """The list of clients as the approver sees it, page by page: who is pending, and in which revision."""
    return {one.id: one.revision for one in on.portal.accounts(on.karim, limit=10)}


def guests_to(on: Stage, decision: str, seen: Revisions) -> dict[UUID, Guest]:
    there = {who.account: who for who in on.guests if who.account is not None and who.account in seen}
    return {account: who for account, who in there.items() if who.form.decide == decision}


def list_of(people: dict[UUID, Guest]) -> str:
    return ", ".join(name_of(who.form) for who in people.values())


def approve(on: Stage, account: UUID, seen: Revisions) -> parvis.AccountView | parvis.Error:
    return attempt(on.portal.approve, on.karim, account=account, seen=seen[account])


def approve_each(on: Stage, decision: str, seen: Revisions) -> None:
    for account, who in guests_to(on, decision, seen).items():
        told, again = approve(on, account, seen), approve(on, account, seen)
        on.tell.line(f"Approves {name_of(who.form)}: {answer(told)}")
        on.tell.expect(f"approving {name_of(who.form)} once more", answer(told), answer(again))


def reject_each(on: Stage, seen: Revisions) -> None:
    for account, who in guests_to(on, "reject", seen).items():
        reason = who.form.reason
        told = attempt(on.portal.reject, on.karim, account=account, seen=seen[account], reason=reason)
        on.tell.line(f"Rejects {name_of(who.form)}: {answer(told)}")
        is_told = any(reason in mail.text for mail in on.deliver())
        on.tell.expect("the reason in a mail", "told", "told" if is_told else "not told")


def race_for_the_last_seat(on: Stage) -> None:
    on.tell.chapter("The race for the last seat")
    seen = pending(on)
    racers = guests_to(on, "race", seen)
    on.labels.update(dict.fromkeys(racers, "one of those who raced"))
    before = on.pool("collaborators")
    on.tell.line(f"Seats held: {on.pools()}.")

    ready = threading.Barrier(max(len(racers), 1))

    def race(account: UUID) -> str:
        ready.wait()
        return answer(approve(on, account, seen))

    with ThreadPoolExecutor(ready.parties) as threads:
        outcomes = Counter(threads.map(race, racers))
    told = ", ".join(f"{count} {state}" for state, count in sorted(outcomes.items()))
    on.tell.line(f"Approved at once, each from a thread: {list_of(racers)}. {told}.")
    seats = min(before.capacity - before.held, len(racers))
    on.tell.expect("active after the race", seats, outcomes["active"])
    on.tell.expect("waiting after the race", len(racers) - seats, outcomes["waiting"])

    approve_each(on, "approve_last", seen)
    on.tell.line(f"Seats held: {on.pools()}.")
    on.deliver()


def grant_one_more(on: Stage) -> None:
    on.tell.chapter("Claire Beaumont buys one more seat")
    before = on.pool("collaborators")
    one = parvis.SeatGrant("collaborators", 1)
    after = on.portal.grant_seats(on.vendor, one)
    on.tell.line(f"Seats held: {on.pools()}.")
    on.tell.expect("admitted from the queue", int(before.waiting > 0), after.held - before.held)
    refused = attempt(on.portal.grant_seats, on.karim, one)
    on.tell.expect("a grant by an approver", "permission_denied", answer(refused))
    for mail in on.deliver():
        on.tell.line(f"Mail: {mail.subject}")
