// SPDX-License-Identifier: BSL-1.0

package main

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"

	"parvis.example/parvis"
	"parvis.example/parvis/parvistest"
)

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func openAt(t testing.TB, path string, schema *parvis.SchemaView) *storage {
	t.Helper()
	store, err := openStorage(context.Background(), path, schema)
	check(t, err)
	t.Cleanup(func() { check(t, store.Close()) })
	return store
}

func open(t testing.TB) *storage {
	return openAt(t, filepath.Join(t.TempDir(), "a firm?.sqlite"), parvis.Schema())
}

var ids atomic.Uint64

func freshID() (out parvis.UUID) {
	binary.BigEndian.PutUint64(out[8:], ids.Add(1))
	return out
}

func batchOf(operations ...parvis.Operation) parvis.Batch {
	return parvis.Batch{ID: freshID(), At: time.Now(), Operations: operations}
}

// commit sends one batch of these operations.
func commit(t testing.TB, ctx context.Context, to *storage, operations ...parvis.Operation) parvis.Answer {
	t.Helper()
	answers, err := to.Commit(ctx, "ravel", []parvis.Batch{batchOf(operations...)})
	check(t, err)
	return answers[0]
}

func byID(kind parvis.Kind, id parvis.UUID) []parvis.Key {
	return []parvis.Key{{Kind: kind, Column: parvis.IDColumn, Value: id[:]}}
}

func load(t testing.TB, from *storage, kind parvis.Kind, id parvis.UUID) *parvis.Row {
	t.Helper()
	rows, err := from.Load(context.Background(), "ravel", byID(kind, id))
	check(t, err)
	return rows[0]
}

func TestTheStorageKeepsTheContract(t *testing.T) {
	t.Parallel()
	path, ctx := filepath.Join(t.TempDir(), "portal.sqlite"), context.Background()
	store, err := openStorage(ctx, path, parvis.Schema())
	check(t, err)
	reopen := func() (parvis.Storage, error) {
		if err := store.Close(); err != nil {
			return nil, err
		}
		store, err = openStorage(ctx, path, parvis.Schema())
		return store, err
	}
	parvistest.CheckStorage(t, store, parvis.CheckOptions{Reopen: reopen})
	check(t, store.Close())
}

func TestTwoProgramsOnOneFileLoseNoUpdate(t *testing.T) {
	path, ctx, counter := filepath.Join(t.TempDir(), "portal.sqlite"), context.Background(), freshID()
	programs := []*storage{openAt(t, path, parvis.Schema()), openAt(t, path, parvis.Schema())}
	count := programs[0].of(parvis.KindCounter).number("count")
	commit(t, ctx, programs[0], parvis.Operation{Type: parvis.OpTypeInsert, Kind: parvis.KindCounter, ID: counter})
	one := parvis.Operation{
		Type: parvis.OpTypeChange, Kind: parvis.KindCounter, ID: counter, Add: []parvis.Addition{{Column: count, Amount: 1}},
	}
	const times = 100
	var running sync.WaitGroup
	for n := range programs {
		running.Add(1)
		go func(program *storage) {
			defer running.Done()
			for n := 0; n < times; n++ {
				answers, err := program.Commit(ctx, "ravel", []parvis.Batch{batchOf(one)})
				if err != nil || answers[0] != done {
					t.Errorf("answered %v, %v", answers, err)
				}
			}
		}(programs[n])
	}
	running.Wait()
	if got := valueAt(load(t, programs[0], parvis.KindCounter, counter), count); got != int64(2*times) {
		t.Errorf("%d added, %v there", 2*times, got)
	}
}

// before is the schema of an older library, which has fewer columns of accounts.
func before(columns int) *parvis.SchemaView {
	schema := parvis.Schema()
	accounts := schema.Of(parvis.KindAccount)
	accounts.Columns = accounts.Columns[:columns]
	schema.Shapes = slices.DeleteFunc(slices.Clone(schema.Shapes), func(shape parvis.QueryShape) bool {
		return shape.Kind == parvis.KindAccount && slices.ContainsFunc(append(slices.Clone(shape.Equal), shape.Sort), func(n int) bool {
			return n != parvis.IDColumn && n >= columns
		})
	})
	return schema
}

