# SPDX-License-Identifier: BSL-1.0
"""What calls answer with, and the parts of what they ask. Moments are aware and in UTC; what may be absent is None."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from . import values as v
from ._convert import (
    MICROSECOND,
    Block,
    bytes_of,
    list_of,
    moment_of,
    moment_or_none,
    text_of,
    uuid_of,
    uuid_or_none,
)
from ._parvis import ffi
from .errors import Error, error_of
from .ports import OrderLine

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, on whose behalf, and where."""

    workspace: str
    actor: UUID | None = None
    """The account that is signed in; None: nobody, or the host itself."""
    language: str = ""
    """Of messages (BCP 47); empty: the workspace's."""
    context: object = None
    """Any object for the storage and its participant; its batch is never committed together with others."""


@dataclass(frozen=True, slots=True)
class FieldRule:
    name: str
    requirement: v.Requirement = v.Requirement.OPTIONAL
    choices: tuple[str, ...] = ()
    asked_of: v.FieldAudience = v.FieldAudience.PORTAL


@dataclass(frozen=True, slots=True)
class FieldValue:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ConsentRule:
    name: str
    version: str
    requirement: v.Requirement = v.Requirement.REQUIRED


@dataclass(frozen=True, slots=True)
class Consent:
    name: str
    version: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GivenConsent:
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class SeatGrant:
    sku: str
    quantity: int
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountView:
    """What may be shown of an account. Never a password, nor its hash."""

    id: UUID
    revision: int
    kind: v.AccountKind
    state: v.AccountState
    access: v.Access
    email: str
    username: str
    first_name: str
    last_name: str
    language: str
    group: UUID | None
    invite: UUID | None
    created_at: datetime
    decided_by: UUID | None
    waiting_for: str
    fields: tuple[FieldValue, ...]
    consents: tuple[Consent, ...]
    decide_by: datetime | None
    """While a request is open: when it lapses."""
    seniority: str
    job_title: str
    mobile: str
    address: str
    company: str
    code: str
    case_role: v.CaseRole
    asked_access: v.Access | None
    """Asked for; or granted, where `waiting_for` says what is missing."""
    overrides_privacy_since: datetime | None
    must_change_password: bool
    join_by: datetime | None
    """While invited: when the newest link expires."""
    credential_epoch: int
    """A session that began under a lower one is over."""
    api_key_issued_at: datetime | None
    banned_at: datetime | None
    banned_until: datetime | None
    """While banned: when it ends; None: when somebody ends it."""
    banned_by: UUID | None
    ban_reason: str


def account_view(c: Any) -> AccountView:
    return AccountView(
        id=uuid_of(c.id),
        revision=c.revision,
        kind=v.AccountKind(c.kind),
        state=v.AccountState(c.state),
        access=v.Access(c.access),
        email=text_of(c.email),
        username=text_of(c.username),
        first_name=text_of(c.first_name),
        last_name=text_of(c.last_name),
        language=text_of(c.language),
        group=uuid_or_none(c.group),
        invite=uuid_or_none(c.invite),
        created_at=moment_of(c.created_at),
        decided_by=uuid_or_none(c.decided_by),
        waiting_for=text_of(c.waiting_for),
        fields=list_of(c.fields, c.field_count, lambda f: FieldValue(text_of(f.name), text_of(f.value))),
        consents=list_of(
            c.consents, c.consent_count, lambda g: Consent(text_of(g.name), text_of(g.version), moment_of(g.at))
        ),
        decide_by=moment_or_none(c.decide_by),
        seniority=text_of(c.seniority),
        job_title=text_of(c.job_title),
        mobile=text_of(c.mobile),
        address=text_of(c.address),
        company=text_of(c.company),
        code=text_of(c.code),
        case_role=v.CaseRole(c.case_role),
        asked_access=v.Access(c.asked_access) if c.asked_access else None,
        overrides_privacy_since=moment_or_none(c.overrides_privacy_since),
        must_change_password=bool(c.must_change_password),
        join_by=moment_or_none(c.join_by),
        credential_epoch=c.credential_epoch,
        api_key_issued_at=moment_or_none(c.api_key_issued_at),
        banned_at=moment_or_none(c.banned_at),
        banned_until=moment_or_none(c.banned_until),
        banned_by=uuid_or_none(c.banned_by),
        ban_reason=text_of(c.ban_reason),
    )


@dataclass(frozen=True, slots=True)
class IssuedApiKey:
    """A key by which a program acts for a user."""

    account: AccountView
    key: str = field(repr=False)
    """A secret; shown once."""


def issued_api_key(c: Any) -> IssuedApiKey:
    return IssuedApiKey(account_view(c.account), text_of(c.key))


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user to be added, as `Portal.add_user` takes it."""

    first_name: str
    last_name: str
    email: str
    group: UUID
    access: v.Access = v.Access.CORE
    language: str = ""
    seniority: str = ""
    job_title: str = ""
    mobile: str = ""
    address: str = ""
    company: str = ""
    code: str = ""
    fields: Sequence[FieldValue] = ()
    reservations: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class ReplaceReply:
    """Both as they stand now."""

    left: AccountView
    added: AccountView


def replace_reply(c: Any) -> ReplaceReply:
    return ReplaceReply(account_view(c.left), account_view(c.added))


@dataclass(frozen=True, slots=True)
class Group:
    """A set of users who may do the same."""

    id: UUID
    revision: int
    name: str
    permissions: v.Permissions
    host_permissions: tuple[str, ...]
    """Words of the host's own."""
    active: int
    """Members who are active and not banned."""


