// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "parvis/model/batch.hpp"
#include "parvis/model/column.hpp"
#include "parvis/model/lines.hpp"
#include "parvis/result.hpp"
#include "parvis/values/text.hpp"

// Records and rows are two forms of one thing. Both directions, the differences between two records and the published
// schema are made from the record's `describe`, so a column exists in one place only. A column that is described by a
// member function is made of others, and so is never out of step with them. Where such a column is folded, an operation
// holds the text that is to be folded, and a row what it folded to.

namespace parvis::inline v1 {

namespace detail {

template <class T>
concept enumeration = std::is_enum_v<T>;
template <class T>
concept uuid_like = std::derived_from<T, uuid>;

inline std::string joined(const std::vector<std::string>& parts, char between) {
  std::string out;
  for (const auto& part : parts) {
    if (&part != parts.data()) out += between;
    out += part;
  }
  return out;
}
inline std::vector<std::string> split(std::string_view text, char between) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find(between, at), text.size());
    out.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

// Empty text, nil ids and empty lists are null, so that one meaning has one stored form.

inline value encode(const std::string& t) { return t.empty() ? value{} : value::text(t); }
inline value encode(const bytes_text& b) { return b.octets.empty() ? value{} : value::bytes(b.octets); }
inline value encode(const uuid& id) { return id.is_nil() ? value{} : value::of(id); }
inline value encode(std::int64_t n) { return {n}; }
inline value encode(bool b) { return {std::int64_t{b}}; }
inline value encode(instant t) { return {t.us}; }
inline value encode(duration d) { return {d.us}; }
template <enumeration E>
value encode(E e) {
  return {static_cast<std::int64_t>(e)};
}
template <class T>
value encode(const std::optional<T>& o) {
  return o ? encode(*o) : value{};
}
template <uuid_like Id>
value encode(const std::vector<Id>& ids) {
  std::string packed;
  for (const auto& id : ids) packed += id.bytes();
  return packed.empty() ? value{} : value::bytes(packed);
}
inline value encode(const std::vector<std::string>& words) { return encode(joined(words, '\n')); }
template <line_like T>
value encode(const std::vector<T>& list) {
  std::vector<std::string> lines;
  for (const auto& one : list) lines.push_back(joined(parts_of(one), '\t'));
  return encode(lines);
}

// Rows come from a store we do not trust: a value of another type or range makes the row corrupt, never the program.

/// UTF-8 without NUL: what is taken from a row can be written into another.
inline bool is_stored_text(std::string_view text) noexcept {
  return text.find('\0') == text.npos && (is_ascii(text) || valid_utf8(text));
}
/// Copies the data, or takes it from a row that is given away.
template <class Value>
std::string data_of(Value* v) {
  if (v == nullptr) return {};
  if constexpr (std::is_const_v<Value>) {
    return v->data();
  } else {
    return std::move(*v).data();
  }
}
template <class Value>
bool decode(Value* v, std::string& out) {
  out = data_of(v);
  return v == nullptr || (v->type() == value_type::text && is_stored_text(out));
}
template <class Value>
bool decode(Value* v, bytes_text& out) {
  out.octets = data_of(v);
  return v == nullptr || v->type() == value_type::bytes;
}
template <class Id>
  requires std::same_as<Id, uuid> || uuid_like<Id>
bool decode(const value* v, Id& out) {
  if (v == nullptr) {
    out = Id{};
    return true;
  }
  const auto id = uuid::from_bytes(v->data());
  if (v->type() != value_type::bytes || !id) return false;
  out = Id{*id};
  return true;
}
inline bool decode(const value* v, std::int64_t& out) {
  out = v != nullptr ? v->integer() : 0;
  return v == nullptr || v->type() == value_type::integer;
}
inline bool decode(const value* v, bool& out) {
  std::int64_t n = 0;
  const bool ok = decode(v, n) && (n == 0 || n == 1);
  out = n == 1;
  return ok;
}
inline bool decode(const value* v, instant& out) { return v != nullptr && decode(v, out.us); }
inline bool decode(const value* v, duration& out) { return v != nullptr && decode(v, out.us); }
template <enumeration E>
bool decode(const value* v, E& out) {
  std::int64_t n = 0;
  if (v == nullptr || !decode(v, n) || n < 0 || n > static_cast<std::int64_t>(last_value(E{}))) return false;
  out = static_cast<E>(n);
  return true;
}
template <class T>
bool decode(const value* v, std::optional<T>& out) {
  out.reset();
  return v == nullptr || decode(v, out.emplace());
}
template <uuid_like Id>
bool decode(const value* v, std::vector<Id>& out) {
  out.clear();
  if (v == nullptr) return true;
  if (v->type() != value_type::bytes || v->data().size() % 16 != 0) return false;
  for (std::size_t i = 0; i < v->data().size(); i += 16) {
    out.push_back(Id{*uuid::from_bytes(std::string_view{v->data()}.substr(i, 16))});
  }
  return true;
}
inline bool decode(const value* v, std::vector<std::string>& out) {
  out.clear();
  std::string packed;
  if (!decode(v, packed)) return false;
  if (v != nullptr) out = split(packed, '\n');
  return true;
}
template <line_like T>
bool decode(const value* v, std::vector<T>& out) {
  out.clear();
  std::vector<std::string> lines;
  if (!decode(v, lines)) return false;
  for (const auto& line : lines) {
    if (!from_parts(split(line, '\t'), out.emplace_back())) return false;
  }
  return true;
}

template <class T>
struct stored_as {  // numbers, moments, enumerations
  static constexpr auto type = value_type::integer;
};
template <class T>
struct stored_as<T() const> : stored_as<T> {};
template <>
struct stored_as<std::string> {
  static constexpr auto type = value_type::text;
};
template <>
struct stored_as<std::vector<std::string>> {
  static constexpr auto type = value_type::text;
};
template <line_like T>
struct stored_as<std::vector<T>> {
  static constexpr auto type = value_type::text;
};
template <class T>
  requires std::same_as<T, uuid> || uuid_like<T> || std::same_as<T, bytes_text>
struct stored_as<T> {
  static constexpr auto type = value_type::bytes;
};
template <uuid_like Id>
struct stored_as<std::vector<Id>> {
  static constexpr auto type = value_type::bytes;
};
template <class T>
struct stored_as<std::optional<T>> : stored_as<T> {};

/// What a column holds: a member, or what a member function makes of others.
template <class Record, class Member>
decltype(auto) held_in(const Record& record, Member Record::* member) {
  if constexpr (std::is_function_v<Member>) {
    return (record.*member)();
  } else {
    return (record.*member);
  }
}

/// What others make is not read back.
template <class Record, class Member, class Value>
bool read_into(Record& out, Member Record::* member, Value* v) {
  if constexpr (std::is_function_v<Member>) {
    return true;
  } else {
    return decode(v, out.*member);
  }
}

template <class Record>
consteval std::size_t column_count() {
  std::size_t n = 0;
  Record::describe([&](std::string_view, auto, const column&) { ++n; });
  return n;
}

}  // namespace detail

