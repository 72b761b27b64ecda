/* SPDX-License-Identifier: BSL-1.0 */
/* What a caller may get wrong in a request: every pointer NULL, every size cut, every text too long or no UTF-8. */
#include "requests.h"

#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "plain_storage.h"
#include "suites.h"

firm one;
const parvis_caller* by;

/* The portal is as usable as before. */
void still_works(void) {
  parvis_settings* settings = NULL;
  CHECK(parvis_view_settings(one.portal, &one.claire, &settings, NULL) == PARVIS_DONE);
  parvis_free(settings);
}

void open_one(void) {
  parvis_storage storage = {.struct_size = sizeof storage};
  plain_storage_open(PLAIN_RIGHT, &storage);
  firm_open(&one, &storage);
  by = &one.claire;
}

parvis_uuid an_account(void) {
  const parvis_account_page* page = NULL;
  parvis_uuid out;
  NEW(parvis_list_accounts_request, list);
  list.state = PARVIS_STATE_ACTIVE;
  list.limit = 100;
  REQUIRE(parvis_list_accounts(one.portal, &one.claire, &list, &page, NULL) == PARVIS_DONE);
  out = page->items[page->item_count - 1]->id;
  parvis_free(page);
  return out;
}

CALL_ONLY(search_accounts, parvis_search_accounts_request, parvis_account_page)
CALL_ONLY(verify_audit, parvis_verify_audit_request, parvis_audit_report)
CALL(change_settings, parvis_settings, parvis_changed_settings)
CALL(preview_settings, parvis_settings, parvis_settings_impact)
CALL_ONLY(invite_people, parvis_invite_people_request, parvis_invite_outcome_list)

static void settings_are_read_with_care(void) {
  parvis_settings wanted;
  parvis_settings* viewed = NULL;
  parvis_text domain, name;
  parvis_field_rule field;
  parvis_consent_rule consent;
  open_one();
  domain = said("example.org");
  name = said("root");
  REQUIRE(parvis_view_settings(one.portal, by, &viewed, NULL) == PARVIS_DONE);
  wanted = *viewed;
  wanted.struct_size = sizeof wanted; /* what is copied is what this program knows */
  wanted.portal_name = said("Cabinet");
  wanted.portal_url = said("https://portal.example.com");
  wanted.support_contact = said("help@example.com");
  wanted.default_language = said("en");
  wanted.allowed_domains = &domain;
  wanted.allowed_domain_count = 1;
  wanted.denied_domains = &domain;
  wanted.denied_domain_count = 1;
  wanted.reserved_usernames = &name;
  wanted.reserved_username_count = 1;
  wanted.approvers = &one.claire.actor;
  wanted.approver_count = 1;
  memset(&field, 0, sizeof field);
  field.name = said("office");
  field.choices = &domain;
  field.choice_count = 1;
  field.asked_of = PARVIS_FIELD_OF_EVERYBODY;
  wanted.fields = &field;
  wanted.field_count = 1;
  memset(&consent, 0, sizeof consent);
  consent.name = said("terms");
  consent.version = said("2026-01");
  wanted.consents = &consent;
  wanted.consent_count = 1;
  wanted.signup_requires = said("client_portal");
  TORTURE(preview_settings, wanted);
  TORTURE(change_settings, wanted);
  MISNUMBER(change_settings, wanted, signup_policy);
  MISNUMBER(change_settings, wanted, approval);
  MISNUMBER(change_settings, wanted, email_proof);
  MISNUMBER(change_settings, wanted, when_no_seat);
  MISNUMBER(change_settings, wanted, reapplication);
  MISNUMBER(change_settings, wanted, seniority_optional);
  MISNUMBER(change_settings, wanted, access_requests);
  parvis_free(viewed);
  firm_close(&one);
}

static parvis_status view_as(const void* caller) {
  parvis_settings* out = NULL;
  const parvis_error* error = NULL;
  const parvis_status status = parvis_view_settings(one.portal, caller, &out, &error);
  sound(status, out, error);
  parvis_free(out);
  return status;
}

