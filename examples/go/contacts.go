// SPDX-License-Identifier: BSL-1.0

package main

import (
	"context"
	"strings"

	"parvis.example/parvis"
)

// The firm's own address book: a contact for everybody who comes through the door, written in the transaction that makes
// the account, so that neither is ever there without the other. The portal knows nothing of it: what the firm has to say
// of the person travels in the context of the call.

const makingContacts = `CREATE TABLE IF NOT EXISTS contact(workspace TEXT NOT NULL, account BLOB NOT NULL,
	name TEXT NOT NULL, email TEXT NOT NULL, source TEXT NOT NULL CHECK(source <> ''),
	PRIMARY KEY(workspace, account)) STRICT, WITHOUT ROWID`

type sourceKey struct{}

// withSource has the account that a call makes put into the address book, with where the person came from.
func withSource(ctx context.Context, source string) context.Context {
	return context.WithValue(ctx, sourceKey{}, source)
}

// keepContacts writes a contact for each account that an applied batch makes.
func keepContacts(in within, accounts *table, applied parvis.Batch) error {
	source, given := in.ctx.Value(sourceKey{}).(string)
	for _, op := range applied.Operations {
		if !given || op.Kind != accounts.Kind || op.Type != parvis.OpTypeInsert {
			continue
		}
		text := func(column string) string { return textSet(op, accounts.number(column)) }
		err := in.exec("INSERT INTO contact(workspace, account, name, email, source) VALUES(?, ?, ?, ?, ?)",
			op.ID[:], strings.TrimSpace(text("first_name")+" "+text("last_name")), text("email"), source)
		if err != nil {
			return err
		}
	}
	return nil
}

// textSet is what an operation sets a column to.
func textSet(op parvis.Operation, column int) string {
	for _, one := range op.Set {
		if one.Column == column {
			text, _ := one.Value.(string)
			return text
		}
	}
	return ""
}

// contact is somebody in the address book.
type contact struct{ name, email, source string }

// contacts gives the whole address book, by name.
func (s *storage) contacts(ctx context.Context, workspace string) ([]contact, error) {
	rows, err := s.reading.QueryContext(ctx,
		"SELECT name, email, source FROM contact WHERE workspace = ? ORDER BY name, email", workspace)
	return each(rows, err, func() (out contact, err error) {
		err = rows.Scan(&out.name, &out.email, &out.source)
		return out, err
	})
}
