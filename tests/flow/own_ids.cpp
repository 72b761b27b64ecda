// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "flow/race.hpp"
#include "parvis/testkit/faulty_storage.hpp"

// A host that names the id of what is to be granted or kept may repeat the call until it knows the answer.

using namespace flow_test;
using testkit::faulty_storage;
using testkit::storage_call;
using testkit::storage_fault;

namespace {

template <class Id>
Id own_id(std::uint8_t n = 1) {
  return Id{uuid::well_known(n)};
}

seat_grant two_seats(std::uint8_t id = 1) {
  return {.sku = "collaborators", .quantity = 2, .id = own_id<grant_id>(id)};
}
reserve_seats_request two_kept(std::uint8_t id = 1) {
  return {.sku = "core", .seats = 2, .lasts = hours(1), .purpose = "Lyon", .id = own_id<reservation_id>(id)};
}

/// Whether these were granted and kept once, and by so many seats.
void check_once(firm& f) {
  CHECK(f.rows(kind::reservation).size() == 1);
  CHECK(f.pool("core").reserved == 2);
  CHECK(f.pool().capacity == 4);
  CHECK(happened(f, event_type::seats_reserved) == 1);
}

}  // namespace

TEST_CASE("a grant that is repeated under its id is granted once, and answered with the pool as it is") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    const auto before = happened(f, event_type::seats_granted);
    CHECK(f.door.grant_seats(by, two_seats()).value().capacity == 4);
    REQUIRE(f.door.grant_seats(by, {"collaborators", 1}));
    f.clock.advance(days(1));
    CHECK(f.door.grant_seats(by, two_seats()).value().capacity == 5);
    CHECK(f.get<grant>(own_id<grant_id>()).quantity == 2);
    CHECK(happened(f, event_type::seats_granted) == before + 2);
    CHECK(f.door.grant_seats(by, two_seats(2)).value().capacity == 7);
  });
}

TEST_CASE("another grant under an id that is used is refused, and so is one that was bought") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    REQUIRE(f.door.grant_seats(by, two_seats()));
    auto other = two_seats();
    other.quantity = 3;
    const auto refused = f.door.grant_seats(by, other);
    CHECK(refusal(refused) == errc::key_taken);
    CHECK(refused.error().field == "id");
    other = two_seats();
    other.sku = "nobody's";
    CHECK(refusal(f.door.grant_seats(by, other)) == errc::key_taken);
    f.edit<grant>(own_id<grant_id>(), [](grant& g) { g.order = own_id<order_id>(); });
    CHECK(refusal(f.door.grant_seats(by, two_seats())) == errc::key_taken);
    CHECK(f.pool().capacity == 4);
    CHECK(refusal(f.door.grant_seats(f.somebody(), two_seats())) == errc::permission_denied);
  });
}

TEST_CASE("a grant that was ended since is not granted again by a late repetition") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    auto asked = two_seats();
    asked.ends_at = f.clock.now().value() + days(9);
    REQUIRE(f.door.grant_seats(by, asked));
    REQUIRE(f.door.end_grant(by, {.grant = asked.id}));
    CHECK(f.door.grant_seats(by, asked).value().capacity == 2);
    f.clock.advance(days(10));
    CHECK(f.door.grant_seats(by, asked).value().capacity == 2);
  });
}

TEST_CASE("whoever waits for seats that were granted by a call that died is admitted by its repetition") {
  on_every_storage([](firm& f) {
    const auto paul = f.approver("paul");
    for (const auto* name : {"one", "two", "three"}) {
      REQUIRE(f.door.approve(f.as(paul.id), {.account = f.collaborator(name).id}));
    }
    faulty_storage dying{*f.inner};
    auto door = firm::opened_portal(f, dying);
    dying.arm({.call = storage_call::commit, .number = 2, .for_ever = true});
    REQUIRE(door.grant_seats(f.as_administrator(), two_seats()));
    REQUIRE(f.pool().waiting == 1);
    CHECK(f.door.grant_seats(f.as_administrator(), two_seats()).value().waiting == 0);
  });
}

