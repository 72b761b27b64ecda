// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstring>
#include <functional>
#include <set>
#include <string_view>
#include <vector>

#include "parvis/model/check.hpp"
#include "parvis/ports/storage.hpp"
#include "row_input.hpp"

namespace fuzz {

namespace people {
inline constexpr parvis::account_id administrator{parvis::uuid::well_known(11)};
inline constexpr parvis::account_id applicant{parvis::uuid::well_known(12)};
inline constexpr parvis::group_id group{parvis::uuid::well_known(13)};
inline constexpr parvis::sign_up_id sign_up{parvis::uuid::well_known(14)};
inline constexpr parvis::invite_id invite{parvis::uuid::well_known(15)};
inline constexpr parvis::mailed_link_id mailed_link{parvis::uuid::well_known(19)};
inline constexpr parvis::order_id order{parvis::uuid::well_known(23)};
inline constexpr parvis::reservation_id reservation{parvis::uuid::well_known(24)};
inline constexpr std::string_view password = "seven violet otters";
}  // namespace people

/// A store that keeps nothing. Asked for a row it makes one up that a workspace might hold, then changes it as the
/// input says; what it answers to a commit is the input's as well. It says whether the library stays honest with it.
class hostile_storage final : public parvis::storage {
 public:
  /// `hash`: of `people::password`.
  hostile_storage(input& in, parvis::instant now, std::string hash) : in_(in), now_(now), hash_(std::move(hash)) {}

  parvis::result<std::vector<std::optional<parvis::row>>> load(std::string_view, std::span<const parvis::key> keys,
                                                               parvis::host_context) override {
    PARVIS_HOLDS(parvis::well_formed(keys).has_value() || lied);
    if (in_.below(32) == 9) return parvis::failure{parvis::errc::unavailable};
    std::vector<std::optional<parvis::row>> out;
    for (const auto& key : keys) {
      const auto how = in_.below(8);
      out.emplace_back();
      if (how != 4) out.back() = usual(key);
      if (how > 4 && out.back()) change(*out.back());
    }
    if (in_.below(32) == 9) out.resize(in_.below(4));
    return out;
  }

  parvis::result<parvis::page> scan(std::string_view, const parvis::query& asked, parvis::host_context) override {
    PARVIS_HOLDS(parvis::plan(asked).has_value() || lied);
    if (in_.below(32) == 9) return parvis::failure{parvis::errc::unavailable};
    parvis::page out;
    out.more = in_.yes();
    for (auto left = in_.below(5); left > 0; --left) {
      const auto id = parvis::uuid::well_known(static_cast<std::uint8_t>(100 + left));
      auto one = usual({asked.kind, parvis::id_column, parvis::value::of(id)});
      if (!one) break;
      if (asked.kind == parvis::kind::outbox) {
        one->set(parvis::column_of(&parvis::outbox_item::effect), {static_cast<std::int64_t>(1 + in_.below(9))});
      }
      if (asked.sort == parvis::column_of(&parvis::account::queued_at)) wait(*one);
      for (auto changes = in_.below(3); changes > 0; --changes) change(*one);
      out.rows.push_back(*std::move(one));
    }
    return out;
  }

  std::vector<parvis::answer> commit(std::string_view, std::span<const parvis::batch> batches,
                                     parvis::host_context) override {
    std::vector<parvis::answer> out;
    for (const auto& one : batches) {
      // Whatever the rows hold that were read as they should be, what is written of them is in order.
      const auto bad = parvis::defect_of(one);
      if (bad && !lied)
        std::fprintf(stderr, "operation %zu: %.*s\n", bad->op, static_cast<int>(bad->what.size()), bad->what.data());
      PARVIS_HOLDS(!bad || lied);
      out.push_back(bad ? parvis::answer{parvis::answer_status::conflict, bad->op, parvis::why::malformed} : made_up());
    }
    if (!batches.empty() && in_.below(32) == 9) out.resize(in_.below(4));
    for (std::size_t n = 0; n < std::min(out.size(), batches.size()); ++n) {
      const auto told = out[n].status;
      const bool taken = told == parvis::answer_status::done || told == parvis::answer_status::already;
      applied += taken && changes_more_than_the_books(batches[n]);
    }
    return out;
  }

  int applied = 0;    ///< batches that were answered `done` or `already`, and did more than the books
  bool lied = false;  ///< it answered what no right store would

