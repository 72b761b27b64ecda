/* SPDX-License-Identifier: BSL-1.0 */
#include "stage.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <strings.h>

void chapter(stage* on, const char* title) {
  if (on->chapters++ > 0) putchar('\n');
  printf("%zu. %s\n\n", on->chapters, title);
}

void say(stage* on, const char* format, ...) {
  if (on->line == NULL) on->line = open_memstream(&on->told, &on->told_size);
  if (on->line == NULL) give_up("no memory is left");
  va_list values;
  va_start(values, format);
  vfprintf(on->line, format, values);
  va_end(values);
}

void end_line(stage* on) {
  fclose(on->line);
  printf("   %s\n", on->told);
  free(on->told);
  on->line = NULL;
}

void expect(stage* on, parvis_text told, parvis_text found, const char* what, ...) {
  ++on->checked;
  if (same(told, found)) return;
  ++on->failed;
  va_list values;
  printf("   !! ");
  va_start(values, what);
  vprintf(what, values);
  va_end(values);
  printf(": told \"%.*s\", found \"%.*s\"\n", SHOWN(told), SHOWN(found));
}

void expect_count(stage* on, size_t told, size_t found, const char* what) {
  char told_digits[24], found_digits[24];
  snprintf(told_digits, sizeof told_digits, "%zu", told);
  snprintf(found_digits, sizeof found_digits, "%zu", found);
  expect(on, TEXT(told_digits), TEXT(found_digits), "%s", what);
}

parvis_text answer(parvis_status status, const char* word) {
  return status == PARVIS_DONE ? TEXT(word) : parvis_code_name(status);
}

parvis_text answer_with(parvis_status status, const parvis_account_view* account) {
  return status == PARVIS_DONE ? parvis_account_state_name(account->state) : parvis_code_name(status);
}

void say_pools(stage* on) {
  const parvis_pool_list* pools;
  const parvis_error* why;
  must(parvis_list_pools(on->portal, &on->claire, &pools, &why), &why);
  for (size_t n = 0; n < pools->item_count; ++n) {
    const parvis_pool_view* const pool = pools->items[n];
    say(on, "%s%.*s %" PRId64 " of %" PRId64, n == 0 ? "" : ", ", SHOWN(pool->sku), pool->held, pool->capacity);
    if (pool->waiting > 0) say(on, " (%" PRId64 " waiting)", pool->waiting);
  }
  parvis_free(pools);
}

void tell_seats_held(stage* on) {
  say(on, "Seats held: ");
  say_pools(on);
  LINE(on, ".");
}

void say_tally(stage* on, const tally* words) {
  for (size_t n = 0; n < words->count; ++n) {
    say(on, "%s%zu %s", n == 0 ? "" : ", ", words->words[n].times, words->words[n].word);
  }
}

bool has_account(const guest* who) {
  static const parvis_uuid nil;
  return !same_id(&who->account, &nil);
}

guest* guest_with(const stage* on, const parvis_uuid* account) {
  for (size_t n = 0; n < on->guest_count; ++n) {
    if (same_id(&on->guests[n].account, account)) return &on->guests[n];
  }
  return NULL;
}

void set_label(stage* on, const parvis_uuid* id, const char* text) {
  size_t n = 0;
  while (n < on->label_count && !same_id(&on->labels[n].id, id)) ++n;
  if (n == on->label_count) on->labels = grown(on->labels, on->label_count++, sizeof *on->labels);
  on->labels[n] = (label){*id, text};
}

parvis_text token_of(const stage* on, parvis_text link) {
  for (size_t n = 0; n < on->link_count; ++n) {
    if (is(link, on->links[n].word)) return TEXT(on->links[n].token);
  }
  return TEXT(""); /* the open form */
}

const parvis_account_page* list_in_state(const stage* on, int32_t state) {
  const parvis_list_accounts_request request = {.struct_size = sizeof request, .state = state, .limit = 1000};
  const parvis_account_page* out;
  const parvis_error* why;
  must(parvis_list_accounts(on->portal, &on->claire, &request, &out, &why), &why);
  return out;
}

parvis_caller visitor(const stage* on, const form* who) {
  parvis_caller out = on->system;
  out.language = who->language;
  return out;
}

const kept_mail* deliver(stage* on) {
  for (size_t settled = 1; settled > 0;) {
    const parvis_drain_reply* reply;
    const parvis_error* why;
    must(parvis_drain_outbox(on->portal, &on->system, 100, &reply, &why), &why);
    expect_count(on, 0, reply->later + reply->dead, "mails and cases that could not be delivered");
    settled = reply->done + reply->void_;
    parvis_free(reply);
  }
  const kept_mail* const fresh = *on->unread;
  on->unread = on->mails.end;
  return fresh;
}

const kept_mail* mail_to(const kept_mail* mails, parvis_text address) {
  for (const kept_mail* one = mails; one != NULL; one = one->next) {
    if (one->to.size == address.size && strncasecmp(one->to.data, address.data, address.size) == 0) return one;
  }
  return NULL;
}
