/* SPDX-License-Identifier: BSL-1.0 */
#include <string.h>

#include "firm.h"
#include "suites.h"

static void whoever_is_banned_is_kept_out_until_the_ban_ends(void) {
  const parvis_account_view* shown = NULL;
  const parvis_event_page* events = NULL;
  const parvis_error* why = NULL;
  firm one;
  NEW(parvis_list_events_request, trail);
  NEW(parvis_ban_request, ban);
  NEW(parvis_unban_request, unban);
  NEW(parvis_sign_in_request, sign_in);
  firm_open_in_memory(&one);
  ban.account = firm_joined(&one, "karim", "karim@example.org");
  CHECK(parvis_ban(one.portal, &one.claire, &ban, NULL, &why) == PARVIS_E_INVALID_FORM);
  CHECK(why->field_count == 1 && why->fields[0].code == PARVIS_E_BAN_REASON_REQUIRED);
  parvis_free(why);
  ban.reason = TEXT("Insults");
  ban.until = 1;
  CHECK(parvis_ban(one.portal, &one.claire, &ban, NULL, NULL) == PARVIS_E_OUT_OF_RANGE);
  ban.until = 0;
  REQUIRE(parvis_ban(one.portal, &one.claire, &ban, &shown, NULL) == PARVIS_DONE);
  CHECK(shown->state == PARVIS_STATE_ACTIVE && shown->banned_at != 0 && shown->banned_until == 0);
  CHECK(is(shown->ban_reason, "Insults"));
  CHECK(memcmp(&shown->banned_by, &one.claire.actor, sizeof shown->banned_by) == 0);
  parvis_free(shown);
  trail.subject = ban.account;
  REQUIRE(parvis_list_events(one.portal, &one.claire, &trail, &events, NULL) == PARVIS_DONE);
  CHECK(is(events->items[events->item_count - 1]->note_text, "Insults"));
  CHECK(events->items[0]->note_text.size == 0);
  parvis_free(events);
  sign_in.identifier = TEXT("karim");
  sign_in.password = TEXT("nine amber herons dive");
  CHECK(parvis_sign_in(one.portal, &one.host, &sign_in, NULL, NULL) == PARVIS_E_ACCOUNT_BANNED);
  unban.account = ban.account;
  REQUIRE(parvis_unban(one.portal, &one.claire, &unban, &shown, NULL) == PARVIS_DONE);
  CHECK(shown->banned_at == 0 && shown->ban_reason.size == 0);
  parvis_free(shown);
  CHECK(parvis_sign_in(one.portal, &one.host, &sign_in, NULL, NULL) == PARVIS_DONE);
  ban.account = one.claire.actor;
  CHECK(parvis_ban(one.portal, &one.claire, &ban, NULL, NULL) == PARVIS_E_OWN_ACCOUNT);
  firm_close(&one);
}

static void a_user_is_replaced_by_another(void) {
  const parvis_replace_reply* done = NULL;
  const parvis_event_page* events = NULL;
  firm one;
  NEW(parvis_replace_request, replace);
  NEW(parvis_activity_request, leave);
  NEW(parvis_list_events_request, trail);
  NEW(parvis_add_user_request, newcomer);
  firm_open_in_memory(&one);
  newcomer.first_name = TEXT("Nina");
  newcomer.last_name = TEXT("Roy");
  newcomer.email = TEXT("nina@example.org");
  newcomer.group = firm_members(&one);
  newcomer.seniority = TEXT("lawyer");
  replace.account = firm_joined(&one, "karim", "karim@example.org");
  replace.newcomer = &newcomer;
  replace.reason = TEXT("Has left");
  REQUIRE(parvis_replace(one.portal, &one.claire, &replace, &done, NULL) == PARVIS_DONE);
  CHECK(done->left->state == PARVIS_STATE_INACTIVE && done->added->state == PARVIS_STATE_INVITED);
  CHECK(is(done->added->email, "nina@example.org"));
  leave.account = done->added->id;
  leave.reason = TEXT("Not needed");
  parvis_free(done);
  REQUIRE(parvis_deactivate(one.portal, &one.claire, &leave, NULL, NULL) == PARVIS_DONE);
  CHECK(parvis_reactivate(one.portal, &one.claire, &leave, NULL, NULL) == PARVIS_E_INVALID_ARGUMENT);
  trail.subject = leave.account;
  REQUIRE(parvis_list_events(one.portal, &one.claire, &trail, &events, NULL) == PARVIS_DONE);
  CHECK(is(events->items[events->item_count - 1]->note_text, "Not needed"));
  parvis_free(events);
  trail.subject = replace.account;
  REQUIRE(parvis_list_events(one.portal, &one.claire, &trail, &events, NULL) == PARVIS_DONE);
  CHECK(is(events->items[events->item_count - 1]->note_text, "Has left"));
  parvis_free(events);
  CHECK(parvis_replace(one.portal, &one.claire, &replace, NULL, NULL) == PARVIS_E_ILLEGAL_TRANSITION);
  firm_close(&one);
}

