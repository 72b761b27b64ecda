// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "parvis/testkit/simulation/search_player.hpp"

// Makes requests of commands about purchases and seats, and looks at what is told of them.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the player.
class purchase_player : protected search_player {
 protected:
  using search_player::search_player;

  /// False: the command is of another chapter.
  bool run_purchase(const command& one) {
    switch (one.what) {
      case verb::view_catalog:
        return do_view_catalog(one), true;
      case verb::change_catalog:
        return do_change_catalog(one), true;
      case verb::quote_order:
        return do_quote(one), true;
      case verb::place_order:
        return do_place(one), true;
      case verb::view_order:
      case verb::cancel_order:
        return do_order(one), true;
      case verb::list_orders:
        return do_list_orders(one), true;
      case verb::take_payment_notice:
        return do_notice(one), true;
      case verb::allow_overage:
      case verb::check_entitlement:
      case verb::reserve_seats:
      case verb::release_reservation:
      case verb::list_reservations:
        return do_seats(one), true;
      case verb::preview_seats:
        return do_preview(one), true;
      case verb::list_holders:
        return do_list_holders(one), true;
      case verb::view_use:
        return do_view_use(one), true;
      default:
        return false;
    }
  }
  /// What a gateway was asked about is what was ordered.
  void check_checkouts(const std::vector<checkout_request>& all, std::string_view workspace) {
    for (const auto& one : all) {
      const auto* known = here().order_of(one.order);
      const bool same = known != nullptr && one.workspace == workspace && one.key == known->key &&
                        one.total == known->total && one.lines == known->lines && one.currency == "EUR";
      if (!same) wrong("payments", "a gateway is asked about another order");
    }
  }
  instant now() { return asked_.now; }

  void do_view_catalog(const command& one) {
    weigh();
    const auto told = door(one).view_catalog(by());
    take(told);
    if (!told) return;
    const auto& sold = here().sold;
    compare(
        told.value().revision == sold.revision && (sold.revision == 0 || same_row(to_row(told.value()), to_row(sold))),
        "what is for sale");
  }
  void do_change_catalog(const command& one) {
    auto& prices = asked_.wanted_order.prices;
    prices = price_list(one.b % 4);
    prices.revision = here().sold.revision - (one.c < 16 ? 1 : 0);
    if (one.a % 4 == 0) asked_.actor = operator_id;  // the vendor
    weigh();
    take(door(one).change_catalog(by(), prices));
  }

  void choose_lines(const command& one) {
    static constexpr std::string_view plans[] = {"month", "month", "year", "trial", "month", "never"};
    static constexpr std::string_view choices[][3] = {{"core"},
                                                      {"collaborators"},
                                                      {"core", "outlook"},
                                                      {"core", "client_portal", "collaborators"},
                                                      {"client_portal"},
                                                      {"core", "collaborators"},
                                                      {"core"},
                                                      {"contract"}};
    auto& wanted = asked_.wanted_order;
    wanted.plan = plans[one.b % 6];
    for (const auto sku : choices[one.c % 8]) {
      if (!sku.empty()) wanted.lines.push_back({std::string(sku), 1 + one.a % 3});
    }
    if (one.a == 255) wanted.lines.front().quantity = 0;
    if (one.a == 254) wanted.lines.push_back(wanted.lines.front());
    wanted.catalog_revision = here().sold.revision - (one.b % 32 == 31 ? 1 : 0);
  }
  void do_quote(const command& one) {
    choose_lines(one);
    weigh();
    const auto told = door(one).quote_order(by(), {asked_.wanted_order.plan, asked_.wanted_order.lines});
    take(told);
    if (!told) return;
    const auto lines = here().priced(asked_.wanted_order.plan, asked_.wanted_order.lines, now());
    compare(lines && told.value().lines == *lines && told.value().total == firm::total_of(*lines) &&
                told.value().catalog_revision == here().sold.revision,
            "what it costs");
  }
  void do_place(const command& one) {
    choose_lines(one);
    auto& wanted = asked_.wanted_order;
    wanted.key = "PO-" + std::to_string(here().orders.size()) + "-" + std::to_string(one.a % 8);
    const auto any = [](const purchase&) { return true; };
    const auto* known = here().order_of(pick(here().orders, one.c, any));
    if (known != nullptr && one.name == 0) {  // once more, or something else under the same key
      wanted.key = known->key;
      wanted.renews = one.a % 4 != 0 ? known->renews : order_id{};
      if (one.a % 4 != 0) want_lines_of(*known);
    } else if (known != nullptr && one.name == 1) {
      wanted.renews = known->id;
    } else {
      renew_one(one);
    }
    weigh();
    const auto told =
        door(one).place_order(by(), {wanted.key, wanted.catalog_revision, wanted.plan, wanted.lines, wanted.renews});
    take(told);
    if (told) compare_order(told.value());
  }
  void want_lines_of(const purchase& known) {
    auto& wanted = asked_.wanted_order;
    wanted.plan = known.plan;
    wanted.lines.clear();
    for (const auto& line : known.lines) wanted.lines.push_back({line.sku, line.quantity});
  }
  /// Mostly what is had goes on; before all else what a renewal was to continue whose time is over.
  void renew_one(const command& one) {
    auto& wanted = asked_.wanted_order;
    const auto granted = [](const purchase& p) { return p.state == order_state::granted; };
    const auto late = [&](const purchase& p) { return !p.continues.is_nil() && p.as_of(now()).continues.is_nil(); };
    const auto* renewed = here().order_of(pick(here().orders, one.a, granted));
    const auto* over = here().order_of(pick(here().orders, one.a, late));
    if (over != nullptr) renewed = here().order_of(over->continues);
    if (renewed == nullptr || one.name > 5) return;
    wanted.renews = renewed->id;
    if (one.b % 2 == 0) want_lines_of(*renewed);
  }
  void compare_order(const order& told) {
    const auto* known = here().order_of(told.id);
    if (known == nullptr) return compare(false, "an order");
    compare(difference(known->as_of(now()), purchase{told}).empty(), "an order");
  }

