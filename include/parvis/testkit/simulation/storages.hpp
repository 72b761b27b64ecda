// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstring>
#include <functional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "parvis/model/schema.hpp"
#include "parvis/ports/storage.hpp"
#include "parvis/testkit/simulation/command.hpp"

// Two layers around the storage that is simulated on. The gate stands next to the portal and makes calls go wrong; the
// watch stands next to the storage, so it knows what really happened, and keeps an image of what must be in there.

namespace parvis::inline v1::testkit::simulated {

struct uuid_hash {
  std::size_t operator()(const uuid& id) const noexcept {
    std::uint64_t high = 0, low = 0;
    std::memcpy(&high, id.octet.data(), 8);
    std::memcpy(&low, id.octet.data() + 8, 8);
    return splitmix::mixed(high ^ splitmix::mixed(low));
  }
};

/// Every row of a workspace as the batches that were applied make it.
class image {
 public:
  using table = std::unordered_map<uuid, row, uuid_hash>;

  [[nodiscard]] const table& of(kind k) const { return tables_[static_cast<std::size_t>(k) - 1]; }
  [[nodiscard]] const row* find(kind k, const uuid& id) const {
    const auto found = of(k).find(id);
    return found == of(k).end() ? nullptr : &found->second;
  }

  /// Empty, or what the contract says must keep this operation from being applied.
  std::string apply(const operation& op) {
    if (op.type == op_type::absent) return {};
    auto& rows = tables_[static_cast<std::size_t>(op.kind) - 1];
    const auto found = rows.find(op.id);
    const bool exists = found != rows.end();
    if (exists == (op.type == op_type::insert)) {
      if (!(op.type == op_type::change && op.or_insert))
        return exists ? "inserts a row there is" : "there is no such row";
    }
    if (exists && op.revision && *op.revision != found->second.revision) return "applied at another revision";
    if (op.type == op_type::remove) {
      rows.erase(found);
      return {};
    }
    auto& changed = exists ? found->second : rows.emplace(op.id, fresh(op)).first->second;
    if (exists && !op.set.empty()) ++changed.revision;
    for (const auto& [column, v] : op.set) changed.set(column, v);
    for (const auto& [column, amount] : op.add) {
      const auto* before = changed.at(column);
      changed.set(column, (before != nullptr ? before->integer() : 0) + amount);
    }
    return {};
  }

 private:
  static row fresh(const operation& op) {
    row out{op.kind, op.id, 1, {}};
    const auto& columns = schema_of(op.kind)->columns;
    for (std::size_t n = 0; n < columns.size(); ++n) {
      if (columns[n].counter) out.set(n, 0);
    }
    return out;
  }

  std::array<table, schema.size()> tables_;
};

/// Whether two rows hold the same; columns past the end are null.
inline bool same_row(const row& a, const row& b) {
  if (a.revision != b.revision) return false;
  const value null;
  for (std::size_t n = 0; n < std::max(a.values.size(), b.values.size()); ++n) {
    const auto *left = a.at(n), *right = b.at(n);
    if ((left != nullptr ? *left : null) != (right != nullptr ? *right : null)) return false;
  }
  return true;
}

/// Who is told of what happens in the store.
class witness {
 public:
  virtual ~witness() = default;
  /// A batch was applied, now. Called before the answer goes up.
  virtual void applied(std::string_view workspace, const batch& what) = 0;
  virtual void asked(std::string_view workspace) = 0;
};

class watch final : public storage {
 public:
  watch(storage& inner, witness& told) : inner_(inner), told_(told) {}

  [[nodiscard]] capabilities able() const override { return inner_.able(); }

  result<std::vector<std::optional<row>>> load(std::string_view workspace, std::span<const key> keys,
                                               host_context context) override {
    told_.asked(workspace);
    note(workspace, 'l', keys.size());
    for (const auto& k : keys) {
      note_value(k.value);
      shape_ = mixed(shape_, static_cast<std::uint64_t>(k.kind) << 16 | k.column);
    }
    return inner_.load(workspace, keys, context);
  }
  result<page> scan(std::string_view workspace, const query& what, host_context context) override {
    told_.asked(workspace);
    note(workspace, 's', static_cast<std::uint64_t>(what.kind));
    return inner_.scan(workspace, what, context);
  }
  std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches,
                             host_context context) override {
    told_.asked(workspace);
    note(workspace, 'c', batches.size());
    for (const auto& b : batches) note_batch(b);
    auto answers = inner_.commit(workspace, batches, context);
    answers.resize(batches.size(), answer{answer_status::unknown});
    for (std::size_t n = 0; n < batches.size(); ++n) {
      // Sending the same batch again tells.
      for (int again = 0; answers[n].status == answer_status::unknown && again < 100; ++again) {
        answers[n] = inner_.commit(workspace, batches.subspan(n, 1), context).front();
        if (answers[n].status == answer_status::already) answers[n] = {answer_status::done};
      }
      if (answers[n].status == answer_status::done) told_.applied(workspace, batches[n]);
    }
    return answers;
  }

