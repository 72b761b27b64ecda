// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <limits>

#include "flow/firm.hpp"
#include "parvis/rules/licenses.hpp"

using namespace flow_test;

namespace {

std::vector<std::string> in_state(const firm& f, account_state state) {
  std::vector<std::string> out;
  for (const auto& one : f.all<account>()) {
    if (one.of_kind == account_kind::collaborator && one.state == state) out.push_back(one.username);
  }
  return out;
}

/// The grants of a sku that have not ended, by their end.
std::vector<grant> grants_of(firm& f, std::string_view sku = "collaborators") {
  return f.door.list_grants(f.as_administrator(), sku).value();
}

/// From here on the clock stands, and only the test moves it. A moment to come.
instant stopped_clock(firm& f) {
  f.clock.stand_still();
  return f.clock.now().value() + hours(1);
}

std::ptrdiff_t how_often(const std::vector<effect>& all, effect one) { return std::count(all.begin(), all.end(), one); }
std::ptrdiff_t how_often(const std::vector<event_type>& all, event_type one) {
  return std::count(all.begin(), all.end(), one);
}

std::size_t welcomes(const std::vector<mail>& mails) {
  return static_cast<std::size_t>(std::count_if(mails.begin(), mails.end(), [](const auto& one) {
    return one.subject.text().find("Welcome") != std::string::npos;
  }));
}

/// Gives a seat back as those who deactivate somebody do.
void release(firm& f, std::string_view sku = "collaborators") {
  const auto held = sku == "core" ? parvis::access::core : parvis::access::collaborator;
  static std::uint8_t n = 0;
  batch freed{.at = f.clock.now().value(), .operations = release_seats(held, {f.pool(sku)})};
  freed.id.octet = {0xee, ++n};
  REQUIRE(f.inner->commit(firm::workspace, {&freed, 1}, nullptr).front().status == answer_status::done);
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
    CHECK(welcomes(f.deliver()) == 2);  // for each who was admitted, nothing for the others
    CHECK(f.door.grant_seats(f.as_administrator(), {"collaborators", 5}).value().waiting == 0);
    CHECK(f.pool().held == 6);
    CHECK(welcomes(f.deliver()) == 2);
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

TEST_CASE("an ended grant sells nothing from the microsecond of its end, though run_due was never called") {
  on_every_storage([](firm& f) {
    f.approver("paul");
    const auto one = f.collaborator("one"), two = f.collaborator("two"), three = f.collaborator("three");
    const auto end = stopped_clock(f);
    const auto pool = f.door.end_grant(f.as_administrator(), {grants_of(f).front().id, end}).value();
    CHECK(pool.capacity == 2);
    CHECK(pool.next_change_at == end);
    f.clock.set(end - duration{1});
    CHECK(f.door.approve(f.as_administrator(), {.account = one.id}).value().state == account_state::active);
    CHECK(how_often(f.events(), event_type::seats_settled) == 0);
    f.clock.set(end);
    CHECK(f.door.approve(f.as_administrator(), {.account = two.id}).value().state == account_state::waiting);
    f.clock.set(end + duration{1});
    CHECK(f.door.approve(f.as_administrator(), {.account = three.id}).value().state == account_state::waiting);
    CHECK(f.pool().capacity == 0);
    CHECK(f.pool().held == 1);
    CHECK(f.pool().waiting == 2);
    CHECK(f.pool().next_change_at == instant::never());
    CHECK(how_often(f.events(), event_type::seats_settled) == 1);
    CHECK(how_often(f.queued(), effect::mail_over_capacity) == 1);
    CHECK(how_often(f.queued(), effect::mail_seats_exhausted) == 1);  // of the first who waits, not of the second
    CHECK(grants_of(f).empty());
  });
}

TEST_CASE("every way to a seat settles the pool first") {
  on_every_storage([](firm& f) {
    const auto end = stopped_clock(f);
    REQUIRE(f.door.end_grant(f.as_administrator(), {grants_of(f, "core").front().id, end}));
    REQUIRE(f.door.end_grant(f.as_administrator(), {grants_of(f).front().id, end}));
    const auto pending = f.door.sign_up(f.somebody(), f.form("zoe", account_kind::collaborator)).value();
    const auto token = f.token_to(f.address_of("zoe"));
    f.clock.set(end);
    CHECK(refusal(f.door.add_user(f.as_administrator(), {.first_name = "A",
                                                         .last_name = "B",
                                                         .email = "a@ravel.example",
                                                         .group = f.team.members,
                                                         .seniority = "lawyer"})) == errc::no_seat);
    CHECK(f.door.prove_email(f.somebody(), {.token = token, .continuation = pending.continuation}).value().state ==
          account_state::waiting);
    f.change_settings([](settings& s) { s.email_proof = email_proof::off; });
    CHECK(f.door.sign_up(f.somebody(), f.form("yann", account_kind::collaborator)).value().account->state ==
          account_state::waiting);
    CHECK(f.pool("core").capacity == 0);
    CHECK(f.pool("core").held == 1);  // the administrator's; nobody is thrown out
    CHECK(f.pool().held == 0);
  });
}

TEST_CASE("licenses are sold by the operator: whoever manages users takes what was granted, and grants nothing") {
  on_every_storage([](firm& f) {
    auto given = firm::with_keys();
    given.licensing = licensing::by_operator;
    auto door = firm::opened_portal(f, f.watched, std::move(given));
    const auto by = f.as_administrator();
    const auto told = f.door.list_grants(by, "core").value();
    const auto before = f.dump();
    CHECK(refusal(door.grant_seats(by, {"core", 1})) == errc::permission_denied);
    CHECK(refusal(door.end_grant(by, {told.front().id})) == errc::permission_denied);
    CHECK(refusal(door.allow_overage(by, {"core", 1})) == errc::permission_denied);
    CHECK(refusal(door.change_catalog(by, door.view_catalog(by).value())) == errc::permission_denied);
    CHECK(f.dump() == before);
    CHECK(door.list_grants(by, "core").value().size() == 1);
    CHECK(door.list_grants(f.as_operator(), "core").value().size() == 1);
    CHECK(refusal(door.reserve_seats(by, {"core", 1, hours(1), "Lyon"})) == errc{});
    CHECK(door.grant_seats(f.as_operator(), {"core", 2}).value().granted == 7);
    CHECK(door.allow_overage(f.as_operator(), {"core", 1}).value().capacity == 8);
    CHECK(door.end_grant(f.as_operator(), {told.front().id}).value().granted == 2);
    CHECK(refusal(door.change_catalog(f.as_operator(), door.view_catalog(by).value())) == errc{});
    CHECK(door.inspect_store(f.as_operator()).value().found == 0);
    for (const auto& one : f.all<event>()) {
      const bool sold = one.what == event_type::seats_granted || one.what == event_type::overage_changed ||
                        one.what == event_type::grant_ended || one.what == event_type::catalog_changed;
      CHECK((one.actor == operator_id) == sold);
    }
  });
}

TEST_CASE("a grant that begins lets in who waits, by run_due and once") {
  on_every_storage([](firm& f) {
    for (const auto* name : {"one", "two", "three", "four", "five"}) f.collaborator(name);
    const auto start = stopped_clock(f);
    const auto pool = f.door.grant_seats(f.as_administrator(), {"collaborators", 2, start}).value();
    CHECK(pool.capacity == 2);
    CHECK(pool.next_change_at == start);
    f.clock.set(start - duration{1});
    auto done = f.door.run_due(f.somebody(), 100).value();
    CHECK(done.settled == 0);
    CHECK(done.admitted == 0);
    f.clock.set(start);
    done = f.door.run_due(f.somebody(), 100).value();
    CHECK(done.settled == 1);
    CHECK(done.admitted == 2);
    CHECK(in_state(f, account_state::active) == std::vector<std::string>{"one", "two", "three", "four"});
    const auto before = f.dump();
    done = f.door.run_due(f.somebody(), 100).value();
    CHECK(done.settled == 0);
    CHECK(done.admitted == 0);
    CHECK(f.dump() == before);
  });
}

TEST_CASE("a grant that begins lets in who waits by the next call that looks at its pool, before the caller") {
  on_every_storage([](firm& f) {
    f.approver("paul");
    const auto start = f.clock.now().value() + hours(1);
    for (const auto* name : {"one", "two", "three"}) {
      REQUIRE(f.door.approve(f.as_administrator(), {.account = f.collaborator(name).id}));
    }
    const auto four = f.collaborator("four"), five = f.collaborator("five");
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 2, start}));
    f.clock.set(start);
    CHECK(f.door.approve(f.as_administrator(), {.account = four.id}).value().state == account_state::active);
    CHECK(in_state(f, account_state::active) == std::vector<std::string>{"one", "two", "three", "four"});
    CHECK(f.door.approve(f.as_administrator(), {.account = five.id}).value().state == account_state::waiting);
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 1, start + hours(1)}));
    f.clock.set(start + hours(1));
    const auto pools = f.door.list_pools(f.as_administrator()).value();
    CHECK(std::any_of(pools.begin(), pools.end(), [](const auto& p) { return p.held == 5 && p.waiting == 0; }));
  });
}

