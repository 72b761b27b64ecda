// SPDX-License-Identifier: BSL-1.0

package main

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"parvis.example/parvis"
)

// wanted are the columns that the firm has in lists and letters of its own. Those by which the portal finds, sorts and
// counts have a place of their own too; all others are packed in `rest`, and so is what a newer library adds. Columns may
// be added here, and never taken away.
var wanted = map[parvis.Kind][]string{
	parvis.KindAccount:  {"kind", "language", "created_at"},
	parvis.KindInvite:   {"label", "expires_at"},
	parvis.KindSeatPool: {"capacity"},
	parvis.KindGrant:    {"quantity", "starts_at"},
}

// table is where the rows of one kind are.
type table struct {
	parvis.KindSchema
	name    string
	placed  []int             // the columns with a place of their own
	indexes map[string]string // statements that make them, by their names
	reading string            // the beginning of a statement that finds rows
	putting string
}

func quoted(name string) string { return `"` + name + `"` }

// column is how SQL calls the column with a number.
func (t *table) column(n int) string {
	if n == parvis.IDColumn {
		return "id"
	}
	return quoted(t.Columns[n].Name)
}

// number is that of the column with a name.
func (t *table) number(name string) int {
	return slices.IndexFunc(t.Columns, func(c parvis.Column) bool { return c.Name == name })
}

func tablesOf(schema *parvis.SchemaView) []*table {
	var out []*table
	for _, kind := range schema.Kinds {
		t := &table{KindSchema: kind, name: "portal_" + kind.Name, indexes: map[string]string{}}
		asked := map[int]bool{}
		for _, shape := range schema.Shapes {
			if shape.Kind == kind.Kind {
				t.index("INDEX", append(slices.Clone(shape.Equal), shape.Sort), asked)
			}
		}
		for n, column := range kind.Columns {
			if column.Unique {
				t.index("UNIQUE INDEX", []int{n}, asked)
			}
			if asked[n] || column.Searchable || column.Counter || slices.Contains(wanted[kind.Kind], column.Name) {
				t.placed = append(t.placed, n)
			}
		}
		t.compose()
		out = append(out, t)
	}
	return out
}

// indexName is that of the index on these columns, if there is one.
func (t *table) indexName(columns []int) string {
	out := t.name + "_by"
	for _, n := range columns {
		out += "_" + strings.Trim(t.column(n), `"`)
	}
	return out
}

// index has columns indexed, and notes that they are asked for.
func (t *table) index(what string, columns []int, asked map[int]bool) {
	name, list := t.indexName(columns), "workspace"
	for _, n := range columns {
		asked[n] = true
		list += ", " + t.column(n)
	}
	t.indexes[name] = fmt.Sprintf("CREATE %s IF NOT EXISTS %s ON %s(%s)", what, name, t.name, list)
}

// compose makes the statements.
func (t *table) compose() {
	columns, places, changes := "id, revision, rest", "?, ?, ?", "revision = excluded.revision, rest = excluded.rest"
	for _, n := range t.placed {
		columns += ", " + t.column(n)
		places += ", ?"
		changes += fmt.Sprintf(", %s = excluded.%[1]s", t.column(n))
	}
	t.reading = "SELECT " + columns
	t.putting = fmt.Sprintf("INSERT INTO %s(workspace, %s) VALUES(?, %s) ON CONFLICT(workspace, id) DO UPDATE SET %s",
		t.name, columns, places, changes)
}

// prepare makes the table, and a place for each column that is to have one. In a table that an older schema made, its
// values move there from where they were packed.
func (t *table) prepare(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS "+t.name+`(workspace TEXT NOT NULL,
		id BLOB NOT NULL CHECK(length(id) = 16), revision INTEGER NOT NULL, rest TEXT, PRIMARY KEY(workspace, id))
		STRICT, WITHOUT ROWID`)
	if err != nil {
		return err
	}
	there, err := texts(tx.QueryContext(ctx, "SELECT name FROM pragma_table_info(?)", t.name))
	if err != nil {
		return err
	}
	grown := false
	for _, n := range t.placed {
		if !slices.Contains(there, t.Columns[n].Name) {
			grown = true
			if _, err := tx.ExecContext(ctx, "ALTER TABLE "+t.name+" ADD COLUMN "+declared(t.Columns[n])); err != nil {
				return err
			}
		}
	}
	if grown {
		if err := t.moveIn(ctx, tx); err != nil {
			return err
		}
	}
	for _, making := range t.indexes {
		if _, err := tx.ExecContext(ctx, making); err != nil {
			return err
		}
	}
	return nil
}

func declared(column parvis.Column) string {
	types := map[parvis.ValueType]string{
		parvis.ValueTypeInteger: " INTEGER", parvis.ValueTypeText: " TEXT", parvis.ValueTypeBytes: " BLOB",
	}
	out := quoted(column.Name) + types[column.Type]
	if column.Counter {
		out += " NOT NULL DEFAULT 0"
	}
	return out
}

// moveIn puts every row where something is packed back as it is.
func (t *table) moveIn(ctx context.Context, tx *sql.Tx) error {
	workspaces, err := texts(tx.QueryContext(ctx, "SELECT DISTINCT workspace FROM "+t.name+" WHERE rest IS NOT NULL"))
	if err != nil {
		return err
	}
	for _, workspace := range workspaces {
		in, query := within{ctx, tx, workspace}, parvis.Query{Kind: t.Kind, Sort: parvis.IDColumn, Limit: 1000}
		for more := true; more; {
			page, err := t.page(in, query)
			if err != nil {
				return err
			}
			for n := range page.Rows {
				if err := t.put(in, &page.Rows[n]); err != nil {
					return err
				}
				query.After = &parvis.Cursor{ID: page.Rows[n].ID}
			}
			more = page.More
		}
	}
	return nil
}

func texts(rows *sql.Rows, err error) ([]string, error) {
	return each(rows, err, func() (out string, err error) {
		err = rows.Scan(&out)
		return out, err
	})
}

// each reads every row.
func each[T any](rows *sql.Rows, err error, read func() (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		one, err := read()
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, rows.Err()
}
