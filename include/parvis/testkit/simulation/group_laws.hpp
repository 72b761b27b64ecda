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

  // --- groups ---

  void take_wanted(team& into) {
    into.name = asked_.group_name.value_or(into.name);
    into.name_key = ascii_lower(into.name);
    into.may = asked_.permissions;
    into.words = asked_.words.value_or(into.words);
    ++into.revision;
  }
  void add_group(const event& e) {
    require(firm_.group_named(asked_.group_name.value_or("")) == nullptr, "unique", "two groups of one name");
    const group_id id{e.subject};
    auto& made = firm_.groups[id];
    made.id = id;
    take_wanted(made);
    require(e.number == static_cast<int>(made.may), "events", "the event tells other permissions");
    touched_.insert({kind::group, e.subject});
  }
  void edit_group(const event& e) {
    const auto found = firm_.groups.find(group_id{e.subject});
    if (found == firm_.groups.end()) return wrong("events", "an event about no group");
    const auto* named = firm_.group_named(asked_.group_name.value_or(found->second.name));
    require(named == nullptr || named->id == found->first, "unique", "two groups of one name");
    take_wanted(found->second);
    require(e.number == static_cast<int>(asked_.permissions), "events", "the event tells other permissions");
    require(firm_.active_administrators() > 0, "last administrator", "nobody is left who manages users");
    touched_.insert({kind::group, e.subject});
  }
  void remove_group(const event& e) {
    const auto found = firm_.groups.find(group_id{e.subject});
    if (found == firm_.groups.end()) return wrong("events", "an event about no group");
    require(!firm_.is_in_use(found->first), "groups", "a group goes that somebody is in");
    require(e.number == static_cast<int>(found->second.may), "events", "the event tells other permissions");
    firm_.groups.erase(found);
    touched_.insert({kind::group, e.subject});
  }
  void change_group(const event& e) {
    auto& who = changed(e.subject);
    require(!who.of_portal() && firm_.groups.count(asked_.group) > 0, "legal transitions", "somebody is moved nowhere");
    who.group = asked_.group;
    require(e.number == static_cast<int>(firm_.groups[asked_.group].may), "events",
            "the event tells other permissions");
    require(firm_.active_administrators() > 0, "last administrator", "nobody is left who manages users");
  }
  /// Whoever is in another group than before has come into it.
  void enter_groups() {
    for (const auto& [id, was] : groups_before_) {
      const auto* who = firm_.find(id);
      if (who == nullptr || who->group == was || who->group.is_nil()) continue;
      const auto found = firm_.groups.find(who->group);
      if (found == firm_.groups.end()) return wrong("groups", "somebody is in a group that is not there");
      ++found->second.entered;
    }
  }
};

}  // namespace parvis::inline v1::testkit::simulated
