// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/credentials.hpp"

#include <doctest/doctest.h>

#include "rules/facts.hpp"

using namespace facts;

namespace {

account holder(account_state state = account_state::active) {
  auto out = account_number(1, account_kind::client, state);
  out.password = "$scrypt$old";
  out.credential_epoch = 3;
  return out;
}

mailed_link link_to(const account& who) {
  return {.id = id_number<mailed_link_id>(40),
          .revision = 1,
          .slot = "a slot",
          .account = who.id,
          .credential_epoch = who.credential_epoch,
          .email = "new@example.org",
          .email_key = "new@example.org",
          .created_at = noon - minutes(1),
          .expires_at = noon + minutes(9)};
}

guess_facts guess_at(account who) {
  const auto id = id_number<uuid>(60);
  return {open_settings(),
          std::move(who),
          {{id, counter{.id = id, .revision = 2, .count = 1, .expires_at = noon + failures_kept_for}}}};
}

constexpr account_state all_states[] = {account_state::invited, account_state::pending,  account_state::waiting,
                                        account_state::active,  account_state::inactive, account_state::rejected,
                                        account_state::lapsed,  account_state::erased};

/// What every change of credentials must do, besides its own.
void check_epoch(const std::vector<operation>& operations, const account& before, const account& after) {
  CHECK(defect_in(operations) == "");
  CHECK(guards(operations, before));
  CHECK(after.credential_epoch == before.credential_epoch + 1);
  CHECK(after.revision == before.revision + 1);
  CHECK(after.state == before.state);
  CHECK(assigned(*on(kind::account, operations).front(), &account::credential_epoch)->integer() ==
        after.credential_epoch);
}

errc code_of(const std::optional<failure>& f) { return f ? f->code : errc{}; }

mail_budget budget(std::int64_t spent = 0) {
  mail_budget out{id_number<uuid>(70)};
  if (spent > 0) out.spent = counter{.id = out.id, .count = spent};
  return out;
}

}  // namespace

TEST_CASE("a new password raises the epoch, ends what must be changed, and tells its owner") {
  auto who = holder();
  who.must_change_password = true;
  auto at = stamp_at();
  const auto [operations, outcome] = change_password(guess_at(who), "$scrypt$new", at);
  REQUIRE_FALSE(outcome.refused);
  check_epoch(operations, who, outcome.who);
  CHECK(outcome.who.password == "$scrypt$new");
  CHECK_FALSE(outcome.who.must_change_password);
  CHECK(events_of(operations) == std::vector{event_type::password_changed});
  CHECK(effects_of(operations) == std::vector{effect::mail_password_changed});
  CHECK(on(kind::counter, operations).front()->type == op_type::remove);
}

TEST_CASE("whoever may not sign in may change no password") {
  for (const auto state : all_states) {
    CAPTURE(static_cast<int>(state));
    auto at = stamp_at();
    const auto done = change_password(guess_at(holder(state)), "$scrypt$new", at);
    CHECK(code_of(done.reply.refused) == refusal_at_sign_in(holder(state), noon));
    CHECK(on(kind::account, done.operations).empty() == done.reply.refused.has_value());
  }
}

TEST_CASE("a link is alive while it is the account's, of its epoch and in its time") {
  const auto who = holder();
  const auto alive = link_to(who);
  CHECK(is_alive(alive, who, noon));
  CHECK_FALSE(is_alive({}, who, noon));
  CHECK_FALSE(is_alive(alive, {}, noon));
  CHECK_FALSE(is_alive(alive, account_number(2, account_kind::client, account_state::active), noon));
  auto later = who;
  ++later.credential_epoch;
  CHECK_FALSE(is_alive(alive, later, noon));
  CHECK(is_alive(alive, who, alive.created_at));
  CHECK_FALSE(is_alive(alive, who, alive.created_at - tick));  // the clock went back
  CHECK(is_alive(alive, who, *alive.expires_at - tick));
  CHECK_FALSE(is_alive(alive, who, *alive.expires_at));
  auto endless = alive;
  endless.expires_at.reset();
  CHECK_FALSE(is_alive(endless, who, noon));
}

