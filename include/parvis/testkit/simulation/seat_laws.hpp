// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "parvis/testkit/simulation/judged_batch.hpp"

// What a batch may do about seats: who takes one, who waits for one, and how many there are.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the judge.
class seat_laws : protected judged_batch {
 protected:
  using judged_batch::judged_batch;

  // --- seats that are kept ---

  /// The reservation that the batch takes a seat from; null when it takes from none.
  [[nodiscard]] const kept_seats* taken_from() const {
    const auto& named = asked_.wanted_order.kept;
    if (named.is_nil() || !touches(kind::reservation)) return nullptr;
    const auto found = firm_.reservations.find(named);
    return found == firm_.reservations.end() ? nullptr : &found->second;
  }
  /// A seat that was kept for somebody is theirs, whoever waits.
  void expect_kept(access wanted) {
    const auto* kept = firm_.kept(asked_.wanted_order.kept, asked_.now);
    const bool fits = kept != nullptr && std::any_of(std::begin(licenses), std::end(licenses), [&](const auto& one) {
                        return has(wanted, one.first) && one.second == kept->sku;
                      });
    const bool takes = fits && firm_.room_for(wanted, asked_.now, kept);
    require(takes == (taken_from() != nullptr), "reservations", "a seat that was kept is not the one taken");
  }
  bool takes_kept(license_pool& from) {
    const auto* kept = taken_from();
    if (kept == nullptr || kept->sku != from.sku) return false;
    auto& one = firm_.reservations.find(kept->id)->second;
    require(one.left > 0 && asked_.now < one.expires_at, "no oversell",
            "a seat is taken from a reservation that is over, or used up");
    require(from.held <= from.capacity && asked_.now < from.next_change_at, "no oversell",
            "a kept seat is taken of a license that has ended");
    --one.left;
    --from.reserved;
    ++from.moves;
    return true;
  }
  /// What is left in reservations that are over is given back, and they are gone.
  void end_reservations(license_pool& p) {
    for (const auto& [k, id] : touched_) {
      const auto found = firm_.reservations.find(reservation_id{id});
      if (k != kind::reservation || found == firm_.reservations.end()) continue;
      const auto& one = found->second;
      require(one.sku == p.sku && one.expires_at <= asked_.now, "reservations", "one ends before its time");
      const bool told = std::any_of(events_.begin(), events_.end(), [&](const event& e) {
        return e.what == event_type::reservation_expired && e.subject == id && e.number == one.left;
      });
      require(told == (one.left > 0), "events", "a reservation ends and nobody is told");
      p.held -= one.left;
      p.reserved -= one.left;
      firm_.reservations.erase(found);
    }
    p.release_at = instant::never();
    for (const auto& [id, one] : firm_.reservations) {
      if (one.sku == p.sku) p.release_at = std::min(p.release_at, one.expires_at);
    }
  }
  /// What is reserved is what is left.
  void check_reserved() {
    std::map<std::string, std::int64_t> left;
    for (const auto& [id, one] : firm_.reservations) left[one.sku] += one.left;
    for (const auto& [sku, p] : firm_.pools) {
      require(p.reserved == left[sku] && p.reserved <= p.held, "seats add up",
              sku + ": " + std::to_string(p.reserved) + " reserved of " + std::to_string(left[sku]));
    }
  }

  // --- who takes one ---

  void take_seats(person& who, access wanted) {
    for (const auto& [one, sku] : licenses) {
      if (!has(wanted, one)) continue;
      who.seated_at = asked_.now;
      auto& p = pool(sku);
      require(asked_.now < p.period_ends_at, "use", "a seat is taken in a month that is over");
      if (takes_kept(p)) continue;
      require(p.held < p.capacity && asked_.now < p.next_change_at, "no oversell",
              std::string(sku) + ": " + std::to_string(p.held) + " of " + std::to_string(p.capacity) + " are held");
      ++p.held;
      // Those who are imported together take their seats by one move.
      if (asked_.what != verb::import_people || moved_.insert(sku).second) ++p.moves;
      p.peak = std::max(p.peak, p.held);
    }
  }
  void free_seats(person& who, access held) {
    bool none_left = true;
    for (const auto& [one, sku] : licenses) {
      none_left = none_left && (has(held, one) || !has(who.access, one));
      if (!has(held, one)) continue;
      auto& p = pool(sku);
      require(asked_.now < p.period_ends_at, "use", "a seat is given back in a month that is over");
      --p.held;
      ++p.moves;
    }
    if (none_left) who.seated_at.reset();
  }
  void enter_queue(person& who, std::string_view full) {
    // Time refuses nobody.
    const bool by_time =
        !events_.empty() && events_.front().what == event_type::account_unbanned && events_.front().actor.is_nil();
    require(by_time || firm_.settings.when_no_seat == no_seat_policy::wait, "no oversell",
            "somebody waits though nobody may");
    stand_in_queue(who, full);
  }
  void stand_in_queue(person& who, std::string_view full) {
    who.queued_at = who.queued_at.value_or(asked_.now);
    who.waiting_for = full;
    auto& queue = pool(full);
    if (queue.waiting == 0) want(effect::mail_seats_exhausted, queue.id, addressee::administrators);
    ++queue.waiting;
  }
  void leave_queue(person& who) {
    if (!who.waiting_for.empty()) --pool(who.waiting_for).waiting;
    who.queued_at.reset();
    who.waiting_for.clear();
  }
  enum class tidings : std::uint8_t { told, withheld };
  /// Whoever was in before a ban took their seat is welcomed back, and has their case.
  void become_active(person& who, tidings of_it = tidings::told) {
    const bool returns = who.seat_freed_at.has_value();
    who.state = account_state::active;
    who.active_since = asked_.now;
    who.seat_freed_at.reset();
    who.queued_at.reset();
    who.waiting_for.clear();
    if (of_it == tidings::told) want(returns ? effect::mail_reactivated : effect::mail_welcome, who);
    if (who.role != case_role::none && !returns) want(effect::open_case, who);
    take_seats(who, who.access);
  }
  void become_pending(person& who) {
    who.state = account_state::pending;
    who.decide_by = asked_.now + firm_.settings.approval_lifetime;
    who.remind_at = asked_.now + firm_.settings.approval_reminder_interval;
    want(effect::mail_request_received, who);
    want(effect::mail_approval_needed, who.id, addressee::deciders);
  }
  void find_place(person& who, tidings of_it = tidings::told) {
    const auto full = license_without_room(who.access, who.id);
    if (!full) return become_active(who, of_it);
    who.state = account_state::waiting;
    who.active_since.reset();
    if (of_it == tidings::told) want(effect::mail_waiting, who);
    enter_queue(who, *full);
  }
  /// Where somebody finds no seat. One that came free since they looked is had by the admission that follows.
  std::optional<std::string> license_without_room(access wanted, const uuid& who) {
    if (const auto full = firm_.full_license(wanted, asked_.now, taken_from())) return std::string(*full);
    const auto stored = record<account>(who);
    if (asked_.overtaken && !stored.waiting_for.empty()) return stored.waiting_for;
    return std::nullopt;
  }

