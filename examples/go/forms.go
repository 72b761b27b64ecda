// SPDX-License-Identifier: BSL-1.0

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"unicode/utf8"
)

// form is what one person types at the door, and how it is told to go on. Every member is text, so that the same file can
// be read in any language; forms.jsonl says what the words mean.
type form struct {
	link, firstName, lastName, username, email, password string
	language, access                                     string
	expect, fields, then, usernameAgain, after           string
	decide, reason, end, signIn                          string
}

// member is one of the objects in the file: where it goes, and the words it may be; none: any text.
type member struct {
	into    func(*form) *string
	allowed []string
}

var members = map[string]member{
	"link": {func(f *form) *string { return &f.link },
		[]string{"clients", "collaborators", "open", "expired", "tampered"}},
	"first_name": {func(f *form) *string { return &f.firstName }, nil},
	"last_name":  {func(f *form) *string { return &f.lastName }, nil},
	"username":   {func(f *form) *string { return &f.username }, nil},
	"email":      {func(f *form) *string { return &f.email }, nil},
	"password":   {func(f *form) *string { return &f.password }, nil},
	"language":   {func(f *form) *string { return &f.language }, nil},
	"access":     {func(f *form) *string { return &f.access }, []string{"client", "collaborator"}},
	"expect":     {func(f *form) *string { return &f.expect }, nil},
	"fields":     {func(f *form) *string { return &f.fields }, nil},
	"then": {func(f *form) *string { return &f.then },
		[]string{"prove", "prove_elsewhere", "prove_twice", "prove_late", "ignore", "told"}},
	"username_again": {func(f *form) *string { return &f.usernameAgain }, nil},
	"after":          {func(f *form) *string { return &f.after }, nil},
	"decide": {func(f *form) *string { return &f.decide },
		[]string{"approve", "race", "approve_last", "reject", "leave"}},
	"reason":  {func(f *form) *string { return &f.reason }, nil},
	"end":     {func(f *form) *string { return &f.end }, nil},
	"sign_in": {func(f *form) *string { return &f.signIn }, nil},
}

// readForms reads one JSON object a line; empty lines and lines that begin with # are skipped. An error says
// "file:line: what is wrong".
func readForms(file string) ([]form, error) {
	all, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be read: %w", file, err)
	}
	var out []form
	for n, line := range bytes.Split(all, []byte("\n")) {
		line = bytes.Trim(line, " \t\r")
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		one, err := parseForm(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, n+1, err)
		}
		out = append(out, one)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: no form in it", file)
	}
	return out, nil
}

// What stands for one character beyond the first 65,536 (RFC 8259 section 7), and for half of one. An escaped backslash
// is taken along, so that what follows it is not mistaken for an escape.
var (
	pairs         = regexp.MustCompile(`\\\\|\\u[dD][89abAB][[:xdigit:]]{2}\\u[dD][c-fC-F][[:xdigit:]]{2}`)
	loneSurrogate = regexp.MustCompile(`\\u[dD][89a-fA-F]`)
)

func parseForm(line []byte) (form, error) {
	out := form{expect: "received", then: "prove", after: "pending", decide: "approve", end: "active"}
	var whole json.RawMessage
	if err := json.Unmarshal(line, &whole); err != nil {
		return out, fmt.Errorf("not JSON: %w", err)
	}
	if !utf8.Valid(line) || loneSurrogate.Match(pairs.ReplaceAll(line, nil)) {
		return out, errors.New("not JSON: not Unicode") // which encoding/json would mend
	}
	tokens := json.NewDecoder(bytes.NewReader(line)) // a map would forget which member comes first
	if opened, err := tokens.Token(); err != nil || opened != json.Delim('{') {
		return out, errors.New("not an object")
	}
	for tokens.More() {
		name, err := tokens.Token()
		if err != nil {
			return out, err
		}
		var given any
		if err := tokens.Decode(&given); err != nil {
			return out, err
		}
		if err := out.fill(name.(string), given); err != nil {
			return out, err
		}
	}
	if out.link == "" {
		return out, errors.New("link is missing")
	}
	return out, nil
}

func (f *form) fill(name string, given any) error {
	known, found := members[name]
	if !found {
		return fmt.Errorf("unknown member %q", name)
	}
	text, isText := given.(string)
	if !isText {
		return fmt.Errorf("not a text: %q", name)
	}
	if known.allowed != nil && !slices.Contains(known.allowed, text) {
		return fmt.Errorf("%s cannot be %q", name, text)
	}
	*known.into(f) = text
	return nil
}
