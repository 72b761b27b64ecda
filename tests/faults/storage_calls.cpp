// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "faults/script.hpp"
#include "parvis/testkit/faulty_storage.hpp"

using namespace flow_test;
using testkit::faulty_storage;
using testkit::storage_call;
using testkit::storage_fault;

namespace {

/// The main flow on a storage that fails.
struct rehearsal {
  firm f{storage_makers().front().make()};
  faulty_storage faulty{f.watched};
  script play{f};

  rehearsal() { f.door = firm::opened_portal(f, faulty); }
};

std::string undisturbed() {
  rehearsal r;
  for (const auto& step : r.play.steps()) REQUIRE(step.run() == errc{});
  return r.play.outcome();
}

/// Runs every step, again when it fails, and looks at what each failure says and leaves behind.
void run_through(rehearsal& r, storage_fault fault) {
  for (const auto& step : r.play.steps()) {
    CAPTURE(step.what);
    const auto before = r.f.dump();
    const auto code = step.run();
    if (code == errc{}) continue;
    CHECK(code == errc::unavailable);
    CHECK((fault == storage_fault::before || !step.atomic));
    if (step.atomic) CHECK(r.f.dump() == before);
    r.f.clock.advance(minutes(5));
    REQUIRE(step.run() == errc{});
  }
}

}  // namespace

TEST_CASE("whichever call of the storage fails, its code is right, nothing is half done, and a repeat mends it") {
  const auto expected = undisturbed();
  REQUIRE(expected.find("case zoe@example.org") != std::string::npos);
  REQUIRE(expected.find("collaborators 2 of 2, 0") != std::string::npos);
  const std::pair<storage_call, std::size_t> sorts[] = {
      {storage_call::load, 40}, {storage_call::scan, 10}, {storage_call::commit, 30}};
  for (const auto& [call, at_least] : sorts) {
    for (const auto fault : {storage_fault::before, storage_fault::reply_lost, storage_fault::unknown_unapplied}) {
      if (call != storage_call::commit && fault != storage_fault::before) continue;  // reading only fails one way
      std::size_t number = 1;
      for (bool needed = true; needed; ++number) {
        CAPTURE(static_cast<int>(call));
        CAPTURE(static_cast<int>(fault));
        CAPTURE(number);
        rehearsal r;
        r.faulty.arm({.call = call, .number = number, .fault = fault});
        run_through(r, fault);
        CHECK(r.play.outcome() == expected);
        needed = r.faulty.calls(call) >= number;
      }
      CHECK(number > at_least);  // the script does reach the storage
    }
  }
}

TEST_CASE("a store that stays out of reach for a commit leaves open whether it was applied, and a repeat tells") {
  const struct {
    const char* what;
    std::function<errc(firm&, account_id)> run;
  } cases[] = {
      {"approve",
       [](firm& f, account_id who) { return refusal(f.door.approve(f.as_administrator(), {.account = who})); }},
      {"reject",
       [](firm& f, account_id who) { return refusal(f.door.reject(f.as_administrator(), {.account = who})); }},
  };
  for (const auto& c : cases) {
    for (const auto fault : {storage_fault::reply_lost, storage_fault::unknown_unapplied}) {
      CAPTURE(c.what);
      CAPTURE(static_cast<int>(fault));
      rehearsal r;
      r.f.begin();
      r.f.approver("paul");
      const auto zoe = r.f.collaborator("zoe");
      r.f.deliver();
      r.faulty.arm({.call = storage_call::commit, .fault = fault, .for_ever = true});
      CHECK(c.run(r.f, zoe.id) == errc::outcome_unknown);
      CHECK(r.faulty.calls(storage_call::commit) == 3);
      r.faulty.disarm();
      CHECK(c.run(r.f, zoe.id) == errc{});
      CHECK(r.f.deliver().size() == 1);
      CHECK(r.f.get<account>(zoe.id).revision == zoe.revision + 1);
    }
  }
}

