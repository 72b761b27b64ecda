// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <vector>

#include "parvis/model/event.hpp"
#include "parvis/model/query.hpp"

namespace parvis::inline v1 {

class progress;

struct list_events_request {
  std::optional<uuid> subject{};
  std::optional<cursor> after{};
  std::size_t limit = 50;
};
struct event_page {
  std::vector<event> events{};
  std::optional<cursor> next{};
};

struct seal_reply {
  std::size_t sealed = 0;
  audit_anchor head{};
};

struct read_audit_request {
  std::int64_t after = 0;  ///< the position read last
  std::size_t limit = 50;
};

/// Reads on to the end of the trail. An anchor's hash has 32 bytes, unless its position is 0.
struct verify_audit_request {
  audit_anchor from{};                    ///< verified before; position 0: from the beginning
  std::optional<audit_anchor> through{};  ///< an anchor the host kept
  parvis::progress* progress = nullptr;   ///< told after each page how many entries are verified; borrowed
};

}  // namespace parvis::inline v1
