// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "parvis/testkit/simulation/people_laws.hpp"

// What a batch may do about who is in, and with which access.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the judge.
class decision_laws : protected people_laws {
 protected:
  using people_laws::people_laws;

  // --- access ---

  void stop_asking(person& who) {
    who.asked_access.reset();
    who.decide_by.reset();
    who.remind_at.reset();
  }
  void give_access(person& who, access to) {
    who.access = to;
    if (who.of_portal()) who.of_kind = portal_kind(to);
  }
  void change_access(const event& e) {
    auto& who = changed(e.subject);
    const bool in_a_list = asked_.what == verb::approve_pending;
    const auto to = in_a_list ? who.wanted() : asked_.access;
    const bool in = who.state == account_state::active;
    require(firm::access_fits(who, to) && e.number == static_cast<int>(to), "events", "the event tells another access");
    require(!(in_a_list || asked_.what == verb::approve_access) ||
                (who.asks() && who.asked_access == to && asked_.now < who.decide_by),
            "legal transitions", "an access is granted that nobody asked for");
    if (in && !asked_.silent) want(to == who.access ? effect::mail_access_refused : effect::mail_access_changed, who);
    if (in) who.decide_by.reset(), who.remind_at.reset();
    move_to(who, to);
    if (asked_.what == verb::ask_access) spend_mail(who.email_key, " own");
  }
  void move_to(person& who, access to) {
    const auto missing = who.missing_for(to);
    const bool in = who.state == account_state::active;
    const auto wish = [&] { in ? void(who.asked_access = to) : give_access(who, to); };
    if (firm::keeps_place(who, to)) return wish();
    const auto full = license_without_room(missing, who.id);
    const auto since = who.queued_at;
    leave_queue(who);
    if (full) {
      who.queued_at = since;
      wish();
      return enter_queue(who, *full);
    }
    const auto given_up = who.holds_seats() ? without(who.access, to) : access::none;
    who.asked_access.reset();
    give_access(who, to);
    if (who.state == account_state::waiting && !who.banned()) return become_active(who);
    take_seats(who, missing);
    free_seats(who, given_up);
  }
  void ask_access(const event& e) {
    auto& who = changed(e.subject);
    require(e.number == static_cast<int>(asked_.access), "events", "the event tells another access");
    const bool open = who.asks();
    leave_queue(who);
    if (asked_.access == who.access) return stop_asking(who);
    require(firm_.settings.access_requests == approval_mode::by_user, "legal transitions", "nobody has to decide");
    who.asked_access = asked_.access;
    spend_mail(who.email_key, " own");
    if (open) return;
    who.decide_by = asked_.now + firm_.settings.approval_lifetime;
    who.remind_at = asked_.now + firm_.settings.approval_reminder_interval;
    want(effect::mail_access_asked, who.id, addressee::deciders);
  }
  void refuse_access(const event& e) {
    auto& who = changed(e.subject);
    const bool over = who.decide_by && *who.decide_by <= asked_.now;
    require(who.asks() && over == (asked_.what == verb::run_due), "legal transitions",
            "nothing is there to be refused");
    require(e.number == static_cast<int>(who.wanted()), "events", "the event tells another access");
    require(touches(kind::note) == !e.note.octets.empty(), "whole", "a reason without its note");
    stop_asking(who);
    if (!asked_.silent) want(over ? effect::mail_access_lapsed : effect::mail_access_refused, who);
  }

  // --- decisions ---

  void approve(const event& e) {
    auto& who = changed(e.subject);
    require(who.at(asked_.now) == account_state::pending, "legal transitions", "a lapsed request is approved");
    decide(who);
    expect_kept(who.access);
    find_place(who);
    require(e.number == static_cast<int>(who.state), "events", "the event tells another state");
  }
  void decide(person& who) {
    who.decided_by = asked_.actor;
    who.decided_at = asked_.now;
    who.decide_by.reset();
    who.remind_at.reset();
  }
  void reject(const event& e) {
    auto& who = changed(e.subject);
    require(who.at(asked_.now) == account_state::pending, "legal transitions", "a lapsed request is rejected");
    decide(who);
    who.state = account_state::rejected;
    if (!asked_.silent) want(effect::mail_rejected, who);
    require(touches(kind::note) == !e.note.octets.empty(), "whole", "a reason without its note");
  }
  void reopen(const event& e) {
    auto& who = changed(e.subject);
    who.decided_by = {};
    who.decided_at.reset();
    become_pending(who);
  }
  void lapse(const event& e) {
    auto& who = changed(e.subject);
    require(who.at(asked_.now) == account_state::lapsed, "legal transitions", "a request lapses before its time");
    who.state = account_state::lapsed;
    who.decide_by.reset();
    who.remind_at.reset();
    want(effect::mail_lapsed, who);
  }
  void remind() {
    auto& who = changed(only(kind::account));
    const bool asks = who.state == account_state::active && who.asks() && asked_.now < who.decide_by;
    require((asks || who.at(asked_.now) == account_state::pending) && who.remind_at && *who.remind_at <= asked_.now,
            "legal transitions", "a reminder that is not due");
    const auto interval = firm_.settings.approval_reminder_interval;
    const auto next = *who.remind_at + interval;
    who.remind_at = next > asked_.now ? next : asked_.now + interval;
    want(asks ? effect::mail_access_asked : effect::mail_approval_reminder, who.id, addressee::deciders);
    require(guards(kind::settings, settings_row), "guards", "the settings are not guarded by a reminder");
  }

