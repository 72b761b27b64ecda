// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import (
	"context"
	"errors"
	"runtime/cgo"
	"sync"
	"unsafe"
)

// callState is what one call of a portal carries through the library to the slots of the host.
type callState struct {
	ctx    context.Context
	mutex  sync.Mutex
	failed error
}

func (s *callState) first() error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.failed
}

func (s *callState) note(err error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.failed == nil {
		s.failed = err
	}
}

// stateOf is never nil: an examination of a storage has no caller.
func stateOf(handle C.uintptr_t) *callState {
	if handle == 0 {
		return &callState{ctx: context.Background()}
	}
	return cgo.Handle(handle).Value().(*callState)
}

func hostOf[Port any](handle C.uintptr_t) Port { return cgo.Handle(handle).Value().(Port) }

// guarded runs what is the host's. No panic gets out of it, and a goroutine does not end in it without a word: no frame
// of C may be left so.
func guarded(body func(), panicked func(error)) {
	ended := false
	defer func() {
		if value := recover(); value != nil {
			panicked(&PanicError{value})
		} else if !ended {
			panic("parvis: a port ended its goroutine, as runtime.Goexit and t.FailNow do")
		}
	}()
	body()
	ended = true
}

// answered runs the body of a slot.
func answered(state C.uintptr_t, call *C.parvis_call, body func(of *callState) error) C.parvis_status {
	of := stateOf(state)
	var failed error
	guarded(func() { failed = body(of) }, func(err error) { failed = err })
	if failed != nil {
		return told(of, call, failed)
	}
	return C.PARVIS_DONE
}

func told(of *callState, call *C.parvis_call, err error) C.parvis_status {
	of.note(err)
	code, detail := CodeHostFailed, err.Error()
	var chosen *Failure
	if errors.As(err, &chosen) {
		code, detail = chosen.Code, chosen.Detail
	}
	b := newBlock()
	defer b.free()
	return C.parvis_call_fail(call, C.parvis_status(code), b.text(detail))
}

// --- rows ---

func valueOf(v *C.parvis_value) Value {
	switch ValueType(v._type) {
	case ValueTypeInteger:
		return int64(v.integer)
	case ValueTypeText:
		return string(bytesOf(v.bytes))
	case ValueTypeBytes:
		return append([]byte{}, bytesOf(v.bytes)...)
	default:
		return nil
	}
}

var errRows = errors.New("parvis: a negative number of rows")

var errValue = errors.New("parvis: a value is nil, int64, string or []byte")

func (b *block) value(to *C.parvis_value, from Value) error {
	switch v := from.(type) {
	case nil:
		to._type = C.PARVIS_VALUE_NULL
	case int64:
		to._type = C.PARVIS_VALUE_INTEGER
		to.integer = C.int64_t(v)
	case string:
		to._type = C.PARVIS_VALUE_TEXT
		to.bytes = b.bytes([]byte(v))
	case []byte:
		to._type = C.PARVIS_VALUE_BYTES
		to.bytes = b.bytes(v)
	default:
		return errValue
	}
	return nil
}

func putRow(call *C.parvis_call, place int, row *Row) error {
	b := newBlock()
	defer b.free()
	values, items := makeN[C.parvis_value](b, len(row.Values))
	for n, one := range row.Values {
		if err := b.value(&items[n], one); err != nil {
			return err
		}
	}
	given := make1[C.parvis_row](b)
	given.kind = C.uint32_t(row.Kind)
	given.id = cUUID(row.ID)
	given.revision = C.uint64_t(row.Revision)
	given.values, given.value_count = values, C.size_t(len(row.Values))
	C.parvis_call_put_row(call, C.size_t(place), given)
	return nil
}

func keyOf(k *C.parvis_key) Key {
	return Key{Kind: Kind(k.kind), Column: int(k.column), Value: valueOf(&k.value)}
}

