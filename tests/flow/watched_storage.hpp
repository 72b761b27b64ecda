// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "parvis/ports/storage.hpp"

namespace flow_test {

/// One call of the storage: what was asked, without the values.
struct storage_asked {
  enum class sort : std::uint8_t { load, scan, commit } call{};
  std::vector<std::pair<parvis::kind, parvis::column_number>> keys{};  ///< load
  std::vector<std::pair<parvis::kind, parvis::op_type>> operations{};  ///< commit; of all its batches
  std::size_t batches = 0;
  std::size_t rows = 0;  ///< scan: answered

  friend bool operator==(const storage_asked&, const storage_asked&) = default;
};

/// Another storage, whose calls are written down, and before whose commits a test may step in. Thread-safe.
class watched_storage final : public parvis::storage {
 public:
  explicit watched_storage(parvis::storage& inner) : inner_(inner) {}

  /// The calls since the last time.
  std::vector<storage_asked> take() {
    const std::lock_guard held(lock_);
    return std::exchange(asked_, {});
  }
  /// Runs once, before the next commit; calls of the storage that it makes are not watched.
  void before_next_commit(std::function<void()> step_in) {
    const std::lock_guard held(lock_);
    step_in_ = std::move(step_in);
  }

  [[nodiscard]] capabilities able() const override { return inner_.able(); }
  parvis::result<std::vector<std::optional<parvis::row>>> load(std::string_view workspace,
                                                               std::span<const parvis::key> keys,
                                                               parvis::host_context context) override {
    storage_asked one{.call = storage_asked::sort::load};
    for (const auto& k : keys) one.keys.emplace_back(k.kind, k.column);
    keep(std::move(one));
    return inner_.load(workspace, keys, context);
  }
  parvis::result<parvis::page> scan(std::string_view workspace, const parvis::query& what,
                                    parvis::host_context context) override {
    auto found = inner_.scan(workspace, what, context);
    keep({.call = storage_asked::sort::scan, .rows = found ? found.assume_value().rows.size() : 0});
    return found;
  }
  parvis::result<std::size_t> maintain(std::string_view workspace, std::size_t limit,
                                       parvis::host_context context) override {
    return inner_.maintain(workspace, limit, context);
  }
  std::vector<parvis::answer> commit(std::string_view workspace, std::span<const parvis::batch> batches,
                                     parvis::host_context context) override {
    storage_asked one{.call = storage_asked::sort::commit, .batches = batches.size()};
    for (const auto& b : batches) {
      for (const auto& op : b.operations) one.operations.emplace_back(op.kind, op.type);
    }
    keep(std::move(one));
    if (const auto step_in = stepping_in()) {
      const auto before = take();
      step_in();
      const std::lock_guard held(lock_);
      asked_ = before;
    }
    return inner_.commit(workspace, batches, context);
  }

 private:
  void keep(storage_asked one) {
    const std::lock_guard held(lock_);
    asked_.push_back(std::move(one));
  }

  std::function<void()> stepping_in() {
    const std::lock_guard held(lock_);
    return std::exchange(step_in_, nullptr);
  }

  parvis::storage& inner_;
  std::mutex lock_;
  std::vector<storage_asked> asked_;
  std::function<void()> step_in_;
};

}  // namespace flow_test
