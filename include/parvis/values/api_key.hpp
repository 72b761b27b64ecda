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
#include "parvis/values/token.hpp"

namespace parvis::inline v1 {

/// A key by which a program acts for a user, well-formed but **not yet believed**: only its digest, compared with the
/// account's, tells whether it is genuine. Text: "parvis1_", then in base64url: account id (16 octets), secret (16
/// random octets), CRC-32 of both in network order. One key has one spelling, and what was mistyped is told from it
/// without asking a store.
class api_key {
 public:
  static constexpr std::string_view prefix = "parvis1_";            ///< so that tools which look for secrets find it
  static constexpr std::size_t secret_size = 16;                    ///< octets
  static constexpr std::size_t octets_size = 16 + secret_size + 4;  ///< before base64url
  static constexpr std::size_t text_size = prefix.size() + base64_size(octets_size);  ///< of the one spelling

  /// `secret`: exactly `secret_size` random octets.
  static api_key make(const account_id& account, std::string_view secret) noexcept {
    api_key out;
    std::memcpy(out.octets_.data(), account.octet.data(), 16);
    std::memcpy(&out.octets_[16], secret.data(), secret_size);
    detail::put_number(out.checksum(), &out.octets_[octets_size - 4]);
    return out;
  }

  /// `api_key_invalid` for anything but the one spelling of a key with its checksum.
  static result<api_key> parse(std::string_view text) noexcept {
    api_key out;
    if (!text.starts_with(prefix) ||
        !decode_base64(text.substr(prefix.size()), out.octets_.data(), out.octets_.size()) ||
        detail::number_at(&out.octets_[octets_size - 4]) != out.checksum()) {
      return errc::api_key_invalid;
    }
    return out;
  }

  /// Whose it says it is.
  [[nodiscard]] account_id account() const noexcept {
    account_id out;
    std::memcpy(out.octet.data(), octets_.data(), 16);
    return out;
  }

  /// Shown once. A secret: never for a log, never for a row.
  [[nodiscard]] std::string text() const {
    std::string out(text_size, '\0');
    std::memcpy(out.data(), prefix.data(), prefix.size());
    encode_base64(octets_.data(), octets_.size(), &out[prefix.size()]);
    return out;
  }

 private:
  api_key() = default;

  /// CRC-32 (ISO 3309) finds every error of one digit, and all but one in 2^32 of others.
  [[nodiscard]] std::uint32_t checksum() const noexcept {
    std::uint32_t crc = 0xffffffff;
    for (std::size_t i = 0; i < octets_size - 4; ++i) {
      crc ^= octets_[i];
      for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xedb88320U : 0U);
    }
    return ~crc;
  }

  std::array<std::uint8_t, octets_size> octets_{};
};

}  // namespace parvis::inline v1
