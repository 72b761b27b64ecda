// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "parvis/model/batch.hpp"
#include "parvis/model/cursor.hpp"

namespace parvis::inline v1 {

/// A point read: the row with this id (`column` = `id_column`, 16 bytes), or with this value of a unique column.
struct key {
  parvis::kind kind{};               ///< of the row
  column_number column = id_column;  ///< unique, or the id
  parvis::value value{};             ///< null: the key of no row

  /// The row with this id.
  static key by_id(parvis::kind k, const uuid& id) { return {k, id_column, parvis::value::of(id)}; }
};

/// How a filter compares.
enum class filter_op : std::uint8_t { equal = 1, less = 2, greater = 3, in = 4, contains = 5 };

/// Null columns pass no filter. `in` passes any of `values` (at most 64). `contains` finds text in a searchable text
/// column.
struct filter {
  column_number column = 0;         ///< of the kind asked for
  filter_op op = filter_op::equal;  ///< how it compares
  std::vector<value> values{};      ///< one; several for `in`
};

/// Rows of a page.
inline constexpr std::size_t page_max = 1000;

/// A filtered page in the order of (sort column, id). Rows whose sort column is null are not in it, so that a column
/// that is set while work is open makes a queue. Only the combinations of filters and sort listed in the schema
/// (`query_shapes`) are asked, narrowed or not by equality of further columns.
struct query {
  parvis::kind kind{};                         ///< of the rows
  std::vector<filter> filters{};               ///< all must pass
  column_number sort = id_column;              ///< a column, or the id
  bool descending = false;                     ///< sort column and id both
  std::optional<cursor> after = std::nullopt;  ///< empty: from the beginning
  std::size_t limit = 50;                      ///< 1 to `page_max`; 0 only counts
  std::size_t count_cap = 0;  ///< 0: do not count; otherwise count all rows that pass, from the start, up to this many
};

/// What a query found.
struct page {
  std::vector<row> rows;  ///< in the order asked for
  bool more = false;      ///< there are rows after the last one
  std::size_t count = 0;  ///< if it was asked for
};

}  // namespace parvis::inline v1
