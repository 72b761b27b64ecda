// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import (
	"context"
	"time"
)

// Effect is an enumeration of the header.
type Effect int32

// Every Effect.
const (
	EffectOpenCase                 Effect = 1
	EffectMailVerifyEmail          Effect = 2
	EffectMailKnownAddress         Effect = 3
	EffectMailRequestReceived      Effect = 4
	EffectMailApprovalNeeded       Effect = 5
	EffectMailWelcome              Effect = 6
	EffectMailWaiting              Effect = 7
	EffectMailRejected             Effect = 8
	EffectMailJoin                 Effect = 9
	EffectMailInvitation           Effect = 10
	EffectMailApprovalReminder     Effect = 11
	EffectMailApprovalsReassigned  Effect = 12
	EffectMailLapsed               Effect = 13
	EffectMailReapplicationRefused Effect = 14
	EffectMailSeatsExhausted       Effect = 15
	EffectMailOverCapacity         Effect = 16
	EffectMailDeactivated          Effect = 17
	EffectMailReactivated          Effect = 18
	EffectMailBanned               Effect = 19
	EffectMailPasswordReset        Effect = 20
	EffectMailPasswordChanged      Effect = 21
	EffectMailEmailChanged         Effect = 22
	EffectMailEmailChange          Effect = 23
	EffectMailAccessAsked          Effect = 24
	EffectMailAccessChanged        Effect = 25
	EffectMailAccessRefused        Effect = 26
	EffectMailEmailChangeAsked     Effect = 27
	EffectStartCheckout            Effect = 28
	EffectMailAPIKeyChanged        Effect = 29
	EffectMailAccessLapsed         Effect = 30
)

var namesEffect = map[Effect]string{
	EffectOpenCase:                 "open_case",
	EffectMailVerifyEmail:          "mail_verify_email",
	EffectMailKnownAddress:         "mail_known_address",
	EffectMailRequestReceived:      "mail_request_received",
	EffectMailApprovalNeeded:       "mail_approval_needed",
	EffectMailWelcome:              "mail_welcome",
	EffectMailWaiting:              "mail_waiting",
	EffectMailRejected:             "mail_rejected",
	EffectMailJoin:                 "mail_join",
	EffectMailInvitation:           "mail_invitation",
	EffectMailApprovalReminder:     "mail_approval_reminder",
	EffectMailApprovalsReassigned:  "mail_approvals_reassigned",
	EffectMailLapsed:               "mail_lapsed",
	EffectMailReapplicationRefused: "mail_reapplication_refused",
	EffectMailSeatsExhausted:       "mail_seats_exhausted",
	EffectMailOverCapacity:         "mail_over_capacity",
	EffectMailDeactivated:          "mail_deactivated",
	EffectMailReactivated:          "mail_reactivated",
	EffectMailBanned:               "mail_banned",
	EffectMailPasswordReset:        "mail_password_reset",
	EffectMailPasswordChanged:      "mail_password_changed",
	EffectMailEmailChanged:         "mail_email_changed",
	EffectMailEmailChange:          "mail_email_change",
	EffectMailAccessAsked:          "mail_access_asked",
	EffectMailAccessChanged:        "mail_access_changed",
	EffectMailAccessRefused:        "mail_access_refused",
	EffectMailEmailChangeAsked:     "mail_email_change_asked",
	EffectStartCheckout:            "start_checkout",
	EffectMailAPIKeyChanged:        "mail_api_key_changed",
	EffectMailAccessLapsed:         "mail_access_lapsed",
}

// String is the name of the enumerator, for instance "open_case".
func (n Effect) String() string { return nameOf(namesEffect, n) }

// Addressee is an enumeration of the header.
type Addressee int32

// Every Addressee.
const (
	AddresseePerson         Addressee = 0
	AddresseeDeciders       Addressee = 1
	AddresseeAdministrators Addressee = 2
)

var namesAddressee = map[Addressee]string{
	AddresseePerson:         "person",
	AddresseeDeciders:       "deciders",
	AddresseeAdministrators: "administrators",
}

// String is the name of the enumerator, for instance "person".
func (n Addressee) String() string { return nameOf(namesAddressee, n) }

// OutboxState is an enumeration of the header.
type OutboxState int32

// Every OutboxState.
const (
	OutboxStateQueued OutboxState = 1
	OutboxStateDone   OutboxState = 2
	OutboxStateDead   OutboxState = 3
	OutboxStateVoid   OutboxState = 4
)

var namesOutboxState = map[OutboxState]string{
	OutboxStateQueued: "queued",
	OutboxStateDone:   "done",
	OutboxStateDead:   "dead",
	OutboxStateVoid:   "void",
}

// String is the name of the enumerator, for instance "queued".
func (n OutboxState) String() string { return nameOf(namesOutboxState, n) }

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

// DrainReply is what a drain did. Failed says how many of Later and Dead failed now, LastFailure why the last of them did.
type DrainReply struct {
	Done, Void, Later, Dead, Failed int
	LastFailure                     error
}

// RunDueReply is what time had made due.
type RunDueReply struct{ Settled, Admitted, Lapsed, Reminded, Purged, Sealed, Abandoned, Erased, Unbanned, Indexed int }

// ListOutbox gives a page of items. Also for the operator, who is not shown the reasons that the firm gave.
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

// Outbox yields all of them, page by page.
func (p *Portal) Outbox(ctx context.Context, by Caller, r ListOutboxRequest) func(func(OutboxItem, error) bool) {
	return all(func(after string) (Page[OutboxItem], error) {
		r.After = after
		return p.ListOutbox(ctx, by, r)
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
		out := DrainReply{Done: int(d.done), Void: int(d.void_), Later: int(d.later), Dead: int(d.dead), Failed: int(d.failed)}
		if d.last_failure != nil {
			out.LastFailure = errorOf(d.last_failure)
		}
		return out
	})
}

// RunDue does what time has made due, limit items of each sort at most.
func (p *Portal) RunDue(ctx context.Context, by Caller, limit int) (RunDueReply, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_run_due_reply, why **C.parvis_error) C.parvis_status {
		return C.parvis_run_due(p.portal, by, C.size_t(limit), out, why)
	}, func(d *C.parvis_run_due_reply) RunDueReply {
		return RunDueReply{int(d.settled), int(d.admitted), int(d.lapsed), int(d.reminded), int(d.purged), int(d.sealed), int(d.abandoned), int(d.erased), int(d.unbanned), int(d.indexed)}
	})
}
