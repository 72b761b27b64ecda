// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>

#include "parvis/base.h"
#include "parvis/values/ids.hpp"

// What a call hands out is one block: a head of ours, the record that the caller sees, and room for what it points to.
// Only a large reply needs a second piece of memory.

namespace parvis::capi {

class arena {
 public:
  arena(const arena&) = delete;
  arena& operator=(const arena&) = delete;

  /// `n` records, all zero. Throws `std::bad_alloc`.
  template <class T>
  T* make(std::size_t n = 1) {
    static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= alignment);
    if (n == 0) return nullptr;
    constexpr auto size = sizeof(T);  // NOLINT(bugprone-sizeof-expression): a list of pointers is one of them
    if (n > room_max / size) throw std::bad_alloc();
    return static_cast<T*>(take(n * size));
  }
  parvis_text text(std::string_view of) {
    auto* to = make<char>(of.size());
    if (!of.empty()) std::memcpy(to, of.data(), of.size());
    return {to, of.size()};
  }
  parvis_bytes bytes(std::string_view of) {
    const auto copied = text(of);
    return {reinterpret_cast<const std::uint8_t*>(copied.data), copied.size};  // NOLINT: octets
  }

 protected:
  static constexpr std::size_t alignment = 16;
  static constexpr std::size_t room_max = std::size_t{1} << 40;
  static constexpr std::size_t round_up(std::size_t n) { return (n + alignment - 1) & ~(alignment - 1); }

  arena(char* at, char* end) noexcept : at_(at), end_(end) {}
  ~arena() {
    while (more_ != nullptr) {
      auto* next = more_->next;
      ::operator delete(more_);
      more_ = next;
    }
  }

 private:
  struct piece {
    piece* next;
  };

  void* take(std::size_t size) {
    size = round_up(size);
    if (size > static_cast<std::size_t>(end_ - at_)) grow(size);
    auto* out = at_;
    at_ += size;
    std::memset(out, 0, size);
    return out;
  }
  void grow(std::size_t size) {
    next_size_ = size > next_size_ ? size : next_size_ * 2;
    auto* raw = static_cast<char*>(::operator new(round_up(sizeof(piece)) + next_size_));
    more_ = new (raw) piece{more_};
    at_ = raw + round_up(sizeof(piece));
    end_ = at_ + next_size_;
  }

  char* at_;
  char* end_;
  std::size_t next_size_ = 2048;
  piece* more_ = nullptr;
};

/// The head of a block. It stands right before the record, so that the record leads back to it.
class alignas(16) block final : public arena {
 public:
  /// What `parvis_free` goes by.
  [[nodiscard]] bool whole() const noexcept { return mark_ == alive; }

  template <class T>
  static block* create() {
    constexpr std::size_t size = sizeof(block) + round_up(sizeof(T)) + room;
    auto* raw = static_cast<char*>(::operator new(size));
    auto* out = new (raw) block(raw + sizeof(block), raw + size);
    out->make<T>();
    return out;
  }
  static void free(block* one) noexcept {
    one->mark_ = gone;
    one->~block();
    ::operator delete(one);
  }
  static block* of(const void* record) noexcept {
    // NOLINTNEXTLINE: what was handed out may be freed, and its head stands right before it.
    return reinterpret_cast<block*>(const_cast<char*>(static_cast<const char*>(record)) - sizeof(block));
  }
  void* record() noexcept { return this + 1; }

 private:
  static constexpr std::uint64_t alive = 0x7061727669732101;
  static constexpr std::uint64_t gone = 0x7061727669732100;
  static constexpr std::size_t room = 768;

  block(char* at, char* end) noexcept : arena(at, end) {}
  ~block() = default;

  std::uint64_t mark_ = alive;
};

/// A record on its way out, freed with all it points to unless it is released.
template <class T>
class reply {
 public:
  reply() : block_(block::create<T>()) { record().struct_size = sizeof(T); }

  T& record() noexcept { return *static_cast<T*>(block_->record()); }
  arena& room() noexcept { return *block_; }
  T* release() noexcept { return static_cast<T*>(block_.release()->record()); }

 private:
  struct free {
    void operator()(block* one) const noexcept { block::free(one); }
  };
  std::unique_ptr<block, free> block_;
};

}  // namespace parvis::capi
