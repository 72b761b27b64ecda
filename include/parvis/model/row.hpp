// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parvis/values/ids.hpp"

namespace parvis::inline v1 {

enum class value_type : std::uint8_t { null = 0, integer = 1, text = 2, bytes = 3 };

/// What one column of one row holds. Text is UTF-8 without NUL; bytes are any bytes.
class value {
 public:
  value() = default;
  value(std::int64_t n) : type_(value_type::integer), integer_(n) {}  // NOLINT(google-explicit-constructor)
  static value text(std::string_view t) { return {value_type::text, t}; }
  static value bytes(std::string_view b) { return {value_type::bytes, b}; }
  static value of(const uuid& id) { return bytes(id.bytes()); }

  [[nodiscard]] value_type type() const noexcept { return type_; }
  [[nodiscard]] bool is_null() const noexcept { return type_ == value_type::null; }
  [[nodiscard]] std::int64_t integer() const noexcept { return integer_; }  ///< 0 unless an integer
  [[nodiscard]] const std::string& data() const noexcept { return data_; }  ///< empty unless text or bytes

  /// Null equals null here; the contract's conditions and unique keys treat null as equal to nothing.
  friend bool operator==(const value&, const value&) = default;
  /// The order of scans: null, then integers, then text, then bytes; text and bytes by octet.
  friend auto operator<=>(const value& a, const value& b) {
    if (a.type_ != b.type_) return a.type_ <=> b.type_;
    if (a.type_ == value_type::integer) return a.integer_ <=> b.integer_;
    return a.data_.compare(b.data_) <=> 0;
  }

 private:
  value(value_type type, std::string_view data) : type_(type), data_(data) {}

  value_type type_ = value_type::null;
  std::int64_t integer_ = 0;
  std::string data_;
};

/// The kinds of rows. Numbers are part of the storage format: appended, never reused.
enum class kind : std::uint16_t {
  settings = 1,
  group = 2,
  account = 3,
  sign_up = 4,
  invite = 5,
  seat_pool = 6,
  grant = 7,
  outbox = 8,
  event = 9,
  note = 10,
  counter = 11,
  audit_head = 12,
  code_claim = 13,
  mailed_link = 14,
};

/// One stored row. `values[n]` is the column with number `n` of the kind's schema; columns past the end are null, and
/// there may be more of them than this library knows: they come from a newer one and must be kept.
struct row {
  parvis::kind kind{};
  uuid id;
  std::uint64_t revision = 0;  ///< 1 after insert; plus one with each change that sets a column
  std::vector<value> values;

  /// The column's value; nullptr when it is null.
  [[nodiscard]] const value* at(std::size_t column) const noexcept {
    return column < values.size() && !values[column].is_null() ? &values[column] : nullptr;
  }
  void set(std::size_t column, value v) {
    if (column >= values.size()) values.resize(column + 1);
    values[column] = std::move(v);
  }
};

}  // namespace parvis::inline v1
