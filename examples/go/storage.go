// SPDX-License-Identifier: BSL-1.0

package main

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"time"

	"github.com/mattn/go-sqlite3"

	"parvis.example/parvis"
)

// The driver is that of mattn, over cgo: parvis needs cgo anyhow, and with the tag libsqlite3 both use the same SQLite.
// Two of them in one process, as a driver in pure Go would bring along, undo each other's locks on a file that both open.

// storage keeps the rows of the portal in tables of the firm's own. Whatever is written is written in one transaction,
// row by row: a row is read, changed here, and put back.
type storage struct {
	reading *sql.DB
	writing *sql.DB // one connection: whoever else wants to write waits for it here, and no longer than their context
	tables  []*table
}

// within is a transaction in one workspace, for as long as one call takes.
type within struct {
	ctx       context.Context
	tx        *sql.Tx
	workspace string
}

// exec runs a statement whose first argument is the workspace.
func (in within) exec(statement string, arguments ...any) error {
	_, err := in.tx.ExecContext(in.ctx, statement, append([]any{in.workspace}, arguments...)...)
	return err
}

const readersMax = 8

// openStorage opens the file, made when absent. A file that was written under an older schema is brought up to this one.
func openStorage(ctx context.Context, path string, schema *parvis.SchemaView) (*storage, error) {
	s := &storage{tables: tablesOf(schema)}
	var err error
	if s.writing, err = openFile(path, url.Values{"_txlock": {"immediate"}}); err != nil {
		return nil, err
	}
	s.writing.SetMaxOpenConns(1)
	if s.reading, err = openFile(path, url.Values{"_query_only": {"on"}}); err != nil {
		return nil, errors.Join(err, s.writing.Close())
	}
	s.reading.SetMaxOpenConns(readersMax)
	s.reading.SetMaxIdleConns(readersMax)
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func openFile(path string, how url.Values) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	how.Set("_journal_mode", "WAL")
	how.Set("_synchronous", "FULL") // done is done, even when the power fails
	how.Set("_busy_timeout", "5000")
	how.Set("_stmt_cache_size", "100")
	return sql.Open("sqlite3", (&url.URL{Scheme: "file", Path: path, RawQuery: how.Encode()}).String())
}

// Close waits for the calls under way.
func (s *storage) Close() error { return errors.Join(s.reading.Close(), s.writing.Close()) }

const makingBatches = `CREATE TABLE IF NOT EXISTS portal_batch(
	workspace TEXT NOT NULL, id BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(workspace, id)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS portal_batch_by_at ON portal_batch(workspace, at)`

func (s *storage) prepare(ctx context.Context) error {
	tx, err := s.writing.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, making := range []string{makingBatches, makingContacts} {
		if _, err := tx.ExecContext(ctx, making); err != nil {
			return err
		}
	}
	for _, t := range s.tables {
		if err := t.prepare(ctx, tx); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (s *storage) of(kind parvis.Kind) *table { return s.tables[kind-1] }

// unavailable says that nothing was applied, and why.
func unavailable(err error) error {
	var chosen *parvis.Failure
	if errors.As(err, &chosen) {
		return err
	}
	return errors.Join(&parvis.Failure{Code: parvis.CodeUnavailable, Detail: err.Error()}, err)
}

// read runs what reads, all from one moment.
func (s *storage) read(ctx context.Context, workspace string, body func(in within) error) error {
	tx, err := s.reading.BeginTx(ctx, nil)
	if err != nil {
		return unavailable(err)
	}
	defer tx.Rollback()
	if err := body(within{ctx, tx, workspace}); err != nil {
		return unavailable(err)
	}
	return nil
}

// Load is of parvis.Storage.
func (s *storage) Load(ctx context.Context, workspace string, keys []parvis.Key) ([]*parvis.Row, error) {
	rows := make([]*parvis.Row, len(keys))
	err := s.read(ctx, workspace, func(in within) (err error) {
		for n, key := range keys {
			t := s.of(key.Kind)
			if rows[n], err = t.find(in, key.Column, key.Value); err != nil {
				return err
			}
		}
		return nil
	})
	return rows, err
}

// Scan is of parvis.Storage.
func (s *storage) Scan(ctx context.Context, workspace string, query parvis.Query) (found parvis.Found, err error) {
	err = s.read(ctx, workspace, func(in within) (err error) {
		found, err = s.of(query.Kind).page(in, query)
		return err
	})
	return found, err
}

// Commit is of parvis.Storage. All batches share a transaction, each within a savepoint.
func (s *storage) Commit(ctx context.Context, workspace string, batches []parvis.Batch) ([]parvis.Answer, error) {
	tx, err := s.writing.BeginTx(ctx, nil)
	if err != nil {
		return nil, unavailable(err)
	}
	defer tx.Rollback()
	answers := make([]parvis.Answer, len(batches))
	for n, batch := range batches {
		if answers[n], err = s.try(within{ctx, tx, workspace}, batch); err != nil {
			return nil, unavailable(err)
		}
	}
	switch err := tx.Commit(); {
	case err == nil:
		return answers, nil
	case nothingWasCommitted(err):
		return nil, unavailable(err)
	default:
		return nil, err // applied or not: the library sends the same batches again, and is told
	}
}

// nothingWasCommitted tells of an error of COMMIT. After most of them the end of the transaction may have reached the
// disk, or may not.
func nothingWasCommitted(err error) bool {
	if errors.Is(err, sql.ErrTxDone) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	var told sqlite3.Error
	return errors.As(err, &told) && (told.Code == sqlite3.ErrBusy || told.Code == sqlite3.ErrFull)
}

// try applies a batch, all of it or nothing, and what the firm keeps along with it.
func (s *storage) try(in within, batch parvis.Batch) (parvis.Answer, error) {
	applied, err := s.applied(in, batch)
	if err != nil || applied {
		return parvis.Answer{Status: parvis.AnswerStatusAlready}, err
	}
	if _, err := in.tx.ExecContext(in.ctx, "SAVEPOINT batch"); err != nil {
		return parvis.Answer{}, err
	}
	for n, op := range batch.Operations {
		answer, err := s.of(op.Kind).operate(in, op)
		if err != nil {
			return answer, err
		}
		if answer != done {
			answer.Op = n
			_, err := in.tx.ExecContext(in.ctx, "ROLLBACK TO batch; RELEASE batch")
			return answer, err
		}
	}
	if err := s.remember(in, batch); err != nil {
		return parvis.Answer{}, err
	}
	if err := keepContacts(in, s.of(parvis.KindAccount), batch); err != nil {
		return parvis.Answer{}, err
	}
	_, err = in.tx.ExecContext(in.ctx, "RELEASE batch")
	return done, err
}

func (s *storage) applied(in within, batch parvis.Batch) (known bool, err error) {
	err = in.tx.QueryRowContext(in.ctx, "SELECT count(*) FROM portal_batch WHERE workspace = ? AND id = ?",
		in.workspace, batch.ID[:]).Scan(&known)
	return known, err
}

// remember keeps the id of the batch, and forgets those that are more than a day older.
func (s *storage) remember(in within, batch parvis.Batch) error {
	err := in.exec("INSERT INTO portal_batch(workspace, id, at) VALUES(?, ?, ?)", batch.ID[:], batch.At.UnixMicro())
	if err != nil {
		return err
	}
	return in.exec("DELETE FROM portal_batch WHERE workspace = ? AND at < ?", batch.At.Add(-24*time.Hour).UnixMicro())
}
