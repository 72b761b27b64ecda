/* SPDX-License-Identifier: BSL-1.0 */
/* Every slot of every table goes wrong in every way, and the portal goes on. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "firm.h"
#include "plain_storage.h"
#include "suites.h"

static parvis_status answer; /* of the mishaps below */

static parvis_status answers(firm* of, parvis_call* call) {
  (void)of;
  return answer >= 100 ? parvis_call_fail(call, answer, TEXT("chosen")) : answer;
}

static void open_plain(firm* out) {
  parvis_storage storage = {.struct_size = sizeof storage};
  plain_storage_open(PLAIN_RIGHT, &storage);
  firm_open(out, &storage);
}

static bool is_code(parvis_status number) { return strcmp(parvis_code_name(number).data, "unknown") != 0; }

/* What a day ends with when a slot answers so; 0: a mail, a case or a checkout is tried later, or never, and the calls
 * go on. */
static parvis_status ending(int slot, parvis_status given, bool after) {
  const bool host_code = given >= 400 && is_code(given);
  if (given == PARVIS_DONE) return PARVIS_DONE;
  switch (slot) {
    case SLOT_SEND:
    case SLOT_OPEN:
    case SLOT_CHECKOUT:
      return 0;
    case SLOT_NOW:
      return PARVIS_E_CLOCK_FAILED;
    case SLOT_FILL:
      return PARVIS_E_RANDOM_FAILED;
    case SLOT_COMMIT: /* what was answered stands; of what was not only PARVIS_E_UNAVAILABLE says anything */
      if (after) return PARVIS_DONE;
      return given == PARVIS_E_UNAVAILABLE ? given : PARVIS_E_OUTCOME_UNKNOWN;
    case SLOT_FOLD:
    case SLOT_HASH: /* a slot that makes a text may refuse it for good */
      return host_code || (is_code(given) && given < 200) ? given : PARVIS_E_HOST_FAILED;
    case SLOT_NFC:
    case SLOT_DOMAIN: /* of a field of the form */
      if (is_code(given) && given < 200) return PARVIS_E_INVALID_FORM;
      return host_code ? given : PARVIS_E_HOST_FAILED;
    default:
      return host_code ? given : PARVIS_E_HOST_FAILED;
  }
}

static void fails(int slot, bool after) {
  static const parvis_status no_codes[] = {0, -1, 2, 99, 999, 1 << 30};
  int n = 0;
  parvis_status given;
  size_t of_no_codes = 0;
  firm ravel;
  open_plain(&ravel);
  for (given = 100; given < 600 || of_no_codes < sizeof no_codes / sizeof *no_codes; ++given) {
    if (given < 600) {
      if (!is_code(given)) continue;
      answer = given;
    } else {
      answer = no_codes[of_no_codes++];
    }
    check_context("%s answering %d %s its work", slot_name(slot), (int)answer, after ? "after" : "before");
    firm_misbehave(&ravel, (enum slot)slot, answers, after);
    CHECK(firm_day(&ravel, n++) == ending(slot, answer, after));
    /* A commit says what became of each batch, and nothing else. */
    if (answer >= 100 && ending(slot, answer, after) >= 400 && slot != SLOT_COMMIT) {
      CHECK(strcmp(firm_detail(), "chosen") == 0);
    }
    firm_behave(&ravel);
    CHECK(firm_day(&ravel, n++) == PARVIS_DONE);
  }
  firm_close(&ravel);
}

static void every_slot_fails_with_every_code(void) {
  int slot;
  for (slot = SLOT_LOAD; slot <= SLOT_FOLD; ++slot) {
    fails(slot, false);
    fails(slot, true);
  }
}

static void a_day_needs_every_slot(void) {
  int slot;
  firm ravel;
  open_plain(&ravel);
  CHECK(firm_day(&ravel, 0) == PARVIS_DONE);
  for (slot = SLOT_LOAD; slot < SLOT_NOTE; ++slot) {
    check_context("%s", slot_name(slot));
    CHECK(ravel.calls[slot] > 0);
  }
  firm_close(&ravel);
}

/* --- nonsense --- */

static parvis_row row_of(uint32_t kind) {
  parvis_row out;
  memset(&out, 0, sizeof out);
  out.kind = kind;
  out.id.octet[0] = 1;
  out.revision = 1;
  return out;
}

