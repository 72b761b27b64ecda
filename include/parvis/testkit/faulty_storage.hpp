// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <mutex>
#include <optional>

#include "parvis/ports/storage.hpp"

namespace parvis::inline v1::testkit {

enum class storage_call : std::uint8_t { load = 0, scan = 1, commit = 2, maintain = 3 };

/// How a call fails. One that does not commit fails with `unavailable` in every case.
enum class storage_fault : std::uint8_t {
  before = 1,             ///< nothing is applied: `unavailable`
  reply_lost = 2,         ///< applied, but answered `unknown`
  unknown_unapplied = 3,  ///< not applied, and answered `unknown`
};

/// Another storage with faults: a chosen call, or every call from it on, fails. Counts calls, so that a test can say
/// how many a use case may make. Thread-safe.
class faulty_storage final : public storage {
 public:
  /// Which call is to fail, and how.
  struct plan {
    storage_call call{};                          ///< of this sort
    std::size_t number = 1;                       ///< the first call from now has number 1
    storage_fault fault = storage_fault::before;  ///< how it fails
    bool for_ever = false;                        ///< every later call of this sort fails too
  };

  /// `inner`: borrowed.
  explicit faulty_storage(storage& inner) noexcept : inner_(inner) {}

  /// Forgets earlier plans and counts.
  void arm(const plan& p) {
    const std::lock_guard held(lock_);
    plan_ = p;
    calls_ = {};
  }
  /// No more faults; counts begin at 0.
  void disarm() {
    const std::lock_guard held(lock_);
    plan_.reset();
    calls_ = {};
  }
  /// Calls of this sort since the last `arm` or `disarm`.
  [[nodiscard]] std::size_t calls(storage_call of) const {
    const std::lock_guard held(lock_);
    return calls_[static_cast<std::size_t>(of)];
  }

  [[nodiscard]] capabilities able() const override { return inner_.able(); }

  result<std::vector<std::optional<row>>> load(std::string_view workspace, std::span<const key> keys,
                                               host_context context) override {
    if (fault_of(storage_call::load)) return failure{errc::unavailable, {}, "the test made load fail"};
    return inner_.load(workspace, keys, context);
  }
  result<page> scan(std::string_view workspace, const query& what, host_context context) override {
    if (fault_of(storage_call::scan)) return failure{errc::unavailable, {}, "the test made scan fail"};
    return inner_.scan(workspace, what, context);
  }
  std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches,
                             host_context context) override {
    const auto fault = fault_of(storage_call::commit);
    if (!fault) return inner_.commit(workspace, batches, context);
    if (*fault == storage_fault::before) return {batches.size(), answer{answer_status::unavailable}};
    if (*fault == storage_fault::reply_lost) inner_.commit(workspace, batches, context);
    return {batches.size(), answer{answer_status::unknown}};
  }
  result<std::size_t> maintain(std::string_view workspace, std::size_t limit, host_context context) override {
    if (fault_of(storage_call::maintain)) return failure{errc::unavailable, {}, "the test made maintain fail"};
    return inner_.maintain(workspace, limit, context);
  }

 private:
  std::optional<storage_fault> fault_of(storage_call call) {
    const std::lock_guard held(lock_);
    const auto number = ++calls_[static_cast<std::size_t>(call)];
    if (!plan_ || plan_->call != call) return std::nullopt;
    const bool now = plan_->for_ever ? number >= plan_->number : number == plan_->number;
    return now ? std::optional(plan_->fault) : std::nullopt;
  }

  storage& inner_;
  mutable std::mutex lock_;
  std::optional<plan> plan_;
  std::array<std::size_t, 4> calls_{};
};

}  // namespace parvis::inline v1::testkit
