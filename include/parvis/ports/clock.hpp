// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "parvis/result.hpp"
#include "parvis/values/instant.hpp"

namespace parvis::inline v1 {

/// The host's time. Called once per use case; may be called from several threads at once. What it ends stays ended once
/// `run_due` has seen it; one that is set back before then gives links and requests their last hours again, but brings
/// no link to life that was made after the moment it shows.
class clock {
 public:
  virtual ~clock() = default;
  /// The present moment. A moment outside the years 1970 to 9999 fails the call with `clock_failed`.
  virtual result<instant> now() = 0;
};

}  // namespace parvis::inline v1
