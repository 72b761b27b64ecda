// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// One line of the table: what was done, our figure, the yardstick's figure from the same run, and their ratio.
/// Machines are shared and noisy, so only the ratio counts.
struct bench_row {
  std::string work;  ///< with the unit of both figures, for instance "token check, ns"
  double ours = 0;
  double yardstick = 0;
  double ratio = 0;  ///< ours / yardstick
  std::string goal;  ///< for instance "<= 2.0 x one EVP_MAC"
};

/// Which works are asked for, and the lines, each printed as soon as it is known.
class bench_table {
 public:
  explicit bench_table(std::string filter) : filter_(std::move(filter)) {
    std::printf("%-66s %12s %12s %8s  %s\n", "work", "ours", "yardstick", "ratio", "goal");
  }

  /// Every work asks before it begins. A work may give several rows, all named after it.
  [[nodiscard]] bool wants(std::string_view work) const { return work.find(filter_) != work.npos; }
  void push_back(const bench_row& row) {
    std::printf("%-66s %12.4g %12.4g %8.2f  %s\n", row.work.c_str(), row.ours, row.yardstick, row.ratio,
                row.goal.c_str());
    std::fflush(stdout);
  }

 private:
  std::string filter_;
};

inline double bench_median(std::vector<double> figures) {
  const auto middle = figures.begin() + static_cast<std::ptrdiff_t>(figures.size() / 2);
  std::nth_element(figures.begin(), middle, figures.end());
  return *middle;
}

/// Lets the two sides take turns, so that both meet the same weather, and compares the medians. Each side does one
/// round and returns its figure. The first round warms up and is not counted. Nothing is done unless the work is
/// wanted.
template <class Ours, class Yardstick>
void bench_compare(bench_table& table, std::string work, std::string goal, int rounds, Ours&& ours,
                   Yardstick&& yardstick) {
  if (!table.wants(work)) return;
  std::vector<double> our_figures, their_figures;
  for (int round = 0; round <= rounds; ++round) {
    const double our_figure = ours();
    const double their_figure = yardstick();
    if (round == 0) continue;
    our_figures.push_back(our_figure);
    their_figures.push_back(their_figure);
  }
  bench_row row{std::move(work), bench_median(our_figures), bench_median(their_figures), 0, std::move(goal)};
  row.ratio = row.ours / row.yardstick;
  table.push_back(row);
}

/// Nanoseconds that one call of `work` takes, over `times` calls.
template <class Work>
double bench_nanoseconds(int times, Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < times; ++i) work();
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count() / times;
}

/// tests/bench/token.cpp
void bench_token(bench_table&);
