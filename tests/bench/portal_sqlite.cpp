// SPDX-License-Identifier: BSL-1.0
#include "portal_firm.hpp"

// The whole sign-up through a link, as a host calls it, against the C program of raw_sqlite.c that writes the same rows
// and reads nothing first. The workspace asks for no proof of e-mail, so that one call makes the account, its audit
// entry, a mail and a notice.

void bench_portal_sqlite(bench_table&);

namespace {

using namespace sign_up_bench;

void fill(firm_portal& firm_at, int accounts) {
  crowd people(0);
  for (int i = 0; i < accounts; ++i) must(firm_at.sign_up(people.next()), "a first account");
}

/// 10,000 accounts first, as quickly as may be.
raw_rows filled(const std::string& path) {
  free_hasher hasher;
  firm_portal firm_at(opened(path, sqlite_synchronous::normal), hasher);
  fill(firm_at, 10'000);
  return firm_at.rows;
}

void measure_portal(const setting& how, bench_table& table) {
  if (!table.wants(how.name)) return;
  const folder in;
  free_hasher hasher;
  firm_portal ours(opened(in.file("ours.db"), how.synchronous), hasher);
  fill(ours, 10'000);
  const auto rows = filled(in.file("raw.db"));
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
  const auto rows = filled(in.file("raw.db"));
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

/// A firm that so many people signed up at, and the C program over a copy of its file.
struct grown {
  grown(const folder& in, int accounts)
      : path(in.file(("grown" + std::to_string(accounts)).c_str())),
        ours(opened(path, sqlite_synchronous::normal), hasher) {
    fill(ours, accounts);
    for (const auto* part : {"", "-wal"}) std::filesystem::copy_file(path + part, path + "-raw" + part);
    raw = raw_over(path + "-raw", sqlite_synchronous::normal, ours.rows);
  }
  void round() {
    const std::chrono::milliseconds length(1000);
    const auto sign_up = [&](const raw_sign_up& p) { return ours.sign_up(p); };
    const auto raw_one = [&](const raw_sign_up& p) { return raw_commit(raw.get(), RAW_SIGN_UP, &p) == 0; };
    our_figures.push_back(run(1, length, our_crowds, sign_up).per_second);
    raw_figures.push_back(run(1, length, raw_crowds, raw_one).per_second);
  }

  free_hasher hasher;
  std::string path;
  firm_portal ours;
  raw_handle raw{nullptr, raw_close};
  unsigned our_crowds = 0, raw_crowds = 0;
  std::vector<double> our_figures, raw_figures;
};

/// What is left of the speed with a thousand accounts once there are many, on both sides.
void measure_growth(bench_table& table) {
  constexpr const char* name = "whole sign-up, NORMAL, speed left of that at 1 k: ";
  constexpr std::pair<int, const char*> sizes[] = {{100'000, "100 k"}, {1'000'000, "1 M"}};
  if (!table.wants(name)) return;
  const folder in;
  std::vector<std::unique_ptr<grown>> firms;
  firms.push_back(std::make_unique<grown>(in, 1000));
  for (const auto& [accounts, told] : sizes) firms.push_back(std::make_unique<grown>(in, accounts));
  for (int round = 0; round < 7; ++round) {
    for (const auto& one : firms) one->round();
  }
  const auto left = [&](const grown& one, std::vector<double> grown::* figures) {
    return bench_median(one.*figures) / bench_median((*firms[0]).*figures);
  };
  for (std::size_t n = 0; n < std::size(sizes); ++n) {
    const double ours = left(*firms[n + 1], &grown::our_figures), raw = left(*firms[n + 1], &grown::raw_figures);
    table.push_back({std::string(name) + sizes[n].second, ours, raw, ours / raw, ">= 0.9 x raw's own curve"});
  }
}

}  // namespace

void bench_portal_sqlite(bench_table& table) {
  constexpr auto full = sqlite_synchronous::full, normal = sqlite_synchronous::normal;
  constexpr setting settings[] = {{"whole sign-up, FULL, 1 thread", full, 1, ">= 0.75 x raw"},
                                  {"whole sign-up, NORMAL, 1 thread", normal, 1, ">= 0.60 x raw"},
                                  {"whole sign-up, FULL, 64 threads", full, 64, ">= 0.70 x raw group commit"}};
  for (const auto& how : settings) measure_portal(how, table);
  measure_hashing(table);
  measure_growth(table);
}
