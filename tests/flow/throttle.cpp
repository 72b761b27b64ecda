// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/throttle.hpp"

#include <doctest/doctest.h>

#include "flow/at_once.hpp"
#include "flow/firm.hpp"

using namespace flow_test;

namespace {

result<account_view> guess(firm& f, const std::string& identifier, std::string source = {}) {
  return f.door.sign_in(f.somebody(), {identifier, "not the right one", std::move(source)});
}
result<account_view> sign_in(firm& f, const std::string& identifier, std::string source = {}) {
  return f.door.sign_in(f.somebody(), {identifier, std::string(good_password), std::move(source)});
}

/// Fails so many times in a row, waiting as long as it is told to.
void fail(firm& f, const std::string& identifier, std::int64_t times) {
  for (std::int64_t n = 0; n < times; ++n) {
    auto told = guess(f, identifier);
    if (refusal(told) == errc::too_many_attempts) {
      f.clock.advance({told.error().retry_after_us});
      told = guess(f, identifier);
    }
    REQUIRE(refusal(told) == errc::credentials_wrong);
  }
}

std::vector<event> failures_in_trail(const firm& f) {
  std::vector<event> out;
  for (auto& one : f.all<event>()) {
    if (one.what == event_type::sign_in_failed) out.push_back(std::move(one));
  }
  return out;
}

/// What people here are counted by, but for the mails and the administrators.
std::size_t counters_of_failures(const firm& f) {
  const auto all = f.all<counter>();
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [](const auto& one) { return one.at_most == identifier_failures_max; }));
}

}  // namespace

TEST_CASE("after five failures the next try waits, twice as long each time, and is told how long") {
  on_every_storage([](firm& f) {
    f.account_of(f.form("zoe"));
    f.clock.stand_still();
    for (const std::string name : {"zoe", "nobody.here", "zoe@example.org", "nobody@example.org", "neither one!"}) {
      CAPTURE(name);
      fail(f, name, 5);
      for (const auto wait : {seconds(1), seconds(2), seconds(4), seconds(8)}) {
        const int verified = f.hasher.verified;
        for (const auto& told : {guess(f, name), sign_in(f, name)}) {  // right or wrong is not looked at
          CHECK(refusal(told) == errc::too_many_attempts);
          CHECK(told.error().retry_after_us == wait.us);
          CHECK(told.error().retryable());
        }
        CHECK(f.hasher.verified == verified);
        f.clock.advance(duration{wait.us - 1});
        CHECK(guess(f, name).error().retry_after_us == 1);
        f.clock.advance({1});
        CHECK(refusal(guess(f, name)) == errc::credentials_wrong);
      }
    }
  });
}

TEST_CASE("a right password forgets the failures, and only those of what was typed") {
  on_every_storage([](firm& f) {
    f.account_of(f.form("zoe"));
    fail(f, "zoe", 4);
    fail(f, "zoe@example.org", 5);
    CHECK(counters_of_failures(f) == 2);
    CHECK(sign_in(f, "zoe"));
    CHECK(counters_of_failures(f) == 1);
    fail(f, "zoe", 4);
    CHECK(sign_in(f, "zoe"));
    // That both names are one person's is not to be seen from outside.
    CHECK(refusal(sign_in(f, "zoe@example.org")) == errc::too_many_attempts);
    f.clock.advance(seconds(1));
    CHECK(sign_in(f, "zoe@example.org"));
    CHECK(counters_of_failures(f) == 0);
  });
}

TEST_CASE("no spelling of an identifier has tries of its own") {
  on_every_storage([](firm& f) {
    f.account_of(f.form("zoe"));
    for (const auto* spelled : {"zoe@example.org", "ZOE@example.org", "zoe@EXAMPLE.org", "Zoe@Example.Org"}) {
      CHECK(refusal(guess(f, spelled)) == errc::credentials_wrong);
    }
    CHECK(refusal(guess(f, "zOe@example.org")) == errc::credentials_wrong);
    CHECK(refusal(guess(f, "zoe@exampLe.org")) == errc::too_many_attempts);
    for (const auto* spelled : {"zoe", "Zoe", "zOe", "ZOE", "zoE"}) {
      CHECK(refusal(guess(f, spelled)) == errc::credentials_wrong);
    }
    CHECK(refusal(guess(f, "zOE")) == errc::too_many_attempts);
  });
}

