// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>

#include "parvis/testkit/simulation/purchase_expectations.hpp"

// What whoever stands at the door, or signs in, must be answered.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the oracle.
class door_expectations : protected purchase_expectations {
 protected:
  using purchase_expectations::purchase_expectations;

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
      out_.unless(!firm_.mails_spent(asked_.email_key, asked_.now, " own"), errc::mails_exhausted);
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
};

}  // namespace parvis::inline v1::testkit::simulated
