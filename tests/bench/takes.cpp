// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <variant>

#include "bench.hpp"
#include "parvis/adapters/memory_storage.hpp"
#include "parvis/adapters/sqlite_storage.hpp"
#include "parvis/model/schema.hpp"

void bench_takes(bench_table&);

// 64 threads take seats of one pool, each with everything a sign-up writes: the account with its two unique keys, the
// seat, an event and two outbox items. The yardstick is what one writes without a library: a mutex and three hash maps.
// It keeps rows of every kind by id, and both keys; it remembers no batch, keeps no order and answers no query.

namespace {

using namespace parvis;

constexpr std::size_t threads = 64, takes_per_thread = 2'000;
constexpr std::int64_t capacity = threads * takes_per_thread - threads;  // the last ones find it full
constexpr instant now{1'750'000'000'000'000};

/// What one person brings, made from their number.
struct newcomer {
  parvis::account account;
  parvis::event event;
  std::array<outbox_item, 2> effects;
  uuid batch;
};

newcomer make_newcomer(std::size_t n) {
  const std::array<std::uint8_t, 8> random{1,
                                           2,
                                           3,
                                           4,
                                           5,
                                           static_cast<std::uint8_t>(n >> 16),
                                           static_cast<std::uint8_t>(n >> 8),
                                           static_cast<std::uint8_t>(n)};
  id_source ids({now.us + static_cast<std::int64_t>(n)}, random);
  newcomer out;
  out.batch = ids.next();
  auto& a = out.account;
  a.id = ids.next<account_id>();
  a.of_kind = account_kind::collaborator;
  a.state = account_state::active;
  a.access = access::collaborator;
  a.email = a.email_key = "person." + std::to_string(n) + "@example.com";
  a.username = a.username_key = "person-" + std::to_string(n);
  a.first_name = "Amélie";
  a.last_name = "Lefèvre";
  a.password = "$scrypt$ln=15,r=8,p=3$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  a.language = "fr";
  a.invite = invite_id{uuid::well_known(9)};
  a.created_at = now;
  a.active_since = now;
  out.event = {.id = ids.next<event_id>(), .what = event_type::account_approved, .subject = a.id, .at = now};
  for (auto& e : out.effects) {
    e.id = ids.next<outbox_id>();
    e.about = a.id;
    e.to = a.email;
    e.language = "fr";
    e.due_at = now;
    e.created_at = now;
  }
  out.effects[0].effect = effect::mail_welcome;
  out.effects[1].effect = effect::open_case;
  return out;
}

class plain_store {
 public:
  bool take(const newcomer& n, std::size_t) {
    const std::lock_guard held(lock_);
    if (held_ >= capacity || by_id_.count(n.account.id) > 0 || by_email_.count(n.account.email_key) > 0 ||
        by_username_.count(n.account.username_key) > 0) {
      return false;
    }
    ++held_;
    by_id_.emplace(n.account.id, n.account);
    by_email_.emplace(n.account.email_key, n.account.id);
    by_username_.emplace(n.account.username_key, n.account.id);
    by_id_.emplace(n.event.id, n.event);
    for (const auto& e : n.effects) by_id_.emplace(e.id, e);
    return true;
  }

 private:
  struct id_hash {
    std::size_t operator()(const uuid& id) const noexcept { return std::hash<std::string_view>{}(id.bytes()); }
  };
  std::mutex lock_;
  std::unordered_map<uuid, std::variant<account, event, outbox_item>, id_hash> by_id_;
  std::unordered_map<std::string, uuid> by_email_, by_username_;
  std::int64_t held_ = 0;
};

/// A storage of the library with one pool, or with one for each of many customers.
class our_store {
 public:
  our_store(std::unique_ptr<storage> store, std::size_t pools, std::int64_t capacity_of_each)
      : store_(std::move(store)), pools_(pools) {
    batch first{uuid::well_known(2), now, {}};
    for (std::size_t n = 0; n < pools; ++n) {
      const seat_pool pool{.id = pool_id{row_of(n)}, .sku = "sku" + std::to_string(n), .capacity = capacity_of_each};
      first.operations.push_back(inserting(pool));
    }
    send(first);
  }

  bool take(const newcomer& n, std::size_t customer) {
    batch b{n.batch, now, {}};
    b.operations.reserve(5);
    b.operations.push_back(inserting(n.account));
    b.operations.push_back(inserting(n.event));
    for (const auto& e : n.effects) b.operations.push_back(inserting(e));
    b.operations.push_back({.type = op_type::change,
                            .kind = kind::seat_pool,
                            .id = row_of(customer % pools_),
                            .add = {{column_of(&seat_pool::held), 1}},
                            .conditions = {{column_of(&seat_pool::waiting), comparison::equal, 0}}});
    return send(b) == answer_status::done;
  }

 private:
  static uuid row_of(std::size_t pool) { return uuid::well_known(static_cast<std::uint8_t>(10 + pool)); }
  answer_status send(const batch& b) { return store_->commit("w", {&b, 1}, nullptr).front().status; }

  std::unique_ptr<storage> store_;
  std::size_t pools_;
};

/// Thousands of sign-ups a second, refused ones included. Overselling is no figure: it ends the benchmark.
double takes_per_second(std::size_t takes_of_each, std::int64_t seats, auto& store) {
  std::atomic<bool> go = false;
  std::atomic<std::size_t> people = 0;  // numbered as they come, as ids are
  std::atomic<std::int64_t> seated = 0;
  std::vector<std::thread> running;
  for (std::size_t t = 0; t < threads; ++t) {
    running.emplace_back([&, t] {
      while (!go) std::this_thread::yield();
      for (std::size_t i = 0; i < takes_of_each; ++i) {
        if (store.take(make_newcomer(people++), t)) ++seated;
      }
    });
  }
  const auto start = std::chrono::steady_clock::now();
  go = true;
  for (auto& t : running) t.join();
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
  if (seated != seats) std::abort();
  return static_cast<double>(threads * takes_of_each) / taken.count();
}

void in_memory(bench_table& table) {
  const auto ours = [] {
    our_store store(std::make_unique<memory_storage>(), 1, capacity);
    return takes_per_second(takes_per_thread, capacity, store);
  };
  const auto plain = [] {
    plain_store store;
    return takes_per_second(takes_per_thread, capacity, store);
  };
  bench_compare(table, "takes of one hot pool in memory, 64 threads, thousand/s", ">= 0.70 x mutex, 3 maps", 7, ours,
                plain);
}

/// One pool that all 64 threads meet at, against a pool for each: that everybody wants the same row shall cost nothing.
void on_sqlite(bench_table& table) {
  constexpr std::size_t takes_of_each = 500;
  const auto path = std::filesystem::temp_directory_path() / "parvis-takes.db";
  const auto round = [&](std::size_t pools, std::int64_t capacity_of_each) {
    for (const auto* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + suffix);
    our_store store(sqlite_storage::open({.path = path.string()}).value(), pools, capacity_of_each);
    return takes_per_second(takes_of_each, static_cast<std::int64_t>(pools) * capacity_of_each, store);
  };
  constexpr auto each = static_cast<std::int64_t>(takes_of_each) - 1;
  bench_compare(
      table, "takes of one hot pool on SQLite FULL, 64 threads, thousand/s", ">= 0.9 x 64 pools", 5,
      [&] { return round(1, each * 64); }, [&] { return round(threads, each); });
  for (const auto* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + suffix);
}

}  // namespace

void bench_takes(bench_table& table) {
  in_memory(table);
  on_sqlite(table);
}
