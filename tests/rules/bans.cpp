// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/bans.hpp"

#include <doctest/doctest.h>

#include "parvis/rules/access.hpp"
#include "parvis/rules/api_keys.hpp"
#include "parvis/rules/people.hpp"
#include "rules/facts.hpp"

using namespace facts;

namespace {

enum class bans : std::uint8_t { keep_the_seat, free_the_seat };

/// Somebody in a state, about whom a manager commands; seats are free.
activity_facts acting_on(account_kind of_kind, account_state state, bans settings = bans::keep_the_seat) {
  auto who = account_number(1, of_kind, state);
  const bool is_user = of_kind == account_kind::user;
  if (is_user) who.group = members().id;
  if (state != account_state::invited) who.password = "$scrypt$";
  activity_facts out{open_settings(),
                     manager(),
                     who,
                     is_user ? std::optional{members()} : std::nullopt,
                     {pool("core", 5, 3), pool("collaborators", 5, 3)},
                     counter{.id = administrators_row, .revision = 1, .count = 2, .at_least = 1}};
  out.settings.ban_frees_seat = settings == bans::free_the_seat;
  if (state == account_state::waiting) {
    out.who->queued_at = noon;
    out.who->waiting_for = skus_of(who.access).empty() ? "collaborators" : skus_of(who.access).front();
    for (auto& pool : out.pools) pool.waiting = 1;
  }
  return out;
}

const ban_command for_good{.reason = "Insults", .reason_digest = {"digest"}};

/// The same person once they are banned.
activity_facts banned(activity_facts facts, const ban_command& command = for_good) {
  auto at = stamp_at();
  const auto [operations, after] = ban(facts, command, at).value();
  facts.who = after;
  for (auto& pool : facts.pools) count_on(pool, operations);
  if (facts.group) facts.group->active += added(operations, &group::active);
  return facts;
}

constexpr account_state all_states[] = {account_state::invited, account_state::pending,  account_state::waiting,
                                        account_state::active,  account_state::inactive, account_state::rejected,
                                        account_state::lapsed};

}  // namespace

TEST_CASE("a ban keeps the state and the seat, ends every credential, and is told unless it is silent") {
  for (const auto state : all_states) {
    for (const auto told : {notice::mail, notice::silent}) {
      CAPTURE(name(state));
      auto at = stamp_at();
      const auto f = acting_on(account_kind::user, state);
      auto command = for_good;
      command.notice = told;
      const auto [operations, after] = ban(f, command, at).value();
      CHECK(defect_in(operations) == "");
      CHECK(after.state == state);
      CHECK(after.banned_at == noon);
      CHECK_FALSE(after.banned_until);
      CHECK(after.banned_by == manager().who->id);
      CHECK(after.ban_reason == "Insults");
      CHECK(after.credential_epoch == f.who->credential_epoch + 1);
      CHECK(after.revision == f.who->revision + 1);
      CHECK(seats_held(after) == seats_held(*f.who));
      CHECK(guards(operations, *f.who));
      CHECK(guards(operations, *f.actor.who));
      CHECK(guards(operations, *f.actor.group));
      CHECK(guards(operations, f.settings));
      CHECK(guards(operations, *f.group));
      CHECK(added(operations, &group::active) == (state == account_state::active ? -1 : 0));
      CHECK(added(operations, &seat_pool::held) == 0);
      CHECK(added(operations, &seat_pool::waiting) == (state == account_state::waiting ? -1 : 0));
      CHECK(after.waiting_for.empty());
      CHECK_FALSE(after.queued_at);
      CHECK(events_of(operations) == std::vector{event_type::account_banned});
      CHECK(effects_of(operations) ==
            (told == notice::mail ? std::vector{effect::mail_banned} : std::vector<effect>{}));
      CHECK(on(kind::note, operations).size() == 1);
      CHECK(refusal_at_sign_in(after, noon) == errc::account_banned);
      CHECK_FALSE(may_reset_password(after, noon));
      CHECK_FALSE(may_act(after));
      CHECK_FALSE(is_active_user(after));
      CHECK_FALSE(may_use_api_key(after, noon));
    }
  }
}

