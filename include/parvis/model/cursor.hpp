// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "parvis/model/row.hpp"

namespace parvis::inline v1 {

/// Where a page ended: the last row's sort value and id.
struct cursor {
  parvis::value value;  ///< of the sort column
  uuid id;              ///< of the row
  friend bool operator==(const cursor&, const cursor&) = default;
};

}  // namespace parvis::inline v1
