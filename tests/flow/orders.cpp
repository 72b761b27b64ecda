// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/race.hpp"
#include "parvis/values/calendar.hpp"

using namespace flow_test;

namespace {

constexpr std::int64_t price_of_core = 4'900;

/// A firm that can buy: `core` for 49 € a month and `archive`, which nobody has heard of, for 2 €.
catalog shop(firm& f) {
  auto wanted = f.door.view_catalog(f.somebody()).value();
  wanted.skus.push_back({"archive", sku_type::add_on, {}});
  wanted.plans = {{"monthly", 1, term_unit::month, "EUR"}};
  wanted.prices = {{"core", "monthly", price_of_core},
                   {"archive", "monthly", 200},
                   {"outlook", "monthly", 0},
                   {"collaborators", "monthly", 900}};
  const auto set = f.door.change_catalog(f.as_operator(), wanted);
  REQUIRE(refusal(set) == errc{});
  return set.value();
}

place_order_request two_seats(const catalog& of, std::string key = "2026-17") {
  return {.key = std::move(key),
          .catalog_revision = of.revision,
          .plan = "monthly",
          .lines = {{"core", 2}, {"archive", 1}}};
}
constexpr std::int64_t total_of_two_seats = 2 * price_of_core + 200;

order placed(firm& f, const place_order_request& request) {
  const auto made = f.door.place_order(f.as_administrator(), request);
  REQUIRE(refusal(made) == errc{});
  return made.value();
}

payment_notice_request told(const order& of, payment_event what, std::string key = "evt-1") {
  return {.key = std::move(key), .order = of.id, .what = what, .amount = of.total, .currency = of.currency};
}
order_state told_state(firm& f, const payment_notice_request& notice) {
  const auto taken = f.door.take_payment_notice(f.somebody(), notice);
  REQUIRE(refusal(taken) == errc{});
  return taken.value().state;
}

/// A portal over the same store that has no gateway, as another process of the host might.
portal without_payments(firm& f) {
  return portal::open(
             firm::with_keys(),
             {.storage = &f.watched, .clock = &f.clock, .random = &f.random, .hasher = &f.hasher, .mailer = &f.mailer})
      .value();
}

}  // namespace

TEST_CASE("a purchase: prices, quote, order, checkout, payment, and the seats are there") {
  on_every_storage([](firm& f) {
    CHECK(f.door.view_catalog(f.somebody()).value().revision == 0);
    const auto prices = shop(f);
    CHECK(f.door.view_catalog(f.somebody()).value().prices == prices.prices);
    const auto by = f.as_administrator();
    const auto quoted = f.door.quote_order(by, {"monthly", {{"core", 2}, {"archive", 1}}}).value();
    CHECK(quoted.total == total_of_two_seats);
    CHECK(quoted.catalog_revision == prices.revision);

    const auto order = placed(f, two_seats(prices));
    CHECK(order.state == order_state::open);
    CHECK(order.reference == "cs_1");
    CHECK(order.checkout_url == "https://pay.example/checkout?session=1");
    REQUIRE(f.payments.started().size() == 1);
    const auto asked = f.payments.started().front();
    CHECK(asked.workspace == firm::workspace);
    CHECK(asked.order == order.id);
    CHECK(asked.key == "2026-17");
    CHECK(asked.total == total_of_two_seats);
    CHECK(asked.currency == "EUR");
    CHECK(asked.lines == quoted.lines);
    CHECK(f.pool("core").capacity == 5);
    CHECK(f.door.check_entitlement(f.somebody(), "archive").value().quantity == 0);

    CHECK(told_state(f, told(order, payment_event::paid)) == order_state::granted);
    CHECK(f.pool("core").capacity == 7);
    const auto has = f.door.check_entitlement(f.somebody(), "archive").value();
    CHECK(has.quantity == 1);
    const auto seen = f.door.view_order(by, order.id).value();
    CHECK(has.next_change_at == seen.ends_at);
    CHECK(*seen.ends_at == plus_months(*seen.starts_at, 1, day_of(*seen.starts_at).day));
    CHECK(seen.checkout_url.empty());
    CHECK(f.door.list_orders(by, {.state = order_state::granted}).value().orders.size() == 1);
    CHECK(f.door.list_orders(by, {}).value().orders.empty());
    f.deliver();
    CHECK(f.payments.asked() == 1);  // the outbox saw that it was done

    f.clock.set(*seen.ends_at);
    CHECK(f.door.run_due(f.somebody(), 100).value().settled == 2);
    CHECK(f.pool("core").capacity == 5);
    CHECK(f.door.check_entitlement(f.somebody(), "archive").value().quantity == 0);
  });
}

