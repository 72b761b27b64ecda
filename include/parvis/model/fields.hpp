// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "parvis/values/instant.hpp"

// What a workspace adds to the sign-up form, and what a person answers.

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
};

/// What a field was answered with.
struct field_value {
  std::string name{};   ///< of the field
  std::string value{};  ///< one line

  friend bool operator==(const field_value&, const field_value&) = default;
};

/// Something a person is asked to agree to, for instance the terms of use.
struct consent_rule {
  std::string name{};     ///< as of a field
  std::string version{};  ///< of the text that is shown: one line, 1 to 64 code points
  parvis::requirement requirement = parvis::requirement::required;  ///< whether it must be given

  friend bool operator==(const consent_rule&, const consent_rule&) = default;
};

/// What a person agreed to, and when.
struct consent {
  std::string name{};     ///< of the consent
  std::string version{};  ///< of the text that was shown
  instant at{};           ///< when

  friend bool operator==(const consent&, const consent&) = default;
};

}  // namespace parvis::inline v1
