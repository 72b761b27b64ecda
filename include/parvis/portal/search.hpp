// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "parvis/model/cursor.hpp"
#include "parvis/model/search.hpp"

namespace parvis::inline v1 {

/// A page of what is looked for.
struct search_accounts_request {
  account_filter which{};                                ///< empty: all that were not erased
  account_sort sort = account_sort::created;             ///< by what
  sort_direction direction = sort_direction::ascending;  ///< which way
  std::optional<cursor> after{};  ///< `next` of the page before, of the same list; empty: the first page
  std::size_t limit = 50;         ///< 1 to 1,000
  std::size_t count_cap = 0;      ///< 0: no count
};

/// How many there are of what is looked for.
struct count_accounts_request {
  account_filter which{};        ///< empty: all that were not erased
  std::size_t count_cap = 1000;  ///< of each state up to so many; not 0
};
/// Those in one state.
struct state_count {
  account_state state{};  ///< of these
  std::size_t count = 0;  ///< up to the cap
};
/// How many accounts there are.
struct account_counts {
  std::size_t total = 0;                ///< of all states asked for
  std::vector<state_count> by_state{};  ///< in the order of their numbers; those with none as well
};

}  // namespace parvis::inline v1
