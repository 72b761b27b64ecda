// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "adapters/sqlite/connection.hpp"
#include "parvis/model/schema.hpp"

// Kinds, columns and query shapes are only ever appended, so a migration is a point that the schema had reached, and
// its text follows from that. A checksum of the text is kept in the file: should a published part of the schema be
// changed all the same, a file made before is refused, not misread.

namespace parvis::inline v1::sqlite {

/// How much of the schema there is.
struct extent {
  std::array<std::uint16_t, schema.size()> columns{};  ///< of each kind; 0: the kind is not there yet
  std::size_t shapes = 0;
};

constexpr extent whole_schema() noexcept {
  extent out{{}, query_shapes.size()};
  for (std::size_t k = 0; k < schema.size(); ++k) out.columns[k] = static_cast<std::uint16_t>(schema[k].columns.size());
  return out;
}

/// What each migration reaches; number 1 is the first. Once one is published, its numbers are written out here and the
/// next is appended. The last always reaches the whole schema.
inline constexpr std::array<extent, 1> migrations{whole_schema()};

/// Of the text that takes tables from one extent to the other (FNV-1a, 64 bits).
std::int64_t checksum(const extent& from, const extent& to);

/// Fails with `storage_unfit` when no migration was ever applied to the file, and changes nothing.
result<> must_hold_store(connection& in);

/// Brings the file to the last of `to`, waiting for others as long as `patience`. Values that an older parvis kept in
/// `rest` move to the columns that are new. Fails with `schema_newer`, `storage_unfit` or as `failure_of`; the file is
/// then as it was.
result<> migrate(connection& in, std::span<const extent> to, duration patience);

}  // namespace parvis::inline v1::sqlite
