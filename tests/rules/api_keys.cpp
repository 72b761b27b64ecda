// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/api_keys.hpp"

#include <doctest/doctest.h>

#include "rules/facts.hpp"

using namespace facts;

namespace {

api_key_facts key_of(actor_facts actor, std::optional<account> who) {
  return {open_settings(), std::move(actor), std::move(who)};
}
result<decision<account>> issued(const api_key_facts& facts) {
  auto at = stamp_at();
  return issue_api_key(facts, {"a digest"}, at);
}
result<decision<account>> revoked(const api_key_facts& facts) {
  auto at = stamp_at();
  return revoke_api_key(facts, at);
}

account user(account_state state = account_state::active) { return account_number(3, account_kind::user, state); }

}  // namespace

TEST_CASE("keys are their user's own affair, and that of whoever manages users") {
  auto gone = member();
  gone.who->state = account_state::inactive;
  const struct {
    api_key_facts facts;
    errc told;
  } cases[] = {
      {key_of(manager(), user()), {}},
      {key_of(manager(), manager().who), {}},
      {key_of(member(), member().who), {}},
      {key_of(member(), user()), errc::permission_denied},
      {key_of(member(), {}), errc::permission_denied},  // who exists is nobody's business
      {key_of(manager(), {}), errc::not_found},
      {key_of(gone, gone.who), errc::permission_denied},
      {key_of({account_number(5, account_kind::client, account_state::active), {}},
              account_number(5, account_kind::client, account_state::active)),
       errc::permission_denied},
  };
  for (const auto& c : cases) {
    CHECK(refusal(issued(c.facts)) == c.told);
    CHECK(refusal(revoked(c.facts)) == c.told);
  }
}

TEST_CASE("only a user who could sign in is issued a key") {
  auto must_change = user();
  must_change.must_change_password = true;
  CHECK(refusal(issued(key_of(manager(), must_change))) == errc::illegal_transition);
  CHECK_FALSE(may_use_api_key(must_change, noon));
  CHECK_FALSE(may_use_api_key({}, noon));
  for (const auto state : {account_state::invited, account_state::active, account_state::inactive}) {
    const bool may = state == account_state::active;
    CHECK(refusal(issued(key_of(manager(), user(state)))) == (may ? errc{} : errc::illegal_transition));
    CHECK(may_use_api_key(user(state), noon) == may);
    CHECK_FALSE(may_use_api_key(account_number(4, account_kind::collaborator, state), noon));
  }
}

TEST_CASE("a new key replaces an older one, and one that is revoked is gone") {
  auto who = user();
  const auto first = issued(key_of(manager(), who)).value();
  CHECK(defect_in(first.operations) == "");
  CHECK(guards(first.operations, who));
  CHECK(guards(first.operations, *manager().who));
  CHECK(guards(first.operations, *manager().group));
  CHECK(first.reply.api_key.octets == "a digest");
  CHECK(first.reply.api_key_issued_at == noon);
  CHECK(first.reply.credential_epoch == who.credential_epoch);
  CHECK(first.reply.revision == who.revision + 1);
  CHECK(events_of(first.operations) == std::vector{event_type::api_key_issued});

  const auto own = issued(key_of(member(), member().who)).value();
  CHECK(defect_in(own.operations) == "");  // whoever acts on themselves is named once
  CHECK(guards(own.operations, *member().who));

  const auto gone = revoked(key_of(manager(), first.reply)).value();
  CHECK(defect_in(gone.operations) == "");
  CHECK(gone.reply.api_key.octets.empty());
  CHECK_FALSE(gone.reply.api_key_issued_at);
  CHECK(events_of(gone.operations) == std::vector{event_type::api_key_revoked});
  const auto again = revoked(key_of(manager(), gone.reply)).value();
  CHECK(again.operations.empty());
}

TEST_CASE("whoever has a key is told of what becomes of it, whoever did it, and of nothing that was not done") {
  auto holder = user();
  holder.api_key = {"an older digest"};
  holder.api_key_issued_at = noon;
  auto themself = member();
  themself.who->api_key = holder.api_key;
  themself.who->api_key_issued_at = noon;
  for (const auto& facts : {key_of(manager(), holder), key_of(themself, themself.who)}) {
    for (const auto& done : {issued(facts), revoked(facts)}) {
      const auto& operations = done.value().operations;
      CHECK(effects_of(operations) == std::vector{effect::mail_api_key_changed});
      CHECK(*assigned(operations.back(), &outbox_item::recipient) == value::of(facts.who->id));
      CHECK(assigned(operations.back(), &outbox_item::to) == nullptr);
    }
  }
  CHECK(effects_of(revoked(key_of(manager(), user())).value().operations).empty());
}
