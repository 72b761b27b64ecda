// SPDX-License-Identifier: BSL-1.0

package parvis_test

import (
	"bytes"
	"context"
	"math"
	"sort"
	"strings"
	"sync"
	"time"

	"parvis.example/parvis"
)

// plainStorage is a storage in plain Go, over maps: small enough to be read in one go, and the base of those that are
// wrong.
type plainStorage struct {
	mutex      sync.Mutex
	workspaces map[string]*workspace
	wrong      wrong
}

// wrong says how a storage is wrong.
type wrong int

const (
	right wrong = iota
	losesAnUpdate
	ignoresAGuard
	answersAlreadyTwice
	oversells
	appliesHalf
)

type place struct {
	kind parvis.Kind
	id   parvis.UUID
}

type rows map[place]*parvis.Row

type workspace struct {
	rows    rows
	applied map[parvis.UUID]time.Time
}

func newPlainStorage() *plainStorage { return &plainStorage{workspaces: map[string]*workspace{}} }

func (s *plainStorage) Volatile() bool { return true }

func (s *plainStorage) of(name string) *workspace {
	if s.workspaces[name] == nil {
		s.workspaces[name] = &workspace{rows{}, map[parvis.UUID]time.Time{}}
	}
	return s.workspaces[name]
}

var schema = parvis.Schema()

func at(row *parvis.Row, column int) parvis.Value {
	if row == nil || column < 0 || column >= len(row.Values) {
		return nil
	}
	return row.Values[column]
}

// compare orders as nil, integers, text, bytes; text and bytes by octet.
func compare(a, b parvis.Value) int {
	if x, y := rank(a), rank(b); x != y {
		return x - y
	}
	switch a := a.(type) {
	case int64:
		switch b := b.(int64); {
		case a < b:
			return -1
		case a > b:
			return 1
		}
		return 0
	case string:
		return strings.Compare(a, b.(string))
	case []byte:
		return bytes.Compare(a, b.([]byte))
	}
	return 0
}

func rank(v parvis.Value) int {
	switch v.(type) {
	case int64:
		return 1
	case string:
		return 2
	case []byte:
		return 3
	}
	return 0
}

// --- reading ---

func (s *plainStorage) Load(_ context.Context, name string, keys []parvis.Key) ([]*parvis.Row, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	out := make([]*parvis.Row, len(keys))
	for n, key := range keys {
		out[n] = s.of(name).rows.find(key)
	}
	return out, nil
}

func (r rows) find(key parvis.Key) *parvis.Row {
	if key.Value == nil {
		return nil
	}
	if key.Column == parvis.IDColumn {
		return r[place{key.Kind, parvis.UUID(key.Value.([]byte))}]
	}
	for where, row := range r {
		if where.kind == key.Kind && at(row, key.Column) != nil && compare(at(row, key.Column), key.Value) == 0 {
			return row
		}
	}
	return nil
}

func sortValue(row *parvis.Row, column int) parvis.Value {
	if column == parvis.IDColumn {
		return row.ID[:]
	}
	return at(row, column)
}

func (s *plainStorage) Scan(_ context.Context, name string, q parvis.Query) (parvis.Found, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var found []parvis.Row
	for where, row := range s.of(name).rows {
		if where.kind == q.Kind && sortValue(row, q.Sort) != nil && passesAll(row, q.Filters) {
			found = append(found, *row)
		}
	}
	order := func(a, b *parvis.Row) int {
		by := compare(sortValue(a, q.Sort), sortValue(b, q.Sort))
		if by == 0 {
			by = bytes.Compare(a.ID[:], b.ID[:])
		}
		if q.Descending {
			return -by
		}
		return by
	}
	sort.Slice(found, func(a, b int) bool { return order(&found[a], &found[b]) < 0 })
	out := parvis.Found{Count: min(len(found), q.CountCap)}
	if q.After != nil {
		start := after(q)
		found = found[sort.Search(len(found), func(n int) bool { return order(&found[n], start) > 0 }):]
	}
	out.More = q.Limit > 0 && len(found) > q.Limit
	out.Rows = found[:min(len(found), q.Limit)]
	return out, nil
}

func after(q parvis.Query) *parvis.Row {
	row := &parvis.Row{ID: q.After.ID}
	if q.Sort != parvis.IDColumn {
		row.Values = make([]parvis.Value, q.Sort+1)
		row.Values[q.Sort] = q.After.Value
	}
	return row
}

func passesAll(row *parvis.Row, filters []parvis.Filter) bool {
	for _, f := range filters {
		if !passes(sortValue(row, f.Column), f) {
			return false
		}
	}
	return true
}

func passes(value parvis.Value, f parvis.Filter) bool {
	if value == nil {
		return false
	}
	switch f.Op {
	case parvis.FilterOpLess:
		return compare(value, f.Values[0]) < 0
	case parvis.FilterOpGreater:
		return compare(value, f.Values[0]) > 0
	case parvis.FilterOpContains:
		return strings.Contains(value.(string), f.Values[0].(string))
	}
	for _, one := range f.Values {
		if compare(value, one) == 0 {
			return true
		}
	}
	return false
}

// --- writing ---

func (s *plainStorage) Commit(_ context.Context, name string, batches []parvis.Batch) ([]parvis.Answer, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	out := make([]parvis.Answer, len(batches))
	for n, one := range batches {
		out[n] = s.apply(s.of(name), one)
	}
	return out, nil
}

var done = parvis.Answer{Status: parvis.AnswerStatusDone}

