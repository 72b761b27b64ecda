// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "parvis/testkit/simulation/settings_player.hpp"

// Makes requests of commands about people: who is added, what is known of them, and what becomes of them.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the player.
class people_player : protected settings_player {
 protected:
  using settings_player::settings_player;

  // --- who is added ---

  static access user_access(std::uint8_t n) {
    return n % 8 == 0 ? access::contract : n % 8 == 1 ? access::core | access::contract : access::core;
  }
  static access portal_access(std::uint8_t n) { return static_cast<access>(1 + n % 3); }
  void do_add(const command& one) {
    const bool user = one.what == verb::add_user;
    asked_.email_key = address(one.who);
    if (one.b % 8 == 7) asked_.code = "C" + std::to_string(one.name % 12);
    if (!user) return do_add_portal_account(one);
    asked_.access = user_access(one.b);
    asked_.group = one.a < 64 ? here().administrators : here().members;
    if (one.a % 8 == 7) asked_.group = group_id{pick(here().groups, one.c, [](const team&) { return true; })};
    if (one.a == 255) asked_.group = group_id{somebody(unheard_of)};
    asked_.field_given = here().asks_field(true) != (one.c % 16 == 3);
    const auto reservations = bring_kept(one);
    weigh();
    take(door(one).add_user(by(), {.first_name = "User",
                                   .last_name = "Of Firm",
                                   .email = asked_.email_key,
                                   .group = asked_.group,
                                   .access = asked_.access,
                                   .seniority = "lawyer",
                                   .code = asked_.code.value_or(""),
                                   .fields = fields_given(),
                                   .reservations = reservations}));
  }
  void do_add_portal_account(const command& one) {
    asked_.access = one.a == 255 ? access::core : portal_access(one.a);
    asked_.role = static_cast<case_role>(one.c % 3);
    asked_.field_given = here().asks_field(false) != (one.c % 16 == 3);
    weigh();
    take(door(one).add_portal_account(by(), {.first_name = "Given",
                                             .last_name = "Family",
                                             .email = asked_.email_key,
                                             .access = asked_.access,
                                             .case_role = asked_.role,
                                             .code = asked_.code.value_or(""),
                                             .fields = fields_given()}));
  }
  void do_replace(const command& one) {
    asked_.subject = subject_of(one);
    asked_.silent = one.a % 4 == 0;
    see(one);
    const auto* who = here().find(asked_.subject);
    // Mostly somebody of an address that nobody has.
    asked_.email_key = address(one.who);
    for (std::uint8_t n = 0; n < addresses && one.c % 8 != 1; ++n) {
      const auto other = address(static_cast<std::uint8_t>(first_slot + (one.who + n) % addresses));
      if (here().by_email(other) != nullptr) continue;
      asked_.email_key = other;
      break;
    }
    asked_.access = who != nullptr && one.b % 4 != 1 && !who->of_portal() ? who->access : user_access(one.b);
    asked_.group = one.a < 64 ? here().administrators : here().members;
    asked_.field_given = here().asks_field(true) != (one.c % 16 == 3);
    weigh();
    const auto told = door(one).replace(by(), {.account = asked_.subject,
                                               .newcomer = {.first_name = "User",
                                                            .last_name = "Of Firm",
                                                            .email = asked_.email_key,
                                                            .group = asked_.group,
                                                            .access = asked_.access,
                                                            .seniority = "lawyer",
                                                            .fields = fields_given()},
                                               .seen = asked_.seen,
                                               .notice = asked_.silent ? notice::silent : notice::mail,
                                               .reason = one.c % 2 == 0 ? "Has left the firm." : ""});
    take(told);
    if (told) answer_.view = told.value().added;
  }

  // --- who is there ---

