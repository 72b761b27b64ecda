// SPDX-License-Identifier: BSL-1.0

package parvis

// #include <stdlib.h>
// #include <string.h>
// #include "shim.h"
import "C"

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"sync"
	"time"
	"unsafe"
)

// UUID is 128 bits in network order (RFC 9562). The zero value is none.
type UUID [16]byte

// String is the 36-character form.
func (id UUID) String() string {
	var out [36]byte
	hex.Encode(out[:8], id[:4])
	hex.Encode(out[9:13], id[4:6])
	hex.Encode(out[14:18], id[6:8])
	hex.Encode(out[19:23], id[8:10])
	hex.Encode(out[24:], id[10:])
	out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
	return string(out[:])
}

// IsNil says whether it is none.
func (id UUID) IsNil() bool { return id == UUID{} }

// ParseUUID reads the 36-character form in either case.
func ParseUUID(text string) (UUID, error) {
	b := newBlock()
	defer b.free()
	var out C.parvis_uuid
	if C.parvis_uuid_read(b.text(text), &out) != C.PARVIS_DONE {
		return UUID{}, errors.New("parvis: no UUID")
	}
	return uuidOf(out), nil
}

// Never is what a moment that never comes is on its way in; on the way out it is the zero time.
var Never = time.UnixMicro(math.MaxInt64).UTC()

// Secret is text that no formatting shows; Reveal gives it.
type Secret string

// Reveal gives the text.
func (s Secret) Reveal() string { return string(s) }

const masked = "[secret]"

// String masks the text.
func (s Secret) String() string { return masked }

// Format masks the text, whatever the verb.
func (s Secret) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, masked) }

// MarshalText masks the text.
func (s Secret) MarshalText() ([]byte, error) { return []byte(masked), nil }

// --- out of C ---

func textOf(t C.parvis_text) string {
	return C.GoStringN(t.data, C.int(t.size))
}

func bytesOf(b C.parvis_bytes) []byte {
	if b.size == 0 {
		return nil
	}
	return C.GoBytes(unsafe.Pointer(b.data), C.int(b.size))
}

func uuidOf(id C.parvis_uuid) UUID {
	return *(*UUID)(unsafe.Pointer(&id.octet))
}

// momentOf is the zero time for a moment that is absent or never comes.
func momentOf(us C.parvis_time_us) time.Time {
	if us == 0 || us == math.MaxInt64 {
		return time.Time{}
	}
	return time.UnixMicro(int64(us)).UTC()
}

func durationOf(us C.int64_t) time.Duration { return time.Duration(us) * time.Microsecond }

func listOf[From, To any](items *From, count C.size_t, read func(*From) To) []To {
	if count == 0 {
		return nil
	}
	out := make([]To, count)
	for n, one := range unsafe.Slice(items, int(count)) {
		item := one
		out[n] = read(&item)
	}
	return out
}

func pointersOf[From, To any](items **From, count C.size_t, read func(*From) To) []To {
	return listOf(items, count, func(item **From) To { return read(*item) })
}

func textsOf(items *C.parvis_text, count C.size_t) []string {
	return listOf(items, count, func(t *C.parvis_text) string { return textOf(*t) })
}

func uuidsOf(items *C.parvis_uuid, count C.size_t) []UUID {
	return listOf(items, count, func(id *C.parvis_uuid) UUID { return uuidOf(*id) })
}

func nameOf[E ~int32](names map[E]string, n E) string {
	if name, known := names[n]; known {
		return name
	}
	return "unknown"
}

// --- into C ---

// block is memory of C for one call: a request and all it points to. Its first piece is kept for later calls.
type block struct {
	pieces []piece
	used   uintptr // of the newest piece
}

// piece is all zero where it is not in use.
type piece struct {
	at   unsafe.Pointer
	size uintptr
}

const pieceSize = 4096

func newPiece(size uintptr) piece {
	out := piece{C.malloc(C.size_t(size)), size}
	out.wipe(size)
	return out
}

// wipe clears what was typed: it may be secret.
func (p piece) wipe(used uintptr) { clear(unsafe.Slice((*byte)(p.at), used)) }

