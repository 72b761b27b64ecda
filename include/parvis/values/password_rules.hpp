// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parvis/values/text.hpp"

/// Refuses passwords without a list: what lists of leaked passwords are mostly made of, and the person's own details.
/// All take the password with A to Z in lower case and compare it so; letters beyond ASCII are taken as they are typed.
namespace parvis::inline v1::password_rules {

/// Words that surprise nobody, so that each counts as one character.
inline constexpr std::string_view worn_words[] = {
    "password", "passw0rd", "motdepasse", "welcome", "bienvenue", "letmein",  "iloveyou", "jetaime",  "bonjour",
    "admin",    "secret",   "changeme",   "default", "computer",  "football", "princess", "sunshine", "master"};

/// The keys of the keyboards that our languages are typed on, from top to bottom; the fifth row is the first with
/// shift.
inline constexpr std::string_view keyboards[][5] = {
    {"1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "!@#$%^&*()_+"},
    {"1234567890", "azertyuiop", "qsdfghjklm", "wxcvbn,;:!", ""},
};

/// Where a key lies.
struct key_position {
  std::ptrdiff_t row = -1;     ///< from the top; -1: nowhere
  std::ptrdiff_t column = -1;  ///< from the left; likewise
};

/// Where each ASCII character lies on a keyboard, with or without shift; the first place of those that lie twice.
using key_map = std::array<key_position, 0x80>;
/// Of one keyboard.
consteval key_map key_map_of(std::span<const std::string_view, 5> rows) {
  key_map out{};
  out.fill({});  // GCC 12 puts zeros into a constant array where no key was set
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t column = 0; column < rows[row].size(); ++column) {
      auto& place = out[static_cast<unsigned char>(rows[row][column])];
      if (place.row < 0) place = {static_cast<std::ptrdiff_t>(row % 4), static_cast<std::ptrdiff_t>(column)};
    }
  }
  return out;
}
/// Of all, in the order of `keyboards`.
inline constexpr key_map key_maps[] = {key_map_of(keyboards[0]), key_map_of(keyboards[1])};
static_assert(std::size(key_maps) == std::size(keyboards));
static_assert(key_maps[0]['"'].row < 0 && key_maps[1]['"'].row < 0, "it lies on neither");

/// Whether two keys touch: beside each other, or one a row lower, right below or half a key to the left of below.
constexpr bool touch(key_position a, key_position b) noexcept {
  if (a.row < 0 || b.row < 0) return false;
  if (a.row > b.row) return touch(b, a);
  const auto right = b.column - a.column;
  return a.row == b.row ? right >= -1 && right <= 1 : b.row == a.row + 1 && (right == 0 || right == -1);
}

/// Whether who has seen `before` expects `after`: the same again, the next or last one of the alphabet or of the
/// digits, or a key that touches it.
constexpr bool expected_after(char32_t before, char32_t after) noexcept {
  const auto low = before < after ? before : after;
  const auto high = before < after ? after : before;
  if (high - low <= 1) return true;
  if (high >= 0x80) return false;
  return std::any_of(std::begin(key_maps), std::end(key_maps),
                     [&](const key_map& keys) { return touch(keys[low], keys[high]); });
}

/// Marks where `word` stands in the password.
inline void mark(std::vector<bool>& marked, std::string_view password, std::string_view word) {
  for (auto at = password.find(word); at != password.npos; at = password.find(word, at + 1)) {
    for (std::size_t i = at; i < at + word.size(); ++i) marked[i] = true;
  }
}

/// Where worn words stand in the password.
inline std::vector<bool> worn_in(std::string_view password) {
  std::vector<bool> out(password.size());
  for (const auto word : worn_words) mark(out, password, word);
  return out;
}

/// How many characters are not expected after the one that stands `stride` before; the first ones never are. A run of
/// worn words counts as one character.
inline std::size_t surprises(std::string_view password, const std::vector<bool>& worn, std::size_t stride) {
  std::vector<std::size_t> starts;  // of the code points, so that the password itself is in no second place
  for (std::size_t i = 0; i < password.size(); ++i) {
    if (!is_utf8_tail(password[i])) starts.push_back(i);
  }
  const auto at = [&](std::size_t n) { return decode_utf8(password.substr(starts[n])).code_point; };

  std::size_t count = 0;
  for (std::size_t n = 0; n < starts.size(); ++n) {
    const bool is_worn = worn[starts[n]];
    if (is_worn ? n == 0 || !worn[starts[n - 1]] : n < stride || !expected_after(at(n - stride), at(n))) ++count;
  }
  return count;
}

/// The length of the shortest block that the password is made of by repetition, a cut-off last block included; the
/// whole length when it does not stand there twice.
constexpr std::size_t block_length(std::string_view password) noexcept {
  for (std::size_t length = 1; length * 2 <= password.size(); ++length) {
    if (password.substr(length) == password.substr(0, password.size() - length)) return length;
  }
  return password.size();
}

/// Refuses two things. A block written several times over, when the block alone would be too short. And a password of
/// which fewer than a third of the characters, and fewer than six, are a surprise: runs, keyboard walks and worn words;
/// also up to four runs shuffled together, such as "1q2w3e4r" and "qazwsxedc".
inline bool is_common(std::string_view password, std::size_t min_code_points) {
  const auto block = block_length(password);
  if (block < password.size() && code_points(password.substr(0, block)) < min_code_points) return true;
  const auto worn = worn_in(password);
  for (std::size_t stride = 1; stride <= 4; ++stride) {
    const auto surprising = surprises(password, worn, stride);
    if (surprising < 6 && surprising * 3 < code_points(password)) return true;
  }
  return false;
}

/// Refuses a password made of the person's own details: one of their words of three octets or more stands in it, and
/// fewer than eight characters are left when those words, then everything in ASCII that is neither letter nor digit,
/// then the digits at both ends are taken away. "Jean-Luc" is two words.
inline bool is_personal(std::string_view password, std::span<const std::string_view> own_details) {
  constexpr std::size_t word_octets_min = 3;
  constexpr std::size_t left_min = 8;
  const auto in_word = [](char c) { return is_ascii_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80; };

  std::vector<bool> own(password.size());
  for (const auto detail : own_details) {
    const auto folded = ascii_lower(detail);
    for (std::size_t at = 0; at < folded.size();) {
      std::size_t size = 0;
      while (at + size < folded.size() && in_word(folded[at + size])) ++size;
      if (size >= word_octets_min) mark(own, password, std::string_view(folded).substr(at, size));
      at += size + 1;
    }
  }
  bool found = false;
  std::size_t left = 0;
  std::size_t digits = 0;  // seen after a letter: they count once another letter follows
  for (std::size_t i = 0; i < password.size(); ++i) {
    found = found || own[i];
    const bool continues = is_utf8_tail(password[i]);
    if (own[i] || continues || !in_word(password[i])) continue;
    if (is_ascii_digit(password[i])) {
      if (left > 0) ++digits;
    } else {
      left += digits + 1;
      digits = 0;
    }
  }
  return found && left < left_min;
}

}  // namespace parvis::inline v1::password_rules
