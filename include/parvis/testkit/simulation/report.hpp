// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "parvis/testkit/simulation/player.hpp"

// One history, played once, and what came of it.

namespace parvis::inline v1::testkit {

struct simulation_options {
  std::uint64_t seed = 1;
  std::size_t steps = 1000;  ///< the first two or three set workspaces up
  /// Stands between the portal and what is watched, to see whether a defect there is found; empty: nothing does.
  simulated::storage_wrapper between{};
  bool shrink = true;  ///< a failing history is made as short as it gets
};

struct simulation_report {
  std::uint64_t seed = 0;
  std::size_t steps = 0;   ///< played
  std::uint64_t hash = 0;  ///< of every call of the storage: the same for the same seed
  simulated::tallies tally{};
  std::optional<simulated::violation> found{};
  std::vector<simulated::command> history{};  ///< that led there; empty when nothing was found

  [[nodiscard]] bool passed() const noexcept { return !found; }
  [[nodiscard]] std::string text() const {
    auto out = "seed " + std::to_string(seed) + ", " + std::to_string(steps) + " steps: ";
    if (!found) return out + "everything held\n";
    out += "FAILED: " + found->check + ": " + found->detail + "\n";
    for (const auto& one : history) out += "  " + simulated::shown(one) + "\n";
    return out;
  }
};

namespace simulated {

/// Plays a history on a new storage.
inline simulation_report play(const storage_maker& make, const simulation_options& given,
                              const std::vector<command>& history) {
  player one{make, given.between, given.seed};
  simulation_report out{.seed = given.seed};
  while (out.steps < history.size() && !out.found) {
    const auto& now = history[out.steps++];
    out.found = one.play(now, out.steps < history.size() ? &history[out.steps] : nullptr);
    out.steps += one.overtook() ? 1U : 0U;
  }
  if (!out.found) out.found = one.whole();
  if (!out.found) out.found = one.inspected();
  out.hash = one.hash();
  out.tally = one.tally();
  if (out.found) out.history.assign(history.begin(), history.begin() + static_cast<std::ptrdiff_t>(out.steps));
  return out;
}

}  // namespace simulated
}  // namespace parvis::inline v1::testkit
