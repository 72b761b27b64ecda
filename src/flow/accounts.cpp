// SPDX-License-Identifier: BSL-1.0
#include <utility>

#include "flow/people.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

activity_command command_in(const auto& request) {
  return {.seen = {.account = request.seen}, .notice = request.notice};
}

}  // namespace

result<account_view> portal::deactivate(const caller& by, const deactivate_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 PARVIS_TRY(const auto facts, load_activity(in, request.account));
                 return parvis::deactivate(facts, command_in(request), at);
               }));
    for (const auto sku : skus_of(done.reply.access)) admit_afterwards(in, sku);
    return view_of(done.reply);
  });
}

result<account_view> portal::reactivate(const caller& by, const reactivate_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRYV(check_reservations(request.reservations));
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 PARVIS_TRY(const auto facts, load_activity(in, request.account, request.reservations));
                 return parvis::reactivate(facts, command_in(request), at);
               }));
    return view_of(done.reply);
  });
}

}  // namespace parvis::inline v1
