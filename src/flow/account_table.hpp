// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "parvis/model/account.hpp"

// What may be told of an account, as text: the columns of a table, and the first section of what is held about
// somebody.

namespace parvis::inline v1::detail {

using group_names = std::map<group_id, std::string>;

struct account_column {
  std::string_view name;
  std::string (*text)(const account&, const group_names&);
};
std::span<const account_column> account_table() noexcept;

/// "2026-11-28T14:43:17Z"; empty for no moment.
std::string text_of(instant t);
std::string text_of(const std::optional<instant>& t);

}  // namespace parvis::inline v1::detail
