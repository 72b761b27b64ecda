// SPDX-License-Identifier: BSL-1.0

package parvis_test

import (
	"errors"
	"path/filepath"
	"testing"

	"parvis.example/parvis"
	"parvis.example/parvis/parvistest"
)

// storages makes each of the storages that every test of the main job runs on.
var storages = map[string]func(t *testing.T) parvis.Storage{
	"memory": func(t *testing.T) parvis.Storage {
		made, err := parvis.OpenMemoryStorage(nil)
		check(t, err)
		return made
	},
	"sqlite": func(t *testing.T) parvis.Storage {
		made, err := parvis.OpenSqliteStorage(parvis.SqliteOptions{Path: filepath.Join(t.TempDir(), "portal.sqlite")})
		check(t, err)
		return made
	},
	"plain": func(*testing.T) parvis.Storage { return newPlainStorage() },
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryStorageKeepsTheContract(t *testing.T) {
	for name, open := range storages {
		t.Run(name, func(t *testing.T) { parvistest.CheckStorage(t, open(t), parvis.CheckOptions{}) })
	}
}

func TestAWrongStorageIsCaughtByTheNameOfTheClause(t *testing.T) {
	for how, clause := range map[wrong]string{
		losesAnUpdate:       "a revision is changed by one of many threads",
		ignoresAGuard:       "conditions compare with values",
		answersAlreadyTwice: "a refused batch may be sent again",
		oversells:           "the last seat goes to one of many threads",
		appliesHalf:         "a refused batch changes nothing",
	} {
		store := newPlainStorage()
		store.wrong = how
		report, err := parvis.CheckStorage(store, parvis.CheckOptions{Only: clause})
		check(t, err)
		if report.Passed || len(report.Clauses) != 1 || report.Clauses[0].Name != clause {
			t.Errorf("%q is not caught: %s", clause, report.Text)
		}
	}
}

func TestWhatWasDoneSurvivesReopening(t *testing.T) {
	how := parvis.SqliteOptions{Path: filepath.Join(t.TempDir(), "checked.sqlite")}
	store, err := parvis.OpenSqliteStorage(how)
	check(t, err)
	const clause = "what was done survives reopening"
	reopen := func() (parvis.Storage, error) { return parvis.OpenSqliteStorage(how) }
	parvistest.CheckStorage(t, store, parvis.CheckOptions{Only: clause, Reopen: reopen})

	gone := errors.New("gone")
	failing := func() (parvis.Storage, error) { return nil, gone }
	if _, err := parvis.CheckStorage(store, parvis.CheckOptions{Only: clause, Reopen: failing}); !errors.Is(err, gone) {
		t.Errorf("a store that cannot be reopened: %v", err)
	}
	panicking := func() (parvis.Storage, error) { panic("no") }
	var panicked *parvis.PanicError
	if _, err := parvis.CheckStorage(store, parvis.CheckOptions{Only: clause, Reopen: panicking}); !errors.As(err, &panicked) {
		t.Errorf("a panic while reopening: %v", err)
	}
}

func TestAnExaminationTellsOfItsProgressAndStopsWhenItIsToldTo(t *testing.T) {
	var told uint64
	_, err := parvis.CheckStorage(newPlainStorage(), parvis.CheckOptions{Progress: func(done, total uint64) bool {
		told = done
		return done < 3 && total > 60
	}})
	if told != 3 || !errors.Is(err, parvis.CodeCancelled) {
		t.Errorf("after %d: %v", told, err)
	}
}
