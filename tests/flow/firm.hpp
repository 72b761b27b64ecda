// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "flow/ports.hpp"
#include "flow/watched_storage.hpp"
#include "parvis/adapters/memory_storage.hpp"
#include "parvis/messages.hpp"
#include "parvis/model/outbox.hpp"
#include "parvis/model/record.hpp"
#include "parvis/model/schema.hpp"
#include "parvis/portal.hpp"
#include "parvis/ports/text_policy.hpp"
#include "parvis/rules/search.hpp"
#include "parvis/testkit/recording_mailer.hpp"
#include "parvis/testkit/seeded_random.hpp"
#include "parvis/values/token.hpp"

namespace flow_test {

using namespace parvis;  // NOLINT(google-build-using-namespace): the tests' own namespace

/// The storages that every flow runs on. Others are added by files that are built when they can be.
struct storage_maker {
  std::string name;
  std::size_t threads;  ///< in races
  std::unique_ptr<storage> (*make)();
};
inline std::vector<storage_maker>& storage_makers() {
  static std::vector<storage_maker> all{
      {"memory", 64, []() -> std::unique_ptr<storage> { return std::make_unique<memory_storage>(); }}};
  return all;
}

inline constexpr std::string_view good_password = "seven violet otters";

template <class Result>
errc refusal(const Result& r) {
  return r ? errc{} : r.error().code;
}

/// The code of a form with one thing wrong, and of which field.
template <class Result>
std::pair<std::string, errc> wrong_field(const Result& r) {
  if (r || r.error().code != errc::invalid_form || r.error().fields.size() != 1) return {};
  return {r.error().fields[0].field, r.error().fields[0].code};
}

/// Every field that is wrong in a form, and why.
using fields = std::vector<std::pair<std::string, errc>>;

template <class Result>
fields wrong_fields(const Result& r) {
  fields out;
  if (r || r.error().code != errc::invalid_form) return out;
  for (const auto& one : r.error().fields) out.emplace_back(one.field, one.code);
  return out;
}

/// The secret at the end of a link; empty when the text has none.
inline std::string token_in(std::string_view text) {
  constexpr std::string_view mark = "?token=";
  const auto at = text.find(mark);
  return at == text.npos ? "" : std::string(text.substr(at + mark.size(), token::text_size));
}

/// A law firm with its portal, and everything the portal needs.
class firm {
 public:
  static constexpr const char* workspace = "ravel";

  explicit firm(std::unique_ptr<storage> kept, const text_policy* unicode = nullptr)
      : text(unicode), inner(std::move(kept)), watched(*inner), door(opened_portal(*this, watched)) {}

  static options with_keys() {
    return {
        .keys = key_ring::make({{.id = 1, .secret = "a secret of thirty-two octets ..", .state = key_state::primary}})
                    .value(),
        .licensing = licensing::by_administrators};
  }
  static portal opened_portal(firm& f, storage& over, options given = with_keys()) {
    return portal::open(std::move(given), {.storage = &over,
                                           .clock = &f.clock,
                                           .random = &f.random,
                                           .hasher = &f.hasher,
                                           .mailer = &f.mailer,
                                           .cases = &f.cases,
                                           .text = f.text,
                                           .log = &f.log,
                                           .payments = &f.payments})
        .value();
  }

  // --- who calls ---

  static caller somebody() { return {.workspace = workspace}; }
  static caller as(account_id who) { return {.workspace = workspace, .actor = who}; }
  static caller as_operator() { return as(operator_id); }
  [[nodiscard]] caller as_administrator() const { return as(team.administrator); }

  // --- setting up ---

  static set_up_request beginning(std::int64_t collaborator_seats = 2) {
    return {.portal_name = "Cabinet Ravel",
            .portal_url = "https://portal.example.org",
            .first_name = "Anne",
            .last_name = "Ravel",
            .email = "anne@ravel.example",
            .username = "anne",
            .password = std::string(good_password),
            .grants = {{"core", 5}, {"collaborators", collaborator_seats}}};
  }
  void begin(std::int64_t collaborator_seats = 2) {
    const auto made = door.set_up(somebody(), beginning(collaborator_seats));
    REQUIRE(refusal(made) == errc{});
    team = made.value();
    change_settings([](settings& s) { s.signup_policy = signup_policy::both; });
  }
  template <class Change>
  settings change_settings(Change change) {
    auto wanted = door.view_settings(as_administrator()).value();
    change(wanted);
    const auto changed = door.change_settings(as_administrator(), wanted);
    REQUIRE(refusal(changed) == errc{});
    return changed.value().settings;
  }
  /// A user without rights of their own, who has joined.
  account_view joined_user(const std::string& name) {
    const auto added = door.add_user(as_administrator(), {.first_name = "User",
                                                          .last_name = "Of Firm",
                                                          .email = name + "@ravel.example",
                                                          .group = team.members,
                                                          .seniority = "lawyer"});
    REQUIRE(refusal(added) == errc{});
    const auto joined = door.join(
        somebody(),
        {.token = token_to(name + "@ravel.example"), .username = name, .password = std::string(good_password)});
    REQUIRE(refusal(joined) == errc{});
    return joined.value();
  }
  /// From now on this user decides.
  account_view approver(const std::string& name) {
    const auto user = joined_user(name);
    change_settings([&](settings& s) {
      s.approval = approval_mode::by_user;
      s.approvers.push_back(user.id);
    });
    return user;
  }
  invite_view link(create_invite_request request = {}) {
    const auto made = door.create_invite(as_administrator(), request);
    REQUIRE(refusal(made) == errc{});
    return made.value();
  }

