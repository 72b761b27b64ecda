// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <optional>

#include "parvis/testkit/simulation/erasure_laws.hpp"

// What a batch may do about whoever comes to the door, and about the links that lead there.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the judge.
class door_laws : protected erasure_laws {
 protected:
  using erasure_laws::erasure_laws;

  // --- sign-ups ---

  void receive(const event& e) {
    const auto* through = asked_.link ? firm_.link(asked_.link->row()) : nullptr;
    const bool personal = through != nullptr && through->type == invite_type::personal;
    const auto stands = firm_.footing_of(asked_.email_key, personal, asked_.now);
    const bool blocked = stands == firm::footing::member || stands == firm::footing::barred;
    require(blocked == (e.what == event_type::sign_up_of_known_address), "events", "known and unknown are confused");
    require(asked_.what == verb::start_sign_up || firm_.settings.email_proof == email_proof::on, "legal transitions",
            "a proof nobody asks for");
    require(!asked_.link || firm_.opens(through, asked_.link->generation(), asked_.now), "single use",
            "a dead link lets somebody in");
    require(!asked_.link || guards(kind::invite, asked_.link->row()), "guards", "the link is not guarded");
    unproven made;
    made.id = sign_up_id{e.subject};
    made.email_key = asked_.email_key;
    made.username = asked_.username;
    made.password = asked_.password;
    made.named = asked_.named;
    if (blocked) made.known = firm_.by_email(asked_.email_key)->id;
    made.access = through != nullptr ? through->access : access_for(kind_at_door(asked_.wanted_kind));
    if (through != nullptr) {
      made.invite = through->id;
      made.generation = through->generation;
    }
    made.created_at = asked_.now;
    made.expires_at = asked_.now + firm_.settings.email_proof_lifetime;
    made.field_given = asked_.field_given;
    made.terms_version = asked_.terms_version;
    firm_.sign_ups[made.id] = made;
    touched_.insert({kind::sign_up, made.id});
    if (firm_.mails_spent(made.email_key, asked_.now)) return;
    spend_mail(made.email_key);
    wanted_.push_back({.effect = stands == firm::footing::member   ? effect::mail_known_address
                                 : stands == firm::footing::barred ? effect::mail_reapplication_refused
                                                                   : effect::mail_verify_email,
                       .about = made.id,
                       .to = made.email_key});
  }

  [[nodiscard]] account_kind kind_at_door(std::optional<account_kind> wanted) const {
    return wanted.value_or(firm_.settings.signup_policy == signup_policy::collaborators ? account_kind::collaborator
                                                                                        : account_kind::client);
  }
  static access access_for(account_kind k) {
    return k == account_kind::collaborator ? access::collaborator : access::client;
  }

  /// An account arises at the door, or one that was refused begins again.
  void arrive(const event& e) {
    const bool by_proof = asked_.what == verb::prove_email;
    unproven typed;
    if (by_proof) {
      const auto found = asked_.link ? firm_.sign_ups.find(sign_up_id{asked_.link->row()}) : firm_.sign_ups.end();
      if (found == firm_.sign_ups.end()) return wrong("single use", "a proof of nothing, or for the second time");
      typed = found->second;
      require(typed.known.is_nil() && asked_.now < typed.expires_at, "single use", "a proof of what cannot be proven");
      firm_.sign_ups.erase(found);
      touched_.insert({kind::sign_up, typed.id});
      if (!asked_.continued) typed.username = typed.password = {};
      if (!asked_.username.empty()) typed.username = asked_.username;
      if (!asked_.password.empty()) typed.password = asked_.password;
    } else {
      typed.email_key = asked_.email_key;
      typed.username = asked_.username;
      typed.password = asked_.password;
      typed.created_at = asked_.now;
      if (asked_.link) {
        typed.invite = invite_id{asked_.link->row()};
        typed.generation = asked_.link->generation();
      }
      typed.access = access_for(kind_at_door(asked_.wanted_kind));
    }
    const auto* through = typed.invite.is_nil() ? nullptr : firm_.link(typed.invite);
    const bool personal = through != nullptr && through->type == invite_type::personal;
    require(by_proof || personal || firm_.settings.email_proof == email_proof::off, "legal transitions",
            "an account whose address nobody proved");
    const auto stands = firm_.footing_of(typed.email_key, personal, asked_.now);
    require(stands == firm::footing::stranger || stands == firm::footing::again, "unique",
            "a second account for " + typed.email_key);
    const auto* named = firm_.by_username(typed.username);
    require(named == nullptr || named->email_key == typed.email_key, "unique", "two accounts named " + typed.username);
    require(!typed.username.empty() && !typed.password.empty(), "whole", "an account without its credentials");

    person made;
    const auto* earlier = firm_.by_email(typed.email_key);
    require((e.what == event_type::account_reapplied) == (earlier != nullptr), "events", "new, or once more?");
    made.id = account_id{e.subject};
    made.revision = earlier != nullptr ? earlier->revision + 1 : 1;
    made.epoch = earlier != nullptr ? earlier->epoch + 1 : 0;
    made.email_key = typed.email_key;
    made.username_key = typed.username;
    made.password = typed.password;
    made.access = typed.access;
    made.of_kind = has(typed.access, access::collaborator) ? account_kind::collaborator : account_kind::client;
    auto how = firm_.settings.approval;
    if (through != nullptr) {
      require(firm_.opens(through, typed.generation, typed.created_at), "single use", "a dead link makes an account");
      require(firm_.vouched(*through), "permissions", "a link of somebody who may not invite makes an account");
      made.of_kind = through->audience;
      made.access = through->access;
      made.role = through->role;
      made.group = through->group;
      made.invite = through->id;
      if (through->approval == approval_override::by_default) how = approval_mode::by_default;
      if (through->approval == approval_override::by_user) how = approval_mode::by_user;
      ++firm_.links[through->id].uses;
      touched_.insert({kind::invite, through->id});
      require(guards(kind::invite, through->id), "guards", "the link is not guarded");
      require(guards(kind::account, through->vouched_by), "guards", "whoever vouches is not guarded");
    }
    if (earlier != nullptr) made.code = earlier->code, made.company = earlier->company;
    if (made.of_kind == account_kind::user && made.code.empty()) {
      made.code = record<account>(made.id).code;
      claim(made);
    }
    require(firm_.domain_fits(typed.email_key, through), "permissions", "an account of a domain that is not allowed");
    touched_.insert({kind::account, made.id});
    auto& who = firm_.people[made.id] = made;
    if (how == approval_mode::by_user) return become_pending(who);
    who.decided_at = asked_.now;
    find_place(who);
  }

