// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "parvis/rules/accounts.hpp"
#include "parvis/rules/forms.hpp"
#include "parvis/rules/invites.hpp"
#include "parvis/rules/limits.hpp"
#include "parvis/rules/settings.hpp"

// People whom the firm adds itself, what it knows of them, and how they join.

namespace parvis::inline v1 {

// --- adding somebody ---

/// What a firm may know of a person besides name and address; empty: it does not. `seniority` and `fields` as typed,
/// the others as they are kept.
struct personal_details {
  std::string seniority{};
  std::string job_title{};
  std::string mobile{};
  std::string address{};
  std::string company{};
  std::vector<field_value> fields{};
};

struct add_account_command {
  typed_person who{};
  account_kind kind = account_kind::user;  ///< of portal accounts the access says which
  parvis::access access{};
  std::string language{};
  group_id group{};  ///< users only
  parvis::case_role case_role = parvis::case_role::none;
  personal_details details{};
  std::optional<unique_code> code{};             ///< empty: one is made
  uuid mark{};                                   ///< of a row that is imported: the id of the claim; nil: one is drawn
  parvis::notice notice = parvis::notice::mail;  ///< `silent`: their link to join is mailed later
  permissions withheld = permissions::none;      ///< what their group may not permit: `group_not_allowed`
  form_errors wrong{};  ///< what of the form could not be read: told together with what the workspace refuses
};
struct add_account_facts {
  parvis::settings settings;
  actor_facts actor;
  std::optional<parvis::group> group{};  ///< of a user
  std::optional<account> by_email{};
  std::vector<seat_pool> pools{};
  code_facts codes{};
  std::vector<reservation> reservations{};            ///< seats kept for them
  parvis::access handed_over = parvis::access::none;  ///< seats that somebody leaves to them in the same commit
};

/// What the workspace refuses of a form, besides what could not be read of it.
inline form_errors check_addition(const add_account_facts& facts, const add_account_command& command) {
  auto errors = command.wrong;
  const bool is_user = command.kind == account_kind::user;
  if (!is_user && command.who.email && !domain_allowed(command.who.email->domain(), facts.settings, {})) {
    errors.add("email", errc::email_domain_not_allowed);
  }
  if (is_user && command.group.is_nil()) errors.add("group", errc::required);
  const bool withholds = command.withheld != permissions::none;
  if (withholds && facts.group && has(facts.group->permissions, command.withheld)) {
    errors.add("group", errc::group_not_allowed);
  }
  if (!access_allowed(command.kind, command.access)) errors.add("access", errc::access_not_allowed);
  if (command.case_role > last_value(command.case_role)) errors.add("case_role", errc::out_of_range);
  if (!language_offered(command.language, facts.settings)) errors.add("language", errc::language_not_offered);
  if (command.code && find_claim(facts.codes, *command.code) != nullptr) errors.add("code", errc::code_taken);
  return errors;
}

/// Somebody whom the firm adds, with a link to join in their mail. A user holds the seats of their access from this
/// moment, joined or not, and counts as an administrator from the moment they join; a portal account holds none before.
/// All that is wrong with the form is told at once, before what else stands in the way.
inline result<decision<account>> add_account(const add_account_facts& facts, const add_account_command& command,
                                             stamp& at, const text_policy* policy = nullptr) {
  PARVIS_TRYV(require_manager(facts.actor));
  const bool is_user = command.kind == account_kind::user;
  auto errors = check_addition(facts, command);
  auto seniority = parse_seniority(errors, command.kind, facts.settings, command.details.seniority);
  auto fields = parse_fields(errors, fields_for(command.kind, facts.settings), command.details.fields, policy);
  if (errors.failed()) return std::move(errors).as_failure();
  if (is_user && !facts.group) return failure{errc::not_found, "group"};
  if (facts.by_email) return failure{errc::email_taken, "email"};
  auto code = command.code;
  if (!code) {
    PARVIS_TRY(code, free_code(facts.codes));
  }
  auto added = new_account({*command.who.first_name, *command.who.last_name, *command.who.email}, at.now);
  added.seniority = std::move(seniority);
  added.fields = std::move(fields);
  added.id = at.ids.next<account_id>();
  added.of_kind = command.kind;
  added.state = account_state::invited;
  added.access = command.access;
  added.case_role = command.case_role;
  added.language = command.language.empty() ? facts.settings.default_language : command.language;
  added.group = command.group;
  added.job_title = command.details.job_title;
  added.mobile = command.details.mobile;
  added.address = command.details.address;
  added.company = command.details.company;
  added.code = code->spelling();
  added.join_by = at.now + facts.settings.invite_lifetime;
  added.settings_revision = static_cast<std::int64_t>(facts.settings.revision);
  PARVIS_TRY(auto seats,
             take_seats(without(seats_held(added), facts.handed_over), facts.pools, at.now, facts.reservations));
  added.seated_at = seated_since(access::none, added, at.now);

  decision<account> out{actor_unchanged(facts.actor), added};
  PARVIS_TRY(auto counts, recount(nullptr, added, facts.group));
  append_joined(out.operations, std::move(counts));
  append(out.operations, {unchanged(facts.settings), inserting(added), claim_code(added, *code, at, command.mark),
                          record(at, {.what = is_user ? event_type::user_added : event_type::portal_account_added,
                                      .subject = added.id,
                                      .actor = facts.actor.who->id,
                                      .settings_revision = added.settings_revision})});
  if (command.notice == notice::mail) out.operations.push_back(queue_effect(at, effect::mail_join, added));
  append(out.operations, std::move(seats));
  return out;
}

// --- joining ---

struct join_facts {
  parvis::settings settings;
  std::optional<account> who{};
  std::optional<parvis::group> group{};
  std::optional<account> by_username{};  ///< whoever has the username
  std::vector<seat_pool> pools{};        ///< of a portal account's access
};

/// `link_invalid` unless the link is the newest of somebody who has not joined, and has not expired.
inline result<> check_join(const join_facts& facts, std::int64_t generation, instant now) {
  const auto& who = facts.who;
  if (!who || is_banned(*who) || !may(who->state, transition_cause::join) || who->credential_epoch != generation) {
    return failure{errc::link_invalid};
  }
  if (who->join_by.value_or(instant::never()) <= now) return failure{errc::link_invalid};
  return success();
}

/// Whoever was added chooses a name and a password, and is in. A collaborator takes their seat now, or waits for it, or
/// is refused with `no_seat` and may come again, as the workspace has it.
inline result<decision<account>> join(const join_facts& facts, std::int64_t generation, const username& name,
                                      const std::string& phc, stamp& at) {
  PARVIS_TRYV(check_join(facts, generation, at.now));
  auto joined = *facts.who;
  joined.username = name.spelling();
  joined.username_key = name.key();
  joined.password = phc;
  joined.join_by.reset();
  ++joined.revision;
  revoke_credentials(joined);  // the link dies with its use
  std::vector<operation> place;
  if (joined.of_kind == account_kind::user) {
    joined.state = account_state::active;
    joined.active_since = at.now;
  } else {
    joined.decided_at = at.now;
    PARVIS_TRY(place, give_place(joined, facts.pools, facts.settings.when_no_seat, at));
  }
  // Told last: whoever learns that a name is free has taken it, so no link tries one name after another. Their own only
  // when they have joined between the two loads: then the commit finds that the link is used.
  if (facts.by_username && facts.by_username->id != facts.who->id) {
    return refused_field("username", errc::username_taken);
  }
  decision<account> out{{unchanged(facts.settings), changing(*facts.who, joined)}, joined};
  PARVIS_TRY(auto counts, recount(&*facts.who, joined, facts.group));
  append(out.operations, std::move(counts));
  out.operations.push_back(record(at, {.what = event_type::user_joined,
                                       .subject = joined.id,
                                       .actor = joined.id,
                                       .number = static_cast<std::int64_t>(joined.state)}));
  append(out.operations, std::move(place));
  return out;
}

struct person_facts {
  parvis::settings settings;
  actor_facts actor;
  std::optional<account> who{};
  mail_budget mails{};  ///< of their mailbox; where a mail is sent on somebody's demand
  code_facts codes{};   ///< where a code is given
};

/// Another link to join instead of every older one, mailed. `illegal_transition` once they have joined.
inline result<decision<account>> resend_join(const person_facts& facts, stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  if (!facts.who) return failure{errc::not_found, "account"};
  if (!may(facts.who->state, transition_cause::join)) return failure{errc::illegal_transition};
  if (is_banned(*facts.who)) return failure{errc::ban_stands};
  if (exhausted(facts.mails, facts.settings)) return failure{errc::mails_exhausted, "email"};
  auto after = *facts.who;
  revoke_credentials(after);
  after.join_by = at.now + facts.settings.invite_lifetime;
  auto out = changed_account(facts.actor, facts.settings, *facts.who, after,
                             {.what = event_type::join_resent, .number = after.credential_epoch}, at);
  append(out.operations,
         {queue_effect(at, effect::mail_join, out.reply), spend_mail(facts.mails, facts.settings, at.now)});
  return out;
}

// --- what is known of somebody ---

/// What is to be different; empty: left alone. Texts as they are to be kept, and empty where they are to go.
struct edit_account_command {
  std::optional<std::uint64_t> seen{};
  std::optional<person_name> first_name{};
  std::optional<person_name> last_name{};
  std::optional<std::string> language{};
  std::optional<std::string> seniority{};
  std::optional<std::string> job_title{};
  std::optional<std::string> mobile{};
  std::optional<std::string> address{};
  std::optional<std::string> company{};
  std::optional<unique_code> code{};
  std::optional<std::vector<field_value>> fields{};
  form_errors wrong{};  ///< what of the form could not be read: told together with what the workspace refuses
};

/// The account as the command wants it, or what is wrong with that.
inline result<account> edited(const person_facts& facts, const edit_account_command& command,
                              const text_policy* policy) {
  auto out = *facts.who;
  const auto& workspace = facts.settings;
  auto errors = command.wrong;
  if (command.first_name) out.first_name = command.first_name->text();
  if (command.last_name) out.last_name = command.last_name->text();
  if (command.language) {
    if (!language_offered(*command.language, workspace)) errors.add("language", errc::language_not_offered);
    out.language = command.language->empty() ? workspace.default_language : *command.language;
  }
  if (command.seniority) out.seniority = parse_seniority(errors, out.of_kind, workspace, *command.seniority);
  for (const auto& [member, wanted] :
       {std::pair{&account::job_title, &command.job_title}, std::pair{&account::mobile, &command.mobile},
        std::pair{&account::address, &command.address}, std::pair{&account::company, &command.company}}) {
    if (*wanted) out.*member = **wanted;
  }
  if (command.code) {
    // Nobody else's code, now or ever; one of their own they may take back.
    const auto* const claim = find_claim(facts.codes, *command.code);
    if (claim != nullptr && claim->account != out.id) errors.add("code", errc::code_taken);
    out.code = command.code->spelling();
  }
  if (command.fields) out.fields = parse_fields(errors, fields_for(out.of_kind, workspace), *command.fields, policy);
  if (errors.failed()) return std::move(errors).as_failure();
  return out;
}

/// Which parts differ.
inline account_parts parts_changed(const account& before, const account& after) {
  auto out = account_parts::none;
  const auto compare = [&](account_parts part, auto member) {
    if (before.*member != after.*member) out = out | part;
  };
  compare(account_parts::first_name, &account::first_name);
  compare(account_parts::last_name, &account::last_name);
  compare(account_parts::language, &account::language);
  compare(account_parts::seniority, &account::seniority);
  compare(account_parts::job_title, &account::job_title);
  compare(account_parts::mobile, &account::mobile);
  compare(account_parts::address, &account::address);
  compare(account_parts::company, &account::company);
  compare(account_parts::code, &account::code);
  compare(account_parts::fields, &account::fields);
  return out;
}

/// What a command about somebody's account asks before it looks at anything else.
inline result<> check_person(const person_facts& facts, std::optional<std::uint64_t> seen) {
  PARVIS_TRYV(require_manager(facts.actor));
  if (!facts.who || facts.who->state == account_state::erased) return failure{errc::not_found, "account"};
  if (seen.value_or(facts.who->revision) != facts.who->revision) return failure{errc::stale};
  return success();
}

/// Changes what is known of somebody. The trail says which parts changed, never what stood there.
inline result<decision<account>> edit_account(const person_facts& facts, const edit_account_command& command, stamp& at,
                                              const text_policy* policy = nullptr) {
  PARVIS_TRYV(check_person(facts, command.seen));
  const auto& before = *facts.who;
  PARVIS_TRY(const auto after, edited(facts, command, policy));
  const auto changed = parts_changed(before, after);
  if (changed == account_parts::none) return decision<account>{{}, before};
  auto out = changed_account(facts.actor, facts.settings, before, after,
                             {.what = event_type::account_edited, .number = static_cast<std::int64_t>(changed)}, at);
  if (!command.code) return out;
  if (const auto* const own = find_claim(facts.codes, *command.code)) {
    out.operations.push_back(unchanged(*own));
  } else {
    out.operations.push_back(claim_code(after, *command.code, at));
  }
  return out;
}

/// Lets a user read what others have marked as private, or no longer. Portal accounts never may.
inline result<decision<account>> override_privacy(const person_facts& facts, std::optional<std::uint64_t> seen,
                                                  privacy_override wanted, stamp& at) {
  PARVIS_TRYV(check_person(facts, seen));
  const auto& before = *facts.who;
  if (before.of_kind != account_kind::user) return failure{errc::illegal_transition};
  if (wanted > last_value(wanted)) return failure{errc::out_of_range, "privacy"};
  const bool on = wanted == privacy_override::on;
  if (before.overrides_privacy_since.has_value() == on) return decision<account>{{}, before};
  auto after = before;
  after.overrides_privacy_since.reset();
  if (on) after.overrides_privacy_since = at.now;
  return changed_account(facts.actor, facts.settings, before, after,
                         {.what = event_type::privacy_override_changed, .number = static_cast<std::int64_t>(wanted)},
                         at);
}

/// At the next sign-in another password must be chosen. `illegal_transition` for somebody who has none yet.
inline result<decision<account>> demand_password_change(const person_facts& facts, std::optional<std::uint64_t> seen,
                                                        stamp& at) {
  PARVIS_TRYV(check_person(facts, seen));
  const auto& before = *facts.who;
  if (before.password.empty()) return failure{errc::illegal_transition};
  if (before.must_change_password) return decision<account>{{}, before};
  auto after = before;
  after.must_change_password = true;
  return changed_account(facts.actor, facts.settings, before, after, {.what = event_type::password_change_demanded},
                         at);
}

}  // namespace parvis::inline v1
