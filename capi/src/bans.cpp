// SPDX-License-Identifier: BSL-1.0
#include "records.hpp"

namespace parvis::capi {

static notice notice_of(std::int32_t number) { return enumerator(number, notice::mail, notice::silent, "notice"); }

static ban_request ban_of(const parvis_ban_request* given) {
  const auto from = grown(given, "request");
  return {id_of<account_id>(from.account), string(from.reason, "reason"), moment(from.until), revision(from.seen),
          notice_of(from.notice)};
}
static unban_request unban_of(const parvis_unban_request* given) {
  const auto from = grown(given, "request");
  return {id_of<account_id>(from.account), revision(from.seen), notice_of(from.notice)};
}
static replace_request replace_of(const parvis_replace_request* given) {
  const auto from = grown(given, "request");
  return {id_of<account_id>(from.account), user_of(from.newcomer), revision(from.seen), notice_of(from.notice),
          string(from.reason, "reason")};
}

static void put(arena& room, const replace_reply& from, parvis_replace_reply& to) {
  to.left = one<parvis_account_view>(room, from.left);
  to.added = one<parvis_account_view>(room, from.added);
}

}  // namespace parvis::capi

using namespace parvis::capi;

extern "C" {

parvis_status parvis_ban(parvis_portal* portal, const parvis_caller* by, const parvis_ban_request* request,
                         const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) { return door.ban(who, ban_of(request)); });
}
parvis_status parvis_unban(parvis_portal* portal, const parvis_caller* by, const parvis_unban_request* request,
                           const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) { return door.unban(who, unban_of(request)); });
}
parvis_status parvis_replace(parvis_portal* portal, const parvis_caller* by, const parvis_replace_request* request,
                             const parvis_replace_reply** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.replace(who, replace_of(request)); });
}

}  // extern "C"
