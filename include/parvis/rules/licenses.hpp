// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "parvis/model/license.hpp"
#include "parvis/model/settings.hpp"
#include "parvis/rules/decision.hpp"
#include "parvis/rules/mails.hpp"
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

/// Whether a seat is free, and the capacity settled.
inline bool has_seat(const seat_pool& pool, instant now) {
  return pool.held < pool.capacity && now < pool.next_change_at;
}

/// Whether somebody outside the queue would get a seat now. The store asks again inside the commit.
inline bool has_room(const seat_pool& pool, instant now) { return pool.waiting == 0 && has_seat(pool, now); }

/// Takes a seat for somebody who waited: the capacity is settled, and the store keeps the bound.
inline operation take_seat_from_queue(const seat_pool& pool, instant now) {
  return {.type = op_type::change,
          .kind = kind::seat_pool,
          .id = pool.id,
          .add = {{column_of(&seat_pool::held), 1}},
          .conditions = {{column_of(&seat_pool::next_change_at), comparison::greater, now.us}}};
}

/// The same for somebody outside the queue, who stands back while anybody waits.
inline operation take_seat(const seat_pool& pool, instant now) {
  auto out = take_seat_from_queue(pool, now);
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

/// Takes the seats of `held`, all of them or none: `no_seat` names the first sku without room.
inline result<std::vector<operation>> take_seats(access held, const std::vector<seat_pool>& loaded, instant now) {
  PARVIS_TRY(const auto pools, pools_of(held, loaded));
  std::vector<operation> out;
  for (const auto& pool : pools) {
    if (!has_room(pool, now)) return failure{errc::no_seat, {}, pool.sku};
    out.push_back(take_seat(pool, now));
  }
  return out;
}

/// Makes an account active, tells the person and opens the case.
inline std::vector<operation> activate(account& who, stamp& at) {
  who.state = account_state::active;
  who.active_since = at.now;
  who.queued_at.reset();
  who.waiting_for.clear();
  std::vector<operation> out{queue_effect(at, effect::mail_welcome, who)};
  if (who.case_role != case_role::none) out.push_back(queue_effect(at, effect::open_case, who));
  return out;
}

/// Gives an approved account its place: active with its seats; or, when one is missing, at the end of the queue, or
/// `no_seat`, as the workspace wants it. The pools come last in the batch, for they are what everybody meets at.
inline result<std::vector<operation>> give_place(account& who, const std::vector<seat_pool>& loaded,
                                                 no_seat_policy when_none, stamp& at) {
  auto seats = take_seats(who.access, loaded, at.now);
  if (seats) {
    auto out = activate(who, at);
    append(out, std::move(seats).assume_value());
    return out;
  }
  if (when_none == no_seat_policy::refuse) return seats.assume_error();
  PARVIS_TRY(const auto pools, pools_of(who.access, loaded));
  const auto full = std::find_if(pools.begin(), pools.end(), [&](const auto& p) { return !has_room(p, at.now); });
  who.state = account_state::waiting;
  who.queued_at = at.now;
  who.waiting_for = full->sku;
  std::vector<operation> out{queue_effect(at, effect::mail_waiting, who)};
  out.push_back(
      {.type = op_type::change, .kind = kind::seat_pool, .id = full->id, .add = {{column_of(&seat_pool::waiting), 1}}});
  return out;
}

/// Admits the next person of a queue: one batch, whole or not at all. `no_seat` when a pool has no room.
inline result<std::vector<operation>> admit(const account& next, const std::vector<seat_pool>& loaded, stamp& at) {
  if (!may(next.state, transition_cause::admit)) return failure{errc::illegal_transition};
  PARVIS_TRY(const auto pools, pools_of(next.access, loaded));
  auto admitted = next;
  auto out = activate(admitted, at);
  out.insert(out.begin(), changing(next, admitted));
  out.push_back(record(at, {.what = event_type::account_admitted,
                            .subject = next.id,
                            .number = static_cast<std::int64_t>(account_state::active)}));
  for (const auto& pool : pools) {
    if (!has_seat(pool, at.now)) return failure{errc::no_seat, {}, pool.sku};
    auto take = take_seat_from_queue(pool, at.now);
    if (pool.sku == next.waiting_for) take.add.push_back({column_of(&seat_pool::waiting), -1});
    out.push_back(std::move(take));
  }
  return out;
}

/// Grants seats from now on, without an end.
inline result<decision<seat_pool>> grant_seats(std::string_view sku, std::int64_t quantity,
                                               const std::vector<seat_pool>& loaded, account_id actor, stamp& at) {
  if (quantity < 1 || quantity > grant_quantity_max) return failure{errc::out_of_range, "quantity"};
  const auto found = std::find_if(loaded.begin(), loaded.end(), [&](const auto& p) { return p.sku == sku; });
  if (found == loaded.end()) return failure{errc::not_found, "sku"};
  auto granted = *found;
  if (__builtin_add_overflow(found->capacity, quantity, &granted.capacity)) {
    return failure{errc::out_of_range, "quantity"};
  }
  ++granted.revision;
  const parvis::grant bought{.id = at.ids.next<grant_id>(),
                             .sku = std::string(sku),
                             .quantity = quantity,
                             .starts_at = at.now,
                             .created_by = actor,
                             .created_at = at.now};
  return decision<seat_pool>{
      {inserting(bought),
       record(at, {.what = event_type::seats_granted, .subject = bought.id, .actor = actor, .number = quantity}),
       changing(*found, granted)},
      granted};
}

}  // namespace parvis::inline v1
