// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/licenses.hpp"

#include <doctest/doctest.h>

#include "rules/facts.hpp"

using namespace facts;

namespace {

struct seats_case {
  const char* what;
  seat_pool of;
  bool room;
};

seat_pool changing_at(instant when) {
  auto out = pool("collaborators", 5, 0);
  out.next_change_at = when;
  return out;
}

}  // namespace

TEST_CASE("there is room when a seat is free, nobody waits and the capacity is settled") {
  const seats_case cases[] = {
      {"all free", pool("collaborators", 5, 0), true},
      {"the last one is free", pool("collaborators", 5, 4), true},
      {"full", pool("collaborators", 5, 5), false},
      {"over capacity", pool("collaborators", 5, 6), false},
      {"nothing was granted", pool("collaborators", 0, 0), false},
      {"somebody waits", pool("collaborators", 5, 4, 1), false},
      {"the capacity changes in a moment", changing_at(noon + tick), true},
      {"the capacity changes now", changing_at(noon), false},
      {"the capacity has changed", changing_at(noon - tick), false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    CHECK(has_room(c.of, noon) == c.room);
    CHECK(take_seats(parvis::access::collaborator, {c.of}, noon).has_value() == c.room);

    auto at = stamp_at();
    auto who = account_number(1, account_kind::collaborator, account_state::pending);
    const auto place = give_place(who, {c.of}, no_seat_policy::wait, at);
    REQUIRE(place);
    CHECK(defect_in(place.value()) == "");
    CHECK(who.state == (c.room ? account_state::active : account_state::waiting));
    CHECK(added(place.value(), &seat_pool::held) == (c.room ? 1 : 0));
    CHECK(added(place.value(), &seat_pool::waiting) == (c.room ? 0 : 1));
    CHECK(effects_of(place.value()) == std::vector{c.room ? effect::mail_welcome : effect::mail_waiting});

    auto refused = account_number(1, account_kind::collaborator, account_state::pending);
    const auto answer = give_place(refused, {c.of}, no_seat_policy::refuse, at);
    CHECK(refusal(answer) == (c.room ? errc{} : errc::no_seat));
    if (!c.room) CHECK(answer.error().detail == "collaborators");
  }
}

TEST_CASE("only an access that takes seats takes them") {
  const struct {
    parvis::access held;
    std::vector<std::string_view> skus;
  } cases[] = {
      {parvis::access::none, {}},
      {parvis::access::client, {}},
      {parvis::access::collaborator, {"collaborators"}},
      {parvis::access::client | parvis::access::collaborator, {"collaborators"}},
      {parvis::access::core, {"core"}},
      {parvis::access::contract, {"contract"}},
      {parvis::access::core | parvis::access::contract, {"core", "contract"}},
  };
  for (const auto& c : cases) {
    CAPTURE(static_cast<int>(c.held));
    CHECK(skus_of(c.held) == c.skus);
  }
}

TEST_CASE("a client is active though every pool is full") {
  auto at = stamp_at();
  auto who = account_number(1, account_kind::client, account_state::pending);
  const auto place = give_place(who, {pool("collaborators", 1, 1)}, no_seat_policy::refuse, at);
  REQUIRE(place);
  CHECK(who.state == account_state::active);
  CHECK(on(kind::seat_pool, place.value()).empty());
}

TEST_CASE("two pools are taken both or none") {
  constexpr auto both = parvis::access::core | parvis::access::contract;
  const struct {
    std::int64_t core_held, contract_held;
    const char* missing;  ///< none: both are taken
  } cases[] = {{0, 0, ""}, {1, 0, "core"}, {0, 1, "contract"}, {1, 1, "core"}};
  for (const auto& c : cases) {
    CAPTURE(c.missing);
    const std::vector pools{pool("core", 1, c.core_held), pool("contract", 1, c.contract_held)};
    const auto taken = take_seats(both, pools, noon);
    CHECK(taken.has_value() == (c.missing[0] == '\0'));
    if (taken) {
      CHECK(added(taken.value(), &seat_pool::held) == 2);
    } else {
      CHECK(taken.error().detail == c.missing);
      auto at = stamp_at();
      auto who = account_number(1, account_kind::user, account_state::pending);
      who.access = both;
      const auto place = give_place(who, pools, no_seat_policy::wait, at);
      REQUIRE(place);
      CHECK(who.waiting_for == c.missing);
      CHECK(added(place.value(), &seat_pool::held) == 0);
      CHECK(added(place.value(), &seat_pool::waiting) == 1);
    }
  }
}

TEST_CASE("an account gives back one seat of each of its pools, be the pool over its capacity or unsettled") {
  constexpr auto both = parvis::access::core | parvis::access::contract;
  auto unsettled = pool("contract", 5, 5, 2);
  unsettled.next_change_at = noon - tick;
  const std::vector pools{pool("core", 1, 3), unsettled, pool("collaborators", 2, 2)};
  const auto freed = release_seats(both, pools);
  REQUIRE(freed.size() == 2);
  CHECK(defect_in(freed) == "");
  CHECK(freed[0].id == pools[0].id);
  CHECK(freed[1].id == pools[1].id);
  CHECK(added(freed, &seat_pool::held) == -2);
  CHECK(added(freed, &seat_pool::waiting) == 0);
  for (const auto& one : freed) {
    CHECK_FALSE(one.revision);
    CHECK(one.conditions.empty());
  }
  CHECK(release_seats(parvis::access::client, pools).empty());
}

TEST_CASE("a pool that does not exist has no room and no queue") {
  auto at = stamp_at();
  auto who = account_number(1, account_kind::collaborator, account_state::pending);
  CHECK(refusal(take_seats(parvis::access::collaborator, {}, noon)) == errc::no_seat);
  CHECK(refusal(give_place(who, {}, no_seat_policy::wait, at)) == errc::no_seat);
}

TEST_CASE("a seat is taken only while nobody waits and the capacity is settled, and the store asks again") {
  const auto take = take_seat(pool("collaborators", 5, 0), noon);
  REQUIRE(take.conditions.size() == 2);
  CHECK(take.conditions[0].column == column_of(&seat_pool::waiting));
  CHECK(take.conditions[0].value == value(0));
  CHECK(take.conditions[1].is == comparison::greater);
  CHECK(take.conditions[1].value == value(noon.us));
  CHECK_FALSE(take.revision);  // or every take would conflict with every other
  CHECK(take.set.empty());
}

TEST_CASE("whoever is admitted leaves the queue, holds a seat and is told") {
  auto at = stamp_at(noon + hours(1));
  auto who = account_number(1, account_kind::collaborator, account_state::waiting);
  who.queued_at = noon;
  who.waiting_for = "collaborators";
  who.case_role = case_role::staff;
  const auto batch = admit(who, {pool("collaborators", 5, 4, 3)}, at);
  REQUIRE(batch);
  CHECK(defect_in(batch.value()) == "");
  CHECK(guards(batch.value(), who));
  CHECK(added(batch.value(), &seat_pool::held) == 1);
  CHECK(added(batch.value(), &seat_pool::waiting) == -1);
  CHECK(effects_of(batch.value()) == std::vector{effect::mail_welcome, effect::open_case});
  CHECK(events_of(batch.value()) == std::vector{event_type::account_admitted});
  const auto* change = on(kind::account, batch.value()).front();
  CHECK(assigned(*change, &account::state)->integer() == static_cast<std::int64_t>(account_state::active));
  CHECK(assigned(*change, &account::queued_at)->is_null());
  CHECK(assigned(*change, &account::waiting_for)->is_null());
  CHECK(assigned(*change, &account::active_since)->integer() == at.now.us);
}

TEST_CASE("whoever needs two seats leaves the one queue that they are in") {
  auto at = stamp_at();
  auto who = account_number(1, account_kind::user, account_state::waiting);
  who.access = parvis::access::core | parvis::access::contract;
  who.waiting_for = "contract";
  const auto batch = admit(who, {pool("core", 1, 0), pool("contract", 1, 0, 1)}, at).value();
  CHECK(defect_in(batch) == "");
  CHECK(added(batch, &seat_pool::held) == 2);
  CHECK(added(batch, &seat_pool::waiting) == -1);
  const auto* contract = on(kind::seat_pool, batch).back();
  CHECK(contract->id == pool("contract", 1, 0).id);
  CHECK(contract->add.back().column == column_of(&seat_pool::waiting));
}

TEST_CASE("nobody is admitted without room, or past a change of capacity that is not settled") {
  auto at = stamp_at();
  auto who = account_number(1, account_kind::collaborator, account_state::waiting);
  who.waiting_for = "collaborators";
  CHECK(refusal(admit(who, {pool("collaborators", 5, 5, 1)}, at)) == errc::no_seat);
  CHECK(refusal(admit(who, {pool("collaborators", 5, 6, 1)}, at)) == errc::no_seat);
  CHECK(refusal(admit(who, {changing_at(noon)}, at)) == errc::no_seat);
  CHECK(refusal(admit(who, {changing_at(noon + tick)}, at)) == errc{});
  CHECK(refusal(admit(who, {}, at)) == errc::no_seat);
}

TEST_CASE("a grant is of 1 to 1,000,000 seats of a pool that exists") {
  const struct {
    const char* sku;
    std::int64_t quantity;
    errc refused;
  } cases[] = {
      {"collaborators", 1, {}},
      {"collaborators", 1'000'000, {}},
      {"collaborators", 0, errc::out_of_range},
      {"collaborators", -1, errc::out_of_range},
      {"collaborators", 1'000'001, errc::out_of_range},
      {"nothing", 1, errc::not_found},
  };
  for (const auto& c : cases) {
    CAPTURE(c.sku);
    CAPTURE(c.quantity);
    auto at = stamp_at();
    const auto granted = grant_seats(c.sku, c.quantity, {pool("collaborators", 5, 5)}, id_number<account_id>(1), at);
    CHECK(refusal(granted) == c.refused);
    if (!granted) continue;
    CHECK(defect_in(granted.value().operations) == "");
    CHECK(granted.value().reply.capacity == 5 + c.quantity);
    CHECK(added(granted.value().operations, &seat_pool::held) == 0);
    CHECK(events_of(granted.value().operations) == std::vector{event_type::seats_granted});
  }
}
