// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/at_once.hpp"
#include "flow/firm.hpp"
#include "rounds.hpp"

using namespace flow_test;

namespace {

reservation reserved(firm& f, std::int64_t seats, duration lasts = hours(1), std::string_view sku = "core") {
  const auto made = f.door.reserve_seats(f.as_administrator(), {std::string(sku), seats, lasts, "new partners"});
  REQUIRE(refusal(made) == errc{});
  return made.value();
}
add_user_request newcomer(firm& f, const std::string& name, std::vector<reservation_id> kept = {}) {
  return {.first_name = "A",
          .last_name = "B",
          .email = name + "@ravel.example",
          .group = f.team.members,
          .seniority = "lawyer",
          .reservations = std::move(kept)};
}
errc add(firm& f, const std::string& name, std::vector<reservation_id> kept = {}) {
  return refusal(f.door.add_user(f.as_administrator(), newcomer(f, name, std::move(kept))));
}
pool_view view(firm& f, std::string_view sku = "core") {
  const auto all = f.door.list_pools(f.as_administrator()).value();
  for (const auto& one : all) {
    if (one.sku == sku) return one;
  }
  return {};
}
/// What is left in the reservations of the store: what its pool should have reserved.
std::int64_t left_in_store(const firm& f) {
  std::int64_t out = 0;
  for (const auto& one : f.all<reservation>()) out += one.left;
  return out;
}
std::ptrdiff_t happened(const firm& f, event_type what) {
  const auto all = f.events();
  return std::count(all.begin(), all.end(), what);
}

}  // namespace

TEST_CASE("seats that are reserved are nobody else's, and are taken by those they are kept for") {
  on_every_storage([](firm& f) {  // 5 of core, one of them the administrator's
    const auto kept = reserved(f, 3);
    CHECK(kept.left == 3);
    CHECK(view(f).held == 4);
    CHECK(view(f).reserved == 3);
    CHECK(view(f).remaining == 1);
    CHECK(add(f, "anna") == errc{});
    CHECK(add(f, "bert") == errc::no_seat);
    CHECK(add(f, "bert", {kept.id}) == errc{});
    CHECK(view(f).held == 5);
    CHECK(view(f).reserved == 2);
    CHECK(f.door.list_reservations(f.as_administrator(), "core").value().front().left == 2);
    CHECK(add(f, "carl", {kept.id}) == errc{});
    CHECK(add(f, "dora", {kept.id}) == errc{});
    CHECK(add(f, "emil", {kept.id}) == errc::no_seat);
    CHECK(view(f).reserved == 0);
    CHECK(happened(f, event_type::seats_reserved) == 1);
  });
}

TEST_CASE("a reservation serves whoever is approved or comes back, and waits behind nobody") {
  on_every_storage([](firm& f) {  // 2 of collaborators
    const auto gone = f.collaborator("gone").id;
    REQUIRE(f.door.deactivate(f.as_administrator(), {.account = gone}));
    f.approver("paul");
    const auto zoe = f.collaborator("zoe").id, yann = f.collaborator("yann").id, xena = f.collaborator("xena").id;
    const auto kept = reserved(f, 2, hours(1), "collaborators");
    CHECK(f.door.approve(f.as_administrator(), {.account = xena}).value().state == account_state::waiting);
    CHECK(f.door.approve(f.as_administrator(), {.account = zoe, .reservations = {kept.id}}).value().state ==
          account_state::active);
    CHECK(refusal(f.door.reactivate(f.as_administrator(), {.account = gone})) == errc::no_seat);
    CHECK(refusal(f.door.reactivate(f.as_administrator(), {.account = gone, .reservations = {kept.id}})) == errc{});
    const auto told = f.door.approve_each(f.as_administrator(), {{.account = yann, .reservations = {kept.id}}}).value();
    CHECK(told.front().outcome.value().state == account_state::waiting);  // it is used up
    CHECK(f.pool().held == 2);
    CHECK(f.pool().waiting == 2);
    CHECK(f.pool().reserved == 0);
  });
}