  void admit(const event& e) {
    const auto* first = firm_.find(e.subject);
    if (first == nullptr || first->waiting_for.empty()) {
      return wrong("legal transitions", "somebody is admitted who does not wait");
    }
    const auto sku = first->waiting_for;
    for (const auto& [access, needed] : licenses) {
      const bool takes = has(first->missing_for(first->wanted()), access);
      require(asked_.overtaken || !takes || !firm_.is_passed(needed, *first), "queue order",
              "somebody is admitted before their turn");
    }
    auto& who = changed(e.subject);
    if (who.state == account_state::waiting) {
      become_active(who);
      --pool(sku).waiting;
      return;
    }
    const auto to = who.wanted();
    const auto was = who.access;
    leave_queue(who);
    who.asked_access.reset();
    give_access(who, to);
    take_seats(who, without(to, was));
    free_seats(who, without(was, to));
    want(effect::mail_access_changed, who);
  }

  /// Whoever is first where a seat is free, and lacks another, waits for that one from now on, where their approval
  /// has put them.
  void change_queue() {
    auto& who = changed(only(kind::account));
    if (who.waiting_for.empty()) return wrong("legal transitions", "somebody changes queues who does not wait");
    const auto from = who.waiting_for;
    require(asked_.overtaken || firm_.first_waiting(from)->id == who.id, "queue order",
            "somebody changes queues before their turn");
    const auto full = firm_.lacking(who, asked_.now);
    require(full && full != from && !firm_.is_full(pool(from), asked_.now), "queue order",
            "somebody changes queues though the seat that they lack is no other");
    if (wrong_) return;
    const auto since = who.queued_at;
    leave_queue(who);
    who.queued_at = since;
    stand_in_queue(who, *full);
  }

  // --- activity ---

  void deactivate(const event& e) {
    auto& who = changed(e.subject);
    const bool managed = firm_.manages(&who);
    require(!managed || firm_.active_administrators() > 1, "last administrator", "the last administrator goes");
    if (managed) touched_.insert({kind::counter, administrators_row});
    if (asked_.what == verb::replace && who.holds_seats()) {
      handed_over_ = without(who.access, without(who.access, asked_.access));
    }
    if (who.holds_seats()) free_seats(who, without(who.access, handed_over_));
    leave_queue(who);
    stop_asking(who);
    who.state = account_state::inactive;
    who.active_since.reset();
    who.join_by.reset();
    who.seated_at.reset();
    who.seat_freed_at.reset();
    who.lose_credentials();
    require(touches(kind::note) == !e.note.octets.empty(), "whole", "a reason without its note");
    if (!asked_.silent) want(effect::mail_deactivated, who);
    if (firm_.named_approver(who.id)) want(effect::mail_approvals_reassigned, who.id, addressee::deciders);
  }
  void reactivate(const event& e) {
    auto& who = changed(e.subject);
    const bool joined = !who.password.empty();
    who.state = joined ? account_state::active : account_state::invited;
    if (joined) who.active_since = asked_.now;
    if (!joined) who.join_by = asked_.now + firm_.settings.invite_lifetime;
    if (who.holds_seats()) expect_kept(who.access);
    require(!who.holds_seats() || firm_.room_for(who.access, asked_.now, taken_from()), "no oversell",
            "somebody comes back past the queue or the seats");
    if (who.holds_seats()) take_seats(who, who.access);
    if (!joined) want(effect::mail_join, who);
    if (joined && !asked_.silent) want(effect::mail_reactivated, who);
  }
};

}  // namespace parvis::inline v1::testkit::simulated
