// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdlib>
#include <string_view>

/// How often something that chance decides is tried: `usual`, or ten times as often in `tests/run --long`.
inline unsigned rounds_of(unsigned usual) {
  const char* const asked = std::getenv("PARVIS_LONG");
  return asked != nullptr && std::string_view(asked) == "1" ? usual * 10 : usual;
}

/// The same for races between threads. They are played in full under the thread sanitizer; where addresses are watched,
/// in a build that is not optimised, a quarter shows what is freed too early.
inline unsigned race_rounds_of(unsigned usual) {
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
  usual = (usual + 3) / 4;
#endif
#endif
  return rounds_of(usual);
}
