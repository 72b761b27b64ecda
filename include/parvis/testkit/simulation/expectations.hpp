// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>

#include "parvis/testkit/simulation/law_table.hpp"
#include "parvis/testkit/simulation/people_expectations.hpp"

// What each command must answer: everything that speaks against it. With nothing against it, it must be done; otherwise
// it must be refused for one of the reasons, and whoever may not act at all must learn nothing else.

namespace parvis::inline v1::testkit::simulated {

class oracle : private people_expectations {
 public:
  using people_expectations::people_expectations;

  expectation run() {
    if (asked_.what == verb::set_up) {
      out_.brings = {event_type::workspace_set_up};
      out_.unless(!firm_.set_up, errc::already_set_up);
      return out_;
    }
    if (is_actors()) return acted();
    switch (asked_.what) {
      case verb::join:
        return join();
      case verb::check_invite:
        out_.unless(genuine_ && lives(asked_.now) && firm_.vouched(*link()), errc::invite_invalid);
        return out_;
      case verb::sign_up:
        return sign_up();
      case verb::start_sign_up:
        return start_sign_up();
      case verb::prove_email:
        return prove_email();
      case verb::ask_access:
        return ask_access();
      case verb::export_person:
        return export_person();
      case verb::find_account:
        if (asked_.actor != operator_id) out_.unless(firm_.manages(firm_.find(asked_.actor)), errc::permission_denied);
        out_.unless(firm_.named(asked_.identifier, {}) != nullptr, errc::not_found);
        return out_;
      case verb::inspect_store:
        if (asked_.actor != operator_id) out_.unless(firm_.manages(firm_.find(asked_.actor)), errc::permission_denied);
        return out_;
      case verb::view_account:
      case verb::view_permissions: {
        const auto* by = firm_.find(asked_.actor);
        const auto* who = firm_.find(asked_.subject);
        const bool own = by != nullptr && by->id == asked_.subject && by->may_act();
        const bool decides = asked_.what == verb::view_account && firm_.decides(by);
        out_.unless(own || decides || firm_.manages(by), errc::permission_denied);
        out_.unless(who != nullptr && (own || firm_.sees(by, *who)), errc::not_found);
        return out_;
      }
      case verb::sign_in:
      case verb::change_password:
      case verb::request_email_change:
        return guess();
      case verb::request_password_reset:
        out_.brings = {event_type::password_reset_asked};
        out_.repeated = firm_.mails_spent(asked_.email_key, asked_.now, " reset");
        return out_;
      case verb::reset_password:
        out_.brings = {event_type::password_reset};
        out_.unless(genuine_ && firm_.bearer_of(asked_.link->row(), false, asked_.now) != nullptr, errc::link_invalid);
        return out_;
      case verb::prove_email_change:
        return prove_email_change();
      case verb::issue_api_key:
      case verb::revoke_api_key:
        return change_key();
      case verb::verify_api_key:
        out_.unless(genuine_, errc::api_key_invalid);
        return out_;
      case verb::change_catalog:
        change_catalog();
        return out_;
      case verb::take_payment_notice:
        take_payment_notice();
        return out_;
      default:
        return out_;
    }
  }

 private:
  enum class right { none, decides, manages };
  [[nodiscard]] right needed() const {
    using enum verb;
    switch (asked_.what) {
      case approve:
      case reject:
      case approve_each:
      case reject_each:
      case approve_pending:
      case approve_access:
      case reject_access:
      case list_accounts:
      case search_accounts:
      case count_accounts:
      case list_pools:
        return right::decides;
      case list_events:
      case read_audit:
      case verify_audit:
      case view_settings:
      case change_settings:
      case preview_settings:
      case add_user:
      case add_portal_account:
      case resend_join:
      case resend_join_each:
      case deactivate_each:
      case edit_account:
      case override_privacy:
      case demand_password_change:
      case change_access:
      case grant_seats:
      case end_grant:
      case list_grants:
      case deactivate:
      case reactivate:
      case erase:
      case import_people:
      case ban:
      case unban:
      case replace:
      case change_group:
      case add_group:
      case edit_group:
      case remove_group:
      case list_groups:
      case export_accounts:
      case create_invite:
      case invite_people:
      case show_invite:
      case list_invites:
      case rotate_invite:
      case close_invite:
      case reopen_invite:
      case revoke_invite:
      case resend_invite:
      case reopen:
      case list_outbox:
      case retry_outbox:
      case preview_mail:
      case quote_order:
      case place_order:
      case view_order:
      case list_orders:
      case cancel_order:
      case allow_overage:
      case reserve_seats:
      case release_reservation:
      case list_reservations:
      case preview_seats:
      case list_holders:
      case view_use:
        return right::manages;
      default:
        return right::none;
    }
  }
  [[nodiscard]] bool is_actors() const { return needed() != right::none; }

