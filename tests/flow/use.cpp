// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <limits>

#include "flow/at_once.hpp"
#include "flow/firm.hpp"
#include "parvis/rules/licenses.hpp"
#include "rounds.hpp"

using namespace flow_test;

// How many seats are used: by whom, since when, how many at most; and what more would take.

namespace {

pool_view view(firm& f, std::string_view sku = "collaborators") {
  const auto all = f.door.list_pools(f.as_administrator()).value();
  for (const auto& one : all) {
    if (one.sku == sku) return one;
  }
  return {};
}
std::vector<std::string> names_of(const holder_page& page) {
  std::vector<std::string> out;
  for (const auto& one : page.holders) out.push_back(one.account.email.substr(0, one.account.email.find('@')));
  return out;
}
std::vector<seat_use> use_of(firm& f, std::string_view sku = "collaborators") {
  return f.door.view_use(f.as_administrator(), {.sku = std::string(sku)}).value();
}

template <class Story>
void race(std::int64_t collaborator_seats, Story story) {
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    const auto rounds = race_rounds_of(one.name == "memory" ? 10 : 2);
    for (unsigned round = 0; round < rounds; ++round) {
      firm f{one.make()};
      f.begin(collaborator_seats);
      story(f, one.threads);
    }
  }
}

}  // namespace

TEST_CASE("overage is taken after what was granted, told apart, and kept by the store") {
  on_every_storage([](firm& f) {  // 2 of collaborators
    const auto by = f.as_administrator();
    const auto allowed = f.door.allow_overage(by, {"collaborators", 1}).value();
    CHECK(allowed.granted == 2);
    CHECK(allowed.overage == 1);
    CHECK(allowed.capacity == 3);
    for (const auto* name : {"one", "two", "three"}) CHECK(f.collaborator(name).state == account_state::active);
    CHECK(f.collaborator("four").state == account_state::waiting);
    CHECK(view(f).held == 3);
    CHECK(f.door.allow_overage(by, {"collaborators", 2}).value().held == 4);  // who waited is admitted
    const auto none = f.door.allow_overage(by, {"collaborators", 0}).value();
    CHECK(none.over_by == 2);
    CHECK(none.overage == 0);
    const auto mails = f.queued();
    CHECK(std::count(mails.begin(), mails.end(), effect::mail_over_capacity) == 1);
    const auto before = f.dump();
    CHECK(f.door.allow_overage(by, {"collaborators", 0}).value().over_by == 2);
    CHECK(f.dump() == before);
    CHECK(refusal(f.door.allow_overage(by, {"moon", 1})) == errc::not_found);
    CHECK(refusal(f.door.allow_overage(by, {"\xff", 1})) == errc::invalid_utf8);
    CHECK(refusal(f.door.allow_overage(f.somebody(), {"core", 1})) == errc::permission_denied);
  });
}

TEST_CASE("an entitlement is on from the start of its grant to its end, whoever asks") {
  on_every_storage([](firm& f) {
    f.clock.stand_still();
    const auto from = f.clock.now().value() + hours(1), until = from + hours(1);
    const auto quantity = [&] { return f.door.check_entitlement(f.somebody(), "outlook").value().quantity; };
    CHECK(quantity() == 0);
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"outlook", 7, from, until}));
    for (const auto& [now, expected] : {std::pair{from - duration{1}, 0}, std::pair{from, 7},
                                        std::pair{until - duration{1}, 7}, std::pair{until, 0}}) {
      f.clock.set(now);
      CHECK(quantity() == expected);
    }
    CHECK(refusal(f.door.check_entitlement({.workspace = "elsewhere"}, "outlook")) == errc::not_set_up);
    CHECK(refusal(f.door.check_entitlement(f.somebody(), "\xff")) == errc::invalid_utf8);
  });
}

