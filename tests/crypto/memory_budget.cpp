// SPDX-License-Identifier: BSL-1.0
#include "../../src/crypto/memory_budget.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

namespace {
using parvis::errc;
using parvis::memory_budget;

/// Waits until a taker of `bytes`, which must not overtake anybody, finds the queue full: then somebody is in it.
void until_somebody_waits(memory_budget& budget, std::size_t bytes) {
  while (budget.take(bytes)) std::this_thread::yield();
}
}  // namespace

TEST_CASE("never more than the budget is in use, and everybody who waits is served") {
  constexpr int threads = 8, rounds = 200;
  memory_budget budget(2, threads);
  std::atomic<int> inside = 0, most = 0, served = 0;
  {
    std::vector<std::jthread> takers;
    for (int i = 0; i < threads; ++i) {
      takers.emplace_back([&] {
        for (int round = 0; round < rounds; ++round) {
          const auto lease = budget.take(1);
          const int now = ++inside;
          for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) continue;
          std::this_thread::yield();
          --inside;
          served += lease.has_value();
        }
      });
    }
  }
  CHECK(served == threads * rounds);
  CHECK(most == 2);
}

TEST_CASE("without places to wait, who finds no memory is busy at once") {
  memory_budget budget(10, 0);
  auto held = std::optional(budget.take(7));
  CHECK(budget.take(4).error().code == errc::busy);
  CHECK(budget.take(3).has_value());
  held.reset();
  CHECK(budget.take(10).has_value());
}

TEST_CASE("a small taker does not overtake a large one that waits") {
  memory_budget budget(2, 1);
  auto held = std::optional(budget.take(1));
  std::atomic<bool> large_served = false;
  std::jthread large([&] { large_served = budget.take(2).has_value(); });
  until_somebody_waits(budget, 1);  // one is free, and yet it is not given away
  CHECK_FALSE(large_served);
  held.reset();
  large.join();
  CHECK(large_served);
  CHECK(budget.take(2).has_value());
}
