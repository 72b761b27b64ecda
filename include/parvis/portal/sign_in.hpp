// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace parvis::inline v1 {

struct join_request {
  std::string token{};  ///< from the mailed link
  std::string username{};
  std::string password{};
};

struct sign_in_request {
  std::string identifier{};  ///< e-mail address or username
  std::string password{};
};

}  // namespace parvis::inline v1
