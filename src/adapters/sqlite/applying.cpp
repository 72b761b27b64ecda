// SPDX-License-Identifier: BSL-1.0
#include "adapters/sqlite/applying.hpp"

#include <array>
#include <utility>

#include "adapters/sqlite/tables.hpp"
#include "parvis/model/check.hpp"
#include "parvis/model/rest.hpp"

namespace parvis::inline v1::sqlite {

namespace {

constexpr answer done{answer_status::done};
constexpr answer broken{answer_status::unavailable};
answer conflict(why reason, column_number column = 0) { return {answer_status::conflict, 0, reason, column}; }
answer no_room(column_number column) { return {answer_status::no_room, 0, why::none, column}; }

bool is_constraint(int code) noexcept { return (code & 0xff) == SQLITE_CONSTRAINT; }
answer done_unless(int code) noexcept { return code == SQLITE_OK ? done : broken; }

/// One batch on its way.
struct work {
  connection& in;
  std::int64_t workspace = 0;
  undo how = undo::by_savepoint;
  bool wrote = false;

  /// To be called before anything is written.
  [[nodiscard]] int begin_writing() {
    if (std::exchange(wrote, true) || how == undo::by_roll_back) return SQLITE_OK;
    return in.run("SAVEPOINT parvis_batch");
  }
};

std::string where_row() { return " WHERE workspace = ? AND id = ?"; }

/// The row, or no row.
running find(work& w, const kind_schema& of) {
  return w.in.statement(statement_key('f', of.kind), [&] { return "SELECT 1 FROM " + table_name(of) + where_row(); });
}

/// The id of the row with a unique key, or no row.
running find_key(work& w, const kind_schema& of, column_number column) {
  statement_key name('k', of.kind);
  name.add(column);
  return w.in.statement(name, [&] {
    return "SELECT id FROM " + table_name(of) + " WHERE workspace = ? AND " + quoted(of, column) + " = ?";
  });
}

bool is_unique(const kind_schema& of, column_number n) noexcept {
  return n < of.columns.size() && of.columns[n].unique;
}

/// Which key made SQLite refuse a row.
answer taken_key(work& w, const operation& op, const kind_schema& of) {
  for (const auto& [column, v] : op.set) {
    if (!is_unique(of, column) || v.is_null()) continue;
    auto holder = find_key(w, of, column);
    if (holder.bind(w.workspace).bind(v).row() && holder.octets(0) != op.id.bytes()) {
      return conflict(why::key_taken, column);
    }
    if (holder.code() != SQLITE_OK) return broken;
  }
  return broken;  // a rule of the host's own: not ours to explain
}

bool sets_future(const operation& op, const kind_schema& of) noexcept {
  return std::any_of(op.set.begin(), op.set.end(), [&](const assignment& a) { return a.column >= of.columns.size(); });
}

/// `rest` once the operation has set its columns of the future.
std::string rest_after(const operation& op, const kind_schema& of, std::vector<value> values) {
  for (const auto& [column, v] : op.set) {
    if (column < of.columns.size()) continue;
    if (column >= values.size()) values.resize(column + 1u);
    values[column] = v;
  }
  return pack_rest(values, of.columns.size());
}

running& bind_rest(running& to, const std::string& rest) { return rest.empty() ? to.bind_null() : to.bind_bytes(rest); }

/// The columns by which a counter is bound below and above; `id_column`: by none.
struct limits {
  column_number bound, floor;
};
limits limits_of(const kind_schema& of, column_number counter) noexcept {
  return {column_named(of, of.columns[counter].bound), column_named(of, of.columns[counter].floor)};
}

/// The value of a limit once the operation has set its columns.
std::optional<std::int64_t> limit_after(const operation& op, column_number n, const value& stored) {
  const auto set = std::find_if(op.set.begin(), op.set.end(), [&](const assignment& a) { return a.column == n; });
  const auto& v = set != op.set.end() ? set->value : stored;
  return v.is_null() ? std::nullopt : std::optional(v.integer());
}

/// The sum, unless it does not fit.
std::optional<std::int64_t> sum(std::int64_t stored, std::int64_t amount, std::optional<std::int64_t> bound,
                                std::optional<std::int64_t> floor) noexcept {
  std::int64_t out = 0;
  if (amount == 0) return stored;
  if (__builtin_add_overflow(stored, amount, &out)) return std::nullopt;
  const bool fits = amount > 0 ? out <= bound.value_or(out) : out >= floor.value_or(0);
  return fits ? std::optional(out) : std::nullopt;
}

running inserting_row(work& w, const kind_schema& of) {
  return w.in.statement(statement_key('i', of.kind), [&] {
    std::string names = "workspace, id, revision, rest", places = "?, ?, 1, ?";
    for (const auto& c : of.columns) {
      names += ", " + quoted(c.name);
      places += ", ?";
    }
    return "INSERT INTO " + table_name(of) + "(" + names + ") VALUES(" + places + ")";
  });
}

int insert_row(work& w, const operation& op, const kind_schema& of) {
  std::array<const value*, columns_max> set{};
  std::array<std::int64_t, columns_max> counted{};
  for (const auto& a : op.set) set[a.column] = &a.value;
  for (const auto& a : op.add) counted[a.column] = a.amount;
  const auto rest = sets_future(op, of) ? rest_after(op, of, {}) : std::string{};
  auto insert = inserting_row(w, of);
  bind_rest(insert.bind(w.workspace).bind_bytes(op.id.bytes()), rest);
  for (std::size_t n = 0; n < of.columns.size(); ++n) {
    if (of.columns[n].counter) {
      insert.bind(counted[n]);
    } else if (set[n] != nullptr) {
      insert.bind(*set[n]);
    } else {
      insert.bind_null();
    }
  }
  return insert.finish();
}

answer insert(work& w, const operation& op, const kind_schema& of) {
  std::optional<column_number> full;
  for (const auto& a : op.add) {
    const auto [bound, floor] = limits_of(of, a.column);
    if (!full && !sum(0, a.amount, limit_after(op, bound, {}), limit_after(op, floor, {}))) full = a.column;
  }
  if (!full) {
    if (w.begin_writing() != SQLITE_OK) return broken;
    const int code = insert_row(w, op, of);
    if (!is_constraint(code)) return done_unless(code);
  }
  {
    auto there = find(w, of);
    if (there.bind(w.workspace).bind_bytes(op.id.bytes()).row()) return conflict(why::exists);
    if (there.code() != SQLITE_OK) return broken;
  }
  return full ? no_room(*full) : taken_key(w, op, of);
}

bool holds(const condition& c, const value& left, const value& right) {
  if (c.is == comparison::is_null) return left.is_null();
  if (left.is_null() || right.is_null()) return false;
  switch (c.is) {
    case comparison::equal:
      return left == right;
    case comparison::less:
      return left < right;
    case comparison::less_or_equal:
      return left <= right;
    case comparison::greater:
      return left > right;
    case comparison::is_null:
      break;
  }
  return false;
}

/// What of a stored row an operation looks at, and what follows.
class look {
 public:
  look(const operation& op, const kind_schema& of) : op_(op), of_(of) {
    for (const auto& c : op.conditions) {
      columns_.push_back(c.column);
      if (c.other) columns_.push_back(*c.other);
    }
    for (const auto& a : op.add) {
      const auto [bound, floor] = limits_of(of, a.column);
      for (const auto n : {a.column, bound, floor}) columns_.push_back(n);
    }
  }

