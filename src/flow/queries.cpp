// SPDX-License-Identifier: BSL-1.0
#include <utility>

#include "flow/core.hpp"
#include "parvis/rules/approval.hpp"
#include "parvis/rules/search.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace detail {

result<> require_decider(session& in) {
  std::optional<settings> workspace;
  actor_facts actor;
  reader rows{in};
  PARVIS_TRYV(read_actor(in, rows, workspace, actor));
  PARVIS_TRYV(rows.read());
  if (!may_decide(*workspace, actor)) return failure{errc::permission_denied};
  return success();
}

result<account_filter> shown_of(session& in, account_filter which) {
  std::optional<settings> workspace;
  actor_facts actor;
  reader rows{in};
  PARVIS_TRYV(read_actor(in, rows, workspace, actor));
  PARVIS_TRYV(rows.read());
  return parvis::shown_of(*workspace, actor, std::move(which));
}

result<> require_manager(session& in) {
  std::optional<settings> workspace;
  actor_facts actor;
  reader rows{in};
  PARVIS_TRYV(read_actor(in, rows, workspace, actor));
  PARVIS_TRYV(rows.read());
  return parvis::require_manager(actor);
}

result<> require_manager_or_operator(session& in) {
  std::optional<settings> workspace;
  actor_facts actor;
  reader rows{in};
  PARVIS_TRYV(read_actor_or_operator(in, rows, workspace, actor));
  PARVIS_TRYV(rows.read());
  return parvis::require_manager_or_operator(actor);
}

}  // namespace detail

result<account_page> portal::list_accounts(const caller& by, const list_accounts_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_page> {
    PARVIS_TRYV(check_limit(request.limit));
    PARVIS_TRY(const auto which, shown_of(in, {.states = {request.state}}));
    PARVIS_TRY(const auto found, in.scan({.kind = kind::account,
                                          .filters = in_states(which.states, which.kinds),
                                          .after = request.after,
                                          .limit = request.limit,
                                          .count_cap = request.count_cap}));
    account_page out{.next = next_of(found), .count = found.count};
    for (const auto& one : found.rows) {
      PARVIS_TRY(const auto a, from_row<account>(one));
      out.accounts.push_back(view_of(a));
    }
    return out;
  });
}

}  // namespace parvis::inline v1
