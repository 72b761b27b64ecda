// SPDX-License-Identifier: BSL-1.0
#include "adapters/sqlite/reading.hpp"

#include <algorithm>
#include <span>

#include "adapters/sqlite/tables.hpp"
#include "adapters/sqlite/words.hpp"

namespace parvis::inline v1::sqlite {

namespace {

/// While it lives, everything is read from one moment.
class moment {
 public:
  explicit moment(connection& in) : in_(in), code_(in.run("BEGIN")) {}
  moment(const moment&) = delete;
  ~moment() {
    if (in_.in_transaction()) in_.run("COMMIT");
  }
  [[nodiscard]] int code() const noexcept { return code_; }

 private:
  connection& in_;
  int code_;
};

result<std::optional<row>> load(connection& in, std::int64_t workspace, const key& k) {
  const auto& of = *schema_of(k.kind);
  statement_key name('g', k.kind);
  name.add(k.column);
  auto get = in.statement(name, [&] {
    return "SELECT " + whole_row(of) + " FROM " + table_name(of) + " WHERE workspace = ? AND " + quoted(of, k.column) +
           " = ?";
  });
  if (get.bind(workspace).bind(k.value).row()) {
    PARVIS_TRY(auto found, read_row(get, of));
    return std::optional<row>(std::move(found));
  }
  if (get.code() != SQLITE_OK) return failure_of(get.code());
  return std::optional<row>();
}

/// The rows a query is made of, if each of its equality columns is asked for one value: a stretch of an index.
struct stretch {
  const value *first = nullptr, *second = nullptr;
};

/// Places for values: "?, ?, ?".
std::string places(std::size_t count) {
  std::string out = "?";
  for (; count > 1; --count) out += ", ?";
  return out;
}

/// A query as SQL, and what is to be bound to it.
///
/// The ids of a page are found first, each stretch in its index alone, and then the rows: otherwise every row that a
/// filter turns down would be looked up. Several stretches are merged as they are read, so that a page of many costs
/// little more than a page of one. In the order of ids without a filter that has an index, the rows themselves are
/// walked along.
///
/// Where few rows hold the words that are looked for, those are looked at, and not the whole list.
///
/// A bound that the cursor implies is left out, and so is a cursor that a bound implies: with two conditions on the
/// same side SQLite might start from the wrong one, and read every page from the start.
class phrase {
 public:
  /// `after`: where the page begins; null: at the beginning. `words`: as `few_by_words` tells them; then without shape.
  phrase(const query& q, const query_plan& p, const cursor* after, const std::string& words)
      : q_(q), of_(*schema_of(q.kind)), words_(words), along_rows_(p.shape == nullptr && words.empty()) {
    if (words.empty()) {
      text_ = " FROM " + table_name(of_);
      if (p.shape != nullptr) text_ += " INDEXED BY " + index_name(*p.shape);  // or it would rather walk along the ids
      text_ += " WHERE workspace = ?";
    } else {
      text_ = std::string(" FROM ") + candidates + " CROSS JOIN " + table_name(of_) +
              " WHERE workspace = ?1 AND id = candidate";
    }
    if (p.shape != nullptr) {
      for (std::size_t i = 0; i < 2; ++i) {
        if (p.equal[i] != nullptr) text_ += " AND " + quoted(of_, p.shape->equal[i]) + " = ?";
      }
    }
    if (q.sort != id_column) text_ += " AND " + quoted(of_, q.sort) + " IS NOT NULL";
    const auto* near = q.descending ? p.less : p.greater;
    const auto* far = q.descending ? p.greater : p.less;
    if (after != nullptr && (near == nullptr || passes(*near, *after))) {
      begin_after(*after);
    } else if (near != nullptr) {
      bound(*near);
    }
    if (far != nullptr) bound(*far);
    for (const auto& f : q.filters) {
      if (p.asked_of_rows(f)) ask(f);
    }
  }

  result<void> read(connection& in, std::int64_t workspace, std::span<const stretch> parts, std::size_t limit,
                    std::vector<row>& out) const {
    const auto name = std::to_string(parts.size()) + (q_.descending ? '-' : '+') + quoted(of_, q_.sort) + text_;
    auto each = in.statement(name, [&] { return text_of_page(parts.size()); });
    for (const auto& part : parts) bind(each, workspace, part);
    each.bind(static_cast<std::int64_t>(limit));
    if (!along_rows_) each.bind(workspace);
    while (each.row()) {
      PARVIS_TRY(auto r, read_row(each, of_));
      out.push_back(std::move(r));
    }
    if (each.code() != SQLITE_OK) return failure_of(each.code());
    return success();
  }

  result<std::size_t> count(connection& in, std::int64_t workspace, const stretch& part, std::size_t cap) const {
    auto counted = in.statement("SELECT count(*) FROM (SELECT 1" + text_ + " LIMIT ?)");
    if (bind(counted, workspace, part).bind(static_cast<std::int64_t>(cap)).row()) {
      return static_cast<std::size_t>(counted.integer(0));
    }
    return failure_of(counted.code());
  }

