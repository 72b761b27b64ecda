// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "parvis/rules/forms.hpp"
#include "parvis/rules/invites.hpp"
#include "parvis/rules/limits.hpp"

namespace parvis::inline v1 {

/// What a person may become at this door.
struct terms {
  account_kind kind = account_kind::client;
  parvis::access access = access::client;
  approval_mode approval = approval_mode::by_default;
  parvis::case_role case_role = case_role::none;
  group_id group{};
};

/// What was loaded for a sign-up or its proof.
struct sign_up_facts {
  parvis::settings settings;
  std::optional<parvis::invite> invite{};  ///< the one that the link names, if there was a link
  std::optional<account> by_email{};       ///< whoever has the address
  std::optional<seat_pool> required{};     ///< of the sku that the settings require, if they do
  // Asked only where an account may arise.
  std::optional<account> by_username{};  ///< whoever has the username
  actor_facts voucher{};                 ///< whoever the link stands on
  std::optional<parvis::group> group{};  ///< the one that the link leads to
  std::vector<seat_pool> pools{};
  // Asked only where a mail may go to an address that nobody has proven.
  mail_budget mails{};
  // Asked only where a user may arise.
  code_facts codes{};
};

/// Through which door somebody comes: a link, or the open form.
struct door {
  bool by_link = false;
  std::int64_t generation = 0;           ///< of the link
  std::optional<account_kind> wanted{};  ///< by the open form
  instant opened_at{};
};

/// What somebody gives at the door. For a sign-up that begins with the address alone all but that is empty.
struct application {
  parvis::email email;
  std::string first_name{};
  std::string last_name{};
  std::string username{};
  std::string password{};  ///< PHC
  std::string language{};
  std::vector<field_value> fields{};
  std::vector<consent> consents{};
  door through{};
};

/// Everything an account is made of.
struct sign_up_command {
  person who;
  parvis::username username;
  std::string password;  ///< PHC
  std::string language;
  std::vector<field_value> fields;
  std::vector<consent> consents;
  door through;
};

inline application given_in(const sign_up_command& command) {
  return {command.who.email,
          command.who.first_name.text(),
          command.who.last_name.text(),
          command.username.spelling(),
          command.password,
          command.language,
          command.fields,
          command.consents,
          command.through};
}

// --- the door ---

/// What the open form offers, the usual first.
inline std::vector<account_kind> audiences_of(signup_policy policy) {
  switch (policy) {
    case signup_policy::none:
      break;
    case signup_policy::clients:
      return {account_kind::client};
    case signup_policy::collaborators:
      return {account_kind::collaborator};
    case signup_policy::both:
      return {account_kind::client, account_kind::collaborator};
  }
  return {};
}

/// The terms at the open form. The policy binds it and nothing else.
inline result<terms> open_form_terms(const settings& workspace, std::optional<account_kind> wanted) {
  const auto offered = audiences_of(workspace.signup_policy);
  if (offered.empty()) return failure{errc::signup_disabled};
  const auto kind = wanted.value_or(offered.front());
  if (std::find(offered.begin(), offered.end(), kind) == offered.end()) {
    return failure{errc::access_not_allowed, "access"};
  }
  return terms{.kind = kind,
               .access = kind == account_kind::collaborator ? access::collaborator : access::client,
               .approval = workspace.approval};
}

/// Whether a link is alive, as far as its own row says.
inline link_refusal refusal_of_link(const door& through, const sign_up_facts& facts) {
  return through.by_link ? refusal_of(facts.invite, through.generation, through.opened_at) : link_refusal::none;
}

/// What somebody may become through this door, or why it is closed. A dead link is `invite_invalid` whatever killed it.
inline result<terms> terms_at(const door& through, const sign_up_facts& facts) {
  if (!through.by_link) return open_form_terms(facts.settings, through.wanted);
  if (refusal_of_link(through, facts) != link_refusal::none) return failure{errc::invite_invalid};
  const auto& link = *facts.invite;
  return terms{link.audience, link.access, approval_of(link.approval, facts.settings.approval), link.case_role,
               link.group};
}

/// Whether the firm has what the settings require for clients to sign up. Users are no clients: for them it is all one.
inline bool portal_is_licensed(account_kind kind, const settings& workspace, const std::optional<seat_pool>& required,
                               instant now) {
  return kind == account_kind::user || workspace.signup_requires.empty() || (required && is_entitled(*required, now));
}

/// The same as `terms_at`, as far as the firm's licenses go too; where they do not, the door is closed.
inline result<terms> terms_now(const door& through, const sign_up_facts& facts, instant now) {
  PARVIS_TRY(const auto offered, terms_at(through, facts));
  if (!portal_is_licensed(offered.kind, facts.settings, facts.required, now)) return failure{errc::signup_disabled};
  return offered;
}
/// The settings that a sign-up was decided under, and the license that they require.
inline std::vector<operation> door_unchanged(const terms& offered, const sign_up_facts& facts, instant now) {
  std::vector<operation> out{unchanged(facts.settings)};
  if (offered.kind != account_kind::user && facts.required) out.push_back(still_entitled(*facts.required, now));
  return out;
}

/// Whether the link may be redeemed now. Whoever it stands on must still be in the group they were in when they made
/// it, and manage users: a person who went, or was demoted, lets nobody in any more. The group it leads to must still
/// be one that manages no users.
inline link_refusal refusal_at_redemption(const door& through, const sign_up_facts& facts) {
  const auto refused = refusal_of_link(through, facts);
  if (!through.by_link || refused != link_refusal::none) return refused;
  const auto& link = *facts.invite;
  const auto& voucher = facts.voucher;
  if (!manages_users(voucher) || voucher.who->id != link.vouched_by || voucher.who->group != link.vouched_group) {
    return link_refusal::voucher_gone;
  }
  if (link.audience != account_kind::user) return link_refusal::none;
  const bool harmless = facts.group && !has(facts.group->permissions, permissions::users_manage);
  return harmless ? link_refusal::none : link_refusal::group_not_allowed;
}

/// How somebody stands here whose address is given at the door.
enum class standing : std::uint8_t {
  stranger,
  may_reapply,  ///< refused or lapsed earlier, and may ask again
  refused,      ///< refused earlier, and may not ask again yet
  known,        ///< has an account
};

inline standing standing_of(const sign_up_facts& facts, instant now) {
  const auto& earlier = facts.by_email;
  if (!earlier) return standing::stranger;
  const auto state = state_at(*earlier, now);
  if (!may(state, transition_cause::reapply)) return standing::known;
  if (is_banned(*earlier)) return standing::refused;
  const bool invited_by_name = facts.invite && facts.invite->type == invite_type::personal;
  if (state != account_state::rejected || invited_by_name) return standing::may_reapply;
  switch (facts.settings.reapplication) {
    case reapplication::allow:
      return standing::may_reapply;
    case reapplication::cooldown: {
      const auto refused_at = earlier->decided_at.value_or(earlier->created_at);
      return now < refused_at + facts.settings.reapplication_cooldown ? standing::refused : standing::may_reapply;
    }
    case reapplication::forbid:
      break;
  }
  return standing::refused;
}

/// Whether the account arises at once. Whoever holds a personal link has its mail, and so has proven the address.
inline bool needs_no_proof(const sign_up_facts& facts) {
  return facts.settings.email_proof == email_proof::off ||
         (facts.invite && facts.invite->type == invite_type::personal);
}

/// What of an address can be said without asking who has it: its domain, and that a personal link is for it.
inline void check_address(form_errors& errors, const email& address, const sign_up_facts& facts) {
  const auto& link = facts.invite;
  if (link && link->type == invite_type::personal && link->email_key != address.key()) {
    errors.add("email", errc::email_differs);
  } else if (!domain_allowed(address.domain(), facts.settings, link)) {
    errors.add("email", errc::email_domain_not_allowed);
  }
}

inline std::string language_for(const std::string& asked, const sign_up_facts& facts) {
  const auto& offered = facts.settings.languages;
  for (const auto& one : {asked, facts.invite ? facts.invite->language : std::string{}}) {
    if (std::find(offered.begin(), offered.end(), one) != offered.end()) return one;
  }
  return facts.settings.default_language;
}

/// Takes a sign-up whose address has yet to be proven: a row of its own, no account, no key claimed, no use spent. The
/// same operations whoever has the address; only what is written to its owner differs. Beyond the mails of an hour
/// nothing is mailed, and the answer is the same.
inline result<decision<sign_up>> receive_sign_up(const sign_up_facts& facts, const application& given, stamp& at) {
  PARVIS_TRY(const auto offered, terms_now(given.through, facts, at.now));
  const auto stands = standing_of(facts, at.now);
  const bool blocked = stands == standing::known || stands == standing::refused;
  sign_up received{.id = at.ids.next<sign_up_id>(),
                   .email = given.email.spelling(),
                   .email_key = given.email.key(),
                   .known = blocked ? facts.by_email->id : account_id{},
                   .username = given.username,
                   .first_name = given.first_name,
                   .last_name = given.last_name,
                   .password = given.password,
                   .language = language_for(given.language, facts),
                   .access = offered.access,
                   .invite = facts.invite ? facts.invite->id : invite_id{},
                   .invite_generation = given.through.generation,
                   .created_at = at.now,
                   .expires_at = at.now + facts.settings.email_proof_lifetime,
                   .fields = given.fields,
                   .consents = given.consents,
                   .vouched_by = facts.invite ? facts.invite->vouched_by : account_id{},
                   .vouched_group = facts.invite ? facts.invite->vouched_group : group_id{},
                   .group = facts.invite ? facts.invite->group : group_id{}};
  decision<sign_up> out{door_unchanged(offered, facts, at.now), received};
  if (facts.invite) out.operations.push_back(unchanged(*facts.invite));
  append(out.operations,
         {inserting(received),
          record(at, {.what = blocked ? event_type::sign_up_of_known_address : event_type::sign_up_received,
                      .subject = received.id,
                      .settings_revision = static_cast<std::int64_t>(facts.settings.revision),
                      .invite = received.invite})});
  if (!exhausted(facts.mails, facts.settings)) {
    const auto what = stands == standing::known     ? effect::mail_known_address
                      : stands == standing::refused ? effect::mail_reapplication_refused
                                                    : effect::mail_verify_email;
    append(out.operations, {queue_effect(at, what, received), spend_mail(facts.mails, facts.settings, at.now)});
  }
  return out;
}

/// What an account is before anybody decides: made of the form, or of an earlier one that was refused or lapsed.
inline account drafted(const sign_up_facts& facts, const sign_up_command& command, const terms& offered, stamp& at) {
  auto made = new_account(command.who, at.now);
  made.id = facts.by_email ? facts.by_email->id : at.ids.next<account_id>();
  made.of_kind = offered.kind;
  made.access = offered.access;
  made.case_role = offered.case_role;
  made.group = offered.group;
  made.username = command.username.spelling();
  made.username_key = command.username.key();
  made.password = command.password;
  made.language = language_for(command.language, facts);
  made.invite = facts.invite ? facts.invite->id : invite_id{};
  made.settings_revision = static_cast<std::int64_t>(facts.settings.revision);
  made.fields = command.fields;
  made.consents = command.consents;
  if (facts.by_email) {  // nothing that was given to the earlier one opens this one
    for (const auto known :
         {&account::job_title, &account::mobile, &account::address, &account::company, &account::code}) {
      made.*known = (*facts.by_email).*known;  // by the firm
    }
    made.created_at = facts.by_email->created_at;
    made.revision = facts.by_email->revision + 1;
    made.credential_epoch = facts.by_email->credential_epoch + 1;
  }
  return made;
}

/// Makes the account of somebody whose address is proven, or needs no proof: claims both keys, spends the link's use,
/// and either gives them their place or lets them wait for an approver. Somebody who was refused or lapsed gets their
/// earlier account back, so that the trail of one person stays one.
inline result<decision<account>> create_account(const sign_up_facts& facts, const sign_up_command& command, stamp& at) {
  PARVIS_TRY(const auto offered, terms_now(command.through, facts, at.now));
  form_errors errors;
  check_address(errors, command.who.email, facts);
  if (errors.failed()) return std::move(errors).as_failure();
  const auto stands = standing_of(facts, at.now);
  if (stands == standing::known || stands == standing::refused) return failure{errc::email_taken, "email"};
  auto made = drafted(facts, command, offered, at);
  std::optional<unique_code> code;
  if (offered.kind == account_kind::user && made.code.empty()) {
    PARVIS_TRY(code, free_code(facts.codes));
    made.code = code->spelling();
  }
  std::vector<operation> follow;
  if (offered.approval == approval_mode::by_user) {
    follow = become_pending(made, facts.settings, at);
  } else {
    made.decided_at = at.now;
    PARVIS_TRY(follow, give_place(made, facts.pools, facts.settings.when_no_seat, at));
  }
  // Told last: whoever learns that a name is free has taken it, so nobody tries one name after another.
  if (facts.by_username && (!facts.by_email || facts.by_username->id != facts.by_email->id)) {
    return refused_field("username", errc::username_taken);
  }
  decision<account> out{door_unchanged(offered, facts, at.now), made};
  if (facts.invite) {
    append(out.operations, actor_unchanged(facts.voucher));
    out.operations.push_back(spend_use(*facts.invite));
  }
  PARVIS_TRY(auto counts, recount(facts.by_email ? &*facts.by_email : nullptr, made, facts.group));
  append_joined(out.operations, std::move(counts));
  append(out.operations, {facts.by_email ? changing(*facts.by_email, made) : inserting(made),
                          record(at, {.what = facts.by_email ? event_type::account_reapplied : event_type::email_proven,
                                      .subject = made.id,
                                      .settings_revision = made.settings_revision,
                                      .number = static_cast<std::int64_t>(made.state),
                                      .invite = made.invite})});
  if (code) out.operations.push_back(claim_code(made, *code, at));
  append(out.operations, std::move(follow));
  return out;
}

// --- the use cases ---

/// What became of somebody at the door.
struct admission_at_door {
  sign_up_id received{};             ///< where the address is to be proven
  std::optional<account> created{};  ///< where it need not be
  std::optional<failure> refused{};  ///< with the reason in the trail
};

/// A dead link: the same answer whatever killed it; the reason goes to the trail.
inline decision<admission_at_door> refuse_link(link_refusal why, const uuid& subject, const sign_up_facts& facts,
                                               stamp& at) {
  return {{record(at, {.what = event_type::sign_up_refused,
                       .subject = subject,
                       .settings_revision = static_cast<std::int64_t>(facts.settings.revision),
                       .number = static_cast<std::int64_t>(why),
                       .invite = facts.invite ? facts.invite->id : invite_id{}})},
          {.refused = failure{errc::invite_invalid}}};
}

/// Whether the link leads on to a form. Where an account arises at once it is redeemed now.
inline link_refusal refusal_at_door(const door& through, const sign_up_facts& facts) {
  return needs_no_proof(facts) ? refusal_at_redemption(through, facts) : refusal_of_link(through, facts);
}

/// A sign-up that begins with the address alone.
inline result<decision<admission_at_door>> start_at_door(const sign_up_facts& facts, const application& given,
                                                         const uuid& link, stamp& at) {
  if (const auto why = refusal_of_link(given.through, facts); why != link_refusal::none) {
    return refuse_link(why, link, facts, at);
  }
  form_errors errors;
  check_address(errors, given.email, facts);
  if (errors.failed()) return std::move(errors).as_failure();
  PARVIS_TRY(auto received, receive_sign_up(facts, given, at));
  return decision<admission_at_door>{std::move(received.operations), {.received = received.reply.id}};
}

/// A sign-up that was typed whole.
inline result<decision<admission_at_door>> sign_up_at_door(const sign_up_facts& facts, const sign_up_command& command,
                                                           stamp& at) {
  if (!needs_no_proof(facts)) {
    PARVIS_TRY(auto received, receive_sign_up(facts, given_in(command), at));
    return decision<admission_at_door>{std::move(received.operations), {.received = received.reply.id}};
  }
  PARVIS_TRY(auto created, create_account(facts, command, at));
  return decision<admission_at_door>{std::move(created.operations), {.created = std::move(created.reply)}};
}

/// Whether the owner of the address can still make an account of a sign-up. One for a known address never becomes one.
inline bool can_be_proven(const sign_up& received, instant now) {
  return received.known.is_nil() && now < received.expires_at;
}

/// A sign-up that was received and is now proven; its row goes with it.
inline result<decision<admission_at_door>> prove_email(const sign_up& received, const sign_up_facts& facts,
                                                       const sign_up_command& command, stamp& at) {
  if (!can_be_proven(received, at.now)) return failure{errc::link_invalid};
  if (const auto why = refusal_at_redemption(command.through, facts); why != link_refusal::none) {
    return refuse_link(why, received.id, facts, at);
  }
  PARVIS_TRY(auto out, create_account(facts, command, at));
  out.operations.push_back(removing(received));
  return decision<admission_at_door>{std::move(out.operations), {.created = std::move(out.reply)}};
}

}  // namespace parvis::inline v1