TEST_CASE("a ban frees the seat of whoever is in where the workspace has it so; of nobody else") {
  const struct {
    account_kind of;
    account_state state;
    std::int64_t freed;
  } cases[] = {
      {account_kind::user, account_state::active, 1},          {account_kind::collaborator, account_state::active, 1},
      {account_kind::client, account_state::active, 0},        {account_kind::user, account_state::invited, 0},
      {account_kind::collaborator, account_state::pending, 0},
  };
  for (const auto& c : cases) {
    CAPTURE(static_cast<int>(c.of));
    CAPTURE(name(c.state));
    auto at = stamp_at();
    const auto [operations, after] = ban(acting_on(c.of, c.state, bans::free_the_seat), for_good, at).value();
    CHECK(defect_in(operations) == "");
    CHECK(added(operations, &seat_pool::held) == -c.freed);
    CHECK(after.seat_freed_at.has_value() == (c.freed == 1));
    CHECK(after.state == c.state);
    if (c.freed == 1) CHECK(seats_held(after) == parvis::access::none);
    if (c.freed == 1) CHECK_FALSE(after.seated_at);
  }
}

TEST_CASE("a ban takes back what somebody asked for, and tells whoever decides where an approver goes") {
  auto at = stamp_at();
  auto f = acting_on(account_kind::client, account_state::active);
  f.who->asked_access = parvis::access::collaborator;
  f.who->waiting_for = "collaborators";
  f.who->queued_at = noon;
  f.who->decide_by = noon + days(1);
  f.settings.approvers = {f.who->id};
  const auto [operations, after] = ban(f, {.reason = "x", .notice = notice::silent}, at).value();
  CHECK(defect_in(operations) == "");
  CHECK_FALSE(after.asked_access);
  CHECK_FALSE(after.decide_by);
  CHECK(after.waiting_for.empty());
  CHECK(added(operations, &seat_pool::waiting) == -1);
  CHECK(effects_of(operations) == std::vector{effect::mail_approvals_reassigned});
}

TEST_CASE("a ban asks for the right, a person who is another, a reason, an end to come, and what was seen") {
  auto at = stamp_at();
  auto f = acting_on(account_kind::user, account_state::active);
  const auto with = [](auto change) {
    auto out = for_good;
    change(out);
    return out;
  };
  CHECK(refusal(ban(f, with([](auto& c) { c.reason.clear(); }), at)) == errc::invalid_form);
  CHECK(ban(f, {}, at).error().fields.front().code == errc::ban_reason_required);
  CHECK(refusal(ban(f, with([](auto& c) { c.until = noon; }), at)) == errc::out_of_range);
  CHECK(refusal(ban(f, with([](auto& c) { c.until = instant::never(); }), at)) ==
        (plausible(instant::never()) ? errc{} : errc::out_of_range));
  CHECK(refusal(ban(f, with([](auto& c) { c.seen = 1; }), at)) == errc::stale);
  CHECK(ban(f, with([&](auto& c) { c.seen = f.who->revision; }), at));
  auto self = f;
  self.who = self.actor.who;
  CHECK(refusal(ban(self, for_good, at)) == errc::own_account);
  auto gone = f;
  gone.who->state = account_state::erased;
  CHECK(refusal(ban(gone, for_good, at)) == errc::not_found);
  CHECK(refusal(unban(gone, {}, at)) == errc::not_found);
  gone.who.reset();
  CHECK(refusal(ban(gone, for_good, at)) == errc::not_found);
  CHECK(refusal(unban(gone, {}, at)) == errc::not_found);
  f.actor = member();
  CHECK(refusal(ban(f, for_good, at)) == errc::permission_denied);
  CHECK(refusal(unban(f, {}, at)) == errc::permission_denied);
}

