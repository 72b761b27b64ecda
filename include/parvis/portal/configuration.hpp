// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "parvis/model/settings.hpp"
#include "parvis/portal/licenses.hpp"

namespace parvis::inline v1 {

struct changed_settings {
  parvis::settings settings{};
  settings_impact impact{};
};

struct set_up_request {
  std::string portal_name{};
  std::string portal_url{};  ///< https
  std::string default_language = "en";
  std::string first_name{};
  std::string last_name{};
  std::string email{};
  std::string username{};
  std::string password{};
  parvis::access access = access::core;  ///< the first administrator's; takes seats
  std::vector<seat_grant> grants{};      ///< must have room for the first administrator
};
struct set_up_reply {
  account_id administrator{};
  group_id administrators{};  ///< the group that may manage users
  group_id members{};         ///< a group that may not
};

}  // namespace parvis::inline v1
