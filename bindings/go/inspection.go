// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import "context"

// SearchKeys says what becomes of what people are found by, where it is not what the text policy folds now.
type SearchKeys int32

// Every SearchKeys.
const (
	SearchKeysTold      SearchKeys = 0 // StoreDefectMisfit of its column
	SearchKeysRefreshed SearchKeys = 1 // folded anew; a misfit only where somebody else changed the row meanwhile
)

var namesSearchKeys = map[SearchKeys]string{
	SearchKeysTold:      "told",
	SearchKeysRefreshed: "refreshed",
}

// String is the name of the enumerator, for instance "told".
func (n SearchKeys) String() string { return nameOf(namesSearchKeys, n) }

// StoreDefect is an enumeration of the header.
type StoreDefect int32

// Every StoreDefect.
const (
	StoreDefectUnreadable     StoreDefect = 1
	StoreDefectMissing        StoreDefect = 2
	StoreDefectKeyLost        StoreDefect = 3
	StoreDefectDangling       StoreDefect = 4
	StoreDefectMisfit         StoreDefect = 5
	StoreDefectCodeUnclaimed  StoreDefect = 6
	StoreDefectGrantsDiffer   StoreDefect = 7
	StoreDefectCapacity       StoreDefect = 8
	StoreDefectNextChange     StoreDefect = 9
	StoreDefectSeatsHeld      StoreDefect = 10
	StoreDefectSeatsReserved  StoreDefect = 11
	StoreDefectQueueLength    StoreDefect = 12
	StoreDefectNextRelease    StoreDefect = 13
	StoreDefectUsePeriods     StoreDefect = 14
	StoreDefectAdministrators StoreDefect = 15
	StoreDefectPayments       StoreDefect = 16
	StoreDefectTrail          StoreDefect = 17
	StoreDefectMembers        StoreDefect = 18
)

var namesStoreDefect = map[StoreDefect]string{
	StoreDefectUnreadable:     "unreadable",
	StoreDefectMissing:        "missing",
	StoreDefectKeyLost:        "key_lost",
	StoreDefectDangling:       "dangling",
	StoreDefectMisfit:         "misfit",
	StoreDefectCodeUnclaimed:  "code_unclaimed",
	StoreDefectGrantsDiffer:   "grants_differ",
	StoreDefectCapacity:       "capacity",
	StoreDefectNextChange:     "next_change",
	StoreDefectSeatsHeld:      "seats_held",
	StoreDefectSeatsReserved:  "seats_reserved",
	StoreDefectQueueLength:    "queue_length",
	StoreDefectNextRelease:    "next_release",
	StoreDefectUsePeriods:     "use_periods",
	StoreDefectAdministrators: "administrators",
	StoreDefectPayments:       "payments",
	StoreDefectTrail:          "trail",
	StoreDefectMembers:        "members",
}

// String is the name of the enumerator, for instance "dangling".
func (n StoreDefect) String() string { return nameOf(namesStoreDefect, n) }

// InspectStoreRequest says how a store is looked through.
type InspectStoreRequest struct {
	Progress   Progress   // told after each page, rows that were looked at
	SearchKeys SearchKeys // of accounts
}

// StoreFinding is one thing that is wrong, told without anybody's data.
type StoreFinding struct {
	Defect   StoreDefect
	Kind     Kind
	Row      UUID   // nil where there is none
	Column   string // its name in the schema; may be empty
	Expected int64  // of numbers: what it should be
	Found    int64  // of numbers: what it is
}

func storeFindingOf(f *C.parvis_store_finding) StoreFinding {
	return StoreFinding{
		Defect:   StoreDefect(f.defect),
		Kind:     Kind(f.kind),
		Row:      uuidOf(f.row),
		Column:   textOf(f.column),
		Expected: int64(f.expected),
		Found:    int64(f.found),
	}
}

// StoreReport is what was found.
type StoreReport struct {
	Rows       int            // that were looked at
	Found      int            // how many things are wrong
	Findings   []StoreFinding // the first 1,000 of them
	SumsJudged bool           // false: others changed all the time what seats and queues add up from
	Refreshed  int            // accounts whose search keys were folded anew
}

// InspectStore reads every row and says what is not as it must be. It changes nothing but search keys, and those only
// if it is asked to. By the operator or who manages users.
func (p *Portal) InspectStore(ctx context.Context, by Caller, r InspectStoreRequest) (StoreReport, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_store_report, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_inspect_store_request](b)
		request.struct_size = C.sizeof_parvis_inspect_store_request
		request.search_keys = C.int32_t(r.SearchKeys)
		t := newTables()
		defer t.free()
		request.progress = t.progress(r.Progress, stateOf(C.shim_state(by)))
		return C.parvis_inspect_store(p.portal, by, request, out, why)
	}, func(s *C.parvis_store_report) StoreReport {
		return StoreReport{
			Rows:       int(s.rows),
			Found:      int(s.found),
			Findings:   pointersOf(s.findings, s.finding_count, storeFindingOf),
			SumsJudged: s.sums_unjudged == 0,
			Refreshed:  int(s.refreshed),
		}
	})
}

// FindAccount gives whoever has the e-mail address or username. For the operator, who is not told why somebody is
// banned, and who manages users.
func (p *Portal) FindAccount(ctx context.Context, by Caller, identifier string) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_find_account(p.portal, by, b.text(identifier), out, why)
	}, accountViewOf)
}
