// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <span>
#include <vector>

#include "adapters/memory/packed_row.hpp"
#include "parvis/model/query.hpp"

// Two kinds of index over rows that they do not own. Both are changed in two steps: `reserve`, which may run out of
// memory and changes nothing, then insertions and removals that cannot fail. So a batch is applied whole.

namespace parvis::inline v1::memory {

/// SipHash-1-3 (Aumasson and Bernstein): keyed, so nobody can choose e-mail addresses that collide.
struct hash_seed {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
};
inline std::uint64_t hash(const hash_seed& seed, std::string_view data) noexcept {
  std::uint64_t v0 = seed.first ^ 0x736f6d6570736575, v1 = seed.second ^ 0x646f72616e646f6d,
                v2 = seed.first ^ 0x6c7967656e657261, v3 = seed.second ^ 0x7465646279746573;
  const auto round = [&] {
    v0 += v1, v2 += v3, v1 = std::rotl(v1, 13) ^ v0, v3 = std::rotl(v3, 16) ^ v2, v0 = std::rotl(v0, 32);
    v2 += v1, v0 += v3, v1 = std::rotl(v1, 17) ^ v2, v3 = std::rotl(v3, 21) ^ v0, v2 = std::rotl(v2, 32);
  };
  const auto absorb = [&](std::uint64_t word) { v3 ^= word, round(), v0 ^= word; };
  std::uint64_t word = 0;
  std::size_t i = 0;
  for (; i + sizeof word <= data.size(); i += sizeof word) {
    std::memcpy(&word, data.data() + i, sizeof word);
    absorb(word);
  }
  word = 0;
  if (i < data.size()) std::memcpy(&word, data.data() + i, data.size() - i);
  absorb(word | static_cast<std::uint64_t>(data.size()) << 56);
  v2 ^= 0xff;
  round(), round(), round();
  return v0 ^ v1 ^ v2 ^ v3;
}

/// A hash table with linear probing of entries that know nothing of their keys: the caller compares. The hash is kept
/// beside each entry, so growing reads no row.
template <class Entry>
class hash_table {
 public:
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// Begins to fetch what `find` and `insert` will look at.
  void prefetch(std::uint64_t h) const noexcept {
    if (!slots_.empty()) __builtin_prefetch(&slots_[home(h)]);
  }
  void reserve(std::size_t more) {
    if ((size_ + more) * 4 <= slots_.size() * 3) return;
    std::vector<slot> old(std::bit_ceil(std::max<std::size_t>(8, (size_ + more) * 2)));
    old.swap(slots_);
    size_ = 0;
    for (const auto& s : old) {
      if (s.hash != 0) insert(s.hash, s.entry);
    }
  }
  /// After `reserve`. `h`: any, the same for equal keys.
  void insert(std::uint64_t h, const Entry& entry) noexcept {
    auto at = home(h);
    while (slots_[at].hash != 0) at = next(at);
    slots_[at] = {entry, kept(h)};
    ++size_;
  }
  template <class Equal>
  Entry* find(std::uint64_t h, Equal&& equal) noexcept {
    if (slots_.empty()) return nullptr;
    for (auto at = home(h); slots_[at].hash != 0; at = next(at)) {
      if (slots_[at].hash == kept(h) && equal(slots_[at].entry)) return &slots_[at].entry;
    }
    return nullptr;
  }
  /// `entry`: as `find` returned it. Entries behind it move up, so that no search stops short.
  void erase(Entry* entry) noexcept {
    auto hole = static_cast<std::size_t>(reinterpret_cast<slot*>(entry) - slots_.data());  // NOLINT: its first member
    for (auto at = next(hole); slots_[at].hash != 0; at = next(at)) {
      const auto distance = [&](std::size_t to) { return (to - home(slots_[at].hash)) & (slots_.size() - 1); };
      if (distance(hole) > distance(at)) continue;
      slots_[hole] = slots_[at];
      hole = at;
    }
    slots_[hole] = {};
    --size_;
  }

