/* SPDX-License-Identifier: BSL-1.0 */
/* The approver decides; collaborators meet at the last seat. */
#include <pthread.h>
#include <stdlib.h>

#include "stage.h"

/* Goes through the list of clients as the approver sees it, page by page: who is pending, and in which revision. */
static size_t see_pending(stage* on) {
  size_t out = 0;
  for (size_t n = 0; n < on->guest_count; ++n) on->guests[n].seen = 0;
  parvis_list_accounts_request request = {.struct_size = sizeof request, .limit = 10, .count_cap = 1000};
  const parvis_account_page* page = NULL;
  const parvis_error* why;
  do {
    const parvis_account_page* const before = page; /* holds the cursor */
    must(parvis_list_accounts(on->portal, &on->karim, &request, &page, &why), &why);
    parvis_free(before);
    for (size_t n = 0; n < page->item_count; ++n) {
      guest* const who = guest_with(on, &page->items[n]->id);
      if (who != NULL) who->seen = page->items[n]->revision;
    }
    out += page->item_count;
    request.after = page->next;
  } while (request.after.size != 0);
  parvis_free(page);
  return out;
}

static bool awaits(const guest* who, const char* decision) { return who->seen != 0 && is(who->form.decide, decision); }

static guest* next_who_awaits(const stage* on, const char* decision, guest* after) {
  guest* who = after == NULL ? on->guests : after + 1;
  while (who != on->guests + on->guest_count && !awaits(who, decision)) ++who;
  return who == on->guests + on->guest_count ? NULL : who;
}

static void say_all_who_await(stage* on, const char* decision) {
  const char* between = "";
  for (guest* who = NULL; (who = next_who_awaits(on, decision, who)) != NULL; between = ", ") {
    say(on, "%s%s", between, who->name);
  }
}

static parvis_text approve(const stage* on, const parvis_caller* by, const guest* whom, uint64_t seen) {
  const parvis_approve_request request = {.struct_size = sizeof request, .account = whom->account, .seen = seen};
  const parvis_account_view* account;
  const parvis_status status = parvis_approve(on->portal, by, &request, &account, NULL);
  const parvis_text out = answer_with(status, account);
  parvis_free(account);
  return out;
}

static void approve_each(stage* on, const char* decision) {
  for (guest* who = NULL; (who = next_who_awaits(on, decision, who)) != NULL;) {
    const parvis_text told = approve(on, &on->karim, who, who->seen), again = approve(on, &on->karim, who, who->seen);
    LINE(on, "Approves %s: %.*s", who->name, SHOWN(told));
    expect(on, told, again, "approving %s once more", who->name);
  }
}

static bool holds(parvis_text text, parvis_text part) {
  for (size_t at = 0; at + part.size <= text.size; ++at) {
    const parvis_text here = {text.data + at, part.size};
    if (same(here, part)) return true;
  }
  return false;
}

static void reject_each(stage* on) {
  for (guest* who = NULL; (who = next_who_awaits(on, "reject", who)) != NULL;) {
    const parvis_reject_request request = {
        .struct_size = sizeof request, .account = who->account, .seen = who->seen, .reason = who->form.reason};
    const parvis_account_view* account;
    const parvis_status status = parvis_reject(on->portal, &on->karim, &request, &account, NULL);
    LINE(on, "Rejects %s: %.*s", who->name, SHOWN(answer_with(status, account)));
    parvis_free(account);
    const kept_mail* mail = deliver(on);
    while (mail != NULL && !holds(mail->text, who->form.reason)) mail = mail->next;
    expect(on, TEXT("told"), TEXT(mail != NULL ? "told" : "not told"), "the reason in a mail");
  }
}

void decide(stage* on) {
  chapter(on, "Karim Benali decides");
  const guest* someone = NULL;
  size_t proven = 0;
  const size_t pending = see_pending(on);
  for (size_t n = 0; n < on->guest_count; ++n) {
    if (has_account(&on->guests[n])) ++proven;
    if (on->guests[n].seen != 0) someone = &on->guests[n];
  }
  LINE(on, "%zu people are in the list of clients.", pending);
  expect_count(on, proven, pending, "people awaiting approval");
  if (someone == NULL) return;
  expect(on, TEXT("permission_denied"), approve(on, &on->system, someone, someone->seen), "approving by nobody");
  expect(on, TEXT("stale"), approve(on, &on->karim, someone, someone->seen + 1), "approving what has changed");
  approve_each(on, "approve");
  reject_each(on);
  if (next_who_awaits(on, "leave", NULL) != NULL) {
    say(on, "Leaves for later: ");
    say_all_who_await(on, "leave");
    end_line(on);
  }
  deliver(on);
}

