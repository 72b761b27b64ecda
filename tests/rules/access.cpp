// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/access.hpp"

#include <doctest/doctest.h>

#include <tuple>

#include "rules/facts.hpp"

using namespace facts;

namespace {

using enum parvis::access;
constexpr auto both_solutions = core | contract;
constexpr auto both_sides = client | collaborator;

account somebody_with(parvis::access a, account_state state = account_state::active) {
  const bool user = has(a, core) || has(a, contract);
  auto out = account_number(1, user ? account_kind::user : portal_kind(a), state);
  out.access = a;
  return out;
}

/// One seat of each pool is free.
std::vector<seat_pool> free_pools() {
  return {pool("core", 5, 4), pool("contract", 5, 4), pool("collaborators", 5, 4)};
}
/// None is, and more are held than there are.
std::vector<seat_pool> full_pools() {
  return {pool("core", 3, 4), pool("contract", 3, 4), pool("collaborators", 3, 4)};
}

access_facts about(account who, std::vector<seat_pool> pools = free_pools()) {
  return {open_settings(), manager(), std::move(who), std::move(pools), {.id = id_number<uuid>(80)}};
}
access_facts asking(account who, std::optional<approval_mode> mode, std::vector<seat_pool> pools = free_pools()) {
  auto out = about(who, std::move(pools));
  out.actor = {std::move(who), {}};
  out.settings.access_requests = mode;
  return out;
}
account undecided(parvis::access asked = collaborator, parvis::access has_now = client) {
  auto out = somebody_with(has_now);
  out.asked_access = asked;
  out.decide_by = noon + days(1);
  out.remind_at = noon + hours(1);
  return out;
}
account queued(parvis::access asked = collaborator, parvis::access has_now = client,
               std::string_view sku = "collaborators") {
  auto out = somebody_with(has_now);
  out.asked_access = asked;
  out.queued_at = noon - hours(1);
  out.waiting_for = sku;
  return out;
}

result<decision<account>> changed(const access_facts& f, parvis::access to, notice told = notice::mail) {
  auto at = stamp_at();
  return change_access(f, {.access = to, .notice = told}, at);
}
result<decision<account>> asked(const access_facts& f, parvis::access to) {
  auto at = stamp_at();
  return ask_access(f, to, at);
}

std::int64_t number_in(const std::vector<operation>& operations) {
  return assigned(*on(kind::event, operations).front(), &event::number)->integer();
}

/// What happens to one pool: held, waiting.
std::pair<std::int64_t, std::int64_t> moved(const std::vector<operation>& operations, std::string_view sku) {
  std::pair<std::int64_t, std::int64_t> out;
  for (const auto* op : on(kind::seat_pool, operations)) {
    if (op->id != pool(sku, 0, 0).id) continue;
    for (const auto& a : op->add) {
      if (a.column == column_of(&seat_pool::held)) out.first += a.amount;
      if (a.column == column_of(&seat_pool::waiting)) out.second += a.amount;
    }
  }
  return out;
}

}  // namespace

TEST_CASE("whoever is in moves their seats at once: those given up, those taken, and none that both accesses have") {
  const struct {
    parvis::access from, to;
    std::int64_t core_held, contract_held, collaborators_held;
  } cases[] = {
      {core, contract, -1, 1, 0},      {core, both_solutions, 0, 1, 0},  {both_solutions, core, 0, -1, 0},
      {client, collaborator, 0, 0, 1}, {client, both_sides, 0, 0, 1},    {collaborator, both_sides, 0, 0, 0},
      {both_sides, client, 0, 0, -1},  {collaborator, client, 0, 0, -1},
  };
  for (const auto& c : cases) {
    for (const auto told : {notice::mail, notice::silent}) {
      CAPTURE(static_cast<int>(c.from));
      CAPTURE(static_cast<int>(c.to));
      const auto f = about(somebody_with(c.from));
      const auto [operations, after] = changed(f, c.to, told).value();
      CHECK(after.access == c.to);
      CHECK(after.state == account_state::active);
      CHECK(after.of_kind == (f.who->of_kind == account_kind::user ? account_kind::user : portal_kind(c.to)));
      CHECK(defect_in(operations) == "");
      CHECK(guards(operations, *f.who));
      CHECK(guards(operations, *f.actor.who));
      CHECK(guards(operations, *f.actor.group));
      CHECK(guards(operations, f.settings));
      CHECK(moved(operations, "core").first == c.core_held);
      CHECK(moved(operations, "contract").first == c.contract_held);
      CHECK(moved(operations, "collaborators").first == c.collaborators_held);
      CHECK(events_of(operations) == std::vector{event_type::access_changed});
      CHECK(number_in(operations) == static_cast<int>(c.to));
      CHECK(effects_of(operations) ==
            (told == notice::mail ? std::vector{effect::mail_access_changed} : std::vector<effect>{}));
      CHECK(changed(about(after), c.to).value().operations.empty());
    }
  }
}