  // --- at the door ---

  static std::string address_of(const std::string& name) { return name + "@example.org"; }
  static sign_up_request form(const std::string& name, std::optional<account_kind> wanted = {}) {
    return {.first_name = "Given",
            .last_name = "Family",
            .username = name,
            .email = address_of(name),
            .password = std::string(good_password),
            .access = wanted};
  }
  /// Signs up, follows the mailed link, and brings the continuation.
  result<account_view> try_account(const sign_up_request& request) {
    PARVIS_TRY(const auto taken, door.sign_up(somebody(), request));
    return door.prove_email(somebody(), {.token = token_to(request.email), .continuation = taken.continuation});
  }
  account_view account_of(const sign_up_request& request) {
    const auto made = try_account(request);
    REQUIRE(refusal(made) == errc{});
    return made.value();
  }
  account_view collaborator(const std::string& name) { return account_of(form(name, account_kind::collaborator)); }

  // --- mails ---

  /// Sends all that is due; the mails that went out.
  std::vector<mail> deliver() {
    while (true) {
      const auto drained = door.drain_outbox(somebody(), 100);
      REQUIRE(refusal(drained) == errc{});
      const auto& told = drained.value();
      if (told.done + told.void_ + told.dead == 0) break;
    }
    return mailer.take();
  }
  /// The secret in the newest mail to an address that has one; sends what is due first.
  std::string token_to(std::string_view address) {
    std::string out;
    for (const auto& one : deliver()) {
      if (one.to.address() == address && !token_in(one.text).empty()) out = token_in(one.text);
    }
    return out;
  }

  // --- looking into the store, past the portal ---

  [[nodiscard]] std::vector<row> rows(kind of) const {
    std::vector<row> out;
    query q{.kind = of, .limit = page_max};
    while (true) {
      const auto found = inner->scan(workspace, q, nullptr).value();
      out.insert(out.end(), found.rows.begin(), found.rows.end());
      if (!found.more) return out;
      q.after = cursor{value::of(found.rows.back().id), found.rows.back().id};
    }
  }
  template <class Record>
  [[nodiscard]] std::vector<Record> all() const {
    std::vector<Record> out;
    for (const auto& r : rows(Record::kind)) out.push_back(from_row<Record>(r).value());
    return out;
  }
  template <class Record>
  [[nodiscard]] Record get(const uuid& id) const {
    const key wanted[] = {key::by_id(Record::kind, id)};
    return from_row<Record>(*inner->load(workspace, wanted, nullptr).value().front()).value();
  }
  [[nodiscard]] seat_pool pool(std::string_view sku = "collaborators") const {
    for (auto& one : all<seat_pool>()) {
      if (one.sku == sku) return one;
    }
    return {};
  }
  [[nodiscard]] std::vector<event_type> events() const {
    std::vector<event_type> out;
    for (const auto& one : all<event>()) out.push_back(one.what);
    return out;
  }
  [[nodiscard]] std::vector<effect> queued() const {
    std::vector<effect> out;
    for (const auto& one : all<outbox_item>()) {
      if (one.state == outbox_state::queued) out.push_back(one.effect);
    }
    return out;
  }
  /// Changes a row as another process might.
  template <class Record, class Change>
  void edit(const uuid& id, Change change) {
    const auto before = get<Record>(id);
    auto after = before;
    change(after);
    batch one{fresh_id(), clock.now().value(), {changing(before, after)}};
    fold_texts(one.operations, text).value();
    REQUIRE(inner->commit(workspace, {&one, 1}, nullptr).front().status == answer_status::done);
  }
  /// Every row of the workspace as text, but for those of one kind: equal texts, equal stores.
  [[nodiscard]] std::string dump(kind but_for = {}) const {
    std::string out;
    for (const auto& of : schema) {
      if (of.kind == but_for) continue;
      for (const auto& r : rows(of.kind)) {
        out.append(of.name).append(" ").append(to_string(r.id)).append(" ").append(std::to_string(r.revision));
        for (const auto& v : r.values) out.append("|").append(std::to_string(v.integer())).append(v.data());
        out += '\n';
      }
    }
    return out;
  }

  const text_policy* text;
  ticking_clock clock;
  testkit::seeded_random random{7};
  testkit::recording_mailer mailer;
  kept_cases cases;
  kept_payments payments;
  counted_hasher hasher;
  kept_log log;
  std::unique_ptr<storage> inner;
  watched_storage watched;
  portal door;
  set_up_reply team{};

 private:
  uuid fresh_id() {
    uuid out;
    random.fill(out.octet.data(), out.octet.size()).value();
    return out;
  }
};

/// Tells a story on every storage, in a workspace that is set up and open to everybody.
template <class Story>
void on_every_storage(Story story) {
  for (const auto& one : storage_makers()) {
    CAPTURE(one.name);
    firm f{one.make()};
    f.begin();
    story(f);
  }
}

}  // namespace flow_test
