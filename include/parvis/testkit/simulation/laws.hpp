// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "parvis/testkit/simulation/model.hpp"
#include "parvis/testkit/simulation/purchase_laws.hpp"
#include "parvis/values/token.hpp"

// What a batch may do. Each is judged when it is applied: by the event it records, or by its shape when it is work of
// the clock, the law says what it must change, and the model changes so. Then the rows must be what the model says.

namespace parvis::inline v1::testkit::simulated {

/// What did not hold.
struct violation {
  std::string check;  ///< the name of the check
  std::string detail;
};

/// One row of an import: somebody to be added or invited.
struct imported_row {
  enum class sort : std::uint8_t { user, client, invitee } sort{};
  std::string key{}, email_key{};
};

/// What is asked of the portal in this step, in the model's words.
struct intent {
  verb what{};
  account_id actor{};
  instant now{};
  account_id subject{};
  std::string email_key{}, username{}, password{};  ///< the password as the hasher makes it
  std::string identifier{};                         ///< by which the account is asked for; empty: it is the actor's
  std::string fresh{};                              ///< the new password, likewise
  bool named = false;                               ///< names were typed
  std::optional<token> link{};                      ///< of whatever kind
  bool continued = false;                           ///< the continuation is brought to the proof
  std::optional<account_kind> wanted_kind{};
  bool field_given = false;
  std::string terms_version{};
  parvis::settings wanted{};
  license_grant grant{};
  door_link invite{};  ///< to be made; or whose id is acted upon
  bool keep = false;   ///< older links
  bool silent = false;
  parvis::access access{};
  case_role role{};
  std::optional<std::string> code{}, company{};
  privacy_override privacy{};
  group_id group{};
  std::string reason{};                  ///< of a ban
  std::optional<instant> until{};        ///< likewise
  parvis::permissions permissions{};     ///< of a group
  wish wanted_order{};                   ///< what is quoted, bought, told, kept or looked at
  std::vector<account_id> subjects{};    ///< of a list
  std::vector<std::string> addresses{};  ///< likewise
  std::vector<imported_row> rows{};      ///< of an import
  std::string import_key{};
  bool dry = false;
  std::optional<std::uint64_t> seen{};
  std::set<uuid> carried_out{};        ///< errands that a port accepted
  std::map<uuid, errc> not_carried{};  ///< and those it did not
  std::map<uuid, checkout> tills{};    ///< what a gateway said of orders
  bool troubled = false;               ///< a call of the storage has gone wrong
  bool overtaken = false;              ///< another command ran since this one began
};

/// Who must stand in an event as the actor, and what the batch must guard.
enum class acting : std::uint8_t { actor, oneself, no_one, actor_or_oneself, actor_or_time, buyer, actor_or_host };
struct law_row {
  event_type what;
  acting by;
  bool guards_settings;
  few<verb> verbs;  ///< that bring it; none: any
};

inline constexpr auto law_rows = [] {
  using enum verb;
  return std::to_array<law_row>({
      {event_type::workspace_set_up, acting::oneself, false, {set_up}},
      {event_type::settings_changed, acting::actor, true, {change_settings}},
      {event_type::user_added, acting::actor, true, {add_user, replace, import_people}},
      {event_type::user_joined, acting::oneself, true, {join}},
      {event_type::seats_granted, acting::actor, false, {grant_seats}},
      {event_type::grant_ended, acting::actor, false, {end_grant}},
      {event_type::seats_settled, acting::no_one, false, {}},
      {event_type::invite_created, acting::actor, true, {create_invite, invite_people, import_people}},
      {event_type::invite_rotated, acting::actor, true, {rotate_invite}},
      {event_type::invite_closed, acting::actor, true, {close_invite}},
      {event_type::invite_reopened, acting::actor, true, {reopen_invite}},
      {event_type::invite_revoked, acting::actor, true, {revoke_invite}},
      {event_type::invite_resent, acting::actor, true, {resend_invite}},
      {event_type::sign_up_received, acting::no_one, true, {sign_up, start_sign_up}},
      {event_type::sign_up_of_known_address, acting::no_one, true, {sign_up, start_sign_up}},
      {event_type::sign_up_refused, acting::no_one, false, {sign_up, start_sign_up, prove_email}},
      {event_type::email_proven, acting::no_one, true, {sign_up, prove_email}},
      {event_type::account_reapplied, acting::no_one, true, {sign_up, prove_email}},
      {event_type::account_approved, acting::actor, true, {approve, approve_each, approve_pending}},
      {event_type::account_rejected, acting::actor, true, {reject, reject_each}},
      {event_type::account_reopened, acting::actor, true, {reopen}},
      {event_type::account_admitted, acting::no_one, false, {}},
      {event_type::account_lapsed, acting::no_one, false, {run_due}},
      {event_type::account_deactivated, acting::actor, true, {deactivate, deactivate_each, replace}},
      {event_type::account_reactivated, acting::actor, true, {reactivate}},
      {event_type::account_erased, acting::actor, true, {erase}},
      {event_type::erasure_completed, acting::no_one, false, {erase, run_due}},
      {event_type::import_started, acting::actor, true, {import_people}},
      {event_type::signed_in, acting::oneself, false, {sign_in}},
      {event_type::sign_in_failed, acting::no_one, false, {sign_in, change_password, request_email_change}},
      {event_type::password_changed, acting::oneself, false, {change_password}},
      {event_type::password_reset_asked, acting::no_one, true, {request_password_reset}},
      {event_type::password_reset, acting::oneself, false, {reset_password}},
      {event_type::email_change_asked, acting::oneself, true, {request_email_change}},
      {event_type::email_changed, acting::oneself, false, {prove_email_change}},
      {event_type::api_key_issued, acting::actor_or_oneself, false, {issue_api_key}},
      {event_type::api_key_revoked, acting::actor_or_oneself, false, {revoke_api_key}},
      {event_type::case_opened, acting::no_one, false, {drain_outbox}},
      {event_type::mail_failed, acting::no_one, false, {drain_outbox}},
      {event_type::outbox_retried, acting::actor, false, {retry_outbox}},
      {event_type::portal_account_added, acting::actor, true, {add_portal_account, import_people}},
      {event_type::join_resent, acting::actor, true, {resend_join, resend_join_each}},
      {event_type::account_edited, acting::actor, true, {edit_account}},
      {event_type::access_changed, acting::actor, true, {change_access, ask_access, approve_access}},
      {event_type::access_asked, acting::actor, true, {ask_access}},
      {event_type::access_refused, acting::actor_or_time, false, {reject_access, run_due}},
      {event_type::privacy_override_changed, acting::actor, true, {override_privacy}},
      {event_type::password_change_demanded, acting::actor, true, {demand_password_change}},
      {event_type::account_banned, acting::actor, true, {ban}},
      {event_type::account_unbanned,
       acting::actor_or_time,
       true,
       {unban, run_due, sign_in, change_password, request_email_change}},
      {event_type::group_edited, acting::actor, false, {edit_group}},
      {event_type::group_changed, acting::actor, true, {change_group}},
      {event_type::catalog_changed, acting::actor_or_host, false, {change_catalog}},
      {event_type::order_placed, acting::buyer, true, {place_order}},
      {event_type::order_granted, acting::buyer, false, {place_order, take_payment_notice, drain_outbox}},
      {event_type::order_declined, acting::buyer, false, {place_order, take_payment_notice, drain_outbox}},
      {event_type::order_abandoned, acting::buyer, false, {cancel_order, take_payment_notice, run_due}},
      {event_type::order_refunded, acting::buyer, false, {take_payment_notice}},
      {event_type::payment_noted, acting::buyer, false, {place_order, take_payment_notice, drain_outbox}},
      {event_type::checkout_started, acting::no_one, false, {place_order, drain_outbox}},
      {event_type::overage_changed, acting::actor, false, {allow_overage}},
      {event_type::seats_reserved, acting::actor, false, {reserve_seats}},
      {event_type::reservation_released, acting::actor, false, {release_reservation}},
      {event_type::reservation_expired, acting::no_one, false, {}},
  });
}();

/// Which event may bring an account from one state to another; `erased` stands for no account yet.
struct step_row {
  event_type by;
  account_state from, to;
};
inline constexpr step_row steps_of_life[] = {
    {event_type::workspace_set_up, account_state::erased, account_state::active},
    {event_type::user_added, account_state::erased, account_state::invited},
    {event_type::portal_account_added, account_state::erased, account_state::invited},
    {event_type::user_joined, account_state::invited, account_state::active},
    {event_type::user_joined, account_state::invited, account_state::waiting},
    {event_type::access_changed, account_state::waiting, account_state::active},
    {event_type::email_proven, account_state::erased, account_state::pending},
    {event_type::email_proven, account_state::erased, account_state::active},
    {event_type::email_proven, account_state::erased, account_state::waiting},
    {event_type::account_reapplied, account_state::rejected, account_state::pending},
    {event_type::account_reapplied, account_state::rejected, account_state::active},
    {event_type::account_reapplied, account_state::rejected, account_state::waiting},
    {event_type::account_reapplied, account_state::lapsed, account_state::pending},
    {event_type::account_reapplied, account_state::lapsed, account_state::active},
    {event_type::account_reapplied, account_state::lapsed, account_state::waiting},
    {event_type::account_approved, account_state::pending, account_state::active},
    {event_type::account_approved, account_state::pending, account_state::waiting},
    {event_type::account_rejected, account_state::pending, account_state::rejected},
    {event_type::account_admitted, account_state::waiting, account_state::active},
    {event_type::account_reopened, account_state::rejected, account_state::pending},
    {event_type::account_reopened, account_state::lapsed, account_state::pending},
    {event_type::account_lapsed, account_state::pending, account_state::lapsed},
    {event_type::account_deactivated, account_state::active, account_state::inactive},
    {event_type::account_deactivated, account_state::invited, account_state::inactive},
    {event_type::account_reactivated, account_state::inactive, account_state::active},
    {event_type::account_reactivated, account_state::inactive, account_state::invited},
    {event_type::account_erased, account_state::invited, account_state::erased},
    {event_type::account_erased, account_state::pending, account_state::erased},
    {event_type::account_erased, account_state::waiting, account_state::erased},
    {event_type::account_erased, account_state::active, account_state::erased},
    {event_type::account_erased, account_state::inactive, account_state::erased},
    {event_type::account_erased, account_state::rejected, account_state::erased},
    {event_type::account_erased, account_state::lapsed, account_state::erased},
    {event_type::account_unbanned, account_state::active, account_state::waiting},
    {event_type::account_unbanned, account_state::waiting, account_state::active},
};

/// Judges one batch.
class judge : private purchase_laws<judge> {
  friend purchase_laws<judge>;