def group(c: Any) -> Group:
    return Group(
        id=uuid_of(c.id),
        revision=c.revision,
        name=text_of(c.name),
        permissions=v.Permissions(c.permissions),
        host_permissions=list_of(c.host_permissions, c.host_permission_count, text_of),
        active=c.active,
    )


def groups(c: Any) -> tuple[Group, ...]:
    return list_of(c.items, c.item_count, group)


def permission_words(c: Any) -> tuple[str, ...]:
    return list_of(c.words, c.word_count, text_of)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a list."""

    items: tuple[T, ...]
    next: str
    """Where the list goes on; empty: nowhere."""
    count: int = 0
    """Of all that pass, where it was asked for."""


def account_page(c: Any) -> Page[AccountView]:
    return Page(list_of(c.items, c.item_count, account_view), text_of(c.next), c.count)


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Which accounts: all that is given must hold. What was erased is never found."""

    states: tuple[v.AccountState, ...] = ()
    """Any of these; empty: any."""
    kinds: tuple[v.AccountKind, ...] = ()
    """Any of these; empty: any."""
    access: v.Access = v.Access.NONE
    """They have all of this; none: any."""
    group: UUID | None = None
    invite: UUID | None = None
    """The link that brought them."""
    decided_by: UUID | None = None
    """Who approved or rejected."""
    company: str = ""
    """The whole name, whatever its case and accents."""
    text: str = ""
    """Words; each is part of name, address, username or code; 6 at most."""
    begins_with: str = ""
    """How the last name begins, or the address, by whichever it is sorted."""


def put_account_filter(block: Block, which: AccountFilter) -> Any:
    out = block.struct(
        "parvis_account_filter",
        access=which.access,
        group=which.group,
        invite=which.invite,
        decided_by=which.decided_by,
        company=which.company,
        text=which.text,
        begins_with=which.begins_with,
    )
    out.states, out.state_count = block.numbers(which.states)
    out.kinds, out.kind_count = block.numbers(which.kinds)
    return out


@dataclass(frozen=True, slots=True)
class AccountCounts:
    """How many accounts there are."""

    total: int
    by_state: dict[v.AccountState, int]
    """Up to the cap; those with none as well."""


def account_counts(c: Any) -> AccountCounts:
    by_state = list_of(c.by, c.by_count, lambda one: (v.AccountState(one.state), one.count))
    return AccountCounts(c.total, dict(by_state))


@dataclass(frozen=True, slots=True)
class DeactivateRequest:
    account: UUID
    seen: int = 0
    notice: v.Notice = v.Notice.MAIL


@dataclass(frozen=True, slots=True)
class AccountOutcome:
    """What became of one row of a bulk command: a view, or why not."""

    account: UUID
    view: AccountView | None
    error: Error | None


def account_outcomes(c: Any) -> tuple[AccountOutcome, ...]:
    def one(row: Any) -> AccountOutcome:
        return AccountOutcome(
            uuid_of(row.account),
            account_view(row.view) if row.view else None,
            error_of(row.error) if row.error else None,
        )

    return list_of(c.items, c.item_count, one)


@dataclass(frozen=True, slots=True)
class Grant:
    id: UUID
    revision: int
    sku: str
    quantity: int
    starts_at: datetime
    ends_at: datetime | None
    created_by: UUID | None
    created_at: datetime
    order: UUID | None
    """By which it was bought."""


def grants(c: Any) -> tuple[Grant, ...]:
    def one(g: Any) -> Grant:
        return Grant(
            id=uuid_of(g.id),
            revision=g.revision,
            sku=text_of(g.sku),
            quantity=g.quantity,
            starts_at=moment_of(g.starts_at),
            ends_at=moment_or_none(g.ends_at),
            created_by=uuid_or_none(g.created_by),
            created_at=moment_of(g.created_at),
            order=uuid_or_none(g.order),
        )

    return list_of(c.items, c.item_count, one)


@dataclass(frozen=True, slots=True)
class PoolView:
    """The licenses of one sku."""

    sku: str
    capacity: int
    held: int
    waiting: int
    remaining: int
    over_by: int
    next_change_at: datetime | None
    granted: int
    """Seats bought or given that run now."""
    overage: int
    """Allowed beyond them."""
    reserved: int
    """Of those held: for people to come."""
    peak: int
    """The most that were held at once this month."""
    moves: int
    """Rises with every change: of two views the one with more is the newer."""


def pool_view(c: Any) -> PoolView:
    return PoolView(
        text_of(c.sku),
        c.capacity,
        c.held,
        c.waiting,
        c.remaining,
        c.over_by,
        moment_or_none(c.next_change_at),
        c.granted,
        c.overage,
        c.reserved_seats,
        c.peak,
        c.moves,
    )


