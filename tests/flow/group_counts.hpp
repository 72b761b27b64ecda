// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <string>

#include "flow/firm.hpp"

namespace flow_test {

/// What is wrong with what the groups and the firm count of those who may act; empty: nothing.
inline std::string wrong_counts(const firm& f) {
  const auto people = f.all<account>();
  std::int64_t managers = 0;
  for (const auto& one : f.all<group>()) {
    const auto active = std::count_if(people.begin(), people.end(), [&](const account& who) {
      return who.group == one.id && who.state == account_state::active && !who.banned_at;
    });
    if (one.active != active) return one.name + ": active is not who may act";
    if (has(one.permissions, permissions::users_manage)) managers += active;
  }
  const bool counted = f.get<counter>(administrators_row).count == managers;
  return counted ? "" : "the administrators are not who may act";
}

}  // namespace flow_test
