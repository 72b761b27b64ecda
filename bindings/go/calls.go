// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import (
	"context"
	"time"
)

// Every use case, one method each: what is asked is copied into one block of C memory, what is answered into Go.

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

// GrantSeats grants seats, and admits who waited for them.
func (p *Portal) GrantSeats(ctx context.Context, by Caller, grant SeatGrant) (PoolView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_pool_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_grant_seats(p.portal, by, b.seatGrant(grant), out, why)
	}, poolViewOf)
}

// EndGrant ends a grant now (the zero time) or later; nobody is thrown out.
func (p *Portal) EndGrant(ctx context.Context, by Caller, grant UUID, endsAt time.Time) (PoolView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_pool_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_end_grant_request](b)
		request.struct_size = C.sizeof_parvis_end_grant_request
		request.grant = cUUID(grant)
		request.ends_at = cMoment(endsAt)
		return C.parvis_end_grant(p.portal, by, request, out, why)
	}, poolViewOf)
}

// ListGrants gives the grants of a sku that have not ended, by their end.
func (p *Portal) ListGrants(ctx context.Context, by Caller, sku string) ([]Grant, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_grant_list, why **C.parvis_error) C.parvis_status {
		return C.parvis_list_grants(p.portal, by, b.text(sku), out, why)
	}, func(l *C.parvis_grant_list) []Grant { return pointersOf(l.items, l.item_count, grantOf) })
}

// ListPools gives every pool of the workspace.
func (p *Portal) ListPools(ctx context.Context, by Caller) ([]PoolView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_pool_list, why **C.parvis_error) C.parvis_status {
		return C.parvis_list_pools(p.portal, by, out, why)
	}, func(l *C.parvis_pool_list) []PoolView { return pointersOf(l.items, l.item_count, poolViewOf) })
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

// ViewAccount gives one account, also to approvers, and to whom it is about.
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

// ChangeAccess gives somebody another access, its seats moved at once; when one is missing they wait for it, or there is
// no seat, as the workspace has it.
func (p *Portal) ChangeAccess(ctx context.Context, by Caller, r ChangeAccessRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_change_access_request](b)
		request.struct_size = C.sizeof_parvis_change_access_request
		request.access = C.int32_t(r.Access)
		request.account = cUUID(r.Account)
		request.seen = C.uint64_t(r.Seen)
		request.notice = C.int32_t(r.Notice)
		return C.parvis_change_access(p.portal, by, request, out, why)
	}, accountViewOf)
}

// AskAccess asks for another access for whoever acts; by asking for the one they have they ask for no other any more.
func (p *Portal) AskAccess(ctx context.Context, by Caller, access Access) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_ask_access(p.portal, by, C.int32_t(access), out, why)
	}, accountViewOf)
}

// ApproveAccess grants the access that was asked for.
func (p *Portal) ApproveAccess(ctx context.Context, by Caller, r ApproveAccessRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_approve_access_request](b)
		request.struct_size = C.sizeof_parvis_approve_access_request
		request.access = C.int32_t(r.Access)
		request.account = cUUID(r.Account)
		request.seen = C.uint64_t(r.Seen)
		request.seen_settings = C.uint64_t(r.SeenSettings)
		return C.parvis_approve_access(p.portal, by, request, out, why)
	}, accountViewOf)
}

// RejectAccess refuses it: they keep the access they have.
func (p *Portal) RejectAccess(ctx context.Context, by Caller, r RejectAccessRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_reject_access_request](b)
		request.struct_size = C.sizeof_parvis_reject_access_request
		request.access = C.int32_t(r.Access)
		request.account = cUUID(r.Account)
		request.seen = C.uint64_t(r.Seen)
		request.seen_settings = C.uint64_t(r.SeenSettings)
		request.reason = b.text(r.Reason)
		request.notice = C.int32_t(r.Notice)
		return C.parvis_reject_access(p.portal, by, request, out, why)
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
		}
		return C.parvis_deactivate_each(p.portal, by, given, C.size_t(len(requests)), out, why)
	}, accountOutcomesOf)
}

