// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/throttle.hpp"

#include <doctest/doctest.h>

#include "rules/facts.hpp"

using namespace facts;

namespace {

const uuid of_identifier = id_number<uuid>(1), of_source = id_number<uuid>(2);

/// An identifier after so many failures, the last of them at `noon`.
tries after_failures(std::int64_t failures) {
  tries out{{of_identifier}};
  if (failures == 0) return out;
  out.identifier.seen = counter{.id = of_identifier, .revision = 4, .count = failures, .at_most = 50};
  if (failures < identifier_failures_max) out.identifier.seen->expires_at = noon + failures_kept_for;
  return out;
}
tries from_source(std::int64_t failures) {
  tries out{{of_identifier}, tally{of_source}};
  if (failures > 0) out.source->seen = counter{.id = of_source, .count = failures, .expires_at = noon + hours(1)};
  return out;
}

settings ten_a_source() {
  auto out = open_settings();
  out.failures_per_source_max = 10;
  return out;
}

decision<counted_try> counted(const tries& made, instant now = noon) {
  auto at = stamp_at(now);
  return count_try(made, ten_a_source(), at);
}

const operation& only(const std::vector<operation>& operations) {
  REQUIRE(operations.size() == 1);
  return operations.front();
}

}  // namespace

TEST_CASE("from the fifth failure on each wait is twice the one before, and a quarter of an hour at most") {
  const std::pair<std::int64_t, duration> cases[] = {
      {0, {}},           {1, {}},           {4, {}},           {5, seconds(1)},
      {6, seconds(2)},   {7, seconds(4)},   {10, seconds(32)}, {14, seconds(512)},
      {15, minutes(15)}, {16, minutes(15)}, {49, minutes(15)}};
  for (const auto& [failures, wait] : cases) {
    CAPTURE(failures);
    CHECK(delay_after(failures) == wait);
    const auto made = after_failures(failures);
    CHECK(wait_of(made, ten_a_source(), noon) == wait);
    const auto told = refusal_of_try(made, ten_a_source(), noon);
    CHECK(told.has_value() == (wait > duration{}));
    if (told) {
      CHECK(told->code == errc::too_many_attempts);
      CHECK(told->retry_after_us == wait.us);
      CHECK(told->retryable());
    }
    CHECK_FALSE(refusal_of_try(made, ten_a_source(), noon + wait));
    if (wait > duration{}) CHECK(refusal_of_try(made, ten_a_source(), noon + wait - tick)->retry_after_us == 1);
  }
}

TEST_CASE("after half of an account's failures an identifier is closed for good") {
  for (const auto now : {noon, noon + days(400), instant{}}) {
    const auto told = refusal_of_try(after_failures(50), ten_a_source(), now);
    REQUIRE(told);
    CHECK(told->code == errc::sign_in_disabled);
    CHECK_FALSE(told->retryable());
    CHECK(counted(after_failures(50), now).operations.empty());
  }
  const auto [operations, reply] = counted(after_failures(49), noon + hours(1));
  CHECK_FALSE(reply.refused);
  const auto* expires = assigned(only(operations), &counter::expires_at);
  REQUIRE(expires != nullptr);
  CHECK(expires->is_null());
  CHECK(reply.now.identifier.seen->count == 50);
}

TEST_CASE("a clock that goes back makes a wait longer and opens nothing") {
  CHECK(refusal_of_try(after_failures(5), ten_a_source(), noon - hours(1))->retry_after_us ==
        (hours(1).us + seconds(1).us));
  CHECK(refusal_of_try(after_failures(50), ten_a_source(), noon - hours(1))->code == errc::sign_in_disabled);
  CHECK_FALSE(refusal_of_try(after_failures(4), ten_a_source(), noon - hours(1)));  // where there is no wait yet
}

TEST_CASE("failures are forgotten a month after the last one, purged or not") {
  const auto later = noon + failures_kept_for;
  CHECK(failures_of(after_failures(7).identifier, later - tick) == 7);
  CHECK(failures_of(after_failures(7).identifier, later) == 0);
  const auto [operations, reply] = counted(after_failures(7), later);
  CHECK_FALSE(reply.refused);
  CHECK(added(operations, &counter::count) == -6);
  CHECK(reply.now.identifier.seen->count == 1);
  CHECK(defect_in(operations) == "");
}

