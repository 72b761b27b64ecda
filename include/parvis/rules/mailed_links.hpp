// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>

#include "parvis/model/mailed_link.hpp"
#include "parvis/rules/transitions.hpp"

namespace parvis::inline v1 {

/// Whether a link still does what it was mailed for. `who`: the account that it names. A clock that goes back behind
/// its making does not bring it to life again.
inline bool is_alive(const std::optional<mailed_link>& link, const std::optional<account>& who, instant now) {
  return link && who && link->account == who->id && link->credential_epoch == who->credential_epoch &&
         link->created_at <= now && now < link->expires_at;
}

/// Whether somebody may choose a new password though they have forgotten theirs: whoever may be signed in to some day,
/// and has had a password. A ban that has run out keeps nobody out, be it lifted or not.
inline bool may_reset_password(const account& who, instant now) {
  const auto state = state_at(who, now);
  return !who.password.empty() && (!is_banned(who) || is_ban_over(who, now)) &&
         (state == account_state::active || state == account_state::pending || state == account_state::waiting);
}

}  // namespace parvis::inline v1
