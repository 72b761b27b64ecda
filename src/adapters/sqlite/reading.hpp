// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "adapters/sqlite/connection.hpp"
#include "parvis/model/check.hpp"

namespace parvis::inline v1::sqlite {

/// Well-formed keys, all from one moment.
result<std::vector<std::optional<row>>> load(connection& in, std::string_view workspace, std::span<const key> keys);

/// A well-formed query with its plan, from one moment.
result<page> scan(connection& in, std::string_view workspace, const query& q, const query_plan& p);

}  // namespace parvis::inline v1::sqlite
