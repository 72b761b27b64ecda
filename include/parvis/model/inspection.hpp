// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "parvis/model/row.hpp"

namespace parvis::inline v1 {

/// What may be wrong in a store. Numbers are appended, never reused.
enum class store_defect : std::uint8_t {
  unreadable = 1,      ///< the column holds what it may not hold
  missing = 2,         ///< there is no such row, and has to be one
  key_lost = 3,        ///< the unique key in the column does not lead to the row
  dangling = 4,        ///< the column names a row that there is not
  misfit = 5,          ///< the column does not fit the others of the row
  code_unclaimed = 6,  ///< no claim keeps the account's code for it
  grants_differ = 7,   ///< what an order has granted is not what was ordered
  capacity = 8,        ///< the running grants give another; this and those below tell `expected` and `found`
  next_change = 9,     ///< the grants start and end at another moment
  seats_held = 10,     ///< so many accounts and reservations hold a seat
  seats_reserved = 11,
  queue_length = 12,    ///< so many people wait
  next_release = 13,    ///< the reservations end at another moment
  use_periods = 14,     ///< the periods of its use do not follow on one another
  administrators = 15,  ///< so many are active
  payments = 16,        ///< the notices of the gateway tell of other money
  trail = 17,    ///< the audit trail is not as it was sealed; `expected`: the position, `found`: the `audit_defect`
  members = 18,  ///< so many of a group may act
};
constexpr store_defect last_value(store_defect) noexcept { return store_defect::members; }

/// One thing that is wrong, told without anybody's data.
struct store_finding {
  store_defect defect{};      ///< what it is
  parvis::kind kind{};        ///< of the row
  uuid row{};                 ///< where; nil where there is none
  std::string column{};       ///< its name in the schema; may be empty
  std::int64_t expected = 0;  ///< of numbers: what it should be
  std::int64_t found = 0;     ///< of numbers: what it is

  friend bool operator==(const store_finding&, const store_finding&) = default;
};

/// What becomes of what people are found by, where it is not what the text policy folds now: because the host has
/// another policy than it had, or the row is older than the column.
enum class search_keys : std::uint8_t {
  told = 0,       ///< a `misfit` of its column; without a policy only of ASCII
  refreshed = 1,  ///< folded anew; a `misfit` only where somebody else changed the row at that moment
};
constexpr search_keys last_value(search_keys) noexcept { return search_keys::refreshed; }

/// Whether the sums of a store could be judged.
enum class sums_judged : std::uint8_t {
  yes = 0,
  no = 1,  ///< others changed what they are of all the time
};
constexpr sums_judged last_value(sums_judged) noexcept { return sums_judged::no; }

/// What an inspection found.
struct store_report {
  std::size_t rows = 0;                   ///< that were looked at
  std::size_t found = 0;                  ///< how many things are wrong
  std::vector<store_finding> findings{};  ///< the first 1,000 of them
  sums_judged sums = sums_judged::yes;    ///< `no`: seats, queues, administrators and payments may be wrong unseen
  std::size_t refreshed = 0;              ///< accounts whose search keys were folded anew
};

}  // namespace parvis::inline v1
