/* SPDX-License-Identifier: BSL-1.0 */
/* People sign up, open their mail and prove their address. */
#include <stdlib.h>

#include "stage.h"

static parvis_sign_up_request request_of(const stage* on, const form* who) {
  return (parvis_sign_up_request){.struct_size = sizeof(parvis_sign_up_request),
                                  .access = who->access.size == 0       ? 0
                                            : is(who->access, "client") ? PARVIS_KIND_OF_CLIENT
                                                                        : PARVIS_KIND_OF_COLLABORATOR,
                                  .token = token_of(on, who->link),
                                  .first_name = who->first_name,
                                  .last_name = who->last_name,
                                  .username = who->username,
                                  .email = who->email,
                                  .password = who->password,
                                  .language = who->language};
}

static parvis_prove_email_request proof_by(const guest* who) {
  return (parvis_prove_email_request){.struct_size = sizeof(parvis_prove_email_request),
                                      .token = TEXT(who->verify_token),
                                      .continuation = TEXT(who->continuation)};
}

/* "email=email_invalid password=password_common". `why` may be NULL. */
static void expect_fields(stage* on, parvis_text told, const parvis_error* why, const char* of, const char* whom) {
  char* found = copied(TEXT(""));
  for (size_t n = 0; why != NULL && n < why->field_count; ++n) {
    const parvis_text field = why->fields[n].field, code = parvis_code_name(why->fields[n].code);
    char* const longer = formed("%s%s%.*s=%.*s", found, n == 0 ? "" : " ", SHOWN(field), SHOWN(code));
    free(found);
    found = longer;
  }
  expect(on, told, TEXT(found), "%s%s", of, whom);
  free(found);
}

/* What a page would show: the message of each field, or the one of the whole. */
static void say_why(stage* on, const parvis_error* why) {
  if (why->field_count == 0) {
    say(on, "%.*s: %.*s", SHOWN(parvis_code_name(why->code)), SHOWN(why->message));
  }
  for (size_t n = 0; n < why->field_count; ++n) {
    say(on, "%s%.*s: %.*s", n == 0 ? "" : " · ", SHOWN(why->fields[n].field), SHOWN(why->fields[n].message));
  }
}

/* Notes what became of a proof, and goes on with the name typed instead of one that is taken. */
static void prove(stage* on, guest* who, parvis_prove_email_request request) {
  const form* const typed = &who->form;
  const parvis_caller by = visitor(on, typed);
  const parvis_account_view* account;
  const parvis_error* why;
  parvis_status status = parvis_prove_email(on->portal, &by, &request, &account, &why);
  if (status == PARVIS_E_INVALID_FORM && typed->username_again.size != 0) {
    expect_fields(on, TEXT("username=username_taken"), why, "a username that is taken", "");
    say_why(on, why);
    say(on, " · takes %.*s: ", SHOWN(typed->username_again));
    parvis_free(why);
    request.username = typed->username_again;
    status = parvis_prove_email(on->portal, &by, &request, &account, &why);
  }
  const parvis_text told = answer_with(status, account);
  expect(on, typed->after, told, "the proof by %s", who->name);
  if (status == PARVIS_DONE) {
    who->account = account->id;
    set_label(on, &who->account, who->name);
    say(on, "%.*s", SHOWN(told));
  } else {
    say_why(on, why);
  }
  parvis_free(account);
  parvis_free(why);
}

/* Opens the link on a device that does not know what was typed. */
static void prove_elsewhere(stage* on, guest* who) {
  const form* const typed = &who->form;
  const parvis_caller by = visitor(on, typed);
  parvis_prove_email_request request = {.struct_size = sizeof request, .token = TEXT(who->verify_token)};
  const parvis_status asked = parvis_prove_email(on->portal, &by, &request, NULL, NULL);
  expect(on, TEXT("invalid_form"), answer(asked, "pending"), "the proof on another device");
  request.first_name = typed->first_name;
  request.last_name = typed->last_name;
  request.username = typed->username;
  request.password = typed->password;
  say(on, "on another device, must type all again: ");
  prove(on, who, request);
}

