// SPDX-License-Identifier: BSL-1.0
#include "flow/account_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "parvis/messages.hpp"
#include "parvis/portal/personal_data.hpp"
#include "parvis/values/calendar.hpp"

namespace parvis::inline v1 {
namespace detail {

static std::string text_of(const uuid& id) { return id.is_nil() ? std::string{} : to_string(id); }

static std::string text_of(account_kind of) {
  switch (of) {
    case account_kind::user:
      return "user";
    case account_kind::client:
      return "client";
    case account_kind::collaborator:
      break;
  }
  return "collaborator";
}

static std::string text_of(access held) {
  constexpr std::pair<access, std::string_view> names[] = {{access::client, "client"},
                                                           {access::collaborator, "collaborator"},
                                                           {access::core, "core"},
                                                           {access::contract, "contract"}};
  std::string out;
  for (const auto& [one, name] : names) {
    if (has(held, one)) out.append(out.empty() ? "" : " ").append(name);
  }
  return out;
}

static std::string text_of(case_role of) {
  switch (of) {
    case case_role::client:
      return "client";
    case case_role::staff:
      return "staff";
    case case_role::none:
      break;
  }
  return {};
}

namespace {

using names = group_names;
constexpr account_column table[] = {
    {"id", [](const account& a, const names&) { return text_of(a.id); }},
    {"kind", [](const account& a, const names&) { return text_of(a.of_kind); }},
    {"state", [](const account& a, const names&) { return std::string(name(a.state)); }},
    {"access", [](const account& a, const names&) { return text_of(a.access); }},
    {"email", [](const account& a, const names&) { return a.email; }},
    {"username", [](const account& a, const names&) { return a.username; }},
    {"first_name", [](const account& a, const names&) { return a.first_name; }},
    {"last_name", [](const account& a, const names&) { return a.last_name; }},
    {"language", [](const account& a, const names&) { return a.language; }},
    {"group",
     [](const account& a, const names& groups) {
       const auto found = groups.find(a.group);
       return found == groups.end() ? std::string{} : found->second;
     }},
    {"seniority", [](const account& a, const names&) { return a.seniority; }},
    {"job_title", [](const account& a, const names&) { return a.job_title; }},
    {"mobile", [](const account& a, const names&) { return a.mobile; }},
    {"address", [](const account& a, const names&) { return a.address; }},
    {"company", [](const account& a, const names&) { return a.company; }},
    {"code", [](const account& a, const names&) { return a.code; }},
    {"case_role", [](const account& a, const names&) { return text_of(a.case_role); }},
    {"invite", [](const account& a, const names&) { return text_of(a.invite); }},
    {"created_at", [](const account& a, const names&) { return text_of(a.created_at); }},
    {"decided_at", [](const account& a, const names&) { return text_of(a.decided_at); }},
    {"decide_by", [](const account& a, const names&) { return text_of(a.decide_by); }},
    {"active_since", [](const account& a, const names&) { return text_of(a.active_since); }},
    {"seated_at", [](const account& a, const names&) { return text_of(a.seated_at); }},
    {"queued_at", [](const account& a, const names&) { return text_of(a.queued_at); }},
    {"waiting_for", [](const account& a, const names&) { return a.waiting_for; }},
    {"asked_access", [](const account& a, const names&) { return text_of(a.asked_access.value_or(access::none)); }},
    {"join_by", [](const account& a, const names&) { return text_of(a.join_by); }},
    {"must_change_password",
     [](const account& a, const names&) { return std::string(a.must_change_password ? "yes" : ""); }},
    {"overrides_privacy_since", [](const account& a, const names&) { return text_of(a.overrides_privacy_since); }},
    {"banned_at", [](const account& a, const names&) { return text_of(a.banned_at); }},
    {"banned_until", [](const account& a, const names&) { return text_of(a.banned_until); }},
    {"ban_reason", [](const account& a, const names&) { return a.ban_reason; }},
    {"seat_freed_at", [](const account& a, const names&) { return text_of(a.seat_freed_at); }},
    {"api_key_issued_at", [](const account& a, const names&) { return text_of(a.api_key_issued_at); }},
};

}  // namespace

std::span<const account_column> account_table() noexcept { return table; }

std::string text_of(instant t) {
  if (!plausible(t)) return {};
  const auto day = day_of(t);
  const auto seconds = t.us % us_per_day / 1'000'000;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", day.year, day.month, day.day, seconds / 3600,
                     seconds / 60 % 60, seconds % 60);
}
std::string text_of(const std::optional<instant>& t) { return t ? text_of(*t) : std::string{}; }

}  // namespace detail

std::span<const std::string_view> account_columns() noexcept {
  static constexpr auto names = [] {
    std::array<std::string_view, std::size(detail::table)> out{};
    std::ranges::transform(detail::table, out.begin(), &detail::account_column::name);
    return out;
  }();
  return names;
}

}  // namespace parvis::inline v1
