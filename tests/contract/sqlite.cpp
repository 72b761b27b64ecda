// SPDX-License-Identifier: BSL-1.0
#include <chrono>
#include <thread>

#include "adapters/sqlite/migrations.hpp"
#include "adapters/sqlite/reading.hpp"
#include "failing_new.hpp"
#include "parvis/adapters/sqlite_storage.hpp"
#include "parvis/model/rest.hpp"
#include "parvis/testkit/storage_contract.hpp"
#include "rounds.hpp"
#include "sqlite_file.hpp"

using namespace parvis;
using namespace parvis::test;
using testkit::change;
using testkit::insert;
namespace columns = testkit::columns;

namespace {

operation note_of(std::uint64_t n, std::string_view text = "hello") {
  return insert(kind::note, numbered(n), {{columns::text, value::text(text)}});
}

errc refusal(const sqlite_options& options) {
  const auto out = sqlite_storage::open(options);
  REQUIRE_FALSE(out.has_value());
  return out.error().code;
}

}  // namespace

TEST_CASE("the SQLite storage keeps the contract") {
  const sqlite_file file;
  auto store = opened(file.options());
  const auto report = testkit::check_storage(*store, {.reopen = [&]() -> storage& {
    store.reset();
    store = opened(file.options());
    return *store;
  }});
  CHECK(report.clauses.size() == testkit::all_clauses().size());
  INFO(report.text());
  CHECK(report.passed());
  CHECK(sqlite_neighbour(file.path()).ask("PRAGMA integrity_check") == "ok ");
}

TEST_CASE("the SQLite storage agrees with the model for many seeds") {
  const sqlite_file file;
  auto options = file.options();
  options.synchronous = sqlite_synchronous::normal;
  const auto store = opened(options);
  for (std::uint64_t seed = 1; seed <= rounds_of(10); ++seed) {
    const auto report = testkit::check_storage(*store, {.seed = seed,
                                                        .steps = 300,
                                                        .workspace_prefix = std::to_string(seed),
                                                        .only = testkit::clauses::model[0].name});
    INFO(report.text());
    CHECK(report.passed());
  }
}

TEST_CASE("a storage is durable when, and only when, it is synchronous in full") {
  const sqlite_file file;
  auto options = file.options();
  CHECK(opened(options)->able().durable);
  options.synchronous = sqlite_synchronous::normal;
  CHECK_FALSE(opened(options)->able().durable);
}

TEST_CASE("two storages on one file see each other's commits") {
  const sqlite_file file;
  const auto one = opened(file.options()), other = opened(file.options());
  CHECK(commit(*one, batch_of(1, {note_of(1)})) == done);
  CHECK(load(*other, kind::note, numbered(1)).has_value());
  CHECK(commit(*other, batch_of(1, {note_of(1)})) == already);
  CHECK(commit(*other, batch_of(2, {note_of(1)})).reason == why::exists);
}

TEST_CASE("reading does not wait for a writer, nor writing for a reader") {
  const sqlite_file file;
  auto options = file.options();
  options.busy_timeout = {0};
  const auto store = opened(options);
  CHECK(commit(*store, batch_of(1, {note_of(1)})) == done);
  sqlite_neighbour neighbour(file.path());
  neighbour.run("BEGIN IMMEDIATE; UPDATE parvis_note SET revision = 9");
  CHECK(load(*store, kind::note, numbered(1))->revision == 1);
  CHECK(store->scan("firm", {.kind = kind::note}, nullptr).value().rows.size() == 1);
  neighbour.run("ROLLBACK; BEGIN");
  CHECK(neighbour.ask("SELECT count(*) FROM parvis_note") == "1 ");
  CHECK(commit(*store, batch_of(2, {note_of(2)})) == done);
  CHECK(neighbour.ask("SELECT count(*) FROM parvis_note") == "1 ");
}