TEST_CASE("the last administrator cannot be banned; another one is no longer counted, until the ban ends") {
  auto at = stamp_at();
  auto f = acting_on(account_kind::user, account_state::active);
  f.group = administrators();
  f.who->group = f.group->id;
  const auto [operations, after] = ban(f, for_good, at).value();
  CHECK(defect_in(operations) == "");
  CHECK(added(operations, &counter::count) == -1);
  auto back = f;
  back.who = after;
  CHECK(added(unban(back, {}, at).value().operations, &counter::count) == 1);
  CHECK(added(deactivate(back, {}, at).value().operations, &counter::count) == 0);
  f.administrators->count = 1;
  CHECK(refusal(ban(f, for_good, at)) == errc::last_administrator);
  f.administrators.reset();
  CHECK(refusal(ban(f, for_good, at)) == errc::last_administrator);
}

TEST_CASE("the same ban again does nothing; another one replaces it and moves nothing twice") {
  auto at = stamp_at();
  for (const auto settings : {bans::keep_the_seat, bans::free_the_seat}) {
    const auto f = banned(acting_on(account_kind::user, account_state::active, settings));
    CHECK(ban(f, for_good, at).value().operations.empty());
    auto until = for_good;
    until.until = noon + days(3);
    const auto [operations, after] = ban(f, until, at).value();
    CHECK(defect_in(operations) == "");
    CHECK(after.banned_until == noon + days(3));
    CHECK(after.seat_freed_at == f.who->seat_freed_at);
    CHECK(added(operations, &seat_pool::held) == 0);
    CHECK(added(operations, &group::active) == 0);
    CHECK(events_of(operations) == std::vector{event_type::account_banned});
  }
}

TEST_CASE("whoever kept their seat is back at once, and told unless it is silent; nobody is moved by it") {
  auto at = stamp_at();
  for (const auto state : {account_state::active, account_state::pending, account_state::inactive}) {
    CAPTURE(name(state));
    auto f = banned(acting_on(account_kind::user, state));
    for (auto& pool : f.pools) pool.held = pool.capacity, pool.waiting = 3;
    const bool in = state == account_state::active;
    const auto [operations, after] = unban(f, {}, at).value();
    CHECK(defect_in(operations) == "");
    CHECK(after.state == state);
    CHECK_FALSE(is_banned(after));
    CHECK(after.ban_reason.empty());
    CHECK(after.banned_by.is_nil());
    CHECK(added(operations, &group::active) == (in ? 1 : 0));
    CHECK(on(kind::seat_pool, operations).empty());
    CHECK(events_of(operations) == std::vector{event_type::account_unbanned});
    CHECK(effects_of(operations) == (in ? std::vector{effect::mail_reactivated} : std::vector<effect>{}));
    CHECK(effects_of(unban(f, {.notice = notice::silent}, at).value().operations).empty());
    CHECK(refusal(unban(f, {.seen = {.account = 1}}, at)) == errc::stale);
    f.who = after;
    CHECK(unban(f, {}, at).value().operations.empty());
  }
}

TEST_CASE("whoever lost their seat takes a free one, waits behind the others, or is refused, as the workspace has it") {
  auto at = stamp_at();
  auto f = banned(acting_on(account_kind::collaborator, account_state::active, bans::free_the_seat));
  f.who->case_role = case_role::client;
  {
    const auto [operations, after] = unban(f, {}, at).value();
    CHECK(defect_in(operations) == "");
    CHECK(after.state == account_state::active);
    CHECK_FALSE(after.seat_freed_at);
    CHECK(after.seated_at == noon);
    CHECK(added(operations, &seat_pool::held) == 1);
    CHECK(effects_of(operations) == std::vector{effect::mail_reactivated});  // and no second case
    CHECK(effects_of(unban(f, {.notice = notice::silent}, at).value().operations).empty());
  }
  f.pools[1].held = f.pools[1].capacity;
  const auto [operations, after] = unban(f, {}, at).value();
  CHECK(defect_in(operations) == "");
  CHECK(after.state == account_state::waiting);
  CHECK_FALSE(after.active_since);
  CHECK(after.waiting_for == "collaborators");
  CHECK(added(operations, &seat_pool::held) == 0);
  CHECK(added(operations, &seat_pool::waiting) == 1);
  CHECK(effects_of(operations) == std::vector{effect::mail_waiting, effect::mail_seats_exhausted});
  CHECK(effects_of(unban(f, {.notice = notice::silent}, at).value().operations) ==
        std::vector{effect::mail_seats_exhausted});
  auto when_free = f.pools;
  when_free[1].held = 0;
  when_free[1].waiting = 1;
  const auto admitted = admit(after, when_free, at).value().operations;
  CHECK(defect_in(admitted) == "");
  CHECK(effects_of(admitted) == std::vector{effect::mail_reactivated});

  f.settings.when_no_seat = no_seat_policy::refuse;
  CHECK(refusal(unban(f, {}, at)) == errc::no_seat);
}

