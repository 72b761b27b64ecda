// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "parvis/adapters/memory_storage.hpp"

namespace flow_test {

/// One call of the storage that an actor is about to make: which kinds of rows it looks at, and which it writes.
struct step {
  bool commits = false;
  std::uint32_t looks_at = 0;
  std::uint32_t writes = 0;

  static constexpr std::uint32_t bit(parvis::kind of) { return 1U << static_cast<unsigned>(of); }
};

/// Whether two calls have the same effect and the same answers in either order.
inline bool commute(const step& a, const step& b) {
  if (a.commits && b.commits) return false;
  return (a.writes & b.looks_at) == 0 && (b.writes & a.looks_at) == 0;
}

inline constexpr std::size_t actors = 2;

/// Lets one of two threads go on at a time, from one call of the storage to the next.
class baton {
 public:
  /// Called by an actor before each of its calls; returns when it is told to go on.
  void wait_for_turn(std::size_t actor, const step& next) {
    std::unique_lock held(lock_);
    pending_[actor] = next;
    changed_.notify_all();
    changed_.wait(held, [&] { return !pending_[actor]; });
  }
  void end(std::size_t actor) {
    const std::lock_guard held(lock_);
    ended_[actor] = true;
    changed_.notify_all();
  }
  /// Called by the scheduler: until the actor stands at its next call, or has ended.
  void wait_for(std::size_t actor) {
    std::unique_lock held(lock_);
    changed_.wait(held, [&] { return pending_[actor] || ended_[actor]; });
  }
  void let_go_on(std::size_t actor) {
    {
      const std::lock_guard held(lock_);
      pending_[actor].reset();
      changed_.notify_all();
    }
    wait_for(actor);
  }
  /// Where the actor stands; nothing once it has ended. Only asked between turns.
  [[nodiscard]] const std::optional<step>& at(std::size_t actor) const { return pending_[actor]; }

 private:
  std::mutex lock_;
  std::condition_variable changed_;
  std::array<std::optional<step>, actors> pending_;
  std::array<bool, actors> ended_{};
};

/// A memory storage whose calls are steps while two actors play, and whose batches can be applied again elsewhere.
class stepped_storage final : public parvis::storage {
 public:
  stepped_storage() = default;
  /// As it was after these batches.
  explicit stepped_storage(const std::vector<parvis::batch>& past) {
    for (const auto& one : past) inner_.commit(workspace, {&one, 1}, nullptr);
  }

  static constexpr const char* workspace = "ravel";

  [[nodiscard]] const std::vector<parvis::batch>& past() const { return past_; }
  /// From now on calls on threads that `act_as` somebody wait for their turn; null: no longer.
  void step_by(baton* of) { baton_ = of; }
  static void act_as(std::size_t actor) { actor_ = actor; }

  parvis::result<std::vector<std::optional<parvis::row>>> load(std::string_view in, std::span<const parvis::key> keys,
                                                               parvis::host_context context) override {
    step next;
    for (const auto& k : keys) next.looks_at |= step::bit(k.kind);
    wait(next);
    return inner_.load(in, keys, context);
  }
  parvis::result<parvis::page> scan(std::string_view in, const parvis::query& what,
                                    parvis::host_context context) override {
    wait({.looks_at = step::bit(what.kind)});
    return inner_.scan(in, what, context);
  }
  std::vector<parvis::answer> commit(std::string_view in, std::span<const parvis::batch> batches,
                                     parvis::host_context context) override {
    step next{.commits = true};
    for (const auto& one : batches) {
      for (const auto& op : one.operations) {
        const bool guards = op.type == parvis::op_type::absent ||
                            (op.type == parvis::op_type::change && op.set.empty() && op.add.empty());
        (guards ? next.looks_at : next.writes) |= step::bit(op.kind);
      }
    }
    wait(next);
    auto told = inner_.commit(in, batches, context);
    if (baton_ == nullptr) past_.insert(past_.end(), batches.begin(), batches.end());
    return told;
  }

 private:
  void wait(const step& next) {
    if (baton_ != nullptr && actor_ < actors) baton_->wait_for_turn(actor_, next);
  }

  static inline thread_local std::size_t actor_ = actors;  // nobody
  parvis::memory_storage inner_;
  std::vector<parvis::batch> past_;
  baton* baton_ = nullptr;
};

/// Who goes on at each turn of one run.
class schedule {
 public:
  /// With `switches_max`, only those runs in which one takes over from the other at most so often.
  explicit schedule(std::size_t switches_max = SIZE_MAX) : switches_max_(switches_max) {}

  /// Everything the first actor does, then everything the second does.
  static schedule one_after_the_other(std::size_t first) {
    schedule out;
    out.serial_ = first;
    return out;
  }

  /// Who goes on; asked while one of them at least has not ended. Two calls that commute are tried in one order alone:
  /// actor 0 does not go on right after actor 1 with a call that might as well have come before.
  std::size_t next(const baton& at) {
    const auto& zero = at.at(0);
    const auto& one = at.at(1);
    std::size_t taken = zero ? 0 : 1;
    bool open = false;
    if (serial_) {
      taken = at.at(*serial_) ? *serial_ : 1 - *serial_;
    } else if (depth_ < turns_.size()) {
      taken = turns_[depth_].actor;
      open = turns_[depth_].other_too;
    } else if (zero && one && last_ && switches_ >= switches_max_) {
      taken = *last_;
    } else if (zero && one) {
      const bool came_before = last_ == 1 && commute(*zero, last_step_);
      taken = came_before ? 1 : 0;
      open = !came_before;
    }
    if (depth_ == turns_.size()) turns_.push_back({taken, open});
    ++depth_;
    switches_ += last_ && *last_ != taken ? 1U : 0U;
    last_ = taken;
    last_step_ = *at.at(taken);
    return taken;
  }

  /// Makes it the next schedule of the depth-first search; false when all have been played.
  bool advance() {
    while (!turns_.empty() && !turns_.back().other_too) turns_.pop_back();
    depth_ = 0;
    switches_ = 0;
    last_.reset();
    if (turns_.empty()) return false;
    turns_.back() = {1, false};
    return true;
  }

  /// For instance "0010111".
  [[nodiscard]] std::string text() const {
    std::string out;
    for (const auto& one : turns_) out += static_cast<char>('0' + one.actor);
    return out;
  }

 private:
  struct turn {
    std::size_t actor;
    bool other_too;  ///< the other actor is still to be tried here
  };
  std::size_t switches_max_;
  std::size_t switches_ = 0;
  std::optional<std::size_t> serial_;
  std::vector<turn> turns_;
  std::size_t depth_ = 0;
  std::optional<std::size_t> last_;
  step last_step_;
};

/// Two calls of the portal at once. `starts`: who reads the clock first; what else they do before their first call of
/// the storage concerns nobody.
inline void play_two(stepped_storage& over, schedule& by, std::size_t starts,
                     const std::array<std::function<void()>, actors>& calls) {
  baton turns;
  over.step_by(&turns);
  std::vector<std::thread> threads;
  for (const std::size_t actor : {starts, 1 - starts}) {
    threads.emplace_back([&, actor] {
      stepped_storage::act_as(actor);
      calls[actor]();
      turns.end(actor);
    });
    turns.wait_for(actor);
  }
  while (turns.at(0) || turns.at(1)) turns.let_go_on(by.next(turns));
  for (auto& one : threads) one.join();
  over.step_by(nullptr);
}

}  // namespace flow_test
