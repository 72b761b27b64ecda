// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import "time"

// AccountKind is an enumeration of the header.
type AccountKind int32

// Every AccountKind.
const (
	AccountKindUser         AccountKind = 1
	AccountKindClient       AccountKind = 2
	AccountKindCollaborator AccountKind = 3
)

var namesAccountKind = map[AccountKind]string{
	AccountKindUser:         "user",
	AccountKindClient:       "client",
	AccountKindCollaborator: "collaborator",
}

// String is the name of the enumerator, for instance "user".
func (n AccountKind) String() string { return nameOf(namesAccountKind, n) }

// AccountState is an enumeration of the header.
type AccountState int32

// Every AccountState.
const (
	AccountStateInvited  AccountState = 1
	AccountStatePending  AccountState = 2
	AccountStateWaiting  AccountState = 3
	AccountStateActive   AccountState = 4
	AccountStateInactive AccountState = 5
	AccountStateRejected AccountState = 6
	AccountStateLapsed   AccountState = 7
	AccountStateErased   AccountState = 8
)

var namesAccountState = map[AccountState]string{
	AccountStateInvited:  "invited",
	AccountStatePending:  "pending",
	AccountStateWaiting:  "waiting",
	AccountStateActive:   "active",
	AccountStateInactive: "inactive",
	AccountStateRejected: "rejected",
	AccountStateLapsed:   "lapsed",
	AccountStateErased:   "erased",
}

// String is the name of the enumerator, for instance "invited".
func (n AccountState) String() string { return nameOf(namesAccountState, n) }

// Access is a set of bits: portal accounts hold client, collaborator or both; users core, contract or both.
type Access int32

// Every Access.
const (
	AccessNone         Access = 0
	AccessClient       Access = 1
	AccessCollaborator Access = 2
	AccessCore         Access = 4
	AccessContract     Access = 8
)

// CaseRole is an enumeration of the header.
type CaseRole int32

// Every CaseRole.
const (
	CaseRoleNone   CaseRole = 0
	CaseRoleClient CaseRole = 1
	CaseRoleStaff  CaseRole = 2
)

var namesCaseRole = map[CaseRole]string{
	CaseRoleNone:   "none",
	CaseRoleClient: "client",
	CaseRoleStaff:  "staff",
}

// String is the name of the enumerator, for instance "none".
func (n CaseRole) String() string { return nameOf(namesCaseRole, n) }

// Notice is an enumeration of the header.
type Notice int32

// Every Notice.
const (
	NoticeMail   Notice = 0
	NoticeSilent Notice = 1
)

var namesNotice = map[Notice]string{
	NoticeMail:   "mail",
	NoticeSilent: "silent",
}

// String is the name of the enumerator, for instance "mail".
func (n Notice) String() string { return nameOf(namesNotice, n) }

// Requirement is an enumeration of the header.
type Requirement int32

// Every Requirement.
const (
	RequirementOptional Requirement = 0
	RequirementRequired Requirement = 1
)

var namesRequirement = map[Requirement]string{
	RequirementOptional: "optional",
	RequirementRequired: "required",
}

// String is the name of the enumerator, for instance "optional".
func (n Requirement) String() string { return nameOf(namesRequirement, n) }

// FieldAudience says of whom a field is asked.
type FieldAudience int32

// Every FieldAudience.
const (
	FieldAudiencePortal    FieldAudience = 0
	FieldAudienceUsers     FieldAudience = 1
	FieldAudienceEverybody FieldAudience = 2
)

var namesFieldAudience = map[FieldAudience]string{
	FieldAudiencePortal:    "portal",
	FieldAudienceUsers:     "users",
	FieldAudienceEverybody: "everybody",
}

// String is the name of the enumerator, for instance "portal".
func (n FieldAudience) String() string { return nameOf(namesFieldAudience, n) }

// PrivacyOverride says whether a user may read what others have marked as private.
type PrivacyOverride int32

// Every PrivacyOverride.
const (
	PrivacyOverrideOff PrivacyOverride = 0
	PrivacyOverrideOn  PrivacyOverride = 1
)

var namesPrivacyOverride = map[PrivacyOverride]string{
	PrivacyOverrideOff: "off",
	PrivacyOverrideOn:  "on",
}

// String is the name of the enumerator, for instance "off".
func (n PrivacyOverride) String() string { return nameOf(namesPrivacyOverride, n) }

// AccountParts is a set of bits: what of an account was edited, the number of EventTypeAccountEdited.
type AccountParts int32

// Every AccountParts.
const (
	AccountPartsNone      AccountParts = 0
	AccountPartsFirstName AccountParts = 1
	AccountPartsLastName  AccountParts = 2
	AccountPartsLanguage  AccountParts = 4
	AccountPartsSeniority AccountParts = 8
	AccountPartsJobTitle  AccountParts = 16
	AccountPartsMobile    AccountParts = 32
	AccountPartsAddress   AccountParts = 64
	AccountPartsCompany   AccountParts = 128
	AccountPartsCode      AccountParts = 256
	AccountPartsFields    AccountParts = 512
)

// FieldRule is a field beyond what every form asks.
type FieldRule struct {
	Name        string
	Requirement Requirement
	AskedOf     FieldAudience
	Choices     []string
}

// FieldValue is what a field was answered with.
type FieldValue struct{ Name, Value string }

// ConsentRule is something a person is asked to agree to.
type ConsentRule struct {
	Name        string
	Version     string
	Requirement Requirement
}

// Consent is what a person agreed to, and when.
type Consent struct {
	Name, Version string
	At            time.Time
}

