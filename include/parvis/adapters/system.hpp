// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "parvis/ports/clock.hpp"
#include "parvis/ports/random.hpp"

namespace parvis::inline v1 {

/// The operating system's real-time clock, in UTC. Thread-safe.
class system_clock final : public clock {
 public:
  result<instant> now() override;
};

/// libcrypto's random generator (NIST SP 800-90A, seeded by the operating system). Thread-safe.
class system_random final : public random {
 public:
  /// `random_failed` when the generator fails, or gives 16 octets or more that are all zero: that is a broken one.
  result<> fill(std::uint8_t* out, std::size_t size) override;
};

}  // namespace parvis::inline v1
