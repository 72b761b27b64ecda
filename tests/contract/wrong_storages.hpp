// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <thread>

#include "parvis/testkit/reference_storage.hpp"

// Storages that are each wrong in one way. The suite must catch every one by the name of the clause it breaks.

namespace parvis::wrong {

using testkit::reference_storage;

// ---- operations ----

struct loses_updates : reference_storage {
  bool same_revision(std::uint64_t, const row&) override { return true; }
};

struct ignores_guards : reference_storage {
  using reference_storage::apply;
  answer apply(contents& now, const operation& op) override {
    const bool guard = op.type == op_type::change && op.set.empty() && op.add.empty();
    return guard ? answer{answer_status::done} : reference_storage::apply(now, op);
  }
};

struct ignores_conditions : reference_storage {
  bool holds(const condition&, const row&) override { return true; }
};

struct ignores_other_columns : reference_storage {
  bool holds(const condition& c, const row& r) override { return c.other || reference_storage::holds(c, r); }
};

struct takes_null_for_zero : reference_storage {
  bool holds(const condition& c, const row& r) override {
    const auto v = value_of(r, c.column);
    return reference_storage::holds(c, r) || (v.is_null() && c.is == comparison::less);
  }
};

struct checks_conditions_after_setting : reference_storage {
  using reference_storage::apply;
  answer apply(contents& now, const operation& op) override {
    auto before = now;
    auto unconditional = op;
    unconditional.conditions.clear();
    const auto a = reference_storage::apply(now, unconditional);
    const auto found = now.rows.find({op.kind, op.id});
    for (const auto& c : op.conditions) {
      if (a.status != answer_status::done || found == now.rows.end() || holds(c, found->second)) continue;
      now = before;
      return {answer_status::conflict, 0, why::condition};
    }
    return a;
  }
};

struct ignores_bounds : reference_storage {
  bool has_room(const addition& a, const row& r) override {
    return (a.amount > 0 && a.amount < 1000) || reference_storage::has_room(a, r);
  }
};

struct ignores_floors : reference_storage {
  bool has_room(const addition& a, const row& r) override { return a.amount < 0 || reference_storage::has_room(a, r); }
};

struct refuses_release_over_capacity : reference_storage {
  bool has_room(const addition& a, const row& r) override {
    const auto& kind_of = *schema_of(r.kind);
    const auto bound = value_of(r, column_named(kind_of, kind_of.columns[a.column].bound));
    const bool over = !bound.is_null() && value_of(r, a.column).integer() + a.amount > bound.integer();
    return !over && reference_storage::has_room(a, r);
  }
};

struct raises_revision_on_add : reference_storage {
  using reference_storage::apply;
  answer apply(contents& now, const operation& op) override {
    const auto a = reference_storage::apply(now, op);
    const auto found = now.rows.find({op.kind, op.id});
    if (a.status == answer_status::done && found != now.rows.end() && !op.add.empty() && op.set.empty()) {
      found->second.revision += op.type == op_type::change ? 1u : 0u;
    }
    return a;
  }
};

struct starts_counters_at_null : reference_storage {
  row fresh(const operation& op) override { return {op.kind, op.id, 1, {}}; }
};

struct takes_null_keys_for_equal : reference_storage {
  bool taken(const contents& now, const operation& by, column_number column, const value& key) override {
    for (const auto& [name, r] : now.rows) {
      if (key.is_null() && r.kind == by.kind && r.id != by.id && value_of(r, column).is_null()) return true;
    }
    return reference_storage::taken(now, by, column, key);
  }
};

struct folds_keys : reference_storage {
  bool taken(const contents& now, const operation& by, column_number column, const value& key) override {
    for (const auto& [name, r] : now.rows) {
      const auto other = value_of(r, column);
      if (r.kind == by.kind && r.id != by.id && !key.is_null() && !other.is_null() &&
          ascii_lower(other.data()) == ascii_lower(key.data())) {
        return true;
      }
    }
    return reference_storage::taken(now, by, column, key);
  }
};

// ---- values ----

/// Rows are put through `kept` once a batch is applied.
struct spoils_values : reference_storage {
  using reference_storage::apply;
  answer apply(contents& now, const operation& op) override {
    const auto a = reference_storage::apply(now, op);
    const auto found = now.rows.find({op.kind, op.id});
    if (found != now.rows.end()) spoil(found->second);
    return a;
  }
  virtual void spoil(row& r) = 0;
};

struct forgets_columns_of_the_future : spoils_values {
  void spoil(row& r) override { r.values.resize(std::min(r.values.size(), schema_of(r.kind)->columns.size())); }
};

struct takes_empty_for_null : spoils_values {
  void spoil(row& r) override {
    for (auto& v : r.values) {
      if (v.type() == value_type::text && v.data().empty()) v = {};
    }
  }
};

struct keeps_integers_as_doubles : spoils_values {
  void spoil(row& r) override {
    for (auto& v : r.values) {
      const bool exact = v.integer() < (1LL << 53) && v.integer() > -(1LL << 53);
      if (v.type() == value_type::integer && !exact) v = value(v.integer() & ~1LL);
    }
  }
};

struct ends_bytes_at_nul : spoils_values {
  void spoil(row& r) override {
    for (auto& v : r.values) {
      const auto end = v.data().find('\0');
      if (v.type() == value_type::bytes && v.data().size() != 16 && end != std::string::npos) {
        v = value::bytes(v.data().substr(0, end));
      }
    }
  }
};

struct rewrites_whole_rows : reference_storage {
  using reference_storage::apply;
  answer apply(contents& now, const operation& op) override {
    const auto a = reference_storage::apply(now, op);
    const auto found = now.rows.find({op.kind, op.id});
    if (a.status != answer_status::done || op.type != op_type::change || op.set.empty() || found == now.rows.end()) {
      return a;
    }
    const auto& known = schema_of(op.kind)->columns;
    for (std::size_t n = known.size(); n < found->second.values.size(); ++n) {
      const bool named = std::any_of(op.set.begin(), op.set.end(), [&](const assignment& s) { return s.column == n; });
      if (!named) found->second.values[n] = {};
    }
    return a;
  }
};

// ---- batches ----

struct applies_half : reference_storage {
  using reference_storage::apply;
  answer apply(contents& now, const batch& b) override {
    const auto a = reference_storage::apply(now, b);
    if (a.status != answer_status::conflict || a.reason == why::malformed) return a;
    for (std::size_t i = 0; i < a.op; ++i) apply(now, b.operations[i]);
    return a;
  }
};

struct checks_before_applying_any : reference_storage {
  using reference_storage::apply;
  answer apply(contents& now, const batch& b) override {
    for (std::size_t i = 0; !defect_of(b) && now.applied.count(b.id) == 0 && i < b.operations.size(); ++i) {
      auto alone = now;
      auto a = apply(alone, b.operations[i]);
      a.op = i;
      if (a.status != answer_status::done) return a;
    }
    return reference_storage::apply(now, b);
  }
};

struct tells_the_last_reason : reference_storage {
  using reference_storage::apply;
  answer apply(contents& now, const batch& b) override {
    const auto first = reference_storage::apply(now, b);
    auto out = first;
    auto rest = now;
    for (std::size_t i = first.op + 1;
         first.reason != why::malformed && first.status > answer_status::already && i < b.operations.size(); ++i) {
      auto a = apply(rest, b.operations[i]);
      a.op = i;
      if (a.status != answer_status::done) out = a;
    }
    return out;
  }
};

struct stops_at_the_first_refusal : reference_storage {
  std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches, host_context c) override {
    std::vector<answer> out;
    for (const auto& b : batches) {
      const bool stopped = !out.empty() && out.back().status >= answer_status::conflict;
      out.push_back(stopped ? answer{answer_status::unavailable}
                            : reference_storage::commit(workspace, {&b, 1}, c).front());
    }
    return out;
  }
};

