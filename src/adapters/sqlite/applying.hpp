// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "adapters/sqlite/connection.hpp"
#include "parvis/model/batch.hpp"

namespace parvis::inline v1::sqlite {

/// How a batch that is refused after it has written is undone.
enum class undo : std::uint8_t {
  by_roll_back = 1,  ///< the caller rolls the transaction back: nearly free, as nearly all batches hold
  by_savepoint = 2,  ///< here, by a savepoint, which costs every batch that writes an eighth of its time
};

struct outcome {
  answer said;           ///< `unavailable`: SQLite failed, and the transaction is not to be committed
  bool spoiled = false;  ///< refused, and the transaction holds what it wrote: it is to be rolled back
};

/// Applies a well-formed batch within the open transaction. Operations are tried as they come, without asking first
/// whether they will hold.
outcome apply(connection& in, std::int64_t workspace, const batch& b, undo how);

/// Drops ids of batches applied more than 24 hours before `now`, oldest first and not many at once. SQLITE_OK or not.
int purge_batch_ids(connection& in, std::int64_t workspace, instant now);
/// How many batches may be applied before it is time for `purge_batch_ids`, which drops more than that.
inline constexpr std::size_t batches_per_purge = 64;

}  // namespace parvis::inline v1::sqlite