func filterOf(f *C.parvis_filter) Filter {
	return Filter{Column: int(f.column), Op: FilterOp(f.op), Values: listOf(f.values, f.value_count, valueOf)}
}

func queryOf(q *C.parvis_query) Query {
	out := Query{
		Kind:       Kind(q.kind),
		Sort:       int(q.sort),
		Descending: q.descending != 0,
		Filters:    listOf(q.filters, q.filter_count, filterOf),
		Limit:      int(q.limit),
		CountCap:   int(q.count_cap),
	}
	if q.has_after != 0 {
		out.After = &Cursor{Value: valueOf(&q.after_value), ID: uuidOf(q.after_id)}
	}
	return out
}

func operationOf(o *C.parvis_operation) Operation {
	out := Operation{
		Type:     OpType(o._type),
		Kind:     Kind(o.kind),
		ID:       uuidOf(o.id),
		OrInsert: o.or_insert != 0,
		Set: listOf(o.set, o.set_count, func(a *C.parvis_assignment) Assignment {
			return Assignment{Column: int(a.column), Value: valueOf(&a.value)}
		}),
		Add: listOf(o.add, o.add_count, func(a *C.parvis_addition) Addition {
			return Addition{Column: int(a.column), Amount: int64(a.amount)}
		}),
		Conditions: listOf(o.conditions, o.condition_count, func(c *C.parvis_condition) Condition {
			return Condition{Column: int(c.column), Is: Comparison(c.is), Value: valueOf(&c.value), Other: int(c.other)}
		}),
	}
	if o.has_revision != 0 {
		revision := uint64(o.revision)
		out.Revision = &revision
	}
	return out
}

func batchOf(b *C.parvis_batch) Batch {
	return Batch{ID: uuidOf(b.id), At: momentOf(b.at), Operations: listOf(b.operations, b.operation_count, operationOf)}
}

// Schema is the published schema.
func Schema() *SchemaView {
	c := C.parvis_schema_view()
	column := func(one *C.parvis_column) Column {
		return Column{
			Name:       textOf(one.name),
			Type:       ValueType(one._type),
			Unique:     one.flags&C.PARVIS_COLUMN_UNIQUE != 0,
			Searchable: one.flags&C.PARVIS_COLUMN_SEARCHABLE != 0,
			Counter:    one.flags&C.PARVIS_COLUMN_COUNTER != 0,
			Bound:      int(one.bound),
			Floor:      int(one.floor),
		}
	}
	return &SchemaView{
		Kinds: listOf(c.kinds, c.kind_count, func(one *C.parvis_kind_schema) KindSchema {
			return KindSchema{Kind(one.kind), textOf(one.name), listOf(one.columns, one.column_count, column)}
		}),
		Shapes: listOf(c.shapes, c.shape_count, func(one *C.parvis_query_shape) QueryShape {
			out := QueryShape{Kind: Kind(one.kind), Sort: int(one.sort)}
			for _, n := range one.equal {
				if n != IDColumn {
					out.Equal = append(out.Equal, int(n))
				}
			}
			return out
		}),
	}
}

// --- slots ---

//export goLoad
func goLoad(host, state C.uintptr_t, call *C.parvis_call, workspace C.parvis_text, keys *C.parvis_key,
	count C.size_t) C.parvis_status {
	return answered(state, call, func(of *callState) error {
		rows, err := hostOf[Storage](host).Load(of.ctx, textOf(workspace), listOf(keys, count, keyOf))
		for place := 0; err == nil && place < len(rows); place++ {
			if rows[place] != nil {
				err = putRow(call, place, rows[place])
			}
		}
		return err
	})
}

//export goScan
func goScan(host, state C.uintptr_t, call *C.parvis_call, workspace C.parvis_text,
	query *C.parvis_query) C.parvis_status {
	return answered(state, call, func(of *callState) error {
		found, err := hostOf[Storage](host).Scan(of.ctx, textOf(workspace), queryOf(query))
		for place := 0; err == nil && place < len(found.Rows); place++ {
			err = putRow(call, place, &found.Rows[place])
		}
		if err == nil {
			C.parvis_call_put_end(call, C.int32_t(cBool(found.More)), C.size_t(found.Count))
		}
		return err
	})
}