TEST_CASE("a reservation that is repeated under its id is kept once while it lasts, whatever was taken from it") {
  on_every_storage([](firm& f) {
    f.clock.stand_still();
    const auto by = f.as_administrator();
    const auto kept = f.door.reserve_seats(by, two_kept()).value();
    CHECK(kept.id == own_id<reservation_id>());
    const auto same = f.door.reserve_seats(by, two_kept()).value();
    CHECK(same.expires_at == kept.expires_at);
    CHECK(same.left == 2);
    for (const auto& [what, change] : std::initializer_list<std::pair<const char*, void (*)(reserve_seats_request&)>>{
             {"sku", [](auto& r) { r.sku = "collaborators"; }},
             {"seats", [](auto& r) { r.seats = 1; }},
             {"lasts", [](auto& r) { r.lasts = hours(2); }},
             {"purpose", [](auto& r) { r.purpose = "Nice"; }}}) {
      CAPTURE(what);
      auto other = two_kept();
      change(other);
      CHECK(refusal(f.door.reserve_seats(by, other)) == errc::key_taken);
    }
    CHECK(f.pool("core").reserved == 2);
    CHECK(happened(f, event_type::seats_reserved) == 1);
    REQUIRE(f.door.release_reservation(by, kept.id));
    CHECK(f.door.reserve_seats(by, two_kept()).value().left == 0);
    CHECK(f.pool("core").reserved == 0);
  });
}

TEST_CASE("a reservation that is over leaves its id free, whether or not anybody has written that it is") {
  on_every_storage([](firm& f) {
    f.clock.stand_still();
    const auto by = f.as_administrator();
    for (int n = 0; n < 3; ++n) {
      const auto kept = f.door.reserve_seats(by, two_kept()).value();
      CHECK(kept.reserved_at == f.clock.now().value());
      CHECK(f.pool("core").reserved == 2);
      f.clock.set(kept.expires_at);
      if (n == 1) REQUIRE(f.door.run_due(f.somebody(), 100));
    }
    CHECK(happened(f, event_type::seats_reserved) == 3);
  });
}

TEST_CASE("an answer that is lost at any commit is found again by the same call") {
  for (const auto fault : {storage_fault::before, storage_fault::reply_lost, storage_fault::unknown_unapplied}) {
    CAPTURE(static_cast<int>(fault));
    on_every_storage([&](firm& f) {
      faulty_storage losing{*f.inner};
      auto door = firm::opened_portal(f, losing);
      const auto lost = fault == storage_fault::before ? errc::unavailable : errc::outcome_unknown;
      const auto by = f.as_administrator();
      losing.arm({.call = storage_call::commit, .fault = fault, .for_ever = true});
      CHECK(refusal(door.grant_seats(by, two_seats())) == lost);
      CHECK(refusal(door.reserve_seats(by, two_kept())) == lost);
      losing.disarm();
      CHECK(door.grant_seats(by, two_seats()).value().capacity == 4);
      CHECK(door.reserve_seats(by, two_kept()).value().left == 2);
      check_once(f);
    });
  }
}

TEST_CASE("of many who grant and keep under the same ids at once one does, and all are answered") {
  contest(2, [](firm& f, std::size_t threads) {
    const auto codes = at_once(threads, [&](std::size_t n) {
      return n % 2 == 0 ? refusal(f.door.grant_seats(f.as_administrator(), two_seats()))
                        : refusal(f.door.reserve_seats(f.as_administrator(), two_kept()));
    });
    CHECK(how_many(codes, errc{}) == static_cast<std::ptrdiff_t>(threads));
    check_once(f);
  });
}

TEST_CASE("of two who ask for different seats under one id at once one is granted them, and the other refused") {
  on_every_storage([](firm& f) {
    const auto by = f.as_administrator();
    auto other = two_seats();
    other.quantity = 3;
    f.watched.before_next_commit([&] { REQUIRE(f.door.grant_seats(by, two_seats())); });
    CHECK(refusal(f.door.grant_seats(by, other)) == errc::key_taken);
    f.watched.before_next_commit([&] { REQUIRE(f.door.reserve_seats(by, two_kept())); });
    auto less = two_kept();
    less.seats = 1;
    CHECK(refusal(f.door.reserve_seats(by, less)) == errc::key_taken);
    check_once(f);
  });
}

TEST_CASE("a firm that is set up draws the ids of its grants by itself") {
  on_every_storage([](firm& f) {
    auto asked = firm::beginning();
    asked.grants.front().id = own_id<grant_id>();
    CHECK(wrong_field(f.door.set_up({.workspace = "other"}, asked)) ==
          std::pair{std::string("grants"), errc::out_of_range});
  });
}