 private:
  struct slot {
    Entry entry{};
    std::uint32_t hash = 0;  ///< 0: free
  };
  static std::uint32_t kept(std::uint64_t h) noexcept { return static_cast<std::uint32_t>(h) | 1u; }
  std::size_t home(std::uint64_t h) const noexcept { return (kept(h) >> 1) & (slots_.size() - 1); }
  std::size_t next(std::size_t at) const noexcept { return (at + 1) & (slots_.size() - 1); }

  std::vector<slot> slots_;
  std::size_t size_ = 0;
};

/// The columns that an index is in the order of, and then the id. Rows in which one of them is null are not in it.
struct order {
  std::array<column_number, 3> columns{id_column, id_column, id_column};  ///< `id_column`: not used
};

/// A point between two rows of an order: the first `depth` of the columns and the id are compared, and the rows that
/// agree in them lie behind it, or, with `past`, before it.
struct bound {
  std::array<cell, 3> columns{};
  uuid id{};
  std::size_t depth = 4;
  bool past = false;
};

/// Rows in an order, in chunks: as small as a sorted vector, and an insertion moves one chunk only.
class ordered_index {
 public:
  explicit ordered_index(const order& by) : by_(by) {}

  /// Where a row stands; `end()` is past the last row.
  struct position {
    std::size_t chunk = 0;
    std::size_t slot = 0;
    friend auto operator<=>(const position&, const position&) = default;
  };

  [[nodiscard]] bool holds(const packed_row& r) const noexcept {
    return std::all_of(by_.columns.begin(), by_.columns.end(),
                       [&](column_number n) { return n == id_column || !r.at(n).is_null(); });
  }
  /// The point right before a row.
  [[nodiscard]] bound place_of(const packed_row& r) const noexcept {
    bound out;
    for (std::size_t i = 0; i < by_.columns.size(); ++i) {
      if (by_.columns[i] != id_column) out.columns[i] = r.at(by_.columns[i]);
    }
    out.id = r.id();
    return out;
  }

  void reserve(std::size_t more) {
    chunks_.reserve(std::bit_ceil(chunks_.size() + more));
    while (spare_.size() < more) spare_.push_back(std::make_unique<chunk>());
  }
  /// After `reserve`.
  void insert(const packed_row* r) noexcept {
    if (chunks_.empty()) {
      chunks_.push_back(take_spare());
      chunks_.front()->rows[chunks_.front()->size++] = r;
      return;
    }
    auto at = find(place_of(*r));
    if (at.slot == 0 && at.chunk > 0) at = {at.chunk - 1, chunks_[at.chunk - 1]->size};  // behind, not before
    if (chunks_[at.chunk]->size == chunk_rows) at = split(at);
    auto& c = *chunks_[at.chunk];
    std::copy_backward(&c.rows[at.slot], &c.rows[c.size], &c.rows[c.size + 1]);
    c.rows[at.slot] = r;
    ++c.size;
  }
  void erase(const packed_row* r) noexcept {
    const auto at = find(place_of(*r));
    auto& c = *chunks_[at.chunk];
    std::copy(&c.rows[at.slot + 1], &c.rows[c.size], &c.rows[at.slot]);
    --c.size;
    const bool joins = at.chunk + 1 < chunks_.size() && c.size + chunks_[at.chunk + 1]->size <= chunk_rows / 2;
    if (joins) {
      auto& follower = *chunks_[at.chunk + 1];
      std::copy(&follower.rows[0], &follower.rows[follower.size], &c.rows[c.size]);
      c.size += follower.size;
    }
    if (joins || c.size == 0) chunks_.erase(chunks_.begin() + static_cast<std::ptrdiff_t>(at.chunk + (joins ? 1 : 0)));
  }
  /// Both rows have the same place.
  void replace(const packed_row* old, const packed_row* with) noexcept {
    const auto at = find(place_of(*old));
    chunks_[at.chunk]->rows[at.slot] = with;
  }

