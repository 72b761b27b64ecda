// SPDX-License-Identifier: BSL-1.0

package main

import (
	"context"
	"time"

	"parvis.example/parvis"
)

// goOn: the firm's own form, links by name, a second look at a refusal, seats for a while, and the sealed trail.
func (on *stage) goOn(ctx context.Context) error {
	on.tell.chapter("The firm goes on")
	for _, step := range []func(context.Context) error{
		on.askMore, on.inviteByName, on.lookAgain, on.moveSeats, on.loseSeats, on.sealTheTrail,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (on *stage) askMore(ctx context.Context) error {
	wanted, err := on.portal.ViewSettings(ctx, on.claire)
	if err != nil {
		return err
	}
	wanted.Fields = []parvis.FieldRule{{Name: "mobile", Requirement: parvis.RequirementRequired}}
	wanted.Consents = []parvis.ConsentRule{{Name: "terms", Version: "2026-11", Requirement: parvis.RequirementRequired}}
	wanted.SignupPolicy = parvis.SignupPolicyNone
	impact, err := on.portal.PreviewSettings(ctx, on.claire, wanted)
	if err != nil {
		return err
	}
	on.tell.line("Sign-up by link only, with a mobile number and the terms of November 2026. "+
		"%d pending, %d waiting, %d links die.", impact.Pending, impact.Waiting, len(impact.DeadLinks))
	_, err = on.portal.ChangeSettings(ctx, on.claire, wanted)
	return err
}

func (on *stage) inviteByName(ctx context.Context) error {
	rows, err := on.portal.InvitePeople(ctx, on.claire, parvis.InvitePeopleRequest{
		Options: parvis.CreateInviteRequest{Language: "fr", CaseRole: parvis.CaseRoleClient},
		People: []parvis.Invitee{
			{Email: "maud@example.org"}, {Email: "claire.beaumont@beaumont.example"}, {Email: "not an address"},
			{Email: "MAUD@example.org"},
		},
	})
	if err != nil {
		return err
	}
	expected := []string{"mailed", "email_taken", "email_invalid", "given_twice"}
	for n, row := range rows {
		on.tell.expect("an invitation", expected[n], told("mailed", row.Err))
	}
	on.tell.line("Four invitations: one mailed; an account of the firm's, a bad address and a repeated one are named.")

	mails, err := on.deliver(ctx)
	if err != nil {
		return err
	}
	var token parvis.Secret
	if mail := letterTo("maud@example.org", mails); mail != nil {
		token = tokenIn(mail.text)
	}
	if err := on.signUpMaud(ctx, token); err != nil {
		return err
	}
	all, err := on.portal.ApprovePending(ctx, on.claire, 100)
	if err != nil {
		return err
	}
	on.tell.line("The mailed link makes Maud's account without another mail. Approved in one call: %d.", len(all))
	return nil
}

func (on *stage) signUpMaud(ctx context.Context, token parvis.Secret) error {
	form := parvis.SignUpRequest{
		Token: token, FirstName: "Maud", LastName: "Garnier", Username: "maud.garnier", Email: "maud@example.org",
		Password: "quatre chats sur le toit", Language: "fr",
	}
	try := func(what, expected string, form parvis.SignUpRequest) {
		_, err := on.portal.SignUp(ctx, on.system, form)
		on.tell.expect(what, expected, told("taken", err))
	}
	try("a form without mobile and terms", "invalid_form", form)
	form.Fields = []parvis.FieldValue{{Name: "mobile", Value: "+33 6 00 00 00 00"}}
	form.Consents = []parvis.GivenConsent{{Name: "terms", Version: "2026-11"}}
	other := form
	other.Email = "somebody.else@example.org"
	try("her link for another address", "invalid_form", other)
	reply, err := on.portal.SignUp(withSource(ctx, "invited by name"), on.system, form)
	if err != nil {
		return err
	}
	on.labels[reply.Account.ID] = "Maud Garnier"
	on.tell.expect("Maud Garnier", "pending", reply.Account.State.String())
	try("her link once more", "invite_invalid", form)
	return nil
}

func (on *stage) lookAgain(ctx context.Context) error {
	refused, err := on.portal.ListAccounts(ctx, on.claire, parvis.ListAccountsRequest{State: parvis.AccountStateRejected})
	if err != nil {
		return err
	}
	for _, one := range refused.Items {
		state := stateOf(on.portal.Reopen(ctx, on.claire, parvis.ApproveRequest{Account: one.ID}))
		on.tell.line("Reopens the request of %s %s: %s", one.FirstName, one.LastName, state)
	}
	on.clock.forward(31 * 24 * time.Hour)
	due, err := on.portal.RunDue(ctx, on.system, 1000)
	if err != nil {
		return err
	}
	on.tell.line("A month later nobody has decided: %d lapsed.", due.Lapsed)
	on.tell.expectCount("requests that lapsed", len(refused.Items), due.Lapsed)
	return nil
}

func (on *stage) moveSeats(ctx context.Context) error {
	now, err := on.clock.Now(ctx)
	if err != nil {
		return err
	}
	const lent = 30 * 24 * time.Hour
	grant := parvis.SeatGrant{Sku: "collaborators", Quantity: 1, EndsAt: now.Add(lent)}
	if _, err := on.portal.GrantSeats(ctx, on.vendor, grant); err != nil {
		return err
	}
	pools, err := on.pools(ctx)
	if err != nil {
		return err
	}
	on.tell.line("One more seat for thirty days. Seats held: %s.", pools)
	on.clock.forward(lent)
	if _, err := on.portal.RunDue(ctx, on.system, 1000); err != nil {
		return err
	}
	if pools, err = on.pools(ctx); err != nil {
		return err
	}
	on.tell.line("Thirty days later: %s.", pools)
	mails, err := on.deliver(ctx)
	for _, mail := range mails {
		if mail.to == "claire.beaumont@beaumont.example" {
			on.tell.line("Mail to Claire: %s", mail.subject)
		}
	}
	return err
}

func (on *stage) loseSeats(ctx context.Context) error {
	active, err := on.portal.ListAccounts(ctx, on.claire,
		parvis.ListAccountsRequest{State: parvis.AccountStateActive, Limit: 1000})
	if err != nil {
		return err
	}
	for _, one := range active.Items {
		if one.Access&parvis.AccessCollaborator == 0 {
			continue
		}
		left := stateOf(on.portal.Deactivate(ctx, on.claire, parvis.ActivityRequest{Account: one.ID}))
		on.tell.expect("a collaborator leaves", "inactive", left)
		pools, err := on.pools(ctx)
		if err != nil {
			return err
		}
		on.tell.line("A collaborator is deactivated: %s.", pools)
		break
	}
	on.tell.expect("the last administrator", "last_administrator",
		stateOf(on.portal.Deactivate(ctx, on.claire, parvis.ActivityRequest{Account: on.claire.Actor})))
	_, err = on.deliver(ctx)
	return err
}

func (on *stage) sealTheTrail(ctx context.Context) error {
	sealed, err := on.portal.SealAudit(ctx, on.system, 1000)
	for err == nil && sealed.Sealed > 0 {
		sealed, err = on.portal.SealAudit(ctx, on.system, 1000)
	}
	if err != nil {
		return err
	}
	report, err := on.portal.VerifyAudit(ctx, on.claire, parvis.VerifyAuditRequest{Through: &sealed.Head})
	if err != nil {
		return err
	}
	wrong := "nothing"
	if report.Defect != 0 {
		wrong = "something"
	}
	on.tell.expectCount("entries verified", int(sealed.Head.Position), report.Verified)
	on.tell.expect("what is wrong with the trail", "nothing", wrong)
	on.tell.line("The trail is sealed and verified, all %d entries of it.", report.Verified)
	return nil
}
