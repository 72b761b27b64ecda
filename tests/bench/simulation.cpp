// SPDX-License-Identifier: BSL-1.0
// How fast histories are simulated, against what ten million steps in ten minutes ask for.
#include "parvis/testkit/simulation.hpp"

#include <cstdlib>
#include <memory>

#include "bench.hpp"
#include "parvis/adapters/memory_storage.hpp"

using namespace parvis;

void bench_simulation(bench_table& table) {
  constexpr double asked = 10'000'000.0 / 600;
  std::uint64_t seed = 0;
  bench_compare(
      table, "simulated steps on memory, per second", ">= 1 (10^7 in 10 minutes)", 3,
      [&] {
        constexpr int histories = 50;
        std::size_t steps = 0;
        const auto took = bench_nanoseconds(histories, [&] {
          const auto report = testkit::simulate([] { return std::make_unique<memory_storage>(); }, {.seed = ++seed});
          if (!report.passed()) std::abort();
          steps += report.steps;
        });
        return static_cast<double>(steps) / (took * histories / 1e9);
      },
      [] { return asked; });
}
