// SPDX-License-Identifier: BSL-1.0
#include <utility>

#include "flow/core.hpp"
#include "flow/forms.hpp"

namespace parvis::inline v1 {

using namespace detail;

result<account_view> portal::add_user(const caller& by, const add_user_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    form_errors errors;
    const auto who = parse_person(errors, request, in);
    if (errors.failed()) return std::move(errors).as_failure();
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 std::optional<settings> workspace;
                 add_user_facts facts;
                 reader rows{in};
                 rows.by_id(facts.group, request.group);
                 rows.by_key(facts.by_email, &account::email_key, who->email.key());
                 rows.pools(facts.pools, request.access);
                 PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
                 PARVIS_TRYV(rows.read());
                 facts.settings = *std::move(workspace);
                 return parvis::add_user(facts, {*who, request.language, request.group, request.access}, at);
               }));
    return view_of(done.reply);
  });
}

result<account_view> portal::join(const caller& by, const join_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto link, token::parse(request.token));
    PARVIS_TRYV(in.keys().verify(link, token_kind::join, by.workspace));
    std::string phc;
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 std::optional<settings> workspace;
                 join_facts facts;
                 reader rows{in};
                 rows.by_id(workspace, settings_row);
                 rows.by_id(facts.who, link.row());
                 PARVIS_TRYV(rows.read());
                 PARVIS_TRYV(require_workspace(in, workspace));
                 PARVIS_TRYV(check_join(facts, link.generation()));

                 form_errors errors;
                 const auto who = parse_person(errors, *facts.who, in);
                 const auto typed =
                     parse_credentials(errors, request, who, workspace->reserved_usernames, workspace->portal_name, in);
                 if (errors.failed()) return std::move(errors).as_failure();
                 rows.by_id(facts.group, facts.who->group);
                 rows.by_key(facts.by_username, &account::username_key, typed->username.key());
                 PARVIS_TRYV(rows.read());
                 PARVIS_TRYV(hash_once(phc, typed->password, in));
                 return parvis::join(facts, link.generation(), typed->username, phc, at);
               }));
    return view_of(done.reply);
  });
}

namespace {

/// The settings, who acts and with which right, whom about, their group and seats, and how many administrators there
/// are.
result<activity_facts> load_activity(session& in, account_id who) {
  activity_facts facts;
  std::optional<settings> workspace;
  reader rows{in};
  rows.by_id(facts.who, who);
  rows.by_id(facts.administrators, administrators_row);
  PARVIS_TRYV(read_actor(in, rows, workspace, facts.actor));
  if (facts.who) {
    rows.by_id(facts.who, who);  // once more: a refusal for want of a seat must see them as they are at that moment
    rows.by_id(facts.group, facts.who->group);
    rows.pools(facts.pools, facts.who->access);
  }
  PARVIS_TRYV(rows.read());
  facts.settings = *std::move(workspace);
  return facts;
}

activity_command command_in(const deactivate_request& request) {
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
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 PARVIS_TRY(const auto facts, load_activity(in, request.account));
                 return parvis::reactivate(facts, command_in(request), at);
               }));
    return view_of(done.reply);
  });
}

}  // namespace parvis::inline v1
