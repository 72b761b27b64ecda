// SPDX-License-Identifier: BSL-1.0

package parvis

// #include "shim.h"
import "C"

import "unsafe"

// Version is that of the library, for instance "0.1.0".
func Version() string { return textOf(C.parvis_version()) }

// Message is one sentence about a code. detail is read for CodeNoSeat only, where it is the sku.
func Message(code Code, language, detail string) (string, error) {
	b := newBlock()
	defer b.free()
	out, why := make1[*C.parvis_words](b), make1[*C.parvis_error](b)
	return words(C.parvis_message(C.parvis_status(code), b.text(language), b.text(detail), out, why), out, why)
}

// LicenseLabel is what the licenses of a sku are for, in lower case.
func LicenseLabel(sku, language string) (string, error) {
	b := newBlock()
	defer b.free()
	out, why := make1[*C.parvis_words](b), make1[*C.parvis_error](b)
	return words(C.parvis_license_label(b.text(sku), b.text(language), out, why), out, why)
}

func words(status C.parvis_status, out **C.parvis_words, why **C.parvis_error) (string, error) {
	if status != C.PARVIS_DONE {
		return "", failureOf(status, *why, nil)
	}
	defer C.parvis_free(unsafe.Pointer(*out))
	return textOf((*out).text), nil
}

func inLanguage(language string, ask func(C.parvis_text) C.parvis_text) string {
	b := newBlock()
	defer b.free()
	return textOf(ask(b.text(language)))
}

// BuiltInLanguage is the built-in language that answers for this one: "fr" for "fr-CA".
func BuiltInLanguage(asked string) string {
	return inLanguage(asked, func(t C.parvis_text) C.parvis_text { return C.parvis_built_in_language(t) })
}

// Label is for a status column, in lower case.
func (n AccountState) Label(language string) string {
	return inLanguage(language, func(t C.parvis_text) C.parvis_text {
		return C.parvis_account_state_label(C.int32_t(n), t)
	})
}

// Label is for a status column, in lower case.
func (n AccountKind) Label(language string) string {
	return inLanguage(language, func(t C.parvis_text) C.parvis_text {
		return C.parvis_account_kind_label(C.int32_t(n), t)
	})
}

// Label is for a status column, in lower case.
func (n Access) Label(language string) string {
	return inLanguage(language, func(t C.parvis_text) C.parvis_text { return C.parvis_access_label(C.int32_t(n), t) })
}

// Label is for a status column, in lower case.
func (n CaseRole) Label(language string) string {
	return inLanguage(language, func(t C.parvis_text) C.parvis_text { return C.parvis_case_role_label(C.int32_t(n), t) })
}

// Label is for a status column, in lower case.
func (n OrderState) Label(language string) string {
	return inLanguage(language, func(t C.parvis_text) C.parvis_text {
		return C.parvis_order_state_label(C.int32_t(n), t)
	})
}

// Text is the sentence or status.
func (n Phrase) Text(language string) string {
	return inLanguage(language, func(t C.parvis_text) C.parvis_text { return C.parvis_phrase_text(C.int32_t(n), t) })
}

// Phrase is an enumeration of the header.
type Phrase int32

// Every Phrase.
const (
	PhraseSignupReceived  Phrase = 0
	PhraseEmailToBeProven Phrase = 1
	PhraseBanned          Phrase = 2
	PhraseResetAsked      Phrase = 3
)

var namesPhrase = map[Phrase]string{
	PhraseSignupReceived:  "signup_received",
	PhraseEmailToBeProven: "email_to_be_proven",
	PhraseBanned:          "banned",
	PhraseResetAsked:      "reset_asked",
}

// String is the name of the enumerator, for instance "signup_received".
func (n Phrase) String() string { return nameOf(namesPhrase, n) }

// PasswordVerdict is an enumeration of the header.
type PasswordVerdict int32

// Every PasswordVerdict.
const (
	PasswordVerdictWrong            PasswordVerdict = 1
	PasswordVerdictRight            PasswordVerdict = 2
	PasswordVerdictRightButOutdated PasswordVerdict = 3
)

var namesPasswordVerdict = map[PasswordVerdict]string{
	PasswordVerdictWrong:            "wrong",
	PasswordVerdictRight:            "right",
	PasswordVerdictRightButOutdated: "right_but_outdated",
}

// String is the name of the enumerator, for instance "wrong".
func (n PasswordVerdict) String() string { return nameOf(namesPasswordVerdict, n) }
