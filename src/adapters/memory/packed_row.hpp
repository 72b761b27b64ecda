// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "parvis/model/row.hpp"

// A stored row is one block that never changes: a change makes a new one. So a reader needs the lock only to find its
// rows, and an account takes a third of what a vector of values takes.

namespace parvis::inline v1::memory {

/// A value seen where it lies.
struct cell {
  value_type type = value_type::null;
  std::int64_t integer = 0;
  std::string_view data;

  cell() = default;
  cell(const value& v) : type(v.type()), integer(v.integer()), data(v.data()) {}  // NOLINT(google-explicit-constructor)
  cell(value_type t, std::int64_t n, std::string_view d) : type(t), integer(n), data(d) {}

  [[nodiscard]] bool is_null() const noexcept { return type == value_type::null; }
  [[nodiscard]] value copy() const {
    switch (type) {
      case value_type::null:
        return {};
      case value_type::integer:
        return {integer};
      case value_type::text:
        return value::text(data);
      case value_type::bytes:
        return value::bytes(data);
    }
    return {};
  }
  /// The order of `value`.
  friend std::strong_ordering operator<=>(const cell& a, const cell& b) noexcept {
    if (a.type != b.type) return a.type <=> b.type;
    if (a.type == value_type::integer) return a.integer <=> b.integer;
    return a.data.compare(b.data) <=> 0;
  }
  friend bool operator==(const cell& a, const cell& b) noexcept { return (a <=> b) == 0; }
};

// Columns follow each other. Each begins with an octet: two bits of type, six of size. An integer has `size` octets,
// the lowest first, and is zigzag-coded so that small negative ones stay short; text and bytes have `size` octets, or,
// from `long_size` on, four octets of size first; null stands for `size` columns. Nulls at the end are left out.
inline constexpr unsigned long_size = 63;
inline constexpr std::size_t null_run_max = 63;

class cell_writer {
 public:
  void put(const cell& c) {
    if (c.is_null()) {
      ++nulls_;
      return;
    }
    for (; nulls_ > 0; nulls_ -= std::min(nulls_, null_run_max)) tag(value_type::null, std::min(nulls_, null_run_max));
    if (c.type == value_type::integer) {
      put_integer(c.integer);
    } else {
      put_data(c);
    }
  }
  [[nodiscard]] std::string_view written() const noexcept { return out_; }
  void clear() noexcept {
    out_.clear();
    nulls_ = 0;
  }

 private:
  void tag(value_type type, std::size_t size) {
    out_ += static_cast<char>(static_cast<unsigned>(type) << 6 | static_cast<unsigned>(size));
  }
  void put_integer(std::int64_t n) {
    auto zigzag = static_cast<std::uint64_t>(n) << 1 ^ static_cast<std::uint64_t>(n >> 63);
    char octets[8];
    std::size_t size = 0;
    for (; zigzag != 0; zigzag >>= 8) octets[size++] = static_cast<char>(zigzag & 0xff);
    tag(value_type::integer, size);
    out_.append(octets, size);
  }
  void put_data(const cell& c) {
    tag(c.type, std::min<std::size_t>(c.data.size(), long_size));
    if (c.data.size() >= long_size) {
      const auto size = static_cast<std::uint32_t>(c.data.size());
      char octets[sizeof size];
      std::memcpy(octets, &size, sizeof size);
      out_.append(octets, sizeof size);
    }
    out_ += c.data;
  }

  std::string out_;
  std::size_t nulls_ = 0;
};

class cell_reader {
 public:
  explicit cell_reader(std::string_view packed) noexcept : rest_(packed) {}

  [[nodiscard]] bool at_end() const noexcept { return rest_.empty() && nulls_ == 0; }
  /// The next column; null past the end.
  cell next() noexcept {
    if (nulls_ == 0 && !rest_.empty() && !opens_nulls()) return decoded(take());
    if (nulls_ > 0) --nulls_;
    return {};
  }
  /// Leaves out `count` columns, without decoding them.
  void skip(std::size_t count) noexcept {
    for (; count > 0 && !at_end(); --count) {
      if (nulls_ == 0 && !opens_nulls()) {
        take();
        continue;
      }
      const auto run = std::min(count, nulls_);
      nulls_ -= run;
      count -= run - 1;
    }
  }