TEST_CASE("where a license is required for the portal, nobody signs up without it, by the form or by a link") {
  on_every_storage([](firm& f) {
    f.clock.stand_still();
    const auto link = f.link();
    const auto before = f.door.sign_up(f.somebody(), f.form("early")).value();
    const auto token = f.token_to(f.address_of("early"));
    f.change_settings([](settings& s) { s.signup_requires = "client_portal"; });
    auto by_link = f.form("zoe");
    by_link.token = token_in(link.link);
    const auto closed = [&] {
      CHECK(refusal(f.door.sign_up(f.somebody(), f.form("zoe"))) == errc::signup_disabled);
      CHECK(refusal(f.door.sign_up(f.somebody(), by_link)) == errc::signup_disabled);
      CHECK(refusal(f.door.start_sign_up(f.somebody(), {.email = "zoe@example.org"})) == errc::signup_disabled);
      CHECK(refusal(f.door.check_invite(f.somebody(), by_link.token)) == errc::signup_disabled);
      CHECK(f.door.view_sign_up_form(f.somebody()).value().audiences.empty());
      CHECK(refusal(f.door.prove_email(f.somebody(), {.token = token, .continuation = before.continuation})) ==
            errc::signup_disabled);
    };
    closed();
    const auto hashed = f.hasher.hashed.load();
    CHECK(refusal(f.door.sign_up(f.somebody(), f.form("zoe"))) == errc::signup_disabled);
    CHECK(f.hasher.hashed.load() == hashed);
    const auto until = f.clock.now().value() + hours(1);
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"client_portal", 1, {}, until}));
    CHECK(f.door.view_sign_up_form(f.somebody()).value().audiences.size() == 2);
    CHECK(refusal(f.door.check_invite(f.somebody(), by_link.token)) == errc{});
    CHECK(f.account_of(f.form("zoe")).state == account_state::active);
    // The license ends between the decision and the commit.
    f.watched.before_next_commit(
        [&] { f.edit<seat_pool>(f.pool("client_portal").id, [](seat_pool& p) { p.capacity = 0; }); });
    CHECK(refusal(f.door.sign_up(f.somebody(), f.form("yann"))) == errc::signup_disabled);
    f.edit<seat_pool>(f.pool("client_portal").id, [](seat_pool& p) { p.capacity = 1; });
    f.clock.set(until);
    closed();
    // Users are no clients of the portal.
    const auto staff =
        f.link({.audience = account_kind::user, .access = parvis::access::core, .group = f.team.members});
    CHECK(refusal(f.door.check_invite(f.somebody(), token_in(staff.link))) == errc{});
  });
}

TEST_CASE("who holds a seat is listed with the moment since when, in that order, page by page") {
  on_every_storage([](firm& f) {
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 3}));
    const auto by = f.as_administrator();
    for (const auto* name : {"one", "two", "three"}) f.collaborator(name);
    f.account_of(f.form("colette"));
    const auto paul = f.joined_user("paul").id;
    REQUIRE(f.door.add_user(by, {.first_name = "A",
                                 .last_name = "B",
                                 .email = "anna@ravel.example",
                                 .group = f.team.members,
                                 .seniority = "lawyer"}));
    CHECK(names_of(f.door.list_holders(by, {.sku = "collaborators"}).value()) ==
          std::vector<std::string>{"one", "two", "three"});
    CHECK(names_of(f.door.list_holders(by, {.sku = "core"}).value()) ==
          std::vector<std::string>{"anne", "paul", "anna"});
    CHECK(f.door.list_holders(by, {.sku = "core"}).value().holders[2].account.state == account_state::invited);
    CHECK(f.door.list_holders(by, {.sku = "contract"}).value().holders.empty());
    CHECK(f.door.list_holders(by, {.sku = "outlook"}).value().holders.empty());

    const auto since = f.door.list_holders(by, {.sku = "core"}).value().holders[1].since;
    REQUIRE(f.door.deactivate(by, {.account = paul}));
    CHECK(names_of(f.door.list_holders(by, {.sku = "core"}).value()) == std::vector<std::string>{"anne", "anna"});
    REQUIRE(f.door.reactivate(by, {.account = paul}));
    const auto again = f.door.list_holders(by, {.sku = "core"}).value();
    CHECK(names_of(again) == std::vector<std::string>{"anne", "anna", "paul"});
    CHECK(again.holders[2].since > since);

    std::vector<std::string> paged;
    std::optional<cursor> after;
    do {
      const auto page = f.door.list_holders(by, {.sku = "collaborators", .after = after, .limit = 2}).value();
      for (const auto& name : names_of(page)) paged.push_back(name);
      after = page.next;
    } while (after);
    CHECK(paged == std::vector<std::string>{"one", "two", "three"});
    CHECK(refusal(f.door.list_holders(by, {.sku = "core", .limit = 0})) == errc::out_of_range);
    CHECK(refusal(f.door.list_holders(f.as(paul), {.sku = "core"})) == errc::permission_denied);
  });
}

TEST_CASE("whoever holds a seat stands in the list, by whatever way they came and went") {
  on_every_storage([](firm& f) {
    f.approver("paul");
    const auto by = f.as_administrator();
    const auto one = f.collaborator("one").id, two = f.collaborator("two").id, three = f.collaborator("three").id;
    for (const auto& id : {one, two, three}) REQUIRE(f.door.approve(by, {.account = id}));
    REQUIRE(f.door.deactivate(by, {.account = one}));  // the third is admitted
    const auto staff =
        f.link({.audience = account_kind::user, .access = parvis::access::core, .group = f.team.members});
    auto form = f.form("max");
    form.token = token_in(staff.link);
    f.account_of(form);
    std::int64_t seated = 0;
    for (const auto& who : f.all<account>()) {
      const bool holds = !skus_of(seats_held(who)).empty();
      CHECK(who.seated_at.has_value() == holds);
      seated += holds ? 1 : 0;
    }
    CHECK(seated == f.pool("core").held + f.pool().held);
  });
}

