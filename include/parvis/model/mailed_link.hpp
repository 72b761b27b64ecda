// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>

#include "parvis/model/column.hpp"
#include "parvis/values/ids.hpp"

namespace parvis::inline v1 {

/// A link that was mailed to somebody who is to choose a new password, or to prove a new e-mail address. The row goes
/// when the link is used, and when a newer one takes its slot.
struct mailed_link {
  static constexpr auto kind = parvis::kind::mailed_link;  ///< of its rows
  mailed_link_id id{};                                     ///< never drawn twice
  std::uint64_t revision = 0;                              ///< of the row; 0 before it is stored

  std::string slot{};                   ///< unique: names, by keyed digest, what the link is for and who asked
  account_id account{};                 ///< nil: somebody who can sign in nowhere; nothing is mailed
  std::int64_t credential_epoch = 0;    ///< the account's, when the link was made: whatever raises it kills the link
  std::string email{};                  ///< the new address; empty in a link to a new password
  std::string email_key{};              ///< of the new address, or of the one that the new password was asked with
  std::string username_key{};           ///< the account's, so that failed sign-ins can be read together with it
  instant created_at{};                 ///< when it was made
  std::optional<instant> expires_at{};  ///< never empty in a stored row

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("slot", &mailed_link::slot, unique);
    column("account", &mailed_link::account, plain);
    column("credential_epoch", &mailed_link::credential_epoch, plain);
    column("email", &mailed_link::email, plain);
    column("email_key", &mailed_link::email_key, plain);
    column("username_key", &mailed_link::username_key, plain);
    column("created_at", &mailed_link::created_at, plain);
    column("expires_at", &mailed_link::expires_at, plain);
  }
};

}  // namespace parvis::inline v1