TEST_CASE("an account sees 100 failures in a row at most; then only a new password opens it") {
  on_every_storage([](firm& f) {
    f.account_of(f.form("zoe"));
    f.deliver();
    const int verified = f.hasher.verified;
    for (const std::string name : {"zoe", "zoe@example.org", "nobody.here"}) {
      fail(f, name, identifier_failures_max);
      for (const auto later : {duration{}, days(40), days(400)}) {
        f.clock.advance(later);
        REQUIRE(f.door.run_due(f.somebody(), 1000));
        CHECK(refusal(guess(f, name)) == errc::sign_in_disabled);
        CHECK(refusal(sign_in(f, name)) == errc::sign_in_disabled);
      }
    }
    CHECK(f.hasher.verified == verified + 150);
    // Asking for a link opens nothing; following it does.
    REQUIRE(f.door.request_password_reset(f.somebody(), {"zoe@example.org"}));
    CHECK(refusal(sign_in(f, "zoe")) == errc::sign_in_disabled);
    const auto token = f.token_to("zoe@example.org");
    CHECK(refusal(sign_in(f, "zoe")) == errc::sign_in_disabled);
    REQUIRE(f.door.reset_password(f.somebody(), {token, "nine amber wolves"}));
    for (const std::string name : {"zoe", "zoe@example.org"}) {
      CHECK(f.door.sign_in(f.somebody(), {name, "nine amber wolves"}));
    }
    CHECK(refusal(guess(f, "nobody.here")) == errc::sign_in_disabled);
  });
}

TEST_CASE("failures are in the trail from the fifth on, known and unknown alike, and without what was typed") {
  on_every_storage([](firm& f) {
    const auto zoe = f.account_of(f.form("zoe"));
    fail(f, "zoe", 7);
    fail(f, "nobody.here", 7);
    const auto trail = failures_in_trail(f);
    REQUIRE(trail.size() == 6);
    for (std::size_t n = 0; n < trail.size(); ++n) {
      CHECK(trail[n].number == static_cast<std::int64_t>(5 + n % 3));
      CHECK((trail[n].subject == uuid{zoe.id}) == (n < 3));
      CHECK_FALSE(trail[n].subject.is_nil());
      CHECK(trail[n].actor.is_nil());
    }
    CHECK(f.dump().find("nobody.here") == std::string::npos);
  });
}

TEST_CASE("failures are forgotten after a month without one, and their rows are purged") {
  on_every_storage([](firm& f) {
    fail(f, "nobody.here", 9);
    f.clock.advance(days(30));
    CHECK(refusal(guess(f, "nobody.here")) == errc::credentials_wrong);
    fail(f, "nobody.here", 4);
    CHECK(refusal(guess(f, "nobody.here")) == errc::too_many_attempts);
    f.clock.advance(days(31));
    REQUIRE(f.door.run_due(f.somebody(), 1000));
    CHECK(counters_of_failures(f) == 0);
  });
}

TEST_CASE("a clock that goes back opens nothing") {
  on_every_storage([](firm& f) {
    f.account_of(f.form("zoe"));
    fail(f, "zoe", 8);
    const auto now = f.clock.now().value();
    for (const auto back : {seconds(1), hours(1), days(300)}) {
      f.clock.set(now - back);
      REQUIRE(f.door.run_due(f.somebody(), 1000));
      const auto told = sign_in(f, "zoe");
      CHECK(refusal(told) == errc::too_many_attempts);
      CHECK(told.error().retry_after_us >= back.us);
    }
    f.clock.set(now + seconds(8));
    CHECK(sign_in(f, "zoe"));
  });
}

TEST_CASE("failures from one place are bounded within the hour, whoever they are aimed at, and successes are none") {
  on_every_storage([](firm& f) {
    f.account_of(f.form("zoe"));
    f.change_settings([](settings& s) { s.failures_per_source_max = 10; });
    const auto hour = hours(1).us;
    f.clock.set({(f.clock.now().value().us / hour + 1) * hour});
    for (int n = 0; n < 20; ++n) CHECK(sign_in(f, "zoe", "192.0.2.7"));
    for (int n = 0; n < 10; ++n) {
      CHECK(refusal(guess(f, "person" + std::to_string(n), "192.0.2.7")) == errc::credentials_wrong);
    }
    const auto entries = f.events().size();
    for (int n = 0; n < 3; ++n) {
      const auto told = sign_in(f, "zoe", "192.0.2.7");
      CHECK(refusal(told) == errc::too_many_attempts);
      CHECK(told.error().retry_after_us <= hour);
    }
    CHECK(f.events().size() == entries + 1);  // the first is in the trail
    CHECK(f.events().back() == event_type::source_closed);
    CHECK(sign_in(f, "zoe", "192.0.2.8"));
    CHECK(sign_in(f, "zoe"));
    CHECK(f.dump().find("192.0.2") == std::string::npos);
    f.clock.advance({sign_in(f, "zoe", "192.0.2.7").error().retry_after_us});
    CHECK(sign_in(f, "zoe", "192.0.2.7"));
    f.clock.set({f.clock.now().value().us - hour});  // back into the hour that is closed
    CHECK(refusal(sign_in(f, "zoe", "192.0.2.7")) == errc::too_many_attempts);
  });
}

