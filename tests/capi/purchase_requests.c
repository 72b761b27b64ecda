/* SPDX-License-Identifier: BSL-1.0 */
/* What may be wrong in requests about seats and orders, and in what a gateway answers. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "requests.h"
#include "suites.h"

CALL(allow_overage, parvis_allow_overage_request, parvis_pool_view)
CALL(reserve_seats, parvis_reserve_seats_request, parvis_reservation)
CALL(release_reservation, parvis_uuid, parvis_reservation)
CALL(list_holders, parvis_list_holders_request, parvis_holder_page)
CALL(view_use, parvis_view_use_request, parvis_seat_use_list)
CALL(change_catalog, parvis_catalog, parvis_catalog)
CALL(quote_order, parvis_quote_request, parvis_quote)
CALL(place_order, parvis_place_order_request, parvis_order)
CALL(view_order, parvis_uuid, parvis_order)
CALL(list_orders, parvis_list_orders_request, parvis_order_page)
CALL(cancel_order, parvis_uuid, parvis_order)
CALL(take_payment_notice, parvis_payment_notice_request, parvis_order)

/* A catalog in which one struct is another. */
static const parvis_catalog* given_catalog;

#define WITHIN_CATALOG(name, member)                      \
  static parvis_status name##_within(const void* given) { \
    const parvis_catalog_##name* all[1];                  \
    parvis_catalog catalog = *given_catalog;              \
    all[0] = given;                                       \
    catalog.member = all;                                 \
    return call_change_catalog(&catalog);                 \
  }
WITHIN_CATALOG(sku, skus)
WITHIN_CATALOG(plan, plans)
WITHIN_CATALOG(price, prices)

static parvis_status demand_within(const void* demand) {
  const parvis_seat_demand* demands[1];
  const parvis_seat_forecast* out = NULL;
  const parvis_error* error = NULL;
  parvis_status status;
  demands[0] = demand;
  status = parvis_preview_seats(one.portal, by, demands, 1, &out, &error);
  sound(status, out, error);
  parvis_free(out);
  return status;
}

/* A checkout is put from a slot; what that answered is what is asked for. */
static parvis_status put_told;

static parvis_status put_the_checkout(firm* of, parvis_call* call) {
  put_told = parvis_call_put_checkout(call, of->other);
  return put_told;
}

static parvis_status checkout_within(const void* checkout) {
  static int n;
  char key[24];
  parvis_wanted_line line = {TEXT("core"), 1};
  NEW(parvis_place_order_request, order);
  snprintf(key, sizeof key, "order %d", n++);
  order.key = TEXT(key);
  order.catalog_revision = one.catalog_revision;
  order.plan = TEXT("month");
  order.lines = &line;
  order.line_count = 1;
  one.other = (void*)checkout;
  firm_misbehave(&one, SLOT_CHECKOUT, put_the_checkout, false);
  put_told = 0;
  CHECK(call_place_order(&order) == PARVIS_DONE);
  firm_behave(&one);
  return put_told;
}

static void requests_about_seats_are_read_with_care(void) {
  NEW(parvis_allow_overage_request, overage);
  NEW(parvis_reserve_seats_request, reserve);
  NEW(parvis_list_holders_request, holders);
  NEW(parvis_view_use_request, use);
  open_one();
  overage.sku = said("core");
  overage.seats = 2;
  TORTURE(allow_overage, overage);
  MISNUMBER(allow_overage, overage, reserved);
  reserve.sku = overage.sku;
  reserve.seats = 1;
  reserve.lasts_us = 1000000;
  reserve.purpose = said("Lyon");
  TORTURE(reserve_seats, reserve);
  MISNUMBER(reserve_seats, reserve, reserved);
  holders.sku = overage.sku;
  holders.after = said("AAAA");
  holders.limit = 5;
  TORTURE(list_holders, holders);
  MISNUMBER(list_holders, holders, reserved);
  use.sku = overage.sku;
  use.until = 1;
  TORTURE(view_use, use);
  MISNUMBER(view_use, use, reserved);
  {
    NEW(parvis_seat_demand, demand);
    demand.access = PARVIS_ACCESS_CORE;
    demand.people = 3;
    cut("demands", &demand, sizeof demand, demand_within);
    distort("demands", &demand, sizeof demand, demand_within);
    misnumber("demands", &demand, sizeof demand, offsetof(parvis_seat_demand, access), demand_within);
  }
  absent_release_reservation(&one.claire.actor);
  CHECK(call_release_reservation(&one.claire.actor) == PARVIS_E_NOT_FOUND);
  firm_close(&one);
}

