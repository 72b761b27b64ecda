// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "parvis/crypto.hpp"
#include "parvis/portal.hpp"
#include "parvis/testkit/manual_clock.hpp"
#include "parvis/testkit/simulation/expectations.hpp"
#include "parvis/testkit/simulation/ports.hpp"
#include "parvis/testkit/simulation/purchase_player.hpp"

// Plays a history: makes of each command a request, runs it, and compares what was answered and what was written with
// what the model says.

namespace parvis::inline v1::testkit::simulated {

using storage_maker = std::function<std::unique_ptr<storage>()>;
/// A storage between the portal and the one that is simulated on, or null for none.
using storage_wrapper = std::function<std::unique_ptr<storage>(storage&)>;

/// What a history got to: how often each command was done, and each event recorded.
struct tallies {
  std::array<std::size_t, verbs.size()> done{};
  std::array<std::size_t, static_cast<std::size_t>(last_value(event_type{})) + 1> recorded{};
};

class player final : private witness, private purchase_player<player> {
  friend purchase_player<player>;

 public:
  player(const storage_maker& make, const storage_wrapper& wrap, std::uint64_t seed)
      : kept_(make()),
        watch_(*kept_, *this),
        between_(wrap ? wrap(watch_) : nullptr),
        gate_(between_ ? *between_ : static_cast<storage&>(watch_)),
        random_(seed) {
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
      const auto report = door.inspect_store({.workspace = std::string(name_of_firm)});
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
  static constexpr instant earliest{1'750'000'000'000'000};
  static constexpr std::string_view names[workspaces_max] = {"alpha", "beta", "gamma"};
  static constexpr std::string_view passwords[] = {"seven violet otters", "eight green herons"};

  /// How the call was answered.
  struct answered {
    errc code{};
    std::string message{};
    std::optional<account_view> view{};
  };

  portal opened(storage& on) {
    auto keys = key_ring::make({{.id = 1, .secret = "a secret of thirty-two octets ..", .state = key_state::primary}});
    return portal::open({std::move(keys).value()}, {.storage = &on,
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
    if (settles(one.events(), what) && !brought()) settled_ = oracle{here(), asked_, genuine_}.run();
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
  void wrong(std::string_view check, std::string detail) {
    if (!wrong_) wrong_ = violation{std::string(check), std::move(detail)};
  }

  // --- a step ---

  [[nodiscard]] const firm& here() const { return firms_[here_]; }

  void begin(const command& one) {
    here_ = one.workspace;
    wrong_.reset();
    recorded_.clear();
    touched_.clear();
    answer_ = {};
    asked_ = {.what = one.what, .actor = account_id{somebody(one.actor)}, .now = clock_.now().value()};
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

  /// The id of somebody who is named in a command.
  [[nodiscard]] uuid somebody(std::uint8_t who) const {
    uuid unknown;
    unknown.octet[0] = 0x55;
    if (who == nobody) return {};
    if (who == unheard_of) return unknown;
    if (who == foreigner) return firms_[(here_ + 1) % workspaces_max].founder;
    if (who == founder) return here().founder;
    const auto* found = here().by_email(address(who));
    return found == nullptr ? unknown : uuid{found->id};
  }
  static std::string address(std::uint8_t who) {
    const auto n = who < first_slot ? 0 : (who - first_slot) % addresses;
    if (n == addresses - 1) return "p0+x@one.example";
    return "p" + std::to_string(n) + (n < 6 ? "@one.example" : "@two.example");
  }
  static std::string user_name(std::uint8_t n) { return "name" + std::to_string(n % usernames); }

  [[nodiscard]] portal& door(const command& one) { return *portals_[one.portal]; }
  [[nodiscard]] caller by() const { return {.workspace = std::string(names[here_]), .actor = asked_.actor}; }

  /// Weighs what speaks against the command before it is run; the model changes with each batch.
  void weigh() { expected_ = oracle{here(), asked_, genuine_}.run(); }

  template <class Reply>
  void take(const Reply& reply) {
    if (!reply) {
      answer_.code = reply.error().code;
      answer_.message = reply.error().message;
    } else if constexpr (std::is_same_v<Reply, result<account_view>>) {
      answer_.view = reply.value();
    }
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
      case change_group:
      case edit_group:
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

  template <class Call>
  void ask(const command&, Call call) {
    weigh();
    call();
  }

  /// The id of one of a table's rows that fit, or of none.
  template <class Table, class Fits>
  static uuid pick(const Table& table, std::uint8_t n, Fits fits) {
    std::vector<uuid> ids;
    for (const auto& [id, one] : table) {
      if (fits(one)) ids.push_back(id);
    }
    uuid unknown;
    unknown.octet[0] = 0x66;
    return ids.empty() || n == 255 ? unknown : ids[n % ids.size()];
  }

  // --- configuration ---

  void do_set_up(const command& one) {
    const auto n = [&](unsigned shift) { return static_cast<std::int64_t>(one.a >> shift & 3); };
    const set_up_request request{.portal_name = "Cabinet Simulé",
                                 .portal_url = "https://portal.example.org",
                                 .first_name = "First",
                                 .last_name = "Founder",
                                 .email = "founder@one.example",
                                 .username = "founding-" + std::string(names[here_]),
                                 .password = std::string(passwords[0]),
                                 .grants = {{"core", 1 + n(0)}, {"collaborators", 1 + n(2)}}};
    ask(one, [&] { take(door(one).set_up(by(), request)); });
  }

  void do_settings(const command& one) {
    auto wanted = here().settings;
    vary(wanted, one);
    if (one.c < 16) --wanted.revision;
    asked_.wanted = wanted;
    weigh();
    if (one.what == verb::preview_settings) return take(door(one).preview_settings(by(), wanted));
    take(door(one).change_settings(by(), wanted));
  }
  void vary(settings& wanted, const command& one) const {
    const auto& b = one.b;
    std::erase_if(wanted.approvers, [&](account_id id) { return !here().find(id)->active_user(); });
    if (wanted.approvers.empty()) wanted.approval = approval_mode::by_default;
    switch (one.a % 18) {
      case 0:
      case 1:
      case 2:
        wanted.signup_policy = static_cast<signup_policy>(b % 16 == 0 ? 0 : 1 + b % 3);
        break;
      case 3:
      case 4:
      case 5:
        wanted.approval = approval_mode::by_user;
        wanted.approvers = {account_id{somebody(one.who)}};
        if (b % 8 != 1)
          wanted.approvers = {account_id{pick(here().people, b, [](const person& p) { return p.active_user(); })}};
        if (b % 4 == 0) wanted.approvers.push_back(here().founder);
        if (wanted.approvers.front() == wanted.approvers.back()) wanted.approvers.resize(1);
        break;
      case 6:
        if (b % 3 == 0) wanted.approval = approval_mode::by_default;
        break;
      case 7:
        wanted.email_proof = b % 3 == 0 ? email_proof::off : email_proof::on;
        break;
      case 8:
        wanted.when_no_seat = b % 3 == 0 ? no_seat_policy::refuse : no_seat_policy::wait;
        break;
      case 9:
        wanted.reapplication = static_cast<reapplication>(1 + b % 3);
        break;
      case 10:
        wanted.allowed_domains = b % 4 == 0 ? std::vector<std::string>{"one.example"} : std::vector<std::string>{};
        break;
      case 11:
        wanted.approval_lifetime = hours(1 + b % 48);
        wanted.approval_reminder_interval = hours(1 + one.c % 24);
        break;
      case 12:
        wanted.mails_per_address_max = 1 + b % 6;
        break;
      case 16:
        wanted.access_requests = static_cast<approval_mode>(1 + b % 2);
        if (b % 8 == 7) wanted.access_requests.reset();
        break;
      case 17:
        wanted.ban_frees_seat = b % 3 != 0;
        break;
      case 13:
        wanted.fields =
            b % 3 == 0
                ? std::vector<field_rule>{{"file", requirement::required, {}, static_cast<field_audience>(b % 4 % 3)}}
                : std::vector<field_rule>{};
        break;
      case 14:
        wanted.consents =
            b % 3 == 0 ? std::vector<consent_rule>{{"terms", std::to_string(b % 2 + 1)}} : std::vector<consent_rule>{};
        break;
      default:
        wanted.invite_lifetime = hours(1 + b);
        wanted.email_proof_lifetime = hours(1 + one.c % 12);
        break;
    }
  }

  static access user_access(std::uint8_t n) {
    return n % 8 == 0 ? access::contract : n % 8 == 1 ? access::core | access::contract : access::core;
  }
  static access portal_access(std::uint8_t n) { return static_cast<access>(1 + n % 3); }
  void do_add(const command& one) {
    const bool user = one.what == verb::add_user;
    asked_.email_key = address(one.who);
    if (one.b % 8 == 7) asked_.code = "C" + std::to_string(one.name % 12);
    if (!user) return do_add_portal_account(one);
    asked_.access = user_access(one.b);
    asked_.group = one.a < 64 ? here().administrators : here().members;
    if (one.a == 255) asked_.group = group_id{somebody(unheard_of)};
    asked_.field_given = here().asks_field(true) != (one.c % 16 == 3);
    const auto reservations = bring_kept(one);
    weigh();
    take(door(one).add_user(by(), {.first_name = "User",
                                   .last_name = "Of Firm",
                                   .email = asked_.email_key,
                                   .group = asked_.group,
                                   .access = asked_.access,
                                   .seniority = "lawyer",
                                   .code = asked_.code.value_or(""),
                                   .fields = fields_given(),
                                   .reservations = reservations}));
  }
  void do_add_portal_account(const command& one) {
    asked_.access = one.a == 255 ? access::core : portal_access(one.a);
    asked_.role = static_cast<case_role>(one.c % 3);
    asked_.field_given = here().asks_field(false) != (one.c % 16 == 3);
    weigh();
    take(door(one).add_portal_account(by(), {.first_name = "Given",
                                             .last_name = "Family",
                                             .email = asked_.email_key,
                                             .access = asked_.access,
                                             .case_role = asked_.role,
                                             .code = asked_.code.value_or(""),
                                             .fields = fields_given()}));
  }
  void see(const command& one) {
    const auto* who = here().find(asked_.subject);
    if (one.b % 4 == 0 && who != nullptr) asked_.seen = who->revision - (one.b % 8 == 0 && who->revision > 1 ? 1 : 0);
  }
  void do_person(const command& one) {
    asked_.subject = subject_of(one);
    see(one);
    const auto who = asked_.subject;
    switch (one.what) {
      case verb::resend_join:
        asked_.seen.reset();
        return ask(one, [&] { take(door(one).resend_join(by(), who)); });
      case verb::view_account:
        return ask(one, [&] { take(door(one).view_account(by(), who)); });
      case verb::edit_account:
        if (one.a % 2 == 0) asked_.company = one.a % 4 == 0 ? "Ravel" : "";
        if (one.a % 3 == 0) asked_.code = "C" + std::to_string(one.name % 12);
        return ask(one, [&] {
          take(door(one).edit_account(
              by(), {.account = who, .seen = asked_.seen, .company = asked_.company, .code = asked_.code}));
        });
      case verb::override_privacy:
        asked_.privacy = static_cast<privacy_override>(one.a % 2);
        return ask(one, [&] { take(door(one).override_privacy(by(), {who, asked_.privacy, asked_.seen})); });
      default:
        return ask(one, [&] { take(door(one).demand_password_change(by(), {who, asked_.seen})); });
    }
  }
  void do_access(const command& one) {
    if (one.what == verb::ask_access) return do_ask_access(one);
    asked_.subject = subject_of(one);
    see(one);
    const auto* about = here().find(asked_.subject);
    const bool user = about != nullptr && !about->of_portal();
    asked_.access = user ? user_access(one.a) : portal_access(one.a);
    asked_.silent = one.c % 4 == 1;
    const auto told = asked_.silent ? notice::silent : notice::mail;
    if (one.what != verb::change_access) {
      asked_.silent = asked_.silent && one.what == verb::reject_access;
      if (about != nullptr && one.b % 8 != 1) asked_.access = about->wanted();
    }
    const auto who = asked_.subject;
    const std::string reason = one.c % 2 == 0 ? "Not now." : "";
    weigh();
    switch (one.what) {
      case verb::change_access:
        return take(door(one).change_access(
            by(), {.account = who, .access = asked_.access, .seen = asked_.seen, .notice = told}));
      case verb::approve_access:
        return take(door(one).approve_access(by(), {.account = who, .access = asked_.access, .seen = asked_.seen}));
      default:
        return take(door(one).reject_access(
            by(), {.account = who, .access = asked_.access, .seen = asked_.seen, .reason = reason, .notice = told}));
    }
  }
  /// Mostly by somebody who may.
  void do_ask_access(const command& one) {
    const auto who = pick(here().people, one.c, [](const person& p) { return p.of_portal() && p.may_act(); });
    if (one.b % 8 != 1 && here().find(who) != nullptr) asked_.actor = account_id{who};
    asked_.access = one.a == 255 ? access::core : portal_access(one.a);
    ask(one, [&] { take(door(one).ask_access(by(), asked_.access)); });
  }

  void do_grant(const command& one) {
    const auto hour = [](std::uint8_t n) { return hours(n); };
    asked_.grant.sku = one.b % 4 == 0    ? "core"
                       : one.b % 16 == 1 ? "outlook"
                       : one.b % 8 == 2  ? "contract"
                                         : "collaborators";
    asked_.grant.quantity = one.a % 4;
    asked_.grant.starts_at = one.c % 3 == 0 ? asked_.now + hour(one.c) : asked_.now;
    asked_.grant.ends_at = one.a % 3 == 0 ? instant::never() : asked_.grant.starts_at + hour(one.a);
    seat_grant request{.sku = asked_.grant.sku, .quantity = asked_.grant.quantity};
    if (one.c % 3 == 0) request.starts_at = asked_.grant.starts_at;
    if (one.a % 3 != 0) request.ends_at = asked_.grant.ends_at;
    weigh();
    take(door(one).grant_seats(by(), request));
  }
  void do_end_grant(const command& one) {
    asked_.grant.id = grant_id{
        pick(here().grants, one.a, [&](const license_grant& g) { return g.ends_at > asked_.now || one.c < 8; })};
    asked_.grant.ends_at = one.b % 2 == 0 ? asked_.now : asked_.now + hours(one.c);
    end_grant_request request{.grant = asked_.grant.id};
    if (one.b % 2 != 0) request.ends_at = asked_.grant.ends_at;
    weigh();
    take(door(one).end_grant(by(), request));
  }

  // --- accounts ---

  /// Whoever is named; or, where the command could do nothing with them, mostly somebody it can.
  [[nodiscard]] account_id subject_of(const command& one) const {
    const auto* named = here().find(somebody(one.who));
    const auto fits = [&](const person& who) {
      const auto state = who.at(asked_.now);
      switch (one.what) {
        case verb::approve:
        case verb::reject:
          return state == account_state::pending;
        case verb::reopen:
          return state == account_state::rejected || state == account_state::lapsed;
        case verb::reactivate:
          return state == account_state::inactive;
        case verb::erase:  // often somebody of whom a reason is kept
          return one.b % 3 == 0 ? state == account_state::rejected : state != account_state::erased;
        case verb::resend_join:
          return state == account_state::invited;
        case verb::unban:
          return who.banned();
        case verb::replace:
          return !who.of_portal() && (state == account_state::active || state == account_state::invited);
        case verb::change_group:
          return !who.of_portal();
        case verb::approve_access:
        case verb::reject_access:
          return who.asks();
        default:
          return true;
      }
    };
    if (one.c % 4 == 0 || (named != nullptr && fits(*named))) return account_id{somebody(one.who)};
    const auto other = account_id{pick(here().people, one.c, fits)};
    return here().find(other) != nullptr ? other : account_id{somebody(one.who)};
  }
  void do_account(const command& one) {
    asked_.subject = subject_of(one);
    asked_.silent = one.a % 4 == 0;
    see(one);
    const auto told = asked_.silent ? notice::silent : notice::mail;
    const std::string reason = one.c % 2 == 0 ? "Not a client of ours." : "";
    std::vector<reservation_id> reservations;
    if (one.what == verb::approve || one.what == verb::reactivate) reservations = bring_kept(one);
    weigh();
    switch (one.what) {
      case verb::approve:
        return take(
            door(one).approve(by(), {.account = asked_.subject, .seen = asked_.seen, .reservations = reservations}));
      case verb::reopen:
        return take(door(one).reopen(by(), {.account = asked_.subject, .seen = asked_.seen}));
      case verb::reject:
        return take(
            door(one).reject(by(), {.account = asked_.subject, .seen = asked_.seen, .reason = reason, .notice = told}));
      case verb::erase:
        return take(door(one).erase(by(), {.account = asked_.subject, .seen = asked_.seen}));
      case verb::deactivate:
        return take(door(one).deactivate(by(), {.account = asked_.subject, .seen = asked_.seen, .notice = told}));
      default:
        return take(door(one).reactivate(
            by(), {.account = asked_.subject, .seen = asked_.seen, .notice = told, .reservations = reservations}));
    }
  }

  void do_ban(const command& one) {
    asked_.subject = subject_of(one);
    asked_.silent = one.a % 4 == 0;
    see(one);
    const auto told = asked_.silent ? notice::silent : notice::mail;
    if (one.what == verb::unban) {
      weigh();
      return take(door(one).unban(by(), {.account = asked_.subject, .seen = asked_.seen, .notice = told}));
    }
    asked_.reason = one.c % 16 == 3 ? "" : one.c % 2 == 0 ? "Insults." : "Not a client of ours.";
    if (one.a % 3 != 0) asked_.until = asked_.now + hours(one.b % 64 == 1 ? 0 : 1 + one.a);
    weigh();
    take(door(one).ban(by(), {.account = asked_.subject,
                              .reason = asked_.reason,
                              .until = asked_.until,
                              .seen = asked_.seen,
                              .notice = told}));
  }
  void do_replace(const command& one) {
    asked_.subject = subject_of(one);
    asked_.silent = one.a % 4 == 0;
    see(one);
    const auto* who = here().find(asked_.subject);
    // Mostly somebody of an address that nobody has.
    asked_.email_key = address(one.who);
    for (std::uint8_t n = 0; n < addresses && one.c % 8 != 1; ++n) {
      const auto other = address(static_cast<std::uint8_t>(first_slot + (one.who + n) % addresses));
      if (here().by_email(other) != nullptr) continue;
      asked_.email_key = other;
      break;
    }
    asked_.access = who != nullptr && one.b % 4 != 1 && !who->of_portal() ? who->access : user_access(one.b);
    asked_.group = one.a < 64 ? here().administrators : here().members;
    asked_.field_given = here().asks_field(true) != (one.c % 16 == 3);
    weigh();
    const auto told = door(one).replace(by(), {.account = asked_.subject,
                                               .newcomer = {.first_name = "User",
                                                            .last_name = "Of Firm",
                                                            .email = asked_.email_key,
                                                            .group = asked_.group,
                                                            .access = asked_.access,
                                                            .seniority = "lawyer",
                                                            .fields = fields_given()},
                                               .seen = asked_.seen,
                                               .notice = asked_.silent ? notice::silent : notice::mail});
    take(told);
    if (told) answer_.view = told.value().added;
  }
  void do_group(const command& one) {
    asked_.group = one.b % 2 == 0 ? here().administrators : here().members;
    if (one.a == 255) asked_.group = group_id{somebody(unheard_of)};
    if (one.what == verb::edit_group) {
      // Mostly what gives power, or gives it back.
      asked_.permissions = one.c % 3 == 0 && one.b % 2 != 0 ? permissions::none : permissions::users_manage;
      if (one.c % 8 == 1) asked_.permissions = permissions::none;
      weigh();
      return take(door(one).edit_group(by(), {.group = asked_.group, .permissions = asked_.permissions}));
    }
    asked_.subject = subject_of(one);
    see(one);
    weigh();
    take(door(one).change_group(by(), {.account = asked_.subject, .group = asked_.group, .seen = asked_.seen}));
  }

  void do_accounts(const command& one) {
    const auto count = 1 + one.a % 5;
    for (int n = 0; n < count; ++n) {
      const auto step = one.b % 3;
      asked_.subjects.push_back(
          account_id{somebody(static_cast<std::uint8_t>(first_slot + (one.c + n * step) % addresses))});
    }
    weigh();
    std::vector<account_state> before;
    for (const auto& id : asked_.subjects) {
      before.push_back(here().find(id) != nullptr ? here().find(id)->at(asked_.now) : account_state::erased);
    }
    const auto told = call_each(one);
    take(told);
    if (!told) return;
    if (one.what != verb::approve_pending) {
      if (told.value().size() != asked_.subjects.size()) return wrong("answers", "a list has another number of rows");
      for (std::size_t n = 0; n < before.size(); ++n) {
        const bool twice = std::count(asked_.subjects.begin(), asked_.subjects.begin() + static_cast<std::ptrdiff_t>(n),
                                      asked_.subjects[n]) > 0;
        judge_row(told.value()[n], before[n], twice);
      }
    } else {
      for (const auto& row : told.value()) judge_row(row, account_state::pending, false);
    }
  }
  result<std::vector<account_outcome>> call_each(const command& one) {
    if (one.what == verb::approve_pending) return door(one).approve_pending(by(), 10);
    if (one.what == verb::approve_each) {
      std::vector<approve_request> rows;
      for (const auto id : asked_.subjects) rows.push_back({.account = id});
      return door(one).approve_each(by(), rows);
    }
    if (one.what == verb::resend_join_each) return door(one).resend_join_each(by(), asked_.subjects);
    if (one.what == verb::deactivate_each) {
      std::vector<deactivate_request> rows;
      for (const auto id : asked_.subjects) rows.push_back({.account = id});
      return door(one).deactivate_each(by(), rows);
    }
    std::vector<reject_request> rows;
    for (const auto id : asked_.subjects) rows.push_back({.account = id});
    return door(one).reject_each(by(), rows);
  }
  /// One row of a list: done exactly when the store says so.
  void judge_row(const account_outcome& row, account_state before, bool twice) {
    if (also_) return;
    const auto recorded = [&](event_type what) {
      return std::any_of(recorded_.begin(), recorded_.end(),
                         [&](const event& e) { return e.subject == row.account && e.what == what; });
    };
    const bool recorded_now = recorded(event_type::account_approved) || recorded(event_type::account_rejected) ||
                              recorded(event_type::account_deactivated) || recorded(event_type::join_resent);
    if (row.outcome) {
      const auto* who = here().find(row.account);
      const bool moved = recorded_now || recorded(event_type::account_admitted);
      if (who == nullptr || (!moved && before != who->state) || twice)
        wrong("acknowledged", "a row is answered done and is not");
      return;
    }
    const auto code = row.outcome.error().code;
    if (twice != (code == errc::given_twice))
      return wrong("answers", "given twice, and answered " + std::string(name(code)));
    if (recorded_now && !twice && code != errc::outcome_unknown)
      return wrong("errors change nothing", "a row is done and answered " + std::string(name(code)));
    if (code == errc::not_found && before != account_state::erased) wrong("answers", "a row is answered not_found");
  }

  // --- links ---

  void do_invite(const command& one) {
    auto& made = asked_.invite;
    made.audience = static_cast<account_kind>(1 + one.a % 3);
    made.access = made.audience == account_kind::client         ? access::client
                  : made.audience == account_kind::collaborator ? access::collaborator
                                                                : access::core;
    made.group = made.audience == account_kind::user ? here().members : group_id{};
    if (one.c == 0) made.group = here().administrators;
    made.approval = static_cast<approval_override>(one.b % 3);
    made.role = static_cast<case_role>(one.c % 3);
    made.type = invite_type::public_;
    create_invite_request request{
        .audience = made.audience, .approval = made.approval, .case_role = made.role, .group = made.group};
    if (one.what == verb::create_invite) {
      if (one.b % 4 == 0) request.max_uses = made.max_uses = 1 + one.c % 3;
      if (one.b % 8 == 1) request.allowed_domains = made.domains = {"two.example"};
      weigh();
      const auto told = door(one).create_invite(by(), request);
      take(told);
      if (told) keep_link(told.value().link);
      return;
    }
    std::vector<invitee> people;
    for (int n = 0; n <= one.c % 3; ++n) {
      asked_.addresses.push_back(address(static_cast<std::uint8_t>(one.who + n * (one.b % 2))));
      people.push_back({asked_.addresses.back(), {}});
    }
    weigh();
    const auto told = door(one).invite_people(by(), {request, people});
    take(told);
    if (!told) return;
    std::size_t done = 0;
    for (const auto& row : told.value()) done += row ? 1U : 0U;
    const auto created = static_cast<std::size_t>(std::count_if(
        recorded_.begin(), recorded_.end(), [](const event& e) { return e.what == event_type::invite_created; }));
    if (told.value().size() != people.size() || done > created || (!gate_.hit() && done != created)) {
      wrong("acknowledged", "people are answered invited who are not");
    }
  }
  /// A file of rows, and what the portal answers to each.
  class some_rows final : public import_source {
   public:
    some_rows(const std::vector<imported_row>& rows, group_id members) : rows_(rows), members_(members) {}
    result<bool> next(import_row& into) override {
      if (next_ == rows_.size()) return false;
      const auto& row = rows_[next_++];
      into.key = row.key;
      switch (row.sort) {
        case imported_row::sort::user:
          into.user = add_user_request{.first_name = "Given",
                                       .last_name = "Family",
                                       .email = row.email_key,
                                       .group = members_,
                                       .seniority = "lawyer"};
          break;
        case imported_row::sort::client:
          into.portal_account =
              add_portal_account_request{.first_name = "Given", .last_name = "Family", .email = row.email_key};
          break;
        case imported_row::sort::invitee:
          into.invited = invitee{.email = row.email_key};
          break;
      }
      return true;
    }
    result<> tell(const import_outcome& one) override {
      told.push_back(one);
      return success();
    }
    std::vector<import_outcome> told{};

   private:
    const std::vector<imported_row>& rows_;
    group_id members_;
    std::size_t next_ = 0;
  };

  /// A key always stands for the same row of the same import; a row may be there twice.
  void do_import(const command& one) {
    asked_.import_key = "people " + std::to_string(one.b % 3);
    asked_.dry = one.a % 5 == 0;
    asked_.silent = one.a % 4 == 1;
    for (int n = 0; n <= one.c % 5; ++n) {
      const auto place = static_cast<std::uint8_t>((one.who + n * (1 + one.a % 2)) % addresses);
      asked_.rows.push_back({static_cast<enum imported_row::sort>((place + one.b) % 3), "row " + std::to_string(place),
                             ascii_lower(address(static_cast<std::uint8_t>(first_slot + place)))});
    }
    asked_.invite.audience = account_kind::client;
    asked_.invite.access = access::client;
    weigh();
    some_rows file(asked_.rows, here().members);
    const auto before = here().imported;
    const auto told = door(one).import_people(by(), {.key = asked_.import_key,
                                                     .rows = &file,
                                                     .mode = asked_.dry ? import_mode::dry_run : import_mode::write,
                                                     .notice = asked_.silent ? notice::silent : notice::mail,
                                                     .rows_at_once = static_cast<std::size_t>(1 + one.c % 4)});
    take(told);
    judge_import(file.told, before, told.has_value());
  }
  void judge_import(const std::vector<import_outcome>& told, const std::map<std::string, uuid>& before, bool whole) {
    if (whole && told.size() != asked_.rows.size()) return wrong("answers", "an import has another number of answers");
    for (std::size_t n = 0; n < told.size(); ++n) {
      const auto key = asked_.import_key + '/' + asked_.rows[n].key;
      const auto made = here().imported.find(key);
      const auto& answer = told[n];
      if (asked_.dry) {
        if (answer.fate == import_fate::already && before.count(key) == 0)
          wrong("dry run", "a row is known before its time");
        continue;
      }
      if (answer.fate == import_fate::refused) {
        if (!also_ && before.count(key) > 0) return wrong("answers", "a row is refused that was imported before");
        continue;
      }
      if (made == here().imported.end() || made->second != answer.id) {
        return wrong("acknowledged", "a row is answered imported that is not");
      }
      if (!also_ && (answer.fate == import_fate::already) != (before.count(key) > 0)) {
        wrong("answers", "a row is answered as if it were new, or the other way round");
      }
    }
  }
  void keep_link(std::string_view link) {
    constexpr std::string_view mark = "?token=";
    const auto at = link.find(mark);
    if (at != link.npos)
      public_links_[here_].push_back({std::string(link.substr(at + mark.size())), token_kind::invite, here_});
  }

  void do_link(const command& one) {
    asked_.invite.id = invite_id{pick(here().links, one.a, [](const door_link&) { return true; })};
    asked_.keep = (one.what == verb::reopen_invite || one.what == verb::resend_invite) && one.b % 2 == 0;
    const auto fate = asked_.keep ? link_fate::keep : link_fate::rotate;
    const auto which = asked_.invite.id;
    weigh();
    const auto told = [&]() -> result<invite_view> {
      switch (one.what) {
        case verb::rotate_invite:
          return door(one).rotate_invite(by(), which);
        case verb::close_invite:
          return door(one).close_invite(by(), which);
        case verb::reopen_invite:
          return door(one).reopen_invite(by(), which, fate);
        case verb::revoke_invite:
          return door(one).revoke_invite(by(), which);
        case verb::resend_invite:
          return door(one).resend_invite(by(), which, fate);
        default:
          return door(one).show_invite(by(), which);
      }
    }();
    take(told);
    if (!told) return;
    keep_link(told.value().link);
    const auto* known = here().link(which);
    if (also_) return;
    if (known == nullptr || !difference(*known, door_link{told.value().invite}).empty())
      wrong("answers", "a link is shown as it is not");
    if (known != nullptr && known->type == invite_type::personal && !told.value().link.empty())
      wrong("secrets", "a personal link is shown");
  }

  /// Whose links are looked through: the named one's, or mostly those of somebody whose link still opens something.
  [[nodiscard]] std::string bearer(const command& one, token_kind wanted) const {
    auto named = address(one.who);
    if (one.c % 4 == 0 || wanted == token_kind::invite) return named;
    for (const auto& [whose, links] : outside_.links) {
      for (const auto& l : links) {
        const auto row = l.workspace == here_ && l.kind == wanted ? token::parse(l.text).value().row() : uuid{};
        const auto s = here().sign_ups.find(sign_up_id{row});
        const auto* who = here().find(row);
        if (here().bearer_of(row, wanted == token_kind::email_change, asked_.now) != nullptr) return whose;
        if (s != here().sign_ups.end() && asked_.now < *s->second.expires_at && (one.b % 3 != 1 || whose == named))
          return whose;
        if (who != nullptr && who->state == account_state::invited) return whose;
      }
    }
    return named;
  }
  /// A link of one kind that somebody brings: mostly the newest one they got, at times an older or another one.
  void take_link(const command& one, token_kind wanted) {
    std::vector<const held_link*> choice;
    if (wanted == token_kind::invite && one.b % 3 != 0) {
      for (const auto& l : public_links_[here_]) choice.push_back(&l);
    } else if (const auto got = outside_.links.find(bearer(one, wanted)); got != outside_.links.end()) {
      for (const auto& l : got->second) {
        if (l.kind == wanted && (l.workspace == here_ || one.c == 1)) choice.push_back(&l);
      }
      if (choice.empty() && one.c < 4) choice.push_back(&got->second.back());
    }
    link_text_.clear();
    if (choice.empty()) {
      link_text_ = wanted == token_kind::invite && one.what != verb::check_invite ? "" : "nonsense";
      return;
    }
    const auto back = one.b % 5 == 4 ? one.c % choice.size() : 0;
    const auto& brought = *choice[choice.size() - 1 - back];
    link_text_ = brought.text;
    asked_.link = token::parse(brought.text).value();
    genuine_ = brought.kind == wanted && brought.workspace == here_;
  }

  // --- the door ---

  void give_form(const command& one) {
    const bool of_users = asked_.link && here().leads_to_user(asked_.link->row());
    asked_.field_given = here().asks_field(of_users) != (one.c % 16 == 3);
    if (!here().settings.consents.empty() && one.c % 16 != 5)
      asked_.terms_version = here().settings.consents.front().version;
  }
  [[nodiscard]] std::vector<field_value> fields_given() const {
    return asked_.field_given ? std::vector<field_value>{{"file", "A 17"}} : std::vector<field_value>{};
  }
  [[nodiscard]] std::vector<given_consent> consents_given() const {
    return asked_.terms_version.empty() ? std::vector<given_consent>{}
                                        : std::vector<given_consent>{{"terms", asked_.terms_version}};
  }

  void do_sign_up(const command& one) {
    if (one.a % 3 == 0)
      take_link(one, token_kind::invite);
    else
      link_text_.clear();
    asked_.email_key = address(one.who);
    if (one.a % 2 == 0) asked_.wanted_kind = one.b % 2 == 0 ? account_kind::client : account_kind::collaborator;
    const bool whole_form = one.what == verb::sign_up;
    if (whole_form) {
      give_form(one);
      asked_.username = user_name(one.name);
      asked_.password = cheap_hasher::hashed(passwords[one.c % 2]);
      asked_.named = true;
    }
    weigh();
    const bool alike = looks_alike_now();
    const auto kind_of_step =
        std::tuple{one.what, asked_.link.has_value(), here().mails_spent(asked_.email_key, asked_.now)};
    const auto told = whole_form
                          ? door(one).sign_up(by(), {.token = link_text_,
                                                     .first_name = "Given",
                                                     .last_name = "Family",
                                                     .username = asked_.username,
                                                     .email = asked_.email_key,
                                                     .password = std::string(passwords[one.c % 2]),
                                                     .access = asked_.wanted_kind,
                                                     .fields = fields_given(),
                                                     .consents = consents_given()})
                          : door(one).start_sign_up(
                                by(), {.token = link_text_, .email = asked_.email_key, .access = asked_.wanted_kind});
    take(told);
    if (!told) return;
    if (told.value().account) answer_.view = told.value().account;
    if (!told.value().continuation.empty()) keep_continuation(told.value().continuation);
    if (alike) compare_looks(kind_of_step, told.value());
  }
  void keep_continuation(const std::string& text) {
    const auto read = token::parse(text);
    if (read) continuations_[read.value().row()] = text;
  }
  /// Where an address must be proven, nobody may learn from outside who is known.
  [[nodiscard]] bool looks_alike_now() const {
    const auto* through = asked_.link ? here().link(asked_.link->row()) : nullptr;
    const bool personal = through != nullptr && through->type == invite_type::personal;
    return expected_.against.empty() && !personal &&
           (here().settings.email_proof == email_proof::on || asked_.what == verb::start_sign_up);
  }
  void compare_looks(const std::tuple<verb, bool, bool>& kind_of_step, const sign_up_reply& reply) {
    if (gate_.hit()) return;
    const auto look =
        std::tuple{watch_.take_shape(), reply.message, reply.continuation.size(), reply.account.has_value()};
    const auto [first, fresh] = looks_.insert({kind_of_step, look});
    if (!fresh && first->second != look)
      wrong("known and unknown look alike", "two sign-ups can be told apart from outside");
  }

  void do_prove(const command& one) {
    take_link(one, token_kind::verify);
    std::string continuation;
    if (asked_.link && one.a % 4 != 0) {
      const auto kept = continuations_.find(asked_.link->row());
      if (kept != continuations_.end()) continuation = kept->second;
    }
    asked_.continued = !continuation.empty();
    if (!asked_.continued || one.a % 8 == 1) {
      if (one.c % 8 != 7) {
        asked_.username = user_name(one.name);
        asked_.password = cheap_hasher::hashed(passwords[one.c % 2]);
        asked_.named = true;
      }
      give_form(one);
    }
    weigh();
    const bool typed = asked_.named;
    take(door(one).prove_email(by(), {.token = link_text_,
                                      .continuation = continuation,
                                      .first_name = typed ? "Given" : "",
                                      .last_name = typed ? "Family" : "",
                                      .username = asked_.username,
                                      .password = typed ? std::string(passwords[one.c % 2]) : "",
                                      .fields = fields_given(),
                                      .consents = consents_given()}));
  }

  void do_join(const command& one) {
    take_link(one, token_kind::join);
    asked_.username = user_name(one.name);
    asked_.password = cheap_hasher::hashed(passwords[one.c % 2]);
    weigh();
    take(door(one).join(
        by(), {.token = link_text_, .username = asked_.username, .password = std::string(passwords[one.c % 2])}));
  }

  // --- credentials ---

  void do_guess(const command& one) {
    const bool of_actor =
        one.what == verb::request_email_change || (one.what == verb::change_password && one.a % 3 == 0);
    if (!of_actor) asked_.identifier = one.a % 2 == 0 ? address(one.who) : user_name(one.name);
    const auto* who = here().named(asked_.identifier, asked_.actor);
    // Mostly the right one: of two that is as good as known.
    const bool second = who != nullptr && who->password == cheap_hasher::hashed(passwords[1]);
    const auto typed = std::string(passwords[(one.c % 4 == 0) != second ? 1 : 0]);
    const auto fresh = std::string(passwords[(one.c % 16 == 1) == second ? 0 : 1]);
    asked_.password = cheap_hasher::hashed(typed);
    asked_.fresh = cheap_hasher::hashed(fresh);
    if (one.what == verb::request_email_change) asked_.email_key = address(one.who);
    weigh();
    if (one.what == verb::sign_in) return take(door(one).sign_in(by(), {asked_.identifier, typed}));
    if (one.what == verb::change_password) {
      return take(door(one).change_password(by(), {asked_.identifier, typed, fresh}));
    }
    take(door(one).request_email_change(by(), {asked_.email_key, typed}));
  }

  void do_mailed(const command& one) {
    if (one.what == verb::request_password_reset) return do_request_reset(one);
    take_link(one, one.what == verb::reset_password ? token_kind::reset : token_kind::email_change);
    const auto typed = std::string(passwords[one.a % 2]);
    asked_.password = cheap_hasher::hashed(typed);
    weigh();
    take(one.what == verb::reset_password ? door(one).reset_password(by(), {link_text_, typed})
                                          : door(one).prove_email_change(by(), {link_text_}));
  }
  void do_request_reset(const command& one) {
    asked_.email_key = address(one.who);
    weigh();
    const bool asked_before = std::any_of(here().posted.begin(), here().posted.end(), [&](const auto& l) {
      return !l.second.for_email && l.second.email_key == asked_.email_key;
    });
    const auto kind_of_step = std::tuple{one.what, asked_before, expected_.repeated};
    const auto told = door(one).request_password_reset(by(), {asked_.email_key});
    take(told);
    if (told) compare_looks(kind_of_step, {.message = told.value().message});
  }

  /// A key that was shown to somebody.
  struct held_key {
    std::string text;
    account_id whose;
    std::int64_t number = 0, epoch = 0;
  };
  void do_key(const command& one) {
    asked_.subject = one.a % 2 == 0 ? asked_.actor : account_id{somebody(one.who)};
    if (one.what == verb::verify_api_key) return do_verify_key(one);
    weigh();
    if (one.what == verb::revoke_api_key) return take(door(one).revoke_api_key(by(), asked_.subject));
    const auto told = door(one).issue_api_key(by(), asked_.subject);
    take(told);
    if (!told) return;
    answer_.view = told.value().account;
    const auto* who = here().find(asked_.subject);
    if (who != nullptr) keys_[here_].push_back({told.value().key, who->id, who->keys, who->epoch});
  }
  void do_verify_key(const command& one) {
    const auto from = one.c % 8 == 0 ? (here_ + 1) % workspaces_max : here_;
    const auto& all = keys_[from];
    const auto held = all.empty() ? held_key{"parvis1_nothing", {}} : all[all.size() - 1 - (one.b % 4) % all.size()];
    const auto* who = here().find(held.whose);
    genuine_ = from == here_ && who != nullptr && who->may_use_key() && who->key_issued_at &&
               who->keys == held.number && who->epoch == held.epoch;
    weigh();
    const auto told = door(one).verify_api_key(by(), held.text);
    take(told);
    if (told && told.value().id != held.whose) wrong("answers", "a key is told to be somebody else's");
  }

  // --- looking ---

  void do_list_accounts(const command& one) {
    const auto state = static_cast<account_state>(1 + one.a % 7);
    weigh();
    const auto told = door(one).list_accounts(by(), {.state = state, .limit = 50, .count_cap = 50});
    take(told);
    if (!told) return;
    std::size_t expected = 0;
    for (const auto& [id, who] : here().people) expected += who.state == state ? 1U : 0U;
    if (told.value().accounts.size() != expected || told.value().count != expected)
      wrong("answers", "a list of accounts has others");
    for (const auto& view : told.value().accounts) check_view(view);
  }

  /// Whether somebody is looked for, told from what they are and not from what the library asks of the store.
  static bool is_looked_for(const person& who, const account_filter& which, account_sort sort) {
    const auto any = [](const auto& some, const auto& mine) {
      return some.empty() || std::find(some.begin(), some.end(), mine) != some.end();
    };
    return who.state != account_state::erased && any(which.states, who.state) && any(which.kinds, who.of_kind) &&
           without(which.access, who.access) == access::none && (which.group.is_nil() || which.group == who.group) &&
           (which.invite.is_nil() || which.invite == who.invite) &&
           (which.decided_by.is_nil() || which.decided_by == who.decided_by) &&
           (which.company.empty() || ascii_lower(which.company) == ascii_lower(who.company)) &&
           who.email_key.find(ascii_lower(which.text)) != std::string::npos &&
           who.email_key.rfind(ascii_lower(which.begins_with), 0) == 0 &&
           (sort != account_sort::active_since || who.active_since);
  }
  account_filter filter_for(const command& one) {
    account_filter out;
    const auto* named = here().find(account_id{somebody(one.who)});
    if (one.a % 3 == 0) out.states = {static_cast<account_state>(1 + one.b % 7), account_state::active};
    if (one.a % 5 == 0) out.kinds = {static_cast<account_kind>(1 + one.b % 3)};
    if (one.a % 7 == 0) out.access = static_cast<access>(1 + one.b % 4);
    switch (one.b % 9) {
      case 0:
        out.group = here().members;
        break;
      case 1:
        if (named != nullptr) out.invite = named->invite;
        break;
      case 2:
        out.decided_by = here().founder;
        break;
      case 3:
        out.company = one.name % 2 == 0 ? "RAVEL" : "ravel";
        break;
      case 4:
        out.text = address(one.who);
        break;
      case 5:
        out.text = "@ONE";
        break;
      default:
        break;
    }
    return out;
  }
  void do_search_accounts(const command& one) {
    search_accounts_request asked{.which = filter_for(one),
                                  .sort = static_cast<account_sort>(1 + one.c % 4),
                                  .direction = static_cast<sort_direction>(1 + one.name % 2),
                                  .limit = one.fault == trouble::none ? 1U + one.c % 3 : 50U,
                                  .count_cap = 50};
    if (asked.sort == account_sort::email && one.a % 2 == 0) asked.which.begins_with = address(one.who).substr(0, 2);
    weigh();
    auto told = door(one).search_accounts(by(), asked);
    take(told);
    if (!told || also_) return;
    std::vector<account_view> found = told.value().accounts;
    for (asked.after = told.value().next; asked.after && one.fault == trouble::none; asked.after = told.value().next) {
      told = door(one).search_accounts(by(), asked);
      if (!told) return wrong("answers", "a list breaks off: " + std::string(name(told.error().code)));
      found.insert(found.end(), told.value().accounts.begin(), told.value().accounts.end());
    }
    judge_list(asked, found);
  }
  void judge_list(const search_accounts_request& asked, const std::vector<account_view>& found) {
    std::size_t expected = 0;
    for (const auto& [id, who] : here().people) expected += is_looked_for(who, asked.which, asked.sort) ? 1U : 0U;
    if (found.size() != expected) return wrong("answers", "a search finds others");
    const auto place = [&](const account_view& a) {
      const auto* who = here().find(a.id);
      const bool by_name = asked.sort == account_sort::name;
      const auto text = by_name ? ascii_lower(a.last_name) + '\n' + ascii_lower(a.first_name)
                        : asked.sort == account_sort::email ? who->email_key
                                                            : std::string();
      const auto time = asked.sort == account_sort::active_since ? who->active_since->us : 0;
      return std::tuple(text, time, by_name ? account_id{} : a.id);
    };
    for (const auto& a : found) {
      const auto* who = here().find(a.id);
      if (who == nullptr || !is_looked_for(*who, asked.which, asked.sort))
        return wrong("answers", "a search finds somebody it should not");
      check_view(a);
    }
    for (std::size_t n = 1; n < found.size(); ++n) {
      const auto before = place(found[n - 1]), after = place(found[n]);
      const bool in_order = asked.direction == sort_direction::ascending ? before <= after : after <= before;
      if (!in_order || found[n - 1].id == found[n].id) return wrong("answers", "a search is out of order");
    }
  }
  void do_list_pools(const command& one) {
    weigh();
    const auto told = door(one).list_pools(by());
    take(told);
    if (!told) return;
    if (told.value().size() != here().pools.size()) return wrong("answers", "a list of pools has others");
    for (const auto& view : told.value()) {
      const auto found = here().pools.find(view.sku);
      if (found == here().pools.end()) return wrong("answers", "a pool nobody knows");
      const auto& p = found->second;
      if (view.held != p.held || view.capacity != p.capacity || view.waiting != p.waiting ||
          view.over_by != std::max<std::int64_t>(0, p.held - p.capacity) || view.next_change_at != p.next_change_at ||
          view.granted != p.capacity - (p.capacity > 0 ? p.overage : 0) || view.overage != p.overage ||
          view.reserved != p.reserved || view.peak != p.peak || view.moves != p.moves) {
        wrong("answers", "a pool is shown as it is not");
      }
    }
  }
  void do_read_audit(const command& one) {
    weigh();
    const auto after = std::min<std::int64_t>(one.a, here().sealed);
    const auto told = door(one).read_audit(by(), {.after = after, .limit = 30});
    take(told);
    if (!told) return;
    auto next = after;
    for (const auto& e : told.value()) {
      if (e.position != ++next) return wrong("trail", "an entry is left out");
    }
    if (next != std::min<std::int64_t>(after + 30, here().sealed)) wrong("trail", "entries are missing at the end");
  }
  void do_verify_audit(const command& one) {
    weigh();
    const auto told = door(one).verify_audit(by(), {});
    take(told);
    if (!told) return;
    const bool whole = also_ || told.value().verified == static_cast<std::size_t>(here().sealed);
    if (told.value().first_bad || !whole) wrong("trail", "the trail does not verify");
  }

  // --- the answer ---

  [[nodiscard]] bool is_timer() const {
    return asked_.what == verb::drain_outbox || asked_.what == verb::run_due || asked_.what == verb::seal_audit;
  }
  [[nodiscard]] bool brought() const {
    return std::any_of(recorded_.begin(), recorded_.end(), [&](const event& e) {
      return std::find(expected_.brings.begin(), expected_.brings.end(), e.what) != expected_.brings.end();
    });
  }

  [[nodiscard]] bool fits(const expectation& e) const {
    // A proof reads twice: of two who prove one sign-up at once, the second may learn that the first has the address.
    if (asked_.what == verb::prove_email && answer_.code == errc::email_taken) return true;
    if (answer_.code != errc{}) return e.allows(answer_.code);
    return e.against.empty() && (e.brings.empty() || brought() != e.repeated);
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
      if (!expected_.brings.empty() && brought() == expected_.repeated) {
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
    if (answer_.code == errc::outcome_unknown || is_timer() || asked_.what == verb::import_people) return;
    for (const auto& e : recorded_) {
      const bool aside = is_aside(e) || e.what == event_type::sign_up_refused || e.what == event_type::sign_in_failed;
      if (!aside)
        wrong("errors change nothing",
              "answered " + said + ", and event " + std::to_string(static_cast<int>(e.what)) + " was recorded");
    }
  }
  void check_view(const account_view& view) {
    const auto* known = here().find(view.id);
    if (known == nullptr) return wrong("answers", "an account is shown that is not there");
    // The view may be older than who was admitted since, be it by this call's own look at a pool that was due.
    const bool admitted_since = std::any_of(recorded_.begin(), recorded_.end(), [&](const event& e) {
      return e.what == event_type::account_admitted && e.subject == view.id;
    });
    if (gate_.hit() || admitted_since) return;
    if (view.state != known->state || view.revision != known->revision || view.access != known->access ||
        view.waiting_for != known->waiting_for || view.asked_access != known->asked_access ||
        view.code != known->code || view.kind != known->of_kind) {
      wrong("answers", "an account is shown as it is not");
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

  std::unique_ptr<storage> kept_;
  watch watch_;
  std::unique_ptr<storage> between_;
  gate gate_;
  manual_clock clock_{earliest};
  seeded_random random_;
  cheap_hasher hasher_;
  outside outside_;
  std::optional<portal> portals_[2];

  tallies tally_;
  firm firms_[workspaces_max];
  image images_[workspaces_max];
  std::unordered_map<uuid, std::size_t, uuid_hash> owners_;
  std::vector<held_link> public_links_[workspaces_max];
  std::map<uuid, std::string> continuations_;
  std::vector<held_key> keys_[workspaces_max];
  std::map<std::tuple<verb, bool, bool>, std::tuple<std::uint64_t, std::string, std::size_t, bool>> looks_;

  // of the step that runs
  std::size_t here_ = 0;
  intent asked_;
  bool genuine_ = false;
  std::string link_text_;
  expectation expected_;
  std::optional<expectation> also_;     ///< the same after it was overtaken
  std::optional<expectation> settled_;  ///< and after its own look at a pool that was due
  bool overtook_ = false;
  answered answer_;
  std::optional<violation> wrong_;
  std::vector<event> recorded_;
  std::vector<key> touched_;
};

}  // namespace parvis::inline v1::testkit::simulated