  expectation acted() {
    const auto* by = firm_.find(asked_.actor);
    const bool may = (asked_.actor == operator_id && is_duty(asked_.what)) ||
                     (needed() == right::manages ? firm_.manages(by) : firm_.decides(by));
    out_.unless(may, errc::permission_denied);
    const bool users = std::count(asked_.kinds.begin(), asked_.kinds.end(), account_kind::user) > 0;
    const bool requests = asked_.states == std::vector{account_state::pending};
    out_.unless(!users || requests || firm_.manages(by), errc::permission_denied);
    switch (asked_.what) {
      case verb::change_settings:
      case verb::preview_settings:
        change_settings();
        break;
      case verb::add_user:
      case verb::add_portal_account:
        add_account();
        break;
      case verb::resend_join:
      case verb::edit_account:
      case verb::override_privacy:
      case verb::demand_password_change:
        about_person();
        break;
      case verb::change_access:
        change_access();
        break;
      case verb::approve_access:
      case verb::reject_access:
        decide_access();
        break;
      case verb::grant_seats:
        out_.brings = {event_type::seats_granted};
        out_.unless(asked_.grant.quantity > 0 && asked_.grant.ends_at > std::max(asked_.now, asked_.grant.starts_at),
                    errc::out_of_range);
        break;
      case verb::end_grant:
        end_grant();
        break;
      case verb::approve:
      case verb::reject:
      case verb::reopen:
      case verb::deactivate:
      case verb::reactivate:
      case verb::erase:
        move_account();
        break;
      case verb::import_people:
        if (!asked_.dry) out_.brings = {event_type::import_started};
        break;
      case verb::ban:
        ban();
        break;
      case verb::unban:
        unban();
        break;
      case verb::replace:
        replace();
        break;
      case verb::change_group:
        change_group();
        break;
      case verb::add_group:
        add_group();
        break;
      case verb::edit_group:
        edit_group();
        break;
      case verb::remove_group:
        remove_group();
        break;
      case verb::export_accounts:
        export_accounts();
        break;
      case verb::create_invite:
      case verb::invite_people:
        create_invite();
        break;
      case verb::show_invite:
        out_.unless(invite() != nullptr, errc::not_found);
        break;
      case verb::rotate_invite:
      case verb::close_invite:
      case verb::reopen_invite:
      case verb::revoke_invite:
      case verb::resend_invite:
        move_invite();
        break;
      case verb::retry_outbox:
        retry();
        break;
      default:
        about_purchases();
        break;
    }
    return out_;
  }

  void change_settings() {
    if (asked_.what == verb::change_settings) out_.brings = {event_type::settings_changed};
    const auto& wanted = asked_.wanted;
    out_.unless(wanted.approval == approval_mode::by_default || !wanted.approvers.empty(), errc::invalid_form);
    out_.unless(wanted.revision == firm_.settings.revision, errc::stale);
    const auto is_active = [&](account_id id) { return firm_.find(id) != nullptr && firm_.find(id)->active_user(); };
    for (const auto& id : wanted.approvers) {
      out_.unless(firm_.named_approver(id) || is_active(id), errc::approver_required);
    }
    const bool as_before = wanted.approval == firm_.settings.approval && wanted.approvers == firm_.settings.approvers;
    const bool decided = std::any_of(wanted.approvers.begin(), wanted.approvers.end(), is_active);
    out_.unless(as_before || decided || wanted.approval == approval_mode::by_default, errc::approver_required);
    out_.repeated = same_row(to_row(wanted), to_row(firm_.settings));
  }

  void end_grant() {
    out_.brings = {event_type::grant_ended};
    const auto found = firm_.grants.find(asked_.grant.id);
    if (found == firm_.grants.end()) return out_.unless(false, errc::not_found);
    const auto& now = found->second;
    out_.unless(now.ends_at > asked_.now, errc::illegal_transition);
    out_.unless(asked_.grant.ends_at >= asked_.now && asked_.grant.ends_at <= now.ends_at, errc::out_of_range);
    out_.repeated = asked_.grant.ends_at == now.ends_at;
  }

  // --- links ---

  [[nodiscard]] const door_link* invite() const { return firm_.link(asked_.invite.id); }

  void create_invite() {
    if (asked_.what == verb::create_invite) out_.brings = {event_type::invite_created};
    const auto& made = asked_.invite;
    const bool for_users = made.audience == account_kind::user;
    out_.unless(for_users ? !firm_.empowers(made.group) : made.group.is_nil(), errc::invalid_form);
    out_.unless(!for_users || firm_.groups.count(made.group) > 0, errc::not_found);
    out_.unless(made.approval != approval_override::by_user || !firm_.settings.approvers.empty(), errc::invalid_form);
    if (asked_.what == verb::invite_people) return;
    const bool unasked =
        made.approval == approval_override::by_default ||
        (made.approval == approval_override::inherit && firm_.settings.approval == approval_mode::by_default);
    out_.unless(!unasked || firm_.room_for(made.access, asked_.now), errc::room_needed);
  }

  void move_invite() {
    const auto* one = invite();
    if (one == nullptr) return out_.unless(false, errc::not_found);
    const bool personal = one->type == invite_type::personal;
    const bool open = one->state == invite_state::open, closed = one->state == invite_state::closed;
    bool fine = false, mails = false;
    switch (asked_.what) {
      case verb::close_invite:
        out_.brings = {event_type::invite_closed};
        out_.repeated = closed;
        fine = open;
        break;
      case verb::revoke_invite:
        out_.brings = {event_type::invite_revoked};
        out_.repeated = !open && !closed;
        fine = open || closed;
        break;
      case verb::reopen_invite:
        out_.brings = {event_type::invite_reopened};
        fine = closed;
        mails = personal && !asked_.keep;
        break;
      case verb::rotate_invite:
        out_.brings = {event_type::invite_rotated};
        fine = open && !personal;
        break;
      default:
        out_.brings = {event_type::invite_resent};
        fine = open && personal && one->uses < 1;
        mails = true;
        break;
    }
    out_.unless(fine || out_.repeated, errc::illegal_transition);
    if (mails) out_.unless(!firm_.mails_spent(one->email_key, asked_.now, " firm"), errc::mails_exhausted);
  }

  void retry() {
    out_.brings = {event_type::outbox_retried};
    const auto found = firm_.errands.find(outbox_id{asked_.subject});
    if (found == firm_.errands.end()) return out_.unless(false, errc::not_found);
    out_.unless(found->second.state == outbox_state::dead, errc::illegal_transition);
  }
};

}  // namespace parvis::inline v1::testkit::simulated