/* The numbers of a pool. */
static parvis_pool_view pool(const stage* on, const char* sku) {
  const parvis_pool_list* pools;
  const parvis_error* why;
  must(parvis_list_pools(on->portal, &on->claire, &pools, &why), &why);
  size_t n = 0;
  while (n < pools->item_count && !is(pools->items[n]->sku, sku)) ++n;
  if (n == pools->item_count) give_up("there are no licenses called %s", sku);
  parvis_pool_view out = *pools->items[n];
  out.sku = TEXT(sku);
  parvis_free(pools);
  return out;
}

/* One approval, on a thread of its own. */
typedef struct racer {
  const stage* on;
  const guest* who;
  pthread_barrier_t* ready;
  pthread_t thread;
  parvis_text told;
} racer;

static void* race(void* given) {
  racer* const one = given;
  pthread_barrier_wait(one->ready);
  one->told = approve(one->on, &one->on->karim, one->who, one->who->seen);
  return NULL;
}

/* Approves all who are to race at once, and counts what became of them. */
static size_t race_all(stage* on, tally* outcomes) {
  racer* racers = NULL;
  size_t count = 0;
  pthread_barrier_t ready;
  for (guest* who = NULL; (who = next_who_awaits(on, "race", who)) != NULL; ++count) {
    racers = grown(racers, count, sizeof *racers);
    racers[count] = (racer){.on = on, .who = who, .ready = &ready};
    set_label(on, &who->account, "one of those who raced");
  }
  pthread_barrier_init(&ready, NULL, (unsigned)count + 1);
  for (size_t n = 0; n < count; ++n) {
    if (pthread_create(&racers[n].thread, NULL, race, &racers[n]) != 0) give_up("no thread for a race");
  }
  pthread_barrier_wait(&ready);
  for (size_t n = 0; n < count; ++n) {
    pthread_join(racers[n].thread, NULL);
    count_word(outcomes, racers[n].told);
  }
  pthread_barrier_destroy(&ready);
  free(racers);
  return count;
}

void race_for_the_last_seat(stage* on) {
  chapter(on, "The race for the last seat");
  see_pending(on);
  const size_t seats = (size_t)pool(on, "collaborators").remaining;
  tell_seats_held(on);

  tally outcomes = {NULL, 0};
  const size_t racers = race_all(on, &outcomes), enter = seats < racers ? seats : racers;
  say(on, "Approved at once, each from a thread: ");
  say_all_who_await(on, "race");
  say(on, ". ");
  say_tally(on, &outcomes);
  LINE(on, ".");
  expect_count(on, enter, times_of(&outcomes, "active"), "active after the race");
  expect_count(on, racers - enter, times_of(&outcomes, "waiting"), "waiting after the race");
  free_tally(&outcomes);

  approve_each(on, "approve_last");
  tell_seats_held(on);
  deliver(on);
}

void grant_one_more(stage* on) {
  chapter(on, "Claire Beaumont buys one more seat");
  const parvis_pool_view before = pool(on, "collaborators");
  const parvis_seat_grant one = {.struct_size = sizeof one, .sku = TEXT("collaborators"), .quantity = 1};
  const parvis_pool_view* after;
  const parvis_error* why;
  must(parvis_grant_seats(on->portal, &on->vendor, &one, &after, &why), &why);
  tell_seats_held(on);
  expect_count(on, before.waiting > 0 ? 1 : 0, (size_t)(after->held - before.held), "admitted from the queue");
  parvis_free(after);
  const parvis_status refused = parvis_grant_seats(on->portal, &on->karim, &one, NULL, NULL);
  expect(on, TEXT("permission_denied"), answer(refused, "done"), "a grant by an approver");
  for (const kept_mail* mail = deliver(on); mail != NULL; mail = mail->next) {
    LINE(on, "Mail: %.*s", SHOWN(mail->subject));
  }
}
