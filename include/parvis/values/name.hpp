// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "parvis/ports/text_policy.hpp"
#include "parvis/result.hpp"
#include "parvis/values/text.hpp"

namespace parvis::inline v1 {

/// A person's first or last name, in any script. Nothing in it can break a mail header, turn the text around it or make
/// a mail program show a link: such names are how sign-up forms are misused to send advertisements.
class person_name {
 public:
  static constexpr std::size_t code_points_max = 100;  ///< of one name

  /// Blanks around it are dropped, runs of blanks inside are kept. `policy`: brings it to form C; may be nullptr.
  /// Fails as `parse_line`, and with `url_in_text` for "://", "www." before a letter or digit, and "@".
  static result<person_name> parse(std::string_view text, const text_policy* policy = nullptr) {
    PARVIS_TRY(auto line, parse_line(text, code_points_max, policy));
    if (has_link(ascii_lower(line))) return failure{errc::url_in_text};
    person_name out;
    out.text_ = std::move(line);
    return out;
  }

  /// UTF-8, NFC where a policy normalised it.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  friend bool operator==(const person_name&, const person_name&) = default;

 private:
  person_name() = default;

  static constexpr bool has_link(std::string_view lower) noexcept {
    constexpr std::string_view www = "www.";
    if (lower.find('@') != lower.npos || lower.find("://") != lower.npos) return true;
    for (auto at = lower.find(www); at != lower.npos; at = lower.find(www, at + 1)) {
      const auto after = lower.substr(at + www.size());
      if (!after.empty() && (is_ascii_alphanumeric(after.front()) || !is_ascii(after.substr(0, 1)))) return true;
    }
    return false;
  }

  std::string text_;
};

}  // namespace parvis::inline v1
