// SPDX-License-Identifier: BSL-1.0
#include "parvis/testkit/simulation.hpp"

#include <doctest/doctest.h>

#include <ctime>
#include <memory>

#include "parvis/adapters/memory_storage.hpp"
#include "parvis/messages.hpp"
#include "rounds.hpp"

// A thousand histories where the build is made for speed, a few where it is made for looking.
#ifndef PARVIS_SIMULATED_HISTORIES
#define PARVIS_SIMULATED_HISTORIES 100
#endif

using namespace parvis;

namespace {

std::unique_ptr<storage> in_memory() { return std::make_unique<memory_storage>(); }

}  // namespace

TEST_CASE("simulated histories on memory break no rule, and get everywhere") {
  testkit::simulated::tallies all;
  std::size_t steps = 0;
  const auto began = std::clock();  // of the processor: others use the machine too
  for (std::uint64_t seed = 1; seed <= rounds_of(PARVIS_SIMULATED_HISTORIES); ++seed) {
    const auto report = testkit::simulate(in_memory, {.seed = seed});
    INFO(report.text());
    REQUIRE(report.passed());
    steps += report.steps;
    for (std::size_t n = 0; n < all.done.size(); ++n) all.done[n] += report.tally.done[n];
    for (std::size_t n = 0; n < all.recorded.size(); ++n) all.recorded[n] += report.tally.recorded[n];
  }
  const auto took = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
  MESSAGE(steps << " steps, " << static_cast<std::size_t>(static_cast<double>(steps) / took) << " a second");
  using testkit::simulated::verb;
  for (std::size_t n = 0; n < all.done.size(); ++n) {
    const auto what = static_cast<verb>(n);
    CAPTURE(testkit::simulated::name_of(what));
    CHECK((all.done[n] > 0 || what == verb::move_clock || what == verb::restart));
  }
  for (const auto& law : testkit::simulated::law_rows) {
    CAPTURE(name(law.what));
    // The simulation names no place that a sign-in comes from.
    if (law.what == event_type::source_closed) continue;
    CHECK(all.recorded[static_cast<std::size_t>(law.what)] > 0);
  }
}

TEST_CASE("the same seed makes the same calls of the storage, octet by octet, and another seed others") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto once = testkit::simulate(in_memory, {.seed = seed});
    const auto again = testkit::simulate(in_memory, {.seed = seed});
    CHECK(once.hash == again.hash);
    CHECK(once.hash != testkit::simulate(in_memory, {.seed = seed + 5}).hash);
  }
}
