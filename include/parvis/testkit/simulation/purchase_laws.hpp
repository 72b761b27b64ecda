// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "parvis/testkit/simulation/seat_laws.hpp"

// What a batch may do about purchases, and about seats that are kept for somebody.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the judge.
class purchase_laws : protected seat_laws {
 protected:
  using seat_laws::seat_laws;

  void apply_to_purchase(const event& e) {
    switch (e.what) {
      case event_type::catalog_changed:
        return change_catalog(e);
      case event_type::order_placed:
      case event_type::order_granted:
      case event_type::order_declined:
      case event_type::order_abandoned:
      case event_type::order_refunded:
      case event_type::payment_noted:
        return makes(e) ? place(e) : move_order(e);
      case event_type::checkout_started:
        return start_checkout(e);
      case event_type::overage_changed:
        return allow_overage(e);
      case event_type::seats_reserved:
        return reserve(e);
      case event_type::reservation_released:
        return release(e);
      default:  // sign_up_refused changes nothing
        return;
    }
  }

  /// Whether the actor does it, rather than a gateway or the clock.
  [[nodiscard]] bool buys(const event& e) const { return makes(e) || asked_.what == verb::cancel_order; }

  /// Whether the batch makes the order that an event is about.
  [[nodiscard]] bool makes(const event& e) const {
    const auto& all = batch_.operations;
    return std::any_of(all.begin(), all.end(), [&](const operation& op) {
      return op.type == op_type::insert && op.kind == kind::order && op.id == e.subject;
    });
  }

  void change_catalog(const event& e) {
    const auto before = firm_.sold.revision;
    firm_.sold = asked_.wanted_order.prices;
    firm_.sold.revision = before + 1;
    require(e.number == static_cast<std::int64_t>(before + 1), "events", "the event tells another revision");
  }

  // --- orders ---

  void place(const event& e) {
    const auto& asked = asked_.wanted_order;
    purchase made;
    made.id = order_id{e.subject};
    made.revision = 1;
    made.key = asked.key;
    made.plan = asked.plan;
    made.renews = made.continues = asked.renews;
    made.placed_by = asked_.actor;
    made.placed_at = asked_.now;
    made.expires_at = asked_.now + firm_.settings.order_lifetime;
    require(firm_.order_named(made.key) == nullptr, "unique", "two orders under " + made.key);
    require(asked.catalog_revision == firm_.sold.revision && guards(kind::catalog, catalog_row), "guards",
            "an order at prices that nobody looked at");
    require(guards(kind::settings, settings_row), "guards", "the settings are not guarded by an order");
    require(asked.renews.is_nil() || (firm_.renewable(asked.renews, asked_.now) && guards(kind::order, asked.renews)),
            "legal transitions", "an order is renewed that cannot be");
    auto lines = firm_.priced(asked.plan, asked.lines, asked_.now);
    if (!lines) return wrong("legal transitions", "an order for what is not to be had");
    made.lines = *std::move(lines);
    made.total = firm::total_of(made.lines);
    made.state = made.total == 0 ? order_state::granted : order_state::open;
    require(
        e.what == (made.total == 0 ? event_type::order_granted : event_type::order_placed) && e.number == made.total,
        "events", "the event tells of another order");
    if (made.total == 0) {
      grant_lines(made);
    } else {
      wanted_.push_back({.effect = effect::start_checkout, .about = made.id});
    }
    firm_.orders[made.id] = made;
    touched_.insert({kind::order, made.id});
  }

  /// Every line, from now on or from the end of the order that is continued.
  void grant_lines(purchase& bought) {
    const auto* before = firm_.order_of(bought.renews);
    const bool goes_on = before != nullptr && before->state == order_state::granted && *before->ends_at > asked_.now;
    bought.starts_at = goes_on ? *before->ends_at : asked_.now;
    bought.anchor_day = goes_on ? before->anchor_day : day_of_month(asked_.now);
    bought.ends_at = months_after(*bought.starts_at, months_of(bought.plan), bought.anchor_day);
    bought.state = order_state::granted;
    bought.expires_at.reset();
    bought.grants = record<order>(bought.id).grants;
    if (bought.grants.size() != bought.lines.size()) return wrong("whole", "a line is not granted");
    for (std::size_t n = 0; n < bought.grants.size(); ++n) {
      const auto& line = bought.lines[n];
      auto& made = firm_.grants[bought.grants[n]];
      made.id = bought.grants[n];
      made.sku = line.sku;
      made.quantity = line.quantity;
      made.starts_at = *bought.starts_at;
      made.ends_at = *bought.ends_at;
      made.order = bought.id;
      touched_.insert({kind::grant, made.id});
      renew(pool_or_new(line.sku), made.id);
    }
  }
  static std::int64_t months_of(std::string_view plan) { return plan == "year" ? 12 : plan == "trial" ? 2 : 1; }

