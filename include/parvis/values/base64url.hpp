// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parvis::inline v1 {

/// The last two digits of the alphabet: '-' and '_' in links (RFC 4648 section 5), '+' and '/' in PHC strings (section
/// 4).
enum class base64_alphabet : std::uint8_t { url, standard };

// OpenSSL's and Boost's decoders skip blanks, want padding or let stray trailing bits pass, so that one value has
// several spellings. Here every value has exactly one. Both alphabets are used without padding.

namespace detail {
constexpr std::string_view base64_digits(base64_alphabet alphabet) noexcept {
  return alphabet == base64_alphabet::url ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                                          : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
}
inline constexpr std::uint8_t no_digit = 0x80;
using base64_values = std::array<std::uint8_t, 256>;
constexpr base64_values values_of(base64_alphabet alphabet) noexcept {
  base64_values values{};
  values.fill(no_digit);
  std::uint8_t value = 0;
  for (const char digit : base64_digits(alphabet)) values[static_cast<std::uint8_t>(digit)] = value++;
  return values;
}
inline constexpr base64_values url_values = values_of(base64_alphabet::url);
inline constexpr base64_values standard_values = values_of(base64_alphabet::standard);
}  // namespace detail

/// How many digits so many octets take.
constexpr std::size_t base64_size(std::size_t octets) noexcept { return octets / 3 * 4 + (octets % 3 * 8 + 5) / 6; }

/// Writes `base64_size(size)` characters to `out`.
constexpr void encode_base64(const std::uint8_t* octets, std::size_t size, char* out,
                             base64_alphabet alphabet = base64_alphabet::url) noexcept {
  const auto digits = detail::base64_digits(alphabet);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (std::size_t i = 0; i < size; ++i) {
    bits = bits << 8 | octets[i];
    for (held += 8; held >= 6;) *out++ = digits[bits >> (held -= 6) & 63];
  }
  if (held > 0) *out = digits[bits << (6 - held) & 63];
}

/// Fills `out` with exactly `size` octets. False, with `out` unspecified, unless `text` is their one spelling: the
/// exact length, no other character, no padding, unused bits zero (RFC 4648 sections 3.2, 3.3 and 3.5).
constexpr bool decode_base64(std::string_view text, std::uint8_t* out, std::size_t size,
                             base64_alphabet alphabet = base64_alphabet::url) noexcept {
  if (text.size() != base64_size(size)) return false;
  const auto& values = alphabet == base64_alphabet::url ? detail::url_values : detail::standard_values;
  std::uint32_t bits = 0;
  unsigned held = 0;
  std::uint8_t seen = 0;
  for (const char c : text) {
    const auto value = values[static_cast<std::uint8_t>(c)];
    seen |= value;
    bits = bits << 6 | (value & 63u);
    if ((held += 6) >= 8) *out++ = static_cast<std::uint8_t>(bits >> (held -= 8));
  }
  return (seen & detail::no_digit) == 0 && (bits & ((1u << held) - 1)) == 0;
}

inline std::string encode_base64(std::string_view octets, base64_alphabet alphabet = base64_alphabet::url) {
  std::string out(base64_size(octets.size()), '\0');
  encode_base64(reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size(), out.data(), alphabet);  // NOLINT
  return out;
}
/// Nothing when the text is not the one spelling of some octets.
inline std::optional<std::string> decode_base64(std::string_view text,
                                                base64_alphabet alphabet = base64_alphabet::url) {
  std::string out(text.size() / 4 * 3 + text.size() % 4 * 3 / 4, '\0');
  if (!decode_base64(text, reinterpret_cast<std::uint8_t*>(out.data()), out.size(), alphabet)) return {};  // NOLINT
  return out;
}

}  // namespace parvis::inline v1
