// SPDX-License-Identifier: BSL-1.0
#include "parvis/rules/erase.hpp"

#include <doctest/doctest.h>

#include <set>

#include "parvis/rules/personal_data.hpp"
#include "rules/facts.hpp"

using namespace facts;

namespace {

/// Somebody of whom everything is known.
account known(account_kind of_kind, account_state state) {
  auto out = account_number(1, of_kind, state);
  out.password = "$scrypt$";
  out.language = "fr";
  out.group = administrators().id;
  out.invite = id_number<invite_id>(50);
  out.decided_by = id_number<account_id>(100);
  out.decided_at = out.queued_at = out.active_since = out.join_by = out.decide_by = out.remind_at = out.seated_at =
      out.overrides_privacy_since = out.api_key_issued_at = noon;
  out.must_change_password = true;
  out.case_role = case_role::client;
  out.fields = {{"file", "17"}};
  out.consents = {{"terms", "1", noon}};
  out.seniority = out.job_title = out.mobile = out.address = out.company = out.code = "something";
  out.asked_access = parvis::access::client;
  out.api_key = {"digest"};
  out.credential_epoch = 3;
  return out;
}

activity_facts acting_on(account who, std::int64_t administrators_left = 2) {
  activity_facts out{open_settings(),
                     manager(),
                     std::move(who),
                     administrators(),
                     {pool("core", 9, 4), pool("contract", 9, 4), pool("collaborators", 9, 4, 1)},
                     counter{}};
  out.administrators->count = administrators_left;
  out.administrators->at_least = 1;
  return out;
}

}  // namespace

TEST_CASE("whoever is erased keeps an id, what they were and since when; every other column is empty") {
  for (const auto of_kind : {account_kind::user, account_kind::client, account_kind::collaborator}) {
    for (int s = 1; s < static_cast<int>(account_state::erased); ++s) {
      auto at = stamp_at();
      auto f = acting_on(known(of_kind, static_cast<account_state>(s)));
      if (f.who->state != account_state::pending) f.who->decide_by.reset();
      if (f.who->state != account_state::waiting) f.who->queued_at.reset();
      const auto [operations, after] = erase(f, {}, at).value();
      CHECK(defect_in(operations) == "");
      const auto row = to_row(after);
      const std::set<column_number> kept{
          column_of(&account::of_kind),          column_of(&account::state),
          column_of(&account::invite),           column_of(&account::created_at),
          column_of(&account::access),           column_of(&account::credential_epoch),
          column_of(&account::case_role),        column_of(&account::must_change_password),
          column_of(&account::settings_revision)};
      for (column_number n = 0; n < row.values.size(); ++n) {
        CAPTURE(n);
        CHECK((row.values[n].is_null() || kept.count(n) == 1));
      }
      CHECK(after.state == account_state::erased);
      CHECK(after.of_kind == of_kind);
      CHECK(after.access == parvis::access::none);
      CHECK(after.case_role == case_role::none);
      CHECK_FALSE(after.must_change_password);
      CHECK(after.credential_epoch == 4);
      CHECK(from_row<account>(row).has_value());

      CHECK(guards(operations, *f.who));
      CHECK(guards(operations, f.settings));
      CHECK(guards(operations, *f.actor.who));
      CHECK(guards(operations, *f.group));
      CHECK(events_of(operations) == std::vector{event_type::account_erased});
      const auto* trace = on(kind::erasure, operations).front();
      CHECK(trace->id == f.who->id);
      CHECK(assigned(*trace, &erasure::email_key)->data() == f.who->email_key);
      const auto held = skus_of(seats_held(*f.who)).size();
      CHECK(added(operations, &seat_pool::held) == -static_cast<std::int64_t>(held));
      const bool counted = of_kind == account_kind::user && f.who->state == account_state::active;
      CHECK(added(operations, &counter::count) == (counted ? -1 : 0));
      CHECK(effects_of(operations).empty());
    }
  }
}

TEST_CASE("whoever waits leaves the queue, and an approver leaves word to those who decide now") {
  auto at = stamp_at();
  auto f = acting_on(known(account_kind::collaborator, account_state::waiting));
  f.who->waiting_for = "collaborators";
  f.settings.approvers = {f.who->id};
  const auto operations = erase(f, {}, at).value().operations;
  CHECK(defect_in(operations) == "");
  CHECK(added(operations, &seat_pool::waiting) == -1);
  CHECK(effects_of(operations) == std::vector{effect::mail_approvals_reassigned});
}

