// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "parvis/testkit/simulation/credential_laws.hpp"

// What a batch may do about people who are added, one by one or from a file, and what is known of them.

namespace parvis::inline v1::testkit::simulated {

/// A chapter of the judge.
class people_laws : protected credential_laws {
 protected:
  using credential_laws::credential_laws;

  static account_kind portal_kind(access of) {
    return has(of, access::collaborator) ? account_kind::collaborator : account_kind::client;
  }
  /// The claim that the batch makes for somebody.
  uuid claim_for(account_id who) {
    if (asked_.what != verb::import_people) return only(kind::code_claim);
    for (const auto& [k, id] : touched_) {
      if (k == kind::code_claim && record<code_claim>(id).account == who) return id;
    }
    return only(kind::code_claim);
  }
  /// The code that a new account has is its own, and nobody had it before.
  void claim(const person& who) {
    const auto row = record<code_claim>(claim_for(who.id));
    require(firm_.codes.try_emplace(row.key, who.id).second, "unique", "a code is claimed twice: " + row.key);
    require(row.account == who.id && row.key == ascii_lower(who.code) && !row.key.empty(), "unique",
            "a code is claimed for somebody else");
  }
  /// The row of an import that has made what an event tells of, and nothing before.
  const imported_row* imported(const event& e, std::string_view email_key) {
    for (const auto& row : asked_.rows) {
      if (row.email_key != email_key) continue;
      const auto [known, fresh] = firm_.imported.try_emplace(asked_.import_key + '/' + row.key, e.subject);
      require(fresh, "single use", "a row is imported twice: " + row.key);
      return &row;
    }
    wrong("rows", "somebody is imported whom no row names: " + std::string(email_key));
    return nullptr;
  }
  void start_import(const event& e) {
    const auto [known, fresh] = firm_.imports.try_emplace(asked_.import_key, e.subject);
    require(known->second == e.subject && e.number == (fresh ? 0 : 1), "single use", "an import has two beginnings");
  }

  /// Who was shown what changes nothing, and is told.
  void show(const event& e) {
    const bool table = e.what == event_type::accounts_exported;
    require(e.subject == uuid{table ? asked_.actor : asked_.subject}, "events", "somebody else is told of");
    require(e.number == (table ? static_cast<int>(asked_.listed.value_or(account_state{})) : 0), "events",
            "the event tells of others");
    const auto* by = firm_.find(asked_.actor);
    require(by != nullptr && by->may_act(), "permissions", "somebody is shown what is held who may not act");
  }

  void add_account(const event& e) {
    const bool user = e.what == event_type::user_added;
    person added;
    added.id = account_id{e.subject};
    added.revision = 1;
    added.state = account_state::invited;
    if (asked_.what == verb::import_people) {
      added.email_key = record<account>(added.id).email_key;
      const auto* row = imported(e, added.email_key);
      if (row == nullptr) return;
      require(user == (row->sort == imported_row::sort::user), "rows", "somebody is imported as another than wanted");
      added.access = user ? access::core : access::client;
      if (user) added.group = firm_.members;
    } else {
      added.access = asked_.access;
      added.email_key = asked_.email_key;
      added.group = asked_.group;
      added.role = asked_.role;
    }
    added.of_kind = user ? account_kind::user : portal_kind(added.access);
    added.join_by = asked_.now + firm_.settings.invite_lifetime;
    added.code = asked_.code.value_or(record<account>(added.id).code);
    require(firm_.by_email(added.email_key) == nullptr, "unique", "two accounts with " + added.email_key);
    const auto to_take = without(added.access, handed_over_);
    if (user) expect_kept(to_take);
    require(!user || firm_.room_for(to_take, asked_.now, taken_from()), "no oversell",
            "a user is added past the queue or the seats");
    touched_.insert({kind::account, added.id});
    if (!asked_.silent || asked_.what != verb::import_people) want(effect::mail_join, added);
    if (user) take_seats(added, to_take);
    if (handed_over_ != access::none) added.seated_at = asked_.now;
    claim(firm_.people[added.id] = added);
  }

  void join(const event& e) {
    auto& who = changed(e.subject);
    require(asked_.link && asked_.link->row() == e.subject && who.epoch == asked_.link->generation(), "single use",
            "somebody joins by a link that is not theirs, or was used");
    require(who.join_by && asked_.now < *who.join_by, "single use", "somebody joins by a link that has expired");
    require(firm_.by_username(asked_.username) == nullptr, "unique", "two accounts named " + asked_.username);
    who.username_key = asked_.username;
    who.password = asked_.password;
    who.join_by.reset();
    who.lose_credentials();
    if (who.of_portal()) {
      who.decided_at = asked_.now;
      find_place(who);
    } else {
      who.state = account_state::active;
      who.active_since = asked_.now;
    }
    require(e.number == static_cast<int>(who.state), "events", "the event tells another state");
  }

  void resend_join(const event& e) {
    auto& who = changed(e.subject);
    require(who.state == account_state::invited, "legal transitions", "somebody who has joined is mailed a link");
    ++who.epoch;
    who.join_by = asked_.now + firm_.settings.invite_lifetime;
    require(e.number == who.epoch, "events", "the event tells another generation");
    want(effect::mail_join, who);
    spend_mail(who.email_key, " firm");
  }
  void edit(const event& e) {
    auto& who = changed(e.subject);
    auto parts = account_parts::none;
    if (asked_.company && *asked_.company != who.company) parts = parts | account_parts::company;
    if (asked_.code && *asked_.code != who.code) parts = parts | account_parts::code;
    require(e.number == static_cast<int>(parts), "events", "the event tells of other parts");
    who.company = asked_.company.value_or(who.company);
    who.code = asked_.code.value_or(who.code);
    if (!asked_.code) return;
    const auto known = firm_.codes.find(ascii_lower(who.code));
    if (known == firm_.codes.end()) return claim(who);
    require(known->second == who.id, "unique", "somebody gets the code of another: " + who.code);
  }
  void flag(const event& e) {
    auto& who = changed(e.subject);
    if (e.what == event_type::password_change_demanded) {
      require(!who.password.empty(), "legal transitions", "a password is to be changed that nobody has");
      who.must_change_password = true;
      return;
    }
    const bool on = asked_.privacy == privacy_override::on;
    require(!who.of_portal(), "permissions", "somebody of the portal may read what is private");
    require(e.number == (on ? 1 : 0), "events", "the event tells the other");
    who.overrides_privacy_since = on ? std::optional(asked_.now) : std::nullopt;
  }
};

}  // namespace parvis::inline v1::testkit::simulated