  /// Whoever is named; or, where the command could do nothing with them, mostly somebody it can.
  [[nodiscard]] account_id subject_of(const command& one) const {
    const auto* named = here().find(somebody(one.who));
    const auto fits = [&](const person& who) {
      const auto state = who.at(asked_.now);
      switch (one.what) {
        case verb::approve:
        case verb::reject:
          return state == account_state::pending;
        case verb::reopen:
          return state == account_state::rejected || state == account_state::lapsed;
        case verb::reactivate:
          return state == account_state::inactive;
        case verb::erase:  // often somebody of whom a reason is kept
          return one.b % 3 == 0 ? state == account_state::rejected : state != account_state::erased;
        case verb::resend_join:
          return state == account_state::invited;
        case verb::unban:
          return who.banned();
        case verb::replace:
          return !who.of_portal() && (state == account_state::active || state == account_state::invited);
        case verb::change_group:
          return !who.of_portal();
        case verb::approve_access:
        case verb::reject_access:
          return who.asks();
        default:
          return true;
      }
    };
    if (one.c % 4 == 0 || (named != nullptr && fits(*named))) return account_id{somebody(one.who)};
    const auto other = account_id{pick(here().people, one.c, fits)};
    return here().find(other) != nullptr ? other : account_id{somebody(one.who)};
  }
  void do_person(const command& one) {
    asked_.subject = subject_of(one);
    see(one);
    const auto who = asked_.subject;
    switch (one.what) {
      case verb::resend_join:
        asked_.seen.reset();
        return ask(one, [&] { take(door(one).resend_join(by(), who)); });
      case verb::view_account:
        return ask(one, [&] { take(door(one).view_account(by(), who)); });
      case verb::edit_account:
        if (one.a % 2 == 0) asked_.company = one.a % 4 == 0 ? "Ravel" : "";
        if (one.a % 3 == 0) asked_.code = "C" + std::to_string(one.name % 12);
        return ask(one, [&] {
          take(door(one).edit_account(
              by(), {.account = who, .seen = asked_.seen, .company = asked_.company, .code = asked_.code}));
        });
      case verb::override_privacy:
        asked_.privacy = static_cast<privacy_override>(one.a % 2);
        return ask(one, [&] { take(door(one).override_privacy(by(), {who, asked_.privacy, asked_.seen})); });
      default:
        return ask(one, [&] { take(door(one).demand_password_change(by(), {who, asked_.seen})); });
    }
  }
  void do_access(const command& one) {
    if (one.what == verb::ask_access) return do_ask_access(one);
    asked_.subject = subject_of(one);
    see(one);
    const auto* about = here().find(asked_.subject);
    const bool user = about != nullptr && !about->of_portal();
    asked_.access = user ? user_access(one.a) : portal_access(one.a);
    asked_.silent = one.c % 4 == 1;
    const auto told = asked_.silent ? notice::silent : notice::mail;
    if (one.what != verb::change_access) {
      asked_.silent = asked_.silent && one.what == verb::reject_access;
      if (about != nullptr && one.b % 8 != 1) asked_.access = about->wanted();
    }
    const auto who = asked_.subject;
    const std::string reason = one.c % 2 == 0 ? "Not now." : "";
    weigh();
    switch (one.what) {
      case verb::change_access:
        return take(door(one).change_access(
            by(), {.account = who, .access = asked_.access, .seen = asked_.seen, .notice = told}));
      case verb::approve_access:
        return take(door(one).approve_access(by(), {.account = who, .access = asked_.access, .seen = asked_.seen}));
      default:
        return take(door(one).reject_access(
            by(), {.account = who, .access = asked_.access, .seen = asked_.seen, .reason = reason, .notice = told}));
    }
  }
  /// Mostly by somebody who may.
  void do_ask_access(const command& one) {
    const auto who = pick(here().people, one.c, [](const person& p) { return p.of_portal() && p.may_act(); });
    if (one.b % 8 != 1 && here().find(who) != nullptr) asked_.actor = account_id{who};
    asked_.access = one.a == 255 ? access::core : portal_access(one.a);
    ask(one, [&] { take(door(one).ask_access(by(), asked_.access)); });
  }
  void do_account(const command& one) {
    asked_.subject = subject_of(one);
    asked_.silent = one.a % 4 == 0;
    see(one);
    const auto told = asked_.silent ? notice::silent : notice::mail;
    const std::string reason = one.c % 2 == 0 ? "Not a client of ours." : "";
    std::vector<reservation_id> reservations;
    if (one.what == verb::approve || one.what == verb::reactivate) reservations = bring_kept(one);
    weigh();
    switch (one.what) {
      case verb::approve:
        return take(
            door(one).approve(by(), {.account = asked_.subject, .seen = asked_.seen, .reservations = reservations}));
      case verb::reopen:
        return take(door(one).reopen(by(), {.account = asked_.subject, .seen = asked_.seen}));
      case verb::reject:
        return take(
            door(one).reject(by(), {.account = asked_.subject, .seen = asked_.seen, .reason = reason, .notice = told}));
      case verb::erase:
        return take(door(one).erase(by(), {.account = asked_.subject, .seen = asked_.seen}));
      case verb::deactivate:
        return take(door(one).deactivate(
            by(), {.account = asked_.subject, .seen = asked_.seen, .notice = told, .reason = reason}));
      default:
        return take(door(one).reactivate(
            by(), {.account = asked_.subject, .seen = asked_.seen, .notice = told, .reservations = reservations}));
    }
  }

