// SPDX-License-Identifier: BSL-1.0

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"parvis.example/parvis"
)

func signedIn(err error) string {
	var refused *parvis.Error
	if errors.As(err, &refused) {
		return fmt.Sprintf("%s (%s)", refused.Code, refused.Message)
	}
	return told("ok", err)
}

// tryToSignIn: who may enter now.
func (on *stage) tryToSignIn(ctx context.Context) error {
	on.tell.chapter("At the door again")
	var enters *guest
	for _, who := range on.guests {
		if who.signIn == "" {
			continue
		}
		_, err := on.portal.SignIn(ctx, on.visitor(who),
			parvis.SignInRequest{Identifier: who.email, Password: parvis.Secret(who.password)})
		on.tell.line("%s signs in: %s", who.name(), signedIn(err))
		on.tell.expect("the sign-in of "+who.name(), who.signIn, told("ok", err))
		if err == nil && enters == nil {
			enters = who
		}
	}
	if enters == nil {
		return nil
	}
	_, wrong := on.portal.SignIn(ctx, on.visitor(enters),
		parvis.SignInRequest{Identifier: enters.email, Password: parvis.Secret(enters.password + "!")})
	_, unknown := on.portal.SignIn(ctx, on.visitor(enters),
		parvis.SignInRequest{Identifier: "nobody@example.org", Password: parvis.Secret(enters.password)})
	on.tell.line("A wrong password: %s", signedIn(wrong))
	on.tell.expect("a wrong password", "credentials_wrong", told("ok", wrong))
	on.tell.expect("somebody unknown, next to a wrong password", signedIn(wrong), signedIn(unknown))
	return nil
}

// closeTheBook: what there is in the end.
func (on *stage) closeTheBook(ctx context.Context) error {
	on.tell.chapter("The books")
	if _, err := on.deliver(ctx); err != nil {
		return err
	}
	states, err := on.states(ctx)
	if err != nil {
		return err
	}
	if err := on.tellStates(ctx, states); err != nil {
		return err
	}
	if err := on.compareContacts(ctx, len(states)); err != nil {
		return err
	}
	on.tellCases(states)
	on.tellMails()
	return on.tellTrail(ctx)
}

// states gives the state of every account that came through the door.
func (on *stage) states(ctx context.Context) (map[*guest]string, error) {
	found := map[parvis.UUID]string{}
	for _, state := range []parvis.AccountState{
		parvis.AccountStatePending, parvis.AccountStateWaiting, parvis.AccountStateActive, parvis.AccountStateRejected,
	} {
		page, err := on.portal.ListAccounts(ctx, on.claire, parvis.ListAccountsRequest{State: state, Limit: 1000})
		if err != nil {
			return nil, err
		}
		for _, one := range page.Items {
			found[one.ID] = state.String()
		}
	}
	out := map[*guest]string{}
	for _, who := range on.guests {
		if who.account.IsNil() {
			continue
		}
		out[who] = "unknown"
		if state, known := found[who.account]; known {
			out[who] = state
		}
	}
	return out, nil
}

func (on *stage) tellStates(ctx context.Context, states map[*guest]string) error {
	counted := map[string]int{}
	for _, who := range on.guests {
		if state, came := states[who]; came {
			on.tell.expect("the end of "+who.name(), who.end, state)
			counted[state]++
		}
	}
	on.tell.line("%d forms made %d accounts: %s.", len(on.guests), len(states), summed(counted))
	return on.tellPools(ctx)
}

// compareContacts looks into the firm's own address book, which the portal knows nothing of.
func (on *stage) compareContacts(ctx context.Context, accounts int) error {
	contacts, err := on.store.contacts(ctx, on.system.Workspace)
	if err == nil && len(contacts) != accounts {
		err = fmt.Errorf("%d contacts in the address book for %d accounts", len(contacts), accounts)
	}
	return err
}

func (on *stage) tellCases(states map[*guest]string) {
	expected := 0
	for who, state := range states {
		if who.link == "clients" && state == "active" {
			expected++
		}
	}
	on.tell.expectCount("cases", expected, len(on.cases.opened))
	var names []string
	for _, one := range on.cases.opened {
		names = append(names, one.FirstName+" "+one.LastName)
	}
	on.tell.line("%d cases opened: %s.", len(names), strings.Join(names, ", "))
}

func (on *stage) tellMails() {
	kinds := map[string]int{}
	for _, mail := range on.mails.kept {
		kinds[on.kindOf(mail.subject)]++
	}
	on.tell.line("%d mails:", len(on.mails.kept))
	on.tellCounted(kinds)
}

// kindOf is the subject; mails to the approver name an applicant, and are all one here.
func (on *stage) kindOf(subject string) string {
	for _, who := range on.guests {
		if before, names := strings.CutSuffix(subject, who.name()); names {
			return before + "…"
		}
	}
	return subject
}

func (on *stage) tellTrail(ctx context.Context) error {
	var events []parvis.Event
	var err error
	on.portal.Events(ctx, on.claire, parvis.ListEventsRequest{})(func(one parvis.Event, failed error) bool {
		events, err = append(events, one), failed
		return err == nil
	})
	if err != nil {
		return err
	}
	counted := map[string]int{}
	for _, one := range events {
		counted[one.What.String()]++
	}
	on.tell.line("%d entries in the audit trail:", len(events))
	on.tellCounted(counted)
	on.tell.line("The last of them:")
	for _, one := range events[max(0, len(events)-20):] {
		whom := on.labelOf(one.Subject, "a sign-up")
		if one.What == parvis.EventTypeSeatsGranted {
			whom = fmt.Sprint(one.Number)
		}
		on.tell.line("  %s: %s, by %s", one.What, whom, on.labelOf(one.Actor, "the system"))
	}
	return nil
}

func (on *stage) tellCounted(counted map[string]int) {
	for _, name := range inOrder(counted) {
		on.tell.line("  %d × %s", counted[name], name)
	}
}

func (on *stage) labelOf(id parvis.UUID, otherwise string) string {
	if label, known := on.labels[id]; known {
		return label
	}
	return otherwise
}