 private:
  /// Whether a batch ends a ban that has run out, which is true whatever becomes of the call.
  static bool ends_ban(const parvis::batch& one) {
    return std::any_of(one.operations.begin(), one.operations.end(), [](const parvis::operation& op) {
      return op.kind == parvis::kind::event &&
             std::any_of(op.set.begin(), op.set.end(), [](const parvis::assignment& a) {
               return a.column == parvis::column_of(&parvis::event::what) &&
                      a.value.integer() == static_cast<std::int64_t>(parvis::event_type::account_unbanned);
             });
    });
  }
  /// A refused call may have settled a pool that was due, counted a try or ended a ban, and a dead link stands in the
  /// trail.
  static bool changes_more_than_the_books(const parvis::batch& one) {
    if (ends_ban(one)) return false;
    return std::any_of(one.operations.begin(), one.operations.end(), [](const parvis::operation& op) {
      const bool guard = op.type == parvis::op_type::absent || (op.set.empty() && op.add.empty());
      const bool expired = op.kind == parvis::kind::reservation && op.type == parvis::op_type::remove;
      const bool book = op.kind == parvis::kind::event || op.kind == parvis::kind::seat_pool ||
                        op.kind == parvis::kind::outbox || op.kind == parvis::kind::counter ||
                        op.kind == parvis::kind::seat_use || expired;
      return !book && (!guard || op.type == parvis::op_type::remove);
    });
  }

  parvis::answer made_up() {
    using enum parvis::answer_status;
    constexpr parvis::answer_status all[] = {done, done, done, already, conflict, no_room, unavailable, unknown};
    const auto status = all[in_.below(std::size(all))];
    if (status != conflict) return {status};
    const auto reason = static_cast<parvis::why>(1 + in_.below(6));
    lied = lied || reason == parvis::why::malformed;
    return {status, 0, reason};
  }

  void change(parvis::row& one) {
    switch (in_.below(8)) {
      case 5:
        one.revision = static_cast<std::uint64_t>(in_.number());
        return;
      case 6:
        one.kind = kind_from(in_);
        lied = true;
        return;
      case 7:
        one.id = parvis::uuid::well_known(in_.octet());
        lied = true;
        return;
      default: {
        const auto* of = parvis::schema_of(one.kind);
        const auto column = in_.below(of != nullptr ? of->columns.size() + 1 : 1);
        auto value = value_from(in_);
        lied =
            lied || of == nullptr ||
            !parvis::detail::fits(value, parvis::detail::known_column(*of, static_cast<parvis::column_number>(column)));
        one.set(column, std::move(value));
      }
    }
  }

  /// An account that waits for a seat.
  void wait(parvis::row& one) const {
    using parvis::account;
    one.set(parvis::column_of(&account::state), {static_cast<std::int64_t>(parvis::account_state::waiting)});
    one.set(parvis::column_of(&account::queued_at), {now_.us - 1});
    one.set(parvis::column_of(&account::access), {static_cast<std::int64_t>(parvis::access::collaborator)});
    one.set(parvis::column_of(&account::waiting_for), parvis::value::text("collaborators"));
  }

