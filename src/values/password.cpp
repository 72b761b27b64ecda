// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/password.hpp"

#include <algorithm>

namespace parvis::inline v1 {

sorted_blocklist::sorted_blocklist(std::string_view lines) : text_(ascii_lower(lines)) {
  for (std::string_view rest = text_; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    auto line = rest.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) entries_.push_back(line);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  std::sort(entries_.begin(), entries_.end());
  entries_.erase(std::unique(entries_.begin(), entries_.end()), entries_.end());
}

bool sorted_blocklist::contains(std::string_view folded) const noexcept {
  return std::binary_search(entries_.begin(), entries_.end(), folded);
}

}  // namespace parvis::inline v1
