// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "parvis/testkit/simulation/command.hpp"
#include "portal_commands.hpp"

using namespace parvis::testkit::simulated;

TEST_CASE("every command of the portal is played") {
  std::set<std::string> played;
  for (const auto& one : verbs) {
    const bool of_the_world = one.what == verb::move_clock || one.what == verb::restart;
    if (!of_the_world) played.emplace(one.name);
  }
  const auto commands = test::portal_commands();
  for (const auto& one : commands) {
    CAPTURE(one);
    CHECK(played.count(one) == 1);
  }
  CHECK(played.size() == commands.size());
}

TEST_CASE("a verb stands where its number says") {
  for (std::size_t n = 0; n < verbs.size(); ++n) CHECK(static_cast<std::size_t>(verbs[n].what) == n);
}
