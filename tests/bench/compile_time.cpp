// SPDX-License-Identifier: BSL-1.0
#include <sys/resource.h>

#include <cstdlib>

#include "bench.hpp"

void bench_compile_time(bench_table&);

namespace {

/// Seconds of processor time, in user mode, that the compiler takes for a file that holds these lines.
double seconds_to_compile(const std::string& lines) {
  const auto of_children = [] {
    rusage used{};
    getrusage(RUSAGE_CHILDREN, &used);
    return static_cast<double>(used.ru_utime.tv_sec) + static_cast<double>(used.ru_utime.tv_usec) * 1e-6;
  };
  const auto before = of_children();
  const std::string command = "printf '" + lines + "' | " PARVIS_COMPILE " -x c++ -o /dev/null -c -";
  if (std::system(command.c_str()) != 0) std::abort();
  return of_children() - before;
}

}  // namespace

// A file that includes parvis.hpp, against one that includes the five headers that its interface is made of.
void bench_compile_time(bench_table& table) {
  constexpr int rounds = 5;
  bench_compare(
      table, "compile a file that includes parvis.hpp, s", "<= 1.2 x string, string_view, vector, optional, memory",
      rounds, [] { return seconds_to_compile(R"(#include "parvis.hpp"\n)"); },
      [] {
        return seconds_to_compile(
            R"(#include <memory>\n#include <optional>\n#include <string>\n#include <string_view>\n#include <vector>\n)");
      });
}
