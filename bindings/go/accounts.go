// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import "context"

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

func (b *block) addUser(r AddUserRequest) *C.parvis_add_user_request {
	out := make1[C.parvis_add_user_request](b)
	out.struct_size = C.sizeof_parvis_add_user_request
	out.access = C.int32_t(r.Access)
	out.first_name = b.text(r.FirstName)
	out.last_name = b.text(r.LastName)
	out.email = b.text(r.Email)
	out.language = b.text(r.Language)
	out.group = cUUID(r.Group)
	out.seniority = b.text(r.Seniority)
	out.job_title = b.text(r.JobTitle)
	out.mobile = b.text(r.Mobile)
	out.address = b.text(r.Address)
	out.company = b.text(r.Company)
	out.code = b.text(r.Code)
	out.fields, out.field_count = b.fieldValues(r.Fields)
	out.reservations, out.reservation_count = b.uuids(r.Reservations)
	return out
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

func (b *block) addPortalAccount(r AddPortalAccountRequest) *C.parvis_add_portal_account_request {
	out := make1[C.parvis_add_portal_account_request](b)
	out.struct_size = C.sizeof_parvis_add_portal_account_request
	out.access = C.int32_t(r.Access)
	out.case_role = C.int32_t(r.CaseRole)
	out.first_name = b.text(r.FirstName)
	out.last_name = b.text(r.LastName)
	out.email = b.text(r.Email)
	out.language = b.text(r.Language)
	out.job_title = b.text(r.JobTitle)
	out.mobile = b.text(r.Mobile)
	out.address = b.text(r.Address)
	out.company = b.text(r.Company)
	out.code = b.text(r.Code)
	out.fields, out.field_count = b.fieldValues(r.Fields)
	return out
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

// ActivityRequest says who is to be deactivated or reactivated.
type ActivityRequest struct {
	Account      UUID
	Seen         uint64 // the revision that was looked at; 0: any
	Notice       Notice
	Reservations []UUID // seats that were kept for whoever comes back; none for whoever goes
	Reason       string // why they go, shown to them; of whoever comes back none is taken: CodeInvalidArgument
}

// ListAccountsRequest says which accounts.
type ListAccountsRequest struct {
	State    AccountState // 0: pending
	After    string
	Limit    int // 0: 50
	CountCap int
}

func accountPageOf(p *C.parvis_account_page) Page[AccountView] {
	return Page[AccountView]{pointersOf(p.items, p.item_count, accountViewOf), textOf(p.next), int(p.count)}
}

// AddUser adds a user, who holds the seats of their access from now on and is mailed a link to join.
func (p *Portal) AddUser(ctx context.Context, by Caller, r AddUserRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_add_user(p.portal, by, b.addUser(r), out, why)
	}, accountViewOf)
}

// AddPortalAccount adds somebody of the portal, who is mailed a link to join and holds no seat before they have.
func (p *Portal) AddPortalAccount(ctx context.Context, by Caller, r AddPortalAccountRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_add_portal_account(p.portal, by, b.addPortalAccount(r), out, why)
	}, accountViewOf)
}

// ResendJoin mails whoever was added another link to join; every older one dies.
func (p *Portal) ResendJoin(ctx context.Context, by Caller, account UUID) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_resend_join(p.portal, by, b.uuid(account), out, why)
	}, accountViewOf)
}

// ResendJoinEach does it for 1 to 1,000 at once, each for itself.
func (p *Portal) ResendJoinEach(ctx context.Context, by Caller, accounts []UUID) ([]AccountOutcome, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_outcome_list, why **C.parvis_error) C.parvis_status {
		given, count := b.uuids(accounts)
		return C.parvis_resend_join_each(p.portal, by, given, count, out, why)
	}, accountOutcomesOf)
}

// ViewAccount gives one account: of the portal also to approvers, and any to whom it is about.
func (p *Portal) ViewAccount(ctx context.Context, by Caller, account UUID) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_view_account(p.portal, by, b.uuid(account), out, why)
	}, accountViewOf)
}

// EditAccount changes what is known of somebody.
func (p *Portal) EditAccount(ctx context.Context, by Caller, r EditAccountRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_edit_account_request](b)
		request.struct_size = C.sizeof_parvis_edit_account_request
		request.account = cUUID(r.Account)
		request.seen = C.uint64_t(r.Seen)
		request.first_name = b.textAt(r.FirstName)
		request.last_name = b.textAt(r.LastName)
		request.language = b.textAt(r.Language)
		request.seniority = b.textAt(r.Seniority)
		request.job_title = b.textAt(r.JobTitle)
		request.mobile = b.textAt(r.Mobile)
		request.address = b.textAt(r.Address)
		request.company = b.textAt(r.Company)
		request.code = b.textAt(r.Code)
		request.fields, request.field_count = b.fieldValues(r.Fields)
		if r.Fields != nil && len(r.Fields) == 0 {
			request.fields = make1[C.parvis_field_value](b) // none at all, but given
		}
		return C.parvis_edit_account(p.portal, by, request, out, why)
	}, accountViewOf)
}