TEST_CASE("an order is placed once for its key, and what else is asked for under it is refused") {
  on_every_storage([](firm& f) {
    const auto prices = shop(f);
    const auto first = placed(f, two_seats(prices));
    const auto before = f.dump();
    CHECK(placed(f, two_seats(prices)).id == first.id);
    CHECK(f.dump() == before);
    auto other = two_seats(prices);
    other.lines[0].quantity = 3;
    CHECK(refusal(f.door.place_order(f.as_administrator(), other)) == errc::key_taken);
    CHECK(f.dump() == before);
    CHECK(f.payments.asked() == 1);
  });
}

TEST_CASE("prices that change after the quote make the order conflict, and an order placed keeps its own") {
  on_every_storage([](firm& f) {
    auto prices = shop(f);
    const auto order = placed(f, two_seats(prices));
    const auto before = two_seats(prices, "2026-18");
    prices.prices[0].amount = 9'900;
    const auto newer = f.door.change_catalog(f.as_administrator(), prices).value();
    CHECK(refusal(f.door.change_catalog(f.as_operator(), prices)) == errc::stale);
    CHECK(refusal(f.door.place_order(f.as_administrator(), before)) == errc::stale);
    CHECK(f.door.view_order(f.as_administrator(), order.id).value().total == total_of_two_seats);
    CHECK(told_state(f, told(order, payment_event::paid)) == order_state::granted);
    // Between the quote and the commit.
    f.watched.before_next_commit([&] { f.edit<catalog>(catalog_row, [](catalog& c) { c.prices[0].amount = 1; }); });
    CHECK(refusal(f.door.place_order(f.as_administrator(), two_seats(newer, "2026-19"))) == errc::stale);
    CHECK(f.all<parvis::order>().size() == 1);
  });
}

TEST_CASE("what is needed besides may be had, and is had at the commit or the order is refused") {
  on_every_storage([](firm& f) {
    const auto prices = shop(f);
    const place_order_request outlook{"free", prices.revision, "monthly", {{"outlook", 3}}};
    f.watched.before_next_commit([&] { f.edit<seat_pool>(f.pool("core").id, [](seat_pool& p) { p.capacity = 0; }); });
    const auto refused = f.door.place_order(f.as_administrator(), outlook);
    CHECK(wrong_field(refused) == std::pair<std::string, errc>{"lines.outlook", errc::sku_needed});
    f.edit<seat_pool>(f.pool("core").id, [](seat_pool& p) { p.capacity = 5; });
    // It costs nothing: granted at once, and nobody is asked for money.
    CHECK(placed(f, outlook).state == order_state::granted);
    CHECK(placed(f, outlook).state == order_state::granted);
    CHECK(f.door.check_entitlement(f.somebody(), "outlook").value().quantity == 3);
    CHECK(f.payments.asked() == 0);
  });
}

TEST_CASE("who waits is admitted by the payment that brings their seats") {
  on_every_storage([](firm& f) {
    for (const auto* name : {"one", "two", "three", "four"}) f.collaborator(name);
    REQUIRE(f.pool().waiting == 2);
    const auto prices = shop(f);
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"client_portal", 1}));
    const auto order = placed(f, {"more", prices.revision, "monthly", {{"collaborators", 2}}});
    CHECK(told_state(f, told(order, payment_event::paid)) == order_state::granted);
    CHECK(f.pool().held == 4);
    CHECK(f.pool().waiting == 0);
  });
}

