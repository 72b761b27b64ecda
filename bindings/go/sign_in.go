// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import "context"

// SignInRequest is signing in.
type SignInRequest struct {
	Identifier string // e-mail address or username
	Password   Secret
	Source     string // where the call comes from, for instance an address; failures are counted by it; may be empty
}

// ChangePasswordRequest is another password, by whoever knows the present one.
type ChangePasswordRequest struct {
	Identifier  string // as typed at sign-in, by whoever must change it; empty: the actor's own
	Password    Secret // the present one
	NewPassword Secret
	Source      string // as at sign-in
}

// ResetPasswordRequest is another password, by whoever has the mailbox.
type ResetPasswordRequest struct {
	Token    Secret // from the mailed link
	Password Secret
}

// RequestEmailChangeRequest is another address of the actor's.
type RequestEmailChangeRequest struct {
	Email    string // the new one
	Password Secret // the actor's
	Source   string // as at sign-in
}

// IssuedAPIKey is a key by which a program acts for a user.
type IssuedAPIKey struct {
	Account AccountView
	Key     Secret // shown once
}

// SignIn gives the account, if it may enter.
func (p *Portal) SignIn(ctx context.Context, by Caller, r SignInRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_sign_in_request](b)
		request.struct_size = C.sizeof_parvis_sign_in_request
		request.identifier = b.text(r.Identifier)
		request.password = b.text(r.Password.Reveal())
		request.source = b.text(r.Source)
		return C.parvis_sign_in(p.portal, by, request, out, why)
	}, accountViewOf)
}

// ChangePassword is by whoever knows the present one: the actor, or whoever is named as at sign-in and must change it.
func (p *Portal) ChangePassword(ctx context.Context, by Caller, r ChangePasswordRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_change_password_request](b)
		request.struct_size = C.sizeof_parvis_change_password_request
		request.identifier = b.text(r.Identifier)
		request.password = b.text(r.Password.Reveal())
		request.new_password = b.text(r.NewPassword.Reveal())
		request.source = b.text(r.Source)
		return C.parvis_change_password(p.portal, by, request, out, why)
	}, accountViewOf)
}

// RequestPasswordReset mails a link to whoever has the address; what is to be said is the same for every address.
func (p *Portal) RequestPasswordReset(ctx context.Context, by Caller, email string) (string, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_words, why **C.parvis_error) C.parvis_status {
		return C.parvis_request_password_reset(p.portal, by, b.text(email), out, why)
	}, func(w *C.parvis_words) string { return textOf(w.text) })
}

// ResetPassword sets a new password by the mailed link; sign-in is open again where too many tries had closed it.
func (p *Portal) ResetPassword(ctx context.Context, by Caller, r ResetPasswordRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_reset_password_request](b)
		request.struct_size = C.sizeof_parvis_reset_password_request
		request.token = b.text(r.Token.Reveal())
		request.password = b.text(r.Password.Reveal())
		return C.parvis_reset_password(p.portal, by, request, out, why)
	}, accountViewOf)
}

// RequestEmailChange mails a link to a new address of the actor's, and word of it to the old one.
func (p *Portal) RequestEmailChange(ctx context.Context, by Caller, r RequestEmailChangeRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_request_email_change_request](b)
		request.struct_size = C.sizeof_parvis_request_email_change_request
		request.email = b.text(r.Email)
		request.password = b.text(r.Password.Reveal())
		request.source = b.text(r.Source)
		return C.parvis_request_email_change(p.portal, by, request, out, why)
	}, accountViewOf)
}

// ProveEmailChange is by whoever has the new address and follows its link: it is the account's from now on.
func (p *Portal) ProveEmailChange(ctx context.Context, by Caller, token Secret) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_prove_email_change(p.portal, by, b.text(token.Reveal()), out, why)
	}, accountViewOf)
}

// IssueAPIKey makes a key for a user, instead of an older one: by themselves, or by who manages users.
func (p *Portal) IssueAPIKey(ctx context.Context, by Caller, account UUID) (IssuedAPIKey, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_issued_api_key, why **C.parvis_error) C.parvis_status {
		return C.parvis_issue_api_key(p.portal, by, b.uuid(account), out, why)
	}, func(k *C.parvis_issued_api_key) IssuedAPIKey {
		return IssuedAPIKey{Account: accountViewOf(k.account), Key: Secret(textOf(k.key))}
	})
}

// RevokeAPIKey kills the key of a user.
func (p *Portal) RevokeAPIKey(ctx context.Context, by Caller, account UUID) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_revoke_api_key(p.portal, by, b.uuid(account), out, why)
	}, accountViewOf)
}

// VerifyAPIKey tells whose key it is.
func (p *Portal) VerifyAPIKey(ctx context.Context, by Caller, key Secret) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		return C.parvis_verify_api_key(p.portal, by, b.text(key.Reveal()), out, why)
	}, accountViewOf)
}
