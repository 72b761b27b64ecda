// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import "context"

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

// ApprovePending approves what is open, sign-ups and requests for another access, in the order of their deadlines.
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
