/* SPDX-License-Identifier: BSL-1.0 */
/* Every allocation of a portal's life fails once: opening, a day of the firm, closing. Nothing is lost, nothing
 * crashes, and afterwards all works. malloc() is replaced for the whole process, libcrypto and SQLite included. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "firm.h"

/* glibc's own, under the names that it exports for such replacements. */
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* old, size_t size);

static bool counting;
static long asked, fails_at;

static bool fails(void) { return counting && ++asked == fails_at; }

void* malloc(size_t size) { return fails() ? NULL : __libc_malloc(size); }
void* calloc(size_t count, size_t size) { return fails() ? NULL : __libc_calloc(count, size); }
void* realloc(void* old, size_t size) { return fails() ? NULL : __libc_realloc(old, size); }

/* A day in which the n-th allocation of the library fails. True when there was no n-th. */
static bool day_without(firm* of, long n) {
  parvis_status status;
  firm_settle(of);
  asked = 0;
  fails_at = n;
  counting = true;
  status = firm_day(of, (int)n);
  counting = false;
  check_context("allocation %ld, which ends with %s", n, parvis_code_name(status).data);
  if (asked < n) {
    CHECK(status == PARVIS_DONE);
    return true;
  }
  /* 0: a mail that is tried later. What stands behind a port is out of reach, or not what it should be. */
  CHECK(status == PARVIS_DONE || status == 0 || status == PARVIS_E_NO_MEMORY || status == PARVIS_E_UNAVAILABLE ||
        status == PARVIS_E_OUTCOME_UNKNOWN || status == PARVIS_E_HOST_FAILED);
  return false;
}

static void a_day(parvis_storage* storage) {
  firm ravel;
  long n = 1;
  firm_open(&ravel, storage);
  CHECK(firm_day(&ravel, 0) == PARVIS_DONE); /* what is made once is there */
  while (!day_without(&ravel, n)) ++n;
  check_context(NULL);
  CHECK(n > 100);
  CHECK(firm_day(&ravel, 1000000) == PARVIS_DONE);
  firm_close(&ravel);
}

static void every_allocation_of_a_day_in_memory_fails_once(void) {
  NEW(parvis_storage, storage);
  REQUIRE(parvis_memory_storage_open(NULL, &storage, NULL) == PARVIS_DONE);
  a_day(&storage);
}

static char directory[] = "/tmp/parvis.XXXXXX";
static char path[64];

static parvis_status open_file(parvis_storage* out, const parvis_error** error) {
  NEW(parvis_sqlite_options, options);
  options.path = TEXT(path);
  options.synchronous = PARVIS_SQLITE_NORMAL;
  return parvis_sqlite_storage_open(&options, out, error);
}

static void every_allocation_of_a_day_on_sqlite_fails_once(void) {
  NEW(parvis_storage, storage);
  REQUIRE(open_file(&storage, NULL) == PARVIS_DONE);
  a_day(&storage);
}

/* Opening takes all or nothing: on failure the tables are still the host's, and an error says why. */
static parvis_status opened_and_closed(void) {
  static const uint8_t secret[32] = "0123456789abcdef0123456789abcde";
  const parvis_error* error = NULL;
  parvis_portal* portal = NULL;
  NEW(parvis_storage, storage);
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

static void every_allocation_of_opening_and_closing_fails_once(void) {
  long n;
  for (n = 1;; ++n) {
    parvis_status status;
    asked = 0;
    fails_at = n;
    counting = true;
    status = opened_and_closed();
    counting = false;
    check_context("allocation %ld, which ends with %s", n, parvis_code_name(status).data);
    if (asked < n) break;
    CHECK(status == PARVIS_DONE || status == PARVIS_E_NO_MEMORY || status == PARVIS_E_UNAVAILABLE ||
          status == PARVIS_E_HOST_FAILED);
    CHECK(opened_and_closed() == PARVIS_DONE);
  }
  CHECK(n > 20);
}

/* What no program should do ends it before it does harm, as far as a mark can tell. */
static void freed_in_a_child(void (*harm)(void)) {
  int status = 0;
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    harm();
    _exit(0);
  }
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
}
static const parvis_words* a_block(void) {
  const parvis_words* out = NULL;
  REQUIRE(parvis_license_label(TEXT("core"), TEXT("en"), &out, NULL) == PARVIS_DONE);
  return out;
}
static void frees_twice(void) {
  const parvis_words* block = a_block();
  parvis_free(block);
  parvis_free(block);
}
static void frees_a_part(void) { parvis_free(a_block()->text.data); }
static void frees_its_own(void) {
  static char own[256];
  parvis_free(own + 128);
}
static void what_is_no_block_is_not_freed(void) {
  freed_in_a_child(frees_twice);
  freed_in_a_child(frees_a_part);
  freed_in_a_child(frees_its_own);
}

int main(int argc, char** argv) {
  static const test_case tests[] = {
      {"every allocation of a day in memory fails once", every_allocation_of_a_day_in_memory_fails_once},
      {"every allocation of a day on SQLite fails once", every_allocation_of_a_day_on_sqlite_fails_once},
      {"every allocation of opening and closing fails once", every_allocation_of_opening_and_closing_fails_once},
      {"what is no block is not freed", what_is_no_block_is_not_freed},
  };
  char command[64];
  int status;
  REQUIRE(mkdtemp(directory) != NULL);
  snprintf(path, sizeof path, "%s/portal.sqlite", directory);
  status = run_tests(tests, sizeof tests / sizeof *tests, argc, argv);
  snprintf(command, sizeof command, "rm -r %s", directory);
  return system(command) == 0 ? status : 1;
}
