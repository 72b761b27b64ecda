// SPDX-License-Identifier: BSL-1.0

package parvis_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unsafe"

	"parvis.example/parvis"
)

// Every slot goes wrong in every way: the call fails with the right code and cause, and the next one works.

func TestEveryPortIsCalledAndGarbageIsCollectedInEach(t *testing.T) {
	p := newPorts()
	f := house(t, p)
	p.collects = true
	check(t, oneDay(f, p, 0))
	for _, slot := range slots {
		if p.calls[slot] == 0 {
			t.Errorf("%s was not called", slot)
		}
	}
}

// --- what slots fail with ---

func isCode(code parvis.Code) bool { return code.String() != "unknown" }

// ending is what a call fails with when the slot fails so.
func ending(slot string, chosen parvis.Code) parvis.Code {
	code := chosen
	if !isCode(chosen) {
		code = 0
	}
	switch slot {
	case "now":
		return parvis.CodeClockFailed
	case "fill":
		return parvis.CodeRandomFailed
	case "commit": // of nothing else it is sure that it was not applied
		if code == parvis.CodeUnavailable {
			return code
		}
		return parvis.CodeOutcomeUnknown
	}
	switch final := code >= 100 && code < 200; { // it can never succeed
	case final && (slot == "hash" || slot == "fold"):
		return code
	case final && (slot == "nfc" || slot == "domain_to_ascii"):
		return parvis.CodeInvalidForm
	case code >= 400:
		return code
	}
	return parvis.CodeHostFailed
}

type failing struct {
	act    func() error
	code   parvis.Code
	cause  func(error) bool
	detail string
}

func failings() []failing {
	broken := errors.New("broken")
	isBroken := func(err error) bool { return errors.Is(err, broken) }
	panicked := func(err error) bool {
		var value *parvis.PanicError
		return errors.As(err, &value)
	}
	out := []failing{
		{func() error { return broken }, parvis.CodeHostFailed, isBroken, "broken"},
		{func() error { return fmt.Errorf("wrapped: %w", broken) }, parvis.CodeHostFailed, isBroken, "wrapped: broken"},
		{func() error { panic(broken) }, parvis.CodeHostFailed, panicked, "panic: broken"},
		{func() error { var none map[string]int; none["x"] = 1; return nil }, parvis.CodeHostFailed, panicked,
			"panic: assignment to entry in nil map"},
	}
	codes := []parvis.Code{0, 1, -7, 99, 9999}
	for code := parvis.Code(100); code < 600; code++ {
		if isCode(code) {
			codes = append(codes, code)
		}
	}
	for _, code := range codes {
		chosen := &parvis.Failure{Code: code, Detail: "chosen"}
		out = append(out, failing{func() error { return chosen }, code,
			func(err error) bool { return errors.Is(err, chosen) }, "chosen"})
	}
	return out
}

func TestASlotThatFailsFailsTheCallAndIsItsCauseAndTheNextCallWorks(t *testing.T) {
	for _, slot := range slots {
		slot := slot
		t.Run(slot, func(t *testing.T) {
			p := newPorts()
			f := house(t, p)
			for n, one := range failings() {
				p.misbehave(slot, one.act)
				err := oneDay(f, p, n)
				if slot == "send" || slot == "open" || slot == "start" { // that is tried later, or never: no call fails
					if !errors.Is(err, errLater) {
						t.Errorf("failure %d: %v", n, err)
					}
				} else {
					refused(t, err, ending(slot, one.code))
					var why *parvis.Error
					if !errors.As(err, &why) || !one.cause(err) {
						t.Errorf("failure %d has another cause: %v", n, err)
					} else if why.Code >= 400 && slot != "commit" { // of a commit only the answers are heard
						equal(t, "detail", one.detail, why.Detail)
					}
				}
				p.misbehave("", nil)
				check(t, oneDay(f, p, n+1000))
			}
		})
	}
}

