// SPDX-License-Identifier: BSL-1.0
#include "adapters/sqlite/tables.hpp"

#include <algorithm>

#include "parvis/model/rest.hpp"

namespace parvis::inline v1::sqlite {

namespace {

constexpr bool is_ours(std::string_view name) noexcept {
  return name == "workspace" || name == "id" || name == "revision" || name == "rest";
}
static_assert(std::none_of(schema.begin(), schema.end(),
                           [](const kind_schema& s) {
                             return std::any_of(s.columns.begin(), s.columns.end(),
                                                [](const column& c) { return is_ours(c.name); });
                           }),
              "every table has columns of these names already");

std::string declared(const column& c) {
  constexpr std::string_view types[] = {"", " INTEGER", " TEXT", " BLOB"};
  std::string out = quoted(c.name);
  out += types[static_cast<std::size_t>(c.type)];
  if (c.counter) out += " NOT NULL DEFAULT 0";
  return out;
}

}  // namespace

std::string quoted(std::string_view column) { return '"' + std::string(column) + '"'; }
std::string quoted(const kind_schema& of, column_number n) {
  return n == id_column ? "id" : quoted(of.columns[n].name);
}
std::string table_name(const kind_schema& of) { return "parvis_" + std::string(of.name); }

std::string making_columns(const kind_schema& of, std::size_t from, std::size_t to) {
  const auto table = table_name(of);
  std::string out;
  if (from == 0 && to > 0) {
    out = "CREATE TABLE " + table + "(workspace INTEGER NOT NULL, id BLOB NOT NULL, revision INTEGER NOT NULL, ";
    for (std::size_t n = from; n < to; ++n) out += declared(of.columns[n]) + ", ";
    out += "rest BLOB, PRIMARY KEY(workspace, id)) WITHOUT ROWID;\n";
  } else {
    for (std::size_t n = from; n < to; ++n) {
      out += "ALTER TABLE " + table + " ADD COLUMN " + declared(of.columns[n]) + ";\n";
    }
  }
  for (std::size_t n = from; n < to; ++n) {
    const auto& c = of.columns[n];
    if (!c.unique) continue;
    out += "CREATE UNIQUE INDEX " + table + "_unique_" + std::string(c.name) + " ON " + table + "(workspace, " +
           quoted(c.name) + ") WHERE " + quoted(c.name) + " IS NOT NULL;\n";
  }
  return out;
}

std::string index_name(const query_shape& shape) {
  const auto& of = *schema_of(shape.kind);
  std::string out = table_name(of) + "_by";
  for (const auto n : {shape.equal[0], shape.equal[1], shape.sort}) {
    if (n != id_column) out += "_" + std::string(of.columns[n].name);
  }
  return out;
}

std::string making_index(const query_shape& shape) {
  const auto& of = *schema_of(shape.kind);
  std::string columns = "(workspace", condition;
  for (const auto n : {shape.equal[0], shape.equal[1], shape.sort}) {
    if (n == id_column) continue;
    columns += ", " + quoted(of, n);
    condition += (condition.empty() ? " WHERE " : " AND ") + quoted(of, n) + " IS NOT NULL";
  }
  return "CREATE INDEX " + index_name(shape) + " ON " + table_name(of) + columns + ", id)" + condition + ";\n";
}

std::string whole_row(const kind_schema& of) {
  std::string out = "id, revision, rest";
  for (const auto& c : of.columns) out += ", " + quoted(c.name);
  return out;
}

result<row> read_row(const running& from, const kind_schema& of) {
  const auto corrupt = [&](std::string_view column) {
    return failure{errc::corrupt_row, {}, std::string(of.name) + "." + std::string(column)};
  };
  row out{of.kind, {}, static_cast<std::uint64_t>(from.integer(1)), {}};
  const auto id = uuid::from_bytes(from.octets(0));
  if (!id) return corrupt("id");
  out.id = *id;
  out.values.resize(of.columns.size());
  for (std::size_t n = 0; n < of.columns.size(); ++n) {
    auto& v = out.values[n];
    if (!from.read(static_cast<int>(n) + 3, v) || (!v.is_null() && v.type() != of.columns[n].type)) {
      return corrupt(of.columns[n].name);
    }
  }
  if (!from.is_null(2)) {
    PARVIS_TRYV(unpack_rest(from.octets(2), out.values));
  }
  return out;
}

}  // namespace parvis::inline v1::sqlite
