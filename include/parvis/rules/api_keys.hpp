// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <utility>

#include "parvis/rules/actors.hpp"
#include "parvis/rules/mails.hpp"
#include "parvis/rules/sign_in.hpp"

namespace parvis::inline v1 {

struct api_key_facts {
  parvis::settings settings;
  actor_facts actor;
  std::optional<account> who;
};

/// Users have keys, one each: their own affair, and that of whoever manages users. Nobody else is told whose there are.
inline result<> check_api_key(const api_key_facts& facts) {
  const bool own = is_active_user(facts.actor.who) && facts.who && facts.actor.who->id == facts.who->id;
  if (!own) {
    PARVIS_TRYV(require_manager(facts.actor));
  }
  if (!facts.who) return failure{errc::not_found, "account"};
  return success();
}

namespace detail {
/// Its owner is told by mail whoever did it, also when they did it themselves (ASVS 6.3.7): with a session that
/// somebody stole, a key could be issued that outlives it.
inline decision<account> changed_api_key(const api_key_facts& facts, account after, event_type what, stamp& at) {
  ++after.revision;
  decision<account> out{actor_unchanged(facts.actor), after};
  std::erase_if(out.operations,
                [&](const operation& guard) { return guard.kind == kind::account && guard.id == after.id; });
  append(out.operations, {changing(*facts.who, after),
                          record(at, {.what = what,
                                      .subject = after.id,
                                      .actor = facts.actor.who->id,
                                      .settings_revision = static_cast<std::int64_t>(facts.settings.revision)}),
                          queue_effect(at, effect::mail_api_key_changed, after)});
  return out;
}
}  // namespace detail

/// A new key; an older one is dead from now on. `digest`: of the key, under the account's epoch.
inline result<decision<account>> issue_api_key(const api_key_facts& facts, bytes_text digest, stamp& at) {
  PARVIS_TRYV(check_api_key(facts));
  if (!is_active_user(facts.who) || refusal_at_sign_in(*facts.who, at.now) != errc{}) {
    return failure{errc::illegal_transition};
  }
  auto after = *facts.who;
  after.api_key = std::move(digest);
  after.api_key_issued_at = at.now;
  return detail::changed_api_key(facts, std::move(after), event_type::api_key_issued, at);
}

/// Whoever has no key is left as they are.
inline result<decision<account>> revoke_api_key(const api_key_facts& facts, stamp& at) {
  PARVIS_TRYV(check_api_key(facts));
  if (facts.who->api_key.octets.empty()) return decision<account>{{}, *facts.who};
  auto after = *facts.who;
  after.api_key = {};
  after.api_key_issued_at.reset();
  return detail::changed_api_key(facts, std::move(after), event_type::api_key_revoked, at);
}

/// Whether a key is good for anything: exactly while its user could sign in.
inline bool may_use_api_key(const std::optional<account>& who, instant now) {
  return is_active_user(who) && refusal_at_sign_in(*who, now) == errc{};
}

}  // namespace parvis::inline v1