  void do_ban(const command& one) {
    asked_.subject = subject_of(one);
    asked_.silent = one.a % 4 == 0;
    see(one);
    const auto told = asked_.silent ? notice::silent : notice::mail;
    if (one.what == verb::unban) {
      weigh();
      return take(door(one).unban(by(), {.account = asked_.subject, .seen = asked_.seen, .notice = told}));
    }
    asked_.reason = one.c % 16 == 3 ? "" : one.c % 2 == 0 ? "Insults." : "Not a client of ours.";
    if (one.a % 3 != 0) asked_.until = asked_.now + hours(one.b % 64 == 1 ? 0 : 1 + one.a);
    weigh();
    take(door(one).ban(by(), {.account = asked_.subject,
                              .reason = asked_.reason,
                              .until = asked_.until,
                              .seen = asked_.seen,
                              .notice = told}));
  }

  // --- many at once ---

  void do_accounts(const command& one) {
    const auto count = 1 + one.a % 5;
    for (int n = 0; n < count; ++n) {
      const auto step = one.b % 3;
      asked_.subjects.push_back(
          account_id{somebody(static_cast<std::uint8_t>(first_slot + (one.c + n * step) % addresses))});
    }
    weigh();
    std::vector<account_state> before;
    for (const auto& id : asked_.subjects) {
      before.push_back(here().find(id) != nullptr ? here().find(id)->at(asked_.now) : account_state::erased);
    }
    const auto told = call_each(one);
    take(told);
    if (!told) return;
    if (one.what != verb::approve_pending) {
      if (told.value().size() != asked_.subjects.size()) return wrong("answers", "a list has another number of rows");
      for (std::size_t n = 0; n < before.size(); ++n) {
        const bool twice = std::count(asked_.subjects.begin(), asked_.subjects.begin() + static_cast<std::ptrdiff_t>(n),
                                      asked_.subjects[n]) > 0;
        judge_row(told.value()[n], before[n], twice);
      }
    } else {
      for (const auto& row : told.value()) judge_row(row, account_state::pending, false);
    }
  }
  result<std::vector<account_outcome>> call_each(const command& one) {
    if (one.what == verb::approve_pending) return door(one).approve_pending(by(), 10);
    if (one.what == verb::approve_each) {
      std::vector<approve_request> rows;
      for (const auto id : asked_.subjects) rows.push_back({.account = id});
      return door(one).approve_each(by(), rows);
    }
    if (one.what == verb::resend_join_each) return door(one).resend_join_each(by(), asked_.subjects);
    if (one.what == verb::deactivate_each) {
      std::vector<deactivate_request> rows;
      for (const auto id : asked_.subjects) rows.push_back({.account = id});
      return door(one).deactivate_each(by(), rows);
    }
    std::vector<reject_request> rows;
    for (const auto id : asked_.subjects) rows.push_back({.account = id});
    return door(one).reject_each(by(), rows);
  }
  /// One row of a list: done exactly when the store says so.
  void judge_row(const account_outcome& row, account_state before, bool twice) {
    if (also_) return;
    const auto recorded = [&](event_type what) {
      return std::any_of(recorded_.begin(), recorded_.end(),
                         [&](const event& e) { return e.subject == row.account && e.what == what; });
    };
    const bool recorded_now = recorded(event_type::account_approved) || recorded(event_type::account_rejected) ||
                              recorded(event_type::account_deactivated) || recorded(event_type::join_resent) ||
                              recorded(event_type::access_changed);
    if (row.outcome) {
      const auto* who = here().find(row.account);
      const bool moved = recorded_now || recorded(event_type::account_admitted);
      if (who == nullptr || (!moved && before != who->state) || twice)
        wrong("acknowledged", "a row is answered done and is not");
      return;
    }
    const auto code = row.outcome.error().code;
    if (twice != (code == errc::given_twice))
      return wrong("answers", "given twice, and answered " + std::string(name(code)));
    if (recorded_now && !twice && code != errc::outcome_unknown)
      return wrong("errors change nothing", "a row is done and answered " + std::string(name(code)));
    if (code == errc::not_found && before != account_state::erased) wrong("answers", "a row is answered not_found");
  }
};

}  // namespace parvis::inline v1::testkit::simulated
