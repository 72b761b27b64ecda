// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "parvis/rules/accounts.hpp"

// A ban lies across the states: whoever is banned stays what they are, and is kept out.

namespace parvis::inline v1 {

struct ban_command {
  std::optional<std::uint64_t> seen{};
  std::string reason{};        ///< must not be empty
  bytes_text reason_digest{};  ///< keyed; by it the audit entry names the note
  std::optional<instant> until{};
  parvis::notice notice = parvis::notice::mail;
};

namespace detail {

inline result<> check_ban(const activity_facts& facts, const ban_command& command, instant now) {
  PARVIS_TRYV(require_manager(facts.actor));
  if (!facts.who || facts.who->state == account_state::erased) return failure{errc::not_found, "account"};
  if (facts.who->id == facts.actor.who->id) return failure{errc::own_account, "account"};
  if (command.reason.empty()) return refused_field("reason", errc::ban_reason_required);
  if (command.until && (*command.until <= now || !plausible(*command.until))) {
    return failure{errc::out_of_range, "until"};
  }
  return success();
}

}  // namespace detail

/// No sign-in from now on, and every older token dead; all else stays as it is, the seat too unless the workspace has
/// it otherwise. Whoever stood in a queue leaves it, so that nobody stands behind them. A second ban replaces the
/// first. A user who was added and has not joined keeps the seat whatever the workspace has: a ban that ended would
/// have to put them into the queue, which lets in only whoever has a password. To deactivate them frees it.
inline result<decision<account>> ban(const activity_facts& facts, const ban_command& command, stamp& at) {
  PARVIS_TRYV(detail::check_ban(facts, command, at.now));
  const auto& before = *facts.who;
  const bool same = before.ban_reason == command.reason && before.banned_until == command.until;
  if (is_banned(before) && same) return decision<account>{{}, before};
  if (command.seen.value_or(before.revision) != before.revision) return failure{errc::stale};
  auto after = before;
  after.banned_at = at.now;
  after.banned_until = command.until;
  after.banned_by = facts.actor.who->id;
  after.ban_reason = command.reason;
  revoke_credentials(after);
  auto left = leave_queue(after, facts.pools);
  if (after.state == account_state::active) append(left, withdraw_request(after, {}));
  const bool frees = facts.settings.ban_frees_seat && after.state == account_state::active;
  const auto freed = frees ? seats_held(before) : access::none;
  if (!skus_of(freed).empty()) after.seat_freed_at = at.now;
  auto out = changed_account(facts.actor, facts.settings, before, after,
                             {.what = event_type::account_banned,
                              .number = command.until.value_or(instant{}).us,
                              .note = command.reason_digest},
                             at);
  PARVIS_TRY(auto counts, recount(&before, out.reply, facts.group, facts.administrators));
  append_joined(out.operations, std::move(counts));
  append(out.operations, keep_reason(before, command, at));
  if (command.notice == notice::mail) {
    out.operations.push_back(queue_effect(at, effect::mail_banned, out.reply, {}, command.reason));
  }
  append(out.operations, tell_deciders(facts.settings, before, at));
  append_joined(out.operations, std::move(left));
  append_joined(out.operations, release_seats(freed, facts.pools));
  return out;
}

/// Lets somebody in again whom nothing but a ban kept out. Whoever lost their seat, or their place in the queue, takes
/// a seat or stands at the end of the queue; whoever never joined gets another link, for theirs is dead.
inline result<std::vector<operation>> lift(account& who, const activity_facts& facts, no_seat_policy when_none,
                                           notice told, stamp& at) {
  who.banned_at.reset();
  who.banned_until.reset();
  who.banned_by = {};
  who.ban_reason.clear();
  if (who.state == account_state::invited) {
    who.join_by = at.now + facts.settings.invite_lifetime;
    return std::vector{queue_effect(at, effect::mail_join, who)};
  }
  if (who.seat_freed_at || who.state == account_state::waiting) {
    return give_place(who, facts.pools, when_none, at, {}, told);
  }
  if (who.state != account_state::active || told == notice::silent) return std::vector<operation>{};
  return std::vector{queue_effect(at, effect::mail_reactivated, who)};
}

/// Ends a ban. `no_seat` where there is none and the workspace lets nobody wait.
inline result<decision<account>> unban(const activity_facts& facts, const activity_command& command, stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  if (!facts.who || facts.who->state == account_state::erased) return failure{errc::not_found, "account"};
  const auto& before = *facts.who;
  if (!is_banned(before)) return decision<account>{{}, before};
  if (command.seen.account.value_or(before.revision) != before.revision) return failure{errc::stale};
  auto after = before;
  PARVIS_TRY(auto follow, lift(after, facts, facts.settings.when_no_seat, command.notice, at));
  auto out = changed_account(facts.actor, facts.settings, before, after, event_type::account_unbanned, at);
  PARVIS_TRY(auto counts, recount(&before, out.reply, facts.group));
  append_joined(out.operations, std::move(counts));
  append(out.operations, std::move(follow));
  return out;
}

/// A ban that has run out, whatever the workspace thinks of waiting: time refuses nobody. `facts` without an actor.
inline result<decision<account>> end_ban(const activity_facts& facts, stamp& at) {
  if (!facts.who || !is_ban_over(*facts.who, at.now)) return failure{errc::illegal_transition};
  const auto& before = *facts.who;
  auto after = before;
  PARVIS_TRY(auto follow, lift(after, facts, no_seat_policy::wait, notice::mail, at));
  after.seated_at = seated_since(seats_held(before), after, at.now);
  after.revision = before.revision + 1;
  decision<account> out{{unchanged(facts.settings), changing(before, after)}, after};
  PARVIS_TRY(auto counts, recount(&before, after, facts.group));
  append(out.operations, std::move(counts));
  out.operations.push_back(record(at, {.what = event_type::account_unbanned,
                                       .subject = after.id,
                                       .settings_revision = static_cast<std::int64_t>(facts.settings.revision),
                                       .number = static_cast<std::int64_t>(after.state)}));
  append(out.operations, std::move(follow));
  return out;
}

}  // namespace parvis::inline v1
