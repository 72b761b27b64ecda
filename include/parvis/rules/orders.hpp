// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "parvis/model/order.hpp"
#include "parvis/rules/catalog.hpp"
#include "parvis/values/calendar.hpp"

namespace parvis::inline v1 {

/// What moves an order from one state to another.
enum class order_cause : std::uint8_t {
  place,
  pay,
  decline,
  abandon,  ///< somebody gives it up, here or at the gateway, or its time is over
  refund,   ///< all of it
};
constexpr order_cause last_value(order_cause) noexcept { return order_cause::refund; }

struct order_transition {
  std::optional<order_state> from;  ///< nothing: no order yet
  order_cause cause;
  order_state to;
};

/// Every step of an order. A notice that finds no step here changes nothing, and is no error: gateways tell late, twice
/// and in the wrong order.
inline constexpr std::array<order_transition, 12> order_transitions{{
    {std::nullopt, order_cause::place, order_state::open},
    {std::nullopt, order_cause::place, order_state::granted},
    {order_state::open, order_cause::pay, order_state::granted},
    {order_state::declined, order_cause::pay, order_state::granted},
    // Money that was taken buys what was ordered, however late: a firm that paid and got nothing is worse off than one
    // that has to ask for its money back.
    {order_state::abandoned, order_cause::pay, order_state::granted},
    {order_state::open, order_cause::decline, order_state::declined},
    {order_state::open, order_cause::abandon, order_state::abandoned},
    {order_state::declined, order_cause::abandon, order_state::abandoned},
    // Told before the payment was: what comes later grants nothing any more.
    {order_state::open, order_cause::refund, order_state::refunded},
    {order_state::declined, order_cause::refund, order_state::refunded},
    {order_state::abandoned, order_cause::refund, order_state::refunded},
    {order_state::granted, order_cause::refund, order_state::refunded},
}};

/// Where a cause leads from a state; nothing where it leads nowhere.
constexpr std::optional<order_state> step(order_state from, order_cause cause) noexcept {
  for (const auto& t : order_transitions) {
    if (t.from == from && t.cause == cause) return t.to;
  }
  return std::nullopt;
}

/// The state at this moment: an order whose time is over is abandoned, also while `run_due` has yet to write it.
inline order_state state_at(const order& of, instant now) noexcept {
  const bool over = step(of.state, order_cause::abandon) && of.expires_at && *of.expires_at <= now;
  return over ? order_state::abandoned : of.state;
}

namespace detail {

/// It can no longer be paid: no term, and nowhere to pay.
inline void close_checkout(order& of) {
  of.expires_at.reset();
  of.checkout_url.clear();
}

/// Nothing comes of it any more: what it would continue may be continued by another.
inline void give_up(order& of) {
  of.state = order_state::abandoned;
  close_checkout(of);
  of.continues = {};
}

}  // namespace detail

/// An order as it stands at this moment, whoever has written that down.
inline order as_of(order of, instant now) {
  if (of.state != state_at(of, now)) detail::give_up(of);
  return of;
}

/// The end of a term that begins at `start`.
inline instant end_of_term(const order& of, instant start) {
  constexpr std::int64_t months_in_year = 12;
  return plus_months(start, of.unit == term_unit::year ? of.term * months_in_year : of.term, of.anchor_day);
}

/// What the commands about an order read.
struct order_facts {
  std::optional<parvis::order> order{};
  std::optional<parvis::order> renewed{};  ///< the one that it continues
  std::vector<seat_pool> pools{};          ///< settled: of its lines, those that exist
  std::vector<grant> grants{};             ///< its own
  std::vector<grant> running{};            ///< to end those: all that have not ended, of every sku of its lines
};

namespace detail {

/// Grants every line, from now on or from the end of the order that is continued. A renewal buys the term that comes
/// next when it is paid, and keeps it whatever becomes of the order before: paid back later, that one leaves a gap, as
/// the firm had its money back for just that time. To begin earlier would end earlier, and so move whatever continues
/// the renewal, and seats that others have been told of.
inline std::vector<operation> grant_lines(order& bought, const order_facts& facts, stamp& at) {
  const auto& renewed = facts.renewed;
  const bool goes_on = renewed && renewed->state == order_state::granted && renewed->ends_at > at.now;
  bought.starts_at = goes_on ? *renewed->ends_at : at.now;
  bought.anchor_day = goes_on ? renewed->anchor_day : day_of(at.now).day;
  bought.ends_at = end_of_term(bought, *bought.starts_at);
  close_checkout(bought);
  std::vector<operation> out;
  for (const auto& line : bought.lines) {
    const auto found = std::find_if(facts.pools.begin(), facts.pools.end(),
                                    [&](const seat_pool& pool) { return pool.sku == line.sku; });
    const auto pool = found == facts.pools.end() ? std::nullopt : std::optional{*found};
    const grant one{.id = at.ids.next<grant_id>(),
                    .sku = line.sku,
                    .quantity = line.quantity,
                    .starts_at = *bought.starts_at,
                    .ends_at = *bought.ends_at,
                    .created_by = bought.placed_by,
                    .created_at = at.now,
                    .order = bought.id};
    bought.grants.push_back(one.id);
    append(out, add_grant(pool, one, at).operations);
  }
  return out;
}

/// Ends what is left of its grants.
inline std::vector<operation> end_grants(const order_facts& facts, stamp& at) {
  std::vector<operation> out;
  for (const auto& one : facts.grants) {
    const auto pool =
        std::find_if(facts.pools.begin(), facts.pools.end(), [&](const seat_pool& p) { return p.sku == one.sku; });
    if (pool == facts.pools.end() || one.ends_at <= at.now) continue;
    std::vector<grant> of_sku;
    std::copy_if(facts.running.begin(), facts.running.end(), std::back_inserter(of_sku),
                 [&](const grant& other) { return other.sku == one.sku; });
    append(out, cut_grant(*pool, std::move(of_sku), one, at.now, at).operations);
  }
  return out;
}

constexpr event_type event_of(order_state reached) noexcept {
  switch (reached) {
    case order_state::open:
      return event_type::order_placed;
    case order_state::granted:
      return event_type::order_granted;
    case order_state::declined:
      return event_type::order_declined;
    case order_state::abandoned:
      return event_type::order_abandoned;
    case order_state::refunded:
      break;
  }
  return event_type::order_refunded;
}

/// Brings an order to a state, with all that this means.
inline std::vector<operation> reach(order& bought, order_state to, const order_facts& facts, stamp& at) {
  bought.state = to;
  switch (to) {
    case order_state::granted:
      return grant_lines(bought, facts, at);
    case order_state::refunded:
      close_checkout(bought);
      bought.continues = {};
      return end_grants(facts, at);
    case order_state::abandoned:
      give_up(bought);
      break;
    case order_state::open:
    case order_state::declined:
      break;
  }
  return {};
}

}  // namespace detail

// --- moving one on ---

/// An order moved on: its change, its audit entry, and what follows.
inline decision<order> moved_order(const order& before, order after, order_state to, const order_facts& facts,
                                   account_id by, stamp& at) {
  auto follow = detail::reach(after, to, facts, at);
  ++after.revision;
  decision<order> out{
      {changing(before, after),
       record(at, {.what = detail::event_of(to), .subject = after.id, .actor = by, .number = after.total})},
      after};
  append(out.operations, std::move(follow));
  return out;
}

/// An order whose time is over.
inline result<std::vector<operation>> abandon(const order& of, stamp& at) {
  if (of.state == state_at(of, at.now)) return failure{errc::illegal_transition};
  return moved_order(of, of, order_state::abandoned, {}, {}, at).operations;
}

// --- placing ---

inline constexpr std::size_t order_key_code_points_max = 100;

struct place_facts {
  parvis::settings settings;
  actor_facts actor;
  quote_facts prices;
  std::optional<order> by_key{};   ///< whatever was placed under this key before
  std::optional<order> renewal{};  ///< whatever was to continue the same order
  order_facts parts{};             ///< the order to renew, and the pools of the lines
};
struct place_command {
  std::string key;
  std::uint64_t catalog_revision = 0;
  std::string plan;
  std::vector<wanted_line> lines;
  order_id renews{};
  instant ask_from{};  ///< when the outbox asks the gateway
};

/// Whether an order is the one that a call asks for.
inline bool is_same_order(const order& placed, const place_command& command) {
  return placed.plan == command.plan && placed.renews == command.renews &&
         std::equal(
             placed.lines.begin(), placed.lines.end(), command.lines.begin(), command.lines.end(),
             [](const order_line& a, const wanted_line& b) { return a.sku == b.sku && a.quantity == b.quantity; });
}

/// What makes way for a renewal: nothing, or the end of another one whose time is over.
inline result<std::vector<operation>> make_way(const place_facts& facts, stamp& at) {
  const auto& renewed = facts.parts.renewed;
  if (!renewed) return failure{errc::not_found, "renews"};
  if (renewed->state != order_state::granted) return failure{errc::illegal_transition, "renews"};
  if (!facts.renewal) return std::vector<operation>{};
  auto ended = abandon(*facts.renewal, at);
  if (!ended) return failure{errc::illegal_transition, "renews"};
  return ended;
}

/// Places an order at the prices that were quoted. Nothing is granted before it is paid, unless it costs nothing.
/// Placed again under its key: the same order, and nothing is done.
inline result<decision<order>> place_order(const place_facts& facts, const place_command& command, stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  if (facts.by_key) {
    if (!is_same_order(*facts.by_key, command)) return failure{errc::key_taken, "key"};
    return decision<order>{{}, as_of(*facts.by_key, at.now)};
  }
  if (command.catalog_revision != facts.prices.catalog.revision) return failure{errc::stale};
  PARVIS_TRY(auto quoted, price(facts.prices, command.plan, command.lines, at.now));
  std::vector<operation> way;
  if (!command.renews.is_nil()) {
    PARVIS_TRY(way, make_way(facts, at));
  }
  const auto& cost = quoted.reply;
  order placed{.id = at.ids.next<order_id>(),
               .revision = 1,
               .key = command.key,
               .plan = cost.plan,
               .term = cost.term,
               .unit = cost.unit,
               .currency = cost.currency,
               .lines = cost.lines,
               .total = cost.total,
               .catalog_revision = static_cast<std::int64_t>(cost.catalog_revision),
               .placed_by = facts.actor.who->id,
               .placed_at = at.now,
               .expires_at = at.now + facts.settings.order_lifetime,
               .renews = command.renews,
               .continues = command.renews};
  decision<order> out{actor_unchanged(facts.actor), {}};
  append(out.operations, {unchanged(facts.settings), unchanged(facts.prices.catalog)});
  if (facts.parts.renewed) out.operations.push_back(unchanged(*facts.parts.renewed));
  std::vector<operation> follow;
  if (cost.total == 0) {
    follow = detail::reach(placed, order_state::granted, facts.parts, at);
  } else {
    follow = {inserting(outbox_item{.id = at.ids.next<outbox_id>(),
                                    .effect = effect::start_checkout,
                                    .about = placed.id,
                                    .due_at = command.ask_from,
                                    .created_at = at.now})};
  }
  append(out.operations, std::move(quoted.operations));
  append(out.operations, std::move(way));
  append(out.operations,
         {inserting(placed), record(at, {.what = detail::event_of(placed.state),
                                         .subject = placed.id,
                                         .actor = placed.placed_by,
                                         .settings_revision = static_cast<std::int64_t>(facts.settings.revision),
                                         .number = placed.total})});
  append(out.operations, std::move(follow));
  out.reply = std::move(placed);
  return out;
}

// --- what becomes of it ---

/// What a gateway tells.
struct told_payment {
  std::string key;
  order_id order;
  payment_event what{};
  std::int64_t amount = 0;  ///< paid or paid back
  std::string currency{};   ///< likewise
};

struct payment_facts {
  std::optional<payment_notice> known{};  ///< taken before under the same key
  order_facts parts{};
};

namespace detail {

constexpr order_cause cause_of(payment_event what) noexcept {
  switch (what) {
    case payment_event::paid:
      return order_cause::pay;
    case payment_event::declined:
      return order_cause::decline;
    case payment_event::abandoned:
      return order_cause::abandon;
    case payment_event::refunded:
      break;
  }
  return order_cause::refund;
}

/// Whether the money that a notice speaks of is the order's: all of it when it is paid, no more when it is paid back.
inline bool is_money_of(const order& of, const told_payment& told) {
  const bool moves_money = told.what == payment_event::paid || told.what == payment_event::refunded;
  if (!moves_money) return true;
  if (told.currency != of.currency) return false;
  if (told.what == payment_event::paid) return told.amount == of.total;
  return told.amount > 0 && told.amount <= of.total;
}

}  // namespace detail

/// Takes a notice of the gateway: each once, whenever and in whatever order they come. Part of the money paid back is
/// noted and ends nothing; all of it ends the grants.
inline result<decision<order>> take_payment_notice(const payment_facts& facts, const told_payment& told, stamp& at) {
  if (facts.known) {
    const auto& [known, parts] = facts;
    const bool same = known->order == told.order && known->what == told.what && known->amount == told.amount;
    if (!same || !parts.order) return failure{errc::key_taken, "key"};
    return decision<order>{{}, as_of(*parts.order, at.now)};
  }
  if (!facts.parts.order) return failure{errc::not_found, "order"};
  const auto& before = *facts.parts.order;
  if (!detail::is_money_of(before, told)) return failure{errc::payment_differs, "amount"};
  auto after = before;
  if (told.what == payment_event::refunded) {
    after.returned = std::min(before.total, saturated_sum(before.returned, told.amount));
  }
  const bool in_part = told.what == payment_event::refunded && after.returned < after.total;
  const auto to = in_part ? std::nullopt : step(before.state, detail::cause_of(told.what));
  const payment_notice noted{
      .id = at.ids.next(), .key = told.key, .order = before.id, .what = told.what, .amount = told.amount, .at = at.now};
  decision<order> out{{}, after};
  if (to) {
    out = moved_order(before, std::move(after), *to, facts.parts, {}, at);
  } else {
    out.operations = {changing(before, after), record(at, {.what = event_type::payment_noted,
                                                           .subject = before.id,
                                                           .number = static_cast<std::int64_t>(told.what)})};
    if (!out.operations.front().set.empty()) ++out.reply.revision;
  }
  out.operations.push_back(inserting(noted));
  out.reply = as_of(std::move(out.reply), at.now);
  return out;
}

/// Gives an order up that is not paid. Repeated: the same answer. A payment that comes all the same is taken.
inline result<decision<order>> cancel_order(const actor_facts& actor, const std::optional<order>& of, stamp& at) {
  PARVIS_TRYV(require_manager(actor));
  if (!of) return failure{errc::not_found, "order"};
  if (of->state == order_state::abandoned) return decision<order>{{}, *of};
  if (!step(of->state, order_cause::abandon)) return failure{errc::illegal_transition};
  auto out = moved_order(*of, *of, order_state::abandoned, {}, actor.who->id, at);
  append(out.operations, actor_unchanged(actor));
  return out;
}

/// Where the gateway says that an order is paid. Nothing when that is known, or too late.
inline decision<order> note_checkout(const order& of, std::string reference, std::string url, stamp& at) {
  if (of.state != order_state::open || !of.reference.empty()) return {{}, of};
  decision<order> out{{}, of};
  out.reply.reference = std::move(reference);
  out.reply.checkout_url = std::move(url);
  ++out.reply.revision;
  out.operations = {changing(of, out.reply),
                    record(at, {.what = event_type::checkout_started, .subject = of.id, .number = of.total})};
  return out;
}

}  // namespace parvis::inline v1
