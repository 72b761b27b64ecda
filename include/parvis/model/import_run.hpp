// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "parvis/model/column.hpp"
#include "parvis/values/ids.hpp"

namespace parvis::inline v1 {

/// An import that was begun, by the host's own name for it. What it has done is told by the rows it made: their ids, or
/// those of their codes, are made of this row and of the key that each had in the import.
struct import_run {
  static constexpr auto kind = parvis::kind::import_run;  ///< of its rows
  uuid id{};                                              ///< never drawn twice
  std::uint64_t revision = 0;                             ///< of the row; 0 before it is stored

  std::string key{};        ///< the host's own name for it; unique
  account_id started_by{};  ///< who began it
  instant started_at{};     ///< when

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("key", &import_run::key, unique);
    column("started_by", &import_run::started_by, plain);
    column("started_at", &import_run::started_at, plain);
  }
};

}  // namespace parvis::inline v1
