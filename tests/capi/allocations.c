/* SPDX-License-Identifier: BSL-1.0 */
/* Every allocation of a portal's life fails once, and then every one from there on: opening, a day of the firm,
 * closing. Nothing is lost, nothing crashes, no call that fails has changed a row, and afterwards all works. malloc()
 * is replaced for the whole process, libcrypto and SQLite included; only the host's own storage is spared. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "firm.h"
#include "plain_storage.h"

/* glibc's own, under the names that it exports for such replacements. */
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* old, size_t size);
void* __libc_memalign(size_t alignment, size_t size);
void __libc_free(void* old);

enum mode { once, for_ever };
static enum mode mode;
static bool counting;
static long asked, fails_at;
static long alive; /* what was allocated and is not freed */

static bool fails(void) {
  if (!counting) return false;
  ++asked;
  return mode == once ? asked == fails_at : asked >= fails_at;
}
static void* given(void* out) {
  alive += out != NULL;
  return out;
}

void* malloc(size_t size) { return fails() ? NULL : given(__libc_malloc(size)); }
void* calloc(size_t count, size_t size) { return fails() ? NULL : given(__libc_calloc(count, size)); }
void* aligned_alloc(size_t alignment, size_t size) { return fails() ? NULL : given(__libc_memalign(alignment, size)); }
void* realloc(void* old, size_t size) {
  if (fails()) return NULL;
  alive -= old != NULL;
  return given(__libc_realloc(old, size));
}
void free(void* old) {
  alive -= old != NULL;
  __libc_free(old);
}

static void arm(enum mode how, long n) {
  mode = how;
  asked = 0;
  fails_at = n;
  counting = true;
}

/* --- a day --- */

static uint64_t before; /* the rows as the last call that came to its end left them */
static void remember_rows(firm* of) { before = plain_storage_digest(&of->kept); }

/* A day in which allocations of the library fail from the n-th on. True when there was no n-th. */
static bool day_without(firm* of, enum mode how, long n) {
  parvis_status status;
  firm_settle(of);
  if (of->stepped != NULL) of->stepped(of);
  arm(how, n);
  status = firm_day(of, (int)n);
  counting = false;
  check_context("allocation %ld, %s, which ends with %s", n, how == once ? "once" : "and all after it",
                parvis_code_name(status).data);
  if (asked < n) {
    CHECK(status == PARVIS_DONE);
    return true;
  }
  /* 0: a mail that is tried later. What stands behind a port is out of reach, or not what it should be. */
  CHECK(status == PARVIS_DONE || status == 0 || status == PARVIS_E_NO_MEMORY || status == PARVIS_E_UNAVAILABLE ||
        status == PARVIS_E_OUTCOME_UNKNOWN || status == PARVIS_E_HOST_FAILED);
  /* Without memory for its answer a call has done what it did. */
  if (of->stepped != NULL && status >= 400 && status != PARVIS_E_OUTCOME_UNKNOWN && status != PARVIS_E_NO_MEMORY) {
    CHECK(plain_storage_digest(&of->kept) == before);
  }
  return false;
}

/* A firm that lives for that day and another. */
static bool a_life(void (*open)(parvis_storage* out), void (*stepped)(firm* of), enum mode how, long n) {
  bool unharmed;
  parvis_storage storage = {.struct_size = sizeof storage};
  firm ravel;
  open(&storage);
  firm_open(&ravel, &storage);
  ravel.stepped = stepped;
  unharmed = day_without(&ravel, how, n);
  ravel.stepped = NULL;
  CHECK(firm_day(&ravel, 0) == PARVIS_DONE);
  firm_close(&ravel);
  return unharmed;
}

static void lives_on(void (*open)(parvis_storage* out), void (*stepped)(firm* of)) {
  int m;
  CHECK(a_life(open, stepped, once, LONG_MAX)); /* what is made once is made */
  for (m = 0; m < 2; ++m) {
    long n, alive_before;
    bool unharmed = false;
    for (n = 1; !unharmed; ++n) {
      alive_before = alive;
      unharmed = a_life(open, stepped, (enum mode)m, n);
      CHECK(alive == alive_before);
    }
    CHECK(n > 100);
  }
}

static void open_plain(parvis_storage* out) { plain_storage_open(PLAIN_RIGHT, out); }
static void open_memory(parvis_storage* out) { REQUIRE(parvis_memory_storage_open(NULL, out, NULL) == PARVIS_DONE); }

