// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <openssl/kdf.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "parvis/result.hpp"

namespace parvis::inline v1 {

/// A key derivation function of libcrypto, fetched once so that a missing one is found when the portal opens.
/// Thread-safe. Each function fills all of `out`, or is false when libcrypto refuses or has no memory left.
class kdf {
 public:
  /// `name` as libcrypto knows it: "HKDF", "PBKDF2" or "SCRYPT". `host_failed` when it does not.
  static result<kdf> fetch(const char* name);

  /// RFC 5869 with SHA-256.
  bool hkdf(std::string_view key, std::string_view salt, std::string_view info,
            std::span<std::uint8_t> out) const noexcept;
  /// RFC 8018 section 5.2. `digest`: "SHA256" or "SHA512".
  bool pbkdf2(std::string_view digest, std::string_view password, std::string_view salt, std::uint64_t iterations,
              std::span<std::uint8_t> out) const noexcept;
  /// RFC 7914. `memory_bytes_max`: libcrypto's own limit refuses 2^15 with r = 8.
  bool scrypt(std::string_view password, std::string_view salt, std::uint64_t n, std::uint32_t r, std::uint32_t p,
              std::uint64_t memory_bytes_max, std::span<std::uint8_t> out) const noexcept;

 private:
  struct release {
    void operator()(EVP_KDF* function) const noexcept { EVP_KDF_free(function); }
  };
  explicit kdf(EVP_KDF* function) noexcept : function_(function) {}
  bool derive(const OSSL_PARAM* parameters, std::span<std::uint8_t> out) const noexcept;

  std::unique_ptr<EVP_KDF, release> function_;
};

}  // namespace parvis::inline v1
