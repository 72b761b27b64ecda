// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "parvis/crypto.hpp"

namespace parvis::inline v1 {

enum class phc_scheme : std::uint8_t { scrypt, pbkdf2_sha256, pbkdf2_sha512 };

/// What a PHC string says. Numbers of other schemes are 0.
struct phc_string {
  static constexpr std::size_t salt_min = 8, salt_max = 64, hash_min = 16, hash_max = 64;

  phc_scheme scheme = phc_scheme::scrypt;
  std::uint32_t log2_n = 0;
  std::uint32_t r = 0;
  std::uint32_t p = 0;
  std::uint32_t pepper = 0;  // 0: none
  std::uint32_t iterations = 0;
  password_form form = password_form::as_typed;
  std::string salt{};
  std::string hash{};

  /// What deriving the hash takes; 0 when it is not worth counting.
  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    return r == 0 ? 0 : std::size_t{128} * r * ((std::size_t{1} << log2_n) + p + 2);
  }
  /// Whether the hash was made in the same way, whatever the password and the salt.
  [[nodiscard]] bool alike(const phc_string& other) const noexcept {
    return scheme == other.scheme && log2_n == other.log2_n && r == other.r && p == other.p && pepper == other.pepper &&
           iterations == other.iterations && form == other.form && salt.size() == other.salt.size() &&
           hash.size() == other.hash.size();
  }
};

/// Strict: known schemes, every parameter once, in order and within bounds, no sign, no leading zero, one spelling for
/// salt and hash. Otherwise `corrupt_row`. Source: the PHC string format.
result<phc_string> parse_phc(std::string_view text);
std::string to_text(const phc_string&);

}  // namespace parvis::inline v1
