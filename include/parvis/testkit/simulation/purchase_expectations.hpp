// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>

#include "parvis/testkit/simulation/laws.hpp"

// What commands about purchases and seats must answer.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the oracle.
template <class Oracle>
class purchase_expectations {
  friend Oracle;
  purchase_expectations() = default;  // for what it is a part of, and nobody else

 protected:
  void about_purchases() {
    auto& out = self().out_;
    const auto& firm = self().firm_;
    const auto& wish = self().asked_.wanted_order;
    const auto now = self().asked_.now;
    switch (self().asked_.what) {
      case verb::quote_order:
        return out.unless(firm.priced(wish.plan, wish.lines, now).has_value(), errc::invalid_form);
      case verb::place_order:
        return place_order();
      case verb::view_order:
        return out.unless(firm.order_of(wish.order) != nullptr, errc::not_found);
      case verb::cancel_order:
        return cancel_order();
      case verb::allow_overage:
        return allow_overage();
      case verb::reserve_seats:
        return reserve_seats();
      case verb::release_reservation:
        return release_reservation();
      default:
        return;
    }
  }

  void change_catalog() {
    auto& out = self().out_;
    const auto& asked = self().asked_;
    const auto& sold = self().firm_.sold;
    out.brings = {event_type::catalog_changed};
    if (!asked.actor.is_nil()) {
      out.unless(self().firm_.manages(self().firm_.find(asked.actor)), errc::permission_denied);
    }
    out.unless(asked.wanted_order.prices.revision == sold.revision, errc::stale);
    out.repeated = sold.revision > 0 && same_row(to_row(asked.wanted_order.prices), to_row(sold));
  }

  void take_payment_notice() {
    auto& out = self().out_;
    const auto& firm = self().firm_;
    const auto& wish = self().asked_.wanted_order;
    out.brings = {event_type::order_granted, event_type::order_declined, event_type::order_abandoned,
                  event_type::order_refunded, event_type::payment_noted};
    const auto known = firm.notices.find(wish.key);
    if (known != firm.notices.end()) {
      out.repeated = known->second == wish.told;
      return out.unless(out.repeated, errc::key_taken);
    }
    const auto* about = firm.order_of(wish.told.order);
    if (about == nullptr) return out.unless(false, errc::not_found);
    const auto amount = wish.told.amount;
    const bool euros = wish.currency == "EUR";
    if (wish.told.what == payment_event::paid) out.unless(euros && amount == about->total, errc::payment_differs);
    if (wish.told.what == payment_event::refunded) {
      out.unless(euros && amount > 0 && amount <= about->total, errc::payment_differs);
    }
  }

 private:
  Oracle& self() { return static_cast<Oracle&>(*this); }

  void place_order() {
    auto& out = self().out_;
    const auto& firm = self().firm_;
    const auto& wish = self().asked_.wanted_order;
    out.brings = {event_type::order_placed};
    if (const auto* before = firm.order_named(wish.key)) {
      const bool same = before->plan == wish.plan && before->renews == wish.renews &&
                        std::equal(before->lines.begin(), before->lines.end(), wish.lines.begin(), wish.lines.end(),
                                   [](const order_line& a, const wanted_line& b) {
                                     return a.sku == b.sku && a.quantity == b.quantity;
                                   });
      out.repeated = same;
      return out.unless(same, errc::key_taken);
    }
    const auto lines = firm.priced(wish.plan, wish.lines, self().asked_.now);
    if (lines && firm::total_of(*lines) == 0) out.brings = {event_type::order_granted};
    out.unless(wish.catalog_revision == firm.sold.revision, errc::stale);
    out.unless(lines.has_value(), errc::invalid_form);
    if (wish.renews.is_nil()) return;
    out.unless(firm.order_of(wish.renews) != nullptr, errc::not_found);
    out.unless(firm.order_of(wish.renews) == nullptr || firm.renewable(wish.renews), errc::illegal_transition);
  }
  void cancel_order() {
    auto& out = self().out_;
    out.brings = {event_type::order_abandoned};
    const auto* of = self().firm_.order_of(self().asked_.wanted_order.order);
    if (of == nullptr) return out.unless(false, errc::not_found);
    out.repeated = of->state == order_state::abandoned;
    out.unless(out.repeated || of->unpaid(), errc::illegal_transition);
  }
  void allow_overage() {
    auto& out = self().out_;
    const auto& wish = self().asked_.wanted_order;
    out.brings = {event_type::overage_changed};
    out.unless(wish.seats >= 0, errc::out_of_range);
    const auto found = self().firm_.pools.find(wish.sku);
    if (found == self().firm_.pools.end()) return out.unless(false, errc::not_found);
    out.repeated = found->second.overage == wish.seats;
  }
  void reserve_seats() {
    auto& out = self().out_;
    const auto& wish = self().asked_.wanted_order;
    out.brings = {event_type::seats_reserved};
    out.unless(wish.seats > 0, errc::out_of_range);
    out.unless(wish.lasts >= seconds(1) && wish.lasts <= days(30), errc::out_of_range);
    const auto found = self().firm_.pools.find(wish.sku);
    if (found == self().firm_.pools.end()) return out.unless(false, errc::no_seat);
    const auto p = self().firm_.settled(found->second, self().asked_.now);
    out.unless(p.waiting == 0 && p.held + wish.seats <= p.capacity, errc::no_seat);
  }
  void release_reservation() {
    auto& out = self().out_;
    out.brings = {event_type::reservation_released};
    const auto found = self().firm_.reservations.find(self().asked_.wanted_order.kept);
    const bool lasts = found != self().firm_.reservations.end() && self().asked_.now < found->second.expires_at;
    out.unless(lasts, errc::not_found);
    out.repeated = lasts && found->second.left == 0;
  }
};

}  // namespace parvis::inline v1::testkit::simulated
