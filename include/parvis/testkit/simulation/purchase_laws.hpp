// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "parvis/ports/payments.hpp"
#include "parvis/testkit/simulation/model.hpp"

// What a batch may do about purchases, and about seats that are kept for somebody.

namespace parvis::inline v1::testkit::simulated {

/// What is asked about them, in the model's words.
struct wish {
  catalog prices{};
  std::string key{}, plan{}, sku{}, currency{};
  std::vector<wanted_line> lines{};
  std::uint64_t catalog_revision = 0;
  order_id order{}, renews{};
  told_notice told{};
  std::int64_t seats = 0;
  duration lasts{};
  reservation_id kept{};  ///< for whoever takes a seat, or to be released
};

/// A chapter of the judge.
template <class Judge>
class purchase_laws {
  friend Judge;
  purchase_laws() = default;  // for what it is a part of, and nobody else

 protected:
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
        return places() ? place(e) : move_order(e);
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
  [[nodiscard]] bool buys() const { return places() || self().asked_.what == verb::cancel_order; }

  // --- seats that are kept ---

  /// The reservation that the batch takes a seat from; null when it takes from none.
  [[nodiscard]] const kept_seats* taken_from() const {
    const auto& named = self().asked_.wanted_order.kept;
    if (named.is_nil() || !self().touches(kind::reservation)) return nullptr;
    const auto found = self().firm_.reservations.find(named);
    return found == self().firm_.reservations.end() ? nullptr : &found->second;
  }
  /// A seat that was kept for somebody is theirs, whoever waits.
  void expect_kept(access wanted) {
    const auto& j = self();
    const auto* kept = j.firm_.kept(j.asked_.wanted_order.kept, j.asked_.now);
    const bool fits = kept != nullptr && std::any_of(std::begin(licenses), std::end(licenses), [&](const auto& one) {
                        return has(wanted, one.first) && one.second == kept->sku;
                      });
    const bool takes = fits && j.firm_.room_for(wanted, j.asked_.now, kept);
    self().require(takes == (taken_from() != nullptr), "reservations", "a seat that was kept is not the one taken");
  }
  bool takes_kept(license_pool& from) {
    auto& j = self();
    const auto* kept = taken_from();
    if (kept == nullptr || kept->sku != from.sku) return false;
    auto& one = j.firm_.reservations.find(kept->id)->second;
    j.require(one.left > 0 && j.asked_.now < one.expires_at, "no oversell",
              "a seat is taken from a reservation that is over, or used up");
    --one.left;
    --from.reserved;
    ++from.moves;
    return true;
  }
  /// What is left in reservations that are over is given back, and they are gone.
  void end_reservations(license_pool& p) {
    auto& j = self();
    for (const auto& [k, id] : j.touched_) {
      const auto found = j.firm_.reservations.find(reservation_id{id});
      if (k != kind::reservation || found == j.firm_.reservations.end()) continue;
      const auto& one = found->second;
      j.require(one.sku == p.sku && one.expires_at <= j.asked_.now, "reservations", "one ends before its time");
      const bool told = std::any_of(j.events_.begin(), j.events_.end(), [&](const event& e) {
        return e.what == event_type::reservation_expired && e.subject == id && e.number == one.left;
      });
      j.require(told == (one.left > 0), "events", "a reservation ends and nobody is told");
      p.held -= one.left;
      p.reserved -= one.left;
      j.firm_.reservations.erase(found);
    }
    p.release_at = instant::never();
    for (const auto& [id, one] : j.firm_.reservations) {
      if (one.sku == p.sku) p.release_at = std::min(p.release_at, one.expires_at);
    }
  }
  /// What is reserved is what is left.
  void check_reserved() {
    auto& j = self();
    std::map<std::string, std::int64_t> left;
    for (const auto& [id, one] : j.firm_.reservations) left[one.sku] += one.left;
    for (const auto& [sku, p] : j.firm_.pools) {
      j.require(p.reserved == left[sku] && p.reserved <= p.held, "seats add up",
                sku + ": " + std::to_string(p.reserved) + " reserved of " + std::to_string(left[sku]));
    }
  }

 private:
  Judge& self() { return static_cast<Judge&>(*this); }
  const Judge& self() const { return static_cast<const Judge&>(*this); }

  /// Whether the batch makes an order.
  [[nodiscard]] bool places() const {
    const auto& all = self().batch_.operations;
    return std::any_of(all.begin(), all.end(),
                       [](const operation& op) { return op.type == op_type::insert && op.kind == kind::order; });
  }

  void change_catalog(const event& e) {
    auto& j = self();
    const auto before = j.firm_.sold.revision;
    j.firm_.sold = j.asked_.wanted_order.prices;
    j.firm_.sold.revision = before + 1;
    j.require(e.number == static_cast<std::int64_t>(before + 1), "events", "the event tells another revision");
  }

