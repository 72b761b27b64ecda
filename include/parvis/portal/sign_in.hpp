// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "parvis/portal/accounts.hpp"

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
  /// Where the call comes from, for instance an address or a network of it; 256 octets at most. Failures from one place
  /// are counted together. Empty: they are not.
  std::string source{};
};

/// Another password instead of the present one.
struct change_password_request {
  std::string identifier{};    ///< as typed at sign-in, by whoever must change it; empty: the actor's own
  std::string password{};      ///< the present one
  std::string new_password{};  ///< own
  std::string source{};        ///< as at sign-in
};

/// Who has lost their password.
struct request_password_reset_request {
  std::string email{};  ///< as typed
};
/// The same for every address, known or not.
struct reset_request_reply {
  std::string message{};  ///< `reset_asked`, in the caller's language
};
/// What comes back from the mailed link.
struct reset_password_request {
  std::string token{};     ///< from the mailed link
  std::string password{};  ///< as typed
};

/// Where mails are to go from now on.
struct request_email_change_request {
  std::string email{};     ///< the new one
  std::string password{};  ///< the actor's
  std::string source{};    ///< as at sign-in
};
/// What comes back from the mailed link.
struct prove_email_change_request {
  std::string token{};  ///< from the link mailed to the new address
};

/// A key by which a program acts for a user.
struct issued_api_key {
  account_view account{};  ///< as it stands now
  std::string key{};       ///< a secret; shown once
};

}  // namespace parvis::inline v1
