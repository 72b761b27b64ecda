/* SPDX-License-Identifier: BSL-1.0 */
/* What may be wrong in requests about people, groups and the trail. */
#include <string.h>

#include "requests.h"
#include "suites.h"

CALL(add_portal_account, parvis_add_portal_account_request, parvis_account_view)
CALL(resend_join, parvis_uuid, parvis_account_view)
CALL(view_account, parvis_uuid, parvis_account_view)
CALL(edit_account, parvis_edit_account_request, parvis_account_view)
CALL(override_privacy, parvis_override_privacy_request, parvis_account_view)
CALL(demand_password_change, parvis_demand_password_change_request, parvis_account_view)
CALL(change_access, parvis_change_access_request, parvis_account_view)
CALL(approve_access, parvis_approve_access_request, parvis_account_view)
CALL(reject_access, parvis_reject_access_request, parvis_account_view)
CALL(ban, parvis_ban_request, parvis_account_view)
CALL(unban, parvis_unban_request, parvis_account_view)
CALL(replace, parvis_replace_request, parvis_replace_reply)
CALL(add_group, parvis_add_group_request, parvis_group)
CALL(edit_group, parvis_edit_group_request, parvis_group)
CALL(remove_group, parvis_remove_group_request, parvis_group)
CALL(change_group, parvis_change_group_request, parvis_account_view)
CALL(view_permissions, parvis_uuid, parvis_permission_list)
CALL(deactivate, parvis_activity_request, parvis_account_view)
CALL(reactivate, parvis_activity_request, parvis_account_view)
CALL(list_accounts, parvis_list_accounts_request, parvis_account_page)
CALL(search_accounts, parvis_search_accounts_request, parvis_account_page)
CALL(count_accounts, parvis_count_accounts_request, parvis_account_counts)
CALL(approve, parvis_approve_request, parvis_account_view)
CALL(reject, parvis_reject_request, parvis_account_view)
CALL(reopen, parvis_approve_request, parvis_account_view)
CALL(list_events, parvis_list_events_request, parvis_event_page)
CALL(read_audit, parvis_read_audit_request, parvis_event_page)
CALL_ANYHOW(verify_audit, parvis_verify_audit_request, parvis_audit_report)
CALL_ANYHOW(inspect_store, parvis_inspect_store_request, parvis_store_report)
CALL(show_invite, parvis_uuid, parvis_invite_view)
CALL(rotate_invite, parvis_uuid, parvis_invite_view)
CALL(close_invite, parvis_uuid, parvis_invite_view)
CALL(revoke_invite, parvis_uuid, parvis_invite_view)
CALL(list_outbox, parvis_list_outbox_request, parvis_outbox_page)
CALL(retry_outbox, parvis_uuid, parvis_outbox_item)
CALL(preview_mail, parvis_preview_mail_request, parvis_mail_preview)

