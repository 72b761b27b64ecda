// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/pools.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "parvis/rules/licenses.hpp"
#include "parvis/rules/reservations.hpp"
#include "rules/facts.hpp"

using namespace facts;

namespace {

constexpr auto most = std::numeric_limits<std::int64_t>::max();
constexpr auto least = std::numeric_limits<std::int64_t>::min();

/// Whether the conditions of a change hold for a pool, as a store asks them.
bool holds_for(const operation& op, const seat_pool& pool) {
  const auto stored = to_row(pool);
  return std::all_of(op.conditions.begin(), op.conditions.end(), [&](const condition& c) {
    const auto left = stored.values[c.column].integer();
    const auto right = c.other ? stored.values[*c.other].integer() : c.value.integer();
    return c.is == comparison::equal           ? left == right
           : c.is == comparison::less          ? left < right
           : c.is == comparison::less_or_equal ? left <= right
                                               : left > right;
  });
}

seat_pool with_peak(std::int64_t held, std::int64_t peak) {
  auto out = pool("core", 100, held);
  out.peak = peak;
  return out;
}

reservation reserved(std::uint8_t n, std::int64_t left, instant expires_at) {
  return {.id = id_number<reservation_id>(n),
          .revision = 1,
          .sku = "core",
          .seats = 9,
          .left = left,
          .expires_at = expires_at};
}

}  // namespace

TEST_CASE("sums and differences stop at the ends of their type") {
  CHECK(saturated_sum(1, 2) == 3);
  CHECK(saturated_sum(most, 1) == most);
  CHECK(saturated_sum(least, -1) == least);
  CHECK(saturated_difference(1, 2) == -1);
  CHECK(saturated_difference(least, 1) == least);
  CHECK(saturated_difference(most, -1) == most);
}

TEST_CASE("the peak is the most that were ever held, whatever the store holds by the time of the commit") {
  for (std::int64_t loaded = 0; loaded < 5; ++loaded) {
    for (std::int64_t peak = loaded; peak < 6; ++peak) {
      for (std::int64_t seats = 1; seats < 4; ++seats) {
        operation take = moving_pool(with_peak(loaded, peak));
        hold_more(take, with_peak(loaded, peak), seats);
        CHECK(holds_for(take, with_peak(loaded, peak)));
        for (std::int64_t now = 0; now < 6; ++now) {
          for (std::int64_t peak_now = std::max(peak, now); peak_now < 8; ++peak_now) {
            auto stored = with_peak(now, peak_now);
            if (!holds_for(take, stored)) continue;
            count_on(stored, {take});
            CHECK(stored.held == now + seats);
            CHECK(stored.peak == std::max(peak_now, stored.held));
            CHECK(stored.moves == 1);
          }
        }
      }
    }
  }
}

TEST_CASE("takes of one seat meet on nothing while all of them climb, nor while all stay below the peak") {
  const auto take_of = [](const seat_pool& seen) {
    auto out = moving_pool(seen);
    hold_more(out, seen, 1);
    return out;
  };
  CHECK(holds_for(take_of(with_peak(5, 5)), with_peak(9, 9)));
  CHECK(holds_for(take_of(with_peak(2, 9)), with_peak(8, 9)));
  CHECK_FALSE(holds_for(take_of(with_peak(2, 9)), with_peak(9, 9)));
  CHECK_FALSE(holds_for(take_of(with_peak(5, 5)), with_peak(4, 5)));
}

TEST_CASE("a peak that is behind is brought up to what is held, and numbers that no pool has break nothing") {
  auto take = moving_pool(with_peak(7, 0));
  hold_more(take, with_peak(7, 0), 1);
  auto stored = with_peak(7, 0);
  CHECK(holds_for(take, stored));
  count_on(stored, {take});
  CHECK(stored.peak == 8);
  for (const auto& odd : {with_peak(most, least), with_peak(least, most), with_peak(least, least)}) {
    auto any = moving_pool(odd);
    hold_more(any, odd, 1);
    auto pool = odd;
    count_on(pool, {any});
    CHECK(remaining_in(pool) >= 0);
  }
}

