// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

#include "parvis/model/batch.hpp"
#include "parvis/model/query.hpp"
#include "parvis/model/schema.hpp"
#include "parvis/result.hpp"

// What may be asked of a storage. Every store asks these functions first, so that no store has to decide what an
// ill-made request means, and all refuse the same ones.

namespace parvis::inline v1 {

/// Column numbers stay below this, those of the future included.
inline constexpr column_number columns_max = 256;

/// What is wrong with a batch: `{conflict, op, why::malformed}` is its answer.
struct defect {
  std::size_t op = 0;     ///< which operation; as many as there may be, when there are more
  std::string_view what;  ///< static storage
};

namespace detail {

/// The column, if this library knows it.
constexpr const column* known_column(const kind_schema& of, column_number n) noexcept {
  return n < of.columns.size() ? &of.columns[n] : nullptr;
}

/// Whether a value may stand in a column: null, or of its type; text is UTF-8 without NUL. `in`: null for a column of
/// the future, which takes any type.
inline bool fits(const value& v, const column* in) noexcept {
  if (v.is_null()) return true;
  if (in != nullptr && v.type() != in->type) return false;
  return v.type() != value_type::text || is_stored_text(v.data());
}

/// Whether two elements name the same column. Most name them in ascending order, which is seen in one pass.
template <class Range>
bool repeats(const Range& named) noexcept {
  const auto descends = [](const auto& a, const auto& b) { return a.column >= b.column; };
  if (std::adjacent_find(named.begin(), named.end(), descends) == named.end()) return false;
  for (std::size_t i = 1; i < named.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (named[i].column == named[j].column) return true;
    }
  }
  return false;
}

inline std::string_view defect_of_assignments(const operation& op, const kind_schema& of) noexcept {
  for (const auto& [number, v] : op.set) {
    const auto* c = known_column(of, number);
    if (number >= columns_max) return "a column number is out of range";
    if (c != nullptr && c->counter) return "a counter is set";
    if (!fits(v, c)) return "a value does not fit its column";
  }
  for (const auto& a : op.add) {
    const auto* c = known_column(of, a.column);
    if (c == nullptr || !c->counter) return "a column that is no counter is added to";
  }
  return repeats(op.set) || repeats(op.add) ? "a column is named twice" : "";
}

inline std::string_view defect_of_conditions(const operation& op, const kind_schema& of) noexcept {
  for (const auto& c : op.conditions) {
    const auto* left = known_column(of, c.column);
    const auto* right = c.other ? known_column(of, *c.other) : left;
    if (left == nullptr || right == nullptr) return "a condition names no column";
    if (c.is < comparison::equal || c.is > comparison::greater) return "a condition compares in no known way";
    if (left->type != right->type) return "a condition compares columns of two types";
    if (!c.other && !fits(c.value, left)) return "a condition compares with a value of another type";
  }
  return "";
}

inline bool names_a_key(const operation& op) noexcept { return op.type == op_type::absent && !op.set.empty(); }

inline std::string_view defect_of(const operation& op) noexcept {
  const auto* of = schema_of(op.kind);
  if (of == nullptr) return "there is no such kind";
  if (op.id.is_nil() && !names_a_key(op)) return "the id is nil";
  const bool asks = op.revision.has_value() || !op.conditions.empty();
  const bool writes = !op.set.empty() || !op.add.empty();
  switch (op.type) {
    case op_type::insert:
      if (asks || op.or_insert) return "an insert asks something of a row";
      break;
    case op_type::change:
      break;
    case op_type::remove:
      if (writes || op.or_insert) return "a remove writes";
      break;
    case op_type::absent:
      if (asks || op.or_insert || !op.add.empty() || op.set.size() > 1) return "an absent asks more than one thing";
      if (!op.set.empty()) {
        const auto* c = known_column(*of, op.set.front().column);
        if (c == nullptr || !c->unique) return "an absent names a column that is not unique";
      }
      break;
    default:
      return "there is no such operation";
  }
  const auto bad = defect_of_assignments(op, *of);
  return bad.empty() ? defect_of_conditions(op, *of) : bad;
}

/// Whether two operations name one row.
inline std::optional<std::size_t> row_named_twice(std::span<const operation> operations) noexcept {
  for (std::size_t i = 1; i < operations.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const auto &a = operations[i], &b = operations[j];
      if (a.id == b.id && a.kind == b.kind && !names_a_key(a) && !names_a_key(b)) return i;
    }
  }
  return std::nullopt;
}

}  // namespace detail

/// What is wrong with a batch, whatever is stored; nothing when it may be applied. An id, a plausible `at`, at most
/// `operations_max` operations, each of a known kind and type, naming each column once and each row at most once;
/// counters are only added to and nothing else is; values are null or of their column's type; conditions and counters
/// name columns of this schema, while `set` may name columns of the future.
inline std::optional<defect> defect_of(const batch& b) noexcept {
  if (b.id.is_nil()) return defect{0, "the batch has no id"};
  if (!plausible(b.at)) return defect{0, "the batch has no plausible time"};
  if (b.operations.size() > operations_max) return defect{operations_max, "the batch has too many operations"};
  for (std::size_t i = 0; i < b.operations.size(); ++i) {
    if (const auto what = detail::defect_of(b.operations[i]); !what.empty()) return defect{i, what};
  }
  if (const auto twice = detail::row_named_twice(b.operations)) return defect{*twice, "a row is named twice"};
  return std::nullopt;
}