  // --- orders ---

  void place(const event& e) {
    auto& j = self();
    const auto& asked = j.asked_.wanted_order;
    purchase made;
    made.id = order_id{e.subject};
    made.revision = 1;
    made.key = asked.key;
    made.plan = asked.plan;
    made.renews = made.continues = asked.renews;
    made.placed_by = j.asked_.actor;
    made.placed_at = j.asked_.now;
    made.expires_at = j.asked_.now + j.firm_.settings.order_lifetime;
    j.require(j.firm_.order_named(made.key) == nullptr, "unique", "two orders under " + made.key);
    j.require(asked.catalog_revision == j.firm_.sold.revision && j.guards(kind::catalog, catalog_row), "guards",
              "an order at prices that nobody looked at");
    j.require(j.guards(kind::settings, settings_row), "guards", "the settings are not guarded by an order");
    j.require(asked.renews.is_nil() || (j.firm_.renewable(asked.renews) && j.guards(kind::order, asked.renews)),
              "legal transitions", "an order is renewed that cannot be");
    auto lines = j.firm_.priced(asked.plan, asked.lines, j.asked_.now);
    if (!lines) return j.wrong("legal transitions", "an order for what is not to be had");
    made.lines = *std::move(lines);
    made.total = firm::total_of(made.lines);
    made.state = made.total == 0 ? order_state::granted : order_state::open;
    j.require(
        e.what == (made.total == 0 ? event_type::order_granted : event_type::order_placed) && e.number == made.total,
        "events", "the event tells of another order");
    if (made.total == 0) {
      grant_lines(made);
    } else {
      j.wanted_.push_back({.effect = effect::start_checkout, .about = made.id});
    }
    j.firm_.orders[made.id] = made;
    j.touched_.insert({kind::order, made.id});
  }

  /// Every line, from now on or from the end of the order that is continued.
  void grant_lines(purchase& bought) {
    auto& j = self();
    const auto* before = j.firm_.order_of(bought.renews);
    const bool goes_on = before != nullptr && before->state == order_state::granted && *before->ends_at > j.asked_.now;
    bought.starts_at = goes_on ? *before->ends_at : j.asked_.now;
    bought.anchor_day = goes_on ? before->anchor_day : day_of_month(j.asked_.now);
    bought.ends_at = months_after(*bought.starts_at, months_of(bought.plan), bought.anchor_day);
    bought.state = order_state::granted;
    bought.expires_at.reset();
    bought.grants = j.template record<order>(bought.id).grants;
    if (bought.grants.size() != bought.lines.size()) return j.wrong("whole", "a line is not granted");
    for (std::size_t n = 0; n < bought.grants.size(); ++n) {
      const auto& line = bought.lines[n];
      auto& made = j.firm_.grants[bought.grants[n]];
      made.id = bought.grants[n];
      made.sku = line.sku;
      made.quantity = line.quantity;
      made.starts_at = *bought.starts_at;
      made.ends_at = *bought.ends_at;
      made.order = bought.id;
      j.touched_.insert({kind::grant, made.id});
      j.renew(j.pool_or_new(line.sku), made.id);
    }
  }
  static std::int64_t months_of(std::string_view plan) { return plan == "year" ? 12 : plan == "trial" ? 2 : 1; }

