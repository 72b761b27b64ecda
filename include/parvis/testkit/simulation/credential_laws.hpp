// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <string>

#include "parvis/testkit/simulation/purchase_laws.hpp"

// What a batch may do about passwords, addresses and keys.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the judge.
class credential_laws : protected purchase_laws {
 protected:
  using purchase_laws::purchase_laws;

  [[nodiscard]] bool asks_password() const {
    return asked_.what == verb::sign_in || asked_.what == verb::change_password ||
           asked_.what == verb::request_email_change;
  }
  [[nodiscard]] const person* whose_password() const { return firm_.named(asked_.identifier, asked_.actor); }
  [[nodiscard]] std::string counted_as() const {
    const auto* who = whose_password();
    return !asked_.identifier.empty() || who == nullptr ? asked_.identifier : who->email_key;
  }

  /// Before the password is looked at.
  void count_failure() {
    require(firm_.shut(counted_as(), asked_.now) == errc{}, "throttle", "a password is looked at too early");
    auto& one = firm_.failed[counted_as()];
    if (one.id.is_nil()) one.id = only(kind::counter);
    require(one.id == only(kind::counter), "throttle", "one identifier is counted twice over");
    one.count = one.forgotten(asked_.now) ? 1 : one.count + 1;
    one.last = asked_.now;
  }
  void forget_failures() {
    const auto* who = whose_password();
    require(who != nullptr && !who->password.empty() && who->password == asked_.password, "throttle",
            "failures are forgotten without a right password");
    firm_.failed.erase(counted_as());
  }
  void tell_failure(const event& e) {
    const bool counted = std::any_of(firm_.failed.begin(), firm_.failed.end(),
                                     [&](const auto& one) { return one.second.count >= e.number; });
    require(e.number >= 5 && counted, "events", "other failures are told");
  }

  void change_password(const event& e) {
    forget_failures();
    auto& who = changed(e.subject);
    require(&who == whose_password() && who.may_act(), "permissions",
            "somebody changes a password who may not sign in");
    set_password(who, asked_.fresh);
  }
  void set_password(person& who, const std::string& to) {
    who.password = to;
    who.must_change_password = false;
    who.lose_credentials();
    want(effect::mail_password_changed, who);
  }
  void post(posted_link made, const uuid& id) {
    std::erase_if(firm_.posted, [&](const auto& one) {
      const auto& other = one.second;
      const bool same = other.for_email == made.for_email &&
                        (made.for_email ? other.account == made.account : other.email_key == made.email_key);
      if (same) touched_.insert({kind::mailed_link, other.id});
      return same;
    });
    made.id = mailed_link_id{id};
    made.created_at = asked_.now;
    firm_.posted[made.id] = made;
  }
  /// The mailed link that the batch makes.
  uuid made_link() {
    for (const auto& op : batch_.operations) {
      if (op.kind == kind::mailed_link && op.type == op_type::insert) return op.id;
    }
    wrong("whole", "no link is made");
    return {};
  }
  void ask_reset(const event& e) {
    const auto* who = firm_.by_email(asked_.email_key);
    const bool may = who != nullptr && who->may_reset(asked_.now);
    const auto id = made_link();
    require(e.subject == (may ? uuid{who->id} : id), "events", "somebody else is told of");
    posted_link made;
    made.email_key = asked_.email_key;
    if (may) {
      made.account = who->id;
      made.epoch = who->epoch;
    }
    made.expires_at = asked_.now + firm_.settings.password_reset_lifetime;
    post(made, id);
    spend_mail(asked_.email_key, " reset");
    wanted_.push_back({.effect = effect::mail_password_reset, .about = id, .recipient = made.account});
  }
  void reset_password(const event& e) {
    const auto* bearer = asked_.link ? firm_.bearer_of(asked_.link->row(), false, asked_.now) : nullptr;
    require(bearer != nullptr && bearer->id == e.subject, "single use", "a password is reset by a dead link");
    auto& who = changed(e.subject);
    firm_.posted.erase(mailed_link_id{asked_.link->row()});
    touched_.insert({kind::mailed_link, asked_.link->row()});
    for (const auto& key : {who.email_key, who.username_key}) firm_.failed.erase(key);
    set_password(who, asked_.password);
  }
  void ask_email(const event& e) {
    forget_failures();
    const auto* who = whose_password();
    require(who != nullptr && who->id == e.subject && who->may_sign_in(), "permissions",
            "somebody asks for an address who may not sign in");
    if (who == nullptr) return;
    require(guards(kind::account, who->id), "guards", "whoever asks for an address is not guarded");
    const auto id = made_link();
    posted_link made;
    made.for_email = true;
    made.account = who->id;
    made.epoch = who->epoch;
    made.email_key = asked_.email_key;
    made.expires_at = asked_.now + firm_.settings.email_proof_lifetime;
    post(made, id);
    spend_mail(made.email_key, " own");
    wanted_.push_back({.effect = effect::mail_email_change, .about = id, .recipient = who->id, .to = made.email_key});
    wanted_.push_back(
        {.effect = effect::mail_email_change_asked, .about = who->id, .recipient = who->id, .to = who->email_key});
  }
  void change_email(const event& e) {
    const auto* bearer = asked_.link ? firm_.bearer_of(asked_.link->row(), true, asked_.now) : nullptr;
    require(bearer != nullptr && bearer->id == e.subject && bearer->may_sign_in(), "single use",
            "an address is changed by a dead link");
    if (wrong_) return;
    const auto link = firm_.posted.at(mailed_link_id{asked_.link->row()});
    firm_.posted.erase(link.id);
    touched_.insert({kind::mailed_link, link.id});
    require(firm_.by_email(link.email_key) == nullptr, "unique", "two accounts with " + link.email_key);
    require(touches(kind::note) && !e.note.octets.empty(), "whole", "an address is left, and no note says which");
    auto& who = changed(e.subject);
    const auto before = who.email_key;
    who.former.emplace_back(before, asked_.now);
    who.email_key = link.email_key;
    who.lose_credentials();
    want(effect::mail_email_changed, who);
    wanted_.push_back({.effect = effect::mail_email_changed, .about = who.id, .recipient = who.id, .to = before});
  }
  void change_key(const event& e) {
    const bool issued = e.what == event_type::api_key_issued;
    auto& who = changed(e.subject);
    require(!issued || who.may_use_key(), "permissions", "a key for somebody who may not sign in as a user");
    who.key_issued_at.reset();
    if (issued) who.key_issued_at = asked_.now;
    who.keys += issued ? 1 : 0;
    const auto* by = firm_.find(asked_.actor);
    require(by != nullptr && by->active_user(), "permissions", "a key is touched by somebody who may not act");
    const auto digest = record<account>(e.subject).api_key.octets;
    require(digest.size() == (issued ? 36U : 0U), "secrets", "something else than a digest is kept of a key");
    want(effect::mail_api_key_changed, who);
  }
};

}  // namespace parvis::inline v1::testkit::simulated