static void groups_let_people_do_things(void) {
  const parvis_group* shown = NULL;
  const parvis_group_list* groups = NULL;
  const parvis_permission_list* may = NULL;
  const int32_t all = PARVIS_PERMISSIONS_USERS_MANAGE;
  parvis_text words[2], name, no_word;
  firm one;
  NEW(parvis_add_group_request, add);
  NEW(parvis_edit_group_request, edit);
  NEW(parvis_remove_group_request, gone);
  NEW(parvis_change_group_request, change);
  firm_open_in_memory(&one);
  memset(&no_word, 0, sizeof no_word);
  words[0] = TEXT("core.print");
  words[1] = TEXT("contract.sign");
  add.name = TEXT("Lawyers");
  add.host_permissions = words;
  add.host_permission_count = 2;
  REQUIRE(parvis_add_group(one.portal, &one.claire, &add, &shown, NULL) == PARVIS_DONE);
  CHECK(shown->permissions == PARVIS_PERMISSIONS_NONE && shown->host_permission_count == 2 && shown->active == 0);
  gone.group = edit.group = change.group = shown->id;
  parvis_free(shown);
  CHECK(parvis_add_group(one.portal, &one.claire, &add, NULL, NULL) == PARVIS_E_GROUP_NAME_TAKEN);
  change.account = firm_joined(&one, "karim", "karim@example.org");
  REQUIRE(parvis_change_group(one.portal, &one.claire, &change, NULL, NULL) == PARVIS_DONE);
  REQUIRE(parvis_view_permissions(one.portal, &one.claire, &change.account, &may, NULL) == PARVIS_DONE);
  CHECK(may->word_count == 2 && is(may->words[0], "core") && is(may->words[1], "core.print"));
  parvis_free(may);
  name = TEXT("Partners");
  edit.name = &name;
  edit.permissions = &all;
  REQUIRE(parvis_edit_group(one.portal, &one.claire, &edit, &shown, NULL) == PARVIS_DONE);
  CHECK(is(shown->name, "Partners") && shown->permissions == all && shown->active == 1);
  CHECK(shown->host_permission_count == 2);
  parvis_free(shown);
  edit.name = NULL;
  edit.permissions = NULL;
  edit.host_permissions = &no_word;
  REQUIRE(parvis_edit_group(one.portal, &one.claire, &edit, &shown, NULL) == PARVIS_DONE);
  CHECK(is(shown->name, "Partners") && shown->permissions == all && shown->host_permission_count == 0);
  parvis_free(shown);
  CHECK(parvis_remove_group(one.portal, &one.claire, &gone, NULL, NULL) == PARVIS_E_GROUP_IN_USE);
  change.group = firm_members(&one);
  REQUIRE(parvis_change_group(one.portal, &one.claire, &change, NULL, NULL) == PARVIS_DONE);
  REQUIRE(parvis_remove_group(one.portal, &one.claire, &gone, NULL, NULL) == PARVIS_DONE);
  REQUIRE(parvis_list_groups(one.portal, &one.claire, &groups, NULL) == PARVIS_DONE);
  CHECK(groups->item_count == 2 && groups->items[0]->active == 1);
  parvis_free(groups);
  change.account = one.claire.actor;
  CHECK(parvis_change_group(one.portal, &one.claire, &change, NULL, NULL) == PARVIS_E_LAST_ADMINISTRATOR);
  firm_close(&one);
}

const test_case ban_tests[] = {
    {"whoever is banned is kept out until the ban ends", whoever_is_banned_is_kept_out_until_the_ban_ends},
    {"a user is replaced by another", a_user_is_replaced_by_another},
    {"groups let people do things", groups_let_people_do_things},
};
const size_t ban_test_count = sizeof ban_tests / sizeof *ban_tests;
