// SPDX-License-Identifier: BSL-1.0
#include "wrong_storages.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "parvis/testkit/storage_contract.hpp"

using namespace parvis;

namespace {

struct wrong_case {
  std::string what;
  std::unique_ptr<storage> (*make)();
  std::string_view clause;  ///< which must catch it
};

template <class Storage>
std::unique_ptr<storage> make() {
  return std::make_unique<Storage>();
}

#define PARVIS_WRONG(name) #name, make<wrong::name>

const wrong_case wrong_cases[] = {
    {PARVIS_WRONG(loses_updates), "a change at another revision is refused"},
    {PARVIS_WRONG(ignores_guards), "a guard asks and changes nothing"},
    {PARVIS_WRONG(ignores_conditions), "conditions compare with values"},
    {PARVIS_WRONG(takes_null_for_zero), "conditions compare with values"},
    {PARVIS_WRONG(ignores_other_columns), "conditions compare with other columns"},
    {PARVIS_WRONG(checks_conditions_after_setting), "conditions compare with other columns"},
    {PARVIS_WRONG(ignores_bounds), "an addition ends within the bound"},
    {PARVIS_WRONG(ignores_floors), "a subtraction ends at or above the floor"},
    {PARVIS_WRONG(refuses_release_over_capacity), "a counter over its bound can be released, and zero fits"},
    {PARVIS_WRONG(raises_revision_on_add), "adding raises no revision"},
    {PARVIS_WRONG(starts_counters_at_null), "an insert starts at revision 1, its counters at 0"},
    {PARVIS_WRONG(takes_null_keys_for_equal), "null keys are never equal"},
    {PARVIS_WRONG(folds_keys), "a unique key belongs to one row"},
    {PARVIS_WRONG(forgets_columns_of_the_future), "a column of the future is kept"},
    {PARVIS_WRONG(rewrites_whole_rows), "a change keeps what it does not name"},
    {PARVIS_WRONG(takes_empty_for_null), "empty is not null"},
    {PARVIS_WRONG(keeps_integers_as_doubles), "integers keep 64 bits"},
    {PARVIS_WRONG(ends_bytes_at_nul), "bytes keep every octet"},
    {PARVIS_WRONG(applies_half), "a refused batch changes nothing"},
    {PARVIS_WRONG(checks_before_applying_any), "operations see what those before them did"},
    {PARVIS_WRONG(tells_the_last_reason), "the first operation that does not hold decides"},
    {PARVIS_WRONG(stops_at_the_first_refusal), "batches of one call are independent and in order"},
    {PARVIS_WRONG(never_answers_already), "a batch that was applied is answered already"},
    {PARVIS_WRONG(answers_already_falsely), "a refused batch may be sent again"},
    {PARVIS_WRONG(forgets_batch_ids_early), "a batch id is remembered for 24 hours"},
    {PARVIS_WRONG(takes_malformed_batches), "a batch has no operations or up to 64"},
    {PARVIS_WRONG(leaks_rows), "rows of workspaces are apart"},
    {PARVIS_WRONG(trims_workspace_names), "rows of workspaces are apart"},
    {PARVIS_WRONG(leaks_keys), "unique keys of workspaces are apart"},
    {PARVIS_WRONG(leaks_batch_ids), "batch ids of workspaces are apart"},
    {PARVIS_WRONG(breaks_ties_by_arrival), "ties are broken by id, either way"},
    {PARVIS_WRONG(never_descends), "a page is in the order of the sort column, either way"},
    {PARVIS_WRONG(pages_by_offset), "pages are stable under inserts"},
    {PARVIS_WRONG(counts_from_the_cursor), "the count is capped and knows no cursor"},
    {PARVIS_WRONG(counts_without_cap), "the count is capped and knows no cursor"},
    {PARVIS_WRONG(always_promises_more), "a page ends at its limit and tells whether there is more"},
    {PARVIS_WRONG(lists_nulls_first), "a row whose sort column is null is in no page"},
    {PARVIS_WRONG(lists_twice_what_stands_twice), "equal and in pass each row once"},
    {PARVIS_WRONG(narrows_inclusively), "less and greater narrow the order"},
    {PARVIS_WRONG(asks_one_column_only), "further filters are asked of each row"},
    {PARVIS_WRONG(knows_no_later_list), "every combination that the schema lists finds its rows"},
    {PARVIS_WRONG(takes_in_for_equal), "further filters are asked of each row"},
    {PARVIS_WRONG(knows_wildcards), "contains takes every character as it is"},
    {PARVIS_WRONG(answers_any_query), "a query that the schema does not list fails with bug"},
    {PARVIS_WRONG(oversells), "the last seat goes to one of many threads"},
    {PARVIS_WRONG(oversells), "takes and releases from many threads add up"},
    {PARVIS_WRONG(forgets_to_lock), "a unique key goes to one of many threads"},
    {PARVIS_WRONG(forgets_to_lock), "a revision is changed by one of many threads"},
    {PARVIS_WRONG(forgets_to_lock), "a batch sent by many threads is applied once"},
    {PARVIS_WRONG(forgets_to_lock), "commits that share nothing are all done, and seen"},
    {PARVIS_WRONG(shows_half_batches), "readers see whole batches"},
};

bool holds(storage& store, std::string_view clause) {
  const auto report = testkit::check_storage(store, {.only = clause});
  REQUIRE(report.clauses.size() == 1);
  return report.passed();
}

/// The randomised comparison catches these too, without knowing what they do wrong.
const wrong_case found_by_chance[] = {
    {PARVIS_WRONG(loses_updates), ""},          {PARVIS_WRONG(ignores_guards), ""},
    {PARVIS_WRONG(ignores_conditions), ""},     {PARVIS_WRONG(ignores_bounds), ""},
    {PARVIS_WRONG(applies_half), ""},           {PARVIS_WRONG(answers_already_falsely), ""},
    {PARVIS_WRONG(counts_from_the_cursor), ""}, {PARVIS_WRONG(narrows_inclusively), ""},
    {PARVIS_WRONG(rewrites_whole_rows), ""},    {PARVIS_WRONG(breaks_ties_by_arrival), ""},
};

}  // namespace

TEST_CASE("a wrong storage is caught by the clause it breaks") {
  for (const auto& w : wrong_cases) {
    const auto store = w.make();
    CHECK_MESSAGE(!holds(*store, w.clause), w.what << " is not caught by: " << w.clause);
  }
}

TEST_CASE("a storage that forgets on closing is caught") {
  wrong::forgets_ids_on_closing store;
  testkit::contract_options options{.only = "what was done survives reopening"};
  options.reopen = [&]() -> storage& { return store.reopened(); };
  const auto report = testkit::check_storage(store, options);
  REQUIRE(report.clauses.size() == 1);
  CHECK_FALSE(report.passed());
}

TEST_CASE("the comparison with the model finds wrong storages and shows a short history") {
  for (const auto& w : found_by_chance) {
    const auto store = w.make();
    const auto report = testkit::check_storage(*store, {.only = testkit::clauses::model[0].name});
    REQUIRE(report.clauses.size() == 1);
    CHECK_MESSAGE(!report.passed(), w.what << " is not found");
    const auto& why = report.clauses.front().explanation;
    CHECK_MESSAGE(std::count(why.begin(), why.end(), '\n') < 16, w.what << " is explained at length: " << why);
  }
}
