// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parvis/model/outbox.hpp"
#include "parvis/model/query.hpp"

namespace parvis::inline v1 {

struct list_outbox_request {
  outbox_state state = outbox_state::dead;
  std::optional<cursor> after{};
  std::size_t limit = 50;
};
struct outbox_page {
  std::vector<outbox_item> items{};
  std::optional<cursor> next{};
};

struct preview_mail_request {
  parvis::effect effect{};  ///< a mail
  std::string language{};   ///< empty: the workspace's
};
/// A mail as it would be written, with invented people and a link that opens nothing.
struct mail_preview {
  std::string subject{};
  std::string text{};
  std::string html{};
  std::string language{};
};

struct drain_reply {
  std::size_t done = 0;   ///< sent, or opened
  std::size_t void_ = 0;  ///< no longer true, so not sent
  std::size_t later = 0;  ///< failed, to be tried again
  std::size_t dead = 0;   ///< given up
};

}  // namespace parvis::inline v1
