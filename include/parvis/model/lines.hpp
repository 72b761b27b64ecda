// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parvis/model/catalog.hpp"
#include "parvis/model/fields.hpp"
#include "parvis/model/order.hpp"

// What is kept as one line of text in parts, so that a list of them is one column: `parts_of` takes it apart, and
// `from_parts` puts it together again, or answers false for parts that are none of ours.

namespace parvis::inline v1::detail {

/// All of a text as a number.
inline std::optional<std::int64_t> number_in(std::string_view text) noexcept {
  std::int64_t out = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return out;
}
/// The same as an enumerator, of an enumeration that begins at 1.
template <class Enum>
bool enumerator_in(std::string_view text, Enum& out) noexcept {
  const auto n = number_in(text);
  if (!n || *n < 1 || *n > static_cast<std::int64_t>(last_value(Enum{}))) return false;
  out = static_cast<Enum>(*n);
  return true;
}

inline std::vector<std::string> parts_of(const field_rule& of) {
  const auto kind_of_field = static_cast<int>(of.asked_of) * 2 + static_cast<int>(of.requirement);
  std::vector<std::string> out{of.name, std::to_string(kind_of_field)};
  out.insert(out.end(), of.choices.begin(), of.choices.end());
  return out;
}
inline bool from_parts(const std::vector<std::string>& parts, field_rule& out) {
  constexpr std::string_view digits = "012345";
  if (parts.size() < 2 || parts[1].size() != 1 || digits.find(parts[1]) == digits.npos) return false;
  const int kind_of_field = parts[1][0] - '0';
  out = {parts[0],
         static_cast<requirement>(kind_of_field % 2),
         {parts.begin() + 2, parts.end()},
         static_cast<field_audience>(kind_of_field / 2)};
  return true;
}

inline std::vector<std::string> parts_of(const field_value& of) { return {of.name, of.value}; }
inline bool from_parts(const std::vector<std::string>& parts, field_value& out) {
  if (parts.size() != 2) return false;
  out = {parts[0], parts[1]};
  return true;
}

inline std::vector<std::string> parts_of(const consent_rule& of) {
  return {of.name, of.version, of.requirement == requirement::required ? "1" : "0"};
}
inline bool from_parts(const std::vector<std::string>& parts, consent_rule& out) {
  if (parts.size() != 3 || (parts[2] != "0" && parts[2] != "1")) return false;
  out = {parts[0], parts[1], parts[2] == "1" ? requirement::required : requirement::optional};
  return true;
}

inline std::vector<std::string> parts_of(const consent& of) { return {of.name, of.version, std::to_string(of.at.us)}; }
inline bool from_parts(const std::vector<std::string>& parts, consent& out) {
  const auto at = parts.size() == 3 ? number_in(parts[2]) : std::nullopt;
  if (!at) return false;
  out = {parts[0], parts[1], {*at}};
  return true;
}

inline std::vector<std::string> parts_of(const catalog_sku& of) {
  std::vector<std::string> out{of.code, std::to_string(static_cast<int>(of.type))};
  out.insert(out.end(), of.needs.begin(), of.needs.end());
  return out;
}
inline bool from_parts(const std::vector<std::string>& parts, catalog_sku& out) {
  if (parts.size() < 2 || !enumerator_in(parts[1], out.type)) return false;
  out.code = parts[0];
  out.needs.assign(parts.begin() + 2, parts.end());
  return true;
}

inline std::vector<std::string> parts_of(const catalog_plan& of) {
  return {of.code, std::to_string(of.term), std::to_string(static_cast<int>(of.unit)), of.currency};
}
inline bool from_parts(const std::vector<std::string>& parts, catalog_plan& out) {
  const auto term = parts.size() == 4 ? number_in(parts[1]) : std::nullopt;
  if (!term || !enumerator_in(parts[2], out.unit)) return false;
  out.code = parts[0];
  out.term = *term;
  out.currency = parts[3];
  return true;
}

inline std::vector<std::string> parts_of(const catalog_price& of) {
  return {of.sku, of.plan, std::to_string(of.amount)};
}
inline bool from_parts(const std::vector<std::string>& parts, catalog_price& out) {
  const auto amount = parts.size() == 3 ? number_in(parts[2]) : std::nullopt;
  if (!amount) return false;
  out = {parts[0], parts[1], *amount};
  return true;
}

inline std::vector<std::string> parts_of(const order_line& of) {
  return {of.sku, std::to_string(of.quantity), std::to_string(of.unit_amount), std::to_string(of.amount)};
}
inline bool from_parts(const std::vector<std::string>& parts, order_line& out) {
  if (parts.size() != 4) return false;
  const auto quantity = number_in(parts[1]), unit = number_in(parts[2]), amount = number_in(parts[3]);
  if (!quantity || !unit || !amount) return false;
  out = {parts[0], *quantity, *unit, *amount};
  return true;
}

/// Kept as one line of text in parts.
template <class T>
concept line_like = requires(const T& from, T& to, std::vector<std::string> parts) {
  parts = parts_of(from);
  from_parts(parts, to);
};

}  // namespace parvis::inline v1::detail
