// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "flow/core.hpp"
#include "parvis/rules/invites.hpp"
#include "parvis/rules/people.hpp"

// What is the same whether one person is added, invited or let go, or many at once.

namespace parvis::inline v1::detail {

/// What a form says of somebody to be added, and what of it could not be read.
add_account_command parse_addition(const add_user_request& request, const session& in);
add_account_command parse_addition(const add_portal_account_request& request, const session& in);

/// What the options of a link say.
result<create_invite_command> parse_options(const session& in, const create_invite_request& request, invite_type type);

/// What adding somebody is decided on, besides the settings and who acts.
void want_addition(reader& rows, add_account_facts& facts, const add_account_command& command,
                   const std::vector<reservation_id>& kept, const stamp& at);

/// What the trail says of somebody in words, by digest.
using notes = std::map<std::string, std::string>;
result<notes> notes_of(session& in, account_id who);

/// An address that is somebody's, or was.
struct held_address {
  std::string key{};
  instant until{};  ///< what names it and is newer is not theirs
};
/// All that were theirs, `last` among them: the trail tells when each of the earlier ones was left, and a note which.
result<std::vector<held_address>> addresses_of(session& in, account_id who, held_address last, const notes& about);

}  // namespace parvis::inline v1::detail
