// SPDX-License-Identifier: BSL-1.0
#include "parvis/messages.hpp"
#include "records.hpp"

namespace parvis::capi {

// --- the catalog ---

static catalog_sku sku_of(const parvis_catalog_sku* given) {
  const auto from = grown(given, "skus");
  return {string(from.code, "code"), enumerator(from.type, sku_type::product, sku_type::add_on, "type"),
          strings(from.needs, from.need_count, "needs")};
}
static catalog_plan plan_of(const parvis_catalog_plan* given) {
  const auto from = grown(given, "plans");
  return {string(from.code, "code"), from.term, enumerator(from.unit, term_unit::month, term_unit::year, "unit"),
          string(from.currency, "currency")};
}
static catalog_price price_of(const parvis_catalog_price* given) {
  const auto from = grown(given, "prices");
  return {string(from.sku, "sku"), string(from.plan, "plan"), from.amount};
}
static catalog catalog_of(const parvis_catalog* given) {
  const auto from = grown(given, "wanted");
  catalog out;
  out.revision = from.revision;
  out.skus = list(from.skus, from.sku_count, "skus", sku_of);
  out.plans = list(from.plans, from.plan_count, "plans", plan_of);
  out.prices = list(from.prices, from.price_count, "prices", price_of);
  return out;
}
static void put(arena& room, const catalog& from, parvis_catalog& to) {
  to.revision = from.revision;
  to.skus = each<parvis_catalog_sku>(room, from.skus, [&](const catalog_sku& sku, parvis_catalog_sku& item) {
    item.type = static_cast<std::int32_t>(sku.type);
    item.code = room.text(sku.code);
    item.needs = put(room, sku.needs);
    item.need_count = sku.needs.size();
  });
  to.sku_count = from.skus.size();
  to.plans = each<parvis_catalog_plan>(room, from.plans, [&](const catalog_plan& plan, parvis_catalog_plan& item) {
    item.unit = static_cast<std::int32_t>(plan.unit);
    item.code = room.text(plan.code);
    item.term = plan.term;
    item.currency = room.text(plan.currency);
  });
  to.plan_count = from.plans.size();
  to.prices = each<parvis_catalog_price>(room, from.prices, [&](const catalog_price& p, parvis_catalog_price& item) {
    item.sku = room.text(p.sku);
    item.plan = room.text(p.plan);
    item.amount = p.amount;
  });
  to.price_count = from.prices.size();
}

// --- quotes and orders ---

static std::vector<wanted_line> lines_of(const parvis_wanted_line* given, std::size_t count) {
  return list(given, count, "lines",
              [](const parvis_wanted_line& one) { return wanted_line{string(one.sku, "sku"), one.quantity}; });
}
static quote_request quote_of(const parvis_quote_request* given) {
  const auto from = grown(given, "request");
  return {string(from.plan, "plan"), lines_of(from.lines, from.line_count)};
}
static place_order_request order_of(const parvis_place_order_request* given) {
  const auto from = grown(given, "request");
  return {string(from.key, "key"), from.catalog_revision, string(from.plan, "plan"),
          lines_of(from.lines, from.line_count), id_of<order_id>(from.renews)};
}

static const parvis_order_line* put_lines(arena& room, const std::vector<order_line>& lines) {
  auto* out = room.make<parvis_order_line>(lines.size());
  for (std::size_t n = 0; n < lines.size(); ++n) {
    const auto& one = lines[n];
    out[n] = {room.text(one.sku), one.quantity, one.unit_amount, one.amount};
  }
  return out;
}
static void put(arena& room, const quote& from, parvis_quote& to) {
  to.unit = static_cast<std::int32_t>(from.unit);
  to.catalog_revision = from.catalog_revision;
  to.plan = room.text(from.plan);
  to.term = from.term;
  to.currency = room.text(from.currency);
  to.lines = put_lines(room, from.lines);
  to.line_count = from.lines.size();
  to.total = from.total;
}
static void put(arena& room, const order& from, parvis_order& to) {
  to.state = static_cast<std::int32_t>(from.state);
  to.id = put(from.id);
  to.revision = from.revision;
  to.key = room.text(from.key);
  to.plan = room.text(from.plan);
  to.term = from.term;
  to.currency = room.text(from.currency);
  to.lines = put_lines(room, from.lines);
  to.line_count = from.lines.size();
  to.total = from.total;
  to.returned = from.returned;
  to.catalog_revision = static_cast<std::uint64_t>(from.catalog_revision);
  to.placed_by = put(from.placed_by);
  to.placed_at = from.placed_at.us;
  to.expires_at = put(from.expires_at);
  to.renews = put(from.renews);
  to.reference = room.text(from.reference);
  to.checkout_url = room.text(from.checkout_url);
  to.starts_at = put(from.starts_at);
  to.ends_at = put(from.ends_at);
  to.grants = put_ids(room, from.grants);
  to.grant_count = from.grants.size();
  to.unit = static_cast<std::int32_t>(from.unit);
}
static void put(arena& room, const order_page& from, parvis_order_page& to) {
  to.items = each<parvis_order>(room, from.orders, [&](const order& one, parvis_order& item) { put(room, one, item); });
  to.item_count = from.orders.size();
  to.next = put(room, from.next);
}

static payment_notice_request notice_of(const parvis_payment_notice_request* given) {
  const auto from = grown(given, "request");
  return {string(from.key, "key"), id_of<order_id>(from.order),
          enumerator(from.what, payment_event::paid, payment_event::refunded, "what"), from.amount,
          string(from.currency, "currency")};
}

}  // namespace parvis::capi

using namespace parvis::capi;

extern "C" {

parvis_status parvis_view_catalog(parvis_portal* portal, const parvis_caller* by, const parvis_catalog** out,
                                  const parvis_error** error) {
  return call(portal, by, out, error, [](auto& door, const auto& who) { return door.view_catalog(who); });
}
parvis_status parvis_change_catalog(parvis_portal* portal, const parvis_caller* by, const parvis_catalog* wanted,
                                    const parvis_catalog** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.change_catalog(who, catalog_of(wanted)); });
}
parvis_status parvis_quote_order(parvis_portal* portal, const parvis_caller* by, const parvis_quote_request* request,
                                 const parvis_quote** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.quote_order(who, quote_of(request)); });
}
parvis_status parvis_place_order(parvis_portal* portal, const parvis_caller* by,
                                 const parvis_place_order_request* request, const parvis_order** out,
                                 const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.place_order(who, order_of(request)); });
}
parvis_status parvis_view_order(parvis_portal* portal, const parvis_caller* by, const parvis_uuid* order,
                                const parvis_order** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    return door.view_order(who, parvis::order_id{id_of(order, "order")});
  });
}
parvis_status parvis_list_orders(parvis_portal* portal, const parvis_caller* by,
                                 const parvis_list_orders_request* request, const parvis_order_page** out,
                                 const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    using enum parvis::order_state;
    return door.list_orders(who, {enumerator_or(from.state, open, open, refunded, "state"), cursor_of(from.after),
                                  limit_or_50(from.limit)});
  });
}
parvis_status parvis_cancel_order(parvis_portal* portal, const parvis_caller* by, const parvis_uuid* order,
                                  const parvis_order** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    return door.cancel_order(who, parvis::order_id{id_of(order, "order")});
  });
}
parvis_status parvis_take_payment_notice(parvis_portal* portal, const parvis_caller* by,
                                         const parvis_payment_notice_request* request, const parvis_order** out,
                                         const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.take_payment_notice(who, notice_of(request)); });
}

}  // extern "C"
