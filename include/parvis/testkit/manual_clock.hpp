// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>

#include "parvis/ports/clock.hpp"

namespace parvis::inline v1::testkit {

/// A clock that stands still until it is moved. Thread-safe.
class manual_clock final : public clock {
 public:
  /// Stands at `start`.
  explicit manual_clock(instant start = {1'750'000'000'000'000}) noexcept : now_us_(start.us) {}

  result<instant> now() override {
    if (failing_.load()) return failure{errc::clock_failed, {}, "the test made the clock fail"};
    return instant{now_us_.load()};
  }
  /// Forwards or back.
  void set(instant t) noexcept { now_us_ = t.us; }
  /// A negative length goes back.
  void advance(duration by) noexcept { now_us_ += by.us; }
  /// From now on every call fails, until `recover`.
  void break_down() noexcept { failing_ = true; }
  /// Calls succeed again.
  void recover() noexcept { failing_ = false; }

 private:
  std::atomic<std::int64_t> now_us_;
  std::atomic<bool> failing_ = false;
};

}  // namespace parvis::inline v1::testkit