func TestASlotThatFailsAfterItCalledAnotherPortalIsTheCause(t *testing.T) {
	p := newPorts()
	f := house(t, p)
	other := newFirm(t, parvis.Host{Storage: newPlainStorage()})
	broken := errors.New("broken")
	p.misbehave("load", func() error {
		if _, err := other.portal.ViewSettings(background, other.claire); err != nil {
			return err
		}
		return broken
	})
	_, err := f.portal.ViewSettings(background, f.claire)
	refused(t, err, parvis.CodeHostFailed)
	if !errors.Is(err, broken) {
		t.Errorf("the cause is lost: %v", err)
	}
}

func TestALogThatPanicsFailsNothing(t *testing.T) {
	p := newPorts()
	f := house(t, p)
	p.misbehave("send", func() error {
		p.misbehave("note", func() error { panic("no") })
		return &parvis.Failure{Code: parvis.CodeEmailInvalid, Detail: "never"}
	})
	if err := oneDay(f, p, 0); !errors.Is(err, errLater) || p.calls["note"] == 0 {
		t.Errorf("a mail that is given up: %v", err)
	}
	check(t, oneDay(f, p, 1))
}

// journal is a participant ready to go wrong.
type journal struct {
	act  func() error
	last context.Context
}

func (j *journal) TakePart(ctx context.Context, _ any, _ unsafe.Pointer, _ parvis.Batch) error {
	j.last = ctx
	if j.act == nil {
		return nil
	}
	return j.act()
}

func TestAParticipantThatFailsRollsBackAndIsTheCause(t *testing.T) {
	part := &journal{}
	store, err := parvis.OpenMemoryStorage(part)
	check(t, err)
	f := newFirm(t, parvis.Host{Storage: store})
	by := f.claire
	by.Context = "order 7"
	for n, one := range failings() {
		part.act = one.act
		_, err := f.portal.GrantSeats(background, by, parvis.SeatGrant{Sku: "core", Quantity: 1})
		refused(t, err, parvis.CodeUnavailable)
		if !one.cause(err) {
			t.Errorf("failure %d has another cause: %v", n, err)
		}
	}
	part.act = func() error {
		_, err := f.portal.ViewSettings(background, f.claire)
		return err
	}
	_, err = f.portal.GrantSeats(background, by, parvis.SeatGrant{Sku: "core", Quantity: 1})
	refused(t, err, parvis.CodeUnavailable)
	refused(t, err, parvis.CodeReentrant)
	part.act = nil
	pool, err := f.portal.GrantSeats(background, by, parvis.SeatGrant{Sku: "core", Quantity: 1})
	check(t, err)
	equal(t, "capacity", int64(6), pool.Capacity)
}

func TestProgressIsToldStopsTheWorkAndMayPanic(t *testing.T) {
	store, err := parvis.OpenMemoryStorage(nil)
	check(t, err)
	f := newFirm(t, parvis.Host{Storage: store})
	for n := 0; n < 1000; n++ { // more than one page of the trail
		_, err := f.portal.GrantSeats(background, f.claire, parvis.SeatGrant{Sku: "core", Quantity: 1})
		check(t, err)
	}
	for sealed := 1; sealed != 0; {
		reply, err := f.portal.SealAudit(background, f.host, 1000)
		check(t, err)
		sealed = reply.Sealed
	}
	var told []uint64
	verify := func(progress parvis.Progress) (parvis.AuditReport, error) {
		return f.portal.VerifyAudit(background, f.claire, parvis.VerifyAuditRequest{Progress: progress})
	}
	report, err := verify(func(done, total uint64) bool {
		told = append(told, done, total)
		return true
	})
	check(t, err)
	equal(t, "told", []uint64{1000, 0}, told)
	equal(t, "defect", parvis.AuditDefect(0), report.Defect)
	_, err = verify(func(uint64, uint64) bool { return false })
	refused(t, err, parvis.CodeCancelled)
	var panicked *parvis.PanicError
	if _, err = verify(func(uint64, uint64) bool { panic("no") }); !errors.As(err, &panicked) {
		t.Errorf("a panic of a progress: %v", err)
	}
	refused(t, err, parvis.CodeCancelled)
	_, err = parvis.CheckStorage(store, parvis.CheckOptions{Progress: func(uint64, uint64) bool { panic("no") }})
	refused(t, err, parvis.CodeCancelled)
	if !errors.As(err, &panicked) {
		t.Errorf("a panic of a progress: %v", err)
	}
}