  void do_order(const command& one) {
    const bool looks = one.what == verb::view_order;
    const auto fits = [&](const purchase& p) { return looks || p.unpaid() || one.c < 32; };
    const auto which = order_id{pick(here().orders, one.a, fits)};
    asked_.wanted_order.order = which;
    weigh();
    const auto told = looks ? door(one).view_order(by(), which) : door(one).cancel_order(by(), which);
    take(told);
    if (told) compare_order(told.value());
  }
  void do_list_orders(const command& one) {
    const auto state = static_cast<order_state>(1 + one.a % 5);
    weigh();
    const auto told = door(one).list_orders(by(), {.state = state, .limit = 1000});
    take(told);
    if (!told) return;
    const auto expected = std::count_if(here().orders.begin(), here().orders.end(),
                                        [&](const auto& p) { return p.second.state == state; });
    compare(std::cmp_equal(expected, told.value().orders.size()), "a list of orders");
    for (const auto& each : told.value().orders) compare_order(each);
  }

  /// Of an order that waits for its money mostly; at times twice, late, in the wrong order or about other money.
  void do_notice(const command& one) {
    static constexpr payment_event outcomes[] = {
        payment_event::paid,      payment_event::paid,     payment_event::paid, payment_event::declined,
        payment_event::abandoned, payment_event::refunded, payment_event::paid, payment_event::refunded};
    auto& wanted = asked_.wanted_order;
    const auto fits = [&](const purchase& p) { return p.unpaid() || one.b % 2 == 0; };
    auto& told = wanted.told;
    told = {order_id{pick(here().orders, one.a, fits)}, outcomes[one.c % 8]};
    const auto* about = here().order_of(told.order);
    if (about != nullptr) told.amount = about->total;
    if (told.what == payment_event::refunded && one.name % 3 == 0) told.amount /= 2;
    if (one.name == 1) ++told.amount;
    wanted.currency = one.name == 2 ? "USD" : "EUR";
    wanted.key = "evt-" + std::to_string(here().notices.size()) + "-" + std::to_string(one.b);
    if (!here().notices.empty() && one.b % 5 == 0) {
      const auto again = std::next(here().notices.begin(), static_cast<std::ptrdiff_t>(one.a % here().notices.size()));
      wanted.key = again->first;
      if (one.c % 8 != 0) told = again->second;
    }
    weigh();
    const auto reply =
        door(one).take_payment_notice(by(), {wanted.key, told.order, told.what, told.amount, wanted.currency});
    take(reply);
    if (reply) compare_order(reply.value());
  }

  // --- seats ---

