// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>

#include "parvis/model/account.hpp"

namespace parvis::inline v1 {

/// Whom to let in.
struct approve_request {
  account_id account{};                          ///< pending, or whoever is to be reopened
  std::optional<std::uint64_t> seen{};           ///< the revision the approver looked at; `stale` if it changed since
  std::optional<std::uint64_t> seen_settings{};  ///< likewise of the settings
};

/// Whom to refuse.
struct reject_request {
  account_id account{};                          ///< pending
  std::optional<std::uint64_t> seen{};           ///< as of an approval
  std::optional<std::uint64_t> seen_settings{};  ///< likewise
  std::string reason{};                          ///< may be empty; shown to the person; 500 code points at most
  parvis::notice notice = parvis::notice::mail;  ///< whether the person is told
};

}  // namespace parvis::inline v1
