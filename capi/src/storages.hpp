// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>

#include "boundary.hpp"
#include "parvis/ports/storage.hpp"

namespace parvis::capi {

/// A table that was taken: from `keep` on its `destroy` runs with it.
template <class Table>
class owned {
 public:
  owned(const Table& table) : table_(table) {}  // NOLINT(google-explicit-constructor)
  ~owned() {
    if (kept_ && table_.destroy != nullptr) table_.destroy(table_.user_data);
  }
  owned(const owned&) = delete;
  owned& operator=(const owned&) = delete;

  void keep() noexcept { kept_ = true; }
  const Table* operator->() const noexcept { return &table_; }

 private:
  Table table_;
  bool kept_ = false;
};

/// A storage as the portal uses it: the host's slots, or one of ours without the way through them.
class any_storage {
 public:
  virtual ~any_storage() = default;
  virtual parvis::storage& get() noexcept = 0;
  virtual void keep() noexcept = 0;
};
/// Throws `refused` when a slot is missing. What it takes is kept from `keep` on.
std::unique_ptr<any_storage> storage_of(const parvis_storage* table);

}  // namespace parvis::capi
