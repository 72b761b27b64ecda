// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import (
	"context"
	"io"
	"time"
)

// ImportMode is an enumeration of the header.
type ImportMode int32

// Every ImportMode.
const (
	ImportModeWrite  ImportMode = 0
	ImportModeDryRun ImportMode = 1
)

var namesImportMode = map[ImportMode]string{
	ImportModeWrite:  "write",
	ImportModeDryRun: "dry_run",
}

// String is the name of the enumerator, for instance "write".
func (n ImportMode) String() string { return nameOf(namesImportMode, n) }

// ImportAdministrators is an enumeration of the header.
type ImportAdministrators int32

// Every ImportAdministrators.
const (
	ImportAdministratorsRefused ImportAdministrators = 0
	ImportAdministratorsAllowed ImportAdministrators = 1
)

var namesImportAdministrators = map[ImportAdministrators]string{
	ImportAdministratorsRefused: "refused",
	ImportAdministratorsAllowed: "allowed",
}

// String is the name of the enumerator, for instance "refused".
func (n ImportAdministrators) String() string { return nameOf(namesImportAdministrators, n) }

// ImportFate is an enumeration of the header.
type ImportFate int32

// Every ImportFate.
const (
	ImportFateMade    ImportFate = 1
	ImportFateAlready ImportFate = 2
	ImportFateRefused ImportFate = 3
)

var namesImportFate = map[ImportFate]string{
	ImportFateMade:    "made",
	ImportFateAlready: "already",
	ImportFateRefused: "refused",
}

// String is the name of the enumerator, for instance "made".
func (n ImportFate) String() string { return nameOf(namesImportFate, n) }

// ImportRow is one row of an import: exactly one of the three.
type ImportRow struct {
	Key           string // the host's own name for the row, by which it is known when the import is run again; empty: the address
	User          *AddUserRequest
	PortalAccount *AddPortalAccountRequest
	Invited       *Invitee
}

// ImportOutcome is the answer to one row.
type ImportOutcome struct {
	Number uint64 // of the row: 1, 2, 3…
	Key    string
	Fate   ImportFate
	ID     UUID   // the account's or the link's
	Code   string // the account's; of a dry run: the one it would get
	Err    error  // nil unless refused
}

// ImportRequest is what is to be imported. Neither Next nor Tell may call the portal.
type ImportRequest struct {
	Key     string                     // the host's own name for the import
	Next    func() (*ImportRow, error) // the next row; nil: there are no more. An error ends the import
	Tell    func(ImportOutcome) error  // hears of every row, in order; may be nil. An error ends the import
	Mode    ImportMode
	Invites CreateInviteRequest // the options of every link
	Notice  Notice              // silent: no link to join is mailed now
	// Whether a row may name a group that manages users; else it is refused with CodeInvalidForm, and with
	// CodeGroupNotAllowed for the field "group".
	Administrators ImportAdministrators
	RowsAtOnce     int      // 1 to 1,000; 0: 500
	Total          uint64   // told to Progress; 0: nobody knows
	Progress       Progress // may be nil
}

// ImportReply is how many rows came, and what became of them.
type ImportReply struct{ Rows, Made, Already, Refused uint64 }

// ExportAccountsRequest says which accounts, and what of them.
type ExportAccountsRequest struct {
	Columns  []string     // of AccountColumns, or "field." and the name of a field; none: all
	State    AccountState // 0: everybody who was not erased
	Total    uint64       // told to Progress; 0: nobody knows
	Progress Progress     // may be nil
}

// DataField is one thing that is known.
type DataField struct{ Name, Value string }

// DataSection is all records of one sort.
type DataSection struct {
	Name    string
	Records [][]DataField
}

// PersonalData is everything that is held about somebody: no secret, and nobody else's name or id.
type PersonalData struct {
	Account  UUID
	At       time.Time
	Sections []DataSection
}

// EraseRequest says whom to erase.
type EraseRequest struct {
	Account UUID
	Seen    uint64 // the revision that was looked at; 0: any
}

func (b *block) importRow(r *ImportRow) *C.parvis_import_row {
	out := make1[C.parvis_import_row](b)
	out.struct_size = C.sizeof_parvis_import_row
	out.key = b.text(r.Key)
	if r.User != nil {
		out.user = b.addUser(*r.User)
	}
	if r.PortalAccount != nil {
		out.portal_account = b.addPortalAccount(*r.PortalAccount)
	}
	if r.Invited != nil {
		invited := make1[C.parvis_invitee](b)
		*invited = C.parvis_invitee{email: b.text(r.Invited.Email), language: b.text(r.Invited.Language)}
		out.invited = invited
	}
	return out
}

//export goNextRow
func goNextRow(host, state C.uintptr_t, call *C.parvis_call) C.parvis_status {
	return answered(state, call, func(of *callState) error {
		if err := of.ctx.Err(); err != nil {
			return err
		}
		row, err := hostOf[*ImportRequest](host).Next()
		if err != nil || row == nil {
			return err
		}
		b := newBlock()
		defer b.free()
		C.parvis_call_put_import_row(call, b.importRow(row))
		return nil
	})
}