TEST_CASE("who settles a pool and then loses a race decides again under ids that nobody used") {
  on_every_storage([](firm& f) {
    f.approver("paul");
    const auto zoe = f.collaborator("zoe");
    const auto start = stopped_clock(f);
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 1, start}));
    f.clock.set(start);
    f.watched.before_next_commit([&] {  // the pool is settled; the approval comes next
      f.watched.before_next_commit([&] { f.edit<account>(zoe.id, [](account& a) { a.last_name = "Other"; }); });
    });
    CHECK(f.door.approve(f.as_administrator(), {.account = zoe.id}).value().state == account_state::active);
    CHECK(f.pool().capacity == 3);
    CHECK(f.pool().held == 1);
    CHECK(how_often(f.events(), event_type::seats_settled) == 1);
    CHECK(how_often(f.events(), event_type::account_approved) == 1);
  });
}

TEST_CASE("a pool that somebody else settles meanwhile is settled once") {
  on_every_storage([](firm& f) {
    const auto start = stopped_clock(f);
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 1, start}));
    f.clock.set(start);
    f.watched.before_next_commit([&] { REQUIRE(f.door.run_due(f.somebody(), 10)); });
    CHECK(f.door.run_due(f.somebody(), 10));
    CHECK(f.pool().capacity == 3);
    CHECK(how_often(f.events(), event_type::seats_settled) == 1);
  });
}