/// Fails with `bug` unless every key names an id of 16 bytes, or a value of its type in a unique column. Null is a
/// well-formed key of no row.
inline result<> well_formed(std::span<const key> keys) {
  for (const auto& k : keys) {
    const auto* of = schema_of(k.kind);
    if (of == nullptr) return failure{errc::bug, {}, "a key of no known kind"};
    const auto* c = detail::known_column(*of, k.column);
    const bool by_id =
        k.column == id_column && k.value.type() == value_type::bytes && k.value.data().size() == sizeof(uuid);
    const bool by_unique = c != nullptr && c->unique && detail::fits(k.value, c);
    if (!by_id && !by_unique) return failure{errc::bug, {}, "a key that is neither an id nor unique"};
  }
  return success();
}

/// The filters of a well-formed query by what they are for. Pointers into the query, null where there is none.
struct query_plan {
  const query_shape* shape = nullptr;  ///< null: the whole kind, in the order of ids
  const filter* equal[2] = {};         ///< `equal` or `in`, for the columns `shape->equal`
  const filter* greater = nullptr;     ///< on the sort column, or on the id when the sort is by id
  const filter* less = nullptr;        ///< likewise

  /// Whether a filter is asked of each row that is met: it is none of the above.
  [[nodiscard]] bool asked_of_rows(const filter& f) const noexcept {
    return &f != equal[0] && &f != equal[1] && &f != greater && &f != less;
  }
};

namespace detail {

inline constexpr std::size_t filter_values_max = 64;
inline constexpr std::size_t filters_max = 16;

inline bool is_equality(const filter& f) noexcept { return f.op == filter_op::equal || f.op == filter_op::in; }

inline bool fits_order(const value& v, column_number sort, const kind_schema& of) noexcept {
  if (sort == id_column) return v.type() == value_type::bytes && v.data().size() == sizeof(uuid);
  return !v.is_null() && fits(v, known_column(of, sort));
}

/// Whether one filter is well formed by itself; what it is for is decided with the shape.
inline bool well_formed(const filter& f, column_number sort, const kind_schema& of) noexcept {
  const auto* c = known_column(of, f.column);
  const auto most = f.op == filter_op::in ? filter_values_max : 1;
  if (f.values.empty() || f.values.size() > most) return false;
  switch (f.op) {
    case filter_op::less:
    case filter_op::greater:
      return f.column == sort && fits_order(f.values.front(), sort, of);
    case filter_op::contains:
      return c != nullptr && c->searchable && !f.values.front().data().empty() && fits(f.values.front(), c);
    case filter_op::equal:
    case filter_op::in:
      return c != nullptr &&
             std::all_of(f.values.begin(), f.values.end(), [&](const value& v) { return !v.is_null() && fits(v, c); });
  }
  return false;
}

/// Whether a shape of the kind names a column.
inline bool is_listed(kind k, column_number n) noexcept {
  return std::any_of(query_shapes.begin(), query_shapes.end(), [&](const query_shape& s) {
    return s.kind == k && (s.equal[0] == n || s.equal[1] == n || s.sort == n);
  });
}

/// Sorts the filters of `q` into `out`; false when the shape does not serve them. A null shape serves every kind in the
/// order of ids.
inline bool serves(const query& q, const query_shape* shape, query_plan& out) noexcept {
  out = {.shape = shape};
  const auto columns = shape != nullptr ? shape->equal : query_shape{}.equal;
  if (q.sort != (shape != nullptr ? shape->sort : id_column)) return false;
  for (const auto& f : q.filters) {
    if (f.op == filter_op::contains) continue;
    const auto at = static_cast<std::size_t>(std::find(columns.begin(), columns.end(), f.column) - columns.begin());
    if (is_equality(f) && (at == columns.size() || out.equal[at] != nullptr)) {  // asked of each row
      if (!is_listed(q.kind, f.column)) return false;
      continue;
    }
    const filter*& slot = is_equality(f) ? out.equal[at] : f.op == filter_op::less ? out.less : out.greater;
    if (slot != nullptr) return false;
    slot = &f;
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if ((columns[i] != id_column) != (out.equal[i] != nullptr)) return false;
  }
  return true;
}

}  // namespace detail

/// How a query is to be answered. Fails with `bug` unless it is one that the schema lists: at most `page_max` rows;
/// every filter with values of its column's type, none null; `in` with at most 64; `contains` with a text that is not
/// empty; the sort, and equality of columns, as one of `query_shapes` has them, or a whole kind by id. Equality of
/// further columns that shapes of the kind name is asked of each row. Of the shapes that serve, the first listed is
/// taken; the whole kind when none does.
///
/// What follows from the contract and is easily missed: `in` lists no row twice however often a value stands in it;
/// `contains` compares octets, so case counts and nothing is a wildcard; the cursor of a query sorted by id is its `id`
/// alone; `count` leaves the cursor out of account; with a limit of 0 there are no rows, and `more` is false.
inline result<query_plan> plan(const query& q) {
  const auto* of = schema_of(q.kind);
  if (of == nullptr) return failure{errc::bug, {}, "a query of no known kind"};
  if (q.limit > page_max) return failure{errc::bug, {}, "a query of too many rows"};
  if (q.filters.size() > detail::filters_max) return failure{errc::bug, {}, "a query of too many filters"};
  for (const auto& f : q.filters) {
    if (!detail::well_formed(f, q.sort, *of)) return failure{errc::bug, {}, "a filter that does not fit its column"};
  }
  if (q.after && q.sort != id_column && !detail::fits_order(q.after->value, q.sort, *of)) {
    return failure{errc::bug, {}, "a cursor that does not fit the sort column"};
  }
  query_plan out;
  for (const auto& shape : query_shapes) {
    if (shape.kind == q.kind && detail::serves(q, &shape, out)) return out;
  }
  if (detail::serves(q, nullptr, out)) return out;
  return failure{errc::bug, {}, "a query that the schema does not list"};
}

}  // namespace parvis::inline v1
