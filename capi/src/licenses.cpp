// SPDX-License-Identifier: BSL-1.0
#include "parvis/messages.hpp"
#include "records.hpp"

namespace parvis::capi {

seat_grant seat_grant_of(const parvis_seat_grant* given) {
  const auto from = grown(given, "grant");
  return {string(from.sku, "sku"), from.quantity, moment(from.starts_at), moment(from.ends_at),
          id_of<grant_id>(from.id)};
}

void put(arena& room, const pool_view& from, parvis_pool_view& to) {
  to.sku = room.text(from.sku);
  to.capacity = from.capacity;
  to.held = from.held;
  to.waiting = from.waiting;
  to.remaining = from.remaining;
  to.over_by = from.over_by;
  to.next_change_at = from.next_change_at.us;
  to.granted = from.granted;
  to.overage = from.overage;
  to.reserved_seats = from.reserved;
  to.peak = from.peak;
  to.moves = from.moves;
}

std::vector<reservation_id> reservations_of(const parvis_uuid* given, std::size_t count) {
  return list(given, count, "reservations", [](const parvis_uuid& id) { return id_of<reservation_id>(id); });
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
  to.order = put(from.order);
}
static void put(arena& room, const std::vector<grant>& from, parvis_grant_list& to) {
  to.items = each<parvis_grant>(room, from, [&](const grant& g, parvis_grant& item) { put(room, g, item); });
  to.item_count = from.size();
}
static void put(arena& room, const std::vector<pool_view>& from, parvis_pool_list& to) {
  to.items = each<parvis_pool_view>(room, from, [&](const auto& p, parvis_pool_view& item) { put(room, p, item); });
  to.item_count = from.size();
}

static void put(arena& room, const entitlement& from, parvis_entitlement& to) {
  to.sku = room.text(from.sku);
  to.quantity = from.quantity;
  to.next_change_at = from.next_change_at.us;
}

static reserve_seats_request reservation_of(const parvis_reserve_seats_request* given) {
  const auto from = grown(given, "request");
  return {string(from.sku, "sku"),
          from.seats,
          {from.lasts_us},
          string(from.purpose, "purpose"),
          id_of<reservation_id>(from.id)};
}
static void put(arena& room, const reservation& from, parvis_reservation& to) {
  to.id = put(from.id);
  to.sku = room.text(from.sku);
  to.seats = from.seats;
  to.left = from.left;
  to.expires_at = from.expires_at.us;
  to.reserved_by = put(from.reserved_by);
  to.reserved_at = from.reserved_at.us;
  to.purpose = room.text(from.purpose);
}
static void put(arena& room, const std::vector<reservation>& from, parvis_reservation_list& to) {
  to.items = each<parvis_reservation>(room, from, [&](const auto& r, parvis_reservation& item) { put(room, r, item); });
  to.item_count = from.size();
}

static seat_demand demand_of(const parvis_seat_demand* given) {
  const auto from = grown(given, "demands");
  return {id_of<account_id>(from.account), enumerator(from.access, access::none, last_value(access{}), "access"),
          from.people == 0 ? 1 : from.people};
}
static void put(arena& room, const pool_forecast& from, parvis_pool_forecast& to) {
  to.sku = room.text(from.sku);
  to.takes = from.takes;
  to.frees = from.frees;
  to.free = from.free;
  to.lacks = from.lacks;
  to.waiting = from.waiting;
}
static void put(arena& room, const seat_forecast& from, parvis_seat_forecast& to) {
  to.pools = each<parvis_pool_forecast>(room, from.pools,
                                        [&](const auto& p, parvis_pool_forecast& item) { put(room, p, item); });
  to.pool_count = from.pools.size();
  to.would_wait = put_ids(room, from.would_wait);
  to.would_wait_count = from.would_wait.size();
  to.without_seat = put_ids(room, from.without_seat);
  to.without_seat_count = from.without_seat.size();
  to.people_without_seat = from.people_without_seat;
}

static list_holders_request holders_of(const parvis_list_holders_request* given) {
  const auto from = grown(given, "request");
  return {string(from.sku, "sku"), cursor_of(from.after), limit_or_50(from.limit)};
}
static void put(arena& room, const holder_page& from, parvis_holder_page& to) {
  to.items = each<parvis_seat_holder>(room, from.holders, [&](const seat_holder& h, parvis_seat_holder& item) {
    item.account = one<parvis_account_view>(room, h.account);
    item.since = h.since.us;
  });
  to.item_count = from.holders.size();
  to.next = put(room, from.next);
}

static void put(arena& room, const std::vector<seat_use>& from, parvis_seat_use_list& to) {
  to.items = each<parvis_seat_use>(room, from, [&](const seat_use& u, parvis_seat_use& item) {
    item.sku = room.text(u.sku);
    item.starts_at = u.starts_at.us;
    item.ends_at = u.ends_at.us;
    item.peak = u.peak;
    item.capacity = u.capacity;
  });
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

parvis_status parvis_allow_overage(parvis_portal* portal, const parvis_caller* by,
                                   const parvis_allow_overage_request* request, const parvis_pool_view** out,
                                   const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    return door.allow_overage(who, {string(from.sku, "sku"), from.seats});
  });
}
parvis_status parvis_check_entitlement(parvis_portal* portal, const parvis_caller* by, parvis_text sku,
                                       const parvis_entitlement** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.check_entitlement(who, view(sku, "sku")); });
}
parvis_status parvis_reserve_seats(parvis_portal* portal, const parvis_caller* by,
                                   const parvis_reserve_seats_request* request, const parvis_reservation** out,
                                   const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.reserve_seats(who, reservation_of(request)); });
}
parvis_status parvis_release_reservation(parvis_portal* portal, const parvis_caller* by, const parvis_uuid* reservation,
                                         const parvis_reservation** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    return door.release_reservation(who, parvis::reservation_id{id_of(reservation, "reservation")});
  });
}
parvis_status parvis_list_reservations(parvis_portal* portal, const parvis_caller* by, parvis_text sku,
                                       const parvis_reservation_list** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.list_reservations(who, view(sku, "sku")); });
}
parvis_status parvis_preview_seats(parvis_portal* portal, const parvis_caller* by,
                                   const parvis_seat_demand* const* demands, size_t demand_count,
                                   const parvis_seat_forecast** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    return door.preview_seats(who, list(demands, demand_count, "demands", demand_of));
  });
}
parvis_status parvis_list_holders(parvis_portal* portal, const parvis_caller* by,
                                  const parvis_list_holders_request* request, const parvis_holder_page** out,
                                  const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.list_holders(who, holders_of(request)); });
}
parvis_status parvis_view_use(parvis_portal* portal, const parvis_caller* by, const parvis_view_use_request* request,
                              const parvis_seat_use_list** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    return door.view_use(who,
                         {string(from.sku, "sku"), {from.from}, moment(from.until).value_or(parvis::instant::never())});
  });
}

parvis_status parvis_license_label(parvis_text sku, parvis_text language, const parvis_words** out,
                                   const parvis_error** error) {
  if (out != nullptr) *out = nullptr;
  return guard(error, [&]() -> parvis::result<> {
    return hand_out(out, parvis::license_label(view(sku, "sku"), view(language, "language")));
  });
}

}  // extern "C"