  // --- links ---

  void vouch(door_link& link) {
    link.vouched_by = asked_.actor;
    link.vouched_group = firm_.find(asked_.actor)->group;
  }
  void mail_link(const door_link& link) {
    if (asked_.what == verb::import_people) {
      spend_mail(counter_after(link.id), link.email_key, " firm");
    } else {
      spend_mail(link.email_key, " firm");
    }
    wanted_.push_back(
        {.effect = effect::mail_invitation, .about = link.id, .generation = link.generation, .to = link.email_key});
  }
  void create_invite(const event& e) {
    auto made = asked_.invite;
    made.id = invite_id{e.subject};
    made.revision = 1;
    made.state = invite_state::open;
    made.generation = 1;
    made.created_at = asked_.now;
    made.expires_at = asked_.now + firm_.settings.invite_lifetime;
    vouch(made);
    const bool imports = asked_.what == verb::import_people;
    if (imports || asked_.what == verb::invite_people) {
      made.type = invite_type::personal;
      made.max_uses = 1;
      made.email_key = ascii_lower(record<invite>(e.subject).email);
      made.live_until_forgotten(asked_.now);
      if (imports && imported(e, made.email_key) == nullptr) return;
      require(imports || std::count(asked_.addresses.begin(), asked_.addresses.end(), made.email_key) > 0, "rows",
              "a link for somebody who was not named");
      const auto stands = firm_.footing_of(made.email_key, true, asked_.now);
      require(stands != firm::footing::member, "unique", "somebody is invited who has an account");
      mail_link(made);
    }
    firm_.links[made.id] = made;
    touched_.insert({kind::invite, made.id});
  }
  void move_invite(const event& e) {
    const auto found = firm_.links.find(invite_id{e.subject});
    if (found == firm_.links.end()) return wrong("events", "an event about no link");
    auto& link = found->second;
    const auto before = link;
    const bool personal = link.type == invite_type::personal;
    const bool to_mail = e.what == event_type::invite_resent || (e.what == event_type::invite_reopened && !asked_.keep);
    require(link.state != invite_state::revoked, "legal transitions", "a revoked link is touched");
    if (e.what == event_type::invite_closed) link.state = invite_state::closed;
    if (e.what == event_type::invite_revoked) link.state = invite_state::revoked;
    if (e.what == event_type::invite_reopened) link.state = invite_state::open;
    if (link.state == invite_state::open && !(asked_.keep && e.what != event_type::invite_rotated)) {
      ++link.generation;
      vouch(link);
      link.expires_at = asked_.now + firm_.settings.invite_lifetime;
    }
    if (e.what == event_type::invite_resent) link.expires_at = asked_.now + firm_.settings.invite_lifetime;
    link.live_until_forgotten(asked_.now);
    if (!difference(before, link).empty()) ++link.revision;
    touched_.insert({kind::invite, link.id});
    if (personal && to_mail) mail_link(link);
  }
};

}  // namespace parvis::inline v1::testkit::simulated
