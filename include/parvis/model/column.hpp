// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "parvis/model/row.hpp"

namespace parvis::inline v1 {

/// Text that is not UTF-8: a digest, a packed value.
struct bytes_text {
  std::string octets;  ///< any
  friend bool operator==(const bytes_text&, const bytes_text&) = default;
};

/// One column of the published schema.
struct column {
  std::string_view name{};             ///< snake_case; stable
  value_type type = value_type::null;  ///< what it holds when it is not null
  bool unique = false;                 ///< no two rows of a workspace hold the same value; null is never equal
  bool searchable = false;             ///< text that `contains` may be asked of
  bool counter = false;                ///< changes only by `add`; null counts as 0
  std::string_view bound{};            ///< counter: the column that holds its upper bound, if any
  std::string_view floor{};            ///< counter: the column that holds its lower bound; 0 without one
  bool folded = false;                 ///< text whose lines the text policy folds on their way to the store
};

// What a record says about a column besides its name and member.
inline constexpr column plain{};
inline constexpr column unique{.unique = true};
inline constexpr column searchable{.searchable = true};
inline constexpr column folded_key{.folded = true};
inline constexpr column searchable_folded_key{.searchable = true, .folded = true};
inline constexpr column counter_of_any_size{.counter = true};
constexpr column counter_within(std::string_view bound, std::string_view floor = {}) noexcept {
  return {.counter = true, .bound = bound, .floor = floor};
}

}  // namespace parvis::inline v1