 private:
  [[nodiscard]] std::string text_of_page(std::size_t parts) const {
    const auto direction = q_.descending ? std::string(" DESC") : std::string();
    if (along_rows_) return "SELECT " + whole_row(of_) + text_ + " ORDER BY id" + direction + " LIMIT ?";
    const bool by_id = q_.sort == id_column;
    const auto columns = by_id ? "id AS found" : "id AS found, " + quoted(of_, q_.sort) + " AS place";
    const auto order = (by_id ? std::string() : "place" + direction + ", ") + "found" + direction;
    std::string found;
    for (; parts > 0; --parts) found += "SELECT " + columns + text_ + (parts > 1 ? " UNION ALL " : "");
    return "SELECT " + whole_row(of_) + " FROM (" + found + " ORDER BY " + order + " LIMIT ?) CROSS JOIN " +
           table_name(of_) + " WHERE workspace = ? AND id = found";
  }
  [[nodiscard]] bool passes(const filter& bound, const cursor& c) const {
    const auto at = q_.sort == id_column ? value::of(c.id) : c.value;
    return q_.descending ? at < bound.values.front() : at > bound.values.front();
  }
  void bound(const filter& f) {
    text_ += " AND " + quoted(of_, q_.sort) + (f.op == filter_op::less ? " < ?" : " > ?");
    bound_.push_back(f.values.front());
  }
  void begin_after(const cursor& c) {
    const auto* side = q_.descending ? " < " : " > ";
    if (q_.sort == id_column) {
      text_ += std::string(" AND id") + side + "?";
    } else {
      text_ += " AND (" + quoted(of_, q_.sort) + ", id)" + side + "(?, ?)";
      bound_.push_back(c.value);
    }
    bound_.push_back(value::of(c.id));
  }
  /// The sign keeps SQLite from another index.
  void ask(const filter& f) {
    text_ += f.op == filter_op::contains ? " AND instr(" + quoted(of_, f.column) + ", ?) > 0"
                                         : " AND +" + quoted(of_, f.column) + " IN (" + places(f.values.size()) + ")";
    bound_.insert(bound_.end(), f.values.begin(), f.values.end());
  }
  running& bind(running& to, std::int64_t workspace, const stretch& part) const {
    to.bind(workspace);
    if (!words_.empty()) to.bind_text(words_);
    for (const auto* v : {part.first, part.second}) {
      if (v != nullptr) to.bind(*v);
    }
    for (const auto& v : bound_) to.bind(v);
    return to;
  }

  const query& q_;
  const kind_schema& of_;
  const std::string& words_;
  const bool along_rows_;
  std::string text_;
  std::vector<value> bound_;
};

/// Every value once; a null pointer when nothing is asked.
std::vector<const value*> distinct(const filter* f) {
  if (f == nullptr) return {nullptr};
  std::vector<const value*> out;
  for (const auto& v : f->values) {
    if (std::none_of(out.begin(), out.end(), [&](const value* other) { return *other == v; })) out.push_back(&v);
  }
  return out;
}

std::vector<stretch> stretches(const query_plan& p) {
  std::vector<stretch> out;
  for (const auto* first : distinct(p.equal[0])) {
    for (const auto* second : distinct(p.equal[1])) out.push_back({first, second});
  }
  return out;
}

/// As many stretches as one statement merges: SQLite allows 500.
constexpr std::size_t merged_max = 64;

/// Puts rows into the order of the query. Those of one statement mostly are in it, though nothing in SQL says so.
void put_in_order(const query& q, std::vector<row>& rows) {
  const auto earlier = [&](const row& x, const row& y) {
    const auto &a = q.descending ? y : x, &b = q.descending ? x : y;
    const auto order = q.sort == id_column ? std::strong_ordering::equal : a.values[q.sort] <=> b.values[q.sort];
    return order != 0 ? order < 0 : a.id < b.id;
  };
  if (!std::is_sorted(rows.begin(), rows.end(), earlier)) std::sort(rows.begin(), rows.end(), earlier);
}

result<page> read_page(connection& in, std::int64_t workspace, const query& q, const query_plan& planned) {
  page out;
  PARVIS_TRY(const auto words, few_by_words(in, workspace, q));
  const auto p = words.empty() ? planned : query_plan{nullptr, {}, planned.greater, planned.less};
  const auto parts = stretches(p);
  if (q.limit > 0) {
    const phrase reading(q, p, q.after ? &*q.after : nullptr, words);
    for (std::size_t at = 0; at < parts.size(); at += merged_max) {
      const auto some = std::span(parts).subspan(at, std::min(merged_max, parts.size() - at));
      PARVIS_TRYV(reading.read(in, workspace, some, q.limit + 1, out.rows));
    }
    put_in_order(q, out.rows);
    out.more = out.rows.size() > q.limit;
    if (out.more) out.rows.resize(q.limit);
  }
  if (q.count_cap > 0) {
    const phrase counting(q, p, nullptr, words);
    for (const auto& part : parts) {
      PARVIS_TRY(const auto n, counting.count(in, workspace, part, q.count_cap - out.count));
      out.count += n;
    }
  }
  return out;
}

}  // namespace

result<std::vector<std::optional<row>>> load(connection& in, std::string_view workspace, std::span<const key> keys) {
  in.forget_statements_when_many();
  std::vector<std::optional<row>> out(keys.size());
  std::optional<std::int64_t> number;
  if (const int code = in.find_workspace(workspace, number); code != SQLITE_OK) return failure_of(code);
  if (!number || keys.empty()) return out;
  std::optional<moment> one;
  if (keys.size() > 1 && one.emplace(in).code() != SQLITE_OK) return failure_of(one->code());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    PARVIS_TRY(out[i], load(in, *number, keys[i]));
  }
  return out;
}

result<page> scan(connection& in, std::string_view workspace, const query& q, const query_plan& p) {
  in.forget_statements_when_many();
  std::optional<std::int64_t> number;
  if (const int code = in.find_workspace(workspace, number); code != SQLITE_OK) return failure_of(code);
  if (!number) return page{};
  const moment one(in);
  if (one.code() != SQLITE_OK) return failure_of(one.code());
  return read_page(in, *number, q, p);
}

}  // namespace parvis::inline v1::sqlite