// Reactivate makes it active again with its seats, or invited if the person never joined.
func (p *Portal) Reactivate(ctx context.Context, by Caller, r ActivityRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_activity_request](b)
		request.struct_size = C.sizeof_parvis_activity_request
		request.account = cUUID(r.Account)
		request.seen = C.uint64_t(r.Seen)
		request.notice = C.int32_t(r.Notice)
		request.reservations, request.reservation_count = b.uuids(r.Reservations)
		return C.parvis_reactivate(p.portal, by, request, out, why)
	}, accountViewOf)
}

// SearchAccounts gives a page of accounts by what is known of them.
func (p *Portal) SearchAccounts(ctx context.Context, by Caller, r SearchAccountsRequest) (Page[AccountView], error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_page, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_search_accounts_request](b)
		request.struct_size = C.sizeof_parvis_search_accounts_request
		request.sort = C.int32_t(r.Sort)
		request.direction = C.int32_t(r.Direction)
		request.which = b.accountFilter(r.Which)
		request.after = b.text(r.After)
		request.limit = C.size_t(r.Limit)
		request.count_cap = C.size_t(r.CountCap)
		return C.parvis_search_accounts(p.portal, by, request, out, why)
	}, accountPageOf)
}

// CountAccounts tells how many of them there are in each state.
func (p *Portal) CountAccounts(ctx context.Context, by Caller, r CountAccountsRequest) (AccountCounts, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_counts, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_count_accounts_request](b)
		request.struct_size = C.sizeof_parvis_count_accounts_request
		request.which = b.accountFilter(r.Which)
		request.count_cap = C.size_t(r.CountCap)
		return C.parvis_count_accounts(p.portal, by, request, out, why)
	}, accountCountsOf)
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

// CreateInvite makes a public link.
func (p *Portal) CreateInvite(ctx context.Context, by Caller, r CreateInviteRequest) (InviteView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_invite_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_create_invite(p.portal, by, b.createInvite(r), out, why)
	}, inviteViewOf)
}

// InvitePeople mails a personal link to each. One bad row fails nothing else.
func (p *Portal) InvitePeople(ctx context.Context, by Caller, r InvitePeopleRequest) ([]InviteOutcome, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_invite_outcome_list, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_invite_people_request](b)
		request.struct_size = C.sizeof_parvis_invite_people_request
		request.options = b.createInvite(r.Options)
		people, items := makeN[C.parvis_invitee](b, len(r.People))
		for n, one := range r.People {
			items[n] = C.parvis_invitee{email: b.text(one.Email), language: b.text(one.Language)}
		}
		request.people, request.people_count = people, C.size_t(len(r.People))
		return C.parvis_invite_people(p.portal, by, request, out, why)
	}, func(l *C.parvis_invite_outcome_list) []InviteOutcome {
		return pointersOf(l.items, l.item_count, func(row *C.parvis_invite_outcome) (out InviteOutcome) {
			if row.invite != nil {
				invite := inviteOf(row.invite)
				out.Invite = &invite
			}
			if row.error != nil {
				out.Err = errorOf(row.error)
			}
			return out
		})
	})
}

// ShowInvite shows the link again, the same as when it was made.
func (p *Portal) ShowInvite(ctx context.Context, by Caller, invite UUID) (InviteView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_invite_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_show_invite(p.portal, by, b.uuid(invite), out, why)
	}, inviteViewOf)
}

// ListInvites gives a page of links.
func (p *Portal) ListInvites(ctx context.Context, by Caller, r ListInvitesRequest) (Page[Invite], error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_invite_page, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_list_invites_request](b)
		request.struct_size = C.sizeof_parvis_list_invites_request
		request.state = C.int32_t(r.State)
		request.email = b.text(r.Email)
		request.key_id = C.uint32_t(r.KeyID)
		request.after = b.text(r.After)
		request.limit = C.size_t(r.Limit)
		return C.parvis_list_invites(p.portal, by, request, out, why)
	}, func(p *C.parvis_invite_page) Page[Invite] {
		return Page[Invite]{Items: pointersOf(p.items, p.item_count, inviteOf), Next: textOf(p.next)}
	})
}

// RotateInvite makes a new link instead of a public one; every older one dies.
func (p *Portal) RotateInvite(ctx context.Context, by Caller, invite UUID) (InviteView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_invite_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_rotate_invite(p.portal, by, b.uuid(invite), out, why)
	}, inviteViewOf)
}

