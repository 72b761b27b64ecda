// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parvis/model/license.hpp"
#include "parvis/model/query.hpp"
#include "parvis/portal/accounts.hpp"

namespace parvis::inline v1 {

struct seat_grant {
  std::string sku;
  std::int64_t quantity = 0;           ///< 1 to 1,000,000
  std::optional<instant> starts_at{};  ///< empty: at once. At `set_up` both stay empty.
  std::optional<instant> ends_at{};    ///< empty: never
};
struct end_grant_request {
  grant_id grant{};
  std::optional<instant> ends_at{};  ///< empty: now
};
struct allow_overage_request {
  std::string sku{};
  std::int64_t seats = 0;  ///< beyond those granted, while any are; 0 to 1,000,000
};

/// The licenses of one sku.
struct pool_view {
  std::string sku{};
  std::int64_t capacity = 0;  ///< what may be held: granted and overage
  std::int64_t held = 0;      ///< by accounts, or reserved
  std::int64_t waiting = 0;
  std::int64_t remaining = 0;  ///< free seats, queue or not
  std::int64_t over_by = 0;    ///< seats held beyond the capacity: nobody is thrown out, nothing new fits
  instant next_change_at = instant::never();
  std::int64_t granted = 0;   ///< seats bought or given that run now
  std::int64_t overage = 0;   ///< allowed beyond them
  std::int64_t reserved = 0;  ///< of those held
  std::int64_t peak = 0;      ///< the most that were held at once this month
  /// Rises with every change of these numbers, those who wait apart: of two views the one with the higher is the newer,
  /// so whoever keeps the numbers elsewhere cannot keep old ones.
  std::int64_t moves = 0;
};

/// Whether a sku is to be had.
struct entitlement {
  std::string sku{};
  std::int64_t quantity = 0;  ///< granted now; 0: it is off
  /// When that next changes, for better or worse.
  instant next_change_at = instant::never();
};

struct reserve_seats_request {
  std::string sku{};
  std::int64_t seats = 0;
  duration lasts{};       ///< a second to 30 days
  std::string purpose{};  ///< for people to read: one line of 200 code points at most, or nothing
};

struct list_holders_request {
  std::string sku{};
  std::optional<cursor> after{};
  std::size_t limit = 50;
};
/// Somebody who holds a seat: because they are active with this access, or because they were added and have not joined.
struct seat_holder {
  account_view account{};
  instant since{};  ///< without a break
};
struct holder_page {
  std::vector<seat_holder> holders{};  ///< in the order of `since`
  std::optional<cursor> next{};
};

struct view_use_request {
  std::string sku{};
  instant from{};                    ///< months that end after it
  instant until = instant::never();  ///< and begin before it
};

}  // namespace parvis::inline v1
