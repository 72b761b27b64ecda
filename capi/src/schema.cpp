// SPDX-License-Identifier: BSL-1.0
#include "parvis/model/schema.hpp"

#include <array>

#include "boundary.hpp"

// The schema as C sees it: made from the C++ one while compiling.

namespace parvis::capi {
namespace {

constexpr std::size_t columns_of_all = [] {
  std::size_t out = 0;
  for (const auto& one : schema) out += one.columns.size();
  return out;
}();

constexpr std::int32_t number_of(const kind_schema& of, std::string_view name) {
  return name.empty() ? -1 : std::int32_t{column_named(of, name)};
}
constexpr parvis_column column_in(const kind_schema& of, const column& c) {
  std::uint32_t flags = 0;
  if (c.unique) flags |= PARVIS_COLUMN_UNIQUE;
  if (c.searchable) flags |= PARVIS_COLUMN_SEARCHABLE;
  if (c.counter) flags |= PARVIS_COLUMN_COUNTER;
  return {borrowed(c.name), static_cast<std::uint32_t>(c.type), flags, number_of(of, c.bound), number_of(of, c.floor)};
}

constexpr auto columns = [] {
  std::array<parvis_column, columns_of_all> out{};
  std::size_t n = 0;
  for (const auto& of : schema) {
    for (const auto& c : of.columns) out[n++] = column_in(of, c);
  }
  return out;
}();
constexpr auto kinds = [] {
  std::array<parvis_kind_schema, schema.size()> out{};
  std::size_t first = 0;
  for (std::size_t n = 0; n < schema.size(); ++n) {
    const auto& of = schema[n];
    out[n] = {static_cast<std::uint32_t>(of.kind), 0, borrowed(of.name), columns.data() + first, of.columns.size()};
    first += of.columns.size();
  }
  return out;
}();
constexpr auto shapes = [] {
  std::array<parvis_query_shape, query_shapes.size()> out{};
  for (std::size_t n = 0; n < out.size(); ++n) {
    const auto& s = query_shapes[n];
    out[n] = {static_cast<std::uint32_t>(s.kind), s.sort, {s.equal[0], s.equal[1]}};
  }
  return out;
}();
constexpr parvis_schema published{sizeof(parvis_schema), 0, kinds.data(), kinds.size(), shapes.data(), shapes.size()};

}  // namespace
}  // namespace parvis::capi

extern "C" const parvis_schema* parvis_schema_view(void) { return &parvis::capi::published; }