TEST_CASE("notices that come twice, late or in the wrong order leave what the last word about money says") {
  using enum payment_event;
  const struct {
    const char* what;
    std::vector<payment_event> notices;
    order_state state;
    std::int64_t capacity;
  } cases[] = {
      {"paid twice", {paid, paid}, order_state::granted, 7},
      {"declined, then paid with another card", {declined, paid}, order_state::granted, 7},
      {"paid, and a late decline", {paid, declined}, order_state::granted, 7},
      {"paid, and a late end of the checkout", {paid, abandoned}, order_state::granted, 7},
      {"given up, and paid all the same", {abandoned, paid}, order_state::granted, 7},
      {"declined", {declined, declined}, order_state::declined, 5},
      {"given up", {abandoned, declined}, order_state::abandoned, 5},
      {"paid back", {paid, refunded}, order_state::refunded, 5},
      {"paid back twice", {paid, refunded, refunded}, order_state::refunded, 5},
      {"paid back before it was paid", {refunded, paid}, order_state::refunded, 5},
      {"given up, paid back, paid", {abandoned, refunded, paid}, order_state::refunded, 5},
  };
  on_every_storage([&](firm& f) {
    const auto prices = shop(f);
    for (const auto& c : cases) {
      CAPTURE(c.what);
      const auto order = placed(f, two_seats(prices, c.what));
      int n = 0;
      for (const auto what : c.notices) {
        const auto notice = told(order, what, std::string(c.what) + std::to_string(++n));
        const auto state = told_state(f, notice);
        const auto before = f.dump();
        CHECK(told_state(f, notice) == state);  // the same notice once more
        CHECK(f.dump() == before);
      }
      CHECK(f.get<parvis::order>(order.id).state == c.state);
      CHECK(f.pool("core").capacity == c.capacity);
      if (c.state == order_state::granted)
        REQUIRE(told_state(f, told(order, refunded, order.key)) == order_state::refunded);
    }
  });
}

TEST_CASE("a notice is refused that speaks of no order, of other money, or has another's key, and nothing is changed") {
  on_every_storage([](firm& f) {
    const auto order = placed(f, two_seats(shop(f)));
    const auto other = placed(f, two_seats(f.door.view_catalog(f.somebody()).value(), "2026-18"));
    REQUIRE(told_state(f, told(other, payment_event::paid)) == order_state::granted);
    const auto before = f.dump();
    const auto code = [&](payment_notice_request notice) {
      return refusal(f.door.take_payment_notice(f.somebody(), notice));
    };
    auto notice = told(order, payment_event::paid, "evt-2");
    notice.order = order_id{f.team.administrator};
    CHECK(code(notice) == errc::not_found);
    notice = told(order, payment_event::paid, "evt-2");
    notice.amount -= 1;
    CHECK(code(notice) == errc::payment_differs);
    CHECK(code(told(order, payment_event::paid)) == errc::key_taken);
    CHECK(code(told(order, payment_event::paid, "")) == errc::invalid_form);
    CHECK(code(told(order, payment_event{}, "evt-2")) == errc::invalid_form);
    CHECK(code(told(order, static_cast<payment_event>(5), "evt-2")) == errc::invalid_form);
    CHECK(f.dump() == before);
  });
}

TEST_CASE("a refund ends the grants, throws nobody out, and the administrators are told") {
  on_every_storage([](firm& f) {
    const auto prices = shop(f);
    const auto order = placed(f, two_seats(prices));
    REQUIRE(told_state(f, told(order, payment_event::paid)) == order_state::granted);
    for (const auto* name : {"anna", "bert", "carl", "dora", "emil", "fred"}) f.joined_user(name);
    REQUIRE(f.pool("core").held == 7);
    CHECK(told_state(f, told(order, payment_event::refunded, "evt-2")) == order_state::refunded);
    const auto pools = f.door.list_pools(f.as_administrator()).value();
    const auto core = std::find_if(pools.begin(), pools.end(), [](const auto& p) { return p.sku == "core"; });
    CHECK(core->capacity == 5);
    CHECK(core->over_by == 2);
    const auto mails = f.queued();
    CHECK(std::count(mails.begin(), mails.end(), effect::mail_over_capacity) == 1);
    CHECK(refusal(f.door.add_user(f.as_administrator(), {.first_name = "A",
                                                         .last_name = "B",
                                                         .email = "g@ravel.example",
                                                         .group = f.team.members,
                                                         .seniority = "lawyer"})) == errc::no_seat);
  });
}

