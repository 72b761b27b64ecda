// SPDX-License-Identifier: BSL-1.0
#include <chrono>

#include "parvis/adapters/system.hpp"

namespace parvis::inline v1 {

result<instant> system_clock::now() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();  // POSIX time since C++20
  return instant{std::chrono::duration_cast<std::chrono::microseconds>(since_1970).count()};
}

}  // namespace parvis::inline v1
