// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parvis/rules/approval.hpp"
#include "parvis/values/form.hpp"

// Groups, who is in which, and what that lets somebody do.

namespace parvis::inline v1 {

inline constexpr std::size_t group_name_code_points_max = 100;
inline constexpr std::size_t host_permissions_max = 64;

// --- what somebody may do ---

/// Something that somebody may do, by a word, and who may.
struct permission_rule {
  std::string_view word;
  bool (*given)(const settings&, const actor_facts&);
};
template <access Needed>
bool may_enter(const settings& /*workspace*/, const actor_facts& who) {
  return may_act(*who.who) && has(who.who->access, Needed);
}
inline constexpr permission_rule permission_rules[] = {
    {"users.manage", [](const settings&, const actor_facts& who) { return manages_users(who); }},
    {"sign_ups.decide", [](const settings& workspace, const actor_facts& who) { return may_decide(workspace, who); }},
    {"private.read",
     [](const settings&, const actor_facts& who) {
       return is_active_user(who.who) && who.who->overrides_privacy_since.has_value();
     }},
    {"client", may_enter<access::client>},
    {"collaborator", may_enter<access::collaborator>},
    {"core", may_enter<access::core>},
    {"contract", may_enter<access::contract>},
};
inline const permission_rule* permission_named(std::string_view word) {
  const auto* const found = std::find_if(std::begin(permission_rules), std::end(permission_rules),
                                         [&](const auto& rule) { return rule.word == word; });
  return found == std::end(permission_rules) ? nullptr : found;
}

/// Lower-case ASCII letters, digits, underscores and dots, a letter first, and none of our own words.
inline bool is_host_permission(std::string_view word) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !word.empty() && word.size() <= 64 && letter(word.front()) && permission_named(word) == nullptr &&
         std::all_of(word.begin(), word.end(),
                     [&](char c) { return letter(c) || is_ascii_digit(c) || c == '_' || c == '.'; });
}

/// Everything that somebody may do just now: our own words, then those of their group. A word that begins with an
/// access and a dot goes with that access only.
inline std::vector<std::string> effective_permissions(const settings& workspace, const actor_facts& who) {
  std::vector<std::string> out;
  for (const auto& rule : permission_rules) {
    if (rule.given(workspace, who)) out.emplace_back(rule.word);
  }
  if (!is_active_user(who.who) || !who.group) return out;
  for (const auto& word : who.group->host_permissions) {
    const auto* const needed = permission_named(std::string_view(word).substr(0, word.find('.')));
    if (needed == nullptr || needed->given(workspace, who)) out.push_back(word);
  }
  return out;
}

// --- groups ---

struct group_facts {
  parvis::settings settings;
  actor_facts actor;
  std::optional<group> one{};               ///< the group in question
  std::optional<group> by_name{};           ///< whichever has the name
  std::optional<counter> administrators{};  ///< how many of them are active
  std::size_t members = 0;                  ///< accounts that were found in it, when it was as `one` says
};

/// A group as it is to be; `id`: nil for a new one. Texts as they are to be kept.
struct group_command {
  group_id id{};
  std::optional<std::uint64_t> seen{};
  std::optional<std::string> name{};
  std::optional<parvis::permissions> permissions{};
  std::optional<std::vector<std::string>> host_permissions{};
};

/// By which a group is found, so that no two differ in case only. Beyond ASCII they may.
inline std::string group_key(std::string_view name) { return ascii_lower(name); }

namespace detail {

inline result<> check_group(const group_facts& facts, const group& wanted) {
  form_errors errors;
  if (wanted.permissions > last_value(wanted.permissions)) errors.add("permissions", errc::out_of_range);
  auto words = wanted.host_permissions;
  if (words.size() > host_permissions_max) errors.add("host_permissions", errc::out_of_range);
  for (const auto& word : words) {
    if (!is_host_permission(word)) {
      errors.add("host_permissions", failure{errc::character_not_allowed, {}, word});
    }
  }
  std::sort(words.begin(), words.end());
  if (std::adjacent_find(words.begin(), words.end()) != words.end()) {
    errors.add("host_permissions", errc::given_twice);
  }
  if (errors.failed()) return std::move(errors).as_failure();
  if (facts.by_name && facts.by_name->id != wanted.id) return failure{errc::group_name_taken, "name"};
  return success();
}

inline group changed_group(group from, const group_command& command) {
  if (command.name) from.name = *command.name;
  from.name_key = group_key(from.name);
  from.permissions = command.permissions.value_or(from.permissions);
  from.host_permissions = command.host_permissions.value_or(from.host_permissions);
  return from;
}

inline decision<group> decided_group(const group_facts& facts, const group& reply, event_type what,
                                     std::vector<operation> change, stamp& at) {
  decision<group> out{actor_unchanged(facts.actor), reply};
  append_joined(out.operations, std::move(change));
  out.operations.push_back(record(at, {.what = what,
                                       .subject = reply.id,
                                       .actor = facts.actor.who->id,
                                       .settings_revision = static_cast<std::int64_t>(facts.settings.revision),
                                       .number = static_cast<std::int64_t>(reply.permissions)}));
  return out;
}

}  // namespace detail