struct never_answers_already : reference_storage {
  using reference_storage::apply;
  answer apply(contents& now, const batch& b) override {
    now.applied.clear();
    return reference_storage::apply(now, b);
  }
};

struct answers_already_falsely : reference_storage {
  using reference_storage::apply;
  answer apply(contents& now, const batch& b) override {
    const auto a = reference_storage::apply(now, b);
    now.applied.insert(b.id);  // though it was refused
    return a;
  }
};

struct forgets_batch_ids_early : reference_storage {
  using reference_storage::apply;
  answer apply(contents& now, const batch& b) override {
    if (now.applied.size() > 100) now.applied.clear();
    return reference_storage::apply(now, b);
  }
};

struct takes_malformed_batches : reference_storage {
  using reference_storage::apply;
  answer apply(contents& now, const batch& b) override {
    const auto bad = defect_of(b);
    return bad && b.operations.size() > operations_max ? answer{answer_status::done} : reference_storage::apply(now, b);
  }
};

// ---- workspaces ----

struct leaks_rows : reference_storage {
  contents& in(std::string_view) override { return reference_storage::in("one for all"); }
};

struct trims_workspace_names : reference_storage {
  contents& in(std::string_view workspace) override {
    while (workspace.ends_with(' ')) workspace.remove_suffix(1);
    return reference_storage::in(workspace);
  }
};