TEST_CASE("a renewal is granted from the end of the order before, once, and the seats never stop") {
  on_every_storage([](firm& f) {
    const auto prices = shop(f);
    const auto order = placed(f, two_seats(prices));
    REQUIRE(told_state(f, told(order, payment_event::paid)) == order_state::granted);
    const auto first = f.get<parvis::order>(order.id);
    auto again = two_seats(prices, "2026-18");
    again.renews = order.id;
    const auto renewal = placed(f, again);
    again.key = "2026-19";
    CHECK(refusal(f.door.place_order(f.as_administrator(), again)) == errc::illegal_transition);
    REQUIRE(told_state(f, told(renewal, payment_event::paid, "evt-2")) == order_state::granted);
    CHECK(f.get<parvis::order>(renewal.id).starts_at == first.ends_at);
    CHECK(f.pool("core").capacity == 7);
    f.clock.set(*first.ends_at);
    CHECK(f.door.check_entitlement(f.somebody(), "core").value().quantity == 7);
    f.clock.set(*f.get<parvis::order>(renewal.id).ends_at);
    CHECK(f.door.check_entitlement(f.somebody(), "core").value().quantity == 5);
    // One that is given up makes way for another.
    auto third = two_seats(prices, "2026-20");
    third.renews = renewal.id;
    const auto given_up = placed(f, third);
    REQUIRE(f.door.cancel_order(f.as_administrator(), given_up.id).value().state == order_state::abandoned);
    third.key = "2026-21";
    CHECK(placed(f, third).state == order_state::open);
  });
}

TEST_CASE("a renewal runs from its payment when the order before was paid back by then, and else keeps its term") {
  on_every_storage([](firm& f) {
    const auto prices = shop(f);
    for (const bool refunded_first : {true, false}) {
      CAPTURE(refunded_first);
      const std::string run = refunded_first ? "a" : "b";
      const auto order = placed(f, two_seats(prices, run + "1"));
      REQUIRE(told_state(f, told(order, payment_event::paid, run + "1")) == order_state::granted);
      const auto end = *f.get<parvis::order>(order.id).ends_at;
      auto again = two_seats(prices, run + "2");
      again.renews = order.id;
      const auto renewal = placed(f, again);
      const auto refund = told(order, payment_event::refunded, run + "3");
      const auto payment = told(renewal, payment_event::paid, run + "4");
      for (const auto& notice : {refunded_first ? refund : payment, refunded_first ? payment : refund}) {
        told_state(f, notice);
      }
      const auto kept = f.get<parvis::order>(renewal.id);
      CHECK(kept.state == order_state::granted);
      CHECK((kept.starts_at == end) != refunded_first);
      CHECK(f.pool("core").capacity == 7);  // of the first round's renewal: the second brings nothing before its term
      CHECK(*kept.ends_at == plus_months(*kept.starts_at, 1, kept.anchor_day));
    }
  });
}

TEST_CASE("an order that nobody pays in time is abandoned, and by run_due for good") {
  on_every_storage([](firm& f) {
    const auto prices = shop(f);
    const auto open = placed(f, two_seats(prices, "open"));
    const auto declined = placed(f, two_seats(prices, "declined"));
    REQUIRE(told_state(f, told(declined, payment_event::declined)) == order_state::declined);
    f.clock.stand_still();
    f.clock.set(*declined.expires_at - duration{1});
    CHECK(f.door.run_due(f.somebody(), 100).value().abandoned == 1);
    CHECK(f.door.view_order(f.as_administrator(), declined.id).value().state == order_state::declined);
    f.clock.set(*declined.expires_at);
    CHECK(f.door.view_order(f.as_administrator(), declined.id).value().state == order_state::abandoned);
    CHECK(f.door.run_due(f.somebody(), 100).value().abandoned == 1);
    const auto before = f.dump();
    CHECK(f.door.run_due(f.somebody(), 100).value().abandoned == 0);
    CHECK(f.dump() == before);
    CHECK(happened(f, event_type::order_abandoned) == 2);
    CHECK(f.get<parvis::order>(open.id).checkout_url.empty());
    CHECK(told_state(f, told(open, payment_event::paid, "late")) == order_state::granted);
  });
}