TEST_CASE("the last administrator cannot be erased, others may erase themselves; it repeats without effect") {
  auto at = stamp_at();
  auto f = acting_on(known(account_kind::user, account_state::active), 1);
  CHECK(refusal(erase(f, {}, at)) == errc::last_administrator);
  f.administrators.reset();
  CHECK(refusal(erase(f, {}, at)) == errc::last_administrator);
  f = acting_on(*manager().who);
  CHECK(defect_in(erase(f, {}, at).value().operations) == "");

  f = acting_on(known(account_kind::client, account_state::active));
  CHECK(refusal(erase(f, {.account = f.who->revision - 1}, at)) == errc::stale);
  f.actor = member();
  CHECK(refusal(erase(f, {}, at)) == errc::permission_denied);
  f.actor = manager();
  f.who->state = account_state::erased;
  CHECK(erase(f, {.account = f.who->revision - 1}, at).value().operations.empty());
  f.who.reset();
  CHECK(refusal(erase(f, {}, at)) == errc::not_found);
}

TEST_CASE("other rows are theirs by account, or by an address that was theirs then") {
  const auto zoe = id_number<account_id>(1), yan = id_number<account_id>(2);
  const erasure of{.id = zoe, .revision = 1, .email_key = "zoe@example.org", .erased_at = noon};
  const auto before = noon, after = noon + tick;
  CHECK(tells_of(sign_up{.known = zoe, .created_at = after}, of));
  CHECK(tells_of(sign_up{.email_key = "zoe@example.org", .created_at = before}, of));
  CHECK_FALSE(tells_of(sign_up{.email_key = "zoe@example.org", .created_at = after}, of));
  CHECK_FALSE(tells_of(sign_up{.email_key = "yan@example.org", .known = yan, .created_at = before}, of));

  CHECK(tells_of(mailed_link{.account = zoe, .created_at = after}, of));
  CHECK(tells_of(mailed_link{.email_key = "zoe@example.org", .created_at = before}, of));
  CHECK_FALSE(tells_of(mailed_link{.account = yan, .email_key = "zoe@example.org", .created_at = after}, of));
  CHECK_FALSE(tells_of(mailed_link{.account = yan, .email_key = "yan@example.org", .created_at = before}, of));

  const std::string to = "zoe@example.org";
  CHECK(tells_of(outbox_item{.effect = effect::mail_welcome, .about = zoe}, "", of));
  CHECK(tells_of(outbox_item{.effect = effect::mail_welcome, .about = yan, .recipient = zoe}, "", of));
  CHECK(tells_of(outbox_item{.effect = effect::mail_invitation, .about = yan, .created_at = before}, to, of));
  CHECK_FALSE(tells_of(outbox_item{.effect = effect::mail_invitation, .about = yan, .created_at = after}, to, of));
  CHECK_FALSE(tells_of(outbox_item{.effect = effect::mail_welcome, .about = yan, .recipient = yan}, "", of));
  CHECK_FALSE(
      tells_of(outbox_item{.effect = effect::mail_approvals_reassigned, .about = zoe, .recipient = yan}, "", of));
  CHECK(tells_of(outbox_item{.effect = effect::mail_approvals_reassigned, .about = yan, .recipient = zoe}, "", of));

  auto at = stamp_at();
  const auto done = complete(of, at);
  CHECK(done.front().type == op_type::remove);
  CHECK(events_of(done) == std::vector{event_type::erasure_completed});
}

TEST_CASE("who may have data about people is told in the trail before they have it") {
  auto at = stamp_at();
  export_facts f{open_settings(), manager(), known(account_kind::client, account_state::inactive)};
  CHECK(events_of(export_person(f, at).value().operations) == std::vector{event_type::person_exported});
  CHECK(guards(export_person(f, at).value().operations, *f.actor.who));
  CHECK(events_of(export_accounts(f, {}, at).value().operations) == std::vector{event_type::accounts_exported});
  CHECK(export_accounts(f, account_state::active, at).value().reply == account_state::active);
  CHECK(refusal(export_accounts(f, account_state::erased, at)) == errc::out_of_range);
  CHECK(refusal(export_accounts(f, account_state{}, at)) == errc::out_of_range);

  // Whoever is in may ask about themselves, and about nobody else.
  f.actor = {account_number(7, account_kind::client, account_state::active), {}};
  CHECK(refusal(export_person(f, at)) == errc::permission_denied);
  f.who = f.actor.who;
  CHECK(defect_in(export_person(f, at).value().operations) == "");
  f.who->banned_at = f.actor.who->banned_at = at.now;
  CHECK(refusal(export_person(f, at)) == errc::permission_denied);
  f.who->banned_at = f.actor.who->banned_at = {};
  f.who->state = f.actor.who->state = account_state::inactive;
  CHECK(refusal(export_person(f, at)) == errc::permission_denied);
  CHECK(refusal(export_accounts(f, {}, at)) == errc::permission_denied);

  f.actor = manager();
  f.who->state = account_state::erased;
  CHECK(refusal(export_person(f, at)) == errc::not_found);
  f.who.reset();
  CHECK(refusal(export_person(f, at)) == errc::not_found);
}
