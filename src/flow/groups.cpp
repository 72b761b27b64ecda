// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/groups.hpp"

#include <utility>

#include "flow/core.hpp"
#include "flow/forms.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

constexpr std::string_view no_name = "\n";  // which no group has: names are one line

/// One command about a group, existing or not. Whether somebody is in it is looked at behind its row, so that whoever
/// comes in between is seen by the store.
template <class Decide>
result<group> about_group(session& in, const group_command& command, Decide decide) {
  PARVIS_TRY(auto done, attempt(in, [&](stamp& at) -> result<decision<group>> {
               group_facts facts;
               std::optional<settings> workspace;
               reader rows{in};
               rows.by_id(facts.one, command.id);
               rows.by_key(facts.by_name, &group::name_key, command.name ? group_key(*command.name) : no_name);
               rows.by_id(facts.administrators, administrators_row);
               PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
               PARVIS_TRYV(rows.read());
               facts.settings = *std::move(workspace);
               return decide(facts, at);
             }));
  return std::move(done.reply);
}

result<std::size_t> members_of(session& in, group_id of) {
  PARVIS_TRY(const auto found, in.scan({.kind = kind::account,
                                        .filters = {{column_of(&account::group), filter_op::equal, {value::of(of)}}},
                                        .limit = 1}));
  return found.rows.size();
}

}  // namespace

result<group> portal::add_group(const caller& by, const add_group_request& request) {
  return respond(*core_, by, [&](session& in) -> result<group> {
    form_errors errors;
    group_command command{.permissions = request.permissions, .host_permissions = request.host_permissions};
    command.name = errors.take("name", parse_line(request.name, group_name_code_points_max, in.ports().text));
    if (errors.failed()) return std::move(errors).as_failure();
    return about_group(in, command,
                       [&](const group_facts& facts, stamp& at) { return parvis::add_group(facts, command, at); });
  });
}

result<group> portal::edit_group(const caller& by, const edit_group_request& request) {
  return respond(*core_, by, [&](session& in) -> result<group> {
    form_errors errors;
    group_command command{.id = request.group,
                          .seen = request.seen,
                          .permissions = request.permissions,
                          .host_permissions = request.host_permissions};
    if (request.name) {
      command.name = errors.take("name", parse_line(*request.name, group_name_code_points_max, in.ports().text));
    }
    if (errors.failed()) return std::move(errors).as_failure();
    return about_group(in, command,
                       [&](const group_facts& facts, stamp& at) { return parvis::edit_group(facts, command, at); });
  });
}

result<group> portal::remove_group(const caller& by, const remove_group_request& request) {
  return respond(*core_, by, [&](session& in) -> result<group> {
    return about_group(in, {.id = request.group}, [&](group_facts& facts, stamp& at) -> result<decision<group>> {
      if (facts.one && manages_users(facts.actor)) {
        PARVIS_TRY(facts.members, members_of(in, facts.one->id));
      }
      return parvis::remove_group(facts, request.seen, at);
    });
  });
}

result<std::vector<group>> portal::list_groups(const caller& by) {
  return respond(*core_, by, [&](session& in) -> result<std::vector<group>> {
    PARVIS_TRYV(require_manager(in));
    PARVIS_TRY(const auto found, in.scan({.kind = kind::group, .limit = page_max}));
    return records_in<group>(found);
  });
}

result<account_view> portal::change_group(const caller& by, const change_group_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 change_group_facts facts;
                 PARVIS_TRY(auto loaded, load_activity(in, request.account, {},
                                                       [&](reader& rows) { rows.by_id(facts.to, request.group); }));
                 facts.settings = std::move(loaded.settings);
                 facts.actor = std::move(loaded.actor);
                 facts.who = std::move(loaded.who);
                 facts.from = std::move(loaded.group);
                 facts.administrators = std::move(loaded.administrators);
                 return parvis::change_group(facts, request.seen, at);
               }));
    return view_of(done.reply, in.now());
  });
}

result<std::vector<std::string>> portal::view_permissions(const caller& by, account_id who) {
  return respond(*core_, by, [&](session& in) -> result<std::vector<std::string>> {
    std::optional<settings> workspace;
    actor_facts actor, asked;
    reader rows{in};
    rows.by_id(asked.who, who);
    PARVIS_TRYV(read_actor(in, rows, workspace, actor));
    if (asked.who) rows.by_id(asked.group, asked.who->group);
    PARVIS_TRYV(rows.read());
    const bool own = actor.who->id == who && may_act(*actor.who);
    if (!own) {
      PARVIS_TRYV(parvis::require_manager(actor));
    }
    if (!asked.who) return failure{errc::not_found, "account"};
    return effective_permissions(*workspace, asked);
  });
}

}  // namespace parvis::inline v1
