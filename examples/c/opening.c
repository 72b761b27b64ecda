/* SPDX-License-Identifier: BSL-1.0 */
/* The firm opens its portal: administrator, approver, settings, links. */
#include <stdlib.h>
#include <string.h>

#include "stage.h"

static parvis_uuid set_up(stage* on) {
  const parvis_error* why;
  const parvis_seat_grant core = {.struct_size = sizeof core, .sku = TEXT("core"), .quantity = 2};
  const parvis_seat_grant collaborators = {
      .struct_size = sizeof collaborators, .sku = TEXT("collaborators"), .quantity = 1};
  const parvis_seat_grant* const grants[] = {&core, &collaborators};
  const parvis_set_up_request firm = {.struct_size = sizeof firm,
                                      .portal_name = TEXT("Cabinet Beaumont"),
                                      .portal_url = TEXT("https://portail.beaumont.example"),
                                      .default_language = TEXT("fr"),
                                      .first_name = TEXT("Claire"),
                                      .last_name = TEXT("Beaumont"),
                                      .email = TEXT("claire.beaumont@beaumont.example"),
                                      .username = TEXT("claire.beaumont"),
                                      .password = TEXT("sept lampes au-dessus du perron"),
                                      .grants = grants,
                                      .grant_count = 2};
  const parvis_set_up_reply* made;
  must(parvis_set_up(on->portal, &on->system, &firm, &made, &why), &why);
  on->claire.actor = made->administrator;
  const parvis_uuid members = made->members;
  parvis_free(made);
  set_label(on, &on->claire.actor, "Claire Beaumont");
  set_label(on, &parvis_operator, "the operator");
  say(on, "Claire Beaumont sets the portal up. ");
  tell_seats_held(on);
  const parvis_set_up_request empty = {.struct_size = sizeof empty};
  const parvis_status again = parvis_set_up(on->portal, &on->system, &empty, NULL, NULL);
  expect(on, TEXT("invalid_form"), answer(again, "done"), "an empty second set-up");
  return members;
}

static void add_karim(stage* on, parvis_uuid group) {
  const parvis_error* why;
  const parvis_add_user_request request = {.struct_size = sizeof request,
                                           .first_name = TEXT("Karim"),
                                           .last_name = TEXT("Benali"),
                                           .email = TEXT("karim.benali@beaumont.example"),
                                           .group = group,
                                           .seniority = TEXT("lawyer")};
  const parvis_account_view* karim;
  must(parvis_add_user(on->portal, &on->claire, &request, &karim, &why), &why);
  on->karim.actor = karim->id;
  set_label(on, &karim->id, "Karim Benali");
  expect(on, TEXT("invited"), parvis_account_state_name(karim->state), "Karim Benali when added");
  parvis_free(karim);
}

static void join(stage* on) {
  const kept_mail* const mail = deliver(on);
  expect_count(on, 1, mail == NULL ? 0 : mail->next == NULL ? 1 : 2, "mails about the new user");
  if (mail == NULL) give_up("nobody has written to Karim Benali");
  LINE(on, "She adds Karim Benali. Mail to %.*s: %.*s.", SHOWN(mail->to), SHOWN(mail->subject));
  const parvis_join_request request = {.struct_size = sizeof request,
                                       .token = token_in(mail->text),
                                       .username = TEXT("karim.benali"),
                                       .password = TEXT("un escalier de pierre claire")};
  const parvis_account_view* joined;
  const parvis_status status = parvis_join(on->portal, &on->system, &request, &joined, NULL);
  const parvis_text told = answer_with(status, joined);
  parvis_free(joined);
  say(on, "Karim Benali follows the link and joins: %.*s. ", SHOWN(told));
  tell_seats_held(on);
  expect(on, TEXT("active"), told, "joining");
  const parvis_status again = parvis_join(on->portal, &on->system, &request, NULL, NULL);
  expect(on, TEXT("link_invalid"), answer(again, "active"), "joining once more");
}

