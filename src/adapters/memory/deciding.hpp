// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "adapters/memory/table.hpp"
#include "parvis/model/check.hpp"

// What a batch does is decided before any of it is done: nothing in this chapter changes a table.

namespace parvis::inline v1::memory {

/// One operation and what it makes of its row. Both rows null: it only asks.
struct step {
  const operation* op = nullptr;
  std::uint64_t id_hash = 0;
  const packed_row* before = nullptr;
  row_ptr after{};
  std::optional<column_number> no_room{};  ///< the counter that does not fit
};

/// The columns an operation sets, by number.
class named_values {
 public:
  named_values(const operation& op, std::size_t known) : width_(known) {
    for (const auto& a : op.set) width_ = std::max<std::size_t>(width_, a.column + 1u);
    std::fill_n(by_number_.begin(), width_, nullptr);
    for (const auto& a : op.set) by_number_[a.column] = &a.value;
  }
  [[nodiscard]] std::size_t width() const noexcept { return width_; }
  [[nodiscard]] const value* at(std::size_t n) const noexcept { return n < width_ ? by_number_[n] : nullptr; }

 private:
  std::array<const value*, columns_max> by_number_;
  std::size_t width_;
};

inline std::int64_t added_to(const operation& op, std::size_t column) noexcept {
  for (const auto& a : op.add) {
    if (a.column == column) return a.amount;
  }
  return 0;
}

inline bool fits(const addition& a, const kind_plan& plan, const packed_row* before,
                 const named_values& named) noexcept {
  const auto number = [&](std::string_view name) -> std::optional<std::int64_t> {
    const auto n = column_named({plan.kind, {}, plan.columns}, name);
    if (n == id_column) return std::nullopt;
    const cell c = named.at(n) != nullptr ? cell(*named.at(n)) : before != nullptr ? before->at(n) : cell{};
    return c.is_null() ? std::nullopt : std::optional(c.integer);
  };
  const auto& counter = plan.columns[a.column];
  std::int64_t sum = before != nullptr ? before->at(a.column).integer : 0;
  if (a.amount == 0) return true;
  if (__builtin_add_overflow(sum, a.amount, &sum)) return false;
  return a.amount > 0 ? sum <= number(counter.bound).value_or(sum) : sum >= number(counter.floor).value_or(0);
}

/// The row that an operation makes: of nothing, or of the row that is there.
inline void make_row(step& s, const kind_plan& plan) {
  const named_values named(*s.op, plan.columns.size());
  for (const auto& a : s.op->add) {
    if (fits(a, plan, s.before, named)) continue;
    s.no_room = a.column;
    return;
  }
  cell_writer out;
  cell_reader old(s.before != nullptr ? s.before->columns() : std::string_view{});
  for (std::size_t n = 0; n < named.width() || !old.at_end(); ++n) {
    const cell was = old.next();
    if (n < plan.columns.size() && plan.columns[n].counter) {
      out.put({value_type::integer, was.integer + added_to(*s.op, n), {}});
    } else {
      out.put(named.at(n) != nullptr ? cell(*named.at(n)) : was);
    }
  }
  const auto revision = s.before == nullptr ? 1 : s.before->revision() + (s.op->set.empty() ? 0 : 1);
  s.after = row_ptr::adopt(packed_row::make(s.op->id, revision, out.written()));
}

inline bool holds(const condition& c, const kind_plan& plan, const packed_row& r) noexcept {
  const auto side = [&](column_number n) {
    const cell v = r.at(n);
    return v.is_null() && plan.columns[n].counter ? cell(value_type::integer, 0, {}) : v;
  };
  const cell left = side(c.column);
  if (c.is == comparison::is_null) return left.is_null();
  const cell right = c.other ? side(*c.other) : cell(c.value);
  if (left.is_null() || right.is_null()) return false;
  const auto o = left <=> right;
  return c.is == comparison::equal           ? o == 0
         : c.is == comparison::less          ? o < 0
         : c.is == comparison::less_or_equal ? o <= 0
                                             : o > 0;
}

/// Whether another row has this key once the steps before `at` are done.
inline bool taken(table& in, std::span<const step> steps, std::size_t at, const assignment& key) {
  const cell wanted(key.value);
  if (wanted.is_null()) return false;
  const auto& op = *steps[at].op;
  const auto earlier = steps.first(at);
  const bool by_earlier = std::any_of(earlier.begin(), earlier.end(), [&](const step& s) {
    return s.op->kind == op.kind && s.after && s.after->at(key.column) == wanted;
  });
  if (by_earlier) return true;
  const auto* holder = in.with_key(key.column, wanted);
  return holder != nullptr && holder != steps[at].before &&
         std::none_of(earlier.begin(), earlier.end(), [&](const step& s) { return s.before == holder; });
}

/// What an operation finds when its turn comes; fills in what it makes of its row.
inline answer decide(workspace& w, std::span<step> steps, std::size_t at) {
  auto& s = steps[at];
  const auto& op = *s.op;
  auto& rows = w.of(op.kind);
  const auto conflict = [&](why reason, column_number column = 0) {
    return answer{answer_status::conflict, at, reason, column};
  };
  if (detail::names_a_key(op)) {
    return taken(rows, steps, at, op.set.front()) ? conflict(why::key_taken, op.set.front().column)
                                                  : answer{answer_status::done};
  }
  const auto* found = rows.with_id(op.id, s.id_hash);
  if (op.type == op_type::insert || op.type == op_type::absent) {
    if (found != nullptr) return conflict(why::exists);
  } else if (found == nullptr) {
    if (!op.or_insert) return conflict(why::missing);
    make_row(s, rows.plan());
  } else {
    if (op.revision && *op.revision != found->revision()) return conflict(why::revision);
    for (const auto& c : op.conditions) {
      if (!holds(c, rows.plan(), *found)) return conflict(why::condition);
    }
    if (op.type == op_type::remove || !op.set.empty() || !op.add.empty()) s.before = found;
    if (s.before != nullptr && op.type == op_type::change) make_row(s, rows.plan());
  }
  if (s.no_room) return {answer_status::no_room, at, why::none, *s.no_room};
  for (const auto& a : op.set) {
    const auto& unique = rows.plan().unique;
    const bool is_key = std::find(unique.begin(), unique.end(), a.column) != unique.end();
    if (is_key && taken(rows, steps, at, a)) return conflict(why::key_taken, a.column);
  }
  return {answer_status::done};
}

}  // namespace parvis::inline v1::memory
