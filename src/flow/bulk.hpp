// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <set>
#include <utility>
#include <vector>

#include "flow/core.hpp"

// Commands about many accounts at once: each row is decided for itself, all of them in one commit.

namespace parvis::inline v1::detail {

/// `out_of_range` unless a list has so many rows.
inline result<> check_rows(std::size_t count, std::string_view field) {
  if (count < 1 || count > page_max) return failure{errc::out_of_range, field};
  return success();
}

inline account_id account_in(const account_id& row) { return row; }
inline account_id account_in(const auto& row) { return row.account; }

/// What the rows of a list depend on.
template <class Facts>
struct list_facts {
  Facts common;  ///< whom it is about and what is theirs are those of one row at a time
  std::vector<std::optional<account>> people;
  std::vector<std::optional<group>> groups;
  std::vector<std::vector<reservation>> reservations;

  /// Once a row: theirs are moved there.
  const Facts& of_row(std::size_t n) {
    common.who = std::move(people[n]);
    common.group = std::move(groups[n]);
    common.reservations = std::move(reservations[n]);
    return common;
  }
};

inline std::vector<std::uint64_t> revisions_of(const std::vector<std::optional<account>>& people) {
  std::vector<std::uint64_t> out;
  for (const auto& one : people) out.push_back(revision_of(one));
  return out;
}

/// `kept_in(row)`: the reservations that a row may take from. `more(rows, common)` wants what else all of them need.
template <class Facts, class Row, class Kept, class Want>
result<list_facts<Facts>> load_list(session& in, const std::vector<Row>& requests, Kept kept_in, Want more) {
  list_facts<Facts> out;
  std::optional<settings> workspace;
  for (const auto& one : requests) {
    PARVIS_TRYV(check_reservations(kept_in(one)));
  }
  out.people.resize(requests.size());
  reader rows{in};
  for (std::size_t n = 0; n < requests.size(); ++n) rows.by_id(out.people[n], account_in(requests[n]));
  PARVIS_TRYV(read_actor(in, rows, workspace, out.common.actor));
  PARVIS_TRYV(read_steady(
      rows, [&] { return revisions_of(out.people); },
      [&] {
        out.groups.assign(requests.size(), {});
        out.reservations.resize(requests.size());
        for (std::size_t n = 0; n < requests.size(); ++n) {
          rows.by_id(out.groups[n], out.people[n] ? out.people[n]->group : group_id{});
          rows.each_by_id(out.reservations[n], kept_in(requests[n]));
          rows.by_id(out.people[n], account_in(requests[n]));
        }
        rows.pools(out.common.pools, last_value(access{}));
        more(rows, out.common);
      }));
  out.common.settings = *std::move(workspace);
  return out;
}

/// What becomes of each row. `decide(n)` decides row `n` as if those before it were applied; the second row about one
/// account is `given_twice`. What loses a race is decided once more by itself: `again(row)`.
template <class Row, class Decide, class Again>
result<std::vector<result<account>>> answer_each(session& in, const std::vector<Row>& rows, Decide decide,
                                                 Again again) {
  std::vector<result<account>> out;
  std::vector<batch> batches;
  std::vector<std::size_t> row_of;  // each batch
  std::set<account_id> given;
  for (std::size_t n = 0; n < rows.size(); ++n) {
    if (!given.insert(account_in(rows[n])).second) {
      out.emplace_back(failure{errc::given_twice, "account"});
      continue;
    }
    result<decision<account>> decided = decide(n);
    if (!decided) {
      out.emplace_back(std::move(decided).assume_error());
      continue;
    }
    auto& [operations, reply] = decided.assume_value();
    out.emplace_back(std::move(reply));
    if (operations.empty()) continue;
    batches.push_back({in.stamp().ids.next(), in.now(), std::move(operations)});
    row_of.push_back(n);
  }
  PARVIS_TRY(const auto told, in.commit(batches));
  for (std::size_t i = 0; i < told.size(); ++i) {
    const auto applied = outcome_of(told[i]);
    const auto n = row_of[i];
    if (!applied) {
      out[n] = applied.assume_error();
    } else if (!applied.assume_value()) {
      out[n] = again(rows[n]);
    }
  }
  return out;
}

/// The answers as the caller sees them.
template <class Row>
std::vector<account_outcome> outcomes_of(const session& in, const std::vector<Row>& rows,
                                         std::vector<result<account>> answers) {
  std::vector<account_outcome> out;
  for (std::size_t n = 0; n < answers.size(); ++n) {
    auto& one = out.emplace_back(account_outcome{account_in(rows[n])});
    if (answers[n]) {
      one.outcome = view_of(answers[n].assume_value(), in.now());
    } else {
      one.outcome = std::move(answers[n]).assume_error();
      localise(one.outcome.assume_error(), in.language());
    }
  }
  return out;
}

}  // namespace parvis::inline v1::detail
