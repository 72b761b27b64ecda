// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <string>

#include "parvis/model/schema.hpp"

// How rows, batches and answers stand in an explanation.

namespace parvis::inline v1::testkit {

inline std::string printed(const value& v) {
  switch (v.type()) {
    case value_type::null:
      return "null";
    case value_type::integer:
      return std::to_string(v.integer());
    case value_type::text:
      return '"' + v.data().substr(0, 60) + '"';
    case value_type::bytes:
      break;
  }
  std::string out = "x'";
  for (const char c : v.data().substr(0, 20)) {
    out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    out += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
  }
  return out + '\'';
}

inline std::string printed(kind k) {
  const auto* of = schema_of(k);
  return of != nullptr ? std::string(of->name) : "kind " + std::to_string(static_cast<unsigned>(k));
}

inline std::string printed(kind k, column_number n) {
  const auto* of = schema_of(k);
  if (n == id_column) return "id";
  return of != nullptr && n < of->columns.size() ? std::string(of->columns[n].name) : "column " + std::to_string(n);
}

/// The end of an id tells the suite's own apart.
inline std::string printed(const uuid& id) { return "…" + to_string(id).substr(28); }

inline std::string printed(const row& r) {
  std::string out = printed(r.kind) + ' ' + printed(r.id) + " at revision " + std::to_string(r.revision) + " {";
  for (std::size_t n = 0; n < r.values.size(); ++n) {
    if (r.at(n) != nullptr) out += ' ' + printed(r.kind, static_cast<column_number>(n)) + '=' + printed(*r.at(n));
  }
  return out + " }";
}

inline std::string printed(const operation& op) {
  constexpr std::array types{"?", "insert", "change", "remove", "absent"};
  constexpr std::array signs{"?", " = ", " < ", " <= ", " is null", " > "};
  std::string out = types[static_cast<std::size_t>(op.type) % types.size()];
  out += ' ' + printed(op.kind) + ' ' + printed(op.id);
  if (op.or_insert) out += " or insert";
  if (op.revision) out += " at revision " + std::to_string(*op.revision);
  for (const auto& c : op.conditions) {
    out += " if " + printed(op.kind, c.column) + signs[static_cast<std::size_t>(c.is) % signs.size()];
    if (c.is != comparison::is_null) out += c.other ? printed(op.kind, *c.other) : printed(c.value);
  }
  for (const auto& a : op.set) out += " set " + printed(op.kind, a.column) + '=' + printed(a.value);
  for (const auto& a : op.add) out += " add " + printed(op.kind, a.column) + "+=" + std::to_string(a.amount);
  return out;
}

inline std::string printed(const answer& a) {
  constexpr std::array statuses{"?", "done", "already", "conflict", "no_room", "unavailable", "unknown"};
  constexpr std::array reasons{"", " exists", " missing", " revision", " condition", " key_taken", " malformed"};
  std::string out = statuses[static_cast<std::size_t>(a.status) % statuses.size()];
  if (a.status != answer_status::conflict && a.status != answer_status::no_room) return out;
  return out + reasons[static_cast<std::size_t>(a.reason) % reasons.size()] + " at operation " + std::to_string(a.op) +
         (a.column != 0 ? ", column " + std::to_string(a.column) : "");
}

inline std::string printed(const query& q) {
  constexpr std::array signs{"?", " = ", " < ", " > ", " in ", " contains "};
  std::string out = "scan " + printed(q.kind);
  for (const auto& f : q.filters) {
    out += " if " + printed(q.kind, f.column) + signs[static_cast<std::size_t>(f.op) % signs.size()];
    for (const auto& v : f.values) out += printed(v) + ' ';
  }
  out += " by " + printed(q.kind, q.sort) + (q.descending ? " descending" : "");
  if (q.after) out += " after " + printed(q.after->value) + ' ' + printed(q.after->id);
  return out + " limit " + std::to_string(q.limit) + " count to " + std::to_string(q.count_cap);
}

}  // namespace parvis::inline v1::testkit
