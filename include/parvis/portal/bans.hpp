// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>

#include "parvis/portal/accounts.hpp"

namespace parvis::inline v1 {

/// Whom to keep out, and why.
struct ban_request {
  account_id account{};                 ///< of the workspace; never the actor's own
  std::string reason{};                 ///< required; shown to the person; 500 code points at most
  std::optional<instant> until{};       ///< when it ends; empty: when somebody ends it
  std::optional<std::uint64_t> seen{};  ///< the revision the actor looked at; `stale` if it changed since; empty: any
  parvis::notice notice = parvis::notice::mail;  ///< whether the person is told
};
/// Whose ban to end.
struct unban_request {
  account_id account{};                          ///< of the workspace
  std::optional<std::uint64_t> seen{};           ///< as of `ban_request`
  parvis::notice notice = parvis::notice::mail;  ///< whether the person is told, where they are in at once
};

/// Who goes, and who comes in their place.
struct replace_request {
  account_id account{};                          ///< a user, active or invited
  add_user_request newcomer{};                   ///< with an access of their own
  std::optional<std::uint64_t> seen{};           ///< as of `ban_request`
  parvis::notice notice = parvis::notice::mail;  ///< whether whoever goes is told
  std::string reason{};                          ///< why they go: as of `deactivate_request`
};
/// Both as they stand now.
struct replace_reply {
  account_view left{};   ///< inactive
  account_view added{};  ///< invited
};

}  // namespace parvis::inline v1
