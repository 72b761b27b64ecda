// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "boundary.hpp"

// Records that several chapters read or write.

namespace parvis::capi {

std::vector<reservation_id> reservations_of(const parvis_uuid* given, std::size_t count);
seat_grant seat_grant_of(const parvis_seat_grant* given);
add_user_request user_of(const parvis_add_user_request* given);
std::vector<field_value> fields_of(const parvis_field_value* given, std::size_t count);
std::vector<given_consent> consents_of(const parvis_given_consent* given, std::size_t count);

add_user_request user_of(const parvis_add_user_request* given);
add_portal_account_request portal_account_of(const parvis_add_portal_account_request* given);
create_invite_request options_of(const parvis_create_invite_request* given);
invitee invitee_of(const parvis_invitee& from);

void put(arena& room, const account_page& from, parvis_account_page& to);
void put(arena& room, const pool_view& from, parvis_pool_view& to);
void put(arena& room, const std::vector<account_outcome>& from, parvis_account_outcome_list& to);

}  // namespace parvis::capi
