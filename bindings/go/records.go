// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import "time"

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
	Code                  string // unique in the workspace, for ever
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
	}
}

// Page is some of a list.
type Page[T any] struct {
	Items []T
	Next  string // where the list goes on; empty: nowhere
	Count int    // of all that pass, where it was asked for
}

func accountPageOf(p *C.parvis_account_page) Page[AccountView] {
	return Page[AccountView]{pointersOf(p.items, p.item_count, accountViewOf), textOf(p.next), int(p.count)}
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

// --- licenses ---

// SeatGrant is seats to be granted; the zero time stands for at once, and for never.
type SeatGrant struct {
	Sku      string
	Quantity int64
	StartsAt time.Time
	EndsAt   time.Time
}

func (b *block) seatGrant(g SeatGrant) *C.parvis_seat_grant {
	out := make1[C.parvis_seat_grant](b)
	out.struct_size = C.sizeof_parvis_seat_grant
	out.sku = b.text(g.Sku)
	out.quantity = C.int64_t(g.Quantity)
	out.starts_at = cMoment(g.StartsAt)
	out.ends_at = cMoment(g.EndsAt)
	return out
}

// Grant is seats of a sku, bought or given.
type Grant struct {
	ID        UUID
	Revision  uint64
	Sku       string
	Quantity  int64
	StartsAt  time.Time
	EndsAt    time.Time // zero: never
	CreatedBy UUID
	CreatedAt time.Time
	Order     UUID // by which it was bought; nil: given
}

func grantOf(g *C.parvis_grant) Grant {
	return Grant{
		ID:        uuidOf(g.id),
		Revision:  uint64(g.revision),
		Sku:       textOf(g.sku),
		Quantity:  int64(g.quantity),
		StartsAt:  momentOf(g.starts_at),
		EndsAt:    momentOf(g.ends_at),
		CreatedBy: uuidOf(g.created_by),
		CreatedAt: momentOf(g.created_at),
		Order:     uuidOf(g.order),
	}
}

// PoolView is the licenses of one sku.
type PoolView struct {
	Sku          string
	Capacity     int64
	Held         int64
	Waiting      int64
	Remaining    int64
	OverBy       int64
	NextChangeAt time.Time // zero: never
	Granted      int64     // seats bought or given that run now
	Overage      int64     // allowed beyond them
	Reserved     int64     // of those held: for people to come
	Peak         int64     // the most that were held at once this month
	Moves        int64     // rises with every change: of two views the one with more is the newer
}

func poolViewOf(p *C.parvis_pool_view) PoolView {
	return PoolView{
		Sku:          textOf(p.sku),
		Capacity:     int64(p.capacity),
		Held:         int64(p.held),
		Waiting:      int64(p.waiting),
		Remaining:    int64(p.remaining),
		OverBy:       int64(p.over_by),
		NextChangeAt: momentOf(p.next_change_at),
		Granted:      int64(p.granted),
		Overage:      int64(p.overage),
		Reserved:     int64(p.reserved_seats),
		Peak:         int64(p.peak),
		Moves:        int64(p.moves),
	}
}

// --- configuration ---

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

func durationOf(us C.int64_t) time.Duration { return time.Duration(us) * time.Microsecond }

func uuidsOf(items *C.parvis_uuid, count C.size_t) []UUID {
	return listOf(items, count, func(id *C.parvis_uuid) UUID { return uuidOf(*id) })
}

func (b *block) uuids(given []UUID) (*C.parvis_uuid, C.size_t) {
	out, items := makeN[C.parvis_uuid](b, len(given))
	for n, id := range given {
		items[n] = cUUID(id)
	}
	return out, C.size_t(len(given))
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
	Pending   int
	Waiting   int
	DeadLinks []UUID
	Warnings  []SettingsWarning
}

func settingsImpactOf(i *C.parvis_settings_impact) SettingsImpact {
	return SettingsImpact{
		Pending:   int(i.pending),
		Waiting:   int(i.waiting),
		DeadLinks: uuidsOf(i.dead_links, i.dead_link_count),
		Warnings: listOf(i.warnings, i.warning_count, func(w *C.int32_t) SettingsWarning {
			return SettingsWarning(*w)
		}),
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

// --- accounts and invites ---

// AddUserRequest is a user to be added.
type AddUserRequest struct {
	FirstName    string
	LastName     string
	Email        string
	Language     string
	Group        UUID
	Access       Access // 0: core
	Seniority    string // one of the workspace's
	JobTitle     string
	Mobile       string // with the country code
	Address      string // postal; eight lines at most
	Company      string
	Code         string // empty: one is made
	Fields       []FieldValue
	Reservations []UUID // seats that were kept for them; 4 at most
}

// AddPortalAccountRequest is somebody of the portal to be added.
type AddPortalAccountRequest struct {
	FirstName string
	LastName  string
	Email     string
	Language  string
	Access    Access   // 0: client
	CaseRole  CaseRole // a case is opened once they have joined
	JobTitle  string
	Mobile    string
	Address   string
	Company   string
	Code      string
	Fields    []FieldValue
}

// EditAccountRequest is what is to be different: nil is left alone, an empty text is removed where nothing requires one.
type EditAccountRequest struct {
	Account   UUID
	Seen      uint64 // the revision that was looked at; 0: any
	FirstName *string
	LastName  *string
	Language  *string
	Seniority *string
	JobTitle  *string
	Mobile    *string
	Address   *string
	Company   *string
	Code      *string
	Fields    []FieldValue // all of them; nil: left alone
}

// OverridePrivacyRequest says whose privacy override is changed.
type OverridePrivacyRequest struct {
	Account UUID
	Privacy PrivacyOverride
	Seen    uint64
}

// ChangeAccessRequest says whose access is changed.
type ChangeAccessRequest struct {
	Account UUID
	Access  Access
	Seen    uint64 // the revision that was looked at; 0: any
	Notice  Notice
}

// ApproveAccessRequest is a request for another access that is granted.
type ApproveAccessRequest struct {
	Account      UUID
	Access       Access // that was asked for
	Seen         uint64
	SeenSettings uint64
}

// RejectAccessRequest is one that is refused.
type RejectAccessRequest struct {
	Account      UUID
	Access       Access // that was asked for
	Seen         uint64
	SeenSettings uint64
	Reason       string
	Notice       Notice
}

// ActivityRequest says who is to be deactivated or reactivated.
type ActivityRequest struct {
	Account      UUID
	Seen         uint64 // the revision that was looked at; 0: any
	Notice       Notice
	Reservations []UUID // seats that were kept for whoever comes back; none for whoever goes
}

// AccountFilter says which accounts: all that is given must hold. What was erased is never found.
type AccountFilter struct {
	States     []AccountState // any of these; none: any
	Kinds      []AccountKind  // any of these; none: any
	Access     Access         // they have all of this; 0: any
	Group      UUID           // nil: any; users only have one
	Invite     UUID           // the link that brought them; nil: any
	DecidedBy  UUID           // who approved or rejected; nil: any
	Company    string         // the whole name, whatever its case and accents
	Text       string         // words; each is part of name, address, username or code; 6 at most
	BeginsWith string         // how the last name begins, or the address, by whichever it is sorted
}

func (b *block) accountFilter(r AccountFilter) *C.parvis_account_filter {
	out := make1[C.parvis_account_filter](b)
	out.struct_size = C.sizeof_parvis_account_filter
	out.access = C.int32_t(r.Access)
	out.states, out.state_count = numbers(b, r.States)
	out.kinds, out.kind_count = numbers(b, r.Kinds)
	out.group = cUUID(r.Group)
	out.invite = cUUID(r.Invite)
	out.decided_by = cUUID(r.DecidedBy)
	out.company = b.text(r.Company)
	out.text = b.text(r.Text)
	out.begins_with = b.text(r.BeginsWith)
	return out
}

// SearchAccountsRequest is a page of what is looked for.
type SearchAccountsRequest struct {
	Which     AccountFilter
	Sort      AccountSort   // 0: created
	Direction SortDirection // 0: ascending
	After     string
	Limit     int // 0: 50
	CountCap  int
}

// CountAccountsRequest says of which accounts the number is wanted.
type CountAccountsRequest struct {
	Which    AccountFilter
	CountCap int // of each state up to so many; 0: 1,000
}

// AccountCounts is how many accounts there are.
type AccountCounts struct {
	Total   int
	ByState map[AccountState]int // up to the cap; those with none as well
}

func accountCountsOf(c *C.parvis_account_counts) AccountCounts {
	out := AccountCounts{Total: int(c.total), ByState: map[AccountState]int{}}
	for _, one := range unsafe.Slice(c.by, c.by_count) {
		out.ByState[AccountState(one.state)] = int(one.count)
	}
	return out
}

// ListAccountsRequest says which accounts.
type ListAccountsRequest struct {
	State    AccountState // 0: pending
	After    string
	Limit    int // 0: 50
	CountCap int
}

// CreateInviteRequest is what a new link is to be like; zero values stand for the defaults.
type CreateInviteRequest struct {
	Audience       AccountKind
	Label          string
	Language       string
	Lifetime       time.Duration
	MaxUses        int64
	AllowedDomains []string
	Approval       ApprovalOverride
	CaseRole       CaseRole
	Access         Access
	Group          UUID
}

func (b *block) createInvite(r CreateInviteRequest) *C.parvis_create_invite_request {
	out := make1[C.parvis_create_invite_request](b)
	out.struct_size = C.sizeof_parvis_create_invite_request
	out.audience = C.int32_t(r.Audience)
	out.label = b.text(r.Label)
	out.language = b.text(r.Language)
	out.lifetime_us = cDuration(r.Lifetime)
	out.max_uses = C.int64_t(r.MaxUses)
	out.allowed_domains, out.allowed_domain_count = b.texts(r.AllowedDomains)
	out.approval = C.int32_t(r.Approval)
	out.case_role = C.int32_t(r.CaseRole)
	out.access = C.int32_t(r.Access)
	out.group = cUUID(r.Group)
	return out
}

// Invite is a link, without the link itself.
type Invite struct {
	ID             UUID
	Revision       uint64
	Type           InviteType
	State          InviteState
	Audience       AccountKind
	Generation     int64
	KeyID          int64
	Label          string
	Language       string
	Uses           int64
	MaxUses        int64 // 0: no limit
	ExpiresAt      time.Time
	AllowedDomains []string
	Approval       ApprovalOverride
	Access         Access
	CaseRole       CaseRole
	CreatedBy      UUID
	CreatedAt      time.Time
	Email          string
	Group          UUID
	VouchedBy      UUID
}

func inviteOf(i *C.parvis_invite) Invite {
	return Invite{
		ID:             uuidOf(i.id),
		Revision:       uint64(i.revision),
		Type:           InviteType(i._type),
		State:          InviteState(i.state),
		Audience:       AccountKind(i.audience),
		Generation:     int64(i.generation),
		KeyID:          int64(i.key_id),
		Label:          textOf(i.label),
		Language:       textOf(i.language),
		Uses:           int64(i.uses),
		MaxUses:        int64(i.max_uses),
		ExpiresAt:      momentOf(i.expires_at),
		AllowedDomains: textsOf(i.allowed_domains, i.allowed_domain_count),
		Approval:       ApprovalOverride(i.approval),
		Access:         Access(i.access),
		CaseRole:       CaseRole(i.case_role),
		CreatedBy:      uuidOf(i.created_by),
		CreatedAt:      momentOf(i.created_at),
		Email:          textOf(i.email),
		Group:          uuidOf(i.group),
		VouchedBy:      uuidOf(i.vouched_by),
	}
}

// InviteView is an invite and its link; empty while turned off, and for a personal one.
type InviteView struct {
	Invite Invite
	Link   Secret
}

func inviteViewOf(v *C.parvis_invite_view) InviteView {
	return InviteView{Invite: inviteOf(v.invite), Link: Secret(textOf(v.link))}
}

// Invitee is somebody to be invited.
type Invitee struct {
	Email    string
	Language string // empty: that of the options
}

// InvitePeopleRequest is personal links for a list of people.
type InvitePeopleRequest struct {
	Options CreateInviteRequest
	People  []Invitee
}

// InviteOutcome is what became of one invitation: an invite, or why not.
type InviteOutcome struct {
	Invite *Invite
	Err    error
}

// ListInvitesRequest says which links; one filter at most.
type ListInvitesRequest struct {
	State InviteState
	Email string
	KeyID uint32
	After string
	Limit int // 0: 50
}

// --- the door ---

// SignUpForm is what a page needs to show the open form.
type SignUpForm struct {
	PortalName      string
	Languages       []string
	DefaultLanguage string
	Audiences       []AccountKind // the default first; none: sign-up is off
	Fields          []FieldRule
	Consents        []ConsentRule
}

// InviteCheck is what a page may show to somebody who opened a link.
type InviteCheck struct {
	PortalName string
	Audience   AccountKind
	Language   string
	Email      string
	Fields     []FieldRule
	Consents   []ConsentRule
}

// SignUpRequest is a sign-up.
type SignUpRequest struct {
	Token     Secret // of an invite link; empty: the open form
	FirstName string
	LastName  string
	Username  string
	Email     string
	Password  Secret
	Access    AccountKind // for the open form; 0: the default
	Language  string
	Fields    []FieldValue
	Consents  []GivenConsent
}

// SignUpReply is the same for every address, known or not.
type SignUpReply struct {
	Message      string
	Continuation Secret       // to be kept in the person's browser
	Account      *AccountView // only when nothing has to be proven
}

func signUpReplyOf(r *C.parvis_sign_up_reply) SignUpReply {
	out := SignUpReply{Message: textOf(r.message), Continuation: Secret(textOf(r.continuation))}
	if r.account != nil {
		account := accountViewOf(r.account)
		out.Account = &account
	}
	return out
}

// StartSignUpRequest is a sign-up that begins with the address alone.
type StartSignUpRequest struct {
	Token    Secret
	Email    string
	Access   AccountKind
	Language string
}

// ProveEmailRequest is the proof of an address; what is not empty replaces what was typed.
type ProveEmailRequest struct {
	Token        Secret
	Continuation Secret
	FirstName    string
	LastName     string
	Username     string
	Password     Secret
	Fields       []FieldValue
	Consents     []GivenConsent
}

// JoinRequest is joining of somebody who was added.
type JoinRequest struct {
	Token    Secret
	Username string
	Password Secret
}

// SignInRequest is signing in.
type SignInRequest struct {
	Identifier string // e-mail address or username
	Password   Secret
	Source     string // where the call comes from, for instance an address; failures are counted by it; may be empty
}

// ChangePasswordRequest is another password, by whoever knows the present one.
type ChangePasswordRequest struct {
	Identifier  string // as typed at sign-in, by whoever must change it; empty: the actor's own
	Password    Secret // the present one
	NewPassword Secret
	Source      string // as at sign-in
}

// ResetPasswordRequest is another password, by whoever has the mailbox.
type ResetPasswordRequest struct {
	Token    Secret // from the mailed link
	Password Secret
}

// RequestEmailChangeRequest is another address of the actor's.
type RequestEmailChangeRequest struct {
	Email    string // the new one
	Password Secret // the actor's
	Source   string // as at sign-in
}

// IssuedAPIKey is a key by which a program acts for a user.
type IssuedAPIKey struct {
	Account AccountView
	Key     Secret // shown once
}

// ApproveRequest says who is approved.
type ApproveRequest struct {
	Account      UUID
	Seen         uint64 // the revision that was looked at; 0: any
	SeenSettings uint64 // likewise of the settings
	Reservations []UUID // seats that were kept for them; 4 at most
}

func (b *block) approve(r ApproveRequest) *C.parvis_approve_request {
	out := make1[C.parvis_approve_request](b)
	out.struct_size = C.sizeof_parvis_approve_request
	out.account = cUUID(r.Account)
	out.seen = C.uint64_t(r.Seen)
	out.seen_settings = C.uint64_t(r.SeenSettings)
	out.reservations, out.reservation_count = b.uuids(r.Reservations)
	return out
}

// RejectRequest says who is refused.
type RejectRequest struct {
	Account      UUID
	Seen         uint64
	SeenSettings uint64
	Reason       string
	Notice       Notice
}

func (b *block) reject(r RejectRequest) *C.parvis_reject_request {
	out := make1[C.parvis_reject_request](b)
	out.struct_size = C.sizeof_parvis_reject_request
	out.account = cUUID(r.Account)
	out.seen = C.uint64_t(r.Seen)
	out.seen_settings = C.uint64_t(r.SeenSettings)
	out.reason = b.text(r.Reason)
	out.notice = C.int32_t(r.Notice)
	return out
}

// --- outbox and audit ---

// OutboxItem is something to be done after the commit that caused it.
type OutboxItem struct {
	ID         UUID
	Revision   uint64
	Effect     Effect
	State      OutboxState
	Addressee  Addressee
	About      UUID
	Recipient  UUID
	To         string
	Language   string
	Generation int64
	Reason     string
	DueAt      time.Time // zero once settled
	Tries      int64
	CreatedAt  time.Time
}

func outboxItemOf(i *C.parvis_outbox_item) OutboxItem {
	return OutboxItem{
		ID:         uuidOf(i.id),
		Revision:   uint64(i.revision),
		Effect:     Effect(i.effect),
		State:      OutboxState(i.state),
		Addressee:  Addressee(i.addressee),
		About:      uuidOf(i.about),
		Recipient:  uuidOf(i.recipient),
		To:         textOf(i.to),
		Language:   textOf(i.language),
		Generation: int64(i.generation),
		Reason:     textOf(i.reason),
		DueAt:      momentOf(i.due_at),
		Tries:      int64(i.tries),
		CreatedAt:  momentOf(i.created_at),
	}
}

// ListOutboxRequest says which items.
type ListOutboxRequest struct {
	State OutboxState // 0: dead
	After string
	Limit int // 0: 50
}

// PreviewMailRequest says which mail is to be seen.
type PreviewMailRequest struct {
	Effect   Effect
	Language string // empty: the workspace's
}

// MailPreview is a mail as it would be written, with invented people and a link that opens nothing.
type MailPreview struct{ Subject, Text, HTML, Language string }

// DrainReply is what a drain did.
type DrainReply struct{ Done, Void, Later, Dead int }

// RunDueReply is what time had made due.
type RunDueReply struct{ Settled, Admitted, Lapsed, Reminded, Purged, Sealed, Abandoned, Erased, Unbanned int }

// Event is one entry of the audit trail: ids, codes and numbers only.
type Event struct {
	ID               UUID
	What             EventType
	Actor            UUID
	Subject          UUID
	At               time.Time
	SettingsRevision int64
	Number           int64
	Invite           UUID
	Note             []byte
	Position         int64 // in the sealed trail, from 1; 0: not sealed yet
	Hash             []byte
}

func eventOf(e *C.parvis_event) Event {
	return Event{
		ID:               uuidOf(e.id),
		What:             EventType(e.what),
		Actor:            uuidOf(e.actor),
		Subject:          uuidOf(e.subject),
		At:               momentOf(e.at),
		SettingsRevision: int64(e.settings_revision),
		Number:           int64(e.number),
		Invite:           uuidOf(e.invite),
		Note:             bytesOf(e.note),
		Position:         int64(e.position),
		Hash:             bytesOf(e.hash),
	}
}

// ListEventsRequest says which entries.
type ListEventsRequest struct {
	Subject UUID // nil: all
	After   string
	Limit   int // 0: 50
}

// ReadAuditRequest says which sealed entries.
type ReadAuditRequest struct {
	After int64 // the position read last
	Limit int   // 0: 50
}

// AuditAnchor is a place in the sealed trail, for the host to keep elsewhere.
type AuditAnchor struct {
	Position int64
	Hash     []byte
}

func auditAnchorOf(a C.parvis_audit_anchor) AuditAnchor {
	return AuditAnchor{Position: int64(a.position), Hash: bytesOf(a.hash)}
}

func (b *block) anchor(a *AuditAnchor) *C.parvis_audit_anchor {
	if a == nil {
		return nil
	}
	out := make1[C.parvis_audit_anchor](b)
	out.position = C.int64_t(a.Position)
	out.hash = b.bytes(a.Hash)
	return out
}

// VerifyAuditRequest says what is to be verified.
type VerifyAuditRequest struct {
	From     *AuditAnchor // verified before; nil: from the beginning
	Through  *AuditAnchor // an anchor that the host kept
	Progress Progress
}

// AuditReport is what the trail is like.
type AuditReport struct {
	Verified    int
	Head        AuditAnchor
	Defect      AuditDefect // of the first bad entry; 0: there is none
	BadPosition int64
	BadEvent    UUID
}

// SealReply is how far sealing came.
type SealReply struct {
	Sealed int
	Head   AuditAnchor
}
