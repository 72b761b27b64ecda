// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/orders.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "parvis/messages.hpp"
#include "rules/facts.hpp"

using namespace facts;

namespace {

constexpr order_state states[] = {order_state::open, order_state::granted, order_state::declined,
                                  order_state::abandoned, order_state::refunded};
constexpr payment_event notices[] = {payment_event::paid, payment_event::declined, payment_event::abandoned,
                                     payment_event::refunded};

catalog prices() {
  auto out = built_in_catalog();
  out.revision = 4;
  out.plans = {{"monthly", 1, term_unit::month, "EUR"}, {"yearly", 1, term_unit::year, "EUR"}};
  out.prices = {{"core", "monthly", 4'900}, {"outlook", "monthly", 0}, {"core", "yearly", 50'000}};
  return out;
}

order order_in(order_state state) {
  order out{.id = id_number<order_id>(30),
            .revision = 2,
            .key = "2026-17",
            .state = state,
            .plan = "monthly",
            .term = 1,
            .unit = term_unit::month,
            .currency = "EUR",
            .lines = {{"core", 2, 4'900, 9'800}, {"archive", 1, 200, 200}},
            .total = 10'000,
            .catalog_revision = 4,
            .placed_by = manager().who->id,
            .placed_at = noon,
            .expires_at = noon + hours(24),
            .checkout_url = "https://pay.example/1"};
  if (state == order_state::granted || state == order_state::refunded) {
    out.starts_at = noon;
    out.anchor_day = day_of(noon).day;
    out.ends_at = end_of_term(out, noon);
    out.expires_at.reset();
    out.grants = {id_number<grant_id>(1), id_number<grant_id>(2)};
  }
  return out;
}

/// With a pool of `core`, of which there is a grant besides, and none yet of `archive`.
order_facts facts_of(const order& of) {
  order_facts out{.order = of, .pools = {pool("core", 5, 3)}};
  const grant other{
      .id = id_number<grant_id>(9), .revision = 1, .sku = "core", .quantity = 5, .starts_at = noon - tick};
  out.running = {other};
  if (!of.grants.empty()) {
    out.pools = {pool("core", 7, 6), pool("archive", 1, 0)};
    for (std::size_t n = 0; n < 2; ++n) {
      const auto& line = of.lines[n];
      out.grants.push_back({.id = of.grants[n],
                            .revision = 1,
                            .sku = line.sku,
                            .quantity = line.quantity,
                            .starts_at = noon,
                            .ends_at = *of.ends_at,
                            .order = of.id});
      out.running.push_back(out.grants.back());
    }
  }
  return out;
}

told_payment told(payment_event what, std::int64_t amount = 10'000, std::string currency = "EUR") {
  return {"evt-1", id_number<order_id>(30), what, amount, std::move(currency)};
}

place_facts open_shop() { return {open_settings(), manager(), {prices()}, {}, {}, {.pools = {pool("core", 5, 5)}}}; }
place_command two_months_of_core() { return {"2026-17", 4, "monthly", {{"core", 2}}, {}, noon}; }

}  // namespace

TEST_CASE("every order and every notice of a gateway: where it leads, what is granted, what is ended") {
  // Rows: the states in their order; columns: paid, declined, abandoned, refunded. A letter is the state it leads to, a
  // dot leads nowhere.
  constexpr std::string_view golden[] = {"gdar", "...r", "g.ar", "g..r", "...."};
  constexpr std::string_view letters = "ogdar";
  for (std::size_t s = 0; s < std::size(states); ++s) {
    for (std::size_t n = 0; n < std::size(notices); ++n) {
      CAPTURE(name(states[s]));
      CAPTURE(static_cast<int>(notices[n]));
      const auto before = order_in(states[s]);
      auto at = stamp_at();
      const auto done = take_payment_notice({{}, facts_of(before)}, told(notices[n]), at);
      REQUIRE(done);
      const auto& [operations, after] = done.value();
      const bool moves = golden[s][n] != '.';
      const auto to = moves ? states[letters.find(golden[s][n])] : states[s];
      CHECK(after.state == to);
      CHECK(defect_in(operations) == "");
      CHECK(guards(operations, before));
      CHECK(on(kind::payment_notice, operations).size() == 1);
      CHECK(on(kind::event, operations).size() == 1);
      CHECK((events_of(operations).front() == event_type::payment_noted) != moves);
      const bool granted = moves && to == order_state::granted;
      const bool ended = moves && to == order_state::refunded && states[s] == order_state::granted;
      CHECK(on(kind::grant, operations).size() == (granted || ended ? 2 : 0));
      CHECK(on(kind::seat_pool, operations).size() == (granted || ended ? 2 : 0));
      CHECK(effects_of(operations) == (ended ? std::vector{effect::mail_over_capacity} : std::vector<effect>{}));
      if (granted) {
        CHECK(after.grants.size() == 2);
        CHECK(*after.ends_at == plus_months(noon, 1, day_of(noon).day));
      }
      const bool payable = to == order_state::open || to == order_state::declined;
      CHECK((after.checkout_url.empty() != payable || !moves));
      CHECK((after.expires_at.has_value() == payable || !moves));
    }
  }
}