/// The number of the column that holds a member: `column_of(&account::state)`.
template <class Record, class Member>
  requires(!std::is_function_v<Member>)
constexpr column_number column_of(Member Record::* member) {
  column_number n = 0;
  column_number found = id_column;
  Record::describe([&](std::string_view, auto other, const column&) {
    if constexpr (std::is_same_v<decltype(other), Member Record::*>) {
      if (other == member) found = n;
    }
    ++n;
  });
  return found;
}

/// The number of a column that others make: `column_made<account>("search_key")`. By name, for whether two member
/// functions are the same is no constant where compilers look out for undefined behaviour.
template <class Record>
consteval column_number column_made(std::string_view name) {
  column_number n = 0;
  column_number found = id_column;
  Record::describe([&](std::string_view other, auto, const column&) {
    if (other == name) found = n;
    ++n;
  });
  return found == id_column ? throw "no such column" : found;
}

template <class Record>
row to_row(const Record& record) {
  row out{Record::kind, record.id, record.revision, {}};
  Record::describe([&](std::string_view, auto member, const column&) {
    out.values.push_back(detail::encode(detail::held_in(record, member)));
  });
  return out;
}

namespace detail {

template <class Record, class Row>
result<Record> record_from(Row& from) {
  Record out;
  out.id = decltype(out.id){from.id};
  out.revision = from.revision;
  std::size_t n = 0;
  std::string_view bad = from.kind == Record::kind ? "" : "kind";
  Record::describe([&](std::string_view name, auto member, const column&) {
    if (!read_into(out, member, from.at(n++)) && bad.empty()) bad = name;
  });
  if (!bad.empty()) return failure{errc::corrupt_row, {}, bad};
  return out;
}

}  // namespace detail

/// Fails with `corrupt_row` when a column holds what it may not hold; `detail` is the column's name.
template <class Record>
result<Record> from_row(const row& from) {
  return detail::record_from<Record>(from);
}
/// The same of a row that nobody needs afterwards: its text is moved.
template <class Record>
result<Record> from_row(row&& from) {
  return detail::record_from<Record>(from);
}
template <class Record>
result<Record> from_row(const row&& from) = delete;  // what was meant to be moved cannot be

/// The operation that inserts a record. Every counter is added to, be it nothing, so that none is ever null.
template <class Record>
operation inserting(const Record& record) {
  operation out{.type = op_type::insert, .kind = Record::kind, .id = record.id};
  out.set.reserve(detail::column_count<Record>());
  column_number n = 0;
  Record::describe([&](std::string_view, auto member, const column& c) {
    auto v = detail::encode(detail::held_in(record, member));
    if (c.counter) {
      out.add.push_back({n, v.integer()});
    } else if (!v.is_null()) {
      out.set.push_back({n, std::move(v)});
    }
    ++n;
  });
  return out;
}

/// The operation that makes `before` into `after`, provided the row is still at the revision of `before`. Counters are
/// left alone. When nothing differs it is a guard.
template <class Record>
operation changing(const Record& before, const Record& after) {
  operation out{.type = op_type::change, .kind = Record::kind, .id = before.id, .revision = before.revision};
  column_number n = 0;
  Record::describe([&](std::string_view, auto member, const column& c) {
    auto v = detail::encode(detail::held_in(after, member));
    if (!c.counter && v != detail::encode(detail::held_in(before, member))) out.set.push_back({n, std::move(v)});
    ++n;
  });
  return out;
}

/// The operation that makes anew what is made of others.
template <class Record>
operation remaking(const Record& seen) {
  operation out{.type = op_type::change, .kind = Record::kind, .id = seen.id, .revision = seen.revision};
  column_number n = 0;
  Record::describe([&](std::string_view, auto member, const column&) {
    if constexpr (std::is_member_function_pointer_v<decltype(member)>) {
      out.set.push_back({n, detail::encode((seen.*member)())});
    }
    ++n;
  });
  return out;
}

/// The guard that a row is still as it was when it was loaded.
template <class Record>
operation unchanged(const Record& seen) {
  return {.type = op_type::change, .kind = Record::kind, .id = seen.id, .revision = seen.revision};
}

template <class Record>
operation removing(const Record& seen) {
  return {.type = op_type::remove, .kind = Record::kind, .id = seen.id, .revision = seen.revision};
}

}  // namespace parvis::inline v1
