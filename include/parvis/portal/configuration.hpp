// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "parvis/model/settings.hpp"
#include "parvis/portal/licenses.hpp"

namespace parvis::inline v1 {

/// The settings as they are now, and what the change touched.
struct changed_settings {
  parvis::settings settings{};  ///< with their new revision
  settings_impact impact{};     ///< of this change
};

/// A new workspace.
struct set_up_request {
  std::string portal_name{};             ///< one line
  std::string portal_url{};              ///< https
  std::string default_language = "en";   ///< one of the built-in ones
  std::string first_name{};              ///< of the first administrator
  std::string last_name{};               ///< likewise
  std::string email{};                   ///< likewise
  std::string username{};                ///< likewise
  std::string password{};                ///< likewise
  parvis::access access = access::core;  ///< the first administrator's; takes seats
  std::vector<seat_grant> grants{};      ///< must have room for the first administrator
};
/// What a new workspace has.
struct set_up_reply {
  account_id administrator{};  ///< active
  group_id administrators{};   ///< the group that may manage users
  group_id members{};          ///< a group that may not
};

}  // namespace parvis::inline v1