TEST_CASE("what is planned is counted on in the pool that it is planned for") {
  auto pools = std::vector{pool("core", 5, 1), pool("contract", 5, 1)};
  operation other = moving_pool(pools[0]);
  other.kind = kind::account;
  auto waits = moving_pool(pools[0]);
  waits.add = {{column_of(&seat_pool::waiting), 1}};
  count_on(pools, {take_seat(pools[0], noon), other});
  count_on(pools, {waits});
  CHECK(pools[0].held == 2);
  CHECK(pools[0].waiting == 1);
  CHECK(pools[1].held == 1);
}

TEST_CASE("a sku is to be had while any of it is granted, up to the microsecond of the next change") {
  auto some = pool("client_portal", 1, 0);
  some.next_change_at = noon + tick;
  CHECK(is_entitled(some, noon));
  CHECK_FALSE(is_entitled(some, noon + tick));
  CHECK_FALSE(is_entitled(pool("client_portal", 0, 0), noon));
  CHECK(holds_for(still_entitled(some, noon), some));
  CHECK_FALSE(holds_for(still_entitled(some, noon + tick), some));
  CHECK_FALSE(holds_for(still_entitled(some, noon), pool("client_portal", 0, 0)));
}

// --- overage ---

TEST_CASE("overage comes on top of what is granted, and of nothing there is none") {
  const struct {
    std::int64_t granted, overage, capacity;
  } cases[] = {{0, 0, 0}, {0, 5, 0}, {1, 0, 1}, {1, 5, 6}, {most, 5, most}};
  for (const auto& c : cases) {
    auto some = pool("core", capacity_of(c.granted, c.overage), 0);
    some.overage = c.overage;
    CHECK(some.capacity == c.capacity);
    CHECK(granted_in(some) == (c.granted == most ? most - 5 : c.granted));
  }
  auto odd = pool("core", 5, 0);
  odd.overage = least;
  CHECK(granted_in(odd) == 5);
  odd.overage = most;
  CHECK(granted_in(odd) == 0);
  odd.capacity = least;
  CHECK(granted_in(odd) == least);
}

