// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/mails.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "rules/facts.hpp"

using namespace facts;

namespace {

constexpr account_state states[] = {account_state::invited, account_state::pending,  account_state::waiting,
                                    account_state::active,  account_state::inactive, account_state::rejected,
                                    account_state::lapsed,  account_state::erased};

outbox_item item_of(effect what) {
  return {.id = id_number<outbox_id>(1), .effect = what, .generation = 0, .created_at = noon};
}

}  // namespace

TEST_CASE("what is said of an account is said only while it is in a state that is the cause") {
  using enum account_state;
  const struct {
    effect what;
    std::vector<account_state> causes;
  } cases[] = {
      {effect::open_case, {active}},
      {effect::mail_request_received, {pending}},
      {effect::mail_approval_needed, {pending}},
      {effect::mail_welcome, {active}},
      {effect::mail_waiting, {waiting}},
      {effect::mail_rejected, {rejected}},
      {effect::mail_join, {invited}},
      {effect::mail_approval_reminder, {pending}},
      {effect::mail_lapsed, {lapsed}},
      {effect::mail_deactivated, {inactive}},
      {effect::mail_reactivated, {active}},
      {effect::mail_banned, {invited, pending, waiting, active, inactive, rejected, lapsed}},
      {effect::mail_password_changed, {invited, pending, waiting, active, inactive, rejected, lapsed}},
      {effect::mail_email_changed, {invited, pending, waiting, active, inactive, rejected, lapsed}},
      {effect::mail_email_change_asked, {invited, pending, waiting, active, inactive, rejected, lapsed}},
      {effect::mail_api_key_changed, {invited, pending, waiting, active, inactive, rejected, lapsed}},
  };
  const auto approver = account_number(2, account_kind::user, active);
  for (const auto& c : cases) {
    CAPTURE(static_cast<int>(c.what));
    CHECK(about_kind(c.what) == kind::account);
    for (const auto state : states) {
      CAPTURE(static_cast<int>(state));
      auto about = account_number(1, account_kind::client, state);
      if (c.what == effect::mail_banned) about.banned_at = noon;
      const bool stands = std::ranges::find(c.causes, state) != c.causes.end();
      CHECK(cause_stands(item_of(c.what), {.about = about, .recipient = approver}, noon) == stands);
    }
    CHECK_FALSE(cause_stands(item_of(c.what), {.recipient = approver}, noon));
  }
}

TEST_CASE("a case waits for whoever may come back to it, and no mail does") {
  for (const auto state : states) {
    CAPTURE(static_cast<int>(state));
    const auto about = account_number(1, account_kind::client, state);
    const bool away = state == account_state::inactive || state == account_state::waiting;
    CHECK(cause_may_return(item_of(effect::open_case), {.about = about}) == away);
    CHECK_FALSE(cause_may_return(item_of(effect::mail_welcome), {.about = about}));
  }
  CHECK_FALSE(cause_may_return(item_of(effect::open_case), {}));
}

TEST_CASE("what tells of a request is not sent once its time is over, though nobody called run_due") {
  const auto approver = account_number(2, account_kind::user, account_state::active);
  auto signs_up = account_number(1, account_kind::client, account_state::pending);
  auto asks = account_number(3, account_kind::client, account_state::active);
  asks.asked_access = parvis::access::collaborator;
  signs_up.decide_by = asks.decide_by = noon + tick;
  for (const auto what : {effect::mail_request_received, effect::mail_approval_needed, effect::mail_approval_reminder,
                          effect::mail_access_asked}) {
    CAPTURE(static_cast<int>(what));
    const auto& who = what == effect::mail_access_asked ? asks : signs_up;
    auto notice = item_of(what);
    notice.addressee = addressee::deciders;
    for (const auto& item : {item_of(what), notice}) {
      CHECK(cause_stands(item, {.about = who, .recipient = approver}, noon));
      CHECK_FALSE(cause_stands(item, {.about = who, .recipient = approver}, noon + tick));
    }
  }
}

TEST_CASE("a link to join that a mail carries must be the newest, and alive") {
  auto about = account_number(1, account_kind::user, account_state::invited);
  CHECK(cause_stands(item_of(effect::mail_join), {.about = about}, noon));
  about.join_by = noon + tick;
  CHECK(cause_stands(item_of(effect::mail_join), {.about = about}, noon));
  CHECK_FALSE(cause_stands(item_of(effect::mail_join), {.about = about}, noon + tick));
  about.join_by.reset();
  about.credential_epoch = 1;
  CHECK_FALSE(cause_stands(item_of(effect::mail_join), {.about = about}, noon));
}