TEST_CASE("a password is reset by whoever may be signed in to some day and has had one") {
  for (const auto state : all_states) {
    CAPTURE(static_cast<int>(state));
    const bool may =
        state == account_state::active || state == account_state::pending || state == account_state::waiting;
    CHECK(may_reset_password(holder(state), noon) == may);
    const auto facts = reset_facts{link_to(holder(state)), holder(state), {}};
    auto at = stamp_at();
    const auto done = reset_password(facts, "$scrypt$new", at);
    CHECK(refusal(done) == (may ? errc{} : errc::link_invalid));
    if (done) check_epoch(done.value().operations, holder(state), done.value().reply);
  }
  auto lapsed = holder(account_state::pending);
  lapsed.decide_by = noon;
  CHECK_FALSE(may_reset_password(lapsed, noon));
  auto never_joined = holder();
  never_joined.password.clear();
  CHECK_FALSE(may_reset_password(never_joined, noon));
  auto banned = holder();
  banned.banned_at = noon;
  CHECK_FALSE(may_reset_password(banned, noon));
  banned.banned_until = noon + tick;
  CHECK_FALSE(may_reset_password(banned, noon));
  CHECK(may_reset_password(banned, noon + tick));
}

TEST_CASE("a reset spends its link, forgets the failures of both identifiers and tells the owner") {
  auto who = holder();
  who.must_change_password = true;
  const counter failures[] = {{.id = id_number<uuid>(61), .revision = 3, .count = 50},
                              {.id = id_number<uuid>(62), .revision = 1, .count = 2}};
  const reset_facts facts{link_to(who), who, {failures[0], failures[1]}};
  auto at = stamp_at();
  const auto done = reset_password(facts, "$scrypt$new", at);
  REQUIRE(done);
  const auto& [operations, after] = done.value();
  check_epoch(operations, who, after);
  CHECK(after.password == "$scrypt$new");
  CHECK_FALSE(after.must_change_password);
  CHECK(guards(operations, *facts.link));
  CHECK(on(kind::mailed_link, operations).front()->type == op_type::remove);
  for (const auto& one : failures) CHECK(guards(operations, one));
  CHECK(events_of(operations) == std::vector{event_type::password_reset});
  CHECK(effects_of(operations) == std::vector{effect::mail_password_changed});
}

TEST_CASE("asking for a new password does the same whoever has the address") {
  const auto address = email::parse("zoe@example.org").value();
  const auto shape = [](const std::vector<operation>& operations) {
    std::vector<std::pair<kind, op_type>> out;
    for (const auto& op : operations) out.emplace_back(op.kind, op.type);
    return out;
  };
  for (const bool again : {false, true}) {
    std::vector<std::pair<kind, op_type>> first;
    for (int n = -1; n < 8; ++n) {
      CAPTURE(n);
      reset_request_facts facts{open_settings(), {}, {}, budget()};
      if (n >= 0) facts.by_email = holder(all_states[n]);
      if (again) facts.earlier = link_to(holder());
      auto at = stamp_at();
      const auto [operations, made] = request_reset(facts, address, "slot", at);
      CHECK(defect_in(operations) == "");
      if (first.empty()) first = shape(operations);
      CHECK(shape(operations) == first);
      CHECK(effects_of(operations) == std::vector{effect::mail_password_reset});
      CHECK(events_of(operations) == std::vector{event_type::password_reset_asked});
      const bool may = facts.by_email && may_reset_password(*facts.by_email, noon);
      CHECK(made.account.is_nil() == !may);
      CHECK(made.expires_at == noon + minutes(10));
      CHECK(made.username_key == (may ? facts.by_email->username_key : ""));
      if (again) CHECK(guards(operations, *facts.earlier));
      auto spent = facts;
      spent.mails = budget(5);
      CHECK(request_reset(spent, address, "slot", at).operations.empty());
    }
  }
}