 public:
  judge(firm& of, image& rows, const intent& asked, const batch& applied)
      : firm_(of), rows_(rows), asked_(asked), batch_(applied) {}

  std::optional<violation> run() {
    if (batch_.at != asked_.now) wrong("time", "the batch was not decided at the time of the call");
    note_before();
    apply_to_image();
    if (!wrong_) by_law();
    if (!wrong_) compare_touched();
    if (!wrong_) compare_errands();
    if (!wrong_) check_steps();
    if (!wrong_) check_sums();
    return wrong_;
  }
  [[nodiscard]] const std::vector<event>& events() const { return events_; }

 private:
  void wrong(std::string_view check, std::string detail) {
    if (!wrong_) wrong_ = violation{std::string(check), std::move(detail)};
  }
  void require(bool holds, std::string_view check, std::string detail) {
    if (!holds) wrong(check, std::move(detail));
  }

  // --- what the batch is ---

  static bool writes(const operation& op) {
    if (op.type == op_type::absent) return false;
    return op.type != op_type::change || !op.set.empty() || !op.add.empty();
  }

  void note_before() {
    for (const auto& op : batch_.operations) {
      if (op.kind == kind::note && op.type == op_type::remove) subject_of_note_ = record<note>(op.id).subject;
      if (op.kind == kind::account && writes(op)) {
        const auto* before = firm_.find(op.id);
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

  [[nodiscard]] bool guards(kind k, const uuid& id) const {
    return std::any_of(batch_.operations.begin(), batch_.operations.end(),
                       [&](const operation& op) { return op.kind == k && op.id == id && op.revision.has_value(); });
  }
  template <class Record>
  Record record(const uuid& id) {
    const auto* found = rows_.find(Record::kind, id);
    if (found == nullptr) {
      wrong("rows", "a row is gone: " + std::string(schema_of(Record::kind)->name));
      return {};
    }
    auto read = from_row<Record>(*found);
    if (!read) {
      wrong("rows can be read", std::string(schema_of(Record::kind)->name) + "." + read.error().detail);
      return {};
    }
    return std::move(read).assume_value();
  }
  /// The only row of a kind that the batch writes.
  uuid only(kind k) {
    uuid out;
    std::size_t count = 0;
    for (const auto& [of, id] : touched_) {
      if (of != k) continue;
      out = id;
      ++count;
    }
    require(count == 1, "whole",
            "the batch writes " + std::to_string(count) + " rows of " + std::string(schema_of(k)->name) + ", not one");
    return out;
  }
  [[nodiscard]] bool touches(kind k) const {
    return std::any_of(touched_.begin(), touched_.end(), [&](const auto& one) { return one.first == k; });
  }

  void by_law() {
    if (events_.empty()) return by_shape();
    if (settles()) return settle();
    // Who goes and who comes in their place are two events of one batch; rows of an import share one.
    const bool makes = touches(kind::account) || touches(kind::invite);
    const bool many = asked_.what == verb::import_people && makes != touches(kind::import_run);
    if (!many && events_.size() > (asked_.what == verb::replace ? 2U : 1U)) {
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
                          (law->by == acting::actor_or_host && !asked_.actor.is_nil()) ||
                          (law->by == acting::buyer && buys());
    const auto who = by_actor ? asked_.actor : law->by == acting::oneself ? account_id{e.subject} : account_id{};
    require(e.actor == who, "events", "event " + number(e.what) + " names another actor");
    if (by_actor && (law->by != acting::actor_or_oneself || e.subject != asked_.actor)) {
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
      case event_type::group_edited:
        return edit_group(e);
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
    if (only_of({kind::outbox})) return settle_errands(nullptr);
    if (asks_password() && !touched_.empty() && only_of({kind::counter})) {
      return batch_.operations.front().type == op_type::remove ? forget_failures() : count_failure();
    }
    if (only_of({kind::sign_up, kind::counter, kind::mailed_link})) return purge();
    wrong("whole", "something is changed and no event says so");
  }

  // --- passwords ---

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
    spend_mail(made.email_key);
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
    auto& who = changed(e.subject);
    const auto before = who.email_key;
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
  }

  // --- people ---

  /// The person an event is about, to be changed.
  person& changed(const uuid& id) {
    const auto found = firm_.people.find(account_id{id});
    touched_.insert({kind::account, id});
    if (found == firm_.people.end()) {
      wrong("events", "an event about nobody");
      return nobody_ = {};
    }
    ++found->second.revision;
    return found->second;
  }
  license_pool& pool(std::string_view sku) {
    auto& out = firm_.pools.find(sku)->second;
    touched_.insert({kind::seat_pool, out.id});
    return out;
  }
  void want(effect what, const person& to) {
    wanted_.push_back({.effect = what, .about = to.id, .recipient = to.id, .generation = to.epoch});
  }
  void want(effect what, const uuid& about, addressee to) {
    wanted_.push_back({.effect = what, .about = about, .addressee = to});
  }

  void take_seats(person& who, access wanted) {
    for (const auto& [one, sku] : licenses) {
      if (!has(wanted, one)) continue;
      who.seated_at = asked_.now;
      auto& p = pool(sku);
      require(asked_.now < p.period_ends_at, "use", "a seat is taken in a month that is over");
      if (takes_kept(p)) continue;
      require(p.held < p.capacity && asked_.now < p.next_change_at, "no oversell",
              std::string(sku) + ": " + std::to_string(p.held) + " of " + std::to_string(p.capacity) + " are held");
      ++p.held;
      // Those who are imported together take their seats by one move.
      if (asked_.what != verb::import_people || moved_.insert(sku).second) ++p.moves;
      p.peak = std::max(p.peak, p.held);
    }
  }
  void free_seats(person& who, access held) {
    bool none_left = true;
    for (const auto& [one, sku] : licenses) {
      none_left = none_left && (has(held, one) || !has(who.access, one));
      if (!has(held, one)) continue;
      auto& p = pool(sku);
      require(asked_.now < p.period_ends_at, "use", "a seat is given back in a month that is over");
      --p.held;
      ++p.moves;
    }
    if (none_left) who.seated_at.reset();
  }
  void enter_queue(person& who, std::string_view full) {
    // Time refuses nobody.
    const bool by_time =
        !events_.empty() && events_.front().what == event_type::account_unbanned && events_.front().actor.is_nil();
    require(by_time || firm_.settings.when_no_seat == no_seat_policy::wait, "no oversell",
            "somebody waits though nobody may");
    who.queued_at = who.queued_at.value_or(asked_.now);
    who.waiting_for = full;
    auto& queue = pool(full);
    if (queue.waiting == 0) want(effect::mail_seats_exhausted, queue.id, addressee::administrators);
    ++queue.waiting;
  }
  void leave_queue(person& who) {
    if (!who.waiting_for.empty()) --pool(who.waiting_for).waiting;
    who.queued_at.reset();
    who.waiting_for.clear();
  }
  enum class tidings : std::uint8_t { told, withheld };
  /// Whoever was in before a ban took their seat is welcomed back, and has their case.
  void become_active(person& who, tidings of_it = tidings::told) {
    const bool returns = who.seat_freed_at.has_value();
    who.state = account_state::active;
    who.active_since = asked_.now;
    who.seat_freed_at.reset();
    who.queued_at.reset();
    who.waiting_for.clear();
    if (of_it == tidings::told) want(returns ? effect::mail_reactivated : effect::mail_welcome, who);
    if (who.role != case_role::none && !returns) want(effect::open_case, who);
    take_seats(who, who.access);
  }
  void become_pending(person& who) {
    who.state = account_state::pending;
    who.decide_by = asked_.now + firm_.settings.approval_lifetime;
    who.remind_at = asked_.now + firm_.settings.approval_reminder_interval;
    want(effect::mail_request_received, who);
    want(effect::mail_approval_needed, who.id, addressee::deciders);
  }
  void find_place(person& who, tidings of_it = tidings::told) {
    const auto full = license_without_room(who.access, who.id);
    if (!full) return become_active(who, of_it);
    who.state = account_state::waiting;
    who.active_since.reset();
    if (!who.seat_freed_at) want(effect::mail_waiting, who);
    enter_queue(who, *full);
  }
  /// Where somebody finds no seat. One that came free since they looked is had by the admission that follows.
  std::optional<std::string> license_without_room(access wanted, const uuid& who) {
    if (const auto full = firm_.full_license(wanted, asked_.now, taken_from())) return std::string(*full);
    const auto stored = record<account>(who);
    if (asked_.overtaken && !stored.waiting_for.empty()) return stored.waiting_for;
    return std::nullopt;
  }

  void set_up() {
    require(!firm_.set_up, "set up once", "the workspace was set up before");
    firm_.set_up = true;
    firm_.settings = record<settings>(settings_row);
    for (const auto& [k, id] : touched_) {
      if (k == kind::group) {
        const auto g = record<group>(id);
        firm_.groups[g.id] = g.permissions;
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
      const auto* who = firm_.find(id);
      require(who != nullptr && who->active_user(), "permissions", "an approver who is no active user");
    }
    const auto now = record<settings>(settings_row);
    require(same_row(to_row(now), to_row(firm_.settings)), "rows", "the settings are not those that were wanted");
  }

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
    spend_mail(who.email_key);
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
    const auto to = asked_.access;
    const bool in = who.state == account_state::active;
    require(firm::access_fits(who, to) && e.number == static_cast<int>(to), "events", "the event tells another access");
    require(asked_.what != verb::approve_access || (who.asks() && who.asked_access == to && asked_.now < who.decide_by),
            "legal transitions", "an access is granted that nobody asked for");
    if (in && !asked_.silent) want(to == who.access ? effect::mail_access_refused : effect::mail_access_changed, who);
    if (in) who.decide_by.reset(), who.remind_at.reset();
    move_to(who, to);
    if (asked_.what == verb::ask_access) spend_mail(who.email_key);
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
    spend_mail(who.email_key);
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
    if (!asked_.silent) want(effect::mail_access_refused, who);
  }

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
    require(asked_.overtaken || firm_.first_waiting(sku)->id == first->id, "queue order",
            "somebody is admitted before their turn");
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

  // --- who is erased ---

  void erase(const event& e) {
    auto& who = changed(e.subject);
    const bool managed = firm_.manages(&who);
    require(!managed || firm_.active_administrators() > 1, "last administrator", "the last administrator is erased");
    if (managed) touched_.insert({kind::counter, administrators_row});
    if (who.holds_seats()) free_seats(who, who.access);
    leave_queue(who);
    if (firm_.named_approver(who.id)) want(effect::mail_approvals_reassigned, who.id, addressee::deciders);
    firm_.erasures[who.id] = {who.email_key, asked_.now};
    person gone;
    gone.id = who.id;
    gone.revision = who.revision;
    gone.of_kind = who.of_kind;
    gone.state = account_state::erased;
    gone.invite = who.invite;
    gone.epoch = who.epoch + 1;
    who = gone;
    require(e.number == static_cast<int>(account_state::erased), "events", "the event tells another state");
  }

  /// Rows that tell of somebody who was erased go one by one, without a word.
  [[nodiscard]] bool is_forgetting() const {
    const auto& op = batch_.operations.front();
    if (batch_.operations.size() != 1) return false;
    if (asked_.what != verb::erase && (asked_.what != verb::run_due || is_over(op))) return false;
    constexpr few<kind> goes{kind::note, kind::sign_up, kind::mailed_link, kind::outbox};
    return op.kind == kind::invite || (op.type == op_type::remove && goes.has(op.kind));
  }
  [[nodiscard]] bool is_over(const operation& op) const {
    const auto typed = firm_.sign_ups.find(sign_up_id{op.id});
    const auto link = firm_.posted.find(mailed_link_id{op.id});
    return (typed != firm_.sign_ups.end() && *typed->second.expires_at <= asked_.now) ||
           (link != firm_.posted.end() && *link->second.expires_at <= asked_.now);
  }
  void forget(const operation& op) {
    const auto theirs = [&](const uuid& named, std::string_view email_key) {
      require(firm_.erases(named, email_key), "erasure", "a row goes that tells of nobody who was erased");
    };
    if (op.kind == kind::note) return theirs(subject_of_note_, "");
    if (op.kind == kind::invite) {
      auto& link = firm_.links[invite_id{op.id}];
      theirs({}, link.email_key);
      link.state = invite_state::revoked;
      link.email_key.clear();
      ++link.revision;
    } else if (op.kind == kind::sign_up) {
      const auto& typed = firm_.sign_ups[sign_up_id{op.id}];
      theirs(typed.known, typed.email_key);
      firm_.sign_ups.erase(sign_up_id{op.id});
    } else if (op.kind == kind::mailed_link) {
      const auto& link = firm_.posted[mailed_link_id{op.id}];
      theirs(link.account, link.email_key);
      firm_.posted.erase(mailed_link_id{op.id});
    } else {
      const auto& errand = firm_.errands[outbox_id{op.id}];
      if (!firm_.erases(errand.recipient, "")) theirs(errand.about, errand.to);
      firm_.forgotten[errand.id] = errand;
      firm_.errands.erase(outbox_id{op.id});
    }
  }
  void complete_erasure(const event& e) {
    const account_id who{e.subject};
    const auto found = firm_.erasures.find(who);
    if (found == firm_.erasures.end()) return wrong("events", "an erasure ends that never began");
    const auto left = [&](bool is, const char* what) {
      require(!is, "erasure", std::string("of somebody who was erased is left ") + what);
    };
    for (const auto& [id, one] : firm_.sign_ups)
      left(firm_.tells_of(who, one.known, one.email_key, one.created_at), "a sign-up");
    for (const auto& [id, one] : firm_.posted)
      left(firm_.tells_of(who, one.account, one.email_key, one.created_at), "a link");
    for (const auto& [id, one] : firm_.errands) {
      const bool unsent = one.state == outbox_state::queued || one.state == outbox_state::dead;
      left(unsent && one.recipient == who && !asked_.overtaken, "a mail");
    }
    for (const auto& [id, row] : rows_.of(kind::note)) left(record<note>(id).subject == who, "a note");
    left(rows_.find(kind::erasure, who) != nullptr, "the address");
    firm_.erasures.erase(found);
  }

  // --- bans and groups ---

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

  // --- the door ---

  /// Failures that the same batch forgets are counters too.
  uuid only_kept_counter() {
    uuid out;
    std::size_t count = 0;
    for (const auto& [of, id] : touched_) {
      if (of != kind::counter || rows_.find(of, id) == nullptr) continue;
      out = id;
      ++count;
    }
    require(count == 1, "whole", "a mail is not counted once");
    return out;
  }
  /// The counter that goes with a link, among those of many.
  uuid counter_after(const uuid& link) {
    bool seen = false;
    for (const auto& op : batch_.operations) {
      seen = seen || op.id == link;
      if (seen && op.kind == kind::counter) return op.id;
    }
    return only_kept_counter();
  }
  void spend_mail(const std::string& email_key, std::string_view sort = {}) {
    spend_mail(only_kept_counter(), email_key, sort);
  }
  void spend_mail(const uuid& id, const std::string& email_key, std::string_view sort) {
    const auto name = firm::budget_name(email_key, asked_.now).append(sort);
    const auto [known, fresh] = firm_.budgets.insert({name, id});
    require(known->second == id, "mail limit", "two budgets of one mailbox");
    ++firm_.mails[id];
    require(firm_.mails[id] <= firm_.settings.mails_per_address_max, "mail limit", "too many mails to " + name);
  }

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
      spend_mail(counter_after(link.id), link.email_key, {});
    } else {
      spend_mail(link.email_key);
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
    made.expires_at = asked_.now + firm_.settings.invite_lifetime;
    vouch(made);
    const bool imports = asked_.what == verb::import_people;
    if (imports || asked_.what == verb::invite_people) {
      made.type = invite_type::personal;
      made.max_uses = 1;
      made.email_key = ascii_lower(record<invite>(e.subject).email);
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
    if (!difference(before, link).empty()) ++link.revision;
    touched_.insert({kind::invite, link.id});
    if (personal && to_mail) mail_link(link);
  }

  // --- licenses ---

  void renew(license_pool& p, const uuid& changed = {}) {
    const bool over_before = p.held > p.capacity;
    p = firm_.granted(p, asked_.now, changed);
    ++p.moves;
    tell_over(p, over_before);
  }
  void tell_over(const license_pool& p, bool over_before) {
    if (p.held > p.capacity && !over_before) want(effect::mail_over_capacity, p.id, addressee::administrators);
  }
  void regrant(const event& e) {
    const auto id = grant_id{e.subject};
    touched_.insert({kind::grant, id});
    if (e.what == event_type::seats_granted) {
      auto& made = firm_.grants[id] = asked_.grant;
      made.id = id;
    } else if (firm_.grants.count(id) > 0) {
      firm_.grants[id].ends_at = asked_.grant.ends_at;
    }
    renew(pool_or_new(firm_.grants[id].sku), id);
  }
  /// The pool of a sku, which arises with the first grant of it.
  license_pool& pool_or_new(const std::string& sku) {
    for (const auto& [k, id] : touched_) {
      if (k != kind::seat_pool || firm_.pools.count(sku) > 0 || record<seat_pool>(id).sku != sku) continue;
      auto& made = firm_.pools[sku];
      made.id = pool_id{id};
      made.sku = sku;
      made.period_ends_at = month_after(asked_.now);
    }
    if (firm_.pools.count(sku) > 0) return pool(sku);
    wrong("whole", "seats are granted in no pool");
    return no_pool_ = {};
  }
  /// Whether the batch brings a pool up to date, and nothing else.
  [[nodiscard]] bool settles() const {
    return std::all_of(events_.begin(), events_.end(), [](const event& e) {
      return e.what == event_type::seats_settled || e.what == event_type::reservation_expired;
    });
  }
  void settle() {
    const auto id = only(kind::seat_pool);
    const auto found =
        std::find_if(firm_.pools.begin(), firm_.pools.end(), [&](const auto& p) { return p.second.id == id; });
    if (found == firm_.pools.end()) return wrong("rows", "a pool nobody knows");
    auto& p = found->second;
    const auto before = p;
    const bool changes = p.next_change_at <= asked_.now, ends = p.period_ends_at <= asked_.now,
               releases = p.release_at <= asked_.now;
    require(changes || ends || releases, "seats add up", "a pool is settled before its time");
    if (ends) close_month(p);
    if (changes) p = firm_.granted(p, asked_.now);
    if (releases) end_reservations(p);
    ++p.moves;
    tell_over(p, before.held > before.capacity);
    const auto told = std::find_if(events_.begin(), events_.end(),
                                   [](const event& e) { return e.what == event_type::seats_settled; });
    require((told != events_.end()) == (p.capacity != before.capacity) &&
                (told == events_.end() || told->number == p.capacity),
            "events", "the settled capacity is not told");
    for (const auto& e : events_) require(e.actor.is_nil(), "events", "the clock has a name");
  }

  /// A month leaves its peak behind; months in which nothing moved are told as one.
  void close_month(license_pool& p) {
    std::map<std::pair<instant, instant>, std::int64_t> expected{
        {{month_after(p.period_ends_at - duration{1}, 0), p.period_ends_at}, p.peak}};
    const auto begun = month_after(asked_.now, 0);
    if (p.period_ends_at < begun) expected[{p.period_ends_at, begun}] = p.held;
    const auto told_months = expected;
    for (const auto& [k, id] : touched_) {
      if (k != kind::seat_use) continue;
      const auto told = record<seat_use>(id);
      const auto found = expected.find({told.starts_at, told.ends_at});
      require(found != expected.end() && found->second == told.peak && told.sku == p.sku, "use",
              "a month of " + p.sku + " is told otherwise");
      if (found != expected.end()) expected.erase(found);
    }
    require(expected.empty(), "use", "a month of " + p.sku + " is not told");
    for (const auto& [term, peak] : told_months) firm_.use[p.sku].push_back({term.first, term.second, peak});
    p.period_ends_at = month_after(asked_.now);
    p.peak = p.held;
  }

  // --- the outbox ---

  void settle_errands(const event* e) {
    require(asked_.what == verb::drain_outbox, "whole",
            "the outbox is touched by " + std::string(name_of(asked_.what)));
    for (const auto& [k, id] : touched_) {
      if (k != kind::outbox) continue;
      const auto found = firm_.errands.find(outbox_id{id});
      if (found == firm_.errands.end()) continue;  // new: compared with what is wanted
      settle_errand(found->second, errand{record<outbox_item>(id)}, e);
    }
  }
  /// How the port that an errand goes to knows it.
  static uuid carried_as(const errand& one) { return one.effect == effect::start_checkout ? one.about : one.id; }
  void settle_errand(errand& was, const errand& is, const event* e) {
    const auto now = asked_.now;
    require(was.state == outbox_state::queued, "single use", "a settled errand is settled again");
    const bool failed = asked_.not_carried.count(carried_as(was)) > 0;
    const auto expected = was;
    auto& next = was;
    if (is.state == outbox_state::queued && is.tries == expected.tries + 1) {
      require(expected.due_at && *expected.due_at <= now, "outbox", "an errand is leased before it is due");
      ++next.tries;
      next.due_at = now + minutes(5);
      return;
    }
    next.state = is.state;
    next.due_at.reset();
    if (is.state == outbox_state::done || is.state == outbox_state::void_) next.sent_to = std::exchange(next.to, {});
    switch (is.state) {
      case outbox_state::queued: {
        require(failed || asked_.troubled, "outbox", "an errand is put off that did not fail");
        const auto wait = std::min<std::int64_t>(std::int64_t{1} << std::min<std::int64_t>(expected.tries - 1, 8), 240);
        next.due_at = now + minutes(wait);
        break;
      }
      case outbox_state::done:
        if (expected.addressee != addressee::person) return fan_out(expected);
        require(asked_.carried_out.count(carried_as(was)) > 0, "outbox", "an errand is done that nobody did");
        require((e != nullptr) == (expected.effect == effect::open_case), "events",
                "a case opened is told, a mail is not");
        break;
      case outbox_state::void_:
        require(asked_.overtaken || !firm_.stands(expected, now), "outbox",
                "an errand is dropped whose cause stands: effect " + std::to_string(static_cast<int>(expected.effect)));
        break;
      case outbox_state::dead:
        require((failed || asked_.troubled) && e != nullptr && e->what == event_type::mail_failed, "outbox",
                "an errand is given up in silence");
        require(expected.tries >= 12 || (failed && static_cast<int>(asked_.not_carried.at(carried_as(was))) / 100 == 1),
                "outbox", "an errand is given up too early");
        break;
    }
  }
  /// A notice becomes a mail to each of those who decide, or administer, now.
  void fan_out(const errand& notice) {
    if (asked_.overtaken) {  // whoever went since then is left out when the mail is to be sent
      for (const auto& id : inserted_errands_)
        wanted_.push_back(
            {notice.effect, notice.about, record<outbox_item>(id).recipient, addressee::person, notice.generation});
      return;
    }
    const bool to_approvers = named_decider(notice);
    for (const auto& [id, one] : firm_.people) {
      const bool reads = to_approvers ? one.active_user() && firm_.named_approver(id) : firm_.manages(&one);
      if (!reads) continue;
      wanted_.push_back(
          {.effect = notice.effect, .about = notice.about, .recipient = id, .generation = notice.generation});
    }
  }
  [[nodiscard]] bool named_decider(const errand& notice) const {
    if (notice.addressee != addressee::deciders) return false;
    return std::any_of(firm_.people.begin(), firm_.people.end(),
                       [&](const auto& one) { return one.second.active_user() && firm_.named_approver(one.first); });
  }
  void retry() {
    const auto found = firm_.errands.find(outbox_id{only(kind::outbox)});
    if (found == firm_.errands.end()) return wrong("rows", "an errand nobody knows");
    require(found->second.state == outbox_state::dead, "legal transitions", "an errand is retried that is not dead");
    found->second.state = outbox_state::queued;
    found->second.tries = 0;
    found->second.due_at = asked_.now;
  }

  // --- the trail, and what goes ---

  void seal() {
    std::map<std::int64_t, event_id> sealed;
    for (const auto& [k, id] : touched_) {
      if (k != kind::event) continue;
      const auto e = record<event>(id);
      auto& position = firm_.trail[e.id];
      require(!position && e.position && !e.unsealed_at && e.hash.octets.size() == 32, "trail",
              "an entry is sealed badly");
      position = e.position;
      sealed[e.position.value_or(0)] = e.id;
    }
    for (const auto& [position, id] : sealed) {
      require(position == ++firm_.sealed, "trail", "a gap before position " + std::to_string(position));
    }
    require(record<audit_head>(audit_head_row).position == firm_.sealed, "trail", "the head does not stand at the end");
  }
  void purge() {
    require(asked_.what == verb::run_due, "whole", "rows go without an event");
    for (const auto& op : batch_.operations) {
      if (op.type != op_type::remove) continue;
      if (op.kind == kind::sign_up) {
        const auto found = firm_.sign_ups.find(sign_up_id{op.id});
        if (found == firm_.sign_ups.end()) continue;
        require(*found->second.expires_at <= asked_.now, "rows", "a sign-up goes before its time");
        firm_.sign_ups.erase(found);
      } else if (op.kind == kind::mailed_link) {
        const auto found = firm_.posted.find(mailed_link_id{op.id});
        if (found == firm_.posted.end()) continue;
        require(*found->second.expires_at <= asked_.now, "rows", "a mailed link goes before its time");
        firm_.posted.erase(found);
      } else if (op.kind == kind::counter) {
        std::erase_if(firm_.failed, [&](const auto& one) {
          if (one.second.id != op.id) return false;
          require(one.second.forgotten(asked_.now), "throttle", "failures are forgotten before their time");
          return true;
        });
        firm_.mails.erase(op.id);
        std::erase_if(firm_.budgets, [&](const auto& one) { return one.second == op.id; });
      } else {
        wrong("rows", "a row goes that must stay");
      }
    }
  }

  // --- comparing ---

  template <class State, class Record, class Table>
  void compare(const uuid& id, const Table& table) {
    const auto known = table.find(typename Table::key_type{id});
    const auto* stored = rows_.find(Record::kind, id);
    if ((known == table.end()) != (stored == nullptr)) {
      return wrong("rows",
                   std::string(schema_of(Record::kind)->name) + (stored == nullptr ? " is missing" : " is too much"));
    }
    if (stored == nullptr) return;
    const auto differs = difference(known->second, State{record<Record>(id)});
    require(differs.empty(), "rows",
            std::string(schema_of(Record::kind)->name) + "." + std::string(differs) + " " + to_string(id));
  }

  void compare_touched() {
    for (const auto& [k, id] : touched_) {
      switch (k) {
        case kind::account:
          compare<person, account>(id, firm_.people);
          break;
        case kind::sign_up:
          compare<unproven, sign_up>(id, firm_.sign_ups);
          break;
        case kind::invite:
          compare<door_link, invite>(id, firm_.links);
          break;
        case kind::seat_pool:
          compare_pool(id);
          break;
        case kind::grant:
          compare<license_grant, grant>(id, firm_.grants);
          break;
        case kind::counter:
          compare_counter(id);
          break;
        case kind::code_claim:
          require(firm_.codes.count(record<code_claim>(id).key) == 1, "rows",
                  "a code is claimed that nobody asked for");
          break;
        case kind::mailed_link:
          compare<posted_link, mailed_link>(id, firm_.posted);
          break;
        case kind::order:
          compare<purchase, order>(id, firm_.orders);
          break;
        case kind::reservation:
          compare<kept_seats, reservation>(id, firm_.reservations);
          break;
        case kind::payment_notice:
          require(firm_.notices.count(record<payment_notice>(id).key) == 1, "rows", "a notice nobody sent");
          break;
        case kind::catalog:
          require(same_row(to_row(record<catalog>(id)), to_row(firm_.sold)), "rows", "other prices than were set");
          break;
        case kind::settings:
          require(rows_.find(k, id)->revision == firm_.settings.revision, "rows", "settings.revision");
          break;
        default:
          break;
      }
    }
  }
  void compare_pool(const uuid& id) {
    const auto stored = record<seat_pool>(id);
    const auto found = firm_.pools.find(stored.sku);
    if (found == firm_.pools.end()) return wrong("rows", "a pool nobody knows");
    const auto differs = difference(found->second, license_pool{stored});
    require(differs.empty(), differs == "held" || differs == "waiting" ? "seats add up" : "rows",
            "seat_pool." + std::string(differs) + " of " + stored.sku);
  }
  void compare_counter(const uuid& id) {
    if (id == administrators_row) return;  // with the sums
    const auto* stored = rows_.find(kind::counter, id);
    const auto failed =
        std::find_if(firm_.failed.begin(), firm_.failed.end(), [&](const auto& one) { return one.second.id == id; });
    if (failed != firm_.failed.end()) {
      if (stored == nullptr) return wrong("throttle", "failures are forgotten");
      const auto now = record<counter>(id);
      const auto& known = failed->second;
      const auto& until = now.expires_at;
      const bool lasts = known.closed() ? !until : until && *until == known.last + days(30);
      require(now.count == known.count && now.at_most == failures::most && lasts, "throttle",
              "the count of failures is " + std::to_string(now.count));
      return;
    }
    const auto known = firm_.mails.find(id);
    if ((stored == nullptr) != (known == firm_.mails.end()))
      return wrong("mail limit", "a mail is counted that was not sent");
    if (stored == nullptr) return;
    const auto now = record<counter>(id);
    require(now.count == known->second && now.at_most == firm_.settings.mails_per_address_max, "mail limit",
            "the count of mails is " + std::to_string(now.count));
  }

  /// Every new item is one that the change brings, and none is missing.
  void compare_errands() {
    for (const auto& id : inserted_errands_) {
      const auto item = record<outbox_item>(id);
      const auto match = std::find_if(wanted_.begin(), wanted_.end(), [&](const wanted_errand& one) {
        return one.effect == item.effect && one.about == item.about && one.recipient == item.recipient &&
               one.addressee == item.addressee && one.generation == item.generation && one.to == ascii_lower(item.to);
      });
      if (match == wanted_.end()) {
        return wrong("mails", "a mail too much: effect " + std::to_string(static_cast<int>(item.effect)));
      }
      // The command itself asks the gateway; the outbox does once it has had time to.
      const auto due = item.effect == effect::start_checkout ? asked_.now + minutes(5) : asked_.now;
      require(item.state == outbox_state::queued && item.due_at && *item.due_at == due && item.tries == 0, "mails",
              "a mail is not queued");
      wanted_.erase(match);
      firm_.errands[item.id] = errand{item};
    }
    require(wanted_.empty(), "mails",
            "a mail is missing: effect " +
                (wanted_.empty() ? "" : std::to_string(static_cast<int>(wanted_.front().effect))));
    for (const auto& [k, id] : touched_) {
      if (k == kind::outbox) compare<errand, outbox_item>(id, firm_.errands);
    }
  }

  void check_steps() {
    for (const auto& [id, from] : states_before_) {
      const auto* who = firm_.find(id);
      const auto to = who == nullptr ? account_state::erased : who->at(asked_.now);
      if (from == to && from != account_state::erased) continue;
      const bool legal = std::any_of(std::begin(steps_of_life), std::end(steps_of_life), [&](const step_row& s) {
        const bool brought = std::any_of(events_.begin(), events_.end(), [&](const event& e) {
          return e.what == s.by && (asked_.what != verb::import_people || e.subject == id);
        });
        return brought && s.to == to && (s.from == from || (s.by == event_type::account_lapsed && from == to));
      });
      const bool lapsed =
          !events_.empty() && events_.front().what == event_type::account_lapsed && to == account_state::lapsed;
      require(legal || lapsed, "legal transitions",
              "from " + std::to_string(static_cast<int>(from)) + " to " + std::to_string(static_cast<int>(to)));
    }
  }

  /// held is who holds, waiting is who waits, and the administrators are counted.
  void check_sums() {
    if (!touches(kind::account) && !touches(kind::seat_pool) && !touches(kind::group)) return;
    check_reserved();
    for (const auto& [access, sku] : licenses) {
      const auto p = firm_.pools.find(sku);
      if (p == firm_.pools.end()) continue;
      std::int64_t held = p->second.reserved, waiting = 0;
      for (const auto& [id, who] : firm_.people) {
        held += who.holds_seats() && has(who.access, access) ? 1 : 0;
        waiting += who.waiting_for == sku ? 1 : 0;
      }
      require(p->second.held == held && p->second.waiting == waiting, "seats add up",
              std::string(sku) + ": " + std::to_string(p->second.held) + " held by " + std::to_string(held) + ", " +
                  std::to_string(p->second.waiting) + " waiting of " + std::to_string(waiting));
    }
    for (const auto& [id, may] : firm_.groups) {
      const auto now = record<group>(id);
      require(now.permissions == may && now.active == firm_.active_in(id), "groups",
              now.name + ": " + std::to_string(now.active) + " of " + std::to_string(firm_.active_in(id)) + " active");
    }
    const auto* counted = rows_.find(kind::counter, administrators_row);
    if (counted == nullptr || firm_.administrators.is_nil()) return;
    require(record<counter>(administrators_row).count == firm_.active_administrators(), "last administrator",
            "the administrators are miscounted");
  }

  firm& firm_;
  image& rows_;
  const intent& asked_;
  const batch& batch_;
  std::optional<violation> wrong_;
  std::set<std::pair<kind, uuid>> touched_;
  uuid subject_of_note_;
  std::set<std::string_view> moved_;
  person nobody_;         ///< stands in for whom an event names wrongly
  license_pool no_pool_;  ///< and for a pool that is not there
  std::vector<event> events_;
  std::vector<uuid> inserted_errands_;
  std::vector<wanted_errand> wanted_;
  access handed_over_ = access::none;  ///< seats that go from whoever is replaced to whoever comes
  std::map<uuid, account_state> states_before_;
};

}  // namespace parvis::inline v1::testkit::simulated
