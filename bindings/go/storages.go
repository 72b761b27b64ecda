// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import (
	"context"
	"errors"
	"runtime"
	"runtime/cgo"
	"time"
	"unsafe"
)

// tables are host tables in memory of C, for as long as a portal or an examination uses them.
type tables struct {
	block   *block
	handles []cgo.Handle
	kept    []any
}

func newTables() *tables { return &tables{block: newBlock()} }

func (t *tables) free() {
	for _, one := range t.handles {
		one.Delete()
	}
	t.handles = nil
	t.block.free()
}

func (t *tables) handle(host any) C.uintptr_t {
	one := cgo.NewHandle(host)
	t.handles = append(t.handles, one)
	return C.uintptr_t(one)
}

// storage is borrowed: a storage of ours is destroyed by whoever opened it.
func (t *tables) storage(host Storage) *C.parvis_storage {
	out := make1[C.parvis_storage](t.block)
	out.struct_size = C.sizeof_parvis_storage
	if ours, is := host.(interface{ built() *builtIn }); is {
		*out = *ours.built().table
		out.destroy = nil
		t.kept = append(t.kept, host)
		return out
	}
	out.struct_size = C.sizeof_parvis_storage
	if volatile, says := host.(interface{ Volatile() bool }); says && volatile.Volatile() {
		out.flags = C.PARVIS_STORAGE_NOT_DURABLE
	}
	C.shim_storage(out, t.handle(host))
	if _, maintains := host.(Maintainer); maintains {
		C.shim_maintainer(out)
	}
	return out
}

func (t *tables) participant(host Participant) *C.parvis_participant {
	if host == nil {
		return nil
	}
	out := make1[C.parvis_participant](t.block)
	out.struct_size = C.sizeof_parvis_participant
	C.shim_participant(out, t.handle(host))
	return out
}

func (t *tables) mailer(host Mailer) *C.parvis_mailer {
	if host == nil {
		return nil
	}
	out := make1[C.parvis_mailer](t.block)
	out.struct_size = C.sizeof_parvis_mailer
	if ours, is := host.(*EmlMailer); is {
		*out = *ours.table
		out.destroy = nil
		t.kept = append(t.kept, host)
		return out
	}
	out.struct_size = C.sizeof_parvis_mailer
	C.shim_mailer(out, t.handle(host))
	return out
}

// builtIn is a storage of the library's. It is itself only usable by a portal or an examination.
type builtIn struct {
	table  *C.parvis_storage
	tables *tables
}

func (s *builtIn) built() *builtIn { return s }

var errBuiltIn = errors.New("parvis: a built-in storage is called by the library only")

// Load cannot be called from Go.
func (s *builtIn) Load(context.Context, string, []Key) ([]*Row, error) { return nil, errBuiltIn }

// Scan cannot be called from Go.
func (s *builtIn) Scan(context.Context, string, Query) (Found, error) { return Found{}, errBuiltIn }

// Commit cannot be called from Go.
func (s *builtIn) Commit(context.Context, string, []Batch) ([]Answer, error) { return nil, errBuiltIn }

func openBuiltIn(open func(t *tables, out *C.parvis_storage, why **C.parvis_error) C.parvis_status) (*builtIn, error) {
	t := newTables()
	out := make1[C.parvis_storage](t.block)
	out.struct_size = C.sizeof_parvis_storage
	why := make1[*C.parvis_error](t.block)
	if status := open(t, out, why); status != C.PARVIS_DONE {
		err := failureOf(status, *why, nil)
		t.free()
		return nil, err
	}
	made := &builtIn{table: out, tables: t}
	runtime.SetFinalizer(made, func(s *builtIn) {
		C.shim_destroy_storage(s.table)
		s.tables.free()
	})
	return made, nil
}

// MemoryStorage keeps everything in memory, gone with the object.
type MemoryStorage struct{ *builtIn }

// OpenMemoryStorage opens an empty one; participant may be nil.
func OpenMemoryStorage(participant Participant) (*MemoryStorage, error) {
	made, err := openBuiltIn(func(t *tables, out *C.parvis_storage, why **C.parvis_error) C.parvis_status {
		options := make1[C.parvis_memory_options](t.block)
		options.struct_size = C.sizeof_parvis_memory_options
		options.participant = t.participant(participant)
		return C.parvis_memory_storage_open(options, out, why)
	})
	return &MemoryStorage{made}, err
}

// SqliteOptions say how a file is opened; zero values stand for the defaults.
type SqliteOptions struct {
	Path            string
	Synchronous     SqliteSynchronous
	BusyTimeout     time.Duration
	ReadersMax      int
	CheckpointPages int
	// IndexPartsOfWords makes an index of every part of the words that accounts are searched by, where the file has none;
	// it stays, and is fed by RunDue.
	IndexPartsOfWords bool
	// MustExist refuses a file that holds no store yet, and leaves it as it is.
	MustExist   bool
	Participant Participant
}

// SqliteStorage is one SQLite file for any number of workspaces, threads and processes.
type SqliteStorage struct{ *builtIn }

