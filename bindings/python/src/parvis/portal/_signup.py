# SPDX-License-Identifier: BSL-1.0
"""For the person at the door."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import records as r
from .. import values as v
from .._convert import Block
from .._parvis import lib
from ._calls import Calls


class SignUp(Calls):
    def view_sign_up_form(self, by: r.Caller) -> r.SignUpForm:
        """The open form, as the workspace has it now."""
        return self._call(
            lib.parvis_view_sign_up_form, "const parvis_sign_up_form **", by, Block(), read=r.sign_up_form
        )

    def check_invite(self, by: r.Caller, token: str) -> r.InviteCheck:
        """Reads a link and changes nothing."""
        block = Block()
        return self._call(
            lib.parvis_check_invite, "const parvis_invite_check **", by, block, block.text(token), read=r.invite_check
        )

    def sign_up(
        self,
        by: r.Caller,
        *,
        first_name: str,
        last_name: str,
        username: str,
        email: str,
        password: str,
        token: str = "",
        access: v.AccountKind | None = None,
        language: str = "",
        fields: Sequence[r.FieldValue] = (),
        consents: Sequence[r.GivenConsent] = (),
    ) -> r.SignUpReply:
        """Takes a sign-up; fails with nothing that depends on who is known here."""
        block = Block()
        request = block.struct(
            "parvis_sign_up_request",
            access=access,
            token=token,
            first_name=first_name,
            last_name=last_name,
            username=username,
            email=email,
            password=password,
            language=language,
        )
        _put_form(block, request, fields, consents)
        return self._call(lib.parvis_sign_up, "const parvis_sign_up_reply **", by, block, request, read=r.sign_up_reply)

    def start_sign_up(
        self,
        by: r.Caller,
        *,
        email: str,
        token: str = "",
        access: v.AccountKind | None = None,
        language: str = "",
    ) -> r.SignUpReply:
        """The same with an e-mail address alone."""
        block = Block()
        request = block.struct(
            "parvis_start_sign_up_request", access=access, token=token, email=email, language=language
        )
        return self._call(
            lib.parvis_start_sign_up, "const parvis_sign_up_reply **", by, block, request, read=r.sign_up_reply
        )

    def prove_email(
        self,
        by: r.Caller,
        *,
        token: str,
        continuation: str = "",
        first_name: str = "",
        last_name: str = "",
        username: str = "",
        password: str = "",
        fields: Sequence[r.FieldValue] = (),
        consents: Sequence[r.GivenConsent] = (),
    ) -> r.AccountView:
        """The owner of the address follows the mailed link: the account arises."""
        block = Block()
        request = block.struct(
            "parvis_prove_email_request",
            token=token,
            continuation=continuation,
            first_name=first_name,
            last_name=last_name,
            username=username,
            password=password,
        )
        _put_form(block, request, fields, consents)
        return self._account(lib.parvis_prove_email, by, block, request)

    def join(self, by: r.Caller, *, token: str, username: str, password: str) -> r.AccountView:
        """Somebody who was added follows the mailed link."""
        block = Block()
        request = block.struct("parvis_join_request", token=token, username=username, password=password)
        return self._account(lib.parvis_join, by, block, request)


def _put_form(block: Block, request: Any, fields: Sequence[r.FieldValue], consents: Sequence[r.GivenConsent]) -> None:
    def put_consent(to: Any, one: r.GivenConsent) -> None:
        block.put_text(to.name, one.name)
        block.put_text(to.version, one.version)

    r.put_fields(block, request, fields)
    request.consents, request.consent_count = block.array("parvis_given_consent", consents, put_consent)
