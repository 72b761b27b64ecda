// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/accounts.hpp"

#include <doctest/doctest.h>

#include "rules/facts.hpp"

using namespace facts;

namespace {

constexpr auto both = parvis::access::core | parvis::access::contract;

set_up_command first_workspace(parvis::access a, std::vector<std::pair<std::string, std::int64_t>> grants) {
  return {open_settings(), somebody(), username::parse("zoe").value(), "$scrypt$", a, std::move(grants)};
}

/// Somebody with a password, about whom a manager commands.
activity_facts acting_on(account who, std::optional<group> of = {}) {
  if (who.state != account_state::invited) who.password = "$scrypt$";
  if (of) who.group = of->id;
  return {open_settings(),
          manager(),
          who,
          of,
          {pool("core", 5, 3), pool("contract", 5, 3), pool("collaborators", 5, 3)},
          counter{.id = administrators_row, .revision = 1, .count = 2, .at_least = 1}};
}

}  // namespace

TEST_CASE("whoever manages users is active and in a group that may") {
  auto inactive = manager();
  inactive.who->state = account_state::inactive;
  auto groupless = manager();
  groupless.group.reset();
  CHECK(manages_users(manager()));
  CHECK_FALSE(manages_users(member()));
  CHECK_FALSE(manages_users(inactive));
  CHECK_FALSE(manages_users(groupless));
  CHECK_FALSE(manages_users({}));
}

TEST_CASE("a workspace begins with an administrator who holds seats that were granted") {
  const struct {
    parvis::access of;
    std::vector<std::pair<std::string, std::int64_t>> grants;
    errc refused;
  } cases[] = {
      {parvis::access::core, {{"core", 1}}, {}},
      {both, {{"core", 1}, {"contract", 1}}, {}},
      {parvis::access::core, {{"core", 1}, {"core", 2}, {"collaborators", 10}, {"outlook", 3}}, {}},
      {parvis::access::core, {}, errc::no_seat},
      {parvis::access::core, {{"contract", 5}}, errc::no_seat},
      {both, {{"core", 1}}, errc::no_seat},
      {parvis::access::client, {{"core", 1}}, errc::access_not_allowed},
      {parvis::access::none, {{"core", 1}}, errc::access_not_allowed},
      {parvis::access::core | parvis::access::client, {{"core", 1}}, errc::access_not_allowed},
  };
  for (const auto& c : cases) {
    CAPTURE(static_cast<int>(c.of));
    auto at = stamp_at();
    const auto made = set_up({}, first_workspace(c.of, c.grants), at);
    CHECK(refusal(made) == c.refused);
    if (!made) continue;
    const auto& operations = made.value().operations;
    CHECK(defect_in(operations) == "");
    CHECK(on(kind::grant, operations).size() == c.grants.size());
    CHECK(added(operations, &seat_pool::held) == static_cast<std::int64_t>(skus_of(c.of).size()));
    CHECK(added(operations, &counter::count) == 1);
    CHECK(events_of(operations) == std::vector{event_type::workspace_set_up});
  }
  auto at = stamp_at();
  CHECK(refusal(set_up(open_settings(), first_workspace(parvis::access::core, {{"core", 1}}), at)) ==
        errc::already_set_up);
}

TEST_CASE("there is a pool for every sku that an access takes, so that a grant always finds one") {
  auto at = stamp_at();
  const auto made =
      set_up({}, first_workspace(parvis::access::core, {{"core", 1}, {"core", 2}, {"outlook", 3}}), at).value();
  std::vector<std::pair<std::string, std::int64_t>> pools;
  for (const auto* op : on(kind::seat_pool, made.operations)) {
    pools.emplace_back(assigned(*op, &seat_pool::sku)->data(), assigned(*op, &seat_pool::capacity)->integer());
  }
  CHECK(pools == decltype(pools){{"core", 3}, {"contract", 0}, {"collaborators", 0}, {"outlook", 3}});
}

