# SPDX-License-Identifier: BSL-1.0
"""The portal: every use case of the library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import UUID

from . import _slots
from . import ports as p
from . import records as r
from . import values as v
from ._convert import Block, text_of
from ._parvis import ffi, lib
from .errors import RequestError
from .storages import AnyMailer, AnyStorage, Borrowed, borrowed_mailer, borrowed_storage, checked

T = TypeVar("T")

BLOCKLIST_MAX = 256 << 20


@dataclass(frozen=True, slots=True)
class RingKey:
    """One secret of the host, 32 octets or more."""

    id: int
    secret: bytes = field(repr=False)
    state: v.KeyState = v.KeyState.PRIMARY


@dataclass(frozen=True, slots=True)
class Scrypt:
    """How passwords are hashed (RFC 7914); 0 stands for the default."""

    log2_n: int = 0
    r: int = 0
    p: int = 0
    memory_budget_bytes: int = 0
    waiters_max: int = 0
    peppers: Sequence[RingKey] = ()


@dataclass(frozen=True, slots=True)
class MailOverride:
    """The host's own words for one mail in one language."""

    effect: v.Effect
    language: str
    subject: str
    paragraphs: Sequence[str]
    button: str = ""


def _put_keys(block: Block, keys: Sequence[RingKey]) -> tuple[Any, int]:
    def put(to: Any, key: RingKey) -> None:
        to.id = key.id
        to.state = key.state
        block.put_bytes(to.secret, key.secret)

    return block.array("parvis_ring_key", keys, put)


def _put_override(block: Block, one: MailOverride) -> Any:
    out = block.struct(
        "parvis_mail_override", effect=one.effect, language=one.language, subject=one.subject, button=one.button
    )
    block.put_texts(out, "paragraphs", "paragraph_count", one.paragraphs)
    return out


def _put_scrypt(block: Block, how: Scrypt) -> Any:
    out = block.struct(
        "parvis_scrypt_options",
        log2_n=how.log2_n,
        r=how.r,
        p=how.p,
        memory_budget_bytes=how.memory_budget_bytes,
        waiters_max=how.waiters_max,
    )
    out.peppers, out.pepper_count = _put_keys(block, how.peppers)
    return out


