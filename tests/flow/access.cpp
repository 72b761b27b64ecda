// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/firm.hpp"

using namespace flow_test;

namespace {

constexpr auto both_sides = access::client | access::collaborator;

result<account_view> change(firm& f, account_id who, parvis::access to) {
  return f.door.change_access(f.as_administrator(), {.account = who, .access = to});
}

void let_ask(firm& f, std::optional<approval_mode> how) {
  f.change_settings([&](settings& s) { s.access_requests = how; });
}

}  // namespace

TEST_CASE("a client becomes a collaborator with a seat, and back, and the next in the queue has it in the same call") {
  on_every_storage([](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    CHECK(change(f, zoe.id, access::collaborator).value().kind == account_kind::collaborator);
    CHECK(f.pool().held == 1);
    f.collaborator("yann");
    const auto xena = f.collaborator("xena");
    CHECK(f.get<account>(xena.id).state == account_state::waiting);
    CHECK(change(f, zoe.id, both_sides).value().access == both_sides);  // full, and no more is needed
    f.deliver();
    CHECK(change(f, zoe.id, access::client).value().kind == account_kind::client);
    CHECK(f.get<account>(xena.id).state == account_state::active);
    CHECK(f.pool().held == 2);
    CHECK(f.pool().waiting == 0);
    CHECK(f.queued() == std::vector{effect::mail_access_changed, effect::mail_welcome});
  });
}

TEST_CASE("whoever is promoted into a full pool keeps their access until their turn has come") {
  on_every_storage([](firm& f) {
    const auto yann = f.collaborator("yann");
    f.collaborator("xena");
    const auto zoe = f.account_of(f.form("zoe"));
    f.deliver();
    const auto waits = change(f, zoe.id, access::collaborator).value();
    CHECK(waits.state == account_state::active);
    CHECK(waits.access == access::client);
    CHECK(waits.asked_access == access::collaborator);
    CHECK(waits.waiting_for == "collaborators");
    CHECK(f.door.sign_in(f.somebody(), {"zoe", std::string(good_password)}));
    const auto mails = f.deliver();
    REQUIRE(mails.size() == 2);
    CHECK(mails[0].text.find("no license is free") != std::string::npos);
    CHECK(mails[0].text.find("It is now") == std::string::npos);
    // Nobody overtakes her.
    CHECK(f.collaborator("late").state == account_state::waiting);
    REQUIRE(f.door.deactivate(f.as_administrator(), {.account = yann.id}));
    const auto now = f.get<account>(zoe.id);
    CHECK(now.access == access::collaborator);
    CHECK_FALSE(now.asked_access);
    CHECK(f.pool().waiting == 1);
    bool told = false;
    for (const auto& one : f.deliver())
      told = told || one.text.find("It is now: \u2068collaborator\u2069") != std::string::npos;
    CHECK(told);

    f.change_settings([](settings& s) { s.when_no_seat = no_seat_policy::refuse; });
    const auto other = f.account_of(f.form("other"));
    const auto before = f.dump();
    CHECK(refusal(change(f, other.id, access::collaborator)) == errc::no_seat);
    CHECK(f.dump() == before);
  });
}

TEST_CASE("a pool over its capacity can release and replace") {
  on_every_storage([](firm& f) {
    const auto one = f.collaborator("one"), two = f.collaborator("two");
    const auto granted = f.door.list_grants(f.as_administrator(), "collaborators").value();
    REQUIRE(f.door.end_grant(f.as_administrator(), {granted.front().id}));
    CHECK(f.pool().held > f.pool().capacity);
    CHECK(change(f, one.id, both_sides).value().access == both_sides);
    CHECK(change(f, one.id, access::client).value().access == access::client);
    CHECK(f.pool().held == 1);
    CHECK(change(f, one.id, access::collaborator).value().waiting_for == "collaborators");
    CHECK(f.pool().held == 1);
    CHECK(f.get<account>(two.id).state == account_state::active);
  });
}