static parvis_status puts_a_row_twice(firm* of, parvis_call* call) {
  const parvis_row row = row_of(PARVIS_KIND_SETTINGS);
  (void)of;
  parvis_call_put_row(call, 0, &row);
  CHECK(parvis_call_put_row(call, 0, &row) == PARVIS_E_INVALID_ARGUMENT);
  return PARVIS_DONE;
}
static parvis_status puts_a_row_nowhere(firm* of, parvis_call* call) {
  const parvis_row row = row_of(PARVIS_KIND_SETTINGS);
  (void)of;
  CHECK(parvis_call_put_row(call, 1000000, &row) == PARVIS_E_INVALID_ARGUMENT);
  CHECK(parvis_call_put_row(call, (size_t)-1, &row) == PARVIS_E_INVALID_ARGUMENT);
  return PARVIS_DONE;
}
static parvis_status puts_no_row(firm* of, parvis_call* call) {
  (void)of;
  CHECK(parvis_call_put_row(call, 0, NULL) == PARVIS_E_INVALID_ARGUMENT);
  return PARVIS_DONE;
}
static parvis_status puts_a_row_of_another_kind(firm* of, parvis_call* call) {
  const parvis_row row = row_of(PARVIS_KIND_NOTE);
  (void)of;
  (void)parvis_call_put_row(call, 0, &row);
  return PARVIS_DONE;
}
static parvis_status puts_a_row_of_no_kind(firm* of, parvis_call* call) {
  const parvis_row row = row_of(77);
  (void)of;
  CHECK(parvis_call_put_row(call, 0, &row) == PARVIS_E_INVALID_ARGUMENT);
  return PARVIS_DONE;
}
static parvis_status puts_values_of_a_gigabyte(firm* of, parvis_call* call) {
  parvis_row row = row_of(PARVIS_KIND_SETTINGS);
  parvis_value value;
  (void)of;
  memset(&value, 0, sizeof value);
  value.type = PARVIS_VALUE_TEXT;
  value.bytes.data = (const uint8_t*)"x";
  value.bytes.size = (size_t)1 << 30;
  row.values = &value;
  row.value_count = 1;
  CHECK(parvis_call_put_row(call, 0, &row) == PARVIS_E_INVALID_ARGUMENT);
  row.value_count = (size_t)1 << 30;
  CHECK(parvis_call_put_row(call, 0, &row) == PARVIS_E_INVALID_ARGUMENT);
  return PARVIS_DONE;
}
static parvis_status puts_a_value_of_no_type(firm* of, parvis_call* call) {
  parvis_row row = row_of(PARVIS_KIND_SETTINGS);
  parvis_value value;
  (void)of;
  memset(&value, 0, sizeof value);
  value.type = 9;
  row.values = &value;
  row.value_count = 1;
  CHECK(parvis_call_put_row(call, 0, &row) == PARVIS_E_INVALID_ARGUMENT);
  return PARVIS_DONE;
}
static parvis_status answers_a_batch(firm* of, parvis_call* call) {
  parvis_answer given;
  (void)of;
  memset(&given, 0, sizeof given);
  given.status = PARVIS_ANSWER_DONE;
  CHECK(parvis_call_put_answer(call, 0, &given) == PARVIS_E_INVALID_ARGUMENT);
  return PARVIS_DONE;
}
static parvis_status puts_a_text(firm* of, parvis_call* call) {
  (void)of;
  CHECK(parvis_call_put_text(call, TEXT("no text is asked for")) == PARVIS_E_INVALID_ARGUMENT);
  return PARVIS_DONE;
}
static parvis_status answers_nothing(firm* of, parvis_call* call) {
  (void)of;
  (void)call;
  return PARVIS_DONE;
}
static parvis_status puts_another_status(firm* of, parvis_call* call) {
  parvis_answer given;
  (void)of;
  memset(&given, 0, sizeof given);
  given.status = 77;
  CHECK(parvis_call_put_answer(call, 0, &given) == PARVIS_E_INVALID_ARGUMENT);
  return PARVIS_DONE;
}
static parvis_status answers_an_operation_that_is_none(firm* of, parvis_call* call) {
  parvis_answer given;
  (void)of;
  memset(&given, 0, sizeof given);
  given.status = PARVIS_ANSWER_CONFLICT;
  given.reason = PARVIS_WHY_KEY_TAKEN;
  given.op = 1000;
  given.column = 1000;
  (void)parvis_call_put_answer(call, 0, &given);
  return PARVIS_DONE;
}
static parvis_status puts_text_that_is_none(firm* of, parvis_call* call) {
  parvis_text text;
  (void)of;
  text.data = "x";
  text.size = (size_t)1 << 30;
  CHECK(parvis_call_put_text(call, text) == PARVIS_E_INVALID_ARGUMENT);
  text.data = NULL;
  text.size = 5;
  CHECK(parvis_call_put_text(call, text) == PARVIS_E_INVALID_ARGUMENT);
  return PARVIS_DONE;
}