// CloseInvite turns a link off.
func (p *Portal) CloseInvite(ctx context.Context, by Caller, invite UUID) (InviteView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_invite_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_close_invite(p.portal, by, b.uuid(invite), out, why)
	}, inviteViewOf)
}

// ReopenInvite turns it on again.
func (p *Portal) ReopenInvite(ctx context.Context, by Caller, invite UUID, fate LinkFate) (InviteView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_invite_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_reopen_invite(p.portal, by, b.uuid(invite), C.int32_t(fate), out, why)
	}, inviteViewOf)
}

// RevokeInvite kills a link for good.
func (p *Portal) RevokeInvite(ctx context.Context, by Caller, invite UUID) (InviteView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_invite_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_revoke_invite(p.portal, by, b.uuid(invite), out, why)
	}, inviteViewOf)
}

// ResendInvite mails a personal link again.
func (p *Portal) ResendInvite(ctx context.Context, by Caller, invite UUID, fate LinkFate) (InviteView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_invite_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_resend_invite(p.portal, by, b.uuid(invite), C.int32_t(fate), out, why)
	}, inviteViewOf)
}

// ViewSignUpForm gives the open form, as the workspace has it now.
func (p *Portal) ViewSignUpForm(ctx context.Context, by Caller) (SignUpForm, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_sign_up_form, why **C.parvis_error) C.parvis_status {
		return C.parvis_view_sign_up_form(p.portal, by, out, why)
	}, func(f *C.parvis_sign_up_form) SignUpForm {
		return SignUpForm{
			PortalName:      textOf(f.portal_name),
			Languages:       textsOf(f.languages, f.language_count),
			DefaultLanguage: textOf(f.default_language),
			Audiences: listOf(f.audiences, f.audience_count, func(n *C.int32_t) AccountKind {
				return AccountKind(*n)
			}),
			Fields:   listOf(f.fields, f.field_count, fieldRuleOf),
			Consents: listOf(f.consents, f.consent_count, consentRuleOf),
		}
	})
}

// CheckInvite reads a link and changes nothing.
func (p *Portal) CheckInvite(ctx context.Context, by Caller, token Secret) (InviteCheck, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_invite_check, why **C.parvis_error) C.parvis_status {
		return C.parvis_check_invite(p.portal, by, b.text(token.Reveal()), out, why)
	}, func(c *C.parvis_invite_check) InviteCheck {
		return InviteCheck{
			PortalName: textOf(c.portal_name),
			Audience:   AccountKind(c.audience),
			Language:   textOf(c.language),
			Email:      textOf(c.email),
			Fields:     listOf(c.fields, c.field_count, fieldRuleOf),
			Consents:   listOf(c.consents, c.consent_count, consentRuleOf),
		}
	})
}

// SignUp takes a sign-up; fails with nothing that depends on who is known here.
func (p *Portal) SignUp(ctx context.Context, by Caller, r SignUpRequest) (SignUpReply, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_sign_up_reply, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_sign_up_request](b)
		request.struct_size = C.sizeof_parvis_sign_up_request
		request.access = C.int32_t(r.Access)
		request.token = b.text(r.Token.Reveal())
		request.first_name = b.text(r.FirstName)
		request.last_name = b.text(r.LastName)
		request.username = b.text(r.Username)
		request.email = b.text(r.Email)
		request.password = b.text(r.Password.Reveal())
		request.language = b.text(r.Language)
		request.fields, request.field_count = b.fieldValues(r.Fields)
		request.consents, request.consent_count = b.givenConsents(r.Consents)
		return C.parvis_sign_up(p.portal, by, request, out, why)
	}, signUpReplyOf)
}

// StartSignUp is the same with an e-mail address alone.
func (p *Portal) StartSignUp(ctx context.Context, by Caller, r StartSignUpRequest) (SignUpReply, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_sign_up_reply, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_start_sign_up_request](b)
		request.struct_size = C.sizeof_parvis_start_sign_up_request
		request.access = C.int32_t(r.Access)
		request.token = b.text(r.Token.Reveal())
		request.email = b.text(r.Email)
		request.language = b.text(r.Language)
		return C.parvis_start_sign_up(p.portal, by, request, out, why)
	}, signUpReplyOf)
}

