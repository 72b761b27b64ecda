// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <limits>

#include "flow/firm.hpp"

using namespace flow_test;

namespace {

std::vector<std::string> in_state(const firm& f, account_state state) {
  std::vector<std::string> out;
  for (const auto& one : f.all<account>()) {
    if (one.of_kind == account_kind::collaborator && one.state == state) out.push_back(one.username);
  }
  return out;
}

}  // namespace

TEST_CASE("who finds no seat waits, and is admitted in the order of approval when seats are granted") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    std::vector<account_id> ids;
    for (const auto* name : {"one", "two", "three", "four", "five", "six"}) ids.push_back(f.collaborator(name).id);
    for (const auto n : {5U, 3U, 1U, 0U, 2U, 4U}) REQUIRE(f.door.approve(f.as(paul.id), {.account = ids[n]}));
    CHECK(f.pool().held == 2);
    CHECK(f.pool().waiting == 4);
    f.deliver();
    const auto pool = f.door.grant_seats(f.as_administrator(), {"collaborators", 2}).value();
    CHECK(pool.held == 4);
    CHECK(pool.waiting == 2);
    CHECK(in_state(f, account_state::active) == std::vector<std::string>{"one", "two", "four", "six"});
    CHECK(in_state(f, account_state::waiting) == std::vector<std::string>{"three", "five"});
    CHECK(f.deliver().size() == 2);  // a welcome for each who was admitted, nothing for the others
    CHECK(f.door.grant_seats(f.as_administrator(), {"collaborators", 5}).value().waiting == 0);
    CHECK(f.pool().held == 6);
    CHECK(f.deliver().size() == 2);
  });
}

TEST_CASE("while somebody waits nobody overtakes them, though a seat is free") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    std::vector<account_id> ids;
    for (const auto* name : {"one", "two", "three", "four"}) ids.push_back(f.collaborator(name).id);
    for (std::size_t n = 0; n < 3; ++n) REQUIRE(f.door.approve(f.as(paul.id), {.account = ids[n]}));
    REQUIRE(in_state(f, account_state::waiting) == std::vector<std::string>{"three"});
    // A seat comes free past the portal, and nobody has been admitted yet.
    f.edit<seat_pool>(f.pool().id, [](seat_pool& p) { p.capacity = 3; });
    const auto four = f.door.approve(f.as(paul.id), {.account = ids[3]}).value();
    CHECK(four.state == account_state::waiting);
    CHECK(in_state(f, account_state::active) == std::vector<std::string>{"one", "two", "three"});
    CHECK(f.pool().held == 3);
    CHECK(f.pool().waiting == 1);
  });
}

TEST_CASE("who is put into a queue although a seat has come free is admitted by the same call") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    std::vector<account_id> ids;
    for (const auto* name : {"one", "two", "three"}) ids.push_back(f.collaborator(name).id);
    for (std::size_t n = 0; n < 2; ++n) REQUIRE(f.door.approve(f.as(paul.id), {.account = ids[n]}));
    f.watched.before_next_commit([&] { f.edit<seat_pool>(f.pool().id, [](seat_pool& p) { p.capacity = 3; }); });
    CHECK(f.door.approve(f.as(paul.id), {.account = ids[2]}).value().state == account_state::active);
    CHECK(f.pool().held == 3);
    CHECK(f.pool().waiting == 0);
  });
}

TEST_CASE("run_due admits who waits when there is room, and is done when called again") {
  on_every_storage([](firm& f) {
    f.approver("paul");
    for (const auto* name : {"one", "two", "three", "four"}) {
      REQUIRE(f.door.approve(f.as_administrator(), {.account = f.collaborator(name).id}));
    }
    CHECK(f.door.run_due(f.somebody(), 10).value().admitted == 0);
    f.edit<seat_pool>(f.pool().id, [](seat_pool& p) { p.capacity = 9; });
    CHECK(f.door.run_due(f.somebody(), 1).value().admitted == 1);
    CHECK(f.door.run_due(f.somebody(), 10).value().admitted == 1);
    CHECK(f.door.run_due(f.somebody(), 10).value().admitted == 0);
    CHECK(f.pool().held == 4);
    CHECK(f.pool().waiting == 0);
  });
}

