// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/firm.hpp"

using namespace flow_test;

namespace {

/// A workspace in which a request was made; from then on time stands still, and is set by the test.
struct request_made {
  account_view asks;
  instant made{};

  explicit request_made(firm& f) {
    f.approver("paul");
    asks = f.account_of(f.form("zoe"));
    f.deliver();
    f.clock.stand_still();
    const auto stored = f.get<account>(asks.id);
    made = *stored.decide_by - days(30);
    CHECK(stored.remind_at == made + days(7));
  }
};

run_due_reply run_due(firm& f, std::size_t limit = 100) {
  const auto done = f.door.run_due(f.somebody(), limit);
  REQUIRE(refusal(done) == errc{});
  return done.value();
}

}  // namespace

TEST_CASE("a request lapses at its very microsecond for whoever decides, and in the store with run_due") {
  on_every_storage([](firm& f) {
    const request_made r{f};
    const auto approve = [&] { return f.door.approve(f.as_administrator(), {.account = r.asks.id}); };
    f.clock.set(r.made + days(30) - duration{1});
    CHECK(run_due(f).lapsed == 0);
    f.clock.set(r.made + days(30));
    CHECK(refusal(approve()) == errc::illegal_transition);
    CHECK(refusal(f.door.reject(f.as_administrator(), {.account = r.asks.id})) == errc::illegal_transition);
    CHECK(f.get<account>(r.asks.id).state == account_state::pending);
    CHECK(run_due(f).lapsed == 1);
    CHECK(f.get<account>(r.asks.id).state == account_state::lapsed);
    CHECK(f.all<event>().back().what == event_type::account_lapsed);
    CHECK(f.queued().back() == effect::mail_lapsed);
    const auto before = f.dump();
    CHECK(run_due(f).lapsed == 0);
    CHECK(f.dump() == before);
    CHECK(refusal(approve()) == errc::illegal_transition);
  });
}

TEST_CASE("whoever's request is over is shown as lapsed by every answer, and found among the pending until run_due") {
  on_every_storage([](firm& f) {
    const request_made r{f};
    const auto by = f.as_administrator();
    const auto shown = [&] {
      const auto listed = f.door.list_accounts(by, {.state = account_state::pending}).value().accounts;
      const auto found = f.door.search_accounts(by, {.which = {.states = {account_state::pending}}}).value().accounts;
      REQUIRE(listed.size() == 1);
      REQUIRE(found.size() == 1);
      return std::vector{listed.front().state, found.front().state, f.door.view_account(by, r.asks.id).value().state,
                         f.door.find_account(by, f.address_of("zoe")).value().state};
    };
    f.clock.set(r.made + days(30) - duration{1});
    CHECK(shown() == std::vector(4, account_state::pending));
    f.clock.set(r.made + days(30));
    CHECK(shown() == std::vector(4, account_state::lapsed));
    run_due(f);
    CHECK(f.door.list_accounts(by, {.state = account_state::lapsed}).value().accounts.front().id == r.asks.id);
  });
}

TEST_CASE("a request may be decided until the microsecond before it lapses") {
  on_every_storage([](firm& f) {
    const request_made r{f};
    f.clock.set(r.made + days(30) - duration{1});
    CHECK(f.door.approve(f.as_administrator(), {.account = r.asks.id}).value().state == account_state::active);
    f.clock.set(r.made + days(300));
    CHECK(run_due(f).lapsed == 0);
    CHECK(run_due(f).reminded == 0);
  });
}

TEST_CASE("what lapsed or was refused is reopened by who manages users, with a whole new term") {
  on_every_storage([](firm& f) {
    const request_made r{f};
    const auto by = f.as_administrator();
    const auto reopen = [&](const caller& as) { return f.door.reopen(as, {.account = r.asks.id}); };
    f.clock.set(r.made + days(31));
    run_due(f);
    const auto paul = f.get<settings>(settings_row).approvers.front();
    CHECK(refusal(reopen(f.as(paul))) == errc::permission_denied);
    const auto epoch = f.get<account>(r.asks.id).credential_epoch;
    const auto again = reopen(by).value();
    CHECK(again.state == account_state::pending);
    CHECK(again.decide_by == r.made + days(61));
    CHECK(f.get<account>(r.asks.id).credential_epoch == epoch);
    const auto before = f.dump();
    CHECK(reopen(by).value().revision == again.revision);
    CHECK(f.dump() == before);
    CHECK(f.all<event>().back().what == event_type::account_reopened);

    REQUIRE(f.door.reject(f.as(paul), {.account = r.asks.id}));
    const auto taken_back = reopen(by).value();
    CHECK(taken_back.decided_by.is_nil());
    CHECK(f.door.approve(f.as(paul), {.account = r.asks.id}).value().state == account_state::active);
    CHECK(refusal(reopen(by)) == errc::illegal_transition);
  });
}

TEST_CASE("a request whose time is over can be reopened although run_due has not been called") {
  on_every_storage([](firm& f) {
    const request_made r{f};
    f.clock.set(r.made + days(40));
    CHECK(f.door.reopen(f.as_administrator(), {.account = r.asks.id}).value().decide_by == r.made + days(70));
    CHECK(run_due(f).lapsed == 0);
  });
}

TEST_CASE("whoever decides is reminded once an interval, and once after a long silence") {
  on_every_storage([](firm& f) {
    const request_made r{f};
    const struct {
      duration after;
      std::size_t reminded;
    } cases[] = {{duration{days(7).us - 1}, 0},
                 {days(7), 1},
                 {days(7), 0},
                 {duration{days(14).us - 1}, 0},
                 {days(16), 1},
                 {days(21), 1},
                 {days(29), 1}};
    for (const auto& c : cases) {
      CAPTURE(c.after.us);
      f.clock.set(r.made + c.after);
      CHECK(run_due(f).reminded == c.reminded);
    }
    const auto sent = f.queued();
    CHECK(std::count(sent.begin(), sent.end(), effect::mail_approval_reminder) == 4);
    f.clock.set(r.made + days(36));
    const auto done = run_due(f);
    CHECK(done.lapsed == 1);
    CHECK(done.reminded == 0);
  });
}

TEST_CASE("run_due works through more than its limit, call by call, and misses none") {
  on_every_storage([](firm& f) {
    f.approver("paul");
    for (const auto* name : {"one", "two", "three"}) f.account_of(f.form(name));
    f.clock.advance(days(8));
    CHECK(run_due(f, 2).reminded == 2);
    CHECK(run_due(f, 2).reminded == 1);
    CHECK(run_due(f, 2).reminded == 0);
    f.clock.advance(days(30));
    CHECK(run_due(f, 2).lapsed == 2);
    CHECK(run_due(f, 2).lapsed == 1);
    CHECK(run_due(f, 2).lapsed == 0);
  });
}

TEST_CASE("a decision between the look of run_due and its commit stands, and nobody is told of a lapse") {
  on_every_storage([](firm& f) {
    const request_made r{f};
    f.clock.set(r.made + days(30));
    f.watched.before_next_commit([&] { REQUIRE(f.door.reopen(f.as_administrator(), {.account = r.asks.id})); });
    CHECK(run_due(f).lapsed == 0);
    CHECK(f.get<account>(r.asks.id).state == account_state::pending);
    const auto waiting = f.queued();
    CHECK(std::count(waiting.begin(), waiting.end(), effect::mail_lapsed) == 0);
  });
}
