/* SPDX-License-Identifier: BSL-1.0 */
/* The contract suite, from C: a host's own storage and both built-in ones pass, wrong ones are caught by name. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "firm.h"
#include "plain_storage.h"
#include "suites.h"

/* NULL or a report, to be freed. */
static const parvis_storage_report* examined(const parvis_storage* storage, const parvis_storage_check_request* how) {
  const parvis_storage_report* report = NULL;
  const parvis_error* error = NULL;
  CHECK(parvis_storage_check(storage, how, &report, &error) == PARVIS_DONE);
  parvis_free(error);
  return report;
}

static void passes(parvis_storage* storage, const parvis_storage_check_request* how) {
  const parvis_storage_report* report = examined(storage, how);
  REQUIRE(report != NULL);
  CHECK(report->passed == 1);
  if (report->passed != 1) fprintf(stderr, "%.*s\n", (int)report->text.size, report->text.data);
  CHECK(report->clause_count > 50);
  parvis_free(report);
  storage->destroy(storage->user_data);
}

/* Enough for the races under valgrind. */
static parvis_storage_check_request few(void) {
  NEW(parvis_storage_check_request, out);
  out.threads = 4;
  out.steps = 400;
  out.rounds = 6;
  return out;
}

static void a_storage_in_plain_c_keeps_the_contract(void) {
  const parvis_storage_check_request how = few();
  parvis_storage storage = {.struct_size = sizeof storage};
  plain_storage_open(PLAIN_RIGHT, &storage);
  passes(&storage, &how);
}

static void the_memory_storage_keeps_the_contract(void) {
  const parvis_storage_check_request how = few();
  NEW(parvis_storage, storage);
  REQUIRE(parvis_memory_storage_open(NULL, &storage, NULL) == PARVIS_DONE);
  passes(&storage, &how);
}

typedef struct reopening {
  char path[64];
  parvis_storage last; /* of which `destroy` is ours to call */
  int times;
} reopening;

static parvis_status open_file(reopening* of) {
  NEW(parvis_sqlite_options, options);
  options.path = TEXT(of->path);
  of->last.struct_size = sizeof of->last;
  return parvis_sqlite_storage_open(&options, &of->last, NULL);
}
static parvis_status reopen(void* user_data, parvis_storage* replacement) {
  reopening* of = user_data;
  parvis_status status;
  of->last.destroy(of->last.user_data);
  status = open_file(of);
  if (status == PARVIS_DONE) *replacement = of->last;
  ++of->times;
  return status;
}

static void the_sqlite_storage_keeps_the_contract_over_reopenings(void) {
  parvis_storage_check_request how = few();
  const parvis_storage_report* report;
  char directory[] = "/tmp/parvis.XXXXXX", command[64];
  reopening of;
  memset(&of, 0, sizeof of);
  REQUIRE(mkdtemp(directory) != NULL);
  snprintf(of.path, sizeof of.path, "%s/portal.sqlite", directory);
  REQUIRE(open_file(&of) == PARVIS_DONE);
  how.reopen = reopen;
  how.user_data = &of;
  {
    const parvis_storage first = of.last;
    report = examined(&first, &how);
  }
  REQUIRE(report != NULL);
  CHECK(report->passed == 1);
  CHECK(of.times > 0);
  parvis_free(report);
  of.last.destroy(of.last.user_data);
  snprintf(command, sizeof command, "rm -r %s", directory);
  CHECK(system(command) == 0);
}

static bool names(const parvis_storage_report* report, const char* clause) {
  size_t n;
  for (n = 0; n < report->clause_count; ++n) {
    const parvis_clause_result* one = report->clauses[n];
    char name[256];
    snprintf(name, sizeof name, "%.*s", (int)one->name.size, one->name.data);
    if (!one->passed && strstr(name, clause) != NULL) return one->explanation.size != 0;
  }
  return false;
}

