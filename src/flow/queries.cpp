// SPDX-License-Identifier: BSL-1.0
#include <type_traits>
#include <utility>

#include "flow/core.hpp"
#include "parvis/rules/approval.hpp"
#include "parvis/rules/search.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace detail {

namespace {

/// What a rule says of whoever acts.
template <class Rule>
auto judged(session& in, decltype(read_actor)& read, Rule rule)
    -> std::invoke_result_t<Rule, const settings&, const actor_facts&> {
  std::optional<settings> workspace;
  actor_facts actor;
  reader rows{in};
  PARVIS_TRYV(read(in, rows, workspace, actor));
  PARVIS_TRYV(rows.read());
  return rule(*workspace, actor);
}

}  // namespace

result<> require_decider(session& in) { return judged(in, read_actor, parvis::require_decider); }

result<> require_decider_or_operator(session& in) {
  return judged(in, read_actor_or_operator, parvis::require_decider_or_operator);
}

result<account_filter> shown_of(session& in, account_filter which) {
  return judged(in, read_actor, [&](const settings& workspace, const actor_facts& actor) {
    return parvis::shown_of(workspace, actor, std::move(which));
  });
}

result<> require_manager(session& in) {
  return judged(in, read_actor,
                [](const settings&, const actor_facts& actor) { return parvis::require_manager(actor); });
}

result<> require_manager_or_operator(session& in) {
  return judged(in, read_actor_or_operator,
                [](const settings&, const actor_facts& actor) { return parvis::require_manager_or_operator(actor); });
}

}  // namespace detail

result<account_page> portal::list_accounts(const caller& by, const list_accounts_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_page> {
    PARVIS_TRYV(check_limit(request.limit));
    PARVIS_TRY(const auto which, shown_of(in, {.states = {request.state}}));
    PARVIS_TRY(auto found, in.scan({.kind = kind::account,
                                    .filters = in_states(which.states, which.kinds),
                                    .after = request.after,
                                    .limit = request.limit,
                                    .count_cap = request.count_cap}));
    account_page out{.next = next_of(found), .count = found.count};
    out.accounts.reserve(found.rows.size());
    for (auto& one : found.rows) {
      PARVIS_TRY(auto a, from_row<account>(std::move(one)));
      out.accounts.push_back(view_of(std::move(a), in.now()));
    }
    return out;
  });
}

}  // namespace parvis::inline v1
