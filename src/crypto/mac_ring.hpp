// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "hmac.hpp"
#include "parvis/crypto.hpp"

namespace parvis::inline v1 {

/// The keys that a host's secrets give for one use. Different labels give keys that know nothing of each other, so one
/// secret may serve several uses.
class mac_ring {
 public:
  struct entry {
    std::uint32_t id;
    hmac_key key;
  };

  /// Refuses what `key_ring::make` refuses.
  static result<mac_ring> make(const std::vector<ring_key>& keys, std::string_view label);

  [[nodiscard]] const entry& primary() const noexcept { return entries_.front(); }
  /// Null when there is no such key.
  [[nodiscard]] const hmac_key* find(std::uint32_t id) const noexcept {
    for (const auto& one : entries_) {
      if (one.id == id) return &one.key;
    }
    return nullptr;
  }

 private:
  mac_ring() = default;
  std::vector<entry> entries_;  // the primary first
};

}  // namespace parvis::inline v1
