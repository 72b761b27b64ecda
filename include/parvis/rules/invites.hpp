// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "parvis/model/invite.hpp"
#include "parvis/rules/accounts.hpp"
#include "parvis/rules/limits.hpp"
#include "parvis/rules/links.hpp"
#include "parvis/rules/settings.hpp"

namespace parvis::inline v1 {

/// What a link is to be: public, or one for each of the people in a list.
struct create_invite_command {
  invite_type type = invite_type::public_;
  account_kind audience = account_kind::client;
  std::string label{};
  std::string language{};
  std::optional<duration> lifetime{};
  std::optional<std::int64_t> max_uses{};
  std::vector<std::string> allowed_domains{};
  approval_override approval = approval_override::inherit;
  parvis::case_role case_role = parvis::case_role::none;
  std::optional<parvis::access> access{};
  group_id group{};
  std::int64_t key_id = 0;  ///< of the key the link is derived with
};

/// Which access a link may give to whom. The first of an audience is what it gives unless it is told.
struct invite_access_rule {
  account_kind audience;
  parvis::access access;
};
inline constexpr std::array<invite_access_rule, 6> invite_access_rules{{
    {account_kind::client, access::client},
    {account_kind::collaborator, access::collaborator},
    {account_kind::collaborator, access::collaborator | access::client},
    {account_kind::user, access::core},
    {account_kind::user, access::contract},
    {account_kind::user, access::core | access::contract},
}};

/// The access that a link of these options would give, allowed or not; none for an audience that is none.
constexpr access access_of(const create_invite_command& options) noexcept {
  if (options.access) return *options.access;
  for (const auto& rule : invite_access_rules) {
    if (rule.audience == options.audience) return rule.access;
  }
  return access::none;
}

constexpr bool access_allowed(account_kind audience, access given) noexcept {
  for (const auto& rule : invite_access_rules) {
    if (rule.audience == audience && rule.access == given) return true;
  }
  return false;
}

inline constexpr std::int64_t invite_uses_max = 1'000'000;

/// How a person who comes through this link is approved.
constexpr approval_mode approval_of(approval_override of_link, approval_mode of_workspace) noexcept {
  switch (of_link) {
    case approval_override::by_default:
      return approval_mode::by_default;
    case approval_override::by_user:
      return approval_mode::by_user;
    case approval_override::inherit:
      break;
  }
  return of_workspace;
}

struct create_invite_facts {
  parvis::settings settings;
  actor_facts actor;
  std::optional<parvis::group> group{};  ///< the one that the options name
  std::vector<seat_pool> pools{};
};

/// The group that a link leads to: one for users, which manages none, for a link may be passed on; and none for anybody
/// else.
inline errc group_refusal(const create_invite_command& options, const std::optional<group>& named) {
  if (options.audience != account_kind::user) return options.group.is_nil() ? errc{} : errc::group_not_allowed;
  if (!named) return errc::not_found;
  return has(named->permissions, permissions::users_manage) ? errc::group_not_allowed : errc{};
}

/// Everything that is wrong with the options at once.
inline form_errors check_options(const create_invite_facts& facts, const create_invite_command& options,
                                 duration lifetime) {
  const auto& workspace = facts.settings;
  form_errors errors;
  if (!options.label.empty()) errors.take("label", parse_line(options.label, 100));
  if (lifetime < seconds(1) || lifetime > days(3660)) errors.add("lifetime", errc::out_of_range);
  if (options.max_uses && (*options.max_uses < 1 || *options.max_uses > invite_uses_max)) {
    errors.add("max_uses", errc::out_of_range);
  }
  if (options.type == invite_type::personal) {
    if (options.max_uses) errors.add("max_uses", errc::invalid_argument);
    if (!options.allowed_domains.empty()) errors.add("allowed_domains", errc::invalid_argument);
  }
  if (options.approval == approval_override::by_user && workspace.approvers.empty()) {
    errors.add("approval", errc::approver_required);
  }
  if (!language_offered(options.language, workspace)) errors.add("language", errc::language_not_offered);
  if (!access_allowed(options.audience, access_of(options))) errors.add("access", errc::access_not_allowed);
  if (const auto refused = group_refusal(options, facts.group); refused != errc{}) {
    errors.add("group", failure{refused, "group"});
  }
  return errors;
}

/// A personal link that is dead still tells for whom it was, for so long: whoever was only invited is nobody's account,
/// and could be erased by nobody else (GDPR article 5(1)(e), article 12(3): within one month).
inline constexpr duration invitee_retention = days(30);

/// From when on nobody needs to know for whom a personal link was: it counts from its expiry, or from an earlier
/// revocation.
inline std::optional<instant> forgotten_from(const invite& link, instant now) {
  if (link.email_key.empty()) return std::nullopt;
  const auto expires_at = link.expires_at.value_or(now);
  return (link.state == invite_state::revoked ? std::min(now, expires_at) : expires_at) + invitee_retention;
}

/// A link that tells no more for whom it was, and opens nothing.
inline operation forget_invitee(const invite& before) {
  auto after = before;
  after.state = invite_state::revoked;
  after.label.clear();
  after.email.clear();
  after.email_key.clear();
  after.forget_at.reset();
  return changing(before, after);
}

/// The actor answers for the newest generation of a link, which the primary key makes.
inline void vouch(invite& link, const actor_facts& actor, std::int64_t key_id) {
  link.vouched_by = actor.who->id;
  link.vouched_group = actor.group->id;
  link.key_id = key_id;
}

/// A link of these options, without an id, if somebody may make it who acts: `permission_denied`, `not_found` for the
/// group, `out_of_range`, or `invalid_form`.
inline result<invite> draft_invite(const create_invite_facts& facts, const create_invite_command& options,
                                   instant now) {
  PARVIS_TRYV(require_manager(facts.actor));
  const auto lifetime = options.lifetime.value_or(facts.settings.invite_lifetime);
  invite out{.revision = 1,
             .audience = options.audience,
             .label = options.label,
             .language = options.language,
             .max_uses = options.max_uses,
             .expires_at = now + lifetime,
             .allowed_domains = options.allowed_domains,
             .approval = options.approval,
             .access = access_of(options),
             .case_role = options.case_role,
             .created_by = facts.actor.who->id,
             .created_at = now,
             .type = options.type,
             .group = options.group};
  // An enumerator that is none would make a row that nobody can read again.
  if (const auto kept = from_row<invite>(to_row(out)); !kept) {
    return failure{errc::out_of_range, kept.assume_error().detail};
  }
  if (auto errors = check_options(facts, options, lifetime); errors.failed()) return std::move(errors).as_failure();
  vouch(out, facts.actor, options.key_id);
  return out;
}

/// The guards of what a new link was decided on, its row and its audit entry.
inline decision<invite> made_invite(const create_invite_facts& facts, const invite& made, stamp& at) {
  decision<invite> out{actor_unchanged(facts.actor), made};
  if (facts.group) out.operations.push_back(unchanged(*facts.group));
  append(out.operations, {unchanged(facts.settings), inserting(made),
                          record(at, {.what = event_type::invite_created,
                                      .subject = made.id,
                                      .actor = facts.actor.who->id,
                                      .settings_revision = static_cast<std::int64_t>(facts.settings.revision)})});
  return out;
}

/// A public link. Whoever comes through one that asks nobody takes their seats unasked: then there must be room.
inline result<decision<invite>> create_invite(const create_invite_facts& facts, const create_invite_command& options,
                                              stamp& at) {
  PARVIS_TRY(auto made, draft_invite(facts, options, at.now));
  if (approval_of(made.approval, facts.settings.approval) == approval_mode::by_default) {
    if (!take_seats(made.access, facts.pools, at.now)) return failure{errc::room_needed};
  }
  made.id = at.ids.next<invite_id>();
  return made_invite(facts, made, at);
}

// --- personal links ---

struct invitee_facts {
  std::optional<account> by_email{};  ///< whoever has the address
  mail_budget mails{};
};

/// Whether somebody who has this address is an account of the workspace. Who was refused, or lapsed, may be invited
/// unless they are banned.
inline bool is_taken(const std::optional<account>& by_email, instant now) {
  return by_email && (is_banned(*by_email) || !may(state_at(*by_email, now), transition_cause::reapply));
}

/// The guard that whoever has the address has not changed; or that nobody has it still.
inline operation holder_unchanged(const std::optional<account>& by_email, const email& address) {
  if (by_email) return unchanged(*by_email);
  return {.type = op_type::absent,
          .kind = kind::account,
          .set = {{column_of(&account::email_key), value::text(address.key())}}};
}

/// Queues the mail that carries a personal link, and counts it: `mails_exhausted` when there were too many.
inline result<std::vector<operation>> mail_invite(const invite& link, const mail_budget& mails,
                                                  const settings& workspace, stamp& at) {
  if (exhausted(mails, workspace)) return failure{errc::mails_exhausted, "email"};
  return std::vector{queue_effect(at, effect::mail_invitation, link), spend_mail(mails, workspace, at.now)};
}

/// A link for one person, for one use, mailed and shown nowhere: whoever holds it has proven the address. Its seats are
/// judged when it is used. `language`: the person's; empty: that of the options. `mark`: the id of the link; nil: one
/// is drawn.
inline result<decision<invite>> invite_person(const create_invite_facts& facts, const create_invite_command& options,
                                              const invitee_facts& person, const email& to, const std::string& language,
                                              stamp& at, invite_id mark = {}) {
  PARVIS_TRY(auto made, draft_invite(facts, options, at.now));
  if (!language_offered(language, facts.settings)) return failure{errc::language_not_offered, "language"};
  if (!domain_allowed(to.domain(), facts.settings, {})) return failure{errc::email_domain_not_allowed, "email"};
  if (is_taken(person.by_email, at.now)) return failure{errc::email_taken, "email"};
  for (const auto& one : {language, options.language, facts.settings.default_language}) {
    made.language = one;
    if (!one.empty()) break;
  }
  made.id = mark.is_nil() ? at.ids.next<invite_id>() : mark;
  made.max_uses = 1;
  made.email = to.spelling();
  made.email_key = to.key();
  made.forget_at = forgotten_from(made, at.now);
  PARVIS_TRY(auto mailed, mail_invite(made, person.mails, facts.settings, at));
  auto out = made_invite(facts, made, at);
  out.operations.push_back(holder_unchanged(person.by_email, to));
  append(out.operations, std::move(mailed));
  return out;
}

// --- what becomes of a link ---

struct move_invite_command {
  invite_cause cause{};
  link_fate fate = link_fate::rotate;  ///< of the older links, where they might live on
  std::int64_t key_id = 0;             ///< of the key a new link is derived with
};
struct move_invite_facts {
  parvis::settings settings;
  actor_facts actor;
  std::optional<invite> link{};
  mail_budget mails{};  ///< of a personal link's address
};

constexpr event_type event_of(invite_cause cause) noexcept {
  switch (cause) {
    case invite_cause::close:
      return event_type::invite_closed;
    case invite_cause::reopen:
      return event_type::invite_reopened;
    case invite_cause::revoke:
      return event_type::invite_revoked;
    case invite_cause::rotate:
      return event_type::invite_rotated;
    case invite_cause::resend:
      break;
  }
  return event_type::invite_resent;
}

/// Turns a link off or on, or makes it another one. A personal link that is not the same any more is mailed, for
/// nothing else carries it.
inline result<decision<invite>> move_invite(const move_invite_facts& facts, const move_invite_command& command,
                                            stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  if (!facts.link) return failure{errc::not_found, "invite"};
  const auto& before = *facts.link;
  if (is_off_by(before, command.cause)) return decision<invite>{{}, before};
  const auto to = state_after(before, command.cause);
  const bool resent = command.cause == invite_cause::resend;
  if (!to || (resent && is_used_up(before))) return failure{errc::illegal_transition};

  auto after = before;
  after.state = *to;
  const bool renewed = *to == invite_state::open && command.fate != link_fate::keep;
  if (renewed) {
    ++after.generation;
    vouch(after, facts.actor, command.key_id);
  }
  if (renewed || resent) after.expires_at = at.now + facts.settings.invite_lifetime;
  after.forget_at = forgotten_from(after, at.now);
  auto change = changing(before, after);
  if (!change.set.empty()) ++after.revision;
  // A use raises no revision: the store asks again whether the one use is left.
  if (resent) change.conditions = {{column_of(&invite::uses), comparison::less, {}, column_of(&invite::max_uses)}};

  decision<invite> out{actor_unchanged(facts.actor), after};
  append(out.operations, {unchanged(facts.settings), std::move(change),
                          record(at, {.what = event_of(command.cause),
                                      .subject = after.id,
                                      .actor = facts.actor.who->id,
                                      .settings_revision = static_cast<std::int64_t>(facts.settings.revision),
                                      .number = after.generation})});
  if (after.type == invite_type::personal && (renewed || resent)) {
    PARVIS_TRY(auto mailed, mail_invite(after, facts.mails, facts.settings, at));
    append(out.operations, std::move(mailed));
  }
  return out;
}

/// Spends one use. The store keeps the bound, so the last use is spent once.
inline operation spend_use(const invite& link) {
  return {.type = op_type::change,
          .kind = kind::invite,
          .id = link.id,
          .revision = link.revision,
          .add = {{column_of(&invite::uses), 1}}};
}

}  // namespace parvis::inline v1
