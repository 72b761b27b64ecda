// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/replace.hpp"

#include <doctest/doctest.h>

#include "rules/facts.hpp"

using namespace facts;

namespace {

constexpr auto both = parvis::access::core | parvis::access::contract;

/// A member who goes, with full pools and a queue behind each.
replace_facts leaving(parvis::access held, const group& of = members()) {
  replace_facts out;
  auto& leaver = out.leaver;
  auto who = account_number(1, account_kind::user, account_state::active);
  who.access = held;
  who.group = of.id;
  leaver = {open_settings(),
            manager(),
            who,
            of,
            {pool("core", 3, 3, 2), pool("contract", 3, 3, 2)},
            counter{.id = administrators_row, .revision = 1, .count = 2, .at_least = 1}};
  out.newcomer = {leaver.settings, leaver.actor, members(), {}, leaver.pools, code_facts_at(stamp_at())};
  return out;
}
replace_command coming(parvis::access wanted) {
  return {.add = {.who = typed(somebody("new@example.org")),
                  .access = wanted,
                  .group = members().id,
                  .details = {.seniority = "partner"}}};
}

}  // namespace

TEST_CASE("the seat goes from hand to hand, whatever the pool and whoever waits") {
  auto at = stamp_at();
  for (const auto& of : {members(), administrators()}) {
    for (const auto access : {parvis::access::core, both}) {
      const auto f = leaving(access, of);
      const auto [operations, reply] = replace(f, coming(access), at).value();
      CHECK(defect_in(operations) == "");
      CHECK(reply.left.state == account_state::inactive);
      CHECK(reply.added.state == account_state::invited);
      CHECK(reply.added.seated_at == noon);
      CHECK_FALSE(reply.left.seated_at);
      CHECK(on(kind::seat_pool, operations).empty());
      CHECK(guards(operations, *f.leaver.who));
      CHECK(guards(operations, *f.leaver.actor.who));
      CHECK(guards(operations, *f.leaver.actor.group));
      CHECK(guards(operations, of));
      CHECK(guards(operations, members()));
      CHECK(added(operations, &group::active) == -1);
      CHECK(added(operations, &group::entered) == 1);
      CHECK(added(operations, &counter::count) == (of.id == administrators().id ? -1 : 0));
      CHECK(events_of(operations) == std::vector{event_type::account_deactivated, event_type::user_added});
      CHECK(effects_of(operations) == std::vector{effect::mail_deactivated, effect::mail_join});
    }
  }
}

TEST_CASE("a seat that only one of them has is freed, or must be free") {
  auto at = stamp_at();
  const auto less = replace(leaving(both), coming(parvis::access::core), at).value();
  CHECK(defect_in(less.operations) == "");
  REQUIRE(on(kind::seat_pool, less.operations).size() == 1);
  CHECK(added(less.operations, &seat_pool::held) == -1);

  auto f = leaving(parvis::access::core);
  CHECK(refusal(replace(f, coming(both), at)) == errc::no_seat);
  f.newcomer.pools[1].waiting = 0;
  f.newcomer.pools[1].held = 2;
  const auto more = replace(f, coming(both), at).value();
  CHECK(defect_in(more.operations) == "");
  CHECK(added(more.operations, &seat_pool::held) == 1);
}

TEST_CASE("whoever stands in a queue, or lost their seat by a ban, has none to hand over") {
  auto at = stamp_at();
  auto f = leaving(parvis::access::core);
  f.leaver.who->asked_access = both;
  f.leaver.who->waiting_for = "contract";
  f.leaver.who->queued_at = noon;
  const auto left = replace(f, coming(parvis::access::core), at).value();
  CHECK(defect_in(left.operations) == "");
  CHECK(added(left.operations, &seat_pool::waiting) == -1);

  f = leaving(parvis::access::core);
  f.leaver.who->banned_at = f.leaver.who->seat_freed_at = noon;
  CHECK(refusal(replace(f, coming(parvis::access::core), at)) == errc::no_seat);
}

TEST_CASE("replacing keeps the guards of going and of coming") {
  auto at = stamp_at();
  const auto command = coming(parvis::access::core);
  auto f = leaving(parvis::access::core, administrators());
  f.leaver.administrators->count = 1;
  CHECK(refusal(replace(f, command, at)) == errc::last_administrator);
  f = leaving(parvis::access::core);
  auto stale = command;
  stale.leave.seen.account = 1;
  CHECK(refusal(replace(f, stale, at)) == errc::stale);
  f.newcomer.by_email = account_number(2, account_kind::client, account_state::active);
  CHECK(refusal(replace(f, command, at)) == errc::email_taken);
  f = leaving(parvis::access::core);
  f.newcomer.group.reset();
  CHECK(refusal(replace(f, command, at)) == errc::not_found);
  f.leaver.who->state = account_state::inactive;
  CHECK(refusal(replace(f, command, at)) == errc::illegal_transition);
  f.leaver.who = account_number(1, account_kind::collaborator, account_state::active);
  CHECK(refusal(replace(f, command, at)) == errc::illegal_transition);
  f.leaver.who.reset();
  CHECK(refusal(replace(f, command, at)) == errc::not_found);
  f.leaver.actor = member();
  CHECK(refusal(replace(f, command, at)) == errc::permission_denied);
}
