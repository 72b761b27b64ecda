/* SPDX-License-Identifier: BSL-1.0 */
#include <string.h>

#include "firm.h"
#include "suites.h"

/* What a firm does now and then: links that are turned off, people who come and go, mails that failed. */

static firm one;

static parvis_status checked(const char* token) {
  return parvis_check_invite(one.portal, &one.host, TEXT(token), NULL, NULL);
}

static void a_link_is_rotated_turned_off_and_on_and_killed(void) {
  char first[512], second[512];
  parvis_uuid id;
  const parvis_sign_up_form* form = NULL;
  const parvis_invite_view* shown = NULL;
  NEW(parvis_create_invite_request, options);
  firm_open_in_memory(&one);
  REQUIRE(parvis_view_sign_up_form(one.portal, &one.host, &form, NULL) == PARVIS_DONE);
  CHECK(form->portal_name.size != 0 && form->language_count > 0 && is(form->default_language, "en"));
  parvis_free(form);
  REQUIRE(parvis_create_invite(one.portal, &one.claire, &options, &shown, NULL) == PARVIS_DONE);
  id = shown->invite->id;
  token_of(shown->link, first, sizeof first);
  parvis_free(shown);
  CHECK(checked(first) == PARVIS_DONE);
  REQUIRE(parvis_rotate_invite(one.portal, &one.claire, &id, &shown, NULL) == PARVIS_DONE);
  token_of(shown->link, second, sizeof second);
  parvis_free(shown);
  CHECK(strcmp(first, second) != 0);
  CHECK(checked(first) == PARVIS_E_INVITE_INVALID);
  CHECK(checked(second) == PARVIS_DONE);
  REQUIRE(parvis_close_invite(one.portal, &one.claire, &id, &shown, NULL) == PARVIS_DONE);
  CHECK(shown->invite->state == PARVIS_INVITE_CLOSED && shown->link.size == 0);
  parvis_free(shown);
  CHECK(checked(second) == PARVIS_E_INVITE_INVALID);
  REQUIRE(parvis_reopen_invite(one.portal, &one.claire, &id, PARVIS_LINK_KEEP, NULL, NULL) == PARVIS_DONE);
  CHECK(checked(second) == PARVIS_DONE);
  REQUIRE(parvis_revoke_invite(one.portal, &one.claire, &id, &shown, NULL) == PARVIS_DONE);
  CHECK(shown->invite->state == PARVIS_INVITE_REVOKED && shown->link.size == 0);
  parvis_free(shown);
  CHECK(checked(second) == PARVIS_E_INVITE_INVALID);
  CHECK(parvis_rotate_invite(one.portal, &one.claire, &id, NULL, NULL) == PARVIS_E_ILLEGAL_TRANSITION);
  firm_close(&one);
}

static void whoever_has_not_joined_is_written_to_again(void) {
  parvis_uuid people[3];
  const parvis_account_view* shown = NULL;
  const parvis_account_outcome_list* told = NULL;
  parvis_add_user_request added;
  NEW(parvis_activity_request, activity);
  firm_open_in_memory(&one);
  added = firm_newcomer(&one, "Anna", "anna@example.org");
  REQUIRE(parvis_add_user(one.portal, &one.claire, &added, &shown, NULL) == PARVIS_DONE);
  people[0] = activity.account = shown->id;
  people[1] = one.claire.actor;
  people[2] = people[0];
  parvis_free(shown);
  REQUIRE(parvis_resend_join_each(one.portal, &one.claire, people, 3, &told, NULL) == PARVIS_DONE);
  REQUIRE(told->item_count == 3);
  CHECK(told->items[0]->status == PARVIS_DONE && told->items[0]->view->state == PARVIS_STATE_INVITED);
  CHECK(told->items[1]->status == PARVIS_E_ILLEGAL_TRANSITION && told->items[1]->view == NULL);
  CHECK(told->items[2]->status == PARVIS_E_GIVEN_TWICE && told->items[2]->error->message.size != 0);
  parvis_free(told);
  REQUIRE(parvis_deactivate(one.portal, &one.claire, &activity, NULL, NULL) == PARVIS_DONE);
  REQUIRE(parvis_reactivate(one.portal, &one.claire, &activity, &shown, NULL) == PARVIS_DONE);
  CHECK(shown->state == PARVIS_STATE_INVITED && shown->join_by != 0);
  parvis_free(shown);
  firm_close(&one);
}

