// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "parvis/model/column.hpp"
#include "parvis/values/ids.hpp"

namespace parvis::inline v1 {

/// The licenses of one sku. `held` never passes `capacity` by a take, whoever takes and however many at once: the store
/// keeps it so inside the commit.
struct seat_pool {
  static constexpr auto kind = parvis::kind::seat_pool;  ///< of its rows
  pool_id id{};                                          ///< never drawn twice
  std::uint64_t revision = 0;                            ///< of the row; takes do not raise it

  std::string sku{};                          ///< unique
  std::int64_t capacity = 0;                  ///< of all grants that run now
  std::int64_t held = 0;                      ///< by active accounts, and by users who have not joined yet
  std::int64_t waiting = 0;                   ///< people in the queue; while there are any, nobody outside it takes
  instant next_change_at = instant::never();  ///< when the capacity next changes; no take past it before it is settled

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("sku", &seat_pool::sku, unique);
    column("capacity", &seat_pool::capacity, plain);
    column("held", &seat_pool::held, counter_within("capacity"));
    column("waiting", &seat_pool::waiting, counter_of_any_size);
    column("next_change_at", &seat_pool::next_change_at, plain);
  }
};

/// Seats of a sku, bought or given.
struct grant {
  static constexpr auto kind = parvis::kind::grant;  ///< of its rows
  grant_id id{};                                     ///< never drawn twice
  std::uint64_t revision = 0;                        ///< of the row; 0 before it is stored

  std::string sku{};                   ///< the pool it belongs to
  std::int64_t quantity = 0;           ///< of seats
  instant starts_at{};                 ///< the first moment at which it counts
  instant ends_at = instant::never();  ///< the first moment at which it no longer does
  account_id created_by{};             ///< who granted it
  instant created_at{};                ///< when

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("sku", &grant::sku, plain);
    column("quantity", &grant::quantity, plain);
    column("starts_at", &grant::starts_at, plain);
    column("ends_at", &grant::ends_at, plain);
    column("created_by", &grant::created_by, plain);
    column("created_at", &grant::created_at, plain);
  }
};

}  // namespace parvis::inline v1