def pools(c: Any) -> tuple[PoolView, ...]:
    return list_of(c.items, c.item_count, pool_view)


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Whether a sku is to be had."""

    sku: str
    quantity: int
    """Granted now; 0: it is off."""
    next_change_at: datetime | None


def entitlement(c: Any) -> Entitlement:
    return Entitlement(text_of(c.sku), c.quantity, moment_or_none(c.next_change_at))


@dataclass(frozen=True, slots=True)
class Reservation:
    """Seats kept for people to come."""

    id: UUID
    sku: str
    seats: int
    left: int
    """Neither taken nor given back."""
    expires_at: datetime
    reserved_by: UUID | None
    reserved_at: datetime
    purpose: str


def reservation(c: Any) -> Reservation:
    return Reservation(
        id=uuid_of(c.id),
        sku=text_of(c.sku),
        seats=c.seats,
        left=c.left,
        expires_at=moment_of(c.expires_at),
        reserved_by=uuid_or_none(c.reserved_by),
        reserved_at=moment_of(c.reserved_at),
        purpose=text_of(c.purpose),
    )


def reservations(c: Any) -> tuple[Reservation, ...]:
    return list_of(c.items, c.item_count, reservation)


@dataclass(frozen=True, slots=True)
class SeatDemand:
    """What somebody would be."""

    account: UUID | None = None
    """None: `people` who are not here yet."""
    access: v.Access = v.Access.NONE
    """That they would have; none: an account's own."""
    people: int = 1


@dataclass(frozen=True, slots=True)
class PoolForecast:
    """What all demands would take of one sku."""

    sku: str
    takes: int
    frees: int
    free: int
    """Seats before."""
    lacks: int
    waiting: int
    """People who wait already, and come first."""


@dataclass(frozen=True, slots=True)
class SeatForecast:
    pools: tuple[PoolForecast, ...]
    would_wait: tuple[UUID, ...]
    without_seat: tuple[UUID, ...]
    """Accounts that could not be let in."""
    people_without_seat: int
    """Of those who are not here yet."""


def seat_forecast(c: Any) -> SeatForecast:
    def pool(f: Any) -> PoolForecast:
        return PoolForecast(text_of(f.sku), f.takes, f.frees, f.free, f.lacks, f.waiting)

    return SeatForecast(
        list_of(c.pools, c.pool_count, pool),
        list_of(c.would_wait, c.would_wait_count, uuid_of),
        list_of(c.without_seat, c.without_seat_count, uuid_of),
        c.people_without_seat,
    )


@dataclass(frozen=True, slots=True)
class SeatHolder:
    """Somebody who holds a seat: active with this access, or added and not joined yet."""

    account: AccountView
    since: datetime


def holder_page(c: Any) -> Page[SeatHolder]:
    def one(h: Any) -> SeatHolder:
        return SeatHolder(account_view(h.account), moment_of(h.since))

    return Page(list_of(c.items, c.item_count, one), text_of(c.next))


@dataclass(frozen=True, slots=True)
class SeatUse:
    """The most seats that were held at once in a month, or in several in which nothing moved."""

    sku: str
    starts_at: datetime
    ends_at: datetime
    peak: int
    capacity: int


def seat_uses(c: Any) -> tuple[SeatUse, ...]:
    def one(u: Any) -> SeatUse:
        return SeatUse(text_of(u.sku), moment_of(u.starts_at), moment_of(u.ends_at), u.peak, u.capacity)

    return list_of(c.items, c.item_count, one)


# --- buying ---


@dataclass(frozen=True, slots=True)
class CatalogSku:
    code: str
    type: v.SkuType
    needs: tuple[str, ...] = ()
    """One of these has to be bought with it, or be had."""


@dataclass(frozen=True, slots=True)
class CatalogPlan:
    code: str
    term: int
    unit: v.TermUnit
    currency: str
    """ISO 4217."""