TEST_CASE("of a list that shares a reservation as many take from it as there are seats in it") {
  on_every_storage([](firm& f) {
    f.approver("paul");
    std::vector<approve_request> requests;
    const auto kept = reserved(f, 2, hours(1), "collaborators");
    for (const auto* name : {"one", "two", "three"}) {
      requests.push_back({.account = f.collaborator(name).id, .reservations = {kept.id}});
    }
    std::ptrdiff_t active = 0;
    const auto told_each = f.door.approve_each(f.as_administrator(), requests).value();
    for (const auto& one : told_each) {
      active += one.outcome.value().state == account_state::active ? 1 : 0;
    }
    CHECK(active == 2);
    CHECK(f.pool().held == 2);
    CHECK(f.pool().reserved == 0);
    CHECK(f.pool().waiting == 1);
  });
}

TEST_CASE("a reservation that is over frees its seats by the clock, though nothing was called") {
  on_every_storage([](firm& f) {
    f.clock.stand_still();
    const auto kept = reserved(f, 4);
    f.clock.set(kept.expires_at - duration{1});
    CHECK(add(f, "anna") == errc::no_seat);
    f.clock.set(kept.expires_at);
    CHECK(add(f, "anna", {kept.id}) == errc{});  // as anybody now, not from the reservation
    CHECK(view(f).held == 2);
    CHECK(view(f).reserved == 0);
    CHECK(f.rows(kind::reservation).empty());
    CHECK(happened(f, event_type::reservation_expired) == 1);
    CHECK(refusal(f.door.release_reservation(f.as_administrator(), kept.id)) == errc::not_found);
    CHECK(f.door.list_reservations(f.as_administrator(), "core").value().empty());
  });
}

TEST_CASE("a seat that was kept is none once its license has ended, and is one again when there are enough") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    const auto gone = f.collaborator("gone").id;
    REQUIRE(f.door.deactivate(by, {.account = gone}));
    f.approver("paul");
    const auto zoe = f.collaborator("zoe").id, yann = f.collaborator("yann").id;
    f.clock.stand_still();
    const auto end = f.clock.now().value() + hours(1);
    REQUIRE(f.door.end_grant(by, {f.door.list_grants(by, "collaborators").value().front().id, end}));
    REQUIRE(f.door.grant_seats(by, {"contract", 1, {}, end}));
    const auto kept = reserved(f, 2, days(30), "collaborators");
    const auto kept_for_a_user = reserved(f, 1, days(30), "contract");
    f.clock.set(end);
    CHECK(f.door.approve(by, {.account = zoe, .reservations = {kept.id}}).value().state == account_state::waiting);
    CHECK(refusal(f.door.reactivate(by, {.account = gone, .reservations = {kept.id}})) == errc::no_seat);
    auto newcomer_of_contract = newcomer(f, "anna", {kept_for_a_user.id});
    newcomer_of_contract.access = access::contract;
    CHECK(refusal(f.door.add_user(by, newcomer_of_contract)) == errc::no_seat);
    CHECK(view(f, "collaborators").over_by == 2);
    // One seat for two that are held: nothing new fits.
    REQUIRE(f.door.grant_seats(by, {"collaborators", 1}));
    CHECK(refusal(f.door.reactivate(by, {.account = gone, .reservations = {kept.id}})) == errc::no_seat);
    REQUIRE(f.door.grant_seats(by, {"collaborators", 1}));
    CHECK(f.door.approve(by, {.account = yann, .reservations = {kept.id}}).value().state == account_state::active);
    CHECK(refusal(f.door.reactivate(by, {.account = gone, .reservations = {kept.id}})) == errc{});
    CHECK(f.pool().held == 2);
    CHECK(f.pool().reserved == 0);
    CHECK(f.get<account>(zoe).state == account_state::waiting);
  });
}

