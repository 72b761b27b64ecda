// SPDX-License-Identifier: BSL-1.0
#include <atomic>
#include <thread>

#include "parvis/adapters/memory_storage.hpp"
#include "parvis/model/account.hpp"
#include "parvis/testkit/seeded_random.hpp"
#include "parvis/testkit/storage_contract.hpp"
#include "sqlite_file.hpp"

using namespace parvis;
using namespace parvis::test;

// The index of parts of words. A search answers the same with it and without, fed or not.

namespace {

constexpr auto words = column_made<account>("search_key");

sqlite_options indexed(const sqlite_file& file) {
  auto out = file.options();
  out.synchronous = sqlite_synchronous::normal;
  out.index_parts_of_words = true;
  return out;
}

/// A storage that does what it has put off at any time.
class now_and_then final : public storage {
 public:
  explicit now_and_then(storage& inner) : inner_(inner) {}
  result<std::vector<std::optional<row>>> load(std::string_view workspace, std::span<const key> keys,
                                               host_context context) override {
    return inner_.load(workspace, keys, context);
  }
  result<page> scan(std::string_view workspace, const query& what, host_context context) override {
    if (++calls_ % 3 == 0) CHECK(inner_.maintain(workspace, 1 + calls_ % 5, context));
    return inner_.scan(workspace, what, context);
  }
  std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches,
                             host_context context) override {
    return inner_.commit(workspace, batches, context);
  }

 private:
  storage& inner_;
  std::atomic<std::size_t> calls_{0};
};

constexpr std::string_view syllables[] = {"ma", "ri",  "e\u0301", "du", "zo", "\u0141u",
                                          "o'", "\"q", "99",      "-",  " ",  "%"};

std::string some_text(testkit::splitmix& numbers, std::uint64_t longest) {
  std::string out;
  for (auto left = 1 + numbers.below(longest); left > 0; --left) out += syllables[numbers.below(std::size(syllables))];
  return out;
}

operation person(const uuid& id, op_type type, const std::string& text, testkit::splitmix& numbers) {
  operation out{.type = type, .kind = kind::account, .id = id};
  if (type == op_type::remove) return out;
  out.set = {{words, value::text(text)},
             {column_of(&account::state), value{static_cast<std::int64_t>(1 + numbers.below(8))}},
             {column_of(&account::of_kind), value{static_cast<std::int64_t>(1 + numbers.below(3))}}};
  return out;
}

std::vector<query> some_queries(testkit::splitmix& numbers) {
  const auto some = [&](column_number column, std::int64_t most) {
    filter out{column, filter_op::in, {}};
    for (std::int64_t n = 1; n <= most; ++n) {
      if (n == 1 || numbers.one_in(2)) out.values.emplace_back(n);
    }
    return out;
  };
  std::vector<query> out;
  for (const auto sort : {id_column, words}) {
    query q{.kind = kind::account,
            .filters = {some(column_of(&account::state), 8), some(column_of(&account::of_kind), 3)},
            .sort = sort,
            .descending = numbers.one_in(2),
            .limit = 1 + numbers.below(9),
            .count_cap = 1 + numbers.below(40)};
    for (auto left = 1 + numbers.below(2); left > 0; --left) {
      q.filters.push_back({words, filter_op::contains, {value::text(some_text(numbers, 3))}});
    }
    if (sort == words && numbers.one_in(3)) {
      q.filters.push_back({words, filter_op::greater, {value::text(some_text(numbers, 1))}});
    }
    out.push_back(std::move(q));
  }
  return out;
}

/// Page by page, all of it.
std::vector<uuid> all_of(storage& in, query q, std::size_t& counted) {
  std::vector<uuid> out;
  for (;;) {
    auto found = in.scan("firm", q, nullptr);
    REQUIRE(found.has_value());
    counted = found.value().count;
    const auto& rows = found.value().rows;
    for (const auto& one : rows) out.push_back(one.id);
    if (!found.value().more) return out;
    q.after = cursor{q.sort == id_column ? value{} : rows.back().values[q.sort], rows.back().id};
  }
}

std::size_t feed(storage& in, std::size_t limit = 1000) {
  const auto fed = in.maintain("firm", limit, nullptr);
  REQUIRE(fed.has_value());
  return fed.value();
}

std::size_t found(storage& in, std::string_view text) {
  const query q{.kind = kind::account, .filters = {{words, filter_op::contains, {value::text(text)}}}, .limit = 100};
  const auto out = in.scan("firm", q, nullptr);
  REQUIRE(out.has_value());
  return out.value().rows.size();
}

batch named(std::uint64_t n, std::string_view text, account_state state = account_state::active) {
  return batch_of(
      n,
      {{.type = op_type::insert,
        .kind = kind::account,
        .id = numbered(n),
        .set = {{words, value::text(text)}, {column_of(&account::state), value{static_cast<std::int64_t>(state)}}}}});
}

}  // namespace

TEST_CASE("the SQLite storage keeps the contract with an index of words that is fed now and then") {
  const sqlite_file file;
  const auto store = opened(indexed(file));
  now_and_then fed(*store);
  const auto report = testkit::check_storage(fed);
  INFO(report.text());
  CHECK(report.passed());
  CHECK(sqlite_neighbour(file.path()).ask("PRAGMA integrity_check") == "ok ");
}