// --- what slots answer ---

// careless answers nothing, and no error, in the slot that is named.
type careless struct {
	*ports
	slot string
}

func (c *careless) Load(ctx context.Context, name string, keys []parvis.Key) ([]*parvis.Row, error) {
	if c.slot == "load" {
		return []*parvis.Row{{}}, nil
	}
	return c.ports.Load(ctx, name, keys)
}

func (c *careless) Scan(ctx context.Context, name string, q parvis.Query) (parvis.Found, error) {
	if c.slot == "scan" {
		return parvis.Found{Rows: make([]parvis.Row, 1)}, nil
	}
	return c.ports.Scan(ctx, name, q)
}

func (c *careless) Commit(ctx context.Context, name string, batches []parvis.Batch) ([]parvis.Answer, error) {
	if c.slot == "commit" {
		return make([]parvis.Answer, len(batches)), nil
	}
	return c.ports.Commit(ctx, name, batches)
}

func (c *careless) Now(ctx context.Context) (time.Time, error) {
	if c.slot == "now" {
		return time.Time{}, nil
	}
	return c.ports.Now(ctx)
}

func (c *careless) Fill(ctx context.Context, out []byte) error {
	if c.slot == "fill" {
		return nil
	}
	return c.ports.Fill(ctx, out)
}

func (c *careless) Hash(ctx context.Context, password parvis.Secret, salt []byte) (string, error) {
	if c.slot == "hash" {
		return "", nil
	}
	return c.ports.Hash(ctx, password, salt)
}

func (c *careless) Verify(ctx context.Context, password parvis.Secret, phc string) (parvis.PasswordVerdict, error) {
	if c.slot == "verify" {
		return 0, nil
	}
	return c.ports.Verify(ctx, password, phc)
}

func (c *careless) NFC(ctx context.Context, text string) (string, error) {
	if c.slot == "nfc" {
		return "", nil
	}
	return c.ports.NFC(ctx, text)
}

func (c *careless) DomainToASCII(ctx context.Context, domain string) (string, error) {
	if c.slot == "domain_to_ascii" {
		return "", nil
	}
	return c.ports.DomainToASCII(ctx, domain)
}

func TestASlotThatAnswersNothingFailsTheCall(t *testing.T) {
	for _, slot := range []string{"load", "scan", "commit", "now", "fill", "hash", "verify", "nfc", "domain_to_ascii"} {
		p := newPorts()
		c := &careless{ports: p}
		f := newFirm(t, parvis.Host{Storage: c, Mailer: p, Cases: p, Payments: p, Clock: c, Random: c, Hasher: c, Text: c, Log: p})
		f.setPrices()
		check(t, oneDay(f, p, 0))
		c.slot = slot
		refused(t, oneDay(f, p, 1), ending(slot, parvis.CodeHostFailed))
		c.slot = ""
		check(t, oneDay(f, p, 2))
	}
}

// --- entering, waiting, ending ---

func TestAPortalIsNotEnteredFromItsOwnSlotsButAnotherOneIs(t *testing.T) {
	other := newFirm(t, parvis.Host{Storage: newPlainStorage()})
	for n, slot := range slots {
		p := newPorts()
		f := house(t, p)
		entered := 0
		p.misbehave(slot, func() error {
			if _, err := other.portal.ViewSettings(background, other.claire); err != nil {
				return err
			}
			_, err := f.portal.ViewSettings(background, f.claire)
			refused(t, err, parvis.CodeReentrant)
			entered++
			return nil
		})
		check(t, oneDay(f, p, n))
		if entered == 0 {
			t.Errorf("%s was not called", slot)
		}
	}
}