TEST_CASE("past a change of capacity that is not settled nobody takes and nobody is admitted") {
  on_every_storage([](firm& f) {
    f.approver("paul");
    const auto zoe = f.collaborator("zoe");
    f.edit<seat_pool>(f.pool().id, [&](seat_pool& p) { p.next_change_at = f.clock.now().value(); });
    CHECK(f.door.approve(f.as_administrator(), {.account = zoe.id}).value().state == account_state::waiting);
    f.watched.take();
    CHECK(f.door.run_due(f.somebody(), 10).value().admitted == 0);
    for (const auto& call : f.watched.take()) CHECK(call.call != storage_asked::sort::commit);
    CHECK(f.pool().held == 0);
  });
}

TEST_CASE("with the policy to refuse nobody waits, and the refusal names the sku") {
  on_every_storage([](firm& f) {
    f.change_settings([](settings& s) { s.when_no_seat = no_seat_policy::refuse; });
    f.collaborator("one");
    f.collaborator("two");
    const auto refused = f.try_account(f.form("three", account_kind::collaborator));
    REQUIRE(refusal(refused) == errc::no_seat);
    CHECK(refused.error().detail == "collaborators");
    CHECK(refused.error().message == message(errc::no_seat, "en", "collaborators"));
    CHECK(f.rows(kind::sign_up).size() == 1);  // the mailed link is not spent
    CHECK(f.account_of(f.form("colette")).state == account_state::active);
    CHECK(f.pool().waiting == 0);
  });
}

TEST_CASE("an over-full pool gives no seat until it heals") {
  on_every_storage([](firm& f) {
    f.collaborator("one");
    f.collaborator("two");
    f.edit<seat_pool>(f.pool().id, [](seat_pool& p) { p.capacity = 1; });
    CHECK(f.collaborator("three").state == account_state::waiting);
    CHECK(f.door.grant_seats(f.as_administrator(), {"collaborators", 1}).value().waiting == 1);
    CHECK(f.door.grant_seats(f.as_administrator(), {"collaborators", 1}).value().waiting == 0);
    CHECK(f.pool().held == 3);
  });
}

TEST_CASE("seats are granted by who manages users, of a pool that exists") {
  on_every_storage([](firm& f) {
    const auto member = f.joined_user("paul");
    const auto before = f.dump();
    CHECK(refusal(f.door.grant_seats(f.as(member.id), {"collaborators", 1})) == errc::permission_denied);
    CHECK(refusal(f.door.grant_seats(f.as_administrator(), {"collaborators", 0})) == errc::out_of_range);
    CHECK(refusal(f.door.grant_seats(f.as_administrator(), {"nothing", 1})) == errc::not_found);
    CHECK(f.dump() == before);
    CHECK(refusal(f.door.add_user(f.as_administrator(), {.first_name = "A",
                                                         .last_name = "B",
                                                         .email = "a@ravel.example",
                                                         .group = f.team.members,
                                                         .access = parvis::access::contract})) == errc::no_seat);
  });
}

TEST_CASE("a case is opened once, with its role, and not before the account is active") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    const auto link = f.link({.audience = account_kind::collaborator, .case_role = case_role::client});
    std::vector<account_id> ids;
    for (const auto* name : {"one", "two", "three"}) {
      auto form = f.form(name);
      form.token = token_in(link.link);
      ids.push_back(f.account_of(form).id);
    }
    f.deliver();
    CHECK(f.cases.opened().empty());  // pending
    for (const auto& id : ids) REQUIRE(f.door.approve(f.as(paul.id), {.account = id}));
    f.deliver();
    CHECK(f.cases.opened().size() == 2);  // the third waits
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 1}));
    f.deliver();
    REQUIRE(f.cases.opened().size() == 3);
    for (const auto& one : f.cases.opened()) CHECK(one.role == case_role::client);
    CHECK(f.cases.opened()[2].account == ids[2]);
    f.deliver();
    CHECK(f.cases.opened().size() == 3);
  });
}

TEST_CASE("seats of what is no name, or more than can be counted, are refused in words") {
  on_every_storage([](firm& f) {
    for (const auto& [sku, why] : {std::pair{std::string("\xff"), errc::invalid_utf8},
                                   {std::string("a\0b", 3), errc::control_character},
                                   {std::string(), errc::required}}) {
      CHECK(wrong_field(f.door.grant_seats(f.as_administrator(), {sku, 1})) == std::pair{std::string("sku"), why});
    }
    f.edit<seat_pool>(f.pool().id,
                      [](seat_pool& pool) { pool.capacity = std::numeric_limits<std::int64_t>::max() - 1; });
    CHECK(refusal(f.door.grant_seats(f.as_administrator(), {"collaborators", 2})) == errc::out_of_range);
    CHECK(refusal(f.door.grant_seats(f.as_administrator(), {"collaborators", 1})) == errc{});
  });
}
