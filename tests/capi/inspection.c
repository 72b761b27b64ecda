/* SPDX-License-Identifier: BSL-1.0 */
#include <string.h>

#include "firm.h"
#include "suites.h"

static parvis_status count_calls(void* user_data, uint64_t done, uint64_t total) {
  int* const left = user_data;
  CHECK(done > 0 && total == 0);
  return --*left > 0 ? PARVIS_DONE : PARVIS_E_CANCELLED;
}

/* A storage that counts one administrator too many when the workspace is set up. */
static parvis_status commit_one_too_many(void* user_data, parvis_call* call, parvis_text workspace,
                                         const parvis_batch* batches, size_t batch_count) {
  const parvis_storage* const inner = user_data;
  parvis_batch batch = batches[0];
  parvis_operation operations[64];
  parvis_addition one_more;
  size_t n;
  if (batch_count != 1) return inner->commit(inner->user_data, call, workspace, batches, batch_count);
  memcpy(operations, batch.operations, batch.operation_count * sizeof *operations);
  batch.operations = operations;
  for (n = 0; n < batch.operation_count; ++n) {
    if (operations[n].kind != PARVIS_KIND_COUNTER || operations[n].type != PARVIS_OP_INSERT) continue;
    if (operations[n].add_count != 1) continue;
    one_more = operations[n].add[0];
    ++one_more.amount;
    operations[n].add = &one_more;
  }
  return inner->commit(inner->user_data, call, workspace, &batch, 1);
}
static parvis_status load_as_kept(void* user_data, parvis_call* call, parvis_text workspace, const parvis_key* keys,
                                  size_t key_count) {
  const parvis_storage* const inner = user_data;
  return inner->load(inner->user_data, call, workspace, keys, key_count);
}
static parvis_status scan_as_kept(void* user_data, parvis_call* call, parvis_text workspace,
                                  const parvis_query* query) {
  const parvis_storage* const inner = user_data;
  return inner->scan(inner->user_data, call, workspace, query);
}

static void damage_is_found(void) {
  const parvis_store_report* report = NULL;
  firm one;
  parvis_storage inner = {.struct_size = sizeof inner}, storage = {.struct_size = sizeof storage};
  REQUIRE(parvis_memory_storage_open(NULL, &inner, NULL) == PARVIS_DONE);
  storage.user_data = &inner;
  storage.load = load_as_kept;
  storage.scan = scan_as_kept;
  storage.commit = commit_one_too_many;
  firm_open(&one, &storage);
  REQUIRE(parvis_inspect_store(one.portal, &one.claire, NULL, &report, NULL) == PARVIS_DONE);
  REQUIRE(report->found == 1 && report->finding_count == 1);
  CHECK(report->findings[0]->defect == PARVIS_DEFECT_ADMINISTRATORS);
  CHECK(report->findings[0]->kind == PARVIS_KIND_COUNTER && is(report->findings[0]->column, "count"));
  CHECK(report->findings[0]->expected == 1 && report->findings[0]->found == 2);
  parvis_free(report);
  firm_close(&one);
  inner.destroy(inner.user_data);
}

static parvis_status folds_otherwise(firm* of, parvis_call* call) {
  (void)of;
  return parvis_call_put_text(call, TEXT("otherwise"));
}
static parvis_status folds_to_nothing(firm* of, parvis_call* call) {
  (void)of;
  return parvis_call_put_text(call, TEXT(""));
}

static void what_people_are_found_by_is_folded_anew(void) {
  static const mishap others[] = {folds_otherwise, folds_to_nothing};
  const parvis_store_report* report = NULL;
  size_t n;
  firm one;
  parvis_storage storage = {.struct_size = sizeof storage};
  NEW(parvis_inspect_store_request, request);
  REQUIRE(parvis_memory_storage_open(NULL, &storage, NULL) == PARVIS_DONE);
  firm_open(&one, &storage);
  REQUIRE(firm_day(&one, 1) == PARVIS_DONE);
  for (n = 0; n < sizeof others / sizeof *others; ++n) {
    firm_misbehave(&one, SLOT_FOLD, others[n], false);
    REQUIRE(parvis_inspect_store(one.portal, &one.vendor, NULL, &report, NULL) == PARVIS_DONE);
    REQUIRE(report->found == 1 && report->refreshed == 0);
    CHECK(report->findings[0]->defect == PARVIS_DEFECT_MISFIT && is(report->findings[0]->column, "search_key"));
    parvis_free(report);
    request.search_keys = PARVIS_SEARCH_KEYS_REFRESHED;
    REQUIRE(parvis_inspect_store(one.portal, &one.vendor, &request, &report, NULL) == PARVIS_DONE);
    CHECK(report->found == 0 && report->refreshed == 1);
    parvis_free(report);
    request.search_keys = PARVIS_SEARCH_KEYS_TOLD;
    REQUIRE(parvis_inspect_store(one.portal, &one.vendor, &request, &report, NULL) == PARVIS_DONE);
    CHECK(report->found == 0 && report->refreshed == 0);
    parvis_free(report);
  }
  request.search_keys = 2;
  CHECK(parvis_inspect_store(one.portal, &one.vendor, &request, &report, NULL) == PARVIS_E_INVALID_ARGUMENT);
  firm_close(&one);
}

static void a_store_is_looked_through(void) {
  const parvis_store_report* report = NULL;
  const parvis_account_view* shown = NULL;
  firm one;
  int left = 1;
  parvis_storage storage = {.struct_size = sizeof storage};
  NEW(parvis_inspect_store_request, request);
  NEW(parvis_progress, progress);
  REQUIRE(parvis_memory_storage_open(NULL, &storage, NULL) == PARVIS_DONE);
  firm_open(&one, &storage);
  REQUIRE(parvis_inspect_store(one.portal, &one.vendor, NULL, &report, NULL) == PARVIS_DONE);
  CHECK(report->rows > 5 && report->found == 0 && report->finding_count == 0 && report->sums_unjudged == 0);
  parvis_free(report);
  progress.tell = count_calls;
  progress.user_data = &left;
  request.progress = &progress;
  CHECK(parvis_inspect_store(one.portal, &one.vendor, &request, &report, NULL) == PARVIS_E_CANCELLED);
  left = 1000;
  CHECK(parvis_inspect_store(one.portal, &one.claire, &request, NULL, NULL) == PARVIS_DONE);
  CHECK(is(parvis_store_defect_name(PARVIS_DEFECT_SEATS_HELD), "seats_held"));
  CHECK(is(parvis_store_defect_name(99), "unknown"));

  REQUIRE(parvis_find_account(one.portal, &one.vendor, TEXT("CLAIRE"), &shown, NULL) == PARVIS_DONE);
  CHECK(memcmp(&shown->id, &one.claire.actor, sizeof shown->id) == 0);
  parvis_free(shown);
  CHECK(parvis_find_account(one.portal, &one.vendor, TEXT("nobody"), &shown, NULL) == PARVIS_E_NOT_FOUND);
  CHECK(parvis_find_account(one.portal, &one.host, TEXT("CLAIRE"), &shown, NULL) == PARVIS_E_PERMISSION_DENIED);
  firm_close(&one);
}

const test_case inspection_tests[] = {
    {"a store is looked through", a_store_is_looked_through},
    {"damage is found", damage_is_found},
    {"what people are found by is folded anew", what_people_are_found_by_is_folded_anew},
};
const size_t inspection_test_count = sizeof inspection_tests / sizeof *inspection_tests;
