/* SPDX-License-Identifier: BSL-1.0 */
/* Who may enter now, and the books. */
#include <inttypes.h>
#include <stdlib.h>

#include "stage.h"

/* Somebody tries to sign in; what they are told, "ok" or the code and its message, is the caller's to free. */
static char* try_with(const stage* on, const guest* who, parvis_text identifier, parvis_text password,
                      parvis_status* status) {
  const parvis_caller by = visitor(on, &who->form);
  const parvis_sign_in_request request = {
      .struct_size = sizeof request, .identifier = identifier, .password = password};
  const parvis_error* why;
  *status = parvis_sign_in(on->portal, &by, &request, NULL, &why);
  if (*status == PARVIS_DONE) return copied(TEXT("ok"));
  char* const out = formed("%.*s (%.*s)", SHOWN(parvis_code_name(*status)), SHOWN(why->message));
  parvis_free(why);
  return out;
}

static void try_wrong_passwords(stage* on, const guest* who) {
  const form* const typed = &who->form;
  parvis_status status, ignored;
  char* const other = formed("%.*s!", SHOWN(typed->password));
  char* const wrong = try_with(on, who, typed->email, TEXT(other), &status);
  char* const unknown = try_with(on, who, TEXT("nobody@example.org"), typed->password, &ignored);
  LINE(on, "A wrong password: %s", wrong);
  expect(on, TEXT("credentials_wrong"), answer(status, "active"), "a wrong password");
  expect(on, TEXT(wrong), TEXT(unknown), "somebody unknown, next to a wrong password");
  free(unknown);
  free(wrong);
  free(other);
}

void try_to_sign_in(stage* on) {
  chapter(on, "At the door again");
  const guest* enters = NULL;
  for (size_t n = 0; n < on->guest_count; ++n) {
    const guest* const who = &on->guests[n];
    if (who->form.sign_in.size == 0) continue;
    parvis_status status;
    char* const told = try_with(on, who, who->form.email, who->form.password, &status);
    LINE(on, "%s signs in: %s", who->name, told);
    free(told);
    expect(on, who->form.sign_in, answer(status, "ok"), "the sign-in of %s", who->name);
    if (status == PARVIS_DONE && enters == NULL) enters = who;
  }
  if (enters != NULL) try_wrong_passwords(on, enters);
}

static void find_states(stage* on) {
  static const int32_t asked[] = {PARVIS_STATE_PENDING, PARVIS_STATE_WAITING, PARVIS_STATE_ACTIVE,
                                  PARVIS_STATE_REJECTED};
  for (size_t n = 0; n < on->guest_count; ++n) on->guests[n].state = TEXT("unknown");
  for (size_t n = 0; n < sizeof asked / sizeof *asked; ++n) {
    const parvis_account_page* const page = list_in_state(on, asked[n]);
    for (size_t m = 0; m < page->item_count; ++m) {
      guest* const who = guest_with(on, &page->items[m]->id);
      if (who != NULL) who->state = parvis_account_state_name(asked[n]);
    }
    parvis_free(page);
  }
}

static void tell_states(stage* on) {
  tally states = {NULL, 0};
  size_t accounts = 0;
  for (size_t n = 0; n < on->guest_count; ++n) {
    const guest* const who = &on->guests[n];
    if (!has_account(who)) continue;
    ++accounts;
    expect(on, who->form.end, who->state, "the end of %s", who->name);
    count_word(&states, who->state);
  }
  say(on, "%zu forms made %zu accounts: ", on->guest_count, accounts);
  say_tally(on, &states);
  LINE(on, ".");
  free_tally(&states);
  tell_seats_held(on);
}

