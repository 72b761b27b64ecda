// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "parvis/rules/decision.hpp"
#include "parvis/rules/transitions.hpp"

namespace parvis::inline v1 {

/// What somebody who gave the right password is told. Only they may learn in which state the account is (ASVS 6.3.8).
inline errc refusal_at_sign_in(const account& who, instant now) noexcept {
  switch (state_at(who, now)) {
    case account_state::active:
      return who.must_change_password ? errc::must_change_password : errc{};
    case account_state::pending:
      return errc::account_pending;
    case account_state::waiting:
      return errc::account_waiting;
    case account_state::invited:
    case account_state::inactive:
    case account_state::rejected:
    case account_state::lapsed:
      return errc::account_inactive;
    case account_state::erased:
      break;
  }
  return errc::credentials_wrong;
}

/// A right password at an account that may enter. `rehashed`: the password under today's parameters, or empty.
inline decision<account> sign_in(const account& who, const std::string& rehashed, stamp& at) {
  decision<account> out{{}, who};
  if (!rehashed.empty()) {
    out.reply.password = rehashed;
    ++out.reply.revision;
  }
  out.operations = {changing(who, out.reply),
                    record(at, {.what = event_type::signed_in, .subject = who.id, .actor = who.id})};
  return out;
}

}  // namespace parvis::inline v1