var blocks = sync.Pool{New: func() any {
	out := &block{pieces: []piece{newPiece(pieceSize)}}
	runtime.SetFinalizer(out, func(b *block) { C.free(b.pieces[0].at) }) // the pool lets go of it without a word
	return out
}}

func newBlock() *block { return blocks.Get().(*block) }

func (b *block) free() {
	for n := len(b.pieces) - 1; n > 0; n-- {
		b.pieces[n].wipe(b.used)
		C.free(b.pieces[n].at)
		b.used = b.pieces[n-1].size
	}
	b.pieces = b.pieces[:1]
	b.pieces[0].wipe(b.used)
	b.used = 0
	blocks.Put(b)
}

// alloc gives octets that are all zero.
func (b *block) alloc(size uintptr) unsafe.Pointer {
	size = (size + 15) &^ 15
	newest := b.pieces[len(b.pieces)-1]
	if b.used+size > newest.size {
		newest = newPiece(max(size, pieceSize))
		b.pieces = append(b.pieces, newest)
		b.used = 0
	}
	b.used += size
	return unsafe.Add(newest.at, b.used-size)
}

func make1[T any](b *block) *T {
	var one T
	return (*T)(b.alloc(unsafe.Sizeof(one)))
}

func makeN[T any](b *block, n int) (*T, []T) {
	if n == 0 {
		return nil, nil
	}
	var one T
	out := (*T)(b.alloc(unsafe.Sizeof(one) * uintptr(n)))
	return out, unsafe.Slice(out, n)
}

// textMax is how long a text of a request may be. What is longer is refused by its size alone, so it is not copied.
const textMax = 64 << 10

func (b *block) text(s string) C.parvis_text {
	if len(s) > textMax {
		return C.parvis_text{size: C.size_t(len(s))}
	}
	return b.longText(s)
}

func (b *block) longText(s string) C.parvis_text {
	if s == "" {
		return C.parvis_text{}
	}
	to := b.alloc(uintptr(len(s)))
	copy(unsafe.Slice((*byte)(to), len(s)), s)
	return C.parvis_text{data: (*C.char)(to), size: C.size_t(len(s))}
}

// textAt is NULL for nil, which is not the same as an empty text.
func (b *block) textAt(s *string) *C.parvis_text {
	if s == nil {
		return nil
	}
	out := make1[C.parvis_text](b)
	*out = b.text(*s)
	return out
}

func (b *block) bytes(octets []byte) C.parvis_bytes {
	if len(octets) == 0 {
		return C.parvis_bytes{}
	}
	to := b.alloc(uintptr(len(octets)))
	copy(unsafe.Slice((*byte)(to), len(octets)), octets)
	return C.parvis_bytes{data: (*C.uint8_t)(to), size: C.size_t(len(octets))}
}

func (b *block) texts(given []string) (*C.parvis_text, C.size_t) {
	out, items := makeN[C.parvis_text](b, len(given))
	for n, one := range given {
		items[n] = b.text(one)
	}
	return out, C.size_t(len(given))
}

func numbers[E ~int32](b *block, given []E) (*C.int32_t, C.size_t) {
	out, items := makeN[C.int32_t](b, len(given))
	for n, one := range given {
		items[n] = C.int32_t(one)
	}
	return out, C.size_t(len(given))
}

func cUUID(id UUID) C.parvis_uuid {
	return *(*C.parvis_uuid)(unsafe.Pointer(&id))
}

func (b *block) uuids(given []UUID) (*C.parvis_uuid, C.size_t) {
	out, items := makeN[C.parvis_uuid](b, len(given))
	for n, id := range given {
		items[n] = cUUID(id)
	}
	return out, C.size_t(len(given))
}

func (b *block) uuid(id UUID) *C.parvis_uuid {
	out := make1[C.parvis_uuid](b)
	*out = cUUID(id)
	return out
}

func cMoment(at time.Time) C.parvis_time_us {
	if at.IsZero() {
		return 0
	}
	return C.parvis_time_us(at.UnixMicro())
}

func cDuration(d time.Duration) C.int64_t { return C.int64_t(d.Microseconds()) }

func cBool(yes bool) C.uint32_t {
	if yes {
		return 1
	}
	return 0
}
