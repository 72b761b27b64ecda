// SPDX-License-Identifier: BSL-1.0

package parvis_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"parvis.example/parvis"
)

// ports is every port in one; act runs in the one that is named.
type ports struct {
	*plainStorage
	inbox
	mutex    sync.Mutex
	wrong    string
	act      func() error
	calls    map[string]int
	contexts map[string]context.Context // of the last call
	collects bool
	putOff   int // rows of which Maintain tells
}

func newPorts() *ports {
	return &ports{plainStorage: newPlainStorage(), calls: map[string]int{}, contexts: map[string]context.Context{}}
}

func (p *ports) ask(ctx context.Context, slot string) error {
	p.mutex.Lock()
	p.calls[slot]++
	p.contexts[slot] = ctx
	act := p.act
	if slot != p.wrong {
		act = nil
	}
	collects := p.collects
	p.mutex.Unlock()
	if collects {
		runtime.GC()
	}
	if act != nil {
		return act()
	}
	return nil
}

// context is that of the last call of a slot.
func (p *ports) context(slot string) context.Context {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.contexts[slot]
}

func (p *ports) misbehave(slot string, act func() error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.wrong, p.act = slot, act
}

func (p *ports) Load(ctx context.Context, name string, keys []parvis.Key) ([]*parvis.Row, error) {
	if err := p.ask(ctx, "load"); err != nil {
		return nil, err
	}
	return p.plainStorage.Load(ctx, name, keys)
}

func (p *ports) Scan(ctx context.Context, name string, q parvis.Query) (parvis.Found, error) {
	if err := p.ask(ctx, "scan"); err != nil {
		return parvis.Found{}, err
	}
	return p.plainStorage.Scan(ctx, name, q)
}

func (p *ports) Commit(ctx context.Context, name string, batches []parvis.Batch) ([]parvis.Answer, error) {
	if err := p.ask(ctx, "commit"); err != nil {
		return nil, err
	}
	return p.plainStorage.Commit(ctx, name, batches)
}

func (p *ports) Maintain(ctx context.Context, _ string, _ int) (int, error) {
	return p.putOff, p.ask(ctx, "maintain")
}

func (p *ports) Send(ctx context.Context, mail parvis.Mail) error {
	if err := p.ask(ctx, "send"); err != nil {
		return err
	}
	return p.inbox.Send(ctx, mail)
}

func (p *ports) OpenCase(ctx context.Context, _ parvis.CaseRequest) error { return p.ask(ctx, "open") }

func (p *ports) StartCheckout(ctx context.Context, _ parvis.CheckoutRequest) (parvis.Checkout, error) {
	return parvis.Checkout{State: parvis.CheckoutStatePaid}, p.ask(ctx, "start")
}

func (p *ports) Now(ctx context.Context) (time.Time, error) { return time.Now(), p.ask(ctx, "now") }

func (p *ports) Fill(ctx context.Context, out []byte) error {
	if _, err := rand.Read(out); err != nil {
		return err
	}
	return p.ask(ctx, "fill")
}

func (p *ports) Dummy() string { return "$plain$nobody" }

func (p *ports) Hash(ctx context.Context, password parvis.Secret, _ []byte) (string, error) {
	return "$plain$" + password.Reveal(), p.ask(ctx, "hash")
}

func (p *ports) Verify(ctx context.Context, password parvis.Secret, phc string) (parvis.PasswordVerdict, error) {
	if phc == "$plain$"+password.Reveal() {
		return parvis.PasswordVerdictRight, p.ask(ctx, "verify")
	}
	return parvis.PasswordVerdictWrong, p.ask(ctx, "verify")
}

func (p *ports) NFC(ctx context.Context, text string) (string, error) { return text, p.ask(ctx, "nfc") }

func (p *ports) DomainToASCII(ctx context.Context, domain string) (string, error) {
	return strings.Replace(domain, "bücher", "xn--bcher-kva", 1), p.ask(ctx, "domain_to_ascii")
}