// OpenSqliteStorage opens the file, made when absent unless it must exist.
func OpenSqliteStorage(how SqliteOptions) (*SqliteStorage, error) {
	made, err := openBuiltIn(func(t *tables, out *C.parvis_storage, why **C.parvis_error) C.parvis_status {
		options := make1[C.parvis_sqlite_options](t.block)
		options.struct_size = C.sizeof_parvis_sqlite_options
		options.synchronous = C.int32_t(how.Synchronous)
		options.path = t.block.text(how.Path)
		options.busy_timeout_us = cDuration(how.BusyTimeout)
		options.readers_max = C.size_t(how.ReadersMax)
		options.checkpoint_pages = C.int32_t(how.CheckpointPages)
		if how.IndexPartsOfWords {
			options.flags |= C.PARVIS_SQLITE_INDEX_PARTS_OF_WORDS
		}
		if how.MustExist {
			options.flags |= C.PARVIS_SQLITE_EXISTING
		}
		options.participant = t.participant(how.Participant)
		return C.parvis_sqlite_storage_open(options, out, why)
	})
	return &SqliteStorage{made}, err
}

// EmlMailer writes each mail into a directory as "<mail id>.eml" (RFC 5322).
type EmlMailer struct {
	table  *C.parvis_mailer
	tables *tables
}

// Send cannot be called from Go.
func (m *EmlMailer) Send(context.Context, Mail) error { return errBuiltIn }

// OpenEmlMailer opens the directory; fromName may be empty.
func OpenEmlMailer(directory, from, fromName string) (*EmlMailer, error) {
	t := newTables()
	options := make1[C.parvis_eml_options](t.block)
	options.struct_size = C.sizeof_parvis_eml_options
	options.directory = t.block.text(directory)
	options.from = t.block.text(from)
	options.from_name = t.block.text(fromName)
	out := make1[C.parvis_mailer](t.block)
	out.struct_size = C.sizeof_parvis_mailer
	why := make1[*C.parvis_error](t.block)
	if status := C.parvis_eml_mailer_open(options, out, why); status != C.PARVIS_DONE {
		err := failureOf(status, *why, nil)
		t.free()
		return nil, err
	}
	made := &EmlMailer{table: out, tables: t}
	runtime.SetFinalizer(made, func(m *EmlMailer) {
		C.shim_destroy_mailer(m.table)
		m.tables.free()
	})
	return made, nil
}

// ClauseResult is what became of one clause of the contract.
type ClauseResult struct {
	Name        string
	Passed      bool
	Explanation string
}

// StorageReport is the report of an examination.
type StorageReport struct {
	Passed  bool
	Text    string // the clauses that failed, a line each and why; then the sums
	Clauses []ClauseResult
}

// CheckOptions say how a storage is examined; zero values stand for the defaults.
type CheckOptions struct {
	Seed            uint64
	Steps           int
	Threads         int
	Rounds          int
	WorkspacePrefix string
	Only            string // the name of one clause
	Progress        Progress
	// Reopen closes the store and opens it again on what it has kept; nil leaves that clause out.
	Reopen func() (Storage, error)
}

type examination struct {
	state  *callState
	tables *tables
	reopen func() (Storage, error)
}

// CheckStorage decides whether a storage is right: the whole contract, clause by clause, from several threads. It is
// written to, so give a store of its own. A storage that is wrong is a report, not an error.
func CheckStorage(storage Storage, how CheckOptions) (StorageReport, error) {
	t := newTables()
	defer t.free()
	of := &examination{state: &callState{ctx: context.Background()}, tables: t, reopen: how.Reopen}
	request := make1[C.parvis_storage_check_request](t.block)
	request.struct_size = C.sizeof_parvis_storage_check_request
	request.threads = C.uint32_t(how.Threads)
	request.seed = C.uint64_t(how.Seed)
	request.steps = C.size_t(how.Steps)
	request.rounds = C.size_t(how.Rounds)
	request.workspace_prefix = t.block.text(how.WorkspacePrefix)
	request.only = t.block.text(how.Only)
	request.progress = t.progress(how.Progress, of.state)
	if how.Reopen != nil {
		C.shim_reopen(request, t.handle(of))
	}
	out := make1[*C.parvis_storage_report](t.block)
	why := make1[*C.parvis_error](t.block)
	if status := C.parvis_storage_check(t.storage(storage), request, out, why); status != C.PARVIS_DONE {
		return StorageReport{}, failureOf(status, *why, of.state)
	}
	defer C.parvis_free(unsafe.Pointer(*out))
	runtime.KeepAlive(storage)
	return StorageReport{
		Passed: (*out).passed == 1,
		Text:   textOf((*out).text),
		Clauses: pointersOf((*out).clauses, (*out).clause_count, func(c *C.parvis_clause_result) ClauseResult {
			return ClauseResult{Name: textOf(c.name), Passed: c.passed == 1, Explanation: textOf(c.explanation)}
		}),
	}, nil
}

// telling is a progress, and who is told when it panics.
type telling struct {
	progress Progress
	state    *callState
}

func (t *tables) progress(given Progress, state *callState) *C.parvis_progress {
	if given == nil {
		return nil
	}
	out := make1[C.parvis_progress](t.block)
	out.struct_size = C.sizeof_parvis_progress
	C.shim_progress(out, t.handle(&telling{given, state}))
	return out
}

// SqliteSynchronous is an enumeration of the header.
type SqliteSynchronous int32

// Every SqliteSynchronous.
const (
	SqliteSynchronousFull   SqliteSynchronous = 1
	SqliteSynchronousNormal SqliteSynchronous = 2
)

var namesSqliteSynchronous = map[SqliteSynchronous]string{
	SqliteSynchronousFull:   "full",
	SqliteSynchronousNormal: "normal",
}

// String is the name of the enumerator, for instance "full".
func (n SqliteSynchronous) String() string { return nameOf(namesSqliteSynchronous, n) }