TEST_CASE("what commands would take is told beforehand, comes to pass, and the telling changes nothing") {
  on_every_storage([](firm& f) {
    f.approver("paul");
    std::vector<seat_demand> demands;
    std::vector<approve_request> requests;
    for (const auto* name : {"one", "two", "three", "four"}) {
      demands.push_back({.account = f.collaborator(name).id});
      requests.push_back({.account = demands.back().account});
    }
    demands.push_back({.access = parvis::access::core, .people = 9});
    const auto before = f.dump();
    const auto told = f.door.preview_seats(f.as_administrator(), demands).value();
    CHECK(f.dump() == before);
    REQUIRE(told.pools.size() == 2);
    CHECK(told.pools[0].sku == "collaborators");
    CHECK(told.pools[0].takes == 2);
    CHECK(told.pools[0].lacks == 2);
    CHECK(told.pools[1].takes == 3);
    CHECK(told.people_without_seat == 6);
    std::vector<account_id> waiting;
    const auto told_each = f.door.approve_each(f.as_administrator(), requests).value();
    for (const auto& one : told_each) {
      if (one.outcome.value().state == account_state::waiting) waiting.push_back(one.account);
    }
    CHECK(told.would_wait == waiting);
    CHECK(refusal(f.door.preview_seats(f.as_administrator(), {})) == errc::out_of_range);
    CHECK(refusal(f.door.preview_seats(f.as_administrator(), std::vector<seat_demand>(1001))) == errc::out_of_range);
    CHECK(refusal(f.door.preview_seats(f.somebody(), demands)) == errc::permission_denied);
    CHECK(refusal(f.door.preview_seats(f.as_administrator(), {{.account = account_id{f.team.members}}})) ==
          errc::not_found);
  });
}

// --- the peak ---

TEST_CASE("the most seats of each month are kept, whoever came and went in it") {
  on_every_storage([](firm& f) {
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 8}));
    f.clock.stand_still();
    std::vector<account_id> ids;
    for (const auto* name : {"one", "two", "three"}) ids.push_back(f.collaborator(name).id);
    REQUIRE(f.door.deactivate(f.as_administrator(), {.account = ids[0]}));
    CHECK(view(f).peak == 3);
    REQUIRE(use_of(f).size() == 1);
    const auto first = use_of(f).front();
    CHECK(first.peak == 3);
    CHECK(first.starts_at < f.clock.now().value());

    f.clock.set(first.ends_at - duration{1});
    CHECK(view(f).peak == 3);
    f.clock.set(first.ends_at);
    CHECK(view(f).peak == 2);
    f.collaborator("four");
    for (const auto& id : {ids[1], ids[2]}) REQUIRE(f.door.deactivate(f.as_administrator(), {.account = id}));
    auto all = use_of(f);
    REQUIRE(all.size() == 2);
    CHECK(all[0].peak == 3);
    CHECK(all[0].capacity == 10);
    CHECK(all[1].starts_at == all[0].ends_at);
    CHECK(all[1].peak == 3);

    // Half a year in which nothing moves and nobody asks, but for the host's timer at its end.
    f.clock.advance(days(180));
    CHECK(f.door.run_due(f.somebody(), 100).value().settled == 0);
    all = use_of(f);
    REQUIRE(all.size() == 4);
    CHECK(all[2].starts_at == all[1].ends_at);
    CHECK(all[2].peak == 1);
    CHECK(all[3].starts_at == all[2].ends_at);
    CHECK(all[3].peak == 1);
    const auto before = f.dump(kind::event);
    REQUIRE(f.door.run_due(f.somebody(), 100));
    CHECK(f.dump(kind::event) == before);

    const auto by = f.as_administrator();
    CHECK(f.door.view_use(by, {"collaborators", all[1].starts_at, all[2].starts_at}).value().size() == 1);
    CHECK(f.door.view_use(by, {"moon"}).value().empty());
    CHECK(refusal(f.door.view_use(by, {"\xff"})) == errc::invalid_utf8);
    CHECK(refusal(f.door.view_use(f.somebody(), {"core"})) == errc::permission_denied);
  });
}

TEST_CASE("the peak is exact when seats are taken by many at once") {
  race(100, [](firm& f, std::size_t threads) {
    f.change_settings([](settings& s) { s.email_proof = email_proof::off; });
    const auto codes = at_once(threads, [&](std::size_t n) {
      return refusal(f.door.sign_up(f.somebody(), f.form("person" + std::to_string(n), account_kind::collaborator)));
    });
    CHECK(how_many(codes, errc{}) == static_cast<std::ptrdiff_t>(threads));
    CHECK(view(f).held == static_cast<std::int64_t>(threads));
    CHECK(view(f).peak == view(f).held);
  });
}

