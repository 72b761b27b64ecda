// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "parvis/result.hpp"
#include "parvis/values/base64url.hpp"
#include "parvis/values/ids.hpp"

namespace parvis::inline v1 {

namespace detail {
// Network order.
constexpr std::uint32_t number_at(const std::uint8_t* p) noexcept {
  return std::uint32_t{p[0]} << 24 | std::uint32_t{p[1]} << 16 | std::uint32_t{p[2]} << 8 | p[3];
}
constexpr void put_number(std::uint32_t n, std::uint8_t* p) noexcept {
  for (int shift = 24; shift >= 0; shift -= 8) *p++ = static_cast<std::uint8_t>(n >> shift);
}
}  // namespace detail

/// What a link is good for. The numbers are part of what is authenticated.
enum class token_kind : std::uint8_t {
  invite = 1,
  verify = 2,        ///< proves an e-mail address
  reset = 3,         ///< sets a new password
  join = 4,          ///< of somebody who was added
  email_change = 5,  ///< proves a new e-mail address
  continuation = 6,  ///< stays with the person who typed the sign-up
};

/// The secret part of a link, well-formed but **not yet believed**: only `key_ring::verify` says whether it is genuine.
/// Text: kind letter, version digit, '.', then in base64url: row id (16 octets), generation (4), key id (4), MAC (16);
/// numbers in network order. One token has one spelling.
class token {
 public:
  static constexpr char version = '1';                                    ///< of the text form
  static constexpr std::size_t octets_size = 40;                          ///< before base64url
  static constexpr std::size_t text_size = 3 + base64_size(octets_size);  ///< of the one spelling
  using mac_type = std::array<std::uint8_t, 16>;                          ///< HMAC-SHA-256, its first 128 bits

  /// `link_invalid` for anything but the one spelling of a token. Source: OWASP ASVS 5.0 V2.2.1.
  static result<token> parse(std::string_view text) noexcept {
    std::array<std::uint8_t, octets_size> octets{};
    if (text.size() != text_size || text[1] != version || text[2] != '.') return errc::link_invalid;
    const auto kind = letters.find(text[0]);
    if (kind == letters.npos || !decode_base64(text.substr(3), octets.data(), octets.size())) return errc::link_invalid;
    token out;
    out.kind_ = static_cast<token_kind>(kind + 1);
    std::memcpy(out.row_.octet.data(), octets.data(), 16);
    out.generation_ = detail::number_at(&octets[16]);
    out.key_id_ = detail::number_at(&octets[20]);
    std::memcpy(out.mac_.data(), &octets[24], 16);
    return out;
  }

  /// What it says it is good for.
  [[nodiscard]] token_kind kind() const noexcept { return kind_; }
  /// The row it says it was made for.
  [[nodiscard]] const uuid& row() const noexcept { return row_; }
  /// Compared with the row after it is loaded: raising it there kills every token made before.
  [[nodiscard]] std::uint32_t generation() const noexcept { return generation_; }
  /// The key of the ring it says it was made with.
  [[nodiscard]] std::uint32_t key_id() const noexcept { return key_id_; }
  /// What is to be proved.
  [[nodiscard]] const mac_type& mac() const noexcept { return mac_; }

  /// What stands in a link. A secret: never for a log, never for a row.
  [[nodiscard]] std::string text() const {
    std::array<std::uint8_t, octets_size> octets{};
    std::memcpy(octets.data(), row_.octet.data(), 16);
    detail::put_number(generation_, &octets[16]);
    detail::put_number(key_id_, &octets[20]);
    std::memcpy(&octets[24], mac_.data(), 16);
    std::string out(text_size, '.');
    out[0] = letters[static_cast<std::size_t>(kind_) - 1];
    out[1] = version;
    encode_base64(octets.data(), octets.size(), &out[3]);
    return out;
  }

 private:
  friend class key_ring;
  static constexpr std::string_view letters = "ivrjec";  // in the order of token_kind

  token() = default;

  token_kind kind_{};
  uuid row_{};
  std::uint32_t generation_ = 0;
  std::uint32_t key_id_ = 0;
  mac_type mac_{};
};

}  // namespace parvis::inline v1
