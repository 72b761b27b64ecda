// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "parvis/rules/actors.hpp"
#include "parvis/rules/licenses.hpp"
#include "parvis/values/email.hpp"
#include "parvis/values/name.hpp"
#include "parvis/values/unique_code.hpp"
#include "parvis/values/username.hpp"

namespace parvis::inline v1 {

inline bool names(const std::vector<account_id>& people, account_id one) {
  return std::find(people.begin(), people.end(), one) != people.end();
}

/// Empty stands for the workspace's own.
inline bool language_offered(const std::string& language, const settings& workspace) {
  const auto& offered = workspace.languages;
  return language.empty() || std::find(offered.begin(), offered.end(), language) != offered.end();
}

/// Whether a command leads towards the door, where whoever is banned is not let through.
constexpr bool lets_in(transition_cause cause) noexcept {
  return cause == transition_cause::approve || cause == transition_cause::reopen ||
         cause == transition_cause::reactivate;
}

/// The revisions that whoever acts has looked at, if they say so.
struct seen_revisions {
  std::optional<std::uint64_t> account{};
  std::optional<std::uint64_t> settings{};
};

/// What every command about an account asks once the right is settled. True: the account is where the command leads, so
/// the answer stands and nothing is done, whatever was seen. Otherwise `not_found`, `stale`, `illegal_transition`
/// unless the table lets the command act on it, or `ban_stands` where it would let somebody in.
inline result<bool> is_done(transition_cause cause, const std::optional<account>& who, const settings& workspace,
                            const seen_revisions& seen, instant now) {
  if (!who) return failure{errc::not_found, "account"};
  const auto state = state_at(*who, now);
  // Who became active without ever needing approval was not approved.
  if (may_result(cause, state) && (cause != transition_cause::approve || who->decided_at)) return true;
  if (seen.account.value_or(who->revision) != who->revision) return failure{errc::stale};
  if (seen.settings.value_or(workspace.revision) != workspace.revision) return failure{errc::stale};
  if (!may(state, cause)) return failure{errc::illegal_transition};
  if (is_banned(*who) && lets_in(cause)) return failure{errc::ban_stands};
  return false;
}

/// Guards, the account's change and its audit entry: what every command about an account has in common. Of what
/// happened `what` is told, and `number` and `note` as they apply.
inline decision<account> changed_account(const actor_facts& actor, const settings& workspace, const account& before,
                                         account after, occurrence happened, stamp& at) {
  after.settings_revision = static_cast<std::int64_t>(workspace.revision);
  after.revision = before.revision + 1;
  after.seated_at = seated_since(seats_held(before), after, at.now);
  decision<account> out{actor_unchanged(actor), after};
  // Whoever acts upon themselves is guarded by the change itself.
  std::erase_if(out.operations,
                [&](const operation& guard) { return guard.kind == kind::account && guard.id == before.id; });
  happened.subject = after.id;
  happened.actor = actor.who->id;
  happened.settings_revision = after.settings_revision;
  happened.invite = after.invite;
  append(out.operations, {unchanged(workspace), changing(before, after), record(at, happened)});
  return out;
}

/// The same of a command that leads to a state, which is the number.
inline decision<account> changed_account(const actor_facts& actor, const settings& workspace, const account& before,
                                         const account& after, event_type what, stamp& at,
                                         bytes_text note_digest = {}) {
  return changed_account(
      actor, workspace, before, after,
      {.what = what, .number = static_cast<std::int64_t>(after.state), .note = std::move(note_digest)}, at);
}

struct person {
  person_name first_name;
  person_name last_name;
  parvis::email email;
};
/// The same, as far as a form could be read.
struct typed_person {
  std::optional<person_name> first_name{};
  std::optional<person_name> last_name{};
  std::optional<parvis::email> email{};
};

inline account new_account(const person& who, instant now) {
  account out;
  out.revision = 1;
  out.email = who.email.spelling();
  out.email_key = who.email.key();
  out.first_name = who.first_name.text();
  out.last_name = who.last_name.text();
  out.created_at = now;
  return out;
}

/// The request is no longer open: no term, and nobody to remind.
inline void close_request(account& who) {
  who.decide_by.reset();
  who.remind_at.reset();
}

/// Nothing more is asked for: no other access, and no seat for it.
inline std::vector<operation> withdraw_request(account& who, const std::vector<seat_pool>& loaded) {
  who.asked_access.reset();
  close_request(who);
  return leave_queue(who, loaded);
}

/// Lets somebody wait for whoever decides: the request has a term, and reminders on the way to it. The person is told,
/// and so are those who may decide by the time the mail goes out.
inline std::vector<operation> become_pending(account& who, const settings& workspace, stamp& at) {
  who.state = account_state::pending;
  who.decide_by = at.now + workspace.approval_lifetime;
  who.remind_at = at.now + workspace.approval_reminder_interval;
  return {queue_effect(at, effect::mail_request_received, who),
          queue_notice(at, effect::mail_approval_needed, who.id, addressee::deciders)};
}

/// A form with one thing wrong.
inline failure refused_field(std::string_view field, errc why) {
  failure out{errc::invalid_form};
  out.fields.push_back({std::string(field), why, {}});
  return out;
}

// --- unique codes ---

/// What is known of the codes that an account may get.
struct code_facts {
  std::vector<unique_code> made{};    ///< for an account that is given none
  std::vector<code_claim> claimed{};  ///< whoever has, or had, one of those or the one that is given
};

/// With so many codes at once the first free one is there, were it after ten million others.
inline constexpr unsigned codes_made = 4;

inline const code_claim* find_claim(const code_facts& codes, const unique_code& one) {
  const auto found = std::find_if(codes.claimed.begin(), codes.claimed.end(),
                                  [&](const code_claim& claim) { return claim.key == one.key(); });
  return found == codes.claimed.end() ? nullptr : &*found;
}

/// The first made code that nobody has or had: `conflict` when there is none, for another call makes others.
inline result<unique_code> free_code(const code_facts& codes) {
  for (const auto& one : codes.made) {
    if (find_claim(codes, one) == nullptr) return one;
  }
  return failure{errc::conflict, "code"};
}

/// Keeps a code for an account, for ever. `mark`: the id of the claim; nil: one is drawn.
inline operation claim_code(const account& who, const unique_code& code, stamp& at, const uuid& mark = {}) {
  const auto id = mark.is_nil() ? at.ids.next() : mark;
  return inserting(code_claim{.id = id, .key = code.key(), .account = who.id, .claimed_at = at.now});
}

constexpr bool is_user_access(access a) noexcept {
  return a == access::core || a == access::contract || a == (access::core | access::contract);
}

// --- the workspace's first administrator ---

/// Every grant is a row of one batch, and may need a pool.
inline constexpr std::size_t set_up_grants_max = 16;

struct set_up_command {
  parvis::settings settings;
  person administrator;
  parvis::username username;
  std::string password;  ///< PHC
  parvis::access access;
  std::vector<std::pair<std::string, std::int64_t>> grants;  ///< sku, quantity
};
struct set_up_outcome {
  account_id administrator;
  group_id administrators;
  group_id members;
};

/// A pool for every sku that an access takes and for every other one granted, each with the sum of its grants.
inline std::vector<seat_pool> first_pools(const set_up_command& command, stamp& at) {
  std::vector<seat_pool> out;
  const auto pool_for = [&](std::string_view sku) -> seat_pool& {
    const auto found = std::find_if(out.begin(), out.end(), [&](const auto& p) { return p.sku == sku; });
    if (found != out.end()) return *found;
    return out.emplace_back(new_pool(sku, at));
  };
  for (const auto& rule : seat_rules) pool_for(rule.sku);
  for (const auto& [sku, quantity] : command.grants) pool_for(sku).capacity += quantity;
  for (const auto sku : skus_of(command.access)) {
    auto& pool = pool_for(sku);
    pool.held = pool.peak = pool.moves = 1;
  }
  return out;
}

inline result<decision<set_up_outcome>> set_up(const std::optional<settings>& existing, const set_up_command& command,
                                               stamp& at) {
  if (existing) return failure{errc::already_set_up};
  if (!is_user_access(command.access)) return failure{errc::access_not_allowed, "access"};
  if (command.grants.size() > set_up_grants_max) return failure{errc::out_of_range, "grants"};
  const group administrators{.id = at.ids.next<group_id>(),
                             .name = "Administrators",
                             .name_key = "administrators",
                             .permissions = permissions::users_manage,
                             .active = 1,
                             .entered = 1};
  const group members{.id = at.ids.next<group_id>(), .name = "Members", .name_key = "members"};
  auto first = new_account(command.administrator, at.now);
  first.id = at.ids.next<account_id>();
  first.of_kind = account_kind::user;
  first.state = account_state::active;
  first.active_since = at.now;
  first.seated_at = at.now;
  first.access = command.access;
  first.username = command.username.spelling();
  first.username_key = command.username.key();
  first.password = command.password;
  first.language = command.settings.default_language;
  first.group = administrators.id;
  const auto code = unique_code::made_of(first.id, 0);
  first.code = code.spelling();
  const counter active_administrators{
      .id = administrators_row, .name = "active_administrators", .count = 1, .at_least = 1};

  decision<set_up_outcome> out{{}, {first.id, administrators.id, members.id}};
  out.operations = {inserting(command.settings),      inserting(administrators),  inserting(members), inserting(first),
                    inserting(active_administrators), claim_code(first, code, at)};
  for (const auto& [sku, quantity] : command.grants) {
    out.operations.push_back(inserting(grant{.id = at.ids.next<grant_id>(),
                                             .sku = sku,
                                             .quantity = quantity,
                                             .starts_at = at.now,
                                             .created_by = first.id,
                                             .created_at = at.now}));
  }
  for (const auto& pool : first_pools(command, at)) {
    if (pool.held > pool.capacity) return failure{errc::no_seat, "grants", pool.sku};
    out.operations.push_back(inserting(pool));
  }
  out.operations.push_back(record(at, {.what = event_type::workspace_set_up, .subject = first.id, .actor = first.id}));
  return out;
}

// --- who is in and who is not ---

struct activity_facts {
  parvis::settings settings;
  actor_facts actor;
  std::optional<account> who;
  std::optional<parvis::group> group;       ///< theirs
  std::vector<seat_pool> pools;             ///< of their access, and of the one they ask for
  std::optional<counter> administrators;    ///< how many of them are active
  std::vector<reservation> reservations{};  ///< seats kept for them
};
struct activity_command {
  seen_revisions seen{};
  parvis::notice notice = parvis::notice::mail;
  std::string reason{};                               ///< of whoever goes; may be empty
  bytes_text reason_digest{};                         ///< keyed; by it the audit entry names the note
  parvis::access handed_over = parvis::access::none;  ///< seats that somebody else has in the same commit
};

/// What an audit entry names by the digest of it; nothing where no reason was given.
inline std::vector<operation> keep_reason(const account& about, const auto& command, stamp& at) {
  if (command.reason.empty()) return {};
  return {inserting(
      note{.id = at.ids.next(), .subject = about.id, .text = command.reason, .digest = command.reason_digest})};
}

/// The command, its guards, and what it moves in their group: on that depends who counts as an administrator.
inline result<decision<account>> changed_activity(const activity_facts& facts, const account& after, event_type what,
                                                  stamp& at, bytes_text note_digest = {}) {
  auto out = changed_account(facts.actor, facts.settings, *facts.who, after, what, at, std::move(note_digest));
  PARVIS_TRY(auto counts, recount(&*facts.who, out.reply, facts.group, facts.administrators));
  append_joined(out.operations, std::move(counts));
  return out;
}

/// Where an approver goes, whoever decides from now on is told.
inline std::vector<operation> tell_deciders(const settings& workspace, const account& gone, stamp& at) {
  if (!names(workspace.approvers, gone.id)) return {};
  return {queue_notice(at, effect::mail_approvals_reassigned, gone.id, addressee::deciders)};
}

/// No sign-in from now on, and every older token dead; nothing is lost but the seats, which are free for others.
inline result<decision<account>> deactivate(const activity_facts& facts, const activity_command& command, stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  PARVIS_TRY(const bool done, is_done(transition_cause::deactivate, facts.who, facts.settings, command.seen, at.now));
  if (done) return decision<account>{{}, *facts.who};
  const auto& before = *facts.who;
  auto after = before;
  after.state = account_state::inactive;
  after.active_since.reset();
  after.join_by.reset();
  after.seat_freed_at.reset();
  revoke_credentials(after);
  auto withdrawn = withdraw_request(after, facts.pools);
  PARVIS_TRY(auto out, changed_activity(facts, after, event_type::account_deactivated, at, command.reason_digest));
  append(out.operations, keep_reason(before, command, at));
  if (command.notice == notice::mail) {
    out.operations.push_back(queue_effect(at, effect::mail_deactivated, out.reply, {}, command.reason));
  }
  append(out.operations, tell_deciders(facts.settings, before, at));
  append(out.operations, std::move(withdrawn));
  append_joined(out.operations, release_seats(without(seats_held(before), command.handed_over), facts.pools));
  return out;
}

/// Back in, with the seats: at once or not at all, for the queue is of those who are new. Whoever never joined is
/// invited once more: their link is no notice but the only way in, so no silence withholds it.
inline result<decision<account>> reactivate(const activity_facts& facts, const activity_command& command, stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  PARVIS_TRY(const bool done, is_done(transition_cause::reactivate, facts.who, facts.settings, command.seen, at.now));
  if (done) return decision<account>{{}, *facts.who};
  auto after = *facts.who;
  const bool joined = !after.password.empty();
  after.state = joined ? account_state::active : account_state::invited;
  if (joined) {
    after.active_since = at.now;
  } else {
    after.join_by = at.now + facts.settings.invite_lifetime;
  }
  PARVIS_TRY(auto seats, take_seats(seats_held(after), facts.pools, at.now, facts.reservations));
  PARVIS_TRY(auto out, changed_activity(facts, after, event_type::account_reactivated, at));
  if (!joined) {
    out.operations.push_back(queue_effect(at, effect::mail_join, out.reply));
  } else if (command.notice == notice::mail) {
    out.operations.push_back(queue_effect(at, effect::mail_reactivated, out.reply));
  }
  append(out.operations, std::move(seats));
  return out;
}

}  // namespace parvis::inline v1
