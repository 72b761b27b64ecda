// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/orders.hpp"

#include <utility>

#include "flow/core.hpp"
#include "parvis/ports/payments.hpp"
#include "parvis/values/form.hpp"
#include "parvis/values/text.hpp"

namespace parvis::inline v1 {

using namespace detail;

// --- the catalog ---

namespace {

result<catalog_facts> load_catalog(session& in) {
  catalog_facts facts{.licensing = in.licensing()};
  std::optional<settings> workspace;
  reader rows{in};
  rows.by_id(facts.current, catalog_row);
  PARVIS_TRYV(read_actor_or_operator(in, rows, workspace, facts.actor));
  PARVIS_TRYV(rows.read());
  return facts;
}

}  // namespace

result<catalog> portal::view_catalog(const caller& by) {
  return respond(*core_, by, [&](session& in) -> result<catalog> {
    std::optional<settings> workspace;
    std::optional<catalog> current;
    reader rows{in};
    rows.by_id(workspace, settings_row);
    rows.by_id(current, catalog_row);
    PARVIS_TRYV(rows.read());
    PARVIS_TRYV(require_workspace(in, workspace));
    return std::move(current).value_or(built_in_catalog());
  });
}

result<catalog> portal::change_catalog(const caller& by, const catalog& asked) {
  return respond(*core_, by, [&](session& in) -> result<catalog> {
    auto wanted = asked;
    if (auto errors = check_catalog(wanted); errors.failed()) return std::move(errors).as_failure();
    PARVIS_TRY(auto done, attempt(in, [&](stamp& at) -> result<decision<catalog>> {
                 PARVIS_TRY(const auto facts, load_catalog(in));
                 return parvis::change_catalog(facts, wanted, at);
               }));
    return std::move(done.reply);
  });
}

// --- quotes ---

namespace {

result<> check_lines(const std::vector<wanted_line>& lines) {
  if (lines.size() > order_lines_max) return failure{errc::out_of_range, "lines"};
  for (const auto& one : lines) {
    PARVIS_TRYV(check_sku(one.sku));
  }
  return success();
}

/// The prices that stand, and the pools of all that is needed besides what is wanted: known once the catalog is.
void want_prices(reader& rows, quote_facts& prices, std::optional<catalog>& current,
                 const std::vector<wanted_line>& lines) {
  if (current) prices.catalog = *std::move(current);
  prices.pools.clear();
  for (const auto& sku : needed_besides(prices.catalog, lines)) rows.pool(prices.pools, sku);
}

}  // namespace

result<quote> portal::quote_order(const caller& by, const quote_request& request) {
  return respond(*core_, by, [&](session& in) -> result<quote> {
    PARVIS_TRYV(check_lines(request.lines));
    std::optional<settings> workspace;
    actor_facts actor;
    std::optional<catalog> current;
    quote_facts prices;
    reader rows{in};
    rows.by_id(current, catalog_row);
    PARVIS_TRYV(read_actor(in, rows, workspace, actor));
    want_prices(rows, prices, current, request.lines);
    PARVIS_TRYV(rows.read());
    PARVIS_TRYV(parvis::require_manager(actor));
    PARVIS_TRY(auto priced, price(prices, request.plan, request.lines, in.now()));
    return std::move(priced.reply);
  });
}

// --- orders ---

namespace {

/// What a change of an order can touch: the pools of its lines and its grants, known once it is.
result<order_facts> load_parts(session& in, std::optional<order> of) {
  order_facts out{.order = std::move(of)};
  if (!out.order) return out;
  reader rows{in};
  rows.by_id(out.renewed, out.order->renews);
  for (const auto& line : out.order->lines) rows.pool(out.pools, line.sku);
  rows.each_by_id(out.grants, out.order->grants);
  PARVIS_TRYV(rows.read());
  return out;
}

/// Admits who waits for what was bought.
void admit_for(session& in, const order& bought) {
  if (bought.state != order_state::granted) return;
  for (const auto& rule : seat_rules) {
    const auto seats = std::ranges::find(bought.lines, rule.sku, &order_line::sku);
    if (seats != bought.lines.end()) admit_afterwards(in, rule.sku);
  }
}

/// Takes a notice; who waits for what it bought is admitted.
result<order> take_notice(session& in, const told_payment& told) {
  PARVIS_TRY(auto done, attempt(in, [&](stamp& at) -> result<decision<order>> {
               std::optional<settings> workspace;
               payment_facts facts;
               std::optional<order> of;
               reader rows{in};
               rows.by_id(workspace, settings_row);
               rows.by_key(facts.known, &payment_notice::key, told.key);
               rows.by_id(of, told.order);
               PARVIS_TRYV(rows.read());
               PARVIS_TRYV(require_workspace(in, workspace));
               PARVIS_TRY(facts.parts, load_parts(in, std::move(of)));
               if (told.what == payment_event::refunded && !facts.parts.grants.empty()) {
                 for (const auto& pool : facts.parts.pools) {
                   PARVIS_TRY(auto running, live_grants(in, pool.sku));
                   std::ranges::move(running, std::back_inserter(facts.parts.running));
                 }
               }
               return parvis::take_payment_notice(facts, told, at);
             }));
  admit_for(in, done.reply);
  return std::move(done.reply);
}

constexpr std::size_t reference_code_points_max = 200;

/// Nothing that could end a link early or run: https and visible ASCII.
bool is_checkout_url(std::string_view url) {
  constexpr std::size_t octets_max = 2000;
  return url.empty() || (url.size() <= octets_max && url.starts_with("https://") &&
                         std::ranges::all_of(url, [](char c) { return c > ' ' && c < '\x7f'; }));
}

}  // namespace

namespace detail {

result<order> ask_gateway(session& in, const order& placed) {
  PARVIS_TRY(auto told, caught([&] {
               return in.ports().payments->start(
                   {in.by().workspace, placed.id, placed.key, placed.currency, placed.total, placed.lines});
             }));
  if (told.state == checkout_state::started) {
    const auto reference = parse_line(told.reference, reference_code_points_max);
    if (!reference || !is_checkout_url(told.url)) {
      return failure{errc::host_failed, {}, "a checkout without a reference, or with a link that is none"};
    }
    auto own = in.aside();
    PARVIS_TRY(auto done, attempt(own, [&](stamp& at) -> result<decision<order>> {
                 std::optional<order> of;
                 reader rows{own};
                 rows.by_id(of, placed.id);
                 PARVIS_TRYV(rows.read());
                 if (!of) return failure{errc::corrupt_row, {}, "an order is gone"};
                 return note_checkout(*of, reference.assume_value(), told.url, at);
               }));
    return std::move(done.reply);
  }
  if (told.state != checkout_state::paid && told.state != checkout_state::declined) {
    return failure{errc::host_failed, {}, "a checkout in no known state"};
  }
  const bool paid = told.state == checkout_state::paid;
  auto own = in.aside();
  return take_notice(own, {"checkout " + to_string(placed.id), placed.id,
                           paid ? payment_event::paid : payment_event::declined, placed.total, placed.currency});
}

result<std::size_t> abandon_unpaid(session& in, std::size_t limit) {
  PARVIS_TRY(const auto found,
             in.scan({.kind = kind::order,
                      .filters = {{column_of(&order::expires_at), filter_op::less, {in.now().us + 1}}},
                      .sort = column_of(&order::expires_at),
                      .limit = limit}));
  PARVIS_TRY(const auto due, records_in<order>(found));
  return commit_each(in, due, abandon);
}

}  // namespace detail

result<order> portal::place_order(const caller& by, const place_order_request& request) {
  return respond(*core_, by, [&](session& in) -> result<order> {
    PARVIS_TRYV(check_lines(request.lines));
    form_errors errors;
    const auto key = errors.take("key", parse_line(request.key, order_key_code_points_max));
    if (!key) return std::move(errors).as_failure();
    const bool asks_now = in.ports().payments != nullptr;
    const place_command command{*key,          request.catalog_revision, request.plan,
                                request.lines, request.renews,           asks_now ? in.now() + outbox_lease : in.now()};
    PARVIS_TRY(auto done, attempt(in, [&](stamp& at) -> result<decision<order>> {
                 std::optional<settings> workspace;
                 std::optional<catalog> current;
                 place_facts facts;
                 reader rows{in};
                 rows.by_id(current, catalog_row);
                 rows.by_key(facts.by_key, &order::key, command.key);
                 rows.by_id(facts.parts.renewed, command.renews);
                 rows.by_key(facts.renewal, &order::continues, command.renews);
                 PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
                 want_prices(rows, facts.prices, current, command.lines);
                 for (const auto& line : command.lines) rows.pool(facts.parts.pools, line.sku);
                 PARVIS_TRYV(rows.read());
                 facts.settings = *std::move(workspace);
                 return parvis::place_order(facts, command, at);
               }));
    auto& placed = done.reply;
    admit_for(in, placed);
    // The order stands whatever the gateway says now; the outbox asks on.
    const bool unasked = placed.state == order_state::open && placed.reference.empty();
    if (!asks_now || !unasked) return std::move(placed);
    auto asked = ask_gateway(in, placed);
    if (asked) return asked;
    in.note("checkout_put_off", name(asked.assume_error().code));
    return std::move(placed);
  });
}

result<order> portal::view_order(const caller& by, order_id which) {
  return respond(*core_, by, [&](session& in) -> result<order> {
    std::optional<settings> workspace;
    actor_facts actor;
    std::optional<order> of;
    reader rows{in};
    rows.by_id(of, which);
    PARVIS_TRYV(read_actor(in, rows, workspace, actor));
    PARVIS_TRYV(rows.read());
    PARVIS_TRYV(parvis::require_manager(actor));
    if (!of) return failure{errc::not_found, "order"};
    return as_of(*std::move(of), in.now());
  });
}

result<order_page> portal::list_orders(const caller& by, const list_orders_request& request) {
  return respond(*core_, by, [&](session& in) -> result<order_page> {
    PARVIS_TRYV(check_limit(request.limit));
    PARVIS_TRYV(require_manager_or_operator(in));
    PARVIS_TRYV(abandon_unpaid(in, page_max));  // so that each stands in the list of what it is
    PARVIS_TRY(
        const auto found,
        in.scan({.kind = kind::order,
                 .filters = {{column_of(&order::state), filter_op::equal, {static_cast<std::int64_t>(request.state)}}},
                 .after = request.after,
                 .limit = request.limit}));
    PARVIS_TRY(auto orders, records_in<order>(found));
    return order_page{std::move(orders), next_of(found)};
  });
}

result<order> portal::cancel_order(const caller& by, order_id which) {
  return respond(*core_, by, [&](session& in) -> result<order> {
    PARVIS_TRY(auto done, attempt(in, [&](stamp& at) -> result<decision<order>> {
                 std::optional<settings> workspace;
                 actor_facts actor;
                 std::optional<order> of;
                 reader rows{in};
                 rows.by_id(of, which);
                 PARVIS_TRYV(read_actor(in, rows, workspace, actor));
                 PARVIS_TRYV(rows.read());
                 return parvis::cancel_order(actor, of, at);
               }));
    return std::move(done.reply);
  });
}

result<order> portal::take_payment_notice(const caller& by, const payment_notice_request& request) {
  return respond(*core_, by, [&](session& in) -> result<order> {
    form_errors errors;
    const auto key = errors.take("key", parse_line(request.key, reference_code_points_max));
    if (request.what < payment_event::paid || request.what > last_value(request.what)) {
      errors.add("what", errc::out_of_range);
    }
    if (errors.failed()) return std::move(errors).as_failure();
    return take_notice(in, {*key, request.order, request.what, request.amount, request.currency});
  });
}

}  // namespace parvis::inline v1