static void every_allocation_of_a_day_on_a_storage_of_the_hosts_fails(void) { lives_on(open_plain, remember_rows); }
static void every_allocation_of_a_day_in_memory_fails(void) { lives_on(open_memory, NULL); }

static char directory[] = "/tmp/parvis.XXXXXX";
static char path[64];

static parvis_status open_file(parvis_storage* out, const parvis_error** error) {
  NEW(parvis_sqlite_options, options);
  options.path = TEXT(path);
  options.synchronous = PARVIS_SQLITE_NORMAL;
  return parvis_sqlite_storage_open(&options, out, error);
}

/* Files cost time: one storage for all days, and the longer want of memory begins at every fifth allocation. */
static void every_allocation_of_a_day_on_sqlite_fails(void) {
  static const long step[] = {1, 5};
  size_t m;
  for (m = 0; m < 2; ++m) {
    const long alive_before = alive;
    long n = 1;
    parvis_storage storage = {.struct_size = sizeof storage};
    firm ravel;
    REQUIRE(open_file(&storage, NULL) == PARVIS_DONE);
    firm_open(&ravel, &storage);
    CHECK(firm_day(&ravel, 0) == PARVIS_DONE); /* what is made once is there */
    while (!day_without(&ravel, (enum mode)m, n)) n += step[m];
    check_context(NULL);
    CHECK(n > 100);
    CHECK(firm_day(&ravel, 1000000) == PARVIS_DONE);
    firm_close(&ravel);
    CHECK(alive == alive_before);
    CHECK(unlink(path) == 0);
  }
}

/* Opening takes all or nothing: on failure the tables are still the host's, and an error says why. */
static parvis_status opened_and_closed(void) {
  static const uint8_t secret[32] = "0123456789abcdef0123456789abcde";
  const parvis_error* error = NULL;
  parvis_portal* portal = NULL;
  parvis_storage storage = {.struct_size = sizeof storage};
  parvis_ring_key key = {1, 0, {secret, sizeof secret}};
  parvis_status status;
  NEW(parvis_options, options);
  NEW(parvis_host, host);
  status = open_file(&storage, &error);
  CHECK((status == PARVIS_DONE) == (error == NULL));
  parvis_free(error);
  if (status != PARVIS_DONE) return status;
  error = NULL;
  options.keys = &key;
  options.key_count = 1;
  host.storage = &storage;
  status = parvis_portal_open(&options, &host, &portal, &error);
  CHECK((status == PARVIS_DONE) == (error == NULL) && (status == PARVIS_DONE) == (portal != NULL));
  parvis_free(error);
  if (status != PARVIS_DONE) storage.destroy(storage.user_data);
  parvis_portal_close(portal);
  return status;
}

static void every_allocation_of_opening_and_closing_fails(void) {
  int m;
  long n;
  for (m = 0; m < 2; ++m) {
    CHECK(opened_and_closed() == PARVIS_DONE);
    for (n = 1;; ++n) {
      const long alive_before = alive;
      parvis_status status;
      arm((enum mode)m, n);
      status = opened_and_closed();
      counting = false;
      check_context("allocation %ld, which ends with %s", n, parvis_code_name(status).data);
      if (asked < n) break;
      CHECK(status == PARVIS_DONE || status == PARVIS_E_NO_MEMORY || status == PARVIS_E_UNAVAILABLE ||
            status == PARVIS_E_HOST_FAILED);
      CHECK(alive == alive_before);
      CHECK(opened_and_closed() == PARVIS_DONE);
    }
    CHECK(n > 20);
  }
}

int main(int argc, char** argv) {
  static const test_case tests[] = {
      {"every allocation of a day on a storage of the host's fails",
       every_allocation_of_a_day_on_a_storage_of_the_hosts_fails},
      {"every allocation of a day in memory fails", every_allocation_of_a_day_in_memory_fails},
      {"every allocation of a day on SQLite fails", every_allocation_of_a_day_on_sqlite_fails},
      {"every allocation of opening and closing fails", every_allocation_of_opening_and_closing_fails},
  };
  char command[64];
  int status;
  REQUIRE(mkdtemp(directory) != NULL);
  snprintf(path, sizeof path, "%s/portal.sqlite", directory);
  status = run_tests(tests, sizeof tests / sizeof *tests, argc, argv);
  snprintf(command, sizeof command, "rm -r %s", directory);
  return system(command) == 0 ? status : 1;
}