TEST_CASE("a clock that goes back revives no seat that has ended, and nothing is settled twice") {
  on_every_storage([](firm& f) {
    f.approver("paul");
    const auto one = f.collaborator("one"), two = f.collaborator("two");
    const auto end = stopped_clock(f);
    REQUIRE(f.door.end_grant(f.as_administrator(), {grants_of(f).front().id, end}));
    f.clock.set(end);
    REQUIRE(f.door.run_due(f.somebody(), 10).value().settled == 1);
    f.clock.set(end - minutes(1));
    CHECK(f.door.approve(f.as_administrator(), {.account = one.id}).value().state == account_state::waiting);
    CHECK(f.door.run_due(f.somebody(), 10).value().settled == 0);
    CHECK(f.pool().held == 0);
    const auto pool = f.door.grant_seats(f.as_administrator(), {"collaborators", 1, {}, end + hours(1)}).value();
    CHECK(pool.capacity == 1);  // by this clock the other grant has a minute to go
    CHECK(pool.held == 1);
    CHECK(pool.next_change_at == end + hours(1));
    CHECK(f.door.approve(f.as_administrator(), {.account = two.id}).value().state == account_state::waiting);
    CHECK(f.pool().held == 1);
  });
}

TEST_CASE("a pool over its capacity says by how much, gives no seat, and heals as seats are given back") {
  on_every_storage([](firm& f) {
    f.door.grant_seats(f.as_administrator(), {"collaborators", 2}).value();
    for (const auto* name : {"one", "two", "three", "four"}) f.collaborator(name);
    const auto shrunk = f.door.end_grant(f.as_administrator(), {grants_of(f).back().id}).value();
    CHECK(shrunk.capacity == 2);
    CHECK(shrunk.held == 4);
    CHECK(shrunk.over_by == 2);
    CHECK(shrunk.remaining == 0);
    CHECK(how_often(f.queued(), effect::mail_over_capacity) == 1);
    CHECK(f.collaborator("five").state == account_state::waiting);
    for (const std::int64_t held : {3, 2}) {
      release(f);
      CHECK(f.pool().held == held);
      CHECK(f.door.run_due(f.somebody(), 10).value().admitted == 0);
    }
    release(f);
    CHECK(f.door.run_due(f.somebody(), 10).value().admitted == 1);
    CHECK(f.pool().held == 2);
    CHECK(f.pool().waiting == 0);
  });
}

