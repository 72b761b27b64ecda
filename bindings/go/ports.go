// SPDX-License-Identifier: BSL-1.0

package parvis

import (
	"context"
	"fmt"
	"log/slog"
	"time"
	"unsafe"
)

// ValueType is an enumeration of the header.
type ValueType int32

// Every ValueType.
const (
	ValueTypeNull    ValueType = 0
	ValueTypeInteger ValueType = 1
	ValueTypeText    ValueType = 2
	ValueTypeBytes   ValueType = 3
)

var namesValueType = map[ValueType]string{
	ValueTypeNull:    "null",
	ValueTypeInteger: "integer",
	ValueTypeText:    "text",
	ValueTypeBytes:   "bytes",
}

// String is the name of the enumerator, for instance "null".
func (n ValueType) String() string { return nameOf(namesValueType, n) }

// Kind is the kind of a row.
type Kind int32

// Every Kind.
const (
	KindSettings      Kind = 1
	KindGroup         Kind = 2
	KindAccount       Kind = 3
	KindSignUp        Kind = 4
	KindInvite        Kind = 5
	KindSeatPool      Kind = 6
	KindGrant         Kind = 7
	KindOutbox        Kind = 8
	KindEvent         Kind = 9
	KindNote          Kind = 10
	KindCounter       Kind = 11
	KindAuditHead     Kind = 12
	KindCodeClaim     Kind = 13
	KindMailedLink    Kind = 14
	KindCatalog       Kind = 15
	KindOrder         Kind = 16
	KindPaymentNotice Kind = 17
	KindReservation   Kind = 18
	KindSeatUse       Kind = 19
	KindImportRun     Kind = 20
	KindErasure       Kind = 21
)

var namesKind = map[Kind]string{
	KindSettings:      "settings",
	KindGroup:         "group",
	KindAccount:       "account",
	KindSignUp:        "sign_up",
	KindInvite:        "invite",
	KindSeatPool:      "seat_pool",
	KindGrant:         "grant",
	KindOutbox:        "outbox",
	KindEvent:         "event",
	KindNote:          "note",
	KindCounter:       "counter",
	KindAuditHead:     "audit_head",
	KindCodeClaim:     "code_claim",
	KindMailedLink:    "mailed_link",
	KindCatalog:       "catalog",
	KindOrder:         "order",
	KindPaymentNotice: "payment_notice",
	KindReservation:   "reservation",
	KindSeatUse:       "seat_use",
	KindImportRun:     "import_run",
	KindErasure:       "erasure",
}

// String is the name of the enumerator, for instance "settings".
func (n Kind) String() string { return nameOf(namesKind, n) }

// FilterOp is an enumeration of the header.
type FilterOp int32

// Every FilterOp.
const (
	FilterOpEqual    FilterOp = 1
	FilterOpLess     FilterOp = 2
	FilterOpGreater  FilterOp = 3
	FilterOpIn       FilterOp = 4
	FilterOpContains FilterOp = 5
)

var namesFilterOp = map[FilterOp]string{
	FilterOpEqual:    "equal",
	FilterOpLess:     "less",
	FilterOpGreater:  "greater",
	FilterOpIn:       "in",
	FilterOpContains: "contains",
}

// String is the name of the enumerator, for instance "equal".
func (n FilterOp) String() string { return nameOf(namesFilterOp, n) }

// Comparison is an enumeration of the header.
type Comparison int32

// Every Comparison.
const (
	ComparisonEqual       Comparison = 1
	ComparisonLess        Comparison = 2
	ComparisonLessOrEqual Comparison = 3
	ComparisonNull        Comparison = 4
	ComparisonGreater     Comparison = 5
)

var namesComparison = map[Comparison]string{
	ComparisonEqual:       "equal",
	ComparisonLess:        "less",
	ComparisonLessOrEqual: "less_or_equal",
	ComparisonNull:        "null",
	ComparisonGreater:     "greater",
}

// String is the name of the enumerator, for instance "equal".
func (n Comparison) String() string { return nameOf(namesComparison, n) }

// OpType is an enumeration of the header.
type OpType int32

// Every OpType.
const (
	OpTypeInsert OpType = 1
	OpTypeChange OpType = 2
	OpTypeRemove OpType = 3
	OpTypeAbsent OpType = 4
)

var namesOpType = map[OpType]string{
	OpTypeInsert: "insert",
	OpTypeChange: "change",
	OpTypeRemove: "remove",
	OpTypeAbsent: "absent",
}

// String is the name of the enumerator, for instance "insert".
func (n OpType) String() string { return nameOf(namesOpType, n) }

// AnswerStatus is an enumeration of the header.
type AnswerStatus int32

