// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "parvis/result.hpp"

namespace parvis::inline v1 {

/// Gathers what is wrong with a form, so that a person is told everything at once. Fields keep the order they were
/// taken in. What is not the person's fault (a port that failed) is kept apart and comes before all field errors.
class form_errors {
 public:
  /// The value, or nothing when the field was refused.
  template <class T>
  std::optional<T> take(std::string_view field, result<T> parsed) {
    if (parsed) return std::move(parsed).assume_value();
    add(field, std::move(parsed).assume_error());
    return std::nullopt;
  }

  /// One more field that is refused, or the failure of a port: the first of those is kept.
  void add(std::string_view field, failure why) {
    if (static_cast<int>(why.code) / 100 != 1) {
      if (!fault_) fault_ = std::move(why);
    } else {
      gathered_.fields.push_back({std::string(field), why.code, {}});
    }
  }

  /// Whether anything was wrong.
  [[nodiscard]] bool failed() const noexcept { return fault_.has_value() || !gathered_.fields.empty(); }

  /// `invalid_form` with the fields, or the failure of a port. Only after `failed()`.
  [[nodiscard]] failure as_failure() && { return fault_ ? *std::move(fault_) : std::move(gathered_); }

 private:
  failure gathered_{errc::invalid_form};
  std::optional<failure> fault_;
};

}  // namespace parvis::inline v1
