/* SPDX-License-Identifier: BSL-1.0 */
#include <string.h>

#include "firm.h"
#include "plain_storage.h"
#include "suites.h"

/* What is bought, and who has the seats, from a host in C. */

static firm one;

static void open_one(void) {
  parvis_storage storage = {.struct_size = sizeof storage};
  plain_storage_open(PLAIN_RIGHT, &storage);
  firm_open(&one, &storage);
}

static parvis_status starts(firm* of, parvis_call* call) {
  NEW(parvis_checkout, started);
  (void)of;
  started.state = PARVIS_CHECKOUT_STARTED;
  started.reference = TEXT("till-1");
  started.url = TEXT("https://till.example/1");
  return parvis_call_put_checkout(call, &started);
}

static const parvis_order* order_placed_through(parvis_portal* portal) {
  const parvis_order* out = NULL;
  const parvis_wanted_line line = {TEXT("core"), 2};
  NEW(parvis_place_order_request, request);
  request.key = TEXT("PO-17");
  request.plan = TEXT("month");
  request.catalog_revision = one.catalog_revision;
  request.lines = &line;
  request.line_count = 1;
  REQUIRE(parvis_place_order(portal, &one.claire, &request, &out, NULL) == PARVIS_DONE);
  return out;
}
static const parvis_order* placed_order(void) { return order_placed_through(one.portal); }

static parvis_payment_notice_request payment_of(const parvis_order* order) {
  NEW(parvis_payment_notice_request, out);
  out.what = PARVIS_PAYMENT_PAID;
  out.key = TEXT("evt_1");
  out.order = order->id;
  out.amount = order->total;
  out.currency = TEXT("EUR");
  return out;
}

static int64_t seats_of_core(void) {
  const parvis_entitlement* had = NULL;
  int64_t out;
  REQUIRE(parvis_check_entitlement(one.portal, &one.host, TEXT("core"), &had, NULL) == PARVIS_DONE);
  out = had->quantity;
  parvis_free(had);
  return out;
}

static void an_order_is_quoted_placed_and_paid_once(void) {
  const parvis_wanted_line line = {TEXT("core"), 2};
  const parvis_catalog* catalog = NULL;
  const parvis_quote* quote = NULL;
  const parvis_order* order = NULL;
  const parvis_order_page* page = NULL;
  int n;
  parvis_payment_notice_request told;
  NEW(parvis_quote_request, asked);
  NEW(parvis_list_orders_request, list);
  open_one();
  firm_misbehave(&one, SLOT_CHECKOUT, starts, false);
  REQUIRE(parvis_view_catalog(one.portal, &one.host, &catalog, NULL) == PARVIS_DONE);
  CHECK(catalog->sku_count == 1 && is(catalog->skus[0]->code, "core") && catalog->prices[0]->amount == 100);
  parvis_free(catalog);
  asked.plan = TEXT("month");
  asked.lines = &line;
  asked.line_count = 1;
  REQUIRE(parvis_quote_order(one.portal, &one.claire, &asked, &quote, NULL) == PARVIS_DONE);
  CHECK(quote->total == 200 && quote->lines[0].amount == 200 && is(quote->currency, "EUR"));
  CHECK(quote->catalog_revision == one.catalog_revision && quote->unit == PARVIS_TERM_MONTH);
  parvis_free(quote);

  order = placed_order();
  CHECK(order->state == PARVIS_ORDER_OPEN && is(order->reference, "till-1"));
  CHECK(is(order->checkout_url, "https://till.example/1") && order->expires_at > order->placed_at);
  CHECK(seats_of_core() == 5);
  told = payment_of(order);
  parvis_free(order);
  for (n = 0; n < 2; ++n) {
    REQUIRE(parvis_take_payment_notice(one.portal, &one.host, &told, &order, NULL) == PARVIS_DONE);
    CHECK(order->state == PARVIS_ORDER_GRANTED && order->grant_count == 1 && order->ends_at > order->starts_at);
    CHECK(is(parvis_order_state_name(order->state), "granted"));
    parvis_free(order);
  }
  CHECK(seats_of_core() == 7);
  CHECK(parvis_cancel_order(one.portal, &one.claire, &told.order, NULL, NULL) == PARVIS_E_ILLEGAL_TRANSITION);
  told.key = TEXT("evt_2");
  told.what = PARVIS_PAYMENT_REFUNDED;
  REQUIRE(parvis_take_payment_notice(one.portal, &one.host, &told, &order, NULL) == PARVIS_DONE);
  CHECK(order->state == PARVIS_ORDER_REFUNDED && order->returned == 200);
  parvis_free(order);
  CHECK(seats_of_core() == 5);
  REQUIRE(parvis_view_order(one.portal, &one.claire, &told.order, &order, NULL) == PARVIS_DONE);
  CHECK(order->state == PARVIS_ORDER_REFUNDED && order->returned == 200 && order->line_count == 1);
  parvis_free(order);
  list.state = PARVIS_ORDER_REFUNDED;
  REQUIRE(parvis_list_orders(one.portal, &one.claire, &list, &page, NULL) == PARVIS_DONE);
  CHECK(page->item_count == 1 && page->next.size == 0);
  parvis_free(page);
  firm_close(&one);
}

