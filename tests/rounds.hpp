// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdlib>
#include <string_view>

/// How often something that chance decides is tried: `usual`, or ten times as often in `tests/run --long`.
inline unsigned rounds_of(unsigned usual) {
  const char* const asked = std::getenv("PARVIS_LONG");
  return asked != nullptr && std::string_view(asked) == "1" ? usual * 10 : usual;
}