TEST_CASE("a try is counted only if nobody else has counted since it was looked at") {
  const auto first = counted(after_failures(0));
  CHECK(only(first.operations).type == op_type::insert);
  CHECK(added(first.operations, &counter::count) == 1);
  CHECK(first.reply.now.identifier.seen->revision == 1);
  const auto third = counted(after_failures(2));
  CHECK(only(third.operations).revision == 4);
  CHECK(added(third.operations, &counter::count) == 1);
  CHECK(third.reply.now.identifier.seen->revision == 5);
  CHECK(third.reply.now.identifier.seen->count == 3);
  for (const auto& one : {first, third}) {
    CHECK(defect_in(one.operations) == "");
    CHECK(assigned(only(one.operations), &counter::at_most)->integer() == 50);
    CHECK(assigned(only(one.operations), &counter::expires_at)->integer() == (noon + days(30)).us);
  }
}

TEST_CASE("a source is counted without a condition, up to its bound, and the first it is refused goes to the trail") {
  for (const std::int64_t failures : {0, 1, 9}) {
    CAPTURE(failures);
    const auto [operations, reply] = counted(from_source(failures));
    CHECK_FALSE(reply.refused);
    REQUIRE(operations.size() == 2);
    CHECK(operations[1].or_insert);
    CHECK_FALSE(operations[1].revision);
    CHECK(assigned(operations[1], &counter::at_most)->integer() == 10);
    CHECK(reply.now.source->seen->count == failures + 1);
    CHECK(defect_in(operations) == "");
  }
  const auto wait = (noon.us / hours(1).us + 1) * hours(1).us - noon.us;
  const auto [operations, reply] = counted(from_source(10));
  REQUIRE(reply.refused);
  CHECK(reply.refused->code == errc::too_many_attempts);
  CHECK(reply.refused->retry_after_us == wait);
  CHECK(events_of(operations) == std::vector{event_type::source_closed});
  CHECK(assigned(operations[0], &counter::at_most)->integer() == 11);
  CHECK(defect_in(operations) == "");
  CHECK(counted(from_source(11)).reply.refused);
  CHECK(counted(from_source(11)).operations.empty());
}

TEST_CASE("the longer of two waits is told") {
  auto made = from_source(10);
  made.identifier = after_failures(14).identifier;
  const auto of_hour = (noon.us / hours(1).us + 1) * hours(1).us - noon.us;
  CHECK(refusal_of_try(made, ten_a_source(), noon)->retry_after_us == std::max(of_hour, seconds(512).us));
  CHECK(refusal_of_try(made, ten_a_source(), noon - days(1))->retry_after_us == days(1).us + seconds(512).us);
}

TEST_CASE("a right password forgets the failures and takes its own try off the source") {
  auto at = stamp_at();
  auto made = from_source(3);
  made.identifier = after_failures(2).identifier;
  const auto now = count_try(made, ten_a_source(), at).reply.now;
  const auto settled = settle_try(now);
  REQUIRE(settled.size() == 2);
  CHECK(settled[0].type == op_type::remove);
  CHECK(settled[0].revision == 5);
  CHECK(added(settled, &counter::count) == -1);
  CHECK(defect_in(settled) == "");
  CHECK(settle_try({{of_identifier}}).empty());                    // another has forgotten them meanwhile
  CHECK(settle_try({{of_identifier}, tally{of_source}}).empty());  // purged
}

TEST_CASE("a password that could not be looked at is given back to both") {
  auto at = stamp_at();
  const auto given = give_back_try(count_try(from_source(3), ten_a_source(), at).reply.now);
  REQUIRE(given.size() == 2);
  for (const auto& one : given) {
    CHECK_FALSE(one.revision);
    CHECK(one.set.empty());
    CHECK(one.add.front().amount == -1);
  }
  CHECK(give_back_try({{of_identifier}}).empty());
}

TEST_CASE("one whose failures were given back at the bound waits for nobody") {
  auto made = after_failures(50);
  made.identifier.seen->count = 49;
  CHECK_FALSE(refusal_of_try(made, ten_a_source(), noon));
}
