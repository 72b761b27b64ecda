/* SPDX-License-Identifier: BSL-1.0 */
#include <parvis.h>
#include <stdio.h>
#include <string.h>

#include "firm.h"
#include "plain_storage.h"
#include "suites.h"

/* What somebody signs in with, from a host in C. */

static firm one;

static void open_one(void) {
  parvis_storage storage = {.struct_size = sizeof storage};
  plain_storage_open(PLAIN_RIGHT, &storage);
  firm_open(&one, &storage);
}

static parvis_status sign_in(const char* identifier, const char* password) {
  NEW(parvis_sign_in_request, entry);
  entry.identifier = TEXT(identifier);
  entry.password = TEXT(password);
  entry.source = TEXT("192.0.2.7");
  return parvis_sign_in(one.portal, &one.host, &entry, NULL, NULL);
}

static void a_password_is_changed_by_who_knows_it(void) {
  const parvis_account_view* claire = NULL;
  NEW(parvis_change_password_request, request);
  open_one();
  request.password = TEXT("seven violet otters swim");
  request.new_password = TEXT("nine amber herons dive");
  REQUIRE(parvis_change_password(one.portal, &one.claire, &request, &claire, NULL) == PARVIS_DONE);
  CHECK(claire->credential_epoch == 1 && claire->api_key_issued_at == 0);
  parvis_free(claire);
  CHECK(sign_in("claire", "seven violet otters swim") == PARVIS_E_CREDENTIALS_WRONG);
  CHECK(sign_in("claire", "nine amber herons dive") == PARVIS_DONE);
  request.identifier = TEXT("claire");
  request.password = TEXT("nine amber herons dive");
  CHECK(parvis_change_password(one.portal, &one.host, &request, NULL, NULL) == PARVIS_E_INVALID_FORM);
  firm_close(&one);
}

static void whoever_fails_too_often_is_told_how_long_to_wait(void) {
  const parvis_error* error = NULL;
  int n;
  NEW(parvis_sign_in_request, entry);
  open_one();
  for (n = 0; n < 5; ++n) CHECK(sign_in("claire", "not the right one") == PARVIS_E_CREDENTIALS_WRONG);
  entry.identifier = TEXT("claire");
  entry.password = TEXT("seven violet otters swim");
  CHECK(parvis_sign_in(one.portal, &one.host, &entry, NULL, &error) == PARVIS_E_TOO_MANY_ATTEMPTS);
  REQUIRE(error != NULL);
  CHECK(error->retryable == 1 && error->retry_after_us > 0 && error->retry_after_us <= 1000000);
  parvis_free(error);
  firm_close(&one);
}

static void a_password_is_reset_by_the_mailed_link(void) {
  const parvis_words *known = NULL, *unknown = NULL;
  NEW(parvis_reset_password_request, request);
  open_one();
  REQUIRE(parvis_request_password_reset(one.portal, &one.host, TEXT("claire@example.org"), &known, NULL) ==
          PARVIS_DONE);
  REQUIRE(parvis_request_password_reset(one.portal, &one.host, TEXT("nobody@example.org"), &unknown, NULL) ==
          PARVIS_DONE);
  CHECK(known->text.size == unknown->text.size && memcmp(known->text.data, unknown->text.data, known->text.size) == 0);
  parvis_free(known);
  parvis_free(unknown);
  one.mailed_count = 0;
  firm_settle(&one);
  request.token = TEXT(firm_newest_token(&one));
  request.password = TEXT("nine amber herons dive");
  CHECK(parvis_reset_password(one.portal, &one.host, &request, NULL, NULL) == PARVIS_DONE);
  CHECK(sign_in("claire", "nine amber herons dive") == PARVIS_DONE);
  CHECK(parvis_reset_password(one.portal, &one.host, &request, NULL, NULL) == PARVIS_E_LINK_INVALID);
  firm_close(&one);
}

static void an_address_is_changed_once_it_is_proven(void) {
  const parvis_account_view* claire = NULL;
  NEW(parvis_request_email_change_request, request);
  open_one();
  request.email = TEXT("claire@new.example");
  request.password = TEXT("seven violet otters swim");
  REQUIRE(parvis_request_email_change(one.portal, &one.claire, &request, NULL, NULL) == PARVIS_DONE);
  one.mailed_count = 0;
  firm_settle(&one);
  REQUIRE(parvis_prove_email_change(one.portal, &one.host, TEXT(firm_newest_token(&one)), &claire, NULL) ==
          PARVIS_DONE);
  CHECK(claire->email.size == 18 && memcmp(claire->email.data, "claire@new.example", 18) == 0);
  parvis_free(claire);
  CHECK(parvis_prove_email_change(one.portal, &one.host, TEXT(firm_newest_token(&one)), NULL, NULL) ==
        PARVIS_E_LINK_INVALID);
  firm_close(&one);
}

static void a_key_is_shown_once_and_works_until_it_is_revoked(void) {
  const parvis_issued_api_key* issued = NULL;
  const parvis_account_view* claire = NULL;
  const parvis_drain_reply* drained = NULL;
  const parvis_mail_preview* seen = NULL;
  char key[64];
  NEW(parvis_preview_mail_request, preview);
  open_one();
  REQUIRE(parvis_issue_api_key(one.portal, &one.claire, &one.claire.actor, &issued, NULL) == PARVIS_DONE);
  REQUIRE(issued->key.size < sizeof key);
  snprintf(key, sizeof key, "%.*s", (int)issued->key.size, issued->key.data);
  CHECK(strncmp(key, "parvis1_", 8) == 0 && issued->account->api_key_issued_at != 0);
  parvis_free(issued);
  REQUIRE(parvis_verify_api_key(one.portal, &one.host, TEXT(key), &claire, NULL) == PARVIS_DONE);
  CHECK(memcmp(&claire->id, &one.claire.actor, sizeof claire->id) == 0);
  parvis_free(claire);
  CHECK(parvis_revoke_api_key(one.portal, &one.claire, &one.claire.actor, NULL, NULL) == PARVIS_DONE);
  CHECK(parvis_verify_api_key(one.portal, &one.host, TEXT(key), NULL, NULL) == PARVIS_E_API_KEY_INVALID);
  REQUIRE(parvis_drain_outbox(one.portal, &one.host, 10, &drained, NULL) == PARVIS_DONE);
  CHECK(drained->done == 2); /* that it was issued, and that it was revoked */
  parvis_free(drained);
  preview.effect = PARVIS_EFFECT_MAIL_API_KEY_CHANGED;
  REQUIRE(parvis_preview_mail(one.portal, &one.claire, &preview, &seen, NULL) == PARVIS_DONE);
  CHECK(is(seen->subject, "The API key of your account on Cabinet Ravel has changed"));
  parvis_free(seen);
  firm_close(&one);
}

const test_case sign_in_tests[] = {
    {"a password is changed by who knows it", a_password_is_changed_by_who_knows_it},
    {"whoever fails too often is told how long to wait", whoever_fails_too_often_is_told_how_long_to_wait},
    {"a password is reset by the mailed link", a_password_is_reset_by_the_mailed_link},
    {"an address is changed once it is proven", an_address_is_changed_once_it_is_proven},
    {"a key is shown once and works until it is revoked", a_key_is_shown_once_and_works_until_it_is_revoked},
};
const size_t sign_in_test_count = sizeof sign_in_tests / sizeof *sign_in_tests;