TEST_CASE("a full pool, or one over its capacity, is in nobody's way who needs nothing more of it") {
  for (const auto policy : {no_seat_policy::wait, no_seat_policy::refuse}) {
    for (const auto& [from, to] : {std::pair{collaborator, both_sides}, std::pair{both_sides, collaborator},
                                   std::pair{collaborator, client}, std::pair{both_solutions, core}}) {
      auto f = about(somebody_with(from), full_pools());
      f.settings.when_no_seat = policy;
      const auto made = changed(f, to);
      REQUIRE(refusal(made) == errc{});
      CHECK(made.value().reply.access == to);
      CHECK(made.value().reply.waiting_for.empty());
    }
  }
}

TEST_CASE("when a seat is missing whoever is in keeps their access and waits for the other, or there is no seat") {
  for (const auto& [from, to, sku] :
       {std::tuple{client, collaborator, "collaborators"}, std::tuple{core, both_solutions, "contract"},
        std::tuple{core, contract, "contract"}}) {
    auto f = about(somebody_with(from), full_pools());
    const auto [operations, after] = changed(f, to).value();
    CHECK(after.access == from);
    CHECK(after.asked_access == to);
    CHECK(after.waiting_for == sku);
    CHECK(after.queued_at == noon);
    CHECK(moved(operations, sku) == std::pair<std::int64_t, std::int64_t>{0, 1});
    CHECK(added(operations, &seat_pool::held) == 0);
    CHECK(effects_of(operations) == std::vector{effect::mail_access_changed, effect::mail_seats_exhausted});
    CHECK(defect_in(operations) == "");
    CHECK(changed(about(after, full_pools()), to).value().operations.empty());

    f.settings.when_no_seat = no_seat_policy::refuse;
    const auto refused = changed(f, to);
    REQUIRE(refusal(refused) == errc::no_seat);
    CHECK(refused.error().detail == sku);
  }
}

TEST_CASE("nobody passes the queue, were there seats free") {
  auto pools = free_pools();
  for (auto& one : pools) one.waiting = 2;
  const auto [operations, after] = changed(about(somebody_with(client), pools), collaborator).value();
  CHECK(after.access == client);
  CHECK(after.waiting_for == "collaborators");
  CHECK(effects_of(operations) == std::vector{effect::mail_access_changed});  // the administrators know already
}

TEST_CASE("whoever waits for more and is given another access keeps the place, changes queues, or leaves it") {
  // The same seat is still missing: the place is theirs.
  auto f = about(queued(collaborator), full_pools());
  auto made = changed(f, both_sides).value();
  CHECK(made.reply.asked_access == both_sides);
  CHECK(made.reply.queued_at == f.who->queued_at);
  CHECK(on(kind::seat_pool, made.operations).empty());
  // Nothing is missing any more.
  made = changed(f, client).value();
  CHECK_FALSE(made.reply.asked_access);
  CHECK_FALSE(made.reply.queued_at);
  CHECK(made.reply.waiting_for.empty());
  CHECK(moved(made.operations, "collaborators") == std::pair<std::int64_t, std::int64_t>{0, -1});
  CHECK(effects_of(made.operations) == std::vector{effect::mail_access_refused});
  CHECK(defect_in(made.operations) == "");
}

