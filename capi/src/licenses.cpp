// SPDX-License-Identifier: BSL-1.0
#include "parvis/messages.hpp"
#include "records.hpp"

namespace parvis::capi {

seat_grant seat_grant_of(const parvis_seat_grant* given) {
  const auto from = grown(given, "grant");
  return {string(from.sku, "sku"), from.quantity, moment(from.starts_at), moment(from.ends_at)};
}

void put(arena& room, const pool_view& from, parvis_pool_view& to) {
  to.sku = room.text(from.sku);
  to.capacity = from.capacity;
  to.held = from.held;
  to.waiting = from.waiting;
  to.remaining = from.remaining;
  to.over_by = from.over_by;
  to.next_change_at = from.next_change_at.us;
}

static void put(arena& room, const grant& from, parvis_grant& to) {
  to.id = put(from.id);
  to.revision = from.revision;
  to.sku = room.text(from.sku);
  to.quantity = from.quantity;
  to.starts_at = from.starts_at.us;
  to.ends_at = from.ends_at.us;
  to.created_by = put(from.created_by);
  to.created_at = from.created_at.us;
}
static void put(arena& room, const std::vector<grant>& from, parvis_grant_list& to) {
  to.items = each<parvis_grant>(room, from, [&](const grant& g, parvis_grant& item) { put(room, g, item); });
  to.item_count = from.size();
}
static void put(arena& room, const std::vector<pool_view>& from, parvis_pool_list& to) {
  to.items = each<parvis_pool_view>(room, from, [&](const auto& p, parvis_pool_view& item) { put(room, p, item); });
  to.item_count = from.size();
}

}  // namespace parvis::capi

using namespace parvis::capi;

extern "C" {

parvis_status parvis_grant_seats(parvis_portal* portal, const parvis_caller* by, const parvis_seat_grant* grant,
                                 const parvis_pool_view** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.grant_seats(who, seat_grant_of(grant)); });
}
parvis_status parvis_end_grant(parvis_portal* portal, const parvis_caller* by, const parvis_end_grant_request* request,
                               const parvis_pool_view** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    return door.end_grant(who, {id_of<parvis::grant_id>(from.grant), moment(from.ends_at)});
  });
}
parvis_status parvis_list_grants(parvis_portal* portal, const parvis_caller* by, parvis_text sku,
                                 const parvis_grant_list** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.list_grants(who, view(sku, "sku")); });
}
parvis_status parvis_list_pools(parvis_portal* portal, const parvis_caller* by, const parvis_pool_list** out,
                                const parvis_error** error) {
  return call(portal, by, out, error, [](auto& door, const auto& who) { return door.list_pools(who); });
}

parvis_status parvis_license_label(parvis_text sku, parvis_text language, const parvis_words** out,
                                   const parvis_error** error) {
  if (out != nullptr) *out = nullptr;
  return guard(error, [&]() -> parvis::result<> {
    return hand_out(out, parvis::license_label(view(sku, "sku"), view(language, "language")));
  });
}

}  // extern "C"