static void prove_again(stage* on, const guest* who) {
  const parvis_caller by = visitor(on, &who->form);
  const parvis_prove_email_request request = proof_by(who);
  const parvis_error* why;
  const parvis_status again = parvis_prove_email(on->portal, &by, &request, NULL, &why);
  expect(on, TEXT("link_invalid"), answer(again, "pending"), "the same link once more");
  say(on, " · once more: ");
  if (why != NULL) say_why(on, why);
  parvis_free(why);
}

static void follow_link(stage* on, guest* who) {
  const parvis_text then = who->form.then;
  if (is(then, "ignore")) {
    say(on, "never opens it");
  } else if (is(then, "prove_late")) {
    say(on, "leaves it for tomorrow");
  } else if (is(then, "prove_elsewhere")) {
    prove_elsewhere(on, who);
  } else {
    say(on, "follows the link: ");
    prove(on, who, proof_by(who));
    if (is(then, "prove_twice")) prove_again(on, who);
  }
}

static void open_mail(stage* on, guest* who) {
  const kept_mail* const mail = mail_to(deliver(on), who->form.email);
  expect(on, TEXT("there"), TEXT(mail != NULL ? "there" : "not there"), "a mail to %s", who->name);
  if (mail == NULL) {
    say(on, "; no mail");
    return;
  }
  say(on, " · mail: %.*s · ", SHOWN(mail->subject));
  who->verify_token = copied(token_in(mail->text));
  const bool known = *who->verify_token == '\0';
  expect(on, TEXT(is(who->form.then, "told") ? "known" : "new"), TEXT(known ? "known" : "new"),
         "whether the address of %s is known", who->name);
  if (known) {
    say(on, "no link in it");
  } else {
    follow_link(on, who);
  }
}

/* The first answer to a sign-up in a language: that of every address. */
static parvis_text first_answer(const stage* on, parvis_text language) {
  const guest* who = on->guests;
  while (who->answer == NULL || !same(who->form.language, language)) ++who;
  return TEXT(who->answer);
}

/* From the sign-up to the proof. */
static void come_to_the_door(stage* on, guest* who) {
  const form* const typed = &who->form;
  const parvis_caller by = visitor(on, typed);
  const parvis_sign_up_request request = request_of(on, typed);
  const parvis_sign_up_reply* reply;
  const parvis_error* why;
  const parvis_status status = parvis_sign_up(on->portal, &by, &request, &reply, &why);
  expect(on, typed->expect, answer(status, "received"), "the sign-up of %s", who->name);
  expect_fields(on, typed->fields, why, "the fields of ", who->name);
  if (status != PARVIS_DONE) {
    say(on, "refused · ");
    say_why(on, why);
    parvis_free(why);
    return;
  }
  who->answer = copied(reply->message);
  who->continuation = copied(reply->continuation);
  parvis_free(reply);
  expect(on, first_answer(on, typed->language), TEXT(who->answer), "the answer to %s", who->name);
  say(on, "received");
  open_mail(on, who);
}

void sign_up(stage* on) {
  chapter(on, "People sign up");
  for (size_t n = 0; n < on->guest_count; ++n) {
    guest* const who = &on->guests[n];
    say(on, "%zu. %s", n + 1, who->name);
    if (who->form.language.size != 0) say(on, " (%.*s)", SHOWN(who->form.language));
    say(on, ", %.*s: ", SHOWN(who->form.link));
    come_to_the_door(on, who);
    end_line(on);
  }
}

void let_time_pass(stage* on) {
  chapter(on, "Nine hours pass");
  forward(&on->clock, 9 * HOURS);
  for (size_t n = 0; n < on->guest_count; ++n) {
    guest* const who = &on->guests[n];
    if (who->answer == NULL || !is(who->form.then, "prove_late")) continue;
    say(on, "%s follows the link at last: ", who->name);
    prove(on, who, proof_by(who));
    end_line(on);
  }
  size_t unproven = 0;
  for (size_t n = 0; n < on->guest_count; ++n) {
    if (on->guests[n].answer != NULL && !has_account(&on->guests[n])) ++unproven;
  }
  const parvis_run_due_reply* done;
  const parvis_error* why;
  must(parvis_run_due(on->portal, &on->system, 1000, &done, &why), &why);
  expect_count(on, unproven, done->purged, "sign-ups without proof");
  LINE(on, "%zu sign-ups without proof are gone.", done->purged);
  parvis_free(done);
}
