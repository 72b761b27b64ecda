// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "parvis/rules/mails.hpp"
#include "parvis/rules/throttle.hpp"
#include "parvis/rules/transitions.hpp"

namespace parvis::inline v1 {

/// What somebody who gave the right password is told. Only they may learn in which state the account is (ASVS 6.3.8).
inline errc refusal_at_sign_in(const account& who, instant now) noexcept {
  if (is_banned(who) && who.state != account_state::erased) return errc::account_banned;
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

/// A password that somebody typed, and whose it may be.
struct guess_facts {
  parvis::settings settings;
  std::optional<account> who;
  parvis::tries tries;
};

/// What became of a guess: a refusal that may have left something in the store all the same, or the account.
struct guess_outcome {
  std::optional<failure> refused{};
  account who{};
};

/// Known or not, from the fifth failure on each goes to the trail; so a stranger cannot fill it.
inline decision<guess_outcome> wrong_password(const guess_facts& facts, stamp& at) {
  decision<guess_outcome> out{{}, {failure{errc::credentials_wrong}, {}}};
  const auto failures = failures_of(facts.tries.identifier, at.now);
  if (failures >= failures_before_delay) {
    out.operations.push_back(record(at, {.what = event_type::sign_in_failed,
                                         .subject = facts.who ? uuid{facts.who->id} : facts.tries.identifier.id,
                                         .number = failures}));
  }
  return out;
}

/// The password was right, which settles the tries, but what was asked with it is refused.
inline decision<guess_outcome> refused_after_password(const guess_facts& facts, failure why) {
  return {settle_try(facts.tries), {std::move(why), {}}};
}

/// A right password. `rehashed`: the same under today's parameters, or empty.
inline decision<guess_outcome> sign_in(const guess_facts& facts, const std::string& rehashed, stamp& at) {
  const auto& who = *facts.who;
  if (const auto refused = refusal_at_sign_in(who, at.now); refused != errc{}) {
    failure why{refused};
    if (refused == errc::account_banned && who.banned_until) why.retry_after_us = who.banned_until->us - at.now.us;
    return refused_after_password(facts, std::move(why));
  }
  auto after = who;
  if (!rehashed.empty()) {
    after.password = rehashed;
    ++after.revision;
  }
  decision<guess_outcome> out{{changing(who, after)}, {{}, after}};
  append(out.operations, settle_try(facts.tries));
  out.operations.push_back(record(at, {.what = event_type::signed_in, .subject = who.id, .actor = who.id}));
  return out;
}

}  // namespace parvis::inline v1
