// SPDX-License-Identifier: BSL-1.0
#include "parvis/values/password.hpp"

#include <vector>

#include "line_check.hpp"

// Input: the person's own details, a line each, and the password in the last line.

using namespace parvis;

namespace {

errc verdict(std::string_view text, std::size_t min_code_points, std::span<const std::string_view> own) {
  const auto parsed = password::parse(text, {.min_code_points = min_code_points, .own_details = own});
  if (!parsed) return parsed.assume_error().code;
  PARVIS_HOLDS(parsed.assume_value().reveal() == text);
  return {};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input in(data, size);
  std::vector<std::string_view> own;
  do {
    own.push_back(in.line());
  } while (!in.empty());
  const auto text = own.back();
  own.pop_back();

  const auto normal = password::normalize(text);
  PARVIS_HOLDS(normal.has_value() == (text.size() <= password::octets_max && valid_utf8(text)));
  const auto strict = verdict(text, 15, own), lax = verdict(text, 8, own);
  PARVIS_HOLDS((strict == errc::password_too_long) == (lax == errc::password_too_long));
  if (lax == errc{}) PARVIS_HOLDS(code_points(text) >= 8 && verdict(text, 8, {}) == errc{});
  if (strict == errc{}) {
    PARVIS_HOLDS(code_points(text) >= 15 && lax == errc{});
    PARVIS_HOLDS(verdict(text, 15, {}) == errc{});
  }
  // Case neither makes a password nor breaks it.
  PARVIS_HOLDS(verdict(ascii_lower(text), 15, own) == strict);
  // Nobody's own word is their password, not even with digits around it.
  for (const auto word : own) {
    if (!is_ascii(word) || word.size() < 3 ||
        !std::all_of(word.begin(), word.end(), [](char c) { return is_ascii_alphanumeric(c); })) {
      continue;
    }
    PARVIS_HOLDS(verdict(word, 8, own) != errc{});
    PARVIS_HOLDS(verdict("1" + std::string(word) + "23456789", 8, own) != errc{});
  }
  // What a text policy makes too long is refused like what came too long.
  const fuzz::hostile_policy policy(text);
  const auto composed = password::normalize("x", &policy);
  PARVIS_HOLDS(composed.has_value() == (text.size() <= password::octets_max));
  return 0;
}
