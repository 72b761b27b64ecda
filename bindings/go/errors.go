// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unsafe"
)

// Code says how a call ended: 1xx mend the request, 2xx the state forbids it, 3xx a race was lost, 4xx the host
// failed, 5xx a defect or a lack of resources. It is an error itself, so that errors.Is(err, CodeNoSeat) asks for it.
type Code int32

// Every Code.
const (
	CodeInvalidArgument       Code = 101
	CodeInvalidForm           Code = 102
	CodeCancelled             Code = 103
	CodeRequired              Code = 110
	CodeTooShort              Code = 111
	CodeTooLong               Code = 112
	CodeInvalidUTF8           Code = 113
	CodeControlCharacter      Code = 114
	CodeBidiControl           Code = 115
	CodeLineBreak             Code = 116
	CodeURLInText             Code = 117
	CodeCharacterNotAllowed   Code = 118
	CodeOutOfRange            Code = 119
	CodeEmailInvalid          Code = 120
	CodeEmailDomainNotAllowed Code = 121
	CodeDomainInvalid         Code = 122
	CodeUsernameReserved      Code = 125
	CodeUsernameTaken         Code = 126
	CodeCodeTaken             Code = 127
	CodeMobileInvalid         Code = 128
	CodePasswordTooShort      Code = 130
	CodePasswordTooLong       Code = 131
	CodePasswordCommon        Code = 132
	CodePasswordPersonal      Code = 133
	CodeAccessNotAllowed      Code = 142
	CodeApproverRequired      Code = 143
	CodeLanguageNotOffered    Code = 144
	CodeURLInvalid            Code = 145
	CodePatternInvalid        Code = 146
	CodeInviteInvalid         Code = 150
	CodeLinkInvalid           Code = 151
	CodeEmailDiffers          Code = 152
	CodeGroupNotAllowed       Code = 153
	CodePasswordUnchanged     Code = 154
	CodeAPIKeyInvalid         Code = 155
	CodeGivenTwice            Code = 160
	CodeFieldUnknown          Code = 161
	CodeConsentRequired       Code = 162
	CodeTemplateInvalid       Code = 163
	CodeBanReasonRequired     Code = 164
	CodeKeyTaken              Code = 165
	CodeNotForSale            Code = 166
	CodeSkuNeeded             Code = 167
	CodePaymentDiffers        Code = 168
	CodeCursorInvalid         Code = 170
	CodeSignupDisabled        Code = 201
	CodeAlreadySetUp          Code = 202
	CodeNotSetUp              Code = 203
	CodeAccountPending        Code = 210
	CodeAccountWaiting        Code = 211
	CodeAccountInactive       Code = 212
	CodeAccountBanned         Code = 213
	CodeMustChangePassword    Code = 214
	CodeNoSeat                Code = 220
	CodeLastAdministrator     Code = 221
	CodeRoomNeeded            Code = 222
	CodeMailsExhausted        Code = 223
	CodePermissionDenied      Code = 230
	CodeNotFound              Code = 231
	CodeIllegalTransition     Code = 232
	CodeEmailTaken            Code = 233
	CodeGroupInUse            Code = 234
	CodeOwnAccount            Code = 235
	CodeBanStands             Code = 236
	CodeGroupNameTaken        Code = 237
	CodeCredentialsWrong      Code = 240
	CodeTooManyAttempts       Code = 241
	CodeSignInDisabled        Code = 242
	CodeConflict              Code = 301
	CodeStale                 Code = 302
	CodeUnavailable           Code = 401
	CodeOutcomeUnknown        Code = 402
	CodeHostFailed            Code = 403
	CodeCorruptRow            Code = 404
	CodeRandomFailed          Code = 405
	CodeClockFailed           Code = 406
	CodeSchemaNewer           Code = 407
	CodeStorageUnfit          Code = 408
	CodeBug                   Code = 501
	CodeNoMemory              Code = 502
	CodeReentrant             Code = 503
	CodeBusy                  Code = 504
	CodeABIMismatch           Code = 505
)

// String is the name of the code, for instance "invite_invalid".
func (c Code) String() string { return textOf(C.parvis_code_name(C.parvis_status(c))) }

// Error is the name of the code.
func (c Code) Error() string { return c.String() }

// ErrClosed is told by calls on a portal that is closed.
var ErrClosed = errors.New("parvis: the portal is closed")

// FieldError is what is wrong with one field of a form.
type FieldError struct {
	Field   string
	Code    Code
	Message string // in the caller's language
}

// Error is why a call failed. errors.Is compares its code, and what a port of the host returned, or panicked with.
type Error struct {
	Code       Code
	Message    string        // in the caller's language
	Field      string        // the field concerned, or empty
	Detail     string        // for the log; never a secret, never for the public
	Retryable  bool          // the same call may succeed later, unchanged
	Fields     []FieldError  // all that is wrong with a form at once, in its order
	RetryAfter time.Duration // how long to wait before the same call may succeed; 0: not said
	Cause      error         // of a port of the host, if one failed
}

// Error names the code, the field and the fields.
func (e *Error) Error() string {
	var out strings.Builder
	fmt.Fprintf(&out, "parvis: %s", e.Code)
	if e.Field != "" {
		fmt.Fprintf(&out, " [%s]", e.Field)
	}
	fmt.Fprintf(&out, ": %s", e.Message)
	for _, one := range e.Fields {
		fmt.Fprintf(&out, "; %s: %s", one.Field, one.Code)
	}
	return out.String()
}

// Unwrap gives the code and the cause.
func (e *Error) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Code}
	}
	return []error{e.Code, e.Cause}
}

// Failure is returned by a host's port to choose how it fails: a code of 4xx or 5xx, and of 1xx for a mail or a case that
// can never be delivered. Every other error fails with CodeHostFailed.
type Failure struct {
	Code   Code
	Detail string // for the log
}

// Error is the detail.
func (f *Failure) Error() string { return f.Code.String() + ": " + f.Detail }

// PanicError is what a port of the host panicked with.
type PanicError struct {
	Value any
}

// Error shows the value.
func (p *PanicError) Error() string { return fmt.Sprintf("panic: %v", p.Value) }

func errorOf(given *C.parvis_error) *Error {
	return &Error{
		Code:       Code(given.code),
		Message:    textOf(given.message),
		Field:      textOf(given.field),
		Detail:     textOf(given.detail),
		Retryable:  given.retryable == 1,
		RetryAfter: durationOf(given.retry_after_us),
		Fields: listOf(given.fields, given.field_count, func(f *C.parvis_field_error) FieldError {
			return FieldError{Field: textOf(f.field), Code: Code(f.code), Message: textOf(f.message)}
		}),
	}
}

// failureOf makes the error of a call, and frees what the call gave.
func failureOf(status C.parvis_status, given *C.parvis_error, state *callState) error {
	out := &Error{Code: Code(status), Message: Code(status).String()}
	if given != nil {
		out = errorOf(given)
		C.parvis_free(unsafe.Pointer(given))
	}
	if state != nil {
		out.Cause = state.first()
	}
	return out
}