// GivenConsent is what somebody agrees to: the version that was shown.
type GivenConsent struct{ Name, Version string }

func fieldRuleOf(f *C.parvis_field_rule) FieldRule {
	return FieldRule{
		Name:        textOf(f.name),
		Requirement: Requirement(f.requirement),
		AskedOf:     FieldAudience(f.asked_of),
		Choices:     textsOf(f.choices, f.choice_count),
	}
}

func consentRuleOf(c *C.parvis_consent_rule) ConsentRule {
	return ConsentRule{textOf(c.name), textOf(c.version), Requirement(c.requirement)}
}

func (b *block) fieldValues(given []FieldValue) (*C.parvis_field_value, C.size_t) {
	out, items := makeN[C.parvis_field_value](b, len(given))
	for n, one := range given {
		items[n] = C.parvis_field_value{name: b.text(one.Name), value: b.text(one.Value)}
	}
	return out, C.size_t(len(given))
}

func (b *block) givenConsents(given []GivenConsent) (*C.parvis_given_consent, C.size_t) {
	out, items := makeN[C.parvis_given_consent](b, len(given))
	for n, one := range given {
		items[n] = C.parvis_given_consent{name: b.text(one.Name), version: b.text(one.Version)}
	}
	return out, C.size_t(len(given))
}

// AccountView is what may be shown of an account. Never a password, nor its hash.
type AccountView struct {
	ID         UUID
	Revision   uint64
	Kind       AccountKind
	State      AccountState
	Access     Access
	Email      string
	Username   string
	FirstName  string
	LastName   string
	Language   string
	Group      UUID
	Invite     UUID
	CreatedAt  time.Time
	DecidedBy  UUID
	WaitingFor string
	Fields     []FieldValue
	Consents   []Consent
	DecideBy   time.Time // while a request is open: when it lapses

	Seniority             string
	JobTitle              string
	Mobile                string
	Address               string
	Company               string
	Code                  string // the unique one: of users, and of who was added or was given one; else empty
	CaseRole              CaseRole
	AskedAccess           Access    // asked for; or granted, where WaitingFor says what is missing
	OverridesPrivacySince time.Time // zero: they do not
	MustChangePassword    bool
	JoinBy                time.Time // while invited: when the newest link expires
	CredentialEpoch       int64     // a session that began under a lower one is over
	APIKeyIssuedAt        time.Time // zero: there is no key
	BannedAt              time.Time // zero: they are not
	BannedUntil           time.Time // while banned: when it ends; zero: when somebody ends it
	BannedBy              UUID      // while banned: by whom
	BanReason             string    // while banned: why
	QueuedAt              time.Time // while WaitingFor: their place in the queue
}

func accountViewOf(a *C.parvis_account_view) AccountView {
	return AccountView{
		ID:         uuidOf(a.id),
		Revision:   uint64(a.revision),
		Kind:       AccountKind(a.kind),
		State:      AccountState(a.state),
		Access:     Access(a.access),
		Email:      textOf(a.email),
		Username:   textOf(a.username),
		FirstName:  textOf(a.first_name),
		LastName:   textOf(a.last_name),
		Language:   textOf(a.language),
		Group:      uuidOf(a.group),
		Invite:     uuidOf(a.invite),
		CreatedAt:  momentOf(a.created_at),
		DecidedBy:  uuidOf(a.decided_by),
		WaitingFor: textOf(a.waiting_for),
		Fields: listOf(a.fields, a.field_count, func(f *C.parvis_field_value) FieldValue {
			return FieldValue{textOf(f.name), textOf(f.value)}
		}),
		Consents: listOf(a.consents, a.consent_count, func(c *C.parvis_consent) Consent {
			return Consent{textOf(c.name), textOf(c.version), momentOf(c.at)}
		}),
		DecideBy: momentOf(a.decide_by),

		Seniority:             textOf(a.seniority),
		JobTitle:              textOf(a.job_title),
		Mobile:                textOf(a.mobile),
		Address:               textOf(a.address),
		Company:               textOf(a.company),
		Code:                  textOf(a.code),
		CaseRole:              CaseRole(a.case_role),
		AskedAccess:           Access(a.asked_access),
		OverridesPrivacySince: momentOf(a.overrides_privacy_since),
		MustChangePassword:    a.must_change_password != 0,
		JoinBy:                momentOf(a.join_by),
		CredentialEpoch:       int64(a.credential_epoch),
		APIKeyIssuedAt:        momentOf(a.api_key_issued_at),
		BannedAt:              momentOf(a.banned_at),
		BannedUntil:           momentOf(a.banned_until),
		BannedBy:              uuidOf(a.banned_by),
		BanReason:             textOf(a.ban_reason),
		QueuedAt:              momentOf(a.queued_at),
	}
}

// AccountOutcome is what became of one row of a bulk command: a view, or why not.
type AccountOutcome struct {
	Account UUID
	View    *AccountView
	Err     error
}

func accountOutcomesOf(l *C.parvis_account_outcome_list) []AccountOutcome {
	return pointersOf(l.items, l.item_count, func(row *C.parvis_account_outcome) AccountOutcome {
		out := AccountOutcome{Account: uuidOf(row.account)}
		if row.view != nil {
			view := accountViewOf(row.view)
			out.View = &view
		}
		if row.error != nil {
			out.Err = errorOf(row.error)
		}
		return out
	})
}

// Page is some of a list.
type Page[T any] struct {
	Items []T
	Next  string // where the list goes on; empty: nowhere
	Count int    // of all that pass, where it was asked for
}