TEST_CASE("administrators are told of an over-full pool once, however often it shrinks") {
  on_every_storage([](firm& f) {
    for (int n = 0; n < 2; ++n) f.door.grant_seats(f.as_administrator(), {"collaborators", 1}).value();
    for (const auto* name : {"one", "two", "three", "four"}) f.collaborator(name);
    f.deliver();
    for (const auto& one : grants_of(f)) REQUIRE(f.door.end_grant(f.as_administrator(), {one.id}));
    CHECK(f.pool().capacity == 0);
    CHECK(how_often(f.queued(), effect::mail_over_capacity) == 1);
  });
}

TEST_CASE("who stands behind somebody whose admission lost a race does not pass them") {
  on_every_storage([](firm& f) {
    for (const auto* name : {"one", "two", "three", "four"}) f.collaborator(name);
    const auto third =
        f.door.list_accounts(f.as_administrator(), {.state = account_state::waiting}).value().accounts[0];
    REQUIRE(third.username == "three");
    f.edit<seat_pool>(f.pool().id, [](seat_pool& p) { p.capacity = 4; });
    f.watched.before_next_commit([&] {  // two seats were seen, one is left, and the first in line has changed
      f.edit<seat_pool>(f.pool().id, [](seat_pool& p) { p.capacity = 3; });
      f.edit<account>(third.id, [](account& a) { a.last_name = "Other"; });
    });
    CHECK(f.door.run_due(f.somebody(), 10).value().admitted == 1);
    CHECK(in_state(f, account_state::active) == std::vector<std::string>{"one", "two", "three"});
    CHECK(in_state(f, account_state::waiting) == std::vector<std::string>{"four"});
    CHECK(f.pool().waiting == 1);
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

TEST_CASE("seats are granted and grants ended by who manages users, and nothing changes by what is refused") {
  on_every_storage([](firm& f) {
    const auto member = f.joined_user("paul");
    const auto running = grants_of(f).front().id;
    const auto begins = f.clock.now().value() + hours(1);
    const auto before = f.dump();
    CHECK(refusal(f.door.grant_seats(f.as(member.id), {"collaborators", 1})) == errc::permission_denied);
    CHECK(refusal(f.door.end_grant(f.as(member.id), {running})) == errc::permission_denied);
    CHECK(refusal(f.door.list_grants(f.as(member.id), "collaborators")) == errc::permission_denied);
    CHECK(refusal(f.door.list_grants(f.somebody(), "collaborators")) == errc::permission_denied);
    CHECK(refusal(f.door.grant_seats(f.as_administrator(), {"collaborators", 0})) == errc::out_of_range);
    CHECK(refusal(f.door.grant_seats(f.as_administrator(), {"collaborators", 1, begins, begins})) ==
          errc::out_of_range);
    CHECK(refusal(f.door.end_grant(f.as_administrator(), {})) == errc::not_found);
    CHECK(refusal(f.door.end_grant(f.as_administrator(), {running, instant{1}})) == errc::out_of_range);
    CHECK(f.dump() == before);
    CHECK(refusal(f.door.add_user(f.as_administrator(), {.first_name = "A",
                                                         .last_name = "B",
                                                         .email = "a@ravel.example",
                                                         .group = f.team.members,
                                                         .access = parvis::access::contract,
                                                         .seniority = "lawyer"})) == errc::no_seat);
    REQUIRE(f.door.end_grant(f.as_administrator(), {running}));
    CHECK(refusal(f.door.end_grant(f.as_administrator(), {running})) == errc::illegal_transition);
  });
}

TEST_CASE("grants of a sku are listed by their end until they end") {
  on_every_storage([](firm& f) {
    const auto now = stopped_clock(f) - hours(1);
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 7, now + hours(1), now + hours(3)}));
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 5, {}, now + hours(2)}));
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"core", 9}));
    const auto quantities = [&] {
      std::vector<std::int64_t> out;
      for (const auto& one : grants_of(f)) out.push_back(one.quantity);
      return out;
    };
    CHECK(quantities() == std::vector<std::int64_t>{5, 7, 2});
    f.clock.set(now + hours(2) - duration{1});
    CHECK(quantities() == std::vector<std::int64_t>{5, 7, 2});
    f.clock.set(now + hours(2));
    CHECK(quantities() == std::vector<std::int64_t>{7, 2});
    f.clock.set(now + hours(3));
    CHECK(quantities() == std::vector<std::int64_t>{2});
    CHECK(grants_of(f, "nothing").empty());
  });
}