TEST_CASE("a license that ends while a kept seat of it is taken is settled first") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    f.clock.stand_still();
    const auto end = f.clock.now().value() + hours(1);
    f.approver("paul");
    const auto zoe = f.collaborator("zoe").id;
    const auto grants = f.door.list_grants(by, "collaborators").value();
    const auto kept = reserved(f, 1, days(30), "collaborators");
    REQUIRE(f.door.end_grant(by, {grants.front().id, end}));
    f.watched.before_next_commit([&] { REQUIRE(f.door.end_grant(by, {grants.front().id})); });
    CHECK(f.door.approve(by, {.account = zoe, .reservations = {kept.id}}).value().state == account_state::waiting);
    CHECK(f.pool().reserved == 1);
  });
}

TEST_CASE("run_due frees what is over and admits who waits, however many ended together") {
  on_every_storage([](firm& f) {
    REQUIRE(f.door.grant_seats(f.as_administrator(), {"collaborators", 38}));
    f.clock.stand_still();
    for (int n = 0; n < 40; ++n) reserved(f, 1, hours(1), "collaborators");
    CHECK(f.collaborator("zoe").state == account_state::waiting);
    CHECK(left_in_store(f) == f.pool().reserved);
    f.clock.advance(hours(1));
    CHECK(f.door.run_due(f.somebody(), 100).value().settled == 1);
    CHECK(f.door.run_due(f.somebody(), 100).value().settled <= 1);
    CHECK(view(f, "collaborators").reserved == 0);
    CHECK(f.rows(kind::reservation).empty());
    CHECK(f.pool().held == 1);
    CHECK(f.pool().waiting == 0);
    CHECK(happened(f, event_type::reservation_expired) == 40);
  });
}

TEST_CASE("what is released is free at once for who waits, and releasing again is the same answer") {
  on_every_storage([](firm& f) {
    const auto kept = reserved(f, 2, hours(1), "collaborators");
    CHECK(f.collaborator("zoe").state == account_state::waiting);
    CHECK(f.door.release_reservation(f.as_administrator(), kept.id).value().left == 0);
    CHECK(f.pool().held == 1);
    CHECK(f.pool().waiting == 0);
    const auto before = f.dump();
    CHECK(f.door.release_reservation(f.as_administrator(), kept.id).value().left == 0);
    CHECK(f.dump() == before);
    f.clock.advance(hours(1));
    REQUIRE(f.door.run_due(f.somebody(), 100));
    CHECK(f.rows(kind::reservation).empty());
    CHECK(happened(f, event_type::reservation_expired) == 0);
  });
}

TEST_CASE("only who manages users reserves and releases, and what is wrong by itself costs nothing") {
  on_every_storage([](firm& f) {
    const auto kept = reserved(f, 1);
    for (const auto& by : {f.somebody(), f.as(f.joined_user("paul").id), f.as(f.account_of(f.form("zoe")).id)}) {
      CHECK(refusal(f.door.reserve_seats(by, {"core", 1, hours(1)})) == errc::permission_denied);
      CHECK(refusal(f.door.release_reservation(by, kept.id)) == errc::permission_denied);
      CHECK(refusal(f.door.list_reservations(by, "core")) == errc::permission_denied);
    }
    const auto by = f.as_administrator();
    CHECK(refusal(f.door.reserve_seats(by, {"moon", 1, hours(1)})) == errc::no_seat);
    f.watched.take();
    CHECK(refusal(f.door.reserve_seats(by, {"", 1, hours(1)})) == errc::invalid_form);
    CHECK(refusal(f.door.reserve_seats(by, {"core", 1, hours(1), "a\nb"})) == errc::invalid_form);
    CHECK(refusal(f.door.list_reservations(by, "\xff")) == errc::invalid_utf8);
    const std::vector<reservation_id> many(5, kept.id);
    CHECK(refusal(f.door.approve(by, {.account = f.team.administrator, .reservations = many})) == errc::out_of_range);
    CHECK(refusal(f.door.reactivate(by, {.account = f.team.administrator, .reservations = many})) ==
          errc::out_of_range);
    CHECK(f.watched.take().empty());
    CHECK(wrong_field(f.door.add_user(by, newcomer(f, "anna", many))) ==
          std::pair{std::string("reservations"), errc::out_of_range});
  });
}

