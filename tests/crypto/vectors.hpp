// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <charconv>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "parvis/values/token.hpp"

/// Helpers to read published test vectors.
namespace vectors {

inline std::string from_hex(std::string_view digits) {
  std::string octets;
  for (std::size_t i = 0; i + 2 <= digits.size(); i += 2) {
    unsigned octet = 0;
    std::from_chars(digits.data() + i, digits.data() + i + 2, octet, 16);
    octets += static_cast<char>(octet);
  }
  return octets;
}

/// The bytes that `filler(out)` writes: bridges functions that fill octets and vectors that are text.
template <class Filler>
std::string filled(std::size_t size, const Filler& filler) {
  std::vector<std::uint8_t> octets(size);
  return filler(octets) ? std::string(octets.begin(), octets.end()) : std::string("refused");
}

using stanza = std::map<std::string, std::string, std::less<>>;

/// The cases of an OpenSSL evp_test file that begin with `first` ("KDF", "MAC", "PBE"): lines `name = value`, parted by
/// blank lines.
inline std::vector<stanza> stanzas(std::string_view text, std::string_view first) {
  std::vector<stanza> found;
  bool inside = false;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto equals = line.find(" = ");
    if (line.starts_with('#')) continue;
    if (equals == line.npos) {
      inside = false;
      continue;
    }
    const auto name = line.substr(0, equals);
    if (name == first) {
      found.emplace_back();
      inside = true;
    }
    if (inside) found.back()[std::string(name)] = line.substr(equals + 3);
  }
  return found;
}

/// "pass:x", "\"x\"" or "hexpass:78" → "x"; hexadecimal when neither quoted nor marked.
inline std::string octets_of(std::string_view value) {
  if (value.starts_with('"')) return std::string(value.substr(1, value.size() - 2));
  const auto colon = value.find(':');
  const bool plain = colon != value.npos && !value.starts_with("hex");
  const auto rest = colon == value.npos ? value : value.substr(colon + 1);
  return plain ? std::string(rest) : from_hex(rest);
}
inline std::uint64_t number_of(std::string_view value) {
  const auto colon = value.find(':');
  return std::stoull(std::string(colon == value.npos ? value : value.substr(colon + 1)));
}

}  // namespace vectors