TEST_CASE("a renewal ends the one before it whose time is over, by one commit, or changes nothing") {
  on_every_storage([](firm& f) {
    const auto prices = shop(f);
    const auto by = f.as_administrator();
    const auto paid = placed(f, two_seats(prices, "paid"));
    REQUIRE(told_state(f, told(paid, payment_event::paid)) == order_state::granted);
    const auto renewal_under = [&](std::string key) {
      auto out = two_seats(prices, std::move(key));
      out.renews = paid.id;
      return out;
    };
    const auto first = placed(f, renewal_under("first"));
    f.clock.stand_still();
    f.clock.set(*first.expires_at - duration{1});
    const auto standing = f.dump();
    CHECK(refusal(f.door.place_order(by, renewal_under("second"))) == errc::illegal_transition);
    f.clock.set(*first.expires_at);
    auto at_old_prices = renewal_under("second");
    --at_old_prices.catalog_revision;
    CHECK(refusal(f.door.place_order(by, at_old_prices)) == errc::stale);
    CHECK(f.dump() == standing);

    f.watched.take();
    const auto second = placed(f, renewal_under("second"));
    std::size_t commits_that_place = 0;
    for (const auto& call : f.watched.take()) {
      const auto& all = call.operations;
      const bool places = std::count(all.begin(), all.end(), std::pair{kind::order, op_type::insert}) > 0;
      commits_that_place += places ? 1U : 0U;
      // The renewal, and the one before it; both are told.
      CHECK((!places || std::count(all.begin(), all.end(), std::pair{kind::event, op_type::insert}) == 2));
    }
    CHECK(commits_that_place == 1);
    const auto given_up = f.get<parvis::order>(first.id);
    CHECK(given_up.state == order_state::abandoned);
    CHECK(given_up.continues.is_nil());
    CHECK(given_up.checkout_url.empty());
    CHECK(second.state == order_state::open);
    CHECK(happened_to(f, first.id, event_type::order_abandoned) == 1);
    CHECK(happened(f, event_type::order_abandoned) == 1);
    CHECK(f.door.run_due(f.somebody(), 100).value().abandoned == 0);

    // Money that comes for it all the same buys what was ordered, beside what has been bought by then.
    REQUIRE(told_state(f, told(second, payment_event::paid, "in time")) == order_state::granted);
    CHECK(told_state(f, told(first, payment_event::paid, "late")) == order_state::granted);
    for (const auto& one : {first, second}) {
      CHECK(f.get<parvis::order>(one.id).starts_at == f.get<parvis::order>(paid.id).ends_at);
    }
    CHECK(refusal(f.door.place_order(by, renewal_under("third"))) == errc::illegal_transition);
  });
}

TEST_CASE("a renewal whose time was over and that is paid as another is placed refuses it") {
  on_every_storage([](firm& f) {
    const auto prices = shop(f);
    const auto paid = placed(f, two_seats(prices, "paid"));
    REQUIRE(told_state(f, told(paid, payment_event::paid)) == order_state::granted);
    auto renewal = two_seats(prices, "first");
    renewal.renews = paid.id;
    const auto first = placed(f, renewal);
    f.clock.set(*first.expires_at);
    renewal.key = "second";
    f.watched.before_next_commit([&] { told_state(f, told(first, payment_event::paid, "late")); });
    CHECK(refusal(f.door.place_order(f.as_administrator(), renewal)) == errc::illegal_transition);
    CHECK(f.get<parvis::order>(first.id).state == order_state::granted);
    CHECK(f.all<parvis::order>().size() == 2);
  });
}

TEST_CASE(
    "an order whose time is over is told as abandoned by whatever tells of it, and once listed makes way for a "
    "renewal") {
  on_every_storage([](firm& f) {
    const auto prices = shop(f);
    const auto by = f.as_administrator();
    const auto paid = placed(f, two_seats(prices, "paid"));
    REQUIRE(told_state(f, told(paid, payment_event::paid)) == order_state::granted);
    auto again = two_seats(prices, "renewal");
    again.renews = paid.id;
    const auto renewal = placed(f, again);
    const payment_notice_request refused{"no", renewal.id, payment_event::declined};
    REQUIRE(f.door.take_payment_notice(f.somebody(), refused).value().state == order_state::declined);
    f.clock.stand_still();
    f.clock.set(*renewal.expires_at);
    const auto viewed = f.door.view_order(by, renewal.id).value();
    const auto noticed = f.door.take_payment_notice(f.somebody(), refused).value();
    for (const auto& told : {viewed, noticed, f.door.place_order(by, again).value()}) {
      CHECK(told.id == renewal.id);
      CHECK(told.state == order_state::abandoned);
      CHECK(told.checkout_url.empty());
    }
    CHECK(f.get<parvis::order>(renewal.id).state == order_state::declined);
    REQUIRE(f.door.list_orders(by, {.state = order_state::declined}).value().orders.empty());
    again.key = "another";
    CHECK(placed(f, again).state == order_state::open);
    CHECK(f.get<parvis::order>(renewal.id).state == order_state::abandoned);

    const auto open = placed(f, two_seats(prices, "open"));
    f.clock.set(*open.expires_at);
    const auto in = [&](order_state state) { return f.door.list_orders(by, {.state = state}).value().orders.size(); };
    CHECK(in(order_state::open) == 0);
    CHECK(in(order_state::declined) == 0);
    CHECK(in(order_state::abandoned) == 3);
    CHECK(happened(f, event_type::order_abandoned) == 3);
  });
}

