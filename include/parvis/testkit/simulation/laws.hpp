// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "parvis/testkit/simulation/row_laws.hpp"

// What a batch may do. Each is judged when it is applied: by the event it records, or by its shape when it is work of
// the clock, the law says what it must change, and the model changes so. Then the rows must be what the model says.

namespace parvis::inline v1::testkit::simulated {

/// Judges one batch.
class judge : private row_laws {
 public:
  using row_laws::row_laws;

  std::optional<violation> run() {
    if (batch_.at != asked_.now) wrong("time", "the batch was not decided at the time of the call");
    note_before();
    apply_to_image();
    if (!wrong_) by_law();
    if (!wrong_) enter_groups();
    if (!wrong_) compare_touched();
    if (!wrong_) compare_errands();
    if (!wrong_) check_steps();
    if (!wrong_) check_sums();
    return wrong_;
  }
  [[nodiscard]] const std::vector<event>& events() const { return events_; }

 private:
  void note_before() {
    for (const auto& op : batch_.operations) {
      if (op.kind == kind::note && op.type == op_type::remove) subject_of_note_ = record<note>(op.id).subject;
      if (op.kind == kind::account && writes(op)) {
        const auto* before = firm_.find(op.id);
        groups_before_[op.id] = before == nullptr ? group_id{} : before->group;
        states_before_[op.id] = before == nullptr ? account_state::erased : before->at(asked_.now);
        if (op.type == op_type::change) {
          require(op.revision.has_value(), "guards", "an account is changed whatever its revision");
        }
      }
    }
  }

  void apply_to_image() {
    for (const auto& op : batch_.operations) {
      const auto bad = rows_.apply(op);
      require(bad.empty(), "guards", bad + ": " + std::string(schema_of(op.kind)->name));
      if (wrong_) return;
      if (!writes(op)) continue;
      touched_.insert({op.kind, op.id});
      if (op.kind == kind::event && op.type == op_type::insert) take_event(op.id);
      if (op.kind == kind::outbox && op.type == op_type::insert) inserted_errands_.push_back(op.id);
    }
  }

  void take_event(const uuid& id) {
    const auto e = from_row<event>(*rows_.find(kind::event, id));
    if (!e) return wrong("rows can be read", "an event cannot be read");
    events_.push_back(e.value());
    require(e.value().at == asked_.now, "events", "an event tells another time");
    require(e.value().unsealed_at.has_value() && !e.value().position, "events", "a new event is sealed");
    firm_.trail[event_id{id}] = std::nullopt;
  }

  void by_law() {
    if (events_.empty()) return by_shape();
    if (settles()) return settle();
    // Who goes and who comes in their place are two events of one batch, be it people or renewals of one order; rows of
    // an import share one.
    const bool makes = touches(kind::account) || touches(kind::invite);
    const bool many = asked_.what == verb::import_people && makes != touches(kind::import_run);
    const bool two = asked_.what == verb::replace || asked_.what == verb::place_order;
    if (!many && events_.size() > (two ? 2U : 1U)) {
      return wrong("events", "one batch records several events");
    }
    for (const auto& e : events_) check_law(e);
    for (const auto& e : events_) {
      if (!wrong_) apply(e);
    }
  }
  /// Who brings an event, and what the batch guards for it.
  void check_law(const event& e) {
    require(!asked_.dry || e.what == event_type::seats_settled || e.what == event_type::account_admitted ||
                e.what == event_type::account_unbanned,
            "dry run", "a dry run writes");
    const auto* law =
        std::find_if(law_rows.begin(), law_rows.end(), [&](const law_row& one) { return one.what == e.what; });
    if (law == law_rows.end()) return wrong("events", "an event of an unexpected type");
    const auto& by_verbs = law->verbs;
    require(by_verbs.empty() || by_verbs.has(asked_.what), "events",
            "event " + number(e.what) + " recorded by " + std::string(name_of(asked_.what)));
    const bool by_actor = law->by == acting::actor || law->by == acting::actor_or_oneself ||
                          (law->by == acting::actor_or_time && asked_.what != verb::run_due && !asks_password()) ||
                          law->by == acting::actor_or_operator || (law->by == acting::buyer && buys(e));
    const bool by_operator = law->by == acting::actor_or_operator && asked_.actor == operator_id;
    const auto who = by_actor ? asked_.actor : law->by == acting::oneself ? account_id{e.subject} : account_id{};
    require(e.actor == who, "events", "event " + number(e.what) + " names another actor");
    if (by_actor && !by_operator && (law->by != acting::actor_or_oneself || e.subject != asked_.actor)) {
      require(guards(kind::account, asked_.actor), "guards", "the actor's row is not guarded: event " + number(e.what));
      const auto* by = firm_.find(asked_.actor);
      require(may_bring(e, by), "permissions", "event " + number(e.what) + " by somebody who may not");
    }
    require(!law->guards_settings || guards(kind::settings, settings_row), "guards",
            "the settings are not guarded: event " + number(e.what));
  }

