// SPDX-License-Identifier: BSL-1.0
#include "records.hpp"

namespace parvis::capi {

std::vector<field_value> fields_of(const parvis_field_value* given, std::size_t count) {
  return list(given, count, "fields", [](const parvis_field_value& one) {
    return field_value{string(one.name, "fields"), string(one.value, "fields")};
  });
}
std::vector<given_consent> consents_of(const parvis_given_consent* given, std::size_t count) {
  return list(given, count, "consents", [](const parvis_given_consent& one) {
    return given_consent{string(one.name, "consents"), string(one.version, "consents")};
  });
}

static std::optional<account_kind> audience_of(std::int32_t n) {
  if (n == 0) return std::nullopt;
  return enumerator(n, account_kind::user, account_kind::collaborator, "access");
}

static sign_up_request sign_up_of(const parvis_sign_up_request* given) {
  const auto from = grown(given, "request");
  return {.token = string(from.token, "token"),
          .first_name = string(from.first_name, "first_name"),
          .last_name = string(from.last_name, "last_name"),
          .username = string(from.username, "username"),
          .email = string(from.email, "email"),
          .password = string(from.password, "password"),
          .access = audience_of(from.access),
          .language = string(from.language, "language"),
          .fields = fields_of(from.fields, from.field_count),
          .consents = consents_of(from.consents, from.consent_count)};
}

static prove_email_request prove_email_of(const parvis_prove_email_request* given) {
  const auto from = grown(given, "request");
  return {.token = string(from.token, "token"),
          .continuation = string(from.continuation, "continuation"),
          .first_name = string(from.first_name, "first_name"),
          .last_name = string(from.last_name, "last_name"),
          .username = string(from.username, "username"),
          .password = string(from.password, "password"),
          .fields = fields_of(from.fields, from.field_count),
          .consents = consents_of(from.consents, from.consent_count)};
}

static void put(arena& room, const sign_up_form& from, parvis_sign_up_form& to) {
  to.portal_name = room.text(from.portal_name);
  to.languages = put(room, from.languages);
  to.language_count = from.languages.size();
  to.default_language = room.text(from.default_language);
  auto* audiences = room.make<std::int32_t>(from.audiences.size());
  for (std::size_t n = 0; n < from.audiences.size(); ++n) audiences[n] = static_cast<std::int32_t>(from.audiences[n]);
  to.audiences = audiences;
  to.audience_count = from.audiences.size();
  to.fields = put(room, from.fields);
  to.field_count = from.fields.size();
  to.consents = put(room, from.consents);
  to.consent_count = from.consents.size();
}

static void put(arena& room, const invite_check& from, parvis_invite_check& to) {
  to.audience = static_cast<std::int32_t>(from.audience);
  to.portal_name = room.text(from.portal_name);
  to.language = room.text(from.language);
  to.email = room.text(from.email);
  to.fields = put(room, from.fields);
  to.field_count = from.fields.size();
  to.consents = put(room, from.consents);
  to.consent_count = from.consents.size();
}

static void put(arena& room, const sign_up_reply& from, parvis_sign_up_reply& to) {
  to.message = room.text(from.message);
  to.continuation = room.text(from.continuation);
  if (from.account) to.account = one<parvis_account_view>(room, *from.account);
}

}  // namespace parvis::capi

using namespace parvis::capi;

extern "C" {

parvis_status parvis_view_sign_up_form(parvis_portal* portal, const parvis_caller* by, const parvis_sign_up_form** out,
                                       const parvis_error** error) {
  return call(portal, by, out, error, [](auto& door, const auto& who) { return door.view_sign_up_form(who); });
}
parvis_status parvis_check_invite(parvis_portal* portal, const parvis_caller* by, parvis_text token,
                                  const parvis_invite_check** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.check_invite(who, view(token, "token")); });
}
parvis_status parvis_sign_up(parvis_portal* portal, const parvis_caller* by, const parvis_sign_up_request* request,
                             const parvis_sign_up_reply** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.sign_up(who, sign_up_of(request)); });
}
parvis_status parvis_start_sign_up(parvis_portal* portal, const parvis_caller* by,
                                   const parvis_start_sign_up_request* request, const parvis_sign_up_reply** out,
                                   const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    return door.start_sign_up(who, {string(from.token, "token"), string(from.email, "email"), audience_of(from.access),
                                    string(from.language, "language")});
  });
}
parvis_status parvis_prove_email(parvis_portal* portal, const parvis_caller* by,
                                 const parvis_prove_email_request* request, const parvis_account_view** out,
                                 const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.prove_email(who, prove_email_of(request)); });
}
parvis_status parvis_join(parvis_portal* portal, const parvis_caller* by, const parvis_join_request* request,
                          const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto from = grown(request, "request");
    return door.join(
        who, {string(from.token, "token"), string(from.username, "username"), string(from.password, "password")});
  });
}

}  // extern "C"
