// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>

#include "parvis/model/column.hpp"
#include "parvis/values/ids.hpp"

namespace parvis::inline v1 {

/// Whether rows of an import may name a group that manages users.
enum class import_administrators : std::uint8_t { refused = 0, allowed = 1 };
constexpr import_administrators last_value(import_administrators) noexcept { return import_administrators::allowed; }

/// An import that was begun, by the host's own name for it. What it has done is told by the rows it made: their ids, or
/// those of their codes, are made of the name and of the key that each had in the import, with a key of the ring.
struct import_run {
  static constexpr auto kind = parvis::kind::import_run;  ///< of its rows
  uuid id{};                                              ///< never drawn twice
  std::uint64_t revision = 0;                             ///< of the row; 0 before it is stored

  std::string key{};        ///< the host's own name for it; unique
  account_id started_by{};  ///< who began it
  instant started_at{};     ///< when
  std::int64_t key_id = 0;  ///< of the key ring: its rows are known again with this key only

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("key", &import_run::key, unique);
    column("started_by", &import_run::started_by, plain);
    column("started_at", &import_run::started_at, plain);
    column("key_id", &import_run::key_id, plain);
  }
};

}  // namespace parvis::inline v1
