/* SPDX-License-Identifier: BSL-1.0 */
#include <string.h>

#include "firm.h"
#include "suites.h"

static void somebody_is_added_joins_and_is_promoted(void) {
  const parvis_account_view* shown = NULL;
  parvis_settings* settings = NULL;
  parvis_settings wanted;
  parvis_caller dora;
  parvis_text company, nothing = {NULL, 0};
  parvis_field_value no_field;
  firm one;
  parvis_storage storage = {.struct_size = sizeof storage};
  const parvis_caller* by = &one.claire;
  NEW(parvis_add_portal_account_request, added);
  NEW(parvis_join_request, join);
  NEW(parvis_edit_account_request, edit);
  NEW(parvis_approve_access_request, approve);
  REQUIRE(parvis_memory_storage_open(NULL, &storage, NULL) == PARVIS_DONE);
  firm_open(&one, &storage);
  memset(&no_field, 0, sizeof no_field);
  REQUIRE(parvis_view_settings(one.portal, by, &settings, NULL) == PARVIS_DONE);
  CHECK(settings->seniority_count == 3 && is(settings->seniorities[0], "partner"));
  CHECK(settings->access_requests == 0 && settings->seniority_optional == 0);
  wanted = *settings;
  wanted.struct_size = sizeof wanted;
  wanted.access_requests = PARVIS_APPROVAL_BY_USER;
  CHECK(parvis_change_settings(one.portal, by, &wanted, NULL, NULL) == PARVIS_DONE);
  parvis_free(settings);

  added.first_name = TEXT("Dora");
  added.last_name = TEXT("Haddad");
  added.email = TEXT("dora@example.com");
  added.mobile = TEXT("+33 (0)6 12 34 56 78");
  added.address = TEXT("12 rue de la Paix\r\n75002 Paris");
  added.code = TEXT("C-17");
  REQUIRE(parvis_add_portal_account(one.portal, by, &added, &shown, NULL) == PARVIS_DONE);
  CHECK(shown->state == PARVIS_STATE_INVITED && shown->kind == PARVIS_KIND_OF_CLIENT && shown->join_by != 0);
  CHECK(is(shown->mobile, "+33612345678") && is(shown->address, "12 rue de la Paix\n75002 Paris"));
  CHECK(is(shown->code, "C-17") && shown->case_role == PARVIS_CASE_ROLE_NONE);
  dora = one.host;
  dora.actor = shown->id;
  edit.account = shown->id;
  edit.seen = shown->revision;
  parvis_free(shown);
  CHECK(parvis_resend_join(one.portal, by, &dora.actor, NULL, NULL) == PARVIS_DONE);
  CHECK(parvis_edit_account(one.portal, by, &edit, NULL, NULL) == PARVIS_E_STALE);
  firm_settle(&one);
  join.token = TEXT(firm_newest_token(&one));
  join.username = TEXT("dora");
  join.password = TEXT("nine amber herons dive");
  REQUIRE(parvis_join(one.portal, &one.host, &join, &shown, NULL) == PARVIS_DONE);
  CHECK(shown->state == PARVIS_STATE_ACTIVE && shown->join_by == 0);
  parvis_free(shown);

  company = TEXT("Haddad SARL");
  edit.seen = 0;
  edit.company = &company;
  edit.mobile = &nothing;
  edit.fields = &no_field; /* none of them */
  REQUIRE(parvis_edit_account(one.portal, by, &edit, &shown, NULL) == PARVIS_DONE);
  CHECK(is(shown->company, "Haddad SARL") && shown->mobile.size == 0 && is(shown->code, "C-17"));
  parvis_free(shown);

  REQUIRE(parvis_ask_access(one.portal, &dora, PARVIS_ACCESS_COLLABORATOR, &shown, NULL) == PARVIS_DONE);
  CHECK(shown->asked_access == PARVIS_ACCESS_COLLABORATOR && shown->access == PARVIS_ACCESS_CLIENT);
  CHECK(shown->decide_by != 0);
  parvis_free(shown);
  approve.account = dora.actor;
  approve.access = PARVIS_ACCESS_COLLABORATOR;
  REQUIRE(parvis_approve_access(one.portal, by, &approve, &shown, NULL) == PARVIS_DONE);
  CHECK(shown->asked_access == PARVIS_ACCESS_COLLABORATOR && is(shown->waiting_for, "collaborators"));
  CHECK(shown->queued_at != 0);
  parvis_free(shown);
  REQUIRE(parvis_ask_access(one.portal, &dora, PARVIS_ACCESS_CLIENT, &shown, NULL) == PARVIS_DONE);
  CHECK(shown->asked_access == PARVIS_ACCESS_NONE && shown->waiting_for.size == 0);
  CHECK(shown->queued_at == 0);
  parvis_free(shown);
  firm_close(&one);
}

const test_case people_tests[] = {
    {"somebody is added, joins and is promoted", somebody_is_added_joins_and_is_promoted},
};
const size_t people_test_count = sizeof people_tests / sizeof *people_tests;
