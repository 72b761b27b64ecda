// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/mails.hpp"

#include <doctest/doctest.h>

#include "rules/facts.hpp"

using namespace facts;

namespace {

constexpr account_state states[] = {account_state::invited, account_state::pending,  account_state::waiting,
                                    account_state::active,  account_state::inactive, account_state::rejected,
                                    account_state::lapsed,  account_state::erased};

outbox_item item_of(effect what) { return {.id = id_number<outbox_id>(1), .effect = what, .generation = 0}; }

}  // namespace

TEST_CASE("what is said of an account is said only while it is in the state that was the cause") {
  const struct {
    effect what;
    account_state cause;
  } cases[] = {
      {effect::open_case, account_state::active},
      {effect::mail_request_received, account_state::pending},
      {effect::mail_approval_needed, account_state::pending},
      {effect::mail_welcome, account_state::active},
      {effect::mail_waiting, account_state::waiting},
      {effect::mail_rejected, account_state::rejected},
      {effect::mail_join, account_state::invited},
  };
  const auto approver = account_number(2, account_kind::user, account_state::active);
  for (const auto& c : cases) {
    for (const auto state : states) {
      CAPTURE(static_cast<int>(c.what));
      CAPTURE(static_cast<int>(state));
      const auto about = account_number(1, account_kind::client, state);
      CHECK(cause_stands(item_of(c.what), {about, {}, approver}, noon) == (state == c.cause));
    }
    CHECK_FALSE(cause_stands(item_of(c.what), {}, noon));
  }
}

TEST_CASE("an approver is written to while active, and a link to join while it is the newest") {
  const auto pending = account_number(1, account_kind::client, account_state::pending);
  for (const auto state : states) {
    const auto approver = account_number(2, account_kind::user, state);
    CHECK(cause_stands(item_of(effect::mail_approval_needed), {pending, {}, approver}, noon) ==
          (state == account_state::active));
  }
  CHECK_FALSE(cause_stands(item_of(effect::mail_approval_needed), {pending, {}, {}}, noon));
  auto invited = account_number(1, account_kind::user, account_state::invited);
  invited.credential_epoch = 1;
  CHECK_FALSE(cause_stands(item_of(effect::mail_join), {invited, {}, invited}, noon));
}

TEST_CASE("mails to an address that signed up are sent until the sign-up expires") {
  sign_up received{.id = id_number<sign_up_id>(1), .expires_at = noon};
  for (const auto what : {effect::mail_verify_email, effect::mail_known_address}) {
    CHECK(cause_stands(item_of(what), {{}, received, {}}, noon - tick));
    CHECK_FALSE(cause_stands(item_of(what), {{}, received, {}}, noon));
    CHECK_FALSE(cause_stands(item_of(what), {{}, received, {}}, noon + tick));
    CHECK_FALSE(cause_stands(item_of(what), {}, noon - tick));
  }
}

TEST_CASE("an effect that this library does not know is not carried out") {
  const auto who = account_number(1, account_kind::client, account_state::active);
  CHECK_FALSE(cause_stands(item_of(static_cast<effect>(99)), {who, {}, who}, noon));
}

TEST_CASE("the delay doubles from a minute to four hours") {
  const struct {
    std::int64_t tries, in_minutes;
  } cases[] = {{1, 1},   {2, 2},   {3, 4},    {4, 8},    {5, 16},    {6, 32}, {7, 64},
               {8, 128}, {9, 240}, {10, 240}, {12, 240}, {999, 240}, {0, 1},  {-5, 1}};
  duration until_dead{};
  for (const auto& c : cases) {
    CAPTURE(c.tries);
    CHECK(outbox_backoff(c.tries) == minutes(c.in_minutes));
  }
  for (std::int64_t tries = 1; tries < outbox_tries_max; ++tries) until_dead.us += outbox_backoff(tries).us;
  CHECK(until_dead > hours(12));
  CHECK(until_dead < hours(36));
}

TEST_CASE("an item is due at once, and goes to the person it is about unless another is named") {
  auto at = stamp_at();
  const auto about = account_number(1, account_kind::client, account_state::pending);
  const auto other = id_number<account_id>(2);
  const auto to_them = queue_effect(at, effect::mail_request_received, about);
  const auto to_other = queue_effect(at, effect::mail_approval_needed, about, other);
  CHECK(*assigned(to_them, &outbox_item::recipient) == value::of(about.id));
  CHECK(*assigned(to_other, &outbox_item::recipient) == value::of(other));
  CHECK(*assigned(to_other, &outbox_item::about) == value::of(about.id));
  CHECK(assigned(to_them, &outbox_item::due_at)->integer() == noon.us);
  CHECK(to_them.id != to_other.id);
  CHECK(assigned(to_them, &outbox_item::to) == nullptr);  // an account is written to at the address it has then
}
