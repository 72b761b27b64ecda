// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/approval.hpp"

#include <utility>

#include "flow/core.hpp"
#include "parvis/values/form.hpp"
#include "parvis/values/text.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

/// The settings, who decides and with which right, whom about, and the seats it would take.
result<approval_facts> load_decision(session& in, account_id who) {
  approval_facts facts;
  std::optional<settings> workspace;
  reader rows{in};
  rows.by_id(facts.who, who);
  PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
  if (facts.who) rows.pools(facts.pools, facts.who->access);
  PARVIS_TRYV(rows.read());
  facts.settings = *std::move(workspace);
  return facts;
}

}  // namespace

result<account_view> portal::approve(const caller& by, const approve_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 PARVIS_TRY(const auto facts, load_decision(in, request.account));
                 return parvis::approve(facts, request.seen, at);
               }));
    return settled(in, done.reply);
  });
}

result<account_view> portal::reject(const caller& by, const reject_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    constexpr std::size_t reason_code_points_max = 500;
    reject_command command{.seen = request.seen, .notice = request.notice};
    if (!request.reason.empty()) {
      form_errors errors;
      auto reason = errors.take("reason", parse_line(request.reason, reason_code_points_max, in.ports().text));
      if (!reason) return std::move(errors).as_failure();
      command.reason = *std::move(reason);
      command.reason_digest.octets = in.keys().digest(digest_purpose::note, by.workspace, command.reason);
    }
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 PARVIS_TRY(const auto facts, load_decision(in, request.account));
                 return parvis::reject(facts, command, at);
               }));
    return view_of(done.reply);
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
