// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/calendar.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace parvis;

namespace {

instant on(std::int64_t year, std::int64_t month, std::int64_t day, duration time = {}) {
  return detail::start_of({year, month, day}) + time;
}

}  // namespace

TEST_CASE("every day until the year 9999 is the one that the standard library says") {
  using std::chrono::sys_days, std::chrono::year_month_day;
  std::int64_t wrong = 0;
  for (std::int64_t n = 0; n < 2'932'897; ++n) {
    const year_month_day expected{sys_days{std::chrono::days{n}}};
    const civil_day told = day_of({n * detail::us_per_day + n % 86'400});
    const bool same = told.year == int{expected.year()} && told.month == static_cast<int>(unsigned{expected.month()}) &&
                      told.day == static_cast<int>(unsigned{expected.day()});
    wrong += same && detail::start_of(told).us == n * detail::us_per_day ? 0 : 1;
  }
  CHECK(wrong == 0);
  CHECK(day_of({2'932'897 * detail::us_per_day - 1}) == civil_day{9999, 12, 31});
}

TEST_CASE("months go on by the calendar, from the day they are anchored at") {
  constexpr duration time{13 * 3'600'000'000 + 7};
  const struct {
    instant from;
    std::int64_t months, anchor;
    instant to;
  } cases[] = {
      {on(2026, 1, 31, time), 1, 31, on(2026, 2, 28, time)},
      {on(2026, 2, 28, time), 1, 31, on(2026, 3, 31, time)},  // the anchor, not where the last term happened to end
      {on(2027, 1, 30), 13, 30, on(2028, 2, 29)},
      {on(2028, 2, 29), 12, 29, on(2029, 2, 28)},
      {on(2100, 1, 29), 1, 29, on(2100, 2, 28)},
      {on(2000, 1, 29), 1, 29, on(2000, 2, 29)},
      {on(2026, 11, 28, time), 2, 28, on(2027, 1, 28, time)},
      {on(2026, 12, 1), 0, 1, on(2026, 12, 1)},
      {on(2026, 12, 1), 1, 1, on(2027, 1, 1)},
      {on(9999, 11, 30, time), 1, 30, on(9999, 12, 30, time)},
      {on(9999, 12, 1), 1, 1, instant::never()},
      {on(9900, 1, 1), 1200, 1, instant::never()},
  };
  for (const auto& c : cases) {
    CAPTURE(c.from.us);
    CHECK(plus_months(c.from, c.months, c.anchor) == c.to);
  }
}

TEST_CASE("a month begins with its first microsecond, and the next one after its last") {
  for (const auto t : {on(2026, 2, 1), on(2026, 2, 14, hours(3)), on(2026, 2, 28, duration{86'399'999'999})}) {
    CHECK(month_start(t) == on(2026, 2, 1));
    CHECK(next_month(t) == on(2026, 3, 1));
  }
  CHECK(month_start({}) == instant{});
  CHECK(next_month(on(2026, 12, 31)) == on(2027, 1, 1));
}
