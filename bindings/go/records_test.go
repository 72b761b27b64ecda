// SPDX-License-Identifier: BSL-1.0

package parvis_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"parvis.example/parvis"
)

// What holds of every record, found by walking through all that the portal and the ports take and give.

var secret = reflect.TypeOf(parvis.Secret(""))

// records are all structs of the package that can be reached.
func records() map[string]reflect.Type {
	out := map[string]reflect.Type{}
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			walk(t.Elem())
		case reflect.Func:
			for n := 0; n < t.NumIn(); n++ {
				walk(t.In(n))
			}
			for n := 0; n < t.NumOut(); n++ {
				walk(t.Out(n))
			}
		case reflect.Interface:
			for n := 0; n < t.NumMethod(); n++ {
				walk(t.Method(n).Type)
			}
		case reflect.Struct:
			if _, known := out[t.Name()]; known || t.PkgPath() != secret.PkgPath() {
				return
			}
			out[t.Name()] = t
			for n := 0; n < t.NumField(); n++ {
				if t.Field(n).IsExported() {
					walk(t.Field(n).Type)
				}
			}
			for n := 0; n < reflect.PointerTo(t).NumMethod(); n++ {
				walk(reflect.PointerTo(t).Method(n).Type)
			}
		}
	}
	for _, one := range []any{parvis.Open, parvis.CheckStorage, parvis.Schema, parvis.OpenSqliteStorage, parvis.OpenMemoryStorage,
		parvis.OpenEmlMailer, &parvis.Error{}, &parvis.Failure{}, &parvis.PanicError{}} {
		walk(reflect.TypeOf(one))
	}
	return out
}

func TestEveryFieldThatSoundsSecretIsASecret(t *testing.T) {
	found := records()
	if len(found) < 55 {
		t.Fatalf("only %d records are found", len(found))
	}
	telling := regexp.MustCompile(`Secret|Password|Token|Link|Continuation|Pepper|Hash|HTML|Text$|Key$`)
	shown := map[string]bool{}
	for name, one := range found {
		for n := 0; n < one.NumField(); n++ {
			if f := one.Field(n); telling.MatchString(f.Name) && f.Type != secret {
				shown[name+"."+f.Name] = true
			}
		}
	}
	// Who adds a field with such a name makes it a Secret, or says here that it is none.
	equal(t, "shown", map[string]bool{
		"AccountFilter.Text":             true,
		"AccountView.MustChangePassword": true,
		"AuditAnchor.Hash":               true,
		"CaseRequest.Key":                true,
		"CheckoutRequest.Key":            true,
		"Event.Hash":                     true,
		"Event.NoteText":                 true, // a reason, as the person was told it
		"Host.Hasher":                    true, // a port
		"Host.Text":                      true, // likewise
		"ImportOutcome.Key":              true,
		"ImportRequest.Key":              true,
		"ImportRow.Key":                  true,
		"MailPreview.HTML":               true, // of invented people
		"MailPreview.Text":               true,
		"Order.Key":                      true,
		"PaymentNotice.Key":              true,
		"PlaceOrderRequest.Key":          true,
		"Scrypt.Peppers":                 true, // keys of a ring, which hide theirs
		"Settings.LinkPattern":           true,
		"Settings.PasswordResetLifetime": true,
		"SettingsImpact.DeadLinks":       true,
		"StorageReport.Text":             true,
	}, shown)
}

// filled is a record in which every secret, and whatever a row holds, is the canary. Every list has one item.
func filled(of reflect.Type, canary string) reflect.Value {
	out := reflect.New(of).Elem()
	switch {
	case of == secret:
		out.SetString(canary)
	case of == reflect.TypeOf(parvis.Row{}):
		out.Set(reflect.ValueOf(parvis.Row{Values: []parvis.Value{canary}}))
	case of == reflect.TypeOf(parvis.Assignment{}):
		out.Set(reflect.ValueOf(parvis.Assignment{Value: canary}))
	case of.Kind() == reflect.Slice:
		out = reflect.Append(out, filled(of.Elem(), canary))
	case of.Kind() == reflect.Pointer && of.Elem().PkgPath() == secret.PkgPath():
		out.Set(reflect.New(of.Elem()))
		out.Elem().Set(filled(of.Elem(), canary))
	case of.Kind() == reflect.Struct:
		for n := 0; n < of.NumField(); n++ {
			if f := of.Field(n); f.IsExported() {
				out.Field(n).Set(filled(f.Type, canary))
			}
		}
	}
	return out
}

