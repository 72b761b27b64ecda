// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "parvis/model/column.hpp"
#include "parvis/values/ids.hpp"

namespace parvis::inline v1 {

/// Somebody who was erased and of whom other rows may still tell: what those rows are found by, until none is left and
/// this one goes too.
struct erasure {
  static constexpr auto kind = parvis::kind::erasure;  ///< of its rows
  account_id id{};                                     ///< of the account
  std::uint64_t revision = 0;                          ///< of the row; 0 before it is stored

  std::string email_key{};  ///< the account's, until then; earlier ones are in notes
  instant erased_at{};      ///< what is newer is not theirs any more

  /// Names the columns in the order of their numbers.
  template <class Columns>
  static constexpr void describe(Columns&& column) {
    column("email_key", &erasure::email_key, plain);
    column("erased_at", &erasure::erased_at, plain);
  }
};

}  // namespace parvis::inline v1
