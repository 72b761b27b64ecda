// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "parvis/model/license.hpp"
#include "parvis/model/order.hpp"

// What is bought and what is kept for somebody, told a second time like the rest of the model.

namespace parvis::inline v1::testkit::simulated {

struct purchase {
  order_id id{};
  std::uint64_t revision = 0;
  std::string key{}, plan{}, reference{};
  order_state state{};
  std::vector<order_line> lines{};
  std::int64_t total = 0, returned = 0, anchor_day = 0;
  account_id placed_by{};
  instant placed_at{};
  std::optional<instant> expires_at{}, starts_at{}, ends_at{};
  order_id renews{}, continues{};
  std::vector<grant_id> grants{};

  purchase() = default;
  explicit purchase(const order& o)
      : id(o.id),
        revision(o.revision),
        key(o.key),
        plan(o.plan),
        reference(o.reference),
        state(o.state),
        lines(o.lines),
        total(o.total),
        returned(o.returned),
        anchor_day(o.anchor_day),
        placed_by(o.placed_by),
        placed_at(o.placed_at),
        expires_at(o.expires_at),
        starts_at(o.starts_at),
        ends_at(o.ends_at),
        renews(o.renews),
        continues(o.continues),
        grants(o.grants) {}
  static constexpr auto members() {
    return std::tuple{std::pair{"id", &purchase::id},
                      std::pair{"revision", &purchase::revision},
                      std::pair{"key", &purchase::key},
                      std::pair{"plan", &purchase::plan},
                      std::pair{"reference", &purchase::reference},
                      std::pair{"state", &purchase::state},
                      std::pair{"lines", &purchase::lines},
                      std::pair{"total", &purchase::total},
                      std::pair{"returned", &purchase::returned},
                      std::pair{"anchor_day", &purchase::anchor_day},
                      std::pair{"placed_by", &purchase::placed_by},
                      std::pair{"placed_at", &purchase::placed_at},
                      std::pair{"expires_at", &purchase::expires_at},
                      std::pair{"starts_at", &purchase::starts_at},
                      std::pair{"ends_at", &purchase::ends_at},
                      std::pair{"renews", &purchase::renews},
                      std::pair{"continues", &purchase::continues},
                      std::pair{"grants", &purchase::grants}};
  }

  [[nodiscard]] bool unpaid() const { return state == order_state::open || state == order_state::declined; }
  /// An order that nobody paid in time is given up, whoever has written that down.
  [[nodiscard]] order_state at(instant now) const {
    return unpaid() && expires_at && *expires_at <= now ? order_state::abandoned : state;
  }
  /// As it stands at a moment.
  [[nodiscard]] purchase as_of(instant now) const {
    auto out = *this;
    if (at(now) == state) return out;
    out.state = at(now);
    out.expires_at.reset();
    out.continues = {};
    return out;
  }
  [[nodiscard]] bool to_be_asked(instant now) const { return at(now) == order_state::open && reference.empty(); }
  /// Where what a gateway tells leads; nowhere: it is only noted.
  [[nodiscard]] std::optional<order_state> after(payment_event what, std::int64_t amount) const {
    switch (what) {
      case payment_event::paid:
        if (unpaid() || state == order_state::abandoned) return order_state::granted;
        break;
      case payment_event::declined:
        if (state == order_state::open) return order_state::declined;
        break;
      case payment_event::abandoned:
        if (unpaid()) return order_state::abandoned;
        break;
      case payment_event::refunded:
        if (state != order_state::refunded && returned + amount >= total) return order_state::refunded;
        break;
    }
    return std::nullopt;
  }
};

/// What a gateway told, and about which order.
struct told_notice {
  order_id order{};
  payment_event what{};
  std::int64_t amount = 0;
  friend bool operator==(const told_notice&, const told_notice&) = default;
};

struct kept_seats {
  reservation_id id{};
  std::string sku{};
  std::int64_t seats = 0, left = 0;
  instant expires_at{};
  account_id reserved_by{};

  kept_seats() = default;
  explicit kept_seats(const reservation& r)
      : id(r.id), sku(r.sku), seats(r.seats), left(r.left), expires_at(r.expires_at), reserved_by(r.reserved_by) {}
  static constexpr auto members() {
    return std::tuple{std::pair{"id", &kept_seats::id},
                      std::pair{"sku", &kept_seats::sku},
                      std::pair{"seats", &kept_seats::seats},
                      std::pair{"left", &kept_seats::left},
                      std::pair{"expires_at", &kept_seats::expires_at},
                      std::pair{"reserved_by", &kept_seats::reserved_by}};
  }
};

/// A month that is over, or several in which nothing moved, and the most seats that were held in it.
struct month_of_use {
  instant from{}, until{};
  std::int64_t peak = 0;
  friend bool operator==(const month_of_use&, const month_of_use&) = default;
};

/// So many months of the calendar later, on a day of the month or on its last one.
inline instant months_after(instant t, std::int64_t months, std::int64_t day) {
  using std::chrono::floor, std::chrono::sys_days, std::chrono::year_month_day;
  const sys_days midnight = floor<std::chrono::days>(sys_days{} + std::chrono::microseconds{t.us});
  const year_month_day from{midnight};
  const auto month = from.year() / from.month() + std::chrono::months{months};
  const auto last = year_month_day{month / std::chrono::last}.day();
  const auto wanted = std::min(last, std::chrono::day{static_cast<unsigned>(day)});
  const auto time_of_day = std::chrono::microseconds{t.us} - midnight.time_since_epoch();
  return {std::chrono::microseconds{sys_days{month / wanted}.time_since_epoch() + time_of_day}.count()};
}
inline std::int64_t day_of_month(instant t) {
  const std::chrono::year_month_day day{
      std::chrono::floor<std::chrono::days>(std::chrono::sys_days{} + std::chrono::microseconds{t.us})};
  return static_cast<unsigned>(day.day());
}

// --- what there is to buy ---

/// What every workspace sells once somebody has set prices; they go up with the `step`.
inline catalog price_list(std::int64_t step) {
  return {.skus = {{"core", sku_type::product, {}},
                   {"outlook", sku_type::add_on, {"core"}},
                   {"client_portal", sku_type::module, {"core"}},
                   {"collaborators", sku_type::add_on, {"client_portal", "outlook"}},
                   {"contract", sku_type::product, {}}},
          .plans = {{"month", 1, term_unit::month, "EUR"},
                    {"year", 1, term_unit::year, "EUR"},
                    {"trial", 2, term_unit::month, "EUR"}},
          .prices = {{"core", "month", 100 + step},
                     {"core", "year", 1000},
                     {"core", "trial", 0},
                     {"outlook", "month", 7},
                     {"client_portal", "month", 20 + step},
                     {"client_portal", "trial", 0},
                     {"collaborators", "month", 30},
                     {"collaborators", "year", 300}}};
}

/// What is asked about them, in the model's words.
struct wish {
  catalog prices{};
  std::string key{}, plan{}, sku{}, currency{};
  std::vector<wanted_line> lines{};
  std::uint64_t catalog_revision = 0;
  order_id order{}, renews{};
  told_notice told{};
  std::int64_t seats = 0;
  duration lasts{};
  reservation_id kept{};  ///< for whoever takes a seat, or to be released
};

}  // namespace parvis::inline v1::testkit::simulated