static void callers_are_read_with_care(void) {
  parvis_caller caller;
  open_one();
  caller = one.claire;
  caller.workspace = said("ravel");
  caller.language = said("fr-CA");
  cut("caller", &caller, sizeof caller, view_as);
  distort("caller", &caller, sizeof caller, view_as);
  misnumber("caller", &caller, sizeof caller, offsetof(parvis_caller, reserved), view_as);
  firm_close(&one);
}

#define WITHOUT_REQUEST(name, ...)                                                                          \
  do {                                                                                                      \
    const parvis_error* error = NULL;                                                                       \
    check_context(#name);                                                                                   \
    CHECK(parvis_##name(NULL, by, __VA_ARGS__ NULL, &error) == PARVIS_E_INVALID_ARGUMENT && error != NULL); \
    parvis_free(error);                                                                                     \
    CHECK(parvis_##name(one.portal, NULL, __VA_ARGS__ NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);            \
    CHECK(parvis_##name(one.portal, by, __VA_ARGS__ NULL, NULL) != PARVIS_E_BUG);                           \
  } while (false)

static void calls_without_a_request_are_called_with_care(void) {
  parvis_text gigabyte;
  open_one();
  gigabyte.data = "x";
  gigabyte.size = (size_t)1 << 30;
  WITHOUT_REQUEST(view_settings, );
  WITHOUT_REQUEST(view_sign_up_form, );
  WITHOUT_REQUEST(list_pools, );
  WITHOUT_REQUEST(drain_outbox, 10, );
  WITHOUT_REQUEST(drain_outbox, SIZE_MAX, );
  WITHOUT_REQUEST(run_due, SIZE_MAX, );
  WITHOUT_REQUEST(seal_audit, SIZE_MAX, );
  WITHOUT_REQUEST(approve_pending, SIZE_MAX, );
  WITHOUT_REQUEST(approve_each, NULL, 0, );
  WITHOUT_REQUEST(reject_each, NULL, 0, );
  WITHOUT_REQUEST(approve_each, NULL, 5, );
  WITHOUT_REQUEST(reject_each, NULL, SIZE_MAX, );
  WITHOUT_REQUEST(deactivate_each, NULL, 0, );
  WITHOUT_REQUEST(deactivate_each, NULL, SIZE_MAX, );
  WITHOUT_REQUEST(resend_join_each, NULL, 0, );
  WITHOUT_REQUEST(resend_join_each, NULL, SIZE_MAX, );
  WITHOUT_REQUEST(check_invite, gigabyte, );
  WITHOUT_REQUEST(list_grants, gigabyte, );
  WITHOUT_REQUEST(request_password_reset, gigabyte, );
  WITHOUT_REQUEST(prove_email_change, gigabyte, );
  WITHOUT_REQUEST(verify_api_key, gigabyte, );
  WITHOUT_REQUEST(view_catalog, );
  WITHOUT_REQUEST(check_entitlement, gigabyte, );
  WITHOUT_REQUEST(list_reservations, gigabyte, );
  WITHOUT_REQUEST(preview_seats, NULL, 0, );
  WITHOUT_REQUEST(preview_seats, NULL, SIZE_MAX, );
  {
    const parvis_approve_request* none[1] = {NULL};
    const parvis_seat_demand* no_demand[1] = {NULL};
    CHECK(parvis_approve_each(one.portal, by, none, 1, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);
    CHECK(parvis_preview_seats(one.portal, by, no_demand, 1, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);
  }
  still_works();
  firm_close(&one);
}

static void words_and_numbers_are_taken_with_care(void) {
  static const int32_t numbers[] = {INT32_MIN, -1, 0, 1, 3, 77, 4096, INT32_MAX};
  parvis_text gigabyte, none;
  parvis_uuid id;
  char written[37];
  size_t n;
  const parvis_error* error = NULL;
  gigabyte.data = "x";
  gigabyte.size = (size_t)1 << 30;
  none.data = NULL;
  none.size = 5;
  for (n = 0; n < sizeof numbers / sizeof *numbers; ++n) {
    const int32_t number = numbers[n];
    CHECK(parvis_code_name(number).data != NULL);
    CHECK(parvis_account_state_name(number).size < 100 && parvis_event_type_name(number).size < 100);
    CHECK(parvis_effect_name(number).size < 100 && parvis_account_state_label(number, none).size < 100);
    CHECK(parvis_account_kind_label(number, gigabyte).size < 100 && parvis_access_label(number, none).size < 100);
    CHECK(parvis_order_state_name(number).size < 100 && parvis_order_state_label(number, none).size < 100);
    CHECK(parvis_case_role_label(number, gigabyte).size < 100 && parvis_phrase_text(number, gigabyte).size < 500);
  }
  CHECK(parvis_message(77, none, none, NULL, &error) == PARVIS_E_INVALID_ARGUMENT);
  parvis_free(error);
  CHECK(parvis_message(PARVIS_E_NO_SEAT, gigabyte, gigabyte, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_license_label(gigabyte, none, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_built_in_language(gigabyte).size == 2);
  CHECK(parvis_built_in_language(none).size == 2);
  parvis_uuid_write(NULL, written);
  parvis_uuid_write(&id, NULL);
  CHECK(parvis_uuid_read(gigabyte, &id) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_uuid_read(none, &id) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_uuid_read(TEXT("0198aaaa-bbbb-7ccc-8ddd-eeeeffff0000"), NULL) == PARVIS_E_INVALID_ARGUMENT);
  REQUIRE(parvis_uuid_read(TEXT("0198AAAA-bbbb-7ccc-8ddd-eeeeffff0000"), &id) == PARVIS_DONE);
  parvis_uuid_write(&id, written);
  CHECK(strcmp(written, "0198aaaa-bbbb-7ccc-8ddd-eeeeffff0000") == 0);
  parvis_free(NULL);
  parvis_portal_close(NULL);
  CHECK(parvis_call_context(NULL) == NULL && parvis_call_user_data(NULL) == NULL);
  CHECK(parvis_call_put_row(NULL, 0, NULL) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_call_put_end(NULL, 0, 0) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_call_put_answer(NULL, 0, NULL) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_call_put_checkout(NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_call_put_import_row(NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_call_put_text(NULL, none) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_call_fail(NULL, PARVIS_E_UNAVAILABLE, none) == PARVIS_E_UNAVAILABLE);
  CHECK(parvis_call_fail(NULL, PARVIS_DONE, none) == PARVIS_E_HOST_FAILED);
}

static parvis_status grants_within(const void* grant) {
  const parvis_seat_grant* grants[1];
  const parvis_error* error = NULL;
  parvis_status status;
  NEW(parvis_set_up_request, request);
  parvis_caller elsewhere = one.host;
  static int n;
  char workspace[16];
  snprintf(workspace, sizeof workspace, "firm %d", n++);
  elsewhere.workspace = TEXT(workspace);
  grants[0] = grant;
  request.portal_name = TEXT("Cabinet");
  request.portal_url = TEXT("https://portal.example.com");
  request.first_name = TEXT("Claire");
  request.last_name = TEXT("Beaumont");
  request.email = TEXT("claire@example.com");
  request.username = TEXT("claire2");
  request.password = TEXT("seven violet otters swim");
  request.grants = grants;
  request.grant_count = 1;
  status = parvis_set_up(one.portal, &elsewhere, &request, NULL, &error);
  sound(status, status == PARVIS_DONE ? &one : NULL, error);
  return status;
}

static parvis_status approvals_within(const void* request) {
  const parvis_approve_request* all[1];
  const parvis_account_outcome_list* out = NULL;
  const parvis_error* error = NULL;
  parvis_status status;
  all[0] = request;
  status = parvis_approve_each(one.portal, by, all, 1, &out, &error);
  sound(status, out, error);
  parvis_free(out);
  return status;
}

static parvis_status rejections_within(const void* request) {
  const parvis_reject_request* all[1];
  const parvis_account_outcome_list* out = NULL;
  const parvis_error* error = NULL;
  parvis_status status;
  all[0] = request;
  status = parvis_reject_each(one.portal, by, all, 1, &out, &error);
  sound(status, out, error);
  parvis_free(out);
  return status;
}

static parvis_status departures_within(const void* request) {
  const parvis_activity_request* all[1];
  const parvis_account_outcome_list* out = NULL;
  const parvis_error* error = NULL;
  parvis_status status;
  all[0] = request;
  status = parvis_deactivate_each(one.portal, by, all, 1, &out, &error);
  sound(status, out, error);
  parvis_free(out);
  return status;
}

static parvis_status filter_within(const void* which) {
  NEW(parvis_search_accounts_request, request);
  request.sort = PARVIS_SORT_BY_NAME;
  request.which = which;
  return call_search_accounts(&request);
}

static parvis_status invite_within(const void* options) {
  const parvis_invitee bob = {TEXT("bob@example.org"), TEXT("en")};
  NEW(parvis_invite_people_request, request);
  request.options = options;
  request.people = &bob;
  request.people_count = 1;
  return call_invite_people(&request);
}

static parvis_status tell_nothing(void* user_data, uint64_t done, uint64_t total) {
  (void)user_data, (void)done, (void)total;
  return PARVIS_DONE;
}

static parvis_status progress_within(const void* progress) {
  NEW(parvis_verify_audit_request, request);
  request.progress = progress;
  return call_verify_audit(&request);
}

static void structs_within_requests_are_read_with_care(void) {
  NEW(parvis_seat_grant, grant);
  NEW(parvis_approve_request, approve);
  NEW(parvis_reject_request, reject);
  NEW(parvis_create_invite_request, invite);
  NEW(parvis_progress, progress);
  NEW(parvis_activity_request, departure);
  NEW(parvis_account_filter, which);
  const int32_t states[] = {PARVIS_STATE_ACTIVE, PARVIS_STATE_LAPSED};
  const int32_t kinds[] = {PARVIS_KIND_OF_USER};
  const int32_t no_state = PARVIS_STATE_ERASED;
  open_one();
  grant.sku = said("core");
  grant.quantity = 3;
  cut("grants of set_up", &grant, sizeof grant, grants_within);
  distort("grants of set_up", &grant, sizeof grant, grants_within);
  approve.account = one.claire.actor;
  cut("approve_each", &approve, sizeof approve, approvals_within);
  distort("approve_each", &approve, sizeof approve, approvals_within);
  reject.account = one.claire.actor;
  reject.reason = TEXT("Unknown to us.");
  cut("reject_each", &reject, sizeof reject, rejections_within);
  distort("reject_each", &reject, sizeof reject, rejections_within);
  departure.account = one.claire.actor;
  cut("deactivate_each", &departure, sizeof departure, departures_within);
  distort("deactivate_each", &departure, sizeof departure, departures_within);
  which.states = states;
  which.state_count = 2;
  which.kinds = kinds;
  which.kind_count = 1;
  which.access = PARVIS_ACCESS_CORE;
  which.company = said("Cabinet");
  which.text = said("claire");
  which.begins_with = said("b");
  cut("filter of search_accounts", &which, sizeof which, filter_within);
  distort("filter of search_accounts", &which, sizeof which, filter_within);
  misnumber("filter of search_accounts", &which, sizeof which, offsetof(parvis_account_filter, access), filter_within);
  which.states = &no_state;
  which.state_count = 1;
  CHECK(filter_within(&which) == PARVIS_E_INVALID_ARGUMENT);
  invite.label = said("Fair");
  cut("options of invite_people", &invite, sizeof invite, invite_within);
  distort("options of invite_people", &invite, sizeof invite, invite_within);
  progress.tell = tell_nothing;
  cut_table("progress", &progress, sizeof progress, sizeof progress, progress_within);
  still_works();
  firm_close(&one);
}

const test_case request_tests[] = {
    {"settings are read with care", settings_are_read_with_care},
    {"callers are read with care", callers_are_read_with_care},
    {"calls without a request are called with care", calls_without_a_request_are_called_with_care},
    {"words and numbers are taken with care", words_and_numbers_are_taken_with_care},
    {"structs within requests are read with care", structs_within_requests_are_read_with_care},
};
const size_t request_test_count = sizeof request_tests / sizeof *request_tests;