TEST_CASE("overage is allowed by whoever manages users, within bounds, once, and taken back above use with a notice") {
  const struct {
    const char* what;
    std::int64_t before, seats, held, capacity;
    errc refused;
    bool told;
  } cases[] = {
      {"some", 0, 3, 5, 8, {}, false},
      {"as before", 3, 3, 5, 8, {}, false},
      {"less", 3, 1, 7, 6, {}, true},
      {"none", 3, 0, 5, 5, {}, false},
      {"the most", 0, 1'000'000, 5, 1'000'005, {}, false},
      {"too many", 0, 1'000'001, 5, 0, errc::out_of_range, false},
      {"fewer than none", 0, -1, 5, 0, errc::out_of_range, false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    auto at = stamp_at();
    auto before = pool("core", 5 + c.before, c.held);
    before.overage = c.before;
    const auto done = allow_overage({.actor = manager(), .licensing = own_vendor, .pool = before}, c.seats, at);
    CHECK(refusal(done) == c.refused);
    if (!done) continue;
    const auto& [operations, after] = done.value();
    CHECK(after.capacity == c.capacity);
    CHECK(after.overage == c.seats);
    CHECK(operations.empty() == (c.before == c.seats));
    if (operations.empty()) continue;
    CHECK(defect_in(operations) == "");
    CHECK(guards(operations, before));
    CHECK(guards(operations, *manager().who));
    CHECK(events_of(operations) == std::vector{event_type::overage_changed});
    CHECK(effects_of(operations) == (c.told ? std::vector{effect::mail_over_capacity} : std::vector<effect>{}));
  }
  auto at = stamp_at();
  CHECK(refusal(allow_overage({.actor = member(), .licensing = own_vendor, .pool = pool("core", 5, 1)}, 1, at)) ==
        errc::permission_denied);
  CHECK(refusal(allow_overage({.actor = manager(), .licensing = own_vendor}, 1, at)) == errc::not_found);
}

TEST_CASE("a grant that begins or ends moves the capacity and leaves the overage") {
  auto at = stamp_at();
  auto before = pool("core", 0, 0);
  before.overage = 2;
  const grant one{.id = id_number<grant_id>(1), .sku = "core", .quantity = 5, .starts_at = noon};
  auto running = with_grant(before, one, noon);
  CHECK(running.capacity == 7);
  CHECK(running.moves == 1);
  auto more = with_grant(running, {.quantity = 1, .starts_at = noon + tick}, noon);
  CHECK(more.capacity == 7);
  CHECK(more.next_change_at == noon + tick);
  CHECK(as_granted(running, {one}, noon).capacity == 7);
  CHECK(as_granted(running, {}, noon).capacity == 0);
  const auto cut = cut_grant(running, {one}, one, noon, at);
  CHECK(cut.reply.capacity == 0);
  CHECK(defect_in(cut.operations) == "");
}

// --- reservations ---

TEST_CASE("seats are reserved all of them or none, by whoever manages users, for a while, behind whoever waits") {
  const struct {
    const char* what;
    seat_pool of;
    std::int64_t seats;
    duration lasts;
    errc refused;
  } cases[] = {
      {"one", pool("core", 5, 0), 1, hours(1), {}},
      {"all", pool("core", 5, 2), 3, hours(1), {}},
      {"more than are free", pool("core", 5, 2), 4, hours(1), errc::no_seat},
      {"somebody waits", pool("core", 5, 2, 1), 1, hours(1), errc::no_seat},
      {"over capacity", pool("core", 5, 6), 1, hours(1), errc::no_seat},
      {"of a pool whose numbers are none", pool("core", most, least), most, hours(1), errc::out_of_range},
      {"none", pool("core", 5, 0), 0, hours(1), errc::out_of_range},
      {"too many for anybody", pool("core", most, 0), 1'000'001, hours(1), errc::out_of_range},
      {"the most", pool("core", most, 0), 1'000'000, hours(1), {}},
      {"for no time", pool("core", 5, 0), 1, {}, errc::out_of_range},
      {"for the shortest time", pool("core", 5, 0), 1, seconds(1), {}},
      {"for the longest time", pool("core", 5, 0), 1, days(30), {}},
      {"for too long", pool("core", 5, 0), 1, duration{days(30).us + 1}, errc::out_of_range},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    auto at = stamp_at();
    const auto done = reserve_seats({.actor = manager(), .pool = c.of}, {"core", c.seats, c.lasts, "new partners"}, at);
    CHECK(refusal(done) == c.refused);
    if (!done) continue;
    const auto& [operations, kept] = done.value();
    CHECK(defect_in(operations) == "");
    CHECK(guards(operations, c.of));
    CHECK(guards(operations, *manager().who));
    CHECK(added(operations, &seat_pool::held) == c.seats);
    CHECK(added(operations, &seat_pool::reserved) == c.seats);
    CHECK(added(operations, &reservation::left) == c.seats);
    CHECK(events_of(operations) == std::vector{event_type::seats_reserved});
    CHECK(assigned(*on(kind::seat_pool, operations).back(), &seat_pool::release_at)->integer() == kept.expires_at.us);
  }
  auto at = stamp_at();
  CHECK(refusal(reserve_seats({.actor = member(), .pool = pool("core", 5, 0)}, {"core", 1, hours(1), ""}, at)) ==
        errc::permission_denied);
  const auto unknown = reserve_seats({.actor = manager()}, {"core", 1, hours(1), ""}, at);
  CHECK(refusal(unknown) == errc::no_seat);
  CHECK(unknown.error().detail == "core");
}

TEST_CASE("the pool knows when the next of its reservations ends") {
  auto at = stamp_at();
  auto of = pool("core", 5, 1);
  of.release_at = noon + minutes(1);
  const auto done = reserve_seats({.actor = manager(), .pool = of}, {"core", 1, hours(1), ""}, at).value();
  CHECK(assigned(*on(kind::seat_pool, done.operations).back(), &seat_pool::release_at)->integer() == of.release_at.us);
}

TEST_CASE("a seat that is kept is taken from its reservation while that lasts, and else as by anybody") {
  const auto full = pool("core", 5, 5, 3);
  const auto roomy = pool("core", 5, 1);
  auto unsettled = full;
  unsettled.next_change_at = noon;
  const struct {
    const char* what;
    seat_pool of;
    std::vector<reservation> kept;
    bool seated, from_reservation;
  } cases[] = {
      {"kept, though all are held and somebody waits", full, {reserved(1, 1, noon + tick)}, true, true},
      {"kept, with room besides", roomy, {reserved(1, 2, noon + tick)}, true, true},
      {"of a license that has ended", pool("core", 4, 5), {reserved(1, 1, noon + tick)}, false, false},
      {"of one that ends now", unsettled, {reserved(1, 1, noon + tick)}, false, false},
      {"over", full, {reserved(1, 1, noon)}, false, false},
      {"over, with room", roomy, {reserved(1, 1, noon)}, true, false},
      {"used up", full, {reserved(1, 0, noon + tick)}, false, false},
      {"used up, and another", full, {reserved(1, 0, noon + tick), reserved(2, 1, noon + tick)}, true, true},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    const auto taken = take_seats(parvis::access::core, {c.of}, noon, c.kept);
    CHECK(taken.has_value() == c.seated);
    if (!taken) continue;
    CHECK(defect_in(taken.value()) == "");
    CHECK(added(taken.value(), &seat_pool::held) == (c.from_reservation ? 0 : 1));
    CHECK(added(taken.value(), &seat_pool::reserved) == (c.from_reservation ? -1 : 0));
    CHECK(added(taken.value(), &reservation::left) == (c.from_reservation ? -1 : 0));
    for (const auto* op : on(kind::reservation, taken.value())) {
      REQUIRE(op->conditions.size() == 1);  // not once it is over
      CHECK(op->conditions[0].is == comparison::greater);
    }
    if (!c.from_reservation) continue;
    const auto& asked = on(kind::seat_pool, taken.value()).front()->conditions;
    const auto asks = [&](column_number column, comparison is) {
      return std::any_of(asked.begin(), asked.end(), [&](const auto& a) { return a.column == column && a.is == is; });
    };
    CHECK(asks(column_of(&seat_pool::held), comparison::less_or_equal));  // the license may end meanwhile
    CHECK(asks(column_of(&seat_pool::next_change_at), comparison::greater));
  }
  auto contract = reserved(1, 1, noon + tick);
  contract.sku = "contract";
  CHECK(refusal(take_seats(parvis::access::core, {full}, noon, {contract})) == errc::no_seat);
}

TEST_CASE("what is left of a reservation is given back once, and the same is answered to who asks again") {
  auto at = stamp_at();
  const auto of = pool("core", 5, 5);
  const auto one = reserved(1, 3, noon + tick);
  const auto done = release_reservation({manager(), of, one}, at).value();
  CHECK(defect_in(done.operations) == "");
  CHECK(added(done.operations, &seat_pool::held) == -3);
  CHECK(added(done.operations, &seat_pool::reserved) == -3);
  CHECK(added(done.operations, &reservation::left) == -3);
  CHECK(events_of(done.operations) == std::vector{event_type::reservation_released});
  CHECK(done.reply.left == 0);
  CHECK(release_reservation({manager(), of, done.reply}, at).value().operations.empty());
  CHECK(refusal(release_reservation({member(), of, one}, at)) == errc::permission_denied);
  CHECK(refusal(release_reservation({manager(), of, {}}, at)) == errc::not_found);
  CHECK(refusal(release_reservation({manager(), {}, one}, at)) == errc::not_found);
  CHECK(refusal(release_reservation({manager(), of, reserved(1, 3, noon)}, at)) == errc::not_found);
}

TEST_CASE("reservations that are over give back what was left in them, and their rows go as they were read") {
  auto before = pool("core", 9, 9);
  before.reserved = 6;
  before.release_at = noon;
  auto at = stamp_at();
  const auto done =
      settle({before,
              {},
              {reserved(1, 2, noon - tick), reserved(2, 0, noon), reserved(3, 1, noon), reserved(4, 3, noon + tick)}},
             at);
  CHECK(defect_in(done.operations) == "");
  CHECK(on(kind::reservation, done.operations).size() == 3);
  for (const auto* op : on(kind::reservation, done.operations)) {
    CHECK(op->type == op_type::remove);
    REQUIRE(op->conditions.size() == 1);
    CHECK(op->conditions[0].column == column_of(&reservation::left));
  }
  CHECK(events_of(done.operations) == std::vector{event_type::reservation_expired, event_type::reservation_expired});
  CHECK(added(done.operations, &seat_pool::held) == -3);
  CHECK(added(done.operations, &seat_pool::reserved) == -3);
  CHECK(done.reply.held == 6);
  CHECK(done.reply.reserved == 3);
  CHECK(done.reply.release_at == noon + tick);
  CHECK(guards(done.operations, before));
  // Another row read oddly breaks nothing.
  before.held = least;
  CHECK(defect_in(settle({before, {}, {reserved(1, least, noon), reserved(2, most, noon)}}, at).operations) == "");
}

TEST_CASE("so many reservations that are over go in one batch, and the pool is due again for the others") {
  auto before = pool("core", 99, 99);
  before.release_at = noon;
  std::vector<reservation> all;
  for (std::uint8_t n = 0; n <= expired_at_once; ++n) all.push_back(reserved(n, 1, noon));
  auto at = stamp_at();
  const auto done = settle({before, {}, all}, at);
  CHECK(defect_in(done.operations) == "");
  CHECK(added(done.operations, &seat_pool::held) == -static_cast<std::int64_t>(expired_at_once));
  CHECK(is_due(due_in(done.reply, noon)));
  const auto rest = settle({done.reply, {}, {all.back()}}, at);
  CHECK(rest.reply.release_at == instant::never());
  CHECK_FALSE(is_due(due_in(rest.reply, noon)));
}

// --- the peak of a period ---

TEST_CASE("a month that is over leaves its peak behind, and the new one begins with what is held") {
  constexpr instant february{1'769'904'000'000'000};  // 2026-02-01T00:00:00Z
  constexpr instant march{1'772'323'200'000'000};
  constexpr instant april{1'775'001'600'000'000};
  auto before = pool("core", 9, 4);
  before.peak = 7;
  before.period_ends_at = february;
  const struct {
    const char* what;
    instant now;
    std::size_t rows;
    instant next;
  } cases[] = {
      {"not over", february - tick, 0, february},
      {"just over", february, 1, march},
      {"over for a while", march - tick, 1, march},
      {"months ago", march, 2, april},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    auto at = stamp_at(c.now);
    const auto done = settle({before}, at);
    CHECK(defect_in(done.operations) == "");
    const auto rows = on(kind::seat_use, done.operations);
    REQUIRE(rows.size() == c.rows);
    CHECK(done.reply.period_ends_at == c.next);
    CHECK(done.reply.peak == (c.rows == 0 ? 7 : 4));
    if (c.rows == 0) continue;
    CHECK(assigned(*rows[0], &seat_use::starts_at)->integer() == 1'767'225'600'000'000);  // 2026-01-01
    CHECK(assigned(*rows[0], &seat_use::ends_at)->integer() == february.us);
    CHECK(assigned(*rows[0], &seat_use::peak)->integer() == 7);
    CHECK(added(done.operations, &seat_pool::peak) == -3);
    CHECK(events_of(done.operations).empty());
    if (c.rows < 2) continue;
    CHECK(assigned(*rows[1], &seat_use::starts_at)->integer() == february.us);
    CHECK(assigned(*rows[1], &seat_use::ends_at)->integer() == march.us);
    CHECK(assigned(*rows[1], &seat_use::peak)->integer() == 4);
  }
  // Whoever takes or gives back meanwhile makes it be reckoned again.
  auto at = stamp_at(february);
  const auto change = settle({before}, at).operations.back();
  CHECK(holds_for(change, before));
  auto other = before;
  other.held = 5;
  CHECK_FALSE(holds_for(change, other));
  other = before;
  other.peak = 8;
  CHECK_FALSE(holds_for(change, other));
  before.period_ends_at = instant{least};
  CHECK(defect_in(settle({before}, at).operations) == "");
}

TEST_CASE("seats are neither taken nor given back in a month that is over in the store") {
  auto seen = pool("core", 9, 4);
  seen.period_ends_at = noon + tick;
  auto next = seen;
  next.period_ends_at = noon + days(31);
  for (const auto& op : {take_seat(seen, noon), release_seats(parvis::access::core, {seen}).front()}) {
    CHECK(holds_for(op, seen));
    CHECK_FALSE(holds_for(op, next));
  }
}