TEST_CASE("a store that loses its reply and is then out of reach leaves the outcome open") {
  struct vanishing final : storage {
    explicit vanishing(storage& of) : inner(of) {}
    result<std::vector<std::optional<row>>> load(std::string_view workspace, std::span<const key> keys,
                                                 host_context context) override {
      return inner.load(workspace, keys, context);
    }
    result<page> scan(std::string_view workspace, const query& what, host_context context) override {
      return inner.scan(workspace, what, context);
    }
    std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches,
                               host_context context) override {
      if (gone) return {batches.size(), answer{answer_status::unavailable}};
      gone = true;
      inner.commit(workspace, batches, context);
      return {batches.size(), answer{answer_status::unknown}};
    }
    storage& inner;
    bool gone = false;
  };
  rehearsal r;
  r.f.begin();
  r.f.approver("paul");
  const auto zoe = r.f.collaborator("zoe");
  vanishing store{r.f.watched};
  r.f.door = firm::opened_portal(r.f, store);
  CHECK(refusal(r.f.door.approve(r.f.as_administrator(), {.account = zoe.id})) == errc::outcome_unknown);
  CHECK(r.f.get<account>(zoe.id).state == account_state::active);
}

TEST_CASE("a store that is out of reach and stays so is told as such at once, with nothing changed") {
  rehearsal r;
  r.f.begin();
  const auto before = r.f.dump();
  for (const auto call : {storage_call::load, storage_call::commit}) {
    r.faulty.arm({.call = call, .for_ever = true});
    const auto refused = r.f.door.sign_up(r.f.somebody(), r.f.form("zoe"));
    CHECK(refusal(refused) == errc::unavailable);
    CHECK(refused.error().retryable());
    CHECK(refused.error().message == message(errc::unavailable, "en"));
    CHECK(r.faulty.calls(call) == 1);
  }
  CHECK(r.f.dump() == before);
}

TEST_CASE("without time or randomness every step says so and changes nothing") {
  rehearsal r;
  for (const auto& step : r.play.steps()) {
    CAPTURE(step.what);
    const auto before = r.f.dump();
    r.f.clock.break_down();
    CHECK(step.run() == errc::clock_failed);
    r.f.clock.recover();
    r.f.random.break_down();
    CHECK(step.run() == errc::random_failed);
    r.f.random.recover();
    CHECK(r.f.dump() == before);
    CHECK(step.run() == errc{});
  }
  CHECK(r.play.outcome() == undisturbed());
}

TEST_CASE("a clock outside the years 1970 to 9999 is no clock") {
  rehearsal r;
  for (const std::int64_t us : {std::int64_t{-1}, std::int64_t{253'402'300'800'000'000}, instant::never().us}) {
    r.f.clock.set({us});
    CHECK(refusal(r.f.door.set_up(r.f.somebody(), r.f.beginning())) == errc::clock_failed);
  }
}

TEST_CASE("a clock that goes back does not make ids repeat") {
  rehearsal r;
  r.f.begin();
  r.f.account_of(r.f.form("zoe"));
  r.f.clock.advance(duration{-hours(1).us});
  r.f.account_of(r.f.form("yann"));
  const auto ids = r.f.all<event>();
  for (std::size_t n = 1; n < ids.size(); ++n) CHECK(ids[n - 1].id < ids[n].id);
  CHECK(r.f.events().back() == event_type::email_proven);
}

TEST_CASE("a source of randomness that repeats itself, or gives nothing, is refused") {
  struct stuck final : parvis::random {
    result<> fill(std::uint8_t* out, std::size_t size) override {
      std::fill_n(out, size, octet);
      return success();
    }
    std::uint8_t octet = 0;
  } source;
  rehearsal r;
  r.f.begin();
  auto door = portal::open(firm::with_keys(),
                           {.storage = &r.faulty, .clock = &r.f.clock, .random = &source, .hasher = &r.f.hasher})
                  .value();
  CHECK(refusal(door.sign_up(r.f.somebody(), r.f.form("zoe"))) == errc::random_failed);
  source.octet = 7;
  CHECK(refusal(door.sign_up(r.f.somebody(), r.f.form("zoe"))) == errc{});
  CHECK(refusal(door.sign_up(r.f.somebody(), r.f.form("zoe"))) == errc::random_failed);
}
