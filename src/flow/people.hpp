// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <vector>

#include "flow/core.hpp"
#include "parvis/rules/people.hpp"

namespace parvis::inline v1::detail {

/// The form about a user to be added, all errors at once.
result<add_account_command> parse_user(const add_user_request& request, const session& in);

/// What adding somebody is decided on, besides the settings and who acts.
void want_addition(reader& rows, add_account_facts& facts, const add_account_command& command,
                   const std::vector<reservation_id>& kept, const stamp& at);

}  // namespace parvis::inline v1::detail
