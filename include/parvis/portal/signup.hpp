// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parvis/model/fields.hpp"
#include "parvis/portal/accounts.hpp"

namespace parvis::inline v1 {

/// What a page needs to show the open form.
struct sign_up_form {
  std::string portal_name{};              ///< one line
  std::vector<std::string> languages{};   ///< that are offered
  std::string default_language{};         ///< one of them
  std::vector<account_kind> audiences{};  ///< the default first; empty: sign-up is off
  std::vector<field_rule> fields{};       ///< to be asked, beyond the five
  std::vector<consent_rule> consents{};   ///< to be asked for
};

/// What somebody agrees to: the version that was shown.
struct given_consent {
  std::string name{};     ///< of the consent
  std::string version{};  ///< that was shown
};

/// What somebody types who wants an account.
struct sign_up_request {
  std::string token{};                    ///< of an invite link; empty: the open form
  std::string first_name{};               ///< any script; 1 to 100 code points
  std::string last_name{};                ///< likewise
  std::string username{};                 ///< wanted; 3 to 64 characters
  std::string email{};                    ///< an addr-spec (RFC 5321, RFC 5322)
  std::string password{};                 ///< own; 15 code points at least, 8 with a second factor
  std::optional<account_kind> access{};   ///< for the open form when the policy is `both`; `client` by default
  std::string language{};                 ///< empty: the link's, else the workspace's
  std::vector<field_value> fields{};      ///< the workspace's own, by name
  std::vector<given_consent> consents{};  ///< what the person agreed to
};
/// The same for every address, known or not.
struct sign_up_reply {
  std::string message{};  ///< `signup_received`, in the caller's language
  std::string
      continuation{};  ///< keep it in the person's browser: with it and the mailed link nothing must be typed again
  /// Only when nothing has to be proven: the workspace asks for no proof, or the link is personal.
  std::optional<account_view> account{};
};

/// A sign-up that begins with the address alone: everything else is asked behind the mailed link.
struct start_sign_up_request {
  std::string token{};                   ///< of a public link; empty: the open form
  std::string email{};                   ///< an addr-spec
  std::optional<account_kind> access{};  ///< as of a whole sign-up
  std::string language{};                ///< likewise
};

/// What comes back from the mailed link.
struct prove_email_request {
  std::string token{};         ///< from the mailed link
  std::string continuation{};  ///< without it what was typed is dropped, and must be given here again
  // Each one, if not empty, replaces what was typed.
  std::string first_name{};               ///< of the person
  std::string last_name{};                ///< likewise
  std::string username{};                 ///< wanted
  std::string password{};                 ///< own
  std::vector<field_value> fields{};      ///< if not empty, instead of all those typed at the sign-up
  std::vector<given_consent> consents{};  ///< likewise
};

}  // namespace parvis::inline v1