@dataclass(frozen=True, slots=True)
class CatalogPrice:
    sku: str
    plan: str
    amount: int
    """Of one for the whole term, in the smallest unit of the money."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """What a workspace can buy: change it by `dataclasses.replace`."""

    revision: int
    skus: tuple[CatalogSku, ...]
    plans: tuple[CatalogPlan, ...]
    prices: tuple[CatalogPrice, ...]


def catalog(c: Any) -> Catalog:
    def sku(one: Any) -> CatalogSku:
        return CatalogSku(text_of(one.code), v.SkuType(one.type), list_of(one.needs, one.need_count, text_of))

    def plan(one: Any) -> CatalogPlan:
        return CatalogPlan(text_of(one.code), one.term, v.TermUnit(one.unit), text_of(one.currency))

    def price(one: Any) -> CatalogPrice:
        return CatalogPrice(text_of(one.sku), text_of(one.plan), one.amount)

    return Catalog(
        c.revision,
        list_of(c.skus, c.sku_count, sku),
        list_of(c.plans, c.plan_count, plan),
        list_of(c.prices, c.price_count, price),
    )


def put_catalog(block: Block, given: Catalog) -> Any:
    out = block.struct("parvis_catalog", revision=given.revision)
    skus = []
    for one in given.skus:
        skus.append(block.struct("parvis_catalog_sku", code=one.code, type=one.type))
        block.put_texts(skus[-1], "needs", "need_count", one.needs)
    out.skus, out.sku_count = block.pointers("parvis_catalog_sku", skus)
    out.plans, out.plan_count = block.pointers(
        "parvis_catalog_plan",
        [
            block.struct("parvis_catalog_plan", code=one.code, term=one.term, unit=one.unit, currency=one.currency)
            for one in given.plans
        ],
    )
    out.prices, out.price_count = block.pointers(
        "parvis_catalog_price",
        [block.struct("parvis_catalog_price", sku=one.sku, plan=one.plan, amount=one.amount) for one in given.prices],
    )
    return out


@dataclass(frozen=True, slots=True)
class WantedLine:
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Quote:
    """What an order would cost."""

    catalog_revision: int
    """An order at these prices has to name it."""
    plan: str
    term: int
    unit: v.TermUnit
    currency: str
    lines: tuple[OrderLine, ...]
    total: int


def order_line(c: Any) -> OrderLine:
    return OrderLine(text_of(c.sku), c.quantity, c.unit_amount, c.amount)


def quote(c: Any) -> Quote:
    return Quote(
        c.catalog_revision,
        text_of(c.plan),
        c.term,
        v.TermUnit(c.unit),
        text_of(c.currency),
        list_of(c.lines, c.line_count, order_line),
        c.total,
    )


@dataclass(frozen=True, slots=True)
class Order:
    """A purchase."""

    id: UUID
    revision: int
    key: str
    """The host's own name for it."""
    state: v.OrderState
    plan: str
    term: int
    unit: v.TermUnit
    currency: str
    lines: tuple[OrderLine, ...]
    total: int
    returned: int
    """Of the total, paid back so far."""
    catalog_revision: int
    placed_by: UUID | None
    placed_at: datetime
    expires_at: datetime | None
    """When it is abandoned, while it can be paid."""
    renews: UUID | None
    reference: str
    """The gateway's name for the checkout; empty until it was asked."""
    checkout_url: str
    """Where to pay, while it can be paid."""
    starts_at: datetime | None
    ends_at: datetime | None
    grants: tuple[UUID, ...]


def order(c: Any) -> Order:
    return Order(
        id=uuid_of(c.id),
        revision=c.revision,
        key=text_of(c.key),
        state=v.OrderState(c.state),
        plan=text_of(c.plan),
        term=c.term,
        unit=v.TermUnit(c.unit),
        currency=text_of(c.currency),
        lines=list_of(c.lines, c.line_count, order_line),
        total=c.total,
        returned=c.returned,
        catalog_revision=c.catalog_revision,
        placed_by=uuid_or_none(c.placed_by),
        placed_at=moment_of(c.placed_at),
        expires_at=moment_or_none(c.expires_at),
        renews=uuid_or_none(c.renews),
        reference=text_of(c.reference),
        checkout_url=text_of(c.checkout_url),
        starts_at=moment_or_none(c.starts_at),
        ends_at=moment_or_none(c.ends_at),
        grants=list_of(c.grants, c.grant_count, uuid_of),
    )


def order_page(c: Any) -> Page[Order]:
    return Page(list_of(c.items, c.item_count, order), text_of(c.next))


# --- configuration ---


@dataclass(frozen=True, slots=True)
class Settings:
    """A workspace's portal configuration: change it by `dataclasses.replace`."""

    revision: int
    portal_name: str
    portal_url: str
    support_contact: str
    default_language: str
    languages: tuple[str, ...]
    signup_policy: v.SignupPolicy
    approval: v.ApprovalMode
    approvers: tuple[UUID, ...]
    email_proof: v.EmailProof
    when_no_seat: v.NoSeatPolicy
    allowed_domains: tuple[str, ...]
    denied_domains: tuple[str, ...]
    reserved_usernames: tuple[str, ...]
    invite_lifetime: timedelta
    email_proof_lifetime: timedelta
    link_pattern: str
    password_reset_lifetime: timedelta
    approval_lifetime: timedelta
    approval_reminder_interval: timedelta
    fields: tuple[FieldRule, ...]
    consents: tuple[ConsentRule, ...]
    reapplication: v.Reapplication
    reapplication_cooldown: timedelta
    mails_per_address_max: int
    seniorities: tuple[str, ...]
    seniority_optional: bool
    access_requests: v.ApprovalMode | None
    """How another access is approved; None: it cannot be asked for."""
    failures_per_source_max: int
    signup_requires: str
    """The sku without which nobody signs up to the portal; empty: none."""
    order_lifetime: timedelta
    """Then an order that is not paid is abandoned."""
    ban_frees_seat: bool
    """Else whoever is banned keeps theirs."""


def field_rules(items: Any, count: int) -> tuple[FieldRule, ...]:
    return list_of(
        items,
        count,
        lambda f: FieldRule(
            text_of(f.name),
            v.Requirement(f.requirement),
            list_of(f.choices, f.choice_count, text_of),
            v.FieldAudience(f.asked_of),
        ),
    )


def consent_rules(items: Any, count: int) -> tuple[ConsentRule, ...]:
    return list_of(
        items, count, lambda c: ConsentRule(text_of(c.name), text_of(c.version), v.Requirement(c.requirement))
    )


