// SPDX-License-Identifier: BSL-1.0
#include "parvis/adapters/system.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>

TEST_CASE("the system's random source fills exactly what it is asked to, differently each time") {
  parvis::system_random source;
  std::set<std::array<std::uint8_t, 32>> drawn;
  for (int i = 0; i < 100; ++i) {
    std::array<std::uint8_t, 34> octets{};
    REQUIRE(source.fill(&octets[1], 32));
    CHECK(octets.front() == 0);
    CHECK(octets.back() == 0);
    std::array<std::uint8_t, 32> inner{};
    std::copy_n(&octets[1], 32, inner.begin());
    drawn.insert(inner);
  }
  CHECK(drawn.size() == 100);
  CHECK(source.fill(nullptr, 0));
}

TEST_CASE("the system's clock tells plausible moments that do not stand still") {
  parvis::system_clock clock;
  const auto first = clock.now().value();
  CHECK(parvis::plausible(first));
  CHECK(first > parvis::instant{} + parvis::days(365 * 50));
  auto later = first;
  for (int i = 0; i < 1'000'000 && later == first; ++i) later = clock.now().value();
  CHECK(later != first);
}
