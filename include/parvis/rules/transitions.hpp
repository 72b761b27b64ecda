// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>

#include "parvis/model/account.hpp"

namespace parvis::inline v1 {

/// What moves an account from one state to another.
enum class transition_cause : std::uint8_t {
  sign_up,  ///< the account arises at the door
  add,      ///< an administrator adds it
  join,
  approve,
  reject,
  admit,
  reapply,  ///< the person signs up once more
  reopen,   ///< an administrator takes a refusal, or a lapse, back
  lapse,    ///< nobody decided in time
  deactivate,
  reactivate,
  change_access,  ///< whoever waited for a seat needs it no longer
  unban,          ///< or the ban has run out
  erase,          ///< nothing that is personal stays
};
constexpr transition_cause last_value(transition_cause) noexcept { return transition_cause::erase; }

struct transition {
  account_state from;  ///< `erased` stands for "no account yet"
  transition_cause cause;
  account_state to;
};

inline constexpr auto no_account = account_state::erased;

/// Every legal transition. What is not here is refused.
inline constexpr std::array<transition, 33> transitions{{
    {no_account, transition_cause::sign_up, account_state::pending},
    {no_account, transition_cause::sign_up, account_state::active},
    {no_account, transition_cause::sign_up, account_state::waiting},
    {no_account, transition_cause::add, account_state::invited},
    {account_state::invited, transition_cause::join, account_state::active},
    {account_state::invited, transition_cause::join, account_state::waiting},
    {account_state::pending, transition_cause::approve, account_state::active},
    {account_state::pending, transition_cause::approve, account_state::waiting},
    {account_state::pending, transition_cause::reject, account_state::rejected},
    {account_state::waiting, transition_cause::admit, account_state::active},
    {account_state::rejected, transition_cause::reapply, account_state::pending},
    {account_state::rejected, transition_cause::reapply, account_state::active},
    {account_state::rejected, transition_cause::reapply, account_state::waiting},
    {account_state::lapsed, transition_cause::reapply, account_state::pending},
    {account_state::lapsed, transition_cause::reapply, account_state::active},
    {account_state::lapsed, transition_cause::reapply, account_state::waiting},
    {account_state::rejected, transition_cause::reopen, account_state::pending},
    {account_state::lapsed, transition_cause::reopen, account_state::pending},
    {account_state::pending, transition_cause::lapse, account_state::lapsed},
    {account_state::invited, transition_cause::deactivate, account_state::inactive},
    {account_state::active, transition_cause::deactivate, account_state::inactive},
    {account_state::inactive, transition_cause::reactivate, account_state::active},
    // Whoever was deactivated before they joined: otherwise nobody could ever bring in the owner of that address.
    {account_state::inactive, transition_cause::reactivate, account_state::invited},
    {account_state::waiting, transition_cause::change_access, account_state::active},
    // A ban may have cost them their seat, or their place in the queue.
    {account_state::active, transition_cause::unban, account_state::waiting},
    {account_state::waiting, transition_cause::unban, account_state::active},
    {account_state::invited, transition_cause::erase, account_state::erased},
    {account_state::pending, transition_cause::erase, account_state::erased},
    {account_state::waiting, transition_cause::erase, account_state::erased},
    {account_state::active, transition_cause::erase, account_state::erased},
    {account_state::inactive, transition_cause::erase, account_state::erased},
    {account_state::rejected, transition_cause::erase, account_state::erased},
    {account_state::lapsed, transition_cause::erase, account_state::erased},
}};

/// Whether the time to decide what somebody asks for is over.
inline bool is_request_over(const account& who, instant now) noexcept { return who.decide_by && *who.decide_by <= now; }

/// The state at this moment: a request that nobody decided in time has lapsed, also while `run_due` has yet to write
/// it.
inline account_state state_at(const account& who, instant now) noexcept {
  const bool lapsed = who.state == account_state::pending && is_request_over(who, now);
  return lapsed ? account_state::lapsed : who.state;
}

inline bool is_banned(const account& who) noexcept { return who.banned_at.has_value(); }
/// A ban that has run out stands until it is lifted: by `run_due`, or at their next sign-in.
inline bool is_ban_over(const account& who, instant now) noexcept {
  return is_banned(who) && who.banned_until && *who.banned_until <= now;
}
/// Whether somebody is in, and nothing keeps them out.
inline bool may_act(const account& who) noexcept { return who.state == account_state::active && !is_banned(who); }

/// From now on every older link, session and key is dead.
inline void revoke_credentials(account& who) {
  ++who.credential_epoch;
  who.api_key = {};
  who.api_key_issued_at.reset();
}

/// Whether `cause` may act on an account in this state at all.
constexpr bool may(account_state from, transition_cause cause) noexcept {
  for (const auto& t : transitions) {
    if (t.from == from && t.cause == cause) return true;
  }
  return false;
}

/// Whether an account in `to` may be what an earlier `cause` made of it: then repeating the command is no error.
constexpr bool may_result(transition_cause cause, account_state to) noexcept {
  for (const auto& t : transitions) {
    if (t.cause == cause && t.to == to) return true;
  }
  return false;
}

}  // namespace parvis::inline v1
