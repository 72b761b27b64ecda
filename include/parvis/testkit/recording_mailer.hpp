// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "parvis/ports/mailer.hpp"

namespace parvis::inline v1::testkit {

/// Keeps every mail it is given. Thread-safe.
class recording_mailer final : public mailer {
 public:
  result<> send(const mail& what) override {
    const std::lock_guard held(lock_);
    if (failing_) return failure{*failing_, {}, "the test made the mailer fail"};
    sent_.push_back(what);
    return success();
  }
  /// All mails so far, in the order in which they came; those sent twice stand twice.
  [[nodiscard]] std::vector<mail> sent() const {
    const std::lock_guard held(lock_);
    return sent_;
  }
  /// The mails so far, which are then forgotten.
  std::vector<mail> take() {
    const std::lock_guard held(lock_);
    return std::exchange(sent_, {});
  }
  /// From now on every mail fails with this code, and is not kept; none: they are taken again.
  void fail_with(std::optional<errc> code) {
    const std::lock_guard held(lock_);
    failing_ = code;
  }

 private:
  mutable std::mutex lock_;
  std::vector<mail> sent_;
  std::optional<errc> failing_;
};

}  // namespace parvis::inline v1::testkit