  /// `done`: all that is asked of the row holds. `missing` when it is not there.
  answer at(work& w) {
    auto row = statement(w);
    if (!row.bind(w.workspace).bind_bytes(op_.id.bytes()).row()) {
      return row.code() == SQLITE_OK ? conflict(why::missing) : broken;
    }
    if (op_.revision && *op_.revision != static_cast<std::uint64_t>(row.integer(0))) return conflict(why::revision);
    next_ = first_;
    for (const auto& c : op_.conditions) {
      const auto left = take(row);
      const auto right = c.other ? take(row) : c.value;
      if (!holds(c, left, right)) return conflict(why::condition);
    }
    for (const auto& a : op_.add) {
      const auto [bound, floor] = limits_of(of_, a.column);
      const auto stored = take(row).integer();
      const auto bound_after = limit_after(op_, bound, take(row));
      const auto added = sum(stored, a.amount, bound_after, limit_after(op_, floor, take(row)));
      if (!added) return no_room(a.column);
      counted_.push_back(*added);
    }
    if (row.octets(1).empty()) return done;
    return unpack_rest(row.octets(1), rest_) ? done : broken;
  }

  /// After `at`: the counters of `op.add` as they will be, and the columns that `rest` holds.
  [[nodiscard]] const std::vector<std::int64_t>& counted() const noexcept { return counted_; }
  [[nodiscard]] const std::vector<value>& rest() const noexcept { return rest_; }

 private:
  static constexpr int first_ = 2;

  running statement(work& w) const {
    const bool with_rest = sets_future(op_, of_);
    statement_key name(with_rest ? 'L' : 'l', of_.kind);
    for (const auto n : columns_) name.add(n);
    return w.in.statement(name, [&] {
      std::string text = with_rest ? "SELECT revision, rest" : "SELECT revision, NULL";
      for (const auto n : columns_) text += n == id_column ? ", NULL" : ", " + quoted(of_, n);
      return text + " FROM " + table_name(of_) + where_row();
    });
  }
  value take(const running& row) {
    value out;
    return row.read(next_++, out) ? out : value{};
  }