 private:
  /// Whether a run of nulls begins here; goes into it.
  bool opens_nulls() noexcept {
    const auto head = static_cast<unsigned char>(rest_.front());
    if (head > null_run_max) return false;
    nulls_ = head;
    rest_.remove_prefix(1);
    return true;
  }
  struct encoded {
    value_type type{};
    std::string_view octets;
  };
  encoded take() noexcept {
    const auto head = static_cast<unsigned char>(rest_.front());
    std::size_t at = 1, size = head & 0x3fu;
    if (size == long_size) {
      std::uint32_t long_data_size = 0;
      std::memcpy(&long_data_size, rest_.data() + at, sizeof long_data_size);
      at += sizeof long_data_size;
      size = long_data_size;
    }
    const encoded out{static_cast<value_type>(head >> 6), rest_.substr(at, size)};
    rest_.remove_prefix(at + size);
    return out;
  }
  static cell decoded(const encoded& e) noexcept {
    if (e.type != value_type::integer) return {e.type, 0, e.octets};
    std::uint64_t zigzag = 0;
    for (std::size_t i = e.octets.size(); i-- > 0;) zigzag = zigzag << 8 | static_cast<unsigned char>(e.octets[i]);
    return {e.type, static_cast<std::int64_t>(zigzag >> 1 ^ (~(zigzag & 1) + 1)), {}};
  }

  std::string_view rest_;
  std::size_t nulls_ = 0;
};

/// The block: this header, then the packed columns.
class packed_row {
 public:
  static packed_row* make(const uuid& id, std::uint64_t revision, std::string_view columns) {
    if (columns.size() > std::numeric_limits<std::uint32_t>::max()) throw std::bad_alloc();
    void* at = ::operator new(sizeof(packed_row) + columns.size());
    auto* out = new (at) packed_row(id, revision, static_cast<std::uint32_t>(columns.size()));
    std::memcpy(static_cast<char*>(at) + sizeof(packed_row), columns.data(), columns.size());
    return out;
  }

  [[nodiscard]] const uuid& id() const noexcept { return id_; }
  [[nodiscard]] std::uint64_t revision() const noexcept { return revision_; }
  [[nodiscard]] std::string_view columns() const noexcept {
    return {reinterpret_cast<const char*>(this) + sizeof(packed_row), size_};  // NOLINT: the octets behind the header
  }
  [[nodiscard]] cell at(std::size_t column) const noexcept {
    cell_reader cells(columns());
    cells.skip(column);
    return cells.next();
  }
  [[nodiscard]] row unpacked(kind k) const {
    row out{k, id_, revision_, {}};
    for (cell_reader cells(columns()); !cells.at_end();) out.values.push_back(cells.next().copy());
    return out;
  }

 private:
  friend class row_ptr;
  packed_row(const uuid& id, std::uint64_t revision, std::uint32_t size) noexcept
      : size_(size), revision_(revision), id_(id) {}

  mutable std::atomic<std::uint32_t> owners_{1};
  std::uint32_t size_;
  std::uint64_t revision_;
  uuid id_;
};

/// Shared ownership of a block.
class row_ptr {
 public:
  row_ptr() = default;
  /// Takes over the reference that `make` gave, or that `release` gave up.
  static row_ptr adopt(const packed_row* block) noexcept { return row_ptr(block); }
  static row_ptr share(const packed_row* block) noexcept {
    if (block != nullptr) block->owners_.fetch_add(1, std::memory_order_relaxed);
    return row_ptr(block);
  }
  row_ptr(row_ptr&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  row_ptr& operator=(row_ptr&& other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~row_ptr() {
    if (block_ != nullptr && block_->owners_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      ::operator delete(const_cast<packed_row*>(block_));  // NOLINT: const only for those who read it
    }
  }

  const packed_row* get() const noexcept { return block_; }
  const packed_row* operator->() const noexcept { return block_; }
  explicit operator bool() const noexcept { return block_ != nullptr; }
  const packed_row* release() noexcept { return std::exchange(block_, nullptr); }

 private:
  explicit row_ptr(const packed_row* block) noexcept : block_(block) {}

  const packed_row* block_ = nullptr;
};

}  // namespace parvis::inline v1::memory
