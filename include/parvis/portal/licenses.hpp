// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>

#include "parvis/model/license.hpp"

namespace parvis::inline v1 {

/// Seats to be granted.
struct seat_grant {
  std::string sku;                     ///< one of ours, or the host's own
  std::int64_t quantity = 0;           ///< 1 to 1,000,000
  std::optional<instant> starts_at{};  ///< empty: at once. At `set_up` both stay empty.
  std::optional<instant> ends_at{};    ///< empty: never
};
/// Which grant ends, and when.
struct end_grant_request {
  grant_id grant{};                  ///< of the workspace
  std::optional<instant> ends_at{};  ///< empty: now
};

/// The licenses of one sku.
struct pool_view {
  std::string sku{};           ///< whose licenses
  std::int64_t capacity = 0;   ///< seats granted now
  std::int64_t held = 0;       ///< seats taken
  std::int64_t waiting = 0;    ///< people in the queue
  std::int64_t remaining = 0;  ///< free seats, queue or not
  std::int64_t over_by = 0;    ///< seats held beyond the capacity: nobody is thrown out, nothing new fits
  instant next_change_at = instant::never();  ///< when the capacity changes next
};

}  // namespace parvis::inline v1
