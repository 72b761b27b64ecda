// SPDX-License-Identifier: BSL-1.0
#include "records.hpp"

namespace parvis::capi {

static deactivate_request activity_of(const parvis_activity_request* given) {
  const auto from = grown(given, "request");
  return {id_of<account_id>(from.account), revision(from.seen),
          enumerator(from.notice, notice::mail, notice::silent, "notice")};
}

static void put(arena& room, const account_page& from, parvis_account_page& to) {
  to.items = each<parvis_account_view>(room, from.accounts,
                                       [&](const account_view& a, parvis_account_view& item) { put(room, a, item); });
  to.item_count = from.accounts.size();
  to.next = put(room, from.next);
  to.count = from.count;
}

}  // namespace parvis::capi

using namespace parvis::capi;

extern "C" {

parvis_status parvis_add_user(parvis_portal* portal, const parvis_caller* by, const parvis_add_user_request* request,
                              const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    using enum parvis::access;
    return door.add_user(who,
                         {.first_name = string(from.first_name, "first_name"),
                          .last_name = string(from.last_name, "last_name"),
                          .email = string(from.email, "email"),
                          .language = string(from.language, "language"),
                          .group = id_of<parvis::group_id>(from.group),
                          .access = enumerator_or(from.access, core, client, last_value(parvis::access{}), "access")});
  });
}
parvis_status parvis_deactivate(parvis_portal* portal, const parvis_caller* by, const parvis_activity_request* request,
                                const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.deactivate(who, activity_of(request)); });
}
parvis_status parvis_reactivate(parvis_portal* portal, const parvis_caller* by, const parvis_activity_request* request,
                                const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.reactivate(who, activity_of(request)); });
}
parvis_status parvis_list_accounts(parvis_portal* portal, const parvis_caller* by,
                                   const parvis_list_accounts_request* request, const parvis_account_page** out,
                                   const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    using enum parvis::account_state;
    return door.list_accounts(who, {.state = enumerator_or(from.state, pending, invited, erased, "state"),
                                    .after = cursor_of(from.after),
                                    .limit = limit_or_50(from.limit),
                                    .count_cap = from.count_cap});
  });
}

}  // extern "C"
