// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import (
	"context"
	"time"
)

// EventType is an enumeration of the header.
type EventType int32

// Every EventType.
const (
	EventTypeWorkspaceSetUp         EventType = 1
	EventTypeSettingsChanged        EventType = 2
	EventTypeUserAdded              EventType = 3
	EventTypeUserJoined             EventType = 4
	EventTypeSeatsGranted           EventType = 5
	EventTypeInviteCreated          EventType = 6
	EventTypeSignUpReceived         EventType = 7
	EventTypeSignUpOfKnownAddress   EventType = 8
	EventTypeEmailProven            EventType = 9
	EventTypeAccountApproved        EventType = 10
	EventTypeAccountRejected        EventType = 11
	EventTypeAccountAdmitted        EventType = 12
	EventTypeSignedIn               EventType = 13
	EventTypeCaseOpened             EventType = 14
	EventTypeMailFailed             EventType = 15
	EventTypeInviteRotated          EventType = 16
	EventTypeInviteClosed           EventType = 17
	EventTypeInviteReopened         EventType = 18
	EventTypeInviteRevoked          EventType = 19
	EventTypeInviteResent           EventType = 20
	EventTypeSignUpRefused          EventType = 21
	EventTypeAccountReapplied       EventType = 22
	EventTypeAccountReopened        EventType = 23
	EventTypeAccountLapsed          EventType = 24
	EventTypeAccountDeactivated     EventType = 25
	EventTypeAccountReactivated     EventType = 26
	EventTypeSeatsSettled           EventType = 27
	EventTypeGrantEnded             EventType = 28
	EventTypeOutboxRetried          EventType = 29
	EventTypePortalAccountAdded     EventType = 30
	EventTypeJoinResent             EventType = 31
	EventTypeAccountEdited          EventType = 32
	EventTypeAccessChanged          EventType = 33
	EventTypeAccessAsked            EventType = 34
	EventTypeAccessRefused          EventType = 35
	EventTypePrivacyOverrideChanged EventType = 36
	EventTypePasswordChangeDemanded EventType = 37
	EventTypeSignInFailed           EventType = 38
	EventTypeSourceClosed           EventType = 39
	EventTypePasswordChanged        EventType = 40
	EventTypePasswordResetAsked     EventType = 41
	EventTypePasswordReset          EventType = 42
	EventTypeEmailChangeAsked       EventType = 43
	EventTypeEmailChanged           EventType = 44
	EventTypeAPIKeyIssued           EventType = 45
	EventTypeAPIKeyRevoked          EventType = 46
	EventTypeCatalogChanged         EventType = 47
	EventTypeOrderPlaced            EventType = 48
	EventTypeOrderGranted           EventType = 49
	EventTypeOrderDeclined          EventType = 50
	EventTypeOrderAbandoned         EventType = 51
	EventTypeOrderRefunded          EventType = 52
	EventTypePaymentNoted           EventType = 53
	EventTypeCheckoutStarted        EventType = 54
	EventTypeOverageChanged         EventType = 55
	EventTypeSeatsReserved          EventType = 56
	EventTypeReservationReleased    EventType = 57
	EventTypeReservationExpired     EventType = 58
	EventTypeAccountBanned          EventType = 59
	EventTypeAccountUnbanned        EventType = 60
	EventTypeGroupAdded             EventType = 61
	EventTypeGroupEdited            EventType = 62
	EventTypeGroupRemoved           EventType = 63
	EventTypeGroupChanged           EventType = 64
	EventTypeImportStarted          EventType = 65
	EventTypeAccountsExported       EventType = 66
	EventTypePersonExported         EventType = 67
	EventTypeAccountErased          EventType = 68
	EventTypeErasureCompleted       EventType = 69
)

