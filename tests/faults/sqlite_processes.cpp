// SPDX-License-Identifier: BSL-1.0
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "sqlite_file.hpp"

using namespace parvis;
using namespace parvis::test;
using testkit::change;
using testkit::insert;
namespace columns = testkit::columns;

namespace {

constexpr int processes = 4, commits_each = 150;
constexpr std::int64_t seats = 400;
const uuid pool = numbered(1, 7);

/// What a process has to say: how many of its batches were done, and how many found no seat.
struct tally {
  int done = 0, no_room = 0, other = 0;
};

/// Opens the file, which may not be there yet, and takes seats.
tally take_seats(const std::string& path, std::uint64_t process) {
  tally out;
  const auto store = sqlite_storage::open({.path = path, .busy_timeout = seconds(30)});
  if (!store) return {0, 0, 1};
  auto& s = *store.value();
  commit(s, batch_of(1'000'000 + process, {insert(kind::seat_pool, pool, {{columns::capacity, value{seats}}})}));
  for (std::uint64_t i = 0; i < commits_each; ++i) {
    const auto n = process * commits_each + i;
    const auto address = value::text(std::to_string(n));
    const auto got = commit(s, batch_of(n + 1, {insert(kind::account, numbered(n), {{columns::email_key, address}}),
                                                change(kind::seat_pool, pool, {}, {{columns::held, 1}})}));
    ++(got == done ? out.done : got.status == answer_status::no_room ? out.no_room : out.other);
  }
  return out;
}

}  // namespace

TEST_CASE("processes that open a new file at once and write to it at once lose nothing and oversell nothing") {
  const sqlite_file file;
  std::array<int, 2> pipe_ends{};
  REQUIRE(pipe(pipe_ends.data()) == 0);
  std::vector<pid_t> children;
  for (std::uint64_t p = 0; p < processes; ++p) {
    const auto child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      const auto said = take_seats(file.path(), p);
      _exit(write(pipe_ends[1], &said, sizeof said) == sizeof said ? 0 : 1);
    }
    children.push_back(child);
  }
  close(pipe_ends[1]);
  tally all;
  for (tally one; read(pipe_ends[0], &one, sizeof one) == sizeof one;) {
    all.done += one.done;
    all.no_room += one.no_room;
    all.other += one.other;
  }
  close(pipe_ends[0]);
  for (const auto child : children) {
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
  CHECK(all.done == seats);
  CHECK(all.no_room == processes * commits_each - seats);
  CHECK(all.other == 0);
  sqlite_neighbour neighbour(file.path());
  CHECK(neighbour.ask("SELECT count(*) FROM parvis_account") == std::to_string(seats) + " ");
  CHECK(neighbour.ask("SELECT held FROM parvis_seat_pool") == std::to_string(seats) + " ");
  CHECK(neighbour.ask("SELECT count(*) FROM parvis_migration") == "1 ");
  CHECK(neighbour.ask("PRAGMA integrity_check") == "ok ");
}
