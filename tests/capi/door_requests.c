/* SPDX-License-Identifier: BSL-1.0 */
/* What whoever comes to the door, signs in or sets things up may get wrong. */
#include <string.h>

#include "requests.h"
#include "suites.h"

CALL(add_user, parvis_add_user_request, parvis_account_view)
CALL(set_up, parvis_set_up_request, parvis_set_up_reply)
CALL(create_invite, parvis_create_invite_request, parvis_invite_view)
CALL(invite_people, parvis_invite_people_request, parvis_invite_outcome_list)
CALL(list_invites, parvis_list_invites_request, parvis_invite_page)
CALL(grant_seats, parvis_seat_grant, parvis_pool_view)
CALL(end_grant, parvis_end_grant_request, parvis_pool_view)
CALL(sign_up, parvis_sign_up_request, parvis_sign_up_reply)
CALL(start_sign_up, parvis_start_sign_up_request, parvis_sign_up_reply)
CALL(prove_email, parvis_prove_email_request, parvis_account_view)
CALL(join, parvis_join_request, parvis_account_view)
CALL(sign_in, parvis_sign_in_request, parvis_account_view)
CALL(change_password, parvis_change_password_request, parvis_account_view)
CALL(reset_password, parvis_reset_password_request, parvis_account_view)
CALL(request_email_change, parvis_request_email_change_request, parvis_account_view)
CALL(issue_api_key, parvis_uuid, parvis_issued_api_key)
CALL(revoke_api_key, parvis_uuid, parvis_account_view)

static void requests_of_the_door_are_read_with_care(void) {
  parvis_field_value field;
  parvis_given_consent consent;
  NEW(parvis_sign_up_request, form);
  NEW(parvis_start_sign_up_request, start);
  NEW(parvis_prove_email_request, proof);
  NEW(parvis_join_request, join);
  NEW(parvis_sign_in_request, entry);
  NEW(parvis_change_password_request, change);
  NEW(parvis_reset_password_request, reset);
  NEW(parvis_request_email_change_request, address);
  open_one();
  by = &one.host;
  field.name = said("office");
  field.value = said("Lyon");
  consent.name = said("terms");
  consent.version = said("2026-01");

  form.access = PARVIS_KIND_OF_CLIENT;
  form.token = said("no-token");
  form.first_name = said("Zo");
  form.last_name = said("O'Brien");
  form.username = said("zoe");
  form.email = said("zoe@example.org");
  form.password = said("nine amber herons dive");
  form.language = said("fr");
  form.fields = &field;
  form.field_count = 1;
  form.consents = &consent;
  form.consent_count = 1;
  TORTURE(sign_up, form);
  MISNUMBER(sign_up, form, access);

  start.token = form.token;
  start.email = form.email;
  start.language = form.language;
  TORTURE(start_sign_up, start);
  MISNUMBER(start_sign_up, start, access);

  proof.token = form.token;
  proof.continuation = said("no-continuation");
  proof.first_name = form.first_name;
  proof.last_name = form.last_name;
  proof.username = form.username;
  proof.password = form.password;
  proof.fields = &field;
  proof.field_count = 1;
  proof.consents = &consent;
  proof.consent_count = 1;
  TORTURE(prove_email, proof);

  join.token = form.token;
  join.username = form.username;
  join.password = form.password;
  TORTURE(join, join);

  entry.identifier = form.username;
  entry.password = form.password;
  entry.source = said("192.0.2.7");
  TORTURE(sign_in, entry);

  change.identifier = form.username;
  change.password = form.password;
  change.new_password = said("eleven copper moths");
  change.source = entry.source;
  TORTURE(change_password, change);
  reset.token = form.token;
  reset.password = form.password;
  TORTURE(reset_password, reset);
  by = &one.claire;
  address.email = form.email;
  address.password = form.password;
  address.source = entry.source;
  TORTURE(request_email_change, address);
  absent_issue_api_key(&one.claire.actor);
  absent_revoke_api_key(&one.claire.actor);
  CHECK(call_issue_api_key(&one.claire.actor) == PARVIS_DONE);
  CHECK(call_revoke_api_key(&one.claire.actor) == PARVIS_DONE);
  firm_close(&one);
}

static void requests_of_administrators_are_read_with_care(void) {
  const parvis_seat_grant* grants[1];
  parvis_text domain = said("example.org");
  parvis_invitee invitee;
  NEW(parvis_set_up_request, set_up);
  NEW(parvis_seat_grant, grant);
  NEW(parvis_end_grant_request, end);
  NEW(parvis_create_invite_request, invite);
  NEW(parvis_invite_people_request, people);
  NEW(parvis_list_invites_request, invites);
  NEW(parvis_add_user_request, user);
  open_one();

  grant.sku = said("core");
  grant.quantity = 3;
  TORTURE(grant_seats, grant);
  grants[0] = &grant;
  set_up.access = PARVIS_ACCESS_CORE;
  set_up.portal_name = said("Cabinet");
  set_up.portal_url = said("https://portal.example.com");
  set_up.default_language = said("en");
  set_up.first_name = said("Claire");
  set_up.last_name = said("Beaumont");
  set_up.email = said("claire@example.com");
  set_up.username = said("claire2");
  set_up.password = said("seven violet otters swim");
  set_up.grants = grants;
  set_up.grant_count = 1;
  TORTURE(set_up, set_up);
  end.grant = one.claire.actor;
  TORTURE(end_grant, end);

  invite.audience = PARVIS_KIND_OF_CLIENT;
  invite.label = said("Fair");
  invite.language = said("fr");
  invite.allowed_domains = &domain;
  invite.allowed_domain_count = 1;
  TORTURE(create_invite, invite);
  MISNUMBER(create_invite, invite, audience);
  MISNUMBER(create_invite, invite, approval);
  MISNUMBER(create_invite, invite, case_role);
  MISNUMBER(create_invite, invite, access);
  MISNUMBER(create_invite, invite, reserved);

  invitee.email = said("bob@example.org");
  invitee.language = invite.language;
  invite.allowed_domains = NULL;
  invite.allowed_domain_count = 0;
  people.options = &invite;
  people.people = &invitee;
  people.people_count = 1;
  TORTURE(invite_people, people);
  invites.email = invitee.email;
  invites.after = said("AAAA");
  invites.limit = 10;
  TORTURE(list_invites, invites);
  MISNUMBER(list_invites, invites, state);

  user.access = PARVIS_ACCESS_CORE;
  user.first_name = set_up.first_name;
  user.last_name = set_up.last_name;
  user.email = said("dora@example.com");
  user.language = set_up.default_language;
  user.group = one.claire.actor;
  user.seniority = said("lawyer");
  user.job_title = said("Counsel");
  user.mobile = said("+33612345678");
  user.address = said("12 rue de la Paix\n75002 Paris");
  user.company = said("Ravel");
  user.code = said("EMP-1");
  user.reservations = &one.claire.actor;
  user.reservation_count = 1;
  TORTURE(add_user, user);
  firm_close(&one);
}

const test_case door_request_tests[] = {
    {"requests of the door are read with care", requests_of_the_door_are_read_with_care},
    {"requests of administrators are read with care", requests_of_administrators_are_read_with_care},
};
const size_t door_request_test_count = sizeof door_request_tests / sizeof *door_request_tests;
