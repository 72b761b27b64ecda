// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <fstream>
#include <set>

#include "flow/firm.hpp"
#include "sqlite_file.hpp"

using namespace flow_test;
using parvis::test::sqlite_file;
using parvis::test::sqlite_neighbour;

namespace {

/// Words that stand for one person and for nobody else.
constexpr const char* canaries[] = {"Wilhelmina", "Quarterstaff", "wilhelmina.q", "quagmire",
                                    "Zanzibar",   "+33698765432", "Kookaburra",   "Wensleydale",
                                    "Montelimar", "Turpentine",   "Frobisher"};

/// What a person leaves behind: an account of every column, a password, links, mails that wait, were sent and were
/// given up, refusals with reasons, requests for another access, an address that they have left, open sign-ups, links
/// mailed to them and to others about them.
class told_life {
 public:
  explicit told_life(firm& f) {
    f.change_settings([](settings& s) {
      s.fields = {{"file"}};
      s.mails_per_address_max = 50;
      s.consents = {{"terms", "2026-1"}};
      s.access_requests = approval_mode::by_user;
    });
    f.approver("paul");
    const invite_people_request invited{.options = {.label = "Wilhelmina Q."}, .people = {{address}}};
    REQUIRE(f.door.invite_people(f.as_administrator(), invited));
    f.mailer.fail_with(errc::email_invalid);
    f.deliver();
    f.mailer.fail_with({});
    REQUIRE(f.door.invite_people(f.as_administrator(), invited));
    f.deliver();
    sign_up_request form{.first_name = "Wilhelmina",
                         .last_name = "Quarterstaff",
                         .username = "wilhelmina.q",
                         .email = address,
                         .password = std::string(good_password)};
    form.fields = {{"file", "Wensleydale"}};
    form.consents = {{"terms", "2026-1"}};
    REQUIRE(f.door.sign_up(f.somebody(), form));  // and never proven
    const auto made = f.try_account(form);
    REQUIRE(refusal(made) == errc{});
    who = made.value().id;
    REQUIRE(f.door.reject(f.as_administrator(), {.account = who, .reason = "Turpentine on the papers"}));
    REQUIRE(f.door.reopen(f.as_administrator(), {.account = who}));
    REQUIRE(f.door.approve(f.as_administrator(), {.account = who}));
    REQUIRE(f.door.request_email_change(f.as(who), {later, std::string(good_password)}));
    REQUIRE(f.door.prove_email_change(f.somebody(), {f.token_to(later)}));
    form.email = later;
    REQUIRE(f.door.edit_account(f.as_administrator(), {.account = who,
                                                       .job_title = "Kookaburra",
                                                       .mobile = "+33 6 98 76 54 32",
                                                       .address = "1 Montelimar road",
                                                       .company = "Zanzibar"}));
    REQUIRE(f.door.demand_password_change(f.as_administrator(), {.account = who}));
    REQUIRE(f.door.ask_access(f.as(who), access::collaborator));
    REQUIRE(f.door.reject_access(f.as_administrator(),
                                 {.account = who, .access = access::collaborator, .reason = "no Turpentine here"}));
    REQUIRE(f.door.ask_access(f.as(who), access::collaborator));
    REQUIRE(f.door.request_password_reset(f.somebody(), {later}));
    REQUIRE(f.door.sign_up(f.somebody(), form));  // of a known address
    REQUIRE(f.door.sign_in(f.somebody(), {"wilhelmina.q", "not the right one"}).has_error());
  }
  static constexpr const char* address = "wilhelmina.q@quagmire.example";
  static constexpr const char* later = "w.frobisher@example.org";
  account_id who{};
};

bool holds(std::string_view octets, std::string_view word) {
  const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  return std::search(octets.begin(), octets.end(), word.begin(), word.end(), same) != octets.end();
}

/// Every canary that one of the values holds.
std::set<std::string> found_in(const firm& f) {
  std::set<std::string> out;
  for (const auto& of : schema) {
    for (const auto& r : f.rows(of.kind)) {
      for (const auto& v : r.values) {
        for (const auto* word : canaries) {
          if (holds(v.data(), word)) out.insert(std::string(word) + " in " + std::string(of.name));
        }
      }
    }
  }
  return out;
}

}  // namespace

TEST_CASE("of whoever was erased nothing is left in any row") {
  on_every_storage([](firm& f) {
    told_life life{f};
    const auto before = found_in(f);
    for (const auto* where : {"Turpentine in note", "quagmire in sign_up", "quagmire in invite", "quagmire in outbox",
                              "Frobisher in outbox", "Wilhelmina in invite"}) {
      CAPTURE(std::string(where));
      CHECK(before.count(where) == 1);  // so that the test can tell
    }
    CHECK(before.size() >= 16);
    REQUIRE(refusal(f.door.erase(f.as_administrator(), {.account = life.who})) == errc{});
    for (const auto& one : found_in(f)) CHECK(one == "");
    CHECK(f.all<erasure>().empty());
    for (const auto& one : f.deliver()) CHECK_FALSE(holds(one.to.address(), "quagmire"));
    f.clock.advance(days(1));
    REQUIRE(f.door.run_due(f.somebody(), 1000));
    REQUIRE(f.door.seal_audit(f.somebody(), 1000));
    CHECK_FALSE(f.door.verify_audit(f.as_administrator(), {}).value().first_bad.has_value());
    const auto pools = f.door.list_pools(f.as_administrator());
    for (const auto& pool : pools.value()) CHECK(pool.held >= 0);
  });
}

TEST_CASE("nor in the file of SQLite and its log, once they are written anew") {
  const sqlite_file file;
  {
    firm f{parvis::test::opened(file.options())};
    f.begin();
    told_life life{f};
    REQUIRE(refusal(f.door.erase(f.as_administrator(), {.account = life.who})) == errc{});
  }
  sqlite_neighbour neighbour(file.path());
  neighbour.run("PRAGMA wal_checkpoint(TRUNCATE)");
  neighbour.run("VACUUM");
  neighbour.run("PRAGMA wal_checkpoint(TRUNCATE)");
  std::ifstream log(file.path() + "-wal", std::ios::binary);
  const auto octets = file.octets() + std::string{std::istreambuf_iterator<char>(log), {}};
  CHECK(octets.size() > 100'000);
  CHECK(holds(octets, "anne@ravel.example"));
  for (const auto* word : canaries) {
    CAPTURE(std::string(word));
    CHECK_FALSE(holds(octets, word));
  }
}
