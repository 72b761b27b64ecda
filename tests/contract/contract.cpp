// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <set>

#include "parvis/adapters/memory_storage.hpp"
#include "parvis/testkit/reference_storage.hpp"
#include "parvis/testkit/storage_contract.hpp"
#include "rounds.hpp"

using namespace parvis;

namespace {

void check_passes(storage& store, const testkit::contract_options& options = {}) {
  const auto report = testkit::check_storage(store, options);
  CHECK(report.clauses.size() == testkit::all_clauses().size() - 1);  // neither can be reopened
  INFO(report.text());
  CHECK(report.passed());
}

/// Counts what it is told, and stops the work after so many.
struct counted final : progress {
  bool tell(std::uint64_t done, std::uint64_t total) override {
    CHECK(done == ++told);
    CHECK(total == testkit::all_clauses().size());
    return told < at_most;
  }
  std::uint64_t at_most = 3;
  std::uint64_t told = 0;
};

}  // namespace

TEST_CASE("an examination tells of every clause, and stops when it is told to: then nothing has passed") {
  memory_storage store;
  counted three;
  const auto report = testkit::check_storage(store, {.progress = &three});
  CHECK(report.cancelled);
  CHECK(report.clauses.size() == 3);
  CHECK_FALSE(report.passed());
}

TEST_CASE("the memory storage keeps the contract") {
  memory_storage store;
  check_passes(store);
}

TEST_CASE("the reference storage keeps the contract") {
  testkit::reference_storage store;
  check_passes(store, {.steps = 300, .rounds = 10});  // it copies everything for each batch
}

TEST_CASE("the memory storage agrees with the model for many seeds") {
  memory_storage store;
  for (std::uint64_t seed = 1; seed <= rounds_of(20); ++seed) {
    const auto report = testkit::check_storage(store, {.seed = seed,
                                                       .steps = 300,
                                                       .workspace_prefix = std::to_string(seed),
                                                       .only = testkit::clauses::model[0].name});
    INFO(report.text());
    CHECK(report.passed());
  }
}

TEST_CASE("every clause has a name of its own") {
  std::set<std::string_view> names;
  for (const auto& c : testkit::all_clauses()) CHECK_MESSAGE(names.insert(c.name).second, c.name);
}

TEST_CASE("a report of no clause is no pass") {
  memory_storage store;
  const auto report = testkit::check_storage(store, {.only = "no such clause"});
  CHECK(report.clauses.empty());
  CHECK_FALSE(report.passed());
}