func (p *ports) Fold(ctx context.Context, text string) (string, error) {
	return strings.ReplaceAll(strings.ToLower(text), "é", "e"), p.ask(ctx, "fold")
}

func (p *ports) Note(string, string) { _ = p.ask(background, "note") }

var slots = []string{"load", "scan", "commit", "maintain", "send", "open", "start", "now", "fill", "hash", "verify", "nfc", "domain_to_ascii", "fold"}

func TestWhatAStoragePutsOffIsDoneByRunDue(t *testing.T) {
	p := newPorts()
	f := house(t, p)
	p.putOff = 7
	done, err := f.portal.RunDue(background, f.host, 100)
	check(t, err)
	equal(t, "rows", 7, done.Indexed)
	p.putOff = -1
	_, err = f.portal.RunDue(background, f.host, 100)
	refused(t, err, parvis.CodeHostFailed)
}

func house(t *testing.T, p *ports) *firm {
	t.Helper()
	f := newFirm(t, parvis.Host{Storage: p, Mailer: p, Cases: p, Payments: p, Clock: p, Random: p, Hasher: p, Text: p, Log: p})
	f.setPrices()
	return f
}

// oneDay calls every slot; the first error ends it.
func oneDay(f *firm, p *ports, n int) error { return oneDayIn(background, f, p, n) }

func oneDayIn(ctx context.Context, f *firm, p *ports, n int) error {
	made, err := f.portal.CreateInvite(ctx, f.claire, parvis.CreateInviteRequest{CaseRole: parvis.CaseRoleClient})
	if err != nil {
		return err
	}
	name := fmt.Sprintf("zoe%d", n)
	reply, err := f.portal.SignUp(ctx, f.host, parvis.SignUpRequest{
		Token: tokenOf(f, made.Link), FirstName: "Zoé", LastName: "Moreau", Username: name,
		Email: name + "@bücher.example", Password: password,
	})
	if err != nil {
		return err
	}
	drained, err := f.portal.DrainOutbox(ctx, f.host, 100)
	if err != nil || drained.Later > 0 || drained.Dead > 0 {
		return errors.Join(err, errLater)
	}
	token := p.inbox.token(f, name+"@xn--bcher-kva.example")
	if _, err = f.portal.ProveEmail(ctx, f.host, parvis.ProveEmailRequest{Token: token, Continuation: reply.Continuation}); err != nil {
		return err
	}
	if drained, err = f.portal.DrainOutbox(ctx, f.host, 100); err != nil || drained.Later > 0 || drained.Dead > 0 {
		return errors.Join(err, errLater)
	}
	if _, err = f.portal.SignIn(ctx, f.host, parvis.SignInRequest{Identifier: name, Password: password}); err != nil {
		return err
	}
	if _, err = f.portal.ListAccounts(ctx, f.claire, parvis.ListAccountsRequest{}); err != nil {
		return err
	}
	order, err := f.portal.PlaceOrder(ctx, f.claire, parvis.PlaceOrderRequest{
		Key: "order " + name, CatalogRevision: f.prices, Plan: "month", Lines: []parvis.WantedLine{{Sku: "core", Quantity: 1}},
	})
	if err == nil && order.State != parvis.OrderStateGranted {
		return errLater
	}
	if err != nil {
		return err
	}
	_, err = f.portal.RunDue(ctx, f.host, 100)
	return err
}

var errLater = errors.New("mails, cases or checkouts are to be tried later")

// short answers too little, or nonsense.
type short struct {
	*plainStorage
	rows    []*parvis.Row
	answers []parvis.Answer
}

func (s *short) Load(ctx context.Context, name string, keys []parvis.Key) ([]*parvis.Row, error) {
	if s.rows != nil {
		return s.rows, nil
	}
	return s.plainStorage.Load(ctx, name, keys)
}

