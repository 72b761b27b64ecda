// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <vector>

#include "parvis/testkit/simulation/laws.hpp"
#include "parvis/testkit/simulation/purchase_expectations.hpp"

// What each command must answer: everything that speaks against it. With nothing against it, it must be done; otherwise
// it must be refused for one of the reasons, and whoever may not act at all must learn nothing else.

namespace parvis::inline v1::testkit::simulated {

struct expectation {
  std::vector<errc> against{};
  std::vector<event_type> brings{};  ///< one of these is recorded when it is done
  bool repeated = false;             ///< it was done before: nothing is recorded

  void unless(bool fine, errc otherwise) {
    if (!fine) against.push_back(otherwise);
  }
  [[nodiscard]] bool allows(errc code) const {
    return std::find(against.begin(), against.end(), code) != against.end();
  }
};

class oracle : private purchase_expectations<oracle> {
  friend purchase_expectations<oracle>;

 public:
  /// `genuine`: the link that was brought is of the right kind, and of this workspace.
  oracle(const firm& of, const intent& asked, bool genuine) : firm_(of), asked_(asked), genuine_(genuine) {}

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
      case verb::view_account: {
        const auto* by = firm_.find(asked_.actor);
        const bool own = by != nullptr && by->id == asked_.subject && by->may_act();
        out_.unless(own || firm_.decides(by), errc::permission_denied);
        out_.unless(firm_.find(asked_.subject) != nullptr, errc::not_found);
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
      case list_pools:
      case list_events:
      case read_audit:
      case verify_audit:
        return right::decides;
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
      case edit_group:
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
  [[nodiscard]] bool leads_to_user() const {
    return genuine_ && asked_.link && firm_.leads_to_user(asked_.link->row());
  }
  [[nodiscard]] bool is_actors() const { return needed() != right::none; }

  [[nodiscard]] const door_link* link() const { return asked_.link ? firm_.link(asked_.link->row()) : nullptr; }
  [[nodiscard]] bool lives(instant at) const {
    return asked_.link && firm_.opens(link(), asked_.link->generation(), at);
  }

  expectation acted() {
    const auto* by = firm_.find(asked_.actor);
    out_.unless(needed() == right::manages ? firm_.manages(by) : firm_.decides(by), errc::permission_denied);
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
      case verb::edit_group:
        edit_group();
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
    for (const auto& id : wanted.approvers) {
      const auto* who = firm_.find(id);
      out_.unless(who != nullptr && who->active_user(), errc::approver_required);
    }
    out_.repeated = same_row(to_row(wanted), to_row(firm_.settings));
  }

  [[nodiscard]] bool code_free(account_id for_whom) const {
    const auto known = asked_.code ? firm_.codes.find(ascii_lower(*asked_.code)) : firm_.codes.end();
    return known == firm_.codes.end() || known->second == for_whom;
  }
  void add_account() {
    const bool user = asked_.what == verb::add_user;
    out_.brings = {user ? event_type::user_added : event_type::portal_account_added};
    out_.unless(code_free({}), errc::invalid_form);
    if (user) {
      out_.unless(firm_.groups.count(asked_.group) > 0, errc::not_found);
    } else {
      out_.unless(firm_.domain_fits(asked_.email_key, nullptr), errc::email_domain_not_allowed);
      out_.unless(!has(asked_.access, access::core), errc::access_not_allowed);
    }
    out_.unless(firm_.by_email(asked_.email_key) == nullptr, errc::email_taken);
    out_.unless(firm_.asks_field(user) == asked_.field_given, errc::invalid_form);
    if (user) out_.unless(firm_.room_for(asked_.access, asked_.now, kept()), errc::no_seat);
  }
  /// The seat that was kept for whoever takes one.
  [[nodiscard]] const kept_seats* kept() const { return firm_.kept(asked_.wanted_order.kept, asked_.now); }

  void replace() {
    out_.brings = {event_type::account_deactivated};
    const auto* who = firm_.find(asked_.subject);
    if (who == nullptr) return out_.unless(false, errc::not_found);
    const bool may_go =
        !who->of_portal() && (who->state == account_state::active || who->state == account_state::invited);
    out_.unless(may_go, errc::illegal_transition);
    out_.unless(!asked_.seen || *asked_.seen == who->revision, errc::stale);
    out_.unless(!firm_.manages(who) || firm_.active_administrators() > 1, errc::last_administrator);
    out_.unless(firm_.groups.count(asked_.group) > 0, errc::not_found);
    out_.unless(firm_.by_email(asked_.email_key) == nullptr, errc::email_taken);
    out_.unless(firm_.asks_field(true) == asked_.field_given, errc::invalid_form);
    out_.unless(code_free({}), errc::invalid_form);
    const auto given = who->holds_seats() ? who->access : access::none;
    out_.unless(firm_.room_for(without(asked_.access, given), asked_.now), errc::no_seat);
  }

  // --- bans and groups ---

  void ban() {
    out_.brings = {event_type::account_banned};
    const auto* who = firm_.present(asked_.subject);
    if (who == nullptr) return out_.unless(false, errc::not_found);
    out_.unless(who->id != asked_.actor, errc::own_account);
    out_.unless(!asked_.reason.empty(), errc::invalid_form);
    out_.unless(!asked_.until || *asked_.until > asked_.now, errc::out_of_range);
    out_.repeated = who->banned() && who->ban_reason == asked_.reason && who->banned_until == asked_.until;
    if (out_.repeated) return;
    out_.unless(!asked_.seen || *asked_.seen == who->revision, errc::stale);
    out_.unless(!firm_.manages(who) || firm_.active_administrators() > 1, errc::last_administrator);
  }
  void unban() {
    out_.brings = {event_type::account_unbanned};
    const auto* who = firm_.present(asked_.subject);
    if (who == nullptr) return out_.unless(false, errc::not_found);
    out_.repeated = !who->banned();
    if (out_.repeated) return;
    out_.unless(!asked_.seen || *asked_.seen == who->revision, errc::stale);
    if (!who->lost_place() || firm_.settings.when_no_seat == no_seat_policy::wait) return;
    out_.unless(firm_.room_for(who->access, asked_.now), errc::no_seat);
  }
  void change_group() {
    out_.brings = {event_type::group_changed};
    const auto* who = firm_.present(asked_.subject);
    out_.unless(who != nullptr && firm_.groups.count(asked_.group) > 0, errc::not_found);
    if (who == nullptr) return;
    out_.unless(!who->of_portal(), errc::illegal_transition);
    out_.repeated = who->group == asked_.group;
    if (out_.repeated) return;
    out_.unless(!asked_.seen || *asked_.seen == who->revision, errc::stale);
    const bool demoted = firm_.manages(who) && !firm_.empowers(asked_.group);
    out_.unless(!demoted || firm_.active_administrators() > 1, errc::last_administrator);
  }
  void edit_group() {
    out_.brings = {event_type::group_edited};
    const auto found = firm_.groups.find(asked_.group);
    if (found == firm_.groups.end()) return out_.unless(false, errc::not_found);
    out_.repeated = found->second == asked_.permissions;
    const bool stripped = firm_.empowers(asked_.group) && asked_.permissions == permissions::none;
    const auto left = firm_.active_administrators() - (stripped ? firm_.active_in(asked_.group) : 0);
    out_.unless(left > 0, errc::last_administrator);
  }

  void about_person() {
    const auto* who = firm_.find(asked_.subject);
    const bool gone = who != nullptr && who->state == account_state::erased && asked_.what != verb::resend_join;
    if (who == nullptr || gone) return out_.unless(false, errc::not_found);
    out_.unless(!asked_.seen || *asked_.seen == who->revision, errc::stale);
    switch (asked_.what) {
      case verb::resend_join:
        out_.brings = {event_type::join_resent};
        out_.unless(who->state == account_state::invited, errc::illegal_transition);
        out_.unless(!who->banned(), errc::ban_stands);
        out_.unless(!firm_.mails_spent(who->email_key, asked_.now), errc::mails_exhausted);
        break;
      case verb::edit_account:
        out_.brings = {event_type::account_edited};
        out_.unless(code_free(who->id), errc::invalid_form);
        out_.repeated =
            asked_.company.value_or(who->company) == who->company && asked_.code.value_or(who->code) == who->code;
        break;
      case verb::override_privacy:
        out_.brings = {event_type::privacy_override_changed};
        out_.unless(!who->of_portal(), errc::illegal_transition);
        out_.repeated = who->overrides_privacy_since.has_value() == (asked_.privacy == privacy_override::on);
        break;
      default:
        out_.brings = {event_type::password_change_demanded};
        out_.unless(!who->password.empty(), errc::illegal_transition);
        out_.repeated = who->must_change_password;
        break;
    }
  }

  void change_access() {
    out_.brings = {event_type::access_changed};
    const auto* who = firm_.find(asked_.subject);
    if (who == nullptr) return out_.unless(false, errc::not_found);
    out_.unless(firm::access_fits(*who, asked_.access), errc::access_not_allowed);
    out_.repeated = asked_.access == who->wanted() && !who->asks();
    if (out_.repeated) return;
    out_.unless(!asked_.seen || *asked_.seen == who->revision, errc::stale);
    const auto state = who->at(asked_.now);
    out_.unless(state != account_state::rejected && state != account_state::lapsed && state != account_state::erased,
                errc::illegal_transition);
    out_.unless(!firm_.seat_missing(*who, asked_.access, asked_.now), errc::no_seat);
  }

  expectation ask_access() {
    out_.brings = {event_type::access_asked, event_type::access_changed};
    const auto* who = firm_.find(asked_.actor);
    const bool may = who != nullptr && who->of_portal() && who->may_act();
    out_.unless(may, errc::permission_denied);
    if (!may) return out_;
    out_.unless(firm::access_fits(*who, asked_.access), errc::access_not_allowed);
    out_.repeated = asked_.access == who->wanted();
    if (out_.repeated || asked_.access == who->access) return out_;
    const auto mode = firm_.settings.access_requests;
    out_.unless(mode.has_value(), errc::access_not_allowed);
    out_.unless(!firm_.mails_spent(who->email_key, asked_.now), errc::mails_exhausted);
    if (mode == approval_mode::by_default) {
      out_.unless(!firm_.seat_missing(*who, asked_.access, asked_.now), errc::no_seat);
    }
    return out_;
  }

  void decide_access() {
    const bool grants = asked_.what == verb::approve_access;
    out_.brings = {grants ? event_type::access_changed : event_type::access_refused};
    const auto* who = firm_.find(asked_.subject);
    if (who == nullptr) return out_.unless(false, errc::not_found);
    const bool in = who->state == account_state::active;
    out_.repeated = in && (grants ? !who->asks() && asked_.access == who->wanted()
                                  : !who->asked_access && asked_.access != who->access);
    if (out_.repeated) return;
    out_.unless(!asked_.seen || *asked_.seen == who->revision, errc::stale);
    out_.unless(in && who->asks() && asked_.now < who->decide_by, errc::illegal_transition);
    out_.unless(!who->asks() || who->asked_access == asked_.access, errc::stale);
    if (grants) out_.unless(!firm_.seat_missing(*who, asked_.access, asked_.now), errc::no_seat);
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

  /// A command about an account: from which states, to which, and when it was done before.
  void move_account() {
    using enum account_state;
    struct way {
      verb what;
      event_type brings;
      few<account_state> from, done;
    };
    static constexpr way ways[] = {
        {verb::approve, event_type::account_approved, {pending}, {active, waiting}},
        {verb::reject, event_type::account_rejected, {pending}, {rejected}},
        {verb::reopen, event_type::account_reopened, {rejected, lapsed}, {pending}},
        {verb::deactivate, event_type::account_deactivated, {active, invited}, {inactive}},
        {verb::reactivate, event_type::account_reactivated, {inactive}, {active, invited}},
        {verb::erase,
         event_type::account_erased,
         {invited, pending, waiting, active, inactive, rejected, lapsed},
         {erased}},
    };
    const auto& going =
        *std::find_if(std::begin(ways), std::end(ways), [&](const way& w) { return w.what == asked_.what; });
    out_.brings = {going.brings};
    const auto* who = firm_.find(asked_.subject);
    if (who == nullptr) return out_.unless(false, errc::not_found);
    const auto state = who->at(asked_.now);
    if (asked_.what == verb::approve && state == pending && firm_.empowers(who->group)) {
      out_.unless(firm_.manages(firm_.find(asked_.actor)), errc::permission_denied);
    }
    out_.repeated = going.done.has(state) && (asked_.what != verb::approve || who->decided_at);
    if (out_.repeated) return;
    out_.unless(!asked_.seen || *asked_.seen == who->revision, errc::stale);
    out_.unless(going.from.has(state), errc::illegal_transition);
    const bool leads_in = asked_.what != verb::reject && asked_.what != verb::deactivate && asked_.what != verb::erase;
    out_.unless(!leads_in || !who->banned(), errc::ban_stands);
    const bool full = !firm_.room_for(who->access, asked_.now, kept());
    if (asked_.what == verb::approve && firm_.settings.when_no_seat == no_seat_policy::refuse) {
      out_.unless(!full, errc::no_seat);
    }
    if (asked_.what == verb::reactivate && (who->of_kind == account_kind::user || !who->password.empty())) {
      out_.unless(!full, errc::no_seat);
    }
    if ((asked_.what == verb::deactivate || asked_.what == verb::erase) && firm_.manages(who)) {
      out_.unless(firm_.active_administrators() > 1, errc::last_administrator);
    }
  }

  // --- links ---

  [[nodiscard]] const door_link* invite() const { return firm_.link(asked_.invite.id); }

  void create_invite() {
    if (asked_.what == verb::create_invite) out_.brings = {event_type::invite_created};
    const auto& made = asked_.invite;
    const bool for_users = made.audience == account_kind::user;
    out_.unless(for_users ? !firm_.empowers(made.group) : made.group.is_nil(), errc::invalid_form);
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
    if (mails) out_.unless(!firm_.mails_spent(one->email_key, asked_.now), errc::mails_exhausted);
  }

  void retry() {
    out_.brings = {event_type::outbox_retried};
    const auto found = firm_.errands.find(outbox_id{asked_.subject});
    if (found == firm_.errands.end()) return out_.unless(false, errc::not_found);
    out_.unless(found->second.state == outbox_state::dead, errc::illegal_transition);
  }

  // --- the door ---

  expectation join() {
    out_.brings = {event_type::user_joined};
    const auto* who = genuine_ ? firm_.find(asked_.link->row()) : nullptr;
    out_.unless(who != nullptr && who->state == account_state::invited && who->epoch == asked_.link->generation() &&
                    asked_.now < who->join_by.value_or(instant{}),
                errc::link_invalid);
    out_.unless(firm_.by_username(asked_.username) == nullptr, errc::invalid_form);
    if (who != nullptr && who->of_portal() && firm_.settings.when_no_seat == no_seat_policy::refuse) {
      out_.unless(firm_.room_for(who->access, asked_.now), errc::no_seat);
    }
    return out_;
  }

  /// What the open form, or the link, says of somebody who comes.
  void pass_door(const door_link* through, bool by_link, bool alive, std::optional<account_kind> wanted) {
    if (by_link) {
      out_.unless(alive, errc::invite_invalid);
    } else {
      const auto policy = firm_.settings.signup_policy;
      const auto asked =
          wanted.value_or(policy == signup_policy::collaborators ? account_kind::collaborator : account_kind::client);
      const auto other = asked == account_kind::client ? signup_policy::collaborators : signup_policy::clients;
      out_.unless(policy != signup_policy::none, errc::signup_disabled);
      out_.unless(policy != other || policy == signup_policy::none, errc::access_not_allowed);
    }
    const bool personal = through != nullptr && through->type == invite_type::personal;
    out_.unless(!personal || through->email_key == email_, errc::invalid_form);
    out_.unless(firm_.domain_fits(email_, through), errc::invalid_form);
  }
  /// What an account takes.
  void become_account(const door_link* through, access wanted) {
    const bool personal = through != nullptr && through->type == invite_type::personal;
    const auto stands = firm_.footing_of(email_, personal, asked_.now);
    out_.unless(stands == firm::footing::stranger || stands == firm::footing::again, errc::email_taken);
    const auto* named = firm_.by_username(username_);
    out_.unless(named == nullptr || named->email_key == email_, errc::invalid_form);
    auto how = firm_.settings.approval;
    if (through != nullptr && through->approval != approval_override::inherit) {
      how = through->approval == approval_override::by_user ? approval_mode::by_user : approval_mode::by_default;
    }
    if (how == approval_mode::by_user || firm_.settings.when_no_seat == no_seat_policy::wait) return;
    out_.unless(firm_.room_for(through != nullptr ? through->access : wanted, asked_.now), errc::no_seat);
  }

  expectation sign_up() {
    out_.brings = {event_type::sign_up_received, event_type::sign_up_of_known_address, event_type::email_proven,
                   event_type::account_reapplied};
    email_ = asked_.email_key;
    username_ = asked_.username;
    const auto* through = genuine_ ? link() : nullptr;
    const bool personal = through != nullptr && through->type == invite_type::personal;
    const bool at_once = personal || firm_.settings.email_proof == email_proof::off;
    pass_door(through, asked_.link.has_value(), genuine_ && lives(asked_.now) && (!at_once || firm_.vouched(*through)),
              asked_.wanted_kind);
    out_.unless(firm_.form_fits(leads_to_user(), asked_.field_given, asked_.terms_version), errc::invalid_form);
    if (!at_once) return out_;
    const auto policy = firm_.settings.signup_policy;
    const auto usual = policy == signup_policy::collaborators ? account_kind::collaborator : account_kind::client;
    become_account(through, asked_.wanted_kind.value_or(usual) == account_kind::collaborator ? access::collaborator
                                                                                             : access::client);
    return out_;
  }

  expectation start_sign_up() {
    out_.brings = {event_type::sign_up_received, event_type::sign_up_of_known_address};
    email_ = asked_.email_key;
    pass_door(genuine_ ? link() : nullptr, asked_.link.has_value(), genuine_ && lives(asked_.now), asked_.wanted_kind);
    return out_;
  }

  expectation prove_email() {
    out_.brings = {event_type::email_proven, event_type::account_reapplied};
    const auto found = genuine_ ? firm_.sign_ups.find(sign_up_id{asked_.link->row()}) : firm_.sign_ups.end();
    if (found == firm_.sign_ups.end() || !found->second.known.is_nil() || asked_.now >= *found->second.expires_at) {
      out_.unless(false, errc::link_invalid);
      return out_;
    }
    const auto& typed = found->second;
    const bool kept = asked_.continued;
    email_ = typed.email_key;
    username_ = asked_.username.empty() && kept ? typed.username : asked_.username;
    const auto password = asked_.password.empty() && kept ? typed.password : asked_.password;
    out_.unless(asked_.named || (kept && typed.named), errc::invalid_form);
    out_.unless(!username_.empty() && !password.empty(), errc::invalid_form);
    out_.unless(firm_.form_fits(leads_to_user(), asked_.field_given || (kept && typed.field_given),
                                asked_.terms_version.empty() && kept ? typed.terms_version : asked_.terms_version),
                errc::invalid_form);
    const auto* through = typed.invite.is_nil() ? nullptr : firm_.link(typed.invite);
    const bool alive =
        through != nullptr && firm_.opens(through, typed.generation, typed.created_at) && firm_.vouched(*through);
    pass_door(through, !typed.invite.is_nil(), alive,
              has(typed.access, access::collaborator) ? account_kind::collaborator : account_kind::client);
    become_account(through, typed.access);
    return out_;
  }

  // --- credentials ---

  /// Everything that asks for a password.
  expectation guess() {
    const auto* who = firm_.named(asked_.identifier, asked_.actor);
    if (who == nullptr && asked_.identifier.empty()) {
      out_.unless(false, errc::permission_denied);
      return out_;
    }
    const auto shut = firm_.shut(asked_.identifier.empty() ? who->email_key : asked_.identifier, asked_.now);
    out_.unless(shut == errc{}, shut);
    if (who == nullptr || who->password.empty() || who->password != asked_.password) {
      out_.unless(false, errc::credentials_wrong);
      return out_;
    }
    out_.unless(!who->banned() || who->ban_over(asked_.now), errc::account_banned);
    auto state = who->at(asked_.now);
    if (who->ban_over(asked_.now) && who->lost_place()) {  // the ban ends first
      state = firm_.room_for(who->access, asked_.now) ? account_state::active : account_state::waiting;
    }
    const bool may = asked_.what == verb::change_password || !who->must_change_password;
    out_.unless(state != account_state::active || may, errc::must_change_password);
    out_.unless(state == account_state::active, state == account_state::pending   ? errc::account_pending
                                                : state == account_state::waiting ? errc::account_waiting
                                                                                  : errc::account_inactive);
    if (asked_.what == verb::sign_in) out_.brings = {event_type::signed_in};
    if (asked_.what == verb::change_password) {
      out_.brings = {event_type::password_changed};
      out_.unless(asked_.fresh != asked_.password, errc::invalid_form);
    }
    if (asked_.what == verb::request_email_change) {
      out_.brings = {event_type::email_change_asked};
      const bool is_user = who->of_kind == account_kind::user;
      out_.unless(asked_.email_key != who->email_key, errc::invalid_form);
      out_.unless(is_user || firm_.domain_fits(asked_.email_key, nullptr), errc::invalid_form);
      out_.unless(!firm_.mails_spent(asked_.email_key, asked_.now), errc::mails_exhausted);
    }
    return out_;
  }

  expectation prove_email_change() {
    out_.brings = {event_type::email_changed};
    const auto* who = genuine_ ? firm_.bearer_of(asked_.link->row(), true, asked_.now) : nullptr;
    out_.unless(who != nullptr && who->may_sign_in(), errc::link_invalid);
    if (who == nullptr) return out_;
    const auto& wanted = firm_.posted.at(mailed_link_id{asked_.link->row()}).email_key;
    out_.unless(firm_.by_email(wanted) == nullptr, errc::email_taken);
    return out_;
  }

  expectation change_key() {
    const auto* by = firm_.find(asked_.actor);
    const auto* who = firm_.find(asked_.subject);
    const bool own = by != nullptr && by == who && by->active_user();
    out_.unless(own || firm_.manages(by), errc::permission_denied);
    out_.unless(who != nullptr, errc::not_found);
    if (who == nullptr) return out_;
    if (asked_.what == verb::issue_api_key) {
      out_.brings = {event_type::api_key_issued};
      out_.unless(who->may_use_key(), errc::illegal_transition);
    } else {
      out_.brings = {event_type::api_key_revoked};
      out_.repeated = !who->key_issued_at.has_value();
    }
    return out_;
  }

  const firm& firm_;
  const intent& asked_;
  bool genuine_;
  std::string email_, username_;
  expectation out_;
};

}  // namespace parvis::inline v1::testkit::simulated