TEST_CASE("whatever parts of words are looked for, the same rows are found with an index and without") {
  const sqlite_file file;
  const auto store = opened(indexed(file));
  now_and_then fed(*store);
  memory_storage model;
  testkit::splitmix numbers{5};
  std::vector<std::uint64_t> living;
  std::size_t met = 0;
  for (std::uint64_t step = 1; step <= 400; ++step) {
    const bool more = living.empty() || numbers.one_in(2);
    const auto which = more ? step : living[numbers.below(living.size())];
    const auto type = more ? op_type::insert : numbers.one_in(4) ? op_type::remove : op_type::change;
    const auto b = batch_of(step, {person(numbered(which), type, some_text(numbers, 6), numbers)});
    REQUIRE(commit(fed, b) == commit(model, b));
    if (more) living.push_back(which);
    if (type == op_type::remove) std::erase(living, which);
    for (const auto& q : some_queries(numbers)) {
      std::size_t counted = 0, expected = 0;
      const auto rows = all_of(fed, q, counted);
      CHECK(rows == all_of(model, q, expected));
      CHECK(counted == expected);
      met += rows.size();
    }
  }
  CHECK(met > 1000);
  while (feed(*store) > 0) {
  }
  sqlite_neighbour neighbour(file.path());
  CHECK(neighbour.ask("SELECT count(*) FROM parvis_word_row") == std::to_string(living.size()) + " ");
  neighbour.run("INSERT INTO parvis_word(parvis_word) VALUES('integrity-check')");
}

TEST_CASE("a word is looked for in the index once it is fed, and found before as well") {
  const sqlite_file file;
  const auto store = opened(indexed(file));
  REQUIRE(commit(*store, named(1, "zoe dupont")) == done);
  REQUIRE(commit(*store, named(2, "anne dupond")) == done);
  CHECK(found(*store, "upon") == 2);
  CHECK(feed(*store, 1) == 1);
  CHECK(found(*store, "upon") == 2);
  CHECK(feed(*store, 1) == 1);
  CHECK(feed(*store) == 0);
  CHECK(found(*store, "upon") == 2);
  // Whom the index does not know, nobody finds by three letters; two are too few for it.
  sqlite_neighbour(file.path()).run("INSERT INTO parvis_word(parvis_word) VALUES('delete-all')");
  CHECK(found(*store, "upon") == 0);
  CHECK(found(*store, "up") == 2);
}

TEST_CASE("a word that very many have is not looked up, but met in the list") {
  const sqlite_file file;
  const auto store = opened(indexed(file));
  for (std::uint64_t n = 1; n <= 1001; ++n) REQUIRE(commit(*store, named(n, "dupont " + std::to_string(n))) == done);
  CHECK(feed(*store) == 1000);
  CHECK(feed(*store) == 1);
  CHECK(found(*store, "dupont") == 100);
  CHECK(found(*store, "dupont 77") == 11);
  sqlite_neighbour(file.path()).run("INSERT INTO parvis_word(parvis_word) VALUES('delete-all')");
  CHECK(found(*store, "dupont 77") == 0);
}

TEST_CASE("an index is made for a file that was in use without, and is fed and read by whoever opens it after") {
  const sqlite_file file;
  REQUIRE(commit(*opened(file.options()), named(1, "zoe dupont")) == done);
  CHECK(feed(*opened(file.options())) == 0);
  const auto other = opened(file.options());
  opened(indexed(file));
  CHECK(found(*other, "upon") == 1);
  CHECK(feed(*other) == 1);
  REQUIRE(commit(*other, named(2, "anne dupond")) == done);
  CHECK(found(*other, "upon") == 2);
  CHECK(feed(*other) == 1);
  opened(indexed(file));
  CHECK(feed(*other) == 0);
  CHECK(found(*other, "upon") == 2);
}

TEST_CASE("of whoever was erased no part of a word is left in the file once it is written anew") {
  const sqlite_file file;
  const auto store = opened(indexed(file));
  for (std::uint64_t n = 1; n <= 200; ++n) REQUIRE(commit(*store, named(n, "dupont " + std::to_string(n))) == done);
  REQUIRE(commit(*store, named(201, "xqzkvw")) == done);
  CHECK(feed(*store, 100) == 100);
  CHECK(feed(*store) == 101);
  const auto erased =
      batch_of(300, {{.type = op_type::change,
                      .kind = kind::account,
                      .id = numbered(201),
                      .set = {{words, value{}},
                              {column_of(&account::state), value{static_cast<std::int64_t>(account_state::erased)}}}}});
  REQUIRE(commit(*store, erased) == done);
  CHECK(feed(*store) == 1);
  for (int n = 0; n < 5; ++n) CHECK(feed(*store) == 0);
  CHECK(found(*store, "dupont") == 100);
  sqlite_neighbour neighbour(file.path());
  CHECK(neighbour.ask("SELECT count(*) FROM parvis_word_merge") == "0 ");
  neighbour.run("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
  for (const auto* part : {"xqz", "qzk", "zkv", "kvw"}) CHECK(file.octets().find(part) == std::string::npos);
}

TEST_CASE("an index is fed by many at once while others write, and nobody is fed twice or left out") {
  const sqlite_file file;
  const auto store = opened(indexed(file));
  std::atomic<std::size_t> fed{0};
  {
    std::vector<std::jthread> threads;
    for (std::uint64_t t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (std::uint64_t n = 1; n <= 100; ++n) {
          const auto b = named(1000 * t + n, "dupont " + std::to_string(1000 * t + n));
          if (store->commit("firm", {&b, 1}, nullptr).front() != done) std::abort();
        }
      });
      threads.emplace_back([&] {
        for (int n = 0; n < 40; ++n) fed += store->maintain("firm", 7, nullptr).value();
      });
    }
  }
  fed += feed(*store);
  CHECK(fed == 400);
  CHECK(found(*store, "dupont 3077") == 1);
}