static void an_order_that_the_gateway_fails_is_asked_about_later(void) {
  const parvis_order* order = NULL;
  open_one();
  firm_misbehave(&one, SLOT_CHECKOUT, starts, true); /* it has been paid already, and the slot says both */
  order = placed_order();
  CHECK(order->state == PARVIS_ORDER_OPEN && order->reference.size == 0);
  REQUIRE(parvis_cancel_order(one.portal, &one.claire, &order->id, NULL, NULL) == PARVIS_DONE);
  parvis_free(order);
  firm_close(&one);
}

static void a_grant_and_a_reservation_are_repeated_under_their_ids(void) {
  int n;
  const parvis_pool_view* pool = NULL;
  const parvis_reservation* kept = NULL;
  const parvis_grant_list* grants = NULL;
  NEW(parvis_seat_grant, grant);
  NEW(parvis_end_grant_request, end);
  NEW(parvis_reserve_seats_request, reserve);
  open_one();
  grant.sku = reserve.sku = TEXT("core");
  grant.quantity = reserve.seats = 2;
  reserve.lasts_us = 3600000000;
  grant.id.octet[0] = reserve.id.octet[0] = 7;
  for (n = 0; n < 2; ++n) {
    REQUIRE(parvis_grant_seats(one.portal, &one.claire, &grant, &pool, NULL) == PARVIS_DONE);
    CHECK(pool->granted == 7);
    parvis_free(pool);
    REQUIRE(parvis_reserve_seats(one.portal, &one.claire, &reserve, &kept, NULL) == PARVIS_DONE);
    CHECK(kept->left == 2 && memcmp(&kept->id, &reserve.id, sizeof kept->id) == 0);
    parvis_free(kept);
  }
  REQUIRE(parvis_list_grants(one.portal, &one.claire, grant.sku, &grants, NULL) == PARVIS_DONE);
  CHECK(grants->item_count == 2 && grants->items[0]->quantity + grants->items[1]->quantity == 7);
  parvis_free(grants);
  grant.quantity = reserve.seats = 3;
  CHECK(parvis_grant_seats(one.portal, &one.claire, &grant, NULL, NULL) == PARVIS_E_KEY_TAKEN);
  CHECK(parvis_reserve_seats(one.portal, &one.claire, &reserve, NULL, NULL) == PARVIS_E_KEY_TAKEN);
  end.grant = grant.id;
  REQUIRE(parvis_end_grant(one.portal, &one.claire, &end, &pool, NULL) == PARVIS_DONE);
  CHECK(pool->granted == 5);
  parvis_free(pool);
  firm_close(&one);
}

/* The firm's store, opened by a vendor who says nothing of who grants licenses. */
static parvis_portal* opened_by_default(parvis_storage* shared) {
  static const uint8_t secret[32] = "0123456789abcdef0123456789abcde";
  const parvis_ring_key key = {1, 0, {secret, sizeof secret}};
  parvis_portal* out = NULL;
  NEW(parvis_options, options);
  NEW(parvis_host, host);
  options.keys = &key;
  options.key_count = 1;
  *shared = one.kept;
  shared->destroy = NULL;
  host.storage = shared;
  REQUIRE(parvis_portal_open(&options, &host, &out, NULL) == PARVIS_DONE);
  return out;
}