struct leaks_keys : reference_storage {
  bool taken(const contents& now, const operation& by, column_number column, const value& key) override {
    const auto [holder, fresh] = holders.try_emplace({column, key}, by.id);
    return (!fresh && holder->second != by.id && by.kind == kind::account && !key.is_null()) ||
           reference_storage::taken(now, by, column, key);
  }
  std::map<std::pair<column_number, value>, uuid> holders;
};

struct leaks_batch_ids : reference_storage {
  using reference_storage::apply;
  answer apply(contents& now, const batch& b) override {
    now.applied.insert(everywhere.begin(), everywhere.end());
    const auto a = reference_storage::apply(now, b);
    if (a.status == answer_status::done) everywhere.insert(b.id);
    return a;
  }
  std::set<uuid> everywhere;
};

// ---- queries ----

struct breaks_ties_by_arrival : reference_storage {
  bool comes_before(const query& q, const row& a, const row& b) override {
    return q.descending ? value_of(b, q.sort) < value_of(a, q.sort) : value_of(a, q.sort) < value_of(b, q.sort);
  }
  bool behind(const query& q, const cursor& after, const row& r) override {
    return q.descending ? value_of(r, q.sort) < after.value : value_of(r, q.sort) > after.value;
  }
};

struct never_descends : reference_storage {
  result<page> scan(std::string_view workspace, const query& q, host_context c) override {
    auto ascending = q;
    ascending.descending = false;
    return reference_storage::scan(workspace, ascending, c);
  }
};

struct pages_by_offset : reference_storage {
  result<page> scan(std::string_view workspace, const query& q, host_context c) override {
    PARVIS_TRYV(plan(q));
    auto whole = q;
    whole.after.reset();
    whole.limit = page_max;
    PARVIS_TRY(auto out, reference_storage::scan(workspace, whole, c));
    const auto skipped = q.after ? std::min(seen, out.rows.size()) : 0;
    out.rows.erase(out.rows.begin(), out.rows.begin() + static_cast<std::ptrdiff_t>(skipped));
    out.more = out.rows.size() > q.limit && q.limit > 0;
    out.rows.resize(std::min(out.rows.size(), q.limit));
    seen = skipped + out.rows.size();
    return out;
  }
  std::size_t seen = 0;
};

struct counts_from_the_cursor : reference_storage {
  result<page> scan(std::string_view workspace, const query& q, host_context c) override {
    PARVIS_TRY(auto out, reference_storage::scan(workspace, q, c));
    if (q.after) out.count = std::min(out.rows.size(), q.count_cap);
    return out;
  }
};

struct counts_without_cap : reference_storage {
  result<page> scan(std::string_view workspace, const query& q, host_context c) override {
    PARVIS_TRY(auto out, reference_storage::scan(workspace, q, c));
    auto all = q;
    all.count_cap = page_max;
    if (q.count_cap > 0) out.count = reference_storage::scan(workspace, all, c).value().count;
    return out;
  }
};

struct always_promises_more : reference_storage {
  result<page> scan(std::string_view workspace, const query& q, host_context c) override {
    PARVIS_TRY(auto out, reference_storage::scan(workspace, q, c));
    out.more = out.rows.size() == q.limit;
    return out;
  }
};

struct lists_nulls_first : reference_storage {
  result<page> scan(std::string_view workspace, const query& q, host_context c) override {
    PARVIS_TRY(auto out, reference_storage::scan(workspace, q, c));
    PARVIS_TRY(const auto all, reference_storage::scan(workspace, {.kind = q.kind, .limit = page_max}, c));
    for (const auto& r : all.rows) {
      if (q.sort != id_column && value_of(r, q.sort).is_null()) out.rows.insert(out.rows.begin(), r);
    }
    return out;
  }
};

struct lists_twice_what_stands_twice : reference_storage {
  result<page> scan(std::string_view workspace, const query& q, host_context c) override {
    PARVIS_TRY(auto out, reference_storage::scan(workspace, q, c));
    for (const auto& f : q.filters) {
      if (f.op != filter_op::in) continue;
      auto rows = std::exchange(out.rows, {});
      for (const auto& r : rows) {
        out.rows.insert(out.rows.end(),
                        static_cast<std::size_t>(std::count(f.values.begin(), f.values.end(), value_of(r, f.column))),
                        r);
      }
    }
    return out;
  }
};