var namesEventType = map[EventType]string{
	EventTypeWorkspaceSetUp:         "workspace_set_up",
	EventTypeSettingsChanged:        "settings_changed",
	EventTypeUserAdded:              "user_added",
	EventTypeUserJoined:             "user_joined",
	EventTypeSeatsGranted:           "seats_granted",
	EventTypeInviteCreated:          "invite_created",
	EventTypeSignUpReceived:         "sign_up_received",
	EventTypeSignUpOfKnownAddress:   "sign_up_of_known_address",
	EventTypeEmailProven:            "email_proven",
	EventTypeAccountApproved:        "account_approved",
	EventTypeAccountRejected:        "account_rejected",
	EventTypeAccountAdmitted:        "account_admitted",
	EventTypeSignedIn:               "signed_in",
	EventTypeCaseOpened:             "case_opened",
	EventTypeMailFailed:             "mail_failed",
	EventTypeInviteRotated:          "invite_rotated",
	EventTypeInviteClosed:           "invite_closed",
	EventTypeInviteReopened:         "invite_reopened",
	EventTypeInviteRevoked:          "invite_revoked",
	EventTypeInviteResent:           "invite_resent",
	EventTypeSignUpRefused:          "sign_up_refused",
	EventTypeAccountReapplied:       "account_reapplied",
	EventTypeAccountReopened:        "account_reopened",
	EventTypeAccountLapsed:          "account_lapsed",
	EventTypeAccountDeactivated:     "account_deactivated",
	EventTypeAccountReactivated:     "account_reactivated",
	EventTypeSeatsSettled:           "seats_settled",
	EventTypeGrantEnded:             "grant_ended",
	EventTypeOutboxRetried:          "outbox_retried",
	EventTypePortalAccountAdded:     "portal_account_added",
	EventTypeJoinResent:             "join_resent",
	EventTypeAccountEdited:          "account_edited",
	EventTypeAccessChanged:          "access_changed",
	EventTypeAccessAsked:            "access_asked",
	EventTypeAccessRefused:          "access_refused",
	EventTypePrivacyOverrideChanged: "privacy_override_changed",
	EventTypePasswordChangeDemanded: "password_change_demanded",
	EventTypeSignInFailed:           "sign_in_failed",
	EventTypeSourceClosed:           "source_closed",
	EventTypePasswordChanged:        "password_changed",
	EventTypePasswordResetAsked:     "password_reset_asked",
	EventTypePasswordReset:          "password_reset",
	EventTypeEmailChangeAsked:       "email_change_asked",
	EventTypeEmailChanged:           "email_changed",
	EventTypeAPIKeyIssued:           "api_key_issued",
	EventTypeAPIKeyRevoked:          "api_key_revoked",
	EventTypeCatalogChanged:         "catalog_changed",
	EventTypeOrderPlaced:            "order_placed",
	EventTypeOrderGranted:           "order_granted",
	EventTypeOrderDeclined:          "order_declined",
	EventTypeOrderAbandoned:         "order_abandoned",
	EventTypeOrderRefunded:          "order_refunded",
	EventTypePaymentNoted:           "payment_noted",
	EventTypeCheckoutStarted:        "checkout_started",
	EventTypeOverageChanged:         "overage_changed",
	EventTypeSeatsReserved:          "seats_reserved",
	EventTypeReservationReleased:    "reservation_released",
	EventTypeReservationExpired:     "reservation_expired",
	EventTypeAccountBanned:          "account_banned",
	EventTypeAccountUnbanned:        "account_unbanned",
	EventTypeGroupAdded:             "group_added",
	EventTypeGroupEdited:            "group_edited",
	EventTypeGroupRemoved:           "group_removed",
	EventTypeGroupChanged:           "group_changed",
	EventTypeImportStarted:          "import_started",
	EventTypeAccountsExported:       "accounts_exported",
	EventTypePersonExported:         "person_exported",
	EventTypeAccountErased:          "account_erased",
	EventTypeErasureCompleted:       "erasure_completed",
}

// String is the name of the enumerator, for instance "workspace_set_up".
func (n EventType) String() string { return nameOf(namesEventType, n) }

// AuditDefect is an enumeration of the header.
type AuditDefect int32

// Every AuditDefect.
const (
	AuditDefectMissing  AuditDefect = 1
	AuditDefectRepeated AuditDefect = 2
	AuditDefectAltered  AuditDefect = 3
	AuditDefectAnchor   AuditDefect = 4
	AuditDefectHead     AuditDefect = 5
)

var namesAuditDefect = map[AuditDefect]string{
	AuditDefectMissing:  "missing",
	AuditDefectRepeated: "repeated",
	AuditDefectAltered:  "altered",
	AuditDefectAnchor:   "anchor",
	AuditDefectHead:     "head",
}

// String is the name of the enumerator, for instance "missing".
func (n AuditDefect) String() string { return nameOf(namesAuditDefect, n) }

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
	NoteText         string // why somebody was refused, banned or sent away, or the address they left
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
		NoteText:         textOf(e.note_text),
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

// Events yields all of them, page by page.
func (p *Portal) Events(ctx context.Context, by Caller, r ListEventsRequest) func(func(Event, error) bool) {
	return all(func(after string) (Page[Event], error) {
		r.After = after
		return p.ListEvents(ctx, by, r)
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

// VerifyAudit reads the sealed trail to its end and names the first bad entry. Also for the operator.
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
