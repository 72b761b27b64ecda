// SPDX-License-Identifier: BSL-1.0
#include <chrono>
#include <thread>

#include "failing_vfs_sqlite.hpp"
#include "parvis/model/account.hpp"
#include "sqlite_file.hpp"

using namespace parvis;
using namespace parvis::test;
using testkit::change;
using testkit::insert;
namespace columns = testkit::columns;

namespace {

const uuid pool = numbered(1, 7);

/// Two rows, so that half of it could be seen.
batch seat(std::uint64_t n) {
  const auto long_text = value::text(std::string(3000, 'x'));  // on several pages
  return batch_of(n, {change(kind::seat_pool, pool, {}, {{columns::held, 1}}),
                      insert(kind::note, numbered(n), {{columns::text, long_text}})});
}
batch first_pool() { return batch_of(1000, {insert(kind::seat_pool, pool, {{columns::capacity, value{1'000}}})}); }

void check_whole(const sqlite_file& file) {
  sqlite_neighbour neighbour(file.path());
  CHECK(neighbour.ask("PRAGMA integrity_check") == "ok ");
  CHECK(neighbour.ask("SELECT held FROM parvis_seat_pool") == neighbour.ask("SELECT count(*) FROM parvis_note"));
  CHECK(neighbour.ask("SELECT count(*) - 1 FROM parvis_batch") == neighbour.ask("SELECT count(*) FROM parvis_note"));
}

/// Once all is well: a batch was applied if, and only if, its answer said so.
void check_answers(sqlite_storage& store, const std::vector<answer>& got) {
  for (std::uint64_t n = 0; n < got.size(); ++n) {
    const auto again = commit(store, seat(n + 1));
    INFO("batch ", n, " was answered ", static_cast<int>(got[n].status));
    CHECK((got[n] == done || got[n] == unavailable || got[n].status == answer_status::unknown));
    if (got[n] == done) CHECK(again == already);
    if (got[n] == unavailable) CHECK(again == done);
    CHECK((again == already || again == done));
    CHECK(load(store, kind::note, numbered(n + 1)).has_value());
  }
}

/// Three commits and a load; the answers of the commits.
std::vector<answer> script(sqlite_storage& store) {
  std::vector<answer> out;
  for (std::uint64_t n = 1; n <= 3; ++n) out.push_back(commit(store, seat(n)));
  const auto key = key::by_id(kind::note, numbered(1));
  const auto read = store.load("firm", {&key, 1}, nullptr);
  if (read) {
    if (out[0] == done) CHECK(read.value().front().has_value());
    if (out[0] == unavailable) CHECK_FALSE(read.value().front().has_value());
  } else {
    CHECK(read.error().code == errc::unavailable);
  }
  return out;
}

/// What could not be opened while the disk failed can be once it does not.
void open_again_if_refused(result<std::unique_ptr<sqlite_storage>>& store, const sqlite_options& options,
                           std::size_t& refused) {
  if (!store) {
    INFO(store.error().detail);
    CHECK((store.error().code == errc::unavailable || store.error().code == errc::storage_unfit));
    ++refused;
    store = sqlite_storage::open(options);
  }
  REQUIRE(store.has_value());
}

enum class close_it { healed, failing };

/// Runs the script with the n-th call of the VFS failing; whether one did.
bool run(failing_vfs& vfs, std::size_t n, failing_vfs::how how, close_it when) {
  const std::string how_long = how == failing_vfs::how::once ? "once" : "for ever";
  const std::string closed = when == close_it::failing ? "while it fails" : "when all is well";
  INFO("call ", n, " fails ", how_long, "; closed ", closed);
  const sqlite_file file;
  auto options = file.options();
  options.vfs = failing_vfs::name;
  options.checkpoint_pages = 10;  // so that commits move pages into the file as well
  {
    const auto store = opened(options);
    REQUIRE(commit(*store, first_pool()) == done);
  }
  auto store = opened(options);
  vfs.fail(n, how);
  const auto got = script(*store);
  const bool failed = vfs.failed();
  if (when == close_it::failing) {
    store.reset();
    vfs.heal();
    store = opened(options);
  }
  vfs.heal();
  check_answers(*store, got);
  store.reset();
  check_whole(file);
  return failed;
}

}  // namespace

TEST_CASE("whichever call of the disk fails, once or for ever, answers are right and the store goes on") {
  failing_vfs vfs;
  struct {
    failing_vfs::how how;
    close_it when;
  } const ways[] = {{failing_vfs::how::once, close_it::healed},
                    {failing_vfs::how::for_ever, close_it::healed},
                    {failing_vfs::how::once, close_it::failing},
                    {failing_vfs::how::for_ever, close_it::failing}};
  for (const auto& [how, when] : ways) {
    std::size_t n = 1;
    while (run(vfs, n, how, when)) ++n;
    CHECK(n > 40);
  }
}

TEST_CASE("whichever call of the disk fails while a file is made, it can be made afterwards") {
  failing_vfs vfs;
  for (const auto how : {failing_vfs::how::once, failing_vfs::how::for_ever}) {
    std::size_t n = 1, refused = 0;
    for (bool failed = true; failed; ++n) {
      const sqlite_file file;
      auto options = file.options();
      options.vfs = failing_vfs::name;
      vfs.fail(n, how);
      auto store = sqlite_storage::open(options);
      failed = vfs.failed();
      vfs.heal();
      INFO("call ", n);
      open_again_if_refused(store, options, refused);
      CHECK(commit(*store.value(), first_pool()) == done);
      CHECK(commit(*store.value(), seat(1)) == done);
    }
    CHECK(refused > 10);
  }
}

TEST_CASE("whichever call of the disk fails while words are indexed, nobody is left out of the index") {
  constexpr auto words = column_made<account>("search_key");
  const auto person = [](std::uint64_t n) {
    return batch_of(n, {insert(kind::account, numbered(n), {{words, value::text("dupont " + std::to_string(n))}})});
  };
  failing_vfs vfs;
  for (const auto how : {failing_vfs::how::once, failing_vfs::how::for_ever}) {
    std::size_t n = 1, refused = 0;
    for (bool failed = true; failed; ++n) {
      const sqlite_file file;
      auto options = file.options();
      options.vfs = failing_vfs::name;
      options.checkpoint_pages = 10;
      opened(options);
      vfs.fail(n, how);
      options.index_parts_of_words = true;
      auto store = sqlite_storage::open(options);
      if (store) {
        commit(*store.value(), person(1));
        static_cast<void>(store.value()->maintain("firm", 10, nullptr));
        commit(*store.value(), person(2));
        const auto fed = store.value()->maintain("firm", 10, nullptr);
        if (!fed) CHECK(fed.error().code == errc::unavailable);
      }
      failed = vfs.failed();
      vfs.heal();
      INFO("call ", n);
      open_again_if_refused(store, options, refused);
      for (std::uint64_t one = 1; one <= 2; ++one) commit(*store.value(), person(one));
      REQUIRE(store.value()->maintain("firm", 10, nullptr).has_value());
      sqlite_neighbour neighbour(file.path());
      CHECK(neighbour.ask("SELECT count(*) FROM parvis_word WHERE parvis_word MATCH '\"upont\"'") == "2 ");
      CHECK(neighbour.ask("SELECT count(*) FROM parvis_word_due") == "0 ");
      neighbour.run("INSERT INTO parvis_word(parvis_word) VALUES('integrity-check')");
    }
    CHECK(refused > 10);
    CHECK(n > 40);
  }
}

TEST_CASE("a full disk makes commits unavailable, reading goes on, and space given back is used") {
  failing_vfs vfs;
  const sqlite_file file;
  auto options = file.options();
  options.vfs = failing_vfs::name;
  auto store = opened(options);
  REQUIRE(commit(*store, first_pool()) == done);
  vfs.limit(400'000);
  std::vector<answer> got;
  do {
    got.push_back(commit(*store, seat(got.size() + 1)));
  } while (got.back() == done && got.size() < 1000);
  CHECK(got.back() == unavailable);
  CHECK(got.size() > 3);
  CHECK(commit(*store, seat(got.size())) == unavailable);
  CHECK(load(*store, kind::note, numbered(1)).has_value());
  vfs.heal();
  check_answers(*store, got);
  store.reset();
  check_whole(file);
}

TEST_CASE("when SQLite runs out of memory, wherever it does, answers are right and the store goes on") {
  const sqlite_file file;
  auto options = file.options();
  options.synchronous = sqlite_synchronous::normal;
  std::vector<answer> got;
  REQUIRE(commit(*opened(options), first_pool()) == done);
  std::size_t refused = 0;
  for (std::uint64_t n = 1; n <= 300; ++n) {
    auto store = opened(options);  // anew, so that statements are prepared anew
    sqlite3_hard_heap_limit64(sqlite3_memory_used() + static_cast<sqlite3_int64>(n) * 500);
    got.push_back(commit(*store, seat(n)));
    const auto key = key::by_id(kind::note, numbered(n));
    const auto read = store->load("firm", {&key, 1}, nullptr);
    sqlite3_hard_heap_limit64(0);
    refused += got.back() == unavailable ? 1u : 0u;
    if (!read) CHECK(read.error().code == errc::unavailable);
    CHECK(load(*store, kind::note, numbered(n)).has_value() == (got.back() == done));
  }
  CHECK(refused > 10);
  CHECK(refused < 300);
  check_answers(*opened(options), got);
  check_whole(file);
}

TEST_CASE("many commits that come together are brought to the disk together") {
  failing_vfs vfs;
  const sqlite_file file;
  auto options = file.options();
  options.vfs = failing_vfs::name;
  const auto store = opened(options);
  REQUIRE(commit(*store, first_pool()) == done);
  const auto before = vfs.syncs();
  sqlite_neighbour neighbour(file.path());
  neighbour.run("BEGIN IMMEDIATE");  // the first waits, so the others come together
  std::vector<std::thread> threads;
  std::atomic<int> applied = 0;
  for (std::uint64_t n = 1; n <= 64; ++n) {
    threads.emplace_back([&, n] { applied += commit(*store, seat(n)) == done ? 1 : 0; });
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  neighbour.run("ROLLBACK");
  for (auto& t : threads) t.join();
  CHECK(applied == 64);
  CHECK(vfs.syncs() - before >= 1);
  CHECK(vfs.syncs() - before <= 16);
}
