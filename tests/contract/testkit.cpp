// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <array>

#include "parvis/adapters/memory_storage.hpp"
#include "parvis/testkit/contract/probe.hpp"
#include "parvis/testkit/faulty_storage.hpp"
#include "parvis/testkit/manual_clock.hpp"
#include "parvis/testkit/recording_mailer.hpp"
#include "parvis/testkit/seeded_random.hpp"

using namespace parvis;
using namespace parvis::testkit;

namespace {

batch inserting_note(std::uint8_t n) {
  return {uuid::well_known(n), {1'750'000'000'000'000}, {insert(kind::note, uuid::well_known(n))}};
}

bool holds_note(storage& store, std::uint8_t n) {
  const key keys[] = {key::by_id(kind::note, uuid::well_known(n))};
  return store.load("w", keys, nullptr).value().front().has_value();
}

}  // namespace

TEST_CASE("a faulty storage fails the chosen commit in the chosen way") {
  struct {
    storage_fault fault;
    answer_status answered;
    bool applied;
  } const cases[] = {
      {storage_fault::before, answer_status::unavailable, false},
      {storage_fault::reply_lost, answer_status::unknown, true},
      {storage_fault::unknown_unapplied, answer_status::unknown, false},
  };
  for (const auto& c : cases) {
    memory_storage inner;
    faulty_storage store(inner);
    store.arm({storage_call::commit, 2, c.fault});
    const batch batches[] = {inserting_note(1), inserting_note(2), inserting_note(3)};
    CHECK(store.commit("w", {&batches[0], 1}, nullptr).front().status == answer_status::done);
    CHECK(store.commit("w", {&batches[1], 1}, nullptr).front().status == c.answered);
    CHECK(holds_note(inner, 2) == c.applied);
    CHECK(store.commit("w", {&batches[2], 1}, nullptr).front().status == answer_status::done);
    const auto again = store.commit("w", {&batches[1], 1}, nullptr).front().status;
    CHECK(again == (c.applied ? answer_status::already : answer_status::done));
    CHECK(store.calls(storage_call::commit) == 4);
    CHECK(store.calls(storage_call::load) == 0);
  }
}

TEST_CASE("a faulty storage fails reads once or for ever, and answers each batch") {
  memory_storage inner;
  faulty_storage store(inner);
  const auto loads = [&] { return store.load("w", {}, nullptr).has_value(); };
  const auto scans = [&] { return store.scan("w", {.kind = kind::note}, nullptr).has_value(); };
  store.arm({storage_call::load, 1});
  CHECK_FALSE(loads());
  CHECK(loads());
  CHECK(scans());
  store.arm({.call = storage_call::scan, .number = 2, .for_ever = true});
  CHECK(scans());
  CHECK_FALSE(scans());
  CHECK_FALSE(scans());
  CHECK(store.scan("w", {.kind = kind::note}, nullptr).error().code == errc::unavailable);
  store.disarm();
  CHECK(scans());
  store.arm({storage_call::commit});
  const batch two[] = {inserting_note(1), inserting_note(2)};
  CHECK(store.commit("w", two, nullptr) == std::vector<answer>(2));
  CHECK(store.able().durable == inner.able().durable);
}

TEST_CASE("a manual clock stands still until it is moved") {
  manual_clock clock({5});
  CHECK(clock.now().value() == instant{5});
  CHECK(clock.now().value() == instant{5});
  clock.advance(seconds(2));
  CHECK(clock.now().value() == instant{2'000'005});
  clock.advance({-5});
  CHECK(clock.now().value() == instant{2'000'000});
  clock.set({7});
  CHECK(clock.now().value() == instant{7});
  clock.break_down();
  CHECK(clock.now().error().code == errc::clock_failed);
  clock.recover();
  CHECK(clock.now().value() == instant{7});
}

TEST_CASE("seeded random draws the same for the same seed, and never the same twice") {
  const auto draw = [](parvis::random& from) {
    std::array<std::uint8_t, 10> out{};
    CHECK(from.fill(out.data(), out.size()).has_value());
    return out;
  };
  seeded_random one(1), same(1), other(2);
  const auto first = draw(one);
  CHECK(first == draw(same));
  CHECK(first != draw(other));
  CHECK(first != draw(one));
  one.break_down();
  std::uint8_t octet = 77;
  CHECK(one.fill(&octet, 1).error().code == errc::random_failed);
  CHECK(octet == 77);
  one.recover();
  CHECK(one.fill(&octet, 1).has_value());
}

TEST_CASE("a recording mailer keeps what it is given, and fails as told") {
  recording_mailer mailer;
  const mail m{.id = outbox_id{uuid::well_known(1)},
               .message_id = {},
               .date = {5},
               .to = email::parse("ada@example.com").value(),
               .to_name = {},
               .subject = {},
               .text = "Hello",
               .html = {},
               .language = {}};
  CHECK(mailer.send(m).has_value());
  mailer.fail_with(errc::unavailable);
  CHECK(mailer.send(m).error().code == errc::unavailable);
  mailer.fail_with(std::nullopt);
  CHECK(mailer.send(m).has_value());
  REQUIRE(mailer.sent().size() == 2);
  CHECK(mailer.sent().front().id == m.id);
  CHECK(mailer.take().size() == 2);
  CHECK(mailer.sent().empty());
}
