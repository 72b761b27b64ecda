// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parvis/values/instant.hpp"

// What a workspace adds to the sign-up form, and what a person answers. Each is kept as one line of text in parts, so
// that a list of them is one column.

namespace parvis::inline v1 {

/// Whether something must be given.
enum class requirement : std::uint8_t { optional = 0, required = 1 };
constexpr requirement last_value(requirement) noexcept { return requirement::required; }

/// Of whom a field is asked.
enum class field_audience : std::uint8_t { portal = 0, users = 1, everybody = 2 };
constexpr field_audience last_value(field_audience) noexcept { return field_audience::everybody; }

/// A field beyond what every form asks: the workspace's own, for instance a file number.
struct field_rule {
  std::string name{};  ///< lower-case ASCII letters, digits and underscores, a letter first; 1 to 32; unique
  parvis::requirement requirement = parvis::requirement::optional;  ///< whether it must be answered
  std::vector<std::string> choices{};                ///< empty: any line of text of 200 code points at most
  field_audience asked_of = field_audience::portal;  ///< whom it is asked of

  friend bool operator==(const field_rule&, const field_rule&) = default;
  /// As it is kept: a list of words.
  [[nodiscard]] std::vector<std::string> parts() const {
    const auto kind_of_field = static_cast<int>(asked_of) * 2 + static_cast<int>(requirement);
    std::vector<std::string> out{name, std::to_string(kind_of_field)};
    out.insert(out.end(), choices.begin(), choices.end());
    return out;
  }
  /// The other way round; false, and `out` as it was, for what is no such list.
  static bool from_parts(const std::vector<std::string>& parts, field_rule& out) {
    constexpr std::string_view digits = "012345";
    if (parts.size() < 2 || parts[1].size() != 1 || digits.find(parts[1]) == digits.npos) return false;
    const int kind_of_field = parts[1][0] - '0';
    out = {parts[0],
           static_cast<parvis::requirement>(kind_of_field % 2),
           {parts.begin() + 2, parts.end()},
           static_cast<field_audience>(kind_of_field / 2)};
    return true;
  }
};

/// What a field was answered with.
struct field_value {
  std::string name{};   ///< of the field
  std::string value{};  ///< one line

  friend bool operator==(const field_value&, const field_value&) = default;
  /// As it is kept: a list of words.
  [[nodiscard]] std::vector<std::string> parts() const { return {name, value}; }
  /// The other way round; false, and `out` as it was, for what is no such list.
  static bool from_parts(const std::vector<std::string>& parts, field_value& out) {
    if (parts.size() != 2) return false;
    out = {parts[0], parts[1]};
    return true;
  }
};

/// Something a person is asked to agree to, for instance the terms of use.
struct consent_rule {
  std::string name{};     ///< as of a field
  std::string version{};  ///< of the text that is shown: one line, 1 to 64 code points
  parvis::requirement requirement = parvis::requirement::required;  ///< whether it must be given

  friend bool operator==(const consent_rule&, const consent_rule&) = default;
  /// As it is kept: a list of words.
  [[nodiscard]] std::vector<std::string> parts() const {
    return {name, version, requirement == parvis::requirement::required ? "1" : "0"};
  }
  /// The other way round; false, and `out` as it was, for what is no such list.
  static bool from_parts(const std::vector<std::string>& parts, consent_rule& out) {
    if (parts.size() != 3 || (parts[2] != "0" && parts[2] != "1")) return false;
    out = {parts[0], parts[1], parts[2] == "1" ? parvis::requirement::required : parvis::requirement::optional};
    return true;
  }
};

/// What a person agreed to, and when.
struct consent {
  std::string name{};     ///< of the consent
  std::string version{};  ///< of the text that was shown
  instant at{};           ///< when

  friend bool operator==(const consent&, const consent&) = default;
  /// As it is kept: a list of words.
  [[nodiscard]] std::vector<std::string> parts() const { return {name, version, std::to_string(at.us)}; }
  /// The other way round; false, and `out` as it was, for what is no such list.
  static bool from_parts(const std::vector<std::string>& parts, consent& out) {
    if (parts.size() != 3) return false;
    const auto& digits = parts[2];
    const auto* const end = digits.data() + digits.size();
    instant at;
    const auto read = std::from_chars(digits.data(), end, at.us);
    if (read.ec != std::errc{} || read.ptr != end) return false;
    out = {parts[0], parts[1], at};
    return true;
  }
};

}  // namespace parvis::inline v1
