// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <optional>

#include "parvis/model/check.hpp"
#include "parvis/testkit/contract/probe.hpp"
#include "parvis/testkit/reference_storage.hpp"

// Random requests, put to a store and to the model. What they answer differently is cut down to the fewest requests
// that still show it.

namespace parvis::inline v1::testkit {

/// One call: a commit, a load or a scan.
struct request {
  std::vector<batch> batches;
  std::vector<key> keys;
  std::optional<query> scan;
};
using history = std::vector<request>;

/// Draws requests from so small a world that they keep meeting each other.
class request_source {
 public:
  explicit request_source(std::uint64_t seed) : numbers_(seed) {}

  request next() {
    now_ = now_ + seconds(1 + static_cast<std::int64_t>(numbers_.below(20)));
    if (numbers_.one_in(4)) return {{}, {}, next_query()};
    if (numbers_.one_in(6)) return {{}, next_keys(), {}};
    request out;
    for (std::size_t n = numbers_.one_in(5) ? 3 : 1; n > 0; --n) out.batches.push_back(next_batch());
    return out;
  }

 private:
  kind next_kind() {
    constexpr kind some[] = {kind::account, kind::account, kind::counter, kind::seat_pool,
                             kind::sign_up, kind::outbox,  kind::note,    kind::invite};
    return some[numbers_.below(std::size(some))];
  }
  uuid next_id() { return uuid::well_known(static_cast<std::uint8_t>(1 + numbers_.below(5))); }
  /// Two of them are from the future. Columns that the contract says more of come more often.
  column_number next_column(kind k) {
    const auto& known = schema_of(k)->columns;
    column_number out = 0;
    do {
      out = static_cast<column_number>(numbers_.below(known.size() + 2));
    } while (!(out < known.size() && telling(k, out)) && !numbers_.one_in(4));
    return out;
  }
  static bool telling(kind k, column_number n) {
    const auto& known = schema_of(k)->columns;
    const bool listed = std::any_of(query_shapes.begin(), query_shapes.end(), [&](const query_shape& s) {
      return s.kind == k && (s.sort == n || s.equal[0] == n || s.equal[1] == n);
    });
    const bool limits = std::any_of(known.begin(), known.end(), [&](const column& c) {
      return c.counter && (c.bound == known[n].name || c.floor == known[n].name);
    });
    return listed || limits || known[n].unique || known[n].counter;
  }
  value next_value(kind k, column_number n) {
    constexpr const char* words[] = {"a", "A", "b", "ab", "%", ""};
    const auto& known = schema_of(k)->columns;
    const auto type = n < known.size() ? known[n].type : static_cast<value_type>(numbers_.below(4));
    if (numbers_.one_in(6)) return {};
    if (type == value_type::integer) return static_cast<std::int64_t>(numbers_.below(6)) - 1;
    if (type == value_type::text) return value::text(words[numbers_.below(std::size(words))]);
    if (type == value_type::bytes) return value::of(next_id());
    return {};
  }

  operation next_operation() {
    operation op{.type = static_cast<op_type>(1 + numbers_.below(4)), .kind = next_kind(), .id = next_id()};
    if (numbers_.one_in(2)) op.type = op_type::change;
    const auto& known = schema_of(op.kind)->columns;
    const bool writes = op.type == op_type::insert || op.type == op_type::change;
    const bool asks = op.type == op_type::change || op.type == op_type::remove;
    if (op.type == op_type::change) op.or_insert = numbers_.one_in(2);
    if (asks && numbers_.one_in(5)) op.revision = 1 + numbers_.below(4);
    for (auto n = writes ? numbers_.below(5) : 0; n > 0; --n) {
      const auto column = next_column(op.kind);
      if (column < known.size() && known[column].counter) {
        op.add.push_back({column, static_cast<std::int64_t>(numbers_.below(7)) - 3});
      } else {
        op.set.push_back({column, next_value(op.kind, column)});
      }
    }
    for (auto n = asks && numbers_.one_in(4) ? numbers_.below(3) : 0; n > 0; --n) {
      const auto column = next_column(op.kind);
      op.conditions.push_back({column, static_cast<comparison>(1 + numbers_.below(5)), next_value(op.kind, column)});
      if (numbers_.one_in(4)) op.conditions.back().other = next_column(op.kind);
    }
    if (op.type == op_type::absent && op.kind == kind::account && numbers_.one_in(2)) {
      const auto column = numbers_.one_in(2) ? columns::email_key : columns::username_key;
      op.set = {{column, next_value(op.kind, column)}};
    }
    return op;
  }

  /// Mostly well formed.
  batch next_batch() {
    auto out = any_batch();
    while (defect_of(out) && !numbers_.one_in(20)) out = any_batch();
    return out;
  }
  query next_query() {
    auto out = any_query();
    while (!plan(out) && !numbers_.one_in(20)) out = any_query();
    return out;
  }

