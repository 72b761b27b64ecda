// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "parvis/testkit/simulation/laws.hpp"
#include "parvis/testkit/simulation/purchase_player.hpp"

// Plays a history: makes of each command a request, runs it, and compares what was answered and what was written with
// what the model says.

namespace parvis::inline v1::testkit::simulated {

/// What a history got to: how often each command was done, and each event recorded.
struct tallies {
  std::array<std::size_t, verbs.size()> done{};
  std::array<std::size_t, static_cast<std::size_t>(last_value(event_type{})) + 1> recorded{};
};

class player final : private purchase_player {
 public:
  player(const storage_maker& make, const storage_wrapper& wrap, std::uint64_t seed)
      : purchase_player(make, wrap, seed) {
    open();
  }

  /// Nothing when everything held.
  /// `next`: what overtakes it, if anything does; `overtook` tells whether it did.
  std::optional<violation> play(const command& one, const command* next = nullptr) {
    overtook_ = false;
    clock_.set(std::max(earliest, clock_.now().value() + duration{one.pause_us}));
    if (one.what == verb::move_clock) return std::nullopt;
    if (one.what == verb::restart) {
      open();
      return whole();
    }
    begin(one);
    if (next != nullptr && may_be_overtaken(one, *next)) {
      gate_.arm(one.fault, one.fault_at, [&] { overtake(one, *next); });
    }
    run(one);
    if (!wrong_) judge_answer(one);
    if (!wrong_) compare_store();
    if (gate_.dead()) open();
    return wrong_;
  }

  [[nodiscard]] bool overtook() const noexcept { return overtook_; }

  /// Whether every row of the store is what the batches that were applied make it.
  std::optional<violation> whole() {
    for (std::size_t w = 0; w < workspaces_max; ++w) {
      for (const auto& of : schema) {
        std::size_t count = 0;
        query page_of{.kind = of.kind, .limit = page_max};
        for (bool more = true; more;) {
          const auto found = kept_->scan(names[w], page_of, nullptr);
          if (!found) return violation{"durable", "the store cannot be read"};
          for (const auto& r : found.value().rows) {
            const auto* known = images_[w].find(of.kind, r.id);
            if (known == nullptr || !same_row(*known, r))
              return violation{"durable", std::string(of.name) + " is not as it was written"};
            page_of.after = cursor{value::of(r.id), r.id};
          }
          count += found.value().rows.size();
          more = found.value().more;
        }
        if (count != images_[w].of(of.kind).size())
          return violation{"durable", std::string(of.name) + ": rows are missing"};
      }
    }
    return std::nullopt;
  }

  /// Whether an inspection of the store, which knows no model, finds it as it must be.
  std::optional<violation> inspected() {
    auto door = opened(*kept_);
    for (const auto& name_of_firm : names) {
      const auto report = door.inspect_store({.workspace = std::string(name_of_firm), .actor = operator_id});
      if (!report && report.error().code == errc::not_set_up) continue;
      if (!report) return violation{"inspection", report.error().detail};
      if (report.value().found == 0) continue;
      const auto& first = report.value().findings.front();
      auto found = "defect " + std::to_string(static_cast<int>(first.defect));
      found.append(" in ").append(schema_of(first.kind)->name).append(".").append(first.column);
      return violation{"inspection", std::move(found)};
    }
    return std::nullopt;
  }

  [[nodiscard]] std::uint64_t hash() const noexcept { return watch_.hash(); }
  [[nodiscard]] const tallies& tally() const noexcept { return tally_; }

 private:
  portal opened(storage& on) {
    auto keys = key_ring::make({{.id = 1, .secret = "a secret of thirty-two octets ..", .state = key_state::primary}});
    return portal::open({.keys = std::move(keys).value(), .licensing = licensing::by_administrators},
                        {.storage = &on,
                         .clock = &clock_,
                         .random = &random_,
                         .hasher = &hasher_,
                         .mailer = &outside_,
                         .cases = &outside_,
                         .payments = &outside_})
        .value();
  }
  void open() {
    for (auto& one : portals_) one.emplace(opened(gate_));
  }

  // --- the witness ---