static void tell_cases(stage* on) {
  size_t told = 0, opened = 0;
  for (size_t n = 0; n < on->guest_count; ++n) {
    if (is(on->guests[n].form.link, "clients") && is(on->guests[n].state, "active")) ++told;
  }
  for (const opened_case* one = on->cases.first; one != NULL; one = one->next) ++opened;
  expect_count(on, told, opened, "cases");
  say(on, "%zu cases opened: ", opened);
  for (const opened_case* one = on->cases.first; one != NULL; one = one->next) {
    say(on, "%s%.*s %.*s", one == on->cases.first ? "" : ", ", SHOWN(one->first_name), SHOWN(one->last_name));
  }
  LINE(on, ".");
}

/* Mails to the approver name an applicant: for the count they are all one. */
static void count_subject(const stage* on, tally* kinds, parvis_text subject) {
  for (size_t n = 0; n < on->guest_count; ++n) {
    const parvis_text name = TEXT(on->guests[n].name);
    if (subject.size < name.size) continue;
    parvis_text before = {subject.data, subject.size - name.size}, end = {subject.data + before.size, name.size};
    if (!same(end, name)) continue;
    char* const kind = formed("%.*s…", SHOWN(before));
    count_word(kinds, TEXT(kind));
    free(kind);
    return;
  }
  count_word(kinds, subject);
}

static void tell_mails(stage* on) {
  tally kinds = {NULL, 0};
  size_t count = 0;
  for (const kept_mail* mail = on->mails.first; mail != NULL; mail = mail->next, ++count) {
    count_subject(on, &kinds, mail->subject);
  }
  LINE(on, "%zu mails:", count);
  for (size_t n = 0; n < kinds.count; ++n) LINE(on, "  %zu × %s", kinds.words[n].times, kinds.words[n].word);
  free_tally(&kinds);
}

/* What is told of an entry of the trail. */
typedef struct entry {
  int32_t what;
  parvis_uuid subject, actor;
  int64_t number;
} entry;

static entry* read_trail(const stage* on, size_t* count) {
  entry* out = NULL;
  *count = 0;
  parvis_list_events_request request = {.struct_size = sizeof request};
  const parvis_event_page* page = NULL;
  const parvis_error* why;
  do {
    const parvis_event_page* const before = page; /* holds the cursor */
    must(parvis_list_events(on->portal, &on->claire, &request, &page, &why), &why);
    parvis_free(before);
    for (size_t n = 0; n < page->item_count; ++n) {
      const parvis_event* const one = page->items[n];
      out = grown(out, *count, sizeof *out);
      out[(*count)++] = (entry){one->what, one->subject, one->actor, one->number};
    }
    request.after = page->next;
  } while (request.after.size != 0);
  parvis_free(page);
  return out;
}

static const char* label_of(const stage* on, const parvis_uuid* id, const char* otherwise) {
  for (size_t n = 0; n < on->label_count; ++n) {
    if (same_id(&on->labels[n].id, id)) return on->labels[n].text;
  }
  return otherwise;
}

static void tell_trail(stage* on) {
  size_t count;
  entry* const trail = read_trail(on, &count);
  tally kinds = {NULL, 0};
  for (size_t n = 0; n < count; ++n) count_word(&kinds, parvis_event_type_name(trail[n].what));
  LINE(on, "%zu entries in the audit trail:", count);
  for (size_t n = 0; n < kinds.count; ++n) LINE(on, "  %zu × %s", kinds.words[n].times, kinds.words[n].word);
  free_tally(&kinds);
  LINE(on, "The last of them:");
  for (size_t n = count < 20 ? 0 : count - 20; n < count; ++n) {
    const entry* const one = &trail[n];
    say(on, "  %.*s: ", SHOWN(parvis_event_type_name(one->what)));
    if (one->what == PARVIS_EVENT_SEATS_GRANTED) {
      say(on, "%" PRId64, one->number);
    } else {
      say(on, "%s", label_of(on, &one->subject, "a sign-up"));
    }
    LINE(on, ", by %s", label_of(on, &one->actor, "the system"));
  }
  free(trail);
}

void close_the_book(stage* on) {
  chapter(on, "The books");
  deliver(on);
  find_states(on);
  tell_states(on);
  tell_cases(on);
  tell_mails(on);
  tell_trail(on);
}
