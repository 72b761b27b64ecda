// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/signup.hpp"

#include <utility>

#include "flow/core.hpp"
#include "flow/forms.hpp"

namespace parvis::inline v1 {

using namespace detail;

namespace {

/// The link somebody came through, if there was one. Judged without the store: only its MAC.
result<std::optional<token>> link_of(const session& in, std::string_view text) {
  if (text.empty()) return std::optional<token>{};
  const auto link = token::parse(text);
  if (!link || !in.keys().verify(link.assume_value(), token_kind::invite, in.by().workspace)) {
    return failure{errc::invite_invalid};
  }
  return std::optional<token>{link.assume_value()};
}

/// Everything that stands in the way of an account, or that it takes.
void want_account_facts(reader& rows, sign_up_facts& facts, const username& name, const stamp& at) {
  rows.by_key(facts.by_username, &account::username_key, name.key());
  if (!facts.invite) return rows.pools(facts.pools, access::collaborator);
  rows.by_id(facts.voucher.who, facts.invite->vouched_by);
  rows.by_id(facts.voucher.group, facts.invite->vouched_group);
  rows.by_id(facts.group, facts.invite->group);
  rows.pools(facts.pools, facts.invite->access);
  if (facts.invite->audience == account_kind::user) want_codes(rows, facts.codes, {}, at);
}

std::vector<consent> agreed(const std::vector<given_consent>& given, instant at) {
  std::vector<consent> out;
  for (const auto& one : given) out.push_back({one.name, one.version, at});
  return out;
}

/// The license that the settings require for signing up, if they do.
void want_required(reader& rows, std::optional<seat_pool>& required, const settings& workspace) {
  if (!workspace.signup_requires.empty()) rows.by_key(required, &seat_pool::sku, workspace.signup_requires);
}

/// The rows behind an address at the door, in one load: the same whoever has it. Another one where a license is
/// required.
result<sign_up_facts> load_door(session& in, const std::optional<token>& link, const email& address) {
  std::optional<settings> workspace;
  sign_up_facts facts;
  facts.mails.id = mail_budget_id(in, address, mail_sort::sign_up);
  reader rows{in};
  rows.by_id(workspace, settings_row);
  rows.by_id(facts.invite, link ? link->row() : uuid{});
  rows.by_key(facts.by_email, &account::email_key, address.key());
  rows.by_id(facts.mails.spent, facts.mails.id);
  PARVIS_TRYV(rows.read());
  PARVIS_TRYV(require_workspace(in, workspace));
  facts.settings = *std::move(workspace);
  want_required(rows, facts.required, facts.settings);
  PARVIS_TRYV(rows.read());
  return facts;
}

door door_of(const session& in, const std::optional<token>& link, std::optional<account_kind> wanted) {
  return {.by_link = link.has_value(),
          .generation = link ? link->generation() : 0,
          .wanted = wanted,
          .opened_at = in.now()};
}

uuid subject_of(const std::optional<token>& link) { return link ? link->row() : uuid{}; }

/// The answer that is the same for every address.
result<sign_up_reply> answer_at_door(session& in, const admission_at_door& done, bool typed_whole) {
  if (done.refused) return *done.refused;
  sign_up_reply reply{.message = std::string{message(phrase::signup_received, in.language())}};
  if (done.created) {
    reply.account = settled(in, *done.created);
  } else if (typed_whole) {
    reply.continuation = in.keys().issue(token_kind::continuation, in.by().workspace, done.received, 0).text();
  }
  return reply;
}

}  // namespace

result<sign_up_form> portal::view_sign_up_form(const caller& by) {
  return respond(*core_, by, [&](session& in) -> result<sign_up_form> {
    std::optional<settings> workspace;
    reader rows{in};
    rows.by_id(workspace, settings_row);
    PARVIS_TRYV(rows.read());
    PARVIS_TRYV(require_workspace(in, workspace));
    std::optional<seat_pool> required;
    want_required(rows, required, *workspace);
    PARVIS_TRYV(rows.read());
    auto audiences = audiences_of(workspace->signup_policy);
    if (!portal_is_licensed(account_kind::client, *workspace, required, in.now())) audiences.clear();
    return sign_up_form{std::move(workspace->portal_name),
                        std::move(workspace->languages),
                        std::move(workspace->default_language),
                        std::move(audiences),
                        fields_for(account_kind::client, *workspace),
                        std::move(workspace->consents)};
  });
}

result<invite_check> portal::check_invite(const caller& by, std::string_view text) {
  return respond(*core_, by, [&](session& in) -> result<invite_check> {
    PARVIS_TRY(const auto link, link_of(in, text));
    if (!link) return failure{errc::invite_invalid};
    std::optional<settings> workspace;
    sign_up_facts facts;
    reader rows{in};
    rows.by_id(workspace, settings_row);
    rows.by_id(facts.invite, link->row());
    PARVIS_TRYV(rows.read());
    PARVIS_TRYV(require_workspace(in, workspace));
    if (!facts.invite) return failure{errc::invite_invalid};
    rows.by_id(facts.voucher.who, facts.invite->vouched_by);
    rows.by_id(facts.voucher.group, facts.invite->vouched_group);
    rows.by_id(facts.group, facts.invite->group);
    want_required(rows, facts.required, *workspace);
    PARVIS_TRYV(rows.read());
    const auto& found = *facts.invite;
    if (refusal_at_redemption(door_of(in, link, {}), facts) != link_refusal::none) return failure{errc::invite_invalid};
    if (!portal_is_licensed(found.audience, *workspace, facts.required, in.now()))
      return failure{errc::signup_disabled};
    return invite_check{workspace->portal_name,
                        found.audience,
                        found.language.empty() ? workspace->default_language : found.language,
                        found.email,
                        fields_for(found.audience, *workspace),
                        workspace->consents};
  });
}

result<sign_up_reply> portal::sign_up(const caller& by, const sign_up_request& request) {
  return respond(*core_, by, [&](session& in) -> result<sign_up_reply> {
    PARVIS_TRY(const auto link, link_of(in, request.token));
    form_errors errors;
    const auto who = parse_person(errors, request, in);
    const auto typed = parse_credentials(errors, request, who, {}, {}, in);
    if (errors.failed()) return std::move(errors).as_failure();
    sign_up_command command{*who, typed->username, {}, request.language, {}, {}, door_of(in, link, request.access)};

    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<admission_at_door>> {
                 PARVIS_TRY(auto facts, load_door(in, link, who->email));
                 if (needs_no_proof(facts)) {
                   reader rows{in};
                   want_account_facts(rows, facts, command.username, at);
                   PARVIS_TRYV(rows.read());
                 }
                 if (const auto why = refusal_at_door(command.through, facts); why != link_refusal::none) {
                   return refuse_link(why, subject_of(link), facts, at);
                 }
                 PARVIS_TRY(const auto offered, terms_now(command.through, facts, in.now()));
                 form_errors wrong;
                 check_address(wrong, who->email, facts);
                 parse_credentials(wrong, request, who, facts.settings.reserved_usernames, facts.settings.portal_name,
                                   in);
                 command.fields =
                     parse_fields(wrong, fields_for(offered.kind, facts.settings), request.fields, in.ports().text);
                 command.consents = parse_consents(wrong, facts.settings, agreed(request.consents, in.now()));
                 if (wrong.failed()) return std::move(wrong).as_failure();
                 PARVIS_TRYV(hash_once(command.password, typed->password, in));
                 return sign_up_at_door(facts, command, at);
               }));
    return answer_at_door(in, done.reply, true);
  });
}

