// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <vector>

#include "parvis/model/account.hpp"
#include "parvis/model/license.hpp"
#include "parvis/model/settings.hpp"
#include "parvis/rules/decision.hpp"
#include "parvis/rules/transitions.hpp"

namespace parvis::inline v1 {

/// Who acts, as loaded for the decision.
struct actor_facts {
  std::optional<account> who{};
  std::optional<parvis::group> group{};
  account_id named{};  ///< by the caller
};

/// The host itself, which says so: whoever names nobody is nobody.
inline bool is_operator(const actor_facts& actor) { return actor.named == operator_id; }

/// By whom it is in the trail.
inline account_id id_of(const actor_facts& actor) { return is_operator(actor) ? operator_id : actor.who->id; }

/// Nobody acts for the firm through a portal account, or while their account is not active or banned.
inline bool is_active_user(const std::optional<account>& who) {
  return who && who->of_kind == account_kind::user && may_act(*who);
}

/// Somebody of the portal who is in, and may act for themselves.
inline bool is_active_portal_account(const std::optional<account>& who) {
  return who && who->of_kind != account_kind::user && may_act(*who);
}

inline bool manages_users(const actor_facts& actor) {
  return is_active_user(actor.who) && actor.group && has(actor.group->permissions, permissions::users_manage);
}

/// The guards that the actor may still do at the commit what they might do when it was decided (ASVS 8.3.2).
inline std::vector<operation> actor_unchanged(const actor_facts& actor) {
  if (is_operator(actor)) return {};
  std::vector<operation> out{unchanged(*actor.who)};
  if (actor.group) out.push_back(unchanged(*actor.group));
  return out;
}

/// `permission_denied` unless the actor manages users.
inline result<> require_manager(const actor_facts& actor) {
  if (!manages_users(actor)) return failure{errc::permission_denied};
  return success();
}

/// The same, where the operator may do it too.
inline result<> require_manager_or_operator(const actor_facts& actor) {
  return is_operator(actor) ? success() : require_manager(actor);
}

/// `permission_denied` unless licenses are the actor's to give.
inline result<> require_licensor(const actor_facts& actor, licensing given) {
  if (given == licensing::by_administrators) return require_manager_or_operator(actor);
  if (!is_operator(actor)) return failure{errc::permission_denied};
  return success();
}

}  // namespace parvis::inline v1