// --- races ---

namespace {

template <class Story>
void race(std::int64_t core_seats, Story story) {
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    const auto rounds = race_rounds_of(one.name == "memory" ? 10 : 2);
    for (unsigned round = 0; round < rounds; ++round) {
      firm f{one.make()};
      f.begin();
      if (core_seats > 5) REQUIRE(f.door.grant_seats(f.as_administrator(), {"core", core_seats - 5}));
      story(f, one.threads);
    }
  }
}

}  // namespace

TEST_CASE("of many who take the kept seats at once as many get one as there are, and the store adds up") {
  race(5, [](firm& f, std::size_t threads) {
    const auto kept = reserved(f, 4);
    const auto codes = at_once(threads, [&](std::size_t n) { return add(f, "user" + std::to_string(n), {kept.id}); });
    CHECK(how_many(codes, errc{}) == 4);
    CHECK(how_many(codes, errc::no_seat) == static_cast<std::ptrdiff_t>(threads) - 4);
    CHECK(f.pool("core").held == 5);
    CHECK(f.pool("core").reserved == 0);
    CHECK(left_in_store(f) == 0);
  });
}

TEST_CASE("a reservation that ends while it is taken from gives back each seat once or not at all") {
  race(5, [](firm& f, std::size_t threads) {
    f.clock.stand_still();
    const auto kept = reserved(f, 4);
    // Some see it last, some see it over: as on machines whose clocks differ.
    const auto codes = at_once(threads, [&](std::size_t n) {
      if (n == threads / 2) f.clock.set(kept.expires_at);
      if (n % 2 == 0) return refusal(f.door.run_due(f.somebody(), 100));
      return add(f, "user" + std::to_string(n), {kept.id});
    });
    CHECK(how_many(codes, errc{}) == static_cast<std::ptrdiff_t>(threads / 2) + 4);
    REQUIRE(f.door.run_due(f.somebody(), 100));
    CHECK(f.pool("core").held == 5);
    CHECK(f.pool("core").reserved == 0);
    CHECK(f.rows(kind::reservation).empty());
    CHECK(happened(f, event_type::reservation_expired) <= 1);
  });
}

TEST_CASE("releases, ends and takes of one reservation at once leave the pool with what its accounts hold") {
  race(5, [](firm& f, std::size_t threads) {
    const auto kept = reserved(f, 3);
    at_once(threads, [&](std::size_t n) {
      return n % 2 == 0 ? refusal(f.door.release_reservation(f.as_administrator(), kept.id))
                        : add(f, "user" + std::to_string(n), {kept.id});
    });
    std::int64_t users = 0;
    for (const auto& one : f.all<account>()) users += one.of_kind == account_kind::user ? 1 : 0;
    CHECK(f.pool("core").held == users);
    CHECK(users == 5);  // whatever was released was free for the others
    CHECK(f.pool("core").reserved == 0);
    CHECK(happened(f, event_type::reservation_released) <= 1);
  });
}

TEST_CASE("reservations made at once never keep more than there is, and the pool knows the first that ends") {
  race(5, [](firm& f, std::size_t threads) {
    f.clock.stand_still();
    const auto now = f.clock.now().value();
    const auto codes = at_once(threads, [&](std::size_t n) {
      return refusal(
          f.door.reserve_seats(f.as_administrator(), {"core", 1, hours(1 + static_cast<std::int64_t>(n) % 7)}));
    });
    CHECK(how_many(codes, errc{}) == 4);
    CHECK(f.pool("core").held == 5);
    CHECK(left_in_store(f) == 4);
    auto first = instant::never();
    for (const auto& one : f.all<reservation>()) first = std::min(first, one.expires_at);
    CHECK(f.pool("core").release_at == first);
    CHECK(first > now);
  });
}