TEST_CASE("a file that others keep busy makes a commit unavailable, and the same batch is done once they let go") {
  const sqlite_file file;
  auto options = file.options();
  options.busy_timeout = {20'000};
  const auto store = opened(options);
  sqlite_neighbour neighbour(file.path());
  neighbour.run("BEGIN IMMEDIATE");
  const auto before = std::chrono::steady_clock::now();
  CHECK(commit(*store, batch_of(1, {note_of(1)})) == unavailable);
  CHECK(std::chrono::steady_clock::now() - before >= std::chrono::milliseconds(20));
  neighbour.run("ROLLBACK");
  CHECK(commit(*store, batch_of(1, {note_of(1)})) == done);
}

TEST_CASE("commits that come together are each answered for themselves") {
  const sqlite_file file;
  const auto store = opened(file.options());
  sqlite_neighbour neighbour(file.path());
  const auto pool = numbered(1, 7);
  REQUIRE(commit(*store, batch_of(1000, {insert(kind::seat_pool, pool, {{columns::capacity, value{40}}})})) == done);
  neighbour.run("BEGIN IMMEDIATE");  // the first waits, so the others come together
  std::vector<answer> got(64);
  std::vector<std::thread> threads;
  for (std::uint64_t n = 0; n < got.size(); ++n) {
    threads.emplace_back([&, n] {
      // An account first, so that a batch without a seat is refused after it has written.
      const auto person = insert(kind::account, numbered(n), {{columns::email_key, value::text(std::to_string(n))}});
      got[n] = commit(*store, batch_of(n + 1, {person, change(kind::seat_pool, pool, {}, {{columns::held, 1}})}));
    });
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  neighbour.run("ROLLBACK");
  for (auto& t : threads) t.join();
  std::size_t seated = 0;
  for (std::uint64_t n = 0; n < got.size(); ++n) {
    const bool has_account = load(*store, kind::account, numbered(n)).has_value();
    CHECK(got[n] == (has_account ? done : answer{answer_status::no_room, 1, why::none, columns::held}));
    seated += has_account ? 1u : 0u;
  }
  CHECK(seated == 40);
  CHECK(load(*store, kind::seat_pool, pool)->values[columns::held] == value{40});
}

TEST_CASE("calls that find every reader in use wait for one") {
  const sqlite_file file;
  auto options = file.options();
  options.readers_max = 2;
  const auto store = opened(options);
  REQUIRE(commit(*store, batch_of(1, {note_of(1)})) == done);
  std::vector<std::thread> threads;
  std::atomic<int> found = 0;
  for (int t = 0; t < 32; ++t) {
    threads.emplace_back([&] {
      const auto key = key::by_id(kind::note, numbered(1));
      for (int i = 0; i < 20; ++i) {
        const auto got = store->load("firm", {&key, 1}, nullptr);
        if (got && got.value().front()) ++found;
      }
    });
  }
  for (auto& t : threads) t.join();
  CHECK(found == 32 * 20);
}

TEST_CASE("ids of batches are forgotten once a batch of more than a day later was applied, little by little") {
  const sqlite_file file;
  auto options = file.options();
  options.synchronous = sqlite_synchronous::normal;
  const auto store = opened(options);
  sqlite_neighbour neighbour(file.path());
  for (std::uint64_t n = 1; n <= 300; ++n) REQUIRE(commit(*store, batch_of(n, {})) == done);
  const auto day_later = some_day + hours(24);
  for (std::uint64_t n = 301; n <= 500; ++n) REQUIRE(commit(*store, batch_of(n, {}, day_later)) == done);
  CHECK(neighbour.ask("SELECT count(*) FROM parvis_batch") == "500 ");
  for (std::uint64_t n = 501; n <= 900; ++n) {
    REQUIRE(commit(*store, batch_of(n, {}, day_later + duration{1})) == done);
  }
  CHECK(neighbour.ask("SELECT count(*) FROM parvis_batch") == "600 ");
  CHECK(commit(*store, batch_of(301, {}, day_later)) == already);
}

TEST_CASE("a commit for which memory runs out leaves nothing behind, wherever it runs out") {
  const sqlite_file file;
  auto options = file.options();
  options.synchronous = sqlite_synchronous::normal;
  std::uint64_t n = 0;
  for (bool ran_out = true; ran_out;) {
    const auto store = opened(options);
    ++n;
    const auto b = batch_of(n, {note_of(n)});
    auto got = unavailable;
    {
      const failing_allocation failing(n);
      try {
        got = commit(*store, b);
      } catch (const std::bad_alloc&) {
      }
      ran_out = failing.failed();
    }
    CHECK(got == (ran_out ? unavailable : done));
    CHECK(commit(*store, b) == (ran_out ? done : already));
  }
  CHECK(n > 10);
}

TEST_CASE("a file of a newer parvis is refused, and not an octet of it is changed") {
  const sqlite_file file;
  {
    const auto store = opened(file.options());
  }
  {
    sqlite_neighbour neighbour(file.path());
    neighbour.run("INSERT INTO parvis_migration(number, checksum) VALUES(" +
                  std::to_string(sqlite::migrations.size() + 1) + ", 1)");
  }
  const auto before = file.octets();
  CHECK(refusal(file.options()) == errc::schema_newer);
  CHECK(file.octets() == before);
}

TEST_CASE("a file whose migrations are not the known ones is refused, and not an octet of it is changed") {
  const sqlite_file file;
  {
    const auto store = opened(file.options());
  }
  {
    sqlite_neighbour neighbour(file.path());
    neighbour.run("UPDATE parvis_migration SET checksum = checksum + 1");
  }
  const auto before = file.octets();
  CHECK(refusal(file.options()) == errc::storage_unfit);
  CHECK(file.octets() == before);
}

TEST_CASE("what is no file of ours, or cannot be, is refused by the right code") {
  const sqlite_file file;
  CHECK(refusal({}) == errc::invalid_argument);
  CHECK(refusal({.path = file.path(), .readers_max = 0}) == errc::invalid_argument);
  CHECK(refusal({.path = file.path() + "/no/such/folder"}) == errc::unavailable);
  CHECK(refusal({.path = ":memory:"}) == errc::storage_unfit);
  CHECK(refusal({.path = file.path(), .vfs = "no such vfs"}) == errc::unavailable);
  std::ofstream(file.path()) << std::string(10'000, 'x');
  CHECK(refusal(file.options()) == errc::storage_unfit);
  CHECK(file.octets() == std::string(10'000, 'x'));
}

TEST_CASE("a file that must hold a store and holds none is refused, and not an octet of it is changed") {
  const sqlite_file file;
  auto existing = file.options();
  existing.must_exist = true;
  existing.index_parts_of_words = true;
  CHECK(refusal(existing) == errc::unavailable);
  CHECK(!std::filesystem::exists(file.path()));
  std::ofstream(file.path()).flush();
  CHECK(refusal(existing) == errc::storage_unfit);
  CHECK(std::filesystem::file_size(file.path()) == 0);
  sqlite_neighbour(file.path()).run("CREATE TABLE matter(name TEXT)");
  const auto before = file.octets();
  CHECK(refusal(existing) == errc::storage_unfit);
  CHECK(file.octets() == before);
  CHECK(sqlite_neighbour(file.path()).ask("PRAGMA journal_mode") == "delete ");
  {
    const auto store = opened(file.options());
    CHECK(commit(*store, batch_of(1, {note_of(1)})) == done);
  }
  CHECK(commit(*opened(existing), batch_of(1, {note_of(1)})) == already);
}

TEST_CASE("the host's own tables may lie in the same file") {
  const sqlite_file file;
  sqlite_neighbour host(file.path());
  host.run("CREATE TABLE matter(name TEXT); INSERT INTO matter VALUES('Durand')");
  const auto store = opened(file.options());
  CHECK(commit(*store, batch_of(1, {note_of(1)})) == done);
  CHECK(host.ask("SELECT name FROM matter") == "Durand ");
}

TEST_CASE("a damaged row is corrupt, whichever way it is read") {
  const sqlite_file file;
  const auto store = opened(file.options());
  sqlite_neighbour neighbour(file.path());
  const auto pool = numbered(1);
  REQUIRE(commit(*store, batch_of(1, {insert(kind::seat_pool, pool, {{columns::capacity, value{5}}})})) == done);
  for (const auto* damage :
       {"capacity = 1.5", "capacity = 'many'", "capacity = x'00'", "sku = x'00'", "rest = x'0500'"}) {
    neighbour.run(std::string("UPDATE parvis_seat_pool SET ") + damage);
    INFO(damage);
    const auto key = key::by_id(kind::seat_pool, pool);
    const auto loaded = store->load("firm", {&key, 1}, nullptr);
    const auto scanned = store->scan("firm", {.kind = kind::seat_pool}, nullptr);
    REQUIRE_FALSE(loaded.has_value());
    REQUIRE_FALSE(scanned.has_value());
    CHECK(loaded.error().code == errc::corrupt_row);
    CHECK(scanned.error().code == errc::corrupt_row);
    neighbour.run("UPDATE parvis_seat_pool SET capacity = 5, rest = NULL, sku = NULL");
  }
  CHECK(load(*store, kind::seat_pool, pool)->values[columns::capacity] == value{5});
}