  batch any_batch() {
    if (!sent_.empty() && numbers_.one_in(12)) {  // once more, or another one under an old id
      auto old = sent_[numbers_.below(sent_.size())];
      if (numbers_.one_in(2)) old.operations = {next_operation()};
      return old;
    }
    uuid id;
    id.octet[0] = 0x66;
    ++drawn_;
    for (std::size_t i = 0; i < 8; ++i) id.octet[8 + i] = static_cast<std::uint8_t>(drawn_ >> (56 - 8 * i));
    batch out{id, now_, {}};
    for (auto n = 1 + numbers_.below(3); n > 0; --n) out.operations.push_back(next_operation());
    sent_.push_back(out);
    if (sent_.size() > 20) sent_.erase(sent_.begin());
    return out;
  }

  std::vector<key> next_keys() {
    std::vector<key> out{key::by_id(next_kind(), next_id())};
    for (const auto column : {columns::email_key, columns::username_key}) {
      out.push_back({kind::account, column, next_value(kind::account, column)});
    }
    return out;
  }

  query any_query() {
    const auto n = numbers_.below(query_shapes.size() + 2);
    query out{.kind = next_kind(), .descending = numbers_.one_in(2), .limit = numbers_.below(5)};
    query_shape shape{.kind = out.kind};
    if (n < query_shapes.size()) shape = query_shapes[n];
    out.kind = shape.kind;
    out.sort = shape.sort;
    out.count_cap = numbers_.below(5);
    for (const auto column : shape.equal) {
      if (column == id_column) continue;
      filter f{column, numbers_.one_in(2) ? filter_op::equal : filter_op::in, {next_value(out.kind, column)}};
      while (f.op == filter_op::in && !numbers_.one_in(3)) f.values.push_back(next_value(out.kind, column));
      out.filters.push_back(std::move(f));
    }
    const auto sorted_by = [&] {
      return out.sort == id_column ? value::of(next_id()) : next_value(out.kind, out.sort);
    };
    if (numbers_.one_in(5)) out.filters.push_back({out.sort, filter_op::greater, {sorted_by()}});
    if (numbers_.one_in(5)) out.filters.push_back({out.sort, filter_op::less, {sorted_by()}});
    if (out.kind == kind::account && numbers_.one_in(3)) {
      out.filters.push_back({columns::first_name, filter_op::contains, {next_value(out.kind, columns::first_name)}});
    }
    for (auto more = numbers_.one_in(3) ? 1 + numbers_.below(2) : 0; more > 0; --more) {
      const auto column = next_column(out.kind);
      filter f{column, numbers_.one_in(2) ? filter_op::equal : filter_op::in, {next_value(out.kind, column)}};
      if (f.op == filter_op::in) f.values.push_back(next_value(out.kind, column));
      out.filters.push_back(std::move(f));
    }
    if (numbers_.one_in(3)) out.after = cursor{sorted_by(), next_id()};
    return out;
  }

