// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parvis/rules/invites.hpp"

namespace parvis::inline v1 {

/// What a person may become at this door.
struct terms {
  account_kind kind = account_kind::client;
  parvis::access access = access::client;
  approval_mode approval = approval_mode::by_default;
  parvis::case_role case_role = case_role::none;
};

/// What was loaded for a sign-up or its proof.
struct sign_up_facts {
  parvis::settings settings;
  std::optional<parvis::invite> invite;  ///< the one that the link names, if there was a link
  std::optional<account> by_email;       ///< whoever has the address
  std::optional<account> by_username;    ///< whoever has the username; asked only where it may be told
  std::vector<seat_pool> pools;
};

/// Through which door somebody comes: a link, or the open form.
struct door {
  bool by_link = false;
  std::int64_t generation = 0;           ///< of the link
  std::optional<account_kind> wanted{};  ///< by the open form
  instant opened_at{};
};

/// The terms at the open form. The policy binds it and nothing else.
inline result<terms> open_form_terms(const settings& workspace, std::optional<account_kind> wanted) {
  const auto policy = workspace.signup_policy;
  if (policy == signup_policy::none) return failure{errc::signup_disabled};
  const auto usual = policy == signup_policy::collaborators ? account_kind::collaborator : account_kind::client;
  const auto kind = wanted.value_or(usual);
  const bool allowed = kind == account_kind::client         ? policy != signup_policy::collaborators
                       : kind == account_kind::collaborator ? policy != signup_policy::clients
                                                            : false;
  if (!allowed) return failure{errc::access_not_allowed, "access"};
  return terms{kind, kind == account_kind::collaborator ? access::collaborator : access::client, workspace.approval,
               case_role::none};
}

/// What somebody may become through this door, or why it is closed. A dead link is `invite_invalid` whatever killed it.
inline result<terms> terms_at(const door& through, const sign_up_facts& facts) {
  if (!through.by_link) return open_form_terms(facts.settings, through.wanted);
  if (refusal_of(facts.invite, through.generation, through.opened_at) != link_refusal::none) {
    return failure{errc::invite_invalid};
  }
  const auto& link = *facts.invite;
  return terms{link.audience, link.access, approval_of(link.approval, facts.settings.approval), link.case_role};
}

/// Exact labels only, never a suffix.
inline bool domain_allowed(std::string_view domain, const sign_up_facts& facts) {
  const auto passes = [&](const std::vector<std::string>& allowed) {
    return allowed.empty() || domain_matches(domain, allowed);
  };
  return passes(facts.settings.allowed_domains) && !domain_matches(domain, facts.settings.denied_domains) &&
         (!facts.invite || passes(facts.invite->allowed_domains));
}

struct sign_up_command {
  person who;
  parvis::username username;
  std::string password;  ///< PHC
  std::string language;
  door through;
};

inline std::string language_for(const std::string& asked, const sign_up_facts& facts) {
  const auto& offered = facts.settings.languages;
  for (const auto& one : {asked, facts.invite ? facts.invite->language : std::string{}}) {
    if (std::find(offered.begin(), offered.end(), one) != offered.end()) return one;
  }
  return facts.settings.default_language;
}

/// Takes a sign-up whose address has yet to be proven: a row of its own, no account, no key claimed, no use spent. The
/// same operations whether the address is known or not; only what is written to its owner differs.
inline result<decision<sign_up>> receive_sign_up(const sign_up_facts& facts, const sign_up_command& command,
                                                 stamp& at) {
  PARVIS_TRY(const auto offered, terms_at(command.through, facts));
  sign_up received{.id = at.ids.next<sign_up_id>(),
                   .email = command.who.email.address(),
                   .email_key = command.who.email.key(),
                   .known = facts.by_email ? facts.by_email->id : account_id{},
                   .username = command.username.spelling(),
                   .first_name = command.who.first_name.text(),
                   .last_name = command.who.last_name.text(),
                   .password = command.password,
                   .language = language_for(command.language, facts),
                   .access = offered.access,
                   .invite = facts.invite ? facts.invite->id : invite_id{},
                   .invite_generation = command.through.generation,
                   .created_at = at.now,
                   .expires_at = at.now + facts.settings.email_proof_lifetime};
  decision<sign_up> out{{unchanged(facts.settings)}, received};
  if (facts.invite) out.operations.push_back(unchanged(*facts.invite));
  const bool known = facts.by_email.has_value();
  append(out.operations,
         {inserting(received),
          record(at, {.what = known ? event_type::sign_up_of_known_address : event_type::sign_up_received,
                      .subject = received.id,
                      .settings_revision = static_cast<std::int64_t>(facts.settings.revision),
                      .invite = received.invite}),
          queue_effect(at, known ? effect::mail_known_address : effect::mail_verify_email, received)});
  return out;
}

/// Makes the account of somebody whose address is proven, or needs no proof: claims both keys, spends the link's use,
/// and either gives them their place or lets them wait for an approver. `account_id` is drawn from the stamp.
inline result<decision<account>> create_account(const sign_up_facts& facts, const sign_up_command& command, stamp& at) {
  if (facts.by_email) return failure{errc::email_taken, "email"};
  if (facts.by_username) return refused_field("username", errc::username_taken);
  PARVIS_TRY(const auto offered, terms_at(command.through, facts));
  if (!domain_allowed(command.who.email.domain(), facts)) {
    return refused_field("email", errc::email_domain_not_allowed);
  }
  auto made = new_account(command.who, at.now);
  made.id = at.ids.next<account_id>();
  made.of_kind = offered.kind;
  made.access = offered.access;
  made.case_role = offered.case_role;
  made.username = command.username.spelling();
  made.username_key = command.username.key();
  made.password = command.password;
  made.language = language_for(command.language, facts);
  made.invite = facts.invite ? facts.invite->id : invite_id{};
  made.settings_revision = static_cast<std::int64_t>(facts.settings.revision);

  std::vector<operation> follow;
  if (offered.approval == approval_mode::by_user) {
    made.state = account_state::pending;
    follow.push_back(queue_effect(at, effect::mail_request_received, made));
    for (const auto& approver : facts.settings.approvers) {
      follow.push_back(queue_effect(at, effect::mail_approval_needed, made, approver));
    }
  } else {
    made.decided_at = at.now;
    PARVIS_TRY(follow, give_place(made, facts.pools, facts.settings.when_no_seat, at));
  }
  decision<account> out{{unchanged(facts.settings)}, made};
  if (facts.invite) out.operations.push_back(spend_use(*facts.invite));
  append(out.operations, {inserting(made), record(at, {.what = event_type::email_proven,
                                                       .subject = made.id,
                                                       .settings_revision = made.settings_revision,
                                                       .number = static_cast<std::int64_t>(made.state),
                                                       .invite = made.invite})});
  append(out.operations, std::move(follow));
  return out;
}

/// Whether the owner of the address can still make an account of a sign-up. One for a known address never becomes one.
inline bool can_be_proven(const sign_up& received, instant now) {
  return received.known.is_nil() && now < received.expires_at;
}

/// The same for a sign-up that was received and is now proven; its row goes with it.
inline result<decision<account>> prove_email(const sign_up& received, const sign_up_facts& facts,
                                             const sign_up_command& command, stamp& at) {
  if (!can_be_proven(received, at.now)) return failure{errc::link_invalid};
  PARVIS_TRY(auto out, create_account(facts, command, at));
  out.operations.push_back(removing(received));
  return out;
}

}  // namespace parvis::inline v1