static void requests_about_people_are_read_with_care(void) {
  parvis_text text, number;
  parvis_field_value field;
  parvis_uuid id;
  NEW(parvis_add_portal_account_request, added);
  NEW(parvis_edit_account_request, edit);
  NEW(parvis_override_privacy_request, privacy);
  NEW(parvis_demand_password_change_request, demand);
  NEW(parvis_change_access_request, change);
  NEW(parvis_approve_access_request, approve);
  NEW(parvis_reject_access_request, reject);
  open_one();
  CHECK(firm_day(&one, 1) == PARVIS_DONE);
  id = an_account();
  text = said("Haddad");
  number = said("+33612345678");
  field.name = said("file");
  field.value = said("2026/17");

  added.access = PARVIS_ACCESS_CLIENT;
  added.case_role = PARVIS_CASE_ROLE_CLIENT;
  added.first_name = text;
  added.last_name = text;
  added.email = said("dora@example.com");
  added.language = said("en");
  added.job_title = text;
  added.mobile = number;
  added.address = text;
  added.company = text;
  added.code = said("C-1");
  added.fields = &field;
  added.field_count = 1;
  TORTURE(add_portal_account, added);
  MISNUMBER(add_portal_account, added, access);
  MISNUMBER(add_portal_account, added, case_role);
  MISNUMBER(add_portal_account, added, reserved);

  edit.account = id;
  edit.seen = 1;
  edit.first_name = &text;
  edit.last_name = &text;
  edit.language = &text;
  edit.seniority = &text;
  edit.job_title = &text;
  edit.mobile = &number;
  edit.address = &text;
  edit.company = &text;
  edit.code = &text;
  edit.fields = &field;
  edit.field_count = 1;
  TORTURE(edit_account, edit);
  MISNUMBER(edit_account, edit, reserved);

  privacy.account = id;
  privacy.privacy = PARVIS_PRIVACY_OVERRIDE_ON;
  TORTURE(override_privacy, privacy);
  MISNUMBER(override_privacy, privacy, privacy);
  demand.account = id;
  TORTURE(demand_password_change, demand);
  MISNUMBER(demand_password_change, demand, reserved);
  change.account = id;
  change.access = PARVIS_ACCESS_CLIENT;
  TORTURE(change_access, change);
  MISNUMBER(change_access, change, access);
  MISNUMBER(change_access, change, notice);
  MISNUMBER(change_access, change, reserved);
  approve.account = id;
  approve.access = PARVIS_ACCESS_CLIENT;
  TORTURE(approve_access, approve);
  MISNUMBER(approve_access, approve, access);
  reject.account = id;
  reject.access = PARVIS_ACCESS_COLLABORATOR;
  reject.reason = said("No mandate.");
  TORTURE(reject_access, reject);
  MISNUMBER(reject_access, reject, access);
  MISNUMBER(reject_access, reject, notice);
  MISNUMBER(reject_access, reject, reserved);

  absent_resend_join(&id);
  absent_view_account(&id);
  CHECK(call_resend_join(&id) == PARVIS_E_ILLEGAL_TRANSITION);
  CHECK(call_view_account(&id) == PARVIS_DONE);
  CHECK(parvis_ask_access(one.portal, by, 99, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_ask_access(one.portal, by, PARVIS_ACCESS_CLIENT, NULL, NULL) == PARVIS_E_PERMISSION_DENIED);
  CHECK(parvis_ask_access(NULL, by, PARVIS_ACCESS_CLIENT, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);
  firm_close(&one);
}

static parvis_status within_replace(const void* given) {
  NEW(parvis_replace_request, request);
  request.account = one.claire.actor;
  request.newcomer = given;
  return call_replace(&request);
}

static void requests_about_bans_and_groups_are_read_with_care(void) {
  const parvis_group_list* groups = NULL;
  const int32_t all = PARVIS_PERMISSIONS_USERS_MANAGE;
  parvis_text words[2], name;
  NEW(parvis_ban_request, ban);
  NEW(parvis_unban_request, unban);
  NEW(parvis_replace_request, replace);
  NEW(parvis_add_user_request, newcomer);
  NEW(parvis_add_group_request, add);
  NEW(parvis_edit_group_request, edit);
  NEW(parvis_remove_group_request, gone);
  NEW(parvis_change_group_request, change);
  open_one();
  ban.account = an_account();
  ban.reason = said("Insults");
  ban.until = 4000000000000000;
  TORTURE(ban, ban);
  MISNUMBER(ban, ban, notice);
  unban.account = ban.account;
  TORTURE(unban, unban);
  MISNUMBER(unban, unban, notice);
  newcomer.first_name = said("Nina");
  newcomer.last_name = said("Roy");
  newcomer.email = said("nina@example.org");
  newcomer.group = firm_members(&one);
  newcomer.seniority = said("lawyer");
  replace.account = one.claire.actor;
  replace.newcomer = &newcomer;
  TORTURE(replace, replace);
  MISNUMBER(replace, replace, notice);
  cut("newcomer of replace", &newcomer, sizeof newcomer, within_replace);
  distort("newcomer of replace", &newcomer, sizeof newcomer, within_replace);
  words[0] = said("core.print");
  words[1] = said("sign");
  add.name = said("Lawyers");
  add.host_permissions = words;
  add.host_permission_count = 2;
  TORTURE(add_group, add);
  MISNUMBER(add_group, add, permissions);
  name = said("Partners");
  edit.group = firm_members(&one);
  edit.name = &name;
  edit.permissions = &all;
  edit.host_permissions = words;
  edit.host_permission_count = 2;
  TORTURE(edit_group, edit);
  gone.group = firm_members(&one);
  TORTURE(remove_group, gone);
  change.account = one.claire.actor;
  change.group = firm_members(&one);
  TORTURE(change_group, change);
  absent_view_permissions(&one.claire.actor);
  CHECK(call_view_permissions(&one.claire.actor) == PARVIS_DONE);
  CHECK(parvis_list_groups(NULL, by, &groups, NULL) == PARVIS_E_INVALID_ARGUMENT && groups == NULL);
  CHECK(parvis_list_groups(one.portal, NULL, &groups, NULL) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_list_groups(one.portal, by, NULL, NULL) == PARVIS_DONE);
  firm_close(&one);
}

static void requests_about_accounts_and_the_trail_are_read_with_care(void) {
  static const uint8_t octets[32] = {1};
  parvis_audit_anchor anchor;
  parvis_uuid id;
  NEW(parvis_activity_request, activity);
  NEW(parvis_approve_request, approve);
  NEW(parvis_reject_request, reject);
  NEW(parvis_list_accounts_request, accounts);
  NEW(parvis_search_accounts_request, search);
  NEW(parvis_count_accounts_request, counting);
  NEW(parvis_account_filter, anybody);
  NEW(parvis_list_events_request, events);
  NEW(parvis_read_audit_request, trail);
  NEW(parvis_verify_audit_request, verify);
  NEW(parvis_inspect_store_request, inspect);
  NEW(parvis_list_outbox_request, outbox);
  NEW(parvis_preview_mail_request, preview);
  NEW(parvis_progress, progress);
  open_one();
  CHECK(firm_day(&one, 1) == PARVIS_DONE);
  id = an_account();

  activity.account = id;
  TORTURE(deactivate, activity);
  activity.reservations = &id;
  activity.reservation_count = 1;
  TORTURE(reactivate, activity);
  MISNUMBER(deactivate, activity, notice);
  approve.account = id;
  approve.seen = 1;
  approve.seen_settings = 1;
  approve.reservations = &id;
  approve.reservation_count = 1;
  TORTURE(approve, approve);
  TORTURE(reopen, approve);
  reject.account = id;
  reject.reason = said("Not a client of ours.");
  TORTURE(reject, reject);
  MISNUMBER(reject, reject, notice);
  accounts.after = said("AAAA");
  accounts.limit = 5;
  TORTURE(list_accounts, accounts);
  MISNUMBER(list_accounts, accounts, state);
  search.sort = PARVIS_SORT_BY_NAME;
  search.direction = PARVIS_DIRECTION_DESCENDING;
  search.which = &anybody;
  search.after = accounts.after;
  TORTURE(search_accounts, search);
  MISNUMBER(search_accounts, search, sort);
  MISNUMBER(search_accounts, search, direction);
  counting.which = &anybody;
  counting.count_cap = 3;
  TORTURE(count_accounts, counting);
  events.subject = id;
  events.after = accounts.after;
  events.limit = 3;
  TORTURE(list_events, events);
  trail.limit = 3;
  TORTURE(read_audit, trail);
  anchor.position = 1;
  anchor.hash.data = octets;
  anchor.hash.size = sizeof octets;
  verify.from = &anchor;
  verify.through = &anchor;
  verify.progress = &progress;
  TORTURE(verify_audit, verify);
  inspect.progress = &progress;
  TORTURE(inspect_store, inspect);
  outbox.state = PARVIS_OUTBOX_DONE;
  outbox.after = accounts.after;
  TORTURE(list_outbox, outbox);
  MISNUMBER(list_outbox, outbox, state);
  preview.effect = PARVIS_EFFECT_MAIL_WELCOME;
  preview.language = said("fr");
  TORTURE(preview_mail, preview);
  MISNUMBER(preview_mail, preview, effect);

  absent_show_invite(&id);
  absent_rotate_invite(&id);
  absent_close_invite(&id);
  absent_revoke_invite(&id);
  absent_retry_outbox(&id);
  CHECK(call_show_invite(&id) == PARVIS_E_NOT_FOUND);
  CHECK(call_rotate_invite(&id) == PARVIS_E_NOT_FOUND);
  CHECK(call_close_invite(&id) == PARVIS_E_NOT_FOUND);
  CHECK(call_revoke_invite(&id) == PARVIS_E_NOT_FOUND);
  CHECK(call_retry_outbox(&id) == PARVIS_E_NOT_FOUND);
  CHECK(parvis_reopen_invite(one.portal, by, &id, 99, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_resend_invite(one.portal, by, &id, -1, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_reopen_invite(one.portal, by, NULL, PARVIS_LINK_KEEP, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_resend_invite(one.portal, by, NULL, PARVIS_LINK_KEEP, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);
  firm_close(&one);
}

const test_case people_request_tests[] = {
    {"requests about people are read with care", requests_about_people_are_read_with_care},
    {"requests about bans and groups are read with care", requests_about_bans_and_groups_are_read_with_care},
    {"requests about accounts and the trail are read with care",
     requests_about_accounts_and_the_trail_are_read_with_care},
};
const size_t people_request_test_count = sizeof people_request_tests / sizeof *people_request_tests;
