// SPDX-License-Identifier: BSL-1.0
#include "rows.hpp"

#include <algorithm>
#include <iterator>

#include "parvis/model/check.hpp"
#include "parvis/model/schema.hpp"

namespace parvis::capi {

namespace {

template <class Range, class Show>
auto shown(const Range& from, Show show_one) {
  std::vector<decltype(show_one(*from.begin()))> out;
  out.reserve(from.size());
  std::transform(from.begin(), from.end(), std::back_inserter(out), show_one);
  return out;
}

column_number column_of_number(std::uint32_t n) {
  if (n > id_column) refuse("column", "no column");
  return static_cast<column_number>(n);
}
kind kind_of_number(std::uint32_t n) {
  if (n == 0 || n > schema.size()) refuse("kind", "no kind");
  return static_cast<kind>(n);
}

}  // namespace

parvis_value show(const value& from) noexcept {
  const auto& data = from.data();
  return {static_cast<std::uint32_t>(from.type()),
          0,
          from.integer(),
          {reinterpret_cast<const std::uint8_t*>(data.data()), data.size()}};  // NOLINT: octets
}

value value_of(const parvis_value& from) {
  switch (from.type) {
    case PARVIS_VALUE_NULL:
      return {};
    case PARVIS_VALUE_INTEGER:
      return {from.integer};
    case PARVIS_VALUE_TEXT:
      return value::text(view(from.bytes, "value", value_max));
    case PARVIS_VALUE_BYTES:
      return value::bytes(view(from.bytes, "value", value_max));
    default:
      refuse("value", "no type of a value");
  }
}

row row_of(const parvis_row& from) {
  row out{.kind = kind_of_number(from.kind), .id = id_of(from.id), .revision = from.revision, .values = {}};
  if (from.revision == 0) refuse("revision", "rows begin at revision 1");
  if (from.value_count > columns_max) refuse("values", "more columns than there may be");
  out.values = list(from.values, from.value_count, "values", value_of);
  return out;
}

shown_row::shown_row(const row& from)
    : values_(shown(from.values, [](const value& v) { return show(v); })),
      row_{static_cast<std::uint32_t>(from.kind), 0, put(from.id), from.revision, values_.data(), values_.size()} {}

std::vector<parvis_key> show(std::span<const key> keys) {
  return shown(keys,
               [](const key& k) { return parvis_key{static_cast<std::uint32_t>(k.kind), k.column, show(k.value)}; });
}
std::vector<key> keys_of(const parvis_key* keys, std::size_t count) {
  return list(keys, count, "keys", [](const parvis_key& k) {
    return key{kind_of_number(k.kind), column_of_number(k.column), value_of(k.value)};
  });
}

shown_query::shown_query(const query& from) {
  values_.reserve(from.filters.size());
  filters_ = shown(from.filters, [&](const filter& f) {
    const auto& values = values_.emplace_back(shown(f.values, [](const value& v) { return show(v); }));
    return parvis_filter{f.column, static_cast<std::uint32_t>(f.op), values.data(), values.size()};
  });
  query_.kind = static_cast<std::uint32_t>(from.kind);
  query_.sort = from.sort;
  query_.descending = from.descending ? 1 : 0;
  if (from.after) {
    query_.has_after = 1;
    query_.after_value = show(from.after->value);
    query_.after_id = put(from.after->id);
  }
  query_.filters = filters_.data();
  query_.filter_count = filters_.size();
  query_.limit = from.limit;
  query_.count_cap = from.count_cap;
}

query query_of(const parvis_query& from) {
  query out{.kind = kind_of_number(from.kind),
            .filters = list(from.filters, from.filter_count, "filters",
                            [](const parvis_filter& f) {
                              return filter{column_of_number(f.column),
                                            enumerator(static_cast<std::int32_t>(f.op), filter_op::equal,
                                                       filter_op::contains, "op"),
                                            list(f.values, f.value_count, "values", value_of)};
                            }),
            .sort = column_of_number(from.sort),
            .descending = from.descending != 0,
            .limit = from.limit,
            .count_cap = from.count_cap};
  if (from.has_after != 0) out.after = cursor{value_of(from.after_value), id_of(from.after_id)};
  return out;
}

void shown_batches::add(const batch& from) {
  auto& operations = operations_.emplace_back();
  operations.reserve(from.operations.size());
  for (const auto& op : from.operations) {
    const auto& set = assignments_.emplace_back(
        shown(op.set, [](const assignment& a) { return parvis_assignment{a.column, 0, show(a.value)}; }));
    const auto& add = additions_.emplace_back(
        shown(op.add, [](const addition& a) { return parvis_addition{a.column, 0, a.amount}; }));
    const auto& conditions = conditions_.emplace_back(shown(op.conditions, [](const condition& c) {
      return parvis_condition{c.column, static_cast<std::uint32_t>(c.is), c.other ? std::int32_t{*c.other} : -1, 0,
                              show(c.value)};
    }));
    operations.push_back({static_cast<std::uint32_t>(op.type), static_cast<std::uint32_t>(op.kind), put(op.id),
                          op.revision.value_or(0), op.or_insert ? 1U : 0U, op.revision ? 1U : 0U, set.data(),
                          set.size(), add.data(), add.size(), conditions.data(), conditions.size()});
  }
  batches_.push_back({put(from.id), from.at.us, operations.data(), operations.size()});
}

namespace {

operation operation_of(const parvis_operation& from) {
  return {
      .type = enumerator(static_cast<std::int32_t>(from.type), op_type::insert, op_type::absent, "type"),
      .kind = kind_of_number(from.kind),
      .id = id_of(from.id),
      .revision = revision(from.revision),
      .or_insert = from.or_insert != 0,
      .set = list(from.set, from.set_count, "set",
                  [](const parvis_assignment& a) { return assignment{column_of_number(a.column), value_of(a.value)}; }),
      .add = list(from.add, from.add_count, "add",
                  [](const parvis_addition& a) { return addition{column_of_number(a.column), a.amount}; }),
      .conditions = list(from.conditions, from.condition_count, "conditions", [](const parvis_condition& c) {
        condition out{column_of_number(c.column),
                      enumerator(static_cast<std::int32_t>(c.is), comparison::equal, comparison::greater, "is"),
                      value_of(c.value)};
        if (c.other >= 0) out.other = column_of_number(static_cast<std::uint32_t>(c.other));
        return out;
      })};
}

}  // namespace

batch batch_of(const parvis_batch& from) {
  return {id_of(from.id), {from.at}, list(from.operations, from.operation_count, "operations", operation_of)};
}

parvis_answer show(const answer& from) noexcept {
  return {static_cast<std::int32_t>(from.status), static_cast<std::int32_t>(from.reason), from.column, 0, from.op};
}

answer answer_of(const parvis_answer& from, const batch& to) {
  const answer out{enumerator(from.status, answer_status::done, answer_status::unknown, "status"), from.op,
                   enumerator(from.reason, why::none, why::malformed, "reason"), column_of_number(from.column)};
  const bool names_op = out.status == answer_status::conflict || out.status == answer_status::no_room;
  if (names_op && out.op >= to.operations.size()) refuse("op", "the batch has no such operation");
  return out;
}

}  // namespace parvis::capi
