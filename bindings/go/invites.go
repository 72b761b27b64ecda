// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import (
	"context"
	"time"
)

// InviteType is an enumeration of the header.
type InviteType int32

// Every InviteType.
const (
	InviteTypePublic   InviteType = 1
	InviteTypePersonal InviteType = 2
)

var namesInviteType = map[InviteType]string{
	InviteTypePublic:   "public",
	InviteTypePersonal: "personal",
}

// String is the name of the enumerator, for instance "public".
func (n InviteType) String() string { return nameOf(namesInviteType, n) }

// InviteState is an enumeration of the header.
type InviteState int32

// Every InviteState.
const (
	InviteStateOpen    InviteState = 1
	InviteStateClosed  InviteState = 2
	InviteStateRevoked InviteState = 3
)

var namesInviteState = map[InviteState]string{
	InviteStateOpen:    "open",
	InviteStateClosed:  "closed",
	InviteStateRevoked: "revoked",
}

// String is the name of the enumerator, for instance "open".
func (n InviteState) String() string { return nameOf(namesInviteState, n) }

// LinkFate is an enumeration of the header.
type LinkFate int32

// Every LinkFate.
const (
	LinkFateRotate LinkFate = 1
	LinkFateKeep   LinkFate = 2
)

var namesLinkFate = map[LinkFate]string{
	LinkFateRotate: "rotate",
	LinkFateKeep:   "keep",
}

// String is the name of the enumerator, for instance "rotate".
func (n LinkFate) String() string { return nameOf(namesLinkFate, n) }

// ApprovalOverride is an enumeration of the header.
type ApprovalOverride int32

// Every ApprovalOverride.
const (
	ApprovalOverrideInherit   ApprovalOverride = 0
	ApprovalOverrideByDefault ApprovalOverride = 1
	ApprovalOverrideByUser    ApprovalOverride = 2
)

var namesApprovalOverride = map[ApprovalOverride]string{
	ApprovalOverrideInherit:   "inherit",
	ApprovalOverrideByDefault: "by_default",
	ApprovalOverrideByUser:    "by_user",
}

// String is the name of the enumerator, for instance "inherit".
func (n ApprovalOverride) String() string { return nameOf(namesApprovalOverride, n) }

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

// Invites yields all of them, page by page.
func (p *Portal) Invites(ctx context.Context, by Caller, r ListInvitesRequest) func(func(Invite, error) bool) {
	return all(func(after string) (Page[Invite], error) {
		r.After = after
		return p.ListInvites(ctx, by, r)
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
