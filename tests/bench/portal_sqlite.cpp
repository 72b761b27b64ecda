// SPDX-License-Identifier: BSL-1.0
#include "portal_firm.hpp"

// The whole sign-up through a link, as a host calls it, against the C program of raw_sqlite.c that writes the same rows
// and reads nothing first. The workspace asks for no proof of e-mail, so that one call makes the account, its audit
// entry, a mail and a notice.

void bench_portal_sqlite(bench_table&);

namespace {

using namespace sign_up_bench;

/// 10,000 accounts first, as quickly as may be.
raw_rows fill(const std::string& path) {
  free_hasher hasher;
  firm_portal firm_at(opened(path, sqlite_synchronous::normal), hasher);
  crowd people(0);
  for (int i = 0; i < 10'000; ++i) must(firm_at.sign_up(people.next()), "a first account");
  return firm_at.rows;
}

void measure_portal(const setting& how, bench_table& table) {
  if (!table.wants(how.name)) return;
  const folder in;
  free_hasher hasher;
  firm_portal ours(opened(in.file("ours.db"), how.synchronous), hasher);
  crowd people(0);
  for (int i = 0; i < 10'000; ++i) must(ours.sign_up(people.next()), "a first account");
  const auto rows = fill(in.file("raw.db"));
  const auto raw = raw_over(in.file("raw.db"), how.synchronous, rows);
  measure(how, [&](const raw_sign_up& p) { return ours.sign_up(p); }, raw.get(), table);
}

/// With real hashing, as many threads as cores: against a program that only hashes, then commits.
void measure_hashing(bench_table& table) {
  constexpr const char* name = "whole sign-up with scrypt 2^15, FULL, a thread a core, per second";
  if (!table.wants(name)) return;
  const folder in;
  const auto scrypt = scrypt_hasher::make().value();
  firm_portal ours(opened(in.file("ours.db"), sqlite_synchronous::full), *scrypt);
  const auto rows = fill(in.file("raw.db"));
  const auto raw = raw_over(in.file("raw.db"), sqlite_synchronous::full, rows);
  auto* const group = raw_group_start(raw.get());
  must(group != nullptr, "no thread");
  const auto threads = std::max(2U, std::thread::hardware_concurrency());
  const std::chrono::milliseconds length(4000);
  unsigned our_crowds = 0, raw_crowds = 0;
  const auto our_sign_up = [&](const raw_sign_up& p) { return ours.sign_up(p); };
  const auto hash_and_commit = [&](raw_sign_up p) {
    const auto phc = scrypt->hash("three storks on the roof", "sixteen octets..").value();
    p.password = phc.c_str();
    return raw_group_commit(group, RAW_SIGN_UP, &p) == 0;
  };
  bench_compare(
      table, name, ">= 0.97 x hash, then raw", 5,
      [&] { return run(threads, length, our_crowds, our_sign_up).per_second; },
      [&] { return run(threads, length, raw_crowds, hash_and_commit).per_second; });
  raw_group_stop(group);
}

}  // namespace

void bench_portal_sqlite(bench_table& table) {
  constexpr auto full = sqlite_synchronous::full, normal = sqlite_synchronous::normal;
  constexpr setting settings[] = {{"whole sign-up, FULL, 1 thread", full, 1, ">= 0.75 x raw"},
                                  {"whole sign-up, NORMAL, 1 thread", normal, 1, ">= 0.60 x raw"},
                                  {"whole sign-up, FULL, 64 threads", full, 64, ">= 0.70 x raw group commit"}};
  for (const auto& how : settings) measure_portal(how, table);
  measure_hashing(table);
}
