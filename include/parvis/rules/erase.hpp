// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "parvis/model/erasure.hpp"
#include "parvis/model/mailed_link.hpp"
#include "parvis/rules/accounts.hpp"

// A person is erased in two steps. One commit ends everything that the account is or holds; what other rows tell of the
// person is removed afterwards, row by row, as long as the `erasure` stands.

namespace parvis::inline v1 {

/// What stays of an account: that it was there, since when, and what it was. Everything else is empty, also what is
/// added to accounts one day, unless it is named here. The username is free at once, as the address is: a digest of it
/// that stayed would still say of every name whether somebody was called so, and the name is often the person's own,
/// who may come back. Who did what is told by ids and unique codes, which are nobody else's ever; what a host shows of
/// old documents it tells by those.
inline account tombstone_of(const account& before) {
  account out;
  out.id = before.id;
  out.of_kind = before.of_kind;
  out.state = account_state::erased;
  out.invite = before.invite;
  out.created_at = before.created_at;
  out.credential_epoch = before.credential_epoch;
  revoke_credentials(out);
  return out;
}

/// Any state → erased: no seat, no place in a queue, no credential, no address. `last_administrator` for the last one.
inline result<decision<account>> erase(const activity_facts& facts, const seen_revisions& seen, stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  PARVIS_TRY(const bool done, is_done(transition_cause::erase, facts.who, facts.settings, seen, at.now));
  if (done) return decision<account>{{}, *facts.who};
  const auto& before = *facts.who;
  PARVIS_TRY(auto out, changed_activity(facts, tombstone_of(before), event_type::account_erased, at));
  out.operations.push_back(inserting(erasure{.id = before.id, .email_key = before.email_key, .erased_at = at.now}));
  append(out.operations, tell_deciders(facts.settings, before, at));
  auto leaving = before;
  append(out.operations, leave_queue(leaving, facts.pools));
  append_joined(out.operations, release_seats(seats_held(before), facts.pools));
  return out;
}

// --- what other rows tell of somebody ---

/// Whether a row was there when they were erased, or left the address: it may be somebody else's by now.
inline bool is_older(instant created_at, const erasure& than) { return created_at <= than.erased_at; }

/// Whether an open sign-up is theirs.
inline bool tells_of(const sign_up& one, const erasure& of) {
  return one.known == of.id || (one.email_key == of.email_key && is_older(one.created_at, of));
}

/// Whether a link was mailed to them, or asked for with their address.
inline bool tells_of(const mailed_link& one, const erasure& of) {
  return one.account == of.id || (one.email_key == of.email_key && is_older(one.created_at, of));
}

/// Whether an item is about them, to them, or to `to_key`, the address that it goes to. Word to others that somebody
/// decides no longer names nobody.
inline bool tells_of(const outbox_item& one, const std::string& to_key, const erasure& of) {
  if (one.effect == effect::mail_approvals_reassigned) return one.recipient == of.id;
  return one.about == of.id || one.recipient == of.id || (to_key == of.email_key && is_older(one.created_at, of));
}

/// Nothing is left to be removed.
inline std::vector<operation> complete(const erasure& of, stamp& at) {
  return {removing(of), record(at, {.what = event_type::erasure_completed, .subject = of.id})};
}

}  // namespace parvis::inline v1