func (s *plainStorage) apply(space *workspace, batch parvis.Batch) parvis.Answer {
	if _, known := space.applied[batch.ID]; known {
		return parvis.Answer{Status: parvis.AnswerStatusAlready}
	}
	next := rows{}
	for where, row := range space.rows {
		next[where] = row
	}
	if s.wrong == appliesHalf {
		next = space.rows
	}
	for n, op := range batch.Operations {
		if answer := s.operate(next, op); answer != done {
			answer.Op = n
			if s.wrong == answersAlreadyTwice {
				space.applied[batch.ID] = batch.At
			}
			return answer
		}
	}
	space.rows = next
	space.applied[batch.ID] = batch.At
	for id, when := range space.applied {
		if batch.At.Sub(when) > 24*time.Hour {
			delete(space.applied, id)
		}
	}
	return done
}

func conflict(why parvis.Why, column int) parvis.Answer {
	return parvis.Answer{Status: parvis.AnswerStatusConflict, Reason: why, Column: column}
}

func (s *plainStorage) operate(r rows, op parvis.Operation) parvis.Answer {
	where := place{op.Kind, op.ID}
	row := r[where]
	absent := op.Type == parvis.OpTypeAbsent
	if absent && len(op.Set) > 0 {
		if r.find(parvis.Key{Kind: op.Kind, Column: op.Set[0].Column, Value: op.Set[0].Value}) != nil {
			return conflict(parvis.WhyKeyTaken, op.Set[0].Column)
		}
		return done
	}
	if (absent || op.Type == parvis.OpTypeInsert) && row != nil {
		return conflict(parvis.WhyExists, 0)
	}
	if absent {
		return done
	}
	inserting := op.Type == parvis.OpTypeInsert || op.OrInsert && row == nil
	if !inserting {
		if answer := s.guard(row, op); answer != done {
			return answer
		}
	}
	changed := s.changed(row, op, inserting)
	if answer := s.add(changed, op); answer != done {
		return answer
	}
	if op.Type == parvis.OpTypeRemove {
		delete(r, where)
		return done
	}
	if answer := claim(r, changed, op); answer != done {
		return answer
	}
	r[where] = changed
	return done
}

func (s *plainStorage) guard(row *parvis.Row, op parvis.Operation) parvis.Answer {
	if row == nil {
		return conflict(parvis.WhyMissing, 0)
	}
	if op.Revision != nil && *op.Revision != row.Revision {
		return conflict(parvis.WhyRevision, 0)
	}
	for _, c := range op.Conditions {
		if s.wrong != ignoresAGuard && !holds(row, c) {
			return conflict(parvis.WhyCondition, 0)
		}
	}
	return done
}

func holds(row *parvis.Row, c parvis.Condition) bool {
	left, other := at(row, c.Column), c.Value
	if c.Is == parvis.ComparisonNull {
		return left == nil
	}
	if c.Other >= 0 {
		other = at(row, c.Other)
	}
	if left == nil || other == nil || rank(left) != rank(other) {
		return false
	}
	by := compare(left, other)
	switch c.Is {
	case parvis.ComparisonEqual:
		return by == 0
	case parvis.ComparisonLess:
		return by < 0
	case parvis.ComparisonLessOrEqual:
		return by <= 0
	}
	return by > 0
}

func (s *plainStorage) changed(row *parvis.Row, op parvis.Operation, inserting bool) *parvis.Row {
	out := &parvis.Row{Kind: op.Kind, ID: op.ID, Revision: 1}
	if inserting {
		for _, column := range schema.Of(op.Kind).Columns {
			var value parvis.Value
			if column.Counter {
				value = int64(0)
			}
			out.Values = append(out.Values, value)
		}
	} else {
		out.Values = append(out.Values, row.Values...)
		out.Revision = row.Revision
		if len(op.Set) > 0 && s.wrong != losesAnUpdate {
			out.Revision++
		}
	}
	for _, one := range op.Set {
		set(out, one.Column, one.Value)
	}
	return out
}

func set(row *parvis.Row, column int, value parvis.Value) {
	for len(row.Values) <= column {
		row.Values = append(row.Values, nil)
	}
	row.Values[column] = value
}

func (s *plainStorage) add(row *parvis.Row, op parvis.Operation) parvis.Answer {
	columns := schema.Of(op.Kind).Columns
	for _, one := range op.Add {
		now, _ := at(row, one.Column).(int64)
		bound, limited := at(row, columns[one.Column].Bound).(int64)
		if !limited {
			bound = math.MaxInt64
		}
		floor, _ := at(row, columns[one.Column].Floor).(int64)
		sum := now + one.Amount
		overflows := (one.Amount > 0 && sum < now) || (one.Amount < 0 && sum > now)
		tooMuch := one.Amount > 0 && sum > bound
		tooLittle := one.Amount < 0 && sum < floor
		if overflows || tooMuch || tooLittle {
			if s.wrong == oversells {
				continue
			}
			return parvis.Answer{Status: parvis.AnswerStatusNoRoom, Column: one.Column}
		}
		set(row, one.Column, sum)
	}
	return done
}

func claim(r rows, row *parvis.Row, op parvis.Operation) parvis.Answer {
	columns := schema.Of(op.Kind).Columns
	for _, one := range op.Set {
		if one.Column >= len(columns) || !columns[one.Column].Unique {
			continue
		}
		other := r.find(parvis.Key{Kind: op.Kind, Column: one.Column, Value: one.Value})
		if other != nil && other.ID != row.ID {
			return conflict(parvis.WhyKeyTaken, one.Column)
		}
	}
	return done
}
