// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parvis/model/cursor.hpp"
#include "parvis/model/license.hpp"
#include "parvis/portal/accounts.hpp"

namespace parvis::inline v1 {

/// Seats to be granted.
struct seat_grant {
  std::string sku;                     ///< one of ours, or the host's own: as in a catalog
  std::int64_t quantity = 0;           ///< 1 to 1,000,000
  std::optional<instant> starts_at{};  ///< empty: at once. At `set_up` both stay empty.
  std::optional<instant> ends_at{};    ///< empty: never
  /// That the grant shall have, so that a call may be repeated whose answer was lost; nil: a new one. Nil at `set_up`.
  grant_id id{};
};
/// Which grant ends, and when.
struct end_grant_request {
  grant_id grant{};                  ///< of the workspace
  std::optional<instant> ends_at{};  ///< empty: now
};
/// How many seats may be held beyond those granted.
struct allow_overage_request {
  std::string sku{};       ///< of the pool
  std::int64_t seats = 0;  ///< beyond those granted, while any are; 0 to 1,000,000
};

/// The licenses of one sku.
struct pool_view {
  std::string sku{};           ///< whose licenses
  std::int64_t capacity = 0;   ///< what may be held: granted and overage
  std::int64_t held = 0;       ///< by accounts, or reserved
  std::int64_t waiting = 0;    ///< people in the queue
  std::int64_t remaining = 0;  ///< free seats, queue or not
  std::int64_t over_by = 0;    ///< seats held beyond the capacity: nobody is thrown out, nothing new fits
  instant next_change_at = instant::never();  ///< when the capacity changes next
  std::int64_t granted = 0;                   ///< seats bought or given that run now
  std::int64_t overage = 0;                   ///< allowed beyond them
  std::int64_t reserved = 0;                  ///< of those held
  std::int64_t peak = 0;                      ///< the most that were held at once this month
  /// Rises with every change of these numbers, those who wait apart: of two views the one with the higher is the newer,
  /// so whoever keeps the numbers elsewhere cannot keep old ones.
  std::int64_t moves = 0;
};

/// Whether a sku is to be had.
struct entitlement {
  std::string sku{};          ///< that was asked about
  std::int64_t quantity = 0;  ///< granted now; 0: it is off
  /// When that next changes, for better or worse.
  instant next_change_at = instant::never();
};

/// Seats to be kept for people to come.
struct reserve_seats_request {
  std::string sku{};       ///< of the pool
  std::int64_t seats = 0;  ///< 1 to 1,000,000
  duration lasts{};        ///< a second to 30 days
  /// For people to read: one line of 200 code points at most, or nothing. Name nobody in it: it goes when the seats
  /// do, and not before, whoever is erased.
  std::string purpose{};
  /// That the reservation shall have, so that a call may be repeated whose answer was lost; nil: a new one.
  reservation_id id{};
};

/// Whose seats.
struct list_holders_request {
  std::string sku{};              ///< of the pool
  std::optional<cursor> after{};  ///< the `next` of the page before; empty: the first page
  std::size_t limit = 50;         ///< 1 to 1,000
};
/// Somebody who holds a seat: because they are active with this access, or because they were added and have not joined.
struct seat_holder {
  account_view account{};  ///< who
  instant since{};         ///< without a break
};
/// Some of those who hold a seat.
struct holder_page {
  std::vector<seat_holder> holders{};  ///< in the order of `since`
  std::optional<cursor> next{};        ///< empty: there are no more
};

/// Which months.
struct view_use_request {
  std::string sku{};                 ///< of the pool
  instant from{};                    ///< months that end after it
  instant until = instant::never();  ///< and begin before it
};

}  // namespace parvis::inline v1