func (s *short) Commit(ctx context.Context, name string, batches []parvis.Batch) ([]parvis.Answer, error) {
	if s.answers != nil {
		return s.answers, nil
	}
	return s.plainStorage.Commit(ctx, name, batches)
}

func TestAStorageThatAnswersNonsenseFailsTheCall(t *testing.T) {
	s := &short{plainStorage: newPlainStorage()}
	f := newFirm(t, parvis.Host{Storage: s})
	for _, rows := range [][]*parvis.Row{
		{{Kind: parvis.KindCounter, ID: f.made.Members, Revision: 1}},
		{{Kind: 99, Revision: 1}},
		{{Kind: parvis.KindSettings, Revision: 0}},
		{nil, nil, nil, nil, nil, nil, nil, nil, nil, {Kind: parvis.KindSettings, Revision: 1}},
		{{Kind: parvis.KindSettings, ID: parvis.UUID{15: 1}, Revision: 1, Values: []parvis.Value{7}}},
		{{Kind: parvis.KindSettings, ID: parvis.UUID{15: 1}, Revision: 1, Values: []parvis.Value{"\xff"}}},
	} {
		s.rows = rows
		if _, err := f.portal.ViewSettings(background, f.claire); err == nil {
			t.Errorf("rows %v go unnoticed", rows)
		}
	}
	s.rows = nil
	for _, answers := range [][]parvis.Answer{{}, {{}}, {{Status: 77}}, {done, done}, {{Status: parvis.AnswerStatusConflict, Op: 999}}} {
		s.answers = answers
		_, err := f.portal.GrantSeats(background, f.claire, parvis.SeatGrant{Sku: "core", Quantity: 1})
		refused(t, err, parvis.CodeOutcomeUnknown)
	}
	s.answers = nil
	_, err := f.portal.GrantSeats(background, f.claire, parvis.SeatGrant{Sku: "core", Quantity: 1})
	check(t, err)
}

func TestAnErrorIsReadInAnotherGoroutine(t *testing.T) {
	store, err := parvis.OpenMemoryStorage(nil)
	check(t, err)
	f := newFirm(t, parvis.Host{Storage: store})
	told := make(chan error)
	go func() {
		_, err := f.portal.ShowInvite(background, f.claire, f.made.Members)
		told <- err
	}()
	var why *parvis.Error
	if err := <-told; !errors.As(err, &why) || why.Message == "" {
		t.Errorf("an error of another goroutine: %v", err)
	}
}

func TestAPortalThatCannotOpenSaysWhy(t *testing.T) {
	if _, err := parvis.Open(options(), parvis.Host{}); !errors.Is(err, parvis.CodeInvalidArgument) {
		t.Errorf("without a storage: %v", err)
	}
	if _, err := parvis.Open(parvis.Options{}, parvis.Host{Storage: newPlainStorage()}); !errors.Is(err, parvis.CodeInvalidArgument) {
		t.Errorf("without keys: %v", err)
	}
	if _, err := parvis.OpenSqliteStorage(parvis.SqliteOptions{Path: "/no/such/folder/x.sqlite"}); err == nil {
		t.Error("a file that cannot be opened")
	}
}

func TestAFileThatMustHoldAStoreIsRefusedWithoutOne(t *testing.T) {
	how := parvis.SqliteOptions{Path: filepath.Join(t.TempDir(), "portal.sqlite"), MustExist: true}
	if _, err := parvis.OpenSqliteStorage(how); !errors.Is(err, parvis.CodeUnavailable) {
		t.Errorf("without a file: %v", err)
	}
	check(t, os.WriteFile(how.Path, nil, 0o600))
	if _, err := parvis.OpenSqliteStorage(how); !errors.Is(err, parvis.CodeStorageUnfit) {
		t.Errorf("of an empty file: %v", err)
	}
	for _, exists := range []bool{false, true} {
		how.MustExist = exists
		_, err := parvis.OpenSqliteStorage(how)
		check(t, err)
	}
}
