// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <iterator>

#include "parvis/testkit/simulation/door_expectations.hpp"

// What commands about people must answer.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the oracle.
class people_expectations : protected door_expectations {
 protected:
  using door_expectations::door_expectations;

  void add_account() {
    const bool user = asked_.what == verb::add_user;
    out_.brings = {user ? event_type::user_added : event_type::portal_account_added};
    out_.unless(code_free({}), errc::invalid_form);
    if (user) {
      out_.unless(firm_.groups.count(asked_.group) > 0, errc::not_found);
    } else {
      out_.unless(firm_.domain_fits(asked_.email_key, nullptr), errc::invalid_form);
      out_.unless(!has(asked_.access, access::core), errc::invalid_form);
    }
    out_.unless(firm_.by_email(asked_.email_key) == nullptr, errc::email_taken);
    out_.unless(firm_.asks_field(user) == asked_.field_given, errc::invalid_form);
    if (user) out_.unless(firm_.room_for(asked_.access, asked_.now, kept()), errc::no_seat);
  }

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

  // --- what is held ---

  void export_accounts() {
    out_.brings = {event_type::accounts_exported};
    out_.unless(asked_.listed != account_state::erased, errc::out_of_range);
  }
  expectation export_person() {
    out_.brings = {event_type::person_exported};
    const auto* by = firm_.find(asked_.actor);
    const bool own = by != nullptr && by->id == asked_.subject && by->may_act();
    out_.unless(own || firm_.manages(by), errc::permission_denied);
    out_.unless(firm_.present(asked_.subject) != nullptr, errc::not_found);
    return out_;
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
        out_.unless(!firm_.mails_spent(who->email_key, asked_.now, " firm"), errc::mails_exhausted);
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

  // --- access ---

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
    out_.unless(!firm_.mails_spent(who->email_key, asked_.now, " own"), errc::mails_exhausted);
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
  /// What a group may be called, and which words of the host's it may have.
  void weigh_group(group_id which) {
    if (asked_.group_name) {
      out_.unless(!asked_.group_name->empty(), errc::invalid_form);
      const auto* named = firm_.group_named(*asked_.group_name);
      out_.unless(named == nullptr || named->id == which, errc::group_name_taken);
    }
    const auto words = asked_.words.value_or(std::vector<std::string>{});
    for (const auto& word : words) {
      const bool fine =
          word != "core" && ascii_lower(word) == word && std::count(words.begin(), words.end(), word) == 1;
      out_.unless(fine, errc::invalid_form);
    }
  }
  void add_group() {
    out_.brings = {event_type::group_added};
    weigh_group({});
  }
  void edit_group() {
    out_.brings = {event_type::group_edited};
    out_.unless(!asked_.group_name || !asked_.group_name->empty(), errc::invalid_form);
    const auto found = firm_.groups.find(asked_.group);
    if (found == firm_.groups.end()) return out_.unless(false, errc::not_found);
    const auto& now = found->second;
    out_.repeated = now.may == asked_.permissions && asked_.group_name.value_or(now.name) == now.name &&
                    asked_.words.value_or(now.words) == now.words;
    if (out_.repeated) return;
    out_.unless(!asked_.seen || *asked_.seen == now.revision, errc::stale);
    weigh_group(now.id);
    const bool stripped = firm_.empowers(asked_.group) && asked_.permissions == permissions::none;
    const auto left = firm_.active_administrators() - (stripped ? firm_.active_in(asked_.group) : 0);
    out_.unless(left > 0, errc::last_administrator);
  }
  void remove_group() {
    out_.brings = {event_type::group_removed};
    const auto found = firm_.groups.find(asked_.group);
    if (found == firm_.groups.end()) return out_.unless(false, errc::not_found);
    out_.unless(!asked_.seen || *asked_.seen == found->second.revision, errc::stale);
    out_.unless(!firm_.is_in_use(asked_.group), errc::group_in_use);
  }
};

}  // namespace parvis::inline v1::testkit::simulated
