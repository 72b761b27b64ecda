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
};

/// A selected approver, or whoever manages users, may decide. Never a portal account, never anybody who is not active.
inline bool may_decide(const settings& workspace, const actor_facts& actor) {
  if (!is_active_user(actor.who)) return false;
  const auto& named = workspace.approvers;
  return manages_users(actor) || std::find(named.begin(), named.end(), actor.who->id) != named.end();
}

/// What every decision asks first: the right, the person, and that the decider saw them as they are.
inline result<> check_decision(const approval_facts& facts, std::optional<std::uint64_t> seen) {
  if (!may_decide(facts.settings, facts.actor)) return failure{errc::permission_denied};
  if (!facts.who) return failure{errc::not_found, "account"};
  if (seen && *seen != facts.who->revision) return failure{errc::stale};
  return success();
}

struct reject_command {
  std::optional<std::uint64_t> seen{};
  std::string reason{};        ///< may be empty
  bytes_text reason_digest{};  ///< keyed; by it the audit entry names the note
  parvis::notice notice = parvis::notice::mail;
};

/// Guards, the account's change and the audit entry: what approving and rejecting have in common.
inline decision<account> decided(const approval_facts& facts, account after, event_type what, stamp& at,
                                 bytes_text note_digest = {}) {
  after.decided_by = facts.actor.who->id;
  after.decided_at = at.now;
  after.settings_revision = static_cast<std::int64_t>(facts.settings.revision);
  after.revision = facts.who->revision + 1;
  decision<account> out{actor_unchanged(facts.actor), after};
  append(out.operations, {unchanged(facts.settings), changing(*facts.who, after),
                          record(at, {.what = what,
                                      .subject = after.id,
                                      .actor = after.decided_by,
                                      .settings_revision = after.settings_revision,
                                      .number = static_cast<std::int64_t>(after.state),
                                      .invite = after.invite,
                                      .note = std::move(note_digest)})});
  return out;
}

inline result<decision<account>> approve(const approval_facts& facts, std::optional<std::uint64_t> seen, stamp& at) {
  const bool repeated = facts.who && facts.who->decided_at && may_result(transition_cause::approve, facts.who->state);
  PARVIS_TRYV(check_decision(facts, repeated ? std::nullopt : seen));
  if (repeated) return decision<account>{{}, *facts.who};
  if (!may(facts.who->state, transition_cause::approve)) return failure{errc::illegal_transition};
  auto after = *facts.who;
  PARVIS_TRY(auto place, give_place(after, facts.pools, facts.settings.when_no_seat, at));
  auto out = decided(facts, std::move(after), event_type::account_approved, at);
  append(out.operations, std::move(place));
  return out;
}

inline result<decision<account>> reject(const approval_facts& facts, const reject_command& command, stamp& at) {
  const bool repeated = facts.who && facts.who->state == account_state::rejected;
  PARVIS_TRYV(check_decision(facts, repeated ? std::nullopt : command.seen));
  if (repeated) return decision<account>{{}, *facts.who};
  if (!may(facts.who->state, transition_cause::reject)) return failure{errc::illegal_transition};
  auto after = *facts.who;
  after.state = account_state::rejected;
  auto out = decided(facts, std::move(after), event_type::account_rejected, at, command.reason_digest);
  if (!command.reason.empty()) {
    out.operations.push_back(inserting(
        note{.id = at.ids.next(), .subject = out.reply.id, .text = command.reason, .digest = command.reason_digest}));
  }
  if (command.notice == notice::mail) {
    out.operations.push_back(queue_effect(at, effect::mail_rejected, out.reply, {}, command.reason));
  }
  return out;
}

}  // namespace parvis::inline v1
