// SPDX-License-Identifier: BSL-1.0
#include "mac_ring.hpp"

#include <openssl/crypto.h>

#include <array>
#include <utility>

#include "kdf.hpp"

namespace parvis::inline v1 {

namespace {
result<> check(const std::vector<ring_key>& keys) {
  std::size_t primaries = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto& one = keys[i];
    if (one.id == 0) return failure{errc::invalid_argument, "keys", "0 is no key id"};
    if (one.secret.size() < 32) return failure{errc::invalid_argument, "keys", "a secret has less than 32 bytes"};
    for (std::size_t k = 0; k < i; ++k) {
      if (keys[k].id == one.id) return failure{errc::invalid_argument, "keys", "two keys have one id"};
      if (keys[k].secret == one.secret) return failure{errc::invalid_argument, "keys", "two keys have one secret"};
    }
    primaries += one.state == key_state::primary;
  }
  if (primaries != 1) return failure{errc::invalid_argument, "keys", "exactly one key must be primary"};
  return success();
}
}  // namespace

result<mac_ring> mac_ring::make(const std::vector<ring_key>& keys, std::string_view label) {
  PARVIS_TRYV(check(keys));
  PARVIS_TRY(const auto derivation, kdf::fetch("HKDF"));
  mac_ring ring;
  ring.entries_.reserve(keys.size());
  for (const auto& one : keys) {
    std::array<std::uint8_t, SHA256_DIGEST_LENGTH> derived{};
    const bool done = derivation.hkdf(one.secret, {}, label, derived);
    if (done)
      ring.entries_.push_back({one.id, hmac_key({reinterpret_cast<const char*>(derived.data()), derived.size()})});
    OPENSSL_cleanse(derived.data(), derived.size());
    if (!done) return failure{errc::host_failed, {}, "libcrypto refused HKDF with SHA-256"};
    if (one.state == key_state::primary) std::swap(ring.entries_.front(), ring.entries_.back());
  }
  return ring;
}

}  // namespace parvis::inline v1
