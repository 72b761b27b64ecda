// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parvis/model/schema.hpp"
#include "parvis/ports/progress.hpp"
#include "parvis/ports/storage.hpp"
#include "parvis/testkit/contract/printing.hpp"
#include "parvis/testkit/seeded_random.hpp"

namespace parvis::inline v1::testkit {

/// How thoroughly a store is examined. The defaults take seconds in memory and about a minute on a disk.
struct contract_options {
  std::uint64_t seed = 1;    ///< the same seed asks the same questions in the same order, threads apart
  std::size_t steps = 1500;  ///< of the comparison with the model
  std::size_t threads = 8;   ///< 2 at least
  std::size_t rounds = 40;   ///< of every race
  /// Every clause works in workspaces of its own, whose names begin so: a store that was examined before needs a new
  /// prefix.
  std::string workspace_prefix = "contract";
  std::string_view only{};  ///< the name of one clause; empty: all
  /// Closes the store and opens it again on what it has kept; the result replaces the store. Empty: nothing is kept.
  std::function<storage&()> reopen{};
  parvis::progress* progress = nullptr;  ///< told after each clause; borrowed
};

/// What a clause examines a store with: short names for what is asked of it, and what did not hold.
class probe {
 public:
  probe(storage& examined, const contract_options& how, std::string_view clause)
      : options(how), store_(&examined), workspace_(how.workspace_prefix + " / " + std::string(clause)) {}

  const contract_options& options;
  splitmix numbers{options.seed};

  [[nodiscard]] storage& store() const noexcept { return *store_; }
  [[nodiscard]] const std::string& workspace() const noexcept { return workspace_; }
  /// From now on in another workspace.
  void enter(std::string_view name) { workspace_ = name; }
  void reopen() { store_ = &options.reopen(); }

  /// Greater than every id before, like the library's own. Thread-safe.
  uuid fresh_id() {
    const auto n = ++ids_;
    uuid out;
    out.octet[0] = 0x55;
    for (std::size_t i = 0; i < 8; ++i) out.octet[8 + i] = static_cast<std::uint8_t>(n >> (56 - 8 * i));
    return out;
  }
  /// A batch that was never sent before. Thread-safe.
  batch fresh(std::vector<operation> operations) {
    return {.id = fresh_id(), .at = {1'750'000'000'000'000}, .operations = std::move(operations)};
  }

  answer send(const batch& b) {
    const auto answers = store_->commit(workspace_, {&b, 1}, nullptr);
    return answers.size() == 1 ? answers.front() : answer{};
  }
  answer commit(std::vector<operation> operations) { return send(fresh(std::move(operations))); }

  std::vector<std::optional<row>> load(const std::vector<key>& keys) {
    auto got = store_->load(workspace_, keys, nullptr);
    if (got && got.assume_value().size() == keys.size()) return std::move(got).assume_value();
    fail(got ? "load answers another number of rows than there are keys" : "load fails");
    return std::vector<std::optional<row>>(keys.size());
  }
  std::optional<row> load(kind k, const uuid& id) { return load({key::by_id(k, id)}).front(); }
  std::optional<row> load(kind k, column_number unique, const value& v) { return load({{k, unique, v}}).front(); }
  /// A column of a row; null when there is no such row.
  value read(kind k, const uuid& id, column_number n) {
    const auto r = load(k, id);
    return r && r->at(n) != nullptr ? *r->at(n) : value{};
  }
  page scan(const query& q) {
    auto got = store_->scan(workspace_, q, nullptr);
    if (got) return std::move(got).assume_value();
    fail("a listed query fails: " + printed(q));
    return {};
  }

  // What must hold. The first thing that does not is the explanation. Not for use in threads.

  void fail(std::string what) {
    if (explanation_.empty()) explanation_ = std::move(what);
  }
  void expect(bool holds, std::string_view what) {
    if (!holds) fail(std::string(what));
  }
  void expect(const answer& got, const answer& wanted, std::string_view of) {
    if (got != wanted) fail(std::string(of) + ": answered " + printed(got) + ", not " + printed(wanted));
  }
  void expect_done(const answer& got, std::string_view of) { expect(got, {answer_status::done}, of); }
  void expect_conflict(const answer& got, why reason, std::string_view of, std::size_t op = 0,
                       column_number column = 0) {
    expect(got, {answer_status::conflict, op, reason, column}, of);
  }
  void expect(const value& got, const value& wanted, std::string_view of) {
    if (got != wanted) fail(std::string(of) + ": is " + printed(got) + ", not " + printed(wanted));
  }
  [[nodiscard]] const std::string& explanation() const noexcept { return explanation_; }

 private:
  storage* store_;
  std::string workspace_;
  std::string explanation_;
  std::atomic<std::uint64_t> ids_ = 0;
};

// Short forms of the operations that clauses are made of.

inline operation insert(kind k, const uuid& id, std::vector<assignment> set = {}, std::vector<addition> add = {}) {
  return {.type = op_type::insert, .kind = k, .id = id, .set = std::move(set), .add = std::move(add)};
}
inline operation change(kind k, const uuid& id, std::vector<assignment> set = {}, std::vector<addition> add = {}) {
  return {.type = op_type::change, .kind = k, .id = id, .set = std::move(set), .add = std::move(add)};
}
inline operation change_if(kind k, const uuid& id, std::vector<condition> conditions) {
  return {.type = op_type::change, .kind = k, .id = id, .conditions = std::move(conditions)};
}
inline operation remove(kind k, const uuid& id) { return {.type = op_type::remove, .kind = k, .id = id}; }
inline operation absent(kind k, const uuid& id) { return {.type = op_type::absent, .kind = k, .id = id}; }
inline operation absent(kind k, column_number unique, value key) {
  return {.type = op_type::absent, .kind = k, .set = {{unique, std::move(key)}}};
}

/// The columns that clauses speak of.
namespace columns {
inline constexpr auto email = column_of(&account::email);
inline constexpr auto email_key = column_of(&account::email_key);
inline constexpr auto username_key = column_of(&account::username_key);
inline constexpr auto first_name = column_of(&account::first_name);
inline constexpr auto state = column_of(&account::state);
inline constexpr auto created_at = column_of(&account::created_at);
inline constexpr auto queued_at = column_of(&account::queued_at);
inline constexpr auto waiting_for = column_of(&account::waiting_for);
inline constexpr auto group = column_of(&account::group);
inline constexpr auto invite = column_of(&account::invite);
inline constexpr auto name = column_of(&counter::name);
inline constexpr auto count = column_of(&counter::count);
inline constexpr auto at_most = column_of(&counter::at_most);
inline constexpr auto at_least = column_of(&counter::at_least);
inline constexpr auto sku = column_of(&seat_pool::sku);
inline constexpr auto capacity = column_of(&seat_pool::capacity);
inline constexpr auto held = column_of(&seat_pool::held);
inline constexpr auto waiting = column_of(&seat_pool::waiting);
inline constexpr auto subject = column_of(&note::subject);
inline constexpr auto text = column_of(&note::text);
inline constexpr auto digest = column_of(&note::digest);
}  // namespace columns

/// One sentence of the contract, and what examines it.
struct clause {
  std::string_view name;
  void (*examine)(probe&);
};

}  // namespace parvis::inline v1::testkit
