// SPDX-License-Identifier: BSL-1.0

package main

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/mattn/go-sqlite3"

	"parvis.example/parvis"
)

// openDoor is a portal on the store whose links let people in without further proof, and the token of a link.
func openDoor(t *testing.T, store *storage) (*parvis.Portal, parvis.Secret) {
	t.Helper()
	portal, err := parvis.Open(parvis.Options{
		Keys:   []parvis.RingKey{{ID: 1, Secret: "0123456789abcdef0123456789abcdef"}},
		Scrypt: &parvis.Scrypt{Log2N: 1, R: 1, P: 1},
	}, parvis.Host{Storage: store})
	check(t, err)
	t.Cleanup(func() { check(t, portal.Close()) })
	ctx, claire := context.Background(), parvis.Caller{Workspace: "ravel"}
	made, err := portal.SetUp(ctx, claire, parvis.SetUpRequest{
		PortalName: "Cabinet Ravel", PortalURL: "https://portal.example.org", FirstName: "Claire", LastName: "Beaumont",
		Email: "claire@example.org", Username: "claire", Password: "seven violet otters swim",
		Grants: []parvis.SeatGrant{{Sku: "core", Quantity: 1}},
	})
	check(t, err)
	claire.Actor = made.Administrator
	wanted, err := portal.ViewSettings(ctx, claire)
	check(t, err)
	wanted.EmailProof = parvis.EmailProofOff
	_, err = portal.ChangeSettings(ctx, claire, wanted)
	check(t, err)
	link, err := portal.CreateInvite(ctx, claire, parvis.CreateInviteRequest{})
	check(t, err)
	return portal, tokenIn(link.Link.Reveal())
}

func accountsOf(t *testing.T, store *storage) int {
	t.Helper()
	found, err := store.Scan(context.Background(), "ravel",
		parvis.Query{Kind: parvis.KindAccount, Sort: parvis.IDColumn, CountCap: 100})
	check(t, err)
	return found.Count
}

func expectContacts(t *testing.T, store *storage, expected ...contact) {
	t.Helper()
	found, err := store.contacts(context.Background(), "ravel")
	check(t, err)
	if !slices.Equal(found, expected) {
		t.Errorf("in the address book: %+v instead of %+v", found, expected)
	}
}

func TestAnAccountAndItsContactStandOrFallTogether(t *testing.T) {
	store, ctx := open(t), context.Background()
	portal, token := openDoor(t, store)
	zoe := parvis.SignUpRequest{
		Token: token, FirstName: "Zoé", LastName: "O'Brien", Username: "zoe", Email: "zoe@example.org",
		Password: "nine amber herons dive",
	}
	visitor := parvis.Caller{Workspace: "ravel"}

	// The table of contacts takes no empty source: with its row falls the account.
	_, err := portal.SignUp(withSource(ctx, ""), visitor, zoe)
	var cause sqlite3.Error
	if !errors.Is(err, parvis.CodeUnavailable) || !errors.As(err, &cause) || cause.Code != sqlite3.ErrConstraint {
		t.Errorf("told %v", err)
	}
	if n := accountsOf(t, store); n != 1 {
		t.Errorf("%d accounts next to the administrator", n-1)
	}
	expectContacts(t, store)

	_, err = portal.SignUp(withSource(ctx, "Fair"), visitor, zoe)
	check(t, err)
	expectContacts(t, store, contact{"Zoé O'Brien", "zoe@example.org", "Fair"})

	noah := zoe
	noah.FirstName, noah.Username, noah.Email = "Noah", "noah", "noah@example.org"
	_, err = portal.SignUp(ctx, visitor, noah)
	check(t, err)
	expectContacts(t, store, contact{"Zoé O'Brien", "zoe@example.org", "Fair"})
	if n := accountsOf(t, store); n != 3 {
		t.Errorf("%d accounts next to the administrator", n-1)
	}
}

func TestARefusedOrRepeatedBatchLeavesNoContact(t *testing.T) {
	store, ctx := open(t), withSource(context.Background(), "Fair")
	account := parvis.Operation{Type: parvis.OpTypeInsert, Kind: parvis.KindAccount, ID: freshID()}
	missing := parvis.Operation{Type: parvis.OpTypeChange, Kind: parvis.KindNote, ID: freshID()}
	if answer := commit(t, ctx, store, account, missing); answer.Reason != parvis.WhyMissing || answer.Op != 1 {
		t.Errorf("answered %v", answer)
	}
	expectContacts(t, store)

	batch := batchOf(account)
	answers, err := store.Commit(ctx, "ravel", []parvis.Batch{batch, batchOf(missing), batch})
	check(t, err)
	for n, status := range []parvis.AnswerStatus{
		parvis.AnswerStatusDone, parvis.AnswerStatusConflict, parvis.AnswerStatusAlready,
	} {
		if answers[n].Status != status {
			t.Errorf("batch %d is answered %v instead of %v", n, answers[n].Status, status)
		}
	}
	expectContacts(t, store, contact{source: "Fair"})
}