TEST_CASE("a sku of the host's own has its pool from its first grant on, also when two are first at once") {
  on_every_storage([](firm& f) {
    f.watched.before_next_commit([&] { REQUIRE(f.door.grant_seats(f.as_administrator(), {"archive", 2})); });
    const auto pool = f.door.grant_seats(f.as_administrator(), {"archive", 3}).value();
    CHECK(pool.capacity == 5);
    CHECK(f.pool("archive").capacity == 5);
    CHECK(grants_of(f, "archive").size() == 2);
    const auto pools = f.all<seat_pool>();
    CHECK(std::count_if(pools.begin(), pools.end(), [](const auto& p) { return p.sku == "archive"; }) == 1);
  });
}

TEST_CASE("a queue is admitted whatever its sku, when somebody waits for it") {
  on_every_storage([](firm& f) {
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"archive", 1}));
    const auto zoe = f.account_of(f.form("zoe"));
    f.edit<account>(zoe.id, [&](account& a) {
      a.state = account_state::waiting;
      a.queued_at = f.clock.now().value();
      a.waiting_for = "archive";
    });
    CHECK(f.door.run_due(f.somebody(), 10).value().admitted == 0);  // by the pool's own count nobody waits
    batch one_waits{.id = {}, .at = f.clock.now().value()};
    one_waits.id.octet = {0xed};
    one_waits.operations = {{.type = op_type::change,
                             .kind = kind::seat_pool,
                             .id = f.pool("archive").id,
                             .add = {{column_of(&seat_pool::waiting), 1}}}};
    REQUIRE(f.inner->commit(firm::workspace, {&one_waits, 1}, nullptr).front().status == answer_status::done);
    CHECK(f.door.run_due(f.somebody(), 10).value().admitted == 1);
    CHECK(f.get<account>(zoe.id).state == account_state::active);
  });
}

TEST_CASE("the count of those who wait never falls below nothing, and then nobody is admitted") {
  on_every_storage([](firm& f) {
    for (const auto* name : {"one", "two", "three"}) f.collaborator(name);
    auto at = stamp{f.clock.now().value(), id_source{f.clock.now().value(), {9, 9, 9, 9, 9, 9, 9, 9}}};
    const auto three = f.get<account>(
        f.door.list_accounts(f.as_administrator(), {.state = account_state::waiting}).value().accounts[0].id);
    auto roomy = f.pool();
    roomy.capacity = 9;
    f.edit<seat_pool>(roomy.id, [](seat_pool& p) { p.capacity = 9; });
    for (const auto expected : {answer_status::done, answer_status::no_room}) {
      auto who = f.get<account>(three.id);
      who.state = account_state::waiting;  // as if they had not been admitted
      who.waiting_for = "collaborators";
      const batch again{at.ids.next(), at.now, admit(who, {roomy}, at).value().operations};
      CHECK(f.inner->commit(firm::workspace, {&again, 1}, nullptr).front().status == expected);
      CHECK(f.pool().waiting == 0);
      CHECK(f.pool().held == 3);
    }
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

TEST_CASE("seats of what is no name are refused in words") {
  on_every_storage([](firm& f) {
    for (const auto& [sku, why] : {std::pair{std::string("\xff"), errc::character_not_allowed},
                                   {std::string("a\0b", 3), errc::character_not_allowed},
                                   {"two\nlines", errc::character_not_allowed},
                                   {"weird sku", errc::character_not_allowed},
                                   {std::string(), errc::required}}) {
      const auto wrong = std::pair{std::string("sku"), why};
      CHECK(wrong_field(f.door.grant_seats(f.as_administrator(), {sku, 1})) == wrong);
      CHECK(wrong_field(f.door.reserve_seats(f.as_administrator(), {sku, 1, hours(1)})) == wrong);
    }
  });
}
