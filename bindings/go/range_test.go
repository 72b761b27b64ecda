// SPDX-License-Identifier: BSL-1.0

//go:build go1.23

package parvis_test

import (
	"iter"
	"testing"

	"parvis.example/parvis"
)

func TestALoopRangesOverAWholeList(t *testing.T) {
	f := newFirm(t, parvis.Host{Storage: newPlainStorage()})
	_, err := f.portal.GrantSeats(background, f.claire, parvis.SeatGrant{Sku: "core", Quantity: 1})
	check(t, err)
	var all iter.Seq2[parvis.Event, error] = f.portal.Events(background, f.claire, parvis.ListEventsRequest{Limit: 1})
	count := 0
	for event, err := range all {
		check(t, err)
		if count++; event.What == parvis.EventTypeWorkspaceSetUp {
			continue
		}
		break
	}
	if count < 2 {
		t.Errorf("only %d entries", count)
	}
}
