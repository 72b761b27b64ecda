/* SPDX-License-Identifier: BSL-1.0 */
/* What a caller may get wrong in a request: every pointer NULL, every size cut, every text too long or no UTF-8. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "distort.h"
#include "firm.h"
#include "plain_storage.h"
#include "suites.h"

static firm one;
static const parvis_caller* by;

/* Which requests may be absent. */
enum {
  optional_add_user = 0,
  optional_add_portal_account = 0,
  optional_resend_join = 0,
  optional_view_account = 0,
  optional_edit_account = 0,
  optional_override_privacy = 0,
  optional_demand_password_change = 0,
  optional_change_access = 0,
  optional_approve_access = 0,
  optional_reject_access = 0,
  optional_ban = 0,
  optional_unban = 0,
  optional_replace = 0,
  optional_add_group = 0,
  optional_edit_group = 0,
  optional_remove_group = 0,
  optional_change_group = 0,
  optional_view_permissions = 0,
  optional_deactivate = 0,
  optional_reactivate = 0,
  optional_import_people = 0,
  optional_export_accounts = 0,
  optional_export_person = 0,
  optional_erase = 0,
  optional_list_accounts = 0,
  optional_search_accounts = 0,
  optional_count_accounts = 0,
  optional_approve = 0,
  optional_reject = 0,
  optional_reopen = 0,
  optional_list_events = 0,
  optional_read_audit = 0,
  optional_verify_audit = 1,
  optional_inspect_store = 1,
  optional_set_up = 0,
  optional_change_settings = 0,
  optional_preview_settings = 0,
  optional_create_invite = 0,
  optional_invite_people = 0,
  optional_show_invite = 0,
  optional_list_invites = 0,
  optional_rotate_invite = 0,
  optional_close_invite = 0,
  optional_revoke_invite = 0,
  optional_grant_seats = 0,
  optional_end_grant = 0,
  optional_list_outbox = 0,
  optional_retry_outbox = 0,
  optional_preview_mail = 0,
  optional_sign_up = 0,
  optional_start_sign_up = 0,
  optional_prove_email = 0,
  optional_join = 0,
  optional_sign_in = 0,
  optional_change_password = 0,
  optional_reset_password = 0,
  optional_request_email_change = 0,
  optional_issue_api_key = 0,
  optional_revoke_api_key = 0,
  optional_allow_overage = 0,
  optional_reserve_seats = 0,
  optional_release_reservation = 0,
  optional_list_holders = 0,
  optional_view_use = 0,
  optional_change_catalog = 0,
  optional_quote_order = 0,
  optional_place_order = 0,
  optional_view_order = 0,
  optional_list_orders = 0,
  optional_cancel_order = 0,
  optional_take_payment_notice = 0
};

