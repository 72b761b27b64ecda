/* SPDX-License-Identifier: BSL-1.0 */
/* The firm goes on: its own form, links by name, a second look at a refusal, seats for a while, and the sealed trail.
 */
#include "stage.h"

static void ask_more(stage* on) {
  const parvis_error* why;
  parvis_settings* wanted;
  must(parvis_view_settings(on->portal, &on->claire, &wanted, &why), &why);
  const parvis_field_rule mobile = {.name = TEXT("mobile"), .requirement = PARVIS_REQUIRED};
  const parvis_consent_rule terms = {.name = TEXT("terms"), .version = TEXT("2026-11"), .requirement = PARVIS_REQUIRED};
  wanted->fields = &mobile;
  wanted->field_count = 1;
  wanted->consents = &terms;
  wanted->consent_count = 1;
  wanted->signup_policy = PARVIS_SIGNUP_NONE;
  const parvis_settings_impact* told;
  must(parvis_preview_settings(on->portal, &on->claire, wanted, &told, &why), &why);
  LINE(on,
       "Sign-up by link only, with a mobile number and the terms of November 2026. %zu pending, %zu waiting, %zu links "
       "die.",
       told->pending, told->waiting, told->dead_link_count);
  parvis_free(told);
  must(parvis_change_settings(on->portal, &on->claire, wanted, NULL, &why), &why);
  parvis_free(wanted);
}

static void invite_people(stage* on) {
  static const char* const told[] = {"mailed", "email_taken", "email_invalid", "given_twice"};
  const parvis_create_invite_request options = {
      .struct_size = sizeof options, .language = TEXT("fr"), .case_role = PARVIS_CASE_ROLE_CLIENT};
  const parvis_invitee people[] = {{.email = TEXT("maud@example.org")},
                                   {.email = TEXT("claire.beaumont@beaumont.example")},
                                   {.email = TEXT("not an address")},
                                   {.email = TEXT("MAUD@example.org")}};
  const parvis_invite_people_request request = {
      .struct_size = sizeof request, .options = &options, .people = people, .people_count = 4};
  const parvis_invite_outcome_list* rows;
  const parvis_error* why;
  must(parvis_invite_people(on->portal, &on->claire, &request, &rows, &why), &why);
  for (size_t n = 0; n < rows->item_count; ++n) {
    expect(on, TEXT(told[n]), answer(rows->items[n]->status, "mailed"), "an invitation");
  }
  parvis_free(rows);
  LINE(on, "Four invitations: one mailed; an account of the firm's, a bad address and a repeated one are named.");
}

static void try_form(stage* on, const parvis_sign_up_request* request, const char* told, const char* what) {
  const parvis_status status = parvis_sign_up(on->portal, &on->system, request, NULL, NULL);
  expect(on, TEXT(told), answer(status, "taken"), "%s", what);
}

static void sign_maud_up(stage* on) {
  const kept_mail* const mail = mail_to(deliver(on), TEXT("maud@example.org"));
  if (mail == NULL) give_up("nobody has written to Maud Garnier");
  const parvis_field_value mobile = {TEXT("mobile"), TEXT("+33 6 00 00 00 00")};
  const parvis_given_consent terms = {TEXT("terms"), TEXT("2026-11")};
  parvis_sign_up_request request = {.struct_size = sizeof request,
                                    .token = token_in(mail->text),
                                    .first_name = TEXT("Maud"),
                                    .last_name = TEXT("Garnier"),
                                    .username = TEXT("maud.garnier"),
                                    .email = TEXT("maud@example.org"),
                                    .password = TEXT("quatre chats sur le toit"),
                                    .language = TEXT("fr")};
  try_form(on, &request, "invalid_form", "a form without mobile and terms");
  request.fields = &mobile;
  request.field_count = 1;
  request.consents = &terms;
  request.consent_count = 1;
  parvis_sign_up_request other = request;
  other.email = TEXT("somebody.else@example.org");
  try_form(on, &other, "invalid_form", "her link for another address");

  const parvis_sign_up_reply* reply;
  const parvis_error* why;
  must(parvis_sign_up(on->portal, &on->system, &request, &reply, &why), &why);
  if (reply->account == NULL) give_up("Maud Garnier has to prove what her link has proven");
  set_label(on, &reply->account->id, "Maud Garnier");
  expect(on, TEXT("pending"), parvis_account_state_name(reply->account->state), "Maud Garnier");
  parvis_free(reply);
  try_form(on, &request, "invite_invalid", "her link once more");
}

