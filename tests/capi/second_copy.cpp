// SPDX-License-Identifier: BSL-1.0
// A shared object with a copy of the C++ library of its own, as a vendor's plugin has one.
#include <parvis.hpp>

__attribute__((visibility("default"))) const std::error_category& category_of_the_second_copy();
const std::error_category& category_of_the_second_copy() { return parvis::category(); }
