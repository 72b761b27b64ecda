// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <limits>

#include "parvis/testkit/contract/probe.hpp"

// What one operation asks of its row and does to it.

namespace parvis::inline v1::testkit::clauses {

inline operation tally(const uuid& id, std::int64_t count, value at_most = {}, value at_least = {}) {
  return insert(kind::counter, id, {{columns::at_most, std::move(at_most)}, {columns::at_least, std::move(at_least)}},
                {{columns::count, count}});
}
inline operation add(const uuid& id, std::int64_t amount) {
  return change(kind::counter, id, {}, {{columns::count, amount}});
}

inline void insert_begins(probe& p) {
  const auto id = p.fresh_id();
  p.expect_done(p.commit({insert(kind::seat_pool, id, {{columns::sku, value::text("core")}})}), "an insert");
  const auto r = p.load(kind::seat_pool, id);
  p.expect(r && r->revision == 1, "a row does not start at revision 1");
  p.expect(p.read(kind::seat_pool, id, columns::held), 0, "a counter that was not named");
  p.expect(p.read(kind::seat_pool, id, columns::capacity), {}, "a column that was not named");
}

inline void insert_of_present(probe& p) {
  const auto id = p.fresh_id();
  p.commit({insert(kind::note, id, {{columns::text, value::text("first")}})});
  p.expect_conflict(p.commit({insert(kind::note, id, {{columns::text, value::text("second")}})}), why::exists,
                    "an insert of a row that is there");
  p.expect(p.read(kind::note, id, columns::text), value::text("first"), "the row that was there");
  p.expect_done(p.commit({insert(kind::event, id)}), "an insert of the same id in another kind");
}

inline void change_of_absent(probe& p) {
  const auto id = p.fresh_id();
  p.expect_conflict(p.commit({change(kind::note, id, {{columns::text, value::text("x")}})}), why::missing,
                    "a change of no row");
  p.expect_conflict(p.commit({change(kind::note, id)}), why::missing, "a guard on no row");
  p.expect_conflict(p.commit({remove(kind::note, id)}), why::missing, "a remove of no row");
  p.expect(!p.load(kind::note, id), "a refused operation makes a row");
}

inline void setting_raises_revision(probe& p) {
  const auto id = p.fresh_id();
  p.commit({insert(kind::note, id, {{columns::text, value::text("a")}})});
  for (std::uint64_t revision = 2; revision < 5; ++revision) {
    p.commit({change(kind::note, id, {{columns::text, value::text("b")}})});  // the same value from the second time on
    const auto r = p.load(kind::note, id);
    p.expect(r && r->revision == revision, "setting does not raise the revision by one");
  }
}

inline void adding_keeps_revision(probe& p) {
  const auto id = p.fresh_id();
  p.commit({tally(id, 5)});
  p.expect_done(p.commit({add(id, 1)}), "an addition");
  const auto r = p.load(kind::counter, id);
  p.expect(r && r->revision == 1, "adding raises the revision");
  p.expect(p.read(kind::counter, id, columns::count), 6, "the counter");
  auto both = add(id, 1);
  both.set = {{columns::at_most, 100}};
  p.expect_done(p.commit({both}), "an addition beside a setting");
  const auto then = p.load(kind::counter, id);
  p.expect(then && then->revision == 2, "setting beside adding does not raise the revision by one");
  p.expect(p.read(kind::counter, id, columns::count), 7, "the counter");
}

inline void removed_row(probe& p) {
  const auto id = p.fresh_id();
  const auto key = value::text("k");
  p.commit({insert(kind::account, id, {{columns::email_key, key}})});
  p.expect_done(p.commit({remove(kind::account, id)}), "a remove");
  p.expect(!p.load(kind::account, id), "a removed row is found by its id");
  p.expect(!p.load(kind::account, columns::email_key, key), "a removed row is found by its key");
  p.expect_done(p.commit({insert(kind::account, p.fresh_id(), {{columns::email_key, key}})}),
                "an insert of a freed key");
  p.expect_done(p.commit({insert(kind::account, id)}), "an insert of a freed id");
  const auto r = p.load(kind::account, id);
  p.expect(r && r->revision == 1, "a row inserted anew does not start at revision 1");
}

inline void absent_asks(probe& p) {
  const auto id = p.fresh_id();
  const auto key = value::text("k");
  p.commit({insert(kind::account, id, {{columns::email_key, key}})});
  p.expect_conflict(p.commit({absent(kind::account, id)}), why::exists, "absent of a row that is there");
  p.expect_conflict(p.commit({absent(kind::account, columns::email_key, key)}), why::key_taken,
                    "absent of a key that is there", 0, columns::email_key);
  p.expect_done(p.commit({absent(kind::account, p.fresh_id())}), "absent of no row");
  p.expect_done(p.commit({absent(kind::account, columns::email_key, value::text("other"))}), "absent of no key");
  p.expect_done(p.commit({absent(kind::account, columns::username_key, key)}), "absent of another column's key");
  p.expect_done(p.commit({absent(kind::account, columns::username_key, {})}), "absent of the key null");
}

inline void or_insert_makes(probe& p) {
  const auto id = p.fresh_id();
  operation op{.type = op_type::change,
               .kind = kind::counter,
               .id = id,
               .revision = 7,
               .or_insert = true,
               .set = {{columns::name, value::text("n")}},
               .add = {{columns::count, 3}},
               .conditions = {{columns::at_least, comparison::equal, 1}}};
  p.expect_done(p.commit({op}), "or_insert of an absent row");
  const auto r = p.load(kind::counter, id);
  p.expect(r && r->revision == 1, "or_insert does not start a row at revision 1");
  p.expect(p.read(kind::counter, id, columns::count), 3, "the counter of a row made by or_insert");
  p.expect_conflict(p.commit({op}), why::revision, "or_insert of a present row asks its revision");
  op.revision.reset();
  p.expect_conflict(p.commit({op}), why::condition, "or_insert of a present row asks its conditions");
  op.conditions.clear();
  p.expect_done(p.commit({op}), "or_insert of a present row");
  p.expect(p.read(kind::counter, id, columns::count), 6, "the counter of a row changed by or_insert");
  operation taking{.type = op_type::change,
                   .kind = kind::counter,
                   .id = p.fresh_id(),
                   .or_insert = true,
                   .set = {{columns::name, value::text("n")}}};
  p.expect_conflict(p.commit({taking}), why::key_taken, "or_insert with a taken key", 0, columns::name);
}

inline void keys_are_unique(probe& p) {
  const auto a = p.fresh_id(), b = p.fresh_id();
  const auto key = value::text("k");
  p.commit({insert(kind::account, a, {{columns::email_key, key}}),
            insert(kind::account, b, {{columns::email_key, value::text("other")}, {columns::username_key, key}})});
  p.expect(p.load(kind::account, b).has_value(), "one value in two unique columns is refused");
  p.expect_conflict(p.commit({insert(kind::account, p.fresh_id(), {{columns::email_key, key}})}), why::key_taken,
                    "an insert of a taken key", 0, columns::email_key);
  p.expect_conflict(p.commit({change(kind::account, b, {{columns::email_key, key}})}), why::key_taken,
                    "a change to a taken key", 0, columns::email_key);
  p.expect_conflict(
      p.commit({insert(kind::account, p.fresh_id(), {{columns::username_key, key}, {columns::email_key, key}})}),
      why::key_taken, "of two taken keys the one named first is told", 0, columns::username_key);
  p.expect_done(p.commit({change(kind::account, a, {{columns::email_key, key}})}), "a change to the row's own key");
  p.expect_done(p.commit({insert(kind::account, p.fresh_id(), {{columns::email_key, value::text("K")}})}),
                "an insert of a key in another case");
  p.expect_done(p.commit({insert(kind::group, a, {{column_of(&group::name_key), key}})}), "the key of another kind");
}

inline void null_keys(probe& p) {
  const auto a = p.fresh_id(), b = p.fresh_id();
  p.expect_done(p.commit({insert(kind::account, a), insert(kind::account, b, {{columns::email_key, {}}})}),
                "two rows without a key");
  p.expect_done(p.commit({change(kind::account, a, {{columns::username_key, {}}})}), "a change to the key null");
}

inline void revisions(probe& p) {
  const auto id = p.fresh_id();
  p.commit({insert(kind::note, id)});
  p.commit({change(kind::note, id, {{columns::text, value::text("2")}})});
  for (const std::uint64_t revision : {0u, 1u, 3u}) {
    auto late = change(kind::note, id, {{columns::text, value::text("late")}});
    late.revision = revision;
    p.expect_conflict(p.commit({late}), why::revision, "a change at another revision");
    auto gone = remove(kind::note, id);
    gone.revision = revision;
    p.expect_conflict(p.commit({gone}), why::revision, "a remove at another revision");
  }
  p.expect(p.read(kind::note, id, columns::text), value::text("2"), "a text nobody changed");
  auto timely = change(kind::note, id, {{columns::text, value::text("3")}});
  timely.revision = 2;
  p.expect_done(p.commit({timely}), "a change at the row's revision");
  auto gone = remove(kind::note, id);
  gone.revision = 3;
  p.expect_done(p.commit({gone}), "a remove at the row's revision");
}

inline void guards(probe& p) {
  const auto id = p.fresh_id();
  p.commit({insert(kind::note, id, {{columns::text, value::text("a")}})});
  auto guard = change(kind::note, id);
  guard.revision = 1;
  p.expect_done(p.commit({guard}), "a guard that holds");
  const auto r = p.load(kind::note, id);
  p.expect(r && r->revision == 1, "a guard raises the revision");
  guard.revision = 2;
  p.expect_conflict(p.commit({guard}), why::revision, "a guard that does not hold");
  const auto other = p.fresh_id();
  p.expect_conflict(p.commit({insert(kind::note, other), guard}), why::revision, "a guard behind an insert", 1);
  p.expect(!p.load(kind::note, other), "a batch is applied though its guard does not hold");
}

inline void conditions_compare(probe& p) {
  const auto id = p.fresh_id();
  p.commit({insert(kind::account, id,
                   {{columns::created_at, 5},
                    {columns::first_name, value::text("m")},
                    {columns::invite, value::bytes(std::string("\x7f\x80", 2))}})});
  struct {
    column_number column;
    comparison is;
    value with;
    bool holds;
  } const cases[] = {
      {columns::created_at, comparison::equal, 5, true},
      {columns::created_at, comparison::equal, 6, false},
      {columns::created_at, comparison::less, 6, true},
      {columns::created_at, comparison::less, 5, false},
      {columns::created_at, comparison::less_or_equal, 5, true},
      {columns::created_at, comparison::less_or_equal, 4, false},
      {columns::created_at, comparison::greater, 4, true},
      {columns::created_at, comparison::greater, 5, false},
      {columns::created_at, comparison::is_null, {}, false},
      {columns::queued_at, comparison::is_null, {}, true},
      {columns::queued_at, comparison::equal, {}, false},
      {columns::queued_at, comparison::less, 5, false},
      {columns::queued_at, comparison::greater, -5, false},
      {columns::created_at, comparison::equal, {}, false},
      {columns::created_at, comparison::greater, {}, false},
      {columns::first_name, comparison::equal, value::text("m"), true},
      {columns::first_name, comparison::equal, value::text("M"), false},
      {columns::first_name, comparison::less, value::text("n"), true},
      {columns::first_name, comparison::less, value::text("N"), false},
      {columns::first_name, comparison::greater, value::text("M"), true},
      {columns::first_name, comparison::less, value::text("é"), true},
      {columns::invite, comparison::equal, value::bytes(std::string("\x7f\x80", 2)), true},
      {columns::invite, comparison::less, value::bytes(std::string("\x80", 1)), true},
      {columns::invite, comparison::greater, value::bytes(std::string("\x7f", 1)), true},
  };
  for (const auto& c : cases) {
    const auto op = change_if(kind::account, id, {{c.column, c.is, c.with}});
    const answer wanted = c.holds ? answer{answer_status::done} : answer{answer_status::conflict, 0, why::condition};
    p.expect(p.commit({op}), wanted, printed(op));
  }
  const auto two = change_if(
      kind::account, id, {{columns::created_at, comparison::equal, 5}, {columns::created_at, comparison::equal, 6}});
  p.expect_conflict(p.commit({two}), why::condition, "two conditions of which one holds");
}

inline void conditions_on_columns(probe& p) {
  const auto id = p.fresh_id();
  p.commit({insert(kind::seat_pool, id, {{columns::capacity, 2}}, {{columns::held, 1}})});
  const auto against = [&](comparison is, column_number other) {
    return p.commit({change_if(kind::seat_pool, id, {{columns::held, is, {}, other}})});
  };
  p.expect_done(against(comparison::less, columns::capacity), "held < capacity");
  p.expect_conflict(against(comparison::equal, columns::capacity), why::condition, "held = capacity");
  p.expect_conflict(against(comparison::greater, columns::capacity), why::condition, "held > capacity");
  p.expect_done(against(comparison::greater, columns::waiting), "held > waiting, a counter nobody added to");
  const auto next_change_at = column_of(&seat_pool::next_change_at);
  p.expect_conflict(against(comparison::less, next_change_at), why::condition, "held < null");
  const auto before = change(kind::seat_pool, id, {{columns::capacity, 9}});
  auto op = before;
  op.conditions = {{columns::capacity, comparison::equal, 9}};
  p.expect_conflict(p.commit({op}), why::condition, "a condition sees what its own operation sets");
  op.conditions = {{columns::capacity, comparison::equal, 2}};
  p.expect_done(p.commit({op}), "a condition on the value before the change");
  auto gone = remove(kind::seat_pool, id);
  gone.conditions = {{columns::held, comparison::equal, 0}};
  p.expect_conflict(p.commit({gone}), why::condition, "a remove whose condition does not hold");
  gone.conditions = {{columns::held, comparison::equal, 1}};
  p.expect_done(p.commit({gone}), "a remove whose condition holds");
}

inline answer no_room_at(std::size_t op, column_number column) {
  return {answer_status::no_room, op, why::none, column};
}

inline void counter_bound(probe& p) {
  const auto id = p.fresh_id(), free = p.fresh_id();
  p.commit({tally(id, 8, 10), tally(free, 8)});
  p.expect_done(p.commit({add(id, 2)}), "an addition up to the bound");
  p.expect(p.commit({add(id, 1)}), no_room_at(0, columns::count), "an addition past the bound");
  p.expect(p.read(kind::counter, id, columns::count), 10, "a full counter");
  p.expect_done(p.commit({add(free, 1'000'000)}), "an addition where the bound is null");
  p.expect(p.commit({tally(p.fresh_id(), 2, 1)}), no_room_at(0, columns::count), "an insert past its bound");
  const auto huge = std::numeric_limits<std::int64_t>::max();
  p.expect(p.commit({add(free, huge)}), no_room_at(0, columns::count), "a sum past 64 bits");
}

inline void counter_floor(probe& p) {
  const auto zero = p.fresh_id(), one = p.fresh_id();
  p.commit({tally(zero, 1), tally(one, 2, {}, 1)});
  p.expect_done(p.commit({add(zero, -1)}), "down to a floor of nothing");
  p.expect(p.commit({add(zero, -1)}), no_room_at(0, columns::count), "under 0");
  p.expect_done(p.commit({add(one, -1)}), "down to the floor");
  p.expect(p.commit({add(one, -1)}), no_room_at(0, columns::count), "under the floor");
  p.expect(p.read(kind::counter, one, columns::count), 1, "a counter at its floor");
  const auto lowest = std::numeric_limits<std::int64_t>::min();
  p.expect(p.commit({add(one, lowest)}), no_room_at(0, columns::count), "a sum under 64 bits");
}

inline void over_capacity(probe& p) {
  const auto id = p.fresh_id();
  p.commit({tally(id, 10, 10)});
  p.expect_done(p.commit({change(kind::counter, id, {{columns::at_most, 5}})}), "a bound set below the count");
  p.expect(p.commit({add(id, 1)}), no_room_at(0, columns::count), "an addition over the bound");
  p.expect_done(p.commit({add(id, 0)}), "adding zero over the bound");
  p.expect_done(p.commit({add(id, -1)}), "a release over the bound");
  p.expect(p.read(kind::counter, id, columns::count), 9, "a counter over its bound");
  p.expect_done(p.commit({change(kind::counter, id, {{columns::at_least, 20}})}), "a floor set above the count");
  p.expect(p.commit({add(id, -1)}), no_room_at(0, columns::count), "a release under the floor");
  p.expect_done(p.commit({add(id, 0)}), "adding zero under the floor");
}

inline void bound_in_one_operation(probe& p) {
  const auto id = p.fresh_id();
  p.commit({tally(id, 5, 5)});
  auto wider = add(id, 1);
  wider.set = {{columns::at_most, 6}};
  p.expect_done(p.commit({wider}), "an addition within the bound it sets");
  auto narrower = add(id, 1);
  narrower.set = {{columns::at_most, 6}};
  p.expect(p.commit({narrower}), no_room_at(0, columns::count), "an addition past the bound it sets");
  const auto pool = p.fresh_id();
  p.commit({insert(kind::seat_pool, pool, {{columns::capacity, 0}})});
  p.expect(p.commit({change(kind::seat_pool, pool, {}, {{columns::waiting, -1}, {columns::held, 1}})}),
           no_room_at(0, columns::waiting), "of two counters that do not fit the one named first is told");
  p.expect(p.commit({change(kind::seat_pool, pool, {}, {{columns::waiting, 1}, {columns::held, 1}})}),
           no_room_at(0, columns::held), "of two counters the one that does not fit is told");
  p.expect(p.read(kind::seat_pool, pool, columns::waiting), 0, "the counter that did fit");
}

inline void order_of_reasons(probe& p) {
  const auto id = p.fresh_id(), other = p.fresh_id();
  auto holder = tally(other, 0);
  holder.set.push_back({columns::name, value::text("taken")});
  p.commit({tally(id, 5, 5), holder});
  auto op = change(kind::counter, id, {{columns::name, value::text("taken")}}, {{columns::count, 1}});
  op.revision = 9;
  op.conditions = {{columns::at_most, comparison::equal, 9}};
  p.expect_conflict(p.commit({op}), why::revision, "of everything wrong at once");
  op.revision.reset();
  p.expect_conflict(p.commit({op}), why::condition, "of everything but the revision");
  op.conditions.clear();
  p.expect(p.commit({op}), no_room_at(0, columns::count), "of no room and a taken key");
  op.add.clear();
  p.expect_conflict(p.commit({op}), why::key_taken, "of a taken key", 0, columns::name);
  auto again = tally(id, 6, 5);
  again.set.push_back({columns::name, value::text("taken")});
  p.expect_conflict(p.commit({again}), why::exists, "an insert of which everything is wrong");
  again.id = p.fresh_id();
  p.expect(p.commit({again}), no_room_at(0, columns::count), "an insert without room and with a taken key");
}

inline constexpr clause operations[] = {
    {"an insert starts at revision 1, its counters at 0", insert_begins},
    {"an insert of a row that is there is refused", insert_of_present},
    {"a change or remove of no row is refused", change_of_absent},
    {"setting raises the revision by one", setting_raises_revision},
    {"adding raises no revision", adding_keeps_revision},
    {"a removed row is gone and its keys are free", removed_row},
    {"absent asks that there is no row or key", absent_asks},
    {"or_insert makes an absent row and asks a present one", or_insert_makes},
    {"a unique key belongs to one row", keys_are_unique},
    {"null keys are never equal", null_keys},
    {"a change at another revision is refused", revisions},
    {"a guard asks and changes nothing", guards},
    {"conditions compare with values", conditions_compare},
    {"conditions compare with other columns", conditions_on_columns},
    {"an addition ends within the bound", counter_bound},
    {"a subtraction ends at or above the floor", counter_floor},
    {"a counter over its bound can be released, and zero fits", over_capacity},
    {"bound and floor are those the operation sets", bound_in_one_operation},
    {"of several reasons the first in order is told", order_of_reasons},
};

}  // namespace parvis::inline v1::testkit::clauses