result<sign_up_reply> portal::start_sign_up(const caller& by, const start_sign_up_request& request) {
  return respond(*core_, by, [&](session& in) -> result<sign_up_reply> {
    PARVIS_TRY(const auto link, link_of(in, request.token));
    form_errors errors;
    const auto address = errors.take("email", email::parse(request.email, in.ports().text));
    if (errors.failed()) return std::move(errors).as_failure();
    const application given{
        .email = *address, .language = request.language, .through = door_of(in, link, request.access)};
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<admission_at_door>> {
                 PARVIS_TRY(const auto facts, load_door(in, link, *address));
                 return start_at_door(facts, given, subject_of(link), at);
               }));
    return answer_at_door(in, done.reply, false);
  });
}

namespace {

account_kind kind_of(access set) {
  if (has(set, access::core) || has(set, access::contract)) return account_kind::user;
  return portal_kind(set);
}

/// What somebody brings to the proof: what was typed at the sign-up if they bring its continuation too, and what they
/// type now.
struct proof_form {
  std::string first_name, last_name, username;
  std::string password_hash;  ///< kept from the sign-up; empty when a password must be typed
  std::string_view password;
  std::vector<field_value> fields;
  std::vector<consent> consents;
};

proof_form form_at_proof(const sign_up& received, const prove_email_request& request, bool continued, instant now) {
  const auto either = [&](const auto& typed, const auto& then) { return !typed.empty() || !continued ? typed : then; };
  const bool kept = continued && request.password.empty();
  return {either(request.first_name, received.first_name),
          either(request.last_name, received.last_name),
          either(request.username, received.username),
          kept ? received.password : std::string{},
          request.password,
          either(request.fields, received.fields),
          either(agreed(request.consents, now), received.consents)};
}

/// The command that the form makes. With a kept hash the password was judged when it was typed.
result<std::pair<sign_up_command, std::optional<password>>> parse_proof(const proof_form& form, const sign_up& received,
                                                                        const settings& workspace, const session& in) {
  form_errors errors;
  const auto who = parse_person(errors, form.first_name, form.last_name, received.email, in);
  std::optional<password> fresh;
  std::optional<username> name;
  if (form.password_hash.empty()) {
    auto typed = parse_credentials(errors, form.username, form.password, who, workspace.reserved_usernames,
                                   workspace.portal_name, in);
    if (typed) {
      fresh = std::move(typed->password);
      name = std::move(typed->username);
    }
  } else {
    name = errors.take("username", username::parse(form.username, workspace.reserved_usernames));
  }
  auto fields = parse_fields(errors, fields_for(kind_of(received.access), workspace), form.fields, in.ports().text);
  auto consents = parse_consents(errors, workspace, form.consents);
  if (errors.failed()) return std::move(errors).as_failure();
  return std::pair{sign_up_command{*who,
                                   *name,
                                   form.password_hash,
                                   received.language,
                                   std::move(fields),
                                   std::move(consents),
                                   {.by_link = !received.invite.is_nil(),
                                    .generation = received.invite_generation,
                                    .wanted = kind_of(received.access),
                                    .opened_at = received.created_at}},
                   std::move(fresh)};
}

/// Whether what was typed at the sign-up comes back with the person who typed it.
bool is_continuation(const session& in, std::string_view text, const uuid& of) {
  const auto brought = token::parse(text);
  return brought && brought.assume_value().row() == of &&
         in.keys().verify(brought.assume_value(), token_kind::continuation, in.by().workspace);
}

/// What the row of the sign-up names: the second load.
void want_proof_facts(reader& rows, sign_up_facts& facts, const sign_up& received, const sign_up_command& command,
                      const stamp& at) {
  rows.by_id(facts.invite, received.invite);
  rows.by_id(facts.voucher.who, received.vouched_by);
  rows.by_id(facts.voucher.group, received.vouched_group);
  rows.by_id(facts.group, received.group);
  rows.by_key(facts.by_email, &account::email_key, command.who.email.key());
  rows.by_key(facts.by_username, &account::username_key, command.username.key());
  rows.pools(facts.pools, received.access);
  if (kind_of(received.access) == account_kind::user) want_codes(rows, facts.codes, {}, at);
  want_required(rows, facts.required, facts.settings);
}

}  // namespace

