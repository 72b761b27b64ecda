// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/approval.hpp"

#include <set>
#include <utility>

#include "flow/bulk.hpp"
#include "flow/core.hpp"
#include "flow/forms.hpp"
#include "parvis/rules/access.hpp"
#include "parvis/rules/search.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

/// The settings, who decides and with which right, whom about, and the seats it would take.
result<approval_facts> load_decision(session& in, account_id who, const std::vector<reservation_id>& kept) {
  PARVIS_TRYV(check_reservations(kept));
  approval_facts facts;
  std::optional<settings> workspace;
  reader rows{in};
  rows.by_id(facts.who, who);
  PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
  PARVIS_TRYV(read_steady(
      rows, [&] { return revision_of(facts.who); },
      [&] {
        if (!facts.who) return;
        facts.group.reset();
        rows.by_id(facts.group, facts.who->group);
        rows.pools(facts.pools, facts.who->access);
        rows.each_by_id(facts.reservations, kept);
        rows.by_id(facts.who, who);
      }));
  facts.settings = *std::move(workspace);
  return facts;
}

// Only who is approved takes a seat.
const std::vector<reservation_id>& kept_in(const approve_request& request) { return request.reservations; }
std::vector<reservation_id> kept_in(const reject_request&) { return {}; }

/// One decision by itself.
template <class Request, class Decide>
result<account> decide_one(session& in, const Request& request, Decide decide) {
  PARVIS_TRY(auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
               PARVIS_TRY(const auto facts, load_decision(in, request.account, kept_in(request)));
               return decide(facts, request, at);
             }));
  return std::move(done.reply);
}

// The same command decides a row of a list and one request by itself.

seen_revisions seen_in(const auto& request) { return {request.seen, request.seen_settings}; }

result<decision<account>> approve_row(const approval_facts& facts, const approve_request& request, stamp& at) {
  return approve(facts, seen_in(request), at);
}

result<reject_command> rejection_in(const session& in, const reject_request& request) {
  PARVIS_TRY(auto reason, parse_reason(request.reason, in));
  return reject_command{seen_in(request), std::move(reason.text), std::move(reason.digest), request.notice};
}

/// What the rows of a list depend on. Of `common` whom it is about and what is theirs are filled in row by row.
struct list_facts {
  approval_facts common;
  std::vector<std::optional<account>> people;
  std::vector<std::optional<group>> groups;
  std::vector<std::vector<reservation>> reservations;
};

std::vector<std::uint64_t> revisions_of(const std::vector<std::optional<account>>& people) {
  std::vector<std::uint64_t> out;
  for (const auto& one : people) out.push_back(revision_of(one));
  return out;
}

template <class Request>
result<list_facts> load_list(session& in, const std::vector<Request>& requests) {
  list_facts out;
  std::optional<settings> workspace;
  for (const auto& one : requests) {
    PARVIS_TRYV(check_reservations(kept_in(one)));
  }
  out.people.resize(requests.size());
  reader rows{in};
  for (std::size_t n = 0; n < requests.size(); ++n) rows.by_id(out.people[n], requests[n].account);
  PARVIS_TRYV(read_actor(in, rows, workspace, out.common.actor));
  PARVIS_TRYV(read_steady(
      rows, [&] { return revisions_of(out.people); },
      [&] {
        out.groups.assign(requests.size(), {});
        out.reservations.resize(requests.size());
        for (std::size_t n = 0; n < requests.size(); ++n) {
          rows.by_id(out.groups[n], out.people[n] ? out.people[n]->group : group_id{});
          rows.each_by_id(out.reservations[n], kept_in(requests[n]));
          rows.by_id(out.people[n], requests[n].account);
        }
        rows.pools(out.common.pools, last_value(access{}));
      }));
  out.common.settings = *std::move(workspace);
  return out;
}

/// Admits whoever of these still waits, once for each queue they stand in.
void admit_each(session& in, std::vector<result<account>>& answers) {
  const auto waits = [](const result<account>& one) { return one && one.value().state == account_state::waiting; };
  std::set<std::string> queues;
  for (const auto& one : answers) {
    if (waits(one)) queues.insert(one.value().waiting_for);
  }
  std::size_t admitted = 0;
  for (const auto& sku : queues) admitted += admit_afterwards(in, sku);
  if (admitted == 0) return;
  std::vector<std::optional<account>> now(answers.size());
  reader rows{in};
  for (std::size_t n = 0; n < answers.size(); ++n) {
    if (waits(answers[n])) rows.by_id(now[n], answers[n].value().id);
  }
  if (!rows.read()) return;  // what was decided stands, and is told as it was then
  for (std::size_t n = 0; n < answers.size(); ++n) {
    if (now[n]) answers[n] = *std::move(now[n]);
  }
}