struct narrows_inclusively : reference_storage {
  bool passes(const filter& f, const row& r) override {
    const bool order = f.op == filter_op::less || f.op == filter_op::greater;
    return (order && value_of(r, f.column) == f.values.front()) || reference_storage::passes(f, r);
  }
};

/// Looks at the columns of its index, and at no other.
struct asks_one_column_only : reference_storage {
  result<page> scan(std::string_view workspace, const query& q, host_context c) override {
    PARVIS_TRY(const auto how, plan(q));
    auto served = q;
    served.filters.clear();
    for (const auto& f : q.filters) {
      if (f.op == filter_op::contains || !how.asked_of_rows(f)) served.filters.push_back(f);
    }
    return reference_storage::scan(workspace, served, c);
  }
};

/// Was written for an older schema: reads a kind whole that it has no list of.
struct knows_no_later_list : reference_storage {
  bool passes(const filter& f, const row& r) override {
    return r.kind == kind::code_claim || reference_storage::passes(f, r);
  }
};

/// Compares with the first value alone.
struct takes_in_for_equal : reference_storage {
  bool passes(const filter& f, const row& r) override {
    if (f.op != filter_op::in) return reference_storage::passes(f, r);
    return value_of(r, f.column) == f.values.front();
  }
};

struct knows_wildcards : reference_storage {
  bool passes(const filter& f, const row& r) override {
    if (f.op != filter_op::contains) return reference_storage::passes(f, r);
    const auto text = value_of(r, f.column).data();
    const auto part = f.values.front().data();
    for (std::size_t at = 0; at + part.size() <= text.size(); ++at) {
      std::size_t same = 0;
      while (same < part.size() && (part[same] == '_' || part[same] == text[at + same])) ++same;
      if (same == part.size()) return !value_of(r, f.column).is_null();
    }
    return false;
  }
};

struct answers_any_query : reference_storage {
  result<page> scan(std::string_view workspace, const query& q, host_context c) override {
    auto got = reference_storage::scan(workspace, q, c);
    return got ? std::move(got) : result<page>(page{});
  }
};

// ---- threads ----

/// Decides on what it read a moment ago, and lets others in between.
struct forgets_to_lock : reference_storage {
  std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches, host_context) override {
    contents seen;
    {
      const std::lock_guard held(lock_);
      seen = in(workspace);
    }
    std::vector<answer> out;
    for (const auto& b : batches) out.push_back(apply(seen, b));
    std::this_thread::yield();
    const std::lock_guard held(lock_);
    in(workspace) = std::move(seen);
    return out;
  }
};

/// Its pool is a number beside the rows, checked and then written.
struct oversells : reference_storage {
  using reference_storage::apply;
  std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches, host_context c) override {
    std::vector<answer> out;
    for (const auto& b : batches) out.push_back(one(workspace, b, c));
    return out;
  }
  bool has_room(const addition& a, const row& r) override {
    return asking || a.amount <= 0 ? reference_storage::has_room(a, r) : true;
  }

 private:
  answer one(std::string_view workspace, const batch& b, host_context c) {
    {
      const std::lock_guard held(lock_);
      asking = true;
      auto copy = in(workspace);
      const auto a = apply(copy, b);
      asking = false;
      if (a.status != answer_status::done) return a;
    }
    std::this_thread::yield();
    return reference_storage::commit(workspace, {&b, 1}, c).front();
  }
  bool asking = false;
};

/// Each operation is a transaction of its own.
struct shows_half_batches : reference_storage {
  std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches, host_context) override {
    std::vector<answer> out;
    for (const auto& b : batches) {
      {
        const std::lock_guard held(lock_);
        auto copy = in(workspace);
        out.push_back(apply(copy, b));
        in(workspace).applied = copy.applied;
      }
      for (const auto& op : b.operations) {
        if (out.back().status != answer_status::done) break;
        const std::lock_guard held(lock_);
        apply(in(workspace), op);
        std::this_thread::yield();
      }
    }
    return out;
  }
  using reference_storage::apply;
};

/// Keeps rows when it is closed, but not the ids of batches; used with `reopen`.
struct forgets_ids_on_closing : reference_storage {
  storage& reopened() {
    closed = true;
    return *this;
  }
  contents& in(std::string_view workspace) override {
    auto& out = reference_storage::in(workspace);
    if (std::exchange(closed, false)) out.applied.clear();
    return out;
  }
  bool closed = false;
};

}  // namespace parvis::wrong
