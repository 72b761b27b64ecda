// SPDX-License-Identifier: BSL-1.0

// Package parvis says who may enter a client portal: links, sign-up, approval, seats, accounts. The rules live in a C++
// library; this package is its whole surface over the C header. Everything may be used from several goroutines at once.
package parvis

// #include "shim.h"
import "C"

import (
	"context"
	"fmt"
	"runtime/cgo"
	"sync"
	"unsafe"
)

func init() {
	if loaded := C.parvis_abi(); loaded != C.PARVIS_ABI {
		panic(fmt.Sprintf("parvis: built for ABI %d, the library has %d", C.PARVIS_ABI, loaded))
	}
}

// KeyState is an enumeration of the header.
type KeyState int32

// Every KeyState.
const (
	KeyStatePrimary KeyState = 1
	KeyStateVerify  KeyState = 2
)

var namesKeyState = map[KeyState]string{
	KeyStatePrimary: "primary",
	KeyStateVerify:  "verify",
}

// String is the name of the enumerator, for instance "primary".
func (n KeyState) String() string { return nameOf(namesKeyState, n) }

// SecondFactor is an enumeration of the header.
type SecondFactor int32

// Every SecondFactor.
const (
	SecondFactorAbsent   SecondFactor = 0
	SecondFactorDeclared SecondFactor = 1
)

var namesSecondFactor = map[SecondFactor]string{
	SecondFactorAbsent:   "absent",
	SecondFactorDeclared: "declared",
}

// String is the name of the enumerator, for instance "absent".
func (n SecondFactor) String() string { return nameOf(namesSecondFactor, n) }

// Licensing says who grants seats, allows overage and sets prices.
type Licensing int32

// Every Licensing.
const (
	LicensingByOperator       Licensing = 0
	LicensingByAdministrators Licensing = 1
)

var namesLicensing = map[Licensing]string{
	LicensingByOperator:       "by_operator",
	LicensingByAdministrators: "by_administrators",
}

// String is the name of the enumerator, for instance "by_operator".
func (n Licensing) String() string { return nameOf(namesLicensing, n) }

// RingKey is one secret of the host, 32 octets or more.
type RingKey struct {
	ID     uint32
	Secret Secret
	State  KeyState // 0: primary
}

// Scrypt is how passwords are hashed (RFC 7914); zero values stand for the defaults.
type Scrypt struct {
	Log2N, R, P       uint32
	MemoryBudgetBytes uint64
	WaitersMax        int
	Peppers           []RingKey
}

// Format leaves out the peppers, which a verb that is wrong for a pointer would show.
func (s Scrypt) Format(to fmt.State, _ rune) {
	_, _ = fmt.Fprintf(to, "{2^%d %d %d, %d peppers}", s.Log2N, s.R, s.P, len(s.Peppers))
}

// MailOverride is the host's own words for one mail in one language.
type MailOverride struct {
	Effect     Effect
	Language   string
	Subject    string
	Paragraphs []string
	Button     string
}

// Options are what a portal is opened with.
type Options struct {
	Keys         []RingKey // exactly one is primary
	SecondFactor SecondFactor
	Mails        []MailOverride
	Blocklist    string  // passwords to refuse, one a line
	Scrypt       *Scrypt // nil: the defaults
	Licensing    Licensing
}

// Host is what the host provides; only the storage is required.
type Host struct {
	Storage  Storage
	Mailer   Mailer
	Cases    Cases
	Clock    Clock
	Random   Random
	Hasher   Hasher
	Text     TextPolicy
	Log      Log
	Payments Payments
}

// Operator acts when the host itself does, for its workspace and for nobody who is signed in: the Max UUID (RFC 9562
// section 5.10), which no account ever has.
var Operator = UUID{255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255}

// Caller is who calls, on whose behalf, and where.
type Caller struct {
	Workspace string
	Actor     UUID   // the account that is signed in; nil: nobody; Operator: the host itself
	Language  string // of messages (BCP 47); empty: the workspace's
	Context   any    // for the storage's participant; a batch with one is never committed together with others
}

// Portal is an open portal.
type Portal struct {
	mutex  sync.Mutex // never held over a call
	users  int        // calls under way, and one for being open; at 0 it is gone
	closed bool
	portal *C.parvis_portal
	tables *tables
}

func (t *tables) keys(given []RingKey) (*C.parvis_ring_key, C.size_t) {
	out, items := makeN[C.parvis_ring_key](t.block, len(given))
	for n, one := range given {
		items[n].id = C.uint32_t(one.ID)
		items[n].state = C.int32_t(one.State)
		items[n].secret = t.block.bytes([]byte(one.Secret))
	}
	return out, C.size_t(len(given))
}

func (t *tables) options(from Options) *C.parvis_options {
	out := make1[C.parvis_options](t.block)
	out.struct_size = C.sizeof_parvis_options
	out.second_factor = C.int32_t(from.SecondFactor)
	out.licensing = C.int32_t(from.Licensing)
	out.keys, out.key_count = t.keys(from.Keys)
	out.blocklist = t.block.longText(from.Blocklist)
	mails, items := makeN[*C.parvis_mail_override](t.block, len(from.Mails))
	for n, one := range from.Mails {
		items[n] = make1[C.parvis_mail_override](t.block)
		items[n].struct_size = C.sizeof_parvis_mail_override
		items[n].effect = C.int32_t(one.Effect)
		items[n].language = t.block.text(one.Language)
		items[n].subject = t.block.text(one.Subject)
		items[n].paragraphs, items[n].paragraph_count = t.block.texts(one.Paragraphs)
		items[n].button = t.block.text(one.Button)
	}
	out.mails, out.mail_count = mails, C.size_t(len(from.Mails))
	if how := from.Scrypt; how != nil {
		out.scrypt = make1[C.parvis_scrypt_options](t.block)
		out.scrypt.struct_size = C.sizeof_parvis_scrypt_options
		out.scrypt.log2_n, out.scrypt.r, out.scrypt.p = C.uint32_t(how.Log2N), C.uint32_t(how.R), C.uint32_t(how.P)
		out.scrypt.memory_budget_bytes = C.uint64_t(how.MemoryBudgetBytes)
		out.scrypt.waiters_max = C.size_t(how.WaitersMax)
		out.scrypt.peppers, out.scrypt.pepper_count = t.keys(how.Peppers)
	}
	return out
}

