// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>

#include "parvis/ports/participant.hpp"
#include "parvis/ports/storage.hpp"

namespace parvis::inline v1 {

/// How it is made.
struct memory_options {
  parvis::participant* participant = nullptr;  ///< borrowed; called with a null connection
};

/// Keeps everything in memory: for tests, trials and hosts that snapshot their own way. Gone with the object.
///
/// Thread-safe: each workspace has one lock, held while a batch is decided and applied and while rows are found, never
/// while they are copied out. A batch for which memory runs out is answered `unavailable` and leaves nothing behind.
class memory_storage final : public storage {
 public:
  /// Empty.
  explicit memory_storage(const memory_options& = {});
  ~memory_storage() override;
  memory_storage(const memory_storage&) = delete;
  memory_storage& operator=(const memory_storage&) = delete;

  /// Whole batches, gone with the object.
  [[nodiscard]] capabilities able() const override { return {.atomic_batches = true, .durable = false}; }
  result<std::vector<std::optional<row>>> load(std::string_view workspace, std::span<const key> keys,
                                               host_context context) override;
  result<page> scan(std::string_view workspace, const query& what, host_context context) override;
  std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches, host_context context) override;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace parvis::inline v1
