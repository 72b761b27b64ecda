// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "parvis/model/invite.hpp"
#include "parvis/model/license.hpp"
#include "parvis/model/order.hpp"
#include "parvis/model/outbox.hpp"
#include "parvis/rules/decision.hpp"
#include "parvis/rules/links.hpp"
#include "parvis/rules/mailed_links.hpp"
#include "parvis/values/email.hpp"

namespace parvis::inline v1 {

/// A mail, or a case to open, about an account; written to that account unless `recipient` says another.
inline operation queue_effect(stamp& at, effect what, const account& about, account_id recipient = {},
                              std::string reason = {}) {
  return inserting(outbox_item{.id = at.ids.next<outbox_id>(),
                               .effect = what,
                               .about = about.id,
                               .recipient = recipient.is_nil() ? about.id : recipient,
                               .generation = about.credential_epoch,
                               .reason = std::move(reason),
                               .due_at = at.now,
                               .created_at = at.now});
}

namespace detail {
/// To an address that has no account; `generation`: of the token in the link.
inline operation queue_for_address(stamp& at, effect what, const uuid& about, const std::string& to,
                                   const std::string& language, std::int64_t generation) {
  return inserting(outbox_item{.id = at.ids.next<outbox_id>(),
                               .effect = what,
                               .about = about,
                               .to = to,
                               .language = language,
                               .generation = generation,
                               .due_at = at.now,
                               .created_at = at.now});
}
}  // namespace detail

inline operation queue_effect(stamp& at, effect what, const sign_up& about) {
  return detail::queue_for_address(at, what, about.id, mail_address(about.email, about.email_key), about.language, 0);
}

/// The mail that carries a personal link, as it is in this generation.
inline operation queue_effect(stamp& at, effect what, const invite& about) {
  return detail::queue_for_address(at, what, about.id, mail_address(about.email, about.email_key), about.language,
                                   about.generation);
}

/// A mail to somebody with an account, at another address than they have by then.
inline operation queue_effect_to(stamp& at, effect what, const account& about, const std::string& to) {
  return inserting(outbox_item{.id = at.ids.next<outbox_id>(),
                               .effect = what,
                               .about = about.id,
                               .recipient = about.id,
                               .to = to,
                               .due_at = at.now,
                               .created_at = at.now});
}

/// The mail that carries a link. Where it leads to no account, it is never sent.
inline operation queue_effect(stamp& at, effect what, const mailed_link& about) {
  return inserting(outbox_item{.id = at.ids.next<outbox_id>(),
                               .effect = what,
                               .about = about.id,
                               .recipient = about.account,
                               .to = mail_address(about.email, about.email_key),
                               .due_at = at.now,
                               .created_at = at.now});
}

/// A mail to whoever decides, or administers, when it is sent: one item, which becomes one for each of them then.
inline operation queue_notice(stamp& at, effect what, const uuid& about, addressee to) {
  return inserting(outbox_item{.id = at.ids.next<outbox_id>(),
                               .effect = what,
                               .about = about,
                               .due_at = at.now,
                               .created_at = at.now,
                               .addressee = to});
}

/// Whether a mail goes to an address that its owner has not proven to us. It then holds nothing that somebody else
/// typed: who gives an address that is not theirs shall not choose what its owner reads.
constexpr bool goes_to_unproven_address(effect what) noexcept {
  switch (what) {
    case effect::mail_verify_email:
    case effect::mail_known_address:
    case effect::mail_reapplication_refused:
    case effect::mail_invitation:
    case effect::mail_email_change:
      return true;
    default:
      return false;
  }
}

/// What kind of row `outbox_item::about` names.
constexpr kind about_kind(effect what) noexcept {
  switch (what) {
    case effect::mail_verify_email:
    case effect::mail_known_address:
    case effect::mail_reapplication_refused:
      return kind::sign_up;
    case effect::mail_invitation:
      return kind::invite;
    case effect::mail_seats_exhausted:
    case effect::mail_over_capacity:
      return kind::seat_pool;
    case effect::start_checkout:
      return kind::order;
    case effect::mail_password_reset:
    case effect::mail_email_change:
      return kind::mailed_link;
    default:
      return kind::account;
  }
}

/// What an item of the outbox speaks of, as it is when the item is to be sent.
struct outbox_facts {
  std::optional<account> about{};
  std::optional<sign_up> about_sign_up{};
  std::optional<account> recipient{};
  std::optional<invite> about_invite{};
  std::optional<seat_pool> about_pool{};
  std::optional<mailed_link> about_link{};
  std::optional<order> about_order{};
};

/// Whether an active account asks for another access, and nobody has decided yet.
inline bool is_undecided(const account& who) { return who.asked_access && who.waiting_for.empty(); }

/// Whether the cause of an item still stands; if not, it is not sent.
inline bool cause_stands(const outbox_item& item, const outbox_facts& facts, instant now) {
  const auto& about = facts.about;
  const auto account_is = [&](account_state state) { return about && state_at(*about, now) == state; };
  const auto lets_in = [&](account_state state) { return account_is(state) && !is_banned(*about); };
  const auto same_epoch = [&] { return about && about->credential_epoch == item.generation; };
  const auto active_recipient = [&] {
    return item.addressee != addressee::person || (facts.recipient && may_act(*facts.recipient));
  };
  switch (item.effect) {
    case effect::open_case:
      return account_is(account_state::active);
    case effect::mail_welcome:
    case effect::mail_reactivated:
      return lets_in(account_state::active);
    case effect::mail_banned:
      // Another ban has replaced it where the times differ, and has a mail of its own.
      return about && about->banned_at == item.created_at && about->state != account_state::erased;
    case effect::mail_verify_email:
    case effect::mail_known_address:
    case effect::mail_reapplication_refused:
      return facts.about_sign_up && now < facts.about_sign_up->expires_at;
    case effect::mail_request_received:
      return lets_in(account_state::pending);
    case effect::mail_approval_needed:
    case effect::mail_approval_reminder:
      return lets_in(account_state::pending) && active_recipient();
    case effect::mail_approvals_reassigned:
      return active_recipient();
    case effect::mail_waiting:
      return lets_in(account_state::waiting);
    case effect::mail_rejected:
      return account_is(account_state::rejected);
    case effect::mail_lapsed:
      return account_is(account_state::lapsed);
    case effect::mail_deactivated:
      return account_is(account_state::inactive);
    case effect::mail_join:
      return lets_in(account_state::invited) && same_epoch() && now < about->join_by.value_or(instant::never());
    case effect::mail_invitation:
      return refusal_of(facts.about_invite, item.generation, now) == link_refusal::none;
    case effect::mail_seats_exhausted:
      return facts.about_pool && facts.about_pool->waiting > 0 && active_recipient();
    case effect::mail_over_capacity:
      return facts.about_pool && facts.about_pool->held > facts.about_pool->capacity && active_recipient();
    case effect::mail_access_asked:
      return account_is(account_state::active) && is_undecided(*about) && !is_request_over(*about, now) &&
             active_recipient();
    case effect::mail_access_changed:
      return lets_in(account_state::active);
    case effect::mail_access_refused:
    case effect::mail_access_lapsed:
      return lets_in(account_state::active) && !about->asked_access;
    // What was done to somebody's credentials they are told also when it has been undone by now.
    case effect::mail_password_changed:
    case effect::mail_email_changed:
    case effect::mail_email_change_asked:
    case effect::mail_api_key_changed:
      return about && about->state != account_state::erased;
    case effect::start_checkout: {
      const auto& bought = facts.about_order;
      return bought && bought->state == order_state::open && bought->reference.empty() && now < bought->expires_at;
    }
    case effect::mail_password_reset:
    case effect::mail_email_change:
      return is_alive(facts.about_link, facts.recipient, now) && may_reset_password(*facts.recipient, now);
  }
  return false;
}

/// Whether the cause of an item that does not stand may do so again, so that the item waits: a case is opened once for
/// an account, and whoever was deactivated, or lost their seat to a ban, before it was opened comes back without
/// another item.
inline bool cause_may_return(const outbox_item& item, const outbox_facts& facts) {
  const auto& about = facts.about;
  return item.effect == effect::open_case && about &&
         (about->state == account_state::inactive || about->state == account_state::waiting);
}

inline constexpr duration outbox_lease = minutes(5);  ///< how long a worker may take before another one does
inline constexpr std::int64_t outbox_tries_max = 12;  ///< about a day, with the delays below

/// How long to wait after the n-th failure: 1, 2, 4 … minutes, four hours at most.
constexpr duration outbox_backoff(std::int64_t tries) noexcept {
  const auto doublings = std::clamp<std::int64_t>(tries - 1, 0, 8);
  return minutes(std::min<std::int64_t>(std::int64_t{1} << doublings, 240));
}

}  // namespace parvis::inline v1
