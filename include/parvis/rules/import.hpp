// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parvis/model/check.hpp"
#include "parvis/model/import_run.hpp"
#include "parvis/rules/invites.hpp"
#include "parvis/rules/people.hpp"

// Imports: each row is one that a single command would have made. What makes an import more than a loop is that it can
// be stopped anywhere, and that many rows share a batch.

namespace parvis::inline v1 {

struct import_facts {
  parvis::settings settings;
  actor_facts actor;
  std::optional<import_run> run{};  ///< with this key
};

/// Begins an import with the key `key_id` of the ring, or goes on with it: the rows it made before are known by the
/// same run.
inline result<decision<import_run>> start_import(const import_facts& facts, const std::string& key, std::int64_t key_id,
                                                 stamp& at) {
  PARVIS_TRYV(require_manager(facts.actor));
  const auto run = facts.run.value_or(import_run{.id = at.ids.next(),
                                                 .revision = 1,
                                                 .key = key,
                                                 .started_by = facts.actor.who->id,
                                                 .started_at = at.now,
                                                 .key_id = key_id});
  decision<import_run> out{actor_unchanged(facts.actor), run};
  append(out.operations, {unchanged(facts.settings), facts.run ? unchanged(run) : inserting(run),
                          record(at, {.what = event_type::import_started,
                                      .subject = run.id,
                                      .actor = facts.actor.who->id,
                                      .settings_revision = static_cast<std::int64_t>(facts.settings.revision),
                                      .number = facts.run ? 1 : 0})});
  return out;
}

/// What the group of a row may not permit, unless the import says that it may: nobody becomes an administrator by a
/// line that was overlooked in a long list.
constexpr permissions withheld_from_rows(import_administrators may) noexcept {
  return may == import_administrators::refused ? permissions::users_manage : permissions::none;
}

/// What is digested of a row, with the key that its import names: whoever has only the store cannot try addresses on
/// what an import made. The same in a dry run, which has no run yet.
inline std::string marked_text(std::string_view import_key, std::string_view row_key) {
  return std::string(import_key).append(1, '\0').append(row_key);
}

/// The last octets of a row's digest are what its codes are made of, those before them what it is known again by: other
/// ones, for codes are shown.
inline constexpr std::size_t code_seed_octets = 16;

/// What a row of an import is known again by: an id whose last half, made of the row's digest, says which row it is.
/// With the time of the import's beginning it is always the same one; with the present time it stands where the newest
/// rows stand.
inline uuid mark_of(std::string_view digest, instant at) {
  std::array<std::uint8_t, 8> octets{};
  digest.remove_suffix(code_seed_octets);
  std::copy_n(digest.end() - octets.size(), octets.size(), octets.begin());
  return id_source{at, octets}.next();
}
/// Whether two marks are of the same row.
inline bool is_same_row(const uuid& a, const uuid& b) noexcept { return a.bytes().substr(8) == b.bytes().substr(8); }

/// What the codes of a row are made of.
inline uuid code_seed(std::string_view digest) {
  return *uuid::from_bytes(digest.substr(digest.size() - code_seed_octets));
}

/// Several rows of a list in one batch: what all of them ask of a row is asked once, and what they take from one pool
/// is taken at once. Each row was decided as if those before it were applied.
class shared_batch {
 public:
  /// `pools`: as they are before the first row.
  explicit shared_batch(std::vector<seat_pool> pools) : pools_(std::move(pools)) {}

  [[nodiscard]] bool empty() const noexcept { return operations_.empty(); }

  /// One more row, which is moved from; false, and nothing changed, where it needs a batch of its own, or another one.
  bool add(std::vector<operation>& row) {
    if (!empty() && (is_alone_ || takes_alone(row))) return false;
    std::vector<operation*> more;
    auto takes = takes_;
    for (auto& op : row) {
      if (is_take(op)) {
        count(takes, op);
      } else if (!is_asked(op)) {
        if (is_named(op) && !is_counted(op)) return false;
        more.push_back(&op);
      }
    }
    if (operations_.size() + more.size() + takes.size() > operations_max) return false;
    is_alone_ = takes_alone(row);
    takes_ = std::move(takes);
    for (auto* op : more) {
      if (is_counted(*op)) {
        append_joined(operations_, {std::move(*op)});
      } else {
        operations_.push_back(std::move(*op));
      }
    }
    return true;
  }

  /// What is to be committed. The pools come last, for they are what everybody meets at.
  std::vector<operation> operations(instant now) && {
    for (const auto& [pool, seats] : takes_) {
      const auto found = std::ranges::find(pools_, pool, &seat_pool::id);
      operations_.push_back(take_seat(*found, now, seats));
    }
    return std::move(operations_);
  }

 private:
  struct taken {
    pool_id pool;
    std::int64_t seats;
  };

  /// A seat that anybody might have taken; one that was kept for somebody is another matter.
  static bool is_take(const operation& op) {
    return op.kind == kind::seat_pool && std::ranges::any_of(op.add, [](const addition& one) {
             return one.column == column_of(&seat_pool::held) && one.amount > 0;
           });
  }
  static bool takes_alone(const std::vector<operation>& row) {
    return std::ranges::any_of(row, [](const operation& op) { return op.kind == kind::seat_pool && !is_take(op); });
  }
  static void count(std::vector<taken>& takes, const operation& op) {
    const auto found = std::ranges::find(takes, pool_id{op.id}, &taken::pool);
    if (found == takes.end()) {
      takes.push_back({pool_id{op.id}, 1});
    } else {
      ++found->seats;
    }
  }

  static bool is_guard(const operation& op) {
    return op.type == op_type::change && op.set.empty() && op.add.empty() && op.conditions.empty();
  }
  /// Whether a change of the same row asks for the same revision already.
  [[nodiscard]] bool is_asked_with(const operation& op) const {
    return std::ranges::any_of(operations_, [&](const operation& one) {
      return one.type == op_type::change && one.kind == op.kind && one.id == op.id && one.revision == op.revision;
    });
  }
  [[nodiscard]] bool is_asked(const operation& op) const { return is_guard(op) && is_asked_with(op); }
  /// Whether it only counts on a row that the batch asks for anyway, as whoever enters a group does.
  [[nodiscard]] bool is_counted(const operation& op) const {
    return op.type == op_type::change && op.set.empty() && op.conditions.empty() && is_asked_with(op);
  }
  [[nodiscard]] bool is_named(const operation& op) const {
    return !detail::names_a_key(op) && std::ranges::any_of(operations_, [&](const operation& one) {
      return one.kind == op.kind && one.id == op.id && !detail::names_a_key(one);
    });
  }

  std::vector<seat_pool> pools_;
  std::vector<operation> operations_;
  std::vector<taken> takes_;
  bool is_alone_ = false;
};

}  // namespace parvis::inline v1
