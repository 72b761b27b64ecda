// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/approval.hpp"

#include <utility>

#include "flow/core.hpp"
#include "parvis/values/form.hpp"
#include "parvis/values/text.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

/// The settings, who decides and with which right, whom about, and the seats it would take.
result<approval_facts> load_decision(session& in, account_id who) {
  approval_facts facts;
  std::optional<settings> workspace;
  reader rows{in};
  rows.by_id(facts.who, who);
  PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
  if (facts.who) rows.pools(facts.pools, facts.who->access);
  PARVIS_TRYV(rows.read());
  facts.settings = *std::move(workspace);
  return facts;
}

}  // namespace

result<account_view> portal::approve(const caller& by, const approve_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 PARVIS_TRY(const auto facts, load_decision(in, request.account));
                 return parvis::approve(facts, request.seen, at);
               }));
    return settled(in, done.reply);
  });
}

result<account_view> portal::reject(const caller& by, const reject_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    constexpr std::size_t reason_code_points_max = 500;
    reject_command command{.seen = request.seen, .notice = request.notice};
    if (!request.reason.empty()) {
      form_errors errors;
      auto reason = errors.take("reason", parse_line(request.reason, reason_code_points_max, in.ports().text));
      if (!reason) return std::move(errors).as_failure();
      command.reason = *std::move(reason);
      command.reason_digest.octets = in.keys().digest(digest_purpose::note, by.workspace, command.reason);
    }
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 PARVIS_TRY(const auto facts, load_decision(in, request.account));
                 return parvis::reject(facts, command, at);
               }));
    return view_of(done.reply);
  });
}

}  // namespace parvis::inline v1
