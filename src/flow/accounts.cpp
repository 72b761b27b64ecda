// SPDX-License-Identifier: BSL-1.0
#include <utility>

#include "flow/bulk.hpp"
#include "flow/forms.hpp"
#include "flow/people.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

result<activity_command> command_in(const session& in, const deactivate_request& request) {
  PARVIS_TRY(auto reason, parse_reason(request.reason, in));
  return activity_command{.seen = {.account = request.seen},
                          .notice = request.notice,
                          .reason = std::move(reason.text),
                          .reason_digest = std::move(reason.digest)};
}

result<account> deactivate_one(session& in, const deactivate_request& request) {
  PARVIS_TRY(const auto command, command_in(in, request));
  PARVIS_TRY(auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
               PARVIS_TRY(const auto facts, load_activity(in, request.account));
               return parvis::deactivate(facts, command, at);
             }));
  return std::move(done.reply);
}

}  // namespace

result<account_view> portal::deactivate(const caller& by, const deactivate_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto gone, deactivate_one(in, request));
    for (const auto sku : skus_of(gone.access)) admit_afterwards(in, sku);
    return view_of(gone, in.now());
  });
}

result<std::vector<account_outcome>> portal::deactivate_each(const caller& by,
                                                             const std::vector<deactivate_request>& requests) {
  return respond(*core_, by, [&](session& in) -> result<std::vector<account_outcome>> {
    PARVIS_TRYV(check_rows(requests.size(), "requests"));
    PARVIS_TRY(auto facts, load_list<activity_facts>(
                               in, requests, [](const auto&) { return std::vector<reservation_id>{}; },
                               [](reader& rows, activity_facts& common) {
                                 rows.by_id(common.administrators, administrators_row);
                               }));
    PARVIS_TRYV(parvis::require_manager(facts.common.actor));
    auto told = answer_each(
        in, requests,
        [&](std::size_t n) -> result<decision<account>> {
          PARVIS_TRY(const auto command, command_in(in, requests[n]));
          auto decided = parvis::deactivate(facts.of_row(n), command, in.stamp());
          if (!decided) return decided;
          const auto& planned = decided.assume_value().operations;
          count_on(facts.common.pools, planned);
          const bool counts = std::any_of(planned.begin(), planned.end(),
                                          [](const operation& op) { return op.id == administrators_row; });
          if (counts) --facts.common.administrators->count;
          return decided;
        },
        [&](const deactivate_request& row) { return deactivate_one(in, row); });
    PARVIS_TRY(auto answers, std::move(told));
    auto freed = access::none;
    for (const auto& one : answers) {
      if (one) freed = freed | one.assume_value().access;
    }
    for (const auto sku : skus_of(freed)) admit_afterwards(in, sku);
    return outcomes_of(in, requests, std::move(answers));
  });
}

result<account_view> portal::reactivate(const caller& by, const reactivate_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRYV(check_reservations(request.reservations));
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 PARVIS_TRY(const auto facts, load_activity(in, request.account, request.reservations));
                 return parvis::reactivate(facts, {.seen = {.account = request.seen}, .notice = request.notice}, at);
               }));
    return view_of(done.reply, in.now());
  });
}

}  // namespace parvis::inline v1
