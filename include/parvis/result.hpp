// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/outcome/std_result.hpp>
#include <boost/outcome/try.hpp>

#include "parvis/error.hpp"

namespace parvis::inline v1 {

/// A value or a `failure`. `value()` on a failure throws `std::system_error` with our code.
template <class T = void>
using result = boost::outcome_v2::std_result<T, failure>;

using boost::outcome_v2::success;

/// Outcome finds this by argument-dependent lookup when `value()` is called on a failure.
[[noreturn]] inline void outcome_throw_as_system_error_with_payload(const failure& f) {
  throw std::system_error(make_error_code(f), f.detail);
}

}  // namespace parvis::inline v1

// Boost 1.74 and 1.81 spell OUTCOME_TRY differently, so the two forms we need are ours.
#define PARVIS_JOIN_(a, b) a##b
#define PARVIS_JOIN(a, b) PARVIS_JOIN_(a, b)
#define PARVIS_TRY_(temp, expression) \
  auto&& temp = (expression);         \
  if (!temp.has_value()) return ::boost::outcome_v2::failure(std::forward<decltype(temp)>(temp).assume_error())

/// Leaves the function with the failure of `expression`, if it has one.
#define PARVIS_TRYV(expression) PARVIS_TRY_(PARVIS_JOIN(parvis_try_, __LINE__), expression)
/// The same; otherwise `declaration` is initialised by the value.
#define PARVIS_TRY(declaration, expression)                    \
  PARVIS_TRY_(PARVIS_JOIN(parvis_try_, __LINE__), expression); \
  declaration =                                                \
      std::forward<decltype(PARVIS_JOIN(parvis_try_, __LINE__))>(PARVIS_JOIN(parvis_try_, __LINE__)).assume_value()