  const operation& op_;
  const kind_schema& of_;
  std::vector<column_number> columns_;  ///< `id_column`: none, so that every addition has three
  int next_ = first_;
  std::vector<std::int64_t> counted_;
  std::vector<value> rest_;
};

running updating_row(work& w, const operation& op, const kind_schema& of, bool with_rest) {
  statement_key name(with_rest ? 'U' : 'u', of.kind);
  for (const auto& a : op.set) name.add(a.column);
  name.add(id_column);
  for (const auto& a : op.add) name.add(a.column);
  return w.in.statement(name, [&] {
    std::string list = op.set.empty() ? "" : ", revision = revision + 1";
    if (with_rest) list += ", rest = ?";
    for (const auto& a : op.set) {
      if (a.column < of.columns.size()) list += ", " + quoted(of, a.column) + " = ?";
    }
    for (const auto& a : op.add) list += ", " + quoted(of, a.column) + " = ?";
    return "UPDATE " + table_name(of) + " SET" + list.substr(1) + where_row();
  });
}

answer update(work& w, const operation& op, const kind_schema& of, const look& seen) {
  const bool with_rest = sets_future(op, of);
  const auto rest = with_rest ? rest_after(op, of, seen.rest()) : std::string{};
  int code = w.begin_writing();
  if (code == SQLITE_OK) {
    auto change = updating_row(w, op, of, with_rest);
    if (with_rest) bind_rest(change, rest);
    for (const auto& a : op.set) {
      if (a.column < of.columns.size()) change.bind(a.value);
    }
    for (const auto n : seen.counted()) change.bind(n);
    code = change.bind(w.workspace).bind_bytes(op.id.bytes()).finish();
  }
  return is_constraint(code) ? taken_key(w, op, of) : done_unless(code);
}

answer change(work& w, const operation& op, const kind_schema& of) {
  look seen(op, of);
  const auto out = seen.at(w);
  if (out.reason == why::missing && op.or_insert) return insert(w, op, of);
  if (out.status != answer_status::done || (op.set.empty() && op.add.empty())) return out;
  return update(w, op, of, seen);
}

answer remove(work& w, const operation& op, const kind_schema& of) {
  const auto out = look(op, of).at(w);
  if (out.status != answer_status::done) return out;
  if (w.begin_writing() != SQLITE_OK) return broken;
  auto erase =
      w.in.statement(statement_key('d', of.kind), [&] { return "DELETE FROM " + table_name(of) + where_row(); });
  return done_unless(erase.bind(w.workspace).bind_bytes(op.id.bytes()).finish());
}

answer absent(work& w, const operation& op, const kind_schema& of) {
  const bool by_key = detail::names_a_key(op);
  const auto column = by_key ? op.set.front().column : id_column;
  auto there = by_key ? find_key(w, of, column) : find(w, of);
  there.bind(w.workspace);
  by_key ? there.bind(op.set.front().value) : there.bind_bytes(op.id.bytes());
  if (there.row()) return by_key ? conflict(why::key_taken, column) : conflict(why::exists);
  return done_unless(there.code());
}

answer apply(work& w, const operation& op) {
  const auto& of = *schema_of(op.kind);
  switch (op.type) {
    case op_type::insert:
      return insert(w, op, of);
    case op_type::change:
      return change(w, op, of);
    case op_type::remove:
      return remove(w, op, of);
    case op_type::absent:
      break;
  }
  return absent(w, op, of);
}

/// The id goes in last, so that a batch that is refused at its first operation has written nothing.
answer remember(work& w, const batch& b) {
  if (w.begin_writing() != SQLITE_OK) return broken;
  auto insert = w.in.statement("INSERT INTO parvis_batch(workspace, id, at) VALUES(?, ?, ?)");
  const int code = insert.bind(w.workspace).bind_bytes(b.id.bytes()).bind(b.at.us).finish();
  return is_constraint(code) ? answer{answer_status::already} : done_unless(code);
}

/// A batch that was applied before seldom holds again, but that is what the caller must hear.
answer unless_applied_before(work& w, const batch& b, const answer& refused) {
  auto known = w.in.statement("SELECT 1 FROM parvis_batch WHERE workspace = ? AND id = ?");
  if (known.bind(w.workspace).bind_bytes(b.id.bytes()).row()) return {answer_status::already};
  return known.code() == SQLITE_OK ? refused : broken;
}

answer try_all(work& w, const batch& b) {
  for (std::size_t i = 0; i < b.operations.size(); ++i) {
    auto out = apply(w, b.operations[i]);
    out.op = i;
    if (out.status == answer_status::unavailable) return broken;
    if (out.status != answer_status::done) return unless_applied_before(w, b, out);
  }
  return remember(w, b);
}

}  // namespace

outcome apply(connection& in, std::int64_t workspace, const batch& b, undo how) {
  work w{in, workspace, how};
  const auto out = try_all(w, b);
  const bool refused = out.status != answer_status::done;
  if (!w.wrote || out.status == answer_status::unavailable) return {out};
  if (how == undo::by_roll_back) return {out, refused};
  if (refused && in.run("ROLLBACK TO parvis_batch") != SQLITE_OK) return {broken};
  return {in.run("RELEASE parvis_batch") == SQLITE_OK ? out : broken};
}

int purge_batch_ids(connection& in, std::int64_t workspace, instant now) {
  // Ids are drawn in the order of time, so the smallest are the oldest and no index by time is needed.
  auto purge = in.statement(
      "DELETE FROM parvis_batch WHERE workspace = ?1 AND at < ?2 AND id IN "
      "(SELECT id FROM parvis_batch WHERE workspace = ?1 ORDER BY id LIMIT 128)");
  return purge.bind(workspace).bind((now - hours(24)).us).finish();
}

}  // namespace parvis::inline v1::sqlite
