// SPDX-License-Identifier: BSL-1.0
#include "adapters/sqlite/connection.hpp"

#include <algorithm>
#include <limits>

namespace parvis::inline v1::sqlite {

namespace {

constexpr std::size_t statements_max = 512;

int milliseconds(duration d) noexcept {
  return static_cast<int>(std::clamp<std::int64_t>(d.us / 1000, 0, std::numeric_limits<int>::max()));
}

}  // namespace

running& running::bind(const value& v) noexcept {
  switch (v.type()) {
    case value_type::integer:
      return bind(v.integer());
    case value_type::text:
      return bind_text(v.data());
    case value_type::bytes:
      return bind_bytes(v.data());
    case value_type::null:
      break;
  }
  return bind_null();
}

bool running::read(int column, value& to) const {
  // One call into the statement a column and not four; what it gives may be looked at, for one thread at a time is
  // here.
  auto* const held = sqlite3_column_value(statement_, column);
  const auto octets = [&]() -> std::string_view {
    const auto* data = static_cast<const char*>(sqlite3_value_blob(held));
    return {data != nullptr ? data : "", static_cast<std::size_t>(sqlite3_value_bytes(held))};
  };
  switch (sqlite3_value_type(held)) {
    case SQLITE_NULL:
      return true;
    case SQLITE_INTEGER:
      to = sqlite3_value_int64(held);
      return true;
    case SQLITE_TEXT:
      to = value::text(octets());
      return true;
    case SQLITE_BLOB:
      to = value::bytes(octets());
      return true;
    default:
      return false;
  }
}

result<std::unique_ptr<connection>> connection::open(const sqlite_options& options) {
  std::unique_ptr<connection> out(new connection);
  sqlite3* db = nullptr;
  // NOMUTEX: the connection has one user at a time, which is seen to here and not by SQLite.
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (options.must_exist ? 0 : SQLITE_OPEN_CREATE);
  const int code =
      sqlite3_open_v2(options.path.c_str(), &db, flags, options.vfs.empty() ? nullptr : options.vfs.c_str());
  out->db_.reset(db);  // also of a failure there may be something to close
  if (code != SQLITE_OK) return failure_of(code);
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, milliseconds(options.busy_timeout));
  sqlite3_wal_autocheckpoint(db, options.checkpoint_pages);
  const auto* synchronous =
      options.synchronous == sqlite_synchronous::full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL";
  for (const auto* pragma : {synchronous, "PRAGMA temp_store=MEMORY", "PRAGMA trusted_schema=OFF"}) {
    PARVIS_TRYV(out->execute(pragma));
  }
  return out;
}

running connection::prepare(std::string_view key, std::string_view text) {
  sqlite3_stmt* made = nullptr;
  const int code = sqlite3_prepare_v3(db_.get(), text.data(), static_cast<int>(text.size()), SQLITE_PREPARE_PERSISTENT,
                                      &made, nullptr);
  std::unique_ptr<sqlite3_stmt, finalize> owned(made);
  if (code != SQLITE_OK) return {nullptr, code};
  return {statements_.emplace(key, std::move(owned)).first->second.get(), SQLITE_OK};
}

result<> connection::execute(const char* text) {
  return ok_or_failure(sqlite3_exec(db_.get(), text, nullptr, nullptr, nullptr));
}

void connection::forget_statements_when_many() {
  if (statements_.size() > statements_max) statements_.clear();
}

void connection::roll_back() {
  workspaces_.clear();  // one that was made in this transaction is gone
  // SQLite has rolled back by itself after some errors, and a second ROLLBACK would be one more.
  if (in_transaction()) run("ROLLBACK");
}

int connection::find_workspace(std::string_view name, std::optional<std::int64_t>& number) {
  const auto known = workspaces_.find(name);
  if (known != workspaces_.end()) {
    number = known->second;
    return SQLITE_OK;
  }
  auto find = statement("SELECT number FROM parvis_workspace WHERE name = ?");
  if (find.bind_text(name).row()) {
    number = find.integer(0);
    workspaces_.emplace(name, *number);
  }
  return find.code();
}

failure failure_of(int code) {
  const int primary = code & 0xff;
  const auto meaning = primary == SQLITE_CORRUPT  ? errc::corrupt_row
                       : primary == SQLITE_NOTADB ? errc::storage_unfit
                                                  : errc::unavailable;
  return {meaning, {}, sqlite3_errstr(code)};
}

result<> ok_or_failure(int code) {
  if (code != SQLITE_OK) return failure_of(code);
  return success();
}

}  // namespace parvis::inline v1::sqlite