func TestAColumnFromANewerLibraryIsKeptAndFindsItsPlaceLater(t *testing.T) {
	path, ctx := filepath.Join(t.TempDir(), "portal.sqlite"), context.Background()
	accounts := &table{KindSchema: *parvis.Schema().Of(parvis.KindAccount)}
	decideBy, consents := accounts.number("decide_by"), accounts.number("consents")
	someone, ofTheFuture := freshID(), len(accounts.Columns)+7
	set := []parvis.Assignment{
		{Column: accounts.number("first_name"), Value: "Zoé"}, {Column: decideBy, Value: int64(1_790_000_000_000_000)},
		{Column: consents, Value: []byte{0, 255}}, {Column: ofTheFuture, Value: "what nobody knows yet"},
	}
	old, err := openStorage(ctx, path, before(consents))
	check(t, err)
	commit(t, ctx, old, parvis.Operation{Type: parvis.OpTypeInsert, Kind: parvis.KindAccount, ID: someone, Set: set})
	commit(t, ctx, old, parvis.Operation{
		Type: parvis.OpTypeChange, Kind: parvis.KindAccount, ID: someone,
		Set: []parvis.Assignment{{Column: accounts.number("last_name"), Value: "O'Brien"}},
	})
	check(t, old.Close())

	for opened := 0; opened < 2; opened++ {
		found, err := openAt(t, path, parvis.Schema()).Scan(ctx, "ravel", parvis.Query{
			Kind: parvis.KindAccount, Sort: decideBy, Limit: 10, CountCap: 10,
		})
		check(t, err)
		if found.Count != 1 || len(found.Rows) != 1 || found.Rows[0].Revision != 2 {
			t.Fatalf("in the order of decide_by: %+v", found)
		}
		for _, one := range set {
			got := valueAt(&found.Rows[0], one.Column)
			if !reflect.DeepEqual(got, one.Value) {
				t.Errorf("column %d is %v instead of %v", one.Column, got, one.Value)
			}
		}
	}
}

func TestACallThatIsCalledOffWhileItWaitsChangesNothing(t *testing.T) {
	store := open(t)
	busy, err := store.writing.Begin()
	check(t, err)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	id := freshID()
	insert := parvis.Operation{Type: parvis.OpTypeInsert, Kind: parvis.KindNote, ID: id}
	_, err = store.Commit(ctx, "ravel", []parvis.Batch{batchOf(insert)})
	var failure *parvis.Failure
	if !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &failure) || failure.Code != parvis.CodeUnavailable {
		t.Errorf("told %v", err)
	}
	check(t, busy.Rollback())
	if load(t, store, parvis.KindNote, id) != nil {
		t.Error("the row is there")
	}
}

func TestARowThatCannotBeReadIsCalledCorrupt(t *testing.T) {
	store, ctx, id := open(t), context.Background(), freshID()
	commit(t, ctx, store, parvis.Operation{Type: parvis.OpTypeInsert, Kind: parvis.KindNote, ID: id})
	_, err := store.writing.Exec("UPDATE portal_note SET rest = 'no JSON'")
	check(t, err)
	_, err = store.Load(ctx, "ravel", byID(parvis.KindNote, id))
	var failure *parvis.Failure
	if !errors.As(err, &failure) || failure.Code != parvis.CodeCorruptRow {
		t.Errorf("told %v", err)
	}
}

func TestOnlyACommitThatSurelyLeftNothingIsCalledUnavailable(t *testing.T) {
	for err, nothing := range map[error]bool{
		sql.ErrTxDone: true, context.Canceled: true, context.DeadlineExceeded: true,
		sqlite3.Error{Code: sqlite3.ErrBusy}: true, sqlite3.Error{Code: sqlite3.ErrFull}: true,
		sqlite3.Error{Code: sqlite3.ErrIoErr}: false, errors.New("bad connection"): false,
	} {
		if nothingWasCommitted(err) != nothing {
			t.Error(err)
		}
	}
}
