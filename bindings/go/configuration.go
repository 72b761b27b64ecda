// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import (
	"context"
	"time"
)

// SignupPolicy is an enumeration of the header.
type SignupPolicy int32

// Every SignupPolicy.
const (
	SignupPolicyNone          SignupPolicy = 0
	SignupPolicyClients       SignupPolicy = 1
	SignupPolicyCollaborators SignupPolicy = 2
	SignupPolicyBoth          SignupPolicy = 3
)

var namesSignupPolicy = map[SignupPolicy]string{
	SignupPolicyNone:          "none",
	SignupPolicyClients:       "clients",
	SignupPolicyCollaborators: "collaborators",
	SignupPolicyBoth:          "both",
}

// String is the name of the enumerator, for instance "none".
func (n SignupPolicy) String() string { return nameOf(namesSignupPolicy, n) }

// ApprovalMode is an enumeration of the header.
type ApprovalMode int32

// Every ApprovalMode.
const (
	ApprovalModeByDefault ApprovalMode = 1
	ApprovalModeByUser    ApprovalMode = 2
)

var namesApprovalMode = map[ApprovalMode]string{
	ApprovalModeByDefault: "by_default",
	ApprovalModeByUser:    "by_user",
}

// String is the name of the enumerator, for instance "by_default".
func (n ApprovalMode) String() string { return nameOf(namesApprovalMode, n) }

// EmailProof is an enumeration of the header.
type EmailProof int32

// Every EmailProof.
const (
	EmailProofOff EmailProof = 0
	EmailProofOn  EmailProof = 1
)

var namesEmailProof = map[EmailProof]string{
	EmailProofOff: "off",
	EmailProofOn:  "on",
}

// String is the name of the enumerator, for instance "off".
func (n EmailProof) String() string { return nameOf(namesEmailProof, n) }

// NoSeatPolicy is an enumeration of the header.
type NoSeatPolicy int32

// Every NoSeatPolicy.
const (
	NoSeatPolicyWait   NoSeatPolicy = 1
	NoSeatPolicyRefuse NoSeatPolicy = 2
)

var namesNoSeatPolicy = map[NoSeatPolicy]string{
	NoSeatPolicyWait:   "wait",
	NoSeatPolicyRefuse: "refuse",
}

// String is the name of the enumerator, for instance "wait".
func (n NoSeatPolicy) String() string { return nameOf(namesNoSeatPolicy, n) }

// Reapplication is an enumeration of the header.
type Reapplication int32

// Every Reapplication.
const (
	ReapplicationAllow    Reapplication = 1
	ReapplicationCooldown Reapplication = 2
	ReapplicationForbid   Reapplication = 3
)

var namesReapplication = map[Reapplication]string{
	ReapplicationAllow:    "allow",
	ReapplicationCooldown: "cooldown",
	ReapplicationForbid:   "forbid",
}

// String is the name of the enumerator, for instance "allow".
func (n Reapplication) String() string { return nameOf(namesReapplication, n) }

// SettingsWarning is an enumeration of the header.
type SettingsWarning int32

// Every SettingsWarning.
const (
	SettingsWarningKnownAddressesShow SettingsWarning = 1
	SettingsWarningLinksMove          SettingsWarning = 2
	SettingsWarningNobodyCanSignUp    SettingsWarning = 3
)

var namesSettingsWarning = map[SettingsWarning]string{
	SettingsWarningKnownAddressesShow: "known_addresses_show",
	SettingsWarningLinksMove:          "links_move",
	SettingsWarningNobodyCanSignUp:    "nobody_can_sign_up",
}

// String is the name of the enumerator, for instance "known_addresses_show".
func (n SettingsWarning) String() string { return nameOf(namesSettingsWarning, n) }

// Settings is a workspace's portal configuration.
type Settings struct {
	Revision                 uint64
	PortalName               string
	PortalURL                string
	SupportContact           string
	DefaultLanguage          string
	Languages                []string
	SignupPolicy             SignupPolicy
	Approval                 ApprovalMode
	Approvers                []UUID
	EmailProof               EmailProof
	WhenNoSeat               NoSeatPolicy
	AllowedDomains           []string
	DeniedDomains            []string
	ReservedUsernames        []string
	InviteLifetime           time.Duration
	EmailProofLifetime       time.Duration
	LinkPattern              string
	PasswordResetLifetime    time.Duration
	ApprovalLifetime         time.Duration
	ApprovalReminderInterval time.Duration
	Fields                   []FieldRule
	Consents                 []ConsentRule
	Reapplication            Reapplication
	ReapplicationCooldown    time.Duration
	MailsPerAddressMax       int64
	Seniorities              []string
	SeniorityOptional        bool
	AccessRequests           ApprovalMode // how another access is approved; 0: it cannot be asked for
	FailuresPerSourceMax     int64
	SignupRequires           string        // the sku without which nobody signs up to the portal; empty: none
	OrderLifetime            time.Duration // then an order that is not paid is abandoned; 0: 24 hours
	BanFreesSeat             bool          // else whoever is banned keeps theirs
}

