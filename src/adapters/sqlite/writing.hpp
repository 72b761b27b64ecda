// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string_view>

#include "adapters/sqlite/applying.hpp"
#include "adapters/sqlite/connection.hpp"
#include "parvis/model/batch.hpp"

namespace parvis::inline v1::sqlite {

/// What one call of `commit` asks for.
struct request {
  std::string_view workspace;
  std::span<const batch> batches;
  std::span<answer> answers;       ///< one for each batch; those that are malformed have been answered
  host_context context = nullptr;  ///< if not null there is one batch, and it shares a transaction with no other
};

/// Applies batches through one connection. One thread at a time.
class writer {
 public:
  explicit writer(const sqlite_options& options) noexcept : options_(options) {}

  /// Opens the connection, if it is not open.
  result<connection*> connected();

  /// All in one transaction, each batch with an answer of its own. Afterwards no transaction is open.
  void commit_together(std::span<request* const> group) noexcept;

  /// Feeds the index of words, where there is one. Fails as `failure_of`, and with what cannot be allocated; nothing is
  /// fed then.
  result<std::size_t> feed_words(std::string_view workspace, std::size_t limit);

 private:
  enum class fate : std::uint8_t { whole = 1, spoiled = 2, failed = 3 };

  void run(std::span<request* const> group);
  fate begin_and_apply(std::span<request* const> group, undo how);
  fate apply(const request& r, std::int64_t workspace, std::size_t n, undo how);

  const sqlite_options& options_;
  std::unique_ptr<connection> connection_;
  std::size_t applied_ = 0;  ///< in this transaction
  std::size_t applied_since_purge_ = 0;
  std::size_t careful_ = 0;  ///< how many groups to come are given savepoints, as the last that was not was spoiled
};

}  // namespace parvis::inline v1::sqlite