// --- the gateway ---

TEST_CASE("a gateway that is paid or declines at once is believed like a notice") {
  on_every_storage([](firm& f) {
    const auto prices = shop(f);
    f.payments.answer_with({.state = checkout_state::paid});
    CHECK(placed(f, two_seats(prices, "paid")).state == order_state::granted);
    CHECK(placed(f, two_seats(prices, "paid")).state == order_state::granted);
    CHECK(f.pool("core").capacity == 7);
    f.payments.answer_with({.state = checkout_state::declined});
    CHECK(placed(f, two_seats(prices, "declined")).state == order_state::declined);
    CHECK(f.pool("core").capacity == 7);
    CHECK(f.rows(kind::payment_notice).size() == 2);
  });
}

TEST_CASE("a crash between the order and the gateway loses neither: the outbox asks, under the same order") {
  on_every_storage([](firm& f) {
    const auto prices = shop(f);
    auto dying = without_payments(f);  // it commits the order and is gone before anybody is asked
    const auto order = dying.place_order(f.as_administrator(), two_seats(prices)).value();
    CHECK(order.reference.empty());
    CHECK(f.payments.asked() == 0);
    f.deliver();
    REQUIRE(f.payments.started().size() == 1);
    CHECK(f.payments.started().front().order == order.id);
    const auto seen = f.door.view_order(f.as_administrator(), order.id).value();
    CHECK(seen.reference == "cs_1");
    CHECK_FALSE(seen.checkout_url.empty());
    CHECK(f.queued().empty());
    CHECK(happened(f, event_type::checkout_started) == 1);
  });
}

TEST_CASE("a gateway that cannot be asked leaves the order standing, and is asked again by whoever comes first") {
  on_every_storage([](firm& f) {
    const auto prices = shop(f);
    f.deliver();
    f.payments.fail_with(errc::unavailable);
    CHECK(placed(f, two_seats(prices, "again")).reference.empty());
    CHECK(placed(f, two_seats(prices, "later")).reference.empty());
    f.payments.fail_with({});
    CHECK(placed(f, two_seats(prices, "again")).reference == "cs_1");
    CHECK(f.door.drain_outbox(f.somebody(), 100).value().done == 0);  // not before the lease of the call is over
    f.clock.advance(minutes(5));
    const auto drained = f.door.drain_outbox(f.somebody(), 100).value();
    CHECK(drained.done == 1);
    CHECK(drained.void_ == 1);
    CHECK(f.payments.started().size() == 2);
  });
}

TEST_CASE("a gateway that refuses for good leaves a dead letter; one that answers nonsense is asked again") {
  on_every_storage([](firm& f) {
    const auto prices = shop(f);
    f.deliver();
    f.payments.fail_with(errc::invalid_argument);
    placed(f, two_seats(prices));
    f.clock.advance(minutes(5));
    CHECK(f.door.drain_outbox(f.somebody(), 100).value().dead == 1);
    f.payments.fail_with({});
    const checkout odd[] = {{.reference = "a\nb"},
                            {.reference = "cs", .url = "http://pay.example"},
                            {.reference = "cs", .url = "https://pay.example/\r\nX"},
                            {.reference = "cs", .url = "https://" + std::string(2000, 'a')},
                            {.state = static_cast<checkout_state>(9), .reference = "cs"}};
    int n = 0;
    for (const auto& answer : odd) {
      f.payments.answer_with(answer);
      const auto order = placed(f, two_seats(prices, "odd" + std::to_string(++n)));
      CHECK(order.state == order_state::open);
      CHECK(order.reference.empty());
    }
    f.clock.advance(minutes(5));
    CHECK(f.door.drain_outbox(f.somebody(), 100).value().later == n);
  });
}

