// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>

#include "parvis/rules/accounts.hpp"

// Who may be given data about people, and that it is told of before they have it.

namespace parvis::inline v1 {

struct export_facts {
  parvis::settings settings;
  actor_facts actor;
  std::optional<account> who{};  ///< where it is about one
};

/// All accounts, or those in a state, as a table.
inline result<decision<account_state>> export_accounts(const export_facts& facts, std::optional<account_state> state,
                                                       stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  if (state && (*state < account_state::invited || *state >= account_state::erased)) {
    return failure{errc::out_of_range, "state"};
  }
  decision<account_state> out{actor_unchanged(facts.actor), state.value_or(account_state{})};
  out.operations.push_back(record(at, {.what = event_type::accounts_exported,
                                       .subject = facts.actor.who->id,
                                       .actor = facts.actor.who->id,
                                       .settings_revision = static_cast<std::int64_t>(facts.settings.revision),
                                       .number = static_cast<std::int64_t>(out.reply)}));
  return out;
}

/// Everything about one person: for who manages users, and for themselves while they are in.
inline result<decision<account>> export_person(const export_facts& facts, stamp& at) {
  const auto& [settings, actor, who] = facts;
  const bool own = who && actor.who->id == who->id && may_act(*actor.who);
  if (!own) {
    PARVIS_TRYV(require_manager(actor));
  }
  if (!who || who->state == account_state::erased) return failure{errc::not_found, "account"};
  decision<account> out{actor_unchanged(actor), *who};
  out.operations.push_back(record(at, {.what = event_type::person_exported,
                                       .subject = who->id,
                                       .actor = actor.who->id,
                                       .settings_revision = static_cast<std::int64_t>(settings.revision)}));
  return out;
}

}  // namespace parvis::inline v1