/// Decides each row for itself, all of them in one commit.
template <class Request, class Decide>
result<std::vector<account_outcome>> decide_each(session& in, const std::vector<Request>& requests, Decide decide) {
  PARVIS_TRY(auto facts, load_list(in, requests));
  PARVIS_TRYV(require_decider(facts.common.settings, facts.common.actor));
  auto told = answer_each(
      in, requests,
      [&](std::size_t n) {
        facts.common.who = std::move(facts.people[n]);
        facts.common.group = std::move(facts.groups[n]);
        facts.common.reservations = std::move(facts.reservations[n]);
        auto decided = decide(facts.common, requests[n], in.stamp());
        if (decided) count_on(facts.common.pools, decided.assume_value().operations);
        return decided;
      },
      [&](const Request& row) { return decide_one(in, row, decide); });
  PARVIS_TRY(auto answers, std::move(told));
  admit_each(in, answers);
  return outcomes_of(in, requests, std::move(answers));
}

}  // namespace

result<account_view> portal::approve(const caller& by, const approve_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto decided, decide_one(in, request, approve_row));
    return settled(in, decided);
  });
}

result<account_view> portal::reject(const caller& by, const reject_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto command, rejection_in(in, request));
    PARVIS_TRY(const auto decided, decide_one(in, request, [&](const auto& facts, const auto&, stamp& at) {
                 return parvis::reject(facts, command, at);
               }));
    return view_of(decided);
  });
}

result<account_view> portal::reopen(const caller& by, const approve_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto decided, decide_one(in, request, [](const auto& facts, const auto& asked, stamp& at) {
                 return parvis::reopen(facts, seen_in(asked), at);
               }));
    return view_of(decided);
  });
}

result<std::vector<account_outcome>> portal::approve_each(const caller& by,
                                                          const std::vector<approve_request>& requests) {
  return respond(*core_, by, [&](session& in) -> result<std::vector<account_outcome>> {
    PARVIS_TRYV(check_rows(requests.size(), "requests"));
    return decide_each(in, requests, approve_row);
  });
}

result<std::vector<account_outcome>> portal::reject_each(const caller& by,
                                                         const std::vector<reject_request>& requests) {
  return respond(*core_, by, [&](session& in) -> result<std::vector<account_outcome>> {
    PARVIS_TRYV(check_rows(requests.size(), "requests"));
    return decide_each(in, requests,
                       [&](const auto& facts, const auto& request, stamp& at) -> result<decision<account>> {
                         PARVIS_TRY(const auto command, rejection_in(in, request));
                         return parvis::reject(facts, command, at);
                       });
  });
}

result<std::vector<account_outcome>> portal::approve_pending(const caller& by, std::size_t limit) {
  return respond(*core_, by, [&](session& in) -> result<std::vector<account_outcome>> {
    PARVIS_TRYV(check_rows(limit, "limit"));
    PARVIS_TRY(const auto found,
               in.scan({.kind = kind::account, .filters = in_states({account_state::pending}), .limit = limit}));
    std::vector<approve_request> requests;
    for (const auto& one : found.rows) requests.push_back({.account = account_id{one.id}});
    return decide_each(in, requests, approve_row);
  });
}

namespace detail {

result<std::vector<account>> due_accounts(session& in, std::optional<instant> account::* when, std::size_t limit) {
  PARVIS_TRY(const auto found, in.scan({.kind = kind::account,
                                        .filters = {{column_of(when), filter_op::less, {in.now().us + 1}}},
                                        .sort = column_of(when),
                                        .limit = limit}));
  std::vector<account> out;
  for (const auto& one : found.rows) {
    PARVIS_TRY(auto who, from_row<account>(one));
    out.push_back(std::move(who));
  }
  return out;
}

result<std::size_t> lapse_undecided(session& in, std::size_t limit) {
  PARVIS_TRY(const auto due, due_accounts(in, &account::decide_by, limit));
  return commit_each(in, due, [](const account& who, stamp& at) {
    return who.state == account_state::active ? lapse_access(who, at) : lapse(who, at);
  });
}

result<std::size_t> remind_deciders(session& in, std::size_t limit) {
  PARVIS_TRY(const auto due, due_accounts(in, &account::remind_at, limit));
  if (due.empty()) return std::size_t{0};
  std::optional<settings> workspace;
  reader rows{in};
  rows.by_id(workspace, settings_row);
  PARVIS_TRYV(rows.read());
  PARVIS_TRYV(require_workspace(in, workspace));
  return commit_each(in, due, [&](const account& who, stamp& at) { return remind(who, *workspace, at); });
}

}  // namespace detail
}  // namespace parvis::inline v1
