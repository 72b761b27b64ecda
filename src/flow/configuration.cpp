// SPDX-License-Identifier: BSL-1.0
#include <utility>

#include "flow/core.hpp"
#include "flow/forms.hpp"
#include "parvis/rules/search.hpp"
#include "parvis/rules/settings.hpp"

namespace parvis::inline v1 {

using namespace detail;

result<set_up_reply> portal::set_up(const caller& by, const set_up_request& request) {
  return respond(*core_, by, [&](session& in) -> result<set_up_reply> {
    settings wanted;
    wanted.revision = 1;
    wanted.portal_name = request.portal_name;
    wanted.portal_url = request.portal_url;
    wanted.default_language = request.default_language;
    auto errors = check_settings(wanted, in.ports().text);
    const auto administrator = parse_person(errors, request, in);
    const auto credentials = parse_credentials(errors, request, administrator, {}, wanted.portal_name, in);
    std::vector<std::pair<std::string, std::int64_t>> grants;
    for (const auto& one : request.grants) {
      const bool bare = !one.starts_at && !one.ends_at && one.id.is_nil();
      if (one.quantity < 1 || one.quantity > grant_quantity_max || !bare) errors.add("grants", errc::out_of_range);
      const auto named = errors.take("grants", parse_sku(one.sku));
      if (named) grants.emplace_back(*named, one.quantity);
    }
    if (errors.failed()) return std::move(errors).as_failure();

    std::string phc;
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<set_up_outcome>> {
                 std::optional<settings> existing;
                 reader first{in};
                 first.by_id(existing, settings_row);
                 PARVIS_TRYV(first.read());
                 if (existing) return failure{errc::already_set_up};
                 PARVIS_TRYV(hash_once(phc, credentials->password, in));
                 return parvis::set_up(
                     existing, {wanted, *administrator, credentials->username, phc, request.access, grants}, at);
               }));
    return set_up_reply{done.reply.administrator, done.reply.administrators, done.reply.members};
  });
}

result<settings> portal::view_settings(const caller& by) {
  return respond(*core_, by, [&](session& in) -> result<settings> {
    std::optional<settings> workspace;
    actor_facts actor;
    reader facts{in};
    PARVIS_TRYV(read_actor(in, facts, workspace, actor));
    PARVIS_TRYV(facts.read());
    PARVIS_TRYV(require_manager(actor));
    return *std::move(workspace);
  });
}

namespace {

constexpr std::size_t counted_max = 10'000;

result<std::size_t> count_of(session& in, account_state state) {
  PARVIS_TRY(const auto found,
             in.scan({.kind = kind::account, .filters = in_states({state}), .limit = 0, .count_cap = counted_max}));
  return found.count;
}

result<settings_impact> measure(session& in, const settings& before, const settings& wanted) {
  impact_facts facts;
  PARVIS_TRY(facts.pending, count_of(in, account_state::pending));
  PARVIS_TRY(facts.waiting, count_of(in, account_state::waiting));
  PARVIS_TRY(const auto asking,
             in.scan({.kind = kind::account,
                      .filters = {detail::any_of(column_of(&account::state), std::vector{account_state::active})},
                      .sort = column_of(&account::decide_by),
                      .limit = 0,
                      .count_cap = counted_max}));
  facts.access_requests = asking.count;
  PARVIS_TRY(
      const auto links,
      in.scan(
          {.kind = kind::invite,
           .filters = {{column_of(&invite::state), filter_op::equal, {static_cast<std::int64_t>(invite_state::open)}}},
           .descending = true,
           .limit = page_max}));
  for (const auto& one : links.rows) {
    PARVIS_TRY(auto link, from_row<invite>(one));
    facts.open_links.push_back(std::move(link));
  }
  return impact_of(before, wanted, facts, in.now());
}

/// The rows that a change of settings is decided on.
result<settings_facts> load_change(session& in, const settings& wanted) {
  std::optional<settings> workspace;
  settings_facts facts;
  reader rows{in};
  PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
  rows.each_by_id(facts.approvers, wanted.approvers);
  PARVIS_TRYV(rows.read());
  facts.current = *std::move(workspace);
  return facts;
}

}  // namespace

result<changed_settings> portal::change_settings(const caller& by, const settings& asked) {
  return respond(*core_, by, [&](session& in) -> result<changed_settings> {
    auto wanted = asked;
    if (auto errors = check_settings(wanted, in.ports().text); errors.failed()) return std::move(errors).as_failure();
    std::optional<settings_impact> impact;
    PARVIS_TRY(auto done, attempt(in, [&](stamp& at) -> result<decision<settings>> {
                 PARVIS_TRY(const auto facts, load_change(in, wanted));
                 PARVIS_TRY(auto decided, parvis::change_settings(facts, wanted, at));
                 if (!impact) {
                   PARVIS_TRY(impact, measure(in, facts.current, wanted));
                 }
                 return decided;
               }));
    return changed_settings{std::move(done.reply), *std::move(impact)};
  });
}

result<settings_impact> portal::preview_settings(const caller& by, const settings& asked) {
  return respond(*core_, by, [&](session& in) -> result<settings_impact> {
    auto wanted = asked;
    if (auto errors = check_settings(wanted, in.ports().text); errors.failed()) return std::move(errors).as_failure();
    PARVIS_TRY(const auto facts, load_change(in, wanted));
    PARVIS_TRYV(parvis::change_settings(facts, wanted, in.stamp()));
    return measure(in, facts.current, wanted);
  });
}

}  // namespace parvis::inline v1