/* Every way to call: as it should be, without an answer, without an error, without a portal, without a caller. */
#define CALL(name, request_type, reply_type)                                                           \
  static parvis_status call_##name(const void* given) {                                                \
    const request_type* request = given;                                                               \
    const reply_type* out = NULL;                                                                      \
    const parvis_error* error = NULL;                                                                  \
    const parvis_status status = parvis_##name(one.portal, by, request, &out, &error);                 \
    sound(status, out, error);                                                                         \
    parvis_free(out);                                                                                  \
    return status;                                                                                     \
  }                                                                                                    \
  static void absent_##name(const request_type* request) {                                             \
    const reply_type* out = (const reply_type*)&one;                                                   \
    const parvis_error* error = NULL;                                                                  \
    check_context(#name);                                                                              \
    CHECK(parvis_##name(NULL, by, request, &out, &error) == PARVIS_E_INVALID_ARGUMENT && out == NULL); \
    parvis_free(error);                                                                                \
    CHECK(parvis_##name(one.portal, NULL, request, &out, &error) == PARVIS_E_INVALID_ARGUMENT);        \
    parvis_free(error);                                                                                \
    CHECK(parvis_##name(one.portal, by, NULL, &out, &error) ==                                         \
          (optional_##name ? PARVIS_DONE : PARVIS_E_INVALID_ARGUMENT));                                \
    parvis_free(error);                                                                                \
    parvis_free(out);                                                                                  \
    CHECK(parvis_##name(NULL, NULL, NULL, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);                   \
    CHECK(parvis_##name(one.portal, by, request, NULL, NULL) != PARVIS_E_BUG);                         \
  }

CALL(add_user, parvis_add_user_request, parvis_account_view)
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
CALL(import_people, parvis_import_request, parvis_import_reply)
CALL(export_accounts, parvis_export_accounts_request, parvis_export_reply)
CALL(export_person, parvis_uuid, parvis_personal_data)
CALL(erase, parvis_erase_request, parvis_account_view)
CALL(list_accounts, parvis_list_accounts_request, parvis_account_page)
CALL(search_accounts, parvis_search_accounts_request, parvis_account_page)
CALL(count_accounts, parvis_count_accounts_request, parvis_account_counts)
CALL(approve, parvis_approve_request, parvis_account_view)
CALL(reject, parvis_reject_request, parvis_account_view)
CALL(reopen, parvis_approve_request, parvis_account_view)
CALL(list_events, parvis_list_events_request, parvis_event_page)
CALL(read_audit, parvis_read_audit_request, parvis_event_page)
CALL(verify_audit, parvis_verify_audit_request, parvis_audit_report)
CALL(inspect_store, parvis_inspect_store_request, parvis_store_report)
CALL(set_up, parvis_set_up_request, parvis_set_up_reply)
CALL(change_settings, parvis_settings, parvis_changed_settings)
CALL(preview_settings, parvis_settings, parvis_settings_impact)
CALL(create_invite, parvis_create_invite_request, parvis_invite_view)
CALL(invite_people, parvis_invite_people_request, parvis_invite_outcome_list)
CALL(show_invite, parvis_uuid, parvis_invite_view)
CALL(list_invites, parvis_list_invites_request, parvis_invite_page)
CALL(rotate_invite, parvis_uuid, parvis_invite_view)
CALL(close_invite, parvis_uuid, parvis_invite_view)
CALL(revoke_invite, parvis_uuid, parvis_invite_view)
CALL(grant_seats, parvis_seat_grant, parvis_pool_view)
CALL(end_grant, parvis_end_grant_request, parvis_pool_view)
CALL(list_outbox, parvis_list_outbox_request, parvis_outbox_page)
CALL(retry_outbox, parvis_uuid, parvis_outbox_item)
CALL(preview_mail, parvis_preview_mail_request, parvis_mail_preview)
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
CALL(allow_overage, parvis_allow_overage_request, parvis_pool_view)
CALL(reserve_seats, parvis_reserve_seats_request, parvis_reservation)
CALL(release_reservation, parvis_uuid, parvis_reservation)
CALL(list_holders, parvis_list_holders_request, parvis_holder_page)
CALL(view_use, parvis_view_use_request, parvis_seat_use_list)
CALL(change_catalog, parvis_catalog, parvis_catalog)
CALL(quote_order, parvis_quote_request, parvis_quote)
CALL(place_order, parvis_place_order_request, parvis_order)
CALL(view_order, parvis_uuid, parvis_order)
CALL(list_orders, parvis_list_orders_request, parvis_order_page)
CALL(cancel_order, parvis_uuid, parvis_order)
CALL(take_payment_notice, parvis_payment_notice_request, parvis_order)

/* The portal is as usable as before. */
static void still_works(void) {
  parvis_settings* settings = NULL;
  CHECK(parvis_view_settings(one.portal, &one.claire, &settings, NULL) == PARVIS_DONE);
  parvis_free(settings);
}

#define TORTURE(name, request)                                \
  do {                                                        \
    absent_##name(&(request));                                \
    cut(#name, &(request), sizeof(request), call_##name);     \
    distort(#name, &(request), sizeof(request), call_##name); \
    check_context(#name);                                     \
    still_works();                                            \
  } while (false)
#define MISNUMBER(name, request, member) \
  misnumber(#name, &(request), sizeof(request), (size_t)((char*)&(request).member - (char*)&(request)), call_##name)

static void open_one(void) {
  parvis_storage storage = {.struct_size = sizeof storage};
  plain_storage_open(PLAIN_RIGHT, &storage);
  firm_open(&one, &storage);
  by = &one.claire;
}

static parvis_uuid an_account(void) {
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

/* A catalog in which one struct is another. */
static const parvis_catalog* given_catalog;
#define WITHIN_CATALOG(name, member)                      \
  static parvis_status name##_within(const void* given) { \
    const parvis_catalog_##name* all[1];                  \
    parvis_catalog catalog = *given_catalog;              \
    all[0] = given;                                       \
    catalog.member = all;                                 \
    return call_change_catalog(&catalog);                 \
  }
WITHIN_CATALOG(sku, skus)
WITHIN_CATALOG(plan, plans)
WITHIN_CATALOG(price, prices)

static parvis_status demand_within(const void* demand) {
  const parvis_seat_demand* demands[1];
  const parvis_seat_forecast* out = NULL;
  const parvis_error* error = NULL;
  parvis_status status;
  demands[0] = demand;
  status = parvis_preview_seats(one.portal, by, demands, 1, &out, &error);
  sound(status, out, error);
  parvis_free(out);
  return status;
}

/* A row or a checkout is put from a slot; what that answered is what is asked for. */
static parvis_status put_told;
static parvis_status put_the_row(void* user_data, parvis_call* call) {
  put_told = parvis_call_put_import_row(call, user_data);
  return PARVIS_E_CANCELLED;
}
static parvis_status row_within(const void* row) {
  NEW(parvis_import_source, source);
  NEW(parvis_import_request, import);
  source.user_data = (void*)row;
  source.next = put_the_row;
  import.key = TEXT("people.csv");
  import.rows = &source;
  put_told = 0;
  CHECK(call_import_people(&import) != PARVIS_DONE);
  return put_told;
}
static parvis_status put_the_checkout(firm* of, parvis_call* call) {
  put_told = parvis_call_put_checkout(call, of->other);
  return put_told;
}
static parvis_status checkout_within(const void* checkout) {
  static int n;
  char key[24];
  parvis_wanted_line line = {TEXT("core"), 1};
  NEW(parvis_place_order_request, order);
  snprintf(key, sizeof key, "order %d", n++);
  order.key = TEXT(key);
  order.catalog_revision = one.catalog_revision;
  order.plan = TEXT("month");
  order.lines = &line;
  order.line_count = 1;
  one.other = (void*)checkout;
  firm_misbehave(&one, SLOT_CHECKOUT, put_the_checkout, false);
  put_told = 0;
  CHECK(call_place_order(&order) == PARVIS_DONE);
  firm_behave(&one);
  return put_told;
}

static parvis_status put_one_row(void* user_data, parvis_call* call) {
  bool* is_first = user_data;
  NEW(parvis_import_row, row);
  NEW(parvis_add_portal_account_request, client);
  *is_first = !*is_first;
  if (*is_first) return PARVIS_DONE;
  client.first_name = said("Given");
  client.last_name = said("Family");
  client.email = said("given@example.org");
  row.portal_account = &client;
  return parvis_call_put_import_row(call, &row);
}
static parvis_status drop_lines(void* user_data, parvis_call* call, parvis_text csv) {
  (void)user_data;
  (void)call;
  return csv.size > 0 ? PARVIS_DONE : PARVIS_E_HOST_FAILED;
}

static parvis_status go_on(void* user_data, uint64_t done, uint64_t total) {
  (void)user_data;
  (void)total;
  return done > 0 ? PARVIS_DONE : PARVIS_E_CANCELLED;
}

static parvis_status source_within(const void* rows) {
  NEW(parvis_import_request, import);
  import.key = TEXT("people.csv");
  import.rows = rows;
  return call_import_people(&import);
}
static parvis_status sink_within(const void* sink) {
  NEW(parvis_export_accounts_request, export);
  export.sink = sink;
  return call_export_accounts(&export);
}

static void requests_about_many_people_are_read_with_care(void) {
  bool is_first = true;
  parvis_invitee bob;
  NEW(parvis_import_row, row);
  parvis_text column;
  parvis_uuid id;
  NEW(parvis_progress, progress);
  NEW(parvis_import_source, source);
  NEW(parvis_create_invite_request, invites);
  NEW(parvis_import_request, import);
  NEW(parvis_export_sink, sink);
  NEW(parvis_export_accounts_request, export);
  NEW(parvis_erase_request, erase);
  open_one();
  source.user_data = &is_first;
  source.next = put_one_row;
  import.key = said("people.csv");
  import.rows = &source;
  import.invites = &invites;
  import.rows_at_once = 10;
  progress.tell = go_on;
  import.progress = &progress;
  TORTURE(import_people, import);
  MISNUMBER(import_people, import, mode);
  MISNUMBER(import_people, import, notice);
  cut("rows of import_people", &source, sizeof source, source_within);
  bob.email = said("bob@example.org");
  bob.language = said("en");
  row.key = said("17");
  row.invited = &bob;
  cut("row of an import", &row, sizeof row, row_within);
  misnumber("row of an import", &row, sizeof row, offsetof(parvis_import_row, reserved), row_within);
  column = said("email");
  sink.write = drop_lines;
  export.sink = &sink;
  export.columns = &column;
  export.column_count = 1;
  export.progress = &progress;
  export.state = PARVIS_STATE_ACTIVE;
  TORTURE(export_accounts, export);
  MISNUMBER(export_accounts, export, state);
  cut_table("sink of export_accounts", &sink, sizeof sink, sink_within);
  id = one.claire.actor;
  absent_export_person(&id);
  CHECK(call_export_person(&id) == PARVIS_DONE);
  id.octet[0] ^= 1;
  CHECK(call_export_person(&id) == PARVIS_E_NOT_FOUND);
  erase.account = id;
  TORTURE(erase, erase);
  CHECK(call_erase(&erase) == PARVIS_E_NOT_FOUND);
  firm_close(&one);
}

static void requests_about_seats_are_read_with_care(void) {
  NEW(parvis_allow_overage_request, overage);
  NEW(parvis_reserve_seats_request, reserve);
  NEW(parvis_list_holders_request, holders);
  NEW(parvis_view_use_request, use);
  open_one();
  overage.sku = said("core");
  overage.seats = 2;
  TORTURE(allow_overage, overage);
  MISNUMBER(allow_overage, overage, reserved);
  reserve.sku = overage.sku;
  reserve.seats = 1;
  reserve.lasts_us = 1000000;
  reserve.purpose = said("Lyon");
  TORTURE(reserve_seats, reserve);
  MISNUMBER(reserve_seats, reserve, reserved);
  holders.sku = overage.sku;
  holders.after = said("AAAA");
  holders.limit = 5;
  TORTURE(list_holders, holders);
  MISNUMBER(list_holders, holders, reserved);
  use.sku = overage.sku;
  use.until = 1;
  TORTURE(view_use, use);
  MISNUMBER(view_use, use, reserved);
  {
    NEW(parvis_seat_demand, demand);
    demand.access = PARVIS_ACCESS_CORE;
    demand.people = 3;
    cut("demands", &demand, sizeof demand, demand_within);
    distort("demands", &demand, sizeof demand, demand_within);
    misnumber("demands", &demand, sizeof demand, offsetof(parvis_seat_demand, access), demand_within);
  }
  absent_release_reservation(&one.claire.actor);
  CHECK(call_release_reservation(&one.claire.actor) == PARVIS_E_NOT_FOUND);
  firm_close(&one);
}

static void requests_about_orders_are_read_with_care(void) {
  parvis_wanted_line line;
  const parvis_catalog_sku* skus[1];
  const parvis_catalog_plan* plans[1];
  const parvis_catalog_price* prices[1];
  NEW(parvis_quote_request, quote);
  NEW(parvis_place_order_request, order);
  NEW(parvis_list_orders_request, orders);
  NEW(parvis_payment_notice_request, told);
  NEW(parvis_catalog_sku, sku);
  NEW(parvis_catalog_plan, plan);
  NEW(parvis_catalog_price, price);
  NEW(parvis_catalog, catalog);
  NEW(parvis_checkout, checkout);
  open_one();
  line.sku = said("core");
  line.quantity = 2;
  quote.plan = said("month");
  quote.lines = &line;
  quote.line_count = 1;
  TORTURE(quote_order, quote);
  MISNUMBER(quote_order, quote, reserved);
  order.key = said("PO-17");
  order.catalog_revision = one.catalog_revision;
  order.plan = quote.plan;
  order.lines = &line;
  order.line_count = 1;
  TORTURE(place_order, order);
  MISNUMBER(place_order, order, reserved);
  orders.state = PARVIS_ORDER_GRANTED;
  orders.after = said("AAAA");
  orders.limit = 3;
  TORTURE(list_orders, orders);
  MISNUMBER(list_orders, orders, state);
  told.what = PARVIS_PAYMENT_PAID;
  told.key = said("evt_1");
  told.order = one.claire.actor;
  told.amount = 200;
  told.currency = said("EUR");
  by = &one.host;
  TORTURE(take_payment_notice, told);
  MISNUMBER(take_payment_notice, told, what);
  by = &one.claire;
  checkout.state = PARVIS_CHECKOUT_STARTED;
  checkout.reference = said("pay_1");
  checkout.url = said("https://pay.example.com/1");
  cut("checkout", &checkout, sizeof checkout, checkout_within);
  distort("checkout", &checkout, sizeof checkout, checkout_within);
  misnumber("checkout", &checkout, sizeof checkout, offsetof(parvis_checkout, state), checkout_within);
  by = &one.host;
  absent_view_order(&one.claire.actor);
  absent_cancel_order(&one.claire.actor);
  CHECK(call_view_order(&one.claire.actor) == PARVIS_E_PERMISSION_DENIED);
  CHECK(call_cancel_order(&one.claire.actor) == PARVIS_E_PERMISSION_DENIED);

  sku.type = PARVIS_SKU_PRODUCT;
  sku.code = line.sku;
  skus[0] = &sku;
  plan.unit = PARVIS_TERM_YEAR;
  plan.code = said("year");
  plan.term = 1;
  plan.currency = told.currency;
  plans[0] = &plan;
  price.sku = line.sku;
  price.plan = plan.code;
  price.amount = 1000;
  prices[0] = &price;
  catalog.skus = skus;
  catalog.sku_count = 1;
  catalog.plans = plans;
  catalog.plan_count = 1;
  catalog.prices = prices;
  catalog.price_count = 1;
  catalog.revision = one.catalog_revision;
  given_catalog = &catalog;
  TORTURE(change_catalog, catalog);
  MISNUMBER(change_catalog, catalog, reserved);
  cut("skus of a catalog", &sku, sizeof sku, sku_within);
  distort("skus of a catalog", &sku, sizeof sku, sku_within);
  misnumber("skus of a catalog", &sku, sizeof sku, offsetof(parvis_catalog_sku, type), sku_within);
  cut("plans of a catalog", &plan, sizeof plan, plan_within);
  distort("plans of a catalog", &plan, sizeof plan, plan_within);
  misnumber("plans of a catalog", &plan, sizeof plan, offsetof(parvis_catalog_plan, unit), plan_within);
  cut("prices of a catalog", &price, sizeof price, price_within);
  distort("prices of a catalog", &price, sizeof price, price_within);
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

/* --- calls that take no request --- */

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

/* --- growable structs within a request --- */

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
  cut_table("progress", &progress, sizeof progress, progress_within);
  still_works();
  firm_close(&one);
}

const test_case request_tests[] = {
    {"requests of the door are read with care", requests_of_the_door_are_read_with_care},
    {"requests of administrators are read with care", requests_of_administrators_are_read_with_care},
    {"requests about people are read with care", requests_about_people_are_read_with_care},
    {"requests about bans and groups are read with care", requests_about_bans_and_groups_are_read_with_care},
    {"requests about many people are read with care", requests_about_many_people_are_read_with_care},
    {"requests about seats are read with care", requests_about_seats_are_read_with_care},
    {"requests about orders are read with care", requests_about_orders_are_read_with_care},
    {"requests about accounts and the trail are read with care",
     requests_about_accounts_and_the_trail_are_read_with_care},
    {"settings are read with care", settings_are_read_with_care},
    {"callers are read with care", callers_are_read_with_care},
    {"calls without a request are called with care", calls_without_a_request_are_called_with_care},
    {"words and numbers are taken with care", words_and_numbers_are_taken_with_care},
    {"structs within requests are read with care", structs_within_requests_are_read_with_care},
};
const size_t request_test_count = sizeof request_tests / sizeof *request_tests;
