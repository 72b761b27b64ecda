// SPDX-License-Identifier: BSL-1.0
#include <malloc.h>

#include "parvis/adapters/memory_storage.hpp"
#include "portal_firm.hpp"

// What an account costs in the memory storage, by what the allocator has given out: the account alone, with its keys
// and its places in every order; and with all that its life leaves behind, which is mostly the audit trail.

void bench_memory(bench_table&);

namespace {

using namespace sign_up_bench;

double octets_in_use() {
  const auto told = mallinfo2();
  return static_cast<double>(told.uordblks) + static_cast<double>(told.hblkhd);
}

void add_row(bench_table& table, std::string work, double octets, std::string goal) {
  constexpr double most = 700;
  table.push_back({std::move(work), octets, most, octets / most, std::move(goal)});
}

void measure_rows(bench_table& table, const char* name, int people) {
  if (!table.wants(name)) return;
  const double before = octets_in_use();
  memory_storage store;
  crowd some(1);
  for (int n = 0; n < people; ++n) {
    const auto who = some.next();
    const batch b{id_of(who.batch), {who.at}, {inserting(account_of(who))}};
    must(store.commit(firm, {&b, 1}, nullptr).front().status == answer_status::done, "an account");
  }
  // What is remembered of batches goes with the first one a day later.
  const auto last = some.next();
  const batch later{id_of(last.batch), instant{last.at} + hours(25), {inserting(account_of(last))}};
  must(store.commit(firm, {&later, 1}, nullptr).front().status == answer_status::done, "a day later");
  add_row(table, name, (octets_in_use() - before) / people, "<= 1 (700 bytes), wanted 0.57 (400)");
}

/// Signed up, proven, approved, told by mail, a case opened, once signed in, and the trail sealed.
void measure_lives(bench_table& table, const char* name, int people) {
  if (!table.wants(name)) return;
  const double before = octets_in_use();
  free_hasher hasher;
  firm_portal ours(std::make_unique<memory_storage>(), hasher, email_proof::on);
  crowd some(1);
  for (int n = 1; n <= people; ++n) {
    const auto who = some.next();
    const auto made = ours.prove(ours.try_sign_up(who).value()).value();
    ours.door.approve(ours.admin, {.account = made.id}).value();
    ours.sign_in(who).value();
    if (n % 16 == 0) ours.door.drain_outbox(ours.visitor, 100).value();
    if (n % 100 == 0) ours.door.run_due(ours.visitor, page_max).value();
  }
  while (ours.door.drain_outbox(ours.visitor, 100).value().done > 0) {
  }
  while (ours.door.run_due(ours.visitor, page_max).value().sealed > 0) {
  }
  add_row(table, name, (octets_in_use() - before) / people, "none: 5 entries of the trail, 6 items of the outbox");
}

}  // namespace

void bench_memory(bench_table& table) {
  measure_rows(table, "memory of an account, 100 k, bytes", 100'000);
  measure_rows(table, "memory of an account, 1 M, bytes", 1'000'000);
  measure_lives(table, "memory of an account and all it leaves, 100 k, bytes", 100'000);
}
