# SPDX-License-Identifier: BSL-1.0
"""Who is kept out, who comes in somebody's place, and what groups let people do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from conftest import Firm

import parvis
from parvis import AccountState, Code, Permissions


def add_user(firm: Firm, name: str) -> parvis.AccountView:
    """Adds a member, who joins."""
    email = f"{name}@example.org"
    firm.portal.add_user(
        firm.claire,
        first_name=name.title(),
        last_name="Benali",
        email=email,
        group=firm.made.members,
        seniority="lawyer",
    )
    firm.portal.drain_outbox(firm.host, 100)
    return firm.portal.join(firm.host, token=firm.inbox.token(email), username=name, password="nine amber herons dive")


def sign_in(firm: Firm, name: str) -> parvis.AccountView:
    return firm.portal.sign_in(firm.host, identifier=name, password="nine amber herons dive")


def test_whoever_is_banned_is_kept_out_until_the_ban_ends(firm: Firm) -> None:
    karim = add_user(firm, "karim")
    until = datetime.now(UTC) + timedelta(days=3)
    banned = firm.portal.ban(firm.claire, account=karim.id, reason="Insults", until=until)
    assert (banned.state, banned.ban_reason, banned.banned_by) == (
        AccountState.ACTIVE,
        "Insults",
        firm.made.administrator,
    )
    assert banned.banned_until == until and banned.banned_at is not None
    said = [one.note_text for one in firm.portal.events(firm.claire, subject=karim.id)]
    assert [text for text in said if text] == ["Insults"]
    with pytest.raises(parvis.StateError) as refused:
        sign_in(firm, "karim")
    assert refused.value.code == Code.ACCOUNT_BANNED
    assert firm.portal.view_permissions(firm.claire, karim.id) == ()

    def found(bans: parvis.BanFilter) -> set[UUID]:
        which = parvis.AccountFilter(bans=bans)
        page = firm.portal.search_accounts(firm.claire, which)
        assert firm.portal.count_accounts(firm.claire, which).total == len(page.items)
        return {one.id for one in page.items}

    assert found(parvis.BanFilter.BANNED) == {karim.id}
    assert found(parvis.BanFilter.NOT_BANNED) == {firm.made.administrator}
    assert found(parvis.BanFilter.ANY) == {karim.id, firm.made.administrator}
    back = firm.portal.unban(firm.claire, account=karim.id, notice=parvis.Notice.SILENT)
    assert back.banned_at is None and back.banned_by is None and back.ban_reason == ""
    assert sign_in(firm, "karim").id == karim.id

    with pytest.raises(parvis.RequestError) as unreasoned:
        firm.portal.ban(firm.claire, account=karim.id, reason="")
    assert unreasoned.value.fields[0].code == Code.BAN_REASON_REQUIRED
    with pytest.raises(parvis.StateError, match="own account"):
        firm.portal.ban(firm.claire, account=firm.made.administrator, reason="x")


def test_a_seat_that_a_ban_freed_is_waited_for(firm: Firm) -> None:
    settings = firm.portal.view_settings(firm.claire)
    assert settings.ban_frees_seat is False
    firm.portal.change_settings(firm.claire, replace(settings, ban_frees_seat=True))
    karim = add_user(firm, "karim")
    firm.portal.ban(firm.claire, account=karim.id, reason="x")
    for name in ("zoe", "yann", "xena", "walt"):
        add_user(firm, name)
    assert firm.portal.unban(firm.claire, account=karim.id).state == AccountState.WAITING


def test_a_user_is_replaced_in_a_full_pool(firm: Firm) -> None:
    users = [add_user(firm, name) for name in ("zoe", "yann", "xena", "walt")]
    newcomer = parvis.NewUser("Nina", "Roy", "nina@example.org", firm.made.members, seniority="lawyer")
    done = firm.portal.replace(firm.claire, account=users[0].id, newcomer=newcomer, reason="Has left")
    assert (done.left.state, done.added.state) == (AccountState.INACTIVE, AccountState.INVITED)
    firm.portal.deactivate(firm.claire, account=users[1].id, reason="On leave")
    firm.portal.deactivate_each(firm.claire, [parvis.DeactivateRequest(users[2].id, reason="Too")])
    last = [list(firm.portal.events(firm.claire, subject=one.id))[-1].note_text for one in users]
    assert last == ["Has left", "On leave", "Too", ""]
    firm.portal.reactivate(firm.claire, account=users[1].id)
    firm.portal.reactivate(firm.claire, account=users[2].id)
    with pytest.raises(parvis.StateError, match="no_seat|license"):
        firm.portal.reactivate(firm.claire, account=users[0].id)


def test_groups_and_what_they_let_people_do(firm: Firm) -> None:
    karim = add_user(firm, "karim")
    made = firm.portal.add_group(firm.claire, name="Lawyers", host_permissions=["core.print", "contract.sign"])
    assert (made.permissions, made.active, made.host_permissions) == (
        Permissions.NONE,
        0,
        ("core.print", "contract.sign"),
    )
    assert firm.portal.change_group(firm.claire, account=karim.id, group=made.id).group == made.id
    assert firm.portal.view_permissions(firm.claire, karim.id) == ("core", "core.print")
    edited = firm.portal.edit_group(
        firm.claire, group=made.id, name="Partners", permissions=Permissions.USERS_MANAGE, host_permissions=[]
    )
    assert (edited.name, edited.permissions, edited.active, edited.host_permissions) == (
        "Partners",
        Permissions.USERS_MANAGE,
        1,
        (),
    )
    assert [one.name for one in firm.portal.list_groups(replace(firm.host, actor=karim.id))][-1] == "Partners"
    with pytest.raises(parvis.StateError) as in_use:
        firm.portal.remove_group(firm.claire, group=made.id)
    assert in_use.value.code == Code.GROUP_IN_USE
    firm.portal.change_group(firm.claire, account=karim.id, group=firm.made.members)
    assert firm.portal.remove_group(firm.claire, group=made.id, seen=edited.revision).id == made.id
    with pytest.raises(parvis.StateError) as last:
        firm.portal.change_group(firm.claire, account=firm.made.administrator, group=firm.made.members)
    assert last.value.code == Code.LAST_ADMINISTRATOR
