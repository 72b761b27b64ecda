// SPDX-License-Identifier: BSL-1.0
#include "bench.hpp"

void bench_takes(bench_table&);
void bench_sign_up_sqlite(bench_table&);
void bench_portal_sqlite(bench_table&);
void bench_mixed_sqlite(bench_table&);
void bench_sign_in(bench_table&);
void bench_search_sqlite(bench_table&);
void bench_due_sqlite(bench_table&);
void bench_import_sqlite(bench_table&);
void bench_seal_sqlite(bench_table&);
void bench_memory(bench_table&);
void bench_simulation(bench_table&);
void bench_compile_time(bench_table&);

// Some minutes. Every row is finished before the next one begins. With an argument: only the works whose name has it.
int main(int count, char** arguments) {
  bench_table table(count > 1 ? arguments[1] : "");
  for (const auto work : {bench_token, bench_takes, bench_sign_up_sqlite, bench_portal_sqlite, bench_sign_in,
                          bench_mixed_sqlite, bench_search_sqlite, bench_due_sqlite, bench_import_sqlite,
                          bench_seal_sqlite, bench_memory, bench_simulation, bench_compile_time}) {
    work(table);
  }
}