TEST_CASE("a grant that was bought is of its order, and runs from the payment to the end of the term") {
  auto at = stamp_at(noon + hours(1));
  const auto done = take_payment_notice({{}, facts_of(order_in(order_state::open))}, told(payment_event::paid), at);
  const auto rows = on(kind::grant, done.value().operations);
  REQUIRE(rows.size() == 2);
  for (const auto* op : rows) {
    CHECK(assigned(*op, &grant::order)->data() == id_number<order_id>(30).bytes());
    CHECK(assigned(*op, &grant::starts_at)->integer() == at.now.us);
    CHECK(assigned(*op, &grant::ends_at)->integer() == plus_months(at.now, 1, day_of(at.now).day).us);
    CHECK(assigned(*op, &grant::created_by)->data() == manager().who->id.bytes());
  }
  CHECK(assigned(*on(kind::seat_pool, done.value().operations)[0], &seat_pool::capacity)->integer() == 7);
  CHECK(on(kind::seat_pool, done.value().operations)[1]->type == op_type::insert);
}

TEST_CASE("money that is not the order's is refused, and what does not move money has none") {
  const struct {
    const char* what;
    payment_event told;
    std::int64_t amount;
    const char* currency;
    bool taken;
  } cases[] = {
      {"all of it", payment_event::paid, 10'000, "EUR", true},
      {"a cent short", payment_event::paid, 9'999, "EUR", false},
      {"a cent more", payment_event::paid, 10'001, "EUR", false},
      {"other money", payment_event::paid, 10'000, "CHF", false},
      {"nothing", payment_event::paid, 0, "EUR", false},
      {"declined, whatever it says", payment_event::declined, -5, "", true},
      {"abandoned, whatever it says", payment_event::abandoned, 5, "CHF", true},
      {"a part back", payment_event::refunded, 1, "EUR", true},
      {"all of it back", payment_event::refunded, 10'000, "EUR", true},
      {"more than it back", payment_event::refunded, 10'001, "EUR", false},
      {"nothing back", payment_event::refunded, 0, "EUR", false},
      {"other money back", payment_event::refunded, 10'000, "CHF", false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    auto at = stamp_at();
    const auto done =
        take_payment_notice({{}, facts_of(order_in(order_state::open))}, told(c.told, c.amount, c.currency), at);
    CHECK(refusal(done) == (c.taken ? errc{} : errc::payment_differs));
  }
}

TEST_CASE("money that comes back in parts ends the grants with the last of it") {
  auto at = stamp_at();
  auto now = order_in(order_state::granted);
  const struct {
    std::int64_t amount, returned;
    order_state state;
  } parts[] = {{4'000, 4'000, order_state::granted},
               {5'999, 9'999, order_state::granted},
               {1, 10'000, order_state::refunded},
               {500, 10'000, order_state::refunded}};
  for (const auto& part : parts) {
    CAPTURE(part.returned);
    const auto done = take_payment_notice({{}, facts_of(now)}, told(payment_event::refunded, part.amount), at).value();
    CHECK(defect_in(done.operations) == "");
    const bool same = done.reply.returned == now.returned;
    CHECK(done.reply.revision == now.revision + (same ? 0 : 1));
    now = done.reply;
    CHECK(now.returned == part.returned);
    CHECK(now.state == part.state);
  }
  // Part of it came back before the payment was told.
  const auto early =
      take_payment_notice({{}, facts_of(order_in(order_state::open))}, told(payment_event::refunded, 1), at);
  CHECK(early.value().reply.state == order_state::open);
  const auto paid = take_payment_notice({{}, facts_of(early.value().reply)}, told(payment_event::paid), at);
  CHECK(paid.value().reply.state == order_state::granted);
}

TEST_CASE("grants that have ended by themselves are left alone by a refund") {
  auto of = facts_of(order_in(order_state::granted));
  auto at = stamp_at();
  of.grants[0].ends_at = noon;
  of.pools.pop_back();
  const auto done = take_payment_notice({{}, of}, told(payment_event::refunded), at).value();
  CHECK(on(kind::grant, done.operations).empty());
  CHECK(done.reply.state == order_state::refunded);
}

TEST_CASE("a notice that is known does nothing, and a key that was another notice's is told") {
  auto at = stamp_at();
  const auto parts = facts_of(order_in(order_state::granted));
  const payment_notice known{.id = id_number<uuid>(40),
                             .key = "evt-1",
                             .order = id_number<order_id>(30),
                             .what = payment_event::paid,
                             .amount = 10'000};
  const auto again = take_payment_notice({known, parts}, told(payment_event::paid), at).value();
  CHECK(again.operations.empty());
  CHECK(again.reply.state == order_state::granted);
  CHECK(refusal(take_payment_notice({known, parts}, told(payment_event::refunded), at)) == errc::key_taken);
  CHECK(refusal(take_payment_notice({known, parts}, told(payment_event::paid, 1), at)) == errc::key_taken);
  auto other = told(payment_event::paid);
  other.order = id_number<order_id>(31);
  CHECK(refusal(take_payment_notice({known, parts}, other, at)) == errc::key_taken);
  CHECK(refusal(take_payment_notice({known, {}}, told(payment_event::paid), at)) == errc::key_taken);
  CHECK(refusal(take_payment_notice({}, told(payment_event::paid), at)) == errc::not_found);
}

TEST_CASE("an order is placed at the prices that were quoted, and grants nothing before it is paid") {
  auto at = stamp_at();
  const auto done = place_order(open_shop(), two_months_of_core(), at).value();
  CHECK(defect_in(done.operations) == "");
  CHECK(done.reply.state == order_state::open);
  CHECK(done.reply.total == 9'800);
  CHECK(done.reply.expires_at == noon + hours(24));
  CHECK(guards(done.operations, prices()));
  CHECK(guards(done.operations, open_settings()));
  CHECK(guards(done.operations, *manager().who));
  CHECK(on(kind::grant, done.operations).empty());
  CHECK(effects_of(done.operations) == std::vector{effect::start_checkout});
  CHECK(events_of(done.operations) == std::vector{event_type::order_placed});
}

TEST_CASE("an order that costs nothing is granted at once, and nobody is asked for money") {
  auto at = stamp_at();
  auto command = two_months_of_core();
  command.lines = {{"outlook", 3}};
  auto shop = open_shop();
  shop.prices.pools = shop.parts.pools;  // `core` is had
  const auto done = place_order(shop, command, at).value();
  CHECK(defect_in(done.operations) == "");
  CHECK(done.reply.state == order_state::granted);
  CHECK(effects_of(done.operations).empty());
  CHECK(on(kind::grant, done.operations).size() == 1);
  CHECK(events_of(done.operations) == std::vector{event_type::order_granted});
  CHECK(std::any_of(done.operations.begin(), done.operations.end(),
                    [&](const operation& op) { return op.id == shop.prices.pools[0].id && op.set.empty(); }));
}

TEST_CASE("an order is refused for want of right, of today's prices, or of an order to renew") {
  auto at = stamp_at();
  const auto shop = open_shop();
  auto command = two_months_of_core();
  const auto placed = place_order(shop, command, at).value().reply;

  auto other = shop;
  other.actor = member();
  CHECK(refusal(place_order(other, command, at)) == errc::permission_denied);
  command.catalog_revision = 3;
  CHECK(refusal(place_order(shop, command, at)) == errc::stale);
  command.catalog_revision = 4;
  command.lines = {{"core", 0}};
  CHECK(refusal(place_order(shop, command, at)) == errc::invalid_form);

  command = two_months_of_core();
  other = shop;
  other.by_key = placed;
  command.catalog_revision = 3;  // whatever the prices are by now
  CHECK(place_order(other, command, at).value().operations.empty());
  constexpr void (*differently[])(place_command&) = {
      [](place_command& c) { c.plan = "yearly"; },
      [](place_command& c) { c.lines[0].quantity = 1; },
      [](place_command& c) { c.lines[0].sku = "outlook"; },
      [](place_command& c) { c.lines.push_back({"outlook", 1}); },
      [](place_command& c) { c.renews = id_number<order_id>(9); },
  };
  for (const auto differs : differently) {
    auto another = two_months_of_core();
    differs(another);
    CHECK(refusal(place_order(other, another, at)) == errc::key_taken);
  }

  command = two_months_of_core();
  command.renews = id_number<order_id>(30);
  CHECK(refusal(place_order(shop, command, at)) == errc::not_found);
  for (const auto state : states) {
    other = shop;
    other.parts.renewed = order_in(state);
    const auto renewal = place_order(other, command, at);
    CHECK(refusal(renewal) == (state == order_state::granted ? errc{} : errc::illegal_transition));
    if (!renewal) continue;
    CHECK(guards(renewal.value().operations, *other.parts.renewed));
    CHECK(renewal.value().reply.continues == command.renews);
    other.renewal = placed;
    CHECK(refusal(place_order(other, command, at)) == errc::illegal_transition);
  }
}

TEST_CASE("a renewal ends another one whose time is over, and is refused while that stands or has been paid") {
  auto command = two_months_of_core();
  command.renews = id_number<order_id>(29);
  auto shop = open_shop();
  shop.parts.renewed = order_in(order_state::granted);
  shop.parts.renewed->id = command.renews;
  for (const auto state : {order_state::open, order_state::declined, order_state::granted}) {
    for (const auto now : {noon - tick, noon}) {
      CAPTURE(name(state));
      CAPTURE(now.us);
      auto& other = shop.renewal.emplace(order_in(state));
      other.renews = other.continues = command.renews;
      if (state != order_state::granted) other.expires_at = noon;
      auto at = stamp_at(now);
      const auto done = place_order(shop, command, at);
      const bool over = now == noon && state != order_state::granted;
      CHECK(refusal(done) == (over ? errc{} : errc::illegal_transition));
      if (!done) continue;
      const auto& all = done.value().operations;
      CHECK(defect_in(all) == "");
      CHECK(guards(all, other));
      CHECK(events_of(all) == std::vector{event_type::order_abandoned, event_type::order_placed});
      CHECK(effects_of(all) == std::vector{effect::start_checkout});
      // What it was to continue is given up before it is claimed: a store may look at each operation by itself.
      const auto orders = on(kind::order, all);
      const auto gives_up =
          std::find_if(orders.begin(), orders.end(), [&](const auto* op) { return op->id == other.id; });
      REQUIRE(gives_up != orders.end());
      CHECK(assigned(**gives_up, &order::continues)->is_null());
      CHECK(orders.back()->type == op_type::insert);
      CHECK(done.value().reply.continues == command.renews);
      shop.actor = member();
      CHECK(refusal(place_order(shop, command, at)) == errc::permission_denied);
      shop.actor = manager();
    }
  }
}

TEST_CASE("a renewal goes on where the order before ends, on its day; or now, when that is over or was paid back") {
  auto before = order_in(order_state::granted);
  before.anchor_day = 31;
  before.ends_at = detail::start_of({2026, 2, 28});
  const struct {
    const char* what;
    order_state state;
    instant paid_at, starts_at, ends_at;
  } cases[] = {
      {"in time", order_state::granted, *before.ends_at - tick, *before.ends_at, detail::start_of({2026, 3, 31})},
      {"too late", order_state::granted, *before.ends_at, *before.ends_at, detail::start_of({2026, 3, 28})},
      {"after a refund", order_state::refunded, detail::start_of({2026, 1, 5}), detail::start_of({2026, 1, 5}),
       detail::start_of({2026, 2, 5})},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    auto at = stamp_at(c.paid_at);
    auto parts = facts_of(order_in(order_state::open));
    parts.renewed = before;
    parts.renewed->state = c.state;
    const auto done = take_payment_notice({{}, parts}, told(payment_event::paid), at).value();
    CHECK(done.reply.starts_at == c.starts_at);
    CHECK(done.reply.ends_at == c.ends_at);
  }
}

TEST_CASE("an order that is given up, or paid back, makes way for another renewal") {
  auto at = stamp_at();
  for (const auto state : {order_state::open, order_state::declined, order_state::granted}) {
    auto of = order_in(state);
    of.renews = of.continues = id_number<order_id>(29);
    const auto what = state == order_state::granted ? payment_event::refunded : payment_event::abandoned;
    const auto done = take_payment_notice({{}, facts_of(of)}, told(what), at).value();
    CHECK(done.reply.continues.is_nil());
    CHECK(done.reply.renews == of.renews);
  }
}

TEST_CASE("an order is given up while it is not paid, once, by whoever manages users") {
  for (const auto state : states) {
    CAPTURE(name(state));
    auto at = stamp_at();
    const auto of = order_in(state);
    const auto done = cancel_order(manager(), of, at);
    const bool payable = state == order_state::open || state == order_state::declined;
    CHECK(refusal(done) == (payable || state == order_state::abandoned ? errc{} : errc::illegal_transition));
    CHECK(refusal(cancel_order(member(), of, at)) == errc::permission_denied);
    if (!done) continue;
    CHECK(done.value().reply.state == order_state::abandoned);
    CHECK(done.value().operations.empty() != payable);
    CHECK(defect_in(done.value().operations) == "");
    if (payable) CHECK(guards(done.value().operations, *manager().who));
  }
  auto at = stamp_at();
  CHECK(refusal(cancel_order(manager(), {}, at)) == errc::not_found);
}

TEST_CASE("an order is abandoned from the microsecond on in which its time is over, written or not") {
  for (const auto state : states) {
    CAPTURE(name(state));
    auto of = order_in(state);
    of.expires_at = noon;
    const bool payable = state == order_state::open || state == order_state::declined;
    auto at = stamp_at(noon - tick);
    CHECK(state_at(of, noon - tick) == state);
    CHECK(refusal(abandon(of, at)) == errc::illegal_transition);
    at = stamp_at();
    CHECK(state_at(of, noon) == (payable ? order_state::abandoned : state));
    const auto done = abandon(of, at);
    CHECK(refusal(done) == (payable ? errc{} : errc::illegal_transition));
    if (done) CHECK(events_of(done.value()) == std::vector{event_type::order_abandoned});
    of.expires_at.reset();
    CHECK(state_at(of, noon) == state);
  }
}

TEST_CASE("where an order is paid is kept once, and only while it is open") {
  auto at = stamp_at();
  for (const auto state : states) {
    const auto done = note_checkout(order_in(state), "cs_1", "https://pay.example/2", at);
    CHECK(done.operations.empty() == (state != order_state::open));
    if (done.operations.empty()) continue;
    CHECK(defect_in(done.operations) == "");
    CHECK(done.reply.reference == "cs_1");
    CHECK(events_of(done.operations) == std::vector{event_type::checkout_started});
    CHECK(note_checkout(done.reply, "cs_2", "", at).reply.reference == "cs_1");
  }
}

TEST_CASE("a term of years is one of twelve months each") {
  auto of = order_in(order_state::open);
  of.anchor_day = 29;
  of.unit = term_unit::year;
  of.term = 1;
  CHECK(end_of_term(of, detail::start_of({2028, 2, 29})) == detail::start_of({2029, 2, 28}));
  of.term = 4;
  CHECK(end_of_term(of, detail::start_of({2028, 2, 29})) == detail::start_of({2032, 2, 29}));
}

TEST_CASE("an order's rows that hold what none of ours does are corrupt") {
  const auto kept = to_row(order_in(order_state::open));
  for (const auto* text : {"core\t1\t2", "core\tx\t2\t3", "core\t1\tx\t3", "core\t1\t2\tx", "core\t1\t2\t3\t4"}) {
    CAPTURE(text);
    auto bad = kept;
    bad.values[column_of(&order::lines)] = value::text(text);
    CHECK(refusal(from_row<order>(bad)) == errc::corrupt_row);
  }
  CHECK(from_row<order>(kept).value().lines == order_in(order_state::open).lines);
}

TEST_CASE("the README draws the table of orders as it is") {
  constexpr std::string_view causes[] = {"place", "pay", "decline", "abandon", "refund"};
  std::string drawn = "```mermaid\nstateDiagram-v2\n";
  for (const auto& t : order_transitions) {
    const auto from = t.from ? std::string(name(*t.from)) : "[*]";
    const auto cause = causes[static_cast<std::size_t>(t.cause)];
    drawn.append("  ").append(from).append(" --> ").append(name(t.to)).append(" : ").append(cause).append("\n");
  }
  drawn += "```\n";
  std::ifstream file{PARVIS_README};
  const std::string readme{std::istreambuf_iterator<char>{file}, {}};
  const bool as_it_is = readme.find(drawn) != std::string::npos;
  if (!as_it_is) MESSAGE("README.md, \"States of an order\", should hold:\n" << drawn);
  CHECK(as_it_is);
}