static void change(stage* on, const parvis_caller* by, const parvis_settings* wanted, const char* told,
                   const char* what) {
  const parvis_status status = parvis_change_settings(on->portal, by, wanted, NULL, NULL);
  expect(on, TEXT(told), answer(status, "done"), "%s", what);
}

static void configure(stage* on) {
  const parvis_error* why;
  parvis_settings* wanted;
  must(parvis_view_settings(on->portal, &on->claire, &wanted, &why), &why);
  wanted->signup_policy = PARVIS_SIGNUP_CLIENTS;
  wanted->approval = PARVIS_APPROVAL_BY_USER;
  change(on, &on->claire, wanted, "invalid_form", "approval by nobody");
  wanted->approvers = &on->karim.actor;
  wanted->approver_count = 1;
  wanted->support_contact = TEXT("accueil@beaumont.example");
  change(on, &on->karim, wanted, "permission_denied", "settings changed by an approver");
  change(on, &on->claire, wanted, "done", "settings");
  change(on, &on->claire, wanted, "stale", "settings over settings that have changed");
  parvis_free(wanted);
  LINE(on, "Claire Beaumont opens sign-up to clients, and lets Karim Benali approve.");
}

/* Makes a link that the forms call `word`, and shows enough of it to be recognised. */
static void offer_link(stage* on, const char* word, const char* text, const parvis_create_invite_request* request) {
  const parvis_error* why;
  const parvis_invite_view *made, *shown;
  must(parvis_create_invite(on->portal, &on->claire, request, &made, &why), &why);
  must(parvis_show_invite(on->portal, &on->claire, &made->invite->id, &shown, &why), &why);
  expect(on, made->link, shown->link, "the link shown again");
  const parvis_text token = token_in(made->link);
  on->links[on->link_count++] = (offered_link){word, copied(token)};
  set_label(on, &made->invite->id, text);
  parvis_text beginning = made->link;
  beginning.size = (size_t)(token.data - made->link.data) + 3;
  LINE(on, "Link \"%.*s\": %.*s…", SHOWN(request->label), SHOWN(beginning));
  parvis_free(shown);
  parvis_free(made);
}

/* The token of the first link with one character changed. */
static void tamper(stage* on) {
  char* const token = copied(TEXT(on->links[0].token));
  char* const in_the_middle = token + strlen(token) / 2;
  *in_the_middle = *in_the_middle == 'A' ? 'B' : 'A';
  on->links[on->link_count++] = (offered_link){"tampered", token};
}

static void offer_links(stage* on) {
  const parvis_create_invite_request clients = {
      .struct_size = sizeof clients, .label = TEXT("Clients"), .case_role = PARVIS_CASE_ROLE_CLIENT};
  const parvis_create_invite_request collaborators = {
      .struct_size = sizeof collaborators, .audience = PARVIS_KIND_OF_COLLABORATOR, .label = TEXT("Collaborateurs")};
  const parvis_create_invite_request expired = {
      .struct_size = sizeof expired, .label = TEXT("Rentrée"), .lifetime_us = 1 * HOURS};
  offer_link(on, "clients", "the link \"Clients\"", &clients);
  offer_link(on, "collaborators", "the link \"Collaborateurs\"", &collaborators);
  offer_link(on, "expired", "the link \"Rentrée\"", &expired);
  tamper(on);
}

void open_the_portal(stage* on) {
  chapter(on, "The portal opens");
  add_karim(on, set_up(on));
  join(on);
  configure(on);
  offer_links(on);
  forward(&on->clock, 2 * HOURS);
  LINE(on, "Two hours pass; the last link was made for one.");
  static const char* const told[] = {"works", "works", "invite_invalid", "invite_invalid"};
  for (size_t n = 0; n < on->link_count; ++n) {
    const parvis_status status = parvis_check_invite(on->portal, &on->system, TEXT(on->links[n].token), NULL, NULL);
    expect(on, TEXT(told[n]), answer(status, "works"), "%s", on->links[n].word);
  }
}
