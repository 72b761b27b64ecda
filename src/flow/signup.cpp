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

/// What a workspace asks of a form beyond what the values ask: its e-mail domains, its reserved usernames, and that its
/// name is no password.
result<> check_form(const sign_up_request& request, const person& who, const sign_up_facts& facts, const session& in) {
  form_errors errors;
  if (!domain_allowed(who.email.domain(), facts)) errors.add("email", errc::email_domain_not_allowed);
  parse_credentials(errors, request, who, facts.settings.reserved_usernames, facts.settings.portal_name, in);
  if (errors.failed()) return std::move(errors).as_failure();
  return success();
}

/// The account and username that stand in the way of an account, its link and its pools.
void want_account_facts(reader& rows, sign_up_facts& facts, const uuid& link, const sign_up_command& command,
                        access asked) {
  rows.by_id(facts.invite, link);
  rows.by_key(facts.by_email, &account::email_key, command.who.email.key());
  rows.by_key(facts.by_username, &account::username_key, command.username.key());
  rows.pools(facts.pools, asked);
}

}  // namespace

result<invite_check> portal::check_invite(const caller& by, std::string_view text) {
  return respond(*core_, by, [&](session& in) -> result<invite_check> {
    PARVIS_TRY(const auto link, link_of(in, text));
    if (!link) return failure{errc::invite_invalid};
    std::optional<settings> workspace;
    std::optional<invite> found;
    reader rows{in};
    rows.by_id(workspace, settings_row);
    rows.by_id(found, link->row());
    PARVIS_TRYV(rows.read());
    PARVIS_TRYV(require_workspace(in, workspace));
    if (refusal_of(found, link->generation(), in.now()) != link_refusal::none) return failure{errc::invite_invalid};
    return invite_check{workspace->portal_name, found->audience,
                        found->language.empty() ? workspace->default_language : found->language};
  });
}

result<sign_up_reply> portal::sign_up(const caller& by, const sign_up_request& request) {
  return respond(*core_, by, [&](session& in) -> result<sign_up_reply> {
    PARVIS_TRY(const auto link, link_of(in, request.token));
    form_errors errors;
    const auto who = parse_person(errors, request, in);
    const auto typed = parse_credentials(errors, request, who, {}, {}, in);
    if (errors.failed()) return std::move(errors).as_failure();
    sign_up_command command{*who,
                            typed->username,
                            {},
                            request.language,
                            {.by_link = link.has_value(),
                             .generation = link ? link->generation() : 0,
                             .wanted = request.access,
                             .opened_at = in.now()}};

    struct entry {
      sign_up_id received{};             // where the address is to be proven
      std::optional<account> created{};  // where it need not be
    };
    const auto decide = [&](stamp& at) -> result<decision<entry>> {
      std::optional<settings> workspace;
      sign_up_facts facts;
      reader rows{in};
      rows.by_id(workspace, settings_row);
      want_account_facts(rows, facts, link ? link->row() : uuid{}, command, access::collaborator);
      PARVIS_TRYV(rows.read());
      PARVIS_TRYV(require_workspace(in, workspace));
      facts.settings = *std::move(workspace);
      PARVIS_TRYV(terms_at(command.through, facts));
      PARVIS_TRYV(check_form(request, *who, facts, in));
      PARVIS_TRYV(hash_once(command.password, typed->password, in));
      if (facts.settings.email_proof == email_proof::on) {
        PARVIS_TRY(auto decided, receive_sign_up(facts, command, at));
        return decision<entry>{std::move(decided.operations), {.received = decided.reply.id}};
      }
      PARVIS_TRY(auto decided, create_account(facts, command, at));
      return decision<entry>{std::move(decided.operations), {.created = std::move(decided.reply)}};
    };
    PARVIS_TRY(const auto done, attempt(in, decide));
    sign_up_reply reply{.message = std::string{message(phrase::signup_received, in.language())}};
    if (done.reply.created) {
      reply.account = settled(in, *done.reply.created);
    } else {
      reply.continuation = in.keys().issue(token_kind::continuation, by.workspace, done.reply.received, 0).text();
    }
    return reply;
  });
}

namespace {

/// What somebody brings to the proof: what was typed at the sign-up if they bring its continuation too, and what they
/// type now.
struct proof_form {
  std::string first_name, last_name, username;
  std::string password_hash;  ///< kept from the sign-up; empty when a password must be typed
  std::string_view password;
};

proof_form form_at_proof(const sign_up& received, const prove_email_request& request, bool continued) {
  const auto either = [&](const std::string& now, const std::string& then) {
    return !now.empty() || !continued ? now : then;
  };
  const bool kept = continued && request.password.empty();
  return {either(request.first_name, received.first_name), either(request.last_name, received.last_name),
          either(request.username, received.username), kept ? received.password : std::string{}, request.password};
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
  if (errors.failed()) return std::move(errors).as_failure();
  return std::pair{sign_up_command{*who,
                                   *name,
                                   form.password_hash,
                                   received.language,
                                   {.by_link = !received.invite.is_nil(),
                                    .generation = received.invite_generation,
                                    .wanted = has(received.access, access::collaborator) ? account_kind::collaborator
                                                                                         : account_kind::client,
                                    .opened_at = received.created_at}},
                   std::move(fresh)};
}

/// Whether what was typed at the sign-up comes back with the person who typed it.
bool is_continuation(const session& in, std::string_view text, const uuid& of) {
  const auto brought = token::parse(text);
  return brought && brought.assume_value().row() == of &&
         in.keys().verify(brought.assume_value(), token_kind::continuation, in.by().workspace);
}

}  // namespace

result<account_view> portal::prove_email(const caller& by, const prove_email_request& request) {
  return respond(*core_, by, [&](session& in) -> result<account_view> {
    PARVIS_TRY(const auto link, token::parse(request.token));
    PARVIS_TRYV(in.keys().verify(link, token_kind::verify, by.workspace));
    const bool continued = is_continuation(in, request.continuation, link.row());
    std::string phc;
    PARVIS_TRY(const auto done, attempt(in, [&](stamp& at) -> result<decision<account>> {
                 std::optional<settings> workspace;
                 std::optional<parvis::sign_up> received;
                 reader rows{in};
                 rows.by_id(workspace, settings_row);
                 rows.by_id(received, link.row());
                 PARVIS_TRYV(rows.read());
                 PARVIS_TRYV(require_workspace(in, workspace));
                 if (!received || !can_be_proven(*received, in.now())) return failure{errc::link_invalid};

                 sign_up_facts facts;
                 facts.settings = *std::move(workspace);
                 PARVIS_TRY(auto parsed,
                            parse_proof(form_at_proof(*received, request, continued), *received, facts.settings, in));
                 auto& [command, fresh] = parsed;
                 want_account_facts(rows, facts, received->invite, command, received->access);
                 PARVIS_TRYV(rows.read());
                 if (fresh) {
                   PARVIS_TRYV(hash_once(phc, *fresh, in));
                   command.password = phc;
                 }
                 return parvis::prove_email(*received, facts, command, at);
               }));
    return settled(in, done.reply);
  });
}

}  // namespace parvis::inline v1
