// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace parvis::inline v1 {

/// A length of time in microseconds. May be negative.
struct duration {
  std::int64_t us = 0;  ///< microseconds
  friend constexpr auto operator<=>(duration, duration) = default;
};

namespace detail {
/// Saturates instead of overflowing: no lifetime a host asks for is undefined behaviour.
constexpr duration times_us(std::int64_t n, std::int64_t us) noexcept {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(n, us, &product)) {
    product = n < 0 ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
  }
  return {product};
}
}  // namespace detail

/// Saturates.
constexpr duration seconds(std::int64_t n) noexcept { return detail::times_us(n, 1'000'000); }
/// Saturates.
constexpr duration minutes(std::int64_t n) noexcept { return detail::times_us(n, 60'000'000); }
/// Saturates.
constexpr duration hours(std::int64_t n) noexcept { return detail::times_us(n, 3'600'000'000); }
/// Of 24 hours. Saturates.
constexpr duration days(std::int64_t n) noexcept { return detail::times_us(n, 86'400'000'000); }

/// A moment: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
struct instant {
  std::int64_t us = 0;  ///< microseconds
  friend constexpr auto operator<=>(instant, instant) = default;

  /// Saturates as well.
  friend constexpr instant operator+(instant t, duration d) noexcept {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(t.us, d.us, &sum)) {
      sum = d.us < 0 ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
    }
    return {sum};
  }
  /// Saturates as well.
  friend constexpr instant operator-(instant t, duration d) noexcept {
    return d.us == std::numeric_limits<std::int64_t>::min() ? never() : t + duration{-d.us};
  }

  /// Later than any other moment.
  static constexpr instant never() noexcept { return {std::numeric_limits<std::int64_t>::max()}; }
};

/// Clocks outside the years 1970 to 9999 are refused (`errc::clock_failed`).
constexpr bool plausible(instant t) noexcept { return t.us >= 0 && t.us < 253'402'300'800'000'000; }

}  // namespace parvis::inline v1