static void a_member_gets_more_access_leaves_and_comes_back(void) {
  const parvis_account_view* shown = NULL;
  NEW(parvis_seat_grant, seat);
  NEW(parvis_change_access_request, access);
  NEW(parvis_override_privacy_request, privacy);
  NEW(parvis_demand_password_change_request, demand);
  NEW(parvis_sign_in_request, sign_in);
  NEW(parvis_activity_request, activity);
  firm_open_in_memory(&one);
  access.account = privacy.account = demand.account = activity.account =
      firm_joined(&one, "karim", "karim@example.org");
  access.access = PARVIS_ACCESS_CORE | PARVIS_ACCESS_CONTRACT;
  REQUIRE(parvis_change_access(one.portal, &one.claire, &access, &shown, NULL) == PARVIS_DONE);
  CHECK(shown->access == PARVIS_ACCESS_CORE && is(shown->waiting_for, "contract"));
  parvis_free(shown);
  seat.sku = TEXT("contract");
  seat.quantity = 1;
  REQUIRE(parvis_grant_seats(one.portal, &one.claire, &seat, NULL, NULL) == PARVIS_DONE);
  REQUIRE(parvis_view_account(one.portal, &one.claire, &access.account, &shown, NULL) == PARVIS_DONE);
  CHECK(shown->access == access.access && shown->waiting_for.size == 0);
  parvis_free(shown);
  privacy.privacy = PARVIS_PRIVACY_OVERRIDE_ON;
  REQUIRE(parvis_override_privacy(one.portal, &one.claire, &privacy, &shown, NULL) == PARVIS_DONE);
  CHECK(shown->overrides_privacy_since != 0);
  parvis_free(shown);
  REQUIRE(parvis_deactivate(one.portal, &one.claire, &activity, &shown, NULL) == PARVIS_DONE);
  CHECK(shown->state == PARVIS_STATE_INACTIVE);
  parvis_free(shown);
  sign_in.identifier = TEXT("karim");
  sign_in.password = TEXT("nine amber herons dive");
  CHECK(parvis_sign_in(one.portal, &one.host, &sign_in, NULL, NULL) == PARVIS_E_ACCOUNT_INACTIVE);
  REQUIRE(parvis_reactivate(one.portal, &one.claire, &activity, &shown, NULL) == PARVIS_DONE);
  CHECK(shown->state == PARVIS_STATE_ACTIVE && shown->access == access.access);
  parvis_free(shown);
  REQUIRE(parvis_demand_password_change(one.portal, &one.claire, &demand, &shown, NULL) == PARVIS_DONE);
  CHECK(shown->must_change_password == 1);
  parvis_free(shown);
  firm_close(&one);
}

static void another_access_that_was_asked_for_is_refused(void) {
  parvis_settings* settings = NULL;
  const parvis_account_view* shown = NULL;
  parvis_caller dora;
  NEW(parvis_add_portal_account_request, added);
  NEW(parvis_join_request, join);
  NEW(parvis_reject_access_request, reject);
  firm_open_in_memory(&one);
  REQUIRE(parvis_view_settings(one.portal, &one.claire, &settings, NULL) == PARVIS_DONE);
  settings->access_requests = PARVIS_APPROVAL_BY_USER;
  REQUIRE(parvis_change_settings(one.portal, &one.claire, settings, NULL, NULL) == PARVIS_DONE);
  parvis_free(settings);
  added.first_name = TEXT("Dora");
  added.last_name = TEXT("Haddad");
  added.email = TEXT("dora@example.com");
  REQUIRE(parvis_add_portal_account(one.portal, &one.claire, &added, NULL, NULL) == PARVIS_DONE);
  firm_settle(&one);
  join.token = TEXT(firm_newest_token(&one));
  join.username = TEXT("dora");
  join.password = TEXT("nine amber herons dive");
  REQUIRE(parvis_join(one.portal, &one.host, &join, &shown, NULL) == PARVIS_DONE);
  dora = one.host;
  dora.actor = reject.account = shown->id;
  parvis_free(shown);
  reject.access = PARVIS_ACCESS_COLLABORATOR;
  REQUIRE(parvis_ask_access(one.portal, &dora, reject.access, NULL, NULL) == PARVIS_DONE);
  REQUIRE(parvis_reject_access(one.portal, &one.claire, &reject, &shown, NULL) == PARVIS_DONE);
  CHECK(shown->asked_access == PARVIS_ACCESS_NONE && shown->access == PARVIS_ACCESS_CLIENT);
  parvis_free(shown);
  firm_close(&one);
}

static parvis_status refuses_for_good(firm* of, parvis_call* call) {
  (void)of, (void)call;
  return PARVIS_E_INVALID_ARGUMENT;
}