static void approve_all(stage* on) {
  const parvis_account_outcome_list* all;
  const parvis_error* why;
  must(parvis_approve_pending(on->portal, &on->claire, 100, &all, &why), &why);
  LINE(on, "The mailed link makes Maud's account without another mail. Approved in one call: %zu.", all->item_count);
  parvis_free(all);
}

static void look_again(stage* on) {
  const parvis_account_page* const refused = list_in_state(on, PARVIS_STATE_REJECTED);
  for (size_t n = 0; n < refused->item_count; ++n) {
    const parvis_account_view *const one = refused->items[n], *reopened;
    const parvis_approve_request request = {.struct_size = sizeof request, .account = one->id};
    const parvis_status status = parvis_reopen(on->portal, &on->claire, &request, &reopened, NULL);
    LINE(on, "Reopens the request of %.*s %.*s: %.*s", SHOWN(one->first_name), SHOWN(one->last_name),
         SHOWN(answer_with(status, reopened)));
    parvis_free(reopened);
  }
  forward(&on->clock, 31 * DAYS);
  const parvis_run_due_reply* due;
  const parvis_error* why;
  must(parvis_run_due(on->portal, &on->system, 1000, &due, &why), &why);
  LINE(on, "A month later nobody has decided: %zu lapsed.", due->lapsed);
  expect_count(on, refused->item_count, due->lapsed, "requests that lapsed");
  parvis_free(due);
  parvis_free(refused);
}

static void grant_for_a_month(stage* on) {
  const parvis_seat_grant month = {.struct_size = sizeof month,
                                   .sku = TEXT("collaborators"),
                                   .quantity = 1,
                                   .ends_at = now_by(&on->clock) + 30 * DAYS};
  const parvis_error* why;
  must(parvis_grant_seats(on->portal, &on->vendor, &month, NULL, &why), &why);
  say(on, "One more seat for thirty days. ");
  tell_seats_held(on);
  forward(&on->clock, 30 * DAYS);
  must(parvis_run_due(on->portal, &on->system, 1000, NULL, &why), &why);
  say(on, "Thirty days later: ");
  say_pools(on);
  LINE(on, ".");
  for (const kept_mail* mail = deliver(on); mail != NULL; mail = mail->next) {
    if (is(mail->to, "claire.beaumont@beaumont.example")) LINE(on, "Mail to Claire: %.*s", SHOWN(mail->subject));
  }
}

static parvis_text deactivate(const stage* on, const parvis_uuid* whom) {
  const parvis_activity_request request = {.struct_size = sizeof request, .account = *whom};
  const parvis_account_view* account;
  const parvis_status status = parvis_deactivate(on->portal, &on->claire, &request, &account, NULL);
  const parvis_text out = answer_with(status, account);
  parvis_free(account);
  return out;
}

static void let_a_collaborator_go(stage* on) {
  const parvis_account_page* const active = list_in_state(on, PARVIS_STATE_ACTIVE);
  size_t n = 0;
  while (n < active->item_count && (active->items[n]->access & PARVIS_ACCESS_COLLABORATOR) == 0) ++n;
  if (n < active->item_count) {
    expect(on, TEXT("inactive"), deactivate(on, &active->items[n]->id), "a collaborator leaves");
    say(on, "A collaborator is deactivated: ");
    say_pools(on);
    LINE(on, ".");
  }
  parvis_free(active);
  expect(on, TEXT("last_administrator"), deactivate(on, &on->claire.actor), "the last administrator");
  deliver(on);
}

static void seal_the_trail(stage* on) {
  const parvis_error* why;
  const parvis_seal_reply* anchor = NULL;
  do {
    parvis_free(anchor);
    must(parvis_seal_audit(on->portal, &on->system, 1000, &anchor, &why), &why);
  } while (anchor->sealed > 0);
  const parvis_verify_audit_request request = {.struct_size = sizeof request, .through = &anchor->head};
  const parvis_audit_report* report;
  must(parvis_verify_audit(on->portal, &on->claire, &request, &report, &why), &why);
  expect_count(on, (size_t)anchor->head.position, report->verified, "entries verified");
  expect(on, TEXT("nothing"), TEXT(report->defect != 0 ? "something" : "nothing"), "what is wrong with the trail");
  LINE(on, "The trail is sealed and verified, all %zu entries of it.", report->verified);
  parvis_free(report);
  parvis_free(anchor);
}

void go_on(stage* on) {
  chapter(on, "The firm goes on");
  ask_more(on);
  invite_people(on);
  sign_maud_up(on);
  approve_all(on);
  look_again(on);
  grant_for_a_month(on);
  let_a_collaborator_go(on);
  seal_the_trail(on);
}
