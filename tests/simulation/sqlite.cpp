// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <memory>

#include "parvis/adapters/sqlite_storage.hpp"
#include "parvis/testkit/simulation.hpp"
#include "rounds.hpp"
#include "sqlite_file.hpp"

using namespace parvis;

TEST_CASE("simulated histories on SQLite break no rule") {
  for (std::uint64_t seed = 1; seed <= rounds_of(10); ++seed) {
    const test::sqlite_file file;
    int number = 0;
    const auto make = [&]() -> std::unique_ptr<storage> {
      return test::opened({.path = file.path() + std::to_string(number++), .synchronous = sqlite_synchronous::normal});
    };
    const auto report = testkit::simulate(make, {.seed = seed});
    INFO(report.text());
    REQUIRE(report.passed());
  }
}
