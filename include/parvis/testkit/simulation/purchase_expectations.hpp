// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>

#include "parvis/testkit/simulation/weighing.hpp"

// What commands about purchases and seats must answer.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the oracle.
class purchase_expectations : protected weighing {
 protected:
  using weighing::weighing;

  void about_purchases() {
    const auto& wish = asked_.wanted_order;
    const auto now = asked_.now;
    switch (asked_.what) {
      case verb::quote_order:
        return out_.unless(firm_.priced(wish.plan, wish.lines, now).has_value(), errc::invalid_form);
      case verb::place_order:
        return place_order();
      case verb::view_order:
        return out_.unless(firm_.order_of(wish.order) != nullptr, errc::not_found);
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
    const auto& sold = firm_.sold;
    out_.brings = {event_type::catalog_changed};
    if (asked_.actor != operator_id) {
      out_.unless(firm_.manages(firm_.find(asked_.actor)), errc::permission_denied);
    }
    out_.unless(asked_.wanted_order.prices.revision == sold.revision, errc::stale);
    out_.repeated = sold.revision > 0 && same_row(to_row(asked_.wanted_order.prices), to_row(sold));
  }

  void take_payment_notice() {
    const auto& wish = asked_.wanted_order;
    out_.brings = {event_type::order_granted, event_type::order_declined, event_type::order_abandoned,
                   event_type::order_refunded, event_type::payment_noted};
    const auto known = firm_.notices.find(wish.key);
    if (known != firm_.notices.end()) {
      out_.repeated = known->second == wish.told;
      return out_.unless(out_.repeated, errc::key_taken);
    }
    const auto* about = firm_.order_of(wish.told.order);
    if (about == nullptr) return out_.unless(false, errc::not_found);
    const auto amount = wish.told.amount;
    const bool euros = wish.currency == "EUR";
    if (wish.told.what == payment_event::paid) out_.unless(euros && amount == about->total, errc::payment_differs);
    if (wish.told.what == payment_event::refunded) {
      out_.unless(euros && amount > 0 && amount <= about->total, errc::payment_differs);
    }
  }

  void place_order() {
    const auto& wish = asked_.wanted_order;
    out_.brings = {event_type::order_placed};
    if (const auto* before = firm_.order_named(wish.key)) {
      const bool same = before->plan == wish.plan && before->renews == wish.renews &&
                        std::equal(before->lines.begin(), before->lines.end(), wish.lines.begin(), wish.lines.end(),
                                   [](const order_line& a, const wanted_line& b) {
                                     return a.sku == b.sku && a.quantity == b.quantity;
                                   });
      out_.repeated = same;
      return out_.unless(same, errc::key_taken);
    }
    const auto lines = firm_.priced(wish.plan, wish.lines, asked_.now);
    if (lines && firm::total_of(*lines) == 0) out_.brings = {event_type::order_granted};
    out_.unless(wish.catalog_revision == firm_.sold.revision, errc::stale);
    out_.unless(lines.has_value(), errc::invalid_form);
    if (wish.renews.is_nil()) return;
    out_.unless(firm_.order_of(wish.renews) != nullptr, errc::not_found);
    out_.unless(firm_.order_of(wish.renews) == nullptr || firm_.renewable(wish.renews, asked_.now),
                errc::illegal_transition);
  }
  void cancel_order() {
    out_.brings = {event_type::order_abandoned};
    const auto* of = firm_.order_of(asked_.wanted_order.order);
    if (of == nullptr) return out_.unless(false, errc::not_found);
    out_.repeated = of->state == order_state::abandoned;
    out_.unless(out_.repeated || of->unpaid(), errc::illegal_transition);
  }
  void allow_overage() {
    const auto& wish = asked_.wanted_order;
    out_.brings = {event_type::overage_changed};
    out_.unless(wish.seats >= 0, errc::out_of_range);
    const auto found = firm_.pools.find(wish.sku);
    if (found == firm_.pools.end()) return out_.unless(false, errc::not_found);
    out_.repeated = found->second.overage == wish.seats;
  }
  void reserve_seats() {
    const auto& wish = asked_.wanted_order;
    out_.brings = {event_type::seats_reserved};
    out_.unless(wish.seats > 0, errc::out_of_range);
    out_.unless(wish.lasts >= seconds(1) && wish.lasts <= days(30), errc::out_of_range);
    const auto found = firm_.pools.find(wish.sku);
    if (found == firm_.pools.end()) return out_.unless(false, errc::no_seat);
    const auto p = firm_.settled(found->second, asked_.now);
    out_.unless(p.waiting == 0 && p.held + wish.seats <= p.capacity, errc::no_seat);
  }
  void release_reservation() {
    out_.brings = {event_type::reservation_released};
    const auto found = firm_.reservations.find(asked_.wanted_order.kept);
    const bool lasts = found != firm_.reservations.end() && asked_.now < found->second.expires_at;
    out_.unless(lasts, errc::not_found);
    out_.repeated = lasts && found->second.left == 0;
  }
};

}  // namespace parvis::inline v1::testkit::simulated
