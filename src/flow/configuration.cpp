// SPDX-License-Identifier: BSL-1.0
#include <utility>

#include "flow/core.hpp"
#include "flow/forms.hpp"
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
      const bool dated = one.starts_at || one.ends_at;
      if (one.quantity < 1 || one.quantity > grant_quantity_max || dated) errors.add("grants", errc::out_of_range);
      const auto named = errors.take("grants", parse_line(one.sku, 64));
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

result<changed_settings> portal::change_settings(const caller& by, const settings& wanted) {
  return respond(*core_, by, [&](session& in) -> result<changed_settings> {
    if (auto errors = check_settings(wanted, in.ports().text); errors.failed()) return std::move(errors).as_failure();
    PARVIS_TRY(auto done, attempt(in, [&](stamp& at) -> result<decision<settings>> {
                 std::optional<settings> workspace;
                 settings_facts facts;
                 reader rows{in};
                 PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
                 rows.each_by_id(facts.approvers, wanted.approvers);
                 PARVIS_TRYV(rows.read());
                 facts.current = *std::move(workspace);
                 return parvis::change_settings(facts, wanted, at);
               }));
    return changed_settings{std::move(done.reply), {}};
  });
}

result<pool_view> portal::grant_seats(const caller& by, const seat_grant& request) {
  return respond(*core_, by, [&](session& in) -> result<pool_view> {
    PARVIS_TRY(auto done, attempt(in, [&](stamp& at) -> result<decision<seat_pool>> {
                 std::optional<settings> workspace;
                 actor_facts actor;
                 std::vector<seat_pool> pools;
                 reader rows{in};
                 PARVIS_TRYV(read_actor(in, rows, workspace, actor));
                 rows.pool(pools, request.sku);
                 PARVIS_TRYV(rows.read());
                 PARVIS_TRYV(require_manager(actor));
                 PARVIS_TRY(auto decided, parvis::grant_seats(request.sku, request.quantity, pools, in.by().actor, at));
                 auto guards = actor_unchanged(actor);
                 decided.operations.insert(decided.operations.begin(), guards.begin(), guards.end());
                 return decided;
               }));
    if (admit_afterwards(in, request.sku) == 0) return view_of(done.reply);
    std::vector<seat_pool> now;
    reader rows{in};
    rows.pool(now, request.sku);
    return view_of(rows.read() && !now.empty() ? now.front() : done.reply);
  });
}

}  // namespace parvis::inline v1
