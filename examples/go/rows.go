// SPDX-License-Identifier: BSL-1.0

package main

import (
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"parvis.example/parvis"
)

// valueAt is nil past the end, and where there is no column.
func valueAt(row *parvis.Row, column int) parvis.Value {
	if column < 0 || column >= len(row.Values) {
		return nil
	}
	return row.Values[column]
}

func setValue(row *parvis.Row, column int, value parvis.Value) {
	for len(row.Values) <= column {
		row.Values = append(row.Values, nil)
	}
	row.Values[column] = value
}

// packed is a value in `rest`; one member is there.
type packed struct {
	Integer *int64  `json:"integer,omitempty"`
	Text    *string `json:"text,omitempty"`
	Bytes   *[]byte `json:"bytes,omitempty"`
}

// rest is what a row has no place of its own for, by the numbers of the columns.
type rest map[int]packed

func (r rest) put(column int, value parvis.Value) {
	switch v := value.(type) {
	case int64:
		r[column] = packed{Integer: &v}
	case string:
		r[column] = packed{Text: &v}
	case []byte:
		r[column] = packed{Bytes: &v}
	}
}

func (p packed) value() parvis.Value {
	switch {
	case p.Integer != nil:
		return *p.Integer
	case p.Text != nil:
		return *p.Text
	case p.Bytes != nil:
		return *p.Bytes
	}
	return nil
}

// rowOf makes a row of what a statement that begins as t.reading found.
func (t *table) rowOf(scan func(into ...any) error) (parvis.Row, error) {
	row := parvis.Row{Kind: t.Kind, Values: make([]parvis.Value, len(t.Columns))}
	var id []byte
	var others sql.NullString
	into := []any{&id, &row.Revision, &others}
	for _, n := range t.placed {
		into = append(into, (*any)(&row.Values[n]))
	}
	if err := scan(into...); err != nil {
		return row, err
	}
	row.ID = parvis.UUID(id)
	if !others.Valid {
		return row, nil
	}
	kept := rest{}
	if err := json.Unmarshal([]byte(others.String), &kept); err != nil {
		return row, &parvis.Failure{Code: parvis.CodeCorruptRow, Detail: t.name + ": " + err.Error()}
	}
	for column, one := range kept {
		setValue(&row, column, one.value())
	}
	return row, nil
}

// find gives the row that has this value in a column; nil: there is none.
func (t *table) find(in within, column int, value parvis.Value) (*parvis.Row, error) {
	statement := t.reading + " FROM " + t.name + " WHERE workspace = ? AND " + t.column(column) + " = ?"
	row, err := t.rowOf(in.tx.QueryRowContext(in.ctx, statement, in.workspace, value).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &row, err
}

// put writes the row over the one that is there, if any.
func (t *table) put(in within, row *parvis.Row) error {
	kept := rest{}
	for n, value := range row.Values {
		if !slices.Contains(t.placed, n) {
			kept.put(n, value)
		}
	}
	var others any
	if len(kept) > 0 {
		text, err := json.Marshal(kept)
		if err != nil {
			return err
		}
		others = string(text)
	}
	arguments := []any{row.ID[:], row.Revision, others}
	for _, n := range t.placed {
		arguments = append(arguments, row.Values[n])
	}
	return in.exec(t.putting, arguments...)
}

func (t *table) remove(in within, id parvis.UUID) error {
	return in.exec("DELETE FROM "+t.name+" WHERE workspace = ? AND id = ?", id[:])
}

// selection is what follows FROM, with what is to be bound to it.
type selection struct {
	text      string
	arguments []any
}

func (s *selection) and(text string, arguments ...any) {
	s.text += " AND " + text
	s.arguments = append(s.arguments, arguments...)
}

// marks are places for so many values.
func marks(count int) string { return "(?" + strings.Repeat(", ?", count-1) + ")" }

// passing selects what passes the filters of a query.
func (t *table) passing(q parvis.Query, workspace string) *selection {
	out := &selection{" WHERE workspace = ?", []any{workspace}}
	out.and(t.column(q.Sort) + " IS NOT NULL")
	var equal []int
	for _, f := range q.Filters {
		values := make([]any, len(f.Values))
		for n, one := range f.Values {
			values[n] = one
		}
		column := t.column(f.Column)
		switch f.Op {
		case parvis.FilterOpLess:
			out.and(column+" < ?", values...)
		case parvis.FilterOpGreater:
			out.and(column+" > ?", values...)
		case parvis.FilterOpContains:
			out.and("instr("+column+", ?) > 0", values...)
		default:
			out.and(column+" IN "+marks(len(values)), values...)
			equal = append(equal, f.Column)
		}
	}
	from := " FROM " + t.name
	if name := t.indexName(append(equal, q.Sort)); t.indexes[name] != "" {
		from += " INDEXED BY " + name // SQLite would rather walk along the ids from the cursor on
	}
	out.text = from + out.text
	return out
}

// page answers a query.
func (t *table) page(in within, q parvis.Query) (found parvis.Found, err error) {
	which := t.passing(q, in.workspace)
	if q.CountCap > 0 {
		counting := "SELECT count(*) FROM (SELECT 1" + which.text + " LIMIT ?)"
		err = in.tx.QueryRowContext(in.ctx, counting, append(which.arguments, q.CountCap)...).Scan(&found.Count)
	}
	if err != nil || q.Limit == 0 {
		return found, err
	}
	found.Rows, err = t.list(in, which, q)
	if len(found.Rows) > q.Limit {
		found.Rows, found.More = found.Rows[:q.Limit], true
	}
	return found, err
}

// list gives the rows of a page, and one more if there is one.
func (t *table) list(in within, which *selection, q parvis.Query) ([]parvis.Row, error) {
	keys, last := []string{"id"}, []any{}
	if q.Sort != parvis.IDColumn {
		keys = []string{t.column(q.Sort), "id"}
	}
	direction, behind := "", " > "
	if q.Descending {
		direction, behind = " DESC", " < "
	}
	if q.After != nil {
		if q.Sort != parvis.IDColumn {
			last = append(last, q.After.Value)
		}
		last = append(last, q.After.ID[:])
		which.and("("+strings.Join(keys, ", ")+")"+behind+marks(len(last)), last...)
	}
	statement := t.reading + which.text + " ORDER BY " + strings.Join(keys, direction+", ") + direction + " LIMIT ?"
	rows, err := in.tx.QueryContext(in.ctx, statement, append(which.arguments, q.Limit+1)...)
	return each(rows, err, func() (parvis.Row, error) { return t.rowOf(rows.Scan) })
}