TEST_CASE("a user changes from one solution to the other in one commit; each seat given up lets the next one in") {
  on_every_storage([](firm& f) {
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"contract", 1}));
    const auto ada = f.joined_user("ada"), bea = f.joined_user("bea");
    REQUIRE(change(f, ada.id, access::contract));
    CHECK(f.pool("core").held == 2);
    CHECK(f.pool("contract").held == 1);
    CHECK(change(f, bea.id, access::contract).value().waiting_for == "contract");
    CHECK(f.pool("core").held == 2);
    // Ada gives the seat back: Bea has it, and gives up hers.
    REQUIRE(change(f, ada.id, access::core));
    CHECK(f.get<account>(bea.id).access == access::contract);
    CHECK(f.pool("core").held == 2);
    CHECK(f.pool("contract").held == 1);
    CHECK(f.pool("contract").waiting == 0);
  });
}

TEST_CASE("a seat that is given up by somebody's turn goes to the queue for it in the same call") {
  on_every_storage([](firm& f) {
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"contract", 1}));
    std::vector<account_id> users;
    for (const auto* name : {"ada", "bea", "cleo", "dora"}) users.push_back(f.joined_user(name).id);
    REQUIRE(change(f, users[0], access::contract));
    REQUIRE(change(f, users[1], access::contract));  // waits, and holds a seat of core
    f.joined_user("eddy");
    REQUIRE(f.pool("core").held == 5);  // the last one is taken
    REQUIRE(change(f, users[0], access::core | access::contract).value().waiting_for == "core");
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"contract", 1}));  // Bea's turn: she gives up core
    CHECK(f.get<account>(users[1]).access == access::contract);
    CHECK(f.get<account>(users[0]).access == (access::core | access::contract));
    CHECK(f.pool("core").held == 5);
    CHECK(f.pool("core").waiting == 0);
  });
}

TEST_CASE("whoever waits for a seat and needs it no longer is in, and the queue behind them moves up") {
  on_every_storage([](firm& f) {
    f.collaborator("one");
    f.collaborator("two");
    const auto waits = f.collaborator("three"), behind = f.collaborator("four");
    CHECK(change(f, waits.id, access::client).value().state == account_state::active);
    CHECK(f.pool().waiting == 1);
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 1}));
    CHECK(f.get<account>(behind.id).state == account_state::active);
  });
}

TEST_CASE("nobody asks for another access where the workspace does not let them") {
  on_every_storage([](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    const auto before = f.dump();
    CHECK(refusal(f.door.ask_access(f.as(zoe.id), access::collaborator)) == errc::access_not_allowed);
    CHECK(refusal(f.door.ask_access(f.somebody(), access::collaborator)) == errc::permission_denied);
    CHECK(refusal(f.door.ask_access(f.as_administrator(), access::collaborator)) == errc::permission_denied);
    CHECK(f.dump() == before);
  });
}

TEST_CASE("a client asks, those who decide are told, and one of them grants it once") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    let_ask(f, approval_mode::by_user);
    const auto zoe = f.account_of(f.form("zoe"));
    REQUIRE(f.door.approve(f.as(paul.id), {.account = zoe.id}));
    f.deliver();
    const auto asked = f.door.ask_access(f.as(zoe.id), access::collaborator).value();
    CHECK(asked.asked_access == access::collaborator);
    CHECK(asked.decide_by);
    CHECK(f.pool().held == 0);
    const auto mails = f.deliver();
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].to.address() == "paul@ravel.example");
    CHECK(mails[0].text.find("Access asked for: \u2068collaborator\u2069") != std::string::npos);
    CHECK(mails[0].text.find("https://portal.example.org/clients\n") != std::string::npos);

    const auto grant = [&](parvis::access a) {
      return f.door.approve_access(f.as(paul.id), {.account = zoe.id, .access = a});
    };
    CHECK(refusal(grant(both_sides)) == errc::stale);
    CHECK(refusal(f.door.approve_access(f.as(zoe.id), {.account = zoe.id, .access = access::collaborator})) ==
          errc::permission_denied);
    CHECK(grant(access::collaborator).value().kind == account_kind::collaborator);
    CHECK(f.pool().held == 1);
    const auto before = f.dump();
    CHECK(grant(access::collaborator).value().access == access::collaborator);
    CHECK(f.dump() == before);
    CHECK(f.queued() == std::vector{effect::mail_access_changed});
  });
}

