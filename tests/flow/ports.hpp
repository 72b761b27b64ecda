// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "parvis/crypto.hpp"
#include "parvis/ports/cases.hpp"
#include "parvis/ports/log.hpp"
#include "parvis/ports/payments.hpp"
#include "parvis/testkit/manual_clock.hpp"

namespace flow_test {

/// A manual clock that goes on by a millisecond with each look at it, so that no two calls come at one moment; or, when
/// told to, stands still.
class ticking_clock final : public parvis::clock {
 public:
  parvis::result<parvis::instant> now() override {
    const auto told = inner_.now();
    if (ticking_) inner_.advance({1000});
    return told;
  }
  void stand_still() noexcept { ticking_ = false; }
  void set(parvis::instant t) noexcept { inner_.set(t); }
  void advance(parvis::duration by) noexcept { inner_.advance(by); }
  /// From now on every look fails, until `recover`.
  void break_down() noexcept { inner_.break_down(); }
  void recover() noexcept { inner_.recover(); }

 private:
  parvis::testkit::manual_clock inner_;
  std::atomic<bool> ticking_ = true;
};

/// Opens cases as a host should: once for each key. Thread-safe.
class kept_cases final : public parvis::cases {
 public:
  parvis::result<> open(const parvis::case_request& request) override {
    const std::lock_guard held(lock_);
    if (failing_) return parvis::failure{*failing_};
    for (const auto& one : opened_) {
      if (one.key == request.key) return parvis::success();
    }
    opened_.push_back(request);
    return parvis::success();
  }
  [[nodiscard]] std::vector<parvis::case_request> opened() const {
    const std::lock_guard held(lock_);
    return opened_;
  }
  void fail_with(std::optional<parvis::errc> code) {
    const std::lock_guard held(lock_);
    failing_ = code;
  }

 private:
  mutable std::mutex lock_;
  std::vector<parvis::case_request> opened_;
  std::optional<parvis::errc> failing_;
};

/// A gateway as it should be: one checkout for each order, however often it is asked. Thread-safe.
class kept_payments final : public parvis::payments {
 public:
  parvis::result<parvis::checkout> start(const parvis::checkout_request& request) override {
    const std::lock_guard held(lock_);
    ++asked_;
    if (failing_) return parvis::failure{*failing_};
    for (const auto& [known, answer] : started_) {
      if (known.order == request.order) return answer;
    }
    auto answer = answer_;
    if (answer.reference.empty()) answer.reference = "cs_" + std::to_string(started_.size() + 1);
    return started_.emplace_back(request, answer).second;
  }
  /// What it answers from now on; without a reference it gives one.
  void answer_with(parvis::checkout answer) {
    const std::lock_guard held(lock_);
    answer_ = std::move(answer);
  }
  void fail_with(std::optional<parvis::errc> code) {
    const std::lock_guard held(lock_);
    failing_ = code;
  }
  [[nodiscard]] std::vector<parvis::checkout_request> started() const {
    const std::lock_guard held(lock_);
    std::vector<parvis::checkout_request> out;
    for (const auto& one : started_) out.push_back(one.first);
    return out;
  }
  [[nodiscard]] int asked() const {
    const std::lock_guard held(lock_);
    return asked_;
  }

 private:
  mutable std::mutex lock_;
  std::vector<std::pair<parvis::checkout_request, parvis::checkout>> started_;
  parvis::checkout answer_{.url = "https://pay.example/checkout?session=1"};
  std::optional<parvis::errc> failing_;
  int asked_ = 0;
};

/// Real hashing with cheap parameters, and every call counted.
class counted_hasher final : public parvis::password_hasher {
 public:
  static constexpr std::uint32_t log2_n = 4;

  counted_hasher() : inner_(make(log2_n)) {}
  static std::unique_ptr<parvis::scrypt_hasher> make(std::uint32_t with_log2_n) {
    return parvis::scrypt_hasher::make({.log2_n = with_log2_n, .p = 1}).value();
  }

  parvis::result<std::string> hash(std::string_view password, std::string_view salt) override {
    ++hashed;
    return inner_->hash(password, salt);
  }
  parvis::result<verdict> verify(std::string_view password, std::string_view phc) override {
    ++verified;
    const std::lock_guard held(lock_);
    last_verified_ = phc;
    return inner_->verify(password, phc);
  }
  [[nodiscard]] std::string_view dummy() const noexcept override { return inner_->dummy(); }

  /// The PHC string that was last verified against, without salt and hash: what it costs.
  std::string last_cost() {
    const std::lock_guard held(lock_);
    return last_verified_.substr(0, last_verified_.find('$', last_verified_.find("ln=")));
  }
  /// From now on new hashes have these parameters, and older ones are outdated.
  void renew(std::uint32_t with_log2_n) { inner_ = make(with_log2_n); }

  std::atomic<int> hashed = 0;
  std::atomic<int> verified = 0;

 private:
  std::unique_ptr<parvis::scrypt_hasher> inner_;
  std::mutex lock_;
  std::string last_verified_;
};

/// Everything that was noted. Thread-safe.
class kept_log final : public parvis::log {
 public:
  void note(std::string_view event, std::string_view detail) noexcept override {
    const std::lock_guard held(lock_);
    text_.append(event).append(" ").append(detail).append("\n");
  }
  [[nodiscard]] std::string text() const {
    const std::lock_guard held(lock_);
    return text_;
  }

 private:
  mutable std::mutex lock_;
  std::string text_;
};

}  // namespace flow_test