def settings(c: Any) -> Settings:
    return Settings(
        revision=c.revision,
        portal_name=text_of(c.portal_name),
        portal_url=text_of(c.portal_url),
        support_contact=text_of(c.support_contact),
        default_language=text_of(c.default_language),
        languages=list_of(c.languages, c.language_count, text_of),
        signup_policy=v.SignupPolicy(c.signup_policy),
        approval=v.ApprovalMode(c.approval),
        approvers=list_of(c.approvers, c.approver_count, uuid_of),
        email_proof=v.EmailProof(c.email_proof),
        when_no_seat=v.NoSeatPolicy(c.when_no_seat),
        allowed_domains=list_of(c.allowed_domains, c.allowed_domain_count, text_of),
        denied_domains=list_of(c.denied_domains, c.denied_domain_count, text_of),
        reserved_usernames=list_of(c.reserved_usernames, c.reserved_username_count, text_of),
        invite_lifetime=c.invite_lifetime_us * MICROSECOND,
        email_proof_lifetime=c.email_proof_lifetime_us * MICROSECOND,
        link_pattern=text_of(c.link_pattern),
        password_reset_lifetime=c.password_reset_lifetime_us * MICROSECOND,
        approval_lifetime=c.approval_lifetime_us * MICROSECOND,
        approval_reminder_interval=c.approval_reminder_interval_us * MICROSECOND,
        fields=field_rules(c.fields, c.field_count),
        consents=consent_rules(c.consents, c.consent_count),
        reapplication=v.Reapplication(c.reapplication),
        reapplication_cooldown=c.reapplication_cooldown_us * MICROSECOND,
        mails_per_address_max=c.mails_per_address_max,
        seniorities=list_of(c.seniorities, c.seniority_count, text_of),
        seniority_optional=bool(c.seniority_optional),
        access_requests=v.ApprovalMode(c.access_requests) if c.access_requests else None,
        failures_per_source_max=c.failures_per_source_max,
        signup_requires=text_of(c.signup_requires),
        order_lifetime=c.order_lifetime_us * MICROSECOND,
        ban_frees_seat=bool(c.ban_frees_seat),
    )


def put_settings(block: Block, s: Settings) -> Any:
    out = block.struct(
        "parvis_settings",
        revision=s.revision,
        portal_name=s.portal_name,
        portal_url=s.portal_url,
        support_contact=s.support_contact,
        default_language=s.default_language,
        signup_policy=s.signup_policy,
        approval=s.approval,
        email_proof=s.email_proof,
        when_no_seat=s.when_no_seat,
        invite_lifetime_us=s.invite_lifetime,
        email_proof_lifetime_us=s.email_proof_lifetime,
        link_pattern=s.link_pattern,
        password_reset_lifetime_us=s.password_reset_lifetime,
        approval_lifetime_us=s.approval_lifetime,
        approval_reminder_interval_us=s.approval_reminder_interval,
        reapplication=s.reapplication,
        reapplication_cooldown_us=s.reapplication_cooldown,
        mails_per_address_max=s.mails_per_address_max,
        seniority_optional=int(s.seniority_optional),
        access_requests=s.access_requests,
        failures_per_source_max=s.failures_per_source_max,
        signup_requires=s.signup_requires,
        order_lifetime_us=s.order_lifetime,
        ban_frees_seat=int(s.ban_frees_seat),
    )
    block.put_texts(out, "seniorities", "seniority_count", s.seniorities)
    block.put_texts(out, "languages", "language_count", s.languages)
    block.put_texts(out, "allowed_domains", "allowed_domain_count", s.allowed_domains)
    block.put_texts(out, "denied_domains", "denied_domain_count", s.denied_domains)
    block.put_texts(out, "reserved_usernames", "reserved_username_count", s.reserved_usernames)

    def put_id(to: Any, id: UUID) -> None:
        to.octet = id.bytes

    def put_field(to: Any, rule: FieldRule) -> None:
        block.put_text(to.name, rule.name)
        to.requirement = rule.requirement
        to.asked_of = rule.asked_of
        block.put_texts(to, "choices", "choice_count", rule.choices)

    def put_consent(to: Any, rule: ConsentRule) -> None:
        block.put_text(to.name, rule.name)
        block.put_text(to.version, rule.version)
        to.requirement = rule.requirement

    out.approvers, out.approver_count = block.array("parvis_uuid", s.approvers, put_id)
    out.fields, out.field_count = block.array("parvis_field_rule", s.fields, put_field)
    out.consents, out.consent_count = block.array("parvis_consent_rule", s.consents, put_consent)
    return out


@dataclass(frozen=True, slots=True)
class SettingsImpact:
    """What a change of settings touches."""

    pending: int
    waiting: int
    dead_links: tuple[UUID, ...]
    warnings: tuple[v.SettingsWarning, ...]


def settings_impact(c: Any) -> SettingsImpact:
    return SettingsImpact(
        c.pending,
        c.waiting,
        list_of(c.dead_links, c.dead_link_count, uuid_of),
        list_of(c.warnings, c.warning_count, v.SettingsWarning),
    )


@dataclass(frozen=True, slots=True)
class ChangedSettings:
    settings: Settings
    impact: SettingsImpact


