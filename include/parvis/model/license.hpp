// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "parvis/model/account.hpp"
#include "parvis/model/column.hpp"
#include "parvis/values/ids.hpp"

namespace parvis::inline v1 {

/// The licenses of one sku. `held` never passes `capacity` by a take, whoever takes and however many at once: the store
/// keeps it so inside the commit.
struct seat_pool {
  static constexpr auto kind = parvis::kind::seat_pool;  ///< of its rows
  pool_id id{};                                          ///< never drawn twice
  std::uint64_t revision = 0;                            ///< of the row; takes and releases do not raise it

  std::string sku{};                          ///< unique
  std::int64_t capacity = 0;                  ///< what the running grants give, and the overage beyond it
  std::int64_t held = 0;                      ///< by accounts, or reserved
  std::int64_t waiting = 0;                   ///< people in the queue; while there are any, nobody outside it takes
  instant next_change_at = instant::never();  ///< when the capacity next changes; no take past it before it is settled
  std::int64_t overage = 0;                   ///< seats allowed beyond those granted, while any are granted
  std::int64_t reserved = 0;                  ///< of those held: for somebody to come
  instant release_at = instant::never();      ///< when the next reservation ends
  std::int64_t peak = 0;                      ///< the most that were held at once since the period began
  instant period_ends_at = instant::never();  ///< of `peak`; neither a take nor a release past it before it is settled
  std::int64_t moves = 0;                     ///< rises with every change of the numbers above

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("sku", &seat_pool::sku, unique);
    column("capacity", &seat_pool::capacity, plain);
    column("held", &seat_pool::held, counter_within("capacity"));
    column("waiting", &seat_pool::waiting, counter_of_any_size);
    column("next_change_at", &seat_pool::next_change_at, plain);
    column("overage", &seat_pool::overage, plain);
    column("reserved", &seat_pool::reserved, counter_of_any_size);
    column("release_at", &seat_pool::release_at, plain);
    column("peak", &seat_pool::peak, counter_of_any_size);
    column("period_ends_at", &seat_pool::period_ends_at, plain);
    column("moves", &seat_pool::moves, counter_of_any_size);
  }
};

/// Who grants seats, allows overage and sets prices: the operator, who sells licenses, or the administrators of the
/// firm too, where a firm is its own vendor. Orders that are paid are the administrators' either way.
enum class licensing : std::uint8_t { by_operator = 0, by_administrators = 1 };
constexpr licensing last_value(licensing) noexcept { return licensing::by_administrators; }

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
  order_id order{};                    ///< by which it was bought; nil: given

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("sku", &grant::sku, plain);
    column("quantity", &grant::quantity, plain);
    column("starts_at", &grant::starts_at, plain);
    column("ends_at", &grant::ends_at, plain);
    column("created_by", &grant::created_by, plain);
    column("created_at", &grant::created_at, plain);
    column("order", &grant::order, plain);
  }
};

/// Seats kept for somebody to come, for a while. While its row stands, `left` of them count in the pool as held and as
/// reserved; the row goes in the commit that gives back what was left when it ended.
struct reservation {
  static constexpr auto kind = parvis::kind::reservation;  ///< of its rows
  reservation_id id{};                                     ///< never drawn twice
  std::uint64_t revision = 0;                              ///< of the row; 0 before it is stored

  std::string sku{};         ///< the pool it belongs to
  std::int64_t seats = 0;    ///< as asked
  std::int64_t left = 0;     ///< neither taken nor given back
  instant expires_at{};      ///< the first moment at which it no longer lasts
  account_id reserved_by{};  ///< who asked for it
  instant reserved_at{};     ///< when
  std::string purpose{};     ///< for people to read; may be empty

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("sku", &reservation::sku, plain);
    column("seats", &reservation::seats, plain);
    column("left", &reservation::left, counter_of_any_size);
    column("expires_at", &reservation::expires_at, plain);
    column("reserved_by", &reservation::reserved_by, plain);
    column("reserved_at", &reservation::reserved_at, plain);
    column("purpose", &reservation::purpose, plain);
  }
};

/// The most seats of a sku that were held at once in a time that is over: a calendar month in UTC, or several in which
/// nothing moved.
struct seat_use {
  static constexpr auto kind = parvis::kind::seat_use;  ///< of its rows
  uuid id{};                                            ///< never drawn twice
  std::uint64_t revision = 0;                           ///< of the row; 0 before it is stored

  std::string sku{};          ///< of the pool
  instant starts_at{};        ///< inclusive
  instant ends_at{};          ///< exclusive
  std::int64_t peak = 0;      ///< exact, however many took and gave back at once
  std::int64_t capacity = 0;  ///< at its end

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("sku", &seat_use::sku, plain);
    column("starts_at", &seat_use::starts_at, plain);
    column("ends_at", &seat_use::ends_at, plain);
    column("peak", &seat_use::peak, plain);
    column("capacity", &seat_use::capacity, plain);
  }
};

// --- what commands would take ---

/// What somebody would be.
struct seat_demand {
  account_id account{};                          ///< nil: people who are not here yet, so many
  parvis::access access = parvis::access::none;  ///< that they would have; none: an account's own
  std::int64_t people = 1;                       ///< of a nil account: 1 to 1,000,000
};

/// What all of it would take of one sku.
struct pool_forecast {
  std::string sku{};         ///< of the pool
  std::int64_t takes = 0;    ///< seats, as many as there are
  std::int64_t frees = 0;    ///< seats
  std::int64_t free = 0;     ///< seats before
  std::int64_t lacks = 0;    ///< seats that there are none for
  std::int64_t waiting = 0;  ///< people who wait already, and come first
};
/// What would come of demands.
struct seat_forecast {
  std::vector<pool_forecast> pools{};      ///< of every sku concerned
  std::vector<account_id> would_wait{};    ///< in the order of the demands
  std::vector<account_id> without_seat{};  ///< who could not be let in
  std::int64_t people_without_seat = 0;    ///< of those who are not here yet
};

}  // namespace parvis::inline v1
