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

TEST_CASE("a sign-in guards the account, and renews an outdated hash in the same batch") {
  const auto who = account_number(1, account_kind::client, account_state::active);
  for (const std::string rehashed : {"", "$scrypt$new"}) {
    auto at = stamp_at();
    const auto [operations, after] = sign_in(who, rehashed, at);
    CHECK(defect_in(operations) == "");
    CHECK(guards(operations, who));
    CHECK(events_of(operations) == std::vector{event_type::signed_in});
    const auto* password = assigned(*on(kind::account, operations).front(), &account::password);
    CHECK((password != nullptr) == !rehashed.empty());
    CHECK(after.revision == who.revision + (rehashed.empty() ? 0 : 1));
  }
}

TEST_CASE("a request whose time is over has lapsed at sign-in too, though nobody has written it down") {
  auto who = account_number(1, account_kind::client, account_state::pending);
  who.decide_by = noon + seconds(1);
  CHECK(refusal_at_sign_in(who, noon) == errc::account_pending);
  who.decide_by = noon;
  CHECK(refusal_at_sign_in(who, noon) == errc::account_inactive);
}
