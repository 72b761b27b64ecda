# SPDX-License-Identifier: BSL-1.0
"""Signing in."""

from __future__ import annotations

from uuid import UUID

from .. import records as r
from .._convert import Block, text_of
from .._parvis import lib
from ._calls import Calls


class SignIn(Calls):
    def sign_in(self, by: r.Caller, *, identifier: str, password: str, source: str = "") -> r.AccountView:
        """The account, if it may enter. Failures are counted by what was typed, and by `source`: where the call comes
        from, for instance an address."""
        block = Block()
        request = block.struct("parvis_sign_in_request", identifier=identifier, password=password, source=source)
        return self._account(lib.parvis_sign_in, by, block, request)

    def change_password(
        self, by: r.Caller, *, password: str, new_password: str, identifier: str = "", source: str = ""
    ) -> r.AccountView:
        """By whoever knows the present one: the actor, or whoever is named as at sign-in and must change it."""
        block = Block()
        request = block.struct(
            "parvis_change_password_request",
            identifier=identifier,
            password=password,
            new_password=new_password,
            source=source,
        )
        return self._account(lib.parvis_change_password, by, block, request)

    def request_password_reset(self, by: r.Caller, email: str) -> str:
        """Mails a link to whoever has the address; what is to be said is the same for every address."""
        block = Block()
        return self._call(
            lib.parvis_request_password_reset,
            "const parvis_words **",
            by,
            block,
            block.text(email),
            read=lambda c: text_of(c.text),
        )

    def reset_password(self, by: r.Caller, *, token: str, password: str) -> r.AccountView:
        """Sets a new password by the mailed link; sign-in is open again where too many tries had closed it."""
        block = Block()
        request = block.struct("parvis_reset_password_request", token=token, password=password)
        return self._account(lib.parvis_reset_password, by, block, request)

    def request_email_change(self, by: r.Caller, *, email: str, password: str, source: str = "") -> r.AccountView:
        """Mails a link to a new address of the actor's, and word of it to the old one."""
        block = Block()
        request = block.struct("parvis_request_email_change_request", email=email, password=password, source=source)
        return self._account(lib.parvis_request_email_change, by, block, request)

    def prove_email_change(self, by: r.Caller, token: str) -> r.AccountView:
        """Whoever has the new address follows its link: it is the account's from now on."""
        block = Block()
        return self._account(lib.parvis_prove_email_change, by, block, block.text(token))

    def issue_api_key(self, by: r.Caller, account: UUID) -> r.IssuedApiKey:
        """A key for a user, instead of an older one: by themselves, or by who manages users."""
        block = Block()
        return self._call(
            lib.parvis_issue_api_key,
            "const parvis_issued_api_key **",
            by,
            block,
            block.uuid(account),
            read=r.issued_api_key,
        )

    def revoke_api_key(self, by: r.Caller, account: UUID) -> r.AccountView:
        """Kills the key of a user."""
        block = Block()
        return self._account(lib.parvis_revoke_api_key, by, block, block.uuid(account))

    def verify_api_key(self, by: r.Caller, key: str) -> r.AccountView:
        """Whose key it is."""
        block = Block()
        return self._account(lib.parvis_verify_api_key, by, block, block.text(key))
