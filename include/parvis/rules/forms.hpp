// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "parvis/model/settings.hpp"
#include "parvis/values/form.hpp"
#include "parvis/values/text.hpp"

// What a workspace asks of people besides name, address and password.

namespace parvis::inline v1 {

inline constexpr std::size_t field_code_points_max = 200;

/// The name of a field or a consent: lower-case ASCII letters, digits and underscores, a letter first.
constexpr bool is_field_name(std::string_view name) noexcept {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !name.empty() && name.size() <= 32 && letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || is_ascii_digit(c) || c == '_'; });
}

namespace detail {

/// What was given under a name: nothing, or what was given once. Whatever has no rule, or was given twice, is told, at
/// `<list>.<name>`.
template <class Given, class Rules>
void check_given(form_errors& errors, std::string_view list, const std::vector<Given>& given, const Rules& rules) {
  const auto path = [&](std::string_view name) { return std::string(list).append(".").append(name); };
  std::vector<std::string> names;
  for (const auto& one : given) {
    const bool known = std::any_of(rules.begin(), rules.end(), [&](const auto& rule) { return rule.name == one.name; });
    // A name that nobody could have given a field is not repeated to whoever made it up.
    if (!known) errors.add(is_field_name(one.name) ? path(one.name) : std::string(list), errc::field_unknown);
    if (known && std::find(names.begin(), names.end(), one.name) != names.end()) {
      errors.add(path(one.name), errc::given_twice);
    }
    names.push_back(one.name);
  }
}

template <class Given>
const Given* find_given(const std::vector<Given>& given, std::string_view name) {
  const auto found = std::find_if(given.begin(), given.end(), [&](const auto& one) { return one.name == name; });
  return found == given.end() ? nullptr : &*found;
}

}  // namespace detail

/// Those of the workspace's own fields that are asked of such an account.
inline std::vector<field_rule> fields_for(account_kind kind, const settings& workspace) {
  const auto others = kind == account_kind::user ? field_audience::portal : field_audience::users;
  std::vector<field_rule> out;
  for (const auto& rule : workspace.fields) {
    if (rule.asked_of != others) out.push_back(rule);
  }
  return out;
}

/// The answers to the workspace's own fields, in the order of their rules; an error stands at `fields.<name>`.
inline std::vector<field_value> parse_fields(form_errors& errors, const std::vector<field_rule>& rules,
                                             const std::vector<field_value>& given,
                                             const text_policy* policy = nullptr) {
  detail::check_given(errors, "fields", given, rules);
  std::vector<field_value> out;
  for (const auto& rule : rules) {
    const auto path = "fields." + rule.name;
    const auto* const typed = detail::find_given(given, rule.name);
    if (typed == nullptr || typed->value.empty()) {
      if (rule.requirement == requirement::required) errors.add(path, errc::required);
      continue;
    }
    auto line = errors.take(path, parse_line(typed->value, field_code_points_max, policy));
    if (!line) continue;
    const bool chosen =
        rule.choices.empty() || std::find(rule.choices.begin(), rule.choices.end(), *line) != rule.choices.end();
    if (!chosen) errors.add(path, errc::out_of_range);
    out.push_back({rule.name, *std::move(line)});
  }
  return out;
}

/// What was agreed to, in the order of the rules. Only the present version of a text can be agreed to; an error stands
/// at `consents.<name>`.
inline std::vector<consent> parse_consents(form_errors& errors, const settings& workspace,
                                           const std::vector<consent>& given) {
  detail::check_given(errors, "consents", given, workspace.consents);
  std::vector<consent> out;
  for (const auto& rule : workspace.consents) {
    const auto* const agreed = detail::find_given(given, rule.name);
    const bool present = agreed != nullptr && agreed->version == rule.version;
    if (present) {
      out.push_back(*agreed);
    } else if (agreed != nullptr || rule.requirement == requirement::required) {
      errors.add("consents." + rule.name, errc::consent_required);
    }
  }
  return out;
}

/// A user's seniority as it is to be kept: one of the workspace's. Portal accounts have none.
inline std::string parse_seniority(form_errors& errors, account_kind kind, const settings& workspace,
                                   const std::string& given) {
  const auto& offered = workspace.seniorities;
  const bool asked = kind == account_kind::user && !offered.empty();
  if (given.empty()) {
    if (asked && !workspace.seniority_optional) errors.add("seniority", errc::required);
  } else if (!asked) {
    errors.add("seniority", errc::field_unknown);
  } else if (std::find(offered.begin(), offered.end(), given) == offered.end()) {
    errors.add("seniority", errc::out_of_range);
  }
  return given;
}

}  // namespace parvis::inline v1