func TestASlotThatBlocksHoldsUpNobodyElse(t *testing.T) {
	for _, slot := range slots {
		p := newPorts()
		f := house(t, p)
		entered, leave, left := make(chan bool, 99), make(chan bool), make(chan error)
		p.misbehave(slot, func() error {
			entered <- true
			<-leave
			return nil
		})
		go func() { left <- oneDay(f, p, 0) }()
		<-entered
		p.misbehave("", nil)
		check(t, oneDay(f, p, 1))
		close(leave)
		check(t, <-left)
	}
}

func TestAPortalThatIsClosedByManyLetsThoseUnderWayEnd(t *testing.T) {
	const callers, closers = 4, 4
	p := newPorts()
	f := house(t, p)
	entered, leave := make(chan bool, 99), make(chan bool)
	left, closed := make(chan error), make(chan error)
	p.misbehave("load", func() error {
		entered <- true
		<-leave
		return nil
	})
	for n := 0; n < callers; n++ {
		go func() {
			_, err := f.portal.ViewSettings(background, f.claire)
			left <- err
		}()
	}
	for n := 0; n < callers; n++ {
		<-entered
	}
	for n := 0; n < closers; n++ {
		go func() { closed <- f.portal.Close() }()
	}
	count := map[error]int{}
	for n := 0; n < closers; n++ {
		count[<-closed]++
	}
	equal(t, "closings", map[error]int{nil: 1, parvis.ErrClosed: closers - 1}, count)
	if _, err := f.portal.ViewSettings(background, f.claire); err != parvis.ErrClosed {
		t.Errorf("a closed portal: %v", err)
	}
	close(leave)
	for n := 0; n < callers; n++ {
		check(t, <-left)
	}
}

func TestAPortThatEndsItsGoroutineEndsTheProgramWithAWord(t *testing.T) {
	if os.Getenv("PARVIS_TEST_ENDS") != "" {
		p := newPorts()
		f := house(t, p)
		p.misbehave("load", func() error { t.FailNow(); return nil })
		_, _ = f.portal.ViewSettings(background, f.claire)
		os.Exit(0)
	}
	child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	child.Env = append(os.Environ(), "PARVIS_TEST_ENDS=1")
	said, err := child.CombinedOutput()
	if err == nil || !strings.Contains(string(said), "panic: parvis: a port ended its goroutine") {
		t.Errorf("%v: %s", err, said)
	}
}

// --- the context of a call ---

func TestTheContextOfTheCallReachesEverySlot(t *testing.T) {
	type key struct{}
	p := newPorts()
	f := house(t, p)
	ctx, cancel := context.WithTimeout(context.WithValue(background, key{}, "here"), time.Hour)
	defer cancel()
	check(t, oneDayIn(ctx, f, p, 0))
	for _, slot := range slots {
		equal(t, slot, "here", p.contexts[slot].Value(key{}))
		wanted, _ := ctx.Deadline()
		got, _ := p.contexts[slot].Deadline()
		equal(t, slot, wanted, got)
	}
	part := &journal{}
	store, err := parvis.OpenMemoryStorage(part)
	check(t, err)
	f = newFirm(t, parvis.Host{Storage: store})
	by := f.claire
	by.Context = "order 7"
	_, err = f.portal.GrantSeats(ctx, by, parvis.SeatGrant{Sku: "core", Quantity: 1})
	check(t, err)
	equal(t, "a participant", "here", part.last.Value(key{}))
}