  [[nodiscard]] bool may_bring(const event& e, const person* by) const {
    switch (asked_.what) {
      case verb::approve:
      case verb::approve_each:
      case verb::approve_pending:
      case verb::reject:
      case verb::reject_each:
      case verb::approve_access:
      case verb::reject_access:
        return firm_.decides(by);
      case verb::ask_access:
        return by != nullptr && by->of_portal() && by->may_act() && by->id == e.subject;
      default:
        return firm_.manages(by);
    }
  }

  static std::string number(event_type what) { return std::to_string(static_cast<int>(what)); }

  void apply(const event& e) {
    switch (e.what) {
      case event_type::workspace_set_up:
        return set_up();
      case event_type::settings_changed:
        return change_settings();
      case event_type::user_added:
      case event_type::portal_account_added:
        return add_account(e);
      case event_type::user_joined:
        return join(e);
      case event_type::seats_granted:
      case event_type::grant_ended:
        return regrant(e);
      case event_type::invite_created:
        return create_invite(e);
      case event_type::invite_rotated:
      case event_type::invite_closed:
      case event_type::invite_reopened:
      case event_type::invite_revoked:
      case event_type::invite_resent:
        return move_invite(e);
      case event_type::sign_up_received:
      case event_type::sign_up_of_known_address:
        return receive(e);
      case event_type::email_proven:
      case event_type::account_reapplied:
        return arrive(e);
      case event_type::account_approved:
        return approve(e);
      case event_type::account_rejected:
        return reject(e);
      case event_type::account_admitted:
        return admit(e);
      case event_type::account_reopened:
        return reopen(e);
      case event_type::account_lapsed:
        return lapse(e);
      case event_type::account_deactivated:
        return deactivate(e);
      case event_type::account_reactivated:
        return reactivate(e);
      case event_type::account_erased:
        return erase(e);
      case event_type::erasure_completed:
        return complete_erasure(e);
      case event_type::import_started:
        return start_import(e);
      case event_type::accounts_exported:
      case event_type::person_exported:
        return show(e);
      case event_type::case_opened:
      case event_type::mail_failed:
        return settle_errands(&e);
      case event_type::outbox_retried:
        return retry();
      case event_type::signed_in:
        return forget_failures();
      case event_type::sign_in_failed:
        return tell_failure(e);
      case event_type::password_changed:
        return change_password(e);
      case event_type::password_reset_asked:
        return ask_reset(e);
      case event_type::password_reset:
        return reset_password(e);
      case event_type::email_change_asked:
        return ask_email(e);
      case event_type::email_changed:
        return change_email(e);
      case event_type::api_key_issued:
      case event_type::api_key_revoked:
        return change_key(e);
      default:
        return apply_to_person(e);
    }
  }
  void apply_to_person(const event& e) {
    switch (e.what) {
      case event_type::join_resent:
        return resend_join(e);
      case event_type::account_edited:
        return edit(e);
      case event_type::access_changed:
        return change_access(e);
      case event_type::access_asked:
        return ask_access(e);
      case event_type::access_refused:
        return refuse_access(e);
      case event_type::privacy_override_changed:
      case event_type::password_change_demanded:
        return flag(e);
      case event_type::account_banned:
        return ban(e);
      case event_type::account_unbanned:
        return unban(e);
      case event_type::group_added:
        return add_group(e);
      case event_type::group_edited:
        return edit_group(e);
      case event_type::group_removed:
        return remove_group(e);
      case event_type::group_changed:
        return change_group(e);
      default:
        return apply_to_purchase(e);
    }
  }

