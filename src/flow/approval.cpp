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
        rows.pools(facts.pools, facts.who->access | wanted_access(*facts.who));
        rows.each_by_id(facts.reservations, kept);
        rows.by_id(facts.who, who);
      }));
  facts.settings = *std::move(workspace);
  return facts;
}

// Only who is approved takes a seat.
const std::vector<reservation_id>& kept_in(const approve_request& request) { return request.reservations; }
std::vector<reservation_id> kept_in(const auto& /*request*/) { return {}; }

/// What somebody waits for: an account, or another access for the one they have.
struct open_request {
  account_id account{};
  std::optional<access> asked{};
};

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

/// `freed` gains the seats that whoever gets another access gives back.
result<decision<account>> approve_open(const approval_facts& facts, const open_request& request, access& freed,
                                       stamp& at) {
  if (!request.asked) return parvis::approve(facts, {}, at);
  access_facts about;
  about.settings = facts.settings;
  about.actor = facts.actor;
  about.who = facts.who;
  about.pools = facts.pools;
  about.group = facts.group;
  PARVIS_TRY(auto out, parvis::approve_access(about, {.access = *request.asked}, at));
  freed = freed | without(seats_held(*facts.who), out.reply.access);
  return out;
}

result<reject_command> rejection_in(const session& in, const reject_request& request) {
  PARVIS_TRY(auto reason, parse_reason(request.reason, in));
  return reject_command{seen_in(request), std::move(reason.text), std::move(reason.digest), request.notice};
}

/// Admits whoever of these still waits, once for each queue they stand in.
void admit_each(session& in, std::vector<result<account>>& answers) {
  const auto waits = [](const result<account>& one) { return one && !one.value().waiting_for.empty(); };
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
  PARVIS_TRY(auto facts,
             load_list<approval_facts>(
                 in, requests, [](const Request& one) { return kept_in(one); }, [](reader&, approval_facts&) {}));
  PARVIS_TRYV(require_decider(facts.common.settings, facts.common.actor));
  auto told = answer_each(
      in, requests,
      [&](std::size_t n) {
        auto decided = decide(facts.of_row(n), requests[n], in.stamp());
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
    return view_of(decided, in.now());
  });
}

result<account_view> portal::reopen(const caller& by, const approve_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto decided, decide_one(in, request, [](const auto& facts, const auto& asked, stamp& at) {
                 return parvis::reopen(facts, seen_in(asked), at);
               }));
    return view_of(decided, in.now());
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
               in.scan({.kind = kind::account,
                        .filters = {{column_of(&account::decide_by), filter_op::greater, {in.now().us}}},
                        .sort = column_of(&account::decide_by),
                        .limit = limit}));
    PARVIS_TRY(const auto people, records_in<account>(found));
    std::vector<open_request> requests;
    for (const auto& one : people) {
      requests.push_back({one.id, one.state == account_state::active ? one.asked_access : std::nullopt});
    }
    auto freed = access::none;
    PARVIS_TRY(auto out, decide_each(in, requests, [&](const auto& facts, const auto& request, stamp& at) {
                 return approve_open(facts, request, freed, at);
               }));
    for (const auto sku : skus_of(freed)) admit_afterwards(in, sku);
    return out;
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