result<account_view> portal::prove_email(const caller& by, const prove_email_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto link, token::parse(request.token));
    PARVIS_TRYV(in.keys().verify(link, token_kind::verify, by.workspace));
    const bool continued = is_continuation(in, request.continuation, link.row());
    std::string phc;
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<admission_at_door>> {
                 std::optional<settings> workspace;
                 std::optional<parvis::sign_up> received;
                 reader rows{in};
                 rows.by_id(workspace, settings_row);
                 rows.by_id(received, link.row());
                 PARVIS_TRYV(rows.read());
                 PARVIS_TRYV(require_workspace(in, workspace));
                 if (!received || !can_be_proven(*received, in.now())) return failure{errc::link_invalid};

                 sign_up_facts facts{.settings = *std::move(workspace)};
                 PARVIS_TRY(auto parsed, parse_proof(form_at_proof(*received, request, continued, in.now()), *received,
                                                     facts.settings, in));
                 auto& [command, fresh] = parsed;
                 want_proof_facts(rows, facts, *received, command, at);
                 std::optional<parvis::sign_up> still;  // of two who bring one proof, the later is told that it is gone
                 rows.by_id(still, link.row());
                 PARVIS_TRYV(rows.read());
                 if (!still) return failure{errc::link_invalid};
                 if (fresh) {
                   PARVIS_TRYV(hash_once(phc, *fresh, in));
                   command.password = phc;
                 }
                 return parvis::prove_email(*received, facts, command, at);
               }));
    if (done.reply.refused) return *done.reply.refused;
    return settled(in, *done.reply.created);
  });
}

}  // namespace parvis::inline v1
