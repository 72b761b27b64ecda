// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "parvis/testkit/simulation/report.hpp"

// Makes a failing history short: whatever can be left out while the same check still fails is left out (Zeller and
// Hildebrandt's delta debugging, by halves down to single commands), then whatever is no trouble is smoothed.

namespace parvis::inline v1::testkit::simulated {

/// The shortest history found that fails by the same check.
inline simulation_report shortest(const storage_maker& make, const simulation_options& given,
                                  simulation_report failed) {
  const auto check = failed.found->check;
  const auto still_fails = [&](const std::vector<command>& without) {
    auto again = play(make, given, without);
    if (!again.found || again.found->check != check) return false;
    again.seed = failed.seed;
    failed = std::move(again);
    return true;
  };
  for (std::size_t size = std::max<std::size_t>(failed.history.size() / 2, 1);; size /= 2) {
    for (std::size_t at = 0; at < failed.history.size();) {
      auto without = failed.history;
      const auto first = without.begin() + static_cast<std::ptrdiff_t>(at);
      without.erase(first, first + static_cast<std::ptrdiff_t>(std::min(size, without.size() - at)));
      if (!still_fails(without)) at += size;
    }
    if (size == 1) break;
  }
  for (std::size_t n = 0; n < failed.history.size(); ++n) {
    auto smoother = failed.history;
    smoother[n].fault = trouble::none;
    if (failed.history[n].fault != trouble::none) still_fails(smoother);
  }
  return failed;
}

}  // namespace parvis::inline v1::testkit::simulated