// Every AnswerStatus.
const (
	AnswerStatusDone        AnswerStatus = 1
	AnswerStatusAlready     AnswerStatus = 2
	AnswerStatusConflict    AnswerStatus = 3
	AnswerStatusNoRoom      AnswerStatus = 4
	AnswerStatusUnavailable AnswerStatus = 5
	AnswerStatusUnknown     AnswerStatus = 6
)

var namesAnswerStatus = map[AnswerStatus]string{
	AnswerStatusDone:        "done",
	AnswerStatusAlready:     "already",
	AnswerStatusConflict:    "conflict",
	AnswerStatusNoRoom:      "no_room",
	AnswerStatusUnavailable: "unavailable",
	AnswerStatusUnknown:     "unknown",
}

// String is the name of the enumerator, for instance "done".
func (n AnswerStatus) String() string { return nameOf(namesAnswerStatus, n) }

// Why says why an operation did not hold.
type Why int32

// Every Why.
const (
	WhyNone      Why = 0
	WhyExists    Why = 1
	WhyMissing   Why = 2
	WhyRevision  Why = 3
	WhyCondition Why = 4
	WhyKeyTaken  Why = 5
	WhyMalformed Why = 6
)

var namesWhy = map[Why]string{
	WhyNone:      "none",
	WhyExists:    "exists",
	WhyMissing:   "missing",
	WhyRevision:  "revision",
	WhyCondition: "condition",
	WhyKeyTaken:  "key_taken",
	WhyMalformed: "malformed",
}

// String is the name of the enumerator, for instance "none".
func (n Why) String() string { return nameOf(namesWhy, n) }

// Value is what one column of one row holds: nil, int64, string or []byte.
type Value any

// IDColumn stands for the row's id where the number of a column is asked for.
const IDColumn = 0xffff

// Row is one stored row; Values[n] is the column with number n, those past the end are nil. Formatting shows how many
// they are: one may be what a password is checked with.
type Row struct {
	Kind     Kind
	ID       UUID
	Revision uint64
	Values   []Value
}

// Format leaves out the values.
func (r Row) Format(to fmt.State, _ rune) {
	_, _ = fmt.Fprintf(to, "{%v %v %d, %d values}", r.Kind, r.ID, r.Revision, len(r.Values))
}

// Key is a point read: by id (Column is IDColumn, Value 16 octets), or by the value of a unique column.
type Key struct {
	Kind   Kind
	Column int
	Value  Value
}

// Filter says which rows pass. Nil passes no filter.
type Filter struct {
	Column int
	Op     FilterOp
	Values []Value
}

// Cursor is where a page ended.
type Cursor struct {
	Value Value // of the sort column in the last row
	ID    UUID
}

// Query is a filtered page in the order of (sort column, id); rows whose sort column is nil are not in it.
type Query struct {
	Kind       Kind
	Sort       int
	Descending bool
	After      *Cursor
	Filters    []Filter
	Limit      int // 0 to 1,000; 0 only counts
	CountCap   int // 0: do not count; otherwise all that pass, from the start, up to this many
}

// Found is a page.
type Found struct {
	Rows  []Row
	More  bool
	Count int
}

// Assignment sets a column. Formatting leaves out the value, as that of a Row does.
type Assignment struct {
	Column int
	Value  Value
}

// Format leaves out the value.
func (a Assignment) Format(to fmt.State, _ rune) { _, _ = fmt.Fprintf(to, "{%d ...}", a.Column) }

// Addition adds to a counter.
type Addition struct {
	Column int
	Amount int64
}

// Condition is on the row's own columns before the operation changes them.
type Condition struct {
	Column int
	Is     Comparison
	Value  Value
	Other  int // compare with this column instead; -1: with Value
}

// Operation is what a batch does to one row, or asks of it. The header says what each type means.
type Operation struct {
	Type       OpType
	Kind       Kind
	ID         UUID
	Revision   *uint64 // nil: at any
	OrInsert   bool
	Set        []Assignment
	Add        []Addition
	Conditions []Condition
}

// Batch is all or nothing, its operations in order; the first that does not hold decides the answer.
type Batch struct {
	ID         UUID
	At         time.Time
	Operations []Operation
}

// Answer is what became of a batch.
type Answer struct {
	Status AnswerStatus
	Op     int
	Reason Why
	Column int
}

// Column is one column of the schema.
type Column struct {
	Name                        string
	Type                        ValueType
	Unique, Searchable, Counter bool
	Bound, Floor                int // columns; -1: none
}

// KindSchema is one kind of rows.
type KindSchema struct {
	Kind    Kind
	Name    string
	Columns []Column
}

// QueryShape is a combination of filters and sort that is asked for.
type QueryShape struct {
	Kind  Kind
	Sort  int
	Equal []int
}

// SchemaView is what a storage is asked to keep, as data.
type SchemaView struct {
	Kinds  []KindSchema
	Shapes []QueryShape
}

