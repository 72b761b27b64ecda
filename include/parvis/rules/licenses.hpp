// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parvis/model/license.hpp"
#include "parvis/model/settings.hpp"
#include "parvis/rules/actors.hpp"
#include "parvis/rules/decision.hpp"
#include "parvis/rules/group_counts.hpp"
#include "parvis/rules/mails.hpp"
#include "parvis/rules/pools.hpp"
#include "parvis/rules/transitions.hpp"

namespace parvis::inline v1 {

/// Which access takes a seat of which sku. Client access takes none.
struct seat_rule {
  parvis::access access;
  std::string_view sku;
};
inline constexpr std::array<seat_rule, 3> seat_rules{{
    {access::core, "core"},
    {access::contract, "contract"},
    {access::collaborator, "collaborators"},
}};

inline constexpr std::int64_t grant_quantity_max = 1'000'000;

/// The skus of which an account with this access holds a seat each.
inline std::vector<std::string_view> skus_of(access held) {
  std::vector<std::string_view> out;
  for (const auto& rule : seat_rules) {
    if (has(held, rule.access)) out.push_back(rule.sku);
  }
  return out;
}

/// Whether so many seats are free, and the capacity settled.
inline bool has_seats(const seat_pool& pool, std::int64_t seats, instant now) {
  return pool.held < pool.capacity && seats <= pool.capacity - std::max<std::int64_t>(0, pool.held) &&
         now < pool.next_change_at;
}
inline bool has_seat(const seat_pool& pool, instant now) { return has_seats(pool, 1, now); }

/// Whether somebody outside the queue would get a seat now. The store asks again inside the commit.
inline bool has_room(const seat_pool& pool, instant now) { return pool.waiting == 0 && has_seat(pool, now); }

/// The queues of which a seat is free, by sku.
inline std::vector<value> queues_with_a_seat(const std::vector<seat_pool>& pools, instant now) {
  std::vector<value> out;
  for (const auto& pool : pools) {
    if (pool.waiting > 0 && has_seat(pool, now)) out.push_back(value::text(pool.sku));
  }
  return out;
}

/// Takes a seat for somebody who waited, or several for as many: the capacity is settled, and the store keeps the
/// bound.
inline operation take_seat_from_queue(const seat_pool& pool, instant now, std::int64_t seats = 1) {
  auto out = moving_pool(pool);
  out.conditions.push_back({column_of(&seat_pool::next_change_at), comparison::greater, now.us});
  hold_more(out, pool, seats);
  return out;
}

/// The same for somebody outside the queue, who stands back while anybody waits.
inline operation take_seat(const seat_pool& pool, instant now, std::int64_t seats = 1) {
  auto out = take_seat_from_queue(pool, now, seats);
  out.conditions.insert(out.conditions.begin(), {column_of(&seat_pool::waiting), comparison::equal, 0});
  return out;
}

/// The pools of an account's skus, among those loaded. `no_seat` with the sku when one is missing: nobody ever granted
/// any.
inline result<std::vector<seat_pool>> pools_of(access held, const std::vector<seat_pool>& loaded) {
  std::vector<seat_pool> out;
  for (const auto sku : skus_of(held)) {
    const auto found = std::find_if(loaded.begin(), loaded.end(), [&](const auto& p) { return p.sku == sku; });
    if (found == loaded.end()) return failure{errc::no_seat, {}, sku};
    out.push_back(*found);
  }
  return out;
}

/// Takes the seats of `held`, all of them or none: `no_seat` names the first sku without room. A seat that is kept for
/// them in one of `reservations` is theirs whoever waits; from a reservation that is over, or used up, nothing is
/// taken, nor from one whose pool holds more than there is.
inline result<std::vector<operation>> take_seats(access held, const std::vector<seat_pool>& loaded, instant now,
                                                 const std::vector<reservation>& reservations = {}) {
  PARVIS_TRY(const auto pools, pools_of(held, loaded));
  std::vector<operation> out;
  for (const auto& pool : pools) {
    const auto kept = std::find_if(reservations.begin(), reservations.end(),
                                   [&](const auto& one) { return one.sku == pool.sku && has_left(one, now); });
    if (kept != reservations.end()) {
      if (!has_kept_seat(pool, now)) return failure{errc::no_seat, {}, pool.sku};
      append(out, take_reserved(*kept, pool, now));
    } else if (has_room(pool, now)) {
      out.push_back(take_seat(pool, now));
    } else {
      return failure{errc::no_seat, {}, pool.sku};
    }
  }
  return out;
}

/// Gives back the seats of `held`, one a pool, in any pool that was loaded. Whatever the capacity, so that a pool over
/// it heals, and without a revision, so that releases do not conflict; the store keeps the floor of 0.
inline std::vector<operation> release_seats(access held, const std::vector<seat_pool>& loaded) {
  std::vector<operation> out;
  for (const auto sku : skus_of(held)) {
    for (const auto& pool : loaded) {
      if (pool.sku != sku) continue;
      out.push_back(moving_pool(pool));
      out.back().add.push_back({column_of(&seat_pool::held), -1});
    }
  }
  return out;
}

/// The access for which an account holds seats: active ones, unless a ban took theirs, and users who were added and
/// have not joined yet.
inline access seats_held(const account& who) {
  const bool added = who.state == account_state::invited && who.of_kind == account_kind::user;
  const bool seated = who.state == account_state::active && !who.seat_freed_at;
  return added || seated ? who.access : access::none;
}

/// Since when an account has its seat; nothing while it holds none. `held`: what it held until now.
inline std::optional<instant> seated_since(access held, const account& who, instant now) {
  const auto holds = seats_held(who);
  if (skus_of(holds).empty()) return std::nullopt;
  return skus_of(without(holds, held)).empty() ? who.seated_at.value_or(now) : now;
}

/// The access that an account has, or is to have when its turn comes.
inline access wanted_access(const account& who) { return who.asked_access.value_or(who.access); }

/// What a portal account with this access is.
constexpr account_kind portal_kind(access of) noexcept {
  return has(of, access::collaborator) ? account_kind::collaborator : account_kind::client;
}

/// Gives an account another access, whose seats are another matter.
inline void set_access(account& who, access to) {
  who.access = to;
  if (who.of_kind != account_kind::user) who.of_kind = portal_kind(to);
}

/// Makes an account active, tells the person and opens the case. Whoever was in before a ban took their seat has had
/// all of that.
inline std::vector<operation> activate(account& who, stamp& at, notice told = notice::mail) {
  const auto held = seats_held(who);
  const bool returns = who.seat_freed_at.has_value();
  who.state = account_state::active;
  who.active_since = at.now;
  who.seat_freed_at.reset();
  who.queued_at.reset();
  who.waiting_for.clear();
  who.seated_at = seated_since(held, who, at.now);
  std::vector<operation> out;
  if (told == notice::mail) {
    out.push_back(queue_effect(at, returns ? effect::mail_reactivated : effect::mail_welcome, who));
  }
  if (who.case_role != case_role::none && !returns) out.push_back(queue_effect(at, effect::open_case, who));
  return out;
}

/// Puts somebody at the end of the queue for a seat, or to where `queued_at` says.
inline std::vector<operation> enter_queue(account& who, const seat_pool& full, stamp& at) {
  who.queued_at = who.queued_at.value_or(at.now);
  who.waiting_for = full.sku;
  std::vector<operation> out;
  const bool first = full.waiting == 0;
  if (first) out.push_back(queue_notice(at, effect::mail_seats_exhausted, full.id, addressee::administrators));
  // The store asks again whether they are the first, so that the administrators are told once.
  out.push_back({.type = op_type::change,
                 .kind = kind::seat_pool,
                 .id = full.id,
                 .add = {{column_of(&seat_pool::waiting), 1}},
                 .conditions = {{column_of(&seat_pool::waiting), first ? comparison::equal : comparison::greater, 0}}});
  return out;
}

/// Whoever is in a queue leaves it.
inline std::vector<operation> leave_queue(account& who, const std::vector<seat_pool>& loaded) {
  std::vector<operation> out;
  for (const auto& pool : loaded) {
    if (who.waiting_for.empty() || pool.sku != who.waiting_for) continue;
    out.push_back({.type = op_type::change,
                   .kind = kind::seat_pool,
                   .id = pool.id,
                   .add = {{column_of(&seat_pool::waiting), -1}}});
  }
  who.queued_at.reset();
  who.waiting_for.clear();
  return out;
}

/// The first pool of an access that has no room for somebody outside the queue.
inline result<seat_pool> full_pool(access wanted, const std::vector<seat_pool>& loaded, instant now) {
  PARVIS_TRY(const auto pools, pools_of(wanted, loaded));
  const auto full = std::find_if(pools.begin(), pools.end(), [&](const auto& p) { return !has_room(p, now); });
  if (full == pools.end()) return failure{errc::bug, {}, "every pool has room"};
  return *full;
}

/// Gives an approved account its place: active with its seats; or, when one is missing, at the end of the queue, or
/// `no_seat`, as the workspace wants it. The pools come last in the batch, for they are what everybody meets at.
inline result<std::vector<operation>> give_place(account& who, const std::vector<seat_pool>& loaded,
                                                 no_seat_policy when_none, stamp& at,
                                                 const std::vector<reservation>& reservations = {},
                                                 notice told = notice::mail) {
  auto seats = take_seats(who.access, loaded, at.now, reservations);
  if (seats) {
    auto out = activate(who, at, told);
    append(out, std::move(seats).assume_value());
    return out;
  }
  if (when_none == no_seat_policy::refuse) return seats.assume_error();
  PARVIS_TRY(const auto full, full_pool(who.access, loaded, at.now));
  who.state = account_state::waiting;
  who.active_since.reset();
  std::vector<operation> out;
  if (told == notice::mail) out.push_back(queue_effect(at, effect::mail_waiting, who));
  append(out, enter_queue(who, full, at));
  return out;
}

/// Whether an active account has been granted another access and waits for its seat.
inline bool waits_for_access(const account& who) {
  return who.state == account_state::active && who.asked_access && !who.waiting_for.empty();
}

/// The access that was waited for is theirs, and nothing is asked for any more.
inline void gain_access(account& who, access to) {
  set_access(who, to);
  who.asked_access.reset();
  who.queued_at.reset();
  who.waiting_for.clear();
}

/// Nobody is overtaken: whoever stands ahead has had their turn when the batch is committed. `ahead`: as it leaves
/// them.
inline operation turn_taken(const account& ahead) {
  const auto queue = column_of(&account::waiting_for);
  const bool waits = !ahead.waiting_for.empty();
  return {.type = op_type::change,
          .kind = kind::account,
          .id = ahead.id,
          .conditions = {waits ? condition{queue, comparison::equal, value::text(ahead.waiting_for)}
                               : condition{queue, comparison::is_null}}};
}

/// Whether somebody who waits may be let in, to the portal or to more of it.
inline bool may_be_admitted(const account& next) {
  return !is_banned(next) && (waits_for_access(next) || may(next.state, transition_cause::admit));
}

/// Admits the next person of a queue, to the portal or to more of it: one batch, whole or not at all. `ahead`: who
/// stood before them in each queue whose seat they need, as their turn leaves them. `own`: the group of a user.
/// `no_seat` when a pool has no room.
inline result<decision<account>> admit(const account& next, const std::vector<seat_pool>& loaded, stamp& at,
                                       const std::vector<const account*>& ahead = {},
                                       const std::optional<group>& own = {}) {
  if (!may_be_admitted(next)) return failure{errc::illegal_transition};
  const auto held = seats_held(next);
  const auto wanted = wanted_access(next);
  PARVIS_TRY(const auto pools, pools_of(without(wanted, held), loaded));
  auto admitted = next;
  std::vector<operation> out;
  if (waits_for_access(next)) {
    gain_access(admitted, wanted);
    admitted.seated_at = seated_since(held, admitted, at.now);
    out.push_back(queue_effect(at, effect::mail_access_changed, admitted));
  } else {
    out = activate(admitted, at);
  }
  out.insert(out.begin(), changing(next, admitted));
  for (const auto* one : ahead) out.insert(out.begin(), turn_taken(*one));
  PARVIS_TRY(auto counts, recount(&next, admitted, own));
  append(out, std::move(counts));
  out.push_back(record(at, {.what = event_type::account_admitted,
                            .subject = next.id,
                            .number = static_cast<std::int64_t>(account_state::active)}));
  for (const auto& pool : pools) {
    if (!has_seat(pool, at.now)) return failure{errc::no_seat, {}, pool.sku};
    const bool theirs = pool.sku == next.waiting_for;
    // Where nobody waits they come from outside, like anybody else.
    auto take = theirs || pool.waiting > 0 ? take_seat_from_queue(pool, at.now) : take_seat(pool, at.now);
    if (theirs) take.add.push_back({column_of(&seat_pool::waiting), -1});
    out.push_back(std::move(take));
  }
  append(out, release_seats(without(held, wanted), loaded));
  return decision<account>{std::move(out), std::move(admitted)};
}

/// Moves somebody from the queue of a pool that has a seat to that of one that has none; the store asks again whether
/// both is so. Approval keeps its order there, and nobody behind them stands still for a seat that they do not need.
inline decision<account> change_queue(const account& next, const seat_pool& free, const seat_pool& full, stamp& at,
                                      const std::vector<const account*>& ahead = {}) {
  const auto held = column_of(&seat_pool::held), capacity = column_of(&seat_pool::capacity);
  auto moved = next;
  auto pools = leave_queue(moved, {free});
  for (auto& left : pools) {
    left.conditions = {{held, comparison::less, {}, capacity},
                       {column_of(&seat_pool::next_change_at), comparison::greater, at.now.us}};
  }
  moved.queued_at = next.queued_at;
  append(pools, enter_queue(moved, full, at));
  pools.back().conditions.push_back({capacity, comparison::less_or_equal, {}, held});
  std::vector<operation> out{changing(next, moved)};
  for (const auto* one : ahead) out.insert(out.begin(), turn_taken(*one));
  append(out, std::move(pools));
  return {std::move(out), std::move(moved)};
}

/// What becomes of the next person of a queue: admitted; or, when another seat is lacking than the one that they stand
/// here for, on to the queue for that. So whoever needs two seats stands in the queue of one that is not there, holds
/// neither of them, and may be passed by others for as long as the two are not free together. `no_seat` when there is
/// none to be had here.
inline result<decision<account>> take_turn(const account& next, const std::vector<seat_pool>& loaded, stamp& at,
                                           const std::vector<const account*>& ahead = {},
                                           const std::optional<group>& own = {}) {
  if (!may_be_admitted(next)) return failure{errc::illegal_transition};
  PARVIS_TRY(const auto pools, pools_of(without(wanted_access(next), seats_held(next)), loaded));
  const auto here =
      std::find_if(pools.begin(), pools.end(), [&](const seat_pool& p) { return p.sku == next.waiting_for; });
  const auto full = std::find_if(pools.begin(), pools.end(), [&](const seat_pool& p) { return p.held >= p.capacity; });
  if (here == pools.end() || full == pools.end() || !has_seat(*here, at.now)) {
    return admit(next, loaded, at, ahead, own);
  }
  return change_queue(next, *here, *full, at, ahead);
}

/// People in the order of their approval, from one queue or several, and all that their turns are decided by.
struct queue_facts {
  std::vector<account> people{};
  std::vector<std::optional<group>> groups{};  ///< of each of the people
  std::vector<seat_pool> pools{};              ///< every one that any of them may need a seat of
};

/// What is committed for the turn of one person, whole or not at all.
struct turn {
  std::vector<operation> operations{};
  account who{};                   ///< as it leaves them
  access given_up = access::none;  ///< of which it frees the seats
};

/// The turns of as many people as there may be room for. Whoever gets none halts the queue that they stand in, and no
/// other: nobody behind them there overtakes them. Each turn asks the store that those had theirs who stand before, in
/// any queue of which the person needs a seat.
inline std::vector<turn> take_turns(queue_facts in, stamp& at) {
  std::vector<turn> out;
  out.reserve(in.people.size());
  std::vector<std::pair<std::string_view, const account*>> last;  // of each queue, as their turn leaves them
  std::vector<std::string_view> halted;
  for (std::size_t n = 0; n < in.people.size(); ++n) {
    const auto& next = in.people[n];
    if (std::find(halted.begin(), halted.end(), next.waiting_for) != halted.end()) continue;
    const auto needed = skus_of(without(wanted_access(next), seats_held(next)));
    std::vector<const account*> ahead;
    for (const auto& [sku, one] : last) {
      const bool needs_it = sku == next.waiting_for || std::find(needed.begin(), needed.end(), sku) != needed.end();
      if (needs_it) ahead.push_back(one);
    }
    auto taken = take_turn(next, in.pools, at, ahead, in.groups[n]);
    if (!taken) {
      halted.push_back(next.waiting_for);
      continue;
    }
    auto& [operations, who] = taken.assume_value();
    count_on(in.pools, operations);
    const auto given_up = without(seats_held(next), seats_held(who));
    out.push_back({std::move(operations), std::move(who), given_up});
    std::erase_if(last, [&](const auto& one) { return one.first == next.waiting_for; });
    last.emplace_back(next.waiting_for, &out.back().who);
  }
  return out;
}

// --- grants ---

/// A pool as it is once it was changed.
inline seat_pool moved(seat_pool pool) {
  ++pool.revision;
  pool.moves = saturated_sum(pool.moves, 1);
  return pool;
}

/// What a pool of so many granted seats may hold: its overage comes on top of what is granted, never instead of it.
inline std::int64_t capacity_of(std::int64_t granted, std::int64_t overage) {
  return granted == 0 ? 0 : saturated_sum(granted, overage);
}
/// The granted seats among its capacity.
inline std::int64_t granted_in(const seat_pool& pool) {
  return pool.capacity - std::clamp<std::int64_t>(pool.overage, 0, std::max<std::int64_t>(0, pool.capacity));
}

/// A pool as its grants make it: those that run give the capacity, and it changes with the next start or end. Until
/// that change a pool stays what it was when it was last settled, so that a call whose clock lags behind neither takes
/// back a start nor revives an end; only the grant that is being `changed` is seen by the clock alone.
inline seat_pool as_granted(const seat_pool& before, const std::vector<grant>& grants, instant now,
                            grant_id changed = {}) {
  auto pool = before;
  std::int64_t granted = 0;
  pool.next_change_at = instant::never();
  const auto settled = std::max(now, before.next_change_at - duration{1});
  for (const auto& one : grants) {
    const auto at = one.id == changed ? now : settled;
    if (one.ends_at <= std::max(at, one.starts_at)) continue;  // over, or withdrawn before it began
    const bool runs = one.starts_at <= at;
    pool.next_change_at = std::min(pool.next_change_at, runs ? one.ends_at : one.starts_at);
    if (runs) granted = saturated_sum(granted, one.quantity);
  }
  pool.capacity = capacity_of(granted, before.overage);
  return moved(pool);
}

/// A settled pool and one more grant.
inline seat_pool with_grant(const seat_pool& before, const grant& more, instant now) {
  auto pool = before;
  const bool runs = more.starts_at <= now;
  if (runs) pool.capacity = capacity_of(saturated_sum(granted_in(before), more.quantity), before.overage);
  pool.next_change_at = std::min(before.next_change_at, runs ? more.ends_at : more.starts_at);
  return moved(pool);
}

/// The pool of a sku of which nothing was granted before.
inline seat_pool new_pool(std::string_view sku, stamp& at) {
  return {.id = at.ids.next<pool_id>(), .sku = std::string(sku), .period_ends_at = next_month(at.now)};
}

/// Writes what becomes of a pool, and tells the administrators when more seats are held than there are now. The
/// revision rises even where nothing differs: of two who read the grants at once, one reads them again. Seats may be
/// taken and given back meanwhile; the store asks only whether that changed who is to be told, unless a period ends.
inline std::vector<operation> change_pool(const seat_pool& before, const seat_pool& after, stamp& at) {
  const bool over = after.held > after.capacity;
  std::vector<operation> out;
  if (over && before.held <= before.capacity) {
    out.push_back(queue_notice(at, effect::mail_over_capacity, before.id, addressee::administrators));
  }
  operation change{.type = op_type::change,
                   .kind = kind::seat_pool,
                   .id = before.id,
                   .revision = before.revision,
                   .set = {{column_of(&seat_pool::capacity), after.capacity},
                           {column_of(&seat_pool::next_change_at), after.next_change_at.us}},
                   .add = {{column_of(&seat_pool::moves), 1}},
                   .conditions = {{column_of(&seat_pool::held), over ? comparison::greater : comparison::less_or_equal,
                                   saturated_sum(after.capacity, saturated_difference(before.held, after.held))}}};
  if (after.overage != before.overage) change.set.push_back({column_of(&seat_pool::overage), after.overage});
  if (after.release_at != before.release_at) {
    change.set.push_back({column_of(&seat_pool::release_at), after.release_at.us});
  }
  const auto add = [&](std::int64_t seat_pool::* counter) {
    if (after.*counter != before.*counter) {
      change.add.push_back({column_of(counter), saturated_difference(after.*counter, before.*counter)});
    }
  };
  add(&seat_pool::held);
  add(&seat_pool::reserved);
  if (after.period_ends_at != before.period_ends_at) {
    change.set.push_back({column_of(&seat_pool::period_ends_at), after.period_ends_at.us});
    add(&seat_pool::peak);
    change.conditions.push_back({column_of(&seat_pool::held), comparison::equal, before.held});
    change.conditions.push_back({column_of(&seat_pool::peak), comparison::equal, before.peak});
  }
  out.push_back(std::move(change));
  return out;
}

/// What has become due in a pool.
struct pool_due {
  bool grants, reservations, period;
};
inline pool_due due_in(const seat_pool& pool, instant now) {
  return {pool.next_change_at <= now, pool.release_at <= now, pool.period_ends_at <= now};
}
inline bool is_due(const pool_due& due) { return due.grants || due.reservations || due.period; }

struct settle_facts {
  seat_pool pool;
  std::vector<grant> grants{};              ///< of its sku that have not ended, if one has begun or ended
  std::vector<reservation> reservations{};  ///< of its sku by their end, if one has ended
};

/// Brings a pool up to date whose grants have started or ended, whose reservations are over, or whose period is. Of
/// many reservations some are left for the next time. Nothing to commit when nothing is due.
inline decision<seat_pool> settle(const settle_facts& facts, stamp& at) {
  const auto& pool = facts.pool;
  const auto due = due_in(pool, at.now);
  decision<seat_pool> out{{}, pool};
  if (!is_due(due)) return out;
  if (due.grants) out.reply = as_granted(pool, facts.grants, at.now);
  if (out.reply.capacity != pool.capacity) {
    out.operations.push_back(
        record(at, {.what = event_type::seats_settled, .subject = pool.id, .number = out.reply.capacity}));
  }
  if (due.reservations) append(out.operations, expire_reservations(facts.reservations, out.reply, at));
  if (due.period) append(out.operations, close_period(pool, out.reply, at));
  out.reply.revision = pool.revision;
  out.reply.moves = pool.moves;
  out.reply = moved(out.reply);
  append(out.operations, change_pool(pool, out.reply, at));
  return out;
}

struct grant_facts {
  actor_facts actor{};
  parvis::licensing licensing{};
  std::optional<grant> one{};       ///< the grant to end; or whatever has the id that a new one shall have
  std::optional<seat_pool> pool{};  ///< settled; none before the first grant of a sku
  std::vector<grant> grants{};      ///< to end one: all of the sku that have not ended
};
struct grant_command {
  std::string sku;
  std::int64_t quantity = 0;
  std::optional<instant> starts_at{};
  std::optional<instant> ends_at{};
  grant_id id{};  ///< nil: a new one
};

/// Whether a grant is the one that a call asks for; it may have been ended since, and so end earlier.
inline bool is_same_grant(const grant& made, const grant_command& command) {
  const auto end = command.ends_at.value_or(instant::never());
  const bool ended = made.revision > 1 && made.ends_at < end;
  return made.order.is_nil() && made.sku == command.sku && made.quantity == command.quantity &&
         made.starts_at == command.starts_at.value_or(made.created_at) && (ended || made.ends_at == end);
}

/// Adds a grant to the pool of its sku, which arises with the first one.
inline decision<seat_pool> add_grant(const std::optional<seat_pool>& pool, const grant& bought, stamp& at) {
  const auto before = pool ? *pool : new_pool(bought.sku, at);
  decision<seat_pool> out{{inserting(bought)}, with_grant(before, bought, at.now)};
  append(out.operations, pool ? change_pool(before, out.reply, at) : std::vector{inserting(out.reply)});
  return out;
}

/// Grants seats of a sku. A grant may have begun in the past, not have ended there. Granted again under its id: nothing
/// is done.
inline result<decision<seat_pool>> grant_seats(const grant_facts& facts, const grant_command& command, stamp& at) {
  PARVIS_TRYV(require_licensor(facts.actor, facts.licensing));
  if (facts.one) {
    if (!facts.pool || !is_same_grant(*facts.one, command)) return failure{errc::key_taken, "id"};
    return decision<seat_pool>{{}, *facts.pool};
  }
  const grant bought{.id = command.id.is_nil() ? at.ids.next<grant_id>() : command.id,
                     .sku = command.sku,
                     .quantity = command.quantity,
                     .starts_at = command.starts_at.value_or(at.now),
                     .ends_at = command.ends_at.value_or(instant::never()),
                     .created_by = id_of(facts.actor),
                     .created_at = at.now};
  if (bought.quantity < 1 || bought.quantity > grant_quantity_max) return failure{errc::out_of_range, "quantity"};
  if (!plausible(bought.starts_at)) return failure{errc::out_of_range, "starts_at"};
  if (bought.ends_at <= std::max(at.now, bought.starts_at)) return failure{errc::out_of_range, "ends_at"};
  auto [operations, pool] = add_grant(facts.pool, bought, at);
  decision<seat_pool> out{actor_unchanged(facts.actor), pool};
  out.operations.push_back(record(at, {.what = event_type::seats_granted,
                                       .subject = bought.id,
                                       .actor = bought.created_by,
                                       .number = bought.quantity}));
  append(out.operations, std::move(operations));
  return out;
}

/// Ends a grant, `facts.grants` being all of its pool, that one included.
inline decision<seat_pool> cut_grant(const seat_pool& pool, std::vector<grant> grants, const grant& before,
                                     instant ends_at, stamp& at) {
  auto ended = before;
  ended.ends_at = ends_at;
  std::replace_if(grants.begin(), grants.end(), [&](const grant& g) { return g.id == ended.id; }, ended);
  decision<seat_pool> out{{changing(before, ended)}, as_granted(pool, grants, at.now, ended.id)};
  append(out.operations, change_pool(pool, out.reply, at));
  return out;
}

/// Ends a grant earlier than it would; never later, for that would be seats nobody granted: another grant says so.
/// `ends_at`: empty means at once. Repeated with the same end: the same answer.
inline result<decision<seat_pool>> end_grant(const grant_facts& facts, std::optional<instant> ends_at, stamp& at) {
  PARVIS_TRYV(require_licensor(facts.actor, facts.licensing));
  if (!facts.one || !facts.pool) return failure{errc::not_found, "grant"};
  if (facts.one->ends_at <= at.now) return failure{errc::illegal_transition};
  const auto end = ends_at.value_or(at.now);
  if (end < at.now || end > facts.one->ends_at) return failure{errc::out_of_range, "ends_at"};
  if (end == facts.one->ends_at) return decision<seat_pool>{{}, *facts.pool};
  auto [operations, pool] = cut_grant(*facts.pool, facts.grants, *facts.one, end, at);
  decision<seat_pool> out{actor_unchanged(facts.actor), pool};
  out.operations.push_back(record(at, {.what = event_type::grant_ended,
                                       .subject = facts.one->id,
                                       .actor = id_of(facts.actor),
                                       .number = facts.one->quantity}));
  append(out.operations, std::move(operations));
  return out;
}

/// Allows so many seats beyond those granted. Repeated: the same answer.
inline result<decision<seat_pool>> allow_overage(const grant_facts& facts, std::int64_t seats, stamp& at) {
  PARVIS_TRYV(require_licensor(facts.actor, facts.licensing));
  if (seats < 0 || seats > grant_quantity_max) return failure{errc::out_of_range, "seats"};
  if (!facts.pool) return failure{errc::not_found, "sku"};
  const auto& before = *facts.pool;
  if (before.overage == seats) return decision<seat_pool>{{}, before};
  decision<seat_pool> out{actor_unchanged(facts.actor), before};
  out.reply.overage = seats;
  out.reply.capacity = capacity_of(granted_in(before), seats);
  out.reply = moved(out.reply);
  out.operations.push_back(record(
      at, {.what = event_type::overage_changed, .subject = before.id, .actor = id_of(facts.actor), .number = seats}));
  append(out.operations, change_pool(before, out.reply, at));
  return out;
}

}  // namespace parvis::inline v1
