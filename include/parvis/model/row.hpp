// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parvis/values/ids.hpp"

namespace parvis::inline v1 {

/// What one value is.
enum class value_type : std::uint8_t { null = 0, integer = 1, text = 2, bytes = 3 };

/// What one column of one row holds. Text is UTF-8 without NUL; bytes are any bytes.
class value {
 public:
  /// Null.
  value() = default;
  /// An integer.
  value(std::int64_t n) : type_(value_type::integer), integer_(n) {}  // NOLINT(google-explicit-constructor)
  /// Text; whether it is UTF-8 is the caller's care.
  static value text(std::string_view t) { return {value_type::text, t}; }
  /// Octets.
  static value bytes(std::string_view b) { return {value_type::bytes, b}; }
  /// An id as a column holds it: its 16 octets.
  static value of(const uuid& id) { return bytes(id.bytes()); }

  /// What it is.
  [[nodiscard]] value_type type() const noexcept { return type_; }
  /// Whether it is nothing.
  [[nodiscard]] bool is_null() const noexcept { return type_ == value_type::null; }
  [[nodiscard]] std::int64_t integer() const noexcept { return integer_; }   ///< 0 unless an integer
  [[nodiscard]] const std::string& data() const& noexcept { return data_; }  ///< empty unless text or bytes
  /// The same of a value that nobody needs afterwards: moved.
  [[nodiscard]] std::string data() && noexcept { return std::move(data_); }

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
  settings = 1,     ///< one row a workspace
  group = 2,        ///< of users
  account = 3,      ///< everybody who can sign in
  sign_up = 4,      ///< whose address is not proven yet
  invite = 5,       ///< a link
  seat_pool = 6,    ///< the licenses of one sku
  grant = 7,        ///< seats, bought or given
  outbox = 8,       ///< a mail or a case to be opened
  event = 9,        ///< of the audit trail
  note = 10,        ///< the free text of an event
  counter = 11,     ///< a number between two bounds
  audit_head = 12,  ///< where the sealed trail ends
  code_claim = 13,
  mailed_link = 14,
  catalog = 15,         ///< one row a workspace: what can be bought
  order = 16,           ///< a purchase
  payment_notice = 17,  ///< what a gateway told of one
  reservation = 18,     ///< seats kept for somebody to come
  seat_use = 19,        ///< the peak of a month that is over
  import_run = 20,      ///< an import that was begun
  erasure = 21,         ///< somebody whose traces are still to be removed
};

/// One stored row. `values[n]` is the column with number `n` of the kind's schema; columns past the end are null, and
/// there may be more of them than this library knows: they come from a newer one and must be kept.
struct row {
  parvis::kind kind{};         ///< what it is a row of
  uuid id;                     ///< unique within workspace and kind
  std::uint64_t revision = 0;  ///< 1 after insert; plus one with each change that sets a column
  std::vector<value> values;   ///< by number of the column

  /// The column's value; nullptr when it is null.
  [[nodiscard]] const value* at(std::size_t column) const noexcept {
    return column < values.size() && !values[column].is_null() ? &values[column] : nullptr;
  }
  /// The same, to be changed or moved from.
  [[nodiscard]] value* at(std::size_t column) noexcept {
    return column < values.size() && !values[column].is_null() ? &values[column] : nullptr;
  }
  /// Sets one column; those before it that were not there become null.
  void set(std::size_t column, value v) {
    if (column >= values.size()) values.resize(column + 1);
    values[column] = std::move(v);
  }
};

}  // namespace parvis::inline v1
