// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/licenses.hpp"

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "flow/core.hpp"
#include "parvis/values/form.hpp"
#include "parvis/values/sku.hpp"
#include "parvis/values/text.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

/// A page of the grants of a sku that have not ended, by their end.
result<std::vector<grant>> page_of_grants(session& in, std::string_view sku, std::optional<cursor>& after) {
  PARVIS_TRY(const auto found, in.scan({.kind = kind::grant,
                                        .filters = {{column_of(&grant::sku), filter_op::equal, {value::text(sku)}},
                                                    {column_of(&grant::ends_at), filter_op::greater, {in.now().us}}},
                                        .sort = column_of(&grant::ends_at),
                                        .after = after,
                                        .limit = page_max}));
  PARVIS_TRY(auto out, records_in<grant>(found));
  after.reset();
  if (found.more && !out.empty()) after = cursor{value{out.back().ends_at.us}, out.back().id};
  return out;
}

/// As it stands in the store, settled or not.
result<seat_pool> stored_pool(session& in, const pool_id& id) {
  const key wanted[]{key::by_id(kind::seat_pool, id)};
  PARVIS_TRY(const auto rows, in.load(wanted));
  if (!rows.front()) return failure{errc::corrupt_row, {}, "a pool is gone"};
  return from_row<seat_pool>(*rows.front());
}

result<std::vector<seat_pool>> stored_pools(session& in) {
  std::vector<seat_pool> out;
  query what{.kind = kind::seat_pool, .limit = page_max};
  for (bool more = true; more;) {
    PARVIS_TRY(const auto found, in.scan(what));
    for (const auto& one : found.rows) {
      PARVIS_TRY(auto pool, from_row<seat_pool>(one));
      out.push_back(std::move(pool));
    }
    more = found.more && !found.rows.empty();
    if (more) what.after = cursor{value::of(out.back().id), out.back().id};
  }
  return out;
}

result<decision<seat_pool>> settle_pool(session& in, const pool_id& id) {
  return attempt(in, [&](stamp& at) -> result<decision<seat_pool>> {
    settle_facts facts;
    PARVIS_TRY(facts.pool, stored_pool(in, id));
    const auto due = due_in(facts.pool, in.now());
    if (due.grants) {
      PARVIS_TRY(facts.grants, live_grants(in, facts.pool.sku));
    }
    if (due.reservations) {
      PARVIS_TRY(facts.reservations, reservations_of(in, facts.pool.sku, {}, expired_at_once + 1));
    }
    return settle(facts, at);
  });
}

}  // namespace

result<pool_view> portal::grant_seats(const caller& by, const seat_grant& request) {
  return respond(*core_, by, [&](session& in) -> result<pool_view> {
    form_errors errors;
    const auto sku = errors.take("sku", parse_sku(request.sku));
    if (!sku) return std::move(errors).as_failure();
    const grant_command command{*sku, request.quantity, request.starts_at, request.ends_at, request.id};
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<seat_pool>> {
                 std::optional<settings> workspace;
                 grant_facts facts{.licensing = in.licensing()};
                 reader rows{in};
                 rows.by_id(facts.one, command.id);
                 PARVIS_TRYV(read_actor_or_operator(in, rows, workspace, facts.actor));
                 rows.by_key(facts.pool, &seat_pool::sku, command.sku);
                 PARVIS_TRYV(rows.read());
                 return parvis::grant_seats(facts, command, at);
               }));
    return with_queue(in, done.reply);
  });
}

result<pool_view> portal::end_grant(const caller& by, const end_grant_request& request) {
  return respond(*core_, by, [&](session& in) -> result<pool_view> {
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<seat_pool>> {
                 std::optional<settings> workspace;
                 grant_facts facts{.licensing = in.licensing()};
                 reader rows{in};
                 rows.by_id(facts.one, request.grant);
                 PARVIS_TRYV(read_actor_or_operator(in, rows, workspace, facts.actor));
                 const auto sku = facts.one ? facts.one->sku : std::string{};
                 rows.by_key(facts.pool, &seat_pool::sku, sku);
                 PARVIS_TRYV(rows.read());
                 PARVIS_TRY(facts.grants, live_grants(in, sku));
                 return parvis::end_grant(facts, request.ends_at, at);
               }));
    return view_of(done.reply);
  });
}

result<std::vector<grant>> portal::list_grants(const caller& by, std::string_view sku) {
  return respond(*core_, by, [&](session& in) -> result<std::vector<grant>> {
    PARVIS_TRYV(check_sku(sku));
    PARVIS_TRYV(require_manager_or_operator(in));
    std::optional<cursor> from_the_start;
    return page_of_grants(in, sku, from_the_start);
  });
}

result<std::vector<pool_view>> portal::list_pools(const caller& by) {
  return respond(*core_, by, [&](session& in) -> result<std::vector<pool_view>> {
    PARVIS_TRYV(require_decider_or_operator(in));
    PARVIS_TRY(const auto pools, stored_pools(in));
    std::vector<pool_view> out;
    for (const auto& one : pools) {
      PARVIS_TRY(const auto pool, up_to_date(in, one));
      out.push_back(view_of(pool));
    }
    return out;
  });
}

