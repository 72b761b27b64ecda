// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "parvis/values/text.hpp"

namespace parvis::inline v1 {

namespace detail {

/// Code points and what they fold to: `to` for the first, and so on up to the last.
struct fold_range {
  char32_t first, last, to;
};

// Sources: the case pairs and decompositions of UnicodeData (UAX 44) for Greek, Cyrillic and Arabic. Each in ascending
// order; what stands in none is left as it is.
inline constexpr fold_range fold_ranges[] = {
    {0x386, 0x386, 0x3b1}, {0x388, 0x388, 0x3b5}, {0x389, 0x389, 0x3b7}, {0x38a, 0x38a, 0x3b9}, {0x38c, 0x38c, 0x3bf},
    {0x38e, 0x38e, 0x3c5}, {0x38f, 0x38f, 0x3c9}, {0x390, 0x390, 0x3b9}, {0x391, 0x3a1, 0x3b1}, {0x3a3, 0x3a9, 0x3c3},
    {0x3aa, 0x3aa, 0x3b9}, {0x3ab, 0x3ab, 0x3c5}, {0x3ac, 0x3ac, 0x3b1}, {0x3ad, 0x3ad, 0x3b5}, {0x3ae, 0x3ae, 0x3b7},
    {0x3af, 0x3af, 0x3b9}, {0x3b0, 0x3b0, 0x3c5}, {0x3c2, 0x3c2, 0x3c3}, {0x3ca, 0x3ca, 0x3b9}, {0x3cb, 0x3cb, 0x3c5},
    {0x3cc, 0x3cc, 0x3bf}, {0x3cd, 0x3cd, 0x3c5}, {0x3ce, 0x3ce, 0x3c9}, {0x400, 0x400, 0x435}, {0x401, 0x401, 0x435},
    {0x402, 0x402, 0x452}, {0x403, 0x403, 0x433}, {0x404, 0x406, 0x454}, {0x407, 0x407, 0x456}, {0x408, 0x40b, 0x458},
    {0x40c, 0x40c, 0x43a}, {0x40d, 0x40d, 0x438}, {0x40e, 0x40e, 0x443}, {0x40f, 0x40f, 0x45f}, {0x410, 0x418, 0x430},
    {0x419, 0x419, 0x438}, {0x41a, 0x42f, 0x43a}, {0x439, 0x439, 0x438}, {0x450, 0x450, 0x435}, {0x451, 0x451, 0x435},
    {0x453, 0x453, 0x433}, {0x457, 0x457, 0x456}, {0x45c, 0x45c, 0x43a}, {0x45d, 0x45d, 0x438}, {0x45e, 0x45e, 0x443},
    {0x622, 0x622, 0x627}, {0x623, 0x623, 0x627}, {0x624, 0x624, 0x648}, {0x625, 0x625, 0x627}, {0x626, 0x626, 0x64a},
};

/// Combining marks, harakat and tatweel: what an accent is when it stands by itself.
inline constexpr fold_range dropped_marks[] = {
    {0x300, 0x36f, 0}, {0x640, 0x640, 0}, {0x64b, 0x65f, 0}, {0x670, 0x670, 0}};

/// The letter in the Unicode name of U+00C0 to U+017F, before its accent; '.' where it is more than one, or none.
inline constexpr std::string_view latin_letters =
    "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkklllllll"
    "lllnnnnnn.nnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
/// The same of U+1E00 to U+1EFF.
inline constexpr std::string_view more_latin_letters =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwyasss..aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy..vvyy";

/// Letters that are two.
struct latin_pair {
  char32_t code_point;
  std::string_view letters;
};
inline constexpr latin_pair latin_pairs[] = {{0xc6, "ae"},  {0xde, "th"},  {0xdf, "ss"},  {0xe6, "ae"},
                                             {0xfe, "th"},  {0x132, "ij"}, {0x133, "ij"}, {0x152, "oe"},
                                             {0x153, "oe"}, {0x1e9e, "ss"}};

/// Empty: not one of these.
constexpr std::string_view latin_fold(char32_t code_point) noexcept {
  for (const auto& [first, letters] : {latin_pair{0xc0, latin_letters}, latin_pair{0x1e00, more_latin_letters}}) {
    if (code_point < first || code_point - first >= letters.size()) continue;
    const auto letter = letters.substr(code_point - first, 1);
    if (letter != ".") return letter;
  }
  for (const auto& one : latin_pairs) {
    if (one.code_point == code_point) return one.letters;
  }
  return {};
}

constexpr const fold_range* range_of(std::span<const fold_range> ranges, char32_t code_point) noexcept {
  for (const auto& one : ranges) {
    if (code_point <= one.last) return code_point >= one.first ? &one : nullptr;
  }
  return nullptr;
}

}  // namespace detail

/// A text as it is searched and sorted by: without case and without accents, whether these are composed or not. Latin,
/// Greek, Cyrillic and Arabic letters fold; all else stays. No policy, no locale and no version is asked, so that what
/// was folded yesterday is found tomorrow, by every host. What is malformed stays as it is.
inline std::string folded(std::string_view text) {
  if (is_ascii(text)) return ascii_lower(text);
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto [code_point, found] = decode_utf8(text);
    const auto size = found == 0 ? 1 : found;
    const auto latin = detail::latin_fold(code_point);
    if (size == 1) {
      out += ascii_lower(text.front());
    } else if (!latin.empty()) {
      out += latin;
    } else if (const auto* range = detail::range_of(detail::fold_ranges, code_point)) {
      const auto to = range->to + (code_point - range->first);  // all of them take two octets
      out += static_cast<char>(0xc0 | to >> 6);
      out += static_cast<char>(0x80 | (to & 0x3f));
    } else if (detail::range_of(detail::dropped_marks, code_point) == nullptr) {
      out += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
  return out;
}

}  // namespace parvis::inline v1
