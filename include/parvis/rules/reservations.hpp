// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>

#include "parvis/rules/licenses.hpp"

namespace parvis::inline v1 {

inline constexpr duration reservation_lifetime_max = days(30);
inline constexpr std::size_t purpose_code_points_max = 200;

struct reservation_facts {
  actor_facts actor;
  std::optional<seat_pool> pool{};   ///< settled
  std::optional<reservation> one{};  ///< the one to release; or whatever has the id that a new one shall have
};
struct reservation_command {
  std::string sku;
  std::int64_t seats = 0;
  duration lasts{};
  std::string purpose;
  reservation_id id{};  ///< nil: a new one
};

/// Whether a reservation is the one that a call asks for, whatever has been taken from it.
inline bool is_same_reservation(const reservation& made, const reservation_command& command) {
  return made.sku == command.sku && made.seats == command.seats && made.purpose == command.purpose &&
         made.expires_at == made.reserved_at + command.lasts;
}

/// Keeps seats for somebody to come, all of them or none, behind whoever waits already. Asked for again under its id
/// while it lasts: the same reservation, and nothing is done. One that is over leaves its id free.
inline result<decision<reservation>> reserve_seats(const reservation_facts& facts, const reservation_command& command,
                                                   stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  if (facts.one && at.now < facts.one->expires_at) {
    if (!is_same_reservation(*facts.one, command)) return failure{errc::key_taken, "id"};
    return decision<reservation>{{}, *facts.one};
  }
  if (command.seats < 1 || command.seats > grant_quantity_max) return failure{errc::out_of_range, "seats"};
  if (command.lasts < seconds(1) || command.lasts > reservation_lifetime_max) {
    return failure{errc::out_of_range, "lasts"};
  }
  const auto& pool = facts.pool;
  if (!pool || pool->waiting != 0 || !has_seats(*pool, command.seats, at.now)) {
    return failure{errc::no_seat, {}, command.sku};
  }
  const reservation kept{.id = command.id.is_nil() ? at.ids.next<reservation_id>() : command.id,
                         .revision = 1,
                         .sku = command.sku,
                         .seats = command.seats,
                         .left = command.seats,
                         .expires_at = at.now + command.lasts,
                         .reserved_by = facts.actor.who->id,
                         .reserved_at = at.now,
                         .purpose = command.purpose};
  auto taken = moving_pool(*pool);
  // At its revision: of two that end at different times, each knows of the other.
  taken.revision = pool->revision;
  taken.set = {{column_of(&seat_pool::release_at), std::min(pool->release_at, kept.expires_at).us}};
  taken.conditions.insert(taken.conditions.end(),
                          {{column_of(&seat_pool::waiting), comparison::equal, 0},
                           {column_of(&seat_pool::next_change_at), comparison::greater, at.now.us}});
  taken.add.push_back({column_of(&seat_pool::reserved), command.seats});
  hold_more(taken, *pool, command.seats);
  decision<reservation> out{actor_unchanged(facts.actor), kept};
  append(
      out.operations,
      {inserting(kept),
       record(
           at,
           {.what = event_type::seats_reserved, .subject = kept.id, .actor = kept.reserved_by, .number = kept.seats}),
       std::move(taken)});
  return out;
}

/// Gives back what is left of a reservation, once. Repeated while it would have lasted: the same answer.
inline result<decision<reservation>> release_reservation(const reservation_facts& facts, stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  if (!facts.one || !facts.pool || facts.one->expires_at <= at.now) return failure{errc::not_found, "reservation"};
  const auto& before = *facts.one;
  if (before.left <= 0) return decision<reservation>{{}, before};
  auto freed = moving_pool(*facts.pool);
  freed.add.insert(freed.add.end(),
                   {{column_of(&seat_pool::held), -before.left}, {column_of(&seat_pool::reserved), -before.left}});
  decision<reservation> out{actor_unchanged(facts.actor), before};
  out.reply.left = 0;
  append(out.operations, {{.type = op_type::change,
                           .kind = kind::reservation,
                           .id = before.id,
                           .add = {{column_of(&reservation::left), -before.left}},
                           .conditions = {{column_of(&reservation::left), comparison::equal, before.left}}},
                          record(at, {.what = event_type::reservation_released,
                                      .subject = before.id,
                                      .actor = facts.actor.who->id,
                                      .number = before.left}),
                          std::move(freed)});
  return out;
}

}  // namespace parvis::inline v1
