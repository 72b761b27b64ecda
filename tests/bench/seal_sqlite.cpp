// SPDX-License-Identifier: BSL-1.0
#include "parvis/adapters/system.hpp"
#include "parvis/crypto.hpp"
#include "parvis/portal.hpp"
#include "sign_up.hpp"

// Sealing the audit trail, as a host's timer calls it, against a C program that gives the same entries the same hashes
// in one transaction; and what a sealer that never rests costs those who commit beside it.

void bench_seal_sqlite(bench_table&);

namespace {

using namespace sign_up_bench;

/// A portal of which only the sealing is asked.
class sealer {
 public:
  explicit sealer(storage& over)
      : hasher_(scrypt_hasher::make().value()),
        portal_(portal::open({key_ring::make({{.id = 1, .secret = "0123456789abcdef0123456789abcdef"}}).value()},
                             {.storage = &over, .clock = &clock_, .random = &random_, .hasher = hasher_.get()})
                    .value()) {}
  std::size_t seal() { return portal_.seal_audit({.workspace = std::string(firm)}, page_max).value().sealed; }

 private:
  system_clock clock_;
  system_random random_;
  std::unique_ptr<scrypt_hasher> hasher_;
  portal portal_;
};

constexpr int rounds = 5, portions = 5;  // of a thousand entries; made() has written 10,000 already

/// A file with as many entries as the rounds seal.
std::unique_ptr<sqlite_storage> with_entries(const std::string& path, sqlite_synchronous synchronous) {
  auto out = made(path, synchronous);
  std::vector<batch> batches;
  crowd people(1);
  for (std::size_t n = 10'000; n < (rounds + 1) * portions * page_max; ++n) batches.push_back(batch_of(people.next()));
  for (const auto& a : out->commit(firm, batches, nullptr)) must(a.status == answer_status::done, "an entry");
  return out;
}

/// Entries per second of `seal`, which answers how many it sealed.
template <class Seal>
double sealing_rate(Seal seal) {
  std::size_t sealed = 0;
  const auto start = steady::now();
  for (int n = 0; n < portions; ++n) sealed += static_cast<std::size_t>(seal());
  const double seconds = std::chrono::duration<double>(steady::now() - start).count();
  must(sealed == portions * page_max, "not all were sealed");
  return static_cast<double>(sealed) / seconds;
}

void measure_rate(const char* name, sqlite_synchronous synchronous, bench_table& table) {
  if (!table.wants(name)) return;
  const folder in;
  const auto store = with_entries(in.file("ours.db"), synchronous);
  with_entries(in.file("raw.db"), synchronous).reset();
  const auto raw = raw_over(in.file("raw.db"), synchronous, made_rows);
  sealer ours(*store);
  bench_compare(
      table, name, ">= 0.50 x raw", rounds, [&] { return sealing_rate([&] { return ours.seal(); }); },
      [&] { return sealing_rate([&] { return raw_seal(raw.get()); }); });
}

/// Sign-ups per second beside a sealer that never rests, and without it.
void measure_beside(bench_table& table) {
  constexpr const char* name = "sign-up batch beside a sealer, FULL, 8 threads, per second";
  if (!table.wants(name)) return;
  const folder in;
  const auto store = made(in.file("ours.db"), sqlite_synchronous::full);
  sealer ours(*store);
  while (ours.seal() > 0) {
  }
  unsigned crowds = 0;
  const auto sign_up = [&](const raw_sign_up& p) {
    const auto b = batch_of(p);
    return store->commit(firm, {&b, 1}, nullptr).front().status == answer_status::done;
  };
  const auto signed_up = [&] { return run(8, std::chrono::milliseconds(1000), crowds, sign_up).per_second; };
  const auto beside = [&] {
    std::atomic<bool> stop = false;
    std::thread sealing([&] {
      while (!stop) {
        if (ours.seal() == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    });
    const double rate = signed_up();
    stop = true;
    sealing.join();
    return rate;
  };
  bench_compare(table, name, ">= 0.60 x without it", rounds, beside, [&] {
    const double rate = signed_up();
    while (ours.seal() > 0) {
    }
    return rate;
  });
}

}  // namespace

void bench_seal_sqlite(bench_table& table) {
  measure_rate("seal, FULL, entries per second", sqlite_synchronous::full, table);
  measure_rate("seal, NORMAL, entries per second", sqlite_synchronous::normal, table);
  measure_beside(table);
}