static void licenses_are_the_vendors_to_give_and_the_firms_to_buy(void) {
  parvis_storage shared;
  parvis_portal* sold;
  const parvis_pool_view* pool = NULL;
  const parvis_catalog* prices = NULL;
  const parvis_order* order = NULL;
  parvis_catalog wanted;
  parvis_payment_notice_request told;
  NEW(parvis_seat_grant, grant);
  NEW(parvis_end_grant_request, end);
  NEW(parvis_allow_overage_request, overage);
  open_one();
  sold = opened_by_default(&shared);
  grant.sku = overage.sku = TEXT("core");
  grant.quantity = 2;
  grant.id.octet[0] = 7;
  overage.seats = 1;
  end.grant = grant.id;
  REQUIRE(parvis_view_catalog(sold, &one.host, &prices, NULL) == PARVIS_DONE);
  wanted = *prices;
  wanted.struct_size = sizeof wanted;
  CHECK(parvis_grant_seats(sold, &one.claire, &grant, NULL, NULL) == PARVIS_E_PERMISSION_DENIED);
  CHECK(parvis_allow_overage(sold, &one.claire, &overage, NULL, NULL) == PARVIS_E_PERMISSION_DENIED);
  CHECK(parvis_change_catalog(sold, &one.claire, &wanted, NULL, NULL) == PARVIS_E_PERMISSION_DENIED);
  CHECK(seats_of_core() == 5);
  REQUIRE(parvis_grant_seats(sold, &one.vendor, &grant, &pool, NULL) == PARVIS_DONE);
  CHECK(pool->granted == 7);
  parvis_free(pool);
  CHECK(parvis_end_grant(sold, &one.claire, &end, NULL, NULL) == PARVIS_E_PERMISSION_DENIED);
  CHECK(parvis_end_grant(sold, &one.vendor, &end, NULL, NULL) == PARVIS_DONE);
  CHECK(parvis_allow_overage(sold, &one.vendor, &overage, NULL, NULL) == PARVIS_DONE);
  CHECK(parvis_change_catalog(sold, &one.vendor, &wanted, NULL, NULL) == PARVIS_DONE);
  parvis_free(prices);

  order = order_placed_through(sold);
  told = payment_of(order);
  parvis_free(order);
  REQUIRE(parvis_take_payment_notice(sold, &one.host, &told, &order, NULL) == PARVIS_DONE);
  CHECK(order->state == PARVIS_ORDER_GRANTED);
  parvis_free(order);
  CHECK(seats_of_core() == 7);
  parvis_portal_close(sold);
  firm_close(&one);
}