TEST_CASE("a link to a new password or address is mailed while it is alive, to whoever may be signed in to some day") {
  for (const auto what : {effect::mail_password_reset, effect::mail_email_change}) {
    CAPTURE(static_cast<int>(what));
    CHECK(about_kind(what) == kind::mailed_link);
    for (const auto state : states) {
      auto who = account_number(1, account_kind::user, state);
      who.password = "$scrypt$";
      mailed_link link{.account = who.id, .created_at = noon, .expires_at = noon + tick};
      const bool may = may_reset_password(who, noon);
      CHECK(cause_stands(item_of(what), {.recipient = who, .about_link = link}, noon) == may);
      CHECK_FALSE(cause_stands(item_of(what), {.recipient = who, .about_link = link}, noon + tick));
      CHECK_FALSE(cause_stands(item_of(what), {.recipient = who}, noon));  // it was used, or there is a newer one
      CHECK_FALSE(cause_stands(item_of(what), {.about_link = link}, noon));
      ++who.credential_epoch;
      CHECK_FALSE(cause_stands(item_of(what), {.recipient = who, .about_link = link}, noon));
    }
  }
}

TEST_CASE("who decides or administers is written to while active, and found when the notice is drained") {
  seat_pool short_of = pool("collaborators", 2, 3, 1);
  const auto pending = account_number(1, account_kind::client, account_state::pending);
  for (const auto what :
       {effect::mail_approval_needed, effect::mail_approval_reminder, effect::mail_approvals_reassigned,
        effect::mail_seats_exhausted, effect::mail_over_capacity}) {
    CAPTURE(static_cast<int>(what));
    const outbox_facts nobody{.about = pending, .about_pool = short_of};
    for (const auto state : states) {
      auto facts = nobody;
      facts.recipient = account_number(2, account_kind::user, state);
      CHECK(cause_stands(item_of(what), facts, noon) == (state == account_state::active));
    }
    CHECK_FALSE(cause_stands(item_of(what), nobody, noon));
    auto notice = item_of(what);
    for (const auto to : {addressee::deciders, addressee::administrators}) {
      notice.addressee = to;
      CHECK(cause_stands(notice, nobody, noon));
    }
  }
}

TEST_CASE("mails to an address that signed up are sent until the sign-up expires") {
  const sign_up received{.id = id_number<sign_up_id>(1), .expires_at = noon};
  for (const auto what : {effect::mail_verify_email, effect::mail_known_address, effect::mail_reapplication_refused}) {
    CHECK(about_kind(what) == kind::sign_up);
    CHECK(cause_stands(item_of(what), {.about_sign_up = received}, noon - tick));
    CHECK_FALSE(cause_stands(item_of(what), {.about_sign_up = received}, noon));
    CHECK_FALSE(cause_stands(item_of(what), {.about_sign_up = received}, noon + tick));
    CHECK_FALSE(cause_stands(item_of(what), {}, noon - tick));
  }
}

TEST_CASE("a personal link is mailed while it is alive, and in its newest form") {
  const auto stands = [](auto change, instant now = noon) {
    auto link = open_invite();
    change(link);
    return cause_stands(item_of(effect::mail_invitation), {.about_invite = link}, now);
  };
  CHECK(about_kind(effect::mail_invitation) == kind::invite);
  CHECK(stands([](invite& i) { i.generation = 0; }));
  CHECK_FALSE(stands([](invite& i) { i.generation = 1; }));
  CHECK_FALSE(stands([](invite& i) { i.generation = 0, i.state = invite_state::closed; }));
  CHECK_FALSE(stands([](invite& i) { i.generation = 0, i.state = invite_state::revoked; }));
  CHECK_FALSE(stands([](invite& i) { i.generation = 0, i.max_uses = i.uses = 1; }));
  CHECK_FALSE(stands([](invite& i) { i.generation = 0; }, noon + hours(72)));
  CHECK_FALSE(cause_stands(item_of(effect::mail_invitation), {}, noon));
}

TEST_CASE("administrators hear of a shortage while there is one") {
  const auto reader = account_number(2, account_kind::user, account_state::active);
  const struct {
    std::int64_t capacity, held, waiting;
    bool exhausted, over;
  } cases[] = {{2, 1, 0, false, false}, {2, 2, 0, false, false}, {2, 2, 1, true, false},
               {2, 3, 0, false, true},  {2, 3, 2, true, true},   {0, 0, 1, true, false}};
  for (const auto& c : cases) {
    const outbox_facts facts{.recipient = reader, .about_pool = pool("core", c.capacity, c.held, c.waiting)};
    CHECK(cause_stands(item_of(effect::mail_seats_exhausted), facts, noon) == c.exhausted);
    CHECK(cause_stands(item_of(effect::mail_over_capacity), facts, noon) == c.over);
  }
  CHECK(about_kind(effect::mail_seats_exhausted) == kind::seat_pool);
  CHECK(about_kind(effect::mail_over_capacity) == kind::seat_pool);
  for (const auto what : {effect::mail_seats_exhausted, effect::mail_over_capacity}) {
    CHECK_FALSE(cause_stands(item_of(what), {.recipient = reader}, noon));
  }
}

TEST_CASE("an effect that this library does not know is not carried out") {
  const auto who = account_number(1, account_kind::client, account_state::active);
  for (const auto unknown : {0, static_cast<int>(last_value(effect{})) + 1, 99}) {
    CHECK_FALSE(cause_stands(item_of(static_cast<effect>(unknown)), {.about = who, .recipient = who}, noon));
    CHECK_FALSE(is_mail(static_cast<effect>(unknown)));
  }
  for (const auto other : {effect::open_case, effect::start_checkout}) CHECK_FALSE(is_mail(other));
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
