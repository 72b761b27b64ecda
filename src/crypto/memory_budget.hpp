// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>

#include "parvis/result.hpp"

namespace parvis::inline v1 {

/// How much memory may be in use at one moment. Calls that find too little wait on their own threads, first come first
/// served, so that a large one is not passed over for ever; when too many wait already, the next is `busy` at once.
/// Thread-safe.
class memory_budget {
 public:
  /// Gives its share back when it goes.
  class lease {
   public:
    lease(memory_budget& from, std::size_t bytes) noexcept : from_(&from), bytes_(bytes) {}
    lease(lease&& other) noexcept : from_(std::exchange(other.from_, nullptr)), bytes_(other.bytes_) {}
    lease& operator=(lease&&) = delete;
    ~lease() {
      if (from_ != nullptr) from_->give_back(bytes_);
    }

   private:
    memory_budget* from_;
    std::size_t bytes_;
  };

  memory_budget(std::size_t bytes_max, std::size_t waiters_max) noexcept
      : bytes_max_(bytes_max), waiters_max_(waiters_max) {}

  /// `bytes` must be within the whole budget.
  result<lease> take(std::size_t bytes) {
    std::unique_lock lock(mutex_);
    const bool must_wait = serving_ != next_ticket_ || bytes > bytes_max_ - used_;
    if (must_wait && next_ticket_ - serving_ >= waiters_max_) return errc::busy;
    const auto ticket = next_ticket_++;
    freed_.wait(lock, [&] { return ticket == serving_ && bytes <= bytes_max_ - used_; });
    ++serving_;
    used_ += bytes;
    freed_.notify_all();  // the next in line may fit too
    return lease(*this, bytes);
  }

 private:
  void give_back(std::size_t bytes) noexcept {
    const std::lock_guard lock(mutex_);
    used_ -= bytes;
    freed_.notify_all();
  }

  const std::size_t bytes_max_;
  const std::size_t waiters_max_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::size_t used_ = 0;
  std::uint64_t next_ticket_ = 0;
  std::uint64_t serving_ = 0;  // tickets from here to next_ticket_ wait
};

}  // namespace parvis::inline v1