// ProveEmail is the owner of the address following the mailed link: the account arises.
func (p *Portal) ProveEmail(ctx context.Context, by Caller, r ProveEmailRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_prove_email_request](b)
		request.struct_size = C.sizeof_parvis_prove_email_request
		request.token = b.text(r.Token.Reveal())
		request.continuation = b.text(r.Continuation.Reveal())
		request.first_name = b.text(r.FirstName)
		request.last_name = b.text(r.LastName)
		request.username = b.text(r.Username)
		request.password = b.text(r.Password.Reveal())
		request.fields, request.field_count = b.fieldValues(r.Fields)
		request.consents, request.consent_count = b.givenConsents(r.Consents)
		return C.parvis_prove_email(p.portal, by, request, out, why)
	}, accountViewOf)
}

// Join is somebody who was added following the mailed link.
func (p *Portal) Join(ctx context.Context, by Caller, r JoinRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_join_request](b)
		request.struct_size = C.sizeof_parvis_join_request
		request.token = b.text(r.Token.Reveal())
		request.username = b.text(r.Username)
		request.password = b.text(r.Password.Reveal())
		return C.parvis_join(p.portal, by, request, out, why)
	}, accountViewOf)
}

// SignIn gives the account, if it may enter.
func (p *Portal) SignIn(ctx context.Context, by Caller, r SignInRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_sign_in_request](b)
		request.struct_size = C.sizeof_parvis_sign_in_request
		request.identifier = b.text(r.Identifier)
		request.password = b.text(r.Password.Reveal())
		request.source = b.text(r.Source)
		return C.parvis_sign_in(p.portal, by, request, out, why)
	}, accountViewOf)
}

// ChangePassword is by whoever knows the present one: the actor, or whoever is named as at sign-in and must change it.
func (p *Portal) ChangePassword(ctx context.Context, by Caller, r ChangePasswordRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_change_password_request](b)
		request.struct_size = C.sizeof_parvis_change_password_request
		request.identifier = b.text(r.Identifier)
		request.password = b.text(r.Password.Reveal())
		request.new_password = b.text(r.NewPassword.Reveal())
		request.source = b.text(r.Source)
		return C.parvis_change_password(p.portal, by, request, out, why)
	}, accountViewOf)
}

// RequestPasswordReset mails a link to whoever has the address; what is to be said is the same for every address.
func (p *Portal) RequestPasswordReset(ctx context.Context, by Caller, email string) (string, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_words, why **C.parvis_error) C.parvis_status {
		return C.parvis_request_password_reset(p.portal, by, b.text(email), out, why)
	}, func(w *C.parvis_words) string { return textOf(w.text) })
}

// ResetPassword sets a new password by the mailed link; sign-in is open again where too many tries had closed it.
func (p *Portal) ResetPassword(ctx context.Context, by Caller, r ResetPasswordRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_reset_password_request](b)
		request.struct_size = C.sizeof_parvis_reset_password_request
		request.token = b.text(r.Token.Reveal())
		request.password = b.text(r.Password.Reveal())
		return C.parvis_reset_password(p.portal, by, request, out, why)
	}, accountViewOf)
}

// RequestEmailChange mails a link to a new address of the actor's, and word of it to the old one.
func (p *Portal) RequestEmailChange(ctx context.Context, by Caller, r RequestEmailChangeRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_request_email_change_request](b)
		request.struct_size = C.sizeof_parvis_request_email_change_request
		request.email = b.text(r.Email)
		request.password = b.text(r.Password.Reveal())
		request.source = b.text(r.Source)
		return C.parvis_request_email_change(p.portal, by, request, out, why)
	}, accountViewOf)
}

// ProveEmailChange is by whoever has the new address and follows its link: it is the account's from now on.
func (p *Portal) ProveEmailChange(ctx context.Context, by Caller, token Secret) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_prove_email_change(p.portal, by, b.text(token.Reveal()), out, why)
	}, accountViewOf)
}

