// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <cstddef>
#include <string>

namespace parvis::test {

/// A `sqlite3_vfs` over the default one whose calls fail as told. Registered while it lives; one at a time.
class failing_vfs {
 public:
  static constexpr const char* name = "parvis-failing";

  failing_vfs();
  ~failing_vfs();
  failing_vfs(const failing_vfs&) = delete;
  failing_vfs& operator=(const failing_vfs&) = delete;

  enum class how { once, for_ever };
  /// From now on the n-th call, counted from 1, fails with an I/O error of its kind; or it and all that follow.
  void fail(std::size_t n, how);
  /// From now on no file may grow beyond so many octets: the disk is full.
  void limit(sqlite3_int64 size);
  void heal();
  [[nodiscard]] bool failed() const noexcept;        ///< since `fail`
  [[nodiscard]] std::size_t syncs() const noexcept;  ///< of any file, since it was made
};

}  // namespace parvis::test