func (t *tables) hosts(from Host) *C.parvis_host {
	b := t.block
	out := make1[C.parvis_host](b)
	out.struct_size = C.sizeof_parvis_host
	if from.Storage != nil {
		out.storage = t.storage(from.Storage)
	}
	out.mailer = t.mailer(from.Mailer)
	if from.Cases != nil {
		out.cases = make1[C.parvis_cases](b)
		out.cases.struct_size = C.sizeof_parvis_cases
		C.shim_cases(out.cases, t.handle(from.Cases))
	}
	if from.Payments != nil {
		out.payments = make1[C.parvis_payments](b)
		out.payments.struct_size = C.sizeof_parvis_payments
		C.shim_payments(out.payments, t.handle(from.Payments))
	}
	if from.Clock != nil {
		out.clock = make1[C.parvis_clock](b)
		out.clock.struct_size = C.sizeof_parvis_clock
		C.shim_clock(out.clock, t.handle(from.Clock))
	}
	if from.Random != nil {
		out.random = make1[C.parvis_random](b)
		out.random.struct_size = C.sizeof_parvis_random
		C.shim_random(out.random, t.handle(from.Random))
	}
	if from.Hasher != nil {
		out.hasher = make1[C.parvis_hasher](b)
		out.hasher.struct_size = C.sizeof_parvis_hasher
		out.hasher.dummy = b.text(from.Hasher.Dummy())
		C.shim_hasher(out.hasher, t.handle(from.Hasher))
	}
	if from.Text != nil {
		out.text = make1[C.parvis_text_policy](b)
		out.text.struct_size = C.sizeof_parvis_text_policy
		C.shim_text_policy(out.text, t.handle(from.Text))
		if _, folds := from.Text.(TextFolder); folds {
			C.shim_text_folder(out.text)
		}
	}
	if from.Log != nil {
		out.log = make1[C.parvis_log](b)
		out.log.struct_size = C.sizeof_parvis_log
		C.shim_log(out.log, t.handle(from.Log))
	}
	return out
}

// Open opens a portal; close it when it is no longer needed.
func Open(options Options, host Host) (*Portal, error) {
	t := newTables()
	out := make1[*C.parvis_portal](t.block)
	why := make1[*C.parvis_error](t.block)
	if status := C.parvis_portal_open(t.options(options), t.hosts(host), out, why); status != C.PARVIS_DONE {
		err := failureOf(status, *why, nil)
		t.free()
		return nil, err
	}
	return &Portal{users: 1, portal: *out, tables: t}, nil
}

// Close lets no new call begin: they are told ErrClosed. Calls under way end as they would have, and the last of them
// closes.
func (p *Portal) Close() error {
	p.mutex.Lock()
	was := p.closed
	p.closed = true
	p.mutex.Unlock()
	if was {
		return ErrClosed
	}
	p.leave()
	return nil
}

func (p *Portal) enter() bool {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if !p.closed {
		p.users++
	}
	return !p.closed
}

func (p *Portal) leave() {
	p.mutex.Lock()
	p.users--
	last := p.users == 0
	p.mutex.Unlock()
	if last {
		C.parvis_portal_close(p.portal)
		p.tables.free()
	}
}

// call makes one call: ask copies what is asked and calls C, read makes the answer of the reply, which is then freed.
func call[Reply, Out any](p *Portal, ctx context.Context, by Caller,
	ask func(b *block, by *C.parvis_caller, out **Reply, why **C.parvis_error) C.parvis_status,
	read func(*Reply) Out) (answer Out, err error) {
	if err := ctx.Err(); err != nil {
		return answer, err
	}
	if !p.enter() {
		return answer, ErrClosed
	}
	defer p.leave()
	b := newBlock()
	defer b.free()
	state := &callState{ctx: ctx}
	handle := cgo.NewHandle(state)
	defer handle.Delete()
	var given C.uintptr_t
	if by.Context != nil {
		context := cgo.NewHandle(by.Context)
		defer context.Delete()
		given = C.uintptr_t(context)
	}
	caller := make1[C.parvis_caller](b)
	caller.struct_size = C.sizeof_parvis_caller
	caller.workspace = b.text(by.Workspace)
	caller.actor = cUUID(by.Actor)
	caller.language = b.text(by.Language)
	C.shim_caller(caller, C.uintptr_t(handle), given)
	out, why := make1[*Reply](b), make1[*C.parvis_error](b)
	if status := ask(b, caller, out, why); status != C.PARVIS_DONE {
		return answer, failureOf(status, *why, state)
	}
	defer C.parvis_free(unsafe.Pointer(*out))
	return read(*out), nil
}

// all yields what pages hold, and at most one error, as the last.
func all[T any](pageAfter func(after string) (Page[T], error)) func(func(T, error) bool) {
	return func(yield func(T, error) bool) {
		for after := ""; ; {
			page, err := pageAfter(after)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, one := range page.Items {
				if !yield(one, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			after = page.Next
		}
	}
}