class Portal:
    """An open portal; a context manager. All calls may come from several threads at once, and release the GIL."""

    def __init__(
        self,
        *,
        storage: AnyStorage,
        keys: Sequence[RingKey],
        mailer: AnyMailer | None = None,
        cases: p.Cases | None = None,
        payments: p.Payments | None = None,
        clock: p.Clock | None = None,
        random: p.Random | None = None,
        hasher: p.Hasher | None = None,
        text: p.TextPolicy | None = None,
        log: p.Log | None = None,
        second_factor: v.SecondFactor = v.SecondFactor.ABSENT,
        mails: Sequence[MailOverride] = (),
        blocklist: str = "",
        scrypt: Scrypt | None = None,
    ) -> None:
        block = Block()
        options = block.struct("parvis_options", second_factor=second_factor)
        block.put_text(options.blocklist, blocklist, octets_max=BLOCKLIST_MAX)
        options.keys, options.key_count = _put_keys(block, keys)
        options.mails, options.mail_count = block.pointers(
            "parvis_mail_override", [_put_override(block, one) for one in mails]
        )
        if scrypt is not None:
            options.scrypt = _put_scrypt(block, scrypt)

        kept: list[Borrowed | _slots.Table] = [borrowed_storage(storage)]
        host = block.struct("parvis_host", storage=kept[0].table)
        tables: dict[str, Borrowed | _slots.Table | None] = {
            "mailer": borrowed_mailer(mailer) if mailer is not None else None,
            "cases": _slots.cases_table(cases) if cases is not None else None,
            "payments": _slots.payments_table(payments) if payments is not None else None,
            "clock": _slots.clock_table(clock) if clock is not None else None,
            "random": _slots.random_table(random) if random is not None else None,
            "hasher": _slots.hasher_table(block, hasher) if hasher is not None else None,
            "text": _slots.text_table(text) if text is not None else None,
            "log": _slots.log_table(log) if log is not None else None,
        }
        for name, one in tables.items():
            if one is not None:
                kept.append(one)
                setattr(host, name, one.table)

        out = ffi.new("parvis_portal **")
        error = ffi.new("const parvis_error **")
        self._open: tuple[object, Any] | None = None
        with _slots.collected() as raised:
            status = lib.parvis_portal_open(options, host, out, error)
        checked(status, error, raised)
        # It closes when nobody holds it any more, as each call under way does, and the tables live as long.
        self._open = (kept, ffi.gc(out[0], lib.parvis_portal_close))

    # --- its own life ---

    def close(self) -> None:
        """No call may begin from now on; those under way end as they would have, and the last of them closes."""
        self._open = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _value: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self.close()

    def _call(self, what: Any, reply: str, by: r.Caller, block: Block, *given: Any, read: Callable[[Any], T]) -> T:
        """One call; `given`: what it is asked, `read`: makes the answer of the reply, which is then freed."""
        caller = block.struct("parvis_caller", workspace=by.workspace, actor=by.actor, language=by.language)
        if by.context is not None:
            caller.context = block.keep(ffi.new_handle(by.context))
        out = ffi.new(reply)
        error = ffi.new("const parvis_error **")
        held = self._open
        if held is None:
            raise RequestError(v.Code.INVALID_ARGUMENT, "The portal is closed.", field="portal", detail="closed")
        try:
            with _slots.collected() as raised:
                status = what(held[1], caller, *given, out, error)
        finally:
            del held  # an exception may live longer than the call
        if status != v.Code.DONE or raised:
            checked(status, error, raised)
        try:
            return read(out[0])
        finally:
            lib.parvis_free(out[0])

    # --- configuration ---

    def set_up(
        self,
        by: r.Caller,
        *,
        portal_name: str,
        portal_url: str,
        first_name: str,
        last_name: str,
        email: str,
        username: str,
        password: str,
        default_language: str = "",
        access: v.Access = v.Access.CORE,
        grants: Sequence[r.SeatGrant] = (),
    ) -> r.SetUpReply:
        """Makes the workspace and its first administrator, who is active at once."""
        block = Block()
        request = block.struct(
            "parvis_set_up_request",
            access=access,
            portal_name=portal_name,
            portal_url=portal_url,
            default_language=default_language,
            first_name=first_name,
            last_name=last_name,
            email=email,
            username=username,
            password=password,
        )
        request.grants, request.grant_count = block.pointers(
            "parvis_seat_grant", [self._seat_grant(block, one) for one in grants]
        )
        return self._call(lib.parvis_set_up, "const parvis_set_up_reply **", by, block, request, read=r.set_up_reply)

    def view_settings(self, by: r.Caller) -> r.Settings:
        """The settings as they are."""
        return self._call(lib.parvis_view_settings, "const parvis_settings **", by, Block(), read=r.settings)

    def change_settings(self, by: r.Caller, wanted: r.Settings) -> r.ChangedSettings:
        """`wanted.revision` is the one that was viewed; STALE when they have changed since."""
        block = Block()
        return self._call(
            lib.parvis_change_settings,
            "const parvis_changed_settings **",
            by,
            block,
            r.put_settings(block, wanted),
            read=r.changed_settings,
        )

    def preview_settings(self, by: r.Caller, wanted: r.Settings) -> r.SettingsImpact:
        """What the change would touch. Changes nothing."""
        block = Block()
        return self._call(
            lib.parvis_preview_settings,
            "const parvis_settings_impact **",
            by,
            block,
            r.put_settings(block, wanted),
            read=r.settings_impact,
        )

    # --- licenses ---

    @staticmethod
    def _seat_grant(block: Block, one: r.SeatGrant) -> Any:
        return block.struct(
            "parvis_seat_grant", sku=one.sku, quantity=one.quantity, starts_at=one.starts_at, ends_at=one.ends_at
        )

    def grant_seats(self, by: r.Caller, grant: r.SeatGrant) -> r.PoolView:
        """Grants seats, and admits who waited for them."""
        block = Block()
        return self._call(
            lib.parvis_grant_seats,
            "const parvis_pool_view **",
            by,
            block,
            self._seat_grant(block, grant),
            read=r.pool_view,
        )

    def end_grant(self, by: r.Caller, *, grant: UUID, ends_at: datetime | None = None) -> r.PoolView:
        """Ends a grant now or later; nobody is thrown out."""
        block = Block()
        request = block.struct("parvis_end_grant_request", grant=grant, ends_at=ends_at)
        return self._call(lib.parvis_end_grant, "const parvis_pool_view **", by, block, request, read=r.pool_view)

    def list_grants(self, by: r.Caller, sku: str) -> tuple[r.Grant, ...]:
        """The grants of a sku that have not ended, by their end."""
        block = Block()
        return self._call(
            lib.parvis_list_grants, "const parvis_grant_list **", by, block, block.text(sku), read=r.grants
        )

    def list_pools(self, by: r.Caller) -> tuple[r.PoolView, ...]:
        return self._call(lib.parvis_list_pools, "const parvis_pool_list **", by, Block(), read=r.pools)

    def allow_overage(self, by: r.Caller, *, sku: str, seats: int) -> r.PoolView:
        """Allows seats beyond those granted, while any are."""
        block = Block()
        request = block.struct("parvis_allow_overage_request", sku=sku, seats=seats)
        return self._call(lib.parvis_allow_overage, "const parvis_pool_view **", by, block, request, read=r.pool_view)

    def check_entitlement(self, by: r.Caller, sku: str) -> r.Entitlement:
        """Whether a sku is to be had. No actor."""
        block = Block()
        return self._call(
            lib.parvis_check_entitlement,
            "const parvis_entitlement **",
            by,
            block,
            block.text(sku),
            read=r.entitlement,
        )

    def reserve_seats(
        self, by: r.Caller, *, sku: str, seats: int, lasts: timedelta, purpose: str = ""
    ) -> r.Reservation:
        """Keeps seats for people to come, all of them or none."""
        block = Block()
        request = block.struct("parvis_reserve_seats_request", sku=sku, seats=seats, lasts_us=lasts, purpose=purpose)
        return self._reservation(lib.parvis_reserve_seats, by, block, request)

    def release_reservation(self, by: r.Caller, reservation: UUID) -> r.Reservation:
        """Gives back what is left of it."""
        block = Block()
        return self._reservation(lib.parvis_release_reservation, by, block, block.uuid(reservation))

    def _reservation(self, what: Any, by: r.Caller, block: Block, *given: Any) -> r.Reservation:
        return self._call(what, "const parvis_reservation **", by, block, *given, read=r.reservation)

    def list_reservations(self, by: r.Caller, sku: str) -> tuple[r.Reservation, ...]:
        """The reservations of a sku that last, by their end."""
        block = Block()
        return self._call(
            lib.parvis_list_reservations,
            "const parvis_reservation_list **",
            by,
            block,
            block.text(sku),
            read=r.reservations,
        )

    def preview_seats(self, by: r.Caller, demands: Sequence[r.SeatDemand]) -> r.SeatForecast:
        """What commands would take, one after the other. Changes nothing."""
        block = Block()
        given = block.pointers(
            "parvis_seat_demand",
            [
                block.struct("parvis_seat_demand", account=one.account, access=one.access, people=one.people)
                for one in demands
            ],
        )
        return self._call(
            lib.parvis_preview_seats, "const parvis_seat_forecast **", by, block, *given, read=r.seat_forecast
        )

    def list_holders(self, by: r.Caller, *, sku: str, after: str = "", limit: int = 50) -> r.Page[r.SeatHolder]:
        """Who holds a seat of a sku, and since when."""
        block = Block()
        request = block.struct("parvis_list_holders_request", sku=sku, after=after, limit=limit)
        return self._call(
            lib.parvis_list_holders, "const parvis_holder_page **", by, block, request, read=r.holder_page
        )

    def holders(self, by: r.Caller, *, sku: str, limit: int = 50) -> Iterator[r.SeatHolder]:
        """All of them, page by page."""
        return _all(lambda after: self.list_holders(by, sku=sku, after=after, limit=limit))

    def view_use(
        self, by: r.Caller, *, sku: str, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[r.SeatUse, ...]:
        """The peaks of a sku by month, the present one last."""
        block = Block()
        request = block.struct("parvis_view_use_request", sku=sku, until=until)
        block.set(request, "from", since)
        return self._call(lib.parvis_view_use, "const parvis_seat_use_list **", by, block, request, read=r.seat_uses)

    # --- buying ---

    def view_catalog(self, by: r.Caller) -> r.Catalog:
        """The built-in one, without plans, until one is set. No actor."""
        return self._call(lib.parvis_view_catalog, "const parvis_catalog **", by, Block(), read=r.catalog)

    def change_catalog(self, by: r.Caller, wanted: r.Catalog) -> r.Catalog:
        """The vendor's prices. No actor: the host itself."""
        block = Block()
        return self._call(
            lib.parvis_change_catalog,
            "const parvis_catalog **",
            by,
            block,
            r.put_catalog(block, wanted),
            read=r.catalog,
        )

    def quote_order(self, by: r.Caller, *, plan: str, lines: Sequence[r.WantedLine]) -> r.Quote:
        """What an order would cost. Changes nothing."""
        block = Block()
        request = block.struct("parvis_quote_request", plan=plan)
        _put_lines(block, request, lines)
        return self._call(lib.parvis_quote_order, "const parvis_quote **", by, block, request, read=r.quote)

    def place_order(
        self,
        by: r.Caller,
        *,
        key: str,
        catalog_revision: int,
        plan: str,
        lines: Sequence[r.WantedLine],
        renews: UUID | None = None,
    ) -> r.Order:
        """Places an order at the prices of a quote, once for each key, and asks the gateway how it is paid."""
        block = Block()
        request = block.struct(
            "parvis_place_order_request", key=key, catalog_revision=catalog_revision, plan=plan, renews=renews
        )
        _put_lines(block, request, lines)
        return self._order(lib.parvis_place_order, by, block, request)

    def view_order(self, by: r.Caller, order: UUID) -> r.Order:
        block = Block()
        return self._order(lib.parvis_view_order, by, block, block.uuid(order))

    def list_orders(
        self, by: r.Caller, *, state: v.OrderState = v.OrderState.OPEN, after: str = "", limit: int = 50
    ) -> r.Page[r.Order]:
        block = Block()
        request = block.struct("parvis_list_orders_request", state=state, after=after, limit=limit)
        return self._call(lib.parvis_list_orders, "const parvis_order_page **", by, block, request, read=r.order_page)

    def orders(self, by: r.Caller, *, state: v.OrderState = v.OrderState.OPEN, limit: int = 50) -> Iterator[r.Order]:
        """All of them, page by page."""
        return _all(lambda after: self.list_orders(by, state=state, after=after, limit=limit))

    def cancel_order(self, by: r.Caller, order: UUID) -> r.Order:
        """Gives up an order that is not paid. A payment that comes all the same is taken."""
        block = Block()
        return self._order(lib.parvis_cancel_order, by, block, block.uuid(order))

    def take_payment_notice(
        self,
        by: r.Caller,
        *,
        key: str,
        order: UUID,
        what: v.PaymentEvent,
        amount: int = 0,
        currency: str = "",
    ) -> r.Order:
        """What the gateway tells, each notice once. No actor: the host has checked that it is the gateway."""
        block = Block()
        request = block.struct(
            "parvis_payment_notice_request", key=key, order=order, what=what, amount=amount, currency=currency
        )
        return self._order(lib.parvis_take_payment_notice, by, block, request)

    def _order(self, what: Any, by: r.Caller, block: Block, *given: Any) -> r.Order:
        return self._call(what, "const parvis_order **", by, block, *given, read=r.order)

    # --- accounts ---

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

        def put(to: Any, id: UUID) -> None:
            to.octet = id.bytes

        block = Block()
        return self._outcomes(lib.parvis_resend_join_each, by, block, *block.array("parvis_uuid", accounts, put))

    def view_account(self, by: r.Caller, account: UUID) -> r.AccountView:
        """One account, also for approvers, and for whom it is about."""
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

    # --- access ---

    def change_access(
        self,
        by: r.Caller,
        *,
        account: UUID,
        access: v.Access,
        seen: int = 0,
        notice: v.Notice = v.Notice.MAIL,
    ) -> r.AccountView:
        """Another access, its seats moved at once; when one is missing they wait for it, or there is no seat."""
        block = Block()
        request = block.struct("parvis_change_access_request", account=account, access=access, seen=seen, notice=notice)
        return self._account(lib.parvis_change_access, by, block, request)

    def ask_access(self, by: r.Caller, access: v.Access) -> r.AccountView:
        """Asks for another access for whoever acts; by asking for the one they have they ask for no other any more."""
        return self._account(lib.parvis_ask_access, by, Block(), access)

    def approve_access(
        self, by: r.Caller, *, account: UUID, access: v.Access, seen: int = 0, seen_settings: int = 0
    ) -> r.AccountView:
        """Grants the access that was asked for."""
        block = Block()
        request = block.struct(
            "parvis_approve_access_request", account=account, access=access, seen=seen, seen_settings=seen_settings
        )
        return self._account(lib.parvis_approve_access, by, block, request)

    def reject_access(
        self,
        by: r.Caller,
        *,
        account: UUID,
        access: v.Access,
        seen: int = 0,
        seen_settings: int = 0,
        reason: str = "",
        notice: v.Notice = v.Notice.MAIL,
    ) -> r.AccountView:
        """Refuses it: they keep the access they have."""
        block = Block()
        request = block.struct(
            "parvis_reject_access_request",
            account=account,
            access=access,
            seen=seen,
            seen_settings=seen_settings,
            reason=reason,
            notice=notice,
        )
        return self._account(lib.parvis_reject_access, by, block, request)

    # --- activity ---

    def deactivate(
        self, by: r.Caller, *, account: UUID, seen: int = 0, notice: v.Notice = v.Notice.MAIL
    ) -> r.AccountView:
        """active or invited → inactive; the seats are free for the next in the queue."""
        block = Block()
        request = block.struct("parvis_activity_request", account=account, seen=seen, notice=notice)
        return self._account(lib.parvis_deactivate, by, block, request)

    def deactivate_each(self, by: r.Caller, requests: Sequence[r.DeactivateRequest]) -> tuple[r.AccountOutcome, ...]:
        """1 to 1,000 at once, each for itself."""
        block = Block()
        given = block.pointers(
            "parvis_activity_request",
            [
                block.struct("parvis_activity_request", account=one.account, seen=one.seen, notice=one.notice)
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
        """inactive → active with its seats, or → invited for who never joined."""
        block = Block()
        request = block.struct("parvis_activity_request", account=account, seen=seen, notice=notice)
        r.put_reservations(block, request, reservations)
        return self._account(lib.parvis_reactivate, by, block, request)

    def replace(
        self,
        by: r.Caller,
        *,
        account: UUID,
        newcomer: r.NewUser,
        seen: int = 0,
        notice: v.Notice = v.Notice.MAIL,
    ) -> r.ReplaceReply:
        """One user goes, another comes, in one commit; seats that both have go from hand to hand."""
        block = Block()
        request = block.struct("parvis_replace_request", account=account, seen=seen, notice=notice)
        request.newcomer = r.put_user(block, newcomer)
        return self._call(lib.parvis_replace, "const parvis_replace_reply **", by, block, request, read=r.replace_reply)

    def ban(
        self,
        by: r.Caller,
        *,
        account: UUID,
        reason: str,
        until: datetime | None = None,
        seen: int = 0,
        notice: v.Notice = v.Notice.MAIL,
    ) -> r.AccountView:
        """Keeps somebody out: no sign-in, every key and link dead. They stay in the list they are in, and keep their
        seat unless the workspace has it otherwise."""
        block = Block()
        request = block.struct(
            "parvis_ban_request", account=account, reason=reason, until=until, seen=seen, notice=notice
        )
        return self._account(lib.parvis_ban, by, block, request)

    def unban(self, by: r.Caller, *, account: UUID, seen: int = 0, notice: v.Notice = v.Notice.MAIL) -> r.AccountView:
        """Whoever lost their seat by the ban takes one or waits, or there is no seat, as the workspace has it."""
        block = Block()
        request = block.struct("parvis_unban_request", account=account, seen=seen, notice=notice)
        return self._account(lib.parvis_unban, by, block, request)

    # --- groups ---

    def add_group(
        self,
        by: r.Caller,
        *,
        name: str,
        permissions: v.Permissions = v.Permissions.NONE,
        host_permissions: Sequence[str] = (),
    ) -> r.Group:
        """A group with nobody in it."""
        block = Block()
        request = block.struct("parvis_add_group_request", name=name, permissions=permissions)
        block.put_texts(request, "host_permissions", "host_permission_count", host_permissions)
        return self._group(lib.parvis_add_group, by, block, request)

    def edit_group(
        self,
        by: r.Caller,
        *,
        group: UUID,
        seen: int = 0,
        name: str | None = None,
        permissions: v.Permissions | None = None,
        host_permissions: Sequence[str] | None = None,
    ) -> r.Group:
        """Renames it, or changes what its members may do, at once for all of them. None is left alone."""
        block = Block()
        request = block.struct("parvis_edit_group_request", group=group, seen=seen, name=block.text_at(name))
        if permissions is not None:
            request.permissions = block.keep(ffi.new("int32_t *", permissions))
        if host_permissions is not None:
            request.host_permissions = block.keep(ffi.new("parvis_text *"))  # none at all, but given
            if host_permissions:
                block.put_texts(request, "host_permissions", "host_permission_count", host_permissions)
        return self._group(lib.parvis_edit_group, by, block, request)

    def remove_group(self, by: r.Caller, *, group: UUID, seen: int = 0) -> r.Group:
        """Removes a group that no account is in."""
        block = Block()
        request = block.struct("parvis_remove_group_request", group=group, seen=seen)
        return self._group(lib.parvis_remove_group, by, block, request)

    def list_groups(self, by: r.Caller) -> tuple[r.Group, ...]:
        """In the order in which they arose."""
        return self._call(lib.parvis_list_groups, "const parvis_group_list **", by, Block(), read=r.groups)

    def change_group(self, by: r.Caller, *, account: UUID, group: UUID, seen: int = 0) -> r.AccountView:
        """Moves a user into another group; links that they made work no longer."""
        block = Block()
        request = block.struct("parvis_change_group_request", account=account, group=group, seen=seen)
        return self._account(lib.parvis_change_group, by, block, request)

    def view_permissions(self, by: r.Caller, account: UUID) -> tuple[str, ...]:
        """What somebody may do just now, word by word, as far as their group and their access go."""
        block = Block()
        return self._call(
            lib.parvis_view_permissions,
            "const parvis_permission_list **",
            by,
            block,
            block.uuid(account),
            read=r.permission_words,
        )

    # --- looking for people ---

    def search_accounts(
        self,
        by: r.Caller,
        which: r.AccountFilter | None = None,
        *,
        sort: v.AccountSort = v.AccountSort.CREATED,
        direction: v.SortDirection = v.SortDirection.ASCENDING,
        after: str = "",
        limit: int = 50,
        count_cap: int = 0,
    ) -> r.Page[r.AccountView]:
        """Accounts by what is known of them, a page at a time."""
        block = Block()
        request = block.struct(
            "parvis_search_accounts_request",
            sort=sort,
            direction=direction,
            which=r.put_account_filter(block, which) if which is not None else None,
            after=after,
            limit=limit,
            count_cap=count_cap,
        )
        return self._call(
            lib.parvis_search_accounts, "const parvis_account_page **", by, block, request, read=r.account_page
        )

    def found_accounts(
        self,
        by: r.Caller,
        which: r.AccountFilter | None = None,
        *,
        sort: v.AccountSort = v.AccountSort.CREATED,
        direction: v.SortDirection = v.SortDirection.ASCENDING,
        limit: int = 50,
    ) -> Iterator[r.AccountView]:
        """All of them, page by page."""
        return _all(
            lambda after: self.search_accounts(by, which, sort=sort, direction=direction, after=after, limit=limit)
        )

    def count_accounts(
        self, by: r.Caller, which: r.AccountFilter | None = None, *, count_cap: int = 1000
    ) -> r.AccountCounts:
        """How many there are in each state, up to the cap."""
        block = Block()
        request = block.struct(
            "parvis_count_accounts_request",
            which=r.put_account_filter(block, which) if which is not None else None,
            count_cap=count_cap,
        )
        return self._call(
            lib.parvis_count_accounts, "const parvis_account_counts **", by, block, request, read=r.account_counts
        )

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
        return _all(lambda after: self.list_accounts(by, state=state, after=after, limit=limit))

    def _group(self, what: Any, by: r.Caller, block: Block, request: Any) -> r.Group:
        return self._call(what, "const parvis_group **", by, block, request, read=r.group)

    def _account(self, what: Any, by: r.Caller, block: Block, request: Any) -> r.AccountView:
        return self._call(what, "const parvis_account_view **", by, block, request, read=r.account_view)

    # --- invites ---

    def create_invite(self, by: r.Caller, options: r.InviteOptions | None = None) -> r.InviteView:
        """Makes a public link."""
        block = Block()
        return self._invite(
            lib.parvis_create_invite, by, block, r.put_invite_options(block, options or r.InviteOptions())
        )

    def invite_people(
        self, by: r.Caller, people: Sequence[r.Invitee], options: r.InviteOptions | None = None
    ) -> tuple[r.InviteOutcome, ...]:
        """A personal link for each, mailed to them and shown to nobody. One bad row fails nothing else."""
        block = Block()

        def put(to: Any, one: r.Invitee) -> None:
            block.put_text(to.email, one.email)
            block.put_text(to.language, one.language)

        request = block.struct(
            "parvis_invite_people_request",
            options=r.put_invite_options(block, options) if options is not None else None,
        )
        request.people, request.people_count = block.array("parvis_invitee", people, put)
        return self._call(
            lib.parvis_invite_people,
            "const parvis_invite_outcome_list **",
            by,
            block,
            request,
            read=r.invite_outcomes,
        )

    def show_invite(self, by: r.Caller, invite: UUID) -> r.InviteView:
        """The link again, the same as when it was made."""
        block = Block()
        return self._invite(lib.parvis_show_invite, by, block, block.uuid(invite))

    def list_invites(
        self,
        by: r.Caller,
        *,
        state: v.InviteState | None = None,
        email: str = "",
        key_id: int = 0,
        after: str = "",
        limit: int = 50,
    ) -> r.Page[r.Invite]:
        """One filter at most."""
        block = Block()
        request = block.struct(
            "parvis_list_invites_request", state=state, email=email, key_id=key_id, after=after, limit=limit
        )
        return self._call(
            lib.parvis_list_invites, "const parvis_invite_page **", by, block, request, read=r.invite_page
        )

    def invites(
        self,
        by: r.Caller,
        *,
        state: v.InviteState | None = None,
        email: str = "",
        key_id: int = 0,
        limit: int = 50,
    ) -> Iterator[r.Invite]:
        """All of them, page by page."""
        return _all(
            lambda after: self.list_invites(by, state=state, email=email, key_id=key_id, after=after, limit=limit)
        )

    def rotate_invite(self, by: r.Caller, invite: UUID) -> r.InviteView:
        """A new link instead of a public one; every older one dies."""
        block = Block()
        return self._invite(lib.parvis_rotate_invite, by, block, block.uuid(invite))

    def close_invite(self, by: r.Caller, invite: UUID) -> r.InviteView:
        """Turns a link off."""
        block = Block()
        return self._invite(lib.parvis_close_invite, by, block, block.uuid(invite))

    def reopen_invite(self, by: r.Caller, invite: UUID, fate: v.LinkFate) -> r.InviteView:
        """Turns it on again."""
        block = Block()
        return self._invite(lib.parvis_reopen_invite, by, block, block.uuid(invite), int(fate))

    def revoke_invite(self, by: r.Caller, invite: UUID) -> r.InviteView:
        """Kills a link for good."""
        block = Block()
        return self._invite(lib.parvis_revoke_invite, by, block, block.uuid(invite))

    def resend_invite(self, by: r.Caller, invite: UUID, fate: v.LinkFate) -> r.InviteView:
        """Mails a personal link again."""
        block = Block()
        return self._invite(lib.parvis_resend_invite, by, block, block.uuid(invite), int(fate))

    def _invite(self, what: Any, by: r.Caller, block: Block, *given: Any) -> r.InviteView:
        return self._call(what, "const parvis_invite_view **", by, block, *given, read=r.invite_view)

    # --- for the person at the door ---

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

    # --- signing in ---

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

    # --- approval ---

    @staticmethod
    def _approve_request(block: Block, one: r.ApproveRequest) -> Any:
        out = block.struct(
            "parvis_approve_request", account=one.account, seen=one.seen, seen_settings=one.seen_settings
        )
        r.put_reservations(block, out, one.reservations)
        return out

    @staticmethod
    def _reject_request(block: Block, one: r.RejectRequest) -> Any:
        return block.struct(
            "parvis_reject_request",
            account=one.account,
            seen=one.seen,
            seen_settings=one.seen_settings,
            reason=one.reason,
            notice=one.notice,
        )

    def approve(
        self,
        by: r.Caller,
        *,
        account: UUID,
        seen: int = 0,
        seen_settings: int = 0,
        reservations: Sequence[UUID] = (),
    ) -> r.AccountView:
        """pending → active, or → waiting when no seat is free and the workspace lets people wait."""
        block = Block()
        request = self._approve_request(block, r.ApproveRequest(account, seen, seen_settings, tuple(reservations)))
        return self._account(lib.parvis_approve, by, block, request)

    def reject(
        self,
        by: r.Caller,
        *,
        account: UUID,
        seen: int = 0,
        seen_settings: int = 0,
        reason: str = "",
        notice: v.Notice = v.Notice.MAIL,
    ) -> r.AccountView:
        """pending → rejected."""
        block = Block()
        request = self._reject_request(block, r.RejectRequest(account, seen, seen_settings, reason, notice))
        return self._account(lib.parvis_reject, by, block, request)

    def approve_each(self, by: r.Caller, requests: Sequence[r.ApproveRequest]) -> tuple[r.AccountOutcome, ...]:
        """1 to 1,000 at once, each decided for itself."""
        block = Block()
        given = block.pointers("parvis_approve_request", [self._approve_request(block, one) for one in requests])
        return self._outcomes(lib.parvis_approve_each, by, block, *given)

    def reject_each(self, by: r.Caller, requests: Sequence[r.RejectRequest]) -> tuple[r.AccountOutcome, ...]:
        """1 to 1,000 at once, each decided for itself."""
        block = Block()
        given = block.pointers("parvis_reject_request", [self._reject_request(block, one) for one in requests])
        return self._outcomes(lib.parvis_reject_each, by, block, *given)

    def approve_pending(self, by: r.Caller, limit: int) -> tuple[r.AccountOutcome, ...]:
        """Approves what is pending, oldest first."""
        return self._outcomes(lib.parvis_approve_pending, by, Block(), limit)

    def reopen(self, by: r.Caller, *, account: UUID, seen: int = 0, seen_settings: int = 0) -> r.AccountView:
        """rejected or lapsed → pending once more."""
        block = Block()
        request = self._approve_request(block, r.ApproveRequest(account, seen, seen_settings))
        return self._account(lib.parvis_reopen, by, block, request)

    def _outcomes(self, what: Any, by: r.Caller, block: Block, *given: Any) -> tuple[r.AccountOutcome, ...]:
        return self._call(what, "const parvis_account_outcome_list **", by, block, *given, read=r.account_outcomes)

    # --- the audit trail ---

    def list_events(
        self, by: r.Caller, *, subject: UUID | None = None, after: str = "", limit: int = 50
    ) -> r.Page[r.Event]:
        """A page of entries, sealed or not."""
        block = Block()
        request = block.struct("parvis_list_events_request", subject=subject, after=after, limit=limit)
        return self._call(lib.parvis_list_events, "const parvis_event_page **", by, block, request, read=r.event_page)

    def events(self, by: r.Caller, *, subject: UUID | None = None, limit: int = 50) -> Iterator[r.Event]:
        """All of them, page by page."""
        return _all(lambda after: self.list_events(by, subject=subject, after=after, limit=limit))

    def read_audit(self, by: r.Caller, *, after: int = 0, limit: int = 50) -> tuple[r.Event, ...]:
        """Sealed entries in the order of their positions, none left out."""
        block = Block()
        request = block.struct("parvis_read_audit_request", after=after, limit=limit)
        page = self._call(lib.parvis_read_audit, "const parvis_event_page **", by, block, request, read=r.event_page)
        return page.items

    def verify_audit(
        self,
        by: r.Caller,
        *,
        since: r.AuditAnchor | None = None,
        through: r.AuditAnchor | None = None,
        progress: p.Progress | None = None,
    ) -> r.AuditReport:
        """Reads the sealed trail to its end. `since`: verified before (`from` in C)."""
        block = Block()
        told = block.keep(_slots.progress_table(progress)) if progress is not None else None
        request = block.struct(
            "parvis_verify_audit_request",
            through=r.put_anchor(block, through),
            progress=told.table if told else None,
        )
        setattr(request, "from", r.put_anchor(block, since))
        return self._call(
            lib.parvis_verify_audit, "const parvis_audit_report **", by, block, request, read=r.audit_report
        )

    def seal_audit(self, by: r.Caller, limit: int) -> r.SealReply:
        """Seals up to `limit` entries."""
        return self._call(lib.parvis_seal_audit, "const parvis_seal_reply **", by, Block(), limit, read=r.seal_reply)

    # --- the store itself, for whoever operates it ---

    def inspect_store(self, by: r.Caller, *, progress: p.Progress | None = None) -> r.StoreReport:
        """Reads every row and says what is not as it must be. Changes nothing. No actor, or who manages users."""
        block = Block()
        told = block.keep(_slots.progress_table(progress)) if progress is not None else None
        request = block.struct("parvis_inspect_store_request", progress=told.table if told else None)
        return self._call(
            lib.parvis_inspect_store, "const parvis_store_report **", by, block, request, read=r.store_report
        )

    def find_account(self, by: r.Caller, identifier: str) -> r.AccountView:
        """Whose e-mail address or username this is. No actor, or who decides sign-ups."""
        block = Block()
        return self._account(lib.parvis_find_account, by, block, block.text(identifier))

    # --- many people at once, and what is held about one ---

    def import_people(
        self,
        by: r.Caller,
        key: str,
        rows: Iterable[r.ImportRow],
        *,
        tell: Callable[[r.ImportOutcome], None] | None = None,
        mode: v.ImportMode = v.ImportMode.WRITE,
        invites: r.InviteOptions | None = None,
        notice: v.Notice = v.Notice.MAIL,
        rows_at_once: int = 500,
        total: int = 0,
        progress: p.Progress | None = None,
    ) -> r.ImportReply:
        """Adds users and people of the portal, and makes personal links, row by row; `tell` hears of each, in order.
        Run again under the same key it does what is left, and nothing twice. Neither `rows` nor `tell` may call the
        portal."""
        block = Block()
        told = block.keep(_slots.progress_table(progress)) if progress is not None else None
        source = block.keep(_slots.import_table(rows, tell))
        request = block.struct(
            "parvis_import_request",
            key=key,
            rows=source.table,
            mode=mode,
            invites=r.put_invite_options(block, invites) if invites is not None else None,
            notice=notice,
            rows_at_once=rows_at_once,
            total=total,
            progress=told.table if told else None,
        )
        return self._call(
            lib.parvis_import_people, "const parvis_import_reply **", by, block, request, read=r.import_reply
        )

    def export_accounts(
        self,
        by: r.Caller,
        write: Callable[[str], object],
        *,
        columns: Sequence[str] = (),
        state: v.AccountState | None = None,
        total: int = 0,
        progress: p.Progress | None = None,
    ) -> int:
        """Writes accounts as CSV (RFC 4180) that may be opened in a spreadsheet, page by page; how many. `write` is
        given whole lines that end in CRLF: a text file is opened with `newline=""`. It may not call the portal."""
        block = Block()
        told = block.keep(_slots.progress_table(progress)) if progress is not None else None
        sink = block.keep(_slots.sink_table(write))
        request = block.struct(
            "parvis_export_accounts_request",
            state=state,
            sink=sink.table,
            total=total,
            progress=told.table if told else None,
        )
        block.put_texts(request, "columns", "column_count", columns)
        return self._call(
            lib.parvis_export_accounts,
            "const parvis_export_reply **",
            by,
            block,
            request,
            read=lambda c: int(c.rows),
        )

    def export_person(self, by: r.Caller, account: UUID) -> r.PersonalData:
        """Everything that is held about somebody; also for themselves, while they are in."""
        block = Block()
        return self._call(
            lib.parvis_export_person,
            "const parvis_personal_data **",
            by,
            block,
            block.uuid(account),
            read=r.personal_data,
        )

    def erase(self, by: r.Caller, account: UUID, *, seen: int = 0) -> r.AccountView:
        """Any state → erased: one commit empties the account; `run_due` finishes what is left to be removed."""
        block = Block()
        request = block.struct("parvis_erase_request", account=account, seen=seen)
        return self._account(lib.parvis_erase, by, block, request)

    # --- the outbox, and what a timer drives ---

    def list_outbox(
        self, by: r.Caller, *, state: v.OutboxState = v.OutboxState.DEAD, after: str = "", limit: int = 50
    ) -> r.Page[r.OutboxItem]:
        block = Block()
        request = block.struct("parvis_list_outbox_request", state=state, after=after, limit=limit)
        return self._call(lib.parvis_list_outbox, "const parvis_outbox_page **", by, block, request, read=r.outbox_page)

    def outbox(
        self, by: r.Caller, *, state: v.OutboxState = v.OutboxState.DEAD, limit: int = 50
    ) -> Iterator[r.OutboxItem]:
        """All of them, page by page."""
        return _all(lambda after: self.list_outbox(by, state=state, after=after, limit=limit))

    def retry_outbox(self, by: r.Caller, item: UUID) -> r.OutboxItem:
        """Queues a dead letter once more, under the same id."""
        block = Block()
        return self._call(
            lib.parvis_retry_outbox, "const parvis_outbox_item **", by, block, block.uuid(item), read=r.outbox_item
        )

    def preview_mail(self, by: r.Caller, effect: v.Effect, language: str = "") -> r.MailPreview:
        """A mail as it would be written, with invented people and a link that opens nothing."""
        block = Block()
        request = block.struct("parvis_preview_mail_request", effect=effect, language=language)
        return self._call(
            lib.parvis_preview_mail, "const parvis_mail_preview **", by, block, request, read=r.mail_preview
        )

    def drain_outbox(self, by: r.Caller, limit: int) -> r.DrainReply:
        """Sends what is due, `limit` items at most (1 to 100), each at least once."""
        return self._call(
            lib.parvis_drain_outbox, "const parvis_drain_reply **", by, Block(), limit, read=r.drain_reply
        )

    def run_due(self, by: r.Caller, limit: int) -> r.RunDueReply:
        """Does what time has made due, `limit` items of each sort at most."""
        return self._call(lib.parvis_run_due, "const parvis_run_due_reply **", by, Block(), limit, read=r.run_due_reply)


def _put_lines(block: Block, request: Any, lines: Sequence[r.WantedLine]) -> None:
    def put(to: Any, one: r.WantedLine) -> None:
        block.put_text(to.sku, one.sku)
        to.quantity = one.quantity

    request.lines, request.line_count = block.array("parvis_wanted_line", lines, put)


def _put_form(block: Block, request: Any, fields: Sequence[r.FieldValue], consents: Sequence[r.GivenConsent]) -> None:
    def put_consent(to: Any, one: r.GivenConsent) -> None:
        block.put_text(to.name, one.name)
        block.put_text(to.version, one.version)

    r.put_fields(block, request, fields)
    request.consents, request.consent_count = block.array("parvis_given_consent", consents, put_consent)


def _all(page_after: Callable[[str], r.Page[T]]) -> Iterator[T]:
    after = ""
    while True:
        page = page_after(after)
        yield from page.items
        if not page.next:
            return
        after = page.next
