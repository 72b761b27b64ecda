// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>

#include "parvis/model/account.hpp"

namespace parvis::inline v1 {

struct change_access_request {
  account_id account{};
  parvis::access access{};  ///< a user's: `core`, `contract` or both; anybody else's: `client`, `collaborator` or both
  std::optional<std::uint64_t> seen{};
  parvis::notice notice = parvis::notice::mail;
};

struct approve_access_request {
  account_id account{};
  parvis::access access{};                       ///< that was asked for; `stale` if it is another by now
  std::optional<std::uint64_t> seen{};           ///< the revision that whoever decides looked at
  std::optional<std::uint64_t> seen_settings{};  ///< likewise of the settings
};

struct reject_access_request {
  account_id account{};
  parvis::access access{};
  std::optional<std::uint64_t> seen{};
  std::optional<std::uint64_t> seen_settings{};
  std::string reason{};  ///< may be empty; shown to the person; 500 code points at most
  parvis::notice notice = parvis::notice::mail;
};

}  // namespace parvis::inline v1
