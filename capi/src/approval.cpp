// SPDX-License-Identifier: BSL-1.0
#include "records.hpp"

namespace parvis::capi {

void put(arena& room, const std::vector<account_outcome>& from, parvis_account_outcome_list& to) {
  to.items = each<parvis_account_outcome>(room, from, [&](const account_outcome& row, parvis_account_outcome& item) {
    const auto& what = row.outcome;
    item.status = what ? PARVIS_DONE : static_cast<parvis_status>(what.assume_error().code);
    item.account = put(row.account);
    if (what) {
      item.view = one<parvis_account_view>(room, what.assume_value());
    } else {
      item.error = one<parvis_error>(room, what.assume_error());
    }
  });
  to.item_count = from.size();
}

static approve_request approve_of(const parvis_approve_request* given) {
  const auto from = grown(given, "request");
  return {id_of<account_id>(from.account), revision(from.seen), revision(from.seen_settings),
          reservations_of(from.reservations, from.reservation_count)};
}
static reject_request reject_of(const parvis_reject_request* given) {
  const auto from = grown(given, "request");
  return {.account = id_of<account_id>(from.account),
          .seen = revision(from.seen),
          .seen_settings = revision(from.seen_settings),
          .reason = string(from.reason, "reason"),
          .notice = enumerator(from.notice, notice::mail, notice::silent, "notice")};
}

}  // namespace parvis::capi

using namespace parvis::capi;

extern "C" {

parvis_status parvis_approve(parvis_portal* portal, const parvis_caller* by, const parvis_approve_request* request,
                             const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.approve(who, approve_of(request)); });
}
parvis_status parvis_reject(parvis_portal* portal, const parvis_caller* by, const parvis_reject_request* request,
                            const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.reject(who, reject_of(request)); });
}
parvis_status parvis_approve_each(parvis_portal* portal, const parvis_caller* by,
                                  const parvis_approve_request* const* requests, size_t request_count,
                                  const parvis_account_outcome_list** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    return door.approve_each(who, list(requests, request_count, "requests", approve_of));
  });
}
parvis_status parvis_reject_each(parvis_portal* portal, const parvis_caller* by,
                                 const parvis_reject_request* const* requests, size_t request_count,
                                 const parvis_account_outcome_list** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    return door.reject_each(who, list(requests, request_count, "requests", reject_of));
  });
}
parvis_status parvis_approve_pending(parvis_portal* portal, const parvis_caller* by, size_t limit,
                                     const parvis_account_outcome_list** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) { return door.approve_pending(who, limit); });
}
parvis_status parvis_reopen(parvis_portal* portal, const parvis_caller* by, const parvis_approve_request* request,
                            const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.reopen(who, approve_of(request)); });
}

}  // extern "C"
