// SPDX-License-Identifier: BSL-1.0
#include "adapters/sqlite/migrations.hpp"

#include "adapters/sqlite/tables.hpp"
#include "parvis/model/rest.hpp"

namespace parvis::inline v1::sqlite {

namespace {

std::string text_of(const extent& from, const extent& to) {
  std::string out;
  if (from.shapes == 0) {
    out =
        "CREATE TABLE parvis_workspace(number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);\n"
        "CREATE TABLE parvis_batch(workspace INTEGER NOT NULL, id BLOB NOT NULL, at INTEGER NOT NULL, "
        "PRIMARY KEY(workspace, id)) WITHOUT ROWID;\n";
  }
  for (std::size_t k = 0; k < schema.size(); ++k) out += making_columns(schema[k], from.columns[k], to.columns[k]);
  for (std::size_t n = from.shapes; n < to.shapes; ++n) out += making_index(query_shapes[n]);
  return out;
}

extent before(std::span<const extent> all, std::size_t n) { return n == 0 ? extent{} : all[n - 1]; }

result<bool> holds_store(connection& in) {
  auto table = in.statement("SELECT 1 FROM sqlite_master WHERE name = 'parvis_migration'");
  const bool there = table.row();
  PARVIS_TRYV(ok_or_failure(table.code()));
  return there;
}

/// How many of `to` the file has been through.
result<std::size_t> applied(connection& in, std::span<const extent> to) {
  PARVIS_TRY(const bool there, holds_store(in));
  if (!there) return std::size_t{0};
  auto each = in.statement("SELECT number, checksum FROM parvis_migration ORDER BY number");
  std::size_t count = 0;
  for (; each.row(); ++count) {
    if (count == to.size()) return failure{errc::schema_newer, {}, "the file was written by a newer parvis"};
    if (each.integer(0) != static_cast<std::int64_t>(count + 1) ||
        each.integer(1) != checksum(before(to, count), to[count])) {
      return failure{errc::storage_unfit, {}, "a migration of the file is not the one that is known here"};
    }
  }
  PARVIS_TRYV(ok_or_failure(each.code()));
  return count;
}

/// Writes a row again without what `rest` held of the columns [0, to).
result<> settle(connection& in, const kind_schema& of, std::size_t to, std::int64_t workspace, const uuid& id,
                const std::string& packed) {
  std::vector<value> values;
  PARVIS_TRYV(unpack_rest(packed, values));
  const auto rest = pack_rest(values, to);
  std::string text = "UPDATE " + table_name(of) + " SET rest = ?";
  values.resize(std::min(values.size(), to));
  for (std::size_t n = 0; n < values.size(); ++n) {
    if (!values[n].is_null()) text += ", " + quoted(of.columns[n].name) + " = ?";
  }
  auto update = in.statement(text + " WHERE workspace = ? AND id = ?");
  rest.empty() ? update.bind_null() : update.bind_bytes(rest);
  for (const auto& v : values) {
    if (!v.is_null()) update.bind(v);
  }
  return ok_or_failure(update.bind(workspace).bind_bytes(id.bytes()).finish());
}

/// Moves values of columns that are now there out of `rest`.
result<> settle_all(connection& in, const kind_schema& of, std::size_t to) {
  struct found {
    std::int64_t workspace;
    uuid id;
    std::string rest;
  };
  std::vector<found> rows;
  {
    auto each = in.statement("SELECT workspace, id, rest FROM " + table_name(of) + " WHERE rest IS NOT NULL");
    while (each.row()) {
      const auto id = uuid::from_bytes(each.octets(1));
      if (!id) return failure{errc::corrupt_row, {}, std::string(of.name) + ".id"};
      rows.push_back({each.integer(0), *id, std::string(each.octets(2))});
    }
    PARVIS_TRYV(ok_or_failure(each.code()));
  }
  for (const auto& r : rows) {
    PARVIS_TRYV(settle(in, of, to, r.workspace, r.id, r.rest));
  }
  return success();
}

result<> apply(connection& in, std::span<const extent> to, std::size_t n) {
  const auto from = before(to, n);
  PARVIS_TRYV(in.execute(text_of(from, to[n]).c_str()));
  for (std::size_t k = 0; k < schema.size(); ++k) {
    const bool grows = from.columns[k] != 0 && from.columns[k] < to[n].columns[k];
    if (grows) {
      PARVIS_TRYV(settle_all(in, schema[k], to[n].columns[k]));
    }
  }
  auto note = in.statement("INSERT INTO parvis_migration(number, checksum) VALUES(?, ?)");
  return ok_or_failure(note.bind(static_cast<std::int64_t>(n + 1)).bind(checksum(from, to[n])).finish());
}

/// Within the transaction: another process may have been first.
result<> apply_missing(connection& in, std::span<const extent> to) {
  PARVIS_TRY(const auto done, applied(in, to));
  if (done == 0) {
    PARVIS_TRYV(
        in.execute("CREATE TABLE parvis_migration(number INTEGER PRIMARY KEY, checksum INTEGER NOT NULL, "
                   "applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)"));
  }
  for (std::size_t n = done; n < to.size(); ++n) {
    PARVIS_TRYV(apply(in, to, n));
  }
  return ok_or_failure(in.run("COMMIT"));
}

/// Every connection and process may try at once, and SQLite does not wait by itself while the mode is changed.
result<> enter_wal_mode(connection& in, duration patience) {
  for (std::int64_t waited_ms = 0;; ++waited_ms) {
    int code = SQLITE_OK;
    {
      auto mode = in.statement("PRAGMA journal_mode=WAL");
      if (mode.row()) {
        if (mode.octets(0) == "wal") return success();
        return failure{errc::storage_unfit, {}, "no WAL mode here"};
      }
      code = mode.code();
    }
    if ((code & 0xff) != SQLITE_BUSY || waited_ms * 1000 >= patience.us) return failure_of(code);
    sqlite3_sleep(1);
  }
}

}  // namespace

std::int64_t checksum(const extent& from, const extent& to) {
  std::uint64_t h = 0xcbf29ce484222325;
  for (const char c : text_of(from, to)) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return static_cast<std::int64_t>(h);
}

result<> must_hold_store(connection& in) {
  PARVIS_TRY(const bool there, holds_store(in));
  if (!there) return failure{errc::storage_unfit, {}, "the file holds no store of parvis"};
  return success();
}

result<> migrate(connection& in, std::span<const extent> to, duration patience) {
  PARVIS_TRY(const auto done, applied(in, to));
  PARVIS_TRYV(enter_wal_mode(in, patience));
  if (done == to.size()) return success();
  PARVIS_TRYV(ok_or_failure(in.run("BEGIN IMMEDIATE")));
  auto out = apply_missing(in, to);
  if (!out) in.roll_back();
  return out;
}

}  // namespace parvis::inline v1::sqlite
