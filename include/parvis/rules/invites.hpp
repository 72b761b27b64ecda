// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parvis/model/invite.hpp"
#include "parvis/rules/accounts.hpp"
#include "parvis/rules/settings.hpp"

namespace parvis::inline v1 {

struct create_invite_command {
  account_kind audience = account_kind::client;
  std::string label{};
  std::string language{};
  std::optional<duration> lifetime{};
  std::optional<std::int64_t> max_uses{};
  std::vector<std::string> allowed_domains{};
  approval_override approval = approval_override::inherit;
  parvis::case_role case_role = parvis::case_role::none;
  std::int64_t key_id = 0;  ///< of the key the link is derived with
};

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
  std::vector<seat_pool> pools;
};

inline result<decision<invite>> create_invite(const create_invite_facts& facts, const create_invite_command& command,
                                              stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  const auto& workspace = facts.settings;
  form_errors errors;
  if (command.audience == account_kind::user) errors.add("audience", errc::access_not_allowed);
  if (!command.label.empty()) errors.take("label", parse_line(command.label, 100));
  const auto lifetime = command.lifetime.value_or(workspace.invite_lifetime);
  if (lifetime < seconds(1) || lifetime > days(3660)) errors.add("lifetime", errc::out_of_range);
  if (command.max_uses && (*command.max_uses < 1 || *command.max_uses > invite_uses_max)) {
    errors.add("max_uses", errc::out_of_range);
  }
  if (command.approval == approval_override::by_user && workspace.approvers.empty()) {
    errors.add("approval", errc::approver_required);
  }
  const auto& offered = workspace.languages;
  if (!command.language.empty() && std::find(offered.begin(), offered.end(), command.language) == offered.end()) {
    errors.add("language", errc::language_not_offered);
  }
  if (errors.failed()) return std::move(errors).as_failure();

  const invite made{.id = at.ids.next<invite_id>(),
                    .revision = 1,
                    .audience = command.audience,
                    .key_id = command.key_id,
                    .label = command.label,
                    .language = command.language,
                    .max_uses = command.max_uses,
                    .expires_at = at.now + lifetime,
                    .allowed_domains = command.allowed_domains,
                    .approval = command.approval,
                    .access = command.audience == account_kind::collaborator ? access::collaborator : access::client,
                    .case_role = command.case_role,
                    .created_by = facts.actor.who->id,
                    .created_at = at.now};
  // An enumerator that is none would make a row that nobody can read again.
  if (const auto kept = from_row<invite>(to_row(made)); !kept) {
    return failure{errc::out_of_range, kept.assume_error().detail};
  }
  // Whoever comes through such a link takes a seat unasked: without approval there must be room (mission section 4).
  if (approval_of(made.approval, workspace.approval) == approval_mode::by_default) {
    if (!take_seats(made.access, facts.pools, at.now)) return failure{errc::room_needed};
  }
  decision<invite> out{actor_unchanged(facts.actor), made};
  append(out.operations, {unchanged(workspace), inserting(made),
                          record(at, {.what = event_type::invite_created,
                                      .subject = made.id,
                                      .actor = facts.actor.who->id,
                                      .settings_revision = static_cast<std::int64_t>(workspace.revision)})});
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
