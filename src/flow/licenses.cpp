// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/licenses.hpp"

#include <utility>

#include "flow/core.hpp"

namespace parvis::inline v1 {

using namespace detail;

result<pool_view> portal::grant_seats(const caller& by, const seat_grant& request) {
  return respond(*core_, by, [&](session& in) -> result<pool_view> {
    PARVIS_TRY(auto done, attempt(in, [&](stamp& at) -> result<decision<seat_pool>> {
                 std::optional<settings> workspace;
                 actor_facts actor;
                 std::vector<seat_pool> pools;
                 reader rows{in};
                 PARVIS_TRYV(read_actor(in, rows, workspace, actor));
                 rows.pool(pools, request.sku);
                 PARVIS_TRYV(rows.read());
                 PARVIS_TRYV(require_manager(actor));
                 PARVIS_TRY(auto decided, parvis::grant_seats(request.sku, request.quantity, pools, in.by().actor, at));
                 auto guards = actor_unchanged(actor);
                 decided.operations.insert(decided.operations.begin(), guards.begin(), guards.end());
                 return decided;
               }));
    if (admit_afterwards(in, request.sku) == 0) return view_of(done.reply);
    std::vector<seat_pool> now;
    reader rows{in};
    rows.pool(now, request.sku);
    return view_of(rows.read() && !now.empty() ? now.front() : done.reply);
  });
}

namespace detail {

namespace {

/// One page of a queue, in order of approval, with the pools that its people need.
struct queue_page {
  std::vector<account> people;
  std::vector<seat_pool> pools;
};

result<queue_page> next_in_queue(session& in, std::string_view sku, std::size_t limit) {
  queue_page out;
  PARVIS_TRY(const auto found,
             in.scan({.kind = kind::account,
                      .filters = {{column_of(&account::waiting_for), filter_op::equal, {value::text(sku)}}},
                      .sort = column_of(&account::queued_at),
                      .limit = limit}));
  auto needed = access::none;
  for (const auto& one : found.rows) {
    PARVIS_TRY(auto person, from_row<account>(one));
    needed = needed | person.access;
    out.people.push_back(std::move(person));
  }
  reader rows{in};
  rows.pools(out.pools, needed);
  PARVIS_TRYV(rows.read());
  return out;
}

/// As many batches as there may be room for, one a person; the store has the last word on each.
std::vector<batch> admissions(session& in, queue_page queue) {
  std::vector<batch> out;
  for (const auto& person : queue.people) {
    auto admitted = admit(person, queue.pools, in.stamp());
    if (!admitted) break;
    for (auto& pool : queue.pools) {
      for (const auto sku : skus_of(person.access)) pool.held += pool.sku == sku ? 1 : 0;
    }
    out.push_back({in.stamp().ids.next(), in.now(), std::move(admitted).assume_value()});
  }
  return out;
}

}  // namespace

result<std::size_t> admit_waiting(session& in, std::string_view sku, std::size_t limit) {
  std::size_t admitted = 0;
  for (int tries = 0; tries < tries_max && admitted < limit; ++tries) {
    constexpr std::size_t at_once = 100;
    PARVIS_TRY(auto queue, next_in_queue(in, sku, std::min(at_once, limit - admitted)));
    const auto batches = admissions(in, std::move(queue));
    if (batches.empty()) return admitted;
    for (const auto& told : in.commit(batches)) {
      admitted += told.status == answer_status::done || told.status == answer_status::already ? 1U : 0U;
      if (told.status == answer_status::unavailable || told.status == answer_status::unknown) {
        return failure{errc::unavailable};
      }
    }
  }
  return admitted;
}

std::size_t admit_afterwards(session& in, std::string_view sku) noexcept {
  const auto admitted = caught([&] { return admit_waiting(in, sku, page_max); });
  if (admitted) return admitted.assume_value();
  in.note("admission_put_off", name(admitted.assume_error().code));
  return 0;
}

account_view settled(session& in, const account& decided) {
  if (decided.state != account_state::waiting || admit_afterwards(in, decided.waiting_for) == 0)
    return view_of(decided);
  std::optional<account> now;
  reader rows{in};
  rows.by_id(now, decided.id);
  return rows.read() && now ? view_of(*now) : view_of(decided);
}

}  // namespace detail
}  // namespace parvis::inline v1
