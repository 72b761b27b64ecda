// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <vector>

#include "parvis/rules/actors.hpp"
#include "parvis/rules/pools.hpp"

// What a group counts of its members, and the count of administrators that is the sum over the groups that manage
// users. So the permissions of a group may change however many are in it, and there is always somebody left.

namespace parvis::inline v1 {

/// Moves the count of active administrators, whose floor the store keeps.
inline operation count_administrators(std::int64_t by) {
  return {.type = op_type::change,
          .kind = kind::counter,
          .id = administrators_row,
          .add = {{column_of(&counter::count), by}}};
}

/// `last_administrator` where fewer than there must be would remain. The store has the last word.
inline result<> check_administrators(const std::optional<counter>& active, std::int64_t by) {
  if (by >= 0) return success();
  if (!active || saturated_sum(active->count, by) < active->at_least) return failure{errc::last_administrator};
  return success();
}

namespace detail {
inline bool is_active_in(const account* who, group_id in) {
  return who != nullptr && who->group == in && is_active_user(*who);
}
}  // namespace detail

/// Moves what `groups` count from what an account was to what it is, and the count of administrators with them; guards
/// that the groups are as they were loaded. `before`: nullptr for somebody who was not there; `groups`: theirs, before
/// and after, each once.
inline result<std::vector<operation>> recount(const account* before, const account& after,
                                              const std::vector<group>& groups,
                                              const std::optional<counter>& administrators = {}) {
  std::vector<operation> out;
  std::int64_t managers = 0;
  for (const auto& one : groups) {
    auto& counted = out.emplace_back(unchanged(one));
    const auto active = (detail::is_active_in(&after, one.id) ? 1 : 0) - (detail::is_active_in(before, one.id) ? 1 : 0);
    if (active != 0) counted.add.push_back({column_of(&group::active), active});
    const bool enters = after.group == one.id && (before == nullptr || before->group != one.id);
    if (enters) counted.add.push_back({column_of(&group::entered), 1});
    if (has(one.permissions, permissions::users_manage)) managers += active;
  }
  PARVIS_TRYV(check_administrators(administrators, managers));
  if (managers != 0) out.push_back(count_administrators(managers));
  return out;
}
/// The same of an account that stays in its group, or has none.
inline result<std::vector<operation>> recount(const account* before, const account& after,
                                              const std::optional<group>& own,
                                              const std::optional<counter>& administrators = {}) {
  return recount(before, after, own ? std::vector{*own} : std::vector<group>{}, administrators);
}

}  // namespace parvis::inline v1
