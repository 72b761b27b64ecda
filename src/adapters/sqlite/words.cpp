// SPDX-License-Identifier: BSL-1.0
#include "adapters/sqlite/words.hpp"

#include <algorithm>

#include "adapters/sqlite/tables.hpp"
#include "parvis/model/account.hpp"

namespace parvis::inline v1::sqlite {

namespace {

constexpr std::ptrdiff_t trigram = 3;       ///< code points; shorter words are in no index
constexpr std::int64_t few = 1000;          ///< with more candidates a list read in its order meets a page sooner
constexpr std::int64_t merged_pages = 500;  ///< of one portion
constexpr auto words = column_made<account>("search_key");

constexpr const char* tables =
    "CREATE TABLE parvis_word_row(number INTEGER PRIMARY KEY, workspace INTEGER NOT NULL, id BLOB NOT NULL, "
    "words TEXT NOT NULL, UNIQUE(workspace, id));\n"
    "CREATE VIRTUAL TABLE parvis_word USING fts5(words, content='parvis_word_row', content_rowid='number', "
    "tokenize='trigram case_sensitive 1', columnsize=0);\n"
    "CREATE TABLE parvis_word_due(workspace INTEGER NOT NULL, id BLOB NOT NULL, PRIMARY KEY(workspace, id)) "
    "WITHOUT ROWID;\n"
    "CREATE TABLE parvis_word_merge(one INTEGER PRIMARY KEY CHECK(one = 1), begun INTEGER NOT NULL);\n"
    "CREATE TRIGGER parvis_word_came AFTER INSERT ON parvis_account BEGIN "
    "INSERT OR IGNORE INTO parvis_word_due VALUES(new.workspace, new.id); END;\n"
    "CREATE TRIGGER parvis_word_changed AFTER UPDATE OF search_key ON parvis_account "
    "WHEN new.search_key IS NOT old.search_key BEGIN "
    "INSERT OR IGNORE INTO parvis_word_due VALUES(new.workspace, new.id); END;\n"
    "CREATE TRIGGER parvis_word_went AFTER DELETE ON parvis_account BEGIN "
    "INSERT OR IGNORE INTO parvis_word_due VALUES(old.workspace, old.id); END;\n"
    "INSERT INTO parvis_word_due SELECT workspace, id FROM parvis_account;\n";

/// Runs a statement about those who are to be fed, whose ids stand for `DUE`.
result<bool> for_due(connection& in, std::int64_t workspace, std::size_t limit, std::string text) {
  constexpr std::string_view due = "DUE";
  text.replace(text.find(due), due.size(),
               "(SELECT id FROM parvis_word_due WHERE workspace = ?1 ORDER BY id LIMIT ?2)");
  auto each = in.statement(text);
  const bool any = each.bind(workspace).bind(static_cast<std::int64_t>(limit)).row();
  if (each.code() != SQLITE_OK) return failure_of(each.code());
  return any;
}

/// SQLite keeps what was taken out of an index until all of it has been merged.
result<> go_on_merging(connection& in) {
  bool begun = false;
  {
    auto state = in.statement("SELECT begun FROM parvis_word_merge");
    if (!state.row()) return ok_or_failure(state.code());
    begun = state.integer(0) != 0;
  }
  const auto before = sqlite3_total_changes(in.handle());
  {
    auto merge = in.statement("INSERT INTO parvis_word(parvis_word, rank) VALUES('merge', ?)");
    PARVIS_TRYV(ok_or_failure(merge.bind(begun ? merged_pages : -merged_pages).finish()));
  }
  const bool over = sqlite3_total_changes(in.handle()) - before < 2;  // so says the manual of FTS5
  return ok_or_failure(in.run(over ? "DELETE FROM parvis_word_merge" : "UPDATE parvis_word_merge SET begun = 1"));
}

/// Every word of a query that is long enough, as FTS5 is asked for all of them. Empty: none is.
std::string asked_of_index(const query& q) {
  std::string out;
  if (q.kind != kind::account) return out;
  for (const auto& f : q.filters) {
    if (f.op != filter_op::contains || f.column != words) continue;
    const auto word = f.values.front().data();
    const auto length = std::count_if(word.begin(), word.end(), [](char c) { return (c & 0xc0) != 0x80; });
    if (length < trigram || word.find('\0') != std::string_view::npos) continue;
    out += out.empty() ? "\"" : " \"";
    for (const char c : word) out.append(c == '"' ? 2 : 1, c);
    out += '"';
  }
  return out;
}

}  // namespace

result<bool> has_word_index(connection& in) {
  auto find = in.statement(
      "SELECT 1 FROM sqlite_master WHERE name = 'parvis_word' AND EXISTS "
      "(SELECT 1 FROM pragma_module_list WHERE name = 'fts5')");
  const bool found = find.row();
  if (find.code() != SQLITE_OK && find.code() != SQLITE_ERROR) return failure_of(find.code());
  return found;  // a SQLite that cannot be asked is too old
}

result<> make_word_index(connection& in) {
  PARVIS_TRY(const bool there, has_word_index(in));
  if (there) return success();
  PARVIS_TRYV(ok_or_failure(in.run("BEGIN IMMEDIATE")));
  const auto out = [&]() -> result<> {
    PARVIS_TRY(const bool by_another, has_word_index(in));
    if (!by_another) {
      const int code = sqlite3_exec(in.handle(), tables, nullptr, nullptr, nullptr);
      if (code == SQLITE_ERROR) return failure{errc::storage_unfit, {}, sqlite3_errmsg(in.handle())};
      PARVIS_TRYV(ok_or_failure(code));
    }
    return ok_or_failure(in.run("COMMIT"));
  }();
  if (!out) in.roll_back();
  return out;
}

result<std::size_t> feed_word_index(connection& in, std::int64_t workspace, std::size_t limit) {
  const auto run = [&](std::string text) { return for_due(in, workspace, limit, std::move(text)); };
  PARVIS_TRY(const bool erased, run("SELECT 1 FROM parvis_account WHERE workspace = ?1 AND id IN DUE AND state = " +
                                    std::to_string(static_cast<int>(account_state::erased)) + " LIMIT 1"));
  PARVIS_TRYV(
      run("INSERT INTO parvis_word(parvis_word, rowid, words) SELECT 'delete', number, words FROM "
          "parvis_word_row WHERE workspace = ?1 AND id IN DUE"));
  PARVIS_TRYV(run("DELETE FROM parvis_word_row WHERE workspace = ?1 AND id IN DUE"));
  PARVIS_TRYV(
      run("INSERT INTO parvis_word_row(workspace, id, words) SELECT workspace, id, search_key FROM "
          "parvis_account WHERE workspace = ?1 AND search_key IS NOT NULL AND id IN DUE"));
  PARVIS_TRYV(
      run("INSERT INTO parvis_word(rowid, words) SELECT number, words FROM parvis_word_row WHERE "
          "workspace = ?1 AND id IN DUE"));
  PARVIS_TRYV(run("DELETE FROM parvis_word_due WHERE workspace = ?1 AND id IN DUE"));
  const auto fed = static_cast<std::size_t>(sqlite3_changes(in.handle()));
  if (erased) {
    PARVIS_TRYV(ok_or_failure(in.run("INSERT OR REPLACE INTO parvis_word_merge VALUES(1, 0)")));
  }
  PARVIS_TRYV(go_on_merging(in));
  return fed;
}

result<std::string> few_by_words(connection& in, std::int64_t workspace, const query& q) {
  auto match = asked_of_index(q);
  if (match.empty()) return match;
  PARVIS_TRY(const bool indexed, has_word_index(in));
  if (!indexed) return std::string();
  // Of the whole file, so that the count is cut off soon; a workspace that is small beside others is soon read.
  auto counted = in.statement(
      "SELECT count(*) FROM (SELECT 1 FROM parvis_word_due WHERE workspace = ? UNION ALL SELECT 1 FROM parvis_word "
      "WHERE parvis_word MATCH ? LIMIT ?)");
  if (!counted.bind(workspace).bind_text(match).bind(few + 1).row()) return failure_of(counted.code());
  if (counted.integer(0) > few) match.clear();
  return match;
}

}  // namespace parvis::inline v1::sqlite
