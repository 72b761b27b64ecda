// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/credentials.hpp"

#include "flow/forms.hpp"
#include "flow/sign_in.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

/// The one place for links of a sort that somebody may have.
std::string slot_of(const session& in, token_kind what, std::string_view whose) {
  return to_string(
      digest_id(in, digest_purpose::slot, std::to_string(static_cast<unsigned>(what)) + ' ' + std::string(whose)));
}

/// The link that a token names, genuine or not yet believed any more: with the settings, in one load.
struct followed_link {
  parvis::settings settings;
  std::optional<mailed_link> link;
};
result<followed_link> load_link(session& in, const token& given) {
  std::optional<settings> workspace;
  followed_link out;
  reader rows{in};
  rows.by_id(workspace, settings_row);
  rows.by_id(out.link, given.row());
  PARVIS_TRYV(rows.read());
  PARVIS_TRYV(require_workspace(in, workspace));
  if (!out.link || out.link->account.is_nil()) return failure{errc::link_invalid};
  out.settings = *std::move(workspace);
  return out;
}

result<token> genuine(const session& in, token_kind what, std::string_view text) {
  PARVIS_TRY(const auto given, token::parse(text));
  PARVIS_TRYV(in.keys().verify(given, what, in.by().workspace));
  return given;
}

/// The account behind a link, and what has failed at its identifiers.
result<reset_facts> load_reset(session& in, const mailed_link& link) {
  reset_facts out;
  std::optional<counter> by_email, by_username;
  reader rows{in};
  rows.by_id(out.link, link.id);  // once more: of two who bring one link, the later is told that it is gone
  rows.by_id(out.who, link.account);
  rows.by_id(by_email, identifier_id(in, link.email_key));
  rows.by_id(by_username, identifier_id(in, link.username_key));
  PARVIS_TRYV(rows.read());
  for (auto* const one : {&by_email, &by_username}) {
    if (*one) out.failures.push_back(**one);
  }
  return out;
}

}  // namespace

result<reset_request_reply> portal::request_password_reset(const caller& by,
                                                           const request_password_reset_request& request) {
  return respond(*core_, by, [&](session& in) -> result<reset_request_reply> {
    form_errors errors;
    const auto address = errors.take("email", email::parse(request.email, in.ports().text));
    if (errors.failed()) return std::move(errors).as_failure();
    const auto slot = slot_of(in, token_kind::reset, address->key());
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<mailed_link>> {
                 std::optional<settings> workspace;
                 reset_request_facts facts;
                 facts.mails.id = mail_budget_id(in, *address, mail_sort::reset);
                 reader rows{in};
                 rows.by_id(workspace, settings_row);
                 rows.by_key(facts.by_email, &account::email_key, address->key());
                 rows.by_key(facts.earlier, &mailed_link::slot, slot);
                 rows.by_id(facts.mails.spent, facts.mails.id);
                 PARVIS_TRYV(rows.read());
                 PARVIS_TRYV(require_workspace(in, workspace));
                 facts.settings = *std::move(workspace);
                 return request_reset(facts, *address, slot, at);
               }));
    return reset_request_reply{std::string{message(phrase::reset_asked, in.language())}};
  });
}

result<account_view> portal::reset_password(const caller& by, const reset_password_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto given, genuine(in, token_kind::reset, request.token));
    std::string phc;
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 PARVIS_TRY(const auto followed, load_link(in, given));
                 PARVIS_TRY(const auto facts, load_reset(in, *followed.link));
                 PARVIS_TRYV(check_reset(facts, in.now()));
                 form_errors errors;
                 const auto chosen =
                     parse_password(errors, "password", request.password, *facts.who, followed.settings, in);
                 if (errors.failed()) return std::move(errors).as_failure();
                 PARVIS_TRYV(hash_once(phc, *chosen, in));
                 return parvis::reset_password(facts, phc, at);
               }));
    return view_of(done.reply, in.now());
  });
}

result<account_view> portal::request_email_change(const caller& by, const request_email_change_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    form_errors errors;
    const auto wanted = errors.take("email", email::parse(request.email, in.ports().text));
    if (errors.failed()) return std::move(errors).as_failure();
    const auto slot = slot_of(in, token_kind::email_change, to_string(by.actor));
    PARVIS_TRY(const auto who, with_password(in, {std::nullopt, request.password, request.source},
                                             [&](const guess_facts& facts, judged_password&,
                                                 stamp& at) -> result<decision<guess_outcome>> {
                                               email_request_facts more;
                                               more.mails.id = mail_budget_id(in, *wanted, mail_sort::own);
                                               reader rows{in};
                                               rows.by_key(more.earlier, &mailed_link::slot, slot);
                                               rows.by_id(more.mails.spent, more.mails.id);
                                               PARVIS_TRYV(rows.read());
                                               return parvis::request_email_change(facts, more, *wanted, slot, at);
                                             }));
    return view_of(who, in.now());
  });
}

result<account_view> portal::prove_email_change(const caller& by, const prove_email_change_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto given, genuine(in, token_kind::email_change, request.token));
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 PARVIS_TRY(const auto followed, load_link(in, given));
                 email_proof_facts facts;
                 reader rows{in};
                 rows.by_id(facts.link, followed.link->id);
                 rows.by_id(facts.who, followed.link->account);
                 rows.by_key(facts.by_email, &account::email_key, followed.link->email_key);
                 PARVIS_TRYV(rows.read());
                 if (facts.who) {
                   facts.left_digest = {in.keys().digest(digest_purpose::note, by.workspace, facts.who->email_key)};
                 }
                 return parvis::prove_email_change(facts, at);
               }));
    return view_of(done.reply, in.now());
  });
}

}  // namespace parvis::inline v1
