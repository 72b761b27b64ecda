// SPDX-License-Identifier: BSL-1.0
#include "all_headers.hpp"

const void* category_seen_elsewhere();

int main() { return category_seen_elsewhere() == &parvis::category() ? 0 : 1; }