static void a_mail_that_was_given_up_is_tried_again(void) {
  parvis_uuid dead;
  const parvis_drain_reply* drained = NULL;
  const parvis_outbox_page* page = NULL;
  const parvis_outbox_item* item = NULL;
  const parvis_mail_preview* seen = NULL;
  parvis_add_user_request added;
  NEW(parvis_list_outbox_request, list);
  NEW(parvis_preview_mail_request, preview);
  firm_open_in_memory(&one);
  preview.effect = PARVIS_EFFECT_MAIL_JOIN;
  REQUIRE(parvis_preview_mail(one.portal, &one.claire, &preview, &seen, NULL) == PARVIS_DONE);
  CHECK(seen->subject.size != 0 && seen->text.size != 0 && seen->html.size != 0 && is(seen->language, "en"));
  parvis_free(seen);
  added = firm_newcomer(&one, "Anna", "anna@example.org");
  REQUIRE(parvis_add_user(one.portal, &one.claire, &added, NULL, NULL) == PARVIS_DONE);
  firm_misbehave(&one, SLOT_SEND, refuses_for_good, false);
  REQUIRE(parvis_drain_outbox(one.portal, &one.host, 10, &drained, NULL) == PARVIS_DONE);
  CHECK(drained->dead == 1 && drained->done == 0 && drained->failed == 1);
  CHECK(drained->last_failure != NULL && drained->last_failure->code == PARVIS_E_INVALID_ARGUMENT &&
        drained->last_failure->message.size != 0);
  parvis_free(drained);
  firm_behave(&one);
  REQUIRE(parvis_list_outbox(one.portal, &one.claire, &list, &page, NULL) == PARVIS_DONE);
  REQUIRE(page->item_count == 1);
  CHECK(page->items[0]->state == PARVIS_OUTBOX_DEAD && page->items[0]->effect == PARVIS_EFFECT_MAIL_JOIN);
  dead = page->items[0]->id;
  parvis_free(page);
  REQUIRE(parvis_retry_outbox(one.portal, &one.claire, &dead, &item, NULL) == PARVIS_DONE);
  CHECK(item->state == PARVIS_OUTBOX_QUEUED && memcmp(&item->id, &dead, sizeof dead) == 0);
  parvis_free(item);
  REQUIRE(parvis_drain_outbox(one.portal, &one.host, 10, &drained, NULL) == PARVIS_DONE);
  CHECK(drained->dead == 0 && drained->done == 1 && drained->failed == 0 && drained->last_failure == NULL);
  parvis_free(drained);
  CHECK(firm_newest_token(&one)[0] != '\0');
  CHECK(parvis_retry_outbox(one.portal, &one.claire, &dead, NULL, NULL) == PARVIS_E_ILLEGAL_TRANSITION);
  firm_close(&one);
}

static void the_sealed_trail_is_read_where_it_was_left(void) {
  const parvis_event_page* page = NULL;
  NEW(parvis_read_audit_request, read);
  firm_open_in_memory(&one);
  CHECK(parvis_abi() == PARVIS_ABI && parvis_version().size != 0);
  REQUIRE(firm_day(&one, 1) == PARVIS_DONE);
  REQUIRE(parvis_seal_audit(one.portal, &one.host, 1000, NULL, NULL) == PARVIS_DONE);
  read.limit = 2;
  REQUIRE(parvis_read_audit(one.portal, &one.claire, &read, &page, NULL) == PARVIS_DONE);
  REQUIRE(page->item_count == 2);
  CHECK(page->items[0]->position == 1 && page->items[1]->position == 2);
  parvis_free(page);
  read.after = 2;
  REQUIRE(parvis_read_audit(one.portal, &one.claire, &read, &page, NULL) == PARVIS_DONE);
  CHECK(page->item_count == 2 && page->items[0]->position == 3);
  parvis_free(page);
  firm_close(&one);
}

const test_case office_tests[] = {
    {"a link is rotated, turned off and on, and killed", a_link_is_rotated_turned_off_and_on_and_killed},
    {"whoever has not joined is written to again", whoever_has_not_joined_is_written_to_again},
    {"a member gets more access, leaves and comes back", a_member_gets_more_access_leaves_and_comes_back},
    {"another access that was asked for is refused", another_access_that_was_asked_for_is_refused},
    {"a mail that was given up is tried again", a_mail_that_was_given_up_is_tried_again},
    {"the sealed trail is read where it was left", the_sealed_trail_is_read_where_it_was_left},
};
const size_t office_test_count = sizeof office_tests / sizeof *office_tests;