TEST_CASE("a source of more than 256 octets is refused unread") {
  firm f{storage_makers().front().make()};
  f.begin();
  CHECK(refusal(guess(f, "zoe", std::string(257, '1'))) == errc::invalid_argument);
  CHECK(refusal(guess(f, "zoe", std::string(256, '1'))) == errc::credentials_wrong);
}

namespace {

/// Hashes for nobody.
class busy_hasher final : public password_hasher {
 public:
  result<std::string> hash(std::string_view, std::string_view) override { return errc::busy; }
  result<verdict> verify(std::string_view, std::string_view) override { return errc::busy; }
  [[nodiscard]] std::string_view dummy() const noexcept override { return "$scrypt$"; }
};

}  // namespace

TEST_CASE("a password that nobody could look at is no failure") {
  on_every_storage([](firm& f) {
    f.account_of(f.form("zoe"));
    busy_hasher hasher;
    auto door = portal::open(firm::with_keys(),
                             {.storage = &f.watched, .clock = &f.clock, .random = &f.random, .hasher = &hasher})
                    .value();
    for (int n = 0; n < 20; ++n) {
      for (const auto* name : {"zoe", "nobody.here"}) {
        CHECK(refusal(door.sign_in(f.somebody(), {name, std::string(good_password), "192.0.2.7"})) == errc::busy);
      }
    }
    for (const auto& one : f.all<counter>()) {
      if (one.at_most == identifier_failures_max || one.at_most == 100) CHECK(one.count == 0);
    }
    CHECK(sign_in(f, "zoe"));
  });
}

TEST_CASE("of many guesses at once no more are looked at than the limit allows, and each is counted") {
  for (const auto& kept : storage_makers()) {
    CAPTURE(kept.name);
    firm f{kept.make()};
    f.begin();
    f.account_of(f.form("zoe"));
    f.clock.stand_still();
    for (const std::string name : {"zoe", "nobody.here", "zoe@example.org"}) {
      const int verified = f.hasher.verified;
      const auto codes = at_once(64, [&](std::size_t) { return refusal(guess(f, name)); });
      CHECK(f.hasher.verified == verified + 5);
      CHECK(how_many(codes, errc::credentials_wrong) == 5);
      CHECK(how_many(codes, errc::too_many_attempts) == 59);
    }
    // One short of the end.
    fail(f, "zoe", identifier_failures_max - 6);
    f.clock.advance({guess(f, "zoe").error().retry_after_us});
    const int verified = f.hasher.verified;
    const auto codes = at_once(64, [&](std::size_t) { return refusal(guess(f, "zoe")); });
    CHECK(f.hasher.verified == verified + 1);
    CHECK(how_many(codes, errc::credentials_wrong) == 1);
    CHECK(how_many(codes, errc::sign_in_disabled) == 63);
  }
}

TEST_CASE("of many guesses at once from one place no more are looked at than the limit allows") {
  for (const auto& kept : storage_makers()) {
    CAPTURE(kept.name);
    firm f{kept.make()};
    f.begin();
    f.change_settings([](settings& s) { s.failures_per_source_max = 10; });
    f.clock.stand_still();
    const int verified = f.hasher.verified;
    const auto codes =
        at_once(64, [&](std::size_t n) { return refusal(guess(f, "person" + std::to_string(n), "192.0.2.7")); });
    CHECK(f.hasher.verified == verified + 10);
    CHECK(how_many(codes, errc::credentials_wrong) == 10);
    CHECK(how_many(codes, errc::too_many_attempts) == 54);
    const auto trail = f.events();
    CHECK(std::count(trail.begin(), trail.end(), event_type::source_closed) == 1);
  }
}

TEST_CASE("one person who signs in many times at once is let in each time, if within the free tries") {
  for (const auto& kept : storage_makers()) {
    CAPTURE(kept.name);
    firm f{kept.make()};
    f.begin();
    f.account_of(f.form("zoe"));
    for (int round = 0; round < 5; ++round) {
      const auto codes = at_once(5, [&](std::size_t) { return refusal(sign_in(f, "zoe", "192.0.2.7")); });
      CHECK(how_many(codes, errc{}) == 5);
    }
    CHECK(counters_of_failures(f) == 0);
    for (const auto& one : f.all<counter>()) CHECK((one.at_most != 100 || one.count == 0));
  }
}