  [[nodiscard]] bool same_place(const packed_row& a, const packed_row& b) const noexcept {
    return a.id() == b.id() && std::all_of(by_.columns.begin(), by_.columns.end(),
                                           [&](column_number n) { return n == id_column || a.at(n) == b.at(n); });
  }

  /// The first row behind a point.
  [[nodiscard]] position find(const bound& point) const noexcept {
    const auto before_it = [&](const packed_row* r) { return before(*r, point); };
    // Ids mostly grow, so what is looked for is mostly behind or in the last chunk.
    const bool in_last = !chunks_.empty() && before_it(chunks_.back()->rows[0]);
    if (in_last && before_it(chunks_.back()->rows[chunks_.back()->size - 1])) return end();
    // The last chunk that begins before the point: the row is in it, or is the first of the next.
    const auto next = in_last ? chunks_.end()
                              : std::partition_point(chunks_.begin(), chunks_.end(),
                                                     [&](const auto& c) { return before_it(c->rows[0]); });
    if (next == chunks_.begin()) return {};
    const auto& c = **std::prev(next);
    const auto* row = std::partition_point(&c.rows[0], &c.rows[c.size], before_it);
    return normal(
        {static_cast<std::size_t>(std::prev(next) - chunks_.begin()), static_cast<std::size_t>(row - &c.rows[0])});
  }
  [[nodiscard]] position begin() const noexcept { return {}; }
  [[nodiscard]] position end() const noexcept { return {chunks_.size(), 0}; }
  [[nodiscard]] const packed_row* at(const position& p) const noexcept { return chunks_[p.chunk]->rows[p.slot]; }
  [[nodiscard]] position next(const position& p) const noexcept { return normal({p.chunk, p.slot + 1}); }
  [[nodiscard]] position previous(const position& p) const noexcept {
    return p.slot > 0 ? position{p.chunk, p.slot - 1} : position{p.chunk - 1, chunks_[p.chunk - 1]->size - 1};
  }

 private:
  static constexpr std::size_t chunk_rows = 126;
  struct chunk {
    std::size_t size = 0;
    std::array<const packed_row*, chunk_rows + 1> rows{};
  };

  [[nodiscard]] bool before(const packed_row& r, const bound& point) const noexcept {
    for (std::size_t i = 0; i < point.depth; ++i) {
      if (i < by_.columns.size() && by_.columns[i] == id_column) continue;
      const auto o = i < by_.columns.size() ? r.at(by_.columns[i]) <=> point.columns[i] : r.id() <=> point.id;
      if (o != 0) return o < 0;
    }
    return point.past;
  }
  /// One name for each position: the end of a chunk is the beginning of the next.
  [[nodiscard]] position normal(const position& p) const noexcept {
    return p.chunk < chunks_.size() && p.slot == chunks_[p.chunk]->size ? position{p.chunk + 1, 0} : p;
  }
  std::unique_ptr<chunk> take_spare() noexcept {
    auto out = std::move(spare_.back());
    spare_.pop_back();
    return out;
  }
  /// Moves the upper rows of a full chunk to a new one, and says where `at` is now. Ids mostly grow, so the last chunk
  /// gives up little: what was inserted in order leaves full chunks behind.
  position split(const position& at) noexcept {
    auto& c = *chunks_[at.chunk];
    const bool last = at.chunk + 1 == chunks_.size();
    const std::size_t keep = last ? chunk_rows - chunk_rows / 8 : chunk_rows / 2;
    auto fresh = take_spare();
    std::copy(&c.rows[keep], &c.rows[c.size], &fresh->rows[0]);
    fresh->size = c.size - keep;
    c.size = keep;
    chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(at.chunk + 1), std::move(fresh));
    return at.slot > keep ? position{at.chunk + 1, at.slot - keep} : at;
  }

  order by_;
  std::vector<std::unique_ptr<chunk>> chunks_;
  std::vector<std::unique_ptr<chunk>> spare_;
};

}  // namespace parvis::inline v1::memory