func settingsOf(s *C.parvis_settings) Settings {
	return Settings{
		Revision:                 uint64(s.revision),
		PortalName:               textOf(s.portal_name),
		PortalURL:                textOf(s.portal_url),
		SupportContact:           textOf(s.support_contact),
		DefaultLanguage:          textOf(s.default_language),
		Languages:                textsOf(s.languages, s.language_count),
		SignupPolicy:             SignupPolicy(s.signup_policy),
		Approval:                 ApprovalMode(s.approval),
		Approvers:                uuidsOf(s.approvers, s.approver_count),
		EmailProof:               EmailProof(s.email_proof),
		WhenNoSeat:               NoSeatPolicy(s.when_no_seat),
		AllowedDomains:           textsOf(s.allowed_domains, s.allowed_domain_count),
		DeniedDomains:            textsOf(s.denied_domains, s.denied_domain_count),
		ReservedUsernames:        textsOf(s.reserved_usernames, s.reserved_username_count),
		InviteLifetime:           durationOf(s.invite_lifetime_us),
		EmailProofLifetime:       durationOf(s.email_proof_lifetime_us),
		LinkPattern:              textOf(s.link_pattern),
		PasswordResetLifetime:    durationOf(s.password_reset_lifetime_us),
		ApprovalLifetime:         durationOf(s.approval_lifetime_us),
		ApprovalReminderInterval: durationOf(s.approval_reminder_interval_us),
		Fields:                   listOf(s.fields, s.field_count, fieldRuleOf),
		Consents:                 listOf(s.consents, s.consent_count, consentRuleOf),
		Reapplication:            Reapplication(s.reapplication),
		ReapplicationCooldown:    durationOf(s.reapplication_cooldown_us),
		MailsPerAddressMax:       int64(s.mails_per_address_max),
		Seniorities:              textsOf(s.seniorities, s.seniority_count),
		SeniorityOptional:        s.seniority_optional != 0,
		AccessRequests:           ApprovalMode(s.access_requests),
		FailuresPerSourceMax:     int64(s.failures_per_source_max),
		SignupRequires:           textOf(s.signup_requires),
		OrderLifetime:            durationOf(s.order_lifetime_us),
		BanFreesSeat:             s.ban_frees_seat != 0,
	}
}

func (b *block) settings(s Settings) *C.parvis_settings {
	out := make1[C.parvis_settings](b)
	out.struct_size = C.sizeof_parvis_settings
	out.revision = C.uint64_t(s.Revision)
	out.portal_name = b.text(s.PortalName)
	out.portal_url = b.text(s.PortalURL)
	out.support_contact = b.text(s.SupportContact)
	out.default_language = b.text(s.DefaultLanguage)
	out.languages, out.language_count = b.texts(s.Languages)
	out.signup_policy = C.int32_t(s.SignupPolicy)
	out.approval = C.int32_t(s.Approval)
	out.email_proof = C.int32_t(s.EmailProof)
	out.when_no_seat = C.int32_t(s.WhenNoSeat)
	out.allowed_domains, out.allowed_domain_count = b.texts(s.AllowedDomains)
	out.denied_domains, out.denied_domain_count = b.texts(s.DeniedDomains)
	out.reserved_usernames, out.reserved_username_count = b.texts(s.ReservedUsernames)
	out.invite_lifetime_us = cDuration(s.InviteLifetime)
	out.email_proof_lifetime_us = cDuration(s.EmailProofLifetime)
	out.link_pattern = b.text(s.LinkPattern)
	out.password_reset_lifetime_us = cDuration(s.PasswordResetLifetime)
	out.approval_lifetime_us = cDuration(s.ApprovalLifetime)
	out.approval_reminder_interval_us = cDuration(s.ApprovalReminderInterval)
	out.reapplication = C.int32_t(s.Reapplication)
	out.reapplication_cooldown_us = cDuration(s.ReapplicationCooldown)
	out.mails_per_address_max = C.int64_t(s.MailsPerAddressMax)
	out.seniorities, out.seniority_count = b.texts(s.Seniorities)
	out.seniority_optional = C.int32_t(cBool(s.SeniorityOptional))
	out.access_requests = C.int32_t(s.AccessRequests)
	out.failures_per_source_max = C.int64_t(s.FailuresPerSourceMax)
	out.signup_requires = b.text(s.SignupRequires)
	out.order_lifetime_us = C.int64_t(s.OrderLifetime.Microseconds())
	out.ban_frees_seat = C.int32_t(cBool(s.BanFreesSeat))
	out.approvers, out.approver_count = b.uuids(s.Approvers)

	var fields []C.parvis_field_rule
	out.fields, fields = makeN[C.parvis_field_rule](b, len(s.Fields))
	for n, rule := range s.Fields {
		fields[n].name = b.text(rule.Name)
		fields[n].requirement = C.int32_t(rule.Requirement)
		fields[n].asked_of = C.int32_t(rule.AskedOf)
		fields[n].choices, fields[n].choice_count = b.texts(rule.Choices)
	}
	out.field_count = C.size_t(len(fields))

	var consents []C.parvis_consent_rule
	out.consents, consents = makeN[C.parvis_consent_rule](b, len(s.Consents))
	for n, rule := range s.Consents {
		consents[n].name = b.text(rule.Name)
		consents[n].version = b.text(rule.Version)
		consents[n].requirement = C.int32_t(rule.Requirement)
	}
	out.consent_count = C.size_t(len(consents))
	return out
}

