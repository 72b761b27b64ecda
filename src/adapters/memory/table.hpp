// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <limits>
#include <mutex>

#include "adapters/memory/indexes.hpp"
#include "adapters/memory/packed_row.hpp"
#include "parvis/model/schema.hpp"
#include "parvis/values/instant.hpp"

namespace parvis::inline v1::memory {

/// What the schema says of a kind, as the tables need it.
struct kind_plan {
  parvis::kind kind{};
  std::span<const column> columns;
  std::vector<column_number> unique;
  std::vector<order> orders;  ///< by id first, then the kind's `query_shapes`
};

inline std::vector<kind_plan> plans() {
  std::vector<kind_plan> out;
  for (const auto& s : schema) {
    auto& plan = out.emplace_back(kind_plan{s.kind, s.columns, {}, {order{}}});
    for (column_number n = 0; n < s.columns.size(); ++n) {
      if (s.columns[n].unique) plan.unique.push_back(n);
    }
    for (const auto& shape : query_shapes) {
      if (shape.kind == s.kind) plan.orders.push_back({{shape.equal[0], shape.equal[1], shape.sort}});
    }
  }
  return out;
}

/// All rows of a kind in a workspace. Owns them.
class table {
 public:
  table(const kind_plan& plan, const hash_seed& seed) : plan_(plan), seed_(seed), by_key_(plan.unique.size()) {
    for (const auto& o : plan.orders) orders_.emplace_back(o);
  }
  table(table&&) = default;
  ~table() {
    if (orders_.empty()) return;  // moved from
    const auto& all = orders_.front();
    for (auto p = all.begin(); p != all.end(); p = all.next(p)) row_ptr::adopt(all.at(p));
  }

  [[nodiscard]] const kind_plan& plan() const noexcept { return plan_; }
  [[nodiscard]] const ordered_index& in_order(std::size_t n) const noexcept { return orders_[n]; }

  /// The hash by which `with_id`, `prefetch` and `exchange` know an id.
  [[nodiscard]] std::uint64_t hash(const uuid& id) const noexcept { return memory::hash(seed_, id.bytes()); }
  void prefetch(std::uint64_t id_hash) const noexcept { by_id_.prefetch(id_hash); }

  const packed_row* with_id(const uuid& id, std::uint64_t id_hash) noexcept {
    const auto* found = by_id_.find(id_hash, [&](const packed_row* r) { return r->id() == id; });
    return found != nullptr ? *found : nullptr;
  }
  const packed_row* with_key(column_number column, const cell& key) noexcept {
    if (key.is_null()) return nullptr;
    const auto n =
        static_cast<std::size_t>(std::find(plan_.unique.begin(), plan_.unique.end(), column) - plan_.unique.begin());
    const auto* found = by_key_[n].find(hash(key), [&](const packed_row* r) { return r->at(column) == key; });
    return found != nullptr ? *found : nullptr;
  }

  void reserve(std::size_t more) {
    by_id_.reserve(more);
    for (auto& keys : by_key_) keys.reserve(more);
    for (auto& index : orders_) index.reserve(more);
  }
  /// After `reserve`. Puts `after` in the place of `before`; null: there is none. Owns `after` from now on, and gives
  /// `before` up to the caller.
  void exchange(std::uint64_t id_hash, const packed_row* before, const packed_row* after) noexcept {
    exchange_in(by_id_, before, id_hash, after, id_hash);
    for (std::size_t i = 0; i < by_key_.size(); ++i) {
      const auto key = [&](const packed_row* r) { return r != nullptr ? r->at(plan_.unique[i]) : cell{}; };
      const cell old = key(before), fresh = key(after);
      exchange_in(by_key_[i], old.is_null() ? nullptr : before, hash(old), fresh.is_null() ? nullptr : after,
                  hash(fresh));
    }
    for (auto& index : orders_) exchange_in(index, before, after);
  }

 private:
  using row_table = hash_table<const packed_row*>;

  [[nodiscard]] std::uint64_t hash(const cell& key) const noexcept {
    if (key.type != value_type::integer) return memory::hash(seed_, key.data);
    char octets[sizeof key.integer];
    std::memcpy(octets, &key.integer, sizeof octets);
    return memory::hash(seed_, {octets, sizeof octets});
  }
  static void exchange_in(row_table& in, const packed_row* before, std::uint64_t hash_before, const packed_row* after,
                          std::uint64_t hash_after) noexcept {
    auto* entry = before != nullptr ? in.find(hash_before, [&](const packed_row* r) { return r == before; }) : nullptr;
    if (entry != nullptr && after != nullptr && hash_before == hash_after) {
      *entry = after;
      return;
    }
    if (entry != nullptr) in.erase(entry);
    if (after != nullptr) in.insert(hash_after, after);
  }
  static void exchange_in(ordered_index& in, const packed_row* before, const packed_row* after) noexcept {
    const bool had = before != nullptr && in.holds(*before);
    const bool has = after != nullptr && in.holds(*after);
    if (had && has && in.same_place(*before, *after)) {
      in.replace(before, after);
      return;
    }
    if (had) in.erase(before);
    if (has) in.insert(after);
  }

  const kind_plan& plan_;
  const hash_seed& seed_;
  row_table by_id_;
  std::vector<row_table> by_key_;  ///< in the order of `plan.unique`
  std::vector<ordered_index> orders_;
};

/// The ids of applied batches, in two generations of a day each: an id is kept for one day at least, and forgetting
/// costs nothing.
class batch_ids {
 public:
  bool contains(std::uint64_t h, const uuid& id) noexcept {
    const auto same = [&](const uuid& other) { return other == id; };
    return current_.find(h, same) != nullptr || previous_.find(h, same) != nullptr;
  }
  void reserve(instant at) { (turns(at) ? next_ : current_).reserve(1); }
  /// After `reserve`.
  void remember(std::uint64_t h, const uuid& id, instant at) noexcept {
    if (turns(at)) {
      previous_ = std::exchange(current_, std::exchange(next_, {}));
      turned_at_ = at;
    }
    current_.insert(h, id);
  }

 private:
  [[nodiscard]] bool turns(instant at) const noexcept { return at >= turned_at_ + hours(24); }

  hash_table<uuid> previous_, current_, next_;
  instant turned_at_{std::numeric_limits<std::int64_t>::min()};
};

struct workspace {
  std::mutex lock;
  std::vector<table> tables;
  batch_ids applied;

  workspace(const std::vector<kind_plan>& plans, const hash_seed& seed) {
    tables.reserve(plans.size());
    for (const auto& plan : plans) tables.emplace_back(plan, seed);
  }
  table& of(kind k) noexcept { return tables[static_cast<std::size_t>(k) - 1]; }
};

}  // namespace parvis::inline v1::memory
