# SPDX-License-Identifier: BSL-1.0
"""What somebody signs in with."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from conftest import PASSWORD, Firm

import parvis
from parvis import Code

NEW = "nine amber herons dive"


def refusal(firm: Firm, password: str, identifier: str = "claire", source: str = "") -> Code | None:
    try:
        firm.portal.sign_in(firm.host, identifier=identifier, password=password, source=source)
    except parvis.Error as error:
        return error.code
    return None


def test_a_password_is_changed_by_who_knows_it(firm: Firm) -> None:
    changed = firm.portal.change_password(firm.claire, password=PASSWORD, new_password=NEW)
    assert changed.credential_epoch == 1
    assert refusal(firm, PASSWORD) is Code.CREDENTIALS_WRONG
    assert refusal(firm, NEW) is None
    with pytest.raises(parvis.RequestError) as same:
        firm.portal.change_password(firm.host, identifier="claire", password=NEW, new_password=NEW)
    assert [(one.field, one.code) for one in same.value.fields] == [("new_password", Code.PASSWORD_UNCHANGED)]


def test_whoever_fails_too_often_is_told_how_long_to_wait(firm: Firm) -> None:
    for _ in range(5):
        assert refusal(firm, "not the right one") is Code.CREDENTIALS_WRONG
    with pytest.raises(parvis.StateError) as refused:
        firm.portal.sign_in(firm.host, identifier="claire", password=PASSWORD)
    assert refused.value.code is Code.TOO_MANY_ATTEMPTS
    assert refused.value.retryable
    assert refused.value.retry_after is not None
    assert timedelta() < refused.value.retry_after <= timedelta(seconds=1)


def test_failures_from_one_place_are_counted_together(firm: Firm) -> None:
    settings = firm.portal.view_settings(firm.claire)
    assert settings.failures_per_source_max == 100
    firm.portal.change_settings(firm.claire, replace(settings, failures_per_source_max=10))
    for n in range(10):
        assert refusal(firm, PASSWORD, f"nobody{n}", "192.0.2.7") is Code.CREDENTIALS_WRONG
    assert refusal(firm, PASSWORD, source="192.0.2.7") is Code.TOO_MANY_ATTEMPTS
    assert refusal(firm, PASSWORD, source="192.0.2.8") is None


def test_a_password_is_reset_by_the_mailed_link(firm: Firm) -> None:
    known = firm.portal.request_password_reset(firm.host, "claire@example.org")
    assert known == firm.portal.request_password_reset(firm.host, "nobody@example.org")
    assert known == parvis.phrase(parvis.Phrase.RESET_ASKED, "en")
    firm.portal.drain_outbox(firm.host, 100)
    token = firm.inbox.token("claire@example.org")
    assert firm.portal.reset_password(firm.host, token=token, password=NEW).id == firm.made.administrator
    assert refusal(firm, NEW) is None
    with pytest.raises(parvis.RequestError) as used:
        firm.portal.reset_password(firm.host, token=token, password=PASSWORD)
    assert used.value.code is Code.LINK_INVALID


def test_an_address_is_changed_once_it_is_proven(firm: Firm) -> None:
    firm.portal.request_email_change(firm.claire, email="claire@new.example", password=PASSWORD)
    firm.portal.drain_outbox(firm.host, 100)
    assert {one.to for one in firm.inbox.mails} >= {"claire@new.example", "claire@example.org"}
    changed = firm.portal.prove_email_change(firm.host, firm.inbox.token("claire@new.example"))
    assert changed.email == "claire@new.example"
    assert refusal(firm, PASSWORD, "claire@new.example") is None


def test_a_key_is_shown_once_and_works_until_it_is_revoked(firm: Firm) -> None:
    issued = firm.portal.issue_api_key(firm.claire, firm.made.administrator)
    assert issued.account.api_key_issued_at is not None
    assert issued.key not in repr(issued)
    assert firm.portal.verify_api_key(firm.host, issued.key).id == firm.made.administrator
    assert firm.portal.revoke_api_key(firm.claire, firm.made.administrator).api_key_issued_at is None
    for key in (issued.key, issued.key[:-1], ""):
        with pytest.raises(parvis.RequestError) as dead:
            firm.portal.verify_api_key(firm.host, key)
        assert dead.value.code is Code.API_KEY_INVALID
    firm.portal.drain_outbox(firm.host, 100)
    told = firm.portal.preview_mail(firm.claire, parvis.Effect.MAIL_API_KEY_CHANGED).subject
    assert [one.to for one in firm.inbox.mails if one.subject == told] == ["claire@example.org"] * 2
    assert not any(issued.key in one.text + one.html for one in firm.inbox.mails)
