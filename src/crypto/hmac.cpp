// SPDX-License-Identifier: BSL-1.0

// The low-level SHA-256 functions are deprecated since OpenSSL 3.0 in favour of EVP, whose contexts live on the heap:
// copying two for each check costs 340 ns instead of 130 and can fail. A plain state can be copied on the stack by any
// number of threads.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "hmac.hpp"

#include <openssl/crypto.h>

#include <cstring>

namespace parvis::inline v1 {

hmac_key::hmac_key(std::string_view key) noexcept {
  std::array<std::uint8_t, SHA256_CBLOCK> block{};
  if (key.size() > block.size()) {
    SHA256(reinterpret_cast<const unsigned char*>(key.data()), key.size(),
           block.data());  // NOLINT: characters as octets
  } else if (!key.empty()) {
    std::memcpy(block.data(), key.data(), key.size());
  }
  for (auto& octet : block) octet ^= 0x36;
  SHA256_Init(&inner_);
  SHA256_Update(&inner_, block.data(), block.size());
  for (auto& octet : block) octet ^= 0x36 ^ 0x5c;
  SHA256_Init(&outer_);
  SHA256_Update(&outer_, block.data(), block.size());
  OPENSSL_cleanse(block.data(), block.size());
}

hmac_key::~hmac_key() {
  OPENSSL_cleanse(&inner_, sizeof inner_);
  OPENSSL_cleanse(&outer_, sizeof outer_);
}

hmac_key::mac_type hmac_key::mac(std::initializer_list<std::string_view> parts) const noexcept {
  mac_type out;
  SHA256_CTX state = inner_;
  for (const auto part : parts) SHA256_Update(&state, part.data(), part.size());
  SHA256_Final(out.data(), &state);  // wipes what it buffered, not the chaining state, which the next line overwrites
  state = outer_;
  SHA256_Update(&state, out.data(), out.size());
  SHA256_Final(out.data(), &state);
  OPENSSL_cleanse(&state, sizeof state);
  return out;
}

}  // namespace parvis::inline v1
