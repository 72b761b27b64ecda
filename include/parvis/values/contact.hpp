// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "parvis/result.hpp"
#include "parvis/values/text.hpp"

namespace parvis::inline v1 {

/// A telephone number as it is dialled from abroad: "+33612345678". Blanks, dots, hyphens, slashes and brackets are
/// dropped, "00" stands for "+", and the "(0)" that is only dialled at home goes.
/// Fails with `required`, `too_long` or `mobile_invalid`. Source: ITU-T E.164 section 6: 15 digits at most, the first
/// not a zero.
inline result<std::string> parse_mobile(std::string_view text) {
  constexpr std::size_t typed_max = 64;
  constexpr std::size_t digits_min = 7;
  constexpr std::size_t digits_max = 15;
  if (text.size() > typed_max) return failure{errc::too_long};
  text = trimmed(text);
  if (text.empty()) return failure{errc::required};
  std::string typed(text);
  if (const auto at_home = typed.find("(0)"); at_home != typed.npos) typed.erase(at_home, 3);
  std::string number;
  for (const char c : typed) {
    if (std::string_view(" .-/()").find(c) != std::string_view::npos) continue;
    if (!is_ascii_digit(c) && (c != '+' || !number.empty())) return failure{errc::mobile_invalid};
    number += c;
  }
  if (number.starts_with("00")) number.replace(0, 2, "+");
  const auto digits = number.size() - 1;
  if (!number.starts_with('+') || digits < digits_min || digits > digits_max || number[1] == '0') {
    return failure{errc::mobile_invalid};
  }
  return number;
}

/// A postal address: one to eight lines, each as `parse_line` takes it, with one line break between two. Lines that are
/// blank are dropped. Fails as `parse_line`, and with `too_long` for more lines.
inline result<std::string> parse_address(std::string_view text, const text_policy* policy = nullptr) {
  constexpr std::size_t lines_max = 8;
  constexpr std::size_t line_code_points_max = 100;
  constexpr std::size_t octets_max = lines_max * line_code_points_max * 16;
  if (text.size() > octets_max) return failure{errc::too_long};
  std::string out;
  std::size_t lines = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find_first_of("\r\n", at), text.size());
    const auto typed = text.substr(at, end - at);
    at = end + 1;
    if (trimmed(typed).empty()) continue;
    PARVIS_TRY(const auto line, parse_line(typed, line_code_points_max, policy));
    if (++lines > lines_max) return failure{errc::too_long};
    out.append(out.empty() ? "" : "\n").append(line);
  }
  if (out.empty()) return failure{errc::required};
  return out;
}

}  // namespace parvis::inline v1
