// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parvis/model/cursor.hpp"
#include "parvis/model/event.hpp"

namespace parvis::inline v1 {

class progress;

/// Entries of the trail in the order of writing: all, or those about one thing.
struct list_events_request {
  std::optional<uuid> subject{};  ///< the account, sign-up, invite or grant concerned; empty: all
  std::optional<cursor> after{};  ///< `next` of the page before; empty: the first page
  std::size_t limit = 50;         ///< 1 to 1,000
};
/// An entry, and what its note says as long as there is one.
struct event_view : event {
  std::string note_text{};  ///< why somebody was refused, banned or sent away, or the address they left; empty: none
};
/// A page of entries.
struct event_page {
  std::vector<event_view> events{};  ///< in order
  std::optional<cursor> next{};      ///< empty: the last page
};

/// What was sealed.
struct seal_reply {
  std::size_t sealed = 0;  ///< entries
  audit_anchor head{};     ///< where the sealed trail ends now
};

/// Where to read on.
struct read_audit_request {
  std::int64_t after = 0;  ///< the position read last
  std::size_t limit = 50;  ///< 1 to 1,000
};

/// Reads on to the end of the trail. An anchor's hash has 32 bytes, unless its position is 0.
struct verify_audit_request {
  audit_anchor from{};                    ///< verified before; position 0: from the beginning
  std::optional<audit_anchor> through{};  ///< an anchor the host kept
  parvis::progress* progress = nullptr;   ///< told after each page how many entries are verified; borrowed
};

}  // namespace parvis::inline v1
