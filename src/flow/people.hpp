// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <vector>

#include "flow/core.hpp"
#include "parvis/rules/invites.hpp"
#include "parvis/rules/people.hpp"

// What is the same whether one person is added, invited or let go, or many at once.

namespace parvis::inline v1::detail {

/// What a form says of somebody to be added; all that is wrong with it at once.
result<add_account_command> parse_addition(const add_user_request& request, const session& in);
result<add_account_command> parse_addition(const add_portal_account_request& request, const session& in);

/// What the options of a link say.
result<create_invite_command> parse_options(const session& in, const create_invite_request& request, invite_type type);

/// What adding somebody is decided on, besides the settings and who acts.
void want_addition(reader& rows, add_account_facts& facts, const add_account_command& command,
                   const std::vector<reservation_id>& kept, const stamp& at);

}  // namespace parvis::inline v1::detail
