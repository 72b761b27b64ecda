// SPDX-License-Identifier: BSL-1.0
#include <utility>

#include "flow/core.hpp"
#include "flow/forms.hpp"
#include "parvis/rules/invites.hpp"
#include "parvis/rules/settings.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {
constexpr std::size_t sku_code_points_max = 64;
}

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
    for (const auto& [sku, quantity] : request.grants) {
      if (quantity < 1 || quantity > grant_quantity_max) errors.add("grants", errc::out_of_range);
      const auto named = errors.take("grants", parse_line(sku, sku_code_points_max));
      if (named) grants.emplace_back(*named, quantity);
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

result<settings> portal::change_settings(const caller& by, const settings& wanted) {
  return respond(*core_, by, [&](session& in) -> result<settings> {
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
    return std::move(done.reply);
  });
}

result<seat_pool> portal::grant_seats(const caller& by, const seat_grant& request) {
  return respond(*core_, by, [&](session& in) -> result<seat_pool> {
    form_errors errors;
    const auto sku = errors.take("sku", parse_line(request.sku, sku_code_points_max));
    if (!sku) return std::move(errors).as_failure();
    PARVIS_TRY(auto done, attempt(in, [&](stamp& at) -> result<decision<seat_pool>> {
                 std::optional<settings> workspace;
                 actor_facts actor;
                 std::vector<seat_pool> pools;
                 reader rows{in};
                 PARVIS_TRYV(read_actor(in, rows, workspace, actor));
                 rows.pool(pools, *sku);
                 PARVIS_TRYV(rows.read());
                 PARVIS_TRYV(require_manager(actor));
                 PARVIS_TRY(auto decided, parvis::grant_seats(*sku, request.quantity, pools, in.by().actor, at));
                 auto guards = actor_unchanged(actor);
                 decided.operations.insert(decided.operations.begin(), guards.begin(), guards.end());
                 return decided;
               }));
    if (admit_afterwards(in, *sku) == 0) return std::move(done.reply);
    std::vector<seat_pool> now;
    reader rows{in};
    rows.pool(now, *sku);
    return rows.read() && !now.empty() ? std::move(now.front()) : std::move(done.reply);
  });
}

namespace {

result<invite_view> with_link(const session& in, invite of, const settings& workspace) {
  PARVIS_TRY(const auto secret,
             in.keys().issue(token_kind::invite, in.by().workspace, of.id, static_cast<std::uint32_t>(of.generation),
                             static_cast<std::uint32_t>(of.key_id)));
  return invite_view{std::move(of), link_to(workspace, "invite", secret.text())};
}

}  // namespace

result<invite_view> portal::create_invite(const caller& by, const create_invite_request& request) {
  return respond(*core_, by, [&](session& in) -> result<invite_view> {
    form_errors errors;
    create_invite_command command{
        .audience = request.audience,
        .label = request.label,
        .language = request.language,
        .lifetime = request.lifetime,
        .max_uses = request.max_uses,
        .allowed_domains = parse_domains(errors, "allowed_domains", request.allowed_domains, in),
        .approval = request.approval,
        .case_role = request.case_role,
        .key_id = in.keys().primary()};
    if (errors.failed()) return std::move(errors).as_failure();
    settings used;
    PARVIS_TRY(auto done, attempt(in, [&](stamp& at) -> result<decision<invite>> {
                 std::optional<settings> workspace;
                 create_invite_facts facts;
                 reader rows{in};
                 PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
                 rows.pools(facts.pools,
                            request.audience == account_kind::collaborator ? access::collaborator : access::none);
                 PARVIS_TRYV(rows.read());
                 facts.settings = used = *std::move(workspace);
                 return parvis::create_invite(facts, command, at);
               }));
    return with_link(in, std::move(done.reply), used);
  });
}

result<invite_view> portal::show_invite(const caller& by, invite_id which) {
  return respond(*core_, by, [&](session& in) -> result<invite_view> {
    std::optional<settings> workspace;
    std::optional<invite> found;
    actor_facts actor;
    reader rows{in};
    rows.by_id(found, which);
    PARVIS_TRYV(read_actor(in, rows, workspace, actor));
    PARVIS_TRYV(rows.read());
    PARVIS_TRYV(require_manager(actor));
    if (!found) return failure{errc::not_found, "invite"};
    return with_link(in, *std::move(found), *workspace);
  });
}

}  // namespace parvis::inline v1
