// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/access.hpp"

#include <utility>

#include "flow/core.hpp"
#include "flow/forms.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

/// Whoever frees a seat lets the next of its queue in; whoever was put into one is let in if a seat has come free.
account_view with_queues(session& in, access freed, const account& changed) {
  for (const auto sku : skus_of(freed)) admit_afterwards(in, sku);
  return settled(in, changed);
}

/// The settings, who acts and with which right, whom about with their group, and every pool that their access can move
/// to.
result<access_facts> load_access(session& in, account_id who) {
  access_facts facts;
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
        rows.pools(facts.pools, last_value(access{}));
        rows.by_id(facts.who, who);
      }));
  facts.settings = *std::move(workspace);
  return facts;
}

/// One command that may move seats.
template <class Decide>
result<account_view> move_access(session& in, account_id who, Decide decide) {
  auto freed = access::none;
  PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
               PARVIS_TRY(const auto facts, load_access(in, who));
               auto out = decide(facts, at);
               if (out && facts.who) freed = without(seats_held(*facts.who), out.assume_value().reply.access);
               return out;
             }));
  return with_queues(in, freed, done.reply);
}

}  // namespace

result<account_view> portal::change_access(const caller& by, const change_access_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    return move_access(in, request.account, [&](const access_facts& facts, stamp& at) {
      return parvis::change_access(facts, {request.access, request.seen, request.notice}, at);
    });
  });
}

result<account_view> portal::ask_access(const caller& by, access wanted) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    auto freed = access::none;
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 access_facts facts;
                 std::optional<settings> workspace;
                 reader rows{in};
                 PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
                 if (is_active_portal_account(facts.actor.who)) {
                   PARVIS_TRY(const auto address, email::parse(facts.actor.who->email, in.ports().text));
                   facts.mails.id = mail_budget_id(in, address, mail_sort::own);
                   rows.by_id(facts.mails.spent, facts.mails.id);
                   rows.by_id(facts.actor.who, by.actor);  // once more, at the moment of the pools
                   rows.pools(facts.pools, access::collaborator);
                 }
                 PARVIS_TRYV(rows.read());
                 facts.settings = *std::move(workspace);
                 facts.who = facts.actor.who;
                 auto out = parvis::ask_access(facts, wanted, at);
                 if (out) freed = without(seats_held(*facts.who), out.assume_value().reply.access);
                 return out;
               }));
    return with_queues(in, freed, done.reply);
  });
}

result<account_view> portal::approve_access(const caller& by, const approve_access_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    return move_access(in, request.account, [&](const access_facts& facts, stamp& at) {
      return parvis::approve_access(facts, {.access = request.access, .seen = {request.seen, request.seen_settings}},
                                    at);
    });
  });
}

result<account_view> portal::reject_access(const caller& by, const reject_access_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto reason, parse_reason(request.reason, in));
    return move_access(in, request.account, [&](const access_facts& facts, stamp& at) {
      return parvis::reject_access(facts,
                                   {.access = request.access,
                                    .seen = {request.seen, request.seen_settings},
                                    .reason = reason.text,
                                    .reason_digest = reason.digest,
                                    .notice = request.notice},
                                   at);
    });
  });
}

}  // namespace parvis::inline v1