// OverridePrivacy lets a user read what others have marked as private, or no longer; each change is in the trail.
func (p *Portal) OverridePrivacy(ctx context.Context, by Caller, r OverridePrivacyRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_override_privacy_request](b)
		request.struct_size = C.sizeof_parvis_override_privacy_request
		request.privacy = C.int32_t(r.Privacy)
		request.account = cUUID(r.Account)
		request.seen = C.uint64_t(r.Seen)
		return C.parvis_override_privacy(p.portal, by, request, out, why)
	}, accountViewOf)
}

// DemandPasswordChange has another password chosen at the next sign-in. Seen is the revision that was looked at; 0: any.
func (p *Portal) DemandPasswordChange(ctx context.Context, by Caller, account UUID, seen uint64) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_demand_password_change_request](b)
		request.struct_size = C.sizeof_parvis_demand_password_change_request
		request.account = cUUID(account)
		request.seen = C.uint64_t(seen)
		return C.parvis_demand_password_change(p.portal, by, request, out, why)
	}, accountViewOf)
}

// Deactivate makes an account inactive: its seats are free for the next in the queue.
func (p *Portal) Deactivate(ctx context.Context, by Caller, r ActivityRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_activity_request](b)
		request.struct_size = C.sizeof_parvis_activity_request
		request.account = cUUID(r.Account)
		request.seen = C.uint64_t(r.Seen)
		request.notice = C.int32_t(r.Notice)
		request.reservations, request.reservation_count = b.uuids(r.Reservations)
		request.reason = b.text(r.Reason)
		return C.parvis_deactivate(p.portal, by, request, out, why)
	}, accountViewOf)
}

// DeactivateEach does it for 1 to 1,000 at once, each for itself.
func (p *Portal) DeactivateEach(ctx context.Context, by Caller, requests []ActivityRequest) ([]AccountOutcome, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_outcome_list, why **C.parvis_error) C.parvis_status {
		given, items := makeN[*C.parvis_activity_request](b, len(requests))
		for n, one := range requests {
			items[n] = make1[C.parvis_activity_request](b)
			items[n].struct_size = C.sizeof_parvis_activity_request
			items[n].account = cUUID(one.Account)
			items[n].seen = C.uint64_t(one.Seen)
			items[n].notice = C.int32_t(one.Notice)
			items[n].reason = b.text(one.Reason)
		}
		return C.parvis_deactivate_each(p.portal, by, given, C.size_t(len(requests)), out, why)
	}, accountOutcomesOf)
}

// Reactivate makes it active again with its seats, or invited if the person never joined. With a reason it
// fails with CodeInvalidArgument.
func (p *Portal) Reactivate(ctx context.Context, by Caller, r ActivityRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_activity_request](b)
		request.struct_size = C.sizeof_parvis_activity_request
		request.account = cUUID(r.Account)
		request.seen = C.uint64_t(r.Seen)
		request.notice = C.int32_t(r.Notice)
		request.reservations, request.reservation_count = b.uuids(r.Reservations)
		request.reason = b.text(r.Reason)
		return C.parvis_reactivate(p.portal, by, request, out, why)
	}, accountViewOf)
}

// ListAccounts gives a page of accounts in one state.
func (p *Portal) ListAccounts(ctx context.Context, by Caller, r ListAccountsRequest) (Page[AccountView], error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_page, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_list_accounts_request](b)
		request.struct_size = C.sizeof_parvis_list_accounts_request
		request.state = C.int32_t(r.State)
		request.after = b.text(r.After)
		request.limit = C.size_t(r.Limit)
		request.count_cap = C.size_t(r.CountCap)
		return C.parvis_list_accounts(p.portal, by, request, out, why)
	}, accountPageOf)
}

// Accounts yields all of them, page by page; it has the shape of iter.Seq2.
func (p *Portal) Accounts(ctx context.Context, by Caller, r ListAccountsRequest) func(func(AccountView, error) bool) {
	return all(func(after string) (Page[AccountView], error) {
		r.After = after
		return p.ListAccounts(ctx, by, r)
	})
}