  // --- licenses ---

  void renew(license_pool& p, const uuid& changed = {}) {
    const bool over_before = p.held > p.capacity;
    p = firm_.granted(p, asked_.now, changed);
    ++p.moves;
    tell_over(p, over_before);
  }
  void tell_over(const license_pool& p, bool over_before) {
    if (p.held > p.capacity && !over_before) want(effect::mail_over_capacity, p.id, addressee::administrators);
  }
  void regrant(const event& e) {
    const auto id = grant_id{e.subject};
    touched_.insert({kind::grant, id});
    if (e.what == event_type::seats_granted) {
      auto& made = firm_.grants[id] = asked_.grant;
      made.id = id;
    } else if (firm_.grants.count(id) > 0) {
      firm_.grants[id].ends_at = asked_.grant.ends_at;
    }
    renew(pool_or_new(firm_.grants[id].sku), id);
  }
  /// The pool of a sku, which arises with the first grant of it.
  license_pool& pool_or_new(const std::string& sku) {
    for (const auto& [k, id] : touched_) {
      if (k != kind::seat_pool || firm_.pools.count(sku) > 0 || record<seat_pool>(id).sku != sku) continue;
      auto& made = firm_.pools[sku];
      made.id = pool_id{id};
      made.sku = sku;
      made.period_ends_at = month_after(asked_.now);
    }
    if (firm_.pools.count(sku) > 0) return pool(sku);
    wrong("whole", "seats are granted in no pool");
    return no_pool_ = {};
  }
  /// Whether the batch brings a pool up to date, and nothing else.
  [[nodiscard]] bool settles() const {
    return std::all_of(events_.begin(), events_.end(), [](const event& e) {
      return e.what == event_type::seats_settled || e.what == event_type::reservation_expired;
    });
  }
  void settle() {
    const auto id = only(kind::seat_pool);
    const auto found =
        std::find_if(firm_.pools.begin(), firm_.pools.end(), [&](const auto& p) { return p.second.id == id; });
    if (found == firm_.pools.end()) return wrong("rows", "a pool nobody knows");
    auto& p = found->second;
    const auto before = p;
    const bool changes = p.next_change_at <= asked_.now, ends = p.period_ends_at <= asked_.now,
               releases = p.release_at <= asked_.now;
    require(changes || ends || releases, "seats add up", "a pool is settled before its time");
    if (ends) close_month(p);
    if (changes) p = firm_.granted(p, asked_.now);
    if (releases) end_reservations(p);
    ++p.moves;
    tell_over(p, before.held > before.capacity);
    const auto told = std::find_if(events_.begin(), events_.end(),
                                   [](const event& e) { return e.what == event_type::seats_settled; });
    require((told != events_.end()) == (p.capacity != before.capacity) &&
                (told == events_.end() || told->number == p.capacity),
            "events", "the settled capacity is not told");
    for (const auto& e : events_) require(e.actor.is_nil(), "events", "the clock has a name");
  }

  /// A month leaves its peak behind; months in which nothing moved are told as one.
  void close_month(license_pool& p) {
    std::map<std::pair<instant, instant>, std::int64_t> expected{
        {{month_after(p.period_ends_at - duration{1}, 0), p.period_ends_at}, p.peak}};
    const auto begun = month_after(asked_.now, 0);
    if (p.period_ends_at < begun) expected[{p.period_ends_at, begun}] = p.held;
    const auto told_months = expected;
    for (const auto& [k, id] : touched_) {
      if (k != kind::seat_use) continue;
      const auto told = record<seat_use>(id);
      const auto found = expected.find({told.starts_at, told.ends_at});
      require(found != expected.end() && found->second == told.peak && told.sku == p.sku, "use",
              "a month of " + p.sku + " is told otherwise");
      if (found != expected.end()) expected.erase(found);
    }
    require(expected.empty(), "use", "a month of " + p.sku + " is not told");
    for (const auto& [term, peak] : told_months) firm_.use[p.sku].push_back({term.first, term.second, peak});
    p.period_ends_at = month_after(asked_.now);
    p.peak = p.held;
  }
};

}  // namespace parvis::inline v1::testkit::simulated
