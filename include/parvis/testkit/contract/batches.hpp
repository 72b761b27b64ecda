// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "parvis/model/check.hpp"
#include "parvis/testkit/contract/operations.hpp"

// What batches are to each other, and workspaces to each other.

namespace parvis::inline v1::testkit::clauses {

inline operation person(const uuid& id, std::string_view email_key) {
  return insert(kind::account, id, {{columns::email_key, value::text(email_key)}});
}

inline void in_order(probe& p) {
  const auto a = p.fresh_id(), b = p.fresh_id(), c = p.fresh_id();
  const auto key = value::text("k");
  p.commit({person(a, "k")});
  p.expect_done(p.commit({change(kind::account, a, {{columns::email_key, value::text("k2")}}), person(b, "k")}),
                "a key freed by a change and taken again");
  p.expect_done(p.commit({remove(kind::account, b), person(c, "k")}), "a key freed by a remove and taken again");
  p.expect_conflict(p.commit({person(b, "new"), person(p.fresh_id(), "new")}), why::key_taken,
                    "a key taken earlier in the batch", 1, columns::email_key);
  p.expect_conflict(p.commit({person(b, "new"), absent(kind::account, columns::email_key, value::text("new"))}),
                    why::key_taken, "absent of a key taken earlier in the batch", 1, columns::email_key);
  p.expect_done(p.commit({remove(kind::account, c), absent(kind::account, columns::email_key, key)}),
                "absent of a key freed earlier in the batch");
  p.expect_conflict(p.commit({person(b, "k2"), remove(kind::account, a)}), why::key_taken,
                    "a key freed later in the batch", 0, columns::email_key);
}

inline void first_decides(probe& p) {
  const auto id = p.fresh_id();
  p.commit({tally(id, 5, 5)});
  const auto missing = change(kind::note, p.fresh_id());
  p.expect_conflict(p.commit({insert(kind::note, p.fresh_id()), missing, add(id, 1)}), why::missing,
                    "two operations that do not hold", 1);
  p.expect(p.commit({insert(kind::note, p.fresh_id()), add(id, 1), missing}), no_room_at(1, columns::count),
           "the same two the other way round");
}

inline void refused_whole(probe& p) {
  const auto note_id = p.fresh_id(), pool = p.fresh_id(), gone = p.fresh_id(), fresh = p.fresh_id();
  p.commit({insert(kind::note, note_id, {{columns::text, value::text("old")}}), tally(pool, 1), person(gone, "gone")});
  const auto failing = p.commit({insert(kind::event, fresh), person(p.fresh_id(), "key"),
                                 change(kind::note, note_id, {{columns::text, value::text("new")}}), add(pool, 1),
                                 remove(kind::account, gone), change(kind::note, p.fresh_id())});
  p.expect_conflict(failing, why::missing, "a batch whose last operation does not hold", 5);
  p.expect(!p.load(kind::event, fresh), "a refused batch leaves an inserted row");
  p.expect(!p.load(kind::account, columns::email_key, value::text("key")), "a refused batch leaves a key");
  p.expect(p.read(kind::note, note_id, columns::text), value::text("old"), "a column that a refused batch sets");
  p.expect(p.read(kind::counter, pool, columns::count), 1, "a counter that a refused batch adds to");
  p.expect(p.load(kind::account, columns::email_key, value::text("gone")).has_value(), "a refused batch removes a row");
  p.expect_done(p.commit({person(p.fresh_id(), "key"), insert(kind::event, fresh)}), "what a refused batch would take");
}

inline void independent(probe& p) {
  const auto a = p.fresh_id(), b = p.fresh_id(), c = p.fresh_id();
  std::vector<batch> batches{p.fresh({person(a, "same")}), p.fresh({person(b, "same")}), p.fresh({person(c, "other")}),
                             p.fresh({change(kind::account, a, {{columns::first_name, value::text("A")}})})};
  batches.push_back(batches.front());
  const auto got = p.store().commit(p.workspace(), batches, nullptr);
  if (got.size() != batches.size()) return p.fail("commit does not answer each batch");
  p.expect_done(got[0], "the first of five batches");
  p.expect_conflict(got[1], why::key_taken, "the second, which takes the key of the first", 0, columns::email_key);
  p.expect_done(got[2], "the third, behind one that was refused");
  p.expect_done(got[3], "the fourth, which changes the row of the first");
  p.expect(got[4], {answer_status::already}, "the fifth, which is the first again");
  p.expect(!p.load(kind::account, b) && p.load(kind::account, c), "rows of a refused batch, or none of an applied one");
  p.expect(p.store().commit(p.workspace(), {}, nullptr).empty(), "no batches are answered");
}

inline void many_in_one_call(probe& p) {
  std::vector<batch> batches;
  for (int i = 0; i < 200; ++i) batches.push_back(p.fresh({person(p.fresh_id(), std::to_string(i / 2))}));
  const auto got = p.store().commit(p.workspace(), batches, nullptr);
  if (got.size() != batches.size()) return p.fail("commit does not answer each batch");
  for (std::size_t i = 0; i < got.size(); ++i) {
    const bool first = i % 2 == 0;
    p.expect(got[i].status == (first ? answer_status::done : answer_status::conflict),
             "one of 200 batches is answered " + printed(got[i]));
    p.expect(p.load(kind::account, batches[i].operations[0].id).has_value() == first,
             "what 200 batches leave is not what they answer");
  }
}

inline void already(probe& p) {
  const auto id = p.fresh_id();
  p.commit({tally(id, 0)});
  const auto once = p.fresh({add(id, 1)});
  p.expect_done(p.send(once), "a batch");
  p.expect(p.send(once), {answer_status::already}, "the same batch again");
  auto other = p.fresh({add(id, 100)});
  other.id = once.id;
  p.expect(p.send(other), {answer_status::already}, "another batch with its id");
  auto failing = p.fresh({change(kind::note, p.fresh_id())});
  failing.id = once.id;
  p.expect(p.send(failing), {answer_status::already}, "a batch with its id that would not hold");
  p.expect(p.read(kind::counter, id, columns::count), 1, "what was added once");
}

inline void refused_again(probe& p) {
  const auto id = p.fresh_id();
  const auto b = p.fresh({change(kind::note, id, {{columns::text, value::text("x")}})});
  p.expect_conflict(p.send(b), why::missing, "a batch that does not hold");
  p.commit({insert(kind::note, id)});
  p.expect_done(p.send(b), "the same batch once it holds");
  p.expect(p.read(kind::note, id, columns::text), value::text("x"), "what it sets");
}

inline void remembered(probe& p) {
  const auto id = p.fresh_id();
  p.commit({tally(id, 0)});
  const auto first = p.fresh({add(id, 1)});
  p.send(first);
  for (const auto later : {minutes(1), hours(1), hours(23), hours(24)}) {
    for (int i = 0; i < 50; ++i) {
      auto b = p.fresh({add(id, 1)});
      b.at = first.at + later;
      p.expect_done(p.send(b), "a later batch");
    }
    p.expect(p.send(first), {answer_status::already}, "a batch sent again within 24 hours");
  }
  auto late = p.fresh({add(id, 1)});
  late.at = first.at + hours(1);
  p.expect_done(p.send(late), "a batch decided before the newest");
  p.expect(p.send(late), {answer_status::already}, "the same again");
  p.expect(p.read(kind::counter, id, columns::count), 202, "what was added once by each batch");
}

inline void sizes(probe& p) {
  p.expect_done(p.commit({}), "a batch without operations");
  std::vector<operation> most;
  for (std::size_t i = 0; i < operations_max; ++i) most.push_back(insert(kind::note, p.fresh_id()));
  p.expect_done(p.commit(most), "a batch of 64 operations");
  p.expect(p.load(kind::note, most.back().id).has_value(), "the last of 64 rows is not there");
  most.push_back(insert(kind::note, p.fresh_id()));
  for (auto& op : most) op.id = p.fresh_id();
  p.expect(p.commit(most).reason == why::malformed, "a batch of 65 operations is not malformed");
  p.expect(!p.load(kind::note, most.front().id), "a malformed batch is applied");
}

inline void malformed(probe& p) {
  const auto id = p.fresh_id();
  p.commit({tally(id, 5)});
  auto at_revision = insert(kind::note, p.fresh_id());
  at_revision.revision = 1;
  const std::vector<operation> bad[] = {
      {insert(static_cast<kind>(999), p.fresh_id())},
      {insert(kind::note, uuid{})},
      {{.type = static_cast<op_type>(9), .kind = kind::note, .id = p.fresh_id()}},
      {change(kind::counter, id, {{columns::count, 9}})},
      {change(kind::counter, id, {}, {{columns::at_most, 9}})},
      {change(kind::counter, id, {{columns_max, 9}})},
      {change(kind::counter, id, {{columns::name, 9}})},
      {change(kind::counter, id, {{columns::name, value::text(std::string_view("a\0b", 3))}})},
      {change(kind::counter, id, {{columns::name, value::text("\xff")}})},
      {change(kind::counter, id, {{columns::name, value::text("a")}, {columns::name, value::text("b")}})},
      {change_if(kind::counter, id, {{columns::name, comparison::equal, 5}})},
      {change_if(kind::counter, id, {{columns::name, comparison::equal, {}, columns::count}})},
      {change_if(kind::counter, id, {{200, comparison::is_null}})},
      {change_if(kind::counter, id, {{columns::count, static_cast<comparison>(77), 5}})},
      {at_revision},
      {absent(kind::account, columns::first_name, value::text("Ada"))},
      {add(id, 1), add(id, 1)},
  };
  for (const auto& ops : bad) {
    const auto at = ops.size() - 1;
    p.expect_conflict(p.commit(ops), why::malformed, "malformed: " + printed(ops[at]), at);
  }
  auto nameless = p.fresh({});
  nameless.id = {};
  p.expect_conflict(p.send(nameless), why::malformed, "a batch without an id");
  auto timeless = p.fresh({});
  timeless.at = instant::never();
  p.expect_conflict(p.send(timeless), why::malformed, "a batch without a plausible time");
  p.expect(p.read(kind::counter, id, columns::count), 5, "what malformed batches would change");
}

/// Names that a careless store takes for one another.
inline std::vector<std::string> neighbours(const probe& p) {
  std::vector<std::string> out;
  for (const char* end : {"", " ", "a", "A", "%", "_", "'; --", "é"}) out.push_back(p.workspace() + end);
  return out;
}

inline void rows_apart(probe& p) {
  const auto id = p.fresh_id();
  const auto names = neighbours(p);
  for (const auto& name : names) {
    p.enter(name);
    p.expect(!p.load(kind::note, id), "a row of another workspace is found");
    p.expect_done(p.commit({insert(kind::note, id, {{columns::text, value::text(name)}})}), "an insert in " + name);
    p.expect(p.scan({.kind = kind::note, .count_cap = 10}).count == 1, "rows of another workspace are listed");
  }
  p.expect_done(p.commit({remove(kind::note, id)}), "a remove in the last workspace");
  p.expect(!p.load(kind::note, id), "a row is still there once it was removed");
  for (std::size_t i = 0; i + 1 < names.size(); ++i) {
    p.enter(names[i]);
    p.expect(p.read(kind::note, id, columns::text), value::text(names[i]), "the row in " + names[i]);
  }
  p.enter(names.front() + "never used");
  p.expect(!p.load(kind::note, id) && p.scan({.kind = kind::note}).rows.empty(),
           "a workspace nobody wrote to has rows");
}

inline void keys_apart(probe& p) {
  for (const auto& name : neighbours(p)) {
    p.enter(name);
    p.expect_done(p.commit({absent(kind::account, columns::email_key, value::text("same"))}), "absent in " + name);
    p.expect_done(p.commit({person(p.fresh_id(), "same")}), "the same key in " + name);
  }
}

inline void batch_ids_apart(probe& p) {
  const auto b = p.fresh({insert(kind::note, p.fresh_id())});
  for (const auto& name : neighbours(p)) {
    p.enter(name);
    p.expect_done(p.send(b), "the same batch in " + name);
    p.expect(p.send(b), {answer_status::already}, "the same batch again in " + name);
  }
}

inline constexpr clause batches[] = {
    {"operations see what those before them did", in_order},
    {"the first operation that does not hold decides", first_decides},
    {"a refused batch changes nothing", refused_whole},
    {"batches of one call are independent and in order", independent},
    {"many batches in one call keep their own answers", many_in_one_call},
    {"a batch that was applied is answered already", already},
    {"a refused batch may be sent again", refused_again},
    {"a batch id is remembered for 24 hours", remembered},
    {"a batch has no operations or up to 64", sizes},
    {"a malformed batch is refused", malformed},
    {"rows of workspaces are apart", rows_apart},
    {"unique keys of workspaces are apart", keys_apart},
    {"batch ids of workspaces are apart", batch_ids_apart},
};

}  // namespace parvis::inline v1::testkit::clauses
