// SPDX-License-Identifier: BSL-1.0
#include "parvis/testkit/simulation.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "parvis/adapters/memory_storage.hpp"
#include "rounds.hpp"

using namespace parvis;

namespace {

std::unique_ptr<storage> in_memory() { return std::make_unique<memory_storage>(); }

}  // namespace

TEST_CASE("simulated histories on memory break no rule") {
  for (std::uint64_t seed = 1; seed <= rounds_of(1000); ++seed) {
    const auto report = testkit::simulate(in_memory, {.seed = seed});
    INFO(report.text());
    REQUIRE(report.passed());
  }
}

TEST_CASE("the same seed makes the same calls of the storage, octet by octet") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto once = testkit::simulate(in_memory, {.seed = seed}), again = testkit::simulate(in_memory, {.seed = seed});
    CHECK(once.hash == again.hash);
    CHECK(once.steps == again.steps);
  }
}