TEST_CASE(
    "a payment that is told while the gateway is being asked is taken, and what the gateway says then is too late") {
  on_every_storage([](firm& f) {
    const auto prices = shop(f);
    struct hasty final : payments {
      firm& f;
      explicit hasty(firm& of) : f(of) {}
      result<checkout> start(const checkout_request& asked) override {
        const auto taken = f.door.take_payment_notice(
            f.somebody(), {"evt-9", asked.order, payment_event::paid, asked.total, asked.currency});
        REQUIRE(refusal(taken) == errc{});
        return checkout{.reference = "cs_9", .url = "https://pay.example/9"};
      }
    } gateway{f};
    auto door =
        portal::open(
            firm::with_keys(),
            {.storage = &f.watched, .clock = &f.clock, .random = &f.random, .hasher = &f.hasher, .payments = &gateway})
            .value();
    const auto order = door.place_order(f.as_administrator(), two_seats(prices)).value();
    CHECK(order.state == order_state::granted);
    CHECK(order.checkout_url.empty());
    CHECK(f.pool("core").capacity == 7);
  });
}

// --- who may ---

TEST_CASE("only who manages users buys, and only where nobody is asked for may anybody ask") {
  on_every_storage([](firm& f) {
    auto prices = shop(f);
    const auto order = placed(f, two_seats(prices));
    for (const auto& by : {f.somebody(), f.as(f.joined_user("paul").id), f.as(f.account_of(f.form("zoe")).id)}) {
      CHECK(refusal(f.door.quote_order(by, {"monthly", {{"core", 1}}})) == errc::permission_denied);
      CHECK(refusal(f.door.place_order(by, two_seats(prices, "other"))) == errc::permission_denied);
      CHECK(refusal(f.door.view_order(by, order.id)) == errc::permission_denied);
      CHECK(refusal(f.door.list_orders(by, {})) == errc::permission_denied);
      CHECK(refusal(f.door.cancel_order(by, order.id)) == errc::permission_denied);
      prices.prices[0].amount += 1;
      CHECK(refusal(f.door.change_catalog(by, prices)) == errc::permission_denied);
    }
    CHECK(refusal(f.door.change_catalog(f.as_operator(), prices)) == errc{});
    const auto trail = f.all<event>();
    const auto changed = std::find_if(trail.rbegin(), trail.rend(),
                                      [](const event& e) { return e.what == event_type::catalog_changed; });
    CHECK(changed->actor == operator_id);
    CHECK(refusal(f.door.view_order(f.as_administrator(), order_id{f.team.members})) == errc::not_found);
    CHECK(refusal(f.door.cancel_order(f.as_administrator(), order_id{f.team.members})) == errc::not_found);
    CHECK(refusal(f.door.list_orders(f.as_administrator(), {.limit = 0})) == errc::out_of_range);
  });
}

TEST_CASE("a form that is wrong by itself costs the host nothing") {
  firm f{storage_makers().front().make()};
  f.begin();
  f.watched.take();
  const auto by = f.as_administrator();
  CHECK(refusal(f.door.place_order(by, {})) == errc::invalid_form);
  CHECK(refusal(f.door.place_order(by, {.key = "k", .lines = {{"\xff", 1}}})) == errc::invalid_utf8);
  CHECK(refusal(f.door.quote_order(by, {"monthly", {{"\xff", 1}}})) == errc::invalid_utf8);
  CHECK(refusal(f.door.quote_order(by, {"monthly", std::vector<wanted_line>(17)})) == errc::out_of_range);
  CHECK(refusal(f.door.take_payment_notice(f.somebody(), {})) == errc::invalid_form);
  CHECK(refusal(f.door.change_catalog(by, {.plans = {{}}})) == errc::invalid_form);
  CHECK(f.watched.take().empty());
}

// --- races ---

namespace {

template <class Story>
void race(Story story) {
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    const auto rounds = race_rounds_of(one.name == "memory" ? 10 : 2);
    for (unsigned round = 0; round < rounds; ++round) {
      firm f{one.make()};
      f.begin();
      story(f, one.threads);
    }
  }
}

}  // namespace