TEST_CASE("the peak is exact when seats are taken and given back at once, and every change is counted") {
  race(1000, [](firm& f, std::size_t threads) {
    std::vector<account_id> ids;
    f.change_settings([](settings& s) { s.email_proof = email_proof::off; });
    const auto join = [&](std::size_t n) {
      const auto made = f.door.sign_up(f.somebody(), f.form("person" + std::to_string(n), account_kind::collaborator));
      return made ? made.value().account->id : account_id{};
    };
    for (std::size_t n = 0; n < threads; ++n) ids.push_back(join(n));
    const auto before = view(f);
    CHECK(before.moves == static_cast<std::int64_t>(threads) + 0);
    // Half of them go, as many come: the peak is somewhere in between, and never less than what is held.
    const auto codes = at_once(threads, [&](std::size_t n) {
      if (n % 2 == 1) return join(threads + n).is_nil() ? errc::conflict : errc{};
      return refusal(f.door.deactivate(f.as_administrator(), {.account = ids[n]}));
    });
    CHECK(how_many(codes, errc{}) == static_cast<std::ptrdiff_t>(threads));
    const auto after = view(f);
    CHECK(after.held == before.held);
    CHECK(after.peak >= before.held);
    CHECK(after.peak <= before.held + static_cast<std::int64_t>(threads / 2));
    CHECK(after.moves == before.moves + static_cast<std::int64_t>(threads));
  });
}

TEST_CASE("a pool of which more is kept elsewhere is told by its moves, which only rise") {
  on_every_storage([](firm& f) {
    std::int64_t last = -1;
    const auto rises = [&] {
      const auto moves = view(f).moves;
      CHECK(moves > last);
      last = moves;
    };
    rises();
    const auto zoe = f.collaborator("zoe").id;
    rises();
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 1}));
    rises();
    REQUIRE(f.door.deactivate(f.as_administrator(), {.account = zoe}));
    rises();
    const auto kept = f.door.reserve_seats(f.as_administrator(), {"collaborators", 1, hours(1)}).value();
    rises();
    REQUIRE(f.door.release_reservation(f.as_administrator(), kept.id));
    rises();
    REQUIRE(f.door.allow_overage(f.as_administrator(), {"collaborators", 1}));
    rises();
  });
}

TEST_CASE("the bound of granted and overage holds while both are changed under those who take") {
  race(4, [](firm& f, std::size_t threads) {
    const auto by = f.as_administrator();
    REQUIRE(f.door.allow_overage(by, {"collaborators", 4}));
    f.change_settings([](settings& s) { s.email_proof = email_proof::off; });
    std::atomic<bool> oversold = false;
    const auto codes = at_once(threads, [&](std::size_t n) {
      if (n % 16 == 0) return refusal(f.door.allow_overage(by, {"collaborators", static_cast<std::int64_t>(n) / 16}));
      const auto code =
          refusal(f.door.sign_up(f.somebody(), f.form("person" + std::to_string(n), account_kind::collaborator)));
      if (f.pool().held > 8) oversold = true;
      return code;
    });
    CHECK(how_many(codes, errc{}) == static_cast<std::ptrdiff_t>(threads));
    CHECK_FALSE(oversold);
    std::int64_t active = 0, waiting = 0;
    for (const auto& one : f.all<account>()) {
      active += one.of_kind == account_kind::collaborator && one.state == account_state::active ? 1 : 0;
      waiting += one.state == account_state::waiting ? 1 : 0;
    }
    CHECK(f.pool().held == active);
    CHECK(f.pool().waiting == waiting);
    CHECK(f.pool().peak <= 8);
    CHECK(f.pool().peak >= active);
  });
}

TEST_CASE("a month that ends while seats are taken and given back counts every seat in one month or the other") {
  race(1000, [](firm& f, std::size_t threads) {
    f.change_settings([](settings& s) { s.email_proof = email_proof::off; });
    f.clock.stand_still();
    const auto end = f.pool().period_ends_at;
    f.clock.set(end - duration{1});
    const auto codes = at_once(threads, [&](std::size_t n) {
      if (n == threads / 2) f.clock.set(end);
      return refusal(f.door.sign_up(f.somebody(), f.form("person" + std::to_string(n), account_kind::collaborator)));
    });
    CHECK(how_many(codes, errc{}) == static_cast<std::ptrdiff_t>(threads));
    const auto all = use_of(f);
    CHECK(all.back().peak == static_cast<std::int64_t>(threads));
    CHECK(all.size() <= 2);
    if (all.size() == 2) CHECK(all[0].peak <= all[1].peak);
  });
}
