// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace parvis::test {

/// While it lives, the n-th allocation of this thread throws `std::bad_alloc`: once, and the ones before and behind it
/// succeed. 0: none fails.
class failing_allocation {
 public:
  explicit failing_allocation(std::size_t n) noexcept;
  ~failing_allocation();
  failing_allocation(const failing_allocation&) = delete;
  failing_allocation& operator=(const failing_allocation&) = delete;
  /// Whether the n-th allocation was asked for.
  [[nodiscard]] bool failed() const noexcept;
};

}  // namespace parvis::test
