// SPDX-License-Identifier: BSL-1.0

package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"parvis.example/parvis"
)

// openThePortal: administrator, approver, settings, links.
func (on *stage) openThePortal(ctx context.Context) error {
	on.tell.chapter("The portal opens")
	for _, step := range []func(context.Context) error{on.setUp, on.join, on.configure, on.offerLinks} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (on *stage) setUp(ctx context.Context) error {
	made, err := on.portal.SetUp(ctx, on.system, parvis.SetUpRequest{
		PortalName:      "Cabinet Beaumont",
		PortalURL:       "https://portail.beaumont.example",
		DefaultLanguage: "fr",
		FirstName:       "Claire",
		LastName:        "Beaumont",
		Email:           "claire.beaumont@beaumont.example",
		Username:        "claire.beaumont",
		Password:        "sept lampes au-dessus du perron",
		Grants:          []parvis.SeatGrant{{Sku: "core", Quantity: 2}, {Sku: "collaborators", Quantity: 1}},
	})
	if err != nil {
		return err
	}
	on.claire.Actor = made.Administrator
	on.labels[made.Administrator] = "Claire Beaumont"
	on.labels[parvis.Operator] = "the operator"
	pools, err := on.pools(ctx)
	if err != nil {
		return err
	}
	on.tell.line("Claire Beaumont sets the portal up. Seats held: %s.", pools)
	on.tell.expect("an empty second set-up", "invalid_form",
		whether(on.portal.SetUp(ctx, on.system, parvis.SetUpRequest{})))

	karim, err := on.portal.AddUser(ctx, on.claire, parvis.AddUserRequest{
		FirstName: "Karim", LastName: "Benali", Email: "karim.benali@beaumont.example", Group: made.Members,
		Seniority: "lawyer",
	})
	if err != nil {
		return err
	}
	on.karim.Actor = karim.ID
	on.labels[karim.ID] = "Karim Benali"
	on.tell.expect("Karim Benali when added", "invited", karim.State.String())
	return nil
}

func (on *stage) join(ctx context.Context) error {
	mails, err := on.deliver(ctx)
	if err != nil {
		return err
	}
	on.tell.expectCount("mails about the new user", 1, len(mails))
	if len(mails) == 0 {
		return errors.New("nobody has told Karim Benali how to join")
	}
	on.tell.line("She adds Karim Benali. Mail to %s: %s.", mails[0].to, mails[0].subject)
	request := parvis.JoinRequest{
		Token: tokenIn(mails[0].text), Username: "karim.benali", Password: "un escalier de pierre claire",
	}
	joined := stateOf(on.portal.Join(ctx, on.system, request))
	pools, err := on.pools(ctx)
	if err != nil {
		return err
	}
	on.tell.line("Karim Benali follows the link and joins: %s. Seats held: %s.", joined, pools)
	on.tell.expect("joining", "active", joined)
	on.tell.expect("joining once more", "link_invalid", stateOf(on.portal.Join(ctx, on.system, request)))
	return nil
}

func (on *stage) configure(ctx context.Context) error {
	wanted, err := on.portal.ViewSettings(ctx, on.claire)
	if err != nil {
		return err
	}
	wanted.SignupPolicy = parvis.SignupPolicyClients
	wanted.Approval = parvis.ApprovalModeByUser
	on.tell.expect("approval by nobody", "invalid_form", whether(on.portal.ChangeSettings(ctx, on.claire, wanted)))
	wanted.Approvers = []parvis.UUID{on.karim.Actor}
	wanted.SupportContact = "accueil@beaumont.example"
	on.tell.expect("settings changed by an approver", "permission_denied",
		whether(on.portal.ChangeSettings(ctx, on.karim, wanted)))
	on.tell.expect("settings", "done", whether(on.portal.ChangeSettings(ctx, on.claire, wanted)))
	on.tell.expect("settings over settings that have changed", "stale",
		whether(on.portal.ChangeSettings(ctx, on.claire, wanted)))
	on.tell.line("Claire Beaumont opens sign-up to clients, and lets Karim Benali approve.")
	return nil
}

func (on *stage) offerLinks(ctx context.Context) error {
	for _, one := range []struct {
		word string
		like parvis.CreateInviteRequest
	}{
		{"clients", parvis.CreateInviteRequest{Label: "Clients", CaseRole: parvis.CaseRoleClient}},
		{"collaborators", parvis.CreateInviteRequest{Audience: parvis.AccountKindCollaborator, Label: "Collaborateurs"}},
		{"expired", parvis.CreateInviteRequest{Label: "Rentrée", Lifetime: time.Hour}},
	} {
		if err := on.offerLink(ctx, one.word, one.like); err != nil {
			return err
		}
	}
	on.tokens["tampered"] = tampered(on.tokens["clients"])
	on.clock.forward(2 * time.Hour)
	on.tell.line("Two hours pass; the last link was made for one.")
	for _, link := range []struct{ word, expected string }{
		{"clients", "works"}, {"collaborators", "works"}, {"expired", "invite_invalid"}, {"tampered", "invite_invalid"},
	} {
		_, err := on.portal.CheckInvite(ctx, on.system, on.tokens[link.word])
		on.tell.expect(link.word, link.expected, told("works", err))
	}
	return nil
}

// offerLink makes a link that the forms call by the word, and shows enough of it to be recognised.
func (on *stage) offerLink(ctx context.Context, word string, like parvis.CreateInviteRequest) error {
	made, err := on.portal.CreateInvite(ctx, on.claire, like)
	if err != nil {
		return err
	}
	copied, err := on.portal.ShowInvite(ctx, on.claire, made.Invite.ID)
	if err != nil {
		return err
	}
	link := made.Link.Reveal()
	on.tell.expect("the link shown again", link, copied.Link.Reveal())
	on.tokens[word] = tokenIn(link)
	on.labels[made.Invite.ID] = `the link "` + like.Label + `"`
	before, _, _ := strings.Cut(link, on.tokens[word].Reveal())
	on.tell.line(`Link "%s": %s…`, like.Label, link[:len(before)+3])
	return nil
}

// tampered is the token with one character changed.
func tampered(token parvis.Secret) parvis.Secret {
	out := []byte(token.Reveal())
	middle := &out[len(out)/2]
	if *middle == 'A' {
		*middle = 'B'
	} else {
		*middle = 'A'
	}
	return parvis.Secret(out)
}