// IssueAPIKey makes a key for a user, instead of an older one: by themselves, or by who manages users.
func (p *Portal) IssueAPIKey(ctx context.Context, by Caller, account UUID) (IssuedAPIKey, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_issued_api_key, why **C.parvis_error) C.parvis_status {
		return C.parvis_issue_api_key(p.portal, by, b.uuid(account), out, why)
	}, func(k *C.parvis_issued_api_key) IssuedAPIKey {
		return IssuedAPIKey{Account: accountViewOf(k.account), Key: Secret(textOf(k.key))}
	})
}

// RevokeAPIKey kills the key of a user.
func (p *Portal) RevokeAPIKey(ctx context.Context, by Caller, account UUID) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_revoke_api_key(p.portal, by, b.uuid(account), out, why)
	}, accountViewOf)
}

// VerifyAPIKey tells whose key it is.
func (p *Portal) VerifyAPIKey(ctx context.Context, by Caller, key Secret) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_verify_api_key(p.portal, by, b.text(key.Reveal()), out, why)
	}, accountViewOf)
}

// Approve makes a request active, or waiting when no seat is free and the workspace lets people wait.
func (p *Portal) Approve(ctx context.Context, by Caller, r ApproveRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_approve(p.portal, by, b.approve(r), out, why)
	}, accountViewOf)
}

// Reject refuses a request.
func (p *Portal) Reject(ctx context.Context, by Caller, r RejectRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_reject(p.portal, by, b.reject(r), out, why)
	}, accountViewOf)
}

// ApproveEach decides 1 to 1,000 at once, each for itself.
func (p *Portal) ApproveEach(ctx context.Context, by Caller, requests []ApproveRequest) ([]AccountOutcome, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_outcome_list, why **C.parvis_error) C.parvis_status {
		given, items := makeN[*C.parvis_approve_request](b, len(requests))
		for n, one := range requests {
			items[n] = b.approve(one)
		}
		return C.parvis_approve_each(p.portal, by, given, C.size_t(len(requests)), out, why)
	}, accountOutcomesOf)
}

// RejectEach decides 1 to 1,000 at once, each for itself.
func (p *Portal) RejectEach(ctx context.Context, by Caller, requests []RejectRequest) ([]AccountOutcome, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_outcome_list, why **C.parvis_error) C.parvis_status {
		given, items := makeN[*C.parvis_reject_request](b, len(requests))
		for n, one := range requests {
			items[n] = b.reject(one)
		}
		return C.parvis_reject_each(p.portal, by, given, C.size_t(len(requests)), out, why)
	}, accountOutcomesOf)
}

// ApprovePending approves what is pending, oldest first.
func (p *Portal) ApprovePending(ctx context.Context, by Caller, limit int) ([]AccountOutcome, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_outcome_list, why **C.parvis_error) C.parvis_status {
		return C.parvis_approve_pending(p.portal, by, C.size_t(limit), out, why)
	}, accountOutcomesOf)
}

// Reopen makes a rejected or lapsed request pending once more.
func (p *Portal) Reopen(ctx context.Context, by Caller, r ApproveRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_reopen(p.portal, by, b.approve(r), out, why)
	}, accountViewOf)
}

// ListEvents gives a page of entries, sealed or not.
func (p *Portal) ListEvents(ctx context.Context, by Caller, r ListEventsRequest) (Page[Event], error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_event_page, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_list_events_request](b)
		request.struct_size = C.sizeof_parvis_list_events_request
		request.subject = cUUID(r.Subject)
		request.after = b.text(r.After)
		request.limit = C.size_t(r.Limit)
		return C.parvis_list_events(p.portal, by, request, out, why)
	}, func(p *C.parvis_event_page) Page[Event] {
		return Page[Event]{Items: pointersOf(p.items, p.item_count, eventOf), Next: textOf(p.next)}
	})
}

// ReadAudit gives sealed entries in the order of their positions, none left out.
func (p *Portal) ReadAudit(ctx context.Context, by Caller, r ReadAuditRequest) ([]Event, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_event_page, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_read_audit_request](b)
		request.struct_size = C.sizeof_parvis_read_audit_request
		request.after = C.int64_t(r.After)
		request.limit = C.size_t(r.Limit)
		return C.parvis_read_audit(p.portal, by, request, out, why)
	}, func(p *C.parvis_event_page) []Event { return pointersOf(p.items, p.item_count, eventOf) })
}

