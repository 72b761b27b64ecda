// SPDX-License-Identifier: BSL-1.0

package main

import (
	"bytes"
	"cmp"
	"strings"

	"parvis.example/parvis"
)

var done = parvis.Answer{Status: parvis.AnswerStatusDone}

func conflict(why parvis.Why, column int) parvis.Answer {
	return parvis.Answer{Status: parvis.AnswerStatusConflict, Reason: why, Column: column}
}

// operate does what an operation says, unless something that it asks does not hold. What it wrote until then is the
// caller's to roll back.
func (t *table) operate(in within, op parvis.Operation) (parvis.Answer, error) {
	if op.Type == parvis.OpTypeAbsent && len(op.Set) > 0 {
		return t.taken(in, op)
	}
	row, err := t.find(in, parvis.IDColumn, op.ID[:])
	if err != nil {
		return done, err
	}
	switch op.Type {
	case parvis.OpTypeAbsent, parvis.OpTypeInsert:
		if row != nil {
			return conflict(parvis.WhyExists, 0), nil
		}
	case parvis.OpTypeChange, parvis.OpTypeRemove:
		if answer := asked(row, op); answer != done {
			return answer, nil
		}
	}
	if op.Type == parvis.OpTypeAbsent {
		return done, nil
	}
	unchanged := row != nil && len(op.Set) == 0 && len(op.Add) == 0
	if row == nil {
		row = t.fresh(op.ID)
	} else if len(op.Set) > 0 {
		row.Revision++
	}
	for _, one := range op.Set {
		setValue(row, one.Column, one.Value)
	}
	if answer := t.add(row, op); answer != done {
		return answer, nil
	}
	if op.Type == parvis.OpTypeRemove {
		return done, t.remove(in, op.ID)
	}
	if answer, err := t.taken(in, op); unchanged || answer != done || err != nil {
		return answer, err
	}
	return done, t.put(in, row)
}

// asked says whether the row is as a change or a remove asks.
func asked(row *parvis.Row, op parvis.Operation) parvis.Answer {
	switch {
	case row == nil && op.OrInsert:
		return done
	case row == nil:
		return conflict(parvis.WhyMissing, 0)
	case op.Revision != nil && *op.Revision != row.Revision:
		return conflict(parvis.WhyRevision, 0)
	}
	for _, one := range op.Conditions {
		if !holds(row, one) {
			return conflict(parvis.WhyCondition, 0)
		}
	}
	return done
}

var comparisons = map[parvis.Comparison]func(order int) bool{
	parvis.ComparisonEqual:       func(order int) bool { return order == 0 },
	parvis.ComparisonLess:        func(order int) bool { return order < 0 },
	parvis.ComparisonLessOrEqual: func(order int) bool { return order <= 0 },
	parvis.ComparisonGreater:     func(order int) bool { return order > 0 },
}

func holds(row *parvis.Row, asked parvis.Condition) bool {
	left, right := valueAt(row, asked.Column), asked.Value
	if asked.Is == parvis.ComparisonNull {
		return left == nil
	}
	if asked.Other >= 0 {
		right = valueAt(row, asked.Other)
	}
	order, alike := compare(left, right)
	return alike && comparisons[asked.Is](order)
}

// compare orders two values of one type.
func compare(left, right parvis.Value) (order int, alike bool) {
	switch a := left.(type) {
	case int64:
		b, same := right.(int64)
		return cmp.Compare(a, b), same
	case string:
		b, same := right.(string)
		return strings.Compare(a, b), same
	case []byte:
		b, same := right.([]byte)
		return bytes.Compare(a, b), same
	}
	return 0, false
}

func (t *table) fresh(id parvis.UUID) *parvis.Row {
	row := &parvis.Row{Kind: t.Kind, ID: id, Revision: 1, Values: make([]parvis.Value, len(t.Columns))}
	for n, column := range t.Columns {
		if column.Counter {
			row.Values[n] = int64(0)
		}
	}
	return row
}

// add adds to the counters of a row, unless one of the sums does not fit.
func (t *table) add(row *parvis.Row, op parvis.Operation) parvis.Answer {
	for _, one := range op.Add {
		now := row.Values[one.Column].(int64)
		if !fits(row, t.Columns[one.Column], now, one.Amount) {
			return parvis.Answer{Status: parvis.AnswerStatusNoRoom, Column: one.Column}
		}
		row.Values[one.Column] = now + one.Amount
	}
	return done
}

func fits(row *parvis.Row, counter parvis.Column, now, amount int64) bool {
	sum := now + amount // past 64 bits it is on the wrong side of what is there now
	switch {
	case amount > 0:
		bound, bounded := valueAt(row, counter.Bound).(int64)
		return sum > now && (!bounded || sum <= bound)
	case amount < 0:
		floor, _ := valueAt(row, counter.Floor).(int64)
		return sum < now && sum >= floor
	}
	return true
}

// taken says whether another row has one of the unique keys that an operation sets.
func (t *table) taken(in within, op parvis.Operation) (parvis.Answer, error) {
	for _, one := range op.Set {
		if one.Column >= len(t.Columns) || !t.Columns[one.Column].Unique {
			continue
		}
		other, err := t.find(in, one.Column, one.Value)
		if err != nil {
			return done, err
		}
		if other != nil && (op.Type == parvis.OpTypeAbsent || other.ID != op.ID) {
			return conflict(parvis.WhyKeyTaken, one.Column), nil
		}
	}
	return done, nil
}