  /// The row that somebody who means well would have there.
  /// The same id for the same name, and another for another.
  static parvis::uuid named(std::string_view name) {
    const auto hash = std::hash<std::string_view>{}(name);
    auto out = parvis::uuid::well_known(16);
    std::memcpy(out.octet.data(), &hash, sizeof hash);
    return out;
  }
  [[nodiscard]] std::optional<parvis::row> usual(const parvis::key& wanted) const {
    using parvis::kind;
    const auto id = parvis::uuid::from_bytes(wanted.value.data());
    const bool by_id = wanted.column == parvis::id_column && id;
    if (by_id && id->is_nil()) return std::nullopt;  // no row has it
    switch (wanted.kind) {
      case kind::settings:
        return to_row(workspace());
      case kind::account:
        return to_row(account_of(by_id ? parvis::account_id{*id} : people::applicant));
      case kind::group:
        return to_row(parvis::group{.id = by_id ? parvis::group_id{*id} : people::group,
                                    .revision = 1,
                                    .name = "All",
                                    .name_key = "all",
                                    .permissions = parvis::permissions::users_manage});
      case kind::sign_up:
        return to_row(received(by_id ? parvis::sign_up_id{*id} : people::sign_up));
      case kind::invite:
        return to_row(parvis::invite{.id = by_id ? parvis::invite_id{*id} : people::invite,
                                     .revision = 1,
                                     .key_id = 1,
                                     .label = "Fair",
                                     .expires_at = now_ + parvis::hours(1),
                                     .created_by = people::administrator,
                                     .created_at = now_});
      case kind::seat_pool:
        return to_row(parvis::seat_pool{.id = parvis::pool_id{by_id ? *id : named(wanted.value.data())},
                                        .revision = 1,
                                        .sku = by_id ? "collaborators" : wanted.value.data(),
                                        .capacity = 3,
                                        .held = 1});
      case kind::outbox:
        return to_row(parvis::outbox_item{.id = parvis::outbox_id{by_id ? *id : parvis::uuid::well_known(17)},
                                          .revision = 1,
                                          .effect = parvis::effect::mail_request_received,
                                          .about = people::applicant,
                                          .recipient = people::applicant,
                                          .to = "zoe@example.org",
                                          .language = "fr",
                                          .reason = "why",
                                          .due_at = now_,
                                          .created_at = now_});
      case kind::event:
        return to_row(parvis::event{.id = parvis::event_id{by_id ? *id : parvis::uuid::well_known(18)},
                                    .revision = 1,
                                    .what = parvis::event_type::signed_in,
                                    .at = now_});
      case kind::mailed_link:
        return to_row(parvis::mailed_link{.id = by_id ? parvis::mailed_link_id{*id} : people::mailed_link,
                                          .revision = 1,
                                          .slot = by_id ? "slot" : wanted.value.data(),
                                          .account = people::administrator,
                                          .email = "new@example.org",
                                          .email_key = "new@example.org",
                                          .username_key = "zoe",
                                          .created_at = now_,
                                          .expires_at = now_ + parvis::hours(1)});
      case kind::counter:
        return to_row(parvis::counter{.id = by_id ? *id : parvis::uuid::well_known(20),
                                      .revision = 1,
                                      .count = 2,
                                      .at_most = 50,
                                      .expires_at = now_ + parvis::days(30)});
      case kind::catalog:
        return to_row(prices());
      case kind::order:
        if (!by_id) return std::nullopt;  // no key is taken
        return to_row(placed(parvis::order_id{*id}));
      case kind::grant:
        return to_row(parvis::grant{.id = parvis::grant_id{by_id ? *id : parvis::uuid::well_known(25)},
                                    .revision = 1,
                                    .sku = "core",
                                    .quantity = 2,
                                    .starts_at = {1},
                                    .order = people::order});
      case kind::reservation:
        return to_row(parvis::reservation{.id = by_id ? parvis::reservation_id{*id} : people::reservation,
                                          .revision = 1,
                                          .sku = "core",
                                          .seats = 2,
                                          .left = 1,
                                          .expires_at = now_ + parvis::hours(1)});
      case kind::seat_use:
        return to_row(parvis::seat_use{
            .id = by_id ? *id : parvis::uuid::well_known(26), .revision = 1, .sku = "core", .ends_at = now_});
      case kind::import_run:
        if (!by_id) return std::nullopt;  // no key is taken
        return to_row(parvis::import_run{.id = *id, .revision = 1, .key = "people.csv", .started_at = {1}});
      case kind::erasure:
        return to_row(parvis::erasure{.id = parvis::account_id{by_id ? *id : parvis::uuid::well_known(27)},
                                      .revision = 1,
                                      .email_key = "zoe@example.org",
                                      .erased_at = now_});
      default:
        return std::nullopt;
    }
  }

  [[nodiscard]] static parvis::catalog prices() {
    return {.revision = 1,
            .skus = {{"core", parvis::sku_type::product, {}}, {"outlook", parvis::sku_type::add_on, {"core"}}},
            .plans = {{"monthly", 1, parvis::term_unit::month, "EUR"}},
            .prices = {{"core", "monthly", 4900}, {"outlook", "monthly", 0}}};
  }
  [[nodiscard]] parvis::order placed(parvis::order_id id) const {
    return {.id = id,
            .revision = 1,
            .key = "2026-17",
            .plan = "monthly",
            .term = 1,
            .currency = "EUR",
            .lines = {{"core", 2, 4900, 9800}},
            .total = 9800,
            .expires_at = now_ + parvis::hours(1)};
  }

  [[nodiscard]] parvis::settings workspace() const {
    parvis::settings out;
    out.revision = 1;
    out.portal_name = "Cabinet Ravel";
    out.portal_url = "https://portal.example.org";
    out.signup_policy = parvis::signup_policy::both;
    out.approval = parvis::approval_mode::by_user;
    out.approvers = {people::administrator};
    return out;
  }

  [[nodiscard]] parvis::account account_of(parvis::account_id id) const {
    const bool decides = id == people::administrator;
    return {.id = id,
            .revision = 1,
            .of_kind = decides ? parvis::account_kind::user : parvis::account_kind::client,
            .state = decides ? parvis::account_state::active : parvis::account_state::pending,
            .access = decides ? parvis::access::core : parvis::access::client,
            .email = "zoe@example.org",
            .email_key = "zoe@example.org",
            .username = "zoe",
            .username_key = "zoe",
            .first_name = "Zo\u00e9",
            .last_name = "O'Brien",
            .password = hash_,
            .language = "en",
            .group = people::group,
            .created_at = now_};
  }

  [[nodiscard]] parvis::sign_up received(parvis::sign_up_id id) const {
    return {.id = id,
            .revision = 1,
            .email = "zoe@example.org",
            .email_key = "zoe@example.org",
            .username = "zoe",
            .first_name = "Zo\u00e9",
            .last_name = "O'Brien",
            .password = hash_,
            .language = "fr",
            .access = parvis::access::client,
            .created_at = now_,
            .expires_at = now_ + parvis::hours(1)};
  }

  input& in_;
  parvis::instant now_;
  std::string hash_;
};

}  // namespace fuzz
