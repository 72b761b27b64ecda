// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import "context"

// SignUpForm is what a page needs to show the open form.
type SignUpForm struct {
	PortalName      string
	Languages       []string
	DefaultLanguage string
	Audiences       []AccountKind // the default first; none: sign-up is off
	Fields          []FieldRule
	Consents        []ConsentRule
}

// InviteCheck is what a page may show to somebody who opened a link.
type InviteCheck struct {
	PortalName string
	Audience   AccountKind
	Language   string
	Email      string
	Fields     []FieldRule
	Consents   []ConsentRule
}

// SignUpRequest is a sign-up.
type SignUpRequest struct {
	Token     Secret // of an invite link; empty: the open form
	FirstName string
	LastName  string
	Username  string
	Email     string
	Password  Secret
	Access    AccountKind // for the open form; 0: the default
	Language  string
	Fields    []FieldValue
	Consents  []GivenConsent
}

// SignUpReply is the same for every address, known or not.
type SignUpReply struct {
	Message      string
	Continuation Secret       // to be kept in the person's browser
	Account      *AccountView // only when nothing has to be proven
}

func signUpReplyOf(r *C.parvis_sign_up_reply) SignUpReply {
	out := SignUpReply{Message: textOf(r.message), Continuation: Secret(textOf(r.continuation))}
	if r.account != nil {
		account := accountViewOf(r.account)
		out.Account = &account
	}
	return out
}

// StartSignUpRequest is a sign-up that begins with the address alone.
type StartSignUpRequest struct {
	Token    Secret
	Email    string
	Access   AccountKind
	Language string
}

// ProveEmailRequest is the proof of an address; what is not empty replaces what was typed.
type ProveEmailRequest struct {
	Token        Secret
	Continuation Secret
	FirstName    string
	LastName     string
	Username     string
	Password     Secret
	Fields       []FieldValue
	Consents     []GivenConsent
}

// JoinRequest is joining of somebody who was added.
type JoinRequest struct {
	Token    Secret
	Username string
	Password Secret
}

// ViewSignUpForm gives the open form, as the workspace has it now.
func (p *Portal) ViewSignUpForm(ctx context.Context, by Caller) (SignUpForm, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_sign_up_form, why **C.parvis_error) C.parvis_status {
		return C.parvis_view_sign_up_form(p.portal, by, out, why)
	}, func(f *C.parvis_sign_up_form) SignUpForm {
		return SignUpForm{
			PortalName:      textOf(f.portal_name),
			Languages:       textsOf(f.languages, f.language_count),
			DefaultLanguage: textOf(f.default_language),
			Audiences: listOf(f.audiences, f.audience_count, func(n *C.int32_t) AccountKind {
				return AccountKind(*n)
			}),
			Fields:   listOf(f.fields, f.field_count, fieldRuleOf),
			Consents: listOf(f.consents, f.consent_count, consentRuleOf),
		}
	})
}

// CheckInvite reads a link and changes nothing.
func (p *Portal) CheckInvite(ctx context.Context, by Caller, token Secret) (InviteCheck, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_invite_check, why **C.parvis_error) C.parvis_status {
		return C.parvis_check_invite(p.portal, by, b.text(token.Reveal()), out, why)
	}, func(c *C.parvis_invite_check) InviteCheck {
		return InviteCheck{
			PortalName: textOf(c.portal_name),
			Audience:   AccountKind(c.audience),
			Language:   textOf(c.language),
			Email:      textOf(c.email),
			Fields:     listOf(c.fields, c.field_count, fieldRuleOf),
			Consents:   listOf(c.consents, c.consent_count, consentRuleOf),
		}
	})
}

// SignUp takes a sign-up; fails with nothing that depends on who is known here.
func (p *Portal) SignUp(ctx context.Context, by Caller, r SignUpRequest) (SignUpReply, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_sign_up_reply, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_sign_up_request](b)
		request.struct_size = C.sizeof_parvis_sign_up_request
		request.access = C.int32_t(r.Access)
		request.token = b.text(r.Token.Reveal())
		request.first_name = b.text(r.FirstName)
		request.last_name = b.text(r.LastName)
		request.username = b.text(r.Username)
		request.email = b.text(r.Email)
		request.password = b.text(r.Password.Reveal())
		request.language = b.text(r.Language)
		request.fields, request.field_count = b.fieldValues(r.Fields)
		request.consents, request.consent_count = b.givenConsents(r.Consents)
		return C.parvis_sign_up(p.portal, by, request, out, why)
	}, signUpReplyOf)
}

// StartSignUp is the same with an e-mail address alone.
func (p *Portal) StartSignUp(ctx context.Context, by Caller, r StartSignUpRequest) (SignUpReply, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_sign_up_reply, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_start_sign_up_request](b)
		request.struct_size = C.sizeof_parvis_start_sign_up_request
		request.access = C.int32_t(r.Access)
		request.token = b.text(r.Token.Reveal())
		request.email = b.text(r.Email)
		request.language = b.text(r.Language)
		return C.parvis_start_sign_up(p.portal, by, request, out, why)
	}, signUpReplyOf)
}

// ProveEmail is the owner of the address following the mailed link: the account arises.
func (p *Portal) ProveEmail(ctx context.Context, by Caller, r ProveEmailRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_prove_email_request](b)
		request.struct_size = C.sizeof_parvis_prove_email_request
		request.token = b.text(r.Token.Reveal())
		request.continuation = b.text(r.Continuation.Reveal())
		request.first_name = b.text(r.FirstName)
		request.last_name = b.text(r.LastName)
		request.username = b.text(r.Username)
		request.password = b.text(r.Password.Reveal())
		request.fields, request.field_count = b.fieldValues(r.Fields)
		request.consents, request.consent_count = b.givenConsents(r.Consents)
		return C.parvis_prove_email(p.portal, by, request, out, why)
	}, accountViewOf)
}

// Join is somebody who was added following the mailed link.
func (p *Portal) Join(ctx context.Context, by Caller, r JoinRequest) (AccountView, error) {
	return call(p, ctx, by, func(b *block, by *C.parvis_caller, out **C.parvis_account_view, why **C.parvis_error) C.parvis_status {
		request := make1[C.parvis_join_request](b)
		request.struct_size = C.sizeof_parvis_join_request
		request.token = b.text(r.Token.Reveal())
		request.username = b.text(r.Username)
		request.password = b.text(r.Password.Reveal())
		return C.parvis_join(p.portal, by, request, out, why)
	}, accountViewOf)
}
