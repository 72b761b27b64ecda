// SPDX-License-Identifier: BSL-1.0
#include <utility>

#include "flow/core.hpp"
#include "parvis/rules/catalog.hpp"
#include "parvis/rules/forecast.hpp"
#include "parvis/rules/reservations.hpp"
#include "parvis/values/form.hpp"
#include "parvis/values/sku.hpp"
#include "parvis/values/text.hpp"

namespace parvis::inline v1 {

using namespace detail;

// --- how much may be held ---

result<pool_view> portal::allow_overage(const caller& by, const allow_overage_request& request) {
  return respond(*core_, by, [&](session& in) -> result<pool_view> {
    PARVIS_TRYV(check_sku(request.sku));
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<seat_pool>> {
                 std::optional<settings> workspace;
                 grant_facts facts{.licensing = in.licensing()};
                 reader rows{in};
                 rows.by_key(facts.pool, &seat_pool::sku, request.sku);
                 PARVIS_TRYV(read_actor_or_operator(in, rows, workspace, facts.actor));
                 PARVIS_TRYV(rows.read());
                 return parvis::allow_overage(facts, request.seats, at);
               }));
    return with_queue(in, done.reply);
  });
}

result<entitlement> portal::check_entitlement(const caller& by, std::string_view sku) {
  return respond(*core_, by, [&](session& in) -> result<entitlement> {
    PARVIS_TRYV(check_sku(sku));
    std::optional<settings> workspace;
    std::optional<seat_pool> pool;
    reader rows{in};
    rows.by_id(workspace, settings_row);
    rows.by_key(pool, &seat_pool::sku, sku);
    PARVIS_TRYV(rows.read());
    PARVIS_TRYV(require_workspace(in, workspace));
    if (!pool) return entitlement{std::string(sku)};
    return entitlement{pool->sku, granted_in(*pool), pool->next_change_at};
  });
}

// --- seats that are kept ---

result<reservation> portal::reserve_seats(const caller& by, const reserve_seats_request& request) {
  return respond(*core_, by, [&](session& in) -> result<reservation> {
    form_errors errors;
    auto sku = errors.take("sku", parse_sku(request.sku));
    std::optional<std::string> purpose{""};
    if (!request.purpose.empty()) {
      purpose = errors.take("purpose", parse_line(request.purpose, purpose_code_points_max, in.ports().text));
    }
    if (errors.failed()) return std::move(errors).as_failure();
    const reservation_command command{*std::move(sku), request.seats, request.lasts, *std::move(purpose), request.id};
    PARVIS_TRY(auto done, attempt(in, [&](stamp& at) -> result<decision<reservation>> {
                 std::optional<settings> workspace;
                 reservation_facts facts;
                 reader rows{in};
                 rows.by_id(facts.one, command.id);
                 rows.by_key(facts.pool, &seat_pool::sku, command.sku);
                 PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
                 PARVIS_TRYV(rows.read());
                 return parvis::reserve_seats(facts, command, at);
               }));
    return std::move(done.reply);
  });
}

result<reservation> portal::release_reservation(const caller& by, reservation_id which) {
  return respond(*core_, by, [&](session& in) -> result<reservation> {
    PARVIS_TRY(auto done, attempt(in, [&](stamp& at) -> result<decision<reservation>> {
                 std::optional<settings> workspace;
                 reservation_facts facts;
                 reader rows{in};
                 rows.by_id(facts.one, which);
                 PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
                 rows.by_key(facts.pool, &seat_pool::sku, facts.one ? facts.one->sku : std::string{});
                 PARVIS_TRYV(rows.read());
                 return parvis::release_reservation(facts, at);
               }));
    admit_afterwards(in, done.reply.sku);
    return std::move(done.reply);
  });
}

result<std::vector<reservation>> portal::list_reservations(const caller& by, std::string_view sku) {
  return respond(*core_, by, [&](session& in) -> result<std::vector<reservation>> {
    PARVIS_TRYV(check_sku(sku));
    PARVIS_TRYV(require_manager(in));
    return reservations_of(in, sku, in.now(), page_max);
  });
}

