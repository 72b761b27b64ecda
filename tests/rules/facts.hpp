// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <string>
#include <vector>

#include "parvis/model/check.hpp"
#include "parvis/model/outbox.hpp"
#include "parvis/rules/signup.hpp"

// Facts to decide on, and ways to look into what was decided.

namespace facts {

using namespace parvis;  // NOLINT(google-build-using-namespace): the tests' own namespace

inline constexpr instant noon{1'750'000'000'000'000};
inline constexpr duration tick{1};

inline stamp stamp_at(instant now = noon) {
  return {now, id_source{now, {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88}}};
}

/// An id that no stamp draws.
template <class Id>
Id id_number(std::uint8_t n) {
  uuid out;
  out.octet[0] = 0xf0;
  out.octet[15] = n;
  return Id{out};
}

inline person somebody(std::string_view address = "zoe@example.org") {
  return {person_name::parse("Zoé").value(), person_name::parse("Ravel").value(), email::parse(address).value()};
}

inline typed_person typed(const person& who) { return {who.first_name, who.last_name, who.email}; }

inline group administrators() {
  return {.id = id_number<group_id>(1),
          .revision = 1,
          .name = "Administrators",
          .name_key = "administrators",
          .permissions = permissions::users_manage};
}
inline group members() {
  return {.id = id_number<group_id>(2), .revision = 1, .name = "Members", .name_key = "members"};
}

inline account account_number(std::uint8_t n, account_kind of_kind, account_state state) {
  auto out = new_account(somebody("person" + std::to_string(n) + "@example.org"), noon);
  out.id = id_number<account_id>(n);
  out.revision = 7;
  out.of_kind = of_kind;
  out.state = state;
  out.access = of_kind == account_kind::user     ? parvis::access::core
               : of_kind == account_kind::client ? parvis::access::client
                                                 : parvis::access::collaborator;
  out.username = out.username_key = "person" + std::to_string(n);
  return out;
}

inline constexpr auto own_vendor = licensing::by_administrators;

inline actor_facts manager() {
  auto who = account_number(100, account_kind::user, account_state::active);
  who.group = administrators().id;
  return {who, administrators()};
}
inline actor_facts member() {
  auto who = account_number(101, account_kind::user, account_state::active);
  who.group = members().id;
  return {who, members()};
}

/// The codes that the call with this stamp would make, and nobody has any of them.
inline code_facts code_facts_at(const stamp& at) {
  auto ids = at.ids;
  const auto from = ids.next();
  code_facts out;
  for (unsigned n = 0; n < codes_made; ++n) out.made.push_back(unique_code::made_of(from, n));
  return out;
}

inline settings open_settings(signup_policy policy = signup_policy::both) {
  settings out;
  out.revision = 3;
  out.portal_name = "Cabinet Ravel";
  out.portal_url = "https://portal.example.org";
  out.signup_policy = policy;
  return out;
}

inline seat_pool pool(std::string_view sku, std::int64_t capacity, std::int64_t held, std::int64_t waiting = 0) {
  seat_pool out{.sku = std::string(sku), .capacity = capacity, .held = held, .waiting = waiting};
  out.id = id_number<pool_id>(static_cast<std::uint8_t>(200 + sku.size()));
  out.revision = 1;
  return out;
}

inline invite open_invite(account_kind audience = account_kind::client) {
  invite out{.id = id_number<invite_id>(50), .revision = 2, .audience = audience};
  out.access = audience == account_kind::collaborator ? parvis::access::collaborator : parvis::access::client;
  out.expires_at = noon + hours(72);
  out.vouched_by = manager().who->id;
  out.vouched_group = administrators().id;
  return out;
}

inline sign_up_command command_through(const door& d, std::string_view address = "zoe@example.org") {
  return {somebody(address), username::parse("zoe").value(), "$scrypt$", "", {}, {}, d};
}

// --- what a decision holds ---

/// What is wrong with a batch of these operations; empty when a store may apply it.
inline std::string defect_in(std::vector<operation> operations) {
  const auto bad = defect_of(batch{id_number<uuid>(9), noon, std::move(operations)});
  return bad ? "operation " + std::to_string(bad->op) + ": " + std::string(bad->what) : "";
}

template <class Member, class Record>
const value* assigned(const operation& op, Member Record::* column) {
  for (const auto& a : op.set) {
    if (a.column == column_of(column)) return &a.value;
  }
  return nullptr;
}

inline std::vector<const operation*> on(parvis::kind k, const std::vector<operation>& operations) {
  std::vector<const operation*> out;
  for (const auto& op : operations) {
    if (op.kind == k) out.push_back(&op);
  }
  return out;
}

inline std::vector<effect> effects_of(const std::vector<operation>& operations) {
  std::vector<effect> out;
  for (const auto* op : on(kind::outbox, operations)) {
    out.push_back(static_cast<effect>(assigned(*op, &outbox_item::effect)->integer()));
  }
  return out;
}

inline std::vector<event_type> events_of(const std::vector<operation>& operations) {
  std::vector<event_type> out;
  for (const auto* op : on(kind::event, operations)) {
    out.push_back(static_cast<event_type>(assigned(*op, &event::what)->integer()));
  }
  return out;
}

/// Whether the operations hold only if the record is still at the revision it was loaded with.
template <class Record>
bool guards(const std::vector<operation>& operations, const Record& seen) {
  for (const auto* op : on(Record::kind, operations)) {
    if (op->id == seen.id && op->revision == seen.revision) return true;
  }
  return false;
}

/// The sum of what is added to a counter.
template <class Member, class Record>
std::int64_t added(const std::vector<operation>& operations, Member Record::* counter) {
  std::int64_t out = 0;
  for (const auto* op : on(Record::kind, operations)) {
    for (const auto& a : op->add) out += a.column == column_of(counter) ? a.amount : 0;
  }
  return out;
}

/// The code of a refusal; 0 when there is none.
template <class Result>
errc refusal(const Result& r) {
  return r ? errc{} : r.error().code;
}

}  // namespace facts
