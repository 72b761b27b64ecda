// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "parvis/model/batch.hpp"
#include "parvis/model/context.hpp"
#include "parvis/model/query.hpp"
#include "parvis/model/row.hpp"
#include "parvis/result.hpp"

namespace parvis::inline v1 {

/// Where everything is kept. Three functions, and one that most do without; every one takes the workspace first, and no
/// row of one workspace is ever seen from another. All may be called from several threads at once, and no lock of the
/// library is held over a call.
///
/// `testkit/storage_contract.hpp` decides whether an implementation is right. A host's own is about a hundred lines:
/// the schema (`model/schema.hpp`) is data, so tables and statements can be made from it.
class storage {
 public:
  /// What a store is able to do.
  struct capabilities {
    bool atomic_batches =
        true;             ///< several rows are committed together or not at all; otherwise the portal refuses to open
    bool durable = true;  ///< `done` survives a crash of the machine
  };

  virtual ~storage() = default;
  /// Asked once, when a portal opens.
  virtual capabilities able() const { return {}; }

  /// One entry per key, in order; none where there is no such row. All from one moment.
  /// A failure is `unavailable`, or `corrupt_row` when a row cannot be read.
  virtual result<std::vector<std::optional<row>>> load(std::string_view workspace, std::span<const key> keys,
                                                       host_context context) = 0;

  /// One page, from one moment.
  virtual result<page> scan(std::string_view workspace, const query& what, host_context context) = 0;

  /// One answer per batch, in order. Batches are independent: one that does not apply changes nothing for the others,
  /// and they may share a transaction. A batch that is `done` is seen by every later call.
  virtual std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches,
                                     host_context context) = 0;

  /// What a storage of its own accord puts off when it commits: an index that is fed afterwards. No answer of the
  /// others depends on it. Called by `run_due`; about `limit` rows, and how many they were. Most have nothing to do.
  virtual result<std::size_t> maintain(std::string_view /*workspace*/, std::size_t /*limit*/,
                                       host_context /*context*/) {
    return std::size_t{0};
  }
};

}  // namespace parvis::inline v1
