// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parvis/model/check.hpp"
#include "parvis/model/row.hpp"
#include "parvis/result.hpp"

// Columns that a store has no place of its own for, packed into one value, so that they are kept all the same.
//
// For each column that is not null, by ascending number: two octets of number, one of type (`value_type`), then for an
// integer eight octets, for text and bytes four octets of size and as many octets as that. All numbers have their
// lowest octet first. Nothing packs to nothing, so a row without such columns may hold null.

namespace parvis::inline v1 {

namespace detail {

inline void put_number(std::string& out, std::uint64_t n, unsigned octets) {
  for (; octets > 0; --octets, n >>= 8) out += static_cast<char>(n & 0xff);
}

/// Takes a number from the front; false when there are too few octets.
inline bool take_number(std::string_view& from, unsigned octets, std::uint64_t& n) {
  if (from.size() < octets) return false;
  n = 0;
  for (unsigned i = octets; i-- > 0;) n = n << 8 | static_cast<unsigned char>(from[i]);
  from.remove_prefix(octets);
  return true;
}

inline bool take_value(std::string_view& from, std::uint64_t type, value& out) {
  std::uint64_t n = 0;
  if (type == static_cast<std::uint64_t>(value_type::integer)) {
    if (!take_number(from, 8, n)) return false;
    out = value(static_cast<std::int64_t>(n));
    return true;
  }
  if (type != static_cast<std::uint64_t>(value_type::text) && type != static_cast<std::uint64_t>(value_type::bytes)) {
    return false;
  }
  if (!take_number(from, 4, n) || from.size() < n) return false;
  const auto data = from.substr(0, n);
  out = type == static_cast<std::uint64_t>(value_type::text) ? value::text(data) : value::bytes(data);
  from.remove_prefix(n);
  return true;
}

}  // namespace detail

/// Packs the columns with number `first` and above. Each is smaller than 4 GiB.
inline std::string pack_rest(std::span<const value> values, std::size_t first) {
  std::string out;
  for (std::size_t n = first; n < values.size(); ++n) {
    const auto& v = values[n];
    if (v.is_null()) continue;
    detail::put_number(out, n, 2);
    detail::put_number(out, static_cast<std::uint64_t>(v.type()), 1);
    if (v.type() == value_type::integer) {
      detail::put_number(out, static_cast<std::uint64_t>(v.integer()), 8);
    } else {
      detail::put_number(out, v.data().size(), 4);
      out += v.data();
    }
  }
  return out;
}

/// Puts what was packed in its place, over what is there. Fails with `corrupt_row` for octets that `pack_rest` does not
/// write; `values` may then hold some of them.
inline result<> unpack_rest(std::string_view packed, std::vector<value>& values) {
  std::uint64_t next = 0;
  while (!packed.empty()) {
    std::uint64_t number = 0, type = 0;
    value v;
    if (!detail::take_number(packed, 2, number) || number < next || number >= columns_max ||
        !detail::take_number(packed, 1, type) || !detail::take_value(packed, type, v)) {
      return failure{errc::corrupt_row, {}, "rest"};
    }
    if (number >= values.size()) values.resize(number + 1);
    values[number] = std::move(v);
    next = number + 1;
  }
  return success();
}

}  // namespace parvis::inline v1