TEST_CASE("a waiting person whose access changes is in, stays where they are, or stands in another queue") {
  auto who = somebody_with(core, account_state::waiting);
  who.waiting_for = "core";
  who.queued_at = noon - hours(1);
  who.case_role = case_role::client;
  // The other solution has a seat.
  auto made = changed(about(who), contract).value();
  CHECK(made.reply.state == account_state::active);
  CHECK(made.reply.access == contract);
  CHECK(moved(made.operations, "core") == std::pair<std::int64_t, std::int64_t>{0, -1});
  CHECK(moved(made.operations, "contract") == std::pair<std::int64_t, std::int64_t>{1, 0});
  CHECK(effects_of(made.operations) == std::vector{effect::mail_welcome, effect::open_case});
  CHECK(defect_in(made.operations) == "");
  // Both are needed: still the same queue.
  made = changed(about(who), both_solutions).value();
  CHECK(made.reply.state == account_state::waiting);
  CHECK(made.reply.access == both_solutions);
  CHECK(made.reply.queued_at == who.queued_at);
  CHECK(on(kind::seat_pool, made.operations).empty());
  // The other one is full too: its queue, by the time of approval.
  auto f = about(who, full_pools());
  made = changed(f, contract).value();
  CHECK(made.reply.state == account_state::waiting);
  CHECK(made.reply.waiting_for == "contract");
  CHECK(made.reply.queued_at == who.queued_at);
  CHECK(moved(made.operations, "core") == std::pair<std::int64_t, std::int64_t>{0, -1});
  CHECK(moved(made.operations, "contract") == std::pair<std::int64_t, std::int64_t>{0, 1});
  CHECK(defect_in(made.operations) == "");
  f.settings.when_no_seat = no_seat_policy::refuse;
  CHECK(refusal(changed(f, contract)) == errc::no_seat);
}

TEST_CASE("whoever is let in by another access counts in their group from then on, and nobody else does") {
  for (const auto state : {account_state::waiting, account_state::active, account_state::pending}) {
    CAPTURE(static_cast<int>(state));
    auto f = about(somebody_with(core, state));
    f.who->group = administrators().id;
    f.group = administrators();
    const auto made = changed(f, contract).value();
    const auto enters = state == account_state::waiting ? 1 : 0;
    CHECK(added(made.operations, &group::active) == enters);
    CHECK(added(made.operations, &counter::count) == enters);
    CHECK(guards(made.operations, *f.group));
    CHECK(defect_in(made.operations) == "");
  }
}

TEST_CASE("a collaborator who waits and is to be a client is in") {
  auto who = somebody_with(collaborator, account_state::waiting);
  who.waiting_for = "collaborators";
  who.queued_at = noon;
  const auto [operations, after] = changed(about(who, full_pools()), client).value();
  CHECK(after.state == account_state::active);
  CHECK(after.of_kind == account_kind::client);
  CHECK(moved(operations, "collaborators") == std::pair<std::int64_t, std::int64_t>{0, -1});
  CHECK(defect_in(operations) == "");
}

TEST_CASE("whoever is not in gets another access without seats; only invited users hold some") {
  const struct {
    account_state state;
    errc refused;
  } cases[] = {
      {account_state::invited, {}},
      {account_state::pending, {}},
      {account_state::inactive, {}},
      {account_state::rejected, errc::illegal_transition},
      {account_state::lapsed, errc::illegal_transition},
      {account_state::erased, errc::illegal_transition},
  };
  for (const auto& c : cases) {
    CAPTURE(static_cast<int>(c.state));
    auto who = somebody_with(client, c.state);
    who.decide_by = noon + days(1);
    const auto made = changed(about(who, full_pools()), collaborator);
    CHECK(refusal(made) == c.refused);
    if (!made) continue;
    CHECK(made.value().reply.state == c.state);
    CHECK(made.value().reply.access == collaborator);
    CHECK(made.value().reply.of_kind == account_kind::collaborator);
    CHECK(made.value().reply.decide_by == who.decide_by);
    CHECK(on(kind::seat_pool, made.value().operations).empty());
    CHECK(effects_of(made.value().operations).empty());
  }
  auto late = somebody_with(client, account_state::pending);
  late.decide_by = noon;
  CHECK(refusal(changed(about(late), collaborator)) == errc::illegal_transition);

  auto invited = about(somebody_with(core, account_state::invited));
  const auto [operations, after] = changed(invited, contract).value();
  CHECK(moved(operations, "core").first == -1);
  CHECK(moved(operations, "contract").first == 1);
  CHECK(after.state == account_state::invited);
  invited.pools = full_pools();
  CHECK(refusal(changed(invited, contract)) == errc::no_seat);  // the queue is for whoever has joined
}

TEST_CASE("an access is changed by managers, about somebody, to one that fits, and under what was seen") {
  auto at = stamp_at();
  auto f = about(somebody_with(client));
  for (const auto to : {none, core, contract, both_solutions, client | core, static_cast<parvis::access>(15)}) {
    CHECK(refusal(changed(f, to)) == errc::access_not_allowed);
  }
  for (const auto to : {none, client, collaborator, both_sides, core | client}) {
    CHECK(refusal(changed(about(somebody_with(core)), to)) == errc::access_not_allowed);
  }
  CHECK(refusal(change_access(f, {.access = collaborator, .seen = f.who->revision - 1}, at)) == errc::stale);
  CHECK(change_access(f, {.access = client, .seen = f.who->revision - 1}, at).value().operations.empty());
  f.actor = member();
  CHECK(refusal(changed(f, collaborator)) == errc::permission_denied);
  f = about(somebody_with(client));
  f.who.reset();
  CHECK(refusal(changed(f, collaborator)) == errc::not_found);
}

