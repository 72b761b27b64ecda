# SPDX-License-Identifier: BSL-1.0
"""People who are added, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from .. import records as r
from .. import values as v
from .._convert import Block
from .._parvis import ffi, lib
from ._calls import Calls, all_of


class Accounts(Calls):
    def add_user(
        self,
        by: r.Caller,
        *,
        first_name: str,
        last_name: str,
        email: str,
        group: UUID,
        seniority: str = "",
        language: str = "",
        access: v.Access = v.Access.CORE,
        job_title: str = "",
        mobile: str = "",
        address: str = "",
        company: str = "",
        code: str = "",
        fields: Sequence[r.FieldValue] = (),
        reservations: Sequence[UUID] = (),
    ) -> r.AccountView:
        """Adds a user, who holds the seats of their access from now on and is mailed a link to join."""
        block = Block()
        new = r.NewUser(
            first_name=first_name,
            last_name=last_name,
            email=email,
            group=group,
            seniority=seniority,
            language=language,
            access=access,
            job_title=job_title,
            mobile=mobile,
            address=address,
            company=company,
            code=code,
            fields=fields,
            reservations=reservations,
        )
        return self._account(lib.parvis_add_user, by, block, r.put_user(block, new))

    def add_portal_account(
        self,
        by: r.Caller,
        *,
        first_name: str,
        last_name: str,
        email: str,
        access: v.Access = v.Access.CLIENT,
        language: str = "",
        case_role: v.CaseRole = v.CaseRole.NONE,
        job_title: str = "",
        mobile: str = "",
        address: str = "",
        company: str = "",
        code: str = "",
        fields: Sequence[r.FieldValue] = (),
    ) -> r.AccountView:
        """Adds somebody of the portal, who is mailed a link to join and holds no seat before they have."""
        block = Block()
        new = r.NewPortalAccount(
            first_name=first_name,
            last_name=last_name,
            email=email,
            access=access,
            language=language,
            case_role=case_role,
            job_title=job_title,
            mobile=mobile,
            address=address,
            company=company,
            code=code,
            fields=fields,
        )
        return self._account(lib.parvis_add_portal_account, by, block, r.put_portal_account(block, new))

    def resend_join(self, by: r.Caller, account: UUID) -> r.AccountView:
        """Mails whoever was added another link to join; every older one dies."""
        block = Block()
        return self._account(lib.parvis_resend_join, by, block, block.uuid(account))

    def resend_join_each(self, by: r.Caller, accounts: Sequence[UUID]) -> tuple[r.AccountOutcome, ...]:
        """1 to 1,000 at once, each for itself."""
        block = Block()
        return self._outcomes(lib.parvis_resend_join_each, by, block, *block.uuids(accounts))

    def view_account(self, by: r.Caller, account: UUID) -> r.AccountView:
        """One account: of the portal also for approvers, and any for whom it is about."""
        block = Block()
        return self._account(lib.parvis_view_account, by, block, block.uuid(account))

    def edit_account(
        self,
        by: r.Caller,
        *,
        account: UUID,
        seen: int = 0,
        first_name: str | None = None,
        last_name: str | None = None,
        language: str | None = None,
        seniority: str | None = None,
        job_title: str | None = None,
        mobile: str | None = None,
        address: str | None = None,
        company: str | None = None,
        code: str | None = None,
        fields: Sequence[r.FieldValue] | None = None,
    ) -> r.AccountView:
        """Changes what is known of somebody. None is left alone; what is empty is removed, if nothing requires it."""
        block = Block()
        request = block.struct(
            "parvis_edit_account_request",
            account=account,
            seen=seen,
            first_name=block.text_at(first_name),
            last_name=block.text_at(last_name),
            language=block.text_at(language),
            seniority=block.text_at(seniority),
            job_title=block.text_at(job_title),
            mobile=block.text_at(mobile),
            address=block.text_at(address),
            company=block.text_at(company),
            code=block.text_at(code),
        )
        if fields is not None:
            request.fields = block.keep(ffi.new("parvis_field_value *"))  # none at all, but given
            if fields:
                r.put_fields(block, request, fields)
        return self._account(lib.parvis_edit_account, by, block, request)

    def override_privacy(
        self, by: r.Caller, *, account: UUID, privacy: v.PrivacyOverride, seen: int = 0
    ) -> r.AccountView:
        """Lets a user read what others have marked as private, or no longer; each change is in the trail."""
        block = Block()
        request = block.struct("parvis_override_privacy_request", account=account, privacy=privacy, seen=seen)
        return self._account(lib.parvis_override_privacy, by, block, request)

    def demand_password_change(self, by: r.Caller, *, account: UUID, seen: int = 0) -> r.AccountView:
        """At the next sign-in another password must be chosen."""
        block = Block()
        request = block.struct("parvis_demand_password_change_request", account=account, seen=seen)
        return self._account(lib.parvis_demand_password_change, by, block, request)

    def deactivate(
        self, by: r.Caller, *, account: UUID, seen: int = 0, notice: v.Notice = v.Notice.MAIL, reason: str = ""
    ) -> r.AccountView:
        """active or invited → inactive; the seats are free for the next in the queue. The person is told the reason."""
        block = Block()
        request = block.struct("parvis_activity_request", account=account, seen=seen, notice=notice, reason=reason)
        return self._account(lib.parvis_deactivate, by, block, request)

    def deactivate_each(self, by: r.Caller, requests: Sequence[r.DeactivateRequest]) -> tuple[r.AccountOutcome, ...]:
        """1 to 1,000 at once, each for itself."""
        block = Block()
        given = block.pointers(
            "parvis_activity_request",
            [
                block.struct(
                    "parvis_activity_request",
                    account=one.account,
                    seen=one.seen,
                    notice=one.notice,
                    reason=one.reason,
                )
                for one in requests
            ],
        )
        return self._outcomes(lib.parvis_deactivate_each, by, block, *given)

    def reactivate(
        self,
        by: r.Caller,
        *,
        account: UUID,
        seen: int = 0,
        notice: v.Notice = v.Notice.MAIL,
        reservations: Sequence[UUID] = (),
    ) -> r.AccountView:
        """inactive → active with its seats, or → invited for who never joined. No reason is taken."""
        block = Block()
        request = block.struct("parvis_activity_request", account=account, seen=seen, notice=notice)
        r.put_reservations(block, request, reservations)
        return self._account(lib.parvis_reactivate, by, block, request)

    def list_accounts(
        self,
        by: r.Caller,
        *,
        state: v.AccountState = v.AccountState.PENDING,
        after: str = "",
        limit: int = 50,
        count_cap: int = 0,
    ) -> r.Page[r.AccountView]:
        block = Block()
        request = block.struct(
            "parvis_list_accounts_request", state=state, after=after, limit=limit, count_cap=count_cap
        )
        return self._call(
            lib.parvis_list_accounts, "const parvis_account_page **", by, block, request, read=r.account_page
        )

    def accounts(
        self, by: r.Caller, *, state: v.AccountState = v.AccountState.PENDING, limit: int = 50
    ) -> Iterator[r.AccountView]:
        """All of them, page by page."""
        return all_of(lambda after: self.list_accounts(by, state=state, after=after, limit=limit))