TEST_CASE("whoever is deactivated loses seats and tokens, nothing else, and is told unless it is silent") {
  const auto user = account_kind::user;
  const struct {
    const char* what;
    account who;
    std::optional<group> of;
    std::int64_t released, uncounted;
  } cases[] = {
      {"a client", account_number(1, account_kind::client, account_state::active), {}, 0, 0},
      {"a collaborator", account_number(1, account_kind::collaborator, account_state::active), {}, 1, 0},
      {"a member", account_number(1, user, account_state::active), members(), 1, 0},
      {"an administrator", account_number(1, user, account_state::active), administrators(), 1, 1},
      {"an invited user", account_number(1, user, account_state::invited), administrators(), 1, 0},
      {"an invited collaborator", account_number(1, account_kind::collaborator, account_state::invited), {}, 0, 0},
  };
  for (const auto& c : cases) {
    for (const auto told : {notice::mail, notice::silent}) {
      CAPTURE(c.what);
      auto at = stamp_at();
      auto f = acting_on(c.who, c.of);
      f.who->active_since = noon - days(1);
      f.who->credential_epoch = 4;
      const auto [operations, after] = deactivate(f, {.notice = told}, at).value();
      CHECK(after.state == account_state::inactive);
      CHECK_FALSE(after.active_since);
      CHECK(after.credential_epoch == 5);
      CHECK(after.revision == f.who->revision + 1);
      CHECK(after.password == f.who->password);
      CHECK(after.username == f.who->username);
      CHECK(defect_in(operations) == "");
      CHECK(guards(operations, *f.who));
      CHECK(guards(operations, *f.actor.who));
      CHECK(guards(operations, *f.actor.group));
      CHECK(guards(operations, f.settings));
      CHECK((!f.group || guards(operations, *f.group)));
      CHECK(added(operations, &seat_pool::held) == -c.released);
      CHECK(added(operations, &counter::count) == -c.uncounted);
      CHECK(events_of(operations) == std::vector{event_type::account_deactivated});
      CHECK(effects_of(operations) ==
            (told == notice::mail ? std::vector{effect::mail_deactivated} : std::vector<effect>{}));
    }
  }
}

TEST_CASE("an account with two accesses gives both seats back, and needs both to come back") {
  auto at = stamp_at();
  auto who = account_number(1, account_kind::user, account_state::active);
  who.access = both;
  auto f = acting_on(who, members());
  CHECK(added(deactivate(f, {}, at).value().operations, &seat_pool::held) == -2);
  f.who->state = account_state::inactive;
  CHECK(added(reactivate(f, {}, at).value().operations, &seat_pool::held) == 2);
  f.pools[1].held = f.pools[1].capacity;
  const auto refused = reactivate(f, {}, at);
  REQUIRE(refusal(refused) == errc::no_seat);
  CHECK(refused.error().detail == "contract");
}

TEST_CASE("the last administrator stays, and every other one may go, also by their own hand") {
  auto at = stamp_at();
  auto f = acting_on(account_number(1, account_kind::user, account_state::active), administrators());
  f.administrators->count = 1;
  CHECK(refusal(deactivate(f, {}, at)) == errc::last_administrator);
  f.administrators.reset();
  CHECK(refusal(deactivate(f, {}, at)) == errc::last_administrator);
  f = acting_on(account_number(1, account_kind::user, account_state::active), members());
  f.administrators->count = 1;
  CHECK(deactivate(f, {}, at));

  auto self = acting_on(*manager().who, administrators());
  const auto gone = deactivate(self, {}, at).value();
  CHECK(defect_in(gone.operations) == "");
  CHECK(guards(gone.operations, *self.who));
  CHECK(added(gone.operations, &counter::count) == -1);
  self.administrators->count = 1;
  CHECK(refusal(deactivate(self, {}, at)) == errc::last_administrator);
}

TEST_CASE("when a selected approver goes, whoever decides from then on is told; silence is for the person alone") {
  auto at = stamp_at();
  auto f = acting_on(account_number(1, account_kind::user, account_state::active), members());
  f.settings.approvers = {id_number<account_id>(9), f.who->id};
  const auto operations = deactivate(f, {.notice = notice::silent}, at).value().operations;
  CHECK(effects_of(operations) == std::vector{effect::mail_approvals_reassigned});
  const auto& item = *on(kind::outbox, operations).front();
  CHECK(assigned(item, &outbox_item::addressee)->integer() == static_cast<std::int64_t>(addressee::deciders));
  CHECK(assigned(item, &outbox_item::about)->data() == f.who->id.bytes());
  CHECK(defect_in(operations) == "");
}

