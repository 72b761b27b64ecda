// SPDX-License-Identifier: BSL-1.0
#include <condition_variable>
#include <mutex>

#include "portal_firm.hpp"

// About the day of a portal, from 64 threads at once: people sign up through a link, prove their address, are looked at
// and approved, one in five rejected, and sign in; mails go out, the timer runs, the trail is sealed. The C program
// reads and writes the same rows in the same order, with as many connections for reading, and writes in groups; it
// decides nothing, writes no mail and checks no token.

void bench_mixed_sqlite(bench_table&);

namespace {

using namespace sign_up_bench;

enum class step : std::uint8_t { receive, prove, list, decide, sign_in, drain, due, seal };

/// Which step is next: a person's own, and after every few people what a host's timer asks for.
class calendar {
 public:
  explicit calendar(std::atomic<unsigned>& people) : people_(&people) {}
  step next() {
    if (at_ == std::size(own_)) {
      number_ = ++*people_;
      at_ = 0;
      left_ = {number_ % 128 == 0, number_ % 64 == 0, number_ % 16 == 0};
    }
    constexpr step timer[] = {step::due, step::seal, step::drain};
    for (std::size_t n = 0; n < left_.size(); ++n) {
      if (std::exchange(left_[n], false)) return timer[n];
    }
    return own_[at_++];
  }
  [[nodiscard]] bool rejects() const { return number_ % 5 == 4; }

 private:
  static constexpr step own_[] = {step::receive, step::prove,   step::list,    step::decide, step::sign_in,
                                  step::sign_in, step::sign_in, step::sign_in, step::list,   step::sign_in};
  std::atomic<unsigned>* people_;
  std::size_t at_ = 0;
  unsigned number_ = 0;
  std::array<bool, 3> left_{};
};

/// One thread that calls the portal.
class our_day {
 public:
  our_day(firm_portal& at, std::atomic<unsigned>& people) : at_(&at), next_(people) {}

  bool operator()(crowd& people) {
    auto& door = at_->door;
    switch (next_.next()) {
      case step::receive:
        who_ = people.next();
        return keep(received_, at_->try_sign_up(who_));
      case step::prove:
        return keep(account_, at_->prove(received_));
      case step::list:
        return door.list_accounts(at_->admin, {}).has_value();
      case step::decide:
        if (next_.rejects()) return keep(account_, door.reject(at_->admin, {account_.id, {}, {}, "not a client"}));
        return keep(account_, door.approve(at_->admin, {.account = account_.id}));
      case step::sign_in:
        return at_->sign_in(who_).has_value() != next_.rejects();
      case step::drain:
        return door.drain_outbox(at_->visitor, 100).has_value();
      case step::due:
        return door.run_due(at_->visitor, page_max).has_value();
      case step::seal:
        break;
    }
    return door.seal_audit(at_->visitor, page_max).has_value();
  }

 private:
  template <class T>
  static bool keep(T& into, result<T> told) {
    if (told) into = std::move(told).value();
    return told.has_value();
  }

  firm_portal* at_;
  calendar next_;
  raw_sign_up who_{};
  sign_up_reply received_{};
  account_view account_{};
};

/// The connections that the C program reads with.
class raw_readers {
 public:
  explicit raw_readers(std::vector<raw_handle> all) : idle_(std::move(all)) {}

  /// `look` reads with one of them.
  template <class Look>
  bool read(Look look) {
    std::unique_lock held(lock_);
    given_back_.wait(held, [&] { return !idle_.empty(); });
    auto mine = std::move(idle_.back());
    idle_.pop_back();
    held.unlock();
    const bool done = look(mine.get()) == 0;
    held.lock();
    idle_.push_back(std::move(mine));
    given_back_.notify_one();
    return done;
  }

 private:
  std::mutex lock_;
  std::condition_variable given_back_;
  std::vector<raw_handle> idle_;
};

/// One thread of the C program.
class raw_day {
 public:
  raw_day(raw_group* group, raw_readers& readers, std::atomic<unsigned>& people)
      : group_(group), readers_(&readers), next_(people) {}

  bool operator()(crowd& people) {
    const auto what = next_.next();
    if (what == step::receive) {
      who_ = people.next();
    } else {
      people.go_on(who_);
    }
    switch (what) {
      case step::receive:
        return both(RAW_RECEIVE);
      case step::prove:
        return both(RAW_PROVE);
      case step::list:
        return read(RAW_LIST);
      case step::decide:
        return both(next_.rejects() ? RAW_REJECT : RAW_APPROVE);
      case step::sign_in:
        if (!read(RAW_SIGN_IN) || raw_group_commit(group_, RAW_COUNT, &who_) != 0) return false;
        people.go_on(who_);
        return raw_group_commit(group_, next_.rejects() ? RAW_FORGET : RAW_SIGN_IN, &who_) == 0;
      case step::drain:
        return both(RAW_DRAIN);
      case step::due:
        return readers_->read([&](raw_store* r) { return raw_look_for_due(r, who_.at); }) && both(RAW_SEAL);
      case step::seal:
        break;
    }
    return both(RAW_SEAL);
  }

 private:
  bool read(raw_task task) {
    return readers_->read([&](raw_store* r) { return raw_read(r, task, &who_); });
  }
  bool both(raw_task task) { return read(task) && raw_group_commit(group_, task, &who_) == 0; }

  raw_group* group_;
  raw_readers* readers_;
  calendar next_;
  raw_sign_up who_{};
};

}  // namespace

void bench_mixed_sqlite(bench_table& table) {
  constexpr const char* name = "a portal's day, FULL, 64 threads, calls";
  if (!table.wants(name)) return;
  constexpr unsigned threads = 64;
  constexpr std::chrono::milliseconds length(3000);
  constexpr auto full = sqlite_synchronous::full;
  const folder in;
  free_hasher hasher;
  const auto begun = [&](const char* file) {
    auto out = std::make_unique<firm_portal>(opened(in.file(file), full), hasher, email_proof::on);
    crowd people(0);
    for (int n = 0; n < 2'000; ++n) out->prove(out->try_sign_up(people.next()).value()).value();
    while (out->door.drain_outbox(out->visitor, 100).value().done > 0) {
    }
    return out;
  };
  const auto ours = begun("ours.db");
  const auto rows = begun("raw.db")->rows;
  const auto raw = raw_over(in.file("raw.db"), full, rows);
  std::vector<raw_handle> connections;
  while (connections.size() < sqlite_options{}.readers_max)
    connections.push_back(raw_over(in.file("raw.db"), full, rows));
  raw_readers readers(std::move(connections));
  auto* const group = raw_group_start(raw.get());
  must(group != nullptr, "no thread");
  std::vector<figures> our_figures, raw_figures;
  unsigned our_crowds = 0, raw_crowds = 0;
  std::atomic<unsigned> our_people = 0, raw_people = 0;
  for (int round = 0; round < 5; ++round) {
    our_figures.push_back(run_each(threads, length, our_crowds, our_day(*ours, our_people)));
    raw_figures.push_back(run_each(threads, length, raw_crowds, raw_day(group, readers, raw_people)));
  }
  raw_group_stop(group);
  add_rows(table, name, our_figures, raw_figures,
           {{"per second", &figures::per_second, ">= 0.50 x raw group commit"},
            {"p99 in us", &figures::p99_us, "<= 2 x raw"}});
}
