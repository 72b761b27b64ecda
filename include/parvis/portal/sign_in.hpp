// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace parvis::inline v1 {

/// What somebody types who was added.
struct join_request {
  std::string token{};     ///< from the mailed link
  std::string username{};  ///< wanted
  std::string password{};  ///< own
};

/// What somebody types who wants to enter.
struct sign_in_request {
  std::string identifier{};  ///< e-mail address or username
  std::string password{};    ///< as typed
};

}  // namespace parvis::inline v1