  void asked(std::string_view workspace) override {
    if (workspace != names[here_]) wrong("workspaces", "a call names another workspace");
  }
  void applied(std::string_view workspace, const batch& what) override {
    asked(workspace);
    if (wrong_) return;
    for (const auto& op : what.operations) {
      if (op.type == op_type::absent || op.id <= uuid::well_known(255)) continue;
      if (owners_.try_emplace(op.id, here_).first->second != here_) {
        return wrong("workspaces", "a batch names a row of another workspace");
      }
    }
    asked_.carried_out = outside_.step.accepted;
    asked_.not_carried = outside_.step.refused;
    asked_.tills = outside_.step.tills;
    asked_.troubled = gate_.hit();
    judge one{firms_[here_], images_[here_], asked_, what};
    if (auto bad = one.run()) return wrong(bad->check, bad->detail);
    for (const auto& e : one.events()) {
      recorded_.push_back(e);
      ++tally_.recorded[static_cast<std::size_t>(e.what)];
    }
    for (const auto& op : what.operations) {
      if (op.type != op_type::absent) touched_.push_back(key::by_id(op.kind, op.id));
    }
    // A look at a pool that was due may make room, and what is decided after it is decided anew.
    if (settles(one.events(), what) && !brought(expected_)) settled_ = oracle{here(), asked_, genuine_}.run();
  }
  /// What is true anyway, whatever was asked: a pool brought up to date, whoever it makes room for, and a ban that has
  /// run out.
  static bool is_aside(const event& e) {
    return e.what == event_type::seats_settled || e.what == event_type::account_admitted ||
           e.what == event_type::reservation_expired || (e.what == event_type::account_unbanned && e.actor.is_nil());
  }
  static bool settles(const std::vector<event>& events, const batch& what) {
    const bool touches_pool = std::any_of(what.operations.begin(), what.operations.end(),
                                          [](const operation& op) { return op.kind == kind::seat_pool; });
    return touches_pool && std::all_of(events.begin(), events.end(), is_aside);
  }

  // --- a step ---

  void begin(const command& one) {
    here_ = one.workspace;
    wrong_.reset();
    recorded_.clear();
    touched_.clear();
    answer_ = {};
    asked_ = {.what = one.what, .actor = account_id{somebody(one.actor)}, .now = clock_.now().value()};
    if (is_duty(one.what) && one.b % 4 == 0) asked_.actor = operator_id;  // whose licenses, mails and store these are
    genuine_ = false;
    also_.reset();
    settled_.reset();
    outside_.step = {.fault = one.fault, .workspace = here_, .choice = one.c};
    gate_.arm(one.fault, one.fault_at);
    watch_.take_shape();
  }

  /// A sign-up looks at who has its address without a guard, for no commit may tell; so it is not put to the test here.
  [[nodiscard]] bool may_be_overtaken(const command& one, const command& next) const {
    const auto plain = [](verb what) {
      return what != verb::move_clock && what != verb::restart && what != verb::set_up;
    };
    return one.fault == trouble::overtaken && plain(one.what) && plain(next.what) && one.what != verb::sign_up &&
           one.what != verb::start_sign_up && one.what != verb::request_password_reset;
  }
  /// Plays the next command in the midst of this one, as another process might.
  void overtake(const command& one, command next) {
    if (wrong_) return;  // found already, and not to be forgotten
    const auto saved = std::tuple{here_, asked_, genuine_, link_text_, expected_, recorded_, touched_, outside_.step};
    next.portal = one.portal == 0 ? 1 : 0;
    next.fault = trouble::none;
    const auto before = gate_;
    begin(next);
    run(next);
    if (!wrong_) judge_answer(next);
    if (!wrong_) compare_store();
    auto found = std::move(wrong_);
    answer_ = {};
    gate_.resume(before);
    std::tie(here_, asked_, genuine_, link_text_, expected_, recorded_, touched_, outside_.step) = saved;
    wrong_ = std::move(found);
    asked_.overtaken = overtook_ = true;
    also_ = oracle{here(), asked_, genuine_}.run();
    settled_.reset();
  }

