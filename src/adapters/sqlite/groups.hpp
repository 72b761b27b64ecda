// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace parvis::inline v1::sqlite {

/// Lets callers that come while something is under way be served together, and no thread is needed for it. Whoever
/// finds no group forming founds one, waits for its turn, and serves all who have joined by then. While it does, the
/// next group forms; so there is one founder waiting at most, and the order is that of arrival.
template <class Request>
class groups {
 public:
  /// Returns once `r` was served. `serve` does not throw; it is called by one thread at a time.
  template <class Serve>
  void join(Request& r, const Serve& serve) {
    auto [mine, founded] = enter(r);
    if (!founded) return mine->served.wait(0, std::memory_order_acquire);
    std::unique_lock turn(turn_, std::try_to_lock);
    if (!turn) {
      turn.lock();
      std::this_thread::yield();  // to those who were just served: else who comes late once is late for ever
    }
    close();
    serve(std::span<Request* const>(mine->members));
    mine->served.store(1, std::memory_order_release);
    mine->served.notify_all();
  }
  /// The same for a request that shares with no other.
  template <class Serve>
  void alone(Request& r, const Serve& serve) {
    Request* const member = &r;
    between([&] { serve(std::span<Request* const>(&member, 1)); });
  }
  /// Work of another sort, while nobody is served.
  template <class Work>
  void between(const Work& work) {
    const std::lock_guard turn(turn_);
    work();
  }

 private:
  struct group {
    std::vector<Request*> members;
    std::atomic<int> served{0};  ///< an int, which is what the system can wait for
  };
  struct entered {
    std::shared_ptr<group> into;  ///< shared: the founder may be gone before the last member has seen that it is served
    bool founded;
  };

  entered enter(Request& r) {
    const std::lock_guard held(lock_);
    const bool founds = forming_ == nullptr;
    auto into = founds ? std::make_shared<group>() : forming_;
    into->members.push_back(&r);
    forming_ = into;
    return {std::move(into), founds};
  }
  void close() {
    const std::lock_guard held(lock_);
    forming_ = nullptr;
  }

  std::mutex lock_;  ///< of `forming_` and its members
  std::shared_ptr<group> forming_;
  std::mutex turn_;
};

}  // namespace parvis::inline v1::sqlite