  void move_order(const event& e) {
    const auto found = firm_.orders.find(order_id{e.subject});
    if (found == firm_.orders.end()) return wrong("events", "an event about no order");
    auto& bought = found->second;
    touched_.insert({kind::order, bought.id});
    if (touches(kind::payment_notice)) return take_notice(e, bought);
    const bool by_time = asked_.what != verb::cancel_order;
    require(e.what == event_type::order_abandoned, "legal transitions", "an order moves and nobody told so");
    require(bought.unpaid() && (!by_time || bought.at(asked_.now) == order_state::abandoned), "legal transitions",
            "an order is given up that stands");
    require(asked_.what != verb::place_order ||
                (!bought.continues.is_nil() && bought.continues == asked_.wanted_order.renews),
            "legal transitions", "an order makes way for one that continues another");
    ++bought.revision;
    close(bought, order_state::abandoned);
  }
  void take_notice(const event& e, purchase& about) {
    const auto row = record<payment_notice>(only(kind::payment_notice));
    const told_notice told{row.order, row.what, row.amount};
    require(row.order == about.id, "events", "a notice about another order");
    require(firm_.notices.try_emplace(row.key, told).second, "single use", "a notice does its work twice");
    require(is_told(row.key, told), "payments", "a notice is taken that nobody sent");
    const auto& asked = asked_.wanted_order;
    const bool moves_money = told.what == payment_event::paid || told.what == payment_event::refunded;
    const bool fits =
        told.what == payment_event::paid ? told.amount == about.total : told.amount > 0 && told.amount <= about.total;
    const bool money = asked_.what != verb::take_payment_notice || asked.currency == "EUR";
    require(!moves_money || (fits && money), "payments", "money is taken that is not the order's");
    const auto to = about.after(told.what, told.amount);
    const auto returned = about.returned;
    if (told.what == payment_event::refunded) about.returned = std::min(about.total, about.returned + told.amount);
    require(e.what == (to ? event_of(*to) : event_type::payment_noted) &&
                e.number == (to ? about.total : static_cast<std::int64_t>(told.what)),
            "events", "the event tells another outcome");
    if (to || about.returned != returned) ++about.revision;
    if (to == order_state::granted) return grant_lines(about);
    if (to) close(about, *to);
  }
  /// By the command, or by the gateway as it was asked.
  [[nodiscard]] bool is_told(const std::string& key, const told_notice& told) const {
    const auto& asked = asked_;
    if (asked.what == verb::take_payment_notice)
      return key == asked.wanted_order.key && told == asked.wanted_order.told;
    const auto said = asked.tills.find(told.order);
    if (said == asked.tills.end() || key != "checkout " + to_string(told.order)) return false;
    return said->second.state == (told.what == payment_event::paid ? checkout_state::paid : checkout_state::declined);
  }
  static event_type event_of(order_state to) {
    switch (to) {
      case order_state::granted:
        return event_type::order_granted;
      case order_state::declined:
        return event_type::order_declined;
      case order_state::abandoned:
        return event_type::order_abandoned;
      default:
        return event_type::order_refunded;
    }
  }
  /// It grants nothing, now or any more.
  void close(purchase& bought, order_state to) {
    bought.state = to;
    if (to == order_state::declined) return;
    bought.expires_at.reset();
    bought.continues = {};
    if (to != order_state::refunded) return;
    for (const auto& id : bought.grants) {
      auto& one = firm_.grants[id];
      if (one.ends_at <= asked_.now) continue;
      one.ends_at = asked_.now;
      touched_.insert({kind::grant, id});
      renew(pool(one.sku), id);
    }
  }
  void start_checkout(const event& e) {
    const auto found = firm_.orders.find(order_id{e.subject});
    const auto said = asked_.tills.find(e.subject);
    if (found == firm_.orders.end() || said == asked_.tills.end()) {
      return wrong("payments", "a checkout that no gateway started");
    }
    auto& bought = found->second;
    require(said->second.state == checkout_state::started && bought.state == order_state::open &&
                bought.reference.empty() && e.number == bought.total,
            "payments", "a checkout is kept that cannot be");
    bought.reference = said->second.reference;
    ++bought.revision;
  }

  // --- how much may be held ---

  license_pool* pool_of(const uuid& id) {
    for (auto& [sku, p] : firm_.pools) {
      if (p.id == id) return &pool(sku);
    }
    wrong("events", "an event about no pool");
    return nullptr;
  }
  void allow_overage(const event& e) {
    auto* p = pool_of(e.subject);
    if (p == nullptr) return;
    const bool over = p->held > p->capacity;
    const auto granted = p->capacity > 0 ? p->capacity - p->overage : 0;
    p->overage = asked_.wanted_order.seats;
    p->capacity = granted > 0 ? granted + p->overage : 0;
    ++p->moves;
    require(e.number == p->overage, "events", "the event tells another overage");
    tell_over(*p, over);
  }
  void reserve(const event& e) {
    const auto& asked = asked_.wanted_order;
    if (firm_.pools.count(asked.sku) == 0) return wrong("rows", "seats are kept in no pool");
    auto& p = pool(asked.sku);
    kept_seats made;
    made.id = reservation_id{e.subject};
    made.sku = asked.sku;
    made.seats = made.left = asked.seats;
    made.expires_at = asked_.now + asked.lasts;
    made.reserved_by = asked_.actor;
    require(p.waiting == 0 && p.held + asked.seats <= p.capacity && asked_.now < p.next_change_at, "no oversell",
            "seats are kept past the queue or the seats there are");
    require(asked_.now < p.period_ends_at, "use", "a seat is kept in a month that is over");
    require(e.number == asked.seats, "events", "the event tells another number");
    p.held += asked.seats;
    p.reserved += asked.seats;
    p.peak = std::max(p.peak, p.held);
    p.release_at = std::min(p.release_at, made.expires_at);
    ++p.moves;
    firm_.reservations[made.id] = made;
    touched_.insert({kind::reservation, made.id});
  }
  void release(const event& e) {
    const auto found = firm_.reservations.find(reservation_id{e.subject});
    if (found == firm_.reservations.end()) return wrong("events", "an event about no reservation");
    auto& one = found->second;
    auto& p = pool(one.sku);
    require(one.left > 0 && asked_.now < one.expires_at && e.number == one.left, "single use",
            "what is left is given back twice");
    require(asked_.now < p.period_ends_at, "use", "a seat is given back in a month that is over");
    p.held -= one.left;
    p.reserved -= one.left;
    ++p.moves;
    one.left = 0;
    touched_.insert({kind::reservation, one.id});
  }
};

}  // namespace parvis::inline v1::testkit::simulated
