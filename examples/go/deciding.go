// SPDX-License-Identifier: BSL-1.0

package main

import (
	"context"
	"strings"
	"sync"

	"parvis.example/parvis"
)

// pending is the list of clients as the approver sees it, page by page.
func (on *stage) pending(ctx context.Context) (out []parvis.AccountView, err error) {
	each := on.portal.Accounts(ctx, on.karim, parvis.ListAccountsRequest{Limit: 10, CountCap: 1000})
	each(func(one parvis.AccountView, failed error) bool {
		out, err = append(out, one), failed
		return err == nil
	})
	return out, err
}

// candidate is a guest in the list of clients, in the revision that was seen.
type candidate struct {
	*guest
	request parvis.ApproveRequest
}

// candidates are those among the pending whose forms tell this decision.
func (on *stage) candidates(pending []parvis.AccountView, decision string) []candidate {
	var out []candidate
	for _, who := range on.guests {
		for _, one := range pending {
			if one.ID == who.account && who.decide == decision {
				out = append(out, candidate{who, parvis.ApproveRequest{Account: one.ID, Seen: one.Revision}})
			}
		}
	}
	return out
}

func names(people []candidate) string {
	var out []string
	for _, who := range people {
		out = append(out, who.name())
	}
	return strings.Join(out, ", ")
}

func (on *stage) approveEach(ctx context.Context, people []candidate) {
	for _, who := range people {
		state := stateOf(on.portal.Approve(ctx, on.karim, who.request))
		on.tell.line("Approves %s: %s", who.name(), state)
		on.tell.expect("approving "+who.name()+" once more", state, stateOf(on.portal.Approve(ctx, on.karim, who.request)))
	}
}

func (on *stage) rejectEach(ctx context.Context, people []candidate) error {
	for _, who := range people {
		state := stateOf(on.portal.Reject(ctx, on.karim, parvis.RejectRequest{
			Account: who.account, Seen: who.request.Seen, Reason: who.reason,
		}))
		on.tell.line("Rejects %s: %s", who.name(), state)
		mails, err := on.deliver(ctx)
		if err != nil {
			return err
		}
		found := "not told"
		for _, mail := range mails {
			if strings.Contains(mail.text, who.reason) {
				found = "told"
			}
		}
		on.tell.expect("the reason in a mail", "told", found)
	}
	return nil
}

// decide: the approver goes through the list.
func (on *stage) decide(ctx context.Context) error {
	on.tell.chapter("Karim Benali decides")
	proven := 0
	for _, who := range on.guests {
		if !who.account.IsNil() {
			proven++
		}
	}
	pending, err := on.pending(ctx)
	if err != nil {
		return err
	}
	on.tell.line("%d people are in the list of clients.", len(pending))
	on.tell.expectCount("people awaiting approval", proven, len(pending))
	if len(pending) == 0 {
		return nil
	}
	someone := parvis.ApproveRequest{Account: pending[0].ID, Seen: pending[0].Revision}
	on.tell.expect("approving by nobody", "permission_denied", stateOf(on.portal.Approve(ctx, on.system, someone)))
	someone.Seen++
	on.tell.expect("approving what has changed", "stale", stateOf(on.portal.Approve(ctx, on.karim, someone)))
	on.approveEach(ctx, on.candidates(pending, "approve"))
	if err := on.rejectEach(ctx, on.candidates(pending, "reject")); err != nil {
		return err
	}
	if left := on.candidates(pending, "leave"); len(left) > 0 {
		on.tell.line("Leaves for later: %s", names(left))
	}
	_, err = on.deliver(ctx)
	return err
}

func (on *stage) pool(ctx context.Context, sku string) (parvis.PoolView, error) {
	pools, err := on.portal.ListPools(ctx, on.claire)
	for _, one := range pools {
		if one.Sku == sku {
			return one, nil
		}
	}
	return parvis.PoolView{}, err
}

// raceForTheLastSeat: collaborators are approved at once, each by a goroutine.
func (on *stage) raceForTheLastSeat(ctx context.Context) error {
	on.tell.chapter("The race for the last seat")
	pending, err := on.pending(ctx)
	if err != nil {
		return err
	}
	racers := on.candidates(pending, "race")
	for _, who := range racers {
		on.labels[who.account] = "one of those who raced"
	}
	before, err := on.pool(ctx, "collaborators")
	if err != nil {
		return err
	}
	if err := on.tellPools(ctx); err != nil {
		return err
	}
	outcomes := map[string]int{}
	for _, state := range on.race(ctx, racers) {
		outcomes[state]++
	}
	on.tell.line("Approved at once, each from a thread: %s. %s.", names(racers), summed(outcomes))
	seats := min(int(before.Capacity-before.Held), len(racers))
	on.tell.expectCount("active after the race", seats, outcomes["active"])
	on.tell.expectCount("waiting after the race", len(racers)-seats, outcomes["waiting"])

	on.approveEach(ctx, on.candidates(pending, "approve_last"))
	if err := on.tellPools(ctx); err != nil {
		return err
	}
	_, err = on.deliver(ctx)
	return err
}

func (on *stage) race(ctx context.Context, racers []candidate) []string {
	states, start := make([]string, len(racers)), make(chan struct{})
	var running sync.WaitGroup
	for n := range racers {
		running.Add(1)
		go func(n int) {
			defer running.Done()
			<-start
			states[n] = stateOf(on.portal.Approve(ctx, on.karim, racers[n].request))
		}(n)
	}
	close(start)
	running.Wait()
	return states
}

// grantOneMore: Claire Beaumont buys a seat, and who waited longest is in.
func (on *stage) grantOneMore(ctx context.Context) error {
	on.tell.chapter("Claire Beaumont buys one more seat")
	before, err := on.pool(ctx, "collaborators")
	if err != nil {
		return err
	}
	seat := parvis.SeatGrant{Sku: "collaborators", Quantity: 1}
	after, err := on.portal.GrantSeats(ctx, on.vendor, seat)
	if err != nil {
		return err
	}
	if err := on.tellPools(ctx); err != nil {
		return err
	}
	on.tell.expectCount("admitted from the queue", int(min(before.Waiting, 1)), int(after.Held-before.Held))
	on.tell.expect("a grant by an approver", "permission_denied", whether(on.portal.GrantSeats(ctx, on.karim, seat)))
	mails, err := on.deliver(ctx)
	for _, mail := range mails {
		on.tell.line("Mail: %s", mail.subject)
	}
	return err
}
