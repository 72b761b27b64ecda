// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "parvis/result.hpp"

namespace parvis::inline v1 {

/// The host's source of unpredictable bytes (NIST SP 800-90A or the like). Called once per use case;
/// may be called from several threads at once.
class random {
 public:
  virtual ~random() = default;
  /// Fills all of `out`. A failure fails the call with `random_failed` and nothing is drawn from it.
  virtual result<> fill(std::uint8_t* out, std::size_t size) = 0;
};

}  // namespace parvis::inline v1
