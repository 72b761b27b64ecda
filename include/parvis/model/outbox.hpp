// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

#include "parvis/model/column.hpp"
#include "parvis/values/ids.hpp"

namespace parvis::inline v1 {

/// What is to be done outside the store. Numbers are appended, never reused.
enum class effect : std::uint8_t {
  open_case = 1,                    ///< through the cases port
  mail_verify_email = 2,            ///< prove your address
  mail_known_address = 3,           ///< somebody tried to register your address
  mail_request_received = 4,        ///< to the applicant
  mail_approval_needed = 5,         ///< to an approver
  mail_welcome = 6,                 ///< approved
  mail_waiting = 7,                 ///< approved, waiting for a license
  mail_rejected = 8,                ///< refused
  mail_join = 9,                    ///< join the workspace
  mail_invitation = 10,             ///< a personal link
  mail_approval_reminder = 11,      ///< to whoever decides
  mail_approvals_reassigned = 12,   ///< an approver has gone: whoever decides now is told
  mail_lapsed = 13,                 ///< nobody decided in time
  mail_reapplication_refused = 14,  ///< refused earlier, and asking again too soon or in vain
  mail_seats_exhausted = 15,        ///< to administrators: somebody waits for a license
  mail_over_capacity = 16,          ///< to administrators: fewer licenses than are in use
  mail_deactivated = 17,            ///< to the person
  mail_reactivated = 18,            ///< to the person
  mail_banned = 19,                 ///< to the person
  mail_password_reset = 20,         ///< a link
  mail_password_changed = 21,       ///< to the person
  mail_email_changed = 22,          ///< to the old address and the new one
  mail_email_change = 23,           ///< to the new address: prove it
  mail_access_asked = 24,           ///< to an approver: somebody asks for another access
  mail_access_changed = 25,
  mail_access_refused = 26,
  mail_email_change_asked = 27,  ///< to the old address, before anything is changed
  start_checkout = 28,           ///< through the payments port: how is an order paid?
  mail_api_key_changed = 29,     ///< to its owner: a key was issued, or revoked
  mail_access_lapsed = 30,       ///< nobody decided in time about another access
};
constexpr effect last_value(effect) noexcept { return effect::mail_access_lapsed; }

/// Which of them are mails, in the order of their numbers: each has a template in every language.
inline constexpr effect mail_effects[] = {effect::mail_verify_email,
                                          effect::mail_known_address,
                                          effect::mail_request_received,
                                          effect::mail_approval_needed,
                                          effect::mail_welcome,
                                          effect::mail_waiting,
                                          effect::mail_rejected,
                                          effect::mail_join,
                                          effect::mail_invitation,
                                          effect::mail_approval_reminder,
                                          effect::mail_approvals_reassigned,
                                          effect::mail_lapsed,
                                          effect::mail_reapplication_refused,
                                          effect::mail_seats_exhausted,
                                          effect::mail_over_capacity,
                                          effect::mail_deactivated,
                                          effect::mail_reactivated,
                                          effect::mail_banned,
                                          effect::mail_password_reset,
                                          effect::mail_password_changed,
                                          effect::mail_email_changed,
                                          effect::mail_email_change,
                                          effect::mail_access_asked,
                                          effect::mail_access_changed,
                                          effect::mail_access_refused,
                                          effect::mail_email_change_asked,
                                          effect::mail_api_key_changed,
                                          effect::mail_access_lapsed};
constexpr bool is_mail(effect what) noexcept {
  return std::find(std::begin(mail_effects), std::end(mail_effects), what) != std::end(mail_effects);
}

/// To whom an item goes: the people behind the last two are found when it is sent, not when it is written, so that a
/// mail reaches those who may decide then.
enum class addressee : std::uint8_t {
  person = 0,          ///< `recipient`, or the address in `to`
  deciders = 1,        ///< the approvers who may decide, else the administrators
  administrators = 2,  ///< every active user who manages users
};
constexpr addressee last_value(addressee) noexcept { return addressee::administrators; }

/// What became of an item: it waits, is settled, was given up, or its cause no longer stood.
enum class outbox_state : std::uint8_t { queued = 1, done = 2, dead = 3, void_ = 4 };
constexpr outbox_state last_value(outbox_state) noexcept { return outbox_state::void_; }

/// Something to be done after the commit that caused it, at least once. The row's id is the stable Message-ID or case
/// key. No link and no secret is stored: links are derived when the mail is written.
struct outbox_item {
  static constexpr auto kind = parvis::kind::outbox;  ///< of its rows
  outbox_id id{};                                     ///< of the Message-ID, or the key of the case
  std::uint64_t revision = 0;                         ///< of the row; 0 before it is stored

  parvis::effect effect{};                    ///< what is to be done
  outbox_state state = outbox_state::queued;  ///< what became of it
  uuid about{};                     ///< the row whose state is the cause: an account, a link, a pool, an order…
  account_id recipient{};           ///< the account that is written to, at the address it has then unless there is `to`
  std::string to{};                 ///< address: of people who have no account, or another one of the recipient's
  std::string language{};           ///< likewise
  std::int64_t generation = 0;      ///< of the token in the link, if there is one
  std::string reason{};             ///< shown in the mail, if it shows one
  std::optional<instant> due_at{};  ///< when it is to be tried; null once settled
  std::int64_t tries = 0;           ///< so far
  instant created_at{};             ///< with what caused it
  parvis::addressee addressee = parvis::addressee::person;  ///< to whom it goes

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("effect", &outbox_item::effect, plain);
    column("state", &outbox_item::state, plain);
    column("about", &outbox_item::about, plain);
    column("recipient", &outbox_item::recipient, plain);
    column("to", &outbox_item::to, plain);
    column("language", &outbox_item::language, plain);
    column("generation", &outbox_item::generation, plain);
    column("reason", &outbox_item::reason, plain);
    column("due_at", &outbox_item::due_at, plain);
    column("tries", &outbox_item::tries, plain);
    column("created_at", &outbox_item::created_at, plain);
    column("addressee", &outbox_item::addressee, plain);
  }
};

}  // namespace parvis::inline v1