TEST_CASE("an administrator who comes back through the queue counts from the moment they are admitted") {
  auto at = stamp_at();
  auto f = acting_on(account_kind::user, account_state::active, bans::free_the_seat);
  f.group = administrators();
  f.who->group = f.group->id;
  f = banned(f);
  f.pools[0].held = f.pools[0].capacity;
  const auto [operations, after] = unban(f, {}, at).value();
  CHECK(after.state == account_state::waiting);
  CHECK(added(operations, &counter::count) == 0);
  f.pools[0].held = 0;
  const auto admitted = admit(after, f.pools, at, {}, f.group).value().operations;
  CHECK(defect_in(admitted) == "");
  CHECK(added(admitted, &counter::count) == 1);
  CHECK(added(admitted, &group::active) == 1);
}

TEST_CASE("whoever waited when they were banned waits anew, or is in with a welcome") {
  auto at = stamp_at();
  auto f = banned(acting_on(account_kind::collaborator, account_state::waiting));
  CHECK(refusal(admit(*f.who, f.pools, at)) == errc::illegal_transition);
  const auto [operations, after] = unban(f, {}, at).value();
  CHECK(after.state == account_state::active);
  CHECK(effects_of(operations) == std::vector{effect::mail_welcome});
  f.pools[1].held = f.pools[1].capacity;
  const auto waits = unban(f, {}, at).value();
  CHECK(waits.reply.state == account_state::waiting);
  CHECK(effects_of(waits.operations) == std::vector{effect::mail_waiting, effect::mail_seats_exhausted});
}

TEST_CASE("whoever never joined gets another link when their ban ends, for theirs is dead") {
  auto at = stamp_at();
  auto f = banned(acting_on(account_kind::user, account_state::invited));
  CHECK(refusal(check_join({f.settings, f.who}, f.who->credential_epoch, noon)) == errc::link_invalid);
  CHECK(refusal(resend_join({f.settings, f.actor, f.who}, at)) == errc::ban_stands);
  const auto [operations, after] = unban(f, {.notice = notice::silent}, at).value();
  CHECK(after.state == account_state::invited);
  CHECK(after.join_by == noon + f.settings.invite_lifetime);
  CHECK(effects_of(operations) == std::vector{effect::mail_join});
  CHECK(assigned(*on(kind::outbox, operations).front(), &outbox_item::generation)->integer() == after.credential_epoch);
}

TEST_CASE("a ban that has run out is ended by nobody, and refuses nobody for want of a seat") {
  auto command = for_good;
  command.until = noon + days(1);
  auto f = banned(acting_on(account_kind::collaborator, account_state::active, bans::free_the_seat), command);
  f.settings.when_no_seat = no_seat_policy::refuse;
  f.pools[1].held = f.pools[1].capacity;
  f.actor = {};
  auto early = stamp_at(noon + days(1) - tick);
  CHECK(refusal(end_ban(f, early)) == errc::illegal_transition);
  CHECK(refusal_at_sign_in(*f.who, noon + days(1)) == errc::account_banned);  // until it is lifted
  auto at = stamp_at(noon + days(1));
  const auto [operations, after] = end_ban(f, at).value();
  CHECK(defect_in(operations) == "");
  CHECK(after.state == account_state::waiting);
  CHECK(after.queued_at == at.now);
  CHECK(guards(operations, *f.who));
  CHECK(guards(operations, f.settings));
  const auto* entry = on(kind::event, operations).front();
  CHECK(assigned(*entry, &event::actor) == nullptr);
  CHECK(assigned(*entry, &event::number)->integer() == static_cast<std::int64_t>(account_state::waiting));
  f.who = after;
  CHECK(refusal(end_ban(f, at)) == errc::illegal_transition);
  f.who.reset();
  CHECK(refusal(end_ban(f, at)) == errc::illegal_transition);
  f = banned(acting_on(account_kind::user, account_state::active));
  CHECK(refusal(end_ban(f, at)) == errc::illegal_transition);  // for good
}

