// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <stdlib.h>

#include <array>
#include <filesystem>
#include <memory>
#include <string>

#include "fuzz.hpp"
#include "parvis/adapters/memory_storage.hpp"
#include "parvis/adapters/sqlite_storage.hpp"
#include "parvis/testkit/reference_storage.hpp"

namespace fuzz {

/// Our two storages, and the contract in its plainest form to compare them with.
class stores {
 public:
  stores() : folder_((std::filesystem::temp_directory_path() / "parvis-fuzz-XXXXXX").string()) {
    PARVIS_HOLDS(mkdtemp(folder_.data()) != nullptr);
    sqlite_ =
        parvis::sqlite_storage::open({.path = folder_ + "/store.db", .synchronous = parvis::sqlite_synchronous::normal})
            .value();
  }
  ~stores() {
    sqlite_.reset();
    std::filesystem::remove_all(folder_);
  }
  stores(const stores&) = delete;
  stores& operator=(const stores&) = delete;

  [[nodiscard]] std::array<parvis::storage*, 2> ours() { return {&memory_, sqlite_.get()}; }
  parvis::storage& reference() { return reference_; }

 private:
  std::string folder_;
  parvis::memory_storage memory_;
  parvis::testkit::reference_storage reference_;
  std::unique_ptr<parvis::sqlite_storage> sqlite_;
};

/// Trailing nulls are as good as none.
inline bool same_row(const parvis::row& a, const parvis::row& b) {
  if (a.kind != b.kind || a.id != b.id || a.revision != b.revision) return false;
  const parvis::value null;
  for (std::size_t n = 0; n < std::max(a.values.size(), b.values.size()); ++n) {
    const auto *left = a.at(n), *right = b.at(n);
    if ((left != nullptr ? *left : null) != (right != nullptr ? *right : null)) return false;
  }
  return true;
}

inline bool same_page(const parvis::page& a, const parvis::page& b) {
  return a.more == b.more && a.count == b.count &&
         std::equal(a.rows.begin(), a.rows.end(), b.rows.begin(), b.rows.end(), same_row);
}

/// Asks one question everywhere: the answers are the same.
inline void compare_scans(stores& all, std::string_view workspace, const parvis::query& asked) {
  const auto expected = all.reference().scan(workspace, asked, nullptr);
  for (auto* const store : all.ours()) {
    const auto told = store->scan(workspace, asked, nullptr);
    PARVIS_HOLDS(told.has_value() == expected.has_value());
    if (told) {
      PARVIS_HOLDS(same_page(told.assume_value(), expected.assume_value()));
      PARVIS_HOLDS(told.assume_value().rows.size() <= asked.limit);
    } else {
      PARVIS_HOLDS(told.assume_error().code == expected.assume_error().code);
    }
  }
}

}  // namespace fuzz
