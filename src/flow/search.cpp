// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/search.hpp"

#include <utility>

#include "flow/core.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

// The octets of a digest; behind it a cursor keeps the value that the list is sorted by.
constexpr std::size_t seal_size = 36;

/// A cursor that works for this list only: sealed, so that none is made up or taken from another list.
std::optional<cursor> sealed(const session& in, const query& list, const page& found) {
  if (!found.more || found.rows.empty()) return std::nullopt;
  const auto& last = found.rows.back();
  const auto* const sorted = list.sort == id_column ? nullptr : last.at(list.sort);
  const cursor at{sorted != nullptr ? *sorted : value{}, last.id};
  const auto seal = in.keys().digest(digest_purpose::cursor, in.by().workspace, place_in(list, at));
  return cursor{value::bytes(seal + pack_rest({&at.value, 1}, 0)), at.id};
}

/// What `sealed` made; `cursor_invalid` for every other one.
result<std::optional<cursor>> opened(const session& in, const query& list, const std::optional<cursor>& given) {
  if (!given) return std::optional<cursor>{};
  const std::string_view octets = given->value.data();
  std::vector<value> sorted;
  const failure refused{errc::cursor_invalid, "after"};
  if (octets.size() < seal_size || !unpack_rest(octets.substr(seal_size), sorted)) return refused;
  const cursor at{sorted.empty() ? value{} : std::move(sorted.front()), given->id};
  const bool ours =
      in.keys().matches(octets.substr(0, seal_size), digest_purpose::cursor, in.by().workspace, place_in(list, at));
  if (!ours) return refused;
  return std::optional{at};
}

}  // namespace

result<account_page> portal::search_accounts(const caller& by, const search_accounts_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_page> {
    PARVIS_TRYV(check_limit(request.limit));
    if (request.direction != sort_direction::ascending && request.direction != sort_direction::descending) {
      return failure{errc::out_of_range, "direction"};
    }
    PARVIS_TRY(auto asked, parse_search(request.which, request.sort, in.ports().text));
    PARVIS_TRY(asked.which, shown_of(in, std::move(asked.which)));
    auto list = query_of(asked);
    list.descending = request.direction == sort_direction::descending;
    list.limit = request.limit;
    list.count_cap = request.count_cap;
    PARVIS_TRY(list.after, opened(in, list, request.after));
    PARVIS_TRY(auto found, in.scan(list));
    account_page out{.next = sealed(in, list, found), .count = found.count};
    out.accounts.reserve(found.rows.size());
    for (auto& one : found.rows) {
      PARVIS_TRY(auto a, from_row<account>(std::move(one)));
      out.accounts.push_back(view_of(std::move(a), in.now()));
    }
    return out;
  });
}

result<account_counts> portal::count_accounts(const caller& by, const count_accounts_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_counts> {
    if (request.count_cap < 1) return failure{errc::out_of_range, "count_cap"};
    PARVIS_TRY(auto asked, parse_search(request.which, account_sort::created, in.ports().text));
    PARVIS_TRY(asked.which, shown_of(in, std::move(asked.which)));
    account_counts out;
    for (const auto state : states_in(request.which)) {
      asked.which.states = {state};
      auto list = query_of(asked);
      list.limit = 0;
      list.count_cap = request.count_cap;
      PARVIS_TRY(const auto found, in.scan(list));
      out.by_state.push_back({state, found.count});
      out.total += found.count;
    }
    return out;
  });
}

}  // namespace parvis::inline v1
