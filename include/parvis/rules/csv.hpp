// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

// Tables as CSV (RFC 4180) that may be opened in a spreadsheet.

namespace parvis::inline v1 {

/// Whether a spreadsheet may take a cell for a formula: by what it begins with, blanks left out of account. `＝＋－＠`
/// are what East Asian input methods write, and some programs read alike. Source: OWASP, "CSV injection"; ASVS 5.0
/// V1.2.10.
inline bool opens_formula(std::string_view cell) noexcept {
  constexpr std::array<std::string_view, 4> wide{"\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
  const auto first = cell.find_first_not_of(' ');
  if (first == cell.npos) return false;
  const auto rest = cell.substr(first);
  if (static_cast<unsigned char>(rest.front()) < 0x20 || std::string_view("=+-@").find(rest.front()) != rest.npos) {
    return true;
  }
  for (const auto sign : wide) {
    if (rest.starts_with(sign)) return true;
  }
  return false;
}

/// One cell, always in quotes: whatever separates cells in the country of the reader, a text stays one cell.
inline std::string csv_cell(std::string_view text) {
  std::string out = opens_formula(text) ? "\"'" : "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out += '"';
}

/// One line with its end.
inline std::string csv_line(const std::vector<std::string>& cells) {
  std::string out;
  for (const auto& one : cells) {
    if (!out.empty()) out += ',';
    out += csv_cell(one);
  }
  return out += "\r\n";
}

}  // namespace parvis::inline v1