TEST_CASE("whoever is reactivated has their seats, or stays out; nobody who comes back stands in the queue") {
  const auto inactive = account_state::inactive;
  const struct {
    const char* what;
    account who;
    std::optional<group> of;
    std::int64_t taken, counted;
  } cases[] = {
      {"a client", account_number(1, account_kind::client, inactive), {}, 0, 0},
      {"a collaborator", account_number(1, account_kind::collaborator, inactive), {}, 1, 0},
      {"a member", account_number(1, account_kind::user, inactive), members(), 1, 0},
      {"an administrator", account_number(1, account_kind::user, inactive), administrators(), 1, 1},
  };
  for (const auto& c : cases) {
    for (const auto told : {notice::mail, notice::silent}) {
      CAPTURE(c.what);
      auto at = stamp_at();
      auto f = acting_on(c.who, c.of);
      f.who->credential_epoch = 4;
      const auto [operations, after] = reactivate(f, {.notice = told}, at).value();
      CHECK(after.state == account_state::active);
      CHECK(after.active_since == noon);
      CHECK(after.credential_epoch == 4);
      CHECK(defect_in(operations) == "");
      CHECK(guards(operations, *f.who));
      CHECK(guards(operations, *f.actor.who));
      CHECK(guards(operations, *f.actor.group));
      CHECK((!f.group || guards(operations, *f.group)));
      CHECK(added(operations, &seat_pool::held) == c.taken);
      CHECK(added(operations, &counter::count) == c.counted);
      CHECK(events_of(operations) == std::vector{event_type::account_reactivated});
      CHECK(effects_of(operations) ==
            (told == notice::mail ? std::vector{effect::mail_reactivated} : std::vector<effect>{}));

      for (auto& pool : f.pools) pool.waiting = 1;
      CHECK(refusal(reactivate(f, {}, at)) == (c.taken > 0 ? errc::no_seat : errc{}));
      for (auto& pool : f.pools) pool.waiting = 0, pool.held = pool.capacity;
      CHECK(refusal(reactivate(f, {}, at)) == (c.taken > 0 ? errc::no_seat : errc{}));
    }
  }
}

TEST_CASE("whoever was deactivated before they joined is invited again, with a link that silence does not withhold") {
  for (const auto of_kind : {account_kind::user, account_kind::collaborator}) {
    CAPTURE(static_cast<int>(of_kind));
    auto at = stamp_at();
    const bool is_user = of_kind == account_kind::user;
    auto f = acting_on(account_number(1, of_kind, account_state::inactive),
                       is_user ? std::optional{administrators()} : std::nullopt);
    f.who->password.clear();
    f.who->credential_epoch = 5;
    const auto [operations, after] = reactivate(f, {.notice = notice::silent}, at).value();
    CHECK(after.state == account_state::invited);
    CHECK_FALSE(after.active_since);
    CHECK(defect_in(operations) == "");
    CHECK(effects_of(operations) == std::vector{effect::mail_join});
    CHECK(assigned(*on(kind::outbox, operations).front(), &outbox_item::generation)->integer() == 5);
    CHECK(added(operations, &counter::count) == 0);  // from the moment they join
    CHECK(added(operations, &seat_pool::held) == (is_user ? 1 : 0));
  }
}

TEST_CASE("deactivating and reactivating ask for the right, the person and what was seen, and repeat without effect") {
  auto at = stamp_at();
  const auto check = [&](const activity_facts& f, std::optional<std::uint64_t> seen, errc down, errc up) {
    CHECK(refusal(deactivate(f, {.seen = {.account = seen}}, at)) == down);
    CHECK(refusal(reactivate(f, {.seen = {.account = seen}}, at)) == up);
  };
  auto f = acting_on(account_number(1, account_kind::user, account_state::active), members());
  const auto old = f.who->revision - 1;
  CHECK(refusal(deactivate(f, {.seen = {.account = old}}, at)) == errc::stale);
  CHECK(reactivate(f, {.seen = {.account = old}}, at).value().operations.empty());
  f.who->state = account_state::inactive;
  CHECK(refusal(reactivate(f, {.seen = {.account = old}}, at)) == errc::stale);
  CHECK(deactivate(f, {.seen = {.account = old}}, at).value().operations.empty());
  f.who->state = account_state::pending;
  check(f, {}, errc::illegal_transition, errc::illegal_transition);
  check(f, old, errc::stale, errc::stale);
  f.actor = member();
  check(f, old, errc::permission_denied, errc::permission_denied);
  f.actor = manager();
  f.who.reset();
  check(f, {}, errc::not_found, errc::not_found);
}
