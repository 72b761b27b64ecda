// SPDX-License-Identifier: BSL-1.0
#include "portal_firm.hpp"

// What time does to many people at once, as a host's timer drives it, on SQLite FULL; against a C program that reads
// and writes the same rows, a hundred admissions or a thousand lapses in a transaction, and seals what they leave in
// the trail.

void bench_due_sqlite(bench_table&);

namespace {

using namespace sign_up_bench;

constexpr int many = 100'000, rounds = 3, at_once = 10'000;

/// A firm with many people in one state, and their ids.
struct full_firm {
  free_hasher hasher;
  firm_portal firm_at;
  std::vector<raw_sign_up> people{};

  explicit full_firm(const std::string& path) : firm_at(opened(path, sqlite_synchronous::full), hasher) { grant(1); }

  pool_view grant(std::int64_t seats) {
    return firm_at.door.grant_seats(firm_at.admin, {"collaborators", seats}).value();
  }
  run_due_reply run_due() { return firm_at.door.run_due(firm_at.visitor, page_max).value(); }

  /// `make` makes an account of somebody.
  template <class Make>
  void add(int count, Make make) {
    crowd some(1);
    std::vector<batch> batches;
    for (int n = 0; n < count; ++n) {
      people.push_back(some.next());
      const auto& who = people.back();
      const auto made = make(who);
      if (n % 50 == 0) batches.push_back({id_of(who.note), {who.at}, {}});
      batches.back().operations.push_back(inserting(made));
    }
    send(batches);
  }
  /// Approved, without a seat; the only seat there is so far is somebody else's.
  void add_waiting(int count) {
    add(count, [](const raw_sign_up& p) {
      auto a = account_of(p);
      a.of_kind = account_kind::collaborator;
      a.access = access::collaborator;
      a.state = account_state::waiting;
      a.case_role = case_role::none;
      a.decide_by.reset();
      a.remind_at.reset();
      a.decided_at = a.queued_at = a.created_at;
      a.waiting_for = "collaborators";
      return a;
    });
    change_pool({}, {{column_of(&seat_pool::held), 1}, {column_of(&seat_pool::waiting), count}});
  }
  /// Pending, and nobody decided in time.
  void add_overdue(int count) {
    add(count, [](const raw_sign_up& p) {
      auto a = account_of(p);
      a.created_at = a.created_at - days(31);
      a.decide_by = a.created_at + days(30);
      a.remind_at = a.created_at + days(35);
      return a;
    });
  }
  void widen_pool(std::int64_t capacity) { change_pool({{column_of(&seat_pool::capacity), capacity}}, {}); }

 private:
  void change_pool(std::vector<assignment> set, std::vector<addition> add) {
    const key wanted[]{{kind::seat_pool, column_of(&seat_pool::sku), value::text("collaborators")}};
    const auto pool = firm_at.store().load(firm, wanted, nullptr).value().front()->id;
    crowd some(2);
    const auto drawn = some.next();
    send({{id_of(drawn.batch),
           {drawn.at},
           {{.type = op_type::change,
             .kind = kind::seat_pool,
             .id = pool,
             .set = std::move(set),
             .add = std::move(add)}}}});
  }
  void send(const std::vector<batch>& batches) {
    for (const auto& told : firm_at.store().commit(firm, batches, nullptr)) {
      must(told.status == answer_status::done, "a first row");
    }
  }
};

double per_second(int done, steady::time_point since) {
  return done / std::chrono::duration<double>(steady::now() - since).count();
}

void measure_nothing_free(bench_table& table) {
  constexpr const char* name = "run_due, 100 k waiting and no seat free, us";
  if (!table.wants(name)) return;
  const folder in;
  full_firm crowded(in.file("ours.db")), quiet(in.file("raw.db"));
  crowded.add_waiting(many);
  quiet.add_waiting(10);
  const auto pass = [](full_firm& of) {
    return [&of] { return bench_nanoseconds(200, [&of] { must(of.run_due().admitted == 0, "no seat"); }) / 1000; };
  };
  pass(crowded)();  // and the trail is sealed
  bench_compare(table, name, "<= 2 x with 10 waiting", 7, pass(crowded), pass(quiet));
}

/// Tens of thousands of people at once, in transactions of so many; per second, what they leave in the trail sealed.
double raw_per_second(raw_store* raw, raw_task task, std::vector<raw_sign_up>& left, std::size_t in_transaction) {
  const auto start = steady::now();
  for (std::size_t n = 0; n < at_once; n += in_transaction) {
    must(raw_read(raw, task, left.data()) == 0, "a page");
    must(raw_commit_all(raw, task, &left[n], in_transaction) == 0, "rows");
    if ((n + in_transaction) % page_max == 0) must(raw_seal(raw) == page_max, "entries to seal");
  }
  left.erase(left.begin(), left.begin() + at_once);
  return per_second(at_once, start);
}

void measure_admissions(bench_table& table) {
  constexpr const char* name = "run_due, 10 k of 100 k waiting admitted, per second";
  if (!table.wants(name)) return;
  const folder in;
  full_firm ours(in.file("ours.db"));
  ours.add_waiting(many);
  full_firm theirs(in.file("raw.db"));
  theirs.add_waiting(many);
  while (ours.run_due().sealed + theirs.run_due().sealed > 0) {
  }
  theirs.widen_pool(many);
  const auto raw = raw_over(in.file("raw.db"), sqlite_synchronous::full, theirs.firm_at.rows);
  const auto admit = [&] {
    const auto start = steady::now();
    for (auto left = ours.grant(at_once).remaining; left > 0;)
      left -= static_cast<std::int64_t>(ours.run_due().admitted);
    while (ours.run_due().sealed > 0) {
    }
    return per_second(at_once, start);
  };
  bench_compare(table, name, ">= 0.50 x raw", rounds, admit,
                [&] { return raw_per_second(raw.get(), RAW_ADMIT, theirs.people, 100); });
}

void measure_lapses(bench_table& table) {
  constexpr const char* name = "run_due, 10 k of 100 k requests lapse, per second";
  if (!table.wants(name)) return;
  const folder in;
  full_firm ours(in.file("ours.db"));
  full_firm theirs(in.file("raw.db"));
  ours.add_overdue(many);
  theirs.add_overdue(many);
  const auto raw = raw_over(in.file("raw.db"), sqlite_synchronous::full, theirs.firm_at.rows);
  const auto lapse = [&] {
    const auto start = steady::now();
    for (std::size_t left = at_once; left > 0;) left -= ours.run_due().lapsed;
    return per_second(at_once, start);
  };
  bench_compare(table, name, ">= 0.50 x raw", rounds, lapse,
                [&] { return raw_per_second(raw.get(), RAW_LAPSE, theirs.people, page_max); });
}

}  // namespace

void bench_due_sqlite(bench_table& table) {
  measure_nothing_free(table);
  measure_admissions(table);
  measure_lapses(table);
}