static parvis_status puts_an_empty_text(firm* of, parvis_call* call) {
  (void)of;
  (void)parvis_call_put_text(call, TEXT(""));
  return PARVIS_DONE;
}

static parvis_status puts_what_is_no_checkout(firm* of, parvis_call* call) {
  NEW(parvis_checkout, checkout);
  (void)of;
  CHECK(parvis_call_put_checkout(call, NULL) == PARVIS_E_INVALID_ARGUMENT);
  checkout.state = 9;
  CHECK(parvis_call_put_checkout(call, &checkout) == PARVIS_E_INVALID_ARGUMENT);
  checkout.state = PARVIS_CHECKOUT_STARTED;
  checkout.reference.data = "x";
  checkout.reference.size = (size_t)1 << 30;
  CHECK(parvis_call_put_checkout(call, &checkout) == PARVIS_E_INVALID_ARGUMENT);
  return PARVIS_DONE;
}
static parvis_status puts_a_checkout(firm* of, parvis_call* call) {
  NEW(parvis_checkout, checkout);
  (void)of;
  checkout.state = PARVIS_CHECKOUT_PAID;
  CHECK(parvis_call_put_checkout(call, &checkout) == PARVIS_E_INVALID_ARGUMENT);
  return PARVIS_DONE;
}
static parvis_status starts_a_checkout_without_a_name(firm* of, parvis_call* call) {
  NEW(parvis_checkout, checkout);
  (void)of;
  checkout.state = PARVIS_CHECKOUT_STARTED;
  CHECK(parvis_call_put_checkout(call, &checkout) == PARVIS_DONE);
  return PARVIS_DONE;
}

static void nonsense_fails_the_call_and_no_other(void) {
  static const struct {
    enum slot slot;
    mishap act;
    parvis_status code;
  } all[] = {
      {SLOT_LOAD, puts_a_row_twice, PARVIS_E_HOST_FAILED},
      {SLOT_LOAD, puts_a_row_nowhere, PARVIS_E_HOST_FAILED},
      {SLOT_LOAD, puts_no_row, PARVIS_E_HOST_FAILED},
      {SLOT_LOAD, puts_a_row_of_no_kind, PARVIS_E_HOST_FAILED},
      {SLOT_LOAD, puts_a_row_of_another_kind, PARVIS_E_HOST_FAILED},
      {SLOT_LOAD, puts_values_of_a_gigabyte, PARVIS_E_HOST_FAILED},
      {SLOT_LOAD, puts_a_value_of_no_type, PARVIS_E_HOST_FAILED},
      {SLOT_LOAD, answers_a_batch, PARVIS_E_HOST_FAILED},
      {SLOT_LOAD, puts_a_text, PARVIS_E_HOST_FAILED},
      {SLOT_LOAD, puts_a_checkout, PARVIS_E_HOST_FAILED},
      {SLOT_SCAN, puts_a_row_nowhere, PARVIS_E_HOST_FAILED},
      {SLOT_SCAN, puts_a_row_of_another_kind, PARVIS_E_HOST_FAILED},
      {SLOT_SCAN, answers_a_batch, PARVIS_E_HOST_FAILED},
      {SLOT_COMMIT, answers_nothing, PARVIS_E_OUTCOME_UNKNOWN},
      {SLOT_COMMIT, puts_another_status, PARVIS_E_OUTCOME_UNKNOWN},
      {SLOT_COMMIT, answers_an_operation_that_is_none, 0},
      {SLOT_MAINTAIN, puts_a_text, PARVIS_E_HOST_FAILED},
      {SLOT_MAINTAIN, answers_a_batch, PARVIS_E_HOST_FAILED},
      {SLOT_CHECKOUT, answers_nothing, 0},
      {SLOT_CHECKOUT, puts_a_text, 0},
      {SLOT_CHECKOUT, puts_what_is_no_checkout, 0},
      {SLOT_CHECKOUT, starts_a_checkout_without_a_name, 0},
      {SLOT_NOW, puts_a_text, PARVIS_E_CLOCK_FAILED},
      {SLOT_HASH, puts_text_that_is_none, PARVIS_E_HOST_FAILED},
      {SLOT_HASH, answers_nothing, PARVIS_E_HOST_FAILED},
      {SLOT_HASH, puts_an_empty_text, PARVIS_E_HOST_FAILED},
      {SLOT_NFC, puts_text_that_is_none, PARVIS_E_HOST_FAILED},
      {SLOT_NFC, puts_an_empty_text, PARVIS_E_HOST_FAILED},
      {SLOT_DOMAIN, puts_text_that_is_none, PARVIS_E_HOST_FAILED},
      {SLOT_DOMAIN, answers_nothing, PARVIS_E_HOST_FAILED},
      {SLOT_DOMAIN, puts_an_empty_text, PARVIS_E_HOST_FAILED},
      {SLOT_FOLD, puts_text_that_is_none, PARVIS_E_HOST_FAILED},
      {SLOT_FOLD, answers_nothing, PARVIS_E_HOST_FAILED},
  };
  size_t n;
  firm ravel;
  open_plain(&ravel);
  for (n = 0; n < sizeof all / sizeof *all; ++n) {
    parvis_status got;
    firm_misbehave(&ravel, all[n].slot, all[n].act, false);
    got = firm_day(&ravel, (int)n * 2);
    check_context("%s in row %d gives %d", slot_name((int)all[n].slot), (int)n, (int)got);
    CHECK(got != PARVIS_DONE && (all[n].code == 0 || got == all[n].code));
    firm_behave(&ravel);
    CHECK(firm_day(&ravel, (int)n * 2 + 1) == PARVIS_DONE);
  }
  firm_close(&ravel);
}

