// SPDX-License-Identifier: BSL-1.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"parvis.example/parvis"
)

// teller writes the story down and counts what did not go as it was told.
type teller struct {
	to                        io.Writer
	chapters, checked, failed int
}

func (t *teller) chapter(title string) {
	if t.chapters > 0 {
		fmt.Fprintln(t.to)
	}
	t.chapters++
	fmt.Fprintf(t.to, "%d. %s\n\n", t.chapters, title)
}

func (t *teller) line(format string, arguments ...any) {
	fmt.Fprintf(t.to, "   "+format+"\n", arguments...)
}

// expect notes an expectation; one that fails gets a line of its own.
func (t *teller) expect(what, told, found string) {
	t.checked++
	if told != found {
		t.failed++
		t.line("!! %s: told \"%s\", found \"%s\"", what, told, found)
	}
}

func (t *teller) expectCount(what string, told, found int) {
	t.expect(what, strconv.Itoa(told), strconv.Itoa(found))
}

// end closes the story, and says whether all went as told.
func (t *teller) end(forms int) bool {
	what := "All went as told"
	if t.failed > 0 {
		what = "Not all went as told"
	}
	fmt.Fprintf(t.to, "\n%s: %d forms, %d expectations, %d failed.\n", what, forms, t.checked, t.failed)
	return t.failed == 0
}

// guest is somebody at the door, with what the story knows of them so far.
type guest struct {
	form
	received     bool
	verifyToken  parvis.Secret // from the mail
	continuation parvis.Secret // what a page would keep in the browser
	account      parvis.UUID
}

// stage is everything the chapters share.
type stage struct {
	portal *parvis.Portal
	store  *storage
	clock  *storyClock
	mails  *mailbox
	cases  *caseBook
	tell   *teller

	system  parvis.Caller            // a job of the host's, or a visitor
	vendor  parvis.Caller            // the operator, who sells the licenses
	claire  parvis.Caller            // the administrator
	karim   parvis.Caller            // the approver
	tokens  map[string]parvis.Secret // of the links: by the word in the forms
	labels  map[parvis.UUID]string   // what the story calls a row
	guests  []*guest
	answers map[string]string // to a sign-up, by language: the same for every address
}

// visitor is whoever sits before the page, and is answered in their language.
func (on *stage) visitor(who *guest) parvis.Caller {
	out := on.system
	out.Language = who.language
	return out
}

// deliver sends what the outbox holds, as the host's timer would, and gives the mails that nobody has read yet.
func (on *stage) deliver(ctx context.Context) ([]letter, error) {
	for {
		sent, err := on.portal.DrainOutbox(ctx, on.system, 100)
		if err != nil {
			return nil, err
		}
		on.tell.expectCount("mails and cases that could not be delivered", 0, sent.Later+sent.Dead)
		if sent.Done+sent.Void == 0 {
			return on.mails.fresh()
		}
	}
}

// pools says "core 2 of 2, …".
func (on *stage) pools(ctx context.Context) (string, error) {
	pools, err := on.portal.ListPools(ctx, on.claire)
	var out []string
	for _, pool := range pools {
		one := fmt.Sprintf("%s %d of %d", pool.Sku, pool.Held, pool.Capacity)
		if pool.Waiting > 0 {
			one += fmt.Sprintf(" (%d waiting)", pool.Waiting)
		}
		out = append(out, one)
	}
	return strings.Join(out, ", "), err
}

func (on *stage) tellPools(ctx context.Context) error {
	pools, err := on.pools(ctx)
	on.tell.line("Seats held: %s.", pools)
	return err
}

// told is the word on success, else the name of the code.
func told(word string, err error) string {
	var code parvis.Code
	switch {
	case err == nil:
		return word
	case errors.As(err, &code):
		return code.String()
	}
	return err.Error()
}

// stateOf is the state that a call answered, else the name of the code.
func stateOf(view parvis.AccountView, err error) string { return told(view.State.String(), err) }

// whether is "done", else the name of the code.
func whether[T any](_ T, err error) string { return told("done", err) }

// name is "Amira Haddad", harmless on any terminal; or "Nobody".
func (f *form) name() string {
	blank := func(r rune) bool { return r == '\t' || unicode.Is(unicode.Zs, r) }
	seen := strings.TrimFunc(f.firstName+" "+f.lastName, blank)
	if seen == "" {
		return "Nobody"
	}
	var out strings.Builder
	for _, r := range seen {
		if breaksTheLine(r) {
			fmt.Fprintf(&out, `\u{%x}`, r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// breaksTheLine tells what could break a line, or turn it around.
func breaksTheLine(r rune) bool {
	switch {
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r >= 0xfff9 && r <= 0xfffb:
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Noncharacter_Code_Point)
}

var token = regexp.MustCompile(`token=(\S+)`)

// tokenIn is what follows "token=" in a mail or a link; or nothing.
func tokenIn(text string) parvis.Secret {
	if found := token.FindStringSubmatch(text); found != nil {
		return parvis.Secret(found[1])
	}
	return ""
}

// inOrder gives what was counted in the order of its names.
func inOrder(counted map[string]int) []string {
	var out []string
	for name := range counted {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// summed says "1 active, 2 waiting".
func summed(counted map[string]int) string {
	var out []string
	for _, name := range inOrder(counted) {
		out = append(out, fmt.Sprintf("%d %s", counted[name], name))
	}
	return strings.Join(out, ", ")
}