// --- looking ahead, around and back ---

result<seat_forecast> portal::preview_seats(const caller& by, const std::vector<seat_demand>& demands) {
  return respond(*core_, by, [&](session& in) -> result<seat_forecast> {
    if (demands.empty() || demands.size() > page_max) return failure{errc::out_of_range, "demands"};
    std::optional<settings> workspace;
    actor_facts actor;
    forecast_facts facts;
    facts.people.resize(demands.size());
    reader rows{in};
    for (std::size_t n = 0; n < demands.size(); ++n) rows.by_id(facts.people[n], demands[n].account);
    for (const auto& rule : seat_rules) rows.pool(facts.pools, rule.sku);
    PARVIS_TRYV(read_actor(in, rows, workspace, actor));
    PARVIS_TRYV(rows.read());
    PARVIS_TRYV(parvis::require_manager(actor));
    facts.settings = *std::move(workspace);
    return foresee(facts, demands, in.now());
  });
}

result<holder_page> portal::list_holders(const caller& by, const list_holders_request& request) {
  return respond(*core_, by, [&](session& in) -> result<holder_page> {
    PARVIS_TRYV(check_limit(request.limit));
    if (request.after && request.after->value.type() != value_type::integer) {
      return failure{errc::invalid_argument, "after"};
    }
    PARVIS_TRYV(require_manager(in));
    std::vector<value> with_a_seat;
    for (auto n = 1; n <= static_cast<int>(last_value(access{})); ++n) {
      const auto skus = skus_of(static_cast<access>(n));
      if (std::find(skus.begin(), skus.end(), request.sku) != skus.end()) with_a_seat.emplace_back(std::int64_t{n});
    }
    if (with_a_seat.empty()) return holder_page{};
    PARVIS_TRY(const auto found,
               in.scan({.kind = kind::account,
                        .filters = {{column_of(&account::access), filter_op::in, std::move(with_a_seat)}},
                        .sort = column_of(&account::seated_at),
                        .after = request.after,
                        .limit = request.limit}));
    PARVIS_TRY(const auto holders, records_in<account>(found));
    holder_page out{.next = next_by(found, &account::seated_at)};
    for (const auto& one : holders) out.holders.push_back({view_of(one, in.now()), one.seated_at.value_or(instant{})});
    return out;
  });
}

result<std::vector<seat_use>> portal::view_use(const caller& by, const view_use_request& request) {
  return respond(*core_, by, [&](session& in) -> result<std::vector<seat_use>> {
    PARVIS_TRYV(check_sku(request.sku));
    std::optional<settings> workspace;
    actor_facts actor;
    std::optional<seat_pool> pool;
    reader rows{in};
    rows.by_key(pool, &seat_pool::sku, request.sku);
    PARVIS_TRYV(read_actor_or_operator(in, rows, workspace, actor));
    PARVIS_TRYV(rows.read());
    PARVIS_TRYV(parvis::require_manager_or_operator(actor));
    PARVIS_TRY(const auto found,
               in.scan({.kind = kind::seat_use,
                        .filters = {{column_of(&seat_use::sku), filter_op::equal, {value::text(request.sku)}},
                                    {column_of(&seat_use::starts_at), filter_op::less, {request.until.us}}},
                        .sort = column_of(&seat_use::starts_at),
                        .limit = page_max}));
    PARVIS_TRY(auto out, records_in<seat_use>(found));
    if (pool && pool->period_ends_at < instant::never()) {
      out.push_back({.sku = pool->sku,
                     .starts_at = month_start(pool->period_ends_at - duration{1}),
                     .ends_at = pool->period_ends_at,
                     .peak = pool->peak,
                     .capacity = pool->capacity});
    }
    std::erase_if(out,
                  [&](const seat_use& one) { return one.ends_at <= request.from || one.starts_at >= request.until; });
    return out;
  });
}

}  // namespace parvis::inline v1
