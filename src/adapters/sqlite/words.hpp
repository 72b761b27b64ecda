// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>

#include "adapters/sqlite/connection.hpp"
#include "parvis/model/query.hpp"

// Parts of words, by an index of SQLite's own (FTS5, trigrams). A commit only notes whose words have changed; the index
// is fed afterwards. What it finds is judged by the rows themselves, and whose words wait to be fed is looked at as
// well, so that a search answers the same with it and without.

namespace parvis::inline v1::sqlite {

/// Makes the index, with everybody waiting to be fed, where the file has none. `storage_unfit` where this SQLite
/// cannot.
result<> make_word_index(connection& in);
/// Whether the file has one that this SQLite can read.
result<bool> has_word_index(connection& in);

/// Feeds the words of up to `limit` accounts of a workspace, within an open transaction; how many they were. Somebody
/// was erased: from then on each call merges a portion of the index, until it holds nothing of what was taken out.
result<std::size_t> feed_word_index(connection& in, std::int64_t workspace, std::size_t limit);

/// What the index is to be asked for on behalf of a query. Empty: it has no answer, or one of too many rows.
result<std::string> few_by_words(connection& in, std::int64_t workspace, const query& q);
/// A table of ids, `candidate`, to which the workspace and what `few_by_words` told are to be bound, as ?1 and ?2.
inline constexpr const char* candidates =
    "(SELECT id AS candidate FROM parvis_word_due WHERE workspace = ?1 UNION ALL "
    "SELECT r.id FROM parvis_word JOIN parvis_word_row r ON r.number = parvis_word.rowid "
    "WHERE parvis_word MATCH ?2 AND r.workspace = ?1 AND NOT EXISTS "
    "(SELECT 1 FROM parvis_word_due d WHERE d.workspace = ?1 AND d.id = r.id))";

}  // namespace parvis::inline v1::sqlite