def changed_settings(c: Any) -> ChangedSettings:
    return ChangedSettings(settings(c.settings), settings_impact(c.impact))


@dataclass(frozen=True, slots=True)
class SetUpReply:
    administrator: UUID
    administrators: UUID
    """The group that may manage users."""
    members: UUID
    """A group that may not."""


def set_up_reply(c: Any) -> SetUpReply:
    return SetUpReply(uuid_of(c.administrator), uuid_of(c.administrators), uuid_of(c.members))


# --- invites and the door ---


@dataclass(frozen=True, slots=True)
class InviteOptions:
    """What a link is to be like."""

    audience: v.AccountKind = v.AccountKind.CLIENT
    label: str = ""
    language: str = ""
    lifetime: timedelta | None = None
    max_uses: int | None = None
    allowed_domains: Sequence[str] = ()
    approval: v.ApprovalOverride = v.ApprovalOverride.INHERIT
    case_role: v.CaseRole = v.CaseRole.NONE
    access: v.Access | None = None
    group: UUID | None = None


def put_invite_options(block: Block, o: InviteOptions) -> Any:
    out = block.struct(
        "parvis_create_invite_request",
        audience=o.audience,
        label=o.label,
        language=o.language,
        lifetime_us=o.lifetime,
        max_uses=o.max_uses,
        approval=o.approval,
        case_role=o.case_role,
        access=o.access,
        group=o.group,
    )
    block.put_texts(out, "allowed_domains", "allowed_domain_count", o.allowed_domains)
    return out


@dataclass(frozen=True, slots=True)
class Invite:
    """A link, without the link itself."""

    id: UUID
    revision: int
    type: v.InviteType
    state: v.InviteState
    audience: v.AccountKind
    generation: int
    key_id: int
    label: str
    language: str
    uses: int
    max_uses: int | None
    expires_at: datetime | None
    allowed_domains: tuple[str, ...]
    approval: v.ApprovalOverride
    access: v.Access
    case_role: v.CaseRole
    created_by: UUID | None
    created_at: datetime
    email: str
    group: UUID | None
    vouched_by: UUID | None


def invite(c: Any) -> Invite:
    return Invite(
        id=uuid_of(c.id),
        revision=c.revision,
        type=v.InviteType(c.type),
        state=v.InviteState(c.state),
        audience=v.AccountKind(c.audience),
        generation=c.generation,
        key_id=c.key_id,
        label=text_of(c.label),
        language=text_of(c.language),
        uses=c.uses,
        max_uses=c.max_uses or None,
        expires_at=moment_or_none(c.expires_at),
        allowed_domains=list_of(c.allowed_domains, c.allowed_domain_count, text_of),
        approval=v.ApprovalOverride(c.approval),
        access=v.Access(c.access),
        case_role=v.CaseRole(c.case_role),
        created_by=uuid_or_none(c.created_by),
        created_at=moment_of(c.created_at),
        email=text_of(c.email),
        group=uuid_or_none(c.group),
        vouched_by=uuid_or_none(c.vouched_by),
    )


@dataclass(frozen=True, slots=True)
class InviteView:
    invite: Invite
    link: str = field(repr=False)
    """A secret; empty while turned off, and for a personal one."""


def invite_view(c: Any) -> InviteView:
    return InviteView(invite(c.invite), text_of(c.link))


def invite_page(c: Any) -> Page[Invite]:
    return Page(list_of(c.items, c.item_count, invite), text_of(c.next))


@dataclass(frozen=True, slots=True)
class Invitee:
    email: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class InviteOutcome:
    """What became of one invitation: an invite, or why not."""

    invite: Invite | None
    error: Error | None


def invite_outcomes(c: Any) -> tuple[InviteOutcome, ...]:
    def one(row: Any) -> InviteOutcome:
        return InviteOutcome(invite(row.invite) if row.invite else None, error_of(row.error) if row.error else None)

    return list_of(c.items, c.item_count, one)


@dataclass(frozen=True, slots=True)
class SignUpForm:
    """What a page needs to show the open form."""

    portal_name: str
    languages: tuple[str, ...]
    default_language: str
    audiences: tuple[v.AccountKind, ...]
    """The default first; none: sign-up is off."""
    fields: tuple[FieldRule, ...]
    consents: tuple[ConsentRule, ...]


def sign_up_form(c: Any) -> SignUpForm:
    return SignUpForm(
        text_of(c.portal_name),
        list_of(c.languages, c.language_count, text_of),
        text_of(c.default_language),
        list_of(c.audiences, c.audience_count, v.AccountKind),
        field_rules(c.fields, c.field_count),
        consent_rules(c.consents, c.consent_count),
    )


@dataclass(frozen=True, slots=True)
class InviteCheck:
    """What a page may show to somebody who opened a link."""

    portal_name: str
    audience: v.AccountKind
    language: str
    email: str
    fields: tuple[FieldRule, ...]
    consents: tuple[ConsentRule, ...]


def invite_check(c: Any) -> InviteCheck:
    return InviteCheck(
        text_of(c.portal_name),
        v.AccountKind(c.audience),
        text_of(c.language),
        text_of(c.email),
        field_rules(c.fields, c.field_count),
        consent_rules(c.consents, c.consent_count),
    )


