// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "parvis/result.hpp"

namespace parvis::inline v1 {

/// Turns passwords into PHC strings and checks them. May be called from several threads at once;
/// the library holds no lock and no transaction while it runs.
class password_hasher {
 public:
  /// What a password is; `right_but_outdated`: made with other parameters than `hash` uses now.
  enum class verdict : std::uint8_t { wrong, right, right_but_outdated };

  virtual ~password_hasher() = default;
  /// `password`: UTF-8, already normalised, 1,024 bytes at most. `salt`: 16 fresh random bytes.
  /// Returns a PHC string. Fails with `busy` when the memory budget is spent.
  virtual result<std::string> hash(std::string_view password, std::string_view salt) = 0;
  /// Compares in constant time. `right_but_outdated`: right, and the string was made with other parameters
  /// than `hash` uses now. A string that is no PHC string of a known kind fails with `corrupt_row`.
  virtual result<verdict> verify(std::string_view password, std::string_view phc) = 0;
  /// A PHC string that no password matches and that costs as much to verify as a real one: unknown people are
  /// checked against it, so that they take the same time as known ones.
  virtual std::string_view dummy() const noexcept = 0;
};

}  // namespace parvis::inline v1
