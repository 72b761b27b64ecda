// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "parvis/ports/text_policy.hpp"
#include "parvis/result.hpp"

namespace parvis::inline v1 {

/// A code point and the octets it took; no octets: the text is malformed there, or empty.
struct decoded {
  char32_t code_point = 0;  ///< 0 when malformed
  std::size_t size = 0;     ///< 1 to 4, or 0
};

/// Whether an octet continues a code point.
constexpr bool is_utf8_tail(char c) noexcept { return (static_cast<std::uint8_t>(c) & 0xc0) == 0x80; }

/// The first code point of a text. Strict: overlong forms, surrogates, anything past U+10FFFF and cut-off sequences are
/// malformed (RFC 3629 section 3).
constexpr decoded decode_utf8(std::string_view text) noexcept {
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (text.empty()) return {};
  const auto lead = static_cast<std::uint8_t>(text.front());
  const auto ones = static_cast<std::size_t>(std::countl_one(lead));
  if (ones == 0) return {lead, 1};
  if (ones == 1 || ones > 4 || ones > text.size()) return {};
  char32_t code_point = lead & (0x7fu >> ones);
  for (const char c : text.substr(1, ones - 1)) {
    if (!is_utf8_tail(c)) return {};
    code_point = code_point << 6 | (static_cast<std::uint8_t>(c) & 0x3f);
  }
  const bool surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
  if (code_point < smallest[ones] || surrogate || code_point > 0x10ffff) return {};
  return {code_point, ones};
}

/// Whether all of it is well-formed. Takes time in the length: check the caller's cap first.
constexpr bool valid_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const auto size = decode_utf8(text).size;
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

/// How many code points a well-formed text has.
constexpr std::size_t code_points(std::string_view text) noexcept {
  std::size_t count = 0;
  for (const char c : text) count += is_utf8_tail(c) ? 0u : 1u;
  return count;
}

constexpr bool is_ascii(std::string_view text) noexcept {
  for (const char c : text) {
    if (static_cast<std::uint8_t>(c) >= 0x80) return false;
  }
  return true;
}
constexpr bool is_ascii_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr char ascii_lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
constexpr bool is_ascii_alphanumeric(char c) noexcept {
  return is_ascii_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z');
}

/// A to Z in lower case; every other octet as it is. No locale.
inline std::string ascii_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = ascii_lower(c);
  return out;
}

/// What a code point does to a line of text. `invisible` ones are legal (joiners, direction marks, variation
/// selectors), but a text of nothing else cannot be seen.
enum class text_class : std::uint8_t { visible, blank, invisible, control, line_break, bidi_control, noncharacter };

/// Sources: General_Category Zs, Cc; Bidi_Control (UAX 9) other than the three marks; Default_Ignorable_Code_Point
/// (UAX 44); the newline function of the Unicode standard, section 5.8.
constexpr text_class classify(char32_t code_point) noexcept {
  using enum text_class;
  struct range {
    char32_t first, last;
    text_class what;
  };
  constexpr range ranges[] = {
      {0x0000, 0x0009, control},      {0x000a, 0x000d, line_break},   {0x000e, 0x001f, control},
      {0x0020, 0x0020, blank},        {0x007f, 0x0084, control},      {0x0085, 0x0085, line_break},
      {0x0086, 0x009f, control},      {0x00a0, 0x00a0, blank},        {0x00ad, 0x00ad, invisible},
      {0x034f, 0x034f, invisible},    {0x061c, 0x061c, invisible},    {0x115f, 0x1160, invisible},
      {0x1680, 0x1680, blank},        {0x17b4, 0x17b5, invisible},    {0x180b, 0x180f, invisible},
      {0x2000, 0x200a, blank},        {0x200b, 0x200f, invisible},    {0x2028, 0x2029, line_break},
      {0x202a, 0x202e, bidi_control}, {0x202f, 0x202f, blank},        {0x205f, 0x205f, blank},
      {0x2060, 0x2065, invisible},    {0x2066, 0x2069, bidi_control}, {0x206a, 0x206f, invisible},
      {0x2800, 0x2800, invisible},    {0x3000, 0x3000, blank},        {0x3164, 0x3164, invisible},
      {0xfdd0, 0xfdef, noncharacter}, {0xfe00, 0xfe0f, invisible},    {0xfeff, 0xfeff, invisible},
      {0xffa0, 0xffa0, invisible},    {0xfff0, 0xfff8, invisible},    {0xfff9, 0xfffb, control},
      {0x1bca0, 0x1bca3, invisible},  {0x1d173, 0x1d17a, invisible},  {0xe0000, 0xe0fff, invisible},
  };
  if ((code_point & 0xfffe) == 0xfffe) return noncharacter;
  for (const auto& [first, last, what] : ranges) {
    if (code_point <= last) return code_point >= first ? what : visible;
  }
  return visible;
}

/// A well-formed text without the blanks and tabs around it. Line breaks stay: they are for the caller to refuse.
constexpr std::string_view trimmed(std::string_view text) noexcept {
  std::size_t first = text.size();
  std::size_t last = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto [code_point, size] = decode_utf8(text.substr(i));
    if (size == 0) return text;
    if (code_point != U'\t' && classify(code_point) != text_class::blank) {
      if (first > i) first = i;
      last = i + size;
    }
    i += size;
  }
  return first < last ? text.substr(first, last - first) : std::string_view{};
}

/// One line of display text, for instance a name or a label: trimmed, and in form C when there is a policy.
/// Fails with `required` when nothing visible is left, `too_long`, `invalid_utf8`, `control_character`, `line_break`,
/// `bidi_control` or `character_not_allowed`, or as the policy fails. An overlong text is refused unread.
/// Source: OWASP ASVS 5.0 V2.2.1; Unicode UTR 36 section 3.
inline result<std::string> parse_line(std::string_view text, std::size_t code_points_max,
                                      const text_policy* policy = nullptr) {
  // 16 octets for each: a letter in form D with its marks is longer than the letter that is counted.
  if (text.size() > code_points_max * 16) return failure{errc::too_long};
  if (!valid_utf8(text)) return failure{errc::invalid_utf8};
  std::string line(trimmed(text));
  if (policy != nullptr) {
    PARVIS_TRY(line, policy->nfc(line));
  }
  bool seen = false;
  for (std::string_view rest = line; !rest.empty();) {
    const auto [code_point, size] = decode_utf8(rest);
    if (size == 0) return failure{errc::host_failed, {}, "the text policy answered malformed UTF-8"};
    switch (classify(code_point)) {
      case text_class::visible:
        seen = true;
        break;
      case text_class::blank:
      case text_class::invisible:
        break;
      case text_class::control:
        return failure{errc::control_character};
      case text_class::line_break:
        return failure{errc::line_break};
      case text_class::bidi_control:
        return failure{errc::bidi_control};
      case text_class::noncharacter:
        return failure{errc::character_not_allowed};
    }
    rest.remove_prefix(size);
  }
  if (!seen) return failure{errc::required};
  if (code_points(line) > code_points_max) return failure{errc::too_long};
  return line;
}

/// Whether `domain` is one of `domains`: the same labels, whatever their case. Never by suffix: "example.com" admits
/// neither "sub.example.com" nor "notexample.com".
inline bool domain_matches(std::string_view domain, std::span<const std::string> domains) {
  const auto wanted = ascii_lower(domain);
  for (const auto& one : domains) {
    if (ascii_lower(one) == wanted) return true;
  }
  return false;
}

}  // namespace parvis::inline v1
