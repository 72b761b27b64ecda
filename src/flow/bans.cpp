// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/bans.hpp"

#include <utility>

#include "flow/core.hpp"
#include "flow/forms.hpp"
#include "flow/people.hpp"
#include "parvis/rules/replace.hpp"

namespace parvis::inline v1 {

using namespace detail;

result<account_view> portal::ban(const caller& by, const ban_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto reason, parse_reason(request.reason, in));
    const ban_command command{.seen = request.seen,
                              .reason = reason.text,
                              .reason_digest = reason.digest,
                              .until = request.until,
                              .notice = request.notice};
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 PARVIS_TRY(const auto facts, load_activity(in, request.account));
                 return parvis::ban(facts, command, at);
               }));
    if (done.reply.seat_freed_at) {
      for (const auto sku : skus_of(done.reply.access)) admit_afterwards(in, sku);
    }
    return view_of(done.reply, in.now());
  });
}

result<account_view> portal::unban(const caller& by, const unban_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 PARVIS_TRY(const auto facts, load_activity(in, request.account));
                 return parvis::unban(facts, {.seen = {.account = request.seen}, .notice = request.notice}, at);
               }));
    return settled(in, done.reply);
  });
}

result<replace_reply> portal::replace(const caller& by, const replace_request& request) {
  return respond(*core_, by, [&](session& in) -> result<replace_reply> {
    auto added = parse_addition(request.newcomer, in);
    const auto reason = read_reason(added.wrong, request.reason, in);
    const replace_command command{.leave = {.seen = {.account = request.seen},
                                            .notice = request.notice,
                                            .reason = reason.text,
                                            .reason_digest = reason.digest},
                                  .add = added};
    auto freed = access::none;
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<replaced>> {
                 replace_facts facts;
                 PARVIS_TRY(facts.leaver, load_activity(in, request.account, {}, [&](reader& rows) {
                              want_addition(rows, facts.newcomer, added, request.newcomer.reservations, at);
                            }));
                 facts.newcomer.settings = facts.leaver.settings;
                 facts.newcomer.actor = facts.leaver.actor;
                 if (facts.leaver.who) freed = without(seats_held(*facts.leaver.who), added.access);
                 return parvis::replace(std::move(facts), command, at, in.ports().text);
               }));
    for (const auto sku : skus_of(freed)) admit_afterwards(in, sku);
    return replace_reply{view_of(done.reply.left, in.now()), view_of(done.reply.added, in.now())};
  });
}

namespace detail {

namespace {

/// What the ends of these bans are decided on: the people as they are now, in the groups that they were in.
result<std::vector<activity_facts>> load_bans(session& in, const std::vector<account>& due) {
  std::vector<activity_facts> out(due.size());
  std::optional<settings> workspace;
  std::vector<seat_pool> pools;
  reader rows{in};
  rows.by_id(workspace, settings_row);
  rows.pools(pools, last_value(access{}));
  for (std::size_t n = 0; n < due.size(); ++n) {
    rows.by_id(out[n].who, due[n].id);
    rows.by_id(out[n].group, due[n].group);
  }
  PARVIS_TRYV(rows.read());
  PARVIS_TRYV(require_workspace(in, workspace));
  for (auto& one : out) {
    one.settings = *workspace;
    one.pools = pools;
  }
  return out;
}

/// Whether somebody is in another group than the one that was loaded.
bool is_moved(const activity_facts& facts) {
  return facts.who && (facts.group ? facts.group->id : group_id{}) != facts.who->group;
}

/// Ends the bans that have run out of these, one batch each, decided as if those before were applied.
result<std::size_t> end_each(session& in, const std::vector<account>& due) {
  PARVIS_TRY(auto facts, load_bans(in, due));
  auto pools = facts.front().pools;
  std::vector<batch> batches;
  for (auto& one : facts) {
    one.pools = pools;
    if (is_moved(one)) continue;  // the next time
    auto ended = end_ban(one, in.stamp());
    if (!ended) continue;
    auto& operations = ended.assume_value().operations;
    count_on(pools, operations);
    batches.push_back({in.stamp().ids.next(), in.now(), std::move(operations)});
  }
  return commit_all(in, batches);
}

}  // namespace

result<std::size_t> end_bans(session& in, std::size_t limit) {
  PARVIS_TRY(const auto due, due_accounts(in, &account::banned_until, limit));
  if (due.empty()) return std::size_t{0};
  return end_each(in, due);
}

result<bool> end_ban_of(session& in, const account& who) {
  if (!is_ban_over(who, in.now())) return false;
  auto own = in.aside();
  auto now = who;
  const auto ended = attempt(own, [&](stamp& at) -> result<decision<account>> {
    PARVIS_TRY(auto facts, load_bans(own, {now}));
    if (is_moved(facts.front())) {
      now = *facts.front().who;
      PARVIS_TRY(facts, load_bans(own, {now}));
    }
    return end_ban(facts.front(), at);
  });
  // By somebody else, if not by us.
  if (!ended && ended.error().code != errc::illegal_transition) return ended.error();
  return true;
}

}  // namespace detail
}  // namespace parvis::inline v1
