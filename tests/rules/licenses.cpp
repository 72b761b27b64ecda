// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/licenses.hpp"

#include <doctest/doctest.h>

#include <set>

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
    CHECK(effects_of(place.value()).front() == (c.room ? effect::mail_welcome : effect::mail_waiting));

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
    REQUIRE(one.conditions.size() == 1);  // whatever the numbers
    CHECK(one.conditions[0].column == column_of(&seat_pool::period_ends_at));
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
  REQUIRE(take.conditions.size() == 4);
  CHECK(take.conditions[0].column == column_of(&seat_pool::waiting));
  CHECK(take.conditions[0].value == value(0));
  CHECK(take.conditions[1].column == column_of(&seat_pool::period_ends_at));
  CHECK(take.conditions[2].column == column_of(&seat_pool::next_change_at));
  CHECK(take.conditions[2].is == comparison::greater);
  CHECK(take.conditions[2].value == value(noon.us));
  CHECK(take.conditions[3].column == column_of(&seat_pool::peak));
  CHECK_FALSE(take.revision);  // or every take would conflict with every other
  CHECK(take.set.empty());
}

TEST_CASE("whoever is admitted leaves the queue, holds a seat and is told") {
  auto at = stamp_at(noon + hours(1));
  auto who = account_number(1, account_kind::collaborator, account_state::waiting);
  who.queued_at = noon;
  who.waiting_for = "collaborators";
  who.case_role = case_role::staff;
  const auto batch = admit(who, {pool("collaborators", 5, 4, 3)}, at).value().operations;
  CHECK(defect_in(batch) == "");
  CHECK(guards(batch, who));
  CHECK(added(batch, &seat_pool::held) == 1);
  CHECK(added(batch, &seat_pool::waiting) == -1);
  CHECK(effects_of(batch) == std::vector{effect::mail_welcome, effect::open_case});
  CHECK(events_of(batch) == std::vector{event_type::account_admitted});
  const auto* change = on(kind::account, batch).front();
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
  const auto batch = admit(who, {pool("core", 1, 0), pool("contract", 1, 0, 1)}, at).value().operations;
  CHECK(defect_in(batch) == "");
  CHECK(added(batch, &seat_pool::held) == 2);
  CHECK(added(batch, &seat_pool::waiting) == -1);
  const auto* contract = on(kind::seat_pool, batch).back();
  CHECK(contract->id == pool("contract", 1, 0).id);
  CHECK(contract->add.back().column == column_of(&seat_pool::waiting));
}

namespace {

/// Waits for a seat of core, and needs one of contract too.
account in_need_of_two() {
  auto out = account_number(1, account_kind::user, account_state::waiting);
  out.access = parvis::access::core | parvis::access::contract;
  out.waiting_for = "core";
  out.queued_at = noon - hours(5);
  return out;
}

/// Waits for a seat, and needs that alone.
account in_need_of(std::uint8_t number, const char* sku) {
  auto out = account_number(number, account_kind::user, account_state::waiting);
  out.access = std::string_view(sku) == "core" ? parvis::access::core : parvis::access::contract;
  out.waiting_for = sku;
  out.queued_at = noon - hours(5);
  return out;
}

bool asks(const operation& op, const condition& wanted) {
  return std::any_of(op.conditions.begin(), op.conditions.end(), [&](const condition& one) {
    return one.column == wanted.column && one.is == wanted.is && one.value == wanted.value && one.other == wanted.other;
  });
}

}  // namespace