namespace detail {

result<std::vector<grant>> live_grants(session& in, std::string_view sku) {
  std::vector<grant> out;
  std::optional<cursor> after;
  do {
    PARVIS_TRY(auto more, page_of_grants(in, sku, after));
    out.insert(out.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  } while (after);
  return out;
}

result<std::vector<reservation>> reservations_of(session& in, std::string_view sku, instant after, std::size_t limit) {
  PARVIS_TRY(const auto found,
             in.scan({.kind = kind::reservation,
                      .filters = {{column_of(&reservation::sku), filter_op::equal, {value::text(sku)}},
                                  {column_of(&reservation::expires_at), filter_op::greater, {after.us}}},
                      .sort = column_of(&reservation::expires_at),
                      .limit = limit}));
  return records_in<reservation>(found);
}

result<seat_pool> up_to_date(session& in, seat_pool pool) {
  if (!is_due(due_in(pool, in.now()))) return pool;
  auto own = in.aside();
  // Reservations that ended together may be more than one commit gives back.
  for (int tries = 0; tries < tries_max && is_due(due_in(pool, in.now())); ++tries) {
    PARVIS_TRY(auto settled, settle_pool(own, pool.id));
    pool = std::move(settled.reply);
  }
  if (pool.waiting == 0 || admit_afterwards(own, pool.sku) == 0) return pool;
  return stored_pool(own, pool.id);
}

result<std::size_t> settle_due(session& in) {
  std::size_t changed = 0;
  PARVIS_TRY(const auto pools, stored_pools(in));
  for (const auto& pool : pools) {
    const auto due = due_in(pool, in.now());
    if (!is_due(due)) continue;
    PARVIS_TRYV(settle_pool(in, pool.id));
    changed += due.grants || due.reservations ? 1U : 0U;
  }
  return changed;
}

namespace {

/// Who is next, in order of approval. Whoever waits where a seat is free stands in one line, so that nobody who needs
/// two seats takes one past somebody who was approved earlier and needs that alone. Nobody when there is none for the
/// sku: a long queue is not read in vain, nor an empty one.
result<queue_facts> next_in_line(session& in, std::string_view sku, std::size_t limit) {
  queue_facts out;
  reader rows{in};
  std::set<std::string_view> skus{sku};
  for (const auto& rule : seat_rules) skus.insert(rule.sku);
  for (const auto& one : skus) rows.pool(out.pools, one);
  PARVIS_TRYV(rows.read());
  const auto queues = queues_with_a_seat(out.pools, in.now());
  if (std::find(queues.begin(), queues.end(), value::text(sku)) == queues.end()) return out;
  PARVIS_TRY(const auto found, in.scan({.kind = kind::account,
                                        .filters = {{column_of(&account::waiting_for), filter_op::in, queues}},
                                        .sort = column_of(&account::queued_at),
                                        .limit = limit}));
  PARVIS_TRY(out.people, records_in<account>(found));
  out.groups.resize(out.people.size());
  for (std::size_t n = 0; n < out.people.size(); ++n) {
    if (!out.people[n].group.is_nil()) rows.by_id(out.groups[n], out.people[n].group);
  }
  PARVIS_TRYV(rows.read());
  return out;
}

/// Lets those take their turns who stand in line with a queue; `given_up` is of which the people admitted freed the
/// seats.
result<turns> admit_next(session& in, std::string_view sku, std::size_t limit, access& given_up) {
  turns out;
  for (int tries = 0; tries < tries_max && out.admitted < limit; ++tries) {
    constexpr std::size_t at_once = 100;
    PARVIS_TRY(auto queue, next_in_line(in, sku, std::min(at_once, limit - out.admitted)));
    auto planned = take_turns(std::move(queue), in.stamp());
    if (planned.empty()) return out;
    std::vector<batch> batches;
    for (auto& one : planned) batches.push_back({in.stamp().ids.next(), in.now(), std::move(one.operations)});
    PARVIS_TRY(const auto told, in.commit(batches));
    for (std::size_t n = 0; n < told.size(); ++n) {
      if (told[n].status == answer_status::unavailable || told[n].status == answer_status::unknown) {
        return failure{errc::unavailable};
      }
      if (!applied(told[n])) continue;
      ++(planned[n].who.waiting_for.empty() ? out.admitted : out.moved);
      given_up = given_up | planned[n].given_up;
    }
  }
  return out;
}

}  // namespace

result<turns> admit_waiting(session& in, std::string_view sku, std::size_t limit) {
  turns out;
  std::vector<std::string> queues{std::string(sku)};
  while (!queues.empty() && out.admitted < limit) {
    const auto queue = std::move(queues.back());
    queues.pop_back();
    auto given_up = access::none;
    PARVIS_TRY(const auto more, admit_next(in, queue, limit - out.admitted, given_up));
    out.admitted += more.admitted;
    out.moved += more.moved;
    for (const auto freed : skus_of(given_up)) queues.emplace_back(freed);
  }
  return out;
}

result<std::size_t> admit_everywhere(session& in, std::size_t limit) {
  std::size_t admitted = 0;
  PARVIS_TRY(const auto pools, stored_pools(in));
  for (const auto& pool : pools) {
    if (pool.waiting == 0) continue;
    PARVIS_TRY(const auto more, admit_waiting(in, pool.sku, limit - admitted));
    admitted += more.admitted;
  }
  return admitted;
}

std::size_t admit_afterwards(session& in, std::string_view sku) noexcept {
  const auto taken = caught([&] { return admit_waiting(in, sku, page_max); });
  if (taken) return taken.assume_value().admitted + taken.assume_value().moved;
  in.note("admission_put_off", name(taken.assume_error().code));
  return 0;
}

pool_view with_queue(session& in, const seat_pool& changed) {
  if (admit_afterwards(in, changed.sku) == 0) return view_of(changed);
  const auto now = stored_pool(in, changed.id);
  return view_of(now ? now.assume_value() : changed);
}

account_view settled(session& in, const account& decided) {
  if (decided.waiting_for.empty() || admit_afterwards(in, decided.waiting_for) == 0) return view_of(decided, in.now());
  std::optional<account> now;
  reader rows{in};
  rows.by_id(now, decided.id);
  return rows.read() && now ? view_of(*now, in.now()) : view_of(decided, in.now());
}

}  // namespace detail
}  // namespace parvis::inline v1
