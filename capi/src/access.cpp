// SPDX-License-Identifier: BSL-1.0
#include "boundary.hpp"

namespace parvis::capi {

static access access_of(std::int32_t number) {
  return enumerator(number, access::none, last_value(access{}), "access");
}

static change_access_request change_of(const parvis_change_access_request* given) {
  const auto from = grown(given, "request");
  return {id_of<account_id>(from.account), access_of(from.access), revision(from.seen),
          enumerator(from.notice, notice::mail, notice::silent, "notice")};
}
static approve_access_request approval_of(const parvis_approve_access_request* given) {
  const auto from = grown(given, "request");
  return {id_of<account_id>(from.account), access_of(from.access), revision(from.seen), revision(from.seen_settings)};
}
static reject_access_request refusal_of(const parvis_reject_access_request* given) {
  const auto from = grown(given, "request");
  return {.account = id_of<account_id>(from.account),
          .access = access_of(from.access),
          .seen = revision(from.seen),
          .seen_settings = revision(from.seen_settings),
          .reason = string(from.reason, "reason"),
          .notice = enumerator(from.notice, notice::mail, notice::silent, "notice")};
}

}  // namespace parvis::capi

using namespace parvis::capi;

extern "C" {

parvis_status parvis_change_access(parvis_portal* portal, const parvis_caller* by,
                                   const parvis_change_access_request* request, const parvis_account_view** out,
                                   const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.change_access(who, change_of(request)); });
}
parvis_status parvis_ask_access(parvis_portal* portal, const parvis_caller* by, int32_t access,
                                const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.ask_access(who, access_of(access)); });
}
parvis_status parvis_approve_access(parvis_portal* portal, const parvis_caller* by,
                                    const parvis_approve_access_request* request, const parvis_account_view** out,
                                    const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.approve_access(who, approval_of(request)); });
}
parvis_status parvis_reject_access(parvis_portal* portal, const parvis_caller* by,
                                   const parvis_reject_access_request* request, const parvis_account_view** out,
                                   const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.reject_access(who, refusal_of(request)); });
}

}  // extern "C"
