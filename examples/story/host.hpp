// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <iostream>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "parvis/adapters/system.hpp"
#include "parvis/ports/cases.hpp"
#include "parvis/ports/log.hpp"
#include "parvis/ports/mailer.hpp"

// What a vendor writes: small classes that stand for the software around the portal.

namespace story {

/// The system's time, set forward when the story says that time passes. No millisecond is told twice, so that the audit
/// trail, which is in the order of time, reads the same in every run.
class story_clock final : public parvis::clock {
 public:
  parvis::result<parvis::instant> now() override {
    PARVIS_TRY(const auto real, system_.now());
    const auto wanted = (real + parvis::duration{ahead_us_.load()}).us / 1000;
    auto last = last_ms_.load();
    auto told = wanted;
    do {
      told = wanted > last ? wanted : last + 1;
    } while (!last_ms_.compare_exchange_weak(last, told));
    return parvis::instant{told * 1000};
  }
  void forward(parvis::duration by) { ahead_us_ += by.us; }

 private:
  parvis::system_clock system_;
  std::atomic<std::int64_t> ahead_us_{0};
  std::atomic<std::int64_t> last_ms_{0};
};

/// Hands each mail on and keeps a copy, so that the people of the story can open their mail.
class mailbox final : public parvis::mailer {
 public:
  explicit mailbox(parvis::mailer& next) : next_(&next) {}

  parvis::result<> send(const parvis::mail& what) override {
    PARVIS_TRYV(next_->send(what));
    const std::lock_guard lock(mutex_);
    kept_.push_back(what);
    return parvis::success();
  }
  [[nodiscard]] std::vector<parvis::mail> kept() const {
    const std::lock_guard lock(mutex_);
    return kept_;
  }

 private:
  parvis::mailer* next_;
  mutable std::mutex mutex_;
  std::vector<parvis::mail> kept_;
};

/// The firm's cases. A request that comes twice opens one case.
class case_book final : public parvis::cases {
 public:
  parvis::result<> open(const parvis::case_request& request) override {
    const std::lock_guard lock(mutex_);
    if (keys_.emplace(request.key, opened_.size()).second) opened_.push_back(request);
    return parvis::success();
  }
  [[nodiscard]] std::vector<parvis::case_request> opened() const {
    const std::lock_guard lock(mutex_);
    return opened_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<parvis::outbox_id, std::size_t> keys_;
  std::vector<parvis::case_request> opened_;
};

/// For the operator.
class console_log final : public parvis::log {
 public:
  void note(std::string_view event, std::string_view detail) noexcept override {
    try {
      std::clog << "log: " << event << ' ' << detail << '\n';
    } catch (...) {  // an operator without a console still has a portal
    }
  }
};

}  // namespace story
