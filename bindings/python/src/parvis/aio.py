# SPDX-License-Identifier: BSL-1.0
"""The portal for asyncio: every call on a thread of the loop's pool, with the same parameters. A call that is cancelled
goes on there, and nobody hears its answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import wraps
from itertools import islice
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from .portal import Portal

P = ParamSpec("P")
T = TypeVar("T")


def _on_a_thread(call: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    @wraps(call)
    async def awaited(*args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.to_thread(call, *args, **kwargs)

    return awaited


def _by_threads(call: Callable[P, Iterator[T]]) -> Callable[P, AsyncIterator[T]]:
    @wraps(call)
    async def yielded(*args: P.args, **kwargs: P.kwargs) -> AsyncIterator[T]:
        items = call(*args, **kwargs)
        while some := await asyncio.to_thread(lambda: list(islice(items, 50))):
            for one in some:
                yield one

    return yielded


class AsyncPortal:
    """A portal whose calls are awaited. It does not own the portal, unless it is used as a context manager."""

    def __init__(self, portal: Portal) -> None:
        self.close = _on_a_thread(portal.close)
        self.set_up = _on_a_thread(portal.set_up)
        self.view_settings = _on_a_thread(portal.view_settings)
        self.change_settings = _on_a_thread(portal.change_settings)
        self.preview_settings = _on_a_thread(portal.preview_settings)
        self.grant_seats = _on_a_thread(portal.grant_seats)
        self.end_grant = _on_a_thread(portal.end_grant)
        self.list_grants = _on_a_thread(portal.list_grants)
        self.list_pools = _on_a_thread(portal.list_pools)
        self.allow_overage = _on_a_thread(portal.allow_overage)
        self.check_entitlement = _on_a_thread(portal.check_entitlement)
        self.reserve_seats = _on_a_thread(portal.reserve_seats)
        self.release_reservation = _on_a_thread(portal.release_reservation)
        self.list_reservations = _on_a_thread(portal.list_reservations)
        self.preview_seats = _on_a_thread(portal.preview_seats)
        self.list_holders = _on_a_thread(portal.list_holders)
        self.holders = _by_threads(portal.holders)
        self.view_use = _on_a_thread(portal.view_use)
        self.view_catalog = _on_a_thread(portal.view_catalog)
        self.change_catalog = _on_a_thread(portal.change_catalog)
        self.quote_order = _on_a_thread(portal.quote_order)
        self.place_order = _on_a_thread(portal.place_order)
        self.view_order = _on_a_thread(portal.view_order)
        self.list_orders = _on_a_thread(portal.list_orders)
        self.orders = _by_threads(portal.orders)
        self.cancel_order = _on_a_thread(portal.cancel_order)
        self.take_payment_notice = _on_a_thread(portal.take_payment_notice)
        self.add_user = _on_a_thread(portal.add_user)
        self.add_portal_account = _on_a_thread(portal.add_portal_account)
        self.import_people = _on_a_thread(portal.import_people)
        self.export_accounts = _on_a_thread(portal.export_accounts)
        self.export_person = _on_a_thread(portal.export_person)
        self.erase = _on_a_thread(portal.erase)
        self.resend_join = _on_a_thread(portal.resend_join)
        self.resend_join_each = _on_a_thread(portal.resend_join_each)
        self.inspect_store = _on_a_thread(portal.inspect_store)
        self.find_account = _on_a_thread(portal.find_account)
        self.view_account = _on_a_thread(portal.view_account)
        self.edit_account = _on_a_thread(portal.edit_account)
        self.override_privacy = _on_a_thread(portal.override_privacy)
        self.demand_password_change = _on_a_thread(portal.demand_password_change)
        self.change_access = _on_a_thread(portal.change_access)
        self.ask_access = _on_a_thread(portal.ask_access)
        self.approve_access = _on_a_thread(portal.approve_access)
        self.reject_access = _on_a_thread(portal.reject_access)
        self.deactivate = _on_a_thread(portal.deactivate)
        self.deactivate_each = _on_a_thread(portal.deactivate_each)
        self.reactivate = _on_a_thread(portal.reactivate)
        self.replace = _on_a_thread(portal.replace)
        self.ban = _on_a_thread(portal.ban)
        self.unban = _on_a_thread(portal.unban)
        self.add_group = _on_a_thread(portal.add_group)
        self.edit_group = _on_a_thread(portal.edit_group)
        self.remove_group = _on_a_thread(portal.remove_group)
        self.list_groups = _on_a_thread(portal.list_groups)
        self.change_group = _on_a_thread(portal.change_group)
        self.view_permissions = _on_a_thread(portal.view_permissions)
        self.search_accounts = _on_a_thread(portal.search_accounts)
        self.found_accounts = _by_threads(portal.found_accounts)
        self.count_accounts = _on_a_thread(portal.count_accounts)
        self.list_accounts = _on_a_thread(portal.list_accounts)
        self.accounts = _by_threads(portal.accounts)
        self.create_invite = _on_a_thread(portal.create_invite)
        self.invite_people = _on_a_thread(portal.invite_people)
        self.show_invite = _on_a_thread(portal.show_invite)
        self.list_invites = _on_a_thread(portal.list_invites)
        self.invites = _by_threads(portal.invites)
        self.rotate_invite = _on_a_thread(portal.rotate_invite)
        self.close_invite = _on_a_thread(portal.close_invite)
        self.reopen_invite = _on_a_thread(portal.reopen_invite)
        self.revoke_invite = _on_a_thread(portal.revoke_invite)
        self.resend_invite = _on_a_thread(portal.resend_invite)
        self.view_sign_up_form = _on_a_thread(portal.view_sign_up_form)
        self.check_invite = _on_a_thread(portal.check_invite)
        self.sign_up = _on_a_thread(portal.sign_up)
        self.start_sign_up = _on_a_thread(portal.start_sign_up)
        self.prove_email = _on_a_thread(portal.prove_email)
        self.join = _on_a_thread(portal.join)
        self.sign_in = _on_a_thread(portal.sign_in)
        self.change_password = _on_a_thread(portal.change_password)
        self.request_password_reset = _on_a_thread(portal.request_password_reset)
        self.reset_password = _on_a_thread(portal.reset_password)
        self.request_email_change = _on_a_thread(portal.request_email_change)
        self.prove_email_change = _on_a_thread(portal.prove_email_change)
        self.issue_api_key = _on_a_thread(portal.issue_api_key)
        self.revoke_api_key = _on_a_thread(portal.revoke_api_key)
        self.verify_api_key = _on_a_thread(portal.verify_api_key)
        self.approve = _on_a_thread(portal.approve)
        self.reject = _on_a_thread(portal.reject)
        self.approve_each = _on_a_thread(portal.approve_each)
        self.reject_each = _on_a_thread(portal.reject_each)
        self.approve_pending = _on_a_thread(portal.approve_pending)
        self.reopen = _on_a_thread(portal.reopen)
        self.list_events = _on_a_thread(portal.list_events)
        self.events = _by_threads(portal.events)
        self.read_audit = _on_a_thread(portal.read_audit)
        self.verify_audit = _on_a_thread(portal.verify_audit)
        self.seal_audit = _on_a_thread(portal.seal_audit)
        self.list_outbox = _on_a_thread(portal.list_outbox)
        self.outbox = _by_threads(portal.outbox)
        self.retry_outbox = _on_a_thread(portal.retry_outbox)
        self.preview_mail = _on_a_thread(portal.preview_mail)
        self.drain_outbox = _on_a_thread(portal.drain_outbox)
        self.run_due = _on_a_thread(portal.run_due)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, _value: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        await self.close()
