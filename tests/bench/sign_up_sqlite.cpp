// SPDX-License-Identifier: BSL-1.0
#include "sign_up.hpp"

// The batch of a sign-up through a link against a C program that writes the same rows. Each side has a file of its own
// with 10,000 accounts to begin with, made by us, so that tables and indexes are the same.

void bench_sign_up_sqlite(bench_table&);

namespace {

using namespace sign_up_bench;

void measure_batch(const setting& how, bench_table& table) {
  if (!table.wants(how.name)) return;
  const folder in;
  const auto ours = made(in.file("ours.db"), how.synchronous);
  made(in.file("raw.db"), how.synchronous).reset();
  const auto raw = raw_over(in.file("raw.db"), how.synchronous, made_rows);
  const auto sign_up = [&](const raw_sign_up& p) {
    const auto b = batch_of(p);
    return ours->commit(firm, {&b, 1}, nullptr).front().status == answer_status::done;
  };
  measure(how, sign_up, raw.get(), table);
}

}  // namespace

void bench_sign_up_sqlite(bench_table& table) {
  constexpr auto full = sqlite_synchronous::full, normal = sqlite_synchronous::normal;
  constexpr setting settings[] = {{"sign-up batch, FULL, 1 thread", full, 1, ">= 0.75 x raw"},
                                  {"sign-up batch, NORMAL, 1 thread", normal, 1, ">= 0.60 x raw"},
                                  {"sign-up batch, FULL, 64 threads", full, 64, ">= 0.70 x raw group commit"},
                                  {"sign-up batch, NORMAL, 64 threads", normal, 64, ">= 0.70 x raw group commit"}};
  for (const auto& how : settings) measure_batch(how, table);
}
