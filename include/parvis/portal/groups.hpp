// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parvis/model/settings.hpp"

namespace parvis::inline v1 {

/// A group to be.
struct add_group_request {
  std::string name{};                                   ///< one line of 100 code points at most
  parvis::permissions permissions = permissions::none;  ///< of every member
  /// Words of the host's own, 64 at most: lower-case letters, digits, `_` and `.`, 64 at most, a letter first. One that
  /// begins with an access and a dot, as `core.templates`, goes with that access only.
  std::vector<std::string> host_permissions{};
};

/// What of a group is to be different. A member without a value is left alone.
struct edit_group_request {
  group_id group{};                     ///< of the workspace
  std::optional<std::uint64_t> seen{};  ///< the revision the actor looked at; `stale` if it changed since; empty: any
  std::optional<std::string> name{};    ///< as of a new group
  std::optional<parvis::permissions> permissions{};            ///< likewise
  std::optional<std::vector<std::string>> host_permissions{};  ///< likewise; all of them
};

/// Which group is to go.
struct remove_group_request {
  group_id group{};                     ///< of the workspace
  std::optional<std::uint64_t> seen{};  ///< as of `edit_group_request`
};

/// Who is to be in which group.
struct change_group_request {
  account_id account{};                 ///< a user
  group_id group{};                     ///< of the workspace
  std::optional<std::uint64_t> seen{};  ///< the revision the actor looked at; `stale` if it changed since; empty: any
};

}  // namespace parvis::inline v1
