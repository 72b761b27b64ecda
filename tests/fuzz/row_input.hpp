// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <vector>

#include "fuzz.hpp"
#include "parvis/model/schema.hpp"

// Values, ids and numbers of columns as a hostile store or caller might make them.

namespace fuzz {

/// Null, an integer, text or bytes of a line each, or an id.
inline parvis::value value_from(input& in) {
  using parvis::value;
  switch (in.below(5)) {
    case 0:
      return {};
    case 1:
      return {in.number()};
    case 2:
      return value::text(in.line());
    case 3:
      return value::bytes(in.line());
    default:
      return value::of(parvis::uuid::well_known(in.octet()));
  }
}

/// One of the kinds, or a number that is none.
inline parvis::kind kind_from(input& in) { return static_cast<parvis::kind>(1 + in.below(parvis::schema.size() + 1)); }

/// Mostly one of a kind's columns.
inline parvis::column_number column_from(input& in, parvis::kind of) {
  const auto* known = parvis::schema_of(of);
  const auto n = in.below((known != nullptr ? known->columns.size() : 0) + 3);
  const bool far = known == nullptr || n == known->columns.size() + 2;
  return static_cast<parvis::column_number>(far ? in.number() : static_cast<std::int64_t>(n));
}

}  // namespace fuzz