TEST_CASE("a change by an administrator settles what was asked for, be it that or another") {
  for (const auto to : {collaborator, both_sides}) {
    const auto [operations, after] = changed(about(undecided()), to).value();
    CHECK(after.access == to);
    CHECK_FALSE(after.asked_access);
    CHECK_FALSE(after.decide_by);
    CHECK_FALSE(after.remind_at);
  }
  const auto [operations, after] = changed(about(undecided()), client).value();
  CHECK_FALSE(after.asked_access);
  CHECK(effects_of(operations) == std::vector{effect::mail_access_refused});
  const auto full = changed(about(undecided(), full_pools()), collaborator).value().reply;
  CHECK(full.waiting_for == "collaborators");
  CHECK_FALSE(full.decide_by);
}

// --- asked for ---

TEST_CASE("another access is asked for by whoever is of the portal and in, where the workspace lets them") {
  CHECK(refusal(asked(asking(somebody_with(client), {}), collaborator)) == errc::access_not_allowed);
  const auto mode = approval_mode::by_user;
  CHECK(refusal(asked(asking(somebody_with(core), mode), contract)) == errc::permission_denied);
  CHECK(refusal(asked(asking(somebody_with(client, account_state::inactive), mode), collaborator)) ==
        errc::permission_denied);
  CHECK(refusal(asked({open_settings(), {}}, collaborator)) == errc::permission_denied);
  CHECK(refusal(asked(asking(somebody_with(client), mode), core)) == errc::access_not_allowed);
  auto often = asking(somebody_with(client), mode);
  often.mails.spent = counter{.count = often.settings.mails_per_address_max};
  CHECK(refusal(asked(often, collaborator)) == errc::mails_exhausted);
  CHECK(asked(often, client).value().operations.empty());
}

TEST_CASE("where access is approved by default whoever asks has it at once, waits for it, or finds no seat") {
  const auto mode = approval_mode::by_default;
  const auto f = asking(somebody_with(client), mode);
  const auto [operations, after] = asked(f, collaborator).value();
  CHECK(after.access == collaborator);
  CHECK(events_of(operations) == std::vector{event_type::access_changed});
  CHECK(assigned(*on(kind::event, operations).front(), &event::actor)->data() == after.id.bytes());
  CHECK(effects_of(operations) == std::vector{effect::mail_access_changed});
  CHECK(added(operations, &seat_pool::held) == 1);
  CHECK(added(operations, &counter::count) == 1);
  CHECK(guards(operations, *f.who));
  CHECK(guards(operations, f.settings));
  CHECK(defect_in(operations) == "");
  auto full = asking(somebody_with(client), mode, full_pools());
  CHECK(asked(full, collaborator).value().reply.waiting_for == "collaborators");
  full.settings.when_no_seat = no_seat_policy::refuse;
  CHECK(refusal(asked(full, collaborator)) == errc::no_seat);
}

TEST_CASE("where a user decides the request is open: those who decide are told once, and nothing changes yet") {
  const auto mode = approval_mode::by_user;
  const auto f = asking(somebody_with(client), mode, full_pools());
  const auto [operations, after] = asked(f, collaborator).value();
  CHECK(after.access == client);
  CHECK(after.asked_access == collaborator);
  CHECK(after.decide_by == noon + f.settings.approval_lifetime);
  CHECK(after.remind_at == noon + f.settings.approval_reminder_interval);
  CHECK(events_of(operations) == std::vector{event_type::access_asked});
  CHECK(number_in(operations) == static_cast<int>(collaborator));
  CHECK(effects_of(operations) == std::vector{effect::mail_access_asked});
  CHECK(on(kind::seat_pool, operations).empty());
  CHECK(added(operations, &counter::count) == 1);
  CHECK(defect_in(operations) == "");

  CHECK(asked(asking(after, mode), collaborator).value().operations.empty());
  const auto other = asked(asking(undecided(), mode), both_sides).value();
  CHECK(other.reply.asked_access == both_sides);
  CHECK(other.reply.decide_by == undecided().decide_by);
  CHECK(effects_of(other.operations).empty());
  // Who waits for a seat and asks for something else gives the place up.
  const auto instead = asked(asking(queued(), mode), both_sides).value();
  CHECK(instead.reply.waiting_for.empty());
  CHECK(moved(instead.operations, "collaborators") == std::pair<std::int64_t, std::int64_t>{0, -1});
  CHECK(effects_of(instead.operations) == std::vector{effect::mail_access_asked});
  CHECK(defect_in(instead.operations) == "");
}

