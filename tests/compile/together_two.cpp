// SPDX-License-Identifier: BSL-1.0
#include "all_headers.hpp"

const void* category_seen_elsewhere();
const void* category_seen_elsewhere() { return &parvis::category(); }