static void requests_about_orders_are_read_with_care(void) {
  parvis_wanted_line line;
  const parvis_catalog_sku* skus[1];
  const parvis_catalog_plan* plans[1];
  const parvis_catalog_price* prices[1];
  NEW(parvis_quote_request, quote);
  NEW(parvis_place_order_request, order);
  NEW(parvis_list_orders_request, orders);
  NEW(parvis_payment_notice_request, told);
  NEW(parvis_catalog_sku, sku);
  NEW(parvis_catalog_plan, plan);
  NEW(parvis_catalog_price, price);
  NEW(parvis_catalog, catalog);
  NEW(parvis_checkout, checkout);
  open_one();
  line.sku = said("core");
  line.quantity = 2;
  quote.plan = said("month");
  quote.lines = &line;
  quote.line_count = 1;
  TORTURE(quote_order, quote);
  MISNUMBER(quote_order, quote, reserved);
  order.key = said("PO-17");
  order.catalog_revision = one.catalog_revision;
  order.plan = quote.plan;
  order.lines = &line;
  order.line_count = 1;
  TORTURE(place_order, order);
  MISNUMBER(place_order, order, reserved);
  orders.state = PARVIS_ORDER_GRANTED;
  orders.after = said("AAAA");
  orders.limit = 3;
  TORTURE(list_orders, orders);
  MISNUMBER(list_orders, orders, state);
  told.what = PARVIS_PAYMENT_PAID;
  told.key = said("evt_1");
  told.order = one.claire.actor;
  told.amount = 200;
  told.currency = said("EUR");
  by = &one.host;
  TORTURE(take_payment_notice, told);
  MISNUMBER(take_payment_notice, told, what);
  by = &one.claire;
  checkout.state = PARVIS_CHECKOUT_STARTED;
  checkout.reference = said("pay_1");
  checkout.url = said("https://pay.example.com/1");
  cut("checkout", &checkout, sizeof checkout, checkout_within);
  distort("checkout", &checkout, sizeof checkout, checkout_within);
  misnumber("checkout", &checkout, sizeof checkout, offsetof(parvis_checkout, state), checkout_within);
  by = &one.host;
  absent_view_order(&one.claire.actor);
  absent_cancel_order(&one.claire.actor);
  CHECK(call_view_order(&one.claire.actor) == PARVIS_E_PERMISSION_DENIED);
  CHECK(call_cancel_order(&one.claire.actor) == PARVIS_E_PERMISSION_DENIED);

  sku.type = PARVIS_SKU_PRODUCT;
  sku.code = line.sku;
  skus[0] = &sku;
  plan.unit = PARVIS_TERM_YEAR;
  plan.code = said("year");
  plan.term = 1;
  plan.currency = told.currency;
  plans[0] = &plan;
  price.sku = line.sku;
  price.plan = plan.code;
  price.amount = 1000;
  prices[0] = &price;
  catalog.skus = skus;
  catalog.sku_count = 1;
  catalog.plans = plans;
  catalog.plan_count = 1;
  catalog.prices = prices;
  catalog.price_count = 1;
  catalog.revision = one.catalog_revision;
  given_catalog = &catalog;
  TORTURE(change_catalog, catalog);
  MISNUMBER(change_catalog, catalog, reserved);
  cut("skus of a catalog", &sku, sizeof sku, sku_within);
  distort("skus of a catalog", &sku, sizeof sku, sku_within);
  misnumber("skus of a catalog", &sku, sizeof sku, offsetof(parvis_catalog_sku, type), sku_within);
  cut("plans of a catalog", &plan, sizeof plan, plan_within);
  distort("plans of a catalog", &plan, sizeof plan, plan_within);
  misnumber("plans of a catalog", &plan, sizeof plan, offsetof(parvis_catalog_plan, unit), plan_within);
  cut("prices of a catalog", &price, sizeof price, price_within);
  distort("prices of a catalog", &price, sizeof price, price_within);
  firm_close(&one);
}

const test_case purchase_request_tests[] = {
    {"requests about seats are read with care", requests_about_seats_are_read_with_care},
    {"requests about orders are read with care", requests_about_orders_are_read_with_care},
};
const size_t purchase_request_test_count = sizeof purchase_request_tests / sizeof *purchase_request_tests;