TEST_CASE("by asking for what they have they ask for nothing else any more, whatever the workspace allows by now") {
  for (const auto& who : {undecided(), queued()}) {
    const auto [operations, after] = asked(asking(who, {}), client).value();
    CHECK_FALSE(after.asked_access);
    CHECK_FALSE(after.decide_by);
    CHECK_FALSE(after.remind_at);
    CHECK(after.waiting_for.empty());
    CHECK(number_in(operations) == static_cast<int>(client));
    CHECK(effects_of(operations).empty());
    CHECK(added(operations, &counter::count) == 0);
    CHECK(added(operations, &seat_pool::waiting) == (who.waiting_for.empty() ? 0 : -1));
    CHECK(defect_in(operations) == "");
  }
}

TEST_CASE("whoever decides grants what was asked for: with its seat, in the queue, or not at all") {
  auto at = stamp_at();
  const auto f = about(undecided());
  const auto [operations, after] = approve_access(f, {.access = collaborator}, at).value();
  CHECK(after.access == collaborator);
  CHECK(after.of_kind == account_kind::collaborator);
  CHECK_FALSE(after.asked_access);
  CHECK_FALSE(after.decide_by);
  CHECK(events_of(operations) == std::vector{event_type::access_changed});
  CHECK(effects_of(operations) == std::vector{effect::mail_access_changed});
  CHECK(added(operations, &seat_pool::held) == 1);
  CHECK(guards(operations, *f.actor.who));
  CHECK(defect_in(operations) == "");
  CHECK(approve_access(about(after), {.access = collaborator}, at).value().operations.empty());

  auto full = about(undecided(), full_pools());
  const auto waits = approve_access(full, {.access = collaborator}, at).value().reply;
  CHECK(waits.waiting_for == "collaborators");
  CHECK_FALSE(waits.decide_by);
  CHECK(approve_access(about(waits, full_pools()), {.access = collaborator}, at).value().operations.empty());
  full.settings.when_no_seat = no_seat_policy::refuse;
  CHECK(refusal(approve_access(full, {.access = collaborator}, at)) == errc::no_seat);
}

TEST_CASE("whoever decides may refuse, with a reason or without, and the access stays") {
  auto at = stamp_at();
  for (const auto told : {notice::mail, notice::silent}) {
    for (const std::string reason : {"", "no mandate"}) {
      const auto f = about(undecided());
      const auto [operations, after] =
          reject_access(f, {.access = collaborator, .reason = reason, .reason_digest = {"d"}, .notice = told}, at)
              .value();
      CHECK(after.access == client);
      CHECK_FALSE(after.asked_access);
      CHECK_FALSE(after.decide_by);
      CHECK(events_of(operations) == std::vector{event_type::access_refused});
      CHECK(number_in(operations) == static_cast<int>(collaborator));
      CHECK(on(kind::note, operations).size() == (reason.empty() ? 0 : 1));
      CHECK(effects_of(operations) ==
            (told == notice::mail ? std::vector{effect::mail_access_refused} : std::vector<effect>{}));
      CHECK(on(kind::seat_pool, operations).empty());
      CHECK(defect_in(operations) == "");
      CHECK(reject_access(about(after), {.access = collaborator}, at).value().operations.empty());
    }
  }
}