@dataclass(frozen=True, slots=True)
class SignUpReply:
    """The same for every address, known or not."""

    message: str
    continuation: str = field(repr=False)
    """A secret, to be kept in the person's browser."""
    account: AccountView | None
    """Only when nothing has to be proven."""


def sign_up_reply(c: Any) -> SignUpReply:
    return SignUpReply(text_of(c.message), text_of(c.continuation), account_view(c.account) if c.account else None)


# --- decisions, outbox, audit ---


@dataclass(frozen=True, slots=True)
class ApproveRequest:
    account: UUID
    seen: int = 0
    seen_settings: int = 0
    reservations: tuple[UUID, ...] = ()
    """Seats that were kept for them."""


@dataclass(frozen=True, slots=True)
class RejectRequest:
    account: UUID
    seen: int = 0
    seen_settings: int = 0
    reason: str = ""
    notice: v.Notice = v.Notice.MAIL


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """Something to be done after the commit that caused it."""

    id: UUID
    revision: int
    effect: v.Effect
    state: v.OutboxState
    addressee: v.Addressee
    about: UUID | None
    recipient: UUID | None
    to: str
    language: str
    generation: int
    reason: str
    due_at: datetime | None
    tries: int
    created_at: datetime


def outbox_item(c: Any) -> OutboxItem:
    return OutboxItem(
        id=uuid_of(c.id),
        revision=c.revision,
        effect=v.Effect(c.effect),
        state=v.OutboxState(c.state),
        addressee=v.Addressee(c.addressee),
        about=uuid_or_none(c.about),
        recipient=uuid_or_none(c.recipient),
        to=text_of(c.to),
        language=text_of(c.language),
        generation=c.generation,
        reason=text_of(c.reason),
        due_at=moment_or_none(c.due_at),
        tries=c.tries,
        created_at=moment_of(c.created_at),
    )


def outbox_page(c: Any) -> Page[OutboxItem]:
    return Page(list_of(c.items, c.item_count, outbox_item), text_of(c.next))


@dataclass(frozen=True, slots=True)
class MailPreview:
    subject: str
    text: str
    html: str
    language: str


def mail_preview(c: Any) -> MailPreview:
    return MailPreview(text_of(c.subject), text_of(c.text), text_of(c.html), text_of(c.language))


@dataclass(frozen=True, slots=True)
class DrainReply:
    done: int
    void: int
    later: int
    dead: int


def drain_reply(c: Any) -> DrainReply:
    return DrainReply(c.done, c.void_, c.later, c.dead)


@dataclass(frozen=True, slots=True)
class RunDueReply:
    settled: int
    admitted: int
    lapsed: int
    reminded: int
    purged: int
    sealed: int
    abandoned: int
    erased: int
    unbanned: int


def run_due_reply(c: Any) -> RunDueReply:
    return RunDueReply(
        c.settled, c.admitted, c.lapsed, c.reminded, c.purged, c.sealed, c.abandoned, c.erased, c.unbanned
    )


# --- many people at once, and what is held about one ---


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPortalAccount:
    """As `Portal.add_portal_account` takes it."""

    first_name: str
    last_name: str
    email: str
    access: v.Access = v.Access.CLIENT
    language: str = ""
    case_role: v.CaseRole = v.CaseRole.NONE
    job_title: str = ""
    mobile: str = ""
    address: str = ""
    company: str = ""
    code: str = ""
    fields: Sequence[FieldValue] = ()


def put_fields(block: Block, request: Any, fields: Sequence[FieldValue]) -> None:
    def put(to: Any, one: FieldValue) -> None:
        block.put_text(to.name, one.name)
        block.put_text(to.value, one.value)

    request.fields, request.field_count = block.array("parvis_field_value", fields, put)


def put_reservations(block: Block, request: Any, reservations: Sequence[UUID]) -> None:
    def put(to: Any, id: UUID) -> None:
        to.octet = id.bytes

    request.reservations, request.reservation_count = block.array("parvis_uuid", reservations, put)


def put_user(block: Block, u: NewUser) -> Any:
    out = block.struct(
        "parvis_add_user_request",
        access=u.access,
        first_name=u.first_name,
        last_name=u.last_name,
        email=u.email,
        language=u.language,
        group=u.group,
        seniority=u.seniority,
        job_title=u.job_title,
        mobile=u.mobile,
        address=u.address,
        company=u.company,
        code=u.code,
    )
    put_fields(block, out, u.fields)
    put_reservations(block, out, u.reservations)
    return out


def put_portal_account(block: Block, a: NewPortalAccount) -> Any:
    out = block.struct(
        "parvis_add_portal_account_request",
        access=a.access,
        case_role=a.case_role,
        first_name=a.first_name,
        last_name=a.last_name,
        email=a.email,
        language=a.language,
        job_title=a.job_title,
        mobile=a.mobile,
        address=a.address,
        company=a.company,
        code=a.code,
    )
    put_fields(block, out, a.fields)
    return out


@dataclass(frozen=True, slots=True)
class ImportRow:
    """Somebody to be imported."""

    what: NewUser | NewPortalAccount | Invitee
    key: str = ""
    """The host's own name for the row, by which it is known when the import is run again; empty: the address."""


