// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>

#include "parvis/model/account.hpp"

namespace parvis::inline v1 {

/// Which access somebody is to have, or asks for.
struct change_access_request {
  account_id account{};     ///< of the workspace
  parvis::access access{};  ///< a user's: `core`, `contract` or both; anybody else's: `client`, `collaborator` or both
  std::optional<std::uint64_t> seen{};  ///< the revision the actor looked at; `stale` if it changed since; empty: any
  parvis::notice notice = parvis::notice::mail;  ///< whether the person is told
};

/// Which request for access to grant.
struct approve_access_request {
  account_id account{};                          ///< whose it is
  parvis::access access{};                       ///< that was asked for; `stale` if it is another by now
  std::optional<std::uint64_t> seen{};           ///< the revision that whoever decides looked at
  std::optional<std::uint64_t> seen_settings{};  ///< likewise of the settings
};

/// Which request for access to refuse.
struct reject_access_request {
  account_id account{};                          ///< whose it is
  parvis::access access{};                       ///< that was asked for; `stale` if it is another by now
  std::optional<std::uint64_t> seen{};           ///< the revision that whoever decides looked at
  std::optional<std::uint64_t> seen_settings{};  ///< likewise of the settings
  std::string reason{};                          ///< may be empty; shown to the person; 500 code points at most
  parvis::notice notice = parvis::notice::mail;  ///< whether the person is told
};

}  // namespace parvis::inline v1
