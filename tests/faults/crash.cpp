// SPDX-License-Identifier: BSL-1.0
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <random>
#include <set>
#include <thread>

#include "rounds.hpp"
#include "sqlite_file.hpp"

using namespace parvis;
using namespace parvis::test;
using testkit::change;
using testkit::insert;
namespace columns = testkit::columns;

namespace {

constexpr unsigned threads = 3;
const uuid pool = numbered(1, 7);

/// Takes a seat, inserts an account and notes it, all in one batch.
batch sign_up(std::uint64_t n) {
  const auto address = value::text(std::to_string(n) + "@example.com");
  return batch_of(n, {change(kind::seat_pool, pool, {}, {{columns::held, 1}}),
                      insert(kind::account, numbered(n), {{columns::email_key, address}}),
                      insert(kind::event, numbered(n, 2), {{column_of(&event::subject), value::of(numbered(n))}})});
}

/// The child: signs people up from several threads until it is killed, and tells the number of each that is done.
[[noreturn]] void run_until_killed(const std::string& path, std::uint64_t first, int to) {
  const auto store = sqlite_storage::open({.path = path});
  if (!store) _exit(1);
  std::vector<std::thread> all;
  for (unsigned t = 0; t < threads; ++t) {
    all.emplace_back([&, t] {
      for (std::uint64_t n = first + t;; n += threads) {
        if (commit(*store.value(), sign_up(n)) != done || write(to, &n, sizeof n) != sizeof n) _exit(1);
      }
    });
  }
  for (auto& t : all) t.join();
  _exit(1);
}

/// Lets a child run for so long and kills it; the numbers it told, which are then the largest that it can have used.
std::vector<std::uint64_t> run_and_kill(const std::string& path, std::uint64_t first, unsigned microseconds) {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  const auto child = fork();
  REQUIRE(child >= 0);
  if (child == 0) run_until_killed(path, first, ends[1]);
  close(ends[1]);
  usleep(microseconds);
  REQUIRE(kill(child, SIGKILL) == 0);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));  // it did not stop for a reason of its own
  std::vector<std::uint64_t> told;
  for (std::uint64_t n = 0; read(ends[0], &n, sizeof n) == sizeof n;) told.push_back(n);
  close(ends[0]);
  return told;
}

std::int64_t number(sqlite_neighbour& file, const std::string& text) { return std::stoll(file.ask(text)); }

/// Opens the file as it was left, which is when SQLite recovers it.
void check_file(const sqlite_file& file, const std::vector<std::uint64_t>& acknowledged) {
  const auto store = opened(file.options());
  for (const auto n : acknowledged) {
    CHECK(load(*store, kind::account, numbered(n)).has_value());
    CHECK(commit(*store, sign_up(n)) == already);
  }
  sqlite_neighbour neighbour(file.path());
  const auto accounts = number(neighbour, "SELECT count(*) FROM parvis_account");
  CHECK(number(neighbour, "SELECT held FROM parvis_seat_pool") == accounts);
  CHECK(number(neighbour, "SELECT count(*) FROM parvis_event") == accounts);
  CHECK(number(neighbour,
               "SELECT count(*) FROM parvis_account a JOIN parvis_event e "
               "ON e.workspace = a.workspace AND e.subject = a.id") == accounts);
  CHECK(number(neighbour, "SELECT count(*) FROM parvis_batch") == accounts + 1);
  CHECK(neighbour.ask("PRAGMA integrity_check") == "ok ");
}

}  // namespace

TEST_CASE("a process that is killed at any moment loses no acknowledged commit and leaves no half of one") {
  std::mt19937 random(20'260'101);
  std::unique_ptr<sqlite_file> file;
  std::uint64_t next = 1;
  std::size_t acknowledged = 0;
  const auto rounds = rounds_of(200);
  for (unsigned round = 0; round < rounds; ++round) {
    if (round % 25 == 0) {  // small files, so that most of the time is spent on killing
      file = std::make_unique<sqlite_file>();
      const auto store = opened(file->options());
      const auto b = batch_of(0xffffffff, {insert(kind::seat_pool, pool, {{columns::capacity, value{1'000'000}}})});
      REQUIRE(commit(*store, b) == done);
    }
    const auto told = run_and_kill(file->path(), next, static_cast<unsigned>(5'000 + random() % 60'000));
    next += 100'000;
    acknowledged += told.size();
    check_file(*file, told);
  }
  CHECK(acknowledged > rounds);  // the children did get to work
}