// Of gives the schema of a kind.
func (s *SchemaView) Of(kind Kind) *KindSchema { return &s.Kinds[kind-1] }

// Storage is where everything is kept. Every method takes the workspace first; ctx is the caller's. All ports may be
// called from several threads at once; an error, or a panic, fails the call and is its cause. They must not end their
// goroutine, as t.FailNow does: the program ends with it.
type Storage interface {
	// Load gives one entry for each key, in order, nil where there is no row; all from one moment.
	Load(ctx context.Context, workspace string, keys []Key) ([]*Row, error)
	// Scan gives one page, from one moment.
	Scan(ctx context.Context, workspace string, query Query) (Found, error)
	// Commit gives one answer for each batch, in order.
	Commit(ctx context.Context, workspace string, batches []Batch) ([]Answer, error)
}

// Maintainer is a Storage that puts something off when it commits. No answer of its other methods depends on it.
type Maintainer interface {
	Storage
	// Maintain does about limit rows of it, and says how many they were. Called by RunDue.
	Maintain(ctx context.Context, workspace string, limit int) (int, error)
}

// Participant writes rows of the host's own in the transaction of a built-in storage.
type Participant interface {
	// TakePart is given the context of the caller (never nil) and the storage's own connection (sqlite3 *; nil in memory).
	// An error rolls everything back.
	TakePart(ctx context.Context, hostContext any, connection unsafe.Pointer, applied Batch) error
}

// Mail is one mail to one person; everything that goes into a header is one line.
type Mail struct {
	ID        UUID
	MessageID string
	Date      time.Time
	To        string
	ToName    string
	Subject   string
	Text      Secret // may hold a link
	HTML      Secret // likewise
	Language  string
}

// Mailer carries mail away. To return nil is to have taken the mail over; it may come again, with the same id.
type Mailer interface {
	Send(ctx context.Context, mail Mail) error
}

// CaseRequest is a case to be opened for an account that has just become active.
type CaseRequest struct {
	Workspace string
	Key       UUID
	Account   UUID
	Kind      AccountKind
	FirstName string
	LastName  string
	Email     string
	Role      CaseRole
}

// Cases are the host's matters. To return nil is to have exactly one case for the key.
type Cases interface {
	OpenCase(ctx context.Context, request CaseRequest) error
}

// OrderLine is what one line of an order costs, in the smallest unit of its money.
type OrderLine struct {
	Sku        string
	Quantity   int64
	UnitAmount int64
	Amount     int64
}

// CheckoutRequest is an order that is to be paid.
type CheckoutRequest struct {
	Workspace string
	Order     UUID   // the same each time this order is asked for: the gateway's idempotency key
	Key       string // the host's own name for it
	Currency  string
	Total     int64
	Lines     []OrderLine
}

// Checkout is how a gateway takes an order.
type Checkout struct {
	State     CheckoutState // 0 is none
	Reference string        // the gateway's name for it; required when started
	URL       string        // https, for the payer; may be empty
}

// Payments is the host's payment gateway. There is exactly one checkout for each order, however often it is asked for.
type Payments interface {
	StartCheckout(ctx context.Context, request CheckoutRequest) (Checkout, error)
}

// Clock is the host's time. What it ends stays ended once RunDue has seen it; one that is set back before then gives
// links and requests their last hours again.
type Clock interface {
	Now(ctx context.Context) (time.Time, error)
}

// Random fills all of out with unpredictable octets.
type Random interface {
	Fill(ctx context.Context, out []byte) error
}

// Hasher turns passwords into PHC strings and checks them.
type Hasher interface {
	// Dummy is a PHC string that no password matches and that costs as much to check as a real one.
	Dummy() string
	Hash(ctx context.Context, password Secret, salt []byte) (string, error)
	Verify(ctx context.Context, password Secret, phc string) (PasswordVerdict, error)
}

// TextPolicy is what needs Unicode tables.
type TextPolicy interface {
	NFC(ctx context.Context, text string) (string, error)
	DomainToASCII(ctx context.Context, domain string) (string, error)
}

// TextFolder is a TextPolicy that also says how people are looked for; where it does not, only ASCII folds.
type TextFolder interface {
	TextPolicy
	// Fold gives a text without case and without accents. What it gives is stored: see SearchKeys.
	Fold(ctx context.Context, text string) (string, error)
}

// Log takes what an operator may want to know: ids and numbers only.
type Log interface {
	Note(event, detail string)
}

// SlogLog notes through a logger of log/slog.
func SlogLog(to *slog.Logger) Log { return slogLog{to} }

type slogLog struct{ to *slog.Logger }

func (l slogLog) Note(event, detail string) { l.to.Info(event, "detail", detail) }

// Progress is told how far long work has come; total is 0 when nobody knows. False stops the work.
type Progress func(done, total uint64) bool
