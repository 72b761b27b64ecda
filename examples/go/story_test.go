// SPDX-License-Identifier: BSL-1.0

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// As a process of its own, the test program is the story, so that it is told under the race detector too.
func TestMain(m *testing.M) {
	if os.Getenv("PARVIS_STORY") != "" {
		os.Exit(run())
	}
	os.Exit(m.Run())
}

func TestTheStoryIsToldAsFromCPlusPlus(t *testing.T) {
	t.Parallel()
	program, err := os.Executable()
	check(t, err)
	command := exec.Command("python3", "../../tests/e2e/story.py", program)
	command.Env = append(os.Environ(), "PARVIS_STORY=1")
	told, err := command.CombinedOutput()
	if err != nil {
		t.Errorf("%v: %s", err, told)
	}
}

func TestAnOptionThatIsWrongOrMissingIsNamed(t *testing.T) {
	for _, one := range []struct {
		given []string
		said  string
	}{
		{[]string{"--forms", "f", "--store", "s"}, "--mails is missing"},
		{[]string{"--forms", "f", "--store", "s", "--mails", "m", "--speed", "9"}, "flag provided but not defined: -speed"},
		{[]string{"--forms", "f", "--store", "s", "--mails", "m", "twice"}, "what is twice?"},
	} {
		if _, err := readArguments(one.given); err == nil || err.Error() != one.said {
			t.Errorf("%v: %v instead of %s", one.given, err, one.said)
		}
	}
	got, err := readArguments([]string{"--forms", "f", "--store=s", "--mails", "m"})
	if err != nil || got != (arguments{"f", "s", "m"}) {
		t.Errorf("all of them: %v, %v", got, err)
	}
}

func TestFormsThatAreNoneAreRefusedWithTheirLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "forms.jsonl")
	for line, said := range map[string]string{
		`{"link": "open", "email": "\ud83e"}`:       "not JSON: not Unicode",
		`{"link": "open", "email": "\udd89\ud83e"}`: "not JSON: not Unicode",
		"{\"link\": \"open\", \"email\": \"\xff\"}": "not JSON: not Unicode",
		"\ufeff{}":                   "not JSON",
		strings.Repeat("[", 100_000): "not JSON",
		`{"link": "open"} {}`:        "not JSON",
		`{"link": ["open"]}`:         `not a text: "link"`,
		`{"link": "clients", "surname": "x", "first_name": 4}`: `unknown member "surname"`,
		`{"link": "clients", "first_name": 4, "surname": "x"}`: `not a text: "first_name"`,
	} {
		check(t, os.WriteFile(file, []byte("# a comment\r\n \t\r\n"+line), 0o600))
		if _, err := readForms(file); err == nil || !strings.HasPrefix(err.Error(), file+":3: "+said) {
			t.Errorf("%.80s: %v instead of %s", line, err, said)
		}
	}
	check(t, os.WriteFile(file, []byte(`{"link": "open", "email": "\ud83e\udd89 \\ud83e \\\ud83e\udd89"}`), 0o600))
	forms, err := readForms(file)
	check(t, err)
	if forms[0].email != `🦉 \ud83e \🦉` || forms[0].then != "prove" {
		t.Errorf("read as %+v", forms[0])
	}
}

func TestMailsOfAnotherStoryAreLeftAlone(t *testing.T) {
	folder := t.TempDir()
	write := func(name, subject string) {
		text := "To: zoe@example.org\r\nSubject: " + subject + "\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n" +
			"--b\r\nContent-Transfer-Encoding: base64\r\n\r\naMOp\r\n--b--\r\n"
		check(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
	write("2.eml", "old")
	box, err := openMailbox(folder)
	check(t, err)
	write("3.eml", "=?UTF-8?B?w6k=?=")
	write(".eml-a6fG3w", "not yet whole")
	write("1.eml", "first")
	letters, err := box.fresh()
	check(t, err)
	if !slices.Equal(letters, []letter{{"zoe@example.org", "first", "hé"}, {"zoe@example.org", "é", "hé"}}) {
		t.Errorf("fresh: %v", letters)
	}
	if letters, err = box.fresh(); err != nil || len(letters) != 0 {
		t.Errorf("once more: %v, %v", letters, err)
	}
}