def put_import_row(block: Block, row: ImportRow) -> Any:
    out = block.struct("parvis_import_row", key=row.key)
    match row.what:
        case NewUser():
            out.user = put_user(block, row.what)
        case NewPortalAccount():
            out.portal_account = put_portal_account(block, row.what)
        case Invitee():
            out.invited = block.struct("parvis_invitee", email=row.what.email, language=row.what.language)
    return out


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """The answer to one row."""

    number: int
    """Of the row: 1, 2, 3…"""
    key: str
    fate: v.ImportFate
    id: UUID | None
    """The account's or the link's."""
    code: str
    """The account's; of a dry run: the one it would get."""
    error: Error | None


def import_outcome(c: Any) -> ImportOutcome:
    return ImportOutcome(
        c.number,
        text_of(c.key),
        v.ImportFate(c.fate),
        uuid_or_none(c.id),
        text_of(c.code),
        error_of(c.error) if c.error else None,
    )


@dataclass(frozen=True, slots=True)
class ImportReply:
    rows: int
    made: int
    already: int
    refused: int


def import_reply(c: Any) -> ImportReply:
    return ImportReply(c.rows, c.made, c.already, c.refused)


@dataclass(frozen=True, slots=True)
class DataSection:
    """All records of one sort, each by the names of what is known."""

    name: str
    records: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Everything that is held about somebody: no secret, and nobody else's name or id."""

    account: UUID
    at: datetime
    sections: tuple[DataSection, ...]


def personal_data(c: Any) -> PersonalData:
    def record(r: Any) -> dict[str, str]:
        return {text_of(r.fields[n].name): text_of(r.fields[n].value) for n in range(r.field_count)}

    def section(s: Any) -> DataSection:
        return DataSection(text_of(s.name), list_of(s.records, s.record_count, record))

    return PersonalData(uuid_of(c.account), moment_of(c.at), list_of(c.sections, c.section_count, section))


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the audit trail."""

    id: UUID
    what: v.EventType
    actor: UUID | None
    subject: UUID | None
    at: datetime
    settings_revision: int
    number: int
    invite: UUID | None
    note: bytes
    position: int | None
    """In the sealed trail; None: not sealed yet."""
    hash: bytes


def event(c: Any) -> Event:
    return Event(
        id=uuid_of(c.id),
        what=v.EventType(c.what),
        actor=uuid_or_none(c.actor),
        subject=uuid_or_none(c.subject),
        at=moment_of(c.at),
        settings_revision=c.settings_revision,
        number=c.number,
        invite=uuid_or_none(c.invite),
        note=bytes_of(c.note),
        position=c.position or None,
        hash=bytes_of(c.hash),
    )


def event_page(c: Any) -> Page[Event]:
    return Page(list_of(c.items, c.item_count, event), text_of(c.next))


@dataclass(frozen=True, slots=True)
class AuditAnchor:
    """A place in the sealed trail, for the host to keep elsewhere."""

    position: int
    hash: bytes


def audit_anchor(c: Any) -> AuditAnchor:
    return AuditAnchor(c.position, bytes_of(c.hash))


def put_anchor(block: Block, anchor: AuditAnchor | None) -> Any:
    if anchor is None:
        return ffi.NULL
    return block.struct("parvis_audit_anchor", position=anchor.position, hash=anchor.hash)


@dataclass(frozen=True, slots=True)
class SealReply:
    sealed: int
    head: AuditAnchor


def seal_reply(c: Any) -> SealReply:
    return SealReply(c.sealed, audit_anchor(c.head))


@dataclass(frozen=True, slots=True)
class AuditReport:
    verified: int
    head: AuditAnchor
    defect: v.AuditDefect | None
    """Of the first bad entry; None: there is none."""
    bad_position: int
    bad_event: UUID | None


def audit_report(c: Any) -> AuditReport:
    return AuditReport(
        c.verified,
        audit_anchor(c.head),
        v.AuditDefect(c.defect) if c.defect else None,
        c.bad_position,
        uuid_or_none(c.bad_event),
    )


@dataclass(frozen=True, slots=True)
class StoreFinding:
    """One thing that is wrong, told without anybody's data."""

    defect: v.StoreDefect
    kind: v.Kind
    row: UUID | None
    column: str
    """Its name in the schema; may be empty."""
    expected: int
    """Of numbers: what it should be."""
    found: int
    """Of numbers: what it is."""


def store_finding(c: Any) -> StoreFinding:
    return StoreFinding(
        defect=v.StoreDefect(c.defect),
        kind=v.Kind(c.kind),
        row=uuid_or_none(c.row),
        column=text_of(c.column),
        expected=c.expected,
        found=c.found,
    )


@dataclass(frozen=True, slots=True)
class StoreReport:
    rows: int
    found: int
    """How many things are wrong."""
    findings: tuple[StoreFinding, ...]
    """The first 1,000 of them."""
    sums_judged: bool
    """False: others changed all the time what seats and queues add up from."""


def store_report(c: Any) -> StoreReport:
    return StoreReport(
        rows=c.rows,
        found=c.found,
        findings=list_of(c.findings, c.finding_count, store_finding),
        sums_judged=not c.sums_unjudged,
    )
