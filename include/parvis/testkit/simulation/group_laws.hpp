// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "parvis/testkit/simulation/decision_laws.hpp"

// What a batch may do about bans and groups.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the judge.
class group_laws : protected decision_laws {
 protected:
  using decision_laws::decision_laws;

  void ban(const event& e) {
    auto& who = changed(e.subject);
    const bool managed = firm_.manages(&who);
    require(who.id != asked_.actor, "permissions", "somebody bans themselves");
    require(!managed || firm_.active_administrators() > 1, "last administrator", "the last administrator is banned");
    require(touches(kind::note) && !e.note.octets.empty(), "whole", "a ban without its reason");
    require(e.number == asked_.until.value_or(instant{}).us, "events", "the event tells another end");
    leave_queue(who);
    if (who.state == account_state::active) stop_asking(who);
    const bool seated = who.state == account_state::active && who.holds_seats() && who.access != access::client;
    if (firm_.settings.ban_frees_seat && seated) {
      free_seats(who, who.access);
      who.seat_freed_at = asked_.now;
    }
    who.banned_at = asked_.now;
    who.banned_until = asked_.until;
    who.banned_by = asked_.actor;
    who.ban_reason = asked_.reason;
    who.lose_credentials();
    if (!asked_.silent) want(effect::mail_banned, who);
    if (firm_.named_approver(who.id)) want(effect::mail_approvals_reassigned, who.id, addressee::deciders);
  }
  void unban(const event& e) {
    auto& who = changed(e.subject);
    require(who.banned() && (asked_.what == verb::unban || who.ban_over(asked_.now)), "legal transitions",
            "a ban ends before its time");
    who.banned_at.reset();
    who.banned_until.reset();
    who.banned_by = {};
    who.ban_reason.clear();
    const auto of_it = asked_.what == verb::unban && asked_.silent ? tidings::withheld : tidings::told;
    if (who.state == account_state::invited) {
      who.join_by = asked_.now + firm_.settings.invite_lifetime;
      want(effect::mail_join, who);
    } else if (who.lost_place()) {
      find_place(who, of_it);
    } else if (who.state == account_state::active && of_it == tidings::told) {
      want(effect::mail_reactivated, who);
    }
    require(e.number == static_cast<int>(who.state), "events", "the event tells another state");
  }
  void edit_group(const event& e) {
    const auto found = firm_.groups.find(group_id{e.subject});
    if (found == firm_.groups.end()) return wrong("events", "an event about no group");
    found->second = asked_.permissions;
    require(e.number == static_cast<int>(asked_.permissions), "events", "the event tells other permissions");
    require(firm_.active_administrators() > 0, "last administrator", "nobody is left who manages users");
    touched_.insert({kind::group, e.subject});
  }
  void change_group(const event& e) {
    auto& who = changed(e.subject);
    require(!who.of_portal() && firm_.groups.count(asked_.group) > 0, "legal transitions", "somebody is moved nowhere");
    who.group = asked_.group;
    require(e.number == static_cast<int>(firm_.groups[asked_.group]), "events", "the event tells other permissions");
    require(firm_.active_administrators() > 0, "last administrator", "nobody is left who manages users");
  }
};

}  // namespace parvis::inline v1::testkit::simulated