TEST_CASE("nobody lets in whoever is banned: not by approving, reopening, reactivating, nor at the door") {
  auto at = stamp_at();
  const auto who_is = [](account_state state) { return *banned(acting_on(account_kind::user, state)).who; };
  const auto deciding = [&](account_state state) {
    return approval_facts{open_settings(), manager(), who_is(state), {pool("core", 5, 0)}};
  };
  CHECK(refusal(approve(deciding(account_state::pending), {}, at)) == errc::ban_stands);
  CHECK(reject(deciding(account_state::pending), {}, at));
  CHECK(refusal(reopen(deciding(account_state::rejected), {}, at)) == errc::ban_stands);
  auto f = banned(acting_on(account_kind::user, account_state::inactive));
  CHECK(refusal(reactivate(f, {}, at)) == errc::ban_stands);
  f = banned(acting_on(account_kind::user, account_state::active, bans::free_the_seat));
  const auto [operations, after] = deactivate(f, {}, at).value();
  CHECK(is_banned(after));
  CHECK_FALSE(after.seat_freed_at);
  CHECK(added(operations, &seat_pool::held) == 0);

  const auto refused = who_is(account_state::rejected);
  CHECK(standing_of({.settings = open_settings(), .by_email = refused}, noon) == standing::refused);
  CHECK(is_taken(refused, noon));
}

TEST_CASE("another access moves no seat of whoever lost theirs by a ban, nor lets in whoever waited") {
  auto at = stamp_at();
  const auto moved = [&](const activity_facts& f, parvis::access to) {
    return change_access({f.settings, f.actor, f.who, {pool("collaborators", 5, 0)}, {}}, {.access = to}, at).value();
  };
  auto f = banned(acting_on(account_kind::collaborator, account_state::active, bans::free_the_seat));
  auto changed = moved(f, parvis::access::collaborator | parvis::access::client);
  CHECK(on(kind::seat_pool, changed.operations).empty());
  CHECK(changed.reply.seat_freed_at);
  f = banned(acting_on(account_kind::collaborator, account_state::waiting));
  changed = moved(f, parvis::access::client);
  CHECK(changed.reply.state == account_state::waiting);
  CHECK(on(kind::seat_pool, changed.operations).empty());
}

TEST_CASE("mails say what still stands: a ban while it lasts, no welcome and no reminder meanwhile") {
  const auto f = acting_on(account_kind::user, account_state::active);
  const auto b = banned(f);
  const auto stands = [](effect what, const account& about) {
    const outbox_item item{.effect = what, .about = about.id, .generation = about.credential_epoch, .created_at = noon};
    return cause_stands(item, {.about = about}, noon);
  };
  CHECK(stands(effect::mail_banned, *b.who));
  CHECK_FALSE(stands(effect::mail_banned, *f.who));
  auto replaced = *b.who;
  replaced.banned_at = noon + tick;
  CHECK_FALSE(stands(effect::mail_banned, replaced));
  CHECK(stands(effect::mail_reactivated, *f.who));
  CHECK_FALSE(stands(effect::mail_reactivated, *b.who));
  CHECK_FALSE(stands(effect::mail_approval_needed, *banned(acting_on(account_kind::user, account_state::pending)).who));
  CHECK_FALSE(stands(effect::mail_join, *banned(acting_on(account_kind::user, account_state::invited)).who));
  const outbox_item notice{.effect = effect::mail_approvals_reassigned};
  CHECK(cause_stands(notice, {.recipient = f.who}, noon));
  CHECK_FALSE(cause_stands(notice, {.recipient = b.who}, noon));
}
