// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "parvis/model/batch.hpp"
#include "parvis/ports/storage.hpp"
#include "parvis/result.hpp"

namespace parvis::inline v1 {

/// Lets a host write rows of its own in the transaction of a built-in storage. Called on the thread of the call, for a
/// call with a context only, once the batch is applied and before it is committed; never for a batch that is refused
/// or was applied before.
///
/// It must not call the storage it takes part in: the storage waits for it.
class participant {
 public:
  virtual ~participant() = default;
  /// `context`: as the caller gave it, never null. `connection`: the storage's own (`sqlite3*`), borrowed for this
  /// call; null for the memory storage. Any failure rolls everything back: the batch is answered `unavailable`.
  virtual result<> take_part(host_context context, void* connection, const batch& applied) = 0;
};

}  // namespace parvis::inline v1
