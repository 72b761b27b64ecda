// SPDX-License-Identifier: BSL-1.0
#include <cmath>

#include "parvis/adapters/memory_storage.hpp"
#include "parvis/testkit/manual_clock.hpp"
#include "portal_firm.hpp"

// What a sign-in costs with real hashing, and whether its time tells who is known.

void bench_sign_in(bench_table&);

namespace {

using namespace sign_up_bench;

constexpr const char* password = "three storks on the roof";

/// Real checking, of hashes that were worked out once.
class prepared_hasher final : public password_hasher {
 public:
  explicit prepared_hasher(scrypt_hasher& real) : real_(&real), phc_(real.hash(password, "sixteen octets..").value()) {}
  result<std::string> hash(std::string_view, std::string_view) override { return phc_; }
  result<verdict> verify(std::string_view typed, std::string_view phc) override { return real_->verify(typed, phc); }
  [[nodiscard]] std::string_view dummy() const noexcept override { return real_->dummy(); }

 private:
  scrypt_hasher* real_;
  std::string phc_;
};

/// One call after the other by as many threads as cores: against a program that reads, counts, hashes and commits.
void measure_hashing(bench_table& table) {
  constexpr const char* name = "sign-in with scrypt 2^15, FULL, a thread a core, per second";
  if (!table.wants(name)) return;
  const folder in;
  const auto scrypt = scrypt_hasher::make().value();
  prepared_hasher hasher(*scrypt);
  const auto threads = std::max(2U, std::thread::hardware_concurrency());
  const auto begun = [&](const char* file, std::vector<raw_sign_up>& who, std::vector<crowd>& crowds) {
    auto out = std::make_unique<firm_portal>(opened(in.file(file), sqlite_synchronous::full), hasher);
    auto wanted = out->door.view_settings(out->admin).value();
    wanted.approval = approval_mode::by_default;
    out->door.change_settings(out->admin, wanted).value();
    crowds.reserve(threads);
    for (unsigned n = 0; n < threads; ++n) {
      who.push_back(crowds.emplace_back(n).next());
      const auto made = out->try_sign_up(who.back()).value().account.value().id;
      std::memcpy(who.back().account, made.octet.data(), made.octet.size());
    }
    return out;
  };
  std::vector<raw_sign_up> our_people, raw_people;
  std::vector<crowd> our_crowds, raw_crowds;
  const auto ours = begun("ours.db", our_people, our_crowds);
  const auto rows = begun("raw.db", raw_people, raw_crowds)->rows;
  const auto raw = raw_over(in.file("raw.db"), sqlite_synchronous::full, rows);
  auto* const group = raw_group_start(raw.get());
  must(group != nullptr, "no thread");
  const auto phc = scrypt->hash(password, "sixteen octets..").value();
  unsigned unused = 0;
  const std::chrono::milliseconds length(4000);
  const auto each = [&](std::vector<raw_sign_up>& people, std::vector<crowd>& crowds, auto sign_in) {
    std::atomic<unsigned> next = 0;
    return run_each(threads, length, unused,
                    [&, mine = -1](crowd&) mutable {
                      if (mine < 0) mine = static_cast<int>(next++);
                      const auto n = static_cast<std::size_t>(mine);
                      return sign_in(people[n], crowds[n]);
                    })
        .per_second;
  };
  bench_compare(
      table, name, ">= 0.97 x hash, then raw", 5,
      [&] {
        return each(our_people, our_crowds, [&](const raw_sign_up& p, crowd&) { return ours->sign_in(p).has_value(); });
      },
      [&] {
        return each(raw_people, raw_crowds, [&](raw_sign_up& p, crowd& drawn) {
          drawn.go_on(p);
          if (raw_group_commit(group, RAW_COUNT, &p) != 0) return false;
          if (scrypt->verify(password, phc).value() != password_hasher::verdict::right) return false;
          drawn.go_on(p);
          return raw_group_commit(group, RAW_SIGN_IN, &p) == 0;
        });
      });
  raw_group_stop(group);
}

/// A wrong password for somebody known and for somebody unknown, in pairs. The interval is that of the median
/// difference, from order statistics, so that no shape is assumed of it.
void measure_sameness(bench_table& table) {
  constexpr const char* name = "wrong password, known / unknown, in pairs, ms";
  if (!table.wants(name)) return;
  const auto scrypt = scrypt_hasher::make({.log2_n = 13}).value();
  prepared_hasher hasher(*scrypt);
  memory_storage store;
  testkit::manual_clock clock;
  system_random random;
  auto door = portal::open({key_ring::make({{.id = 1, .secret = "0123456789abcdef0123456789abcdef"}}).value()},
                           {.storage = &store, .clock = &clock, .random = &random, .hasher = &hasher})
                  .value();
  const caller visitor{.workspace = std::string(firm)};
  door.set_up(visitor, {.portal_name = "Cabinet",
                        .portal_url = "https://portal.example.org",
                        .first_name = "Claire",
                        .last_name = "Beaumont",
                        .email = "claire@example.org",
                        .username = "claire",
                        .password = password,
                        .grants = {{"core", 1}}})
      .value();
  const auto milliseconds = [&](const char* identifier) {
    return bench_nanoseconds(1,
                             [&] {
                               must(!door.sign_in(visitor, {identifier, "four herons on the ridge"}),
                                    "a wrong password lets in");
                             }) /
           1e6;
  };
  constexpr std::size_t pairs = 400;
  std::vector<double> known, unknown, differences;
  for (std::size_t n = 0; n <= pairs; ++n) {
    clock.advance(days(31));  // earlier failures are forgotten
    const bool known_first = n % 2 == 0;
    const double first = milliseconds(known_first ? "claire@example.org" : "nobody@example.org");
    const double second = milliseconds(known_first ? "nobody@example.org" : "claire@example.org");
    if (n == 0) continue;
    known.push_back(known_first ? first : second);
    unknown.push_back(known_first ? second : first);
    differences.push_back(known.back() - unknown.back());
  }
  std::sort(differences.begin(), differences.end());
  const auto reach = static_cast<std::size_t>(std::ceil(1.96 * std::sqrt(pairs) / 2));
  const double whole = bench_median(unknown);
  char goal[96];
  std::snprintf(goal, sizeof goal, "95 %% of the difference %+.2f %% to %+.2f %%: 0 in it, < 1 %% wide",
                100 * differences[pairs / 2 - 1 - reach] / whole, 100 * differences[pairs / 2 + reach] / whole);
  bench_row row{name, bench_median(known), whole, 0, goal};
  row.ratio = 1 + differences[pairs / 2] / whole;
  table.push_back(row);
}

}  // namespace

void bench_sign_in(bench_table& table) {
  measure_hashing(table);
  measure_sameness(table);
}