  static std::string sku_of(const command& one) {
    return one.b % 4 == 0 ? "core" : one.b % 8 == 1 ? "outlook" : one.b % 16 == 3 ? "contract" : "collaborators";
  }
  void do_seats(const command& one) {
    auto& wanted = asked_.wanted_order;
    wanted.sku = sku_of(one);
    switch (one.what) {
      case verb::allow_overage:
        wanted.seats = one.a == 255 ? -1 : one.a % 3;
        weigh();
        return take(door(one).allow_overage(by(), {wanted.sku, wanted.seats}));
      case verb::reserve_seats:
        return do_reserve(one);
      case verb::release_reservation:
        return do_release(one);
      case verb::list_reservations:
        return do_list_reservations(one);
      default:
        return do_check_entitlement(one);
    }
  }
  void do_reserve(const command& one) {
    auto& wanted = asked_.wanted_order;
    wanted.seats = one.a % 16 == 15 ? 0 : 1 + one.a % 2;
    wanted.lasts = one.c == 255 ? days(31) : one.c == 254 ? duration{1} : hours(1 + one.c % 72);
    weigh();
    const auto told = door(one).reserve_seats(by(), {wanted.sku, wanted.seats, wanted.lasts, "Lyon"});
    take(told);
    if (told) compare_kept(told.value());
  }
  void do_release(const command& one) {
    const auto fits = [&](const kept_seats& kept) { return kept.left > 0 || one.b % 4 == 0; };
    const auto which = reservation_id{pick(here().reservations, one.a, fits)};
    asked_.wanted_order.kept = which;
    weigh();
    const auto told = door(one).release_reservation(by(), which);
    take(told);
    if (told) compare_kept(told.value());
  }
  void compare_kept(const reservation& told) {
    const auto known = here().reservations.find(told.id);
    compare(known != here().reservations.end() && difference(known->second, kept_seats{told}).empty(), "a reservation");
  }
  void do_list_reservations(const command& one) {
    weigh();
    const auto told = door(one).list_reservations(by(), asked_.wanted_order.sku);
    take(told);
    if (!told) return;
    const auto lasting = std::count_if(here().reservations.begin(), here().reservations.end(), [&](const auto& r) {
      return r.second.sku == asked_.wanted_order.sku && now() < r.second.expires_at;
    });
    compare(std::cmp_equal(lasting, told.value().size()), "a list of reservations");
    for (const auto& each : told.value()) compare_kept(each);
  }
  void do_check_entitlement(const command& one) {
    weigh();
    const auto told = door(one).check_entitlement(by(), asked_.wanted_order.sku);
    take(told);
    if (!told) return;
    const auto found = here().pools.find(asked_.wanted_order.sku);
    const auto p = found == here().pools.end() ? license_pool{} : found->second;
    const auto granted = p.capacity > 0 ? p.capacity - p.overage : 0;
    compare(told.value().quantity == granted && told.value().next_change_at == p.next_change_at, "what is granted");
  }
  /// What people would take who are not here yet.
  void do_preview(const command& one) {
    const auto wanted = one.a % 2 == 0 ? user_access(one.b) : portal_access(one.b);
    const std::int64_t people = 1 + one.c % 3;
    weigh();
    const auto told = door(one).preview_seats(by(), {{.access = wanted, .people = people}});
    take(told);
    if (!told) return;
    auto seated = people;
    for (const auto& [access, sku] : licenses) {
      if (!has(wanted, access)) continue;
      const auto found = here().pools.find(sku);
      const bool full = found == here().pools.end() || found->second.waiting > 0;
      const auto free = full ? 0 : std::max<std::int64_t>(0, found->second.capacity - found->second.held);
      seated = std::min(seated, free);
    }
    compare(told.value().people_without_seat == people - seated, "what would be taken");
  }
  void do_list_holders(const command& one) {
    const auto& [access, sku] = licenses[one.a % std::size(licenses)];
    weigh();
    const auto told = door(one).list_holders(by(), {.sku = std::string(sku), .limit = 1000});
    take(told);
    if (!told) return;
    const auto holds = [&, wanted = access](const auto& p) {
      return p.second.holds_seats() && has(p.second.access, wanted);
    };
    const auto expected = std::count_if(here().people.begin(), here().people.end(), holds);
    compare(std::cmp_equal(expected, told.value().holders.size()), "who holds a seat");
    auto last = instant{};
    for (const auto& each : told.value().holders) {
      const auto* who = here().find(each.account.id);
      compare(who != nullptr && who->seated_at == each.since && last <= each.since, "since when somebody has a seat");
      last = each.since;
    }
  }
  void do_view_use(const command& one) {
    const auto sku = sku_of(one);
    weigh();
    const auto told = door(one).view_use(by(), {.sku = sku});
    take(told);
    if (!told) return;
    std::vector<month_of_use> expected;
    if (const auto over = here().use.find(sku); over != here().use.end()) expected = over->second;
    if (const auto p = here().pools.find(sku); p != here().pools.end()) {
      expected.push_back(
          {month_after(p->second.period_ends_at - duration{1}, 0), p->second.period_ends_at, p->second.peak});
    }
    std::vector<month_of_use> got;
    for (const auto& month : told.value()) got.push_back({month.starts_at, month.ends_at, month.peak});
    compare(got == expected, "the use of " + sku);
  }
};

}  // namespace parvis::inline v1::testkit::simulated
