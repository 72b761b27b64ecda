// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "parvis/model/inspection.hpp"

namespace parvis::inline v1 {

class progress;

/// How a store is looked through.
struct inspect_store_request {
  parvis::progress* progress = nullptr;                 ///< told after each page how many rows were looked at; borrowed
  parvis::search_keys search_keys = search_keys::told;  ///< of accounts
};

}  // namespace parvis::inline v1
