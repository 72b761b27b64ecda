// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "parvis/model/check.hpp"
#include "parvis/ports/storage.hpp"

namespace parvis::inline v1::testkit {

/// The storage contract in its plainest form, to compare others with: one lock, a copy of everything for each batch,
/// and a look at every row for each question. Its rules are virtual so that a test can break one of them.
class reference_storage : public storage {
 public:
  [[nodiscard]] capabilities able() const override { return {.atomic_batches = true, .durable = false}; }

  result<std::vector<std::optional<row>>> load(std::string_view workspace, std::span<const key> keys,
                                               host_context) override {
    PARVIS_TRYV(well_formed(keys));
    const std::lock_guard held(lock_);
    std::vector<std::optional<row>> out;
    for (const auto& k : keys) {
      out.emplace_back();
      for (const auto& [name, r] : in(workspace).rows) {
        if (r.kind == k.kind && !k.value.is_null() && value_of(r, k.column) == k.value) out.back() = r;
      }
    }
    return out;
  }

  result<page> scan(std::string_view workspace, const query& q, host_context) override {
    PARVIS_TRYV(parvis::plan(q));
    const std::lock_guard held(lock_);
    std::vector<row> passing;
    for (const auto& [name, r] : in(workspace).rows) {
      const bool passed =
          std::all_of(q.filters.begin(), q.filters.end(), [&](const filter& f) { return passes(f, r); });
      if (r.kind == q.kind && !value_of(r, q.sort).is_null() && passed) passing.push_back(r);
    }
    std::sort(passing.begin(), passing.end(), [&](const row& a, const row& b) { return comes_before(q, a, b); });
    page out;
    out.count = std::min(passing.size(), q.count_cap);
    for (const auto& r : passing) {
      if (q.after && !behind(q, *q.after, r)) continue;
      out.more = out.rows.size() == q.limit && q.limit > 0;
      if (out.rows.size() == q.limit) break;
      out.rows.push_back(r);
    }
    return out;
  }

  std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches, host_context) override {
    const std::lock_guard held(lock_);
    std::vector<answer> out;
    for (const auto& b : batches) out.push_back(apply(in(workspace), b));
    return out;
  }

 protected:
  /// Of one workspace.
  struct contents {
    std::map<std::pair<parvis::kind, uuid>, row> rows;  ///< by kind and id
    std::set<uuid> applied;                             ///< the ids of batches, kept for ever
  };

  /// Empty before it is first asked for.
  virtual contents& in(std::string_view workspace) { return workspaces_[std::string(workspace)]; }

  /// All of it, or nothing.
  virtual answer apply(contents& now, const batch& b) {
    if (const auto bad = defect_of(b)) return {answer_status::conflict, bad->op, why::malformed};
    if (now.applied.count(b.id) > 0) return {answer_status::already};
    contents next = now;
    for (std::size_t i = 0; i < b.operations.size(); ++i) {
      auto a = apply(next, b.operations[i]);
      a.op = a.status == answer_status::done ? 0 : i;
      if (a.status != answer_status::done) return a;
    }
    next.applied.insert(b.id);
    now = std::move(next);
    return {answer_status::done};
  }

  /// One operation, on what those before it left.
  virtual answer apply(contents& now, const operation& op) {
    const auto conflict = [](why reason, column_number c = 0) { return answer{answer_status::conflict, 0, reason, c}; };
    if (op.type == op_type::absent && !op.set.empty()) {
      const auto& [column, v] = op.set.front();
      return taken(now, op, column, v) ? conflict(why::key_taken, column) : answer{answer_status::done};
    }
    const auto found = now.rows.find({op.kind, op.id});
    const bool exists = found != now.rows.end();
    if (op.type == op_type::insert || op.type == op_type::absent) {
      if (exists) return conflict(why::exists);
      if (op.type == op_type::absent) return {answer_status::done};
    } else if (!exists && !op.or_insert) {
      return conflict(why::missing);
    } else if (exists) {
      if (op.revision && !same_revision(*op.revision, found->second)) return conflict(why::revision);
      for (const auto& c : op.conditions) {
        if (!holds(c, found->second)) return conflict(why::condition);
      }
    }
    if (op.type == op_type::remove) {
      now.rows.erase(found);
      return {answer_status::done};
    }
    row changed = exists ? found->second : fresh(op);
    if (exists && !op.set.empty()) ++changed.revision;
    for (const auto& a : op.set) changed.set(a.column, a.value);
    for (const auto& a : op.add) {
      if (!has_room(a, changed)) return {answer_status::no_room, 0, why::none, a.column};
      changed.set(a.column, value_of(changed, a.column).integer() + a.amount);
    }
    for (const auto& a : op.set) {
      const auto* c = detail::known_column(*schema_of(op.kind), a.column);
      if (c != nullptr && c->unique && taken(now, op, a.column, a.value)) return conflict(why::key_taken, a.column);
    }
    now.rows[{op.kind, op.id}] = std::move(changed);
    return {answer_status::done};
  }

