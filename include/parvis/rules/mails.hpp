// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "parvis/model/outbox.hpp"
#include "parvis/rules/decision.hpp"

namespace parvis::inline v1 {

/// A mail, or a case to open, about an account; written to that account unless `recipient` says another.
inline operation queue_effect(stamp& at, effect what, const account& about, account_id recipient = {},
                              std::string reason = {}) {
  return inserting(outbox_item{.id = at.ids.next<outbox_id>(),
                               .effect = what,
                               .about = about.id,
                               .recipient = recipient.is_nil() ? about.id : recipient,
                               .generation = about.credential_epoch,
                               .reason = std::move(reason),
                               .due_at = at.now,
                               .created_at = at.now});
}

/// A mail to the address of a sign-up, which has no account yet.
inline operation queue_effect(stamp& at, effect what, const sign_up& about) {
  return inserting(outbox_item{.id = at.ids.next<outbox_id>(),
                               .effect = what,
                               .about = about.id,
                               .to = about.email,
                               .language = about.language,
                               .due_at = at.now,
                               .created_at = at.now});
}

/// What an item of the outbox speaks of, as it is when the item is to be sent.
struct outbox_facts {
  std::optional<account> about;
  std::optional<sign_up> about_sign_up;
  std::optional<account> recipient;
};

/// Whether the cause of an item still stands; if not, it is not sent.
inline bool cause_stands(const outbox_item& item, const outbox_facts& facts, instant now) {
  const auto account_is = [&](account_state state) { return facts.about && facts.about->state == state; };
  const auto sign_up_stands = [&] { return facts.about_sign_up && now < facts.about_sign_up->expires_at; };
  switch (item.effect) {
    case effect::open_case:
    case effect::mail_welcome:
      return account_is(account_state::active);
    case effect::mail_verify_email:
    case effect::mail_known_address:
      return sign_up_stands();
    case effect::mail_request_received:
      return account_is(account_state::pending);
    case effect::mail_approval_needed:
      return account_is(account_state::pending) && facts.recipient && facts.recipient->state == account_state::active;
    case effect::mail_waiting:
      return account_is(account_state::waiting);
    case effect::mail_rejected:
      return account_is(account_state::rejected);
    case effect::mail_join:
      return account_is(account_state::invited) && facts.about->credential_epoch == item.generation;
  }
  return false;
}

inline constexpr duration outbox_lease = minutes(5);  ///< how long a worker may take before another one does
inline constexpr std::int64_t outbox_tries_max = 12;  ///< about a day, with the delays below

/// How long to wait after the n-th failure: 1, 2, 4 … minutes, four hours at most.
constexpr duration outbox_backoff(std::int64_t tries) noexcept {
  const auto doublings = std::clamp<std::int64_t>(tries - 1, 0, 8);
  return minutes(std::min<std::int64_t>(std::int64_t{1} << doublings, 240));
}

}  // namespace parvis::inline v1
