// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

// What the fuzz targets have in common. Each file beside this one is a program of its own: fuzzed by `tests/fuzz/run`,
// and fed with what is kept in `corpus` by the ordinary tests.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

/// What holds for every input. Ends the program otherwise, so that the fuzzer keeps the input.
#define PARVIS_HOLDS(expression) ((expression) ? static_cast<void>(0) : ::fuzz::broken(#expression, __FILE__, __LINE__))

namespace fuzz {

[[noreturn]] inline void broken(const char* what, const char* file, int line) noexcept {
  std::fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
  std::abort();
}

/// The octets of one input, taken from the front. When none are left, everything is empty or 0. What a target asks
/// for is written as lines and digits, so that a person can read a corpus and write one.
class input {
 public:
  input(const std::uint8_t* data, std::size_t size) noexcept
      : left_(reinterpret_cast<const char*>(data), size) {}  // NOLINT: octets seen as characters

  [[nodiscard]] bool empty() const noexcept { return left_.empty(); }
  std::uint8_t octet() noexcept {
    if (left_.empty()) return 0;
    const auto out = static_cast<std::uint8_t>(left_.front());
    left_.remove_prefix(1);
    return out;
  }
  /// 0 to `n` - 1, of 256 at most; '0' is 0, '1' is 1.
  std::size_t below(std::size_t n) noexcept {
    return left_.empty() ? 0 : static_cast<std::uint8_t>(octet() - std::uint8_t{'0'}) % n;
  }
  bool yes() noexcept { return below(2) == 1; }
  /// What stands before the next line feed, or all.
  std::string_view line() noexcept {
    const auto out = left_.substr(0, left_.find('\n'));
    left_.remove_prefix(std::min(out.size() + 1, left_.size()));
    return out;
  }
  /// A line with a number; 0 when there is none.
  std::int64_t number() noexcept {
    const auto text = line();
    std::int64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
  }
  std::string_view rest() noexcept {
    const auto out = left_;
    left_ = {};
    return out;
  }

 private:
  std::string_view left_;
};

}  // namespace fuzz
