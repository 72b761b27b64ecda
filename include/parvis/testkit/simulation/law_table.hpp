// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstdint>

#include "parvis/testkit/simulation/command.hpp"
#include "parvis/testkit/simulation/model.hpp"

// Who may bring what: by which command an event is recorded, and which way an account goes with it.

namespace parvis::inline v1::testkit::simulated {

/// What the operator may ask, beside who manages users: about grants and bills, delivery and the trail.
constexpr bool is_duty(verb what) {
  using enum verb;
  return few<verb>{list_pools, view_use, list_orders, list_outbox, verify_audit}.has(what);
}

/// Who must stand in an event as the actor, and what the batch must guard.
enum class acting : std::uint8_t { actor, oneself, no_one, actor_or_oneself, actor_or_time, buyer, actor_or_operator };
struct law_row {
  event_type what;
  acting by;
  bool guards_settings;
  few<verb> verbs;  ///< that bring it; none: any
};

inline constexpr auto law_rows = [] {
  using enum verb;
  return std::to_array<law_row>({
      {event_type::workspace_set_up, acting::oneself, false, {set_up}},
      {event_type::settings_changed, acting::actor, true, {change_settings}},
      {event_type::user_added, acting::actor, true, {add_user, replace, import_people}},
      {event_type::user_joined, acting::oneself, true, {join}},
      {event_type::seats_granted, acting::actor, false, {grant_seats}},
      {event_type::grant_ended, acting::actor, false, {end_grant}},
      {event_type::seats_settled, acting::no_one, false, {}},
      {event_type::invite_created, acting::actor, true, {create_invite, invite_people, import_people}},
      {event_type::invite_rotated, acting::actor, true, {rotate_invite}},
      {event_type::invite_closed, acting::actor, true, {close_invite}},
      {event_type::invite_reopened, acting::actor, true, {reopen_invite}},
      {event_type::invite_revoked, acting::actor, true, {revoke_invite}},
      {event_type::invite_resent, acting::actor, true, {resend_invite}},
      {event_type::sign_up_received, acting::no_one, true, {sign_up, start_sign_up}},
      {event_type::sign_up_of_known_address, acting::no_one, true, {sign_up, start_sign_up}},
      {event_type::sign_up_refused, acting::no_one, false, {sign_up, start_sign_up, prove_email}},
      {event_type::email_proven, acting::no_one, true, {sign_up, prove_email}},
      {event_type::account_reapplied, acting::no_one, true, {sign_up, prove_email}},
      {event_type::account_approved, acting::actor, true, {approve, approve_each, approve_pending}},
      {event_type::account_rejected, acting::actor, true, {reject, reject_each}},
      {event_type::account_reopened, acting::actor, true, {reopen}},
      {event_type::account_admitted, acting::no_one, false, {}},
      {event_type::account_lapsed, acting::no_one, false, {run_due}},
      {event_type::account_deactivated, acting::actor, true, {deactivate, deactivate_each, replace}},
      {event_type::account_reactivated, acting::actor, true, {reactivate}},
      {event_type::account_erased, acting::actor, true, {erase}},
      {event_type::erasure_completed, acting::no_one, false, {erase, run_due}},
      {event_type::import_started, acting::actor, true, {import_people}},
      {event_type::accounts_exported, acting::actor, false, {export_accounts}},
      {event_type::person_exported, acting::actor_or_oneself, false, {export_person}},
      {event_type::signed_in, acting::oneself, false, {sign_in}},
      {event_type::sign_in_failed, acting::no_one, false, {sign_in, change_password, request_email_change}},
      {event_type::password_changed, acting::oneself, false, {change_password}},
      {event_type::password_reset_asked, acting::no_one, true, {request_password_reset}},
      {event_type::password_reset, acting::oneself, false, {reset_password}},
      {event_type::email_change_asked, acting::oneself, true, {request_email_change}},
      {event_type::email_changed, acting::oneself, false, {prove_email_change}},
      {event_type::api_key_issued, acting::actor_or_oneself, false, {issue_api_key}},
      {event_type::api_key_revoked, acting::actor_or_oneself, false, {revoke_api_key}},
      {event_type::case_opened, acting::no_one, false, {drain_outbox}},
      {event_type::mail_failed, acting::no_one, false, {drain_outbox}},
      {event_type::outbox_retried, acting::actor, false, {retry_outbox}},
      {event_type::portal_account_added, acting::actor, true, {add_portal_account, import_people}},
      {event_type::join_resent, acting::actor, true, {resend_join, resend_join_each}},
      {event_type::account_edited, acting::actor, true, {edit_account}},
      {event_type::access_changed, acting::actor, true, {change_access, ask_access, approve_access, approve_pending}},
      {event_type::access_asked, acting::actor, true, {ask_access}},
      {event_type::access_refused, acting::actor_or_time, false, {reject_access, run_due}},
      {event_type::privacy_override_changed, acting::actor, true, {override_privacy}},
      {event_type::password_change_demanded, acting::actor, true, {demand_password_change}},
      {event_type::account_banned, acting::actor, true, {ban}},
      {event_type::account_unbanned,
       acting::actor_or_time,
       true,
       {unban, run_due, sign_in, change_password, request_email_change}},
      {event_type::group_added, acting::actor, false, {add_group}},
      {event_type::group_edited, acting::actor, false, {edit_group}},
      {event_type::group_removed, acting::actor, false, {remove_group}},
      {event_type::group_changed, acting::actor, true, {change_group}},
      {event_type::catalog_changed, acting::actor_or_operator, false, {change_catalog}},
      {event_type::order_placed, acting::buyer, true, {place_order}},
      {event_type::order_granted, acting::buyer, false, {place_order, take_payment_notice, drain_outbox}},
      {event_type::order_declined, acting::buyer, false, {place_order, take_payment_notice, drain_outbox}},
      {event_type::order_abandoned,
       acting::buyer,
       false,
       {place_order, cancel_order, take_payment_notice, run_due, list_orders}},
      {event_type::order_refunded, acting::buyer, false, {take_payment_notice}},
      {event_type::payment_noted, acting::buyer, false, {place_order, take_payment_notice, drain_outbox}},
      {event_type::checkout_started, acting::no_one, false, {place_order, drain_outbox}},
      {event_type::overage_changed, acting::actor, false, {allow_overage}},
      {event_type::seats_reserved, acting::actor, false, {reserve_seats}},
      {event_type::reservation_released, acting::actor, false, {release_reservation}},
      {event_type::reservation_expired, acting::no_one, false, {}},
  });
}();

/// Which event may bring an account from one state to another; `erased` stands for no account yet.
struct step_row {
  event_type by;
  account_state from, to;
};
inline constexpr step_row steps_of_life[] = {
    {event_type::workspace_set_up, account_state::erased, account_state::active},
    {event_type::user_added, account_state::erased, account_state::invited},
    {event_type::portal_account_added, account_state::erased, account_state::invited},
    {event_type::user_joined, account_state::invited, account_state::active},
    {event_type::user_joined, account_state::invited, account_state::waiting},
    {event_type::access_changed, account_state::waiting, account_state::active},
    {event_type::email_proven, account_state::erased, account_state::pending},
    {event_type::email_proven, account_state::erased, account_state::active},
    {event_type::email_proven, account_state::erased, account_state::waiting},
    {event_type::account_reapplied, account_state::rejected, account_state::pending},
    {event_type::account_reapplied, account_state::rejected, account_state::active},
    {event_type::account_reapplied, account_state::rejected, account_state::waiting},
    {event_type::account_reapplied, account_state::lapsed, account_state::pending},
    {event_type::account_reapplied, account_state::lapsed, account_state::active},
    {event_type::account_reapplied, account_state::lapsed, account_state::waiting},
    {event_type::account_approved, account_state::pending, account_state::active},
    {event_type::account_approved, account_state::pending, account_state::waiting},
    {event_type::account_rejected, account_state::pending, account_state::rejected},
    {event_type::account_admitted, account_state::waiting, account_state::active},
    {event_type::account_reopened, account_state::rejected, account_state::pending},
    {event_type::account_reopened, account_state::lapsed, account_state::pending},
    {event_type::account_lapsed, account_state::pending, account_state::lapsed},
    {event_type::account_deactivated, account_state::active, account_state::inactive},
    {event_type::account_deactivated, account_state::invited, account_state::inactive},
    {event_type::account_reactivated, account_state::inactive, account_state::active},
    {event_type::account_reactivated, account_state::inactive, account_state::invited},
    {event_type::account_erased, account_state::invited, account_state::erased},
    {event_type::account_erased, account_state::pending, account_state::erased},
    {event_type::account_erased, account_state::waiting, account_state::erased},
    {event_type::account_erased, account_state::active, account_state::erased},
    {event_type::account_erased, account_state::inactive, account_state::erased},
    {event_type::account_erased, account_state::rejected, account_state::erased},
    {event_type::account_erased, account_state::lapsed, account_state::erased},
    {event_type::account_unbanned, account_state::active, account_state::waiting},
    {event_type::account_unbanned, account_state::waiting, account_state::active},
};

}  // namespace parvis::inline v1::testkit::simulated
