// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace parvis::inline v1 {

/// Where the library says what an operator may want to know. Never receives a secret, an address or a name. May be
/// called from several threads at once; must not throw.
class log {
 public:
  virtual ~log() = default;
  /// `event`: a stable code such as "mail_dead". `detail`: ids and numbers only.
  virtual void note(std::string_view event, std::string_view detail) noexcept = 0;
};

}  // namespace parvis::inline v1