// 200 rounds on memory and 50 on SQLite, ten times as many with `tests/run --long`.
TEST_CASE("the same payment notice from many at once grants once, and everybody is told so") {
  race(200, 1, [](firm& f) {
    return [&f, prices = shop(f)](std::size_t threads, unsigned n) {
      const auto order = placed(f, two_seats(prices, numbered("order", n)));
      const auto notice = told(order, payment_event::paid, numbered("evt-", n));
      const auto before = f.pool("core").capacity;
      const auto states = at_once(threads, [&](std::size_t) { return told_state(f, notice); });
      CHECK(how_many(states, order_state::granted) == static_cast<std::ptrdiff_t>(threads));
      CHECK(f.pool("core").capacity == before + 2);
      CHECK(f.rows(kind::payment_notice).size() == 1 + n);
      CHECK(happened_to(f, order.id, event_type::order_granted) == 1);
      check_sums(f);
    };
  });
}

TEST_CASE("different notices of one payment at once grant once, and each is kept") {
  race([](firm& f, std::size_t threads) {
    const auto order = placed(f, two_seats(shop(f)));
    at_once(threads,
            [&](std::size_t n) { return told_state(f, told(order, payment_event::paid, "evt-" + std::to_string(n))); });
    CHECK(f.pool("core").capacity == 7);
    CHECK(f.rows(kind::payment_notice).size() == threads);
    CHECK(happened(f, event_type::order_granted) == 1);
  });
}

TEST_CASE("an order that is placed by many at once under one key is one order") {
  race([](firm& f, std::size_t threads) {
    const auto prices = shop(f);
    const auto ids = at_once(threads, [&](std::size_t) { return placed(f, two_seats(prices)).id; });
    CHECK(how_many(ids, ids[0]) == static_cast<std::ptrdiff_t>(threads));
    CHECK(f.all<parvis::order>().size() == 1);
    CHECK(f.payments.started().size() == 1);
  });
}

TEST_CASE("of many who renew one order at once after a renewal ran out of time one does, and that is ended once") {
  race([](firm& f, std::size_t threads) {
    const auto prices = shop(f);
    const auto paid = placed(f, two_seats(prices, "paid"));
    told_state(f, told(paid, payment_event::paid));
    auto renewal = two_seats(prices, "first");
    renewal.renews = paid.id;
    const auto first = placed(f, renewal);
    f.clock.set(*first.expires_at);
    const auto answers = at_once(threads, [&](std::size_t n) {
      auto own = renewal;
      own.key = std::to_string(n);
      return refusal(f.door.place_order(f.as_administrator(), own));
    });
    CHECK(how_many(answers, errc{}) == 1);
    CHECK(how_many(answers, errc::illegal_transition) == static_cast<std::ptrdiff_t>(threads) - 1);
    CHECK(happened(f, event_type::order_abandoned) == 1);
  });
}

TEST_CASE("payments, refunds and cancellations of one order at once leave its grants as its state says") {
  race([](firm& f, std::size_t threads) {
    const auto order = placed(f, two_seats(shop(f)));
    at_once(threads, [&](std::size_t n) {
      const auto what = n % 4 == 0   ? payment_event::paid
                        : n % 4 == 1 ? payment_event::refunded
                                     : payment_event::declined;
      if (n % 4 == 3) return refusal(f.door.cancel_order(f.as_administrator(), order.id));
      return refusal(f.door.take_payment_notice(f.somebody(), told(order, what, "evt-" + std::to_string(n))));
    });
    CHECK(f.get<parvis::order>(order.id).state == order_state::refunded);
    CHECK(f.pool("core").capacity == 5);
    CHECK(happened(f, event_type::order_granted) <= 1);
    CHECK(happened(f, event_type::order_refunded) == 1);
  });
}

TEST_CASE("many orders paid at once into one pool add up") {
  race([](firm& f, std::size_t threads) {
    const auto prices = shop(f);
    std::vector<order> all;
    for (std::size_t n = 0; n < threads; ++n) all.push_back(placed(f, two_seats(prices, std::to_string(n))));
    const auto states = at_once(threads, [&](std::size_t n) {
      return told_state(f, told(all[n], payment_event::paid, "evt-" + std::to_string(n)));
    });
    CHECK(how_many(states, order_state::granted) == static_cast<std::ptrdiff_t>(threads));
    CHECK(f.pool("core").capacity == 5 + 2 * static_cast<std::int64_t>(threads));
    CHECK(f.pool("archive").capacity == static_cast<std::int64_t>(threads));
  });
}
