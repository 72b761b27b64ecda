// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "parvis/ports/text_policy.hpp"
#include "parvis/result.hpp"
#include "parvis/values/text.hpp"

namespace parvis::inline v1 {

/// A well-formed text as it is searched and sorted by: A to Z in lower case, everything else as the policy folds it.
/// Text that is ASCII, or that nobody has a policy for, is never asked about. Fails as the policy fails.
inline result<std::string> folded(std::string_view text, const text_policy* policy) {
  if (policy == nullptr || is_ascii(text)) return ascii_lower(text);
  PARVIS_TRY(const auto told, policy->fold(text));
  if (told.find('\0') != told.npos || !valid_utf8(told)) {
    return failure{errc::host_failed, {}, "the text policy answered no text"};
  }
  return ascii_lower(told);
}

/// The same of each line by itself.
inline result<std::string> folded_lines(std::string_view text, const text_policy* policy) {
  if (policy == nullptr || is_ascii(text)) return ascii_lower(text);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    PARVIS_TRY(const auto line, folded(text.substr(at, end - at), policy));
    out += line;
    if (end < text.size()) out += '\n';
    at = end + 1;
  }
  return out;
}

}  // namespace parvis::inline v1