TEST_CASE("another address is asked for by whoever may sign in, and told of at the old one") {
  const auto wanted = email::parse("new@example.org").value();
  for (const auto state : all_states) {
    CAPTURE(static_cast<int>(state));
    auto at = stamp_at();
    const auto [operations, outcome] = request_email_change(guess_at(holder(state)), {{}, budget()}, wanted, "s", at);
    CHECK(code_of(outcome.refused) == refusal_at_sign_in(holder(state), noon));
    if (outcome.refused) continue;
    CHECK(defect_in(operations) == "");
    CHECK(guards(operations, open_settings()));
    CHECK(guards(operations, holder()));
    CHECK(outcome.who.credential_epoch == holder().credential_epoch);  // nothing is changed yet
    CHECK(events_of(operations) == std::vector{event_type::email_change_asked});
    CHECK(effects_of(operations) == std::vector{effect::mail_email_change, effect::mail_email_change_asked});
    const auto mails = on(kind::outbox, operations);
    CHECK(assigned(*mails[0], &outbox_item::to)->data() == "new@example.org");
    CHECK(assigned(*mails[1], &outbox_item::to)->data() == holder().email);
  }
}

TEST_CASE("another address is refused for itself, after a right password") {
  const auto who = holder();
  auto user = account_number(3, account_kind::user, account_state::active);
  user.password = "$scrypt$old";
  const struct {
    account who;
    std::string_view wanted;
    std::int64_t mails;
    errc told;
  } cases[] = {
      {who, "new@example.org", 0, {}},
      {who, "new@example.org", 4, {}},
      {who, "new@example.org", 5, errc::mails_exhausted},
      {who, "PERSON1@example.org", 0, errc::invalid_form},
      {who, "new@elsewhere.example", 0, errc::invalid_form},
      {user, "new@elsewhere.example", 0, {}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.wanted);
    auto facts = guess_at(c.who);
    facts.settings.allowed_domains = {"example.org"};
    auto at = stamp_at();
    const auto [operations, outcome] =
        request_email_change(facts, {link_to(c.who), budget(c.mails)}, email::parse(c.wanted).value(), "s", at);
    CHECK(code_of(outcome.refused) == c.told);
    CHECK(defect_in(operations) == "");
    CHECK(on(kind::mailed_link, operations).size() == (c.told == errc{} ? 2 : 0));  // the earlier one goes
    CHECK(on(kind::counter, operations).back()->type == op_type::remove);
  }
}

TEST_CASE("a proven address is the account's, and both addresses are told") {
  const auto who = holder();
  auto at = stamp_at();
  const auto done = prove_email_change({link_to(who), who, {}, {"digest"}}, at);
  REQUIRE(done);
  const auto& [operations, after] = done.value();
  check_epoch(operations, who, after);
  CHECK(after.email == "new@example.org");
  CHECK(after.email_key == "new@example.org");
  CHECK(events_of(operations) == std::vector{event_type::email_changed});
  CHECK(effects_of(operations) == std::vector{effect::mail_email_changed, effect::mail_email_changed});
  const auto* const said = on(kind::note, operations).front();
  CHECK(assigned(*said, &note::text)->data() == who.email_key);
  CHECK(assigned(*said, &note::subject)->data() == who.id.bytes());
  CHECK(assigned(*said, &note::digest)->data() == "digest");
  CHECK(assigned(*on(kind::event, operations).front(), &event::note)->data() == "digest");
  const auto mails = on(kind::outbox, operations);
  CHECK(assigned(*mails[0], &outbox_item::to) == nullptr);  // the address they have then
  CHECK(assigned(*mails[1], &outbox_item::to)->data() == who.email);
  CHECK(on(kind::mailed_link, operations).front()->type == op_type::remove);
}

TEST_CASE("an address that somebody has by now, or a link of somebody who may not sign in, changes nothing") {
  for (const auto state : all_states) {
    auto at = stamp_at();
    const auto who = holder(state);
    const bool active = state == account_state::active;
    CHECK(refusal(prove_email_change({link_to(who), who, {}}, at)) == (active ? errc{} : errc::link_invalid));
    CHECK(refusal(prove_email_change({link_to(who), who, holder()}, at)) ==
          (active ? errc::email_taken : errc::link_invalid));
  }
}
