// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "parvis/rules/accounts.hpp"
#include "parvis/rules/licenses.hpp"

namespace parvis::inline v1 {

struct approval_facts {
  parvis::settings settings;
  actor_facts actor;
  std::optional<account> who;
  std::vector<seat_pool> pools;
  std::vector<reservation> reservations{};  ///< seats kept for them
  std::optional<parvis::group> group{};     ///< of a user
};

/// A selected approver, or whoever manages users, may decide. Never a portal account, never anybody who is not active.
inline bool may_decide(const settings& workspace, const actor_facts& actor) {
  return is_active_user(actor.who) && (manages_users(actor) || names(workspace.approvers, actor.who->id));
}

inline result<> require_decider(const settings& workspace, const actor_facts& actor) {
  if (!may_decide(workspace, actor)) return failure{errc::permission_denied};
  return success();
}

/// The same, where the operator may do it too.
inline result<> require_decider_or_operator(const settings& workspace, const actor_facts& actor) {
  return is_operator(actor) ? success() : require_decider(workspace, actor);
}

struct reject_command {
  seen_revisions seen{};
  std::string reason{};        ///< may be empty
  bytes_text reason_digest{};  ///< keyed; by it the audit entry names the note
  parvis::notice notice = parvis::notice::mail;
};

/// What approving and rejecting have in common.
inline decision<account> decided(const approval_facts& facts, account after, event_type what, stamp& at,
                                 bytes_text note_digest = {}) {
  after.decided_by = facts.actor.who->id;
  after.decided_at = at.now;
  close_request(after);
  return changed_account(facts.actor, facts.settings, *facts.who, after, what, at, std::move(note_digest));
}

inline result<decision<account>> approve(const approval_facts& facts, const seen_revisions& seen, stamp& at) {
  PARVIS_TRYV(require_decider(facts.settings, facts.actor));
  const bool pending = facts.who && may(state_at(*facts.who, at.now), transition_cause::approve);
  // An approver makes no administrator, whatever their group has become since they asked.
  if (pending && facts.group && has(facts.group->permissions, permissions::users_manage)) {
    PARVIS_TRYV(require_manager(facts.actor));
  }
  PARVIS_TRY(const bool done, is_done(transition_cause::approve, facts.who, facts.settings, seen, at.now));
  if (done) return decision<account>{{}, *facts.who};
  auto after = *facts.who;
  PARVIS_TRY(auto place, give_place(after, facts.pools, facts.settings.when_no_seat, at, facts.reservations));
  auto out = decided(facts, std::move(after), event_type::account_approved, at);
  PARVIS_TRY(auto counts, recount(&*facts.who, out.reply, facts.group));
  append_joined(out.operations, std::move(counts));
  append(out.operations, std::move(place));
  return out;
}

inline result<decision<account>> reject(const approval_facts& facts, const reject_command& command, stamp& at) {
  PARVIS_TRYV(require_decider(facts.settings, facts.actor));
  PARVIS_TRY(const bool done, is_done(transition_cause::reject, facts.who, facts.settings, command.seen, at.now));
  if (done) return decision<account>{{}, *facts.who};
  auto after = *facts.who;
  after.state = account_state::rejected;
  auto out = decided(facts, std::move(after), event_type::account_rejected, at, command.reason_digest);
  append(out.operations, keep_reason(out.reply, command, at));
  if (command.notice == notice::mail) {
    out.operations.push_back(queue_effect(at, effect::mail_rejected, out.reply, {}, command.reason));
  }
  return out;
}

/// Takes a refusal, or a lapse, back: the request is open once more, as if nobody had decided.
inline result<decision<account>> reopen(const approval_facts& facts, const seen_revisions& seen, stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  PARVIS_TRY(const bool done, is_done(transition_cause::reopen, facts.who, facts.settings, seen, at.now));
  if (done) return decision<account>{{}, *facts.who};
  auto after = *facts.who;
  after.decided_by = {};
  after.decided_at.reset();
  auto told = become_pending(after, facts.settings, at);
  auto out = changed_account(facts.actor, facts.settings, *facts.who, after, event_type::account_reopened, at);
  append(out.operations, std::move(told));
  return out;
}

// --- what time does to a request ---

/// Nobody decided in time: no refusal, and the person may ask again.
inline result<std::vector<operation>> lapse(const account& who, stamp& at) {
  const bool is_over = state_at(who, at.now) == account_state::lapsed;
  if (!may(who.state, transition_cause::lapse) || !is_over) return failure{errc::illegal_transition};
  auto after = who;
  after.state = account_state::lapsed;
  close_request(after);
  return std::vector{changing(who, after),
                     record(at, {.what = event_type::account_lapsed,
                                 .subject = who.id,
                                 .number = static_cast<std::int64_t>(after.state),
                                 .invite = who.invite}),
                     queue_effect(at, effect::mail_lapsed, after)};
}

/// Whoever decides is told that somebody still waits, and will be told again; once only, however long nobody called.
inline result<std::vector<operation>> remind(const account& who, const settings& workspace, stamp& at) {
  const bool is_due = who.remind_at && *who.remind_at <= at.now;
  const bool signs_up = who.state == account_state::pending;
  const bool asks = who.state == account_state::active && is_undecided(who);
  if (!is_due || is_request_over(who, at.now) || !(signs_up || asks)) return failure{errc::illegal_transition};
  auto after = who;
  const auto next = *who.remind_at + workspace.approval_reminder_interval;
  after.remind_at = next > at.now ? next : at.now + workspace.approval_reminder_interval;
  return std::vector{
      unchanged(workspace), changing(who, after),
      queue_notice(at, asks ? effect::mail_access_asked : effect::mail_approval_reminder, who.id, addressee::deciders)};
}

}  // namespace parvis::inline v1