TEST_CASE("whoever needs two seats is admitted to both, or waits for the one that is not there, or stays") {
  struct turn_case {
    const char* what;
    seat_pool core, contract;
    errc refused;
    std::string_view waits_for;
  };
  auto unsettled = pool("core", 2, 1, 3);
  unsettled.next_change_at = noon;
  const turn_case cases[] = {
      {"both are free", pool("core", 2, 1, 3), pool("contract", 1, 0), errc{}, ""},
      {"both are free, and somebody waits there", pool("core", 2, 1, 3), pool("contract", 1, 0, 2), errc{}, ""},
      {"the other is full", pool("core", 2, 1, 3), pool("contract", 1, 1), errc{}, "contract"},
      {"the other is full, and somebody waits there", pool("core", 2, 1, 3), pool("contract", 1, 1, 2), errc{},
       "contract"},
      {"the other is over its capacity", pool("core", 2, 1, 3), pool("contract", 0, 1), errc{}, "contract"},
      {"their own is full", pool("core", 2, 2, 3), pool("contract", 1, 0), errc::no_seat, "core"},
      {"both are full", pool("core", 2, 2, 3), pool("contract", 1, 1), errc::no_seat, "core"},
      {"their own is not settled", unsettled, pool("contract", 1, 1), errc::no_seat, "core"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    auto at = stamp_at();
    const auto who = in_need_of_two();
    const auto turn = take_turn(who, {c.core, c.contract}, at);
    CHECK(refusal(turn) == c.refused);
    if (!turn) continue;
    const auto& [operations, after] = turn.value();
    CHECK(defect_in(operations) == "");
    CHECK(guards(operations, who));
    const bool admitted = c.waits_for.empty();
    CHECK(after.waiting_for == c.waits_for);
    CHECK(after.state == (admitted ? account_state::active : account_state::waiting));
    CHECK(after.queued_at == (admitted ? std::nullopt : who.queued_at));
    CHECK(added(operations, &seat_pool::held) == (admitted ? 2 : 0));
    CHECK(added(operations, &seat_pool::waiting) == (admitted ? -1 : 0));
    CHECK(events_of(operations).size() == (admitted ? 1 : 0));
  }
}

TEST_CASE("whoever moves to another queue is counted there, and the store asks again what is free and what is not") {
  auto at = stamp_at();
  const auto core = pool("core", 2, 1, 3), contract = pool("contract", 1, 1);
  auto ahead = account_number(2, account_kind::user, account_state::waiting);
  ahead.waiting_for = "contract";
  const auto batch = take_turn(in_need_of_two(), {core, contract}, at, {&ahead}).value().operations;
  CHECK(effects_of(batch) == std::vector{effect::mail_seats_exhausted});  // they are the first there
  const auto pools = on(kind::seat_pool, batch);
  REQUIRE(pools.size() == 2);
  const auto waiting = column_of(&seat_pool::waiting), held = column_of(&seat_pool::held);
  CHECK(pools[0]->id == core.id);
  CHECK(added({*pools[0]}, &seat_pool::waiting) == -1);
  CHECK(asks(*pools[0], {held, comparison::less, {}, column_of(&seat_pool::capacity)}));
  CHECK(asks(*pools[0], {column_of(&seat_pool::next_change_at), comparison::greater, at.now.us}));
  CHECK(pools[1]->id == contract.id);
  CHECK(added({*pools[1]}, &seat_pool::waiting) == 1);
  CHECK(asks(*pools[1], {waiting, comparison::equal, 0}));
  CHECK(asks(*pools[1], {column_of(&seat_pool::capacity), comparison::less_or_equal, {}, held}));
  const auto* guard = on(kind::account, batch).front();  // whoever stood ahead has gone there before
  CHECK(guard->id == ahead.id);
  CHECK(asks(*guard, {column_of(&account::waiting_for), comparison::equal, value::text("contract")}));
}

TEST_CASE("who takes a seat of a queue that they do not stand in comes from outside: the store asks again who waits") {
  const struct {
    std::int64_t waiting_there;
    bool asked;
  } cases[] = {{0, true}, {1, false}};  // whoever waits there was approved later, or has had their turn
  for (const auto& c : cases) {
    CAPTURE(c.waiting_there);
    auto at = stamp_at();
    const auto taken = admit(in_need_of_two(), {pool("core", 2, 1, 3), pool("contract", 1, 0, c.waiting_there)}, at);
    const auto pools = on(kind::seat_pool, taken.value().operations);
    REQUIRE(pools.size() == 2);
    const condition nobody_waits{column_of(&seat_pool::waiting), comparison::equal, 0};
    CHECK_FALSE(asks(*pools[0], nobody_waits));
    CHECK(asks(*pools[1], nobody_waits) == c.asked);
  }
}

TEST_CASE("who takes a seat of two queues does so once everybody ahead in either has had their turn") {
  auto at = stamp_at();
  const auto in_core = account_number(2, account_kind::user, account_state::active);  // admitted
  auto in_contract = account_number(3, account_kind::user, account_state::waiting);   // moved on
  in_contract.waiting_for = "core";
  const auto batch =
      admit(in_need_of_two(), {pool("core", 2, 1, 3), pool("contract", 1, 0)}, at, {&in_core, &in_contract});
  const auto people = on(kind::account, batch.value().operations);
  REQUIRE(people.size() == 3);
  const auto queue = column_of(&account::waiting_for);
  for (const auto* guard : {people[0], people[1]}) {
    CHECK(guard->set.empty());
    const bool admitted = guard->id == in_core.id;
    CHECK((admitted || guard->id == in_contract.id));
    CHECK(asks(*guard, admitted ? condition{queue, comparison::is_null}
                                : condition{queue, comparison::equal, value::text("core")}));
  }
}

TEST_CASE("whoever gets no turn halts the queue that they stand in, and no other") {
  auto at = stamp_at();
  auto banned = in_need_of(2, "core");
  banned.banned_at = noon;
  const struct {
    const char* what;
    account second;
    std::int64_t seats;
  } cases[] = {{"there is one seat", in_need_of(2, "core"), 1}, {"who is banned is let in by nobody", banned, 3}};
  for (const auto& c : cases) {
    CAPTURE(c.what);
    const auto turns = take_turns({{in_need_of(1, "core"), c.second, in_need_of(3, "core"), in_need_of(4, "contract")},
                                   std::vector<std::optional<group>>(4),
                                   {pool("core", c.seats, 0, 3), pool("contract", 1, 0, 1)}},
                                  at);
    REQUIRE(turns.size() == 2);
    CHECK(turns[0].who.id == id_number<account_id>(1));
    CHECK(turns[1].who.id == id_number<account_id>(4));
    for (const auto& one : turns) {
      CHECK(defect_in(one.operations) == "");
      CHECK(one.who.state == account_state::active);
    }
  }
}

TEST_CASE("a turn asks that those had theirs who stand before in a queue of which the person needs a seat") {
  auto at = stamp_at();
  auto both = in_need_of_two();
  both.id = id_number<account_id>(5);
  const auto turns = take_turns({{in_need_of(1, "contract"), in_need_of(2, "core"), both, in_need_of(3, "contract")},
                                 std::vector<std::optional<group>>(4),
                                 {pool("core", 2, 0, 2), pool("contract", 3, 0, 2)}},
                                at);
  const std::vector<std::vector<std::uint8_t>> ahead{{}, {}, {1, 2}, {1}};
  REQUIRE(turns.size() == ahead.size());
  for (std::size_t n = 0; n < turns.size(); ++n) {
    CAPTURE(n);
    std::set<account_id> asked, wanted;
    for (const auto* guard : on(kind::account, turns[n].operations)) {
      if (guard->set.empty()) asked.insert(account_id{guard->id});
    }
    for (const auto number : ahead[n]) wanted.insert(id_number<account_id>(number));
    CHECK(asked == wanted);
  }
}

TEST_CASE("who takes the seat of another access gives up the one they had") {
  auto at = stamp_at();
  auto who = in_need_of(1, "contract");
  who.state = account_state::active;
  who.access = parvis::access::core;
  who.asked_access = parvis::access::contract;
  who.seated_at = noon - hours(9);
  const auto turns = take_turns({{who}, {{}}, {pool("core", 1, 1), pool("contract", 1, 0, 1)}}, at);
  REQUIRE(turns.size() == 1);
  CHECK(turns[0].who.access == parvis::access::contract);
  CHECK(turns[0].given_up == parvis::access::core);
}

TEST_CASE("the queues that stand in line are those of which a seat is free, and the capacity settled") {
  auto unsettled = pool("core", 2, 1, 3);
  unsettled.next_change_at = noon;
  const auto free = pool("core", 2, 1, 3), nobody = pool("core", 2, 1), full = pool("core", 2, 2, 3),
             other = pool("contract", 1, 0, 1);
  const auto core = value::text("core"), contract = value::text("contract");
  CHECK(queues_with_a_seat({free, other}, noon) == std::vector{core, contract});
  for (const auto& without : {unsettled, nobody, full}) {
    CHECK(queues_with_a_seat({without, other}, noon) == std::vector{contract});
  }
  CHECK(queues_with_a_seat({}, noon).empty());
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

TEST_CASE("who is not next in line is admitted only once the person ahead waits no longer") {
  auto at = stamp_at();
  auto ahead = account_number(1, account_kind::collaborator, account_state::waiting);
  auto next = account_number(2, account_kind::collaborator, account_state::waiting);
  next.waiting_for = "collaborators";
  const auto batch = admit(next, {pool("collaborators", 5, 0, 2)}, at, {&ahead}).value().operations;
  CHECK(defect_in(batch) == "");
  const auto* guard = on(kind::account, batch).front();
  CHECK(guard->id == ahead.id);
  CHECK(guard->set.empty());
  CHECK_FALSE(guard->revision);  // whatever else became of them
  REQUIRE(guard->conditions.size() == 1);
  CHECK(guard->conditions[0].column == column_of(&account::waiting_for));
  CHECK(guard->conditions[0].is == comparison::is_null);
}

TEST_CASE("the administrators are told of the first who waits, and the store asks again who is first") {
  const struct {
    std::int64_t waiting;
    bool told;
    comparison asked;
  } cases[] = {{0, true, comparison::equal}, {1, false, comparison::greater}, {7, false, comparison::greater}};
  for (const auto& c : cases) {
    CAPTURE(c.waiting);
    auto at = stamp_at();
    const auto full = pool("collaborators", 5, 5, c.waiting);
    auto who = account_number(1, account_kind::collaborator, account_state::pending);
    const auto place = give_place(who, {full}, no_seat_policy::wait, at).value();
    CHECK(defect_in(place) == "");
    const auto told = effects_of(place);
    CHECK((std::count(told.begin(), told.end(), effect::mail_seats_exhausted) == 1) == c.told);
    if (c.told) {
      const auto* notice = on(kind::outbox, place).back();
      CHECK(assigned(*notice, &outbox_item::about)->data() == full.id.bytes());
      CHECK(assigned(*notice, &outbox_item::addressee)->integer() ==
            static_cast<std::int64_t>(addressee::administrators));
    }
    const auto& queued = place.back();
    REQUIRE(queued.conditions.size() == 1);
    CHECK(queued.conditions[0].column == column_of(&seat_pool::waiting));
    CHECK(queued.conditions[0].is == c.asked);
    CHECK(queued.conditions[0].value == value(0));
  }
}

// --- grants ---

namespace {

/// A grant from `starts_at` to `ends_at`, in ticks from noon.
grant granted(std::uint8_t n, std::int64_t quantity, std::int64_t starts_at, std::optional<std::int64_t> ends_at = {}) {
  return {.id = id_number<grant_id>(n),
          .revision = 1,
          .sku = "collaborators",
          .quantity = quantity,
          .starts_at = noon + duration{starts_at},
          .ends_at = ends_at ? noon + duration{*ends_at} : instant::never()};
}

/// `never` as ticks from noon.
constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
instant in_ticks(std::int64_t n) { return n == never ? instant::never() : noon + duration{n}; }

const value& written(const std::vector<operation>& operations, column_number column) {
  for (const auto& a : on(kind::seat_pool, operations).back()->set) {
    if (a.column == column) return a.value;
  }
  static const value nothing;
  return nothing;
}

}  // namespace

TEST_CASE("grants give their seats from the microsecond of their start to the one before their end") {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  const struct {
    const char* what;
    std::vector<grant> grants;
    std::int64_t capacity, next_change_at;  // in ticks from noon
  } cases[] = {
      {"none", {}, 0, never},
      {"one without an end", {granted(1, 5, -10)}, 5, never},
      {"starts in a moment", {granted(1, 5, 1)}, 0, 1},
      {"starts now", {granted(1, 5, 0)}, 5, never},
      {"started a moment ago", {granted(1, 5, -1)}, 5, never},
      {"ends in a moment", {granted(1, 5, -10, 1)}, 5, 1},
      {"ends now", {granted(1, 5, -10, 0)}, 0, never},
      {"ended a moment ago", {granted(1, 5, -10, -1)}, 0, never},
      {"lasts one moment", {granted(1, 5, 0, 1)}, 5, 1},
      {"overlapping", {granted(1, 5, -10, 20), granted(2, 3, -5, 10), granted(3, 2, 5, 30)}, 8, 5},
      {"one after the other", {granted(1, 5, -10, 0), granted(2, 3, 0, 10)}, 3, 10},
      {"withdrawn before it starts", {granted(1, 5, 20, 10), granted(2, 3, -5)}, 3, never},
      {"more than can be counted", {granted(1, most, -1, 9), granted(2, most, -1, 7)}, most, 7},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    auto before = pool("collaborators", 77, 3, 2);
    before.next_change_at = noon;
    const auto after = as_granted(before, c.grants, noon);
    CHECK(after.capacity == c.capacity);
    CHECK(after.next_change_at == in_ticks(c.next_change_at));
    CHECK(after.next_change_at > noon);
    CHECK(after.held == before.held);
    CHECK(after.waiting == before.waiting);
    CHECK(after.revision == before.revision + 1);
  }
}

TEST_CASE("a pool is settled at the microsecond of its next change and not before") {
  const std::vector grants{granted(1, 5, -10, 0), granted(2, 2, -10)};
  const struct {
    std::int64_t now, capacity;
    bool written;
  } cases[] = {{-1, 7, false}, {0, 2, true}, {1, 2, true}};
  for (const auto& c : cases) {
    CAPTURE(c.now);
    auto at = stamp_at(noon + duration{c.now});
    auto before = pool("collaborators", 7, 1);
    before.next_change_at = noon;
    const auto done = settle({before, grants}, at);
    CHECK(done.operations.empty() != c.written);
    CHECK(done.reply.capacity == c.capacity);
    if (!c.written) continue;
    CHECK(defect_in(done.operations) == "");
    CHECK(guards(done.operations, before));
    CHECK(events_of(done.operations) == std::vector{event_type::seats_settled});
    CHECK(assigned(*on(kind::event, done.operations).front(), &event::number)->integer() == 2);
    CHECK(written(done.operations, column_of(&seat_pool::capacity)) == value(2));
    CHECK(written(done.operations, column_of(&seat_pool::next_change_at)) == value(instant::never().us));
    CHECK(added(done.operations, &seat_pool::held) == 0);
    auto again = stamp_at(noon + duration{c.now});
    CHECK(settle({done.reply, grants}, again).operations.empty());
  }
}

TEST_CASE("a grant that follows another without a gap changes no capacity, and is no event") {
  auto at = stamp_at();
  auto before = pool("collaborators", 5, 5);
  before.next_change_at = noon;
  const auto done = settle({before, {granted(1, 5, -10, 0), granted(2, 5, 0, 10)}}, at);
  CHECK(events_of(done.operations).empty());
  CHECK(effects_of(done.operations).empty());
  CHECK(done.reply.next_change_at == noon + duration{10});
  CHECK(guards(done.operations, before));
}

TEST_CASE("administrators are told when a pool newly has fewer seats than are held, and the store asks again") {
  const struct {
    const char* what;
    std::int64_t before, held, after;
    bool told, over;
  } cases[] = {
      {"room is left", 5, 1, 2, false, false},
      {"just enough", 5, 2, 2, false, false},
      {"one too few", 5, 3, 2, true, true},
      {"none left", 5, 5, 0, true, true},
      {"over already, and more so", 3, 4, 2, false, true},
      {"over already, and less so", 1, 4, 3, false, true},
      {"healed", 1, 4, 4, false, false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    auto at = stamp_at();
    const auto before = pool("collaborators", c.before, c.held);
    auto after = before;
    after.capacity = c.after;
    const auto done = change_pool(before, after, at);
    CHECK(defect_in(done) == "");
    CHECK(effects_of(done) == (c.told ? std::vector{effect::mail_over_capacity} : std::vector<effect>{}));
    const auto& change = done.back();
    REQUIRE(change.conditions.size() == 1);
    CHECK(change.conditions[0].column == column_of(&seat_pool::held));
    CHECK(change.conditions[0].is == (c.over ? comparison::greater : comparison::less_or_equal));
    CHECK(change.conditions[0].value == value(c.after));
  }
}

TEST_CASE("a change of grants raises the revision of the pool, also when it comes to the same") {
  auto at = stamp_at();
  const auto before = pool("collaborators", 5, 0);
  CHECK(on(kind::seat_pool, change_pool(before, before, at)).front()->set.size() == 2);
}

TEST_CASE("a grant is of 1 to 1,000,000 seats, and ends after it begins and after now") {
  const struct {
    std::int64_t quantity;
    std::optional<instant> starts_at, ends_at;
    errc refused;
    const char* field;
    std::int64_t capacity, next_change_at;  ///< of a pool that had 5
  } cases[] = {
      {1, {}, {}, {}, "", 6, never},
      {1'000'000, {}, {}, {}, "", 1'000'005, never},
      {0, {}, {}, errc::out_of_range, "quantity", 0, 0},
      {-1, {}, {}, errc::out_of_range, "quantity", 0, 0},
      {1'000'001, {}, {}, errc::out_of_range, "quantity", 0, 0},
      {1, noon, noon + tick, {}, "", 6, 1},
      {1, noon + tick, {}, {}, "", 5, 1},
      {1, noon - tick, {}, {}, "", 6, never},
      {1, noon - tick, noon + tick, {}, "", 6, 1},
      {1, {}, instant::never(), {}, "", 6, never},
      {1, {}, noon, errc::out_of_range, "ends_at", 0, 0},
      {1, noon - tick, noon, errc::out_of_range, "ends_at", 0, 0},
      {1, noon + tick, noon + tick, errc::out_of_range, "ends_at", 0, 0},
      {1, noon + tick, noon, errc::out_of_range, "ends_at", 0, 0},
      {1, instant{-1}, {}, errc::out_of_range, "starts_at", 0, 0},
      {1, instant::never(), {}, errc::out_of_range, "starts_at", 0, 0},
  };
  for (const auto& c : cases) {
    CAPTURE(c.quantity);
    CAPTURE(c.field);
    auto at = stamp_at();
    const auto before = pool("collaborators", 5, 5);
    const auto done =
        grant_seats({.actor = manager(), .licensing = own_vendor, .pool = before, .grants = {granted(1, 5, -1)}},
                    {"collaborators", c.quantity, c.starts_at, c.ends_at}, at);
    CHECK(refusal(done) == c.refused);
    if (!done) {
      CHECK(done.error().field == c.field);
      continue;
    }
    const auto& [operations, after] = done.value();
    CHECK(defect_in(operations) == "");
    CHECK(after.capacity == c.capacity);
    CHECK(after.next_change_at == in_ticks(c.next_change_at));
    CHECK(guards(operations, before));
    CHECK(guards(operations, *manager().who));
    CHECK(guards(operations, *manager().group));
    CHECK(added(operations, &seat_pool::held) == 0);
    CHECK(events_of(operations) == std::vector{event_type::seats_granted});
    CHECK(operations.back().kind == kind::seat_pool);
  }
}

TEST_CASE("a grant that is asked for again under its id is known by what it was to be") {
  grant known = granted(1, 5, -1, 10);
  known.revision = 1;
  known.created_at = known.starts_at;
  const grant_command same{"collaborators", 5, known.starts_at, known.ends_at, known.id};
  const auto with = [&](auto change) {
    auto out = same;
    change(out);
    return out;
  };
  const struct {
    const char* what;
    grant_command asked;
    bool known;
  } cases[] = {
      {"the same", same, true},
      {"from the moment at which it was granted", with([](grant_command& c) { c.starts_at.reset(); }), true},
      {"of another sku", with([](grant_command& c) { c.sku = "core"; }), false},
      {"of more seats", with([](grant_command& c) { c.quantity = 6; }), false},
      {"from another moment", with([](grant_command& c) { c.starts_at = noon + tick; }), false},
      {"until another moment", with([](grant_command& c) { c.ends_at = noon + seconds(9); }), false},
      {"for ever", with([](grant_command& c) { c.ends_at.reset(); }), false},
  };
  const grant_facts facts{
      .actor = manager(), .licensing = own_vendor, .one = known, .pool = pool("collaborators", 5, 0)};
  for (const auto& c : cases) {
    CAPTURE(c.what);
    auto at = stamp_at();
    const auto done = grant_seats(facts, c.asked, at);
    CHECK(refusal(done) == (c.known ? errc{} : errc::key_taken));
    if (!done) CHECK(done.error().field == "id");
    if (done) CHECK(done.value().operations.empty());
  }
  auto at = stamp_at();
  auto ended = facts;
  ended.one->ends_at = noon;
  ended.one->revision = 2;
  CHECK(refusal(grant_seats(ended, same, at)) == errc{});
  ended.one->ends_at = known.ends_at + tick;  // nothing makes a grant end later
  CHECK(refusal(grant_seats(ended, same, at)) == errc::key_taken);
  auto bought = facts;
  bought.one->order = id_number<order_id>(1);
  CHECK(refusal(grant_seats(bought, same, at)) == errc::key_taken);
  auto denied = facts;
  denied.actor = member();
  CHECK(refusal(grant_seats(denied, same, at)) == errc::permission_denied);
}

TEST_CASE("a grant has the id that it shall have") {
  auto at = stamp_at();
  const auto id = id_number<grant_id>(7);
  const auto done = grant_seats({.actor = manager(), .licensing = own_vendor, .pool = pool("core", 5, 0)},
                                {.sku = "core", .quantity = 1, .id = id}, at);
  const auto& all = done.value().operations;
  CHECK(std::any_of(all.begin(), all.end(), [&](const operation& op) {
    return op.type == op_type::insert && op.kind == kind::grant && op.id == id;
  }));
}

TEST_CASE("the first grant of a sku brings its pool, whose key another first grant may not take") {
  auto at = stamp_at();
  const auto done = grant_seats({.actor = manager(), .licensing = own_vendor}, {"archive", 3}, at).value();
  CHECK(defect_in(done.operations) == "");
  const auto& insert = done.operations.back();
  CHECK(insert.type == op_type::insert);
  CHECK(insert.kind == kind::seat_pool);
  CHECK(assigned(insert, &seat_pool::sku)->data() == "archive");
  CHECK(assigned(insert, &seat_pool::capacity)->integer() == 3);
  CHECK(done.reply.id == insert.id);
  CHECK(done.reply.revision == 1);
}

TEST_CASE("a call whose clock lags behind neither takes back a start nor revives an end that was settled") {
  // Settled a second after noon: the first has ended by then, the second has begun, the third is to end.
  const std::vector grants{granted(1, 5, -10, 500'000), granted(2, 3, 700'000), granted(3, 2, -10, 2'000'000)};
  auto settled = pool("collaborators", 5, 4);
  settled.next_change_at = noon + seconds(2);
  auto at = stamp_at(noon);
  const auto bought = grant_seats({.actor = manager(), .licensing = own_vendor, .pool = settled, .grants = grants},
                                  {"collaborators", 1}, at);
  CHECK(bought.value().reply.capacity == 6);
  CHECK(bought.value().reply.next_change_at == noon + seconds(2));
  const auto ended = end_grant(
      {.actor = manager(), .licensing = own_vendor, .one = grants[2], .pool = settled, .grants = grants}, {}, at);
  CHECK(ended.value().reply.capacity == 3);
  CHECK(ended.value().reply.next_change_at == instant::never());
}

TEST_CASE("licenses are the operator's to give, and an administrator's only where a firm is its own vendor") {
  auto at = stamp_at();
  const auto one = granted(1, 5, -1);
  for (const auto& actor : {manager(), member(), actor_facts{}, actor_facts{.named = operator_id}}) {
    const grant_facts facts{.actor = actor, .one = one, .pool = pool("collaborators", 5, 0), .grants = {one}};
    const auto expected = is_operator(actor) ? errc{} : errc::permission_denied;
    auto bare = facts;
    bare.one.reset();
    const auto bought = grant_seats(bare, {"collaborators", 1}, at);
    CHECK(refusal(bought) == expected);
    CHECK(refusal(end_grant(facts, {}, at)) == expected);
    CHECK(refusal(allow_overage(facts, 1, at)) == expected);
    if (!bought) continue;
    CHECK(defect_in(bought.value().operations) == "");
    CHECK(*assigned(*on(kind::event, bought.value().operations).front(), &event::actor) == value::of(operator_id));
    CHECK(*assigned(*on(kind::grant, bought.value().operations).front(), &grant::created_by) == value::of(operator_id));
  }
}

TEST_CASE("where a firm is its own vendor, only who manages users grants seats or ends a grant") {
  auto at = stamp_at();
  const auto one = granted(1, 5, -1);
  const grant_facts facts{
      .actor = member(), .licensing = own_vendor, .one = one, .pool = pool("collaborators", 5, 0), .grants = {one}};
  CHECK(refusal(grant_seats(facts, {"collaborators", 1}, at)) == errc::permission_denied);
  CHECK(refusal(grant_seats(facts, {"collaborators", 0}, at)) == errc::permission_denied);
  CHECK(refusal(end_grant(facts, {}, at)) == errc::permission_denied);
}

TEST_CASE("a grant is ended now or later, and never after its own end") {
  const struct {
    const char* what;
    grant ending;
    std::optional<instant> ends_at;
    errc refused;
    std::int64_t capacity, next_change_at;
    bool told = false;
  } cases[] = {
      {"now", granted(1, 5, -1), {}, {}, 2, never, true},
      {"now, said so", granted(1, 5, -1), noon, {}, 2, never, true},
      {"in a moment", granted(1, 5, -1), noon + tick, {}, 7, 1},
      {"a moment ago", granted(1, 5, -1), noon - tick, errc::out_of_range, 0, 0},
      {"sooner than it would", granted(1, 5, -1, 9), noon + duration{8}, {}, 7, 8},
      {"later than it would", granted(1, 5, -1, 9), noon + duration{10}, errc::out_of_range, 0, 0},
      {"never, though it has an end", granted(1, 5, -1, 9), instant::never(), errc::out_of_range, 0, 0},
      {"before it begins", granted(1, 5, 5, 9), {}, {}, 2, never, true},
      {"ended already", granted(1, 5, -9, 0), {}, errc::illegal_transition, 0, 0},
      {"ended already, later", granted(1, 5, -9, -1), noon + tick, errc::illegal_transition, 0, 0},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    auto at = stamp_at();
    const auto before = pool("collaborators", 7, 3);
    const auto done = end_grant({.actor = manager(),
                                 .licensing = own_vendor,
                                 .one = c.ending,
                                 .pool = before,
                                 .grants = {c.ending, granted(2, 2, -1)}},
                                c.ends_at, at);
    CHECK(refusal(done) == c.refused);
    if (!done) {
      if (c.refused == errc::out_of_range) CHECK(done.error().field == "ends_at");
      continue;
    }
    const auto& [operations, after] = done.value();
    CHECK(defect_in(operations) == "");
    CHECK(after.capacity == c.capacity);
    CHECK(after.next_change_at == in_ticks(c.next_change_at));
    CHECK(guards(operations, before));
    CHECK(guards(operations, c.ending));
    CHECK(guards(operations, *manager().who));
    CHECK(events_of(operations) == std::vector{event_type::grant_ended});
    CHECK(effects_of(operations) == (c.told ? std::vector{effect::mail_over_capacity} : std::vector<effect>{}));
    CHECK(assigned(*on(kind::grant, operations).front(), &grant::ends_at)->integer() == c.ends_at.value_or(noon).us);
  }
}

TEST_CASE("a grant that ends then anyway is answered and not changed, and one that is unknown is not found") {
  auto at = stamp_at();
  const auto one = granted(1, 5, -1, 9);
  grant_facts facts{
      .actor = manager(), .licensing = own_vendor, .one = one, .pool = pool("collaborators", 5, 0), .grants = {one}};
  const auto again = end_grant(facts, one.ends_at, at).value();
  CHECK(again.operations.empty());
  CHECK(again.reply.capacity == 5);
  facts.one.reset();
  CHECK(refusal(end_grant(facts, {}, at)) == errc::not_found);
}
