// SPDX-License-Identifier: BSL-1.0
#include "records.hpp"

namespace parvis::capi {

static deactivate_request deactivate_of(const parvis_activity_request* given) {
  const auto from = grown(given, "request");
  if (from.reservation_count != 0) refuse("reservations", "nobody who goes needs a seat");
  return {id_of<account_id>(from.account), revision(from.seen),
          enumerator(from.notice, notice::mail, notice::silent, "notice"), string(from.reason, "reason")};
}
static reactivate_request reactivate_of(const parvis_activity_request* given) {
  const auto from = grown(given, "request");
  if (!string(from.reason, "reason").empty()) refuse("reason", "whoever comes back needs none");
  return {id_of<account_id>(from.account), revision(from.seen),
          enumerator(from.notice, notice::mail, notice::silent, "notice"),
          reservations_of(from.reservations, from.reservation_count)};
}

add_user_request user_of(const parvis_add_user_request* given) {
  const auto from = grown(given, "request");
  return {.first_name = string(from.first_name, "first_name"),
          .last_name = string(from.last_name, "last_name"),
          .email = string(from.email, "email"),
          .language = string(from.language, "language"),
          .group = id_of<group_id>(from.group),
          .access = enumerator_or(from.access, access::core, access::client, last_value(access{}), "access"),
          .seniority = string(from.seniority, "seniority"),
          .job_title = string(from.job_title, "job_title"),
          .mobile = string(from.mobile, "mobile"),
          .address = string(from.address, "address"),
          .company = string(from.company, "company"),
          .code = string(from.code, "code"),
          .fields = fields_of(from.fields, from.field_count),
          .reservations = reservations_of(from.reservations, from.reservation_count)};
}

add_portal_account_request portal_account_of(const parvis_add_portal_account_request* given) {
  const auto from = grown(given, "request");
  return {.first_name = string(from.first_name, "first_name"),
          .last_name = string(from.last_name, "last_name"),
          .email = string(from.email, "email"),
          .language = string(from.language, "language"),
          .access = enumerator_or(from.access, access::client, access::client, last_value(access{}), "access"),
          .case_role = enumerator(from.case_role, case_role::none, case_role::staff, "case_role"),
          .job_title = string(from.job_title, "job_title"),
          .mobile = string(from.mobile, "mobile"),
          .address = string(from.address, "address"),
          .company = string(from.company, "company"),
          .code = string(from.code, "code"),
          .fields = fields_of(from.fields, from.field_count)};
}

static std::optional<std::string> text_or_none(const parvis_text* given, std::string_view field) {
  return given == nullptr ? std::nullopt : std::optional(string(*given, field));
}

static edit_account_request edit_of(const parvis_edit_account_request* given) {
  const auto from = grown(given, "request");
  edit_account_request out{.account = id_of<account_id>(from.account),
                           .seen = revision(from.seen),
                           .first_name = text_or_none(from.first_name, "first_name"),
                           .last_name = text_or_none(from.last_name, "last_name"),
                           .language = text_or_none(from.language, "language"),
                           .seniority = text_or_none(from.seniority, "seniority"),
                           .job_title = text_or_none(from.job_title, "job_title"),
                           .mobile = text_or_none(from.mobile, "mobile"),
                           .address = text_or_none(from.address, "address"),
                           .company = text_or_none(from.company, "company"),
                           .code = text_or_none(from.code, "code")};
  if (from.fields != nullptr || from.field_count != 0) out.fields = fields_of(from.fields, from.field_count);
  return out;
}

static override_privacy_request privacy_of(const parvis_override_privacy_request* given) {
  const auto from = grown(given, "request");
  return {id_of<account_id>(from.account),
          enumerator(from.privacy, privacy_override::off, privacy_override::on, "privacy"), revision(from.seen)};
}

static demand_password_change_request demand_of(const parvis_demand_password_change_request* given) {
  const auto from = grown(given, "request");
  return {id_of<account_id>(from.account), revision(from.seen)};
}

void put(arena& room, const account_page& from, parvis_account_page& to) {
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
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.add_user(who, user_of(request)); });
}
parvis_status parvis_add_portal_account(parvis_portal* portal, const parvis_caller* by,
                                        const parvis_add_portal_account_request* request,
                                        const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.add_portal_account(who, portal_account_of(request)); });
}
parvis_status parvis_resend_join(parvis_portal* portal, const parvis_caller* by, const parvis_uuid* account,
                                 const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    return door.resend_join(who, parvis::account_id{id_of(account, "account")});
  });
}
parvis_status parvis_view_account(parvis_portal* portal, const parvis_caller* by, const parvis_uuid* account,
                                  const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    return door.view_account(who, parvis::account_id{id_of(account, "account")});
  });
}
parvis_status parvis_edit_account(parvis_portal* portal, const parvis_caller* by,
                                  const parvis_edit_account_request* request, const parvis_account_view** out,
                                  const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.edit_account(who, edit_of(request)); });
}
parvis_status parvis_override_privacy(parvis_portal* portal, const parvis_caller* by,
                                      const parvis_override_privacy_request* request, const parvis_account_view** out,
                                      const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.override_privacy(who, privacy_of(request)); });
}
parvis_status parvis_demand_password_change(parvis_portal* portal, const parvis_caller* by,
                                            const parvis_demand_password_change_request* request,
                                            const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.demand_password_change(who, demand_of(request)); });
}
parvis_status parvis_deactivate(parvis_portal* portal, const parvis_caller* by, const parvis_activity_request* request,
                                const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.deactivate(who, deactivate_of(request)); });
}
parvis_status parvis_reactivate(parvis_portal* portal, const parvis_caller* by, const parvis_activity_request* request,
                                const parvis_account_view** out, const parvis_error** error) {
  return call(portal, by, out, error,
              [&](auto& door, const auto& who) { return door.reactivate(who, reactivate_of(request)); });
}
parvis_status parvis_resend_join_each(parvis_portal* portal, const parvis_caller* by, const parvis_uuid* accounts,
                                      size_t account_count, const parvis_account_outcome_list** out,
                                      const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    const auto whom = [](const parvis_uuid& one) { return id_of<parvis::account_id>(one); };
    return door.resend_join_each(who, list(accounts, account_count, "accounts", whom));
  });
}
parvis_status parvis_deactivate_each(parvis_portal* portal, const parvis_caller* by,
                                     const parvis_activity_request* const* requests, size_t request_count,
                                     const parvis_account_outcome_list** out, const parvis_error** error) {
  return call(portal, by, out, error, [&](auto& door, const auto& who) {
    return door.deactivate_each(who, list(requests, request_count, "requests", deactivate_of));
  });
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
