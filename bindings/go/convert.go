// SPDX-License-Identifier: BSL-1.0

package parvis

// #include <stdlib.h>
// #include <string.h>
// #include "shim.h"
import "C"

import (
	"encoding/hex"
	"errors"
	"math"
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

// GoString masks the text.
func (s Secret) GoString() string { return masked }

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

// --- into C ---

// block is memory of C for one call: a request and all it points to. Its first piece is kept for later calls.
type block struct {
	first unsafe.Pointer
	more  []unsafe.Pointer
	at    uintptr // of the newest piece
	size  uintptr
	used  uintptr
}

const pieceSize = 4096

var blocks = sync.Pool{New: func() any {
	return &block{first: C.malloc(pieceSize)}
}}

func newBlock() *block {
	b := blocks.Get().(*block)
	b.size, b.used = pieceSize, 0
	return b
}

func (b *block) free() {
	// What was typed may be secret.
	C.memset(b.first, 0, C.size_t(pieceSize))
	for _, one := range b.more {
		C.free(one)
	}
	b.more = b.more[:0]
	blocks.Put(b)
}

func (b *block) newest() unsafe.Pointer {
	if len(b.more) > 0 {
		return b.more[len(b.more)-1]
	}
	return b.first
}

// alloc gives octets that are all zero.
func (b *block) alloc(size uintptr) unsafe.Pointer {
	size = (size + 15) &^ 15
	if b.used+size > b.size {
		b.size = max(size, pieceSize)
		b.more = append(b.more, C.malloc(C.size_t(b.size)))
		b.used = 0
	}
	out := unsafe.Add(b.newest(), b.used)
	b.used += size
	C.memset(out, 0, C.size_t(size))
	return out
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

func (b *block) text(s string) C.parvis_text {
	if s == "" {
		return C.parvis_text{}
	}
	to := b.alloc(uintptr(len(s)))
	copy(unsafe.Slice((*byte)(to), len(s)), s)
	return C.parvis_text{data: (*C.char)(to), size: C.size_t(len(s))}
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

func cUUID(id UUID) C.parvis_uuid {
	return *(*C.parvis_uuid)(unsafe.Pointer(&id))
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
