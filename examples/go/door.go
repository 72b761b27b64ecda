// SPDX-License-Identifier: BSL-1.0

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"parvis.example/parvis"
)

// signUp: people sign up, open their mail and prove their address.
func (on *stage) signUp(ctx context.Context) error {
	on.tell.chapter("People sign up")
	for n, who := range on.guests {
		became, err := on.comeToTheDoor(ctx, who)
		if err != nil {
			return err
		}
		language := ""
		if who.language != "" {
			language = " (" + who.language + ")"
		}
		on.tell.line("%d. %s%s, %s: %s", n+1, who.name(), language, who.link, became)
	}
	return nil
}

// comeToTheDoor is from the sign-up to the proof: what is to be told of it.
func (on *stage) comeToTheDoor(ctx context.Context, who *guest) (string, error) {
	reply, err := on.portal.SignUp(ctx, on.visitor(who), on.requestOf(who))
	on.tell.expect("the sign-up of "+who.name(), who.expect, told("received", err))
	on.tell.expect("the fields of "+who.name(), who.fields, fieldsOf(err))
	if err != nil {
		return "refused · " + wordsOf(err), nil
	}
	if _, heard := on.answers[who.language]; !heard {
		on.answers[who.language] = reply.Message
	}
	on.tell.expect("the answer to "+who.name(), on.answers[who.language], reply.Message)
	who.received, who.continuation = true, reply.Continuation

	mails, err := on.deliver(ctx)
	if err != nil {
		return "", err
	}
	mail := letterTo(who.email, mails)
	there := "there"
	if mail == nil {
		there = "not there"
	}
	on.tell.expect("a mail to "+who.name(), "there", there)
	if mail == nil {
		return "received; no mail", nil
	}
	who.verifyToken = tokenIn(mail.text)
	expected, found, became := "new", "new", ""
	if who.then == "told" {
		expected = "known"
	}
	if who.verifyToken == "" {
		found, became = "known", "no link in it"
	}
	on.tell.expect("whether the address of "+who.name()+" is known", expected, found)
	if who.verifyToken != "" {
		became = on.followLink(ctx, who)
	}
	return "received · mail: " + mail.subject + " · " + became, nil
}

func (on *stage) requestOf(who *guest) parvis.SignUpRequest {
	kinds := map[string]parvis.AccountKind{
		"client": parvis.AccountKindClient, "collaborator": parvis.AccountKindCollaborator,
	}
	return parvis.SignUpRequest{
		Token:     on.tokens[who.link],
		FirstName: who.firstName,
		LastName:  who.lastName,
		Username:  who.username,
		Email:     who.email,
		Password:  parvis.Secret(who.password),
		Language:  who.language,
		Access:    kinds[who.access],
	}
}

// letterTo is the new mail to somebody's address, if there is one.
func letterTo(address string, mails []letter) *letter {
	for n := range mails {
		if strings.EqualFold(mails[n].to, address) {
			return &mails[n]
		}
	}
	return nil
}

func (on *stage) followLink(ctx context.Context, who *guest) string {
	known := parvis.ProveEmailRequest{Token: who.verifyToken, Continuation: who.continuation}
	switch who.then {
	case "ignore":
		return "never opens it"
	case "prove_late":
		return "leaves it for tomorrow"
	case "prove_elsewhere":
		return on.proveElsewhere(ctx, who)
	}
	out := "follows the link: " + on.prove(ctx, who, known)
	if who.then == "prove_twice" {
		_, err := on.portal.ProveEmail(ctx, on.visitor(who), known)
		on.tell.expect("the same link once more", "link_invalid", told("proven", err))
		out += " · once more: " + wordsOf(err)
	}
	return out
}

// proveElsewhere opens the link on a device that does not know what was typed.
func (on *stage) proveElsewhere(ctx context.Context, who *guest) string {
	_, err := on.portal.ProveEmail(ctx, on.visitor(who), parvis.ProveEmailRequest{Token: who.verifyToken})
	on.tell.expect("the proof on another device", "invalid_form", told("proven", err))
	return "on another device, must type all again: " + on.prove(ctx, who, parvis.ProveEmailRequest{
		Token:     who.verifyToken,
		FirstName: who.firstName,
		LastName:  who.lastName,
		Username:  who.username,
		Password:  parvis.Secret(who.password),
	})
}

// prove notes what became of a proof, and goes on with the name typed instead of one that is taken. Who is let in is put
// into the address book by the same commit.
func (on *stage) prove(ctx context.Context, who *guest, request parvis.ProveEmailRequest) string {
	ctx = withSource(ctx, who.link)
	out := ""
	view, err := on.portal.ProveEmail(ctx, on.visitor(who), request)
	if errors.Is(err, parvis.CodeInvalidForm) && who.usernameAgain != "" {
		on.tell.expect("a username that is taken", "username=username_taken", fieldsOf(err))
		out = wordsOf(err) + " · takes " + who.usernameAgain + ": "
		request.Username = who.usernameAgain
		view, err = on.portal.ProveEmail(ctx, on.visitor(who), request)
	}
	on.tell.expect("the proof by "+who.name(), who.after, stateOf(view, err))
	if err != nil {
		return out + wordsOf(err)
	}
	who.account = view.ID
	on.labels[who.account] = who.name()
	return out + view.State.String()
}

// letTimePass: nine hours later, links that nobody followed are dead.
func (on *stage) letTimePass(ctx context.Context) error {
	on.tell.chapter("Nine hours pass")
	on.clock.forward(9 * time.Hour)
	for _, who := range on.guests {
		if who.received && who.then == "prove_late" {
			on.tell.line("%s follows the link at last: %s", who.name(), on.prove(ctx, who,
				parvis.ProveEmailRequest{Token: who.verifyToken, Continuation: who.continuation}))
		}
	}
	unproven := 0
	for _, who := range on.guests {
		if who.received && who.account.IsNil() {
			unproven++
		}
	}
	due, err := on.portal.RunDue(ctx, on.system, 1000)
	if err != nil {
		return err
	}
	on.tell.expectCount("sign-ups without proof", unproven, due.Purged)
	on.tell.line("%d sign-ups without proof are gone.", due.Purged)
	return nil
}

// fieldsOf is "email=email_invalid password=password_common".
func fieldsOf(err error) string {
	var refused *parvis.Error
	var out []string
	if errors.As(err, &refused) {
		for _, one := range refused.Fields {
			out = append(out, one.Field+"="+one.Code.String())
		}
	}
	return strings.Join(out, " ")
}

// wordsOf is what a page would show: the message of each field, or the one of the whole.
func wordsOf(err error) string {
	var refused *parvis.Error
	if !errors.As(err, &refused) {
		return fmt.Sprint(err)
	}
	if len(refused.Fields) == 0 {
		return refused.Code.String() + ": " + refused.Message
	}
	var out []string
	for _, one := range refused.Fields {
		out = append(out, one.Field+": "+one.Message)
	}
	return strings.Join(out, " · ")
}
