// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include "parvis/testkit/simulation/report.hpp"
#include "parvis/testkit/simulation/shrinking.hpp"

// Simulates a portal on a storage: random commands of many actors in several workspaces, with clock jumps, faults and
// crashes, and a model beside it that knows what must become of each. Header-only, and of no test framework. Needs the
// library to link with.
//
//   const auto report = parvis::testkit::simulate([] { return std::make_unique<my_storage>(…); }, {.seed = 1});
//   if (!report.passed()) std::puts(report.text().c_str());

namespace parvis::inline v1::testkit {

/// Draws a history from the seed and plays it. `make`: an empty storage; called again for each try to shorten a history
/// that failed.
inline simulation_report simulate(const simulated::storage_maker& make, const simulation_options& given = {}) {
  auto out = simulated::play(make, given, simulated::author{given.seed}.history(given.steps));
  if (out.found && given.shrink) return simulated::shortest(make, given, std::move(out));
  return out;
}

}  // namespace parvis::inline v1::testkit
