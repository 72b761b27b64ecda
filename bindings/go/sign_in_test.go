// SPDX-License-Identifier: BSL-1.0

package parvis_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"parvis.example/parvis"
)

const claires, another = parvis.Secret("seven violet otters swim"), parvis.Secret("eleven copper moths")

func (f *firm) signIn(identifier string, password parvis.Secret) error {
	_, err := f.portal.SignIn(background, f.host, parvis.SignInRequest{Identifier: identifier, Password: password, Source: "192.0.2.7"})
	return err
}

func TestAPasswordIsChangedByWhoKnowsIt(t *testing.T) {
	onEach(t, func(f *firm) {
		changed, err := f.portal.ChangePassword(background, f.claire, parvis.ChangePasswordRequest{Password: claires, NewPassword: another})
		check(f, err)
		equal(f, "epoch", int64(1), changed.CredentialEpoch)
		refused(f, f.signIn("claire", claires), parvis.CodeCredentialsWrong)
		check(f, f.signIn("claire", another))
		_, err = f.portal.ChangePassword(background, f.host, parvis.ChangePasswordRequest{Identifier: "claire", Password: another, NewPassword: another})
		refused(f, err, parvis.CodeInvalidForm)
	})
}

func TestWhoeverFailsTooOftenIsToldHowLongToWait(t *testing.T) {
	onEach(t, func(f *firm) {
		for n := 0; n < 5; n++ {
			refused(f, f.signIn("claire", "not the right one"), parvis.CodeCredentialsWrong)
		}
		err := f.signIn("claire", claires)
		refused(f, err, parvis.CodeTooManyAttempts)
		var why *parvis.Error
		if !errors.As(err, &why) || !why.Retryable || why.RetryAfter <= 0 || why.RetryAfter > time.Second {
			f.Errorf("how long: %v", why)
		}
	})
}

func TestAPasswordIsResetByTheMailedLink(t *testing.T) {
	onEach(t, func(f *firm) {
		known, err := f.portal.RequestPasswordReset(background, f.host, "claire@example.org")
		check(f, err)
		unknown, err := f.portal.RequestPasswordReset(background, f.host, "nobody@example.org")
		check(f, err)
		equal(f, "what is said", known, unknown)
		_, err = f.portal.DrainOutbox(background, f.host, 100)
		check(f, err)
		request := parvis.ResetPasswordRequest{Token: f.inbox.token(f, "claire@example.org"), Password: another}
		_, err = f.portal.ResetPassword(background, f.host, request)
		check(f, err)
		check(f, f.signIn("claire", another))
		_, err = f.portal.ResetPassword(background, f.host, request)
		refused(f, err, parvis.CodeLinkInvalid)
	})
}

func TestAnAddressIsChangedOnceItIsProven(t *testing.T) {
	onEach(t, func(f *firm) {
		_, err := f.portal.RequestEmailChange(background, f.claire, parvis.RequestEmailChangeRequest{Email: "claire@new.example", Password: claires})
		check(f, err)
		_, err = f.portal.DrainOutbox(background, f.host, 100)
		check(f, err)
		changed, err := f.portal.ProveEmailChange(background, f.host, f.inbox.token(f, "claire@new.example"))
		check(f, err)
		equal(f, "address", "claire@new.example", changed.Email)
		check(f, f.signIn("claire@new.example", claires))
	})
}

func TestAKeyIsShownOnceAndWorksUntilItIsRevoked(t *testing.T) {
	onEach(t, func(f *firm) {
		issued, err := f.portal.IssueAPIKey(background, f.claire, f.made.Administrator)
		check(f, err)
		if issued.Account.APIKeyIssuedAt.IsZero() || strings.Contains(fmt.Sprintf("%+v", issued), issued.Key.Reveal()) {
			f.Errorf("issued: %+v", issued)
		}
		whose, err := f.portal.VerifyAPIKey(background, f.host, issued.Key)
		check(f, err)
		equal(f, "whose", f.made.Administrator, whose.ID)
		_, err = f.portal.RevokeAPIKey(background, f.claire, f.made.Administrator)
		check(f, err)
		_, err = f.portal.VerifyAPIKey(background, f.host, issued.Key)
		refused(f, err, parvis.CodeAPIKeyInvalid)
		_, err = f.portal.DrainOutbox(background, f.host, 100)
		check(f, err)
		told, err := f.portal.PreviewMail(background, f.claire, parvis.PreviewMailRequest{Effect: parvis.EffectMailAPIKeyChanged})
		check(f, err)
		equal(f, "mails", 2, len(f.inbox.mails))
		for _, one := range f.inbox.mails {
			equal(f, "subject", told.Subject, one.Subject)
			equal(f, "to", "claire@example.org", one.To)
			if strings.Contains(one.Text.Reveal()+one.HTML.Reveal(), issued.Key.Reveal()) {
				f.Error("the key is in the mail")
			}
		}
	})
}