static void seats_are_reserved_taken_and_counted(void) {
  const parvis_pool_view* pool = NULL;
  const parvis_reservation* kept = NULL;
  const parvis_reservation_list* all = NULL;
  const parvis_account_view* dora = NULL;
  const parvis_seat_forecast* forecast = NULL;
  const parvis_holder_page* holders = NULL;
  const parvis_seat_use_list* use = NULL;
  const parvis_seat_demand* demands[1];
  parvis_uuid reservation;
  NEW(parvis_allow_overage_request, overage);
  NEW(parvis_reserve_seats_request, reserve);
  NEW(parvis_seat_demand, demand);
  NEW(parvis_add_user_request, added);
  NEW(parvis_list_holders_request, whose);
  NEW(parvis_view_use_request, months);
  open_one();
  overage.sku = TEXT("core");
  overage.seats = 1;
  REQUIRE(parvis_allow_overage(one.portal, &one.claire, &overage, &pool, NULL) == PARVIS_DONE);
  CHECK(pool->granted == 5 && pool->overage == 1 && pool->capacity == 6 && pool->held == 1 && pool->remaining == 5);
  parvis_free(pool);
  reserve.sku = overage.sku;
  reserve.seats = 5;
  reserve.lasts_us = 3600000000;
  reserve.purpose = TEXT("Lyon");
  REQUIRE(parvis_reserve_seats(one.portal, &one.claire, &reserve, &kept, NULL) == PARVIS_DONE);
  reservation = kept->id;
  CHECK(kept->left == 5 && is(kept->purpose, "Lyon"));
  parvis_free(kept);
  demand.access = PARVIS_ACCESS_CORE;
  demands[0] = &demand;
  REQUIRE(parvis_preview_seats(one.portal, &one.claire, demands, 1, &forecast, NULL) == PARVIS_DONE);
  CHECK(forecast->pool_count == 1 && forecast->pools[0]->lacks == 1 && forecast->people_without_seat == 1);
  parvis_free(forecast);
  added.access = PARVIS_ACCESS_CORE;
  added.group = one.members;
  added.first_name = TEXT("Dora");
  added.last_name = TEXT("Haddad");
  added.email = TEXT("dora@example.com");
  added.seniority = TEXT("lawyer");
  CHECK(parvis_add_user(one.portal, &one.claire, &added, NULL, NULL) == PARVIS_E_NO_SEAT);
  added.reservations = &reservation;
  added.reservation_count = 1;
  REQUIRE(parvis_add_user(one.portal, &one.claire, &added, &dora, NULL) == PARVIS_DONE);
  parvis_free(dora);
  REQUIRE(parvis_list_reservations(one.portal, &one.claire, overage.sku, &all, NULL) == PARVIS_DONE);
  CHECK(all->item_count == 1 && all->items[0]->left == 4 && all->items[0]->seats == 5);
  parvis_free(all);
  REQUIRE(parvis_release_reservation(one.portal, &one.claire, &reservation, &kept, NULL) == PARVIS_DONE);
  CHECK(kept->left == 0);
  parvis_free(kept);
  whose.sku = overage.sku;
  REQUIRE(parvis_list_holders(one.portal, &one.claire, &whose, &holders, NULL) == PARVIS_DONE);
  CHECK(holders->item_count == 2 && holders->items[0]->since != 0 &&
        is(holders->items[1]->account->email, "dora@example.com"));
  parvis_free(holders);
  months.sku = overage.sku;
  REQUIRE(parvis_view_use(one.portal, &one.claire, &months, &use, NULL) == PARVIS_DONE);
  CHECK(use->item_count == 1 && use->items[0]->peak == 6 && use->items[0]->capacity == 6);
  parvis_free(use);
  firm_close(&one);
}

static void whoever_must_not_sign_up_yet_does_not(void) {
  parvis_settings* settings = NULL;
  parvis_settings wanted;
  NEW(parvis_start_sign_up_request, start);
  open_one();
  REQUIRE(parvis_view_settings(one.portal, &one.claire, &settings, NULL) == PARVIS_DONE);
  CHECK(settings->signup_requires.size == 0 && settings->order_lifetime_us == INT64_C(86400000000));
  wanted = *settings;
  wanted.struct_size = sizeof wanted;
  wanted.signup_policy = PARVIS_SIGNUP_CLIENTS;
  wanted.signup_requires = TEXT("client_portal");
  wanted.order_lifetime_us = 3600000000;
  REQUIRE(parvis_change_settings(one.portal, &one.claire, &wanted, NULL, NULL) == PARVIS_DONE);
  parvis_free(settings);
  start.access = PARVIS_KIND_OF_CLIENT;
  start.email = TEXT("zoe@example.org");
  CHECK(parvis_start_sign_up(one.portal, &one.host, &start, NULL, NULL) == PARVIS_E_SIGNUP_DISABLED);
  firm_close(&one);
}

const test_case buying_tests[] = {
    {"an order is quoted, placed and paid once", an_order_is_quoted_placed_and_paid_once},
    {"an order that the gateway fails is asked about later", an_order_that_the_gateway_fails_is_asked_about_later},
    {"a grant and a reservation are repeated under their ids", a_grant_and_a_reservation_are_repeated_under_their_ids},
    {"licenses are the vendor's to give and the firm's to buy", licenses_are_the_vendors_to_give_and_the_firms_to_buy},
    {"seats are reserved, taken and counted", seats_are_reserved_taken_and_counted},
    {"whoever must not sign up yet does not", whoever_must_not_sign_up_yet_does_not},
};
const size_t buying_test_count = sizeof buying_tests / sizeof *buying_tests;
