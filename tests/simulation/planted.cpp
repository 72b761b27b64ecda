// SPDX-License-Identifier: BSL-1.0
#include "simulation/planted.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "parvis/adapters/memory_storage.hpp"
#include "parvis/testkit/simulation.hpp"

using namespace parvis;

namespace {

constexpr std::uint64_t seeds_max = 100;

std::unique_ptr<storage> in_memory() { return std::make_unique<memory_storage>(); }

/// The check that finds the bug, and after how many steps; nothing when it survives.
testkit::simulation_report hunt(const planted::bug& one) {
  testkit::simulation_options options{
      .between = [&](storage& inner) { return std::make_unique<planted::wrapper>(inner, one); }, .shrink = false};
  if (!one.history.empty()) return testkit::simulated::play(in_memory, options, one.history);
  testkit::simulation_report out;
  std::size_t steps = 0;
  for (options.seed = 1; options.seed <= seeds_max; ++options.seed) {
    out = testkit::simulate(in_memory, options);
    steps += out.steps;
    if (!out.passed()) break;
  }
  out.steps = steps;
  return out;
}

}  // namespace

TEST_CASE("every planted bug is caught, by the check that is there for it") {
  for (const auto& one : planted::bugs()) {
    CAPTURE(one.name);
    const auto report = hunt(one);
    REQUIRE_FALSE(report.passed());
    MESSAGE(one.name << " | " << report.found->check << " | " << report.found->detail << " | step " << report.steps);
    if (!one.caught_by.empty()) CHECK(report.found->check == one.caught_by);
  }
}

TEST_CASE("a history that is written for a planted bug breaks no rule by itself") {
  for (const auto& one : planted::bugs()) {
    CAPTURE(one.name);
    const auto report = testkit::simulated::play(in_memory, {}, one.history);
    INFO(report.text());
    CHECK(report.passed());
  }
}

TEST_CASE("a failing history is made short, and fails by the same check when it is played again") {
  const auto& bugs = planted::bugs();
  const auto one =
      std::find_if(bugs.begin(), bugs.end(), [](const auto& b) { return b.name == "who waits is not counted"; });
  REQUIRE(one != bugs.end());
  for (std::uint64_t seed = 1; seed <= seeds_max; ++seed) {
    const testkit::simulation_options options{
        .seed = seed, .between = [&](storage& inner) { return std::make_unique<planted::wrapper>(inner, *one); }};
    const auto report = testkit::simulate(in_memory, options);
    if (report.passed()) continue;
    INFO(report.text());
    CHECK(report.history.size() <= 12);
    const auto again = testkit::simulated::play(in_memory, options, report.history);
    REQUIRE_FALSE(again.passed());
    CHECK(again.found->check == report.found->check);
    CHECK(again.found->detail == report.found->detail);
    return;
  }
  FAIL("the planted bug survived");
}