/* --- entering --- */

static parvis_status enters(firm* of, parvis_call* call) {
  const parvis_error* error = NULL;
  parvis_settings* settings = NULL;
  firm* other = of->other;
  (void)call;
  of->told = parvis_view_settings(of->portal, &of->claire, &settings, &error);
  CHECK(error != NULL && error->code == PARVIS_E_REENTRANT && settings == NULL);
  parvis_free(error);
  CHECK(firm_day(other, of->calls[SLOT_NOTE]++) == PARVIS_DONE);
  return PARVIS_DONE;
}

static parvis_status gives_up_and_is_noted(firm* of, parvis_call* call) {
  (void)call;
  firm_misbehave(of, SLOT_NOTE, enters, false);
  return PARVIS_E_EMAIL_INVALID;
}

static void a_portal_is_not_entered_from_its_slots_but_another_one_is(void) {
  int slot;
  firm ravel, other;
  open_plain(&ravel);
  open_plain(&other);
  ravel.other = &other;
  for (slot = SLOT_LOAD; slot <= SLOT_FOLD; ++slot) {
    check_context("%s", slot_name(slot));
    ravel.told = 0;
    firm_misbehave(&ravel, (enum slot)slot, enters, true);
    CHECK(firm_day(&ravel, slot) == PARVIS_DONE);
    CHECK(ravel.told == PARVIS_E_REENTRANT);
  }
  check_context("%s", slot_name(SLOT_NOTE));
  ravel.told = 0;
  firm_misbehave(&ravel, SLOT_SEND, gives_up_and_is_noted, false);
  CHECK(firm_day(&ravel, slot) == 0);
  CHECK(ravel.told == PARVIS_E_REENTRANT);
  firm_behave(&ravel);
  CHECK(firm_day(&ravel, slot + 1) == PARVIS_DONE);
  firm_close(&ravel);
  firm_close(&other);
}

/* --- several threads --- */

typedef struct gate {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  int entered;
  bool open;
} gate;

static parvis_status blocks(firm* of, parvis_call* call) {
  gate* at = of->other;
  (void)call;
  pthread_mutex_lock(&at->mutex);
  ++at->entered;
  pthread_cond_broadcast(&at->changed);
  while (!at->open) pthread_cond_wait(&at->changed, &at->mutex);
  pthread_mutex_unlock(&at->mutex);
  return PARVIS_DONE;
}

static void* has_a_day(void* of) {
  CHECK(firm_day(of, 1000000) == PARVIS_DONE);
  return NULL;
}
static parvis_status looked(firm* of) {
  parvis_settings* settings = NULL;
  const parvis_status status = parvis_view_settings(of->portal, &of->claire, &settings, NULL);
  parvis_free(settings);
  return status;
}
static void* looks(void* of) {
  CHECK(looked(of) == PARVIS_DONE);
  return NULL;
}

