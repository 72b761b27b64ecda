// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "parvis/result.hpp"
#include "parvis/values/text.hpp"

namespace parvis::inline v1 {

inline constexpr std::size_t sku_size_max = 64;  ///< characters

/// What licenses are known by, ours or a host's own, and plans likewise: 1 to 64 characters of ASCII that can be seen.
/// Blanks around it are dropped, and none are within, for two skus that look alike would be two pools. Fails with
/// `required`, `too_long` or `character_not_allowed`.
inline result<std::string> parse_sku(std::string_view text) {
  if (text.size() > sku_size_max * 4) return failure{errc::too_long};
  if (!is_ascii(text)) return failure{errc::character_not_allowed};
  text = trimmed(text);
  if (text.empty()) return failure{errc::required};
  if (!std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; })) {
    return failure{errc::character_not_allowed};
  }
  if (text.size() > sku_size_max) return failure{errc::too_long};
  return std::string(text);
}

}  // namespace parvis::inline v1