//export goCommit
func goCommit(host, state C.uintptr_t, call *C.parvis_call, workspace C.parvis_text, batches *C.parvis_batch,
	count C.size_t) C.parvis_status {
	return answered(state, call, func(of *callState) error {
		answers, err := hostOf[Storage](host).Commit(of.ctx, textOf(workspace), listOf(batches, count, batchOf))
		if err != nil {
			return err
		}
		b := newBlock()
		defer b.free()
		given := make1[C.parvis_answer](b)
		for place, one := range answers {
			given.status = C.int32_t(one.Status)
			given.reason = C.int32_t(one.Reason)
			given.column = C.uint32_t(one.Column)
			given.op = C.size_t(one.Op)
			C.parvis_call_put_answer(call, C.size_t(place), given)
		}
		return nil
	})
}

//export goMaintain
func goMaintain(host, state C.uintptr_t, call *C.parvis_call, workspace C.parvis_text, limit C.size_t,
	out *C.size_t) C.parvis_status {
	return answered(state, call, func(of *callState) error {
		rows, err := hostOf[Maintainer](host).Maintain(of.ctx, textOf(workspace), int(limit))
		if err == nil && rows < 0 {
			err = errRows
		}
		*out = C.size_t(rows)
		return err
	})
}

//export goTakePart
func goTakePart(host, state C.uintptr_t, call *C.parvis_call, given C.uintptr_t, connection unsafe.Pointer,
	applied *C.parvis_batch) C.parvis_status {
	return answered(state, call, func(of *callState) error {
		return hostOf[Participant](host).TakePart(of.ctx, cgo.Handle(given).Value(), connection, batchOf(applied))
	})
}

//export goSend
func goSend(host, state C.uintptr_t, call *C.parvis_call, m *C.parvis_mail) C.parvis_status {
	return answered(state, call, func(of *callState) error {
		return hostOf[Mailer](host).Send(of.ctx, Mail{
			ID:        uuidOf(m.id),
			MessageID: textOf(m.message_id),
			Date:      momentOf(m.date),
			To:        textOf(m.to),
			ToName:    textOf(m.to_name),
			Subject:   textOf(m.subject),
			Text:      Secret(textOf(m.text)),
			HTML:      Secret(textOf(m.html)),
			Language:  textOf(m.language),
		})
	})
}

//export goOpenCase
func goOpenCase(host, state C.uintptr_t, call *C.parvis_call, r *C.parvis_case_request) C.parvis_status {
	return answered(state, call, func(of *callState) error {
		return hostOf[Cases](host).OpenCase(of.ctx, CaseRequest{
			Workspace: textOf(r.workspace),
			Key:       uuidOf(r.key),
			Account:   uuidOf(r.account),
			Kind:      AccountKind(r.kind),
			FirstName: textOf(r.first_name),
			LastName:  textOf(r.last_name),
			Email:     textOf(r.email),
			Role:      CaseRole(r.role),
		})
	})
}

//export goStartCheckout
func goStartCheckout(host, state C.uintptr_t, call *C.parvis_call, r *C.parvis_checkout_request) C.parvis_status {
	return answered(state, call, func(of *callState) error {
		made, err := hostOf[Payments](host).StartCheckout(of.ctx, CheckoutRequest{
			Workspace: textOf(r.workspace),
			Order:     uuidOf(r.order),
			Key:       textOf(r.key),
			Currency:  textOf(r.currency),
			Total:     int64(r.total),
			Lines:     orderLinesOf(r.lines, r.line_count),
		})
		if err != nil {
			return err
		}
		b := newBlock()
		defer b.free()
		given := make1[C.parvis_checkout](b)
		given.struct_size = C.sizeof_parvis_checkout
		given.state = C.int32_t(made.State)
		given.reference = b.text(made.Reference)
		given.url = b.text(made.URL)
		C.parvis_call_put_checkout(call, given)
		return nil
	})
}