  /// Of all that was asked, octet by octet.
  [[nodiscard]] std::uint64_t hash() const noexcept { return hash_; }
  /// Of the kinds of calls and operations since the last time, without their values.
  std::uint64_t take_shape() noexcept { return std::exchange(shape_, 0); }

 private:
  static std::uint64_t mixed(std::uint64_t into, std::uint64_t n) { return splitmix::mixed(into ^ n) + into; }
  void note(std::string_view workspace, char call, std::uint64_t n) {
    shape_ = mixed(shape_, static_cast<std::uint64_t>(call) << 32 | n);
    hash_ = mixed(hash_, static_cast<std::uint64_t>(call) << 32 | n);
    hash_ = mixed(hash_, std::hash<std::string_view>{}(workspace));
  }
  void note_value(const value& v) {
    hash_ = mixed(hash_, static_cast<std::uint64_t>(v.integer()));
    if (!v.data().empty()) hash_ = mixed(hash_, std::hash<std::string_view>{}(v.data()));
  }
  void note_batch(const batch& b) {
    hash_ = mixed(hash_, uuid_hash{}(b.id));
    for (const auto& op : b.operations) {
      shape_ = mixed(shape_, static_cast<std::uint64_t>(op.kind) << 8 | static_cast<std::uint64_t>(op.type));
      hash_ = mixed(hash_, uuid_hash{}(op.id) + op.revision.value_or(0));
      for (const auto& [column, v] : op.set) note_value(v);
      for (const auto& a : op.add) hash_ = mixed(hash_, static_cast<std::uint64_t>(a.amount));
      for (const auto& c : op.conditions) note_value(c.value);
    }
  }

  storage& inner_;
  witness& told_;
  std::uint64_t hash_ = 0;
  std::uint64_t shape_ = 0;
};

class gate final : public storage {
 public:
  explicit gate(storage& inner) : inner_(inner) {}

  /// The `at`-th call from now goes wrong; after a death every one. `overtake`: runs before that call, for `overtaken`.
  void arm(trouble fault, std::size_t at, std::function<void()> overtake = {}) {
    fault_ = fault;
    left_ = at;
    hit_ = dead_ = false;
    overtake_ = std::move(overtake);
  }
  /// Goes on as `before` stood, which was overtaken.
  void resume(const gate& before) {
    fault_ = before.fault_;
    hit_ = before.hit_;
    dead_ = before.dead_;
  }
  [[nodiscard]] bool hit() const noexcept { return hit_; }
  [[nodiscard]] bool dead() const noexcept { return dead_; }

  [[nodiscard]] capabilities able() const override { return inner_.able(); }

  result<std::vector<std::optional<row>>> load(std::string_view workspace, std::span<const key> keys,
                                               host_context context) override {
    if (reading_fails()) return failure{errc::unavailable};
    return inner_.load(workspace, keys, context);
  }
  result<page> scan(std::string_view workspace, const query& what, host_context context) override {
    if (reading_fails()) return failure{errc::unavailable};
    return inner_.scan(workspace, what, context);
  }
  std::vector<answer> commit(std::string_view workspace, std::span<const batch> batches,
                             host_context context) override {
    const auto all = [&](answer_status how) { return std::vector(batches.size(), answer{how}); };
    if (dead_) return all(answer_status::unavailable);
    if (!now()) return inner_.commit(workspace, batches, context);
    switch (fault_) {
      case trouble::reply_lost:
      case trouble::dies_after:
        inner_.commit(workspace, batches, context);
        return all(answer_status::unknown);
      case trouble::not_applied:
        return all(answer_status::unknown);
      case trouble::half: {
        auto answers = inner_.commit(workspace, batches.first((batches.size() + 1) / 2), context);
        answers.resize(batches.size(), answer{answer_status::unavailable});
        return answers;
      }
      default:
        return all(answer_status::unavailable);
    }
  }

 private:
  bool now() {
    const bool affects_storage = fault_ >= trouble::refused && fault_ <= trouble::dies_after;
    if (!(affects_storage || overtake_) || hit_ || left_-- > 0) return false;
    hit_ = true;
    if (overtake_) {
      const auto run = std::exchange(overtake_, {});
      run();
      return false;
    }
    dead_ = fault_ == trouble::dies_before || fault_ == trouble::dies_after;
    return true;
  }
  bool reading_fails() { return dead_ || now(); }

  storage& inner_;
  trouble fault_ = trouble::none;
  std::size_t left_ = 0;
  bool hit_ = false;
  bool dead_ = false;
  std::function<void()> overtake_;
};

}  // namespace parvis::inline v1::testkit::simulated
