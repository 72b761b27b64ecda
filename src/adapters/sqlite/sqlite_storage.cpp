// SPDX-License-Identifier: BSL-1.0
#include "parvis/adapters/sqlite_storage.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "adapters/sqlite/groups.hpp"
#include "adapters/sqlite/migrations.hpp"
#include "adapters/sqlite/reading.hpp"
#include "adapters/sqlite/words.hpp"
#include "adapters/sqlite/writing.hpp"
#include "parvis/model/check.hpp"

namespace parvis::inline v1 {

namespace {

/// The connections for reading. The one given back last is taken first: its cache is warm.
class readers {
 public:
  explicit readers(const sqlite_options& options) noexcept : options_(options) {}

  /// Given back when it goes out of scope.
  class lease {
   public:
    lease(readers& pool, std::unique_ptr<sqlite::connection> c) noexcept : pool_(&pool), connection_(std::move(c)) {}
    lease(lease&&) = default;
    ~lease() {
      if (connection_ != nullptr) pool_->give_back(std::move(connection_));
    }
    sqlite::connection& operator*() const noexcept { return *connection_; }

   private:
    readers* pool_;
    std::unique_ptr<sqlite::connection> connection_;
  };

  /// Waits for one as long as a call waits for other processes.
  result<lease> take() {
    std::unique_lock held(lock_);
    const bool free = given_back_.wait_for(held, std::chrono::microseconds(options_.busy_timeout.us),
                                           [&] { return !idle_.empty() || open_ < options_.readers_max; });
    if (!free) return failure{errc::unavailable, {}, "every connection for reading is in use"};
    if (idle_.empty()) return open(held);
    auto out = std::move(idle_.back());
    idle_.pop_back();
    return lease(*this, std::move(out));
  }

 private:
  result<lease> open(std::unique_lock<std::mutex>& held) {
    idle_.reserve(++open_);  // so that giving back needs no memory
    held.unlock();
    auto made = sqlite::connection::open(options_);
    if (made) return lease(*this, std::move(made).assume_value());
    give_back(nullptr);
    return std::move(made).assume_error();
  }
  /// Null, or one that is still in a transaction: it is no more.
  void give_back(std::unique_ptr<sqlite::connection> c) noexcept {
    if (c != nullptr && c->in_transaction()) c.reset();
    const std::lock_guard held(lock_);
    if (c != nullptr) {
      idle_.push_back(std::move(c));
    } else {
      --open_;
    }
    given_back_.notify_one();
  }

  const sqlite_options& options_;
  std::mutex lock_;
  std::condition_variable given_back_;
  std::vector<std::unique_ptr<sqlite::connection>> idle_;
  std::size_t open_ = 0;
};

}  // namespace

struct sqlite_storage::state {
  explicit state(const sqlite_options& o) : options(o), reading(options), writing(options) {}

  const sqlite_options options;
  readers reading;
  sqlite::writer writing;
  sqlite::groups<sqlite::request> groups;
};

result<std::unique_ptr<sqlite_storage>> sqlite_storage::open(const sqlite_options& options) {
  if (sqlite3_threadsafe() == 0) return failure{errc::storage_unfit, {}, "SQLite is built for one thread only"};
  if (options.path.empty() || options.readers_max == 0) {
    return failure{errc::invalid_argument, options.path.empty() ? "path" : "readers_max"};
  }
  auto made = std::make_unique<state>(options);
  PARVIS_TRY(auto* const first, made->writing.connected());
  if (options.must_exist) {
    PARVIS_TRYV(sqlite::must_hold_store(*first));
  }
  PARVIS_TRYV(sqlite::migrate(*first, sqlite::migrations, options.busy_timeout));
  if (options.index_parts_of_words) {
    PARVIS_TRYV(sqlite::make_word_index(*first));
  }
  return std::unique_ptr<sqlite_storage>(new sqlite_storage(std::move(made)));
}

sqlite_storage::sqlite_storage(std::unique_ptr<state> s) : state_(std::move(s)) {}
sqlite_storage::~sqlite_storage() = default;

storage::capabilities sqlite_storage::able() const {
  return {.atomic_batches = true, .durable = state_->options.synchronous == sqlite_synchronous::full};
}

result<std::vector<std::optional<row>>> sqlite_storage::load(std::string_view workspace, std::span<const key> keys,
                                                             host_context) {
  PARVIS_TRYV(well_formed(keys));
  PARVIS_TRY(const auto reader, state_->reading.take());
  return sqlite::load(*reader, workspace, keys);
}

result<page> sqlite_storage::scan(std::string_view workspace, const query& what, host_context) {
  PARVIS_TRY(const auto plan, parvis::plan(what));
  PARVIS_TRY(const auto reader, state_->reading.take());
  return sqlite::scan(*reader, workspace, what, plan);
}

std::vector<answer> sqlite_storage::commit(std::string_view workspace, std::span<const batch> batches,
                                           host_context context) {
  std::vector<answer> out(batches.size());
  bool any = false;
  for (std::size_t i = 0; i < batches.size(); ++i) {
    const auto bad = defect_of(batches[i]);
    if (bad) out[i] = {answer_status::conflict, bad->op, why::malformed};
    any = any || !bad;
  }
  if (!any) return out;
  const auto serve = [&](std::span<sqlite::request* const> group) { state_->writing.commit_together(group); };
  sqlite::request all{workspace, batches, out};
  if (context == nullptr) {
    state_->groups.join(all, serve);
    return out;
  }
  for (std::size_t i = 0; i < batches.size(); ++i) {
    sqlite::request one{workspace, batches.subspan(i, 1), std::span(out).subspan(i, 1), context};
    if (out[i].reason != why::malformed) state_->groups.alone(one, serve);
  }
  return out;
}

result<std::size_t> sqlite_storage::maintain(std::string_view workspace, std::size_t limit, host_context) {
  auto out = result<std::size_t>(std::size_t{0});
  state_->groups.between([&] { out = state_->writing.feed_words(workspace, limit); });
  return out;
}

}  // namespace parvis::inline v1