//export goNow
func goNow(host, state C.uintptr_t, call *C.parvis_call, out *C.parvis_time_us) C.parvis_status {
	return answered(state, call, func(of *callState) error {
		now, err := hostOf[Clock](host).Now(of.ctx)
		*out = C.parvis_time_us(now.UnixMicro())
		return err
	})
}

//export goFill
func goFill(host, state C.uintptr_t, call *C.parvis_call, out *C.uint8_t, size C.size_t) C.parvis_status {
	return answered(state, call, func(of *callState) error {
		return hostOf[Random](host).Fill(of.ctx, unsafe.Slice((*byte)(out), int(size)))
	})
}

func answeredText(state C.uintptr_t, call *C.parvis_call, ask func(of *callState) (string, error)) C.parvis_status {
	return answered(state, call, func(of *callState) error {
		text, err := ask(of)
		if err != nil {
			return err
		}
		b := newBlock()
		defer b.free()
		C.parvis_call_put_text(call, b.text(text))
		return nil
	})
}

//export goHash
func goHash(host, state C.uintptr_t, call *C.parvis_call, password C.parvis_text, salt C.parvis_bytes) C.parvis_status {
	return answeredText(state, call, func(of *callState) (string, error) {
		return hostOf[Hasher](host).Hash(of.ctx, Secret(textOf(password)), bytesOf(salt))
	})
}

//export goVerify
func goVerify(host, state C.uintptr_t, call *C.parvis_call, password, phc C.parvis_text,
	out *C.int32_t) C.parvis_status {
	return answered(state, call, func(of *callState) error {
		verdict, err := hostOf[Hasher](host).Verify(of.ctx, Secret(textOf(password)), textOf(phc))
		*out = C.int32_t(verdict)
		return err
	})
}

//export goNFC
func goNFC(host, state C.uintptr_t, call *C.parvis_call, text C.parvis_text) C.parvis_status {
	return answeredText(state, call, func(of *callState) (string, error) {
		return hostOf[TextPolicy](host).NFC(of.ctx, textOf(text))
	})
}

//export goDomainToASCII
func goDomainToASCII(host, state C.uintptr_t, call *C.parvis_call, domain C.parvis_text) C.parvis_status {
	return answeredText(state, call, func(of *callState) (string, error) {
		return hostOf[TextPolicy](host).DomainToASCII(of.ctx, textOf(domain))
	})
}

//export goFold
func goFold(host, state C.uintptr_t, call *C.parvis_call, text C.parvis_text) C.parvis_status {
	return answeredText(state, call, func(of *callState) (string, error) {
		return hostOf[TextFolder](host).Fold(of.ctx, textOf(text))
	})
}

//export goNote
func goNote(host C.uintptr_t, event, detail C.parvis_text) {
	guarded(func() { hostOf[Log](host).Note(textOf(event), textOf(detail)) }, func(error) {}) // there is nobody to be told
}

//export goTell
func goTell(host C.uintptr_t, done, total C.uint64_t) C.parvis_status {
	of, goesOn := hostOf[*telling](host), false
	guarded(func() { goesOn = of.progress(uint64(done), uint64(total)) }, of.state.note)
	if goesOn {
		return C.PARVIS_DONE
	}
	return C.PARVIS_E_CANCELLED
}

//export goReopen
func goReopen(host C.uintptr_t, out *C.parvis_storage) C.parvis_status {
	of := hostOf[*examination](host)
	var store Storage
	var failed error
	guarded(func() { store, failed = of.reopen() }, func(err error) { failed = err })
	if failed != nil {
		of.state.note(failed)
		return C.PARVIS_E_HOST_FAILED
	}
	*out = *of.tables.storage(store)
	return C.PARVIS_DONE
}
