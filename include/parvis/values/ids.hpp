// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "parvis/values/instant.hpp"

namespace parvis::inline v1 {

/// 128 bits in network order. Our own type: the layout of `boost::uuids::uuid` changed in Boost 1.86.
struct uuid {
  std::array<std::uint8_t, 16> octet{};  ///< as in the text form, from left to right

  /// All zero: none.
  [[nodiscard]] constexpr bool is_nil() const noexcept { return *this == uuid{}; }
  /// The 16 octets; a view into this object.
  [[nodiscard]] std::string_view bytes() const noexcept {
    return {reinterpret_cast<const char*>(octet.data()), octet.size()};  // NOLINT: 16 octets seen as characters
  }
  /// From exactly 16 bytes; nothing otherwise.
  static std::optional<uuid> from_bytes(std::string_view raw) noexcept {
    if (raw.size() != 16) return std::nullopt;
    uuid out;
    std::memcpy(out.octet.data(), raw.data(), 16);
    return out;
  }
  /// A fixed id for the rows a workspace has one of.
  static constexpr uuid well_known(std::uint8_t number) noexcept {
    uuid out;
    out.octet[15] = number;
    return out;
  }

  friend constexpr auto operator<=>(const uuid&, const uuid&) = default;
};

/// "018f…-…": 36 characters, lower case (RFC 9562 section 4).
inline std::string to_string(const uuid& id) {
  std::string out;
  out.reserve(36);
  for (std::size_t i = 0; i < id.octet.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += "0123456789abcdef"[id.octet[i] >> 4];
    out += "0123456789abcdef"[id.octet[i] & 0x0f];
  }
  return out;
}

/// Accepts the 36-character form in either case; nothing otherwise.
constexpr std::optional<uuid> parse_uuid(std::string_view text) noexcept {
  if (text.size() != 36) return std::nullopt;
  uuid out;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool at_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (at_dash != (text[i] == '-')) return std::nullopt;
    if (at_dash) continue;
    // The table is "0…f" twice, so a position modulo 16 is a digit in either case.
    const auto position = std::string_view("0123456789abcdef0123456789ABCDEF").find(text[i]);
    if (position == std::string_view::npos) return std::nullopt;
    auto& octet = out.octet[digits++ / 2];
    octet = static_cast<std::uint8_t>((octet & 0x0fu) << 4 | position % 16);
  }
  return out;
}

/// An id that cannot be taken for the id of something else.
template <class Tag>
struct id : uuid {
  /// Nil.
  constexpr id() = default;
  /// What the id is of is said here, and checked nowhere.
  constexpr explicit id(const uuid& u) : uuid(u) {}
  friend constexpr auto operator<=>(const id&, const id&) = default;
};

using account_id = id<struct account_tag>;  ///< of a person who can sign in
using group_id = id<struct group_tag>;      ///< of a group of users
using invite_id = id<struct invite_tag>;    ///< of a link
using sign_up_id = id<struct sign_up_tag>;  ///< of a sign-up whose address is not proven
using pool_id = id<struct pool_tag>;        ///< of the licenses of one sku
using grant_id = id<struct grant_tag>;      ///< of seats granted together
using event_id = id<struct event_tag>;      ///< of an entry of the trail
using outbox_id = id<struct outbox_tag>;    ///< of a mail or a case to be opened
using mailed_link_id = id<struct mailed_link_tag>;
using order_id = id<struct order_tag>;              ///< of a purchase
using reservation_id = id<struct reservation_tag>;  ///< of seats kept for somebody to come

/// The operator: the host itself, acting for its workspace and for nobody who is signed in. The Max UUID (RFC 9562
/// section 5.10), which no account ever has, for theirs are of version 7.
inline constexpr account_id operator_id{
    uuid{{255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255}}};

/// UUIDv7 (RFC 9562 section 5.7): 48 bits of milliseconds, 12 bits for the part of a millisecond (section 6.2, method
/// 3), then 62 bits that start random and, within one source, only ever grow (method 2). Not synchronised: each use
/// case draws its ids from a source of its own.
class id_source {
 public:
  /// `random`: 8 fresh random bytes.
  constexpr id_source(instant now, const std::array<std::uint8_t, 8>& random) noexcept {
    const auto us = static_cast<std::uint64_t>(now.us < 0 ? 0 : now.us);
    const auto ms = us / 1000;
    const auto part = (us % 1000) * 4096 / 1000;
    for (std::size_t i = 0; i < 6; ++i) next_.octet[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
    next_.octet[6] = static_cast<std::uint8_t>(0x70 | part >> 8);
    next_.octet[7] = static_cast<std::uint8_t>(part);
    for (std::size_t i = 0; i < 8; ++i) next_.octet[8 + i] = random[i];
    next_.octet[8] = static_cast<std::uint8_t>(0x80 | (next_.octet[8] & 0x1f));  // top random bit clear: room to grow
  }

  /// Greater than every id drawn before from this source.
  constexpr uuid next() noexcept {
    const uuid out = next_;
    for (std::size_t i = 15; i >= 8; --i) {
      if (++next_.octet[i] != 0) break;
    }
    return out;
  }
  /// The same, as the id of something.
  template <class Id>
  constexpr Id next() noexcept {
    return Id{next()};
  }

 private:
  uuid next_;
};

}  // namespace parvis::inline v1