func TestNoSecretIsFormatted(t *testing.T) {
	const canary = "three storks on the roof"
	holding := 0
	for name, one := range records() {
		record := filled(one, canary).Interface()
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%08.3f"} {
			for _, shown := range []string{fmt.Sprintf(verb, record), fmt.Sprintf(verb, []any{&record, record})} {
				if strings.Contains(shown, canary) || strings.Contains(strings.ToLower(shown), fmt.Sprintf("%x", canary)) {
					t.Errorf("%s is shown by %s: %s", name, verb, shown)
				}
			}
		}
		if holds := reflect.DeepEqual(filled(one, canary).Interface(), filled(one, "").Interface()); !holds {
			holding++
		}
		if name == "Row" || name == "Assignment" || name == "Operation" || name == "Batch" || name == "Found" {
			continue // JSON of what is stored is what is stored
		}
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("seen", "record", record)
		slog.New(slog.NewTextHandler(&log, nil)).Info("seen", "record", record)
		if strings.Contains(log.String(), canary) {
			t.Errorf("%s is shown in a log: %s", name, log.String())
		}
	}
	if holding < 15 {
		t.Errorf("only %d records hold secrets", holding)
	}
	equal(t, "revealed", canary, parvis.Secret(canary).Reveal())
}

func TestWhatTheLibraryNotesGoesToAnSlogLogger(t *testing.T) {
	var log bytes.Buffer
	p := newPorts()
	f := newFirm(t, parvis.Host{
		Storage: p, Mailer: refusing{}, Log: parvis.SlogLog(slog.New(slog.NewTextHandler(&log, nil))),
	})
	_, err := f.portal.AddUser(background, f.claire, parvis.AddUserRequest{FirstName: "Karim", LastName: "Benali", Email: "karim@example.org", Group: f.made.Members, Seniority: "lawyer"})
	check(t, err)
	_, err = f.portal.DrainOutbox(background, f.host, 100)
	check(t, err)
	if said := log.String(); !strings.Contains(said, "msg=outbox_given_up detail=email_invalid") || strings.Contains(said, "karim") {
		t.Errorf("the log says %q", said)
	}
}

func TestWholeListsComeOneByOneAndAnErrorEndsThem(t *testing.T) {
	p := newPorts()
	f := house(t, p)
	for n := 0; n < 7; n++ {
		_, err := f.portal.CreateInvite(background, f.claire, parvis.CreateInviteRequest{})
		check(t, err)
	}
	ids := map[parvis.UUID]bool{}
	all := f.portal.Invites(background, f.claire, parvis.ListInvitesRequest{Limit: 2})
	all(func(one parvis.Invite, err error) bool {
		check(t, err)
		ids[one.ID] = true
		return true
	})
	equal(t, "all", 7, len(ids))
	some := 0
	all(func(parvis.Invite, error) bool {
		some++
		return some < 3
	})
	equal(t, "until it is left", 3, some)
	broken := errors.New("broken")
	var told []error
	all(func(_ parvis.Invite, err error) bool {
		told = append(told, err)
		if len(told) == 3 {
			p.misbehave("scan", func() error { return broken })
		}
		return true
	})
	if len(told) != 5 || told[3] != nil || !errors.Is(told[4], broken) {
		t.Errorf("an error in the middle: %v", told)
	}
	p.misbehave("", nil)
	ctx, cancel := context.WithCancel(background)
	told = nil
	f.portal.Invites(ctx, f.claire, parvis.ListInvitesRequest{Limit: 2})(func(_ parvis.Invite, err error) bool {
		told = append(told, err)
		cancel()
		return true
	})
	if len(told) != 3 || told[2] != context.Canceled {
		t.Errorf("a context that ends in the middle: %v", told)
	}
}
