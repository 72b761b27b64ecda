// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import (
	"context"
	"time"
)

// BanRequest says whom to keep out, and why.
type BanRequest struct {
	Account UUID      // never the actor's own
	Reason  string    // required; shown to the person
	Until   time.Time // zero: until somebody ends it
	Seen    uint64    // the revision that was looked at; 0: any
	Notice  Notice
}

// UnbanRequest says whose ban to end.
type UnbanRequest struct {
	Account UUID
	Seen    uint64
	Notice  Notice
}

// ReplaceRequest says who goes, and who comes in their place.
type ReplaceRequest struct {
	Account  UUID // a user, active or invited
	Newcomer AddUserRequest
	Seen     uint64
	Notice   Notice // to whoever goes
	Reason   string // why they go, shown to them
}

// ReplaceReply is both as they stand now.
type ReplaceReply struct{ Left, Added AccountView }

// Ban keeps somebody out: no sign-in from now on, every key and link dead. They stay in the list they are in, and keep
// their seat unless the workspace has it otherwise.
func (p *Portal) Ban(ctx context.Context, by Caller, r BanRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_ban_request](b)
		request.struct_size = C.sizeof_parvis_ban_request
		request.notice = C.int32_t(r.Notice)
		request.account = cUUID(r.Account)
		request.seen = C.uint64_t(r.Seen)
		request.reason = b.text(r.Reason)
		request.until = cMoment(r.Until)
		return C.parvis_ban(p.portal, by, request, out, why)
	}, accountViewOf)
}

// Unban ends a ban. Whoever lost their seat by it takes one or waits, or there is no seat, as the workspace has it.
func (p *Portal) Unban(ctx context.Context, by Caller, r UnbanRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_unban_request](b)
		request.struct_size = C.sizeof_parvis_unban_request
		request.notice = C.int32_t(r.Notice)
		request.account = cUUID(r.Account)
		request.seen = C.uint64_t(r.Seen)
		return C.parvis_unban(p.portal, by, request, out, why)
	}, accountViewOf)
}

// Replace has one user go and another come, in one commit; seats that both have go from hand to hand.
func (p *Portal) Replace(ctx context.Context, by Caller, r ReplaceRequest) (ReplaceReply, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_replace_reply, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_replace_request](b)
		request.struct_size = C.sizeof_parvis_replace_request
		request.notice = C.int32_t(r.Notice)
		request.account = cUUID(r.Account)
		request.seen = C.uint64_t(r.Seen)
		request.newcomer = b.addUser(r.Newcomer)
		request.reason = b.text(r.Reason)
		return C.parvis_replace(p.portal, by, request, out, why)
	}, func(r *C.parvis_replace_reply) ReplaceReply {
		return ReplaceReply{accountViewOf(r.left), accountViewOf(r.added)}
	})
}
