// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace parvis::inline v1 {

/// Told how far long work has come, on the thread of the call, with no lock held.
class progress {
 public:
  virtual ~progress() = default;
  /// `total`: 0 when nobody knows it. False stops the work, which then fails with `cancelled`.
  virtual bool tell(std::uint64_t done, std::uint64_t total) = 0;
};

}  // namespace parvis::inline v1
