// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import "context"

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
