// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

namespace parvis::inline v1 {

/// SHA-256 (FIPS 180-4): 32 octets. Cannot fail but for memory.
std::string sha256(std::string_view octets);

}  // namespace parvis::inline v1