// VerifyAudit reads the sealed trail to its end and names the first bad entry.
func (p *Portal) VerifyAudit(ctx context.Context, by Caller, r VerifyAuditRequest) (AuditReport, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_audit_report, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_verify_audit_request](b)
		request.struct_size = C.sizeof_parvis_verify_audit_request
		request.from = b.anchor(r.From)
		request.through = b.anchor(r.Through)
		t := newTables()
		defer t.free()
		request.progress = t.progress(r.Progress, stateOf(C.shim_state(by)))
		return C.parvis_verify_audit(p.portal, by, request, out, why)
	}, func(a *C.parvis_audit_report) AuditReport {
		return AuditReport{
			Verified:    int(a.verified),
			Head:        auditAnchorOf(a.head),
			Defect:      AuditDefect(a.defect),
			BadPosition: int64(a.bad_position),
			BadEvent:    uuidOf(a.bad_event),
		}
	})
}

// SealAudit seals up to limit entries.
func (p *Portal) SealAudit(ctx context.Context, by Caller, limit int) (SealReply, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_seal_reply, why **C.parvis_error) C.parvis_status {
		return C.parvis_seal_audit(p.portal, by, C.size_t(limit), out, why)
	}, func(s *C.parvis_seal_reply) SealReply { return SealReply{int(s.sealed), auditAnchorOf(s.head)} })
}

// ListOutbox gives a page of items.
func (p *Portal) ListOutbox(ctx context.Context, by Caller, r ListOutboxRequest) (Page[OutboxItem], error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_outbox_page, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_list_outbox_request](b)
		request.struct_size = C.sizeof_parvis_list_outbox_request
		request.state = C.int32_t(r.State)
		request.after = b.text(r.After)
		request.limit = C.size_t(r.Limit)
		return C.parvis_list_outbox(p.portal, by, request, out, why)
	}, func(p *C.parvis_outbox_page) Page[OutboxItem] {
		return Page[OutboxItem]{Items: pointersOf(p.items, p.item_count, outboxItemOf), Next: textOf(p.next)}
	})
}

// RetryOutbox queues a dead letter once more, under the same id.
func (p *Portal) RetryOutbox(ctx context.Context, by Caller, item UUID) (OutboxItem, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_outbox_item, why **C.parvis_error) C.parvis_status {
		return C.parvis_retry_outbox(p.portal, by, b.uuid(item), out, why)
	}, outboxItemOf)
}

// PreviewMail shows a mail without sending it.
func (p *Portal) PreviewMail(ctx context.Context, by Caller, r PreviewMailRequest) (MailPreview, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_mail_preview, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_preview_mail_request](b)
		request.struct_size = C.sizeof_parvis_preview_mail_request
		request.effect = C.int32_t(r.Effect)
		request.language = b.text(r.Language)
		return C.parvis_preview_mail(p.portal, by, request, out, why)
	}, func(m *C.parvis_mail_preview) MailPreview {
		return MailPreview{textOf(m.subject), textOf(m.text), textOf(m.html), textOf(m.language)}
	})
}

// DrainOutbox sends what is due, limit items at most (1 to 100), each at least once.
func (p *Portal) DrainOutbox(ctx context.Context, by Caller, limit int) (DrainReply, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_drain_reply, why **C.parvis_error) C.parvis_status {
		return C.parvis_drain_outbox(p.portal, by, C.size_t(limit), out, why)
	}, func(d *C.parvis_drain_reply) DrainReply {
		return DrainReply{int(d.done), int(d.void_), int(d.later), int(d.dead)}
	})
}

// RunDue does what time has made due, limit items of each sort at most.
func (p *Portal) RunDue(ctx context.Context, by Caller, limit int) (RunDueReply, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_run_due_reply, why **C.parvis_error) C.parvis_status {
		return C.parvis_run_due(p.portal, by, C.size_t(limit), out, why)
	}, func(d *C.parvis_run_due_reply) RunDueReply {
		return RunDueReply{int(d.settled), int(d.admitted), int(d.lapsed), int(d.reminded), int(d.purged), int(d.sealed), int(d.abandoned), int(d.erased), int(d.unbanned)}
	})
}
