// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <openssl/sha.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace parvis::inline v1 {

/// HMAC-SHA-256 (RFC 2104) under one key, whose two first blocks are worked off once, when it is made. Wiped when it
/// goes. Thread-safe.
class hmac_key {
 public:
  using mac_type = std::array<std::uint8_t, SHA256_DIGEST_LENGTH>;

  explicit hmac_key(std::string_view key) noexcept;
  hmac_key(const hmac_key&) noexcept = default;
  hmac_key& operator=(const hmac_key&) noexcept = default;
  ~hmac_key();

  /// Of the parts one after the other: where one ends is for the caller to make plain.
  [[nodiscard]] mac_type mac(std::initializer_list<std::string_view> parts) const noexcept;

 private:
  SHA256_CTX inner_{};
  SHA256_CTX outer_{};
};

}  // namespace parvis::inline v1