/// A group with nobody in it.
inline result<decision<group>> add_group(const group_facts& facts, const group_command& command, stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  auto made = detail::changed_group({}, command);
  PARVIS_TRYV(detail::check_group(facts, made));
  made.id = at.ids.next<group_id>();
  made.revision = 1;
  return detail::decided_group(facts, made, event_type::group_added, {inserting(made)}, at);
}

/// Renames it, or changes what its members may do, at once and for all of them. Where that makes administrators or
/// unmakes them, their count moves by the active members, and asks that these are still as many.
inline result<decision<group>> edit_group(const group_facts& facts, const group_command& command, stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  if (!facts.one) return failure{errc::not_found, "group"};
  const auto& before = *facts.one;
  auto after = detail::changed_group(before, command);
  auto change = changing(before, after);
  if (change.set.empty()) return decision<group>{{}, before};
  if (command.seen.value_or(before.revision) != before.revision) return failure{errc::stale};
  PARVIS_TRYV(detail::check_group(facts, after));
  ++after.revision;
  const auto managers = [](const group& of) { return has(of.permissions, permissions::users_manage) ? of.active : 0; };
  const bool same =
      has(before.permissions, permissions::users_manage) == has(after.permissions, permissions::users_manage);
  if (!same) change.conditions.push_back({column_of(&group::active), comparison::equal, before.active});
  const auto by = saturated_difference(managers(after), managers(before));
  PARVIS_TRYV(check_administrators(facts.administrators, by));
  std::vector<operation> changes{std::move(change)};
  if (by != 0) changes.push_back(count_administrators(by));
  return detail::decided_group(facts, after, event_type::group_edited, std::move(changes), at);
}

/// Removes a group that nobody is in; whoever comes into it at the same time is seen by the store.
inline result<decision<group>> remove_group(const group_facts& facts, std::optional<std::uint64_t> seen, stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  if (!facts.one) return failure{errc::not_found, "group"};
  const auto& gone = *facts.one;
  if (seen.value_or(gone.revision) != gone.revision) return failure{errc::stale};
  const bool holds_actor = facts.actor.group && facts.actor.group->id == gone.id;
  if (facts.members != 0 || holds_actor) return failure{errc::group_in_use, "group"};
  auto removed = removing(gone);
  removed.conditions.push_back({column_of(&group::entered), comparison::equal, gone.entered});
  return detail::decided_group(facts, gone, event_type::group_removed, {std::move(removed)}, at);
}

// --- who is in which ---

struct change_group_facts {
  parvis::settings settings;
  actor_facts actor;
  std::optional<account> who{};
  std::optional<group> from{};              ///< theirs
  std::optional<group> to{};                ///< the one they are to be in
  std::optional<counter> administrators{};  ///< how many of them are active
};

/// Moves a user into another group; what they may do changes with the commit. Links that stand on their word die.
inline result<decision<account>> change_group(const change_group_facts& facts, std::optional<std::uint64_t> seen,
                                              stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  if (!facts.who || facts.who->state == account_state::erased) return failure{errc::not_found, "account"};
  if (!facts.to) return failure{errc::not_found, "group"};
  const auto& before = *facts.who;
  if (before.of_kind != account_kind::user) return failure{errc::illegal_transition};
  if (before.group == facts.to->id) return decision<account>{{}, before};
  if (seen.value_or(before.revision) != before.revision) return failure{errc::stale};
  auto after = before;
  after.group = facts.to->id;
  auto out = changed_account(
      facts.actor, facts.settings, before, after,
      {.what = event_type::group_changed, .number = static_cast<std::int64_t>(facts.to->permissions)}, at);
  std::vector groups{*facts.to};
  if (facts.from) groups.push_back(*facts.from);
  PARVIS_TRY(auto counts, recount(&before, out.reply, groups, facts.administrators));
  append_joined(out.operations, std::move(counts));
  return out;
}

}  // namespace parvis::inline v1
