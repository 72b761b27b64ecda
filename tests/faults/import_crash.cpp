// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <random>
#include <set>

#include "flow/firm.hpp"
#include "parvis/adapters/system.hpp"
#include "rounds.hpp"
#include "sqlite_file.hpp"

using namespace flow_test;
using parvis::test::opened;
using parvis::test::sqlite_file;
using parvis::test::sqlite_neighbour;

namespace {

constexpr int clients = 300, users = 60, links = 60, all = clients + users + links;

/// The same rows each time: clients, users and people to invite, mixed.
class made_up_rows final : public import_source {
 public:
  /// `listener`: told by an octet of each row that is settled; -1: nobody is.
  explicit made_up_rows(group_id members, int listener = -1) : members_(members), listener_(listener) {}
  result<bool> next(import_row& into) override {
    if (given_ == all) return false;
    const auto n = given_++;
    const auto email = "somebody" + std::to_string(n) + "@example.org";
    into.key = "row " + std::to_string(n);
    if (n % 7 < 5) {
      into.portal_account = add_portal_account_request{.first_name = "Given", .last_name = "Family", .email = email};
    } else if (n % 7 == 5) {
      into.user = add_user_request{
          .first_name = "Given", .last_name = "Family", .email = email, .group = members_, .seniority = "lawyer"};
    } else {
      into.invited = parvis::invitee{.email = email};
    }
    return true;
  }
  result<> tell(const import_outcome& one) override {
    told.push_back(one);
    if (listener_ >= 0 && write(listener_, "", 1) != 1) _exit(2);
    return success();
  }
  std::vector<import_outcome> told;

 private:
  group_id members_;
  int listener_;
  int given_ = 0;
};

/// What a process has to import with.
struct importer {
  explicit importer(const std::string& path)
      : store(sqlite_storage::open({.path = path, .synchronous = sqlite_synchronous::normal}).value()),
        door(portal::open(firm::with_keys(),
                          {.storage = store.get(), .clock = &clock, .random = &random, .hasher = &hasher})
                 .value()) {}
  result<import_reply> run(account_id administrator, made_up_rows& rows, std::size_t rows_at_once) {
    return door.import_people({.workspace = firm::workspace, .actor = administrator},
                              {.key = "people.csv", .rows = &rows, .rows_at_once = rows_at_once});
  }

  std::unique_ptr<sqlite_storage> store;
  system_clock clock;
  system_random random;
  counted_hasher hasher;
  portal door;
};

set_up_reply set_up_in(const std::string& path) {
  importer first(path);
  auto form = firm::beginning();
  form.grants = {{"core", 1 + users}};
  return first.door.set_up(firm::somebody(), form).value();
}

/// Lets a child import until so many rows are settled, and a moment longer, and kills it; whether that was before its
/// end.
bool import_and_kill(const std::string& path, const set_up_reply& team, std::size_t rows_at_once, unsigned settled,
                     unsigned microseconds) {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  const auto child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    made_up_rows rows(team.members, ends[1]);
    _exit(importer(path).run(team.administrator, rows, rows_at_once) ? 0 : 1);
  }
  close(ends[1]);
  char octet = 0;
  for (unsigned n = 0; n < settled && read(ends[0], &octet, 1) == 1; ++n) {
  }
  usleep(microseconds);
  kill(child, SIGKILL);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  close(ends[0]);
  CHECK((WIFSIGNALED(status) || WEXITSTATUS(status) == 0));
  return WIFSIGNALED(status);
}

}  // namespace

TEST_CASE("an import that is killed at any moment and run again has every row once and none missing") {
  std::mt19937 random(20'261'128);
  std::size_t killed = 0;
  const auto rounds = rounds_of(12);
  for (unsigned round = 0; round < rounds; ++round) {
    const sqlite_file file;
    const auto team = set_up_in(file.path());
    const std::size_t rows_at_once = 1 + random() % 60;
    for (int times = 0; times < 3; ++times) {
      const auto settled = static_cast<unsigned>(random() % (all / 2)), later = static_cast<unsigned>(random() % 2'000);
      killed += import_and_kill(file.path(), team, rows_at_once, settled, later) ? 1U : 0U;
    }
    importer last(file.path());
    made_up_rows rows(team.members);
    const auto done = last.run(team.administrator, rows, rows_at_once);
    REQUIRE(refusal(done) == errc{});
    CHECK(done.value().rows == all);
    CHECK(done.value().made + done.value().already == all);
    std::set<uuid> ids;
    for (const auto& one : rows.told) ids.insert(one.id);
    CHECK(ids.size() == all);

    sqlite_neighbour look(file.path());
    CHECK(look.ask("SELECT count(*) FROM parvis_account") == std::to_string(1 + clients + users) + " ");
    CHECK(look.ask("SELECT count(*) FROM parvis_invite") == std::to_string(links) + " ");
    CHECK(look.ask("SELECT count(*) FROM parvis_code_claim") == std::to_string(1 + clients + users) + " ");
    CHECK(look.ask("SELECT count(*) FROM parvis_outbox") == std::to_string(all) + " ");
    CHECK(look.ask("SELECT count(*) FROM parvis_event WHERE what IN (3, 6, 30)") == std::to_string(all) + " ");
    CHECK(look.ask("SELECT held FROM parvis_seat_pool WHERE sku='core'") == std::to_string(1 + users) + " ");
    CHECK(look.ask("PRAGMA integrity_check") == "ok ");
  }
  CHECK(killed > rounds);  // the children were killed at work
}
