// SPDX-License-Identifier: BSL-1.0
// What the library hands out, as JSON. These shapes are what `--json` prints: members are added, never renamed.
#pragma once

#include <initializer_list>

#include "door.hpp"

namespace console {

json shape(const parvis_settings&);
json shape(const parvis_settings_impact&);
json shape(const parvis_account_view&);
json shape(const parvis_group&);
json shape(const parvis_invite_view&);
json shape(const parvis_invite&);
json shape(const parvis_pool_view&);
json shape(const parvis_grant&);
json shape(const parvis_reservation&);
json shape(const parvis_seat_holder&);
json shape(const parvis_seat_use&);
json shape(const parvis_pool_forecast&);
json shape(const parvis_seat_forecast&);
json shape(const parvis_catalog&);
json shape(const parvis_quote&);
json shape(const parvis_order&);
json shape(const parvis_outbox_item&);
json shape(const parvis_mail_preview&);
json shape(const parvis_drain_reply&);
json shape(const parvis_run_due_reply&);
json shape(const parvis_event&);
json shape(const parvis_audit_anchor&);
json shape(const parvis_store_report&);
/// {"account"…, "status", "error"}
json shape(const parvis_account_outcome&);
json shape(const parvis_invite_outcome&);

/// People are counted up to here: because the tool asks for no more, or because the library tells no more.
inline constexpr std::size_t counted_at_most = 10'000;
/// Names in "capped" those of the numbers that were not counted to their end.
void tell_capped(json& of, std::initializer_list<const char*> numbers);

/// A list of growable records.
template <class Record>
json shapes(const Record* const* items, std::size_t count) {
  auto out = json::array();
  for (const auto* const one : std::span(items, count)) out.push_back(shape(*one));
  return out;
}

/// null for none
json shape_of_id(const parvis_uuid& id);
json shape_of_moment(parvis_time_us at);
json shape_of_texts(const parvis_text* items, std::size_t count);

}  // namespace console
