// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "parvis/adapters/sqlite_storage.hpp"
#include "parvis/model/row.hpp"
#include "parvis/result.hpp"

namespace parvis::inline v1::sqlite {

/// One run of a prepared statement, which is reset when it goes out of scope. Values are bound in order and without a
/// copy: they must outlive the run. The first thing that goes wrong is kept and ends the run.
class running {
 public:
  running(sqlite3_stmt* statement, int code) noexcept : statement_(statement), code_(code) {}
  running(running&& other) noexcept = delete;
  ~running() { sqlite3_reset(statement_); }

  running& bind(std::int64_t n) noexcept {
    if (code_ == SQLITE_OK) code_ = sqlite3_bind_int64(statement_, ++bound_, n);
    return *this;
  }
  running& bind_null() noexcept {
    if (code_ == SQLITE_OK) code_ = sqlite3_bind_null(statement_, ++bound_);
    return *this;
  }
  running& bind_text(std::string_view t) noexcept {
    if (code_ == SQLITE_OK) {
      code_ = sqlite3_bind_text64(statement_, ++bound_, start(t), t.size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    return *this;
  }
  running& bind_bytes(std::string_view b) noexcept {
    if (code_ == SQLITE_OK) code_ = sqlite3_bind_blob64(statement_, ++bound_, start(b), b.size(), SQLITE_STATIC);
    return *this;
  }
  running& bind(const value& v) noexcept;

  /// Steps; whether there is a row.
  bool row() noexcept {
    if (code_ != SQLITE_OK) return false;
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) code_ = code;
    return code == SQLITE_ROW;
  }
  /// SQLITE_OK while nothing has gone wrong; otherwise the extended code.
  [[nodiscard]] int code() const noexcept { return code_; }
  /// Steps a statement that gives no rows.
  int finish() noexcept {
    row();
    return code_;
  }

  // Of the row that is there, until the next step.
  [[nodiscard]] std::int64_t integer(int column) const noexcept { return sqlite3_column_int64(statement_, column); }
  [[nodiscard]] bool is_null(int column) const noexcept {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  [[nodiscard]] std::string_view octets(int column) const noexcept {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {data != nullptr ? data : "", static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  /// Puts into `to`, which is null, what the column holds; false for a number that is no integer, which is no value of
  /// ours.
  [[nodiscard]] bool read(int column, value& to) const;

 private:
  /// A null pointer would be bound as null.
  static const char* start(std::string_view s) noexcept { return s.data() != nullptr ? s.data() : ""; }

  sqlite3_stmt* statement_;
  int code_;
  int bound_ = 0;
};

/// A connection that is used by one thread at a time, with the statements prepared on it.
class connection {
 public:
  /// Fails with `unavailable`.
  static result<std::unique_ptr<connection>> open(const sqlite_options&);

  /// `key` names the statement; its text is made when it is met for the first time.
  template <class Text>
  running statement(std::string_view key, const Text& text) {
    const auto found = statements_.find(key);
    if (found != statements_.end()) return {found->second.get(), SQLITE_OK};
    return prepare(key, text());
  }
  running statement(std::string_view text) {
    return statement(text, [&] { return text; });
  }
  int run(std::string_view text) { return statement(text).finish(); }
  /// Several statements without values, run once.
  result<> execute(const char* text);

  [[nodiscard]] bool in_transaction() const noexcept { return sqlite3_get_autocommit(db_.get()) == 0; }
  /// Whatever state it was in: afterwards no transaction is open, or `in_transaction` says that this failed.
  void roll_back();

  /// The number that stands for a workspace. `number` is nothing when there is none yet; `SQLITE_OK` unless reading
  /// failed. Remembered until `roll_back`.
  int find_workspace(std::string_view name, std::optional<std::int64_t>& number);

  [[nodiscard]] sqlite3* handle() const noexcept { return db_.get(); }
  /// Prepared statements do not grow without bound. Not while one of them runs.
  void forget_statements_when_many();

 private:
  struct close {
    void operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }
  };
  struct finalize {
    void operator()(sqlite3_stmt* s) const noexcept { sqlite3_finalize(s); }
  };
  struct hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const noexcept { return std::hash<std::string_view>{}(s); }
  };

  connection() = default;
  running prepare(std::string_view key, std::string_view text);

  std::unique_ptr<sqlite3, close> db_;
  std::unordered_map<std::string, std::unique_ptr<sqlite3_stmt, finalize>, hash, std::equal_to<>> statements_;
  std::unordered_map<std::string, std::int64_t, hash, std::equal_to<>> workspaces_;
};

/// What a failing SQLite call means to a caller: `corrupt_row` when the file is damaged, `storage_unfit` when it is no
/// database, `unavailable` otherwise.
failure failure_of(int code);
result<> ok_or_failure(int code);

}  // namespace parvis::inline v1::sqlite
