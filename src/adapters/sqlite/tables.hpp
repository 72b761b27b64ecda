// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "adapters/sqlite/connection.hpp"
#include "parvis/model/query.hpp"
#include "parvis/model/schema.hpp"

// How the schema lies in tables: one a kind, `parvis_<kind>`, with a column for each column. What this parvis has no
// column for is packed in `rest` (model/rest.hpp).

namespace parvis::inline v1::sqlite {

std::string table_name(const kind_schema&);
/// In double quotes: `group`, `to` and the like are words of SQL.
std::string quoted(std::string_view column);
std::string quoted(const kind_schema&, column_number);

/// The text that makes the columns [from, to) of a kind with their unique keys; the table too when `from` is 0.
std::string making_columns(const kind_schema&, std::size_t from, std::size_t to);
/// The index that serves a shape, and the text that makes it.
std::string index_name(const query_shape&);
std::string making_index(const query_shape&);

/// The columns of a whole row, in the order that `read_row` wants.
std::string whole_row(const kind_schema&);
/// A row from a result with these columns. Nothing when a column holds what it may not hold.
result<row> read_row(const running&, const kind_schema&);

/// Makes the short names by which prepared statements are known: what it does, to which kind, with which columns.
class statement_key {
 public:
  statement_key(char what, kind k) : octets_{what} { add(static_cast<column_number>(k)); }
  void add(column_number n) {
    octets_ += static_cast<char>(n & 0xff);
    octets_ += static_cast<char>(n >> 8);
  }
  operator std::string_view() const noexcept { return octets_; }  // NOLINT(google-explicit-constructor)

 private:
  std::string octets_;
};

}  // namespace parvis::inline v1::sqlite