func TestACallEndsWhenItsSlotHeedsTheContext(t *testing.T) {
	for _, slot := range slots {
		p := newPorts()
		f := house(t, p)
		ctx, cancel := context.WithCancel(background)
		p.misbehave(slot, func() error {
			cancel()
			<-p.context(slot).Done()
			return p.context(slot).Err()
		})
		err := oneDayIn(ctx, f, p, 0)
		if !errors.Is(err, context.Canceled) && !errors.Is(err, errLater) {
			t.Errorf("%s, cancelled: %v", slot, err)
		}
		if slot != "send" && slot != "open" && slot != "start" {
			refused(t, err, ending(slot, parvis.CodeHostFailed))
		}
		if _, err := f.portal.ViewSettings(ctx, f.claire); err != context.Canceled {
			t.Errorf("a call whose context has ended: %v", err)
		}
		p.misbehave("", nil)
		check(t, oneDay(f, p, 1))
	}
	p := newPorts()
	f := house(t, p)
	p.misbehave("load", func() error {
		<-p.context("load").Done()
		return p.context("load").Err()
	})
	ctx, cancel := context.WithTimeout(background, 20*time.Millisecond)
	defer cancel()
	if _, err := f.portal.ViewSettings(ctx, f.claire); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a call whose time is over: %v", err)
	}
}

// --- what is asked ---

// residentMax is how much memory the process ever had.
func residentMax(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	check(t, err)
	found := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	kilobytes, err := strconv.Atoi(string(found[1]))
	check(t, err)
	return kilobytes << 10
}

func TestTextsBeyondEveryBoundAreRefusedWithoutBeingCopied(t *testing.T) {
	f := newFirm(t, parvis.Host{Storage: newPlainStorage()})
	long := strings.Repeat("x", 200<<20)
	before := residentMax(t)
	for field, ask := range map[string]func() error{
		"token": func() error {
			_, err := f.portal.CheckInvite(background, f.host, parvis.Secret(long))
			return err
		},
		"password": func() error {
			_, err := f.portal.SignIn(background, f.host, parvis.SignInRequest{Identifier: "zoe", Password: parvis.Secret(long)})
			return err
		},
		"workspace": func() error {
			_, err := f.portal.ViewSettings(background, parvis.Caller{Workspace: long})
			return err
		},
		"allowed_domains": func() error {
			_, err := f.portal.CreateInvite(background, f.claire, parvis.CreateInviteRequest{AllowedDomains: []string{long}})
			return err
		},
	} {
		var why *parvis.Error
		if err := ask(); !errors.As(err, &why) || why.Code != parvis.CodeInvalidArgument || why.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if grown := residentMax(t) - before; grown > 100<<20 {
		t.Errorf("%d octets more", grown)
	}
}

func TestWhatIsNoTextIsToldByTheNameOfItsField(t *testing.T) {
	f := newFirm(t, parvis.Host{Storage: newPlainStorage()})
	f.openForm()
	good := parvis.SignUpRequest{FirstName: "Zoé", LastName: "Moreau", Username: "zoe", Email: "zoe@example.org", Password: password}
	for field, spoil := range map[string]func(r *parvis.SignUpRequest, text string){
		"first_name": func(r *parvis.SignUpRequest, text string) { r.FirstName = text },
		"last_name":  func(r *parvis.SignUpRequest, text string) { r.LastName = text },
		"username":   func(r *parvis.SignUpRequest, text string) { r.Username = text },
		"email":      func(r *parvis.SignUpRequest, text string) { r.Email = text },
		"password":   func(r *parvis.SignUpRequest, text string) { r.Password = parvis.Secret(text) },
	} {
		request := good
		spoil(&request, "Zo\xe9 Zo\xe9 Zo\xe9 Zo\xe9")
		_, err := f.portal.SignUp(background, f.host, request)
		var why *parvis.Error
		if !errors.As(err, &why) || len(why.Fields) != 1 {
			t.Fatalf("%s: %v", field, err)
		}
		equal(t, "field", field, why.Fields[0].Field)
		equal(t, "code", parvis.CodeInvalidUTF8, why.Fields[0].Code)
	}
}