// SettingsImpact is what a change of settings touches.
type SettingsImpact struct {
	Pending        int
	Waiting        int
	DeadLinks      []UUID
	Warnings       []SettingsWarning
	AccessRequests int // for another access, that stay open
}

func settingsImpactOf(i *C.parvis_settings_impact) SettingsImpact {
	return SettingsImpact{
		Pending:   int(i.pending),
		Waiting:   int(i.waiting),
		DeadLinks: uuidsOf(i.dead_links, i.dead_link_count),
		Warnings: listOf(i.warnings, i.warning_count, func(w *C.int32_t) SettingsWarning {
			return SettingsWarning(*w)
		}),
		AccessRequests: int(i.access_requests),
	}
}

// ChangedSettings is the settings as they are now, and what the change touched.
type ChangedSettings struct {
	Settings Settings
	Impact   SettingsImpact
}

// SetUpRequest is a new workspace.
type SetUpRequest struct {
	PortalName      string
	PortalURL       string
	DefaultLanguage string // empty: "en"
	FirstName       string // this and the next four: of the first administrator
	LastName        string
	Email           string
	Username        string
	Password        Secret
	Access          Access // 0: core
	Grants          []SeatGrant
}

// SetUpReply is what a new workspace has.
type SetUpReply struct {
	Administrator  UUID
	Administrators UUID // the group that may manage users
	Members        UUID // a group that may not
}

// SetUp makes the workspace and its first administrator, who is active at once.
func (p *Portal) SetUp(ctx context.Context, by Caller, r SetUpRequest) (SetUpReply, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_set_up_reply, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_set_up_request](b)
		request.struct_size = C.sizeof_parvis_set_up_request
		request.access = C.int32_t(r.Access)
		request.portal_name = b.text(r.PortalName)
		request.portal_url = b.text(r.PortalURL)
		request.default_language = b.text(r.DefaultLanguage)
		request.first_name = b.text(r.FirstName)
		request.last_name = b.text(r.LastName)
		request.email = b.text(r.Email)
		request.username = b.text(r.Username)
		request.password = b.text(r.Password.Reveal())
		grants, items := makeN[*C.parvis_seat_grant](b, len(r.Grants))
		for n, one := range r.Grants {
			items[n] = b.seatGrant(one)
		}
		request.grants, request.grant_count = grants, C.size_t(len(r.Grants))
		return C.parvis_set_up(p.portal, by, request, out, why)
	}, func(s *C.parvis_set_up_reply) SetUpReply {
		return SetUpReply{uuidOf(s.administrator), uuidOf(s.administrators), uuidOf(s.members)}
	})
}

// ViewSettings gives the settings as they are.
func (p *Portal) ViewSettings(ctx context.Context, by Caller) (Settings, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_settings, why **C.parvis_error) C.parvis_status {
		return C.parvis_view_settings(p.portal, by, out, why)
	}, settingsOf)
}

// ChangeSettings changes them; wanted.Revision is the one that was viewed, CodeStale when they have changed since.
func (p *Portal) ChangeSettings(ctx context.Context, by Caller, wanted Settings) (ChangedSettings, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_changed_settings, why **C.parvis_error) C.parvis_status {
		return C.parvis_change_settings(p.portal, by, b.settings(wanted), out, why)
	}, func(s *C.parvis_changed_settings) ChangedSettings {
		return ChangedSettings{settingsOf(s.settings), settingsImpactOf(s.impact)}
	})
}

// PreviewSettings tells what the change would touch. Changes nothing.
func (p *Portal) PreviewSettings(ctx context.Context, by Caller, wanted Settings) (SettingsImpact, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_settings_impact, why **C.parvis_error) C.parvis_status {
		return C.parvis_preview_settings(p.portal, by, b.settings(wanted), out, why)
	}, settingsImpactOf)
}
