// SPDX-License-Identifier: BSL-1.0

package main

import (
	"os"
	"os/exec"
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
