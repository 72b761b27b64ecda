// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "adapters/memory/table.hpp"
#include "parvis/model/check.hpp"

namespace parvis::inline v1::memory {

inline std::size_t order_of(const query_plan& p) {
  if (p.shape == nullptr) return 0;
  return 1 + static_cast<std::size_t>(std::count_if(query_shapes.data(), p.shape,
                                                    [&](const query_shape& s) { return s.kind == p.shape->kind; }));
}

struct range {
  ordered_index::position from, to;
};

inline std::vector<cell> distinct(const filter* f) {
  if (f == nullptr) return {cell{}};
  std::vector<cell> out(f->values.begin(), f->values.end());
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

/// The part of an index with these values of the equality columns that lies between the bounds and, with `after`,
/// beyond the cursor.
inline range part_of(const ordered_index& index, const query& q, const query_plan& p, const cell& first,
                     const cell& second, const std::optional<cursor>& after) {
  const auto point = [&](std::size_t depth, bool past) { return bound{{first, second, {}}, {}, depth, past}; };
  const auto at_value = [&](const value& v, bool past) {
    auto out = point(q.sort == id_column ? 4 : 3, past);
    if (q.sort == id_column) {
      out.id = *uuid::from_bytes(v.data());
    } else {
      out.columns[2] = cell(v);
    }
    return out;
  };
  const std::size_t prefix = p.equal[1] != nullptr ? 2 : p.equal[0] != nullptr ? 1 : 0;
  range out{index.find(p.greater != nullptr ? at_value(p.greater->values.front(), true) : point(prefix, false)),
            index.find(p.less != nullptr ? at_value(p.less->values.front(), false) : point(prefix, true))};
  if (after) {
    auto at = point(4, !q.descending);
    if (q.sort != id_column) at.columns[2] = cell(after->value);
    at.id = after->id;
    if (q.descending) {
      out.to = std::min(out.to, index.find(at));
    } else {
      out.from = std::max(out.from, index.find(at));
    }
  }
  out.to = std::max(out.from, out.to);
  return out;
}

inline std::vector<range> parts_of(const ordered_index& index, const query& q, const query_plan& p,
                                   const std::optional<cursor>& after) {
  std::vector<range> out;
  for (const auto& first : distinct(p.equal[0])) {
    for (const auto& second : distinct(p.equal[1])) {
      const auto part = part_of(index, q, p, first, second, after);
      if (part.from != part.to) out.push_back(part);
    }
  }
  return out;
}

/// What the place of a row in the index does not tell.
inline bool passes(const query& q, const query_plan& p, const packed_row& r) {
  return std::all_of(q.filters.begin(), q.filters.end(), [&](const filter& f) {
    if (!p.asked_of_rows(f)) return true;
    const cell c = r.at(f.column);
    if (c.is_null()) return false;
    if (f.op == filter_op::contains) return c.data.find(f.values.front().data()) != std::string_view::npos;
    return std::any_of(f.values.begin(), f.values.end(), [&](const value& v) { return cell(v) == c; });
  });
}

/// Takes the next row, in the order of the query, from parts that are each in that order; null when all are empty.
inline const packed_row* next(const ordered_index& index, const query& q, std::vector<range>& parts) {
  const auto head = [&](const range& part) { return index.at(q.descending ? index.previous(part.to) : part.from); };
  const auto earlier = [&](const range& x, const range& y) {
    const auto *a = head(x), *b = head(y);
    if (q.descending) std::swap(a, b);
    const auto o = q.sort == id_column ? std::strong_ordering::equal : a->at(q.sort) <=> b->at(q.sort);
    return o != 0 ? o < 0 : a->id() < b->id();
  };
  if (parts.empty()) return nullptr;
  const auto part = parts.size() == 1 ? parts.begin() : std::min_element(parts.begin(), parts.end(), earlier);
  const auto* out = head(*part);
  if (q.descending) {
    part->to = index.previous(part->to);
  } else {
    part->from = index.next(part->from);
  }
  if (part->from == part->to) parts.erase(part);
  return out;
}

inline std::size_t count(const ordered_index& index, const query& q, const query_plan& p) {
  std::size_t out = 0;
  for (const auto& part : parts_of(index, q, p, std::nullopt)) {
    for (auto at = part.from; at != part.to && out < q.count_cap; at = index.next(at)) {
      out += passes(q, p, *index.at(at)) ? 1u : 0u;
    }
  }
  return out;
}

/// A page whose rows are still packed.
struct packed_page {
  std::vector<row_ptr> rows;
  bool more = false;
  std::size_t count = 0;
};

inline packed_page read(const table& in, const query& q, const query_plan& p) {
  packed_page out;
  const auto& index = in.in_order(order_of(p));
  auto parts = parts_of(index, q, p, q.after);
  while (q.limit > 0 && !out.more) {
    const auto* r = next(index, q, parts);
    if (r == nullptr) break;
    if (!passes(q, p, *r)) continue;
    out.more = out.rows.size() == q.limit;
    if (!out.more) out.rows.push_back(row_ptr::share(r));
  }
  if (q.count_cap > 0) out.count = count(index, q, p);
  return out;
}

}  // namespace parvis::inline v1::memory
