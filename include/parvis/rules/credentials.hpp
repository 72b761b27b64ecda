// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parvis/model/mailed_link.hpp"
#include "parvis/rules/limits.hpp"
#include "parvis/rules/settings.hpp"
#include "parvis/rules/sign_in.hpp"

// What somebody signs in with, and how it is changed. Each change raises the credential epoch, by which every older
// token, link and key is dead.

namespace parvis::inline v1 {

namespace detail {

/// The account with another password.
inline account with_password(account who, const std::string& phc) {
  who.password = phc;
  who.must_change_password = false;
  revoke_credentials(who);
  ++who.revision;
  return who;
}

/// The change itself, who made it and a mail about it.
inline std::vector<operation> changed_credentials(const account& before, const account& after, event_type what,
                                                  effect mail, stamp& at, bytes_text note_digest = {}) {
  return {changing(before, after),
          record(at, {.what = what, .subject = after.id, .actor = after.id, .note = std::move(note_digest)}),
          queue_effect(at, mail, after)};
}

}  // namespace detail

// --- the password, by whoever knows the old one ---

/// Also the way out for whoever must change it.
inline decision<guess_outcome> change_password(const guess_facts& facts, const std::string& phc, stamp& at) {
  const auto& who = *facts.who;
  const auto refused = refusal_at_sign_in(who, at.now);
  if (refused != errc{} && refused != errc::must_change_password) return refused_after_password(facts, refused);
  const auto after = detail::with_password(who, phc);
  decision<guess_outcome> out{
      detail::changed_credentials(who, after, event_type::password_changed, effect::mail_password_changed, at),
      {{}, after}};
  append(out.operations, settle_try(facts.tries));
  return out;
}

// --- the password, by whoever has the mailbox ---

/// Everything about an address from which a new password is asked: the same rows whoever has it.
struct reset_request_facts {
  parvis::settings settings;
  std::optional<account> by_email;
  std::optional<mailed_link> earlier;  ///< in the same slot
  mail_budget mails;
};

/// The same operations whether or not anybody has the address; only to an account that may be signed in to some day is
/// anything mailed in the end. Beyond the mails of an hour nothing is done, and the link that was mailed last stands.
inline decision<mailed_link> request_reset(const reset_request_facts& facts, const email& address,
                                           const std::string& slot, stamp& at) {
  if (exhausted(facts.mails, facts.settings)) return {};
  const auto& known = facts.by_email;
  const bool may_reset = known && may_reset_password(*known, at.now);
  const mailed_link made{.id = at.ids.next<mailed_link_id>(),
                         .revision = 1,
                         .slot = slot,
                         .account = may_reset ? known->id : account_id{},
                         .credential_epoch = may_reset ? known->credential_epoch : 0,
                         .email_key = address.key(),
                         .username_key = may_reset ? known->username_key : std::string{},
                         .created_at = at.now,
                         .expires_at = at.now + facts.settings.password_reset_lifetime};
  decision<mailed_link> out{{unchanged(facts.settings)}, made};
  if (facts.earlier) out.operations.push_back(removing(*facts.earlier));
  append(out.operations,
         {inserting(made),
          record(at, {.what = event_type::password_reset_asked,
                      .subject = may_reset ? uuid{known->id} : uuid{made.id},
                      .settings_revision = static_cast<std::int64_t>(facts.settings.revision)}),
          queue_effect(at, effect::mail_password_reset, made), spend_mail(facts.mails, facts.settings, at.now)});
  return out;
}

/// Whether a mailed link serves whoever follows it: it is alive, and they may have what it is for.
inline bool serves(const mailed_link& link, const account& who, instant now) {
  const bool may = link.email.empty() ? may_reset_password(who, now) : refusal_at_sign_in(who, now) == errc{};
  return may && is_alive(link, who, now);
}

struct reset_facts {
  std::optional<mailed_link> link;
  std::optional<account> who;     ///< whom the link names
  std::vector<counter> failures;  ///< of both their identifiers, as far as there are any
};

/// `link_invalid` unless the link is the newest, alive, and for somebody who may be signed in to some day.
inline result<> check_reset(const reset_facts& facts, instant now) {
  if (!is_alive(facts.link, facts.who, now) || !may_reset_password(*facts.who, now)) {
    return failure{errc::link_invalid};
  }
  return success();
}

/// A new password by the mailed link, which opens sign-in again where it was closed, and nothing else: whoever waits
/// for a decision or a seat goes on waiting.
inline result<decision<account>> reset_password(const reset_facts& facts, const std::string& phc, stamp& at) {
  PARVIS_TRYV(check_reset(facts, at.now));
  const auto after = detail::with_password(*facts.who, phc);
  decision<account> out{
      detail::changed_credentials(*facts.who, after, event_type::password_reset, effect::mail_password_changed, at),
      after};
  out.operations.push_back(removing(*facts.link));
  for (const auto& one : facts.failures) out.operations.push_back(removing(one));
  return out;
}

// --- the e-mail address ---

struct email_request_facts {
  std::optional<mailed_link> earlier;  ///< of this account
  mail_budget mails;                   ///< of the new address
};

/// Whoever knows the password asks for another address. Whether somebody has it already is not told before it is
/// proven. The old address is told at once.
inline decision<guess_outcome> request_email_change(const guess_facts& facts, const email_request_facts& request,
                                                    const email& wanted, const std::string& slot, stamp& at) {
  const auto& who = *facts.who;
  const auto refused = [&](failure why) { return refused_after_password(facts, std::move(why)); };
  if (const auto state = refusal_at_sign_in(who, at.now); state != errc{}) return refused(state);
  if (wanted.key() == who.email_key) return refused(refused_field("email", errc::email_taken));
  const bool is_user = who.of_kind == account_kind::user;
  if (!is_user && !domain_allowed(wanted.domain(), facts.settings, {})) {
    return refused(refused_field("email", errc::email_domain_not_allowed));
  }
  if (exhausted(request.mails, facts.settings)) return refused({errc::mails_exhausted, "email"});
  const mailed_link made{.id = at.ids.next<mailed_link_id>(),
                         .revision = 1,
                         .slot = slot,
                         .account = who.id,
                         .credential_epoch = who.credential_epoch,
                         .email = wanted.spelling(),
                         .email_key = wanted.key(),
                         .created_at = at.now,
                         .expires_at = at.now + facts.settings.email_proof_lifetime};
  decision<guess_outcome> out{{unchanged(facts.settings), unchanged(who)}, {{}, who}};
  if (request.earlier) out.operations.push_back(removing(*request.earlier));
  append(out.operations,
         {inserting(made),
          record(at, {.what = event_type::email_change_asked,
                      .subject = who.id,
                      .actor = who.id,
                      .settings_revision = static_cast<std::int64_t>(facts.settings.revision)}),
          queue_effect(at, effect::mail_email_change, made),
          queue_effect_to(at, effect::mail_email_change_asked, who, mail_address(who.email, who.email_key)),
          spend_mail(request.mails, facts.settings, at.now)});
  append(out.operations, settle_try(facts.tries));
  return out;
}

struct email_proof_facts {
  std::optional<mailed_link> link;
  std::optional<account> who;       ///< whom the link names
  std::optional<account> by_email;  ///< whoever has the new address by now
  bytes_text left_digest{};  ///< keyed, of the key of the address that is left; by it the audit entry names the note
};

/// Whoever has the new mailbox follows its link. `link_invalid` unless it is the newest, alive, and for somebody who
/// may sign in; `email_taken`. A note keeps the address that is left: by it is found what was sent there, when they are
/// told what is held about them, and when they are erased.
inline result<decision<account>> prove_email_change(const email_proof_facts& facts, stamp& at) {
  const auto& [link, who, by_email, left_digest] = facts;
  if (!is_alive(link, who, at.now) || refusal_at_sign_in(*who, at.now) != errc{}) return failure{errc::link_invalid};
  if (by_email) return failure{errc::email_taken, "email"};
  auto after = *who;
  after.email = link->email;
  after.email_key = link->email_key;
  revoke_credentials(after);
  ++after.revision;
  decision<account> out{
      detail::changed_credentials(*who, after, event_type::email_changed, effect::mail_email_changed, at, left_digest),
      after};
  append(out.operations,
         {removing(*link),
          queue_effect_to(at, effect::mail_email_changed, after, mail_address(who->email, who->email_key)),
          inserting(note{.id = at.ids.next(), .subject = who->id, .text = who->email_key, .digest = left_digest})});
  return out;
}

}  // namespace parvis::inline v1