TEST_CASE("nothing is decided that was not asked, has been changed since, or is over; nor by anybody who may not") {
  auto at = stamp_at();
  const auto check = [&](const access_facts& f, const decide_access_command& command, errc approved, errc rejected) {
    CHECK(refusal(approve_access(f, command, at)) == approved);
    CHECK(refusal(reject_access(f, command, at)) == rejected);
  };
  const decide_access_command command{.access = collaborator};
  auto f = about(undecided());
  check(f, {.access = both_sides}, errc::stale, errc::stale);
  check(f, {.access = collaborator, .seen = {.account = f.who->revision - 1}}, errc::stale, errc::stale);
  check(f, {.access = collaborator, .seen = {.settings = f.settings.revision - 1}}, errc::stale, errc::stale);
  check(about(somebody_with(client)), command, errc::illegal_transition, {});  // not asked: as if refused
  check(about(somebody_with(collaborator)), command, {}, errc::illegal_transition);
  check(about(queued()), command, {}, errc::illegal_transition);
  check(about(somebody_with(client, account_state::inactive)), command, errc::illegal_transition,
        errc::illegal_transition);
  auto late = about(undecided());
  late.who->decide_by = noon;
  check(late, command, errc::illegal_transition, errc::illegal_transition);
  auto nobody = about(undecided());
  nobody.who.reset();
  check(nobody, command, errc::not_found, errc::not_found);
  f.actor = member();
  check(f, command, errc::permission_denied, errc::permission_denied);
  f.settings.approvers = {f.actor.who->id};
  check(f, command, {}, {});
}

TEST_CASE("a request that nobody decides is remembered, and lapses: the access stays and the person is told") {
  auto at = stamp_at();
  auto who = undecided();
  CHECK(refusal(remind(who, open_settings(), at)) == errc::illegal_transition);
  who.remind_at = noon;
  const auto reminded = remind(who, open_settings(), at).value();
  CHECK(effects_of(reminded) == std::vector{effect::mail_access_asked});
  CHECK(refusal(lapse_access(who, at)) == errc::illegal_transition);
  who.decide_by = noon;
  CHECK(refusal(remind(who, open_settings(), at)) == errc::illegal_transition);
  const auto lapsed = lapse_access(who, at).value();
  CHECK(events_of(lapsed) == std::vector{event_type::access_refused});
  CHECK(effects_of(lapsed) == std::vector{effect::mail_access_lapsed});
  CHECK(defect_in(lapsed) == "");
  CHECK(refusal(lapse_access(somebody_with(client, account_state::pending), at)) == errc::illegal_transition);
  CHECK(refusal(lapse_access(queued(), at)) == errc::illegal_transition);
  CHECK(refusal(remind(queued(), open_settings(), at)) == errc::illegal_transition);
}

TEST_CASE("whoever waits for more is admitted in order, with their seats moved and the mail that says so") {
  auto at = stamp_at();
  auto pools = free_pools();
  for (auto& one : pools) one.waiting = 1;
  const auto more = admit(queued(), pools, at).value().operations;
  CHECK(moved(more, "collaborators") == std::pair<std::int64_t, std::int64_t>{1, -1});
  CHECK(effects_of(more) == std::vector{effect::mail_access_changed});
  CHECK(events_of(more) == std::vector{event_type::account_admitted});
  CHECK(defect_in(more) == "");
  const auto other = admit(queued(contract, core, "contract"), pools, at).value().operations;
  CHECK(moved(other, "contract") == std::pair<std::int64_t, std::int64_t>{1, -1});
  CHECK(moved(other, "core") == std::pair<std::int64_t, std::int64_t>{-1, 0});
  CHECK(defect_in(other) == "");
  CHECK(refusal(admit(queued(), full_pools(), at)) == errc::no_seat);
  CHECK(refusal(admit(undecided(), pools, at)) == errc::illegal_transition);
}

TEST_CASE("whoever is deactivated asks for nothing any more, and stands in no queue") {
  auto at = stamp_at();
  for (const auto& who : {undecided(), queued()}) {
    const activity_facts f{open_settings(), manager(), who, {}, free_pools(), {}};
    const auto [operations, after] = deactivate(f, {}, at).value();
    CHECK_FALSE(after.asked_access);
    CHECK_FALSE(after.decide_by);
    CHECK_FALSE(after.remind_at);
    CHECK(after.waiting_for.empty());
    CHECK(added(operations, &seat_pool::waiting) == (who.waiting_for.empty() ? 0 : -1));
    CHECK(defect_in(operations) == "");
  }
}

TEST_CASE(
    "whoever stands in a queue for what they hold, by whatever mistake, still makes a batch that may be asked for") {
  auto at = stamp_at();
  const auto odd = queued(both_solutions, core, "core");
  const auto changes = changed(about(odd), contract).value().operations;
  CHECK(defect_in(changes) == "");
  CHECK(moved(changes, "core") == std::pair<std::int64_t, std::int64_t>{-1, -1});
  const activity_facts f{open_settings(), manager(), odd, {}, free_pools(), {}};
  CHECK(defect_in(deactivate(f, {}, at).value().operations) == "");
}
