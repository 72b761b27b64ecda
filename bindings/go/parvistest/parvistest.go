// SPDX-License-Identifier: BSL-1.0

// Package parvistest examines a host's own storage in a test of three lines.
package parvistest

import (
	"testing"

	"parvis.example/parvis"
)

// CheckStorage fails the test with the report unless the storage keeps the whole contract. Give it a store of its own.
func CheckStorage(t testing.TB, storage parvis.Storage, how parvis.CheckOptions) {
	t.Helper()
	report, err := parvis.CheckStorage(storage, how)
	if err != nil {
		t.Fatal(err)
	}
	if !report.Passed {
		t.Error(report.Text)
	}
}