  /// Whether a row is at the revision asked for.
  virtual bool same_revision(std::uint64_t expected, const row& r) { return expected == r.revision; }

  /// Whether a condition holds of a row, before it changes.
  virtual bool holds(const condition& c, const row& r) {
    const auto side = [&](column_number n) {
      const auto& column = schema_of(r.kind)->columns[n];
      return column.counter && value_of(r, n).is_null() ? value(0) : value_of(r, n);
    };
    const value left = side(c.column);
    if (c.is == comparison::is_null) return left.is_null();
    const value right = c.other ? side(*c.other) : c.value;
    if (left.is_null() || right.is_null()) return false;
    if (c.is == comparison::equal) return left == right;
    if (c.is == comparison::less) return left < right;
    if (c.is == comparison::less_or_equal) return left <= right;
    return left > right;
  }

  /// Whether a counter has room, within the bounds that hold once columns are set.
  virtual bool has_room(const addition& a, const row& changed) {
    const auto& kind_of = *schema_of(changed.kind);
    const auto& counter = kind_of.columns[a.column];
    const value bound = value_of(changed, column_named(kind_of, counter.bound));
    const value floor = value_of(changed, column_named(kind_of, counter.floor));
    const auto count = value_of(changed, a.column).integer();
    std::int64_t sum = 0;
    if (__builtin_add_overflow(count, a.amount, &sum)) return false;
    if (a.amount > 0) return counter.bound.empty() || bound.is_null() || sum <= bound.integer();
    if (a.amount < 0) return sum >= (counter.floor.empty() || floor.is_null() ? 0 : floor.integer());
    return true;
  }

  /// Whether another row has this unique key; null is nobody's.
  virtual bool taken(const contents& now, const operation& by, column_number column, const value& key) {
    return std::any_of(now.rows.begin(), now.rows.end(), [&](const auto& entry) {
      const row& r = entry.second;
      const bool own = r.id == by.id && by.type != op_type::absent;
      return r.kind == by.kind && !own && !key.is_null() && value_of(r, column) == key;
    });
  }

  /// A row to be inserted: its counters are 0.
  virtual row fresh(const operation& op) {
    row out{op.kind, op.id, 1, {}};
    const auto& columns = schema_of(op.kind)->columns;
    for (std::size_t n = 0; n < columns.size(); ++n) {
      if (columns[n].counter) out.set(n, 0);
    }
    return out;
  }

  /// Whether a row passes a filter.
  virtual bool passes(const filter& f, const row& r) {
    const value v = value_of(r, f.column);
    if (v.is_null()) return false;
    const value& wanted = f.values.front();
    switch (f.op) {
      case filter_op::equal:
      case filter_op::in:
        return std::find(f.values.begin(), f.values.end(), v) != f.values.end();
      case filter_op::less:
        return v < wanted;
      case filter_op::greater:
        return v > wanted;
      case filter_op::contains:
        return v.data().find(wanted.data()) != std::string::npos;
    }
    return false;
  }

  /// The order of a scan.
  virtual bool comes_before(const query& q, const row& a, const row& b) {
    const auto place = [&](const row& r) { return std::pair(value_of(r, q.sort), r.id); };
    return q.descending ? place(b) < place(a) : place(a) < place(b);
  }

  /// Whether a row comes after the cursor.
  virtual bool behind(const query& q, const cursor& after, const row& r) {
    const auto place = std::pair(value_of(r, q.sort), r.id);
    const auto end = std::pair(q.sort == id_column ? value::of(after.id) : after.value, after.id);
    return q.descending ? place < end : place > end;
  }

  /// A column's value, or the id.
  static value value_of(const row& r, column_number n) {
    if (n == id_column) return value::of(r.id);
    return r.at(n) != nullptr ? *r.at(n) : value{};
  }

  std::mutex lock_;  ///< over everything

 private:
  std::map<std::string, contents> workspaces_;
};

}  // namespace parvis::inline v1::testkit
