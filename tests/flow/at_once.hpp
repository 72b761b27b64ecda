// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <latch>
#include <thread>
#include <vector>

namespace flow_test {

/// Runs `call(n)` on `count` threads that start together; the answers in the order of n.
template <class Call>
auto at_once(std::size_t count, Call call) {
  std::vector<decltype(call(std::size_t{0}))> answers(count);
  std::latch start{static_cast<std::ptrdiff_t>(count)};
  std::vector<std::thread> threads;
  for (std::size_t n = 0; n < count; ++n) {
    threads.emplace_back([&, n] {
      start.arrive_and_wait();
      answers[n] = call(n);
    });
  }
  for (auto& one : threads) one.join();
  return answers;
}

template <class Answer>
std::ptrdiff_t how_many(const std::vector<Answer>& answers, const Answer& wanted) {
  return std::count(answers.begin(), answers.end(), wanted);
}

}  // namespace flow_test