  /// Work that records no event.
  void by_shape() {
    const auto only_of = [&](std::initializer_list<kind> kinds) {
      return std::all_of(touched_.begin(), touched_.end(), [&](const auto& one) {
        return std::find(kinds.begin(), kinds.end(), one.first) != kinds.end();
      });
    };
    if (touches(kind::audit_head) && only_of({kind::audit_head, kind::event})) return seal();
    if (is_forgetting()) return forget(batch_.operations.front());
    if (touches(kind::seat_pool) && only_of({kind::seat_pool, kind::outbox, kind::seat_use, kind::reservation})) {
      return settle();
    }
    if (touches(kind::account) && only_of({kind::account, kind::outbox})) return remind();
    if (touches(kind::account) && only_of({kind::account, kind::seat_pool, kind::outbox})) return change_queue();
    if (only_of({kind::outbox})) return settle_errands(nullptr);
    if (asks_password() && !touched_.empty() && only_of({kind::counter})) {
      return batch_.operations.front().type == op_type::remove ? forget_failures() : count_failure();
    }
    if (only_of({kind::sign_up, kind::counter, kind::mailed_link})) return purge();
    wrong("whole", "something is changed and no event says so");
  }

  // --- configuration ---

  void set_up() {
    require(!firm_.set_up, "set up once", "the workspace was set up before");
    firm_.set_up = true;
    firm_.settings = record<settings>(settings_row);
    for (const auto& [k, id] : touched_) {
      if (k == kind::group) {
        const auto g = record<group>(id);
        firm_.groups[g.id] = team{g};
        firm_.groups[g.id].entered = 0;  // until it is told who is in it
        (has(g.permissions, permissions::users_manage) ? firm_.administrators : firm_.members) = g.id;
      } else if (k == kind::account) {
        claim(firm_.people[account_id{id}] = person{record<account>(id)});
      } else if (k == kind::seat_pool) {
        const license_pool made{record<seat_pool>(id)};
        firm_.pools[made.sku] = made;
      } else if (k == kind::grant) {
        firm_.grants[grant_id{id}] = license_grant{record<grant>(id)};
      }
    }
    firm_.founder = firm_.people.empty() ? account_id{} : firm_.people.begin()->first;
    require(firm_.people.size() == 1 && firm_.manages(&firm_.people.begin()->second), "set up once",
            "the first administrator does not manage users");
    for (const auto& [sku, one] : firm_.pools) {
      require(one.capacity == firm_.granted(one, asked_.now).capacity, "seats add up", "the first grants of " + sku);
      require(one.peak == one.held && one.period_ends_at == month_after(asked_.now), "seats add up",
              "the first month of " + sku);
    }
  }

  void change_settings() {
    const auto before = firm_.settings;
    firm_.settings = asked_.wanted;
    firm_.settings.revision = before.revision + 1;
    for (const auto& id : before.approvers) {
      if (firm_.named_approver(id)) continue;
      want(effect::mail_approvals_reassigned, id, addressee::deciders);
      break;
    }
    for (const auto& id : firm_.settings.approvers) {
      if (std::count(before.approvers.begin(), before.approvers.end(), id) > 0) continue;
      const auto* who = firm_.find(id);
      require(who != nullptr && who->active_user(), "permissions", "a new approver who is no active user");
    }
    const auto now = record<settings>(settings_row);
    require(same_row(to_row(now), to_row(firm_.settings)), "rows", "the settings are not those that were wanted");
  }
};

}  // namespace parvis::inline v1::testkit::simulated