TEST_CASE("a refusal leaves the access as it is, tells why, and another request may follow") {
  on_every_storage([](firm& f) {
    let_ask(f, approval_mode::by_user);
    const auto zoe = f.account_of(f.form("zoe"));
    REQUIRE(f.door.ask_access(f.as(zoe.id), access::collaborator));
    f.deliver();
    const auto refused = f.door.reject_access(
        f.as_administrator(), {.account = zoe.id, .access = access::collaborator, .reason = "No mandate"});
    CHECK(refused.value().access == access::client);
    CHECK_FALSE(refused.value().asked_access);
    const auto mails = f.deliver();
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].text.find("No mandate") != std::string::npos);
    CHECK(f.all<note>().size() == 1);
    CHECK(f.door.ask_access(f.as(zoe.id), access::collaborator).value().asked_access == access::collaborator);
  });
}

TEST_CASE("a request for another access is remembered and lapses, and nothing about the account does") {
  on_every_storage([](firm& f) {
    let_ask(f, approval_mode::by_user);
    const auto zoe = f.account_of(f.form("zoe"));
    REQUIRE(f.door.ask_access(f.as(zoe.id), access::collaborator));
    f.deliver();
    f.clock.advance(days(7));
    CHECK(f.door.run_due(f.somebody(), 100).value().reminded == 1);
    CHECK(f.queued() == std::vector{effect::mail_access_asked});
    f.deliver();
    f.clock.advance(days(23));
    CHECK(refusal(f.door.approve_access(f.as_administrator(), {.account = zoe.id, .access = access::collaborator})) ==
          errc::illegal_transition);
    CHECK(f.door.run_due(f.somebody(), 100).value().lapsed == 1);
    CHECK(f.door.run_due(f.somebody(), 100).value().lapsed == 0);
    const auto now = f.get<account>(zoe.id);
    CHECK(now.state == account_state::active);
    CHECK_FALSE(now.asked_access);
    CHECK(f.queued() == std::vector{effect::mail_access_lapsed});
    const auto told = f.deliver();
    REQUIRE(told.size() == 1);
    CHECK(told[0].text.find("has lapsed. This is not a refusal") != std::string::npos);
    CHECK(f.door.sign_in(f.somebody(), {"zoe", std::string(good_password)}));
  });
}

TEST_CASE("where nobody has to decide, whoever asks is served at once, and not oftener than the mailbox bears") {
  on_every_storage([](firm& f) {
    let_ask(f, approval_mode::by_default);
    const auto zoe = f.account_of(f.form("zoe"));
    f.change_settings([](settings& s) { s.mails_per_address_max = 2; });
    const auto ask = [&](parvis::access a) { return f.door.ask_access(f.as(zoe.id), a); };
    CHECK(ask(access::collaborator).value().access == access::collaborator);
    CHECK(f.pool().held == 1);
    CHECK(ask(access::collaborator).value().revision == f.get<account>(zoe.id).revision);
    CHECK(ask(access::client).value().access == access::client);
    CHECK(f.pool().held == 0);
    CHECK(refusal(ask(access::collaborator)) == errc::mails_exhausted);
    CHECK(f.pool().held == 0);
  });
}

TEST_CASE("by asking for what they have they leave the queue") {
  on_every_storage([](firm& f) {
    let_ask(f, approval_mode::by_default);
    f.collaborator("one");
    f.collaborator("two");
    const auto zoe = f.account_of(f.form("zoe"));
    CHECK(f.door.ask_access(f.as(zoe.id), access::collaborator).value().waiting_for == "collaborators");
    CHECK(f.pool().waiting == 1);
    CHECK(f.door.ask_access(f.as(zoe.id), access::client).value().waiting_for.empty());
    CHECK(f.pool().waiting == 0);
    REQUIRE(f.door.ask_access(f.as(zoe.id), access::collaborator));
    REQUIRE(f.door.deactivate(f.as_administrator(), {.account = zoe.id}));
    CHECK(f.pool().waiting == 0);
    CHECK(f.door.reactivate(f.as_administrator(), {.account = zoe.id}).value().access == access::client);
  });
}
