// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "parvis/model/account.hpp"

namespace parvis::inline v1 {

/// Who is found, by whether they are banned. A ban that has run out stands until it is lifted.
enum class ban_filter : std::uint8_t { any = 0, banned = 1, not_banned = 2 };
constexpr ban_filter last_value(ban_filter) noexcept { return ban_filter::not_banned; }

/// Which accounts: all that is given must hold. What was erased is never found. Texts are folded as `text_policy` says.
struct account_filter {
  /// Any of these; empty: any. As stored: a request that nobody decided in time is found among the pending until
  /// `run_due`, and shown as lapsed.
  std::vector<account_state> states{};
  std::vector<account_kind> kinds{};     ///< any of these; empty: any
  parvis::access access = access::none;  ///< they have all of this; none: any
  group_id group{};                      ///< nil: any; users only have one
  invite_id invite{};                    ///< the link that brought them; nil: any
  account_id decided_by{};               ///< who approved or rejected; nil: any
  std::string company{};                 ///< the whole name, folded; empty: any
  std::string text{};                    ///< words; each is part of name, address, username or code; 6 at most
  std::string begins_with{};             ///< how the last name begins, or the address, by whichever it is sorted
  ban_filter bans = ban_filter::any;     ///< whether they are banned
};

/// By what accounts are sorted, and then by when they arose.
enum class account_sort : std::uint8_t {
  created = 1,       ///< when they arose
  name = 2,          ///< last name, then first name, folded
  email = 3,         ///< the address
  active_since = 4,  ///< since when they are active; only who is active is found
  banned_at = 5,     ///< since when they are banned; only who is banned is found
  queued_at = 6,  ///< when they were approved, and so their place; only who waits for a license is found, active or not
  decide_by = 7,  ///< when their request lapses; only whose request is open is found, for an account or an access
};
constexpr account_sort last_value(account_sort) noexcept { return account_sort::decide_by; }

/// Which way.
enum class sort_direction : std::uint8_t { ascending = 1, descending = 2 };
constexpr sort_direction last_value(sort_direction) noexcept { return sort_direction::descending; }

}  // namespace parvis::inline v1
