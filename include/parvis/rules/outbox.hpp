// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "parvis/rules/accounts.hpp"

namespace parvis::inline v1 {

/// Everybody a notice may go to, as they are when it is drained.
struct recipient_facts {
  std::vector<account> approvers{};       ///< those that the settings name
  std::vector<parvis::group> groups{};    ///< all of the workspace
  std::vector<account> administrators{};  ///< accounts of the groups that manage users
};

/// One batch settles a notice and writes to all of them.
inline constexpr std::size_t recipients_max = 60;

namespace detail {

inline std::vector<account> active_users_first_by_id(const std::vector<account>& among) {
  std::vector<account> out;
  for (const auto& who : among) {
    if (is_active_user(who)) out.push_back(who);
  }
  std::ranges::sort(out, {}, &account::id);
  const auto repeated = std::ranges::unique(out, {}, &account::id);
  out.erase(repeated.begin(), repeated.end());
  if (out.size() > recipients_max) out.resize(recipients_max);
  return out;
}

}  // namespace detail

/// Whom a notice goes to, each once: who decides are the approvers, and the administrators when no approver is active.
inline std::vector<account> recipients_of(addressee to, const recipient_facts& facts) {
  if (to == addressee::deciders) {
    auto approvers = detail::active_users_first_by_id(facts.approvers);
    if (!approvers.empty()) return approvers;
  }
  std::vector<account> managers;
  for (const auto& who : facts.administrators) {
    const auto own = std::ranges::find(facts.groups, who.group, &group::id);
    if (own != facts.groups.end() && has(own->permissions, permissions::users_manage)) managers.push_back(who);
  }
  return detail::active_users_first_by_id(managers);
}

/// The item by which one person gets a notice.
inline outbox_item addressed(outbox_item notice, account_id to, stamp& at) {
  notice.id = at.ids.next<outbox_id>();
  notice.revision = 1;
  notice.addressee = addressee::person;
  notice.recipient = to;
  notice.tries = 0;
  notice.due_at = at.now;
  return notice;
}

struct retry_facts {
  parvis::settings settings;
  actor_facts actor;
  std::optional<outbox_item> item;
};

/// A dead letter begins anew under its id, so that whoever got the mail all the same can tell that it is the same one.
inline result<decision<outbox_item>> retry(const retry_facts& facts, stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  if (!facts.item) return failure{errc::not_found, "item"};
  if (facts.item->state != outbox_state::dead) return failure{errc::illegal_transition};
  auto again = *facts.item;
  again.state = outbox_state::queued;
  again.tries = 0;
  again.due_at = at.now;
  ++again.revision;
  decision<outbox_item> out{actor_unchanged(facts.actor), again};
  append(out.operations, {changing(*facts.item, again),
                          record(at, {.what = event_type::outbox_retried,
                                      .subject = again.about,
                                      .actor = facts.actor.who->id,
                                      .settings_revision = static_cast<std::int64_t>(facts.settings.revision),
                                      .number = static_cast<std::int64_t>(again.effect)})});
  return out;
}

}  // namespace parvis::inline v1
