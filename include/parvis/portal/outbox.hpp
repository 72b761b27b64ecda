// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parvis/error.hpp"
#include "parvis/model/cursor.hpp"
#include "parvis/model/outbox.hpp"

namespace parvis::inline v1 {

/// Items in one state, in the order in which they were written.
struct list_outbox_request {
  outbox_state state = outbox_state::dead;  ///< exactly this one
  std::optional<cursor> after{};            ///< `next` of the page before; empty: the first page
  std::size_t limit = 50;                   ///< 1 to 1,000
};
/// A page of items.
struct outbox_page {
  std::vector<outbox_item> items{};  ///< in order
  std::optional<cursor> next{};      ///< empty: the last page
};

/// Which mail to show.
struct preview_mail_request {
  parvis::effect effect{};  ///< a mail
  std::string language{};   ///< empty: the workspace's
};
/// A mail as it would be written, with invented people and a link that opens nothing.
struct mail_preview {
  std::string subject{};   ///< one line
  std::string text{};      ///< plain text, lines end in LF
  std::string html{};      ///< a whole document that says the same
  std::string language{};  ///< it is written in (BCP 47)
};

/// What became of the items that were due.
struct drain_reply {
  std::size_t done = 0;    ///< sent, or opened
  std::size_t void_ = 0;   ///< no longer true, so not sent
  std::size_t later = 0;   ///< to be tried again: it failed, or its cause or who carries it out is not there just now
  std::size_t dead = 0;    ///< given up
  std::size_t failed = 0;  ///< of `later` and `dead`, what failed now
  /// Why the last of these did; `detail` is what the host's port said, or the column of a row that cannot be read.
  std::optional<failure> last_failure{};
};

}  // namespace parvis::inline v1
