// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "parvis/model/license.hpp"
#include "parvis/rules/decision.hpp"
#include "parvis/values/calendar.hpp"

// What a pool counts: seats that are held or reserved, and the most of them at once in a month. Everything is added,
// nothing is set, so that those who take and give back at once do not conflict.

namespace parvis::inline v1 {

/// The sum, or the nearest number there is.
constexpr std::int64_t saturated_sum(std::int64_t a, std::int64_t b) noexcept {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return b < 0 ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
}

/// The same of the difference.
constexpr std::int64_t saturated_difference(std::int64_t a, std::int64_t b) noexcept {
  std::int64_t difference = 0;
  if (!__builtin_sub_overflow(a, b, &difference)) return difference;
  return b < 0 ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
}

/// Seats that nobody holds, queue or not.
constexpr std::int64_t remaining_in(const seat_pool& pool) noexcept {
  return std::max<std::int64_t>(0, saturated_difference(pool.capacity, pool.held));
}

/// A change of the numbers of a pool within the period that it was loaded in.
inline operation moving_pool(const seat_pool& pool) {
  return {.type = op_type::change,
          .kind = kind::seat_pool,
          .id = pool.id,
          .add = {{column_of(&seat_pool::moves), 1}},
          .conditions = {{column_of(&seat_pool::period_ends_at), comparison::equal, pool.period_ends_at.us}}};
}

/// Seats that are held from now on, and the peak that goes with them. Takes meet on no condition unless a seat was
/// given back between them and the peak: below it they ask that they stay below, at it that it is still reached.
inline void hold_more(operation& to, const seat_pool& pool, std::int64_t seats) {
  const auto held = std::max<std::int64_t>(0, pool.held);
  const auto peak = std::max<std::int64_t>(0, pool.peak);
  const auto rise = saturated_sum(held - peak, seats);
  to.add.push_back({column_of(&seat_pool::held), seats});
  if (rise <= 0) {
    to.conditions.push_back({column_of(&seat_pool::held), comparison::less_or_equal, peak - seats});
    return;
  }
  to.add.push_back({column_of(&seat_pool::peak), rise});
  if (held < peak) {  // several seats at once, past the peak: exactly so far
    to.conditions.push_back({column_of(&seat_pool::held), comparison::equal, pool.held});
    to.conditions.push_back({column_of(&seat_pool::peak), comparison::equal, pool.peak});
  } else {
    to.conditions.push_back({column_of(&seat_pool::peak), comparison::less_or_equal, {}, column_of(&seat_pool::held)});
  }
}

/// Brings a loaded pool up to what these operations add to it, so that the next decision of a list is taken after this
/// one. The store has the last word on each.
inline void count_on(seat_pool& pool, const std::vector<operation>& planned) {
  constexpr std::int64_t seat_pool::* counters[] = {&seat_pool::held, &seat_pool::waiting, &seat_pool::reserved,
                                                    &seat_pool::peak, &seat_pool::moves};
  for (const auto& op : planned) {
    if (op.kind != kind::seat_pool || op.id != pool.id) continue;
    for (const auto& [column, amount] : op.add) {
      for (const auto counter : counters) {
        if (column_of(counter) == column) pool.*counter = saturated_sum(pool.*counter, amount);
      }
    }
  }
}
inline void count_on(std::vector<seat_pool>& pools, const std::vector<operation>& planned) {
  for (auto& pool : pools) count_on(pool, planned);
}

/// Whether a sku is to be had: some of it is granted now.
inline bool is_entitled(const seat_pool& pool, instant now) { return pool.capacity > 0 && now < pool.next_change_at; }
/// The guard that it still is.
inline operation still_entitled(const seat_pool& pool, instant now) {
  return {.type = op_type::change,
          .kind = kind::seat_pool,
          .id = pool.id,
          .conditions = {{column_of(&seat_pool::capacity), comparison::greater, 0},
                         {column_of(&seat_pool::next_change_at), comparison::greater, now.us}}};
}

// --- reservations ---

/// Whether a seat is still kept in it.
inline bool has_left(const reservation& of, instant now) { return of.left > 0 && now < of.expires_at; }

/// Whether a seat that was kept is to be had: it is held already, so that a full pool is in nobody's way, but one that
/// is over its capacity is, for the license of the seat may be the one that ended.
inline bool has_kept_seat(const seat_pool& pool, instant now) {
  return pool.held <= pool.capacity && now < pool.next_change_at;
}

/// Takes a seat that was kept: from now on it is held by somebody. Of those who take the last one the store lets one.
inline std::vector<operation> take_reserved(const reservation& from, const seat_pool& pool, instant now) {
  auto taken = moving_pool(pool);
  taken.add.push_back({column_of(&seat_pool::reserved), -1});
  taken.conditions.push_back({column_of(&seat_pool::next_change_at), comparison::greater, now.us});
  taken.conditions.push_back(
      {column_of(&seat_pool::held), comparison::less_or_equal, {}, column_of(&seat_pool::capacity)});
  return {{.type = op_type::change,
           .kind = kind::reservation,
           .id = from.id,
           .add = {{column_of(&reservation::left), -1}},
           .conditions = {{column_of(&reservation::expires_at), comparison::greater, now.us}}},
          std::move(taken)};
}

/// One batch ends so many.
inline constexpr std::size_t expired_at_once = 16;

/// Gives back what is left in reservations that are over, in `pool`; their rows go, each only as it was read. `all`: of
/// the sku, by their end, one more than are ended at once if there are so many.
inline std::vector<operation> expire_reservations(const std::vector<reservation>& all, seat_pool& pool, stamp& at) {
  std::vector<operation> out;
  pool.release_at = instant::never();
  for (std::size_t n = 0; n < all.size(); ++n) {
    const auto& one = all[n];
    if (at.now < one.expires_at || n == expired_at_once) {
      pool.release_at = one.expires_at;
      break;
    }
    auto gone = removing(one);
    gone.conditions.push_back({column_of(&reservation::left), comparison::equal, one.left});
    out.push_back(std::move(gone));
    if (one.left <= 0) continue;
    pool.held = saturated_sum(pool.held, -one.left);
    pool.reserved = saturated_sum(pool.reserved, -one.left);
    out.push_back(record(at, {.what = event_type::reservation_expired, .subject = one.id, .number = one.left}));
  }
  return out;
}

// --- the peak of a period ---

/// Ends the period of a pool that is over, and begins the present one in `pool`, whose peak is what is held now. If
/// more than one is over, nothing moved in the others: they are told as one.
inline std::vector<operation> close_period(const seat_pool& before, seat_pool& pool, stamp& at) {
  const auto use = [&](instant from, instant until, std::int64_t peak) {
    return inserting(seat_use{.id = at.ids.next(),
                              .sku = before.sku,
                              .starts_at = from,
                              .ends_at = until,
                              .peak = peak,
                              .capacity = before.capacity});
  };
  const auto ended = std::max(before.period_ends_at, instant{1});
  const auto begun = month_start(at.now);
  std::vector<operation> out{use(month_start(ended - duration{1}), ended, before.peak)};
  if (ended < begun) out.push_back(use(ended, begun, before.held));
  pool.period_ends_at = next_month(at.now);
  pool.peak = before.held;
  return out;
}

}  // namespace parvis::inline v1
