// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/sign_in.hpp"

#include <doctest/doctest.h>

#include "rules/facts.hpp"

using namespace facts;

TEST_CASE("each state has one answer to a right password") {
  const struct {
    account_state state;
    bool must_change;
    errc told;
  } cases[] = {
      {account_state::active, false, {}},
      {account_state::active, true, errc::must_change_password},
      {account_state::pending, false, errc::account_pending},
      {account_state::pending, true, errc::account_pending},
      {account_state::waiting, false, errc::account_waiting},
      {account_state::invited, false, errc::account_inactive},
      {account_state::inactive, false, errc::account_inactive},
      {account_state::rejected, false, errc::account_inactive},
      {account_state::lapsed, false, errc::account_inactive},
      {account_state::erased, false, errc::credentials_wrong},
  };
  for (const auto& c : cases) {
    CAPTURE(static_cast<int>(c.state));
    auto who = account_number(1, account_kind::client, c.state);
    who.must_change_password = c.must_change;
    CHECK(refusal_at_sign_in(who, noon) == c.told);
  }
}

namespace {

/// A guess at the account, after so many failures in a row of which this is the last.
guess_facts guess_at(std::optional<account> who, std::int64_t failures = 1) {
  const auto id = id_number<uuid>(60);
  guess_facts out{open_settings(), std::move(who), {}};
  out.tries = {{id, counter{.id = id, .revision = 2, .count = failures, .expires_at = noon + failures_kept_for}}};
  return out;
}

}  // namespace

TEST_CASE("a sign-in guards the account, forgets failures, and renews an outdated hash in the same batch") {
  const auto who = account_number(1, account_kind::client, account_state::active);
  for (const std::string rehashed : {"", "$scrypt$new"}) {
    auto at = stamp_at();
    const auto facts = guess_at(who);
    const auto [operations, outcome] = sign_in(facts, rehashed, at);
    CHECK_FALSE(outcome.refused);
    CHECK(defect_in(operations) == "");
    CHECK(guards(operations, who));
    CHECK(guards(operations, *facts.tries.identifier.seen));
    CHECK(on(kind::counter, operations).front()->type == op_type::remove);
    CHECK(events_of(operations) == std::vector{event_type::signed_in});
    const auto* password = assigned(*on(kind::account, operations).front(), &account::password);
    CHECK((password != nullptr) == !rehashed.empty());
    CHECK(outcome.who.revision == who.revision + (rehashed.empty() ? 0 : 1));
  }
}

TEST_CASE(
    "whoever is refused after a right password has their failures forgotten all the same, and nothing else done") {
  auto at = stamp_at();
  const auto who = account_number(1, account_kind::client, account_state::waiting);
  const auto [operations, outcome] = sign_in(guess_at(who), "$scrypt$new", at);
  REQUIRE(outcome.refused);
  CHECK(outcome.refused->code == errc::account_waiting);
  REQUIRE(operations.size() == 1);
  CHECK(operations.front().kind == kind::counter);
}

TEST_CASE("a wrong password goes to the trail from the fifth on, by number and never by what was typed") {
  const auto who = account_number(1, account_kind::client, account_state::active);
  for (const std::int64_t failures : {1, 4, 5, 50}) {
    CAPTURE(failures);
    for (const auto& known : {std::optional<account>{who}, std::optional<account>{}}) {
      auto at = stamp_at();
      const auto facts = guess_at(known, failures);
      const auto [operations, outcome] = wrong_password(facts, at);
      REQUIRE(outcome.refused);
      CHECK(outcome.refused->code == errc::credentials_wrong);
      REQUIRE(operations.size() == (failures < 5 ? 0 : 1));
      if (operations.empty()) continue;
      CHECK(events_of(operations) == std::vector{event_type::sign_in_failed});
      CHECK(assigned(operations[0], &event::number)->integer() == failures);
      CHECK(assigned(operations[0], &event::subject)->data() ==
            (known ? uuid{who.id} : facts.tries.identifier.id).bytes());
      CHECK(defect_in(operations) == "");
    }
  }
}

TEST_CASE("a request whose time is over has lapsed at sign-in too, though nobody has written it down") {
  auto who = account_number(1, account_kind::client, account_state::pending);
  who.decide_by = noon + seconds(1);
  CHECK(refusal_at_sign_in(who, noon) == errc::account_pending);
  who.decide_by = noon;
  CHECK(refusal_at_sign_in(who, noon) == errc::account_inactive);
}