/* Threads that do some work until each is held in the slot; the next to come is not. */
static void block(firm* ravel, gate* at, enum slot slot, void* (*work)(void*), pthread_t* out, int threads) {
  int n;
  ravel->other = at;
  at->entered = 0;
  at->open = false;
  firm_misbehave(ravel, slot, blocks, true);
  for (n = 0; n < threads; ++n) REQUIRE(pthread_create(&out[n], NULL, work, ravel) == 0);
  pthread_mutex_lock(&at->mutex);
  while (at->entered < threads) pthread_cond_wait(&at->changed, &at->mutex);
  pthread_mutex_unlock(&at->mutex);
  firm_behave(ravel);
}
static void unblock(gate* at, const pthread_t* all, int threads) {
  int n;
  pthread_mutex_lock(&at->mutex);
  at->open = true;
  pthread_cond_broadcast(&at->changed);
  pthread_mutex_unlock(&at->mutex);
  for (n = 0; n < threads; ++n) pthread_join(all[n], NULL);
}

static void a_slot_that_blocks_holds_up_nobody_else(void) {
  int slot;
  for (slot = SLOT_LOAD; slot <= SLOT_FOLD; ++slot) {
    gate at = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, false};
    pthread_t thread;
    firm ravel;
    open_plain(&ravel);
    check_context("%s", slot_name(slot));
    block(&ravel, &at, (enum slot)slot, has_a_day, &thread, 1);
    CHECK(firm_day(&ravel, slot) == PARVIS_DONE);
    unblock(&at, &thread, 1);
    firm_close(&ravel);
  }
}

static void a_portal_that_is_closed_while_others_call_closes_with_the_last_of_them(void) {
  enum { threads = 4 };
  gate at = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, false};
  pthread_t all[threads];
  firm ravel;
  open_plain(&ravel);
  block(&ravel, &at, SLOT_LOAD, looks, all, threads);
  parvis_portal_close(ravel.portal);
  CHECK(ravel.destroyed == 0);
  unblock(&at, all, threads);
  CHECK(ravel.destroyed == firm_tables);
}

static parvis_status closes(firm* of, parvis_call* call) {
  (void)call;
  firm_behave(of);
  parvis_portal_close(of->portal);
  return PARVIS_DONE;
}

static void a_portal_may_be_closed_from_a_slot_of_its_own(void) {
  firm ravel;
  open_plain(&ravel);
  firm_misbehave(&ravel, SLOT_LOAD, closes, true);
  CHECK(looked(&ravel) == PARVIS_DONE);
  CHECK(ravel.destroyed == firm_tables);
}

static firm shared;
static int admitted;
static void* signs_up(void* number) {
  if (firm_day(&shared, (int)(intptr_t)number) == PARVIS_DONE) __atomic_fetch_add(&admitted, 1, __ATOMIC_SEQ_CST);
  return NULL;
}
static void many_threads_use_one_portal(void) {
  enum { threads = 8 };
  pthread_t all[threads];
  int n;
  open_plain(&shared);
  for (n = 0; n < threads; ++n) REQUIRE(pthread_create(&all[n], NULL, signs_up, (void*)(intptr_t)n) == 0);
  for (n = 0; n < threads; ++n) pthread_join(all[n], NULL);
  CHECK(admitted == threads);
  firm_close(&shared);
}

const test_case slot_tests[] = {
    {"a day needs every slot", a_day_needs_every_slot},
    {"every slot fails with every code", every_slot_fails_with_every_code},
    {"nonsense fails the call and no other", nonsense_fails_the_call_and_no_other},
    {"a portal is not entered from its slots, but another one is",
     a_portal_is_not_entered_from_its_slots_but_another_one_is},
    {"a slot that blocks holds up nobody else", a_slot_that_blocks_holds_up_nobody_else},
    {"a portal that is closed while others call closes with the last of them",
     a_portal_that_is_closed_while_others_call_closes_with_the_last_of_them},
    {"a portal may be closed from a slot of its own", a_portal_may_be_closed_from_a_slot_of_its_own},
    {"many threads use one portal", many_threads_use_one_portal},
};
const size_t slot_test_count = sizeof slot_tests / sizeof *slot_tests;
