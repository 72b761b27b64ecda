// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/firm.hpp"

using namespace flow_test;

// A clock that goes back. Seats, failed sign-ins and mailed links have their tests beside the others of their chapter.

namespace {

/// What lasts until a moment, and is over by `run_due`.
struct term {
  const char* what;
  instant (*begin)(firm&);  ///< when it ends
  bool (*lasts)(firm&);
};

account named(const firm& f, const std::string& username) {
  for (auto& one : f.all<account>()) {
    if (one.username == username) return one;
  }
  FAIL("nobody is called " << username);
  return {};
}

const term terms[] = {
    {"a ban",
     [](firm& f) {
       const auto until = f.clock.now().value() + hours(1);
       const auto zoe = f.account_of(f.form("zoe")).id;
       REQUIRE(f.door.ban(f.as_administrator(), {.account = zoe, .reason = "x", .until = until}));
       return until;
     },
     [](firm& f) {
       const auto code = refusal(f.door.sign_in(f.somebody(), {"zoe", std::string(good_password)}));
       CHECK((code == errc{} || code == errc::account_banned));
       return code == errc::account_banned;
     }},
    {"a ban that took a seat, which somebody has got since",
     [](firm& f) {
       f.change_settings([](settings& s) { s.ban_frees_seat = true; });
       const auto until = f.clock.now().value() + hours(1);
       const auto zoe = f.collaborator("zoe").id;
       REQUIRE(f.door.ban(f.as_administrator(), {.account = zoe, .reason = "x", .until = until}));
       f.collaborator("yann");
       f.collaborator("xena");
       return until;
     },
     [](firm& f) {
       CHECK(f.pool().held == 2);
       const auto zoe = named(f, "zoe");
       CHECK(zoe.state == (zoe.banned_at ? account_state::active : account_state::waiting));
       return zoe.banned_at.has_value();
     }},
    {"a request",
     [](firm& f) -> instant {
       f.approver("paul");
       return *f.account_of(f.form("zoe")).decide_by;
     },
     [](firm& f) { return named(f, "zoe").state == account_state::pending; }},
    {"a request for another access",
     [](firm& f) -> instant {
       f.change_settings([](settings& s) { s.access_requests = approval_mode::by_user; });
       f.approver("paul");
       REQUIRE(f.door.approve(f.as_administrator(), {.account = f.account_of(f.form("zoe")).id}));
       return *f.door.ask_access(f.as(named(f, "zoe").id), access::collaborator).value().decide_by;
     },
     [](firm& f) { return named(f, "zoe").asked_access.has_value(); }},
    {"a sign-up",
     [](firm& f) {
       REQUIRE(f.door.sign_up(f.somebody(), f.form("zoe")));
       f.deliver();
       return *from_row<sign_up>(f.rows(kind::sign_up).front()).value().expires_at;
     },
     [](firm& f) { return !f.rows(kind::sign_up).empty(); }},
    {"a reservation",
     [](firm& f) {
       return f.door.reserve_seats(f.as_administrator(), {"collaborators", 2, hours(1)}).value().expires_at;
     },
     [](firm& f) {
       const bool kept = f.pool().reserved == 2;
       CHECK(f.pool().held == (kept ? 2 : 0));
       CHECK(f.door.list_reservations(f.as_administrator(), "collaborators").value().size() == (kept ? 1U : 0U));
       return kept;
     }},
    {"a grant",
     [](firm& f) {
       const auto end = f.clock.now().value() + hours(1);
       REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 1, {}, end}));
       return end;
     },
     [](firm& f) { return f.pool().capacity == 3; }},
};

}  // namespace

TEST_CASE("what the clock has ended is not brought back by a clock that goes back, and nothing ends twice") {
  for (const auto& one : terms) {
    on_every_storage([&](firm& f) {
      CAPTURE(std::string(one.what));
      const auto end = one.begin(f);
      f.deliver();
      f.clock.stand_still();
      f.clock.set(end - duration{1});
      REQUIRE(f.door.run_due(f.somebody(), 100));
      CHECK(one.lasts(f));
      f.clock.set(end);
      REQUIRE(f.door.run_due(f.somebody(), 100));
      CHECK_FALSE(one.lasts(f));
      for (const auto back : {minutes(1), hours(1), days(300)}) {
        f.clock.set(end - back);
        const auto done = f.door.run_due(f.somebody(), 100).value();
        CHECK(done.settled + done.admitted + done.lapsed + done.purged + done.unbanned == 0);
        CHECK_FALSE(one.lasts(f));
      }
    });
  }
}