  void move_order(const event& e) {
    auto& j = self();
    const auto found = j.firm_.orders.find(order_id{e.subject});
    if (found == j.firm_.orders.end()) return j.wrong("events", "an event about no order");
    auto& bought = found->second;
    j.touched_.insert({kind::order, bought.id});
    if (j.touches(kind::payment_notice)) return take_notice(e, bought);
    const bool by_time = j.asked_.what == verb::run_due;
    j.require(e.what == event_type::order_abandoned, "legal transitions", "an order moves and nobody told so");
    j.require(bought.unpaid() && (!by_time || bought.at(j.asked_.now) == order_state::abandoned), "legal transitions",
              "an order is given up that stands");
    ++bought.revision;
    close(bought, order_state::abandoned);
  }
  void take_notice(const event& e, purchase& about) {
    auto& j = self();
    const auto row = j.template record<payment_notice>(j.only(kind::payment_notice));
    const told_notice told{row.order, row.what, row.amount};
    j.require(row.order == about.id, "events", "a notice about another order");
    j.require(j.firm_.notices.try_emplace(row.key, told).second, "single use", "a notice does its work twice");
    j.require(is_told(row.key, told), "payments", "a notice is taken that nobody sent");
    const auto& asked = j.asked_.wanted_order;
    const bool moves_money = told.what == payment_event::paid || told.what == payment_event::refunded;
    const bool fits =
        told.what == payment_event::paid ? told.amount == about.total : told.amount > 0 && told.amount <= about.total;
    const bool money = j.asked_.what != verb::take_payment_notice || asked.currency == "EUR";
    j.require(!moves_money || (fits && money), "payments", "money is taken that is not the order's");
    const auto to = about.after(told.what, told.amount);
    const auto returned = about.returned;
    if (told.what == payment_event::refunded) about.returned = std::min(about.total, about.returned + told.amount);
    j.require(e.what == (to ? event_of(*to) : event_type::payment_noted) &&
                  e.number == (to ? about.total : static_cast<std::int64_t>(told.what)),
              "events", "the event tells another outcome");
    if (to || about.returned != returned) ++about.revision;
    if (to == order_state::granted) return grant_lines(about);
    if (to) close(about, *to);
  }
  /// By the command, or by the gateway as it was asked.
  [[nodiscard]] bool is_told(const std::string& key, const told_notice& told) const {
    const auto& asked = self().asked_;
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
    auto& j = self();
    for (const auto& id : bought.grants) {
      auto& one = j.firm_.grants[id];
      if (one.ends_at <= j.asked_.now) continue;
      one.ends_at = j.asked_.now;
      j.touched_.insert({kind::grant, id});
      j.renew(j.pool(one.sku), id);
    }
  }
  void start_checkout(const event& e) {
    auto& j = self();
    const auto found = j.firm_.orders.find(order_id{e.subject});
    const auto said = j.asked_.tills.find(e.subject);
    if (found == j.firm_.orders.end() || said == j.asked_.tills.end()) {
      return j.wrong("payments", "a checkout that no gateway started");
    }
    auto& bought = found->second;
    j.require(said->second.state == checkout_state::started && bought.state == order_state::open &&
                  bought.reference.empty() && e.number == bought.total,
              "payments", "a checkout is kept that cannot be");
    bought.reference = said->second.reference;
    ++bought.revision;
  }

  // --- how much may be held ---

  license_pool* pool_of(const uuid& id) {
    for (auto& [sku, p] : self().firm_.pools) {
      if (p.id == id) return &self().pool(sku);
    }
    self().wrong("events", "an event about no pool");
    return nullptr;
  }
  void allow_overage(const event& e) {
    auto& j = self();
    auto* p = pool_of(e.subject);
    if (p == nullptr) return;
    const bool over = p->held > p->capacity;
    const auto granted = p->capacity > 0 ? p->capacity - p->overage : 0;
    p->overage = j.asked_.wanted_order.seats;
    p->capacity = granted > 0 ? granted + p->overage : 0;
    ++p->moves;
    j.require(e.number == p->overage, "events", "the event tells another overage");
    j.tell_over(*p, over);
  }
  void reserve(const event& e) {
    auto& j = self();
    const auto& asked = j.asked_.wanted_order;
    if (j.firm_.pools.count(asked.sku) == 0) return j.wrong("rows", "seats are kept in no pool");
    auto& p = j.pool(asked.sku);
    kept_seats made;
    made.id = reservation_id{e.subject};
    made.sku = asked.sku;
    made.seats = made.left = asked.seats;
    made.expires_at = j.asked_.now + asked.lasts;
    made.reserved_by = j.asked_.actor;
    j.require(p.waiting == 0 && p.held + asked.seats <= p.capacity && j.asked_.now < p.next_change_at, "no oversell",
              "seats are kept past the queue or the seats there are");
    j.require(j.asked_.now < p.period_ends_at, "use", "a seat is kept in a month that is over");
    j.require(e.number == asked.seats, "events", "the event tells another number");
    p.held += asked.seats;
    p.reserved += asked.seats;
    p.peak = std::max(p.peak, p.held);
    p.release_at = std::min(p.release_at, made.expires_at);
    ++p.moves;
    j.firm_.reservations[made.id] = made;
    j.touched_.insert({kind::reservation, made.id});
  }
  void release(const event& e) {
    auto& j = self();
    const auto found = j.firm_.reservations.find(reservation_id{e.subject});
    if (found == j.firm_.reservations.end()) return j.wrong("events", "an event about no reservation");
    auto& one = found->second;
    auto& p = j.pool(one.sku);
    j.require(one.left > 0 && j.asked_.now < one.expires_at && e.number == one.left, "single use",
              "what is left is given back twice");
    j.require(j.asked_.now < p.period_ends_at, "use", "a seat is given back in a month that is over");
    p.held -= one.left;
    p.reserved -= one.left;
    ++p.moves;
    one.left = 0;
    j.touched_.insert({kind::reservation, one.id});
  }
};

}  // namespace parvis::inline v1::testkit::simulated
