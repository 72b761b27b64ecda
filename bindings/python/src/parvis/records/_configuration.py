# SPDX-License-Identifier: BSL-1.0
"""How a workspace's portal is set up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from .. import values as v
from .._convert import (
    MICROSECOND,
    Block,
    list_of,
    text_of,
    uuid_of,
)
from ._model import ConsentRule, FieldRule, consent_rules, field_rules


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

    def put_field(to: Any, rule: FieldRule) -> None:
        block.put_text(to.name, rule.name)
        to.requirement = rule.requirement
        to.asked_of = rule.asked_of
        block.put_texts(to, "choices", "choice_count", rule.choices)

    def put_consent(to: Any, rule: ConsentRule) -> None:
        block.put_text(to.name, rule.name)
        block.put_text(to.version, rule.version)
        to.requirement = rule.requirement

    out.approvers, out.approver_count = block.uuids(s.approvers)
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
    access_requests: int
    """For another access, that stay open."""


def settings_impact(c: Any) -> SettingsImpact:
    return SettingsImpact(
        c.pending,
        c.waiting,
        list_of(c.dead_links, c.dead_link_count, uuid_of),
        list_of(c.warnings, c.warning_count, v.SettingsWarning),
        c.access_requests,
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