//export goTellRow
func goTellRow(host, state C.uintptr_t, call *C.parvis_call, o *C.parvis_import_outcome) C.parvis_status {
	return answered(state, call, func(*callState) error {
		tell := hostOf[*ImportRequest](host).Tell
		if tell == nil {
			return nil
		}
		told := ImportOutcome{
			Number: uint64(o.number),
			Key:    textOf(o.key),
			Fate:   ImportFate(o.fate),
			ID:     uuidOf(o.id),
			Code:   textOf(o.code),
		}
		if o.error != nil {
			told.Err = errorOf(o.error)
		}
		return tell(told)
	})
}

//export goWriteTable
func goWriteTable(host, state C.uintptr_t, call *C.parvis_call, csv C.parvis_text) C.parvis_status {
	return answered(state, call, func(of *callState) error {
		if err := of.ctx.Err(); err != nil {
			return err
		}
		_, err := io.WriteString(hostOf[io.Writer](host), textOf(csv))
		return err
	})
}

// ImportPeople adds users and people of the portal, and makes personal links, row by row: each as its own call would, a
// bad one fails nothing else. Run again under the same key it does what is left, and nothing twice.
func (p *Portal) ImportPeople(ctx context.Context, by Caller, r ImportRequest) (ImportReply, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_import_reply, why **C.parvis_error) C.parvis_status {
		t := newTables()
		defer t.free()
		request := make1[C.parvis_import_request](b)
		request.struct_size = C.sizeof_parvis_import_request
		request.mode = C.int32_t(r.Mode)
		request.key = b.text(r.Key)
		if r.Next != nil {
			source := make1[C.parvis_import_source](b)
			source.struct_size = C.sizeof_parvis_import_source
			C.shim_import_source(source, t.handle(&r))
			request.rows = source
		}
		request.invites = b.createInvite(r.Invites)
		request.notice = C.int32_t(r.Notice)
		request.administrators = C.int32_t(r.Administrators)
		request.rows_at_once = C.size_t(r.RowsAtOnce)
		request.total = C.uint64_t(r.Total)
		request.progress = t.progress(r.Progress, stateOf(C.shim_state(by)))
		return C.parvis_import_people(p.portal, by, request, out, why)
	}, func(i *C.parvis_import_reply) ImportReply {
		return ImportReply{uint64(i.rows), uint64(i.made), uint64(i.already), uint64(i.refused)}
	})
}

// AccountColumns is what ExportAccounts can tell of an account, in the usual order.
func AccountColumns() []string {
	var out []string
	for {
		name := textOf(C.parvis_account_column_name(C.size_t(len(out))))
		if name == "" {
			return out
		}
		out = append(out, name)
	}
}

// ExportAccounts writes accounts as CSV (RFC 4180) that may be opened in a spreadsheet, page by page, and says how many.
// The writer may not call the portal.
func (p *Portal) ExportAccounts(ctx context.Context, by Caller, to io.Writer, r ExportAccountsRequest) (uint64, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_export_reply, why **C.parvis_error) C.parvis_status {
		t := newTables()
		defer t.free()
		request := make1[C.parvis_export_accounts_request](b)
		request.struct_size = C.sizeof_parvis_export_accounts_request
		request.state = C.int32_t(r.State)
		request.columns, request.column_count = b.texts(r.Columns)
		if to != nil {
			sink := make1[C.parvis_export_sink](b)
			sink.struct_size = C.sizeof_parvis_export_sink
			C.shim_export_sink(sink, t.handle(to))
			request.sink = sink
		}
		request.total = C.uint64_t(r.Total)
		request.progress = t.progress(r.Progress, stateOf(C.shim_state(by)))
		return C.parvis_export_accounts(p.portal, by, request, out, why)
	}, func(e *C.parvis_export_reply) uint64 { return uint64(e.rows) })
}

// ExportPerson gives everything that is held about somebody; also to themselves, while they are in.
func (p *Portal) ExportPerson(ctx context.Context, by Caller, account UUID) (PersonalData, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_personal_data, why **C.parvis_error) C.parvis_status {
		return C.parvis_export_person(p.portal, by, b.uuid(account), out, why)
	}, func(d *C.parvis_personal_data) PersonalData {
		return PersonalData{
			Account:  uuidOf(d.account),
			At:       momentOf(d.at),
			Sections: listOf(d.sections, d.section_count, dataSectionOf),
		}
	})
}

func dataSectionOf(s *C.parvis_data_section) DataSection {
	return DataSection{
		Name: textOf(s.name),
		Records: listOf(s.records, s.record_count, func(r *C.parvis_data_record) []DataField {
			return listOf(r.fields, r.field_count, func(f *C.parvis_data_field) DataField {
				return DataField{textOf(f.name), textOf(f.value)}
			})
		}),
	}
}

// Erase leads from any state to erased: one commit empties the account; RunDue finishes what is left to be removed.
func (p *Portal) Erase(ctx context.Context, by Caller, r EraseRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_erase_request](b)
		request.struct_size = C.sizeof_parvis_erase_request
		request.account = cUUID(r.Account)
		request.seen = C.uint64_t(r.Seen)
		return C.parvis_erase(p.portal, by, request, out, why)
	}, accountViewOf)
}