  void run(const command& one) {
    using enum verb;
    switch (one.what) {
      case set_up:
        return do_set_up(one);
      case view_settings:
        return ask(one, [&] { take(door(one).view_settings(by())); });
      case change_settings:
      case preview_settings:
        return do_settings(one);
      case add_user:
      case add_portal_account:
        return do_add(one);
      case resend_join:
      case view_account:
      case edit_account:
      case override_privacy:
      case demand_password_change:
        return do_person(one);
      case change_access:
      case ask_access:
      case approve_access:
      case reject_access:
        return do_access(one);
      case join:
        return do_join(one);
      case grant_seats:
        return do_grant(one);
      case end_grant:
        return do_end_grant(one);
      case list_grants:
        return ask(one, [&] { take(door(one).list_grants(by(), "collaborators")); });
      case deactivate:
      case reactivate:
      case approve:
      case reject:
      case reopen:
      case erase:
        return do_account(one);
      case import_people:
        return do_import(one);
      case ban:
      case unban:
        return do_ban(one);
      case replace:
        return do_replace(one);
      case add_group:
      case edit_group:
      case remove_group:
      case list_groups:
      case change_group:
      case view_permissions:
        return do_group(one);
      case approve_each:
      case reject_each:
      case approve_pending:
      case resend_join_each:
      case deactivate_each:
        return do_accounts(one);
      case create_invite:
      case invite_people:
        return do_invite(one);
      case show_invite:
      case rotate_invite:
      case close_invite:
      case reopen_invite:
      case revoke_invite:
      case resend_invite:
        return do_link(one);
      case list_invites:
        return ask(one, [&] { take(door(one).list_invites(by(), {.limit = 20})); });
      case check_invite:
        take_link(one, token_kind::invite);
        return ask(one, [&] { take(door(one).check_invite(by(), link_text_)); });
      case sign_up:
      case start_sign_up:
        return do_sign_up(one);
      case prove_email:
        return do_prove(one);
      case sign_in:
      case change_password:
      case request_email_change:
        return do_guess(one);
      case request_password_reset:
      case reset_password:
      case prove_email_change:
        return do_mailed(one);
      case issue_api_key:
      case verify_api_key:
      case revoke_api_key:
        return do_key(one);
      default:
        return run_rest(one);
    }
  }

  void run_rest(const command& one) {
    using enum verb;
    if (run_purchase(one)) return;
    switch (one.what) {
      case list_accounts:
        return do_list_accounts(one);
      case count_accounts:
        return do_count_accounts(one);
      case export_accounts:
        return do_export_accounts(one);
      case export_person:
        return do_export_person(one);
      case find_account:
        return do_find_account(one);
      case inspect_store:
        return do_inspect_store(one);
      case view_sign_up_form:
        return do_view_sign_up_form(one);
      case search_accounts:
        return do_search_accounts(one);
      case list_pools:
        return do_list_pools(one);
      case list_events:
        return ask(one, [&] { take(door(one).list_events(by(), {.limit = 20})); });
      case read_audit:
        return do_read_audit(one);
      case verify_audit:
        return do_verify_audit(one);
      case list_outbox:
        return ask(one, [&] { take(door(one).list_outbox(by(), {.state = outbox_state::queued})); });
      case retry_outbox:
        asked_.subject =
            account_id{pick(here().errands, one.a, [](const errand& e) { return e.state == outbox_state::dead; })};
        return ask(one, [&] { take(door(one).retry_outbox(by(), outbox_id{asked_.subject})); });
      case preview_mail:
        return ask(one, [&] { take(door(one).preview_mail(by(), {.effect = static_cast<effect>(2 + one.a % 26)})); });
      case drain_outbox:
        return ask(one, [&] { take(door(one).drain_outbox(by(), 1 + one.a % 40)); });
      case seal_audit:
        return ask(one, [&] { take(door(one).seal_audit(by(), 1 + one.a)); });
      default:
        return ask(one, [&] { take(door(one).run_due(by(), 1 + one.a % 20)); });
    }
  }

  // --- the answer ---

  [[nodiscard]] bool is_timer() const {
    return asked_.what == verb::drain_outbox || asked_.what == verb::run_due || asked_.what == verb::seal_audit;
  }
  /// What goes on after its first commit, which stands whatever becomes of the rest.
  [[nodiscard]] bool goes_on() const {
    return asked_.what == verb::import_people || asked_.what == verb::export_accounts ||
           asked_.what == verb::export_person;
  }
  [[nodiscard]] bool brought(const expectation& what) const {
    return std::any_of(recorded_.begin(), recorded_.end(), [&](const event& e) {
      return std::find(what.brings.begin(), what.brings.end(), e.what) != what.brings.end();
    });
  }

