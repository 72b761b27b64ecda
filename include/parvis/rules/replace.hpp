// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <utility>

#include "parvis/rules/people.hpp"

namespace parvis::inline v1 {

struct replace_facts {
  activity_facts leaver;
  add_account_facts newcomer;
};
struct replace_command {
  activity_command leave{};
  add_account_command add;
};
struct replaced {
  account left;
  account added;
};

/// One user goes and another comes, both or neither. What seats both have go from hand to hand: never free, so neither
/// a full pool nor a queue is in the way, and nobody in the queue is passed, for none of their seats are taken. Any
/// other seat is taken and given back as ever.
inline result<decision<replaced>> replace(replace_facts facts, replace_command command, stamp& at,
                                          const text_policy* policy = nullptr) {
  PARVIS_TRYV(require_manager(facts.leaver.actor));
  const auto& who = facts.leaver.who;
  if (!who) return failure{errc::not_found, "account"};
  if (who->of_kind != account_kind::user || !may(who->state, transition_cause::deactivate)) {
    return failure{errc::illegal_transition};
  }
  const auto held = seats_held(*who);
  const auto handed_over = without(held, without(held, command.add.access));
  command.leave.handed_over = facts.newcomer.handed_over = handed_over;
  PARVIS_TRY(auto gone, deactivate(facts.leaver, command.leave, at));
  PARVIS_TRY(auto come, add_account(facts.newcomer, command.add, at, policy));
  decision<replaced> out{std::move(gone.operations), {std::move(gone.reply), std::move(come.reply)}};
  append_joined(out.operations, std::move(come.operations));
  return out;
}

}  // namespace parvis::inline v1
