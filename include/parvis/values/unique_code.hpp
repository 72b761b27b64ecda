// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "parvis/result.hpp"
#include "parvis/values/ids.hpp"
#include "parvis/values/text.hpp"

namespace parvis::inline v1 {

/// The code by which a firm knows a person, for instance an employee number: 1 to 32 letters, digits and ". _ - /",
/// with a letter or digit at both ends and no two separators in a row.
class unique_code {
 public:
  static constexpr std::size_t size_max = 32;  ///< characters

  /// Blanks around it are dropped. Fails with `required`, `too_long` or `character_not_allowed`.
  static result<unique_code> parse(std::string_view text) {
    if (text.size() > size_max * 4) return failure{errc::too_long};
    if (!is_ascii(text)) return failure{errc::character_not_allowed};
    text = trimmed(text);
    if (text.empty()) return failure{errc::required};
    bool after_separator = true;
    for (const char c : text) {
      const bool separates = std::string_view("._-/").find(c) != std::string_view::npos;
      if (separates ? after_separator : !is_ascii_alphanumeric(c)) return failure{errc::character_not_allowed};
      after_separator = separates;
    }
    if (after_separator) return failure{errc::character_not_allowed};
    if (text.size() > size_max) return failure{errc::too_long};
    return unique_code{text};
  }

  /// The `attempt`-th code made of an id: "K7QD-3MRT". The same for the same id, so that a call that runs again makes
  /// the same one; about 2^35 different ones. Without vowels, so that no words arise, and without characters that are
  /// taken for one another.
  static unique_code made_of(const uuid& id, unsigned attempt) {
    constexpr std::string_view alphabet = "34679CDFGHJKMNPQRTWXY";
    constexpr std::size_t group = 4;
    std::uint64_t state = attempt;
    for (const auto octet : id.octet) state = (state ^ octet) * 0x9e3779b97f4a7c15u + (state >> 29);
    state ^= state >> 32;
    std::string out;
    for (std::size_t n = 0; n < 2 * group; ++n) {
      if (n == group) out += '-';
      out += alphabet[state % alphabet.size()];
      state /= alphabet.size();
    }
    return unique_code{out};
  }

  /// As it is shown.
  [[nodiscard]] const std::string& spelling() const noexcept { return spelling_; }
  /// In lower case: unique in a workspace, for ever.
  [[nodiscard]] const std::string& key() const noexcept { return key_; }

  friend bool operator==(const unique_code&, const unique_code&) = default;

 private:
  explicit unique_code(std::string_view spelling) : spelling_(spelling), key_(ascii_lower(spelling)) {}

  std::string spelling_;
  std::string key_;
};

}  // namespace parvis::inline v1
