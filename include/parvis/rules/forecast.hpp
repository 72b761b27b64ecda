// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parvis/rules/accounts.hpp"

// What commands would take, before anybody gives them. Nothing here is ever committed.

namespace parvis::inline v1 {

struct forecast_facts {
  parvis::settings settings;
  std::vector<seat_pool> pools{};                ///< settled
  std::vector<std::optional<account>> people{};  ///< whom each demand is about
};

namespace detail {

/// The skus that are in one access and not in the other.
inline std::vector<std::string_view> skus_besides(access wanted, access held) {
  auto out = skus_of(wanted);
  std::erase_if(out, [&](std::string_view sku) {
    const auto had = skus_of(held);
    return std::find(had.begin(), had.end(), sku) != had.end();
  });
  return out;
}

/// Whether somebody without a seat would stand in a queue rather than be refused: whoever is to be approved, and
/// whoever is in or waits already, unless it is a ban that keeps their seat.
inline bool may_queue(const account& who, instant now) {
  if (may(state_at(who, now), transition_cause::approve)) return true;
  const bool joined = who.state == account_state::active || who.state == account_state::waiting;
  return joined && (!is_banned(who) || seats_held(who) == access::none);
}

/// The pools as the demands before leave them, and the forecast so far.
class foreseeing {
 public:
  foreseeing(const forecast_facts& facts, instant now) : pools_(facts.pools), now_(now) {}

  /// How many of `people` find a seat of every one of the skus.
  std::int64_t seat(const std::vector<std::string_view>& skus, std::int64_t people) {
    auto seated = people;
    for (const auto sku : skus) seated = std::min(seated, room(sku));
    for (const auto sku : skus) {
      auto& one = row(sku);
      one.takes += seated;
      one.lacks += people - seated;
      if (auto* pool = find(sku)) pool->held += seated;
    }
    return seated;
  }
  void free(const std::vector<std::string_view>& skus) {
    for (const auto sku : skus) {
      ++row(sku).frees;
      if (auto* pool = find(sku)) --pool->held;
    }
  }
  std::vector<pool_forecast> rows() && { return std::move(rows_); }

 private:
  seat_pool* find(std::string_view sku) {
    const auto found = std::find_if(pools_.begin(), pools_.end(), [&](const auto& p) { return p.sku == sku; });
    return found == pools_.end() ? nullptr : &*found;
  }
  std::int64_t room(std::string_view sku) {
    const auto* pool = find(sku);
    return pool != nullptr && has_room(*pool, now_) ? remaining_in(*pool) : 0;
  }
  pool_forecast& row(std::string_view sku) {
    const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const auto& one) { return one.sku == sku; });
    if (found != rows_.end()) return *found;
    const auto* pool = find(sku);
    auto& out = rows_.emplace_back(pool_forecast{.sku = std::string(sku)});
    if (pool != nullptr) {
      out.free = remaining_in(*pool);
      out.waiting = pool->waiting;
    }
    return out;
  }

  std::vector<seat_pool> pools_;
  std::vector<pool_forecast> rows_;
  instant now_;
};

}  // namespace detail

/// What the demands would take, one after the other. Whoever has a seat keeps it, so an access that is changed takes
/// and frees only where it differs. `not_found` for an account there is none of; `out_of_range`.
inline result<seat_forecast> foresee(const forecast_facts& facts, const std::vector<seat_demand>& demands,
                                     instant now) {
  seat_forecast out;
  detail::foreseeing so_far{facts, now};
  for (std::size_t n = 0; n < demands.size(); ++n) {
    const auto& demand = demands[n];
    if (demand.account.is_nil()) {
      if (demand.people < 1 || demand.people > grant_quantity_max) return failure{errc::out_of_range, "people"};
      const auto seated = so_far.seat(skus_of(demand.access), demand.people);
      out.people_without_seat += demand.people - seated;
      continue;
    }
    if (!facts.people[n]) return failure{errc::not_found, "account"};
    const auto& who = *facts.people[n];
    const auto held = seats_held(who);
    const auto wanted = demand.access == access::none ? who.access : demand.access;
    if (so_far.seat(detail::skus_besides(wanted, held), 1) == 1) {
      so_far.free(detail::skus_besides(held, wanted));
      continue;
    }
    const bool waits = facts.settings.when_no_seat == no_seat_policy::wait && detail::may_queue(who, now);
    (waits ? out.would_wait : out.without_seat).push_back(who.id);
  }
  out.pools = std::move(so_far).rows();
  return out;
}

}  // namespace parvis::inline v1
