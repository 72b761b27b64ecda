// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "parvis/ports/random.hpp"

namespace parvis::inline v1::testkit {

/// The same numbers for the same seed, on every machine: SplitMix64 (Steele, Lea and Flood, 2014). Predictable, so for
/// tests only.
class splitmix {
 public:
  /// From a seed.
  explicit constexpr splitmix(std::uint64_t seed) noexcept : state_(seed) {}

  /// The next number.
  constexpr std::uint64_t next() noexcept { return mixed(state_ += step); }
  /// 0 to `n` - 1; `n` is not 0. Favours small numbers by less than n in 2^64.
  constexpr std::size_t below(std::size_t n) noexcept { return static_cast<std::size_t>(next() % n); }
  /// Once in `n` times; `n` is not 0.
  constexpr bool one_in(std::size_t n) noexcept { return below(n) == 0; }

  static constexpr std::uint64_t step = 0x9e3779b97f4a7c15;  ///< what a state moves by
  /// The number of a state.
  static constexpr std::uint64_t mixed(std::uint64_t z) noexcept {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

 private:
  std::uint64_t state_;
};

/// The random port from a seed. Never for production: whoever knows the seed knows every secret. Thread-safe; calls
/// that race for numbers get them in any order.
class seeded_random final : public random {
 public:
  /// From a seed.
  explicit seeded_random(std::uint64_t seed) noexcept : state_(seed) {}

  result<> fill(std::uint8_t* out, std::size_t size) override {
    if (failing_.load()) return failure{errc::random_failed, {}, "the test made randomness fail"};
    splitmix numbers(splitmix::mixed(state_ += splitmix::step));
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(numbers.next());
    return success();
  }
  /// From now on every call fails, until `recover`.
  void break_down() noexcept { failing_ = true; }
  /// Calls succeed again.
  void recover() noexcept { failing_ = false; }

 private:
  std::atomic<std::uint64_t> state_;
  std::atomic<bool> failing_ = false;
};

}  // namespace parvis::inline v1::testkit
