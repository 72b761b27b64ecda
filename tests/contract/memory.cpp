// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <map>

#include "failing_new.hpp"
#include "parvis/adapters/memory_storage.hpp"
#include "parvis/testkit/storage_contract.hpp"

using namespace parvis;
using testkit::change;
using testkit::insert;
using testkit::remove;
namespace columns = testkit::columns;

namespace {

constexpr auto due_at = column_of(&outbox_item::due_at);

uuid some_id(std::uint64_t n) {
  uuid out;
  for (std::size_t i = 0; i < 8; ++i) out.octet[i] = static_cast<std::uint8_t>(n >> (56 - 8 * i));
  out.octet[15] = 1;
  return out;
}

batch some_batch(std::vector<operation> operations) {
  static std::uint64_t n = 0;
  return {some_id(++n), {1'750'000'000'000'000}, std::move(operations)};
}

answer commit(storage& store, const batch& b, host_context context = nullptr) {
  return store.commit("w", {&b, 1}, context).front();
}

std::vector<row> listed(storage& store, kind k) {
  std::vector<row> out;
  query q{.kind = k, .limit = 100};
  for (bool more = true; more;) {
    auto got = store.scan("w", q, nullptr).value();
    more = got.more;
    for (auto& r : got.rows) out.push_back(std::move(r));
    if (!out.empty()) q.after = cursor{{}, out.back().id};
  }
  return out;
}

struct notebook final : participant {
  result<> take_part(host_context context, void* connection, const batch& applied) override {
    CHECK(connection == nullptr);
    ++*static_cast<int*>(context);
    seen.push_back(applied.id);
    if (throwing) throw 7;
    return failing ? result<>(failure{errc::host_failed}) : result<>(success());
  }
  std::vector<uuid> seen;
  bool failing = false;
  bool throwing = false;
};

}  // namespace

TEST_CASE("thousands of rows that come, move and go stay in order") {
  memory_storage store;
  testkit::splitmix numbers(7);
  std::map<uuid, std::int64_t> wanted;
  for (int i = 0; i < 12'000; ++i) {
    const auto id = some_id(numbers.below(2500) * 0x9e3779b97f4a7c15);
    const auto at = static_cast<std::int64_t>(numbers.below(400));
    const bool shrinking = i / 3000 % 2 == 1;  // grow, shrink, grow, shrink
    auto op = numbers.one_in(shrinking ? 4 : 40) == shrinking ? change(kind::outbox, id, {{due_at, at}})
                                                              : remove(kind::outbox, id);
    op.or_insert = op.type == op_type::change;
    const auto a = commit(store, some_batch({op}));
    if (op.type == op_type::change) {
      CHECK(a.status == answer_status::done);
      wanted[id] = at;
    } else {
      CHECK((a.status == answer_status::done) == (wanted.erase(id) == 1));
    }
  }
  CHECK(wanted.size() > 300);

  std::vector<std::pair<std::int64_t, uuid>> by_due;
  for (const auto& [id, at] : wanted) by_due.emplace_back(at, id);
  std::sort(by_due.begin(), by_due.end());
  const auto all = listed(store, kind::outbox);
  REQUIRE(all.size() == wanted.size());
  CHECK(
      std::equal(all.begin(), all.end(), wanted.begin(), [](const row& r, const auto& w) { return r.id == w.first; }));
  query q{.kind = kind::outbox, .sort = due_at, .limit = 1000, .count_cap = 5000};
  std::size_t at = 0;
  for (bool more = true; more;) {
    const auto got = store.scan("w", q, nullptr).value();
    CHECK(got.count == wanted.size());
    for (const auto& r : got.rows) {
      REQUIRE(at < by_due.size());
      CHECK((r.id == by_due[at].second && r.at(due_at)->integer() == by_due[at].first));
      ++at;
    }
    more = got.more;
    if (more) q.after = cursor{*got.rows.back().at(due_at), got.rows.back().id};
  }
  CHECK(at == by_due.size());
}

TEST_CASE("thousands of unique keys are found, and free once they are gone") {
  memory_storage store;
  const auto name_of = [](std::uint64_t n) { return value::text("name " + std::to_string(n)); };
  constexpr std::uint64_t rows = 4000;
  for (std::uint64_t n = 1; n <= rows; ++n) {
    commit(store, some_batch({insert(kind::counter, some_id(n), {{columns::name, name_of(n)}})}));
  }
  for (std::uint64_t n = 1; n <= rows; n += 3) commit(store, some_batch({remove(kind::counter, some_id(n))}));
  for (std::uint64_t n = 1; n <= rows; ++n) {
    const key by_name[] = {{kind::counter, columns::name, name_of(n)}};
    const auto found = store.load("w", by_name, nullptr).value().front();
    CHECK(found.has_value() == (n % 3 != 1));
    CHECK((!found || found->id == some_id(n)));
  }
}

TEST_CASE("a batch for which memory runs out leaves nothing behind, wherever it runs out") {
  memory_storage store;
  const auto pool = some_id(1), person = some_id(2), event = some_id(3), gone = some_id(4);
  const std::string long_text(300, 'x');
  commit(store, some_batch({insert(kind::seat_pool, pool, {{columns::capacity, 5}}), insert(kind::note, gone)}));
  const auto b = some_batch({insert(kind::account, person, {{columns::email_key, value::text(long_text)}}),
                             change(kind::seat_pool, pool, {}, {{columns::held, 1}}), insert(kind::event, event),
                             remove(kind::note, gone)});
  const key keys[] = {key::by_id(kind::account, person),
                      key::by_id(kind::event, event),
                      key::by_id(kind::note, gone),
                      {kind::account, columns::email_key, value::text(long_text)},
                      key::by_id(kind::seat_pool, pool)};
  std::size_t failures = 0;
  for (std::size_t n = 1;; ++n) {
    std::vector<answer> got;
    bool ran_out = false;
    {
      const test::failing_allocation failing(n + 1);  // the first is for the answers, and may throw
      got = store.commit("w", {&b, 1}, nullptr);
      ran_out = failing.failed();
    }
    if (!ran_out) {
      CHECK(got.front().status == answer_status::done);
      break;
    }
    ++failures;
    CHECK(got.front().status == answer_status::unavailable);
    const auto rows = store.load("w", keys, nullptr).value();
    CHECK((!rows[0] && !rows[1] && rows[2] && !rows[3]));
    CHECK(rows[4]->at(columns::held)->integer() == 0);
    CHECK(listed(store, kind::account).empty());
  }
  CHECK(failures > 10);
  const auto rows = store.load("w", keys, nullptr).value();
  CHECK((rows[0] && rows[1] && !rows[2] && rows[3]));
  CHECK(rows[4]->at(columns::held)->integer() == 1);
}

TEST_CASE("a participant takes part in what is applied, and can refuse it") {
  notebook book;
  memory_storage store({.participant = &book});
  int calls = 0;
  const auto b = some_batch({insert(kind::note, some_id(1))});
  const auto refused = some_batch({insert(kind::note, some_id(1))});
  const auto later = some_batch({insert(kind::note, some_id(2))});

  CHECK(commit(store, b, &calls).status == answer_status::done);
  CHECK(commit(store, b, &calls).status == answer_status::already);
  CHECK(commit(store, refused, &calls).status == answer_status::conflict);
  CHECK(book.seen == std::vector{b.id});

  book.failing = true;
  CHECK(commit(store, later, &calls).status == answer_status::unavailable);
  book.throwing = true;
  CHECK(commit(store, later, &calls).status == answer_status::unavailable);
  CHECK(listed(store, kind::note).size() == 1);
  CHECK(calls == 3);

  CHECK(commit(store, later).status == answer_status::done);  // without a context nobody is asked
  CHECK(calls == 3);
}

TEST_CASE("the memory storage says that it keeps nothing over a crash") {
  CHECK(memory_storage().able().atomic_batches);
  CHECK_FALSE(memory_storage().able().durable);
}