  [[nodiscard]] bool fits(const expectation& e) const {
    // A proof reads twice: of two who prove one sign-up at once, the second may learn that the first has the address.
    if (asked_.what == verb::prove_email && answer_.code == errc::email_taken) return true;
    if (answer_.code != errc{}) return e.allows(answer_.code);
    return e.against.empty() && (e.brings.empty() || brought(e) != e.repeated);
  }
  void judge_answer(const command& one) {
    if (gate_.dead()) return;  // nobody heard it
    tally_.done[static_cast<std::size_t>(one.what)] += answer_.code == errc{} ? 1U : 0U;
    const auto said = answer_.code == errc{} ? std::string("done") : std::string(name(answer_.code));
    const bool not_there = !here().set_up && one.what != verb::set_up;
    if (settled_ && !fits(expected_) && fits(*settled_)) expected_ = *settled_;
    if (also_ && fits(*also_)) {
      expected_ = *also_;
      if (answer_.code != errc{}) expected_.against.push_back(answer_.code);
    }
    if (answer_.code == errc{}) {
      if (not_there && !is_timer()) return wrong("answers", "done where nothing is set up");
      if (!expected_.against.empty())
        return wrong("answers", "done in spite of " + std::string(name(expected_.against.front())));
      if (!expected_.brings.empty() && brought(expected_) == expected_.repeated) {
        return wrong("acknowledged", expected_.repeated ? "a repeated command is done again"
                                                        : "answered done, and nothing was recorded");
      }
      if (answer_.view) check_view(*answer_.view);
      return check_letters();
    }
    const bool of_trouble =
        gate_.hit() && !also_ && (static_cast<int>(answer_.code) / 100 == 4 || answer_.code == errc::conflict);
    if (!of_trouble && !not_there) {
      if (!expected_.allows(answer_.code)) {
        return wrong("answers", said + (expected_.against.empty()
                                            ? ", and nothing speaks against it"
                                            : " rather than " + std::string(name(expected_.against.front()))));
      }
      const bool telling = static_cast<int>(answer_.code) / 100 != 1 && answer_.code != errc::permission_denied;
      if (telling && !also_ && expected_.allows(errc::permission_denied))
        return wrong("permissions", "somebody who may not is told " + said);
    }
    if (answer_.message.empty()) wrong("answers", said + " without a message");
    check_unchanged(said);
  }
  /// An error other than an unknown outcome leaves the store as it was, but for what is true anyway: a pool that is
  /// settled, with those admitted whom it makes room for, a ban that has run out, and the trail of a dead link.
  void check_unchanged(const std::string& said) {
    if (answer_.code == errc::outcome_unknown || is_timer() || goes_on()) return;
    for (const auto& e : recorded_) {
      const bool aside = is_aside(e) || e.what == event_type::sign_up_refused || e.what == event_type::sign_in_failed;
      if (!aside)
        wrong("errors change nothing",
              "answered " + said + ", and event " + std::to_string(static_cast<int>(e.what)) + " was recorded");
    }
  }
  /// What went out was written to whom it concerns.
  void check_letters() {
    for (const auto& letter : outside_.step.letters) {
      const auto gone = here().forgotten.find(letter.id);
      const auto known = gone != here().forgotten.end() ? gone : here().errands.find(letter.id);
      if (known == here().errands.end()) return wrong("mails", "a mail nobody queued");
      const auto* to = here().find(known->second.recipient);
      const auto& elsewhere = known->second.to.empty() ? known->second.sent_to : known->second.to;
      if (to != nullptr && (elsewhere.empty() ? to->email_key : elsewhere) != letter.to.key()) {
        wrong("mails", "a mail to somebody else");
      }
    }
    check_checkouts(outside_.step.asked, names[here_]);
    for (const auto& one : outside_.step.opened) {
      if (here().errands.count(one.key) == 0 || one.workspace != names[here_]) wrong("mails", "a case nobody queued");
    }
  }

  /// The rows that were touched, as the store has them now.
  void compare_store() {
    if (touched_.empty()) return;
    const auto found = kept_->load(names[here_], touched_, nullptr);
    if (!found) return wrong("durable", "the store cannot be read");
    for (std::size_t n = 0; n < touched_.size(); ++n) {
      const auto id = *uuid::from_bytes(touched_[n].value.data());
      const auto* known = images_[here_].find(touched_[n].kind, id);
      const auto& stored = found.value()[n];
      if ((known == nullptr) != !stored || (stored && !same_row(*known, *stored))) {
        return wrong("durable", std::string(schema_of(touched_[n].kind)->name) + " is not as it was written");
      }
    }
  }

  tallies tally_;
};

}  // namespace parvis::inline v1::testkit::simulated
