// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "parvis/values/instant.hpp"

// Months and years of the Gregorian calendar, in UTC. A month has no length, so a term of months is no duration.

namespace parvis::inline v1 {

/// A day of the calendar: 2026, 11, 28.
struct civil_day {
  std::int64_t year = 1970;  ///< 1970 to 9999
  std::int64_t month = 1;    ///< 1 to 12
  std::int64_t day = 1;      ///< 1 to 31
  friend constexpr bool operator==(const civil_day&, const civil_day&) = default;
};

namespace detail {

inline constexpr std::int64_t us_per_day = 86'400'000'000;

constexpr bool is_leap(std::int64_t year) noexcept { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }
constexpr std::int64_t days_in_month(std::int64_t year, std::int64_t month) noexcept {
  constexpr std::int64_t usual[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return usual[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}
/// From 1970-01-01 to the first day of a year that is not before.
constexpr std::int64_t days_before(std::int64_t year) noexcept {
  const auto leaps_until = [](std::int64_t y) { return y / 4 - y / 100 + y / 400; };
  return 365 * (year - 1970) + leaps_until(year - 1) - leaps_until(1969);
}
constexpr instant start_of(const civil_day& of) noexcept {
  auto days = days_before(of.year) + of.day - 1;
  for (std::int64_t month = 1; month < of.month; ++month) days += days_in_month(of.year, month);
  return {days * us_per_day};
}

}  // namespace detail

/// The day on which a plausible moment lies.
constexpr civil_day day_of(instant t) noexcept {
  auto days = t.us / detail::us_per_day;
  auto year = 1970 + days / 366;  // never too late
  while (detail::days_before(year + 1) <= days) ++year;
  days -= detail::days_before(year);
  std::int64_t month = 1;
  for (; days >= detail::days_in_month(year, month); ++month) days -= detail::days_in_month(year, month);
  return {year, month, days + 1};
}

/// So many months later at the same time of day: on the day `anchor`, or on the last day of a month that has no such
/// day. Of a plausible moment and 0 to 1,200 months; `never` past the year 9999.
constexpr instant plus_months(instant t, std::int64_t months, std::int64_t anchor) noexcept {
  const auto from = day_of(t);
  const auto total = from.month - 1 + months;
  civil_day to{from.year + total / 12, total % 12 + 1, anchor};
  if (to.year > 9999) return instant::never();
  to.day = std::min(to.day, detail::days_in_month(to.year, to.month));
  return detail::start_of(to) + duration{t.us % detail::us_per_day};
}

/// When the calendar month of a plausible moment began.
constexpr instant month_start(instant t) noexcept {
  auto first = day_of(t);
  first.day = 1;
  return detail::start_of(first);
}

/// When the next one begins.
constexpr instant next_month(instant t) noexcept { return plus_months(month_start(t), 1, 1); }

}  // namespace parvis::inline v1
