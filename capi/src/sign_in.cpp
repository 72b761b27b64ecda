// SPDX-License-Identifier: BSL-1.0
#include "records.hpp"

namespace parvis::capi {

static void put(arena& room, const reset_request_reply& from, parvis_words& to) { put(room, from.message, to); }

static void put(arena& room, const issued_api_key& from, parvis_issued_api_key& to) {
  to.account = one<parvis_account_view>(room, from.account);
  to.key = room.text(from.key);
}

}  // namespace parvis::capi

using namespace parvis::capi;

extern "C" {

parvis_status parvis_sign_in(parvis_portal* portal, const parvis_caller* by, const parvis_sign_in_request* request,
                             const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    return door.sign_in(
        who, {string(from.identifier, "identifier"), string(from.password, "password"), string(from.source, "source")});
  });
}
parvis_status parvis_change_password(parvis_portal* portal, const parvis_caller* by,
                                     const parvis_change_password_request* request, const parvis_account_view** out,
                                     const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    return door.change_password(who, {string(from.identifier, "identifier"), string(from.password, "password"),
                                      string(from.new_password, "new_password"), string(from.source, "source")});
  });
}
parvis_status parvis_request_password_reset(parvis_portal* portal, const parvis_caller* by, parvis_text email,
                                            const parvis_words** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.request_password_reset(who, {string(email, "email")}); });
}
parvis_status parvis_reset_password(parvis_portal* portal, const parvis_caller* by,
                                    const parvis_reset_password_request* request, const parvis_account_view** out,
                                    const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    return door.reset_password(who, {string(from.token, "token"), string(from.password, "password")});
  });
}
parvis_status parvis_request_email_change(parvis_portal* portal, const parvis_caller* by,
                                          const parvis_request_email_change_request* request,
                                          const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    return door.request_email_change(
        who, {string(from.email, "email"), string(from.password, "password"), string(from.source, "source")});
  });
}
parvis_status parvis_prove_email_change(parvis_portal* portal, const parvis_caller* by, parvis_text token,
                                        const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.prove_email_change(who, {string(token, "token")}); });
}
parvis_status parvis_issue_api_key(parvis_portal* portal, const parvis_caller* by, const parvis_uuid* account,
                                   const parvis_issued_api_key** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    return door.issue_api_key(who, parvis::account_id{id_of(account, "account")});
  });
}
parvis_status parvis_revoke_api_key(parvis_portal* portal, const parvis_caller* by, const parvis_uuid* account,
                                    const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    return door.revoke_api_key(who, parvis::account_id{id_of(account, "account")});
  });
}
parvis_status parvis_verify_api_key(parvis_portal* portal, const parvis_caller* by, parvis_text key,
                                    const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.verify_api_key(who, view(key, "key")); });
}

}  // extern "C"
