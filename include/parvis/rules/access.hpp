// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "parvis/rules/approval.hpp"
#include "parvis/rules/invites.hpp"
#include "parvis/rules/limits.hpp"

// Another access for somebody who has one: by an administrator, or asked for by the person themselves.

namespace parvis::inline v1 {

struct access_facts {
  parvis::settings settings;
  actor_facts actor;
  std::optional<account> who{};
  std::vector<seat_pool> pools{};        ///< of what they have and of what they are to have
  mail_budget mails{};                   ///< of somebody who asks
  std::optional<parvis::group> group{};  ///< theirs
};

/// Whether an account in this state may be given another access.
constexpr bool may_change_access(account_state state) noexcept {
  switch (state) {
    case account_state::invited:
    case account_state::pending:
    case account_state::waiting:
    case account_state::active:
    case account_state::inactive:
      return true;
    case account_state::rejected:
    case account_state::lapsed:
    case account_state::erased:
      break;
  }
  return false;
}

/// Users stay users, and portal accounts stay what they are.
constexpr bool access_fits(account_kind kind, access wanted) noexcept {
  if (kind == account_kind::user) return access_allowed(kind, wanted);
  return access_allowed(account_kind::client, wanted) || access_allowed(account_kind::collaborator, wanted);
}

/// Gives an account another access: its seats move at once, and what both accesses have is left alone, so that a full
/// pool, or one over its capacity, is in nobody's way. When a seat is missing, whoever is in stays as they are and
/// waits for it, or there is `no_seat`, as the workspace has it. Whoever waits for a seat that the other access needs
/// too keeps their place; otherwise they leave that queue. The pools come last in the batch.
inline result<std::vector<operation>> place_anew(account& who, access to, const std::vector<seat_pool>& loaded,
                                                 no_seat_policy when_none, stamp& at) {
  const auto held = seats_held(who);
  const bool joined = !is_banned(who) && (who.state == account_state::active || who.state == account_state::waiting);
  const auto more = joined || held != access::none ? without(to, held) : access::none;
  const auto needed = skus_of(more);
  const bool active = who.state == account_state::active;
  const auto want = [&] { active ? void(who.asked_access = to) : set_access(who, to); };
  if (!who.waiting_for.empty() && std::find(needed.begin(), needed.end(), who.waiting_for) != needed.end()) {
    want();
    return std::vector<operation>{};
  }
  auto seats = take_seats(more, loaded, at.now);
  if (!seats && (when_none == no_seat_policy::refuse || !joined)) return seats.assume_error();
  const auto queued_at = who.queued_at;
  auto left = leave_queue(who, loaded);
  std::vector<operation> out;
  if (seats) {
    const bool waited = joined && who.state == account_state::waiting;
    gain_access(who, to);
    if (waited) out = activate(who, at);
    append(out, std::move(seats).assume_value());
    append(out, release_seats(without(held, to), loaded));
  } else {
    PARVIS_TRY(const auto full, full_pool(more, loaded, at.now));
    who.queued_at = queued_at;
    want();
    out = enter_queue(who, full, at);
  }
  append_joined(out, std::move(left));
  return out;
}

/// The account with another access, however that was decided, and the mail that says so.
inline result<decision<account>> with_access(const access_facts& facts, access to, notice told, stamp& at) {
  const auto& before = *facts.who;
  auto after = before;
  if (after.state == account_state::active) close_request(after);
  PARVIS_TRY(auto place, place_anew(after, to, facts.pools, facts.settings.when_no_seat, at));
  auto out = changed_account(facts.actor, facts.settings, before, after,
                             {.what = event_type::access_changed, .number = static_cast<std::int64_t>(to)}, at);
  if (before.state == account_state::active && told == notice::mail) {
    const auto what = to == before.access ? effect::mail_access_refused : effect::mail_access_changed;
    out.operations.push_back(queue_effect(at, what, out.reply));
  }
  // Whoever waited may be in by it, and is counted from then on.
  PARVIS_TRY(auto counts, recount(&before, out.reply, facts.group));
  append_joined(out.operations, std::move(counts));
  append(out.operations, std::move(place));
  return out;
}

struct change_access_command {
  parvis::access access{};
  std::optional<std::uint64_t> seen{};
  parvis::notice notice = parvis::notice::mail;
};

/// By an administrator, without asking anybody; whatever the person had asked for is settled by it.
inline result<decision<account>> change_access(const access_facts& facts, const change_access_command& command,
                                               stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  if (!facts.who) return failure{errc::not_found, "account"};
  const auto& before = *facts.who;
  if (!access_fits(before.of_kind, command.access)) return failure{errc::access_not_allowed, "access"};
  const bool settled = !before.asked_access || !is_undecided(before);
  if (command.access == wanted_access(before) && settled) return decision<account>{{}, before};
  if (command.seen.value_or(before.revision) != before.revision) return failure{errc::stale};
  if (!may_change_access(state_at(before, at.now))) return failure{errc::illegal_transition};
  return with_access(facts, command.access, command.notice, at);
}

// --- asked for by the person ---

/// Asks for another access, or no longer: by asking for the one they have. `facts.who` is whoever acts.
inline result<decision<account>> ask_access(const access_facts& facts, access wanted, stamp& at) {
  if (!is_active_portal_account(facts.actor.who)) return failure{errc::permission_denied};
  const auto& before = *facts.who;
  const bool withdrawn = wanted == before.access;
  if (!access_fits(before.of_kind, wanted)) return failure{errc::access_not_allowed, "access"};
  if (wanted == wanted_access(before)) return decision<account>{{}, before};
  if (!withdrawn) {
    if (!facts.settings.access_requests) return failure{errc::access_not_allowed, "access"};
    if (exhausted(facts.mails, facts.settings)) return failure{errc::mails_exhausted};
  }
  const auto spent = [&] { return spend_mail(facts.mails, facts.settings, at.now); };
  if (!withdrawn && facts.settings.access_requests == approval_mode::by_default) {
    PARVIS_TRY(auto out, with_access(facts, wanted, notice::mail, at));
    out.operations.push_back(spent());
    return out;
  }
  auto after = before;
  const bool told = is_undecided(before);
  auto left = leave_queue(after, facts.pools);
  if (withdrawn) {
    append(left, withdraw_request(after, {}));
  } else {
    after.asked_access = wanted;
    if (!told) {
      after.decide_by = at.now + facts.settings.approval_lifetime;
      after.remind_at = at.now + facts.settings.approval_reminder_interval;
    }
  }
  auto out = changed_account(facts.actor, facts.settings, before, after,
                             {.what = event_type::access_asked, .number = static_cast<std::int64_t>(wanted)}, at);
  if (!withdrawn) {
    if (!told) out.operations.push_back(queue_notice(at, effect::mail_access_asked, before.id, addressee::deciders));
    out.operations.push_back(spent());
  }
  append(out.operations, std::move(left));
  return out;
}

struct decide_access_command {
  parvis::access access{};  ///< that was asked for, as whoever decides has seen it
  seen_revisions seen{};
  std::string reason{};        ///< of a refusal; may be empty
  bytes_text reason_digest{};  ///< as of `reject_command`
  parvis::notice notice = parvis::notice::mail;
};

/// What approving and refusing have in common: nothing but what was seen is decided, and nothing whose time is over.
inline result<> check_request(const access_facts& facts, const decide_access_command& command, instant now) {
  const auto& who = *facts.who;
  if (command.seen.account.value_or(who.revision) != who.revision) return failure{errc::stale};
  if (command.seen.settings.value_or(facts.settings.revision) != facts.settings.revision) return failure{errc::stale};
  if (who.state != account_state::active || !is_undecided(who)) return failure{errc::illegal_transition};
  if (who.asked_access != command.access) return failure{errc::stale};
  if (is_request_over(who, now)) return failure{errc::illegal_transition};
  return success();
}

/// Grants the access that was asked for. Repeated: the same answer.
inline result<decision<account>> approve_access(const access_facts& facts, const decide_access_command& command,
                                                stamp& at) {
  PARVIS_TRYV(require_decider(facts.settings, facts.actor));
  if (!facts.who) return failure{errc::not_found, "account"};
  const auto& before = *facts.who;
  const bool granted = !is_undecided(before) && command.access == wanted_access(before);
  if (before.state == account_state::active && granted) return decision<account>{{}, before};
  PARVIS_TRYV(check_request(facts, command, at.now));
  return with_access(facts, command.access, notice::mail, at);
}

/// Refuses it: they keep the access they have. Repeated: the same answer.
inline result<decision<account>> reject_access(const access_facts& facts, const decide_access_command& command,
                                               stamp& at) {
  PARVIS_TRYV(require_decider(facts.settings, facts.actor));
  if (!facts.who) return failure{errc::not_found, "account"};
  const auto& before = *facts.who;
  const bool refused = !before.asked_access && command.access != before.access;
  if (before.state == account_state::active && refused) return decision<account>{{}, before};
  PARVIS_TRYV(check_request(facts, command, at.now));
  auto after = before;
  withdraw_request(after, {});
  auto out = changed_account(facts.actor, facts.settings, before, after,
                             {.what = event_type::access_refused,
                              .number = static_cast<std::int64_t>(command.access),
                              .note = command.reason_digest},
                             at);
  append(out.operations, keep_reason(before, command, at));
  if (command.notice == notice::mail) {
    out.operations.push_back(queue_effect(at, effect::mail_access_refused, out.reply, {}, command.reason));
  }
  return out;
}

// --- what time does to a request ---

/// Nobody decided in time: the access stays, and the person may ask again.
inline result<std::vector<operation>> lapse_access(const account& who, stamp& at) {
  const bool is_over = is_undecided(who) && is_request_over(who, at.now);
  if (who.state != account_state::active || !is_over) return failure{errc::illegal_transition};
  auto after = who;
  withdraw_request(after, {});
  return std::vector{changing(who, after),
                     record(at, {.what = event_type::access_refused,
                                 .subject = who.id,
                                 .number = static_cast<std::int64_t>(*who.asked_access)}),
                     queue_effect(at, effect::mail_access_lapsed, after)};
}

}  // namespace parvis::inline v1