static void each_storage_that_breaks_the_contract_is_caught_by_name(void) {
  static const struct {
    enum plain_defect defect;
    const char* clause;
  } all[] = {
      {PLAIN_LOSES_AN_UPDATE, "a revision is changed by one of many threads"},
      {PLAIN_IGNORES_A_GUARD, "conditions compare with values"},
      {PLAIN_ANSWERS_ALREADY_TWICE_AS_DONE, "already"},
      {PLAIN_OVERSELLS, "the last seat goes to one of many threads"},
      {PLAIN_APPLIES_HALF, "a refused batch changes nothing"},
  };
  const parvis_storage_check_request how = few();
  size_t n;
  for (n = 0; n < sizeof all / sizeof *all; ++n) {
    parvis_storage storage = {.struct_size = sizeof storage};
    const parvis_storage_report* report;
    plain_storage_open(all[n].defect, &storage);
    report = examined(&storage, &how);
    REQUIRE(report != NULL);
    check_context("defect %d: %.*s", (int)all[n].defect, (int)report->text.size, report->text.data);
    CHECK(report->passed == 0);
    CHECK(names(report, all[n].clause));
    parvis_free(report);
    storage.destroy(storage.user_data);
  }
}

static parvis_status stops_at_the_third(void* user_data, uint64_t done, uint64_t total) {
  uint64_t* seen = user_data;
  CHECK(done == *seen + 1 && total > 50);
  *seen = done;
  return done == 3 ? 0 : PARVIS_DONE;
}

static void an_examination_tells_its_progress_and_may_be_stopped(void) {
  parvis_storage_check_request how = few();
  uint64_t seen = 0;
  const parvis_storage_report* report = NULL;
  const parvis_error* error = NULL;
  parvis_storage storage = {.struct_size = sizeof storage};
  NEW(parvis_progress, progress);
  progress.user_data = &seen;
  progress.tell = stops_at_the_third;
  how.progress = &progress;
  plain_storage_open(PLAIN_RIGHT, &storage);
  CHECK(parvis_storage_check(&storage, &how, &report, &error) == PARVIS_E_CANCELLED);
  CHECK(seen == 3);
  CHECK(report == NULL && error != NULL);
  parvis_free(error);
  storage.destroy(storage.user_data);
}

/* A table of exactly so many octets, so that valgrind sees every octet too far. */
static void fill_table_of(uint32_t size) {
  parvis_storage* table = calloc(1, size);
  REQUIRE(table != NULL);
  table->struct_size = size;
  check_context("room for %u octets", (unsigned)size);
  REQUIRE(parvis_memory_storage_open(NULL, table, NULL) == PARVIS_DONE);
  CHECK(table->struct_size <= size && table->struct_size >= (size < sizeof *table ? size : sizeof *table));
  CHECK(table->destroy != NULL);
  table->destroy(table->user_data);
  free(table);
}

static void a_table_is_filled_as_far_as_there_is_room(void) {
  static const uint32_t none[] = {0, 3, 4, 16, 23, 4097, UINT32_MAX};
  size_t n;
  NEW(parvis_storage, storage);
  for (n = 0; n < sizeof none / sizeof *none; ++n) {
    storage.struct_size = none[n];
    check_context("a table of %u octets", (unsigned)none[n]);
    CHECK(parvis_memory_storage_open(NULL, &storage, NULL) == PARVIS_E_INVALID_ARGUMENT);
    CHECK(storage.destroy == NULL);
  }
  fill_table_of(sizeof storage - 8);
  fill_table_of(sizeof storage);
  fill_table_of(sizeof storage + 16);
}

const test_case contract_tests[] = {
    {"a storage in plain C keeps the contract", a_storage_in_plain_c_keeps_the_contract},
    {"the memory storage keeps the contract", the_memory_storage_keeps_the_contract},
    {"the SQLite storage keeps the contract over reopenings", the_sqlite_storage_keeps_the_contract_over_reopenings},
    {"each storage that breaks the contract is caught by name",
     each_storage_that_breaks_the_contract_is_caught_by_name},
    {"an examination tells its progress and may be stopped", an_examination_tells_its_progress_and_may_be_stopped},
    {"a table is filled as far as there is room", a_table_is_filled_as_far_as_there_is_room},
};
const size_t contract_test_count = sizeof contract_tests / sizeof *contract_tests;