  splitmix numbers_;
  instant now_{1'750'000'000'000'000};
  std::uint64_t drawn_ = 0;
  std::vector<batch> sent_;
};

/// The same row, but for nulls at the end that stand or are left out.
inline bool same_row(const row& a, const row& b) {
  bool same = a.kind == b.kind && a.id == b.id && a.revision == b.revision;
  for (std::size_t n = 0; n < std::max(a.values.size(), b.values.size()); ++n) {
    const auto *x = a.at(n), *y = b.at(n);
    same = same && (x == nullptr) == (y == nullptr) && (x == nullptr || *x == *y);
  }
  return same;
}

/// How a page or its failure stands in an explanation; equal for equal answers.
inline std::string printed(const result<page>& got) {
  if (!got) return "fails with " + std::to_string(static_cast<int>(got.assume_error().code));
  const auto& p = got.assume_value();
  std::string out;
  for (const auto& r : p.rows) out += printed(r) + ' ';
  return out + (p.more ? "and more, " : "") + std::to_string(p.count) + " counted";
}

inline bool same_page(const result<page>& a, const result<page>& b) {
  if (!a || !b) return !a && !b && a.assume_error().code == b.assume_error().code;
  const auto &x = a.assume_value(), &y = b.assume_value();
  return x.more == y.more && x.count == y.count &&
         std::equal(x.rows.begin(), x.rows.end(), y.rows.begin(), y.rows.end(), same_row);
}

/// Puts one request to both; empty when they agree.
inline std::string difference(storage& store, storage& model, const std::string& workspace, const request& r) {
  const auto differ_in = [&](const query& q) -> std::string {
    const auto got = store.scan(workspace, q, nullptr);
    const auto wanted = model.scan(workspace, q, nullptr);
    return same_page(got, wanted) ? "" : printed(q) + ": answers " + printed(got) + "; the model " + printed(wanted);
  };
  if (r.scan) return differ_in(*r.scan);
  if (r.batches.empty()) {
    const auto got = store.load(workspace, r.keys, nullptr), wanted = model.load(workspace, r.keys, nullptr);
    if (got.has_value() != wanted.has_value()) return "load fails, or does not fail, other than the model";
    for (std::size_t i = 0; got && i < r.keys.size(); ++i) {
      const auto &a = got.assume_value()[i], &b = wanted.assume_value()[i];
      if (a.has_value() != b.has_value() || (a && !same_row(*a, *b))) {
        return "load of " + printed(r.keys[i].value) + ": finds " + (a ? printed(*a) : "nothing") + "; the model " +
               (b ? printed(*b) : "nothing");
      }
    }
    return "";
  }
  const auto got = store.commit(workspace, r.batches, nullptr), wanted = model.commit(workspace, r.batches, nullptr);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (i < got.size() && got[i] == wanted[i]) continue;
    return "batch " + std::to_string(i) + ": answered " + (i < got.size() ? printed(got[i]) : "not at all") +
           "; the model " + printed(wanted[i]);
  }
  for (const auto& b : r.batches) {
    for (const auto& op : b.operations) {
      const auto what = differ_in({.kind = op.kind, .limit = page_max});
      if (!what.empty()) return "afterwards, " + what;
    }
  }
  return "";
}

struct disagreement {
  std::size_t at = 0;  ///< which request
  std::string what;
};

/// Puts a history to the store, in a workspace of its own, and to a new model.
inline std::optional<disagreement> replay(probe& p, const history& requests) {
  reference_storage model;
  const auto workspace = p.workspace() + ' ' + std::to_string(p.numbers.next());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    auto what = difference(p.store(), model, workspace, requests[i]);
    if (!what.empty()) return disagreement{i, std::move(what)};
  }
  return std::nullopt;
}

/// Takes from `failing` what it can do without and still fail. `part_of(history)` names the list to take from.
template <class PartOf>
void cut(probe& p, history& failing, const PartOf& part_of) {
  for (auto run = std::max<std::size_t>(1, part_of(failing).size() / 2); run >= 1; run /= 2) {
    for (std::size_t at = 0; at + run <= part_of(failing).size();) {
      auto fewer = failing;
      auto& part = part_of(fewer);
      part.erase(part.begin() + static_cast<std::ptrdiff_t>(at), part.begin() + static_cast<std::ptrdiff_t>(at + run));
      if (replay(p, fewer)) {
        failing = std::move(fewer);
      } else {
        at += run;
      }
    }
  }
}

/// Leaves out whatever can be left out: requests, batches, operations, and what they set, add and ask.
inline history shortest(probe& p, history failing) {
  cut(p, failing, [](history& h) -> auto& { return h; });
  for (std::size_t r = 0; r < failing.size(); ++r) {
    cut(p, failing, [&](history& h) -> auto& { return h[r].batches; });
    for (std::size_t b = 0; b < failing[r].batches.size(); ++b) {
      cut(p, failing, [&](history& h) -> auto& { return h[r].batches[b].operations; });
      for (std::size_t o = 0; o < failing[r].batches[b].operations.size(); ++o) {
        const auto op = [=](history& h) -> auto& { return h[r].batches[b].operations[o]; };
        cut(p, failing, [&](history& h) -> auto& { return op(h).set; });
        cut(p, failing, [&](history& h) -> auto& { return op(h).add; });
        cut(p, failing, [&](history& h) -> auto& { return op(h).conditions; });
      }
    }
  }
  cut(p, failing, [](history& h) -> auto& { return h; });
  return failing;
}

inline std::string printed(const history& requests) {
  std::string out;
  for (const auto& r : requests) {
    for (const auto& b : r.batches) {
      out += "\n  batch " + printed(b.id);
      for (const auto& op : b.operations) out += "\n    " + printed(op);
    }
    for (const auto& k : r.keys) out += "\n  load " + printed(k.kind) + ' ' + printed(k.value);
    if (r.scan) out += "\n  " + printed(*r.scan);
  }
  return out;
}

namespace clauses {

inline void agrees_with_model(probe& p) {
  request_source source(p.options.seed);
  history requests;
  for (std::size_t i = 0; i < p.options.steps; ++i) requests.push_back(source.next());
  const auto first = replay(p, requests);
  if (!first) return;
  requests.resize(first->at + 1);
  const auto fewest = shortest(p, std::move(requests));
  const auto last = replay(p, fewest);
  p.fail((last ? last->what : first->what) + "\nafter" + printed(fewest));
}

inline constexpr clause model[] = {{"random requests are answered as the model answers them", agrees_with_model}};

}  // namespace clauses

}  // namespace parvis::inline v1::testkit
